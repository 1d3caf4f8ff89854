"""Small shared tools on sample arrays: decibels, ramps, re-blocking, streaming convolution.

Sound is float32 of shape (2, n) everywhere in this package, 1.0 being full scale.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]


def to_db(gain: float) -> float:
    """A linear gain in decibels; -inf for zero."""
    return 20 * math.log10(gain) if gain > 0 else -math.inf


def from_db(decibels: float) -> float:
    """Decibels as a linear gain."""
    return float(10 ** (decibels / 20))


def samples_at(ms: float, sample_rate: int) -> int:
    """The sample on which a time in milliseconds falls: always from zero, so nothing drifts."""
    return round(ms * sample_rate / 1000)


def ramp(position: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """From 0 to 1 over `length` samples, a quarter sine: two that cross have constant power."""
    if length <= 0:
        return np.ones_like(position)
    turned: NDArray[np.float64] = np.sin(np.clip(position / length, 0.0, 1.0) * (math.pi / 2))
    return turned


def reblock(chunks: Iterable[Samples], size: int) -> Iterator[Samples]:
    """The same samples in blocks of `size`; the last one may be shorter."""
    held: list[Samples] = []
    count = 0
    for chunk in chunks:
        held.append(chunk)
        count += chunk.shape[1]
        if count < size:
            continue
        joined = np.concatenate(held, axis=1) if len(held) > 1 else held[0]
        whole = count - count % size
        for at in range(0, whole, size):
            yield joined[:, at : at + size]
        held = [joined[:, whole:]]
        count -= whole
    if count:
        yield np.concatenate(held, axis=1)


class Reader:
    """Reads exact amounts from an iterator of chunks; silence after its end."""

    def __init__(self, chunks: Iterator[Samples]) -> None:
        self._chunks = chunks
        self._held: Samples = np.zeros((2, 0), np.float32)

    def read(self, count: int) -> Samples:
        """The next `count` samples, shape (2, count)."""
        parts = [self._held]
        have = self._held.shape[1]
        while have < count:
            chunk = next(self._chunks, None)
            if chunk is None:
                chunk = np.zeros((2, count - have), np.float32)
            parts.append(chunk)
            have += chunk.shape[1]
        joined = np.concatenate(parts, axis=1) if len(parts) > 1 else parts[0]
        self._held = joined[:, count:]
        return joined[:, :count]


class Convolver:
    """Convolution with a fixed impulse response of shape (2, taps), streamed (overlap-add).

    Mono input (n,) gives stereo output; chunks may have any length and come out as long.
    """

    def __init__(self, response: NDArray[np.floating]) -> None:
        self._taps = response.shape[1]
        self._response = response.astype(np.float32)
        self._spectra: dict[int, NDArray[np.complexfloating]] = {}
        self._tail: Samples = np.zeros((2, self._taps - 1), np.float32)

    def process(self, chunk: NDArray[np.float32]) -> Samples:
        """The next `chunk.shape[-1]` samples of the result."""
        count = chunk.shape[-1]
        size = 1 << (count + self._taps - 2).bit_length()
        spectrum = self._spectra.get(size)
        if spectrum is None:
            spectrum = self._spectra[size] = np.fft.rfft(self._response, size)
        wet = np.fft.irfft(np.fft.rfft(chunk, size) * spectrum, size)
        out = wet[:, : count + self._taps - 1].astype(np.float32)
        out[:, : self._taps - 1] += self._tail
        self._tail = out[:, count:].copy()
        return out[:, :count]
