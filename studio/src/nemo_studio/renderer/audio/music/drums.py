"""Drums and noises: sine sweeps and filtered noise, made once and then reused."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]


def _noise(name: str, seconds: float, rate: int, low: float, high: float) -> NDArray[np.float64]:
    """Noise between two frequencies in Hz (soft edges), rms 0.3, shape (n,)."""
    count = round(seconds * rate)
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / rate), 1.0)
    spectrum *= 1 / (1 + (low / hertz) ** 4) / (1 + (hertz / high) ** 4)
    noise = np.fft.irfft(spectrum, count)
    shaped: NDArray[np.float64] = noise * (0.3 / np.sqrt(np.mean(noise**2)))
    return shaped


def _time(seconds: float, rate: int) -> NDArray[np.float64]:
    return np.arange(round(seconds * rate)) / rate


def _finished(sound: NDArray[np.float64], rate: int) -> Sound:
    """Ends at exactly zero and begins without a step."""
    fall = min(round(0.02 * rate), len(sound))
    rise = round(0.0006 * rate)
    sound[-fall:] *= np.linspace(1, 0, fall)
    sound[:rise] *= np.linspace(0, 1, rise)
    return sound.astype(np.float32)


def _sweep(
    rate: int, seconds: float, low: float, high: float, drop: float, decay: float
) -> NDArray[np.float64]:
    """A sine that falls from `high` to `low` Hz with time constant `drop` s."""
    t = _time(seconds, rate)
    phase = low * t + (high - low) * drop * (1 - np.exp(-t / drop))
    swept: NDArray[np.float64] = np.sin(2 * np.pi * phase) * np.exp(-t / decay)
    return swept


def kick(rate: int) -> Sound:
    body = _sweep(rate, 0.42, 47, 190, 0.028, 0.13)
    click = _noise("kick", 0.42, rate, 1500, 6000) * np.exp(-_time(0.42, rate) / 0.004)
    return _finished(np.tanh(1.5 * body) * 0.95 + 0.35 * click, rate)


def soft_kick(rate: int) -> Sound:
    return _finished(_sweep(rate, 0.38, 50, 120, 0.03, 0.1), rate)


def snare(rate: int) -> Sound:
    t = _time(0.3, rate)
    tone = _sweep(rate, 0.3, 185, 300, 0.02, 0.06)
    rattle = _noise("snare", 0.3, rate, 900, 9500) * np.exp(-t / 0.075)
    return _finished(0.6 * tone + 1.3 * rattle, rate)


def rim(rate: int) -> Sound:
    """A brushed, dull snare for slow beats."""
    t = _time(0.22, rate)
    brush = _noise("rim", 0.22, rate, 500, 4200) * np.exp(-t / 0.05)
    return _finished(0.45 * _sweep(rate, 0.22, 210, 330, 0.015, 0.04) + 1.1 * brush, rate)


def clap(rate: int) -> Sound:
    t = _time(0.32, rate)
    bursts = sum(
        np.where(t >= at, np.exp(-np.maximum(t - at, 0) / fall), 0.0)
        for at, fall in ((0.0, 0.006), (0.011, 0.006), (0.021, 0.007), (0.03, 0.07))
    )
    return _finished(1.1 * _noise("clap", 0.32, rate, 900, 5200) * bursts, rate)


def hat(rate: int) -> Sound:
    t = _time(0.09, rate)
    return _finished(_noise("hat", 0.09, rate, 7000, 13_500) * np.exp(-t / 0.018), rate)


def dull_hat(rate: int) -> Sound:
    t = _time(0.08, rate)
    return _finished(_noise("dull", 0.08, rate, 4200, 7800) * np.exp(-t / 0.016), rate)


def open_hat(rate: int) -> Sound:
    t = _time(0.34, rate)
    return _finished(_noise("open", 0.34, rate, 6500, 13_500) * np.exp(-t / 0.09), rate)


def shaker(rate: int) -> Sound:
    t = _time(0.1, rate)
    swell = np.minimum(t / 0.03, 1.0) * np.exp(-np.maximum(t - 0.03, 0) / 0.018)
    return _finished(_noise("shaker", 0.1, rate, 5200, 11_000) * swell, rate)


def taiko(rate: int) -> Sound:
    t = _time(1.3, rate)
    skin = _sweep(rate, 1.3, 58, 105, 0.05, 0.32) + 0.4 * _sweep(rate, 1.3, 96, 150, 0.05, 0.18)
    slap = _noise("taiko", 1.3, rate, 180, 2200) * np.exp(-t / 0.05)
    return _finished(np.tanh(1.2 * skin) * 0.9 + 0.7 * slap, rate)


def crash(rate: int) -> Sound:
    t = _time(2.6, rate)
    wash = _noise("crash", 2.6, rate, 3000, 12_500) * np.exp(-t / 0.6)
    return _finished(wash * np.minimum(t / 0.004, 1), rate)


def swell(rate: int) -> Sound:
    """A reversed cymbal that rises over 1.6 s: into the next section."""
    t = _time(1.6, rate)
    return _finished(_noise("swell", 1.6, rate, 2200, 9500) * (t / 1.6) ** 3, rate)


def crackle(rate: int) -> Sound:
    """Two seconds of a record's surface: hiss and a few ticks."""
    rng = np.random.default_rng(33)
    surface = 0.05 * _noise("hiss", 2.0, rate, 900, 5200)
    tick = _noise("tick", 0.004, rate, 1200, 6500) * np.exp(-_time(0.004, rate) / 0.0008)
    for at in rng.integers(0, len(surface) - len(tick), 16):
        surface[at : at + len(tick)] += rng.uniform(0.1, 0.45) * tick
    return _finished(surface, rate)


DRUMS: dict[str, Callable[[int], Sound]] = {
    "kick": kick, "soft_kick": soft_kick, "snare": snare, "rim": rim, "clap": clap, "hat": hat,
    "dull_hat": dull_hat, "open_hat": open_hat, "shaker": shaker, "taiko": taiko, "crash": crash,
    "swell": swell, "crackle": crackle,
}  # fmt: skip
