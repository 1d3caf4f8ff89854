"""Where a composition is drawn: turns blocks and shapes into pieces with entrances."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from nemo_studio.renderer.palette import BODY_CONTRAST, LARGE_CONTRAST, contrast_ratio, ink_on, mix
from nemo_studio.renderer.sprite import RGBA, Sprite
from nemo_studio.renderer.text.animate import Entrance, EntranceKind, Piece
from nemo_studio.renderer.text.block import Block
from nemo_studio.renderer.text.contrast import Treatment, flat_ground, outline_for
from nemo_studio.renderer.text.raster import Drawn, Shadow, Stroke, draw_glyphs
from nemo_studio.renderer.text.shaping import Glyph, Line
from nemo_studio.timeline.draft import Palette, TextAnimation

LINE_STAGGER_MS = 90.0
WORD_STAGGER_MS = 75.0
LETTER_MS = 34.0
LEAST_STROKE = 1.5  # px; a thinner one is lost between pixels
STROKE = 0.03  # of the size: an outline that is seen as an edge, not as a line
LENGTH_MS: dict[TextAnimation, float] = {
    "none": 0, "fade": 450, "rise": 560, "drop": 560, "slide": 560, "pop": 420, "wipe": 520,
    "words": 360,
}  # fmt: skip


@dataclass
class Inks:
    """The colours of a composition, settled against what is behind it.

    accent: of large figures and shapes; label: the accent where it has to carry small letters.
    """

    ink: str
    muted: str
    accent: str
    label: str
    on_accent: str

    @classmethod
    def of(cls, treatment: Treatment, palette: Palette) -> Inks:
        """Ink as treated; the palette's muted and accent made readable on that ground."""
        accent = treatment.readable(palette.accent, LARGE_CONTRAST)
        label = treatment.readable(palette.accent, BODY_CONTRAST)
        muted = treatment.readable(palette.muted, BODY_CONTRAST)
        return cls(treatment.ink, muted, accent, label, ink_on(accent))

    @classmethod
    def of_palette(cls, palette: Palette, ink: str | None = None) -> Inks:
        """As designed, but for an `ink` asked for: palettes' texts read on their backgrounds."""
        on_accent = ink or ink_on(palette.accent)
        accent = palette.accent
        return cls(ink or palette.text, palette.muted, accent, accent, on_accent)

    @classmethod
    def on_panel(cls, panel: str, ink: str | None = None) -> Inks:
        """On a plain panel: one ink for everything, softened for the small texts."""
        ink = ink or ink_on(panel)
        return cls(ink, mix(ink, panel, 0.16), ink, ink, panel)

    def named(self, name: str) -> str:
        return str(getattr(self, name))


