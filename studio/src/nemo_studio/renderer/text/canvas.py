"""The canvas that texts are laid out on, and the part of it that stays free of the apps' UI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from nemo_studio.timeline.draft import SafeArea
from nemo_studio.timeline.margins import Margins, is_upright, margins_of


class Rect(NamedTuple):
    """A rectangle in pixels: top left corner, then one past the bottom right one."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def grown(self, by_x: float, by_y: float | None = None) -> Rect:
        by_y = by_x if by_y is None else by_y
        return Rect(self.x0 - by_x, self.y0 - by_y, self.x1 + by_x, self.y1 + by_y)

    def union(self, other: Rect) -> Rect:
        return Rect(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )


@dataclass(frozen=True)
class Canvas:
    """What a text must know of the video: pixels, frames a second, language and seed.

    foot: px at the foot of the safe area that are left to other texts.
    """

    width: int
    height: int
    fps: int = 30
    language: str = "en"
    seed: int = 0
    safe_area: SafeArea = "auto"
    foot: int = 0

    @property
    def short_side(self) -> int:
        return min(self.width, self.height)

    @property
    def upright(self) -> bool:
        """Clearly taller than 4:5: the shape of TikTok, Reels and Shorts."""
        return is_upright(self.width, self.height)

    @property
    def wide(self) -> bool:
        return self.width / self.height >= 1.3

    @property
    def margins(self) -> Margins:
        return margins_of(self.width, self.height, self.safe_area)

    @property
    def safe(self) -> Rect:
        """Where texts may stand, in whole pixels."""
        m = self.margins
        return Rect(
            round(self.width * m.left),
            round(self.height * m.top),
            round(self.width * (1 - m.right)),
            round(self.height * (1 - m.bottom)) - self.foot,
        )

    @property
    def full(self) -> Rect:
        return Rect(0, 0, self.width, self.height)
