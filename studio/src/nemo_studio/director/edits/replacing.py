"""Edits that put an upload in the place of a scene's picture."""

from __future__ import annotations

import re

from ..board import Board
from ..look import Look
from ..order import index_of, numbered
from ..say import seconds
from .fit import follow, rescale
from .material import ADD, coming, scene_of
from .request import Request

_NEW = r"(?:the |my |our |this )?(?:photo|clip|image|picture|video)\b(?! ?\d)"
_REPLACE = re.compile(
    rf"\b(?:replace|swap|change|switch|exchange|substitute)(?: out)?\s+{numbered('a')}\s*(?:out )?"
    rf"(?:with|for|to|by|into|->|→)\s*{_NEW}"
    rf"|\buse {_NEW} (?:instead of|in place of|rather than|for) {numbered('b')}"
    rf"|(?:把|将)?{numbered('c')}的?(?:换成|替换成|替换为|改成|改为|换为|换到)\s*(?:那|这)?(?:张|个|段)?"
    r"(?:片段|照片|图片)",
    re.IGNORECASE,
)


def asks_to_use(text: str) -> bool:
    """Whether a message (file names as "the clip") says what to do with uploads that it names."""
    return any(pattern.search(text) for pattern in (ADD, _REPLACE))


def exchange(request: Request, board: Board) -> None:
    """ "replace the second photo with new.jpg": what is shown changes, when and with what not."""
    new = [a for a in coming(request, board) if a.kind != "audio"]
    if len(new) != 1 or request.only is None:
        return
    match = request.take(_REPLACE)
    if not match:
        return
    count = len(board.scenes)
    at = next((i for p in "abc" if (i := index_of(match, p, count)) is not None), None)
    if at is None:
        request.notes.append("no_such_scene")
        return
    scene, asset = board.scenes[at], new[0]
    before = board.duration_ms
    old = scene.picture
    made = scene_of(board, asset, Look(board.meta.seed, "lofi", ("mesh", "waves"))).picture
    made.transition, made.filter = old.transition, old.filter
    scene.picture = made
    if asset.duration_ms and asset.duration_ms < scene.duration_ms:
        rescale(scene, max(300, asset.duration_ms))
        follow(board, before)
    request.only = []
    request.changed("replaced_file", old.name or "", asset.name, str(at + 1))
    if board.duration_ms != before:
        lang = request.language
        request.changed("length", seconds(before, lang), seconds(board.duration_ms, lang))
