"""What of a picture its viewers surely see: the apps that play a video lay over its edges."""

from __future__ import annotations

from typing import NamedTuple

from .draft import SafeArea


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


def is_upright(width: float, height: float) -> bool:
    """Clearly taller than 4:5: the shape of TikTok, Reels and Shorts."""
    return height / width >= 1.5


def margins_of(width: float, height: float, safe_area: SafeArea) -> Margins:
    if safe_area == "none":
        return EDGE
    if is_upright(width, height):
        return SOCIAL
    return TITLE_SAFE if width / height >= 1.3 else FEED
