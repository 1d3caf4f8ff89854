"""The card layouts that are one column of type: hero, minimal, kicker, quote, stat, cta, banner."""

from __future__ import annotations

import re
from dataclasses import replace

from nemo_studio.renderer.text import shapes
from nemo_studio.renderer.text.block import Style, fit
from nemo_studio.renderer.text.compose import (
    Composition,
    Part,
    align_for,
    anchor_of,
    placed,
    region,
    single,
)
from nemo_studio.renderer.text.kit import Item, Kit, column
from nemo_studio.renderer.text.stage import Stage

_NUMBER = re.compile(
    r"[$€£¥₹]?\s?\d[\d.,:/]*\s?(?:%|％|x|×|[KkMB]\b|\+|万|亿|倍|折|元|年|天|分钟)?\+?"
)
SHORT_CALL = 26  # characters that fit on a button


def hero(kit: Kit) -> Composition:
    """The opening: a headline as big as it goes, flush left, under a kicker and a short bar."""
    anchor = anchor_of(kit, (0.0, 0.5))
    kit = kit.aligned(align_for(anchor))
    area = region(kit.canvas, kit.align)
    wide = kit.canvas.wide
    width = area.width * (0.8 if wide else 1.0)
    height = area.height * (0.62 if wide else 0.5)
    item = column([
        kit.kicker(width),
        kit.rule(kit.unit * 11, kit.unit * 1.05).spaced(kit.gap * 0.9),
        kit.headline(width, height, 15.5 if wide else 12.6, lines=4 if wide else 6)
        .spaced(kit.gap * 1.25),
        _spaced(kit.body(width * 0.9, area.height * 0.3), kit.gap * 1.3),
    ])  # fmt: skip
    return single(item, area, anchor, kit.share)


def minimal(kit: Kit) -> Composition:
    """Quiet and centred: a moderate headline of medium weight between two hairlines."""
    anchor = anchor_of(kit, (0.5, 0.5))
    kit = kit.aligned("center")
    area = region(kit.canvas, "center")
    width = area.width * (0.66 if kit.canvas.wide else 0.94)
    weight = kit.segment.weight or (700 if kit.segment.color else 500)  # thin letters lose colours
    style = replace(kit.headline_style(), weight=weight, leading=1.26)
    line = kit.rule(kit.unit * 16, max(2.0, kit.unit * 0.28), "accent")
    item = column([
        kit.kicker(width, 2.9, color="muted"),
        line.spaced(kit.gap * 1.1),
        kit.text(
            kit.segment.text, style, kit.display_size(style, 8.2, width), width,
            area.height * 0.5, lines=6, least=3,
        )
        .spaced(kit.gap * 1.5),
        line.spaced(kit.gap * 1.7),
        _spaced(kit.body(width * 0.92, area.height * 0.3, 3.9), kit.gap * 1.2),
    ])  # fmt: skip
    return single(item, area, anchor, kit.share)


def kicker(kit: Kit) -> Composition:
    """A magazine's cover line: tag on top, headline low on the page, a tall bar at its side."""
    anchor = anchor_of(kit, (0.0, 0.94))
    kit = kit.aligned("start")
    area = region(kit.canvas, "start")
    bar = max(6.0, kit.unit * 1.3)
    inset = bar + kit.gap * 1.15
    width = (area.width - inset) * (0.84 if kit.canvas.wide else 1.0)
    tag = kit.segment.kicker.strip()
    text = column([
        kit.headline(width, area.height * 0.52, 12.0, lines=5),
        _spaced(kit.body(width * 0.92, area.height * 0.28), kit.gap * 1.1),
    ])  # fmt: skip

    def draw(stage: Stage, x: float, y: float, box: float) -> None:
        rtl = kit.rtl
        rgba = shapes.rounded(bar, text.height, bar / 2, stage.inks.accent)
        stage.shape(rgba, x + (box - bar if rtl else 0), y, "grow_y", length_ms=620)
        text.draw(stage, x + (0 if rtl else inset), y, box - inset)

    barred = Item(text.width + inset, text.height, draw, blocks=text.blocks)
    item = column([
        _tag(kit, tag, width) if tag else None,
        barred.spaced(kit.gap * 1.35),
    ])  # fmt: skip
    return single(item, area, anchor, kit.share)


