"""Edits that bring in uploads, and the request for another version."""

from __future__ import annotations

import random
import re

from nemo_studio.timeline.draft import (
    BackgroundSegment,
    MediaSegment,
    Place,
    SoundSegment,
)

from .. import segments
from ..board import Board, Scene
from ..look import Look
from ..media import IMAGE_MS, loses_much
from ..project import Asset
from ..say import seconds
from .fit import follow
from .request import Request

ADD = re.compile(
    r"\b(?:add|insert|include|append|put in|use|also use)"
    r"(?: (?:in|the|my|our|all|of|these|those|this|new|other|unused|uploaded"
    r"|second|last|first|two|three|\d+))*"
    r" (?:photos?|images?|pictures?|pics?|clips?|videos?|files?|uploads?|recording|audio|logo"
    r"|one|(?:this|these|them|it|both)(?! (?:music|song|text|title|filter|colou?r|font|time)))\b"
    r"|^\W*(?:and )?(?:one more|this (?:one )?too|these too)\W*$"
    r"|(?:加入|加上|添加|插入|放进|使用|用上)(?:一下|这|那|几|张|个|段|些|新|的|我|上传)*"
    r"(?:照片|图片|视频|片段|素材|文件|录音|音频|它们?|这些?)|^\W*(?:再加一个|还有这个)\W*$",
    re.IGNORECASE,
)
_AT_START = re.compile(
    r"\b(?:at|to) the (?:start|beginning|front)\b|\bfirst\b|开头|最前", re.IGNORECASE
)
_PLACES: tuple[Place, ...] = ("center", "top_left", "bottom_left")
_RELOOK = re.compile(
    r"\b(?:other|another|different|new|change the) "
    r"(?:colou?rs?|palette|look)s? and (?:the )?layouts?\b"
    r"|\b(?:other|another|different|new|change the) layouts?"
    r"(?: and (?:the )?(?:colou?rs?|palette))?\b"
    r"|换(?:个|一下)?(?:配色和)?(?:版式|布局)(?:和配色)?",
    re.IGNORECASE,
)
AGAIN = re.compile(
    r"\bre-?generate\b|\bredo (?:it|the video|this)\b|\bstart over\b|\b(?:another"
    r"|different|new) (?:version|take|variation|look|one)\b|\btry again\b"
    r"|\bonce more\b|\bremake\b|\bshuffle\b"
    r"|重新生成|再来一(?:个|次|版|条)|换一(?:个|版|种)(?:版本|样式|风格)?(?=\s*(?:$|[，。,.!！吧试]))|重做|重来",
    re.IGNORECASE,
)


def unused_assets(board: Board, assets: list[Asset]) -> list[Asset]:
    """The uploads that the board does not show or play yet."""
    used = {s.picture.src for s in board.scenes if isinstance(s.picture, MediaSegment)}
    used |= {s.src for s in board.sounds if isinstance(s, SoundSegment)}
    used |= {p.src for track in board.overlays for p in track if isinstance(p, MediaSegment)}
    return [a for a in assets if a.id not in used]


def bring_in(request: Request, board: Board) -> None:
    """New uploads go in: pictures at the end (or the start), audio under the whole."""
    if not coming(request, board) or not ADD.search(request.text):
        return
    at_start = bool(_AT_START.search(request.text))
    request.take(ADD)
    use_all(request, board, at_start=at_start)


def coming(request: Request, board: Board) -> list[Asset]:
    """The uploads that may come in: those that are named, else all that are not in use."""
    new = unused_assets(board, request.project.assets)
    return new if request.only is None else [a for a in new if a in request.only]


def use_all(request: Request, board: Board, *, at_start: bool = False) -> None:
    """The uploads that may come in do so."""
    new = coming(request, board)
    before = board.duration_ms
    look = Look(board.meta.seed, "lofi", ("mesh", "waves"))
    place = 0 if at_start else len(board.scenes)
    for asset in new:
        if asset.kind == "audio":
            made = segments.sound(board.new_id("a"), asset, 1.0, board.duration_ms)
            board.sounds.append(made)
        else:
            board.scenes.insert(place, scene_of(board, asset, look))
            request.focus += [board.scenes[place]] if request.only else []
            place += 1
        request.changed("added_file", "", asset.name)
    follow(board, before)
    lang = request.language
    request.changed("length", seconds(before, lang), seconds(board.duration_ms, lang))


def scene_of(board: Board, asset: Asset, look: Look) -> Scene:
    """An upload as a scene of its usual length."""
    length = asset.duration_ms or IMAGE_MS if asset.kind == "video" else IMAGE_MS
    length = max(300, min(length, 600_000))
    blur = loses_much(asset, board.meta)
    transition = look.transition(1, length)
    name = board.new_id("s")
    if asset.kind == "image":
        return Scene(segments.image(name, asset, blur=blur, transition=transition), length)
    return Scene(segments.clip(name, asset, blur=blur, trim_ms=0, transition=transition), length)


def again(request: Request, board: Board) -> None:
    """Another version: other backgrounds, layouts, moves, transitions and notes; same words."""
    only_look = request.take(_RELOOK)
    if not only_look and not request.take(AGAIN):
        return
    seed = (board.meta.seed * 1_103_515_245 + 12_345) & 0x7FFFFFFF
    board.meta.seed = seed
    _redraw(board, seed)
    if only_look:
        request.changed("layouts")
        request.text += " , other colours , "
        return
    for music in board.music:
        music.seed = seed
    request.changed("again")


def _redraw(board: Board, seed: int) -> None:
    """Backgrounds, transitions and layouts by another seed; no layout stays as it was."""
    rng = random.Random(seed)
    mood = board.music[0].mood if board.music else "upbeat"
    styles = rng.sample(("mesh", "shapes", "waves", "bokeh", "rays", "grid"), 3)
    look = Look(seed, mood, tuple(styles))  # type: ignore[arg-type]
    for i, scene in enumerate(board.scenes):
        if isinstance(scene.picture, BackgroundSegment):
            scene.picture.style = look.style(i)
            scene.picture.seed = look.scene_seed(i)
            scene.picture.name = f"{scene.picture.style} background"
        scene.picture.transition = look.transition(i, scene.duration_ms)
        for text in scene.texts:
            if text.layout in ("split", "kicker", "minimal", "banner"):
                others = (look.layout(i + n, text.text) for n in range(4))
                text.layout = next((o for o in others if o != text.layout), text.layout)
            elif text.layout == "hero":
                text.layout = rng.choice(("minimal", "banner", "split"))
    for text in board.all_texts():
        if text.role == "title" and text.layout is None:
            text.position = rng.choice([p for p in _PLACES if p != text.position])
