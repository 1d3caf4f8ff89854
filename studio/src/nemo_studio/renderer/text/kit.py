"""The parts that cards are put together from: texts, rules, pills, rows, columns.

An Item knows its size before anything is drawn, so that a layout can be placed, its ground
looked at and its colours settled first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bidi import get_base_level

from nemo_studio.renderer.palette import contrast_ratio
from nemo_studio.renderer.text import shapes
from nemo_studio.renderer.text.block import Block, Style, fit
from nemo_studio.renderer.text.canvas import Canvas
from nemo_studio.renderer.text.itemize import is_cjk
from nemo_studio.renderer.text.stage import Stage
from nemo_studio.timeline.draft import Palette, TextSegment

SERIF_PALETTES = frozenset(("luxury", "vintage", "coffee", "sunset", "warm"))
GROTESQUE_PALETTES = frozenset(("tech", "mono", "corporate", "cool"))
SHORT_TITLE = 8  # letters; an ideograph counts as two
SHORT_SHARE, SHORT_SHARE_WIDE = 0.56, 0.47  # of the canvas's width that a short title fills
FAMILIES = {"sans": "inter", "display": "montserrat", "serif": "playfair"}

Draw = Callable[[Stage, float, float, float], None]


SEEN = 1.6  # the least contrast of a colour of the user's own with the field under it


@dataclass(frozen=True)
class Item:
    """Something of a size in px; draw(stage, x, y, width) puts it at a top left corner."""

    width: float
    height: float
    draw: Draw
    gap: float = 0.0  # wanted above it, in a column
    blocks: tuple[Block, ...] = ()

    def spaced(self, gap: float) -> Item:
        return replace(self, gap=gap)


@dataclass(frozen=True)
class Kit:
    """The design of one segment: its canvas, palette, type and scale."""

    canvas: Canvas
    palette: Palette
    segment: TextSegment
    align: str = "start"
    scale: float = 1.0  # of the whole composition; made smaller when it does not fit

    @property
    def unit(self) -> float:
        """1 % of the canvas's short side, in px, with the composition's scale."""
        return self.canvas.short_side / 100 * self.scale

    @property
    def gap(self) -> float:
        return self.unit * 2.6

    @property
    def rtl(self) -> bool:
        """Whether the segment's text runs from right to left: then its start is at the right."""
        return get_base_level(self.segment.text) == 1

    @property
    def share(self) -> float:
        """The part of a free width that stands left of this composition's items."""
        return self._share(self.align)

    def _share(self, align: str) -> float:
        if align == "center":
            return 0.5
        if align == "end":
            return 1.0
        # The start is where reading begins, unless the left is asked for by name.
        return 1.0 if self.rtl and "left" not in self.segment.position else 0.0

    @property
    def field(self) -> str:
        """The colour of a field that a text stands on: the accent, or where the text's own colour
        would not be seen on that, the palette's that carries it best."""
        own, accent = self.segment.color, self.palette.accent
        if not own or contrast_ratio(own, accent) >= SEEN:
            return accent
        others = [*self.palette.background, self.palette.text, self.palette.muted]
        return max(others, key=lambda color: contrast_ratio(own, color))

    def aligned(self, align: str) -> Kit:
        return replace(self, align=align)

    def shrunk(self, scale: float) -> Kit:
        return replace(self, scale=scale)

    def headline_style(self) -> Style:
        """The loud type: as the segment asks, else by the palette's character."""
        family = FAMILIES.get(self.segment.font) or self._family()
        weight = self.segment.weight or 800
        tracking = {"playfair": -0.008, "inter": -0.014}.get(family, -0.02)
        leading = {"playfair": 1.14, "inter": 1.1}.get(family, 1.1)
        return Style(family, weight, tracking=tracking, leading=leading, headline=True)

    def _family(self) -> str:
        if self.palette.name in SERIF_PALETTES:
            return "playfair"
        return "inter" if self.palette.name in GROTESQUE_PALETTES else "montserrat"

    def _plain_family(self) -> str:
        """Of smaller type: the segment's own where it has no loud one beside it."""
        alone = self.segment.role in ("subtitle", "lower_third", "caption", "cta", "watermark")
        return FAMILIES.get(self.segment.font, "inter") if alone else "inter"

    def body_style(self) -> Style:
        return Style(self._plain_family(), 500, tracking=-0.005, leading=1.42)

    def strong_style(self) -> Style:
        return Style(self._plain_family(), 650, tracking=-0.01, leading=1.28)

    def label_style(self) -> Style:
        """Small capitals' stand-in: spaced, heavy, upper case."""
        return Style("inter", 700, tracking=0.14, leading=1.3, upper=True)

    def text(
        self, text: str, style: Style, size: float, width: float, height: float, *,
        color: str = "ink", lines: int = 99, least: float = 0.0, align: str | None = None,
        shadow: bool = True,
    ) -> Item:  # fmt: skip
        """A text of at most `size` units in a box of px; at least `least` units big."""
        scaled = self.unit * self.segment.size
        block = fit(
            text, style, width=width, height=height, size=size * scaled,
            smallest=max(least or size * 0.5, 2.6) * scaled, max_lines=lines,
            language=self.canvas.language,
        )  # fmt: skip
        share = self._share(align or self.align)

        def draw(stage: Stage, x: float, y: float, box: float) -> None:
            stage.block(block, x, y, box, share, stage.inks.named(color), shadow=shadow)

        return Item(block.width, block.height, draw, blocks=(block,))

    def headline(
        self, width: float, height: float, size: float, *, lines: int = 6, alone: bool = True
    ) -> Item:
        """The segment's text, loud. alone: a short one may grow until it fills its room."""
        style = self.headline_style()
        big = self.display_size(style, size, width) if alone else size
        least = max(size * 0.3, 3)
        return self.text(self.segment.text, style, big, width, height, lines=lines, least=least)

    def display_size(self, style: Style, size: float, width: float) -> float:
        """`size` in units; for a text of a few letters the size at which it has some width."""
        text = self.segment.text.strip()
        wide = sum(2 if is_cjk(c) else 1 for c in text)
        if not text or "\n" in text or wide > SHORT_TITLE:
            return size
        plain = fit(
            text, style, width=1e6, height=1e6, size=100, smallest=100,
            language=self.canvas.language,
        )  # fmt: skip
        share = SHORT_SHARE_WIDE if self.canvas.wide else SHORT_SHARE
        goal = min(self.canvas.width * share, width * 0.92)
        unit = self.canvas.short_side / 100 * max(self.scale, 1.0)
        return max(size, goal / unit / max(plain.width / 100, 0.1))

    def body(
        self, width: float, height: float, size: float = 4.4, *, lines: int = 8
    ) -> Item | None:
        if not self.segment.body.strip():
            return None
        return self.text(
            self.segment.body, self.body_style(), size, width, height, color="muted", lines=lines,
            least=3.0,
        )  # fmt: skip

    def kicker(self, width: float, size: float = 3.1, *, color: str = "label") -> Item | None:
        if not self.segment.kicker.strip():
            return None
        return self.label(self.segment.kicker, width, size, color=color)

    def label(
        self, text: str, width: float, size: float, *, color: str = "label", shadow: bool = True,
        align: str | None = None,
    ) -> Item:  # fmt: skip
        """A small spaced line; what has no capitals (ideographs, Arabic) is set bigger."""
        if text.upper() == text.lower():
            size *= 1.25
        return self.text(
            text, self.label_style(), size, width, size * self.unit * 3, color=color, lines=2,
            least=2.4, shadow=shadow, align=align,
        )  # fmt: skip

    def rule(self, width: float, thickness: float, color: str = "accent") -> Item:
        """A bar of `width` x `thickness` px that grows out of its start."""
        w, h = max(2, round(width)), max(2, round(thickness))

        def draw(stage: Stage, x: float, y: float, box: float) -> None:
            rgba = shapes.rounded(w, h, h / 2, stage.inks.named(color))
            left = x + (box - w) * self.share
            stage.shape(rgba, left, y, "grow_x", from_right=self.share == 1)

        return Item(w, h, draw)

    def pill(self, text: str, size: float, width: float, *, arrow: bool = False) -> Item:
        """A filled button of the accent colour around a short text."""
        unit = self.unit * self.segment.size
        inset = size * unit * 0.85
        mark = size * unit * 0.95 if arrow else 0.0
        label = self.text(
            text, Style("inter", 700, tracking=-0.01, leading=1.2), size,
            width - 2 * inset - mark * 1.45, size * unit * 2.6, color="on_accent", lines=2,
            least=size * 0.55, align="center", shadow=False,
        )  # fmt: skip
        block = label.blocks[0]
        tall = label.height + block.size * 1.0
        wide = min(label.width + 2 * inset + mark * 1.45, width)
        rtl = block.rtl

        def draw(stage: Stage, x: float, y: float, box: float) -> None:
            left = x + (box - wide) * self.share
            stage.shape(shapes.rounded(wide, tall, tall / 2, stage.inks.accent), left, y, "pop")
            start = left + inset + (mark * 1.45 if rtl and arrow else 0.0)
            asked = self.segment.color if stage.inks.on_accent == self.segment.color else None
            face = replace(stage.inks, ink=stage.inks.on_accent)
            with stage.on_panel(stage.inks.accent, self.palette, asked, face):
                label.draw(stage, start, y + (tall - label.height) / 2, label.width)
            if arrow:
                glyph = shapes.arrow(mark, mark * 0.12, stage.inks.on_accent)
                glyph = glyph[:, ::-1] if rtl else glyph
                at = left + inset if rtl else left + wide - inset - mark
                stage.shape(glyph, at, y + (tall - mark) / 2, "fade")

        return Item(wide, tall, draw, blocks=label.blocks)


