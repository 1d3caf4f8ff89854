"""Integrated loudness after ITU-R BS.1770-4, streamed.

The K-weighting's two biquads are applied as their impulse response: it has died out (below
-300 dB) after RESPONSE_SECONDS, and a convolution needs no loop over samples.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nemo_studio.renderer.audio.samples import Convolver, Samples

ABSOLUTE_GATE = -70.0  # LUFS
RELATIVE_GATE = -10.0  # LU under the loudness of what passes the absolute gate
RESPONSE_SECONDS = 0.16
HOPS_PER_BLOCK = 4  # blocks of 400 ms, a new one every 100 ms


def _shelf(rate: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """BS.1770's first stage (+4 dB shelf at 1.7 kHz) for any rate: bilinear, from its analogue."""
    k = math.tan(math.pi * 1681.974450955533 / rate)
    high = 10 ** (3.999843853973347 / 20)
    mid = high**0.4996667741545416
    q = 0.7071752369554196
    b = np.array([high + mid * k / q + k * k, 2 * (k * k - high), high - mid * k / q + k * k])
    a = np.array([1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k])
    return b / a[0], a / a[0]


def _highpass(rate: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """BS.1770's second stage (high-pass at 38 Hz)."""
    k = math.tan(math.pi * 38.13547087602444 / rate)
    q = 0.5003270373238773
    a = np.array([1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k])
    return np.array([1.0, -2.0, 1.0]), a / a[0]


def k_weighting(sample_rate: int) -> NDArray[np.float64]:
    """The impulse response of the K-weighting, shape (taps,)."""
    size = 1 << round(sample_rate * RESPONSE_SECONDS).bit_length()
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    total = np.ones(len(z), np.complex128)
    for b, a in (_shelf(sample_rate), _highpass(sample_rate)):
        total *= np.polyval(b[::-1], z) / np.polyval(a[::-1], z)
    response: NDArray[np.float64] = np.fft.irfft(total, size)
    return response


class LoudnessMeter:
    """Add chunks, then ask for `integrated()`. Holds one number per 100 ms."""

    def __init__(self, sample_rate: int) -> None:
        self._filter = Convolver(np.tile(k_weighting(sample_rate), (2, 1)))
        self._hop = sample_rate // 10
        self._energies: list[float] = []
        self._sum = 0.0
        self._filled = 0
        self.peak = 0.0

    def add(self, chunk: Samples) -> None:
        """Measure the next samples, shape (2, n)."""
        self.peak = max(self.peak, float(np.abs(chunk).max(initial=0.0)))
        power = np.square(self._filter.process(chunk), dtype=np.float64).sum(axis=0)
        at = 0
        while at < len(power):
            take = min(self._hop - self._filled, len(power) - at)
            self._sum += float(power[at : at + take].sum())
            self._filled += take
            at += take
            if self._filled == self._hop:
                self._energies.append(self._sum)
                self._sum, self._filled = 0.0, 0

    def integrated(self) -> float:
        """Gated loudness in LUFS; -inf for silence. Under 400 ms: of all there is, ungated."""
        energies = np.array(self._energies)
        if len(energies) < HOPS_PER_BLOCK:
            count = len(energies) * self._hop + self._filled
            return _lufs((energies.sum() + self._sum) / count) if count else -math.inf
        window = np.ones(HOPS_PER_BLOCK)
        blocks = np.convolve(energies, window, "valid") / (HOPS_PER_BLOCK * self._hop)
        loud = blocks[blocks > _power(ABSOLUTE_GATE)]
        if not len(loud):
            return -math.inf
        gate = _power(_lufs(float(loud.mean())) + RELATIVE_GATE)
        return _lufs(float(loud[loud > gate].mean()))


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
