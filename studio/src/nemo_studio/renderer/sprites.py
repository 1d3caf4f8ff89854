"""Sprites over frames: RGBA to premultiplied planes once, then blends inside their rectangle."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import cv2
import numpy as np

from nemo_studio.renderer import color
from nemo_studio.renderer.color import U8, u8
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.sprite import Placement, Sprite


@dataclass(frozen=True)
class _Stamp:
    """A sprite's visible part, premultiplied: planes and their alphas, full and half size.

    x, y: where that part lies in the sprite; even, like its sides.
    """

    planes: tuple[U8, U8, U8]
    alphas: tuple[U8, U8, U8]
    x: int
    y: int
    size: tuple[int, int]  # of the whole sprite

    def clipped(self, clip: tuple[float, float, float, float]) -> _Stamp | None:
        """The part inside (x0, y0, x1, y1) of the sprite, to even pixels."""
        height, width = self.planes[0].shape
        x0, y0 = max(0, _even(clip[0]) - self.x), max(0, _even(clip[1]) - self.y)
        x1, y1 = min(width, _even(clip[2]) - self.x), min(height, _even(clip[3]) - self.y)
        if x1 <= x0 or y1 <= y0:
            return None
        parts = [np.s_[y0 // k : y1 // k, x0 // k : x1 // k] for k in (1, 2, 2)]
        planes = [p[s] for p, s in zip(self.planes, parts, strict=True)]
        alphas = [a[s] for a, s in zip(self.alphas, parts, strict=True)]
        return _Stamp(
            (planes[0], planes[1], planes[2]),
            (alphas[0], alphas[1], alphas[2]),
            self.x + x0,
            self.y + y0,
            self.size,
        )


class Stamper:
    """Blends placements into frames and remembers the converted sprites while they live."""

    def __init__(self) -> None:
        self._stamps: WeakKeyDictionary[Sprite, _Stamp | None] = WeakKeyDictionary()

    def draw(self, placements: Iterable[Placement], canvas: Planes) -> None:
        """Draw back to front."""
        for placement in placements:
            if placement.opacity <= 0 or placement.scale <= 0:
                continue
            sprite = placement.sprite
            if sprite not in self._stamps:
                self._stamps[sprite] = _convert(sprite.rgba)
            stamp = self._stamps[sprite]
            if stamp is not None and placement.clip is not None:
                stamp = stamp.clipped(placement.clip)
            if stamp is not None:
                _blend(stamp, placement, canvas)


def _convert(rgba: U8) -> _Stamp | None:
    """None for a sprite with nothing to see."""
    height, width = rgba.shape[:2]
    box = cv2.boundingRect(np.ascontiguousarray(rgba[..., 3]))
    if box[2] == 0 or box[3] == 0:
        return None
    x0, y0 = box[0] & ~1, box[1] & ~1
    x1, y1 = box[0] + box[2], box[1] + box[3]
    part = rgba[y0:y1, x0:x1]
    part = u8(
        cv2.copyMakeBorder(
            part, 0, (y1 - y0) % 2, 0, (x1 - x0) % 2, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0)
        )
    )
    alpha = part[..., 3].astype(np.float32) / 255
    yuv = cv2.transform(part[..., :3].astype(np.float32), color.RGB_TO_YUV) * alpha[..., None]
    half = cv2.resize(yuv, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    half_alpha = _byte(cv2.resize(alpha, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) * 255)
    return _Stamp(
        (_byte(yuv[..., 0]), _byte(half[..., 1]), _byte(half[..., 2])),
        (_byte(alpha * 255), half_alpha, half_alpha),
        x0,
        y0,
        (width, height),
    )


def _byte(values: np.ndarray) -> U8:
    return np.ascontiguousarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))


def _even(value: float) -> int:
    return 2 * round(value / 2)


def _blend(stamp: _Stamp, place: Placement, canvas: Planes) -> None:
    """Scaling is about the centre of the whole sprite, wherever the visible part lies."""
    width, height = stamp.size
    s = place.scale
    left = place.x + width / 2 + (stamp.x - width / 2) * s
    top = place.y + height / 2 + (stamp.y - height / 2) * s
    moved = abs(left - round(left)) < 1e-3 and abs(top - round(top)) < 1e-3 and s == 1
    for k, above, alpha, below in zip((1, 2, 2), stamp.planes, stamp.alphas, canvas, strict=True):
        x, y = left / k, top / k
        if moved and round(left) % k == 0 and round(top) % k == 0:
            _over(below, above, alpha, round(x), round(y), place.opacity)
            continue
        i, j = math.floor(x), math.floor(y)
        size = (
            math.ceil(x + above.shape[1] * s) - i + 1,
            math.ceil(y + above.shape[0] * s) - j + 1,
        )
        matrix = np.array(
            [[1 / s, 0, (0.5 - (x - i)) / s - 0.5], [0, 1 / s, (0.5 - (y - j)) / s - 0.5]]
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        warped = [
            cv2.warpAffine(p, matrix, size, flags=flags, borderMode=cv2.BORDER_CONSTANT)
            for p in (above, alpha)
        ]
        _over(below, u8(warped[0]), u8(warped[1]), i, j,
              place.opacity)  # fmt: skip


def _over(below: U8, above: U8, alpha: U8, x: int, y: int, opacity: float) -> None:
    """below = below * (1 - alpha) + above, inside the frame."""
    height, width = below.shape
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + above.shape[1], width), min(y + above.shape[0], height)
    if x1 <= x0 or y1 <= y0:
        return
    part = np.s_[y0 - y : y1 - y, x0 - x : x1 - x]
    above, alpha = above[part], alpha[part]
    if opacity < 1:
        above = u8(cv2.convertScaleAbs(above, alpha=opacity))
        alpha = u8(cv2.convertScaleAbs(alpha, alpha=opacity))
    target = below[y0:y1, x0:x1]
    kept = cv2.multiply(target, cv2.bitwise_not(alpha), scale=1 / 255)
    cv2.add(kept, above, dst=target)
