"""Rows of points: a mark (tick, numbered badge, dash) beside a text, all texts of one size."""

from __future__ import annotations

import re
from collections.abc import Callable

from nemo_studio.renderer.text import shapes
from nemo_studio.renderer.text.block import Style
from nemo_studio.renderer.text.canvas import Rect
from nemo_studio.renderer.text.kit import Item, Kit, beside
from nemo_studio.renderer.text.stage import Stage

Mark = Callable[[Kit, int, float], Item]  # (kit, number, size in units): a row's sign
_BULLET = re.compile(r"^\s*(?:[-*•·‣▪]|\d{1,2}[.)、．])\s*")


def items_of(kit: Kit) -> list[str]:
    """The points: the segment's items, else the body's lines without their bullets."""
    given = [item.strip() for item in kit.segment.items if item.strip()]
    lines = [_BULLET.sub("", line).strip() for line in kit.segment.body.split("\n")]
    return given or [line for line in lines if line]


def rows_of(kit: Kit, points: list[str], area: Rect, width: float, mark: Mark) -> list[Item]:
    """The points beside their marks, all at the size of the one that needs the smallest."""
    count = max(len(points), 1)
    size = 5.2 if count <= 5 else 4.4
    share = max(area.height * 0.62 / count, kit.unit * 8)
    gap = kit.gap * 0.95
    signs = [mark(kit, number, size) for number in range(1, len(points) + 1)]

    def texts(at: float) -> list[Item]:
        return [
            kit.text(
                point, kit.strong_style(), at, width - sign.width - gap, share, lines=3, least=3.0
            )
            for point, sign in zip(points, signs, strict=True)
        ]

    items = texts(size)
    smallest = min((item.blocks[0].size for item in items if item.height), default=0.0)
    if smallest:
        items = texts(smallest / (kit.unit * kit.segment.size))
    rows = []
    for sign, item in zip(signs, items, strict=True):
        rows.append(beside(sign, item, gap, rtl=kit.rtl))
    return rows


def tick(kit: Kit, number: int, size: float) -> Item:
    d = round(kit.unit * size * 1.2 * kit.segment.size)

    def draw(stage: Stage, x: float, y: float, width: float) -> None:
        disc = shapes.disc(d, stage.inks.accent)
        from_mark = shapes.check_mark(d, d * 0.11, stage.inks.on_accent)
        stage.shape(disc, x, y, "pop", length_ms=380)
        stage.shape(from_mark, x, y, "wipe", length_ms=380)

    return Item(d, d, draw)


def badge_mark(kit: Kit, number: int, size: float) -> Item:
    """A disc with a number in the display face."""
    d = round(kit.unit * size * 1.85 * kit.segment.size)
    style = Style("montserrat", 800, tracking=-0.02)
    digit = kit.text(
        str(number), style, size * 0.98, d, d, color="on_accent", align="center", shadow=False
    )

    def draw(stage: Stage, x: float, y: float, width: float) -> None:
        stage.shape(shapes.disc(d, stage.inks.accent), x, y, "pop", length_ms=380)
        digit.draw(stage, x, y + (d - _cap_height(digit)) / 2, d)

    return Item(d, d, draw)


def _cap_height(item: Item) -> float:
    """The height of figures and capitals: what is to be centred on a badge."""
    block = item.blocks[0]
    return 2 * block.ascent * block.size - 0.72 * block.size


def dash(kit: Kit, number: int, size: float) -> Item:
    w, h = round(kit.unit * 3.4), max(3, round(kit.unit * 0.7))

    def draw(stage: Stage, x: float, y: float, width: float) -> None:
        stage.shape(shapes.rounded(w, h, h / 2, stage.inks.accent), x, y, "grow_x")

    return Item(w, h, draw)


def chained(kit: Kit, rows: list[Item]) -> Item:
    """Rows with their badges joined by a thin line."""
    gap = kit.gap * 1.3
    height = sum(row.height for row in rows) + gap * (len(rows) - 1)
    thin = max(2, round(kit.unit * 0.35))

    def draw(stage: Stage, x: float, y: float, width: float) -> None:
        rtl = kit.rtl
        radius = badge_mark(kit, 1, 5.2 if len(rows) <= 5 else 4.4).width / 2
        middle = x + (width - radius if rtl else radius)
        run = sum(row.height for row in rows[:-1]) + gap * (len(rows) - 1)
        if run > 0:
            line = shapes.rounded(thin, run, thin / 2, stage.inks.accent, 0.55)
            total = max(480.0, 180.0 * len(rows))
            stage.shape(line, middle - thin / 2, y + radius, "grow_y", length_ms=total)
        for row in rows:
            row.draw(stage, x, y, width)
            y += row.height + gap

    blocks = tuple(block for row in rows for block in row.blocks)
    return Item(max(row.width for row in rows), height, draw, blocks=blocks)
