"""The canvas that texts are laid out on, and the part of it that stays free of the apps' UI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

SafeArea = Literal["auto", "none", "social"]


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


class Margins(NamedTuple):
    """Kept free at each edge, as a share of the width (left, right) or the height."""

    left: float
    top: float
    right: float
    bottom: float


# Why each number. Social, upright (9:16): TikTok's top bar and Reels' header take about 10 %; the
# caption, sound line and progress bar at the foot take 17 to 20 % (TikTok most); the buttons at
# the right take 120 to 130 of 1080 px. The left side is free but for the platforms' own 4 to 6 %
# inset. A feed player (4:5, 1:1) lays over only its corners: 6 %. Lying pictures follow the
# title-safe share of EBU R 95 (5 % at each side), a little more at the foot for players' controls.
SOCIAL = Margins(left=0.065, top=0.11, right=0.13, bottom=0.20)
FEED = Margins(left=0.07, top=0.065, right=0.07, bottom=0.075)
TITLE_SAFE = Margins(left=0.06, top=0.07, right=0.06, bottom=0.085)
EDGE = Margins(
    left=0.04, top=0.03, right=0.04, bottom=0.03
)  # safe area "none": only breathing room


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
        return self.height / self.width >= 1.5

    @property
    def wide(self) -> bool:
        return self.width / self.height >= 1.3

    @property
    def margins(self) -> Margins:
        if self.safe_area == "none":
            return EDGE
        if self.upright or (self.safe_area == "social" and not self.wide):
            return SOCIAL if self.upright else FEED
        return TITLE_SAFE if self.wide else FEED

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
