"""Compositions: items on their places on the canvas, before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce

from nemo_studio.renderer.text.block import Block
from nemo_studio.renderer.text.canvas import Canvas, Rect
from nemo_studio.renderer.text.kit import Item, Kit
from nemo_studio.timeline.draft import Place

Anchor = tuple[float, float]  # where in the free space: 0 left/top, 0.5 middle, 1 right/bottom

ANCHORS: dict[Place, Anchor] = {
    "top": (0.5, 0.0),
    "center": (0.5, 0.5),
    "bottom": (0.5, 1.0),
    "top_left": (0.0, 0.0),
    "top_right": (1.0, 0.0),
    "bottom_left": (0.0, 1.0),
    "bottom_right": (1.0, 1.0),
    "left": (0.0, 0.5),
    "right": (1.0, 0.5),
}


@dataclass(frozen=True)
class Part:
    """An item in a box of `width` px, with `share` of the box's free width at its left.

    `panel`: the plain colour that it brings to stand on; None: the picture.
    """

    item: Item
    x: float
    y: float
    width: float
    share: float = 0.0
    panel: str | None = None

    @property
    def rect(self) -> Rect:
        left = self.x + (self.width - self.item.width) * self.share
        return Rect(left, self.y, left + self.item.width, self.y + self.item.height)


@dataclass(frozen=True)
class Composition:
    """The parts back to front. `fits` is False when they are taller than their region."""

    parts: tuple[Part, ...]
    fits: bool = True

    def moved(self, x: float, y: float) -> Composition:
        """Everything by some px to the right and down."""
        parts = (replace(part, x=part.x + x, y=part.y + y) for part in self.parts)
        return replace(self, parts=tuple(parts))

    @property
    def rect(self) -> Rect:
        """The rectangle of the parts that stand on the picture itself (of all, if none does)."""
        bare = [p.rect for p in self.parts if p.panel is None] or [p.rect for p in self.parts]
        return reduce(Rect.union, bare)

    @property
    def panel(self) -> str | None:
        """The panel's colour when every part stands on one, else None."""
        panels = [part.panel for part in self.parts]
        return panels[0] if all(panels) else None

    @property
    def blocks(self) -> list[Block]:
        return [block for part in self.parts for block in part.item.blocks]


Layout = Callable[[Kit], Composition]


def anchor_of(kit: Kit, default: Anchor) -> Anchor:
    return ANCHORS.get(kit.segment.position, default)


def align_for(anchor: Anchor) -> str:
    return {0.0: "start", 1.0: "end"}.get(anchor[0], "center")


def region(canvas: Canvas, align: str) -> Rect:
    """The safe area; for what is centred, the part of it that is symmetrical about the middle."""
    safe = canvas.safe
    if align != "center":
        return safe
    inset = max(safe.x0, canvas.width - safe.x1)
    return Rect(inset, safe.y0, canvas.width - inset, safe.y1)


def placed(item: Item, area: Rect, anchor: Anchor, share: float, panel: str | None = None) -> Part:
    """An item at its anchor in an area; what is too tall begins at the area's top."""
    y = area.y0 + max(0.0, area.height - item.height) * anchor[1]
    return Part(item, area.x0, round(y), area.width, share, panel)


def single(item: Item, area: Rect, anchor: Anchor, share: float) -> Composition:
    return Composition((placed(item, area, anchor, share),), item.height <= area.height + 1)


def fitted(layout: Layout, kit: Kit) -> Composition:
    """The layout at the largest scale at which it fits its region."""
    composition = layout(kit)
    while not composition.fits and kit.scale > 0.3:
        kit = kit.shrunk(kit.scale * 0.88)
        composition = layout(kit)
    return composition
