"""A small drawing vocabulary for flat pictures: shapes of plain colour on a square of 100 x 100.

y goes down. A paint is "#rrggbb"; "#rrggbb/#rrggbb" goes from the shape's top to its bottom, and
"#rrggbb|#rrggbb" from the square's, so that shapes of one paint melt into each other. What is drawn
later covers what was drawn before; nothing is translucent but the edges.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from nemo_studio.renderer.palette import rgb_of
from nemo_studio.renderer.sprite import RGBA

Point = tuple[float, float]
Sketch = Callable[["Pen"], None]
Mask = npt.NDArray[np.uint8]

_FINE = 4  # drawn so much larger, so that edges come out smooth
_SHIFT = 6  # fractional bits of the coordinates that OpenCV gets
_TOKEN = re.compile(r"[MLCQZ]|-?\d+\.?\d*")


class Pen:
    """Draws on an empty square; `picture` gives it out at `side` px."""

    def __init__(self, side: int) -> None:
        self._side = side
        self._canvas = np.zeros((side * _FINE, side * _FINE, 4), np.uint8)
        self._to = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])  # of the sketch's points
        self._within: Mask | None = None

    def picture(self) -> RGBA:
        """Straight RGBA of shape (side, side, 4)."""
        # Alpha is 0 or 255 and what is clear is black, so this is the mean of weighted colours.
        small = cv2.resize(
            self._canvas.astype(np.float32), (self._side, self._side), interpolation=cv2.INTER_AREA
        )
        color = small[..., :3] * 255 / np.maximum(small[..., 3:], 1)
        return np.clip(np.rint(np.concatenate([color, small[..., 3:]], 2)), 0, 255).astype(np.uint8)

    @contextmanager
    def moved(
        self, x: float = 0.0, y: float = 0.0, *, turn: float = 0.0, scale: float = 1.0,
        mirror: bool = False, flip: bool = False,
    ) -> Iterator[None]:  # fmt: skip
        """What is drawn inside is mirrored (left for right), flipped (top for bottom), scaled and
        turned (degrees, clockwise) about the square's middle, then moved."""
        before = self._to
        c, s = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
        sx, sy = (-1 if mirror else 1), (-1 if flip else 1)
        own = np.array([[c * sx, -s * sy, 0.0], [s * sx, c * sy, 0.0], [0.0, 0.0, 1.0]])
        own[:2, 2] = np.array([50 + x, 50 + y]) - own[:2, :2] @ (50.0, 50.0)
        self._to = before @ own
        yield
        self._to = before

    @contextmanager
    def inside(self) -> Iterator[None]:
        """What is drawn inside covers only what has been drawn before."""
        before = self._within
        self._within = self._canvas[..., 3].copy()
        yield
        self._within = before

    def polygon(self, paint: str, points: Iterable[Point], soft: float = 0.0) -> None:
        """`soft`: how far the shape grows on all sides, with corners of that radius."""
        thick = self._thick(2 * soft) if soft else 0
        mask, outline, corner = self._masked(points, thick)
        cv2.fillPoly(mask, [outline], 255, shift=_SHIFT)
        if thick:
            cv2.polylines(mask, [outline], True, 255, thick, cv2.LINE_8, _SHIFT)
        self._cover(mask, corner, paint)

    def path(self, paint: str, d: str, soft: float = 0.0) -> None:
        """A closed outline as in SVG: absolute M, L, C, Q and Z."""
        self.polygon(paint, _flattened(d), soft)

    def disc(self, paint: str, x: float, y: float, r: float) -> None:
        self.oval(paint, x, y, r, r)

    def oval(self, paint: str, x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> None:
        """`turn`: degrees, clockwise."""
        self.polygon(paint, turned(_arc(x, y, rx, ry, 0, 360), (x, y), turn))

    def box(
        self, paint: str, x: float, y: float, w: float, h: float, r: float = 0.0, turn: float = 0.0
    ) -> None:
        """A rectangle with corners of radius r, turned about its middle."""
        self.polygon(paint, turned(rounded(x, y, w, h, r), (x + w / 2, y + h / 2), turn))

    def line(self, paint: str, width: float, *points: Point) -> None:
        """Straight pieces with round ends and joints."""
        self._stroke(paint, width, points)

    def curve(self, paint: str, width: float, d: str) -> None:
        """A stroked path, in the notation of `path`."""
        self._stroke(paint, width, _flattened(d))

    def arc(
        self, paint: str, width: float, x: float, y: float, rx: float, ry: float,
        start: float, end: float,
    ) -> None:  # fmt: skip
        """Part of an ellipse's line, degrees clockwise from three o'clock."""
        self._stroke(paint, width, _arc(x, y, rx, ry, start, end))

    def star(
        self, paint: str, x: float, y: float, outer: float, inner: float, tips: int = 5,
        turn: float = 0.0, soft: float = 0.0,
    ) -> None:  # fmt: skip
        points = []
        for i in range(2 * tips):
            angle = math.radians(180 / tips * i - 90 + turn)
            r = inner if i % 2 else outer
            points.append((x + r * math.cos(angle), y + r * math.sin(angle)))
        self.polygon(paint, points, soft)

    def glint(self, paint: str, x: float, y: float, r: float) -> None:
        """A sparkle with four tips and hollow sides."""
        n = r * 0.16
        right, left = (
            f"Q{x + n} {y - n} {x + r} {y} Q{x + n} {y + n}",
            f"Q{x - n} {y + n} {x - r} {y}",
        )
        self.path(paint, f"M{x} {y - r} {right} {x} {y + r} {left} Q{x - n} {y - n} {x} {y - r} Z")

    def heart(self, paint: str, x: float, y: float, r: float) -> None:
        """About 2r wide, its middle at x, y."""
        shape = ((0, 90), (-48, 52), (-100, 8), (-100, -38), (-100, -72), (-76, -92), (-48, -92),
                 (-26, -92), (-9, -80), (0, -62), (9, -80), (26, -92), (48, -92), (76, -92),
                 (100, -72), (100, -38), (100, 8), (48, 52), (0, 90))  # fmt: skip
        at = [f"{x + px * r / 100} {y + py * r / 100}" for px, py in shape]
        curves = " ".join(f"C{at[i]} {at[i + 1]} {at[i + 2]}" for i in range(1, len(at), 3))
        self.path(paint, f"M{at[0]} {curves} Z")

    def _stroke(self, paint: str, width: float, points: Iterable[Point]) -> None:
        thick = self._thick(width)
        mask, line, corner = self._masked(points, thick)
        cv2.polylines(mask, [line], False, 255, thick, cv2.LINE_8, _SHIFT)
        for x, y in (line[0], line[-1]):
            cv2.circle(mask, (int(x), int(y)), thick << _SHIFT >> 1, 255, -1, cv2.LINE_8, _SHIFT)
        self._cover(mask, corner, paint)

    def _thick(self, width: float) -> int:
        scale = math.sqrt(abs(np.linalg.det(self._to[:, :2]))) * self._side * _FINE / 100
        return max(1, round(width * scale))

    def _masked(
        self, points: Iterable[Point], thick: int
    ) -> tuple[Mask, npt.NDArray[np.int32], tuple[int, int]]:
        """An empty mask just large enough for the points, the points in it as OpenCV's fixed-point
        numbers, and where its corner is on the canvas."""
        placed = np.array(list(points), np.float64) @ self._to[:, :2].T + self._to[:, 2]
        pixels = placed * (self._side * _FINE / 100)
        low = np.maximum(np.floor(pixels.min(axis=0)).astype(int) - thick - 1, 0)
        high = np.minimum(np.ceil(pixels.max(axis=0)).astype(int) + thick + 2, self._side * _FINE)
        width, height = np.maximum(high - low, 0)
        fixed = np.rint((pixels - low) * (1 << _SHIFT)).astype(np.int32)
        return np.zeros((height, width), np.uint8), fixed, (int(low[0]), int(low[1]))

    def _cover(self, mask: Mask, corner: tuple[int, int], paint: str) -> None:
        x, y, w, h = cv2.boundingRect(mask) if mask.size else (0, 0, 0, 0)
        if not w:
            return
        inside = mask[y : y + h, x : x + w] > 0
        x, y = x + corner[0], y + corner[1]
        if self._within is not None:
            inside &= self._within[y : y + h, x : x + w] > 0
        whole = "|" in paint
        top, _, bottom = paint.partition("|" if whole else "/")
        share = np.linspace(0, 1, len(self._canvas))[y : y + h] if whole else np.linspace(0, 1, h)
        first, last = np.array(rgb_of(top)), np.array(rgb_of(bottom or top))
        rows = np.rint(first + (last - first) * share[:, None]).astype(np.uint8)
        part = self._canvas[y : y + h, x : x + w]
        part[..., :3] = np.where(inside[..., None], rows[:, None], part[..., :3])
        part[..., 3][inside] = 255


def turned(points: Iterable[Point], middle: Point, degrees: float) -> list[Point]:
    """The points turned clockwise about a middle."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    mx, my = middle
    return [(mx + (x - mx) * c - (y - my) * s, my + (x - mx) * s + (y - my) * c) for x, y in points]


def rounded(x: float, y: float, w: float, h: float, r: float) -> list[Point]:
    """The outline of a rectangle with corners of radius r."""
    corners = ((x + w - r, y + h - r, 0), (x + r, y + h - r, 90),
               (x + r, y + r, 180), (x + w - r, y + r, 270))  # fmt: skip
    return [p for cx, cy, a in corners for p in _arc(cx, cy, r, r, a, a + 90)]


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    steps = max(2, round(abs(end - start) / 4))
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def _flattened(d: str) -> list[Point]:
    """The points of a path; curves in sixteen steps."""
    tokens = _TOKEN.findall(d)
    points: list[Point] = []
    command, i = "M", 0
    while i < len(tokens):
        if tokens[i].isalpha():
            command, i = tokens[i], i + 1
            continue
        count = {"M": 2, "L": 2, "Q": 4, "C": 6}[command]
        values = [float(t) for t in tokens[i : i + count]]
        i += count
        ends = [(values[k], values[k + 1]) for k in range(0, count, 2)]
        points += ends if command in "ML" else _bezier([points[-1], *ends])
    return points


def _bezier(control: list[Point]) -> list[Point]:
    found = []
    for step in range(1, 17):
        t, level = step / 16, control
        while len(level) > 1:
            level = [
                (ax + (bx - ax) * t, ay + (by - ay) * t) for (ax, ay), (bx, by) in pairwise(level)
            ]
        found.append(level[0])
    return found
