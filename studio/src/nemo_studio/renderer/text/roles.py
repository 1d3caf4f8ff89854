"""The texts that are not cards: title, subtitle, caption, lower third, call to act, watermark."""

from __future__ import annotations

from nemo_studio.renderer.text import shapes
from nemo_studio.renderer.text.block import Style
from nemo_studio.renderer.text.compose import (
    Composition,
    align_for,
    anchor_of,
    placed,
    region,
    single,
)
from nemo_studio.renderer.text.kit import Item, Kit, column
from nemo_studio.renderer.text.stage import Stage

# A caption's size in units (1 % of the short side), by shape. On a phone 390 px wide these are
# 26 px upright, 23 px for feeds' shapes and, on the phone's width, 13 px lying.
CAPTION_SIZE = {"upright": 6.6, "feed": 6.0, "wide": 6.2}
CAPTION_LINES = 3


def title(kit: Kit) -> Composition:
    """A headline over a picture, with its kicker and body if it has them."""
    anchor = anchor_of(kit, (0.5, 0.5))
    kit = kit.aligned(align_for(anchor))
    area = region(kit.canvas, kit.align)
    width = area.width * (0.82 if kit.canvas.wide else 1.0)
    item = column([
        kit.kicker(width),
        kit.headline(width, area.height * 0.5, 10.8, lines=5).spaced(kit.gap),
        _body(kit, width, area.height * 0.25),
    ])  # fmt: skip
    return single(_boxed_in(kit, item, width), area, anchor, kit.share)


def _body(kit: Kit, width: float, height: float) -> Item | None:
    body = kit.body(width, height, 4.6)
    return body.spaced(kit.gap * 1.1) if body else None


def _boxed_in(kit: Kit, item: Item, width: float) -> Item:
    """The item in a box narrower than the area, so that it keeps its alignment there."""
    return Item(min(item.width, width), item.height, item.draw, blocks=item.blocks)


def subtitle(kit: Kit) -> Composition:
    """A second line to a title: medium weight, low in the middle."""
    anchor = anchor_of(kit, (0.5, 0.68))
    kit = kit.aligned(align_for(anchor))
    area = region(kit.canvas, kit.align)
    width = area.width * (0.76 if kit.canvas.wide else 1.0)
    style = Style("inter", kit.segment.weight or 600, tracking=-0.012, leading=1.3)
    item = kit.text(kit.segment.text, style, 5.6, width, area.height * 0.34, lines=4, least=3.2)
    return single(item, area, anchor, kit.share)


def caption(kit: Kit) -> Composition:
    """A subtitle line of speech: at the foot of the safe area, centred, made to be read."""
    anchor = anchor_of(kit, (0.5, 1.0))
    kit = kit.aligned("center")
    area = region(kit.canvas, "center")
    canvas = kit.canvas
    shape = "upright" if canvas.upright else "wide" if canvas.wide else "feed"
    width = area.width * (0.84 if canvas.wide else 1.0) - kit.unit * 4
    style = Style("inter", kit.segment.weight or 700, tracking=-0.008, leading=1.3)
    item = kit.text(
        kit.segment.text, style, CAPTION_SIZE[shape], width, area.height * 0.3,
        lines=CAPTION_LINES, least=CAPTION_SIZE[shape] * 0.6,
    )  # fmt: skip
    pad = kit.unit * 1.6  # room for its box inside of the safe area
    inner = area.grown(-pad)
    return single(item, inner, anchor, kit.share)


def lower_third(kit: Kit) -> Composition:
    """A name and what it is, on a panel at the lower left with a stripe of the accent colour."""
    anchor = anchor_of(kit, (0.0, 0.96))
    align = align_for(anchor)
    kit = kit.aligned("start")
    area = region(kit.canvas, align)
    first, _, more = kit.segment.text.partition("\n")
    below = "\n".join(t for t in (more.strip(), kit.segment.body.strip()) if t)
    width = area.width * (0.6 if kit.canvas.wide else 0.92)
    pad_x, pad_y, stripe = kit.unit * 2.6, kit.unit * 2.2, max(5, round(kit.unit * 0.9))
    inner = width - 2 * pad_x - stripe
    name = Style("inter", kit.segment.weight or 750, tracking=-0.015, leading=1.2)
    text = column([
        kit.kicker(inner, 2.5),
        kit.text(first, name, 5.2, inner, area.height * 0.2, lines=2, least=3.2, shadow=False)
        .spaced(kit.gap * 0.5),
        kit.text(below, kit.body_style(), 3.7, inner, area.height * 0.16, color="muted", lines=3,
                 least=2.8, shadow=False).spaced(kit.gap * 0.55) if below else None,
    ])  # fmt: skip
    color = kit.palette.background[0]
    wide, tall = text.width + 2 * pad_x + stripe, text.height + 2 * pad_y
    rtl = kit.rtl

    def draw(stage: Stage, x: float, y: float, box: float) -> None:
        left = x + (box - wide) * kit.aligned(align).share
        stage.shape(shapes.rounded(wide, tall, kit.unit * 0.8, color, 0.92), left, y, "wipe",
                    from_right=rtl)  # fmt: skip
        bar = left + wide - stripe if rtl else left
        stage.shape(shapes.rounded(stripe, tall, 0, stage.inks.accent), bar, y, "grow_y")
        stage.clock_ms += 120
        with stage.on_panel(color, kit.palette, kit.segment.color, stage.inks):
            text.draw(stage, left + pad_x + (0 if rtl else stripe), y + pad_y, text.width)

    panel = Item(wide, tall, draw, blocks=text.blocks)
    part = placed(panel, area, anchor, kit.aligned(align).share, color)
    return Composition((part,), tall <= area.height)


def cta(kit: Kit) -> Composition:
    """A call over a picture: one button at the foot of the safe area."""
    anchor = anchor_of(kit, (0.5, 0.95))
    kit = kit.aligned(align_for(anchor))
    area = region(kit.canvas, kit.align)
    button = kit.pill(kit.segment.text.replace("\n", " "), 5.0, area.width, arrow=False)
    if not kit.segment.kicker.strip() and not kit.segment.body.strip():
        part = placed(button, area, anchor, kit.share, kit.palette.accent)
        return Composition((part,), button.height <= area.height)
    item = column([
        kit.kicker(area.width),
        button.spaced(kit.gap),
        _body(kit, area.width, area.height * 0.2),
    ])  # fmt: skip
    return single(item, area, anchor, kit.share)


def watermark(kit: Kit) -> Composition:
    """A small name in a corner, there all the time and never in the way."""
    anchor = anchor_of(kit, (1.0, 0.0))
    align = align_for(anchor)
    kit = kit.aligned(align)
    area = region(kit.canvas, align)
    style = Style("inter", kit.segment.weight or 600, tracking=0.01, leading=1.25)
    item = kit.text(kit.segment.text, style, 3.0, area.width * 0.6, area.height * 0.1, lines=2,
                    least=2.4)  # fmt: skip
    return single(item, area, anchor, kit.share)
