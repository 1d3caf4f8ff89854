"""Frames as YUV 4:2:0 planes, and the few operations that everything is drawn with.

Drawing in the encoder's own format halves the pixels to touch and saves a conversion for each
frame. All rectangles are even, so that luma and chroma of a region stay together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from nemo_studio.renderer import color
from nemo_studio.renderer.color import U8, YUV


class Rect(NamedTuple):
    """Pixels; all four even."""

    x: int
    y: int
    w: int
    h: int

    def union(self, other: Rect) -> Rect:
        x, y = min(self.x, other.x), min(self.y, other.y)
        right = max(self.x + self.w, other.x + other.w)
        bottom = max(self.y + self.h, other.y + other.h)
        return Rect(x, y, right - x, bottom - y)

    def clipped(self, width: int, height: int) -> Rect | None:
        """The part inside a width x height canvas, None when there is none."""
        x0, y0 = max(self.x, 0), max(self.y, 0)
        x1, y1 = min(self.x + self.w, width), min(self.y + self.h, height)
        return Rect(x0, y0, x1 - x0, y1 - y0) if x1 > x0 and y1 > y0 else None


class Window(NamedTuple):
    """The part of a source that is shown: pixels of the source, sub-pixel."""

    x: float
    y: float
    w: float
    h: float


@dataclass(eq=False)
class Planes:
    """y (h, w), u and v (h/2, w/2), uint8, BT.709 limited; may be views of larger planes."""

    y: U8
    u: U8
    v: U8

    @classmethod
    def blank(cls, width: int, height: int, fill: YUV = color.BLACK) -> Planes:
        planes = cls(
            np.empty((height, width), np.uint8),
            np.empty((height // 2, width // 2), np.uint8),
            np.empty((height // 2, width // 2), np.uint8),
        )
        planes.fill(fill)
        return planes

    @classmethod
    def from_rgb(cls, rgb: U8) -> Planes:
        """From (h, w, 3) sRGB with even sides."""
        return cls(color.luma(rgb), *color.chroma(rgb))

    def __iter__(self) -> Iterator[U8]:
        return iter((self.y, self.u, self.v))

    @property
    def width(self) -> int:
        return self.y.shape[1]

    @property
    def height(self) -> int:
        return self.y.shape[0]

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    def to_rgb(self) -> U8:
        return color.to_rgb(self.y, self.u, self.v)

    def view(self, rect: Rect) -> Planes:
        """The same memory, seen through a rectangle inside the frame."""
        x, y, w, h = rect
        half = np.s_[y // 2 : (y + h) // 2, x // 2 : (x + w) // 2]
        return Planes(self.y[y : y + h, x : x + w], self.u[half], self.v[half])

    def fill(self, yuv: YUV) -> None:
        for plane, value in zip(self, yuv, strict=True):
            plane[...] = round(value)

    def copy(self) -> Planes:
        return Planes(*(np.ascontiguousarray(p).copy() for p in self))

    def copy_from(self, other: Planes) -> None:
        for mine, theirs in zip(self, other, strict=True):
            np.copyto(mine, theirs)

    def blend(self, other: Planes, share: float) -> None:
        """Move towards `other`: 0 leaves this as it is, 1 makes it `other`."""
        if share <= 0:
            return
        if share >= 1:
            self.copy_from(other)
            return
        for mine, theirs in zip(self, other, strict=True):
            cv2.addWeighted(mine, 1 - share, theirs, share, 0, dst=mine)

    def blend_mask(self, other: Planes, mask: U8, half: U8) -> None:
        """Move towards `other` by an 8-bit mask (h, w) and its half-size form."""
        for mine, theirs, weight in zip(self, other, (mask, half, half), strict=True):
            mix(mine, theirs, weight)

    def dip(self, target: YUV, share: float) -> None:
        """Move towards one colour."""
        for plane, value in zip(self, target, strict=True):
            cv2.convertScaleAbs(plane, dst=plane, alpha=1 - share, beta=value * share)


def mix(below: U8, above: U8, weight: U8) -> None:
    """below += (above - below) * weight / 255, in place, rounded."""
    kept = cv2.multiply(below, cv2.bitwise_not(weight), scale=1 / 255)
    cv2.add(kept, cv2.multiply(above, weight, scale=1 / 255), dst=below)


def resize(source: Planes, target: Planes) -> None:
    """Draw the whole source over the whole target with a filter that suits the ratio."""
    if source.y.shape == target.y.shape:
        target.copy_from(source)
        return
    shrinking = source.width >= target.width and source.height >= target.height
    how = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    for theirs, mine in zip(source, target, strict=True):
        cv2.resize(theirs, (mine.shape[1], mine.shape[0]), dst=mine, interpolation=how)


def even(value: float, least: int = 2) -> int:
    """The nearest even integer, at least `least`."""
    return max(least, 2 * int(value / 2 + 0.5))
