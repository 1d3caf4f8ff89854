"""A look-ahead limiter on true peaks: it turns down before a peak comes and slowly up after it.

Peaks are measured between samples too (four times oversampled, as BS.1770-4's annex 2 asks),
but only beside samples that are loud enough to matter, which are few.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nemo_studio.renderer.audio.samples import Samples

STEP = 48  # samples that share one gain node
LOOK_AHEAD = 5  # steps: the gain is down 5 ms before a peak at 48 kHz
RELEASE_SECONDS = 0.12
TAPS = 48
WORTH_A_LOOK = 0.5  # a true peak over the ceiling has a sample of this share of it beside it


def _interpolators() -> NDArray[np.float32]:
    """Windowed sincs at 1/4, 2/4 and 3/4 of a sample, shape (TAPS, 3)."""
    at = np.arange(TAPS)[:, None] - (TAPS // 2 - 1) - np.array([0.25, 0.5, 0.75])
    window = 0.5 + 0.5 * np.cos(np.pi * at / (TAPS / 2 + 0.5))
    sincs = np.sinc(at) * window
    return (sincs / sincs.sum(axis=0)).astype(np.float32)


_INTERPOLATORS = _interpolators()


def true_peaks(sound: Samples, ceiling: float) -> NDArray[np.float32]:
    """Per sample, the largest level from it to the next one, over both channels, shape (n,).

    Only where that can exceed `ceiling`; elsewhere the sample's own level.
    """
    peaks: NDArray[np.float32] = np.abs(sound).max(axis=0)
    half = TAPS // 2
    padded = np.pad(sound, ((0, 0), (half, half)))
    for channel in range(2):
        near = np.flatnonzero(np.abs(sound[channel]) > ceiling * WORTH_A_LOOK)
        if not len(near):
            continue
        near = np.union1d(near, np.maximum(near - 1, 0))
        windows = padded[channel][near[:, None] + np.arange(1, TAPS + 1)]
        # einsum: BLAS would start threads, which wait on the encoder's.
        between = np.abs(np.einsum("kt,tp->kp", windows, _INTERPOLATORS)).max(axis=1)
        peaks[near] = np.maximum(peaks[near], between)
    return peaks


class Limiter:
    """Streams (2, n) chunks through; `flush` gives the rest. The output is as long as the input."""

    def __init__(self, ceiling: float, sample_rate: int) -> None:
        self._ceiling = ceiling
        self._recover = 1 - math.exp(-STEP / (RELEASE_SECONDS * sample_rate))
        self._held: Samples = np.zeros((2, 0), np.float32)
        self._before: Samples = np.zeros((2, TAPS), np.float32)  # what was just given out
        self._gain: float | None = None  # at the first held sample; None before the start

    def process(self, chunk: Samples) -> Samples:
        """What can be given out by now: later by the look-ahead."""
        self._held = np.concatenate([self._held, chunk], axis=1)
        ready = self._held.shape[1] // STEP - LOOK_AHEAD - 1
        return self._release(ready * STEP) if ready > 0 else self._held[:, :0]

    def flush(self) -> Samples:
        """The samples that are still held, at the end."""
        count = self._held.shape[1]
        self._held = np.pad(self._held, ((0, 0), (0, (LOOK_AHEAD + 2) * STEP - count % STEP)))
        out = self._release(-(-count // STEP) * STEP)
        return out[:, :count]

    def _release(self, count: int) -> Samples:
        steps = count // STEP
        seen = self._held[:, : (steps + LOOK_AHEAD + 1) * STEP]
        known = np.concatenate([self._before, seen], axis=1)
        gains = self._nodes(true_peaks(known, self._ceiling)[TAPS:], steps)
        out = self._held[:, :count]
        self._before = known[:, count : count + TAPS]
        self._held = self._held[:, count:]
        self._gain = float(gains[-1])
        if gains.min() >= 1.0:
            return out
        curve = np.interp(np.arange(count) / STEP, np.arange(steps + 1), gains)
        return out * curve.astype(np.float32)

    def _nodes(self, peaks: NDArray[np.float32], steps: int) -> NDArray[np.float64]:
        """The gain at the borders of `steps` steps, shape (steps + 1,).

        The node before and the node after a peak are both low enough for it, so the straight
        line between them is too; the way down is spread over the look-ahead.
        """
        level = peaks.reshape(-1, STEP).max(axis=1)
        allowed = np.minimum(1.0, self._ceiling / np.maximum(level, 1e-9))
        gain = float(allowed[0]) if self._gain is None else self._gain
        if gain >= 1.0 and allowed.min() >= 1.0:
            return np.ones(steps + 1)
        nodes = [gain]
        for step in range(steps):
            gain += (1.0 - gain) * self._recover
            for ahead in range(LOOK_AHEAD + 1):
                # Far peaks pull in proportion, so that each step down is an even share.
                bound = allowed[step + ahead]
                if bound < gain:
                    share = max(ahead, 1)
                    gain = min(gain, bound + (nodes[-1] - bound) * (share - 1) / share)
            nodes.append(gain)
        return np.array(nodes)
