"""Backgrounds without edges: mesh gradient, rays, bokeh. Drawn small in float, then enlarged."""

from __future__ import annotations

import numpy as np

from nemo_studio.renderer.backgrounds.style import Colors, Style
from nemo_studio.renderer.color import F32, f32
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.smooth import spread_planes

Size = tuple[int, int]
_TAU = 2 * np.pi
_RICH = 1.35  # beyond the palette's own tones: clouds that overlap pull each other to the middle
_BEND = 0.11  # of the longer side


def mesh(size: Size, colors: Colors, rng: np.random.Generator, calm: float = 1.0) -> Style:
    """Clouds of colour that drift through each other. calm < 1 keeps nearer to the ground."""
    x, y = _grid(size, 40)
    count = max(5, len(colors.tones) + 3)
    phase = rng.uniform(0, _TAU, (count, 4))
    pace = rng.uniform(0.10, 0.22, (count, 2))
    home = _spaced(rng, count, x[0, -1], y[-1, 0])
    width = rng.uniform(0.26, 0.42, count)
    tint = [colors.base if i % 3 == 2 else colors.towards(i - i // 3, _RICH * calm)
            for i in range(count)]  # fmt: skip
    tint[1] = colors.base + (colors.glow - colors.base) * np.float32(_RICH * calm)
    bend = rng.uniform(0, _TAU, 2)

    def draw(time_s: float, target: Planes) -> None:
        # Bent space: the clouds' edges come out as folds rather than as circles.
        u = x + _BEND * np.sin(_TAU * 0.9 * y + 0.35 * time_s + bend[0])
        v = y + _BEND * np.sin(_TAU * 1.1 * x - 0.30 * time_s + bend[1])
        total = np.full(x.shape, 0.10, np.float32)
        field = total[..., None] * colors.base
        for i in range(count):
            cx = home[i, 0] + 0.22 * np.sin(pace[i, 0] * time_s * _TAU / 2 + phase[i, 0])
            cy = home[i, 1] + 0.22 * np.sin(pace[i, 1] * time_s * _TAU / 2 + phase[i, 1])
            weight = np.exp(-((u - cx) ** 2 + (v - cy) ** 2) / width[i] ** 2).astype(np.float32)
            field += weight[..., None] * tint[i]
            total += weight
        spread_planes(field / total[..., None], target)

    return draw


def rays(size: Size, colors: Colors, rng: np.random.Generator) -> Style:
    """Broad beams of light turn slowly about a point above the frame's middle."""
    x, y = _grid(size, max(48, max(size) // 6))
    cx, cy = x[0, -1] * rng.uniform(0.3, 0.7), y[-1, 0] * rng.uniform(-0.12, 0.1)
    angle = np.arctan2(y - cy, x - cx).astype(np.float32)
    radius = np.hypot(x - cx, y - cy).astype(np.float32)
    radius /= radius.max()
    reach = ((1 - radius) ** 1.15 * np.clip(radius * 9, 0, 1))[..., None]
    glow = np.exp(-((radius / 0.34) ** 2))[..., None]
    beams = [(9, 0.05, 0.0), (14, -0.035, rng.uniform(0, _TAU)), (5, 0.02, rng.uniform(0, _TAU))]
    beam = colors.towards(len(colors.tones) - 1, 1.0) - colors.base
    light = colors.glow - colors.base

    def draw(time_s: float, target: Planes) -> None:
        sum_ = np.zeros_like(angle)
        for number, turn, phase in beams:
            sum_ += np.sin(number * (angle + turn * time_s) + phase)
        share = (1 / (1 + np.exp(-1.6 * sum_)))[..., None] * reach
        spread_planes((colors.base + share * beam + glow * light).astype(np.float32), target)

    return draw


def bokeh(size: Size, colors: Colors, rng: np.random.Generator) -> Style:
    """Discs of light out of focus rise slowly and breathe."""
    x, y = _grid(size, max(48, max(size) // 6))
    right, bottom = float(x[0, -1]), float(y[-1, 0])
    count = 22
    radius = np.sort(rng.uniform(0.03, 0.17, count))[::-1]
    home = _spaced(rng, count, right, bottom)
    depth = 0.25 + 0.55 * rng.random(count)
    pace = rng.uniform(0.008, 0.028, count)
    phase = rng.uniform(0, _TAU, (count, 2))
    tint = [colors.glow if i % 4 == 3 else colors.towards(i, 1.25) for i in range(count)]
    edge = 1.6 / max(size) * 6
    ground = _ground(x, y, colors)

    def draw(time_s: float, target: Planes) -> None:
        field = ground.copy()
        for i in range(count):
            span = bottom + 4 * radius[i]
            cy = (home[i, 1] + 2 * radius[i] - pace[i] * time_s) % span - 2 * radius[i]
            cx = home[i, 0] + 0.03 * np.sin(0.3 * time_s + phase[i, 0])
            part = _part(x, y, cx, cy, radius[i] * 1.15)
            if part is None:
                continue
            d = np.hypot(x[part] - cx, y[part] - cy)
            disc = np.clip((radius[i] - d) / edge + 0.5, 0, 1)
            rim = 0.72 + 0.28 * np.clip(d / radius[i], 0, 1) ** 4
            strength = depth[i] * (0.62 + 0.2 * np.sin(0.7 * time_s + phase[i, 1]))
            share = (disc * rim * strength)[..., None].astype(np.float32)
            field[part] += share * (tint[i] - field[part])
        spread_planes(field, target)

    return draw


def _grid(size: Size, cells: int) -> tuple[F32, F32]:
    """Coordinates (h, w) of a small field; 1 is the frame's longer side."""
    long_side = max(size)
    columns = max(4, round(cells * size[0] / long_side))
    rows = max(4, round(cells * size[1] / long_side))
    x = (np.arange(columns, dtype=np.float32) + 0.5) / columns * (size[0] / long_side)
    y = (np.arange(rows, dtype=np.float32) + 0.5) / rows * (size[1] / long_side)
    grid_x, grid_y = np.meshgrid(x, y)
    return f32(grid_x), f32(grid_y)


def _spaced(rng: np.random.Generator, count: int, right: float, bottom: float) -> F32:
    """Random places that keep their distance: the best of several candidates for each."""
    places = [rng.uniform(0, 1, 2) * (right, bottom)]
    while len(places) < count:
        tries = rng.uniform(0, 1, (12, 2)) * (right, bottom)
        gaps = np.linalg.norm(tries[:, None] - np.array(places)[None], axis=2).min(axis=1)
        places.append(tries[int(np.argmax(gaps))])
    return np.array(places, np.float32)


def _ground(x: F32, y: F32, colors: Colors) -> F32:
    """A quiet diagonal gradient from the ground towards the first tone."""
    slope = (x / x.max() * 0.35 + y / y.max() * 0.65) ** 1.4
    return (colors.base + slope[..., None] * (colors.towards(0, 0.55) - colors.base)).astype(
        np.float32
    )


def _part(x: F32, y: F32, cx: float, cy: float, reach: float) -> tuple[slice, slice] | None:
    """The field's cells within `reach` of a point."""
    columns = np.flatnonzero(np.abs(x[0] - cx) <= reach)
    rows = np.flatnonzero(np.abs(y[:, 0] - cy) <= reach)
    if not columns.size or not rows.size:
        return None
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
