"""The loudness meter against an independent one, and the limiter against its promise."""

from __future__ import annotations

import math

import numpy as np
import pyloudnorm
import pytest
from audio_support import RATE, noise, rms_db, sine, true_peak_db
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_studio.renderer.audio.limiter import Limiter
from nemo_studio.renderer.audio.loudness import LoudnessMeter
from nemo_studio.renderer.audio.samples import Convolver, from_db, reblock


def measured(sound: np.ndarray, rate: int = RATE, chunk: int = 10_000) -> float:
    meter = LoudnessMeter(rate)
    for block in reblock([sound.astype(np.float32)], chunk):
        meter.add(block)
    return meter.integrated()


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_the_standard_tone(rate: int) -> None:
    """BS.1770-4: a full-scale 997 Hz sine on one channel reads -3.01 LUFS."""
    tone = np.stack([sine(997, 3.0, rate, 1.0), np.zeros(3 * rate)])
    assert measured(tone, rate) == pytest.approx(-3.01, abs=0.05)


@given(
    st.lists(st.tuples(st.floats(-55, -3), st.integers(4, 15)), min_size=1, max_size=5),
    st.integers(500, 50_000),
)
@settings(max_examples=25, deadline=None)
def test_agrees_with_pyloudnorm(parts: list[tuple[float, int]], chunk: int) -> None:
    """Noise at changing levels, so that both gates matter; whole tenths, as blocks go."""
    level = np.concatenate([np.full(tenths * RATE // 10, from_db(db)) for db, tenths in parts])
    sound = level * np.stack([noise(len(level) / RATE, seed=n) for n in (1, 2)])
    # "DeMan" is its exact form of the K-weighting; the default one approximates.
    theirs = pyloudnorm.Meter(RATE, filter_class="DeMan").integrated_loudness(sound.T)
    ours = measured(sound, chunk=chunk)
    if math.isfinite(theirs):
        assert ours == pytest.approx(theirs, abs=0.02)
    else:
        assert ours < -69


def test_silence_and_very_short_sounds() -> None:
    assert measured(np.zeros((2, RATE))) == -math.inf
    assert LoudnessMeter(RATE).integrated() == -math.inf
    short = np.tile(sine(1000, 0.2), (2, 1))
    assert measured(short) == pytest.approx(measured(np.tile(sine(1000, 2.0), (2, 1))), abs=0.3)


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=6), st.integers(2, 700))
@settings(max_examples=30, deadline=None)
def test_streamed_convolution_is_convolution(lengths: list[int], taps: int) -> None:
    rng = np.random.default_rng(taps)
    response = rng.standard_normal((2, taps)) / taps
    sound = rng.standard_normal(sum(lengths)).astype(np.float32)
    convolver = Convolver(response)
    cuts = np.cumsum(lengths)[:-1]
    streamed = np.concatenate([convolver.process(p) for p in np.split(sound, cuts)], axis=1)
    for side in range(2):
        direct = np.convolve(sound, response[side])[: len(sound)]
        assert np.abs(streamed[side] - direct).max() < 1e-4


def limited(sound: np.ndarray, ceiling_db: float, chunk: int = 16_384) -> np.ndarray:
    limiter = Limiter(from_db(ceiling_db), RATE)
    parts = [limiter.process(b) for b in reblock([sound.astype(np.float32)], chunk)]
    return np.concatenate([*parts, limiter.flush()], axis=1)


@given(st.integers(1, 30_000), st.floats(-12, 18), st.integers(0, 10_000), st.integers(100, 20_000))
@settings(max_examples=40, deadline=None)
def test_no_true_peak_passes_the_limiter(count: int, db: float, seed: int, chunk: int) -> None:
    """Band-limited noise with bursts: its peaks lie between samples too."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft(rng.standard_normal((2, count)))
    spectrum[:, int(0.75 * spectrum.shape[1]) :] = 0
    sound = np.fft.irfft(spectrum, count) if count > 1 else rng.standard_normal((2, 1))
    sound *= from_db(db) * (0.1 + rng.random(1 + count // 500).repeat(500)[:count] ** 4)
    out = limited(sound, -1.5, chunk)
    assert out.shape == sound.shape
    assert np.abs(out).max() <= from_db(-1.5) * 1.0001
    assert true_peak_db(out) < -1.0


def test_what_is_under_the_ceiling_is_untouched() -> None:
    sound = np.stack([noise(1.0, level=0.1), sine(300, 1.0)]).astype(np.float32)
    assert np.array_equal(limited(sound, -1.5), sound)


def test_limiting_is_quick_down_and_slow_up_without_a_step() -> None:
    """A burst over a steady tone: the tone's gain never jumps, and is whole again after 1 s."""
    tone = np.tile(sine(1000, 3.0, level=0.5), (2, 1))
    burst = tone.copy()
    burst[:, RATE : RATE + 960] *= 5
    out = limited(burst, -1.5)
    envelope = np.abs(out[0] / np.where(np.abs(burst[0]) < 0.05, np.nan, burst[0]))
    steps = np.abs(np.diff(envelope[np.isfinite(envelope)]))
    assert np.nanmax(steps) < 0.02
    assert rms_db(out[:, 2 * RATE :]) == pytest.approx(rms_db(tone), abs=0.05)
