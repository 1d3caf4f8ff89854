"""Plain antialiased shapes as RGBA pictures: panels, pills, discs, rules, marks, scrims."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from nemo_studio.renderer.palette import rgb_of
from nemo_studio.renderer.sprite import RGBA
from nemo_studio.renderer.text.canvas import Rect


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


def pool(width: float, height: float, rect: Rect, fade: float, color: str, opacity: float) -> RGBA:
    """A veil of the canvas's size: whole over `rect`, gone `fade` px above and below it.

    To the sides it fades over the canvas's width: a band of dusk that belongs to the picture, where
    a spot about the letters would look like a stain. Eased at both ends of the fall and dithered,
    so that it neither has an edge nor bands.
    """
    w, h = max(1, round(width)), max(1, round(height))
    x = np.arange(w, dtype=np.float32) + 0.5
    y = np.arange(h, dtype=np.float32) + 0.5
    away_x = np.maximum(np.maximum(rect.x0 - x, x - rect.x1), 0)
    away_y = np.maximum(np.maximum(rect.y0 - y, y - rect.y1), 0)
    away = np.hypot(away_x[None, :] / w, away_y[:, None] / max(fade, 0.5))
    # A bell, brought to nothing where it has all but faded: no plateau whose rim could be seen.
    eased = np.exp(-3.6 * away * away) * np.clip(1.6 * (1 - away), 0, 1)
    return _dithered(eased, color, opacity)


def _dithered(coverage: npt.NDArray[np.floating[Any]], color: str, opacity: float) -> RGBA:
    """With triangular noise of one step: coarse enough to live through the encoder."""
    rng = np.random.default_rng(7)
    noise = rng.random((2, *coverage.shape), np.float32).sum(axis=0) - 1
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
