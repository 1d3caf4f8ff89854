"""Smooth fields without bands: small float pictures, enlarged and dithered into 8-bit planes.

An 8-bit gradient enlarged in 8 bits shows steps. Here it is enlarged in 16 bits, and a fixed
pattern of less than one step decides the rounding: the eye sees no edge, and since the pattern
stands still the encoder pays next to nothing for it.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from nemo_studio.renderer.color import F32, U8, f32
from nemo_studio.renderer.planes import Planes

_TILE = 64
_ONE = 256  # one step of 8 bits, in 16
U16 = npt.NDArray[np.uint16]


def spread(field: F32, target: U8) -> None:
    """Fill a plane with a small field of values 0..255 (h, w), enlarged and dithered."""
    height, width = target.shape
    fixed = np.clip(np.rint(field * _ONE), 0, 255 * _ONE).astype(np.uint16)
    # Cubic first: linear alone leaves creases along the small field's pixels.
    middle = [
        max(small, min(small * 4, -(-full // 3)))
        for small, full in zip(field.shape[::-1], (width, height), strict=True)
    ]
    fine = cv2.resize(fixed, middle, interpolation=cv2.INTER_CUBIC)
    full = cv2.resize(fine, (width, height), interpolation=cv2.INTER_LINEAR)
    full = np.asarray(cv2.add(full, _threshold(height, width), dst=full), "<u2")
    low_and_high = full.view(np.uint8).reshape(height, width, 2)
    cv2.mixChannels([low_and_high], [target], [1, 0])


def spread_planes(field: F32, target: Planes) -> None:
    """Fill a frame with a small YUV field (h, w, 3)."""
    for index, plane in enumerate(target):
        spread(np.ascontiguousarray(field[..., index]), plane)


def blurred_fill(source: Planes, target: Planes, brightness: float = 0.72) -> None:
    """Fill the target with a blurred, darkened, covering copy of the source."""
    aspect = target.width / target.height
    width, height = source.width, source.height
    w, h = (height * aspect, height) if width > height * aspect else (width, width / aspect)
    w, h = max(2, 2 * int(w / 2)), max(2, 2 * int(h / 2))
    x, y = (width - w) // 4 * 2, (height - h) // 4 * 2
    long_side = 32 / max(target.width, target.height)
    small = max(4, round(target.width * long_side)), max(4, round(target.height * long_side))
    for index, (theirs, mine) in enumerate(zip(source, target, strict=True)):
        k = 1 if index == 0 else 2
        part = theirs[y // k : (y + h) // k, x // k : (x + w) // k]
        field = cv2.resize(part, small, interpolation=cv2.INTER_AREA).astype(np.float32)
        field = f32(cv2.GaussianBlur(field, (0, 0), 1.2, borderType=cv2.BORDER_REPLICATE))
        rest = 16 if index == 0 else 128
        spread(rest + (field - rest) * (brightness if index == 0 else 0.9), mine)


@lru_cache(maxsize=8)
def _threshold(height: int, width: int) -> U16:
    """0 to under a step for each pixel, with no low frequencies (a void-and-cluster-like tile)."""
    tiles = -(-height // _TILE), -(-width // _TILE)
    return np.ascontiguousarray(np.tile(_blue_tile(), tiles)[:height, :width])


@lru_cache(maxsize=1)
def _blue_tile() -> U16:
    """High-passed noise, re-ranked to a flat histogram; the fixed seed makes it a constant."""
    noise = np.random.default_rng(7).random((_TILE, _TILE))
    for _ in range(6):
        spectrum = np.fft.rfft2(noise)
        fy = np.fft.fftfreq(_TILE)[:, None]
        fx = np.fft.rfftfreq(_TILE)[None, :]
        high = 1 - np.exp(-((fx**2 + fy**2) / 0.06))
        ranks = np.argsort(np.argsort(np.fft.irfft2(spectrum * high).ravel()))
        noise = ranks.reshape(_TILE, _TILE) / (_TILE * _TILE)
    return (noise * _ONE).astype(np.uint16)


def add_grain(plane: U8, amount: float, seed: int, frame: int) -> None:
    """Film grain on luma in place; amount 0..1. The same frame always gets the same grain."""
    if amount <= 0:
        return
    height, width = plane.shape
    lift, drop = _grain(height, width, round(amount, 3))
    rng = np.random.default_rng((seed, frame // 2))  # new grain at half the rate: calmer, cheaper
    y, x = rng.integers(0, _GRAIN_ROOM, 2)
    cv2.add(plane, lift[y : y + height, x : x + width], dst=plane)
    cv2.subtract(plane, np.full(1, drop, np.uint8), dst=plane)


_GRAIN_ROOM = 256  # how far the grain may be moved from frame to frame


@lru_cache(maxsize=2)
def _grain(height: int, width: int, amount: float) -> tuple[U8, int]:
    """Steps a little wider than one pixel, lifted to be all positive, and that lift."""
    size = height + _GRAIN_ROOM, width + _GRAIN_ROOM
    noise = np.random.default_rng(11).standard_normal(size, np.float32)
    noise = f32(cv2.GaussianBlur(noise, (0, 0), 0.7))
    drop = max(1, round(amount * 20))
    steps = np.rint(noise / noise.std() * amount * 7) + drop
    return np.clip(steps, 0, 2 * drop).astype(np.uint8), drop
