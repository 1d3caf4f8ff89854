"""Edits of how texts look and when they show: colour, size, place, font, entrance, time."""

from __future__ import annotations

import re
from functools import partial

from nemo_studio.timeline.draft import TextSegment

from ..board import Board
from ..durations import Time, find_times
from ..looks import looks_in
from ..say import span_of
from ..when import use_of
from ..words import FILTERS, PLACES, first, locate
from .length import asks_length, last_for, wanted_ms
from .request import NTH_TEXT, NTH_TEXT_ZH, Request, find_text, text_of_role

_MARK = re.compile(r"⟦(?P<q>\d+)⟧")
_TARGET = re.compile(
    r"\b(?P<all>(?:all )?(?:the )?(?:texts|titles|words|captions"
    r"|subtitles)|(?:all )?(?:the )?text(?! (?:of|in|on) | ?#?\d| number)|font)\b"
    r"|(?P<one>\b" + NTH_TEXT + r"|(?:main |opening |last |first )?\b(?:title|headline|heading"
    r"|text(?= (?:of|in|on) )|ending|caption|subtitle|tagline|"
    r"cta|call to action|lower third|watermark|button)(?: (?:of|in|on) scene \d+)?)\b"
    r"|(?P<zall>所有文字|全部文字|文字|字体|字幕|字)|(?P<zone>"
    + NTH_TEXT_ZH
    + r"|(?:主|副)?标题|结尾|片尾|开头|口号)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;，。；\n]|\.\s"
    r"|\band (?=make|move|put|show|set|remove|delete|add|change|use|turn|reduce|the )"
)
_ADDS = re.compile(r"\b(?:add|insert|another|also|again)\b|加|插入|再来", re.IGNORECASE)
_PUTS = re.compile(r"\b(?:put|show|display|write)\b|显示|写上|放上", re.IGNORECASE)
_NEW_WORDS = re.compile(r"\b(?:with|to say|should say|instead)\s*⟦|[改换]成?为?\s*⟦", re.IGNORECASE)
_IT = re.compile(
    r"\b(?:make|move|put|set|place|show|turn|colou?r|write) (?:it|that|this|them)\b"
    r"|\bin (?:red|blue|green|white|black|gold|yellow)\b"
    r"|它|^\s*(?:再|也|并|然后)*(?:移|放|挪|改|变|换)[到在成为]",
    re.I,
)
_TO_PLACE = re.compile(r"\b(?:move|put|place|set|show)\b|移|放|挪|改到", re.IGNORECASE)
_OTHERS = re.compile(
    r"background|palette|music|video\b|scene|photo|picture|clip"
    r"|背景|配色|音乐|视频|场景|照片|图",
    re.IGNORECASE,
)
_NO_SCENE = re.compile(r"\b(?:scene|slide|card)\s*⟦|⟦\d+⟧\s*(?:scene|slide|card)\b|场景⟦", re.I)
_POINT = re.compile(r"(?:\bto|到)\s*$", re.IGNORECASE)
_STAYS = re.compile(r"\b(?:extend|lengthen|shorten|longer|shorter)\b|延长|缩短|加长", re.IGNORECASE)
_TITLE = re.compile(r"(?<!sub)(?<!sub-)(?:title|headline|heading)|(?<!副)标题", re.IGNORECASE)
_GONE = re.compile(r"\b(?:remove|delete|drop|hide)\b|删|去掉|移除|不要", re.IGNORECASE)


def restyle(request: Request, board: Board) -> None:
    """All edits of the looks, places and times of texts that a request asks for."""
    found = (find_text(board, words) for words in request.quoted.texts)
    spoken = [t for t in found if t][:1]  # what "it" is
    for clause in _CLAUSE.split(request.text):
        match = _target_in(request, board, clause)
        if not board.all_texts():
            continue
        if not match:
            if _NO_SCENE.search(clause) and asks_length(clause):
                request.notes.append("no_such_text")
                request.text = request.text.replace(clause, " ")
            elif _speaks_of_it(clause) and spoken and _style(request, board, spoken, clause):
                request.text = request.text.replace(clause, " ")
            elif (named := _TARGET.search(clause)) and not _GONE.search(clause):
                spoken = _targets(request, board, named)
            continue
        targets = _targets(request, board, match)
        spoken = [] if _GONE.search(clause) else targets
        if not targets and re.fullmatch(f"{NTH_TEXT}|{NTH_TEXT_ZH}", match[0], re.IGNORECASE):
            request.notes.append("no_such_text")
        alike = _alike(board, targets) if _TITLE.search(match[0]) else []
        if targets and _style(request, board, targets, clause, alike):
            request.text = request.text.replace(clause, " ")


def _speaks_of_it(clause: str) -> bool:
    """ "make it red", "move it to the top": looks and places, which a whole video has not."""
    if not _IT.search(clause) or locate(FILTERS, clause) or _OTHERS.search(clause):
        return False
    return bool(looks_in(clause) or (locate(PLACES, clause) and _TO_PLACE.search(clause)))


def _alike(board: Board, targets: list[TextSegment]) -> list[TextSegment]:
    """The texts that show the title's words again, as an end card does with a brand's name."""
    words = {t.text.strip().lower() for t in targets}
    return [
        t for t in board.all_texts()
        if t.text.strip().lower() in words
        or (t.layout == "cta" and t.kicker.strip().lower() in words)
    ]  # fmt: skip


