"""Backgrounds with crisp edges: shapes, particles, waves, grid, stripes, solid."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from nemo_studio.renderer.backgrounds.soft import mesh
from nemo_studio.renderer.backgrounds.style import Colors, Style
from nemo_studio.renderer.color import F32, YUV_TO_RGB, f32
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.sprite import Placement, Sprite
from nemo_studio.renderer.sprites import Stamper

Size = tuple[int, int]
_TAU = 2 * np.pi
_SHIFT = 5  # bits of sub-pixel precision given to OpenCV's polygon filler


def solid(size: Size, colors: Colors, rng: np.random.Generator) -> Style:
    """One even colour."""

    def draw(time_s: float, target: Planes) -> None:
        target.fill((float(colors.base[0]), float(colors.base[1]), float(colors.base[2])))

    return draw


def shapes(size: Size, colors: Colors, rng: np.random.Generator) -> Style:
    """Large rounded forms, cut like paper, turn and drift at the edges; the middle stays quiet."""
    ground = mesh(size, colors, rng, calm=0.35)
    width, height = size
    unit = min(size)
    count = 5
    turn = np.linspace(0, _TAU, 120, endpoint=False)
    around = rng.uniform(0, _TAU) + np.arange(count) * _TAU / count
    radius = unit * rng.uniform(0.24, 0.46, count)
    lobes = rng.integers(2, 5, count)
    wobble = rng.uniform(0.05, 0.16, count)
    phase = rng.uniform(0, _TAU, (count, 3))
    tint = [colors.towards(i, (0.6, 0.9, 0.5, 0.8, 0.7)[i]) for i in range(count)]
    tint[int(rng.integers(0, count))] = colors.glow
    spin = rng.uniform(0.03, 0.09, count) * np.where(np.arange(count) % 2, 1, -1)

    def draw(time_s: float, target: Planes) -> None:
        ground(time_s, target)
        for i in range(count):
            cx = width * (0.5 + 0.56 * np.cos(around[i])) + unit * 0.03 * np.sin(
                0.35 * time_s + phase[i, 0]
            )
            cy = height * (0.5 + 0.52 * np.sin(around[i])) + unit * 0.03 * np.cos(
                0.28 * time_s + phase[i, 1]
            )
            angle = turn + spin[i] * time_s
            r = radius[i] * (1 + wobble[i] * np.sin(lobes[i] * turn + phase[i, 2] + 0.4 * time_s))
            points = np.stack([cx + r * np.cos(angle), cy + r * np.sin(angle)], axis=1)
            _polygon(target, points, tint[i])

    return draw


def waves(size: Size, colors: Colors, rng: np.random.Generator) -> Style:
    """Hills of colour roll past one another along the lower half."""
    ground = mesh(size, colors, rng, calm=0.4)
    width, height = size
    count = 4
    tint = [colors.towards(i, 0.4 + 0.2 * i) for i in range(count)]
    tint[1] = colors.base + (colors.glow - colors.base) * np.float32(0.75)
    x = np.linspace(-8, width + 8, 96)
    length = width * rng.uniform(0.7, 1.5, (count, 2))
    pace = rng.uniform(0.25, 0.5, (count, 2)) * np.where(np.arange(count) % 2, 1, -1)[:, None]
    phase = rng.uniform(0, _TAU, (count, 2))

    def draw(time_s: float, target: Planes) -> None:
        ground(time_s, target)
        for i in range(count):
            level = height * (0.58 + 0.115 * i)
            swell = height * (0.038 - 0.004 * i)
            y = level + swell * (
                np.sin(_TAU * x / length[i, 0] + pace[i, 0] * time_s + phase[i, 0])
                + 0.5 * np.sin(_TAU * x / length[i, 1] * 1.7 + pace[i, 1] * time_s + phase[i, 1])
            )
            points = np.concatenate(
                [np.stack([x, y], axis=1), [[width + 8, height + 8], [-8, height + 8]]]
            )
            _polygon(target, points, tint[i])

    return draw


def particles(size: Size, colors: Colors, rng: np.random.Generator) -> Style:
    """Motes of light rise, sway and twinkle over a slow gradient."""
    ground = mesh(size, colors, rng, calm=0.55)
    width, height = size
    unit = min(size)
    count = 64
    radii = unit * np.array([0.004, 0.008, 0.015, 0.03])
    bright = colors.tone(len(colors.tones) - 1) + f32([60 if colors.dark else -30, 0, 0])
    dots = [Sprite(_dot(r, c)) for r in radii for c in (bright, colors.accent)]
    kind = rng.choice(len(radii), count, p=[0.4, 0.32, 0.2, 0.08]) * 2 + rng.integers(0, 2, count)
    home = rng.uniform(0, 1, (count, 2)) * (width, height)
    pace = rng.uniform(0.012, 0.05, count) * height
    sway = rng.uniform(0.005, 0.025, count) * unit
    phase = rng.uniform(0, _TAU, (count, 2))
    stamper = Stamper()

    def draw(time_s: float, target: Planes) -> None:
        ground(time_s, target)
        places = []
        for i in range(count):
            sprite = dots[kind[i]]
            half = sprite.rgba.shape[0] / 2
            span = height + 4 * half
            y = (home[i, 1] - pace[i] * time_s) % span - 2 * half
            x = home[i, 0] + sway[i] * np.sin(0.6 * time_s + phase[i, 0])
            opacity = 0.32 + 0.28 * np.sin(1.1 * time_s + phase[i, 1])
            places.append(Placement(sprite, float(x - half), float(y - half), float(opacity)))
        stamper.draw(places, target)

    return draw


def grid(size: Size, colors: Colors, rng: np.random.Generator) -> Style:
    """A fine grid glides over soft light."""
    ground = mesh(size, colors, rng, calm=0.7)
    cell = max(12.0, min(size) / 9)
    thick = max(1.0, min(size) / 620)
    strength = 15.0 if colors.dark else -13.0

    def draw(time_s: float, target: Planes) -> None:
        ground(time_s, target)
        offset = time_s * cell * 0.12
        columns = _lines(target.width, cell, thick, offset)
        rows = _lines(target.height, cell, thick, offset * 0.6)
        for index in np.flatnonzero(columns):
            _lift(target.y[:, index : index + 1], strength * columns[index])
        for index in np.flatnonzero(rows):
            _lift(target.y[index : index + 1], strength * rows[index])

    return draw


def stripes(size: Size, colors: Colors, rng: np.random.Generator) -> Style:
    """Broad diagonal bands move slowly, close in tone."""
    period = min(size) * rng.uniform(0.42, 0.58)
    second, third = colors.towards(0, 0.6), colors.towards(1, 0.4)
    tints = (colors.base, second, colors.base, third)

    def draw(time_s: float, target: Planes) -> None:
        for channel, plane in enumerate(target):
            k = 2 if channel else 1
            height, width = plane.shape
            at = ((np.arange(width + height) * k + time_s * period * 0.09) / period) % 2
            levels = [float(t[channel]) for t in tints]
            line = _bands(at, levels, k / period)
            # 45 degrees: each row is the row above, begun one pixel later.
            rows = np.lib.stride_tricks.as_strided(line, (height, width), (1, 1), writeable=False)
            np.copyto(plane, rows)

    return draw


def _bands(at: npt.NDArray[np.float64], levels: list[float], pixel: float) -> npt.NDArray[np.uint8]:
    """A row through bands of half a unit each, edges one pixel soft; `at` in 0..2."""
    values = np.full(at.shape, levels[0])
    for index in range(1, len(levels) + 1):
        edge = index * 0.5
        share = np.clip((at - edge) / (1.5 * pixel) + 0.5, 0, 1)
        values += share * (levels[index % len(levels)] - levels[index - 1])
    return np.rint(values).astype(np.uint8)


def _lines(length: int, cell: float, thick: float, offset: float) -> F32:
    """How much of each pixel of a row is covered by lines, 0..1, sub-pixel."""
    edges = np.arange(length + 1, dtype=np.float64) - offset
    covered = np.floor(edges / cell) * thick + np.minimum(edges % cell, thick)
    return np.diff(covered).astype(np.float32)


def _lift(plane: npt.NDArray[np.uint8], step: float) -> None:
    if abs(step) >= 0.5:
        cv2.convertScaleAbs(plane, dst=plane, alpha=1.0, beta=step)


def _polygon(target: Planes, points: npt.NDArray[np.float64], color: F32) -> None:
    """Fill an antialiased polygon given in luma pixels (corner coordinates)."""
    for k, plane, value in zip((1, 2, 2), target, color, strict=True):
        fixed = np.rint((points / k - 0.5) * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(plane, [fixed], float(value), lineType=cv2.LINE_AA, shift=_SHIFT)


def _dot(radius: float, color: F32) -> npt.NDArray[np.uint8]:
    """A glowing disc (RGBA) of a YUV colour."""
    side = max(4, 2 * int(np.ceil(radius * 1.6)))
    at = np.arange(side) + 0.5 - side / 2
    distance = np.hypot(at[:, None], at[None, :]) / radius
    rgba = np.empty((side, side, 4), np.uint8)
    rgb = YUV_TO_RGB @ np.array([*color, 1], np.float32)
    rgba[..., :3] = np.clip(np.rint(rgb), 0, 255)
    rgba[..., 3] = np.rint(255 * np.clip(1.25 - distance, 0, 1) ** 1.3)
    return rgba
