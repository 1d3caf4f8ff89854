"""Edits of length: the whole, each scene, one scene; speed."""

from __future__ import annotations

import re

from nemo_studio.renderer.timeline import ClipSegment

from ..board import Board
from ..brief import MAX_LENGTH_MS, MIN_LENGTH_MS
from ..durations import Time, find_times
from ..say import seconds
from ..timing import share
from ..when import use_of
from .fit import follow, rescale
from .request import Request, clause_at, scene_index

_SHORTER = re.compile(
    r"\b(?:shorter|shorten(?: it)?|cut it down|tighter|more concise)\b|短一点|短一些|再短|缩短",
    re.I,
)
_LONGER = re.compile(
    r"\b(?:longer|lengthen(?: it)?|extend(?: it)?|stretch it)\b|长一点|长一些|再长|延长", re.I
)
_DOUBLE = re.compile(r"\bdouble (?!speed)|\btwice as long\b|(?:时长|长度)?(?:加倍|翻倍)", re.I)
_HALVE = re.compile(
    r"\bhalve\b|\bhalf (?:as long|the (?:length|time|duration))\b|(?:时长|长度)减半", re.I
)
_SCENE_WORD = re.compile(
    r"\bscene|\bslide|\bphoto|\bimage|\bclip|\bshot|\bpicture|场景|镜头|第.{1,3}(?:幕|张|段|个)",
    re.I,
)
_FACTOR = re.compile(
    r"(?<![\d.])(?P<x>\d{1,2}(?:\.\d+)?)\s*(?:x|×|times)(?![A-Za-z\d])(?:\s*(?:speed"
    r"|faster|slower))?|(?P<zh>\d(?:\.\d+)?|[两三四])倍(?:速|速度)?"
    r"|(?P<half>half[- ]speed|半速|0\.5倍|\bslow[- ]?(?:motion|mo|down)\b|慢动作|慢放)"
    r"|(?P<slow>\bslow(?:er)?\b|放慢|慢一点|慢一些)"
    r"|(?P<fast>\bspeed(?:ed)? (?:it |them |this |the \w+ )?up\b|\bfaster\b"
    r"|\bquicker\b|加速|快一点|快放)",
    re.IGNORECASE,
)
_SPEEDY = re.compile(r"speed|fast|slow|quick|倍|速|慢|快", re.IGNORECASE)
_TEXTUAL = re.compile(r"\btitle|\btext|\bcaption|\bfade|\btransition|标题|文字|字幕|转场|淡", re.I)


def retime(request: Request, board: Board) -> None:
    """All edits of lengths and speed that a request asks for."""
    respeed(request, board)
    _one_scene(request, board)
    _whole(request, board)


def resize(board: Board, total_ms: int) -> None:
    """The whole at another length: scenes, texts across them and sounds keep their proportions."""
    total_ms = max(total_ms, len(board.scenes) * 10)
    before = board.duration_ms
    for scene, ms in zip(
        board.scenes, share(total_ms, [s.duration_ms for s in board.scenes]), strict=True
    ):
        rescale(scene, ms)
    follow(board, before)


