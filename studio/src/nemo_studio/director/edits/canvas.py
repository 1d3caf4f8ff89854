"""Edits of the whole picture: format, size, frame rate, colours, filters, transitions, fades."""

from __future__ import annotations

import re

from nemo_studio.timeline.draft import BackgroundSegment, MediaSegment, Transition

from ..board import Board
from ..brief import aspect_in, read_brief
from ..colour_words import palette_for
from ..durations import find_times
from ..look import aspect_of, canvas_size
from ..media import loses_much
from ..say import seconds
from ..words import FILTERS, TRANSITIONS, first, has
from .request import Request, scene_index

_COLOURS = re.compile(
    r"\b(?:colou?rs?|palette|tones?|theme|scheme|background)\b|配色|颜色|色调|色系"
    r"|背景|主题色|风格|暖|冷",
    re.I,
)
_VAGUE_COLOURS = re.compile(
    r"\b(?:change|other|different|new|another|switch)\b.{0,16}\b(?:colou?rs?|palette"
    r"|theme|background)\b"
    r"|\b(?:don['’]?t|do not) (?:really )?like the (?:colou?rs?|palette|background)\b"
    r"|不喜欢(?:这个?)?(?:颜色|配色|色调|背景)"
    r"|换(?:一?个|一下|一种|一套)?(?:别的)?(?:颜色|配色|色调|背景)",
    re.IGNORECASE,
)
_TRANSITION = re.compile(
    r"\btransitions?\b|\bcross-?fades?\b|\bbetween (?:the )?(?:scenes|photos|clips"
    r"|pictures)\b|\bdissolves?\b|转场|过渡|叠化",
    re.I,
)
_ADD_TRANSITION = re.compile(
    r"\b(?:add|put|use|want|need)\b.{0,16}\btransitions?\b|(?:加|添加|加上)(?:点|一些|个)?(?:转场|过渡)",
    re.IGNORECASE,
)
_EDGE = re.compile(
    r"\bfade[- ](?P<way>in and out|in from black|in|out to black|to black"
    r"|out)(?: (?:at|in) the (?P<where>start|beginning|end))?(?=\s*(?:$|[,.;]|at the"
    r"|of the video|the video))"
    r"|(?P<zh>(?:开头|片头)淡入|(?:结尾|片尾)淡出|(?:画面)?淡入淡出(?!转场))",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\bzoom(?:s|ing)? (?P<zoom>in|out)(?:to)?\b(?! transition)"
    r"|\bpan(?:s|ning)? (?P<pan>left|right|up|down)\b"
    r"|\b(?:no|without|stop the|remove the|turn off the) (?:camera )?"
    r"(?:movements?|motions?|ken burns|zoom(?:ing|s)?|panning)\b|\bhold still\b"
    r"|\bdon['’]?t (?:zoom|move|pan)\b|不要(?:镜头)?(?:运动|动画|缩放|推拉|平移)",
    re.IGNORECASE,
)
_STYLES = {
    "gradient": "mesh", "mesh": "mesh", "shapes": "shapes", "rays": "rays",
    "particles": "particles",
    "waves": "waves", "grid": "grid", "bokeh": "bokeh", "stripes": "stripes", "solid": "solid",
    "plain": "solid", "渐变": "mesh", "几何": "shapes", "光线": "rays", "粒子": "particles",
    "波浪": "waves",
    "网格": "grid", "光斑": "bokeh", "条纹": "stripes", "纯色": "solid",
}  # fmt: skip


def repaint(request: Request, board: Board) -> None:
    """All edits of the picture as a whole that a request asks for."""
    _format(request, board)
    _edges(request, board)
    _transitions(request, board)
    _motion(request, board)
    _filter(request, board)
    _palette(request, board)


def _format(request: Request, board: Board) -> None:
    brief = read_brief(request.text)
    meta = board.meta
    aspect = aspect_in(request.text)
    before = (meta.width, meta.height)
    if aspect or brief.resolution:
        chosen = aspect or aspect_of(*before)
        short = min(brief.resolution or min(before), 1080)
        meta.width, meta.height = canvas_size(chosen, short)
        if brief.resolution and brief.resolution > 1080:
            request.notes.append("max_resolution")
        request.changed("format", _format_name(*before), _format_name(meta.width, meta.height))
        meta.safe_area = "social" if brief.social else "auto"
        if aspect and aspect != aspect_of(*before):
            _refit(request, board)
    if brief.fps and brief.fps != meta.fps:
        request.changed("fps", str(meta.fps), str(brief.fps))
        meta.fps = brief.fps  # type: ignore[assignment]


def _format_name(width: int, height: int) -> str:
    return f"{aspect_of(width, height)} ({width}x{height})"


def _refit(request: Request, board: Board) -> None:
    """Pictures that would lose too much to the new shape get a blurred fill."""
    for scene in board.scenes:
        picture = scene.picture
        asset = request.project.asset(picture.src) if isinstance(picture, MediaSegment) else None
        if isinstance(picture, MediaSegment) and asset and asset.width and asset.height:
            picture.fit = "blur" if loses_much(asset, board.meta) else "cover"


