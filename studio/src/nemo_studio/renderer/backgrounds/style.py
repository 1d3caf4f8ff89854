"""What the background styles share: their colours and their form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nemo_studio.renderer.color import F32, hex_to_yuv
from nemo_studio.renderer.planes import Planes
from nemo_studio.timeline.draft import Palette

Style = Callable[[float, Planes], None]
"""Fill a frame as it is at a time in seconds since the segment's start."""


@dataclass(frozen=True)
class Colors:
    """YUV vectors (3,), float. `base` is the calm ground, `tones` two to five companions."""

    base: F32
    tones: list[F32]
    accent: F32

    @property
    def dark(self) -> bool:
        return bool(self.base[0] < 126)

    def tone(self, index: int) -> F32:
        return self.tones[index % len(self.tones)]

    @property
    def glow(self) -> F32:
        """The ground lit by the accent: the one colour that may stand out a little."""
        return self.base + (self.accent - self.base) * np.float32(0.42 if self.dark else 0.2)

    def towards(self, index: int, share: float) -> F32:
        """Between the ground and a tone."""
        return self.base + (self.tone(index) - self.base) * np.float32(share)


StyleFactory = Callable[[tuple[int, int], Colors, np.random.Generator], Style]


def colors_of(chosen: list[str] | None, palette: Palette) -> Colors:
    """The segment's own colours (hex), else the palette's."""
    colors = [np.array(hex_to_yuv(code), np.float32) for code in chosen or palette.background]
    base, tones = colors[0], colors[1:]
    if not tones:  # one colour: its own lighter and darker shades keep the surface alive
        tones = [_shade(base, 26), _shade(base, -18)]
    return Colors(base, tones, np.array(hex_to_yuv(palette.accent), np.float32))


def _shade(color: F32, step: float) -> F32:
    y = min(max(float(color[0]) + step, 16), 235)
    return np.array([y, color[1], color[2]], np.float32)
