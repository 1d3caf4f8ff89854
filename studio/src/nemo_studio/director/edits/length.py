"""Edits of length: the whole, each scene, one scene; speed."""

from __future__ import annotations

import re

from nemo_studio.timeline.draft import ClipSegment

from ..board import Board
from ..brief import MAX_LENGTH_MS, MIN_LENGTH_MS
from ..durations import Time, find_times
from ..say import seconds
from ..timing import share
from ..when import use_of
from .fit import follow, rescale
from .request import Request, clause_at, names_scene, scene_index

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
# "by 2 seconds", "extend … 2 seconds", "长两秒": no length, but a step from the one that is there
_BY_BEHIND = re.compile(r"\s*(?:(?P<more>longer|more)|shorter|less)\b", re.IGNORECASE)
_BY_BEFORE = re.compile(
    r"\b(?:(?:longer|shorter|more|less)\b[^,;]*?\bby|by|add|cut|trim|shave|take)"
    r"(?: another| about| off)?\s*$"
    r"|\b(?:extend|lengthen|prolong|shorten|reduce)\b[^,;，；]*$"
    r"|(?:延长|缩短|增加|减少|加长|减短|(?<!时)长|短|多|少)[了出掉]?\s*$",
    re.IGNORECASE,
)
_LESS = re.compile(r"shorter|less|cut|trim|shave|take|shorten|reduce|缩|减|短|少", re.IGNORECASE)
_SET = re.compile(r"(?:\bto|\bfor|\bat|\bof|到|至|为|成)(?: about| only| just)?\s*$", re.IGNORECASE)
_MOVES = re.compile(r"\b(?:move|swap|split|delete|remove)\b|移|交换|对调|拆|删|去掉", re.I)
_CLAUSE = re.compile(
    r"[,.;，。；](?!\d)|\band (?=(?:then )?(?:make|set|show|keep|extend|lengthen|shorten|let|the"
    r"|scene|slide|photo|clip)\b)|然后|并且?",
    re.IGNORECASE,
)
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


def asks_length(words: str) -> bool:
    """Whether words speak of how long something is there: "for 6 seconds", "longer", "加倍"."""
    found = (p.search(words) for p in (_SHORTER, _LONGER, _DOUBLE, _HALVE))
    return any(found) or any(t.ms for t in find_times(words))


def wanted_ms(words: str, now_ms: int) -> int | None:
    """The length that words ask for instead of `now_ms`; "2 seconds longer" counts from there."""
    times = [t for t in find_times(words) if t.ms]
    if times:
        return _length_at(words, times[-1], now_ms)
    if _DOUBLE.search(words):
        return now_ms * 2
    if _HALVE.search(words):
        return now_ms // 2
    if _SHORTER.search(words):
        return round(now_ms * 0.7 / 100) * 100
    return round(now_ms * 1.4 / 100) * 100 if _LONGER.search(words) else None


def _length_at(words: str, time: Time, now_ms: int) -> int:
    """What a time makes of a length: the time itself, or more or less by it."""
    before, after = words[max(0, time.start - 40) : time.start], words[time.end :]
    if match := _BY_BEHIND.match(after):
        return now_ms + (time.ms if match["more"] else -time.ms)
    if _SET.search(before) or not (match := _BY_BEFORE.search(before)):
        return time.ms
    return now_ms - time.ms if _LESS.search(match[0]) else now_ms + time.ms


def last_for(request: Request, board: Board, at: int, words: str) -> bool:
    """Whether words ask for another length of scene `at`, which it then has."""
    scene = board.scenes[at]
    before, total = scene.duration_ms, board.duration_ms
    wanted = wanted_ms(words, before)
    if wanted is None:
        return False
    rescale(scene, max(300, min(wanted, MAX_LENGTH_MS)))
    follow(board, total)
    lang = request.language
    request.changed(
        "scene_length", seconds(before, lang), seconds(scene.duration_ms, lang), str(at + 1)
    )
    return True


def _whole(request: Request, board: Board) -> None:
    target = each = None
    previous: Time | None = None
    before = board.duration_ms
    for time in find_times(request.text):
        use = use_of(request.text, time, previous)
        previous = time
        clause = re.split(r"[,.;，。；]", request.text[: time.start])[-1]
        if _TEXTUAL.search(clause) or not time.ms:
            continue
        if use == "each":
            each = time
        elif use in ("total", "for", "to", "first"):
            target = _length_at(request.text, time, before)
    if each:
        _each(request, board, each)
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


def _each(request: Request, board: Board, time: Time) -> None:
    """ "each scene 3 seconds", "every photo 1 second longer"."""
    before, most = board.duration_ms, MAX_LENGTH_MS // len(board.scenes)
    lengths = []
    for scene in request.focused(board):
        wanted = _length_at(request.text, time, scene.duration_ms)
        rescale(scene, max(300, min(wanted, most)))
        lengths.append(scene.duration_ms)
    follow(board, before)
    told = dict.fromkeys(seconds(ms, request.language) for ms in (min(lengths), max(lengths)))
    request.changed("each", "", " - ".join(told))


def _one_scene(request: Request, board: Board) -> None:
    """ "make scene 2 five seconds", "scene 3 shorter", "第二个场景改成5秒"."""
    for clause in _CLAUSE.split(request.text):
        if (
            not asks_length(clause)
            or not names_scene(clause)
            or _MOVES.search(clause)
            or re.search(r"\beach\b|\bevery\b|每", clause, re.I)
            or _TEXTUAL.search(clause)
        ):
            continue
        at = scene_index(clause, len(board.scenes))
        if at is None:
            request.notes.append("no_such_scene")
        if at is None or last_for(request, board, at, clause):
            request.text = request.text.replace(clause, " ")


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
