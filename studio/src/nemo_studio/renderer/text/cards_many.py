"""The card layouts of several texts: list and steps."""

from __future__ import annotations

from nemo_studio.renderer.text import shapes
from nemo_studio.renderer.text.canvas import Rect
from nemo_studio.renderer.text.compose import Composition, Part, anchor_of, region, single
from nemo_studio.renderer.text.kit import Item, Kit, column
from nemo_studio.renderer.text.rows import badge_mark, chained, items_of, rows_of, tick
from nemo_studio.renderer.text.stage import Stage


def listing(kit: Kit) -> Composition:
    """A heading over points, each with a tick on a disc."""
    points = items_of(kit)
    if kit.canvas.wide and len(points) > 1 and kit.segment.position in ("auto", "center"):
        return _beside_heading(kit, points, numbered=False)
    anchor = anchor_of(kit, (0.0, 0.5))
    kit = kit.aligned("start")
    area = region(kit.canvas, "start")
    width = area.width * (0.82 if kit.canvas.wide else 1.0)
    rows = rows_of(kit, points, area, width, tick)
    item = column([
        kit.kicker(width),
        _heading(kit, area, width).spaced(kit.gap * 0.9),
        kit.rule(kit.unit * 9, kit.unit * 0.9).spaced(kit.gap * 1.2),
        *[row.spaced(kit.gap * (1.7 if i == 0 else 1.25)) for i, row in enumerate(rows)],
    ])  # fmt: skip
    return single(item, area, anchor, kit.share)


def _beside_heading(kit: Kit, points: list[str], *, numbered: bool) -> Composition:
    """On a wide canvas: the heading, a hairline, the points (numbered: as steps)."""
    kit = kit.aligned("start")
    area = region(kit.canvas, "start")
    near, far = area.width * 0.40, area.width * 0.50
    left = Rect(area.x0, area.y0, area.x0 + near, area.y1)
    right = Rect(area.x0 + far, area.y0, area.x1, area.y1)
    if kit.rtl:
        left, right = (
            Rect(area.x1 - near, area.y0, area.x1, area.y1),
            Rect(area.x0, area.y0, area.x1 - far, area.y1),
        )
    head = column([
        kit.kicker(left.width),
        kit.headline(left.width, area.height * 0.6, 9.6, lines=5, alone=False)
        .spaced(kit.gap * 0.9),
        kit.rule(kit.unit * 11, kit.unit * 1.0).spaced(kit.gap * 1.5),
    ])  # fmt: skip
    rows = rows_of(kit, points, right, right.width, badge_mark if numbered else tick)
    body = chained(kit, rows) if numbered else column([r.spaced(kit.gap * 1.6) for r in rows])
    tall = max(head.height, body.height)
    line = _hairline(kit, tall + kit.gap * 2)
    middle = area.x0 + area.width * (0.55 if kit.rtl else 0.45)
    parts = [
        Part(item, x, round(area.y0 + max(0.0, area.height - item.height) / 2), width)
        for item, x, width in (
            (head, left.x0, left.width), (line, middle, line.width), (body, right.x0, right.width)
        )
    ]  # fmt: skip
    return Composition(tuple(parts), tall + kit.gap * 2 <= area.height)


def _hairline(kit: Kit, height: float) -> Item:
    thin = max(2, round(kit.unit * 0.25))

    def draw(stage: Stage, x: float, y: float, width: float) -> None:
        line = shapes.rounded(thin, height, thin / 2, stage.inks.muted, 0.5)
        stage.shape(line, x, y, "grow_y", length_ms=620)

    return Item(thin, height, draw)


def steps(kit: Kit) -> Composition:
    """A heading over numbered steps: a line of badges downwards, or columns on a wide canvas."""
    points = items_of(kit)
    if kit.canvas.wide and 2 <= len(points) <= 4 and max(map(len, points)) <= 60:
        return _step_columns(kit, points)
    if kit.canvas.wide and len(points) > 1 and kit.segment.position in ("auto", "center"):
        return _beside_heading(kit, points, numbered=True)
    anchor = anchor_of(kit, (0.0, 0.5))
    kit = kit.aligned("start")
    area = region(kit.canvas, "start")
    width = area.width * (0.82 if kit.canvas.wide else 1.0)
    rows = rows_of(kit, points, area, width, badge_mark)
    item = column([
        kit.kicker(width),
        _heading(kit, area, width).spaced(kit.gap * 0.9),
        chained(kit, rows).spaced(kit.gap * 1.9) if rows else None,
    ])  # fmt: skip
    return single(item, area, anchor, kit.share)


def _heading(kit: Kit, area: Rect, width: float) -> Item:
    return kit.headline(width, area.height * 0.26, 8.8, lines=3, alone=False)


def _step_columns(kit: Kit, points: list[str]) -> Composition:
    anchor = anchor_of(kit, (0.0, 0.5))
    kit = kit.aligned("start")
    area = region(kit.canvas, "start")
    gutter = kit.gap * 1.8
    each = (area.width - gutter * (len(points) - 1)) / len(points)
    badges = [badge_mark(kit, n, 5.6) for n in range(1, len(points) + 1)]
    texts = [
        kit.text(p, kit.strong_style(), 5.0, each, area.height * 0.4, lines=5, least=3.2)
        for p in points
    ]
    tall = badges[0].height + kit.gap * 1.3 + max(t.height for t in texts)
    thin = max(2, round(kit.unit * 0.35))

    def draw(stage: Stage, x: float, y: float, width: float) -> None:
        d = badges[0].width
        rtl = kit.rtl
        for index, (badge, text) in enumerate(zip(badges, texts, strict=True)):
            slot = len(points) - 1 - index if rtl else index
            left = x + slot * (each + gutter)
            at = left + each - d if rtl else left
            if index < len(points) - 1:
                line = shapes.rounded(
                    each + gutter - d * 1.4, thin, thin / 2, stage.inks.accent, 0.5
                )
                start = left - gutter + d * 0.2 if rtl else left + d * 1.2
                stage.shape(line, start, y + d / 2 - thin / 2, "grow_x", from_right=rtl)
            badge.draw(stage, at, y, d)
            text.draw(stage, left, y + d + kit.gap * 1.3, each)

    blocks = tuple(block for text in texts for block in text.blocks)
    row = Item(area.width, tall, draw, blocks=blocks)
    item = column([
        kit.kicker(area.width),
        _heading(kit, area, area.width * 0.86).spaced(kit.gap * 0.9),
        row.spaced(kit.gap * 2.4),
    ])  # fmt: skip
    return single(item, area, anchor, kit.share)