def _target_in(request: Request, board: Board, clause: str) -> re.Match[str] | None:
    """What a clause speaks of: a text by its words, else by its role; None when it brings words."""
    marks = list(_MARK.finditer(clause))
    if not marks:
        return _TARGET.search(clause)
    if len(marks) > 1 or _ADDS.search(clause) or _NEW_WORDS.search(clause):
        return None
    exact = bool(_PUTS.search(clause))
    there = find_text(board, request.quoted.texts[int(marks[0]["q"])], exact=exact)
    return marks[0] if there else None


def _targets(request: Request, board: Board, match: re.Match[str]) -> list[TextSegment]:
    groups = match.groupdict()
    if "q" in groups:
        found = find_text(board, request.quoted.texts[int(groups["q"])])
        return [found] if found else []
    if groups["all"] or groups["zall"]:
        texts = request.texts(board)
        role = (groups["all"] or groups["zall"]).lower()
        captions = [t for t in texts if t.role == "caption"]
        return captions if captions and re.search(r"caption|subtitle|字幕", role) else texts
    one = text_of_role(board, groups["one"] or groups["zone"])
    return [one] if one else []


def _style(
    request: Request,
    board: Board,
    targets: list[TextSegment],
    clause: str,
    alike: list[TextSegment] | None = None,
) -> bool:
    """Whether the clause asked for a style or a time that the targets now have.

    `alike` are the texts that shall have the same colour and font.
    """
    of = targets[0].text if len(targets) == 1 else ""
    done = len(request.changes) + len(request.later)
    looks = looks_in(clause)
    if color := looks.get("color"):
        _set(request, alike or targets, "color", color, "text_color", of)
    if factor := looks.get("size"):
        before = targets[0].size
        for text in targets:
            text.size = round(min(3.0, max(0.3, text.size * factor)), 2)
        request.changed("text_size", f"{before:g}x", f"{targets[0].size:g}x", of)
    place = first(PLACES, clause)
    if place and not re.search(r"\bright now\b|\bscene (?:to|at)", clause, re.IGNORECASE):
        _set(request, targets, "position", place, "text_place", of)
    if font := looks.get("font"):
        _set(request, alike or targets, "font", font, "text_font", of)
    if entrance := looks.get("animate_in"):
        _set(request, targets, "animate_in", entrance, "text_animation", of)
    if (
        len(targets) == 1
        and asks_length(clause)
        and not _with_scene(request, board, targets[0], clause)
    ):
        request.later.append(partial(_time, request, board, targets[0], clause))
    return len(request.changes) + len(request.later) > done


def _set(
    request: Request, targets: list[TextSegment], name: str, value: str, key: str, of: str
) -> None:
    before = getattr(targets[0], name)
    for text in targets:
        setattr(text, name, value)
    request.changed(key, str(before or "auto").replace("_", " "), value.replace("_", " "), of)


def _with_scene(request: Request, board: Board, text: TextSegment, clause: str) -> bool:
    """Whether a card's length was asked for: its scene's changes with it, for it fills that."""
    at = next((i for i, s in enumerate(board.scenes) if any(t is text for t in s.texts)), None)
    if at is None or text.role != "card" or _begins(clause):
        return False
    return last_for(request, board, at, clause)


def _begins(clause: str) -> bool:
    """Whether a clause says when something begins, not only how long it stays."""
    times = find_times(clause)
    uses = [use_of(clause, t, p) for t, p in zip(times, [None, *times], strict=False)]
    to = any(_POINT.search(clause[: t.start]) for t in times)
    return (to and not _STAYS.search(clause)) or any(u not in ("for", "total") for u in uses)


def _time(request: Request, board: Board, text: TextSegment, clause: str) -> None:
    """ "show the title for 5 seconds", "the title from 2s to 6s", "move the title to 3s"."""
    start = length = None
    previous: Time | None = None
    for time in find_times(clause):
        use = use_of(clause, time, previous)
        if use == "to" and start is not None:
            length = max(300, time.ms - start)
        elif use in ("at", "to") or (_POINT.search(clause[: time.start]) and _begins(clause)):
            start = time.ms
        elif use == "first":
            start, length = 0, time.ms
        elif use in ("for", "total"):
            length = wanted_ms(clause, text.duration_ms)
        previous = time
    if previous is None:
        length = wanted_ms(clause, text.duration_ms)
    if start is None and length is None:
        return
    home = next((s for s in board.scenes if any(t is text for t in s.texts)), None)
    origin = board.starts()[board.scenes.index(home)] if home else 0
    if start is not None and not home:
        start += request.origin(board)
    before = (origin + text.start_ms, origin + text.end_ms)
    board.drop_text(text)
    total = board.duration_ms
    begin = min(before[0] if start is None else start, max(0, total - 300))
    text.duration_ms = max(1, min(length or before[1] - before[0], total - begin))
    text.start_ms = begin
    if home and origin <= begin and begin + text.duration_ms <= origin + home.duration_ms:
        text.start_ms -= origin
        home.texts.append(text)
    else:
        board.texts.append(text)
        _clear(board, text, begin, begin + text.duration_ms)
    lang = request.language
    after = span_of(begin, begin + text.duration_ms, lang)
    request.changed("text_time", span_of(*before, lang), after, text.text)


def _clear(board: Board, keep: TextSegment, begin: int, end: int) -> None:
    """Cards begin when the text that runs into their scene is gone."""
    for start, scene in zip(board.starts(), board.scenes, strict=True):
        for text in scene.texts:
            if start + text.start_ms < end and begin < start + text.end_ms:
                late = max(text.start_ms, min(end - start, scene.duration_ms))
                text.duration_ms = max(1, text.end_ms - late)
                text.start_ms = late
    board.texts = [
        t for t in board.texts
        if t is keep or t.role == "watermark" or t.end_ms <= begin or t.start_ms >= end
    ]  # fmt: skip
