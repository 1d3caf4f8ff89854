"""Colour filters and vignette on planes: one look-up for each plane, chosen once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from nemo_studio.renderer.color import U8
from nemo_studio.renderer.planes import Planes
from nemo_studio.timeline.draft import FilterName


@dataclass(frozen=True)
class Look:
    """Tone is a function of brightness 0..1; colour is scaled, then moved (8-bit steps)."""

    tone: Callable[[np.ndarray], np.ndarray]
    saturation: float = 1.0
    u: float = 0.0
    v: float = 0.0


def _contrast(amount: float) -> Callable[[np.ndarray], np.ndarray]:
    """An S-curve about the middle that keeps black and white."""
    return lambda t: t + amount * np.sin(2 * np.pi * (t - 0.5)) / (2 * np.pi)


_LOOKS: dict[FilterName, Look] = {
    "warm": Look(lambda t: t**0.97, 1.06, -7, 6),
    "cool": Look(lambda t: t**1.0, 0.96, 7, -5),
    "mono": Look(_contrast(0.35), 0.0),
    "vivid": Look(_contrast(0.35), 1.32),
    "vintage": Look(lambda t: 0.07 + 0.86 * _contrast(0.2)(t), 0.72, -8, 5),
    "dark": Look(lambda t: 0.86 * t**1.25, 0.9),
    "soft": Look(lambda t: 0.05 + 0.95 * t**0.88, 0.86, -1, 2),
}


def apply_filter(name: FilterName, planes: Planes) -> None:
    """Grade a frame in place."""
    if name == "none":
        return
    for plane, table in zip(planes, _tables(name), strict=True):
        cv2.LUT(plane, table, dst=plane)


@lru_cache(maxsize=16)
def _tables(name: FilterName) -> tuple[U8, U8, U8]:
    look = _LOOKS[name]
    code = np.arange(256)
    tone = look.tone(np.clip((code - 16) / 219, 0, 1))
    y = 16 + 219 * np.clip(tone, 0, 1)
    u, v = ((code - 128) * look.saturation + 128 + shift for shift in (look.u, look.v))
    tables = [np.rint(np.clip(t, 0, 255)).astype(np.uint8) for t in (y, u, v)]
    return tables[0], tables[1], tables[2]


def apply_vignette(strength: float, planes: Planes) -> None:
    """Darken towards the corners in place; 1 halves the light there and more."""
    if strength <= 0:
        return
    for index, plane in enumerate(planes):
        rest = 16 if index == 0 else 128
        weight, lift = _vignette(*plane.shape, round(strength, 3), rest)
        cv2.multiply(plane, weight, dst=plane, scale=1 / 255)
        cv2.add(plane, lift, dst=plane)


@lru_cache(maxsize=8)
def _vignette(height: int, width: int, strength: float, rest: int) -> tuple[U8, U8]:
    """(weight 0..255, what keeps `rest` where it is)."""
    y, x = np.ogrid[:height, :width]
    # Half way between an ellipse and a circle, so that tall frames keep their long edges.
    rx, ry = (width + height) / 4 + width / 4, (width + height) / 4 + height / 4
    d2 = ((x + 0.5 - width / 2) / rx) ** 2 + ((y + 0.5 - height / 2) / ry) ** 2
    d2 = d2 / max(float(d2.max()), 1e-9)  # a picture of one pixel is all middle
    light = 1 - 0.72 * strength * np.clip(d2, 0, 1) ** 1.4
    weight = np.rint(255 * light).astype(np.uint8)
    return weight, np.rint(rest * (1 - weight / 255)).astype(np.uint8)
