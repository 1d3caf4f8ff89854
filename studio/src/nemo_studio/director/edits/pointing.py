"""Points by their number: "the second tip", "tip 2", "第二个要点" are a scene, a text or a row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nemo_studio.timeline.draft import TextSegment

from ..board import Board
from ..order import ORDINAL, index_of
from .length import asks_length
from .request import CLAUSE_END, Request

_NOUN = (
    r"(?:tip|(?:bullet )?point|bullet|step|reason|item|fact|idea|benefit|feature|hack|rule|trick)"
)
_POINT = re.compile(
    rf"(?:\bthe |\bmy )?\b(?P<ao>{ORDINAL}) {_NOUN}\b"
    rf"|\b(?:the )?{_NOUN} (?:number |no\.? ?|#)?(?P<an>\d{{1,2}})"
    r"(?![\d.]*\s*(?:s\b|sec|min|%|x\b))"
    r"|第(?P<ah>[一二三四五六七八九十\d]{1,3})"
    r"(?:[个条项点步]?(?:要点|建议|技巧|提示|贴士|方法|理由|步骤|优点|卖点|特点|窍门)"
    r"|[点步]|条(?!文字|字幕|标题|文案|字|句))",
    re.IGNORECASE,
)
_REWORD = re.compile(
    r"\b(?:change|rewrite|replace|set|update|edit|rename)\s+$|(?:把|将)$", re.IGNORECASE
)
_NEW = re.compile(
    r"\s*(?:的?(?:文字|内容))?"
    r"(?:(?:to (?:say|read|be)|to|with|into|say|:)\s+|(?:改|换|设|写)(?:成|为)[:：]?\s*)"
    r"(?P<to>⟦\d+⟧|[^⟦⟧,;，。；\n]{1,70})",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:remove|delete|drop|cut|take out|get rid of|lose)\b|删|去掉|移除|不要", re.I
)
_MOVED = re.compile(r"\b(?:move|swap|switch|put|exchange|duplicate)\b|移|换到|交换|对调|放", re.I)
_EXCEPTS = re.compile(r"\b(?:except|but|only|keep|other than|apart from)\b|除|只|保留", re.I)
_ADDED = re.compile(r"\b(?:add|insert|show)\b|加|显示", re.IGNORECASE)


@dataclass(frozen=True)
class Point:
    """A point of the video: its scene and text (both from 0), and its row on a list."""

    scene: int | None
    text: int
    row: int | None = None


def points_of(board: Board) -> list[Point]:
    """The rows of lists, else the cards between the opening and the ending, else the captions."""
    texts = board.all_texts()
    cards = [
        Point(i, _place(texts, t)) for i, s in enumerate(board.scenes) for t in s.texts
        if t.role == "card"
    ]  # fmt: skip
    rows = [
        Point(c.scene, c.text, row) for c in cards for row in range(len(texts[c.text].items))
    ]  # fmt: skip
    if cards:
        middle = [c for c in cards if c.scene and texts[c.text].layout != "cta"]
        return rows or middle
    return [Point(None, i) for i, t in enumerate(texts) if t.role == "caption"]


def point_out(request: Request, board: Board) -> None:
    """Rows are reworded and removed here; for all else a point is called by its scene or text."""
    points, texts = points_of(board), board.all_texts()
    at = 0
    while match := _POINT.search(request.text, at):
        at = match.end()
        place = index_of(match, "a", len(points))
        begin, end = _clause(request.text, match)
        clause = request.text[begin:end]
        if not points and not match["ao"] and not match["an"]:
            continue  # "第二条" is a scene where there are no points
        if place is None:
            request.notes.append("no_such_text")
            request.text = request.text[:begin] + " " * (end - begin) + request.text[end:]
            continue
        point = points[place]
        said = _row(request, board, texts[point.text], point.row, match, clause)
        said = _name(point, clause, zh=bool(match["ah"])) if said is None else said
        if said.strip():
            request.text = request.text[: match.start()] + said + request.text[match.end() :]
            at = match.start() + len(said)
        else:
            request.text = request.text[:begin] + said + request.text[end:]
            at = begin


def _row(
    request: Request, board: Board, text: TextSegment, row: int | None, match: re.Match[str],
    clause: str,
) -> str | None:  # fmt: skip
    """What is left of a clause on a list's row that was understood; None: it is about its scene."""
    adds = "⟦" in clause and _ADDED.search(clause)
    if row is None or adds or (asks_length(clause) and not _MOVED.search(clause)):
        return None
    if _EXCEPTS.search(clause):
        request.notes.append("one_card")
        return " "
    new = _NEW.match(request.text, match.end())
    if new and _REWORD.search(request.text[: match.start()]):
        before, text.items[row] = text.items[row], request.words(new, "to")
        request.changed("text", before, text.items[row])
    elif _GONE.search(clause) and len(text.items) > 1:
        request.changed("text_removed", text.items.pop(row), "")
    else:
        request.notes.append("one_card")
    return " "


def _name(point: Point, clause: str, *, zh: bool) -> str:
    """How the other edits know a point: its scene where its time or place is meant."""
    spatial = asks_length(clause) or any(p.search(clause) for p in (_GONE, _MOVED, _ADDED))
    if point.scene is None or not spatial:
        return f"第{point.text + 1}条文字" if zh else f"text {point.text + 1} "
    return f"第{point.scene + 1}个场景" if zh else f"scene {point.scene + 1} "


def _clause(text: str, match: re.Match[str]) -> tuple[int, int]:
    begin = 0
    for edge in CLAUSE_END.finditer(text):
        if edge.start() >= match.end():
            return begin, edge.start()
        begin = edge.end() if edge.end() <= match.start() else begin
    return begin, len(text)


def _place(texts: list[TextSegment], text: TextSegment) -> int:
    return next(i for i, t in enumerate(texts) if t is text)
