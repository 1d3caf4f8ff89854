"""Turning music down while somebody speaks: one smooth curve over the whole timeline."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

DEPTH_DB = -10.0
DOWN_SECONDS = 0.3  # ends where the voice begins
UP_SECONDS = 0.7
BREATH_SECONDS = 0.9  # shorter pauses between voices do not bring the music up


class Ducking:
    """The gain under voices, from their (start, end) sample ranges, in any order."""

    def __init__(self, voices: Iterable[tuple[int, int]], sample_rate: int) -> None:
        down, up = DOWN_SECONDS * sample_rate, UP_SECONDS * sample_rate
        merged: list[list[float]] = []
        for start, end in sorted(voices):
            if merged and start - merged[-1][1] < BREATH_SECONDS * sample_rate + down + up:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        self._times = [t for start, end in merged for t in (start - down, start, end, end + up)]
        self._depths = [0.0, 1.0, 1.0, 0.0] * len(merged)

    def gain(self, start: int, count: int) -> NDArray[np.float32] | None:
        """The gain at `count` samples from `start` on, shape (n,); None where it is 1 all along."""
        if not self._times or start + count <= self._times[0] or start >= self._times[-1]:
            return None
        depth = np.interp(np.arange(start, start + count), self._times, self._depths)
        depth = depth * depth * (3 - 2 * depth)
        gain: NDArray[np.float32] = (10 ** (DEPTH_DB / 20 * depth)).astype(np.float32)
        return gain
