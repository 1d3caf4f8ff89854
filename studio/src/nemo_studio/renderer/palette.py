"""Colour: the measures by which a text is readable, and a palette where a draft has none."""

from __future__ import annotations

import colorsys
import random

from nemo_studio.timeline.designs import designed
from nemo_studio.timeline.draft import Palette, check_hex

BODY_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
LARGE_CONTRAST = 3.0  # the same, for large text
NEUTRALS = ("slate", "indigo", "cool", "dark", "ocean", "sunset")  # these suit anything

RgbTuple = tuple[int, int, int]


def rgb_of(color: str) -> RgbTuple:
    """(r, g, b), 0 to 255, of a hex colour."""
    digits = check_hex(color)[1:]
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def hex_of(rgb: tuple[float, float, float]) -> str:
    """ "#rrggbb" of values from 0 to 255, rounded and clipped."""
    return "#" + "".join(f"{min(max(round(v), 0), 255):02x}" for v in rgb)


def luminance(color: str | tuple[float, float, float]) -> float:
    """WCAG's relative luminance, 0 (black) to 1 (white), of a hex colour or 0..255 values."""
    rgb = rgb_of(color) if isinstance(color, str) else color
    linear = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in rgb)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio_of(first: float, second: float) -> float:
    """WCAG's contrast ratio of two relative luminances, 1 to 21."""
    high, low = max(first, second), min(first, second)
    return (high + 0.05) / (low + 0.05)


def contrast_ratio(first: str, second: str) -> float:
    """WCAG's contrast ratio of two hex colours, 1 to 21."""
    return ratio_of(luminance(first), luminance(second))


def mix(first: str, second: str, share: float) -> str:
    """`first` with `share` (0 to 1) of `second`, in sRGB."""
    pairs = zip(rgb_of(first), rgb_of(second), strict=True)
    r, g, b = (a + (b - a) * share for a, b in pairs)
    return hex_of((r, g, b))


def saturation(color: str) -> float:
    """HSV's saturation, 0 (grey) to 1, of a hex colour."""
    return colorsys.rgb_to_hsv(*(v / 255 for v in rgb_of(color)))[1]


def ink_on(color: str, dark: str = "#14110f", light: str = "#ffffff") -> str:
    """Of a dark and a light ink the one that reads better on a colour."""
    return max((light, dark), key=lambda ink: contrast_ratio(ink, color))


def toward_contrast(color: str, others: list[str], ratio: float) -> str:
    """`color` made lighter or darker, no more than needed, until it has `ratio` on all `others`."""
    mean = sum(luminance(c) for c in others) / len(others)
    goal = "#ffffff" if mean < 0.18 else "#000000"
    for step in range(21):
        trial = mix(color, goal, step / 20)
        if min(contrast_ratio(trial, other) for other in others) >= ratio:
            return trial
    return goal


def neutral_palette(seed: int) -> Palette:
    """The palette of a video that says nothing of colours, by its seed."""
    found = designed(random.Random(seed).choice(NEUTRALS))
    assert found is not None
    return found