def _edges(request: Request, board: Board) -> None:
    match = _EDGE.search(request.text)
    if (
        not match
        or _TRANSITION.search(request.text)
        or re.search(r"title|text|标题|文字", request.text, re.I)
    ):
        return
    request.take(_EDGE)
    way = (match["way"] or match["zh"] or "").lower()
    span = next((t.ms for t in find_times(request.text) if t.ms and t.ms <= 5000), 1000)
    if way.startswith("in") or "淡入" in way:
        first_scene = board.scenes[0]
        first_scene.picture.fade_in_ms = min(span, first_scene.duration_ms // 2)
        request.changed("fade_in", "", seconds(span, request.language))
    if "out" in way or way == "to black" or "淡出" in way:
        last = board.scenes[-1]
        last.picture.fade_out_ms = min(span, last.duration_ms // 2)
        request.changed("fade_out", "", seconds(span, request.language))


def _transitions(request: Request, board: Board) -> None:
    kind = first(TRANSITIONS, request.text)
    length = next((t.ms for t in find_times(request.text) if 0 < t.ms <= 5000), None)
    if not _TRANSITION.search(request.text) and kind not in ("cut",):
        return
    if kind is None and length is None:
        if not _ADD_TRANSITION.search(request.text):
            return
        kind = "crossfade"
    clause = next(
        (
            c
            for c in re.split(r"[,;，。；]", request.text)
            if _TRANSITION.search(c) or first(TRANSITIONS, c)
        ),
        "",
    )
    request.text = request.text.replace(clause, " ")
    before = next((s.picture.transition.kind for s in board.scenes if s.picture.transition), "cut")
    for scene in board.scenes[1:]:
        old = scene.picture.transition
        span = length or (old.duration_ms if old and old.duration_ms else 500)
        picked = kind or (old.kind if old else "crossfade")
        made = Transition(kind=picked, duration_ms=min(span, scene.duration_ms // 2))
        scene.picture.transition = None if picked == "cut" else made
    after = f"{kind or before}{f' {length / 1000:g} s' if length else ''}"
    request.changed("transition", before.replace("_", " "), after.replace("_", " "))


def _motion(request: Request, board: Board) -> None:
    """ "zoom in on the second photo", "pan left", "no camera movement"."""
    match = _MOVES.search(request.text)
    at = scene_index(request.text, len(board.scenes))
    chosen = board.scenes if at is None else [board.scenes[at]]
    media = [s.picture for s in chosen if isinstance(s.picture, MediaSegment)]
    if not match or not media:
        return
    request.take(_MOVES)
    way = (match["zoom"] or match["pan"] or "").lower()
    kind = "hold" if not way else f"{'zoom' if match['zoom'] else 'pan'}_{way}"
    before = media[0].motion.kind
    for picture in media:
        picture.motion.kind = kind  # type: ignore[assignment]
    request.changed("motion", before.replace("_", " "), kind.replace("_", " "))


def _filter(request: Request, board: Board) -> None:
    chosen = first(FILTERS, request.text)
    media = [s for s in board.scenes if isinstance(s.picture, MediaSegment)]
    if chosen is None or (not media and chosen in ("warm", "cool", "dark", "vivid")):
        return  # generated backgrounds take these as colours
    at = scene_index(request.text, len(board.scenes))
    targets = [s for s in media or board.scenes if not request.is_spared(s)]
    targets = targets if at is None else [board.scenes[at]]
    if not targets:
        return
    before = targets[0].picture.filter
    for scene in targets:
        scene.picture.filter = chosen
    for key in FILTERS:
        request.text = re.sub(re.escape(key), " ", request.text, flags=re.IGNORECASE)
    if at is None:
        request.changed("filter", before, chosen)
    else:
        request.changed("scene_filter", before, chosen, str(at + 1))


def _palette(request: Request, board: Board) -> None:
    backgrounds = [s.picture for s in board.scenes if isinstance(s.picture, BackgroundSegment)]
    style = first(_STYLES, request.text)
    if style and backgrounds and re.search(r"background|背景", request.text, re.IGNORECASE):
        request.changed("background", backgrounds[0].style, style)
        for picture in backgrounds:
            picture.style = style  # type: ignore[assignment]
            picture.name = f"{style} background"
        return
    text = re.sub(r"\b(warm|cool|dark|bright|light)er\b", r"\1", request.text, flags=re.IGNORECASE)
    text = text.replace("更", "").replace("一点", "色")
    tone = read_brief(text).tone
    vague = _VAGUE_COLOURS.search(request.text)
    plain = has(
        ("make it", "make the video", "more", "style", "look", "改成", "换成", "变成"), request.text
    )
    if not vague and not (tone and (_COLOURS.search(request.text) or plain)):
        return
    before = board.meta.palette.name if board.meta.palette else ""
    if not backgrounds and not board.all_texts():
        return
    seed = board.meta.seed
    palette = palette_for(tone, seed=seed)
    for step in range(1, 8):
        if tone or palette.name != before:
            break
        palette = palette_for(tone, seed=seed + step)
    board.meta.palette = palette
    for picture in backgrounds:
        picture.colors = None
    request.changed("palette", before, palette.name or tone)
