"""Edits of scenes: move, swap, delete, split, copy, trim, turn round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

from nemo_studio.timeline.draft import ClipSegment, MediaSegment, TextSegment

from ..board import Board
from ..durations import find_times, number
from ..order import FIRST, LAST, numbered
from ..order import index_of as _index
from ..say import seconds, span_of
from ..when import use_of
from .fit import follow
from .request import Request, clause_at, scene_index
from .span import LEAST_MS, cut_in_two, remove_span

_A, _B = numbered("a"), numbered("b")
_SHORT_B = r"(?:" + _B + r"|(?:the )?(?P<bs>\d{1,3}|first|second|third|fourth|fifth|last)(?: one)?)"
_SWAP = re.compile(
    rf"\b(?:swap|switch|exchange)\s+(?:the )?(?:{_A}|scenes? (?P<as>\d{{1,3}})"
    rf"|(?P<ao2>\d{{1,3}}|first|second|third|last))\s*(?:and|with"
    rf"|&)\s*{_SHORT_B}(?: (?:scene|photo|clip|image)s?)?"
    rf"|(?:把|将)?{numbered('c')}(?:和|与|跟){numbered('d')}(?:交换|对调|互换|调换)"
    rf"|(?:交换|对调|互换|调换){numbered('e')}(?:和|与|跟){numbered('f')}",
    re.IGNORECASE,
)
_SWAP_BOTH = re.compile(
    r"\b(?:swap|switch|exchange) (?:the (?:two |order of the )?|both |my )?"
    r"(?:clips|photos|scenes|videos|images|pictures|them)\b|(?:交换|对调|互换)(?:一下)?(?:两|这两)",
    re.IGNORECASE,
)
_MOVE = re.compile(
    rf"\b(?:move|put|place|bring|use)\s+{_A}\s*(?:to |at "
    rf"|in )?(?:the )?(?:very )?(?P<to>start|beginning|front|first|end|last|back|before"
    rf"|after|position \d+|place \d+)(?:\s+(?:of )?(?:place)?{_B})?"
    rf"|(?:把|将)?{numbered('c')}(?:移动?|放|挪|调)(?:到|在|至)(?P<zto>最前面?|开头"
    rf"|最后面?|结尾|末尾|第[一二三四五六七八九十\d]+(?:个|位|幕|张)?)",
    re.IGNORECASE,
)
_DELETE = re.compile(
    rf"\b(?:delete|remove|drop|cut out|cut|take out|get rid of|lose"
    rf"|skip)\s+{_A}(?! (?:title|text|music))|(?:删掉|删除|去掉|剪掉|不要"
    rf"|移除)(?:掉)?{_B}(?!(?:个|条|句|行|段)?的?(?:文字|字幕|标题|字|句|[\d一二三四五六七八九十]+秒)|的)",
    re.IGNORECASE,
)
_ORD = r"(?:first|second|third|fourth|fifth|last)"
_DELETE_MORE = re.compile(
    r"\b(?:delete|remove|drop|cut)\s+(?:the )?(?:(?:scene|photo|clip|image|slide)s?\s+"
    r"(?P<numbers>\d{1,3}(?:\s*(?:,|and|&)+\s*(?:and |scene )?\d{1,3})+)"
    rf"|(?P<ordinals>{_ORD}(?:\s*(?:,|and|&)+\s*(?:and )?(?:the )?{_ORD})+)"
    r"\s+(?:scene|photo|clip|image|slide)s?)",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    rf"\bsplit\s+(?:{_A})?|(?:拆分|分割|切开){_B}?|(?:把|将){numbered('c')}(?:拆|切"
    rf"|分)成?(?:开|两段)?",
    re.I,
)
_COPY = re.compile(rf"\b(?:duplicate|copy|repeat)\s+{_A}|(?:复制|重复){_B}", re.I)
_BACKWARDS = re.compile(
    r"\breverse the (?:order|scenes|photos)\b|\bin reverse order\b|倒序|顺序反过来", re.I
)
_REVERSE_CLIP = re.compile(
    rf"\b(?:play )?(?:{_A} )?(?:backwards|in reverse)\b|\breverse (?:the )?(?:clip"
    rf"|video|{_B})|倒放",
    re.I,
)
_TRIM = re.compile(
    r"\b(?:trim|cut|remove|drop|chop|skip)\s+(?:off |out "
    r"|away )?(?:the )?(?P<end>first|last|opening|final)\s"
    r"(?!clip|photo|scene|image|video|slide|picture|shot)(?=[^,;]*(?:s\b|sec|min|秒))"
    r"|(?:剪掉|去掉|删掉|裁掉|剪去)(?:[^，。]{0,8}的)?(?P<zh>前|开头|最后|后|结尾)(?=[^，。]{0,8}秒)"
    r"|(?P<zh2>前|开头|最后|结尾)的?[\d一二两三四五六七八九十.]{1,5}\s*秒钟?(?:剪掉|去掉|删掉|裁掉|剪去)",
    re.IGNORECASE,
)
_CUT_RANGE = re.compile(
    r"\b(?:cut|remove|delete|drop)\s+(?:out )?(?:everything |the part )?(?:from"
    r"|between)\b|(?:剪掉|删掉|去掉)(?:从)?(?=[\d一二三四五六七八九十]+秒?到|第)",
    re.I,
)
_KEEP = re.compile(r"\btrim\b|\bkeep\b|保留|裁剪|截取", re.IGNORECASE)
_KEEP_EDGE = re.compile(
    r"\b(?:keep|use|take|show)\s+(?:only |just )?(?:the )?(?P<end>first|last)\s"
    r"(?=[^,;]*(?:s\b|sec|min))"
    r"|(?:只?保留|只用|只要|截取)(?:[^，。]{0,8}的)?(?P<zh>前|最后)(?=[^，。]{0,8}秒)",
    re.IGNORECASE,
)
_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}


def rearrange(request: Request, board: Board) -> None:
    """All edits of scenes that a request asks for."""
    before = board.duration_ms
    with _framed(board):
        _swap(request, board)
        _move(request, board)
        if request.take(_BACKWARDS):
            board.scenes.reverse()
            request.changed("reversed")
    for edit in (trim, _delete, _split, _copy, reverse):
        edit(request, board)
    if board.duration_ms != before:
        lang = request.language
        request.changed("length", seconds(before, lang), seconds(board.duration_ms, lang))


@contextmanager
def _framed(board: Board) -> Iterator[None]:
    """While pictures and clips change places, the opening title and the ending stay where they
    are: they are the video's, not the picture's. A card moves with its background."""
    first, last, total = board.scenes[0], board.scenes[-1], board.duration_ms
    kept: list[TextSegment] = []
    if isinstance(first.picture, MediaSegment):
        kept += [t for t in first.texts if t.role in ("title", "subtitle") and t.start_ms < 1000]
    if isinstance(last.picture, MediaSegment):
        kept += [t for t in last.texts if t.role == "cta" and t not in kept]
    for text in kept:
        text.start_ms += 0 if text in first.texts else total - last.duration_ms
        board.drop_text(text)
    board.texts += kept
    yield
    board.seat_texts()


def _place(match: re.Match[str], prefixes: str, count: int) -> int | None:
    for prefix in prefixes:
        if (at := _index(match, prefix, count)) is not None:
            return at
    return None


def _plain(word: str | None, count: int) -> int | None:
    if not word:
        return None
    value = _WORDS.get(word.lower()) or (int(word) if word.isdigit() else 0)
    at = value - 1 if value > 0 else count + value
    return at if 0 <= at < count and value else None


def _swap(request: Request, board: Board) -> None:
    count = len(board.scenes)
    if count == 2 and request.take(_SWAP_BOTH):
        board.scenes.reverse()
        request.changed("swapped", of="1, 2")
        return
    match = request.take(_SWAP)
    if not match:
        return
    one, two = _place(match, "ace", count), _place(match, "bdf", count)
    if one is None:
        one = _plain(match["as"] or match["ao2"], count)
    if two is None:
        two = _plain(match["bs"], count)
    if one is None or two is None or one == two:
        request.notes.append("no_such_scene")
        return
    scenes = board.scenes
    scenes[one], scenes[two] = scenes[two], scenes[one]
    request.changed("swapped", of=f"{one + 1}, {two + 1}")


def _move(request: Request, board: Board) -> None:
    count = len(board.scenes)
    if match := request.take(_MOVE):
        at, target = _place(match, "ac", count), (match["to"] or match["zto"] or "").lower()
    elif match := request.take(FIRST):
        at, target = _place(match, "abc", count), "first"
    elif match := request.take(LAST):
        at, target = _place(match, "abc", count), "last"
    else:
        return
    if at is None:
        request.notes.append("no_such_scene")
        return
    other = _place(match, "b", count) if match.re is _MOVE else None
    scene = board.scenes.pop(at)
    if target in ("start", "beginning", "front", "first") or re.match(r"最前|开头", target):
        to = 0
    elif other is not None and target in ("before", "after"):
        to = other - (other > at) + (target == "after")
    elif figure := re.search(r"\d+", target):
        to = int(figure[0][:4]) - 1
    elif target.startswith("第"):
        to = int(number(re.sub(r"[第个位幕张]", "", target))) - 1
    else:
        to = count - 1
    to = min(max(to, 0), count - 1)
    board.scenes.insert(to, scene)
    request.changed("moved", str(at + 1), str(to + 1))


def _delete(request: Request, board: Board) -> None:
    count = len(board.scenes)
    gone = _several(request, count)
    gone += [i for i, scene in enumerate(board.scenes) if request.is_doomed(scene)]
    while match := request.take(_DELETE):
        at = _place(match, "ab", count)
        if at is None:
            request.notes.append("no_such_scene")
        else:
            gone.append(at)
    if gone and len(set(gone)) >= count:
        request.notes.append("last_scene")
    elif gone:
        for at in sorted(set(gone), reverse=True):
            start = board.starts()[at]
            remove_span(board, start, start + board.scenes[at].duration_ms)
        request.changed("deleted", of=", ".join(str(g + 1) for g in sorted(set(gone))))


def _several(request: Request, count: int) -> list[int]:
    """ "delete scenes 2, 3 and 5", "remove the second and third scenes"."""
    match = request.take(_DELETE_MORE)
    if not match:
        return []
    words = re.findall(r"\d{1,3}|[a-z]+", (match["numbers"] or match["ordinals"]).lower())
    places = [_plain(w, count) for w in words if w not in ("and", "the", "scene", "scenes")]
    found = [p for p in places if p is not None]
    if len(found) < len(places):
        request.notes.append("no_such_scene")
    return found


def _split(request: Request, board: Board) -> None:
    found = _SPLIT.search(request.text)
    if not found:
        return
    clause = clause_at(request.text, found.start())
    match = _SPLIT.search(clause) or found
    request.text = request.text.replace(clause, " ")
    at = _place(match, "abc", len(board.scenes))
    time = next((t.ms for t in find_times(clause)), None)
    starts = board.starts()
    if at is None:
        point = time if time is not None else board.duration_ms // 2
        at = max((i for i, s in enumerate(starts) if s <= point), default=0)
        inside = point - starts[at]
    else:
        inside = time if time is not None else board.scenes[at].duration_ms // 2
    if not LEAST_MS <= inside <= board.scenes[at].duration_ms - LEAST_MS:
        request.notes.append("split_too_short")
        return
    cut_in_two(board, at, inside)
    request.changed("split", of=str(at + 1))


def _copy(request: Request, board: Board) -> None:
    match = request.take(_COPY)
    at = _place(match, "ab", len(board.scenes)) if match else None
    if at is None:
        return
    twin = deepcopy(board.scenes[at])
    twin.picture.id = board.new_id("s")
    before = board.duration_ms
    board.scenes.insert(at + 1, twin)
    follow(board, before)
    for text in twin.texts:
        text.id = board.new_id("t")
    request.changed("copied", of=str(at + 1))


def reverse(request: Request, board: Board) -> None:
    match = request.take(_REVERSE_CLIP)
    if not match:
        return
    at = _place(match, "ab", len(board.scenes))
    chosen = board.scenes if at is None else [board.scenes[at]]
    clips = [s.picture for s in chosen if isinstance(s.picture, ClipSegment)]
    for clip in clips:
        clip.reverse = not clip.reverse
    if clips:
        request.changed("backwards")
    else:
        request.notes.append("no_clips")


def trim(request: Request, board: Board) -> None:
    """ "cut the first 3 seconds", "remove from 5s to 8s", "use only the first 5 seconds".

    The times are the timeline's, or those of the scene that the request names.
    """
    found = next(
        (m for p in (_TRIM, _CUT_RANGE, _KEEP_EDGE, _KEEP) if (m := p.search(request.text))), None
    )
    if not found:
        return
    clause = clause_at(request.text, found.start())
    times = find_times(clause)
    start, stop = _scope(request, board, clause)
    if times and (edge := _KEEP_EDGE.search(clause)):
        length = times[0].ms
        span = (
            (0, length)
            if (edge["end"] or edge["zh"]).lower() in ("first", "前")
            else (stop - start - length, None)
        )
        _keep(
            request,
            board,
            start + max(0, span[0]),
            start + span[1] if span[1] else stop,
            start,
            stop,
        )
    elif times and (match := _TRIM.search(clause)):
        side = (match["end"] or match["zh"] or match["zh2"]).lower()
        length = next((t.ms for t in times if t.end > match.start()), 0)
        first = side in ("first", "opening", "前", "开头")
        begin, end = (start, start + length) if first else (stop - length, stop)
        _cut(request, board, begin, end, start, stop)
    elif len(times) >= 2 and _CUT_RANGE.search(clause):
        _cut(request, board, start + times[0].ms, start + times[1].ms, start, stop)
    elif len(times) == 2 and use_of(clause, times[1], times[0]) == "to":
        _keep(request, board, start + times[0].ms, start + times[1].ms, start, stop)
    else:
        return
    request.text = request.text.replace(clause, " ")


def _scope(request: Request, board: Board, clause: str) -> tuple[int, int]:
    """(start, end) in ms of what a cut is about: the named scenes, else the whole."""
    at = scene_index(clause, len(board.scenes))
    chosen = [board.scenes[at]] if at is not None else request.focused(board)
    spans = [
        (start, start + scene.duration_ms)
        for start, scene in zip(board.starts(), board.scenes, strict=True)
        if any(scene is c for c in chosen)
    ]
    first = spans[0]
    for span in spans[1:]:
        if span[0] == first[1]:
            first = (first[0], span[1])
    return first


def _cut(request: Request, board: Board, begin: int, end: int, low: int, high: int) -> None:
    """Take a stretch out that lies between `low` and `high`; something must be left."""
    whole = end - begin > board.duration_ms - 500 or end - begin > high - low - LEAST_MS
    if not low <= begin < end <= high or whole:
        request.notes.append("trim_too_long")
    else:
        remove_span(board, begin, end)
        request.changed("trimmed", of=span_of(begin, end, request.language))


def _keep(request: Request, board: Board, begin: int, end: int, low: int, high: int) -> None:
    end = min(end, high)
    if end - begin < 500:
        request.notes.append("trim_too_long")
        return
    if end < high:
        remove_span(board, end, high)
    if begin > low:
        remove_span(board, low, begin)
    request.changed("kept", of=span_of(begin, end, request.language))