@dataclass
class Stage:
    """Collects the pieces of one segment, back to front.

    inks may be changed while drawing (texts on a panel have that panel's). `order` counts what
    comes in one after another.
    """

    animate_in: TextAnimation
    inks: Inks
    shadow_opacity: float = 0.0
    shadow_color: str = "#000000"
    outline: str | None = None  # around what is drawn in the ink
    pieces: list[Piece] = field(default_factory=list)
    clock_ms: float = 0.0

    @contextmanager
    def on_panel(
        self, panel: str, palette: Palette, ink: str | None = None, inks: Inks | None = None
    ) -> Iterator[None]:
        """While drawing on a plain panel: its inks (or those given), no shadows.

        An `ink` that was asked for and does not read there has an outline.
        """
        before = self.inks, self.shadow_opacity, self.outline
        self.inks, self.shadow_opacity = inks or Inks.on_panel(panel, ink), 0.0
        hidden = ink is not None and contrast_ratio(ink, panel) < LARGE_CONTRAST
        self.outline = outline_for(ink, palette, flat_ground(panel)) if ink and hidden else None
        try:
            yield
        finally:
            self.inks, self.shadow_opacity, self.outline = before

    def shape(
        self,
        rgba: RGBA,
        x: float,
        y: float,
        kind: EntranceKind = "fade",
        *,
        length_ms: float = 480.0,
        delay_ms: float | None = None,
        from_right: bool = False,
    ) -> None:
        """A decoration, its top left at whole pixels; it comes in at the clock (or `delay_ms`)."""
        if self.animate_in == "none":
            kind = "none"
        delay = self.clock_ms if delay_ms is None else delay_ms
        entrance = Entrance(kind, delay, length_ms, from_right=from_right)
        self.pieces.append(Piece(Sprite(rgba), round(x), round(y), entrance))

    def block(
        self, block: Block, x: float, y: float, width: float, share: float, color: str,
        *, shadow: bool = True,
    ) -> None:  # fmt: skip
        """A text with its top at y, its lines in `width` px from x, `share` of the rest at left."""
        soft = self._shadow(block.size) if shadow and self.shadow_opacity > 0 else None
        if self.outline and color != self.inks.ink:
            soft = None  # the shadow is the asked colour's; the others read by themselves
        pivot = (x + width / 2, y + block.height / 2)
        stroke = None
        if self.outline and color == self.inks.ink:
            stroke = Stroke(max(LEAST_STROKE, block.size * STROKE), self.outline)
        for number, line in enumerate(block.lines):
            left = round(
                x + (width - line.width * block.size) * share - _bearing(line, share) * block.size
            )
            base = round(y + block.baseline(number))
            self._line(line, block.size, left, base, color, soft, stroke, pivot)
        if self.animate_in == "pop":
            self.clock_ms += LINE_STAGGER_MS

    def _shadow(self, size: float) -> Shadow:
        """Soft and near: it lifts the letters off the picture without an outline's hardness."""
        return Shadow(self.shadow_opacity, max(2.0, size * 0.09), size * 0.03, self.shadow_color)

    def _line(
        self, line: Line, size: float, left: int, base: int, color: str, soft: Shadow | None,
        stroke: Stroke | None, pivot: tuple[float, float],
    ) -> None:  # fmt: skip
        if self.animate_in == "words":
            spans = line.spans[::-1] if line.rtl else line.spans
            for span in spans:
                drawn = draw_glyphs(span.glyphs, size, color, soft, stroke)
                self._add(drawn, left, base, Entrance("rise", self.clock_ms, 360, size * 0.3))
                self.clock_ms += WORD_STAGGER_MS
            return
        drawn = draw_glyphs(line.glyphs, size, color, soft, stroke)
        if drawn is None:
            return
        entrance = self._entrance(line, size, drawn)
        self._add(drawn, left, base, entrance, pivot if entrance.kind == "pop" else None)
        if entrance.kind == "type":
            self.clock_ms += entrance.length_ms
        elif entrance.kind != "pop":
            self.clock_ms += LINE_STAGGER_MS

    def _entrance(self, line: Line, size: float, drawn: Drawn) -> Entrance:
        kind = self.animate_in
        if kind == "type":
            stops = _typing_stops(line, size, drawn)
            length = LETTER_MS * len(stops)
            return Entrance("type", self.clock_ms, length, 0, stops, from_right=line.rtl)
        assert kind != "words"
        far = size * (0.9 if kind == "slide" else 0.45)
        return Entrance(kind, self.clock_ms, LENGTH_MS[kind], far, from_right=line.rtl)

    def _add(
        self, drawn: Drawn | None, left: int, base: int, entrance: Entrance,
        pivot: tuple[float, float] | None = None,
    ) -> None:  # fmt: skip
        if drawn is not None:
            place = (left + drawn.left, base + drawn.top)
            self.pieces.append(
                Piece(Sprite(drawn.rgba), *place, entrance, pivot=pivot, letters=True)
            )


def _bearing(line: Line, share: float) -> float:
    """The white at the left of the first letters, em: flush lines align by their ink."""
    if share > 0 or not line.glyphs:
        return 0.0
    return min(max(min(map(_ink_left, line.glyphs[:4])), -0.12), 0.12)


def _ink_left(glyph: Glyph) -> float:
    """Where a glyph's ink begins on its line, em; its origin for a colour picture."""
    extents = None if glyph.face.color else glyph.face.font.get_glyph_extents(glyph.gid)
    return glyph.x + (extents.x_bearing / glyph.face.upem if extents else 0.0)


def _typing_stops(line: Line, size: float, drawn: Drawn) -> tuple[float, ...]:
    """How much of the sprite shows after each letter, px from the side where the line begins."""
    width = drawn.rgba.shape[1]
    edges = [edge * size - drawn.left for edge in line.stops[1:]] or [width]
    if line.rtl:
        edges = [width - edge for edge in ([-drawn.left, *edges[:-1]])][::-1]
    shown = [min(max(edge, 0.0), float(width)) for edge in edges]
    return (*shown[:-1], float(width))
