"""Edits of how texts look and when they show: colour, size, place, font, entrance, time."""

from __future__ import annotations

import re
from functools import partial

from nemo_studio.renderer.timeline import TextSegment

from ..board import Board
from ..durations import Time, find_times
from ..looks import looks_in
from ..say import span_of
from ..when import use_of
from ..words import PLACES, first
from .request import NTH_TEXT, NTH_TEXT_ZH, Request, find_text, text_of_role

_MARK = re.compile(r"⟦(?P<q>\d+)⟧")
_TARGET = re.compile(
    r"\b(?P<all>(?:all )?(?:the )?(?:texts|titles|words|captions"
    r"|subtitles)|(?:all )?(?:the )?text(?! (?:of|in|on) )|font)\b"
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
_IT = re.compile(r"\bmake (?:it|that)\b|\bin (?:red|blue|green|white|black|gold|yellow)\b", re.I)


def restyle(request: Request, board: Board) -> None:
    """All edits of the looks, places and times of texts that a request asks for."""
    for clause in _CLAUSE.split(request.text):
        match = _target_in(request, board, clause)
        if not match and _IT.search(clause):
            _style_it(request, board, clause)
        if not match or not board.all_texts():
            continue
        targets = _targets(request, board, match)
        if not targets and re.fullmatch(f"{NTH_TEXT}|{NTH_TEXT_ZH}", match[0], re.IGNORECASE):
            request.notes.append("no_such_text")
        if targets and _style(request, board, targets, clause):
            request.text = request.text.replace(clause, " ")


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


def _style_it(request: Request, board: Board, clause: str) -> None:
    """ "change 'A' to 'B' and make it red": "it" is the text that was spoken of."""
    found = (find_text(board, words) for words in request.quoted.texts)
    text = next((t for t in found if t), None)
    if text and looks_in(clause).keys() & {"color", "size"}:
        _style(request, board, [text], clause)
        request.text = request.text.replace(clause, " ")


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


def _style(request: Request, board: Board, targets: list[TextSegment], clause: str) -> bool:
    """Whether the clause asked for a style or a time that the targets now have."""
    of = targets[0].text if len(targets) == 1 else ""
    done = len(request.changes) + len(request.later)
    looks = looks_in(clause)
    if color := looks.get("color"):
        _set(request, targets, "color", color, "text_color", of)
    if factor := looks.get("size"):
        before = targets[0].size
        for text in targets:
            text.size = round(min(3.0, max(0.3, text.size * factor)), 2)
        request.changed("text_size", f"{before:g}x", f"{targets[0].size:g}x", of)
    place = first(PLACES, clause)
    if place and not re.search(r"\bright now\b|\bscene (?:to|at)", clause, re.IGNORECASE):
        _set(request, targets, "position", place, "text_place", of)
    if font := looks.get("font"):
        _set(request, targets, "font", font, "text_font", of)
    if entrance := looks.get("animate_in"):
        _set(request, targets, "animate_in", entrance, "text_animation", of)
    if len(targets) == 1 and find_times(clause):
        request.later.append(partial(_time, request, board, targets[0], clause))
    return len(request.changes) + len(request.later) > done


def _set(
    request: Request, targets: list[TextSegment], name: str, value: str, key: str, of: str
) -> None:
    before = getattr(targets[0], name)
    for text in targets:
        setattr(text, name, value)
    request.changed(key, str(before or "auto").replace("_", " "), value.replace("_", " "), of)


def _time(request: Request, board: Board, text: TextSegment, clause: str) -> None:
    """ "show the title for 5 seconds", "the title from 2s to 6s", "move the title to 3s"."""
    start = length = None
    previous: Time | None = None
    for time in find_times(clause):
        use = use_of(clause, time, previous)
        if use == "to" and start is not None:
            length = max(300, time.ms - start)
        elif use in ("at", "to") or re.search(r"(?:\bto|到)\s*$", clause[: time.start]):
            start = time.ms
        elif use == "first":
            start, length = 0, time.ms
        elif use in ("for", "total"):
            length = time.ms
        previous = time
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
