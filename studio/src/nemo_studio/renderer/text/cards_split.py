"""The split card: a slab of colour with the headline, and the rest beside or under it."""

from __future__ import annotations

from typing import NamedTuple

from nemo_studio.renderer.text import shapes
from nemo_studio.renderer.text.animate import EntranceKind
from nemo_studio.renderer.text.canvas import Rect
from nemo_studio.renderer.text.compose import Composition, Part, region
from nemo_studio.renderer.text.kit import Item, Kit, column
from nemo_studio.renderer.text.rows import dash, items_of, rows_of
from nemo_studio.renderer.text.stage import Stage


class _Fields(NamedTuple):
    """The slab (to the canvas's edges), the text area on it, and the area next to it."""

    slab: Rect
    front: Rect
    rest: Rect


def split(kit: Kit) -> Composition:
    """Two fields: the headline on a slab of the accent colour, the rest on the picture."""
    kit = kit.aligned("start")
    fields = _fields(kit)
    middle = 0.5 if kit.canvas.wide else 1.0
    front = _on_slab(kit, fields)
    y = fields.front.y0 + max(0.0, fields.front.height - front.height) * middle
    color = kit.field
    parts = [Part(front, fields.front.x0, round(y), fields.front.width, kit.share, color)]
    fits = front.height <= fields.front.height
    rest = _rest(kit, fields.rest)
    if rest:
        middle = 0.5 if kit.canvas.wide else 0.0
        y = fields.rest.y0 + max(0.0, fields.rest.height - rest.height) * middle
        parts.append(Part(rest, fields.rest.x0, round(y), fields.rest.width, kit.share))
        fits = fits and rest.height <= fields.rest.height
    return Composition(tuple(parts), fits)


def _on_slab(kit: Kit, fields: _Fields) -> Item:
    slab, area, color = fields.slab, fields.front, kit.field
    head = column([
        kit.kicker(area.width, 3.0, color="ink"),
        kit.headline(area.width, area.height * 0.8, 10.5, lines=6).spaced(kit.gap),
    ])  # fmt: skip

    def draw(stage: Stage, x: float, y: float, width: float) -> None:
        panel = shapes.rounded(slab.width, slab.height, 0, color)
        kind: EntranceKind = "grow_x" if kit.canvas.wide else "grow_y"
        stage.shape(panel, slab.x0, slab.y0, kind, length_ms=640, from_right=kit.rtl)
        stage.clock_ms += 260
        with stage.on_panel(color, kit.palette, kit.segment.color):
            head.draw(stage, x, y, width)

    return Item(head.width, head.height, draw, blocks=head.blocks)


def _rest(kit: Kit, area: Rect) -> Item | None:
    """The items, or the body: as rows when it has several lines."""
    points = items_of(kit)
    if len(points) > 1:
        rows = rows_of(kit, points, area, area.width, dash)
        return column([row.spaced(kit.gap * 1.3) for row in rows])
    return kit.body(area.width, area.height, 5.0, lines=9)


def _fields(kit: Kit) -> _Fields:
    canvas, area, air = kit.canvas, region(kit.canvas, "start"), kit.unit * 5.5
    if not canvas.wide:
        edge = round(canvas.height * (0.46 if canvas.upright else 0.5) - canvas.foot / 2)
        return _Fields(
            Rect(0, 0, canvas.width, edge),
            Rect(area.x0, area.y0, area.x1, edge - air),
            Rect(area.x0, edge + air, area.x1, area.y1),
        )
    edge = round(canvas.width * 0.44)
    if kit.rtl:
        edge = canvas.width - edge
        return _Fields(
            Rect(edge, 0, canvas.width, canvas.height),
            Rect(edge + air, area.y0, area.x1, area.y1),
            Rect(area.x0, area.y0, edge - air, area.y1),
        )
    return _Fields(
        Rect(0, 0, edge, canvas.height),
        Rect(area.x0, area.y0, edge - air, area.y1),
        Rect(edge + air, area.y0, area.x1, area.y1),
    )