def _tag(kit: Kit, text: str, width: float) -> Item:
    """A label on a filled block of the accent colour, square at its corners but for a hair."""
    label = kit.label(text, width * 0.9, 2.9, color="on_accent", shadow=False, align="start")
    pad_x, pad_y = kit.unit * 1.9, kit.unit * 1.3

    def draw(stage: Stage, x: float, y: float, box: float) -> None:
        wide, tall = label.width + 2 * pad_x, label.height + 2 * pad_y
        left = x + (box - wide if kit.rtl else 0)
        panel = shapes.rounded(wide, tall, kit.unit * 0.7, stage.inks.accent)
        stage.shape(panel, left, y, "grow_x", from_right=kit.rtl)
        stage.clock_ms += 150  # the letters follow the block that they stand on
        label.draw(stage, left + pad_x, y + pad_y, label.width)

    return Item(label.width + 2 * pad_x, label.height + 2 * pad_y, draw, blocks=label.blocks)


def quote(kit: Kit) -> Composition:
    """A big quotation mark, the words in an italic serif, who said it after a dash of a rule."""
    anchor = anchor_of(kit, (0.0, 0.5))
    kit = kit.aligned(align_for(anchor))
    area = region(kit.canvas, kit.align)
    width = area.width * (0.8 if kit.canvas.wide else 0.96)  # italics lean over their box
    style = Style("playfair", kit.segment.weight or 560, italic=True, leading=1.3, tracking=0.0)
    words = kit.segment.text.strip().strip("“”\"'「」『』«»").strip()
    said = kit.segment.body.strip()
    mark_size = kit.unit * 26 * min(kit.segment.size, 1.4)
    mark = fit(
        "“", Style("playfair", 900), width=width, height=mark_size * 2, size=mark_size,
        smallest=mark_size,
    )  # fmt: skip

    def draw_mark(stage: Stage, x: float, y: float, box: float) -> None:
        # The mark's ink is only the top 40 % of its em: draw it so that the ink fills the item.
        top = y - mark_size * 0.03
        stage.block(mark, x, top, box, kit.share, stage.inks.accent)

    credit = column([
        kit.rule(kit.unit * 8, kit.unit * 0.6),
        kit.text(said, kit.strong_style(), 3.9, width, area.height * 0.16, color="muted", lines=3,
                 least=3.0).spaced(kit.gap * 0.85),
    ]) if said else None  # fmt: skip
    item = column([
        kit.kicker(width),
        Item(mark.width, mark_size * 0.38, draw_mark).spaced(kit.gap * 1.2),
        kit.text(words or kit.segment.text, style, 10.5 if kit.canvas.wide else 8.6, width,
                 area.height * 0.56, lines=8, least=3).spaced(kit.gap * 0.8),
        _spaced(credit, kit.gap * 1.5),
    ])  # fmt: skip
    return single(item, area, anchor, kit.share)


def stat(kit: Kit) -> Composition:
    """One number that fills the width, what it means under it, a bar between the two."""
    anchor = anchor_of(kit, (0.0, 0.5))
    kit = kit.aligned(align_for(anchor))
    area = region(kit.canvas, kit.align)
    number, rest = split_number(kit.segment.text)
    label = "\n".join(t for t in (rest, kit.segment.body.strip()) if t)
    width = area.width * (0.86 if kit.canvas.wide else 1.0)
    style = replace(kit.headline_style(), weight=kit.segment.weight or 900, leading=1.0)
    figure = kit.text(
        number, style, 36, width, area.height * 0.46, color="accent", lines=2, least=5
    )
    # Figures have no descenders: the bar stands off from their feet, not from the line's.
    below = 0.18 * figure.blocks[0].size if re.fullmatch(r"[\d%％xX×+ ]+", number) else 0.0
    item = column([
        kit.kicker(width, color="muted"),
        replace(figure, height=figure.height - below, gap=kit.gap * 1.1),
        kit.rule(kit.unit * 22, kit.unit * 1.0, "ink").spaced(kit.gap * 1.7),
        kit.text(label, kit.strong_style(), 6.0, width * 0.92, area.height * 0.34, lines=5,
                 least=3).spaced(kit.gap * 1.5) if label else None,
    ])  # fmt: skip
    return single(item, area, anchor, kit.share)


