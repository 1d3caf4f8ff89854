"""Edits that put an upload in the place of a scene's picture, or over all of them as a logo."""

from __future__ import annotations

import re

from nemo_studio.renderer.timeline import Box, Motion

from .. import segments
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
_CORNER = (
    r"(?:in|at|on|to|into) (?:the )?"
    r"(?P<{}>top|upper|bottom|lower)[- ](?P<{}>left|right)(?: corner)?"
)
_LOGO = re.compile(
    r"\b(?:put|place|add|show|use|overlay|keep)\s+(?:the |my |our |a |this )?"
    r"(?:logo|photo|image|picture)\s+"
    r"(?:(?:as (?:a |the |my |our )?(?P<mark>logo|watermark))"
    rf"|{_CORNER.format('y', 'x')})(?: {_CORNER.format('y2', 'x2')})?"
    r"|(?:把|将)?(?:片段|图片|照片|logo|标志)(?:放|加|置|贴)(?:在|到)(?P<zx>左|右)(?P<zy>上|下)角?"
    r"|(?:把|将|用)?(?:片段|图片|照片|logo|标志)(?:作为|当作?|做)(?P<zmark>水印|标志|logo)",
    re.IGNORECASE,
)
LOGO_SIZE, LOGO_MARGIN = 0.16, 0.05  # of the short side


def asks_to_use(text: str) -> bool:
    """Whether a message (file names as "the clip") says what to do with uploads that it names."""
    return any(pattern.search(text) for pattern in (ADD, _REPLACE, _LOGO))


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


def place_logo(request: Request, board: Board) -> None:
    """ "put logo.png in the top right corner": small, over all scenes."""
    new = [a for a in coming(request, board) if a.kind == "image"]
    if len(new) != 1 or request.only is None:
        return
    match = request.take(_LOGO)
    if not match:
        return
    asset, meta = new[0], board.meta
    left = (match["x"] or match["x2"] or match["zx"] or "right").lower() in ("left", "左")
    low = (match["y"] or match["y2"] or match["zy"] or "top").lower() in ("bottom", "lower", "下")
    short = min(meta.width, meta.height)
    w, h = LOGO_SIZE * short / meta.width, LOGO_SIZE * short / meta.height
    dx, dy = LOGO_MARGIN * short / meta.width, LOGO_MARGIN * short / meta.height
    logo = segments.image(board.new_id("logo"), asset, blur=False, transition=None)
    logo.fit, logo.motion = "contain", Motion(kind="hold")
    logo.box = Box(x=dx if left else 1 - w - dx, y=1 - h - dy if low else dy, w=w, h=h)
    logo.start_ms, logo.duration_ms = 0, board.duration_ms
    board.overlays.append([logo])
    request.only = []
    request.changed("logo", "", asset.name)
