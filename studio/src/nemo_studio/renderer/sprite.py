"""The pieces that are laid over a picture: small RGBA images with a place and an opacity.

The text engine makes sprites once and yields placements for each frame; the compositor blends
them into the frame's YUV planes inside their own rectangle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

RGBA = npt.NDArray[np.uint8]  # (height, width, 4), straight (not premultiplied) alpha, sRGB
RGB = npt.NDArray[np.uint8]  # (height, width, 3), sRGB
Backdrop = Callable[[float], RGB]
"""A picture of what is below the texts at a time in ms of the timeline, at about 1/8 scale."""


@dataclass(eq=False)
class Sprite:
    """An RGBA image. Compared by identity: converted forms of it may be cached by the object."""

    rgba: RGBA


@dataclass(frozen=True)
class Placement:
    """Where a sprite goes on one frame.

    x, y: top left corner in pixels of the canvas, sub-pixel; `scale` is about the sprite's centre.
    clip: (x0, y0, x1, y1) in the sprite's own pixels, the part that shows; None for all of it.
    """

    sprite: Sprite
    x: float
    y: float
    opacity: float = 1.0
    scale: float = 1.0
    clip: tuple[float, float, float, float] | None = None


class TextLayer(Protocol):
    """One text segment, laid out and ready. A pure function of time: any frame on its own."""

    def placements(self, time_ms: float) -> Iterable[Placement]:
        """Back to front, at a time of the timeline in ms (fractions allowed)."""
        ...