def _whole(request: Request, board: Board) -> None:
    target = each = None
    previous: Time | None = None
    for time in find_times(request.text):
        use = use_of(request.text, time, previous)
        previous = time
        clause = re.split(r"[,.;，。；]", request.text[: time.start])[-1]
        if _TEXTUAL.search(clause) or not time.ms:
            continue
        if use == "each":
            each = time.ms
        elif use in ("total", "for", "to", "first"):
            target = time.ms
    before = board.duration_ms
    if each:
        length = max(300, min(each, MAX_LENGTH_MS // len(board.scenes)))
        for scene in request.focused(board):
            rescale(scene, length)
        follow(board, before)
        request.changed("each", "", seconds(length, request.language))
        if board.duration_ms == before:
            return
    elif target is not None:
        resize(board, min(max(target, MIN_LENGTH_MS), MAX_LENGTH_MS))
    elif _SHORTER.search(request.text) and not _SCENE_WORD.search(request.text):
        resize(board, max(MIN_LENGTH_MS, round(before * 0.75 / 500) * 500))
    elif _LONGER.search(request.text) and not _SCENE_WORD.search(request.text):
        resize(board, min(MAX_LENGTH_MS, round(before * 1.3 / 500) * 500))
    else:
        return
    lang = request.language
    request.changed("length", seconds(before, lang), seconds(board.duration_ms, lang))


def _one_scene(request: Request, board: Board) -> None:
    """ "make scene 2 five seconds", "scene 3 shorter", "第二个场景改成5秒"."""
    if re.search(
        r"\b(?:move|swap|split|delete|remove)\b|移|交换|对调|拆|删|去掉",
        request.text,
        re.I,
    ):
        return
    for clause in re.split(r"[,.;，。；](?!\d)", request.text):
        at = scene_index(clause, len(board.scenes))
        if (
            at is None
            or re.search(r"\beach\b|\bevery\b|每", clause, re.I)
            or _TEXTUAL.search(clause)
        ):
            continue
        scene = board.scenes[at]
        times = [t for t in find_times(clause) if t.ms]
        wanted = None
        if times:
            wanted = times[-1].ms
        elif _DOUBLE.search(clause):
            wanted = scene.duration_ms * 2
        elif _HALVE.search(clause):
            wanted = scene.duration_ms // 2
        elif _SHORTER.search(clause):
            wanted = round(scene.duration_ms * 0.7 / 100) * 100
        elif _LONGER.search(clause):
            wanted = round(scene.duration_ms * 1.4 / 100) * 100
        if wanted is None:
            continue
        before, total = scene.duration_ms, board.duration_ms
        rescale(scene, max(300, min(wanted, MAX_LENGTH_MS)))
        follow(board, total)
        request.text = request.text.replace(clause, " ")
        lang = request.language
        request.changed(
            "scene_length", seconds(before, lang), seconds(scene.duration_ms, lang), str(at + 1)
        )


def respeed(request: Request, board: Board) -> None:
    """ "half speed", "2x speed", "slow down scene 2": of the named scenes, else of all."""
    matches = list(_FACTOR.finditer(request.text))
    match = next((m for m in matches if not (m["slow"] or m["fast"])), next(iter(matches), None))
    if (
        not match
        or not _SPEEDY.search(request.text)
        or re.search(r"transition|转场", request.text, re.I)
    ):
        return
    clause = clause_at(request.text, match.start())
    if re.search(r"music|tempo|音乐", clause, re.I):
        return
    factor = _factor(match, clause)
    request.text = request.text.replace(clause, " ")
    at = scene_index(clause, len(board.scenes))
    chosen = request.focused(board) if at is None else [board.scenes[at]]
    before = board.duration_ms
    for scene in chosen:
        picture = scene.picture
        real = factor
        if isinstance(picture, ClipSegment):
            speed = min(16.0, max(0.1, picture.speed * factor))
            real, picture.speed = speed / picture.speed, speed
        length = round(scene.duration_ms / real)
        rescale(scene, max(300, min(length, MAX_LENGTH_MS // len(board.scenes))))
    follow(board, before)
    if at is None:
        request.changed("speed", "", f"{factor:g}x")
    else:
        request.changed("scene_speed", "", f"{factor:g}x", str(at + 1))
    lang = request.language
    request.changed("length", seconds(before, lang), seconds(board.duration_ms, lang))


def _factor(match: re.Match[str], clause: str) -> float:
    if match["half"]:
        return 0.5
    if match["slow"]:
        return 0.75
    if match["fast"]:
        return 1.5
    chinese = {"两": 2.0, "三": 3.0, "四": 4.0}
    value = float(match["x"] or 0) or chinese.get(match["zh"] or "", 0.0) or float(match["zh"] or 1)
    value = min(8.0, max(0.1, value or 1.0))
    return 1 / value if value > 1 and re.search(r"slow|慢", clause, re.IGNORECASE) else value
