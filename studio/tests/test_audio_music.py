"""The synthesised music: form, repeatability, moods that differ, and no clicks."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from audio_support import RATE, rms_db
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_studio.renderer.audio.loudness import LoudnessMeter
from nemo_studio.renderer.audio.music import music
from nemo_studio.renderer.audio.music.drums import DRUMS
from nemo_studio.renderer.audio.music.form import BEATS_PER_BAR, fit
from nemo_studio.renderer.audio.music.score import Score
from nemo_studio.renderer.audio.music.styles import STYLES
from nemo_studio.renderer.audio.music.theory import SCALES, chord, voiced
from nemo_studio.renderer.audio.music.voices import INSTRUMENTS, play
from nemo_studio.timeline.draft import Mood

MOODS = get_args(Mood)
moods = pytest.mark.parametrize("mood", MOODS)


def whole(mood: str, seed: int, ms: int, rate: int = RATE) -> np.ndarray:
    return np.concatenate(list(music(mood, seed, ms, rate)), axis=1)


def test_every_mood_of_the_timeline_has_a_style() -> None:
    assert set(STYLES) == set(MOODS)


@given(st.floats(0.05, 3600), st.sampled_from(MOODS))
@settings(max_examples=300, deadline=None)
def test_the_form_fills_the_length_at_a_tempo_of_the_mood(seconds: float, mood: str) -> None:
    slowest, fastest = STYLES[mood].tempo
    form = fit(seconds, slowest, fastest)
    assert slowest - 0.01 <= 60 / form.beat <= fastest + 0.01
    assert 0 <= form.pickup < BEATS_PER_BAR
    assert form.close + 0.3 <= seconds or form.bars == form.pickup == 0
    assert seconds - form.close <= 5.5 or form.bars == 0
    if seconds > 20:  # whole bars, and a closing chord that neither stops short nor hangs
        assert form.pickup == 0
        assert 1.5 <= seconds - form.close <= 4.5
    assert all(0 <= form.energy(bar) <= 3 for bar in range(min(form.bars, 200)))


@moods
@given(ms=st.integers(1, 9000), seed=st.integers(0, 2**40), rate=st.sampled_from([RATE, 44_100]))
@settings(max_examples=6, deadline=None)
def test_any_length_is_exact_and_ends_at_zero(mood: str, ms: int, seed: int, rate: int) -> None:
    sound = whole(mood, seed, ms, rate)
    assert sound.shape == (2, round(ms * rate / 1000)) and sound.dtype == np.float32
    assert np.isfinite(sound).all() and np.abs(sound).max() <= 1.0
    assert np.abs(sound[:, -1]).max() < 1e-4 and np.abs(sound[:, 0]).max() < 1e-3


@moods
def test_the_same_seed_gives_the_same_samples_and_another_does_not(mood: str) -> None:
    one, again, other = whole(mood, 5, 6000), whole(mood, 5, 6000), whole(mood, 6, 6000)
    assert np.array_equal(one, again)
    assert np.abs(one - other).max() > 0.05


@moods
def test_a_piece_has_body_loudness_and_width(mood: str) -> None:
    sound = whole(mood, 2, 24_000)
    meter = LoudnessMeter(RATE)
    meter.add(sound)
    assert meter.integrated() == pytest.approx(-14, abs=1.2)
    assert abs(np.mean(sound)) < 3e-3  # no offset
    middle, side = sound.mean(axis=0), (sound[0] - sound[1]) / 2
    assert -22 < rms_db(side) - rms_db(middle) < 0  # wide, and still there in mono


@moods
def test_no_clicks(mood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its drums a piece has nothing over 16.5 kHz: a click or an alias would be there."""
    style = STYLES[mood]
    tuned = tuple(layer for layer in style.layers if layer.part != "drum")
    monkeypatch.setitem(STYLES, mood, replace(style, layers=tuned))
    sound = whole(mood, 3, 20_000).mean(axis=0)
    window = 512
    frames = np.lib.stride_tricks.sliding_window_view(sound, window)[:: window // 2]
    spectrum = np.abs(np.fft.rfft(frames * np.blackman(window), axis=1)) / window
    assert 20 * np.log10(spectrum[:, int(16_500 / RATE * window) :].max()) < -95


@pytest.mark.parametrize("name", sorted(DRUMS))
@pytest.mark.parametrize("rate", [RATE, 44_100])
def test_drums_begin_and_end_at_zero(name: str, rate: int) -> None:
    sound = DRUMS[name](rate)
    assert sound.dtype == np.float32 and sound[0] == 0 and abs(sound[-1]) < 1e-6
    assert 0.02 < np.abs(sound).max() < 3


def half_seconds(sound: np.ndarray) -> np.ndarray:
    """The level in dB of every half second."""
    return np.array(
        [
            rms_db(part)
            for part in np.split(sound, range(RATE // 2, sound.shape[1], RATE // 2), axis=1)
        ]
    )


@moods
@pytest.mark.parametrize("seconds", [6, 12, 20, 30])
@pytest.mark.parametrize("seed", [4, 9])
def test_short_pieces_begin_and_end_at_the_level_of_their_body(
    mood: str, seconds: int, seed: int
) -> None:
    sound = whole(mood, seed, seconds * 1000)
    levels = half_seconds(sound) - np.median(half_seconds(sound))
    begins = rms_db(sound[:, : 2 * RATE]) - rms_db(sound)
    assert begins > -4.2
    assert levels[:4].min() > -6  # between two notes
    # Until 0.7 s before the end the chord is there, then it rings out to zero.
    until = sound[:, : -round(0.7 * RATE)]
    last = [rms_db(until[:, -RATE // 2 :]), rms_db(until[:, -RATE : -RATE // 2])]
    assert min(last) - np.median(half_seconds(sound)) > -4
    assert max(last) - np.median(half_seconds(sound)) < 6
    assert rms_db(sound[:, -RATE // 10 :]) < rms_db(until[:, -RATE // 2 :]) - 15
    assert np.abs(sound[:, -1]).max() < 1e-4


@moods
def test_it_ends_with_a_chord_on_the_beat_that_rings_out(mood: str) -> None:
    ms = 20_000
    form = fit(ms / 1000, *STYLES[mood].tempo)
    sound = whole(mood, 4, ms)
    at = round(form.close * RATE)
    tail = sound[:, at:]
    quarters = [rms_db(part) for part in np.array_split(tail, 4, axis=1)]
    assert min(quarters[:2]) > rms_db(sound) - 4
    assert quarters[3] < min(quarters[:3]) - 4
    closing = Score(STYLES[mood], 4, form).close()
    home = Score(STYLES[mood], 4, form)._tonic % 12
    assert any(home in {p % 12 for p in event.pitches} for event in closing)


@pytest.mark.parametrize("mood", [m for m in MOODS if m != "ambient"])
def test_the_closing_chord_is_an_onset_at_its_very_place(mood: str) -> None:
    form = fit(20.0, *STYLES[mood].tempo)
    sound = whole(mood, 4, 20_000).mean(axis=0)
    hop = RATE // 100
    energy = np.square(sound[: len(sound) // hop * hop]).reshape(-1, hop).sum(axis=1)
    rise = np.diff(np.log10(energy + 1e-3))
    near = round(form.close * 100)
    strongest = near - 12 + int(np.argmax(rise[near - 12 : near + 13]))
    assert abs(strongest + 1 - near) <= 2


def test_moods_differ_in_colour_and_motion() -> None:
    """Spectral centroid and the share of quick level changes set all moods apart, pair by pair."""
    places = {}
    for mood in MOODS:
        sound = whole(mood, 1, 16_000).mean(axis=0)
        spectrum = np.abs(np.fft.rfft(sound)) ** 2
        hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
        centroid = (spectrum**0.5 * hertz).sum() / (spectrum**0.5).sum()
        low = spectrum[hertz < 120].sum() / spectrum.sum()
        level = np.sqrt(np.square(sound[: len(sound) // 480 * 480]).reshape(-1, 480).mean(axis=1))
        motion = np.abs(np.diff(level)).mean() / level.mean()
        places[mood] = np.array([np.log2(centroid) * 2, low * 4, motion * 8])
    for one in MOODS:
        for other in MOODS:
            if one < other:
                assert np.linalg.norm(places[one] - places[other]) > 0.25, (one, other, places)


def test_the_music_changes_from_section_to_section() -> None:
    """In a two-minute piece, no eight bars are heard twice unchanged."""
    style = STYLES["upbeat"]
    score = Score(style, 1, fit(120.0, *style.tempo))
    sections = [
        tuple(
            (e.layer.instrument, e.pitches, round(e.beat, 1))
            for bar in range(at, at + 8)
            for e in score.bar(bar)
        )
        for at in range(0, score.form.bars - 8, 8)
    ]
    assert len(set(sections)) == len(sections) >= 4


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_instruments_are_in_tune_and_start_and_end_softly(name: str) -> None:
    note = play(name, (69,), 1.0, RATE)
    mono = note if note.ndim == 1 else note[0]
    assert abs(mono[0]) < 1e-3 and abs(mono[-1]) < 1e-3
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono)), 1 << 18))
    low, high = round(400 / RATE * (1 << 18)), round(480 / RATE * (1 << 18))
    weight = spectrum[low:high] ** 2
    heard = (weight * np.arange(low, high)).sum() / weight.sum() * RATE / (1 << 18)
    assert abs(1200 * np.log2(heard / 440)) < 12  # cents


@given(st.sampled_from(sorted(SCALES)), st.integers(-14, 14), st.integers(36, 84))
def test_chords_are_of_the_scale_and_stay_in_their_register(
    scale: str, degree: int, centre: int
) -> None:
    notes = voiced(chord(60, scale, degree, 4), centre)
    assert list(notes) == sorted(set(notes)) and len(notes) == 4
    assert all(abs(n - centre) <= 6 and (n - 60) % 12 in SCALES[scale] for n in notes)


def test_a_minute_is_made_in_a_few_seconds() -> None:
    whole("upbeat", 1, 1000)
    began = time.process_time()
    whole("upbeat", 1, 60_000)
    assert time.process_time() - began < 5  # 0.4 s on a quiet machine
