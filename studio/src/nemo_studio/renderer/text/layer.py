"""A text segment to a layer: choose the layout, settle the colours, draw once, animate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nemo_studio.renderer.palette import BODY_CONTRAST, LARGE_CONTRAST
from nemo_studio.renderer.sprite import Backdrop, Placement
from nemo_studio.renderer.text import cards, cards_many, cards_split, roles, veil
from nemo_studio.renderer.text.animate import Piece, Show, squeezed
from nemo_studio.renderer.text.canvas import Canvas, Rect
from nemo_studio.renderer.text.compose import Composition, Layout, fitted
from nemo_studio.renderer.text.contrast import Treatment, outline_for, sample, treat
from nemo_studio.renderer.text.kit import Kit
from nemo_studio.renderer.text.stage import Inks, Stage
from nemo_studio.timeline.draft import CardLayout, Palette, Role, TextSegment
from nemo_studio.timeline.texts import layout_name, unshown

CARDS: dict[CardLayout, Layout] = {
    "hero": cards.hero,
    "split": cards_split.split,
    "list": cards_many.listing,
    "quote": cards.quote,
    "stat": cards.stat,
    "cta": cards.cta,
    "kicker": cards.kicker,
    "steps": cards_many.steps,
    "minimal": cards.minimal,
    "banner": cards.banner,
}
ROLES: dict[Role, Layout] = {
    "title": roles.title,
    "subtitle": roles.subtitle,
    "caption": roles.caption,
    "lower_third": roles.lower_third,
    "cta": roles.cta,
    "watermark": roles.watermark,
}
WATERMARK_OPACITY = 0.72
LOOK_EVERY_MS, MOST_LOOKS = 2000, 16  # a text of a minute stands on many pictures
LARGE_UNITS = 7.0  # % of the short side from which a text counts as large for contrast


@dataclass(frozen=True)
class SegmentLayer:
    """A laid-out text segment; `warnings` tell what could not be drawn as asked."""

    show: Show
    bounds: Rect
    treatment: Treatment
    warnings: tuple[str, ...] = ()

    def placements(self, time_ms: float) -> Iterable[Placement]:
        """Back to front, at a time of the timeline in ms (fractions allowed)."""
        return self.show.placements(time_ms)


def build_text_layer(
    segment: TextSegment, canvas: Canvas, palette: Palette, backdrop: Backdrop,
    shift: tuple[float, float] = (0.0, 0.0),
) -> SegmentLayer:  # fmt: skip
    """The layer of one segment: sprites rasterised once, placements for any time.

    Deterministic: the same arguments and backdrop give the same pixels. Any text is laid out,
    however long: it shrinks to a floor and is then cut with "…". shift: px to the right and down,
    to make room for other texts (`Places`).
    """
    composition = compose(segment, canvas, palette).moved(*shift)
    treatment = _treatment(composition, segment, canvas, palette, backdrop)
    inks = (
        Inks.of_palette(palette, segment.color) if composition.panel
        else Inks.of(treatment, palette)
    )  # fmt: skip
    stage = Stage(
        segment.animate_in or "rise",
        inks,
        treatment.shadow_opacity,
        treatment.veil_color,
        treatment.outline,
    )
    veil.lay(stage, composition.rect, treatment, canvas)
    for part in composition.parts:
        part.item.draw(stage, part.x, part.y, part.width)
    opacity = segment.opacity * (WATERMARK_OPACITY if segment.role == "watermark" else 1.0)
    pieces = squeezed(stage.pieces, segment.duration_ms, _letters(segment))
    show = Show(
        pieces, segment.start_ms, segment.duration_ms, segment.animate_out or "fade",
        canvas.short_side * 0.03, opacity,
    )  # fmt: skip
    warnings = _warnings(segment, composition, pieces)
    return SegmentLayer(show, composition.rect, treatment, warnings)


def compose(segment: TextSegment, canvas: Canvas, palette: Palette) -> Composition:
    """The segment's parts on their places, nothing drawn yet."""
    layout = layout_of(segment)
    scale = card_scale(canvas) if layout in CARDS.values() else 1.0
    return fitted(layout, Kit(canvas, palette, segment, scale=scale))


def _letters(segment: TextSegment) -> int:
    return sum(map(len, (segment.text, segment.kicker, segment.body, *segment.items)))


def card_scale(canvas: Canvas) -> float:
    """A card has the frame to itself: its type grows with the room that the shape gives."""
    if canvas.wide:
        return 1.12
    return min(1.0 + 0.3 * max(canvas.height / canvas.width - 1, 0), 1.25)


def layout_of(segment: TextSegment) -> Layout:
    """The layout asked for; for a card without one, the one that its content wants."""
    name = layout_name(segment)
    return CARDS[name] if name in CARDS else ROLES[name]  # type: ignore[index]


def _treatment(
    composition: Composition, segment: TextSegment, canvas: Canvas, palette: Palette,
    backdrop: Backdrop,
) -> Treatment:  # fmt: skip
    """Looks at what is behind the text from the beginning to the end of its time."""
    if composition.panel:
        return Treatment.plain(palette, composition.panel)
    start, length = segment.start_ms, segment.duration_ms
    looks = min(max(3, round(length / LOOK_EVERY_MS)), MOST_LOOKS)
    times = [start + length * (0.08 + 0.84 * n / (looks - 1)) for n in range(looks)]
    rect = composition.rect.grown(canvas.short_side * 0.015)
    ground = sample(backdrop, rect, canvas, times)
    large = canvas.short_side / 100 * LARGE_UNITS
    sizes = [block.size for block in composition.blocks]
    ratio = LARGE_CONTRAST if sizes and min(sizes) >= large else BODY_CONTRAST
    ask = segment.background
    if ask == "auto" and segment.role == "watermark":
        ask = "shadow"  # a box would make it the loudest thing in the corner
    treatment = treat(
        ground, palette, ratio, ask=ask, color=segment.color,
        boxed=segment.role in ("caption", "subtitle"),
    )  # fmt: skip
    if segment.role == "watermark" and treatment.outline is None:
        # It stays while pictures and cards' panels come and go behind it.
        treatment = replace(treatment, outline=outline_for(treatment.ink, palette, ground))
    return treatment


def _warnings(
    segment: TextSegment, composition: Composition, pieces: tuple[Piece, ...]
) -> tuple[str, ...]:
    """Sentences about a segment that whoever shows them names."""
    found = []
    if any(block.cut for block in composition.blocks):
        found.append("its text is too long for its place and ends with “…”")
    if unseen := unshown(segment):
        kind = segment.layout or segment.role
        found.append(f"not shown: {' and '.join(unseen)}; {kind!r} has no place for that")
    dropped = dict.fromkeys(c for block in composition.blocks for c in block.dropped)
    if dropped:
        found.append(f"no font here has {' '.join(list(dropped)[:12])}; left out of the picture")
    if not pieces:
        found.append("nothing of its text can be drawn")
    return tuple(found)
