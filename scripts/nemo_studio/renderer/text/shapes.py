"""Plain antialiased shapes as RGBA pictures: panels, pills, discs, rules, marks, scrims."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from nemo_studio.renderer.palette import rgb_of
from nemo_studio.renderer.sprite import RGBA


def _distance(width: int, height: int, radius: float) -> npt.NDArray[np.float32]:
    """Signed distance in px from a rounded rectangle's edge, at pixel centres; inside negative."""
    x = np.abs(np.arange(width, dtype=np.float32) + 0.5 - width / 2) - (width / 2 - radius)
    y = np.abs(np.arange(height, dtype=np.float32) + 0.5 - height / 2) - (height / 2 - radius)
    outside = np.hypot(np.maximum(x[None, :], 0), np.maximum(y[:, None], 0))
    inside = np.minimum(np.maximum(x[None, :], y[:, None]), 0)
    return np.asarray(outside + inside - radius, np.float32)


def _rgba(coverage: npt.NDArray[np.floating[Any]], color: str, opacity: float) -> RGBA:
    rgba = np.empty((*coverage.shape, 4), np.uint8)
    rgba[..., :3] = rgb_of(color)
    rgba[..., 3] = np.round(np.clip(coverage, 0, 1) * opacity * 255)
    return rgba


def rounded(width: float, height: float, radius: float, color: str, opacity: float = 1.0) -> RGBA:
    """A rounded rectangle of whole pixels; radius 0 is a plain one, half the height a pill."""
    w, h = max(1, round(width)), max(1, round(height))
    radius = min(radius, w / 2, h / 2)
    if radius < 0.5:
        return _rgba(np.ones((h, w), np.float32), color, opacity)
    return _rgba(np.clip(0.5 - _distance(w, h, radius), 0, 1), color, opacity)


def disc(diameter: float, color: str, opacity: float = 1.0) -> RGBA:
    return rounded(diameter, diameter, diameter / 2, color, opacity)


def scrim(
    width: float, height: float, fade_top: float, fade_bottom: float, color: str, opacity: float
) -> RGBA:
    """A veil that comes in over `fade_top` px from its top and goes out over `fade_bottom` px.

    0 means a hard edge there (the canvas's own). Dithered by half a step, so that the ramp does
    not band.
    """
    w, h = max(1, round(width)), max(1, round(height))
    at = np.arange(h, dtype=np.float32) + 0.5
    t = np.clip(np.minimum(at / max(fade_top, 0.5), (h - at) / max(fade_bottom, 0.5)), 0, 1)
    eased = t * t * (3 - 2 * t)
    return _dithered(np.broadcast_to(eased[:, None], (h, w)), color, opacity)


def _dithered(coverage: npt.NDArray[np.floating[Any]], color: str, opacity: float) -> RGBA:
    rng = np.random.default_rng(7)
    noise = rng.uniform(-0.5, 0.5, coverage.shape).astype(np.float32)
    level = coverage * (opacity * 255)
    rgba = np.empty((*coverage.shape, 4), np.uint8)
    rgba[..., :3] = rgb_of(color)
    rgba[..., 3] = np.clip(np.round(level + noise * (level > 0.5)), 0, 255)
    return rgba


def check_mark(size: float, stroke: float, color: str) -> RGBA:
    """A tick with round ends in a square of `size` px."""
    points = np.array([[0.20, 0.54], [0.42, 0.75], [0.81, 0.29]])
    return _polyline(points, size, stroke, color)


def arrow(size: float, stroke: float, color: str) -> RGBA:
    """An arrow to the right with round ends in a square of `size` px."""
    shaft = np.array([[0.14, 0.5], [0.86, 0.5]])
    head = np.array([[0.56, 0.22], [0.86, 0.5], [0.56, 0.78]])
    return _polyline(shaft, size, stroke, color, head)


def _polyline(
    points: npt.NDArray[np.float64],
    size: float,
    stroke: float,
    color: str,
    *more: npt.NDArray[np.float64],
) -> RGBA:
    n, big = max(1, round(size)), 4
    canvas = np.zeros((n * big, n * big), np.uint8)
    for line in (points, *more):
        pixels = np.round(line * n * big).astype(np.int32)
        cv2.polylines(canvas, [pixels], False, 255, max(1, round(stroke * big)), cv2.LINE_AA)
    small = cv2.resize(canvas, (n, n), interpolation=cv2.INTER_AREA)
    return _rgba(small.astype(np.float32) / 255, color, 1.0)
