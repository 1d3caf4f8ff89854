"""New texts: on a scene that is named, over the pictures, or as scenes of their own."""

from __future__ import annotations

import re
from dataclasses import replace

from nemo_studio.timeline.draft import TextSegment

from .. import segments
from ..board import Board, Scene
from ..look import Look
from ..looks import looks_in
from ..media import overlay_role
from ..say import span_of
from ..texts import AskedText
from ..timing import reading_ms, share
from .fit import rescale
from .request import Request, clause_at, scene_index

_OVER = ("caption", "lower_third", "watermark")  # these never have a scene of their own
_AT_END = re.compile(r"\b(?:at|to) the (?:very )?end\b|结尾|片尾|最后", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:before|after|between|new|another)\b|之前|之后|前面|后面|新的?|中间", re.IGNORECASE
)


def scene_for(request: Request, board: Board, words: str) -> Scene | None:
    """The scene on which the message wants a quoted text: "to the dog photo", "第二个场景"."""
    marks = (f"⟦{i}⟧" for i, t in enumerate(request.quoted.texts) if t == words)
    where = (request.text.find(mark) for mark in marks)
    at = next((place for place in where if place >= 0), None)
    clause = clause_at(request.text, at) if at is not None else ""
    index = scene_index(clause, len(board.scenes)) if not _BESIDE.search(clause) else None
    return board.scenes[index] if index is not None else None


def insert(request: Request, board: Board, asked: AskedText, scene: Scene | None = None) -> None:
    """A text over pictures or on a scene, or a scene of its own between cards (the whole length
    stays)."""
    if asked.at_ms is not None:
        asked, scene = replace(asked, at_ms=asked.at_ms + request.origin(board)), None
    scene = None if asked.from_end else scene
    card = next((t for t in scene.texts if t.role == "card"), None) if scene else None
    if card and asked.purpose not in _OVER:
        if not card.body and not card.items and asked.place == "auto":
            card.body, card.sample = asked.text, False
            request.changed("text_added", "", asked.text)
            return
        asked = replace(asked, purpose="caption")  # a headline would lie over the card's own
    if scene is None and asked.purpose not in _OVER and _has_cards(board):
        _insert_scene(board, asked)
        request.changed("text_added", "", asked.text)
        return
    made = _overlay(board, asked, scene)
    shown = span_of(made.start_ms, made.end_ms, request.language)
    request.changed("text_shown", "", asked.text, shown)


def _has_cards(board: Board) -> bool:
    return any(t.role == "card" for t in board.all_texts())


def _overlay(board: Board, asked: AskedText, scene: Scene | None) -> TextSegment:
    total = board.duration_ms
    length = min(total, asked.for_ms or max(3000, reading_ms(asked.text)))
    start = min(asked.at_ms or 0, total - 1)
    if scene:
        start = next(t for t, s in zip(board.starts(), board.scenes, strict=True) if s is scene)
        length = scene.duration_ms if asked.purpose in _OVER and not asked.for_ms else length
    elif asked.purpose == "watermark":
        start, length = 0, total
    elif (
        asked.from_end
        or _AT_END.search(asked.words)
        or (asked.purpose in ("end", "cta") and asked.at_ms is None)
    ):
        start = total - length
    length = min(length, total - start)
    board.lift_texts()
    if asked.purpose != "watermark":
        _make_room(board, start, start + length)
    board.texts.append(
        segments.text(
            board.new_id("t"), asked.text, overlay_role(asked), start_ms=start,
            duration_ms=length, position=asked.place, **looks_in(asked.words),
        )
    )  # fmt: skip
    return board.texts[-1]


def _make_room(board: Board, start: int, end: int) -> None:
    """Texts that run across are cut, so that none lies over the one that comes; cards have room."""
    for text in list(board.texts):
        if text.role in ("watermark", "card") or text.end_ms <= start or text.start_ms >= end:
            continue
        if text.start_ms < start and start - text.start_ms >= 500:
            text.duration_ms = start - text.start_ms
        elif text.end_ms > end and text.end_ms - end >= 500:
            text.duration_ms, text.start_ms = text.end_ms - end, end
        else:
            board.drop_text(text)


def _insert_scene(board: Board, asked: AskedText) -> None:
    total = board.duration_ms
    place = len(board.scenes)
    if asked.purpose in ("start", "title"):
        place = 0
    if asked.at_ms is not None:
        starts = board.starts()
        edges = [*starts, total]
        place = min(range(len(edges)), key=lambda i: abs(edges[i] - (asked.at_ms or 0)))
    look = Look(board.meta.seed, "upbeat", ("mesh", "waves"))
    length = min(asked.for_ms or reading_ms(asked.text), max(1, total // 2))
    like = board.scenes[min(place, len(board.scenes) - 1)].picture.model_copy(deep=True)
    like.id = board.new_id("s")
    like.transition = look.transition(1, length)
    layout = "cta" if asked.purpose in ("end", "cta") else look.layout(place, asked.text)
    card = segments.text(board.new_id("t"), asked.text, "card", duration_ms=length, layout=layout)
    rest = share(total - length, [s.duration_ms for s in board.scenes])
    for scene, ms in zip(board.scenes, rest, strict=True):
        rescale(scene, ms)
    board.scenes.insert(place, Scene(like, length, [card]))