def column(items: Sequence[Item | None]) -> Item:
    """Items under each other, each `gap` below the one before; None are left out."""
    present = [item for item in items if item is not None and item.height > 0]
    height = sum(item.height + (item.gap if i else 0) for i, item in enumerate(present))

    def draw(stage: Stage, x: float, y: float, width: float) -> None:
        for index, item in enumerate(present):
            y += item.gap if index else 0
            item.draw(stage, x, y, width)
            y += item.height

    blocks = tuple(block for item in items if item for block in item.blocks)
    return Item(max((i.width for i in present), default=0.0), height, draw, blocks=blocks)


def beside(mark: Item, item: Item, gap: float, *, rtl: bool = False) -> Item:
    """A mark with an item to its right (left in right-to-left scripts); middle on first line."""
    height = max(mark.height, item.height)

    def draw(stage: Stage, x: float, y: float, width: float) -> None:
        first = _first_line(item)
        lift = max(0.0, (mark.height - first) / 2)
        mark_y = y + max(0.0, (first - mark.height) / 2)
        if rtl:
            mark.draw(stage, x + width - mark.width, mark_y, mark.width)
            item.draw(stage, x, y + lift, width - mark.width - gap)
        else:
            mark.draw(stage, x, mark_y, mark.width)
            item.draw(stage, x + mark.width + gap, y + lift, width - mark.width - gap)

    blocks = (*mark.blocks, *item.blocks)
    total = max(height, item.height + max(0.0, (mark.height - _first_line(item)) / 2))
    return Item(mark.width + gap + item.width, total, draw, blocks=blocks)


def _first_line(item: Item) -> float:
    if not item.blocks:
        return item.height
    block = item.blocks[0]
    return (block.ascent + block.descent) * block.size