def split_number(text: str) -> tuple[str, str]:
    """("87%", "of guests come back"): the number that is the point, and the rest of the text."""
    text = text.strip()
    found = _NUMBER.search(text)
    if not found or len(text) <= 8:
        return text, ""
    number = found.group().strip().rstrip(".,:/")
    before, after = text[: found.start()].strip(), text[found.end() :].strip()
    if before and after:
        return number, f"{before} … {after}" if not after[0].isascii() else text
    return number, (after or before).lstrip(",，:：-–— ").removeprefix("的")


def cta(kit: Kit) -> Composition:
    """The call to act: centred, with a button that carries the call (a short text, or the body)."""
    anchor = anchor_of(kit, (0.5, 0.5))
    kit = kit.aligned("center")
    area = region(kit.canvas, "center")
    text, body = kit.segment.text.strip(), kit.segment.body.strip()
    width = area.width * (0.8 if kit.canvas.wide else 1.0)
    on_button = body if body and len(body) <= SHORT_CALL else ""
    if not body and len(text) <= SHORT_CALL and "\n" not in text and kit.segment.kicker.strip():
        lead = kit.text(
            kit.segment.kicker, kit.headline_style(), 10.5, width, area.height * 0.4, lines=4,
            least=4,
        )  # fmt: skip
        button = kit.pill(text, 5.8, width, arrow=True)
        return single(column([lead, button.spaced(kit.gap * 2)]), area, anchor, 0.5)
    item = column([
        kit.kicker(width),
        kit.headline(width, area.height * 0.46, 11.5, lines=5).spaced(kit.gap),
        kit.pill(on_button, 4.8, width, arrow=True).spaced(kit.gap * 2) if on_button
        else _spaced(kit.body(width * 0.92, area.height * 0.28), kit.gap * 1.2)
        or kit.rule(kit.unit * 18, kit.unit * 1.1).spaced(kit.gap * 1.4),
    ])  # fmt: skip
    return single(item, area, anchor, kit.share)


def banner(kit: Kit) -> Composition:
    """A band of the accent colour over the whole width with the headline on it."""
    anchor = anchor_of(kit, (0.5, 0.5))
    kit = kit.aligned("center")
    canvas, area = kit.canvas, region(kit.canvas, "center")
    color = kit.field
    pad = kit.gap * 1.7
    headline = kit.headline(area.width * 0.96, area.height * 0.42, 10.5, lines=4)
    above = kit.kicker(area.width)
    below = kit.body(area.width * 0.9, area.height * 0.26)

    def draw(stage: Stage, x: float, y: float, box: float) -> None:
        band = shapes.rounded(canvas.width, headline.height + 2 * pad, 0, color)
        stage.shape(band, 0, y, "grow_x", length_ms=620)
        stage.clock_ms += 220
        with stage.on_panel(color, kit.palette, kit.segment.color):
            headline.draw(stage, x, y + pad, box)

    band = Item(headline.width, headline.height + 2 * pad, draw, blocks=headline.blocks)
    total = sum(i.height + kit.gap * 1.3 for i in (above, below) if i) + band.height
    middle = placed(
        Item(band.width, total, draw), area, anchor, 0.5
    ).y + (above.height + kit.gap * 1.3 if above else 0)  # fmt: skip
    parts = [Part(band, area.x0, round(middle), area.width, 0.5, color)]
    if above:
        y = round(middle - kit.gap * 1.3 - above.height)
        parts.insert(0, Part(above, area.x0, y, area.width, 0.5))
    if below:
        y = round(middle + band.height + kit.gap * 1.3)
        parts.append(Part(below, area.x0, y, area.width, 0.5))
    return Composition(tuple(parts), total <= area.height)


def _spaced(item: Item | None, gap: float) -> Item | None:
    return item.spaced(gap) if item else None
