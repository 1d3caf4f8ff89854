"""Plays a score: sums rendered notes bar by bar, with side-chain and reverb, in flat memory."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nemo_studio.renderer.audio.music import drums, voices
from nemo_studio.renderer.audio.music.form import BEATS_PER_BAR, fit
from nemo_studio.renderer.audio.music.notes import Note, Notes
from nemo_studio.renderer.audio.music.ride import lifted
from nemo_studio.renderer.audio.music.score import Event, Score
from nemo_studio.renderer.audio.music.styles import STYLES, Style
from nemo_studio.renderer.audio.samples import Convolver, Samples, from_db, samples_at

PUMP_SECONDS = 0.26
DRUM_CEILING = 0.6
PUMPING = ("kick", "soft_kick")
FADE_OUT_SECONDS = 0.7  # of the closing chord; until then it keeps its level
SHORT_SECONDS = 31.0
SHORT_INTRO_DB = -2.0  # under the body: a short video has no time for a quiet beginning
INTRO_DB = -5.0
CLOSE_DB = -2.0  # where the closing chord gets to before it rings out


def music(mood: str, seed: int, duration_ms: int, sample_rate: int) -> Iterator[Samples]:
    """Music of exactly that length, in chunks of shape (2, n), about -14 LUFS when whole.

    The same arguments give the same samples. It begins on a downbeat, ends with a closing chord
    on the beat, and its last sample is zero. KeyError for an unknown mood.
    """
    style = STYLES[mood]
    form = fit(duration_ms / 1000, *style.tempo)
    score = Score(style, seed, form)
    desk = _Desk(style, form.beat, sample_rate)
    total = samples_at(duration_ms, sample_rate)
    opening: list[Samples] = []
    intro = form.pickup / BEATS_PER_BAR + max(form.intro, 1)
    quiet = SHORT_INTRO_DB if form.seconds < SHORT_SECONDS else INTRO_DB
    at = 0
    for start, beats, events in _sections(score):
        end = min(round((start + beats * form.beat) * sample_rate), total)
        sound = desk.play(events, end - at)
        at = end
        if start + beats * form.beat <= (intro * BEATS_PER_BAR + 0.5) * form.beat:
            opening.append(sound)
            continue
        if opening:
            yield _opened(opening, quiet, sample_rate)
        yield sound
    if opening:
        yield _opened(opening, quiet, sample_rate)
    closing = desk.play(score.close(), total - at)
    closing = lifted(closing, 0.0, CLOSE_DB, sample_rate, rising=at > 0)
    yield _faded(closing, at == 0, sample_rate)


def _opened(opening: list[Samples], quiet_db: float, rate: int) -> Samples:
    """The first bars as one, brought up to a level; empties the list."""
    sound = np.concatenate(opening, axis=1)
    opening.clear()
    return lifted(sound, quiet_db, quiet_db, rate, landing=True)


def _sections(score: Score) -> Iterator[tuple[float, int, list[Event]]]:
    """(start in seconds, beats, events) of the pickup and the bars."""
    form = score.form
    start = 0.0
    if form.pickup:
        yield start, form.pickup, score.pickup()
        start += form.pickup * form.beat
    for bar in range(form.bars):
        yield start + bar * BEATS_PER_BAR * form.beat, BEATS_PER_BAR, score.bar(bar)


def _faded(closing: Samples, alone: bool, rate: int) -> Samples:
    """The end as a smooth fall to zero; a cosine, so that it has no corner."""
    count = closing.shape[1]
    fall = round(count * 0.9 if alone else min(count, FADE_OUT_SECONDS * rate))
    if fall:
        curve = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)
        closing[:, count - fall :] *= curve.astype(np.float32)
    return closing


class _Desk:
    """Three buses with what still rings from earlier bars: tuned parts, drums, reverb send."""

    def __init__(self, style: Style, beat: float, rate: int) -> None:
        self._style, self._beat, self._rate = style, beat, rate
        self._level = np.float32(from_db(style.level_db))
        self._buses: list[Samples] = [np.zeros((2, 0), np.float32) for _ in range(2)]
        self._send: NDArray[np.float32] = np.zeros(0, np.float32)
        self._duck: NDArray[np.float32] = np.zeros(0, np.float32)
        self._reverb = Convolver(_room(*style.room, rate))
        self._notes = Notes()

    def play(self, events: list[Event], count: int) -> Samples:
        """The next `count` samples, with `events` placed from their first sample on."""
        placed = [(e, round(e.beat * self._beat * self._rate), self._note(e)) for e in events]
        reach = max([count, *(at + note.samples.shape[-1] for _, at, note in placed)])
        tuned, beats = (_grown(bus, reach) for bus in self._buses)
        send, duck = _grown(self._send, reach), _grown(self._duck, reach + self._rate)
        for event, at, note in placed:
            self._add(beats if event.layer.part == "drum" else tuned, send, event, at, note)
            if event.layer.instrument in PUMPING and self._style.pump:
                dip = _dip(self._rate) * np.float32(self._style.pump * event.gain)
                stretch = duck[max(at, 0) : at + len(dip)]
                np.maximum(stretch, dip[: len(stretch)], out=stretch)
        self._buses = [tuned[:, count:].copy(), beats[:, count:].copy()]
        self._send, self._duck = send[count:].copy(), duck[count:].copy()
        push = 1 - duck[:count]
        wet = self._reverb.process(send[:count])
        # Drums are gently saturated, as on tape: punch without the peaks.
        driven = _saturated(beats[:, :count], DRUM_CEILING)
        mixed = ((tuned[:, :count] + wet) * push + driven) * self._level
        return _saturated(mixed, self._style.tape)

    def _add(
        self, bus: Samples, send: NDArray[np.float32], event: Event, at: int, note: Note
    ) -> None:
        sound = note.samples
        if at < 0:
            sound, at = sound[..., -at:], 0
        end = at + sound.shape[-1]
        gain = note.step * event.gain * from_db(event.layer.db)
        angle = (event.pan + 1) * math.pi / 4
        sides = np.array([[math.cos(angle)], [math.sin(angle)]], np.float32) * math.sqrt(2)
        bus[:, at:end] += sound * (sides * np.float32(gain))
        if event.layer.send:
            mono = sound if sound.ndim == 1 else sound.mean(axis=0, dtype=np.float32)
            send[at:end] += mono * np.float32(gain * event.layer.send)

    def _note(self, event: Event) -> Note:
        """What the event sounds like, at full level."""
        held = round(event.beats * self._beat * self._rate)
        key = event.layer.instrument, event.pitches, held
        return self._notes.get(key, lambda: self._rendered(event, held / self._rate))

    def _rendered(self, event: Event, seconds: float) -> NDArray[np.float32]:
        name = event.layer.instrument
        if not event.pitches:
            return drums.DRUMS[name](self._rate)
        return voices.play(name, event.pitches, seconds, self._rate)


def _saturated(sound: Samples, ceiling: float) -> Samples:
    soft: Samples = np.tanh(sound / np.float32(ceiling)) * np.float32(ceiling)
    return soft


def _grown(bus: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    missing = max(0, count - bus.shape[-1])
    return np.concatenate([bus, np.zeros((*bus.shape[:-1], missing), np.float32)], axis=-1)


@lru_cache(maxsize=4)
def _dip(rate: int) -> NDArray[np.float32]:
    """How far a kick pushes the rest away over time, 0 to 1: quick down, smooth up."""
    down, up = round(0.006 * rate), round(PUMP_SECONDS * rate)
    fall = 0.5 - 0.5 * np.cos(np.pi * np.arange(down) / down)
    rise = 0.5 + 0.5 * np.cos(np.pi * np.arange(up) / up)
    return np.concatenate([fall, rise]).astype(np.float32)


@lru_cache(maxsize=12)
def _room(seconds: float, bright: float, level: float, rate: int) -> Samples:
    """A reverb's impulse response, shape (2, n): noise that dies and darkens, after 12 ms."""
    rng = np.random.default_rng(7)
    wait, count = round(0.012 * rate), round(seconds * rate)
    t = np.arange(count) / rate
    hertz = np.fft.rfftfreq(count, 1 / rate)
    spectrum = np.fft.rfft(rng.standard_normal((2, count)))
    body = 1 / (1 + (180 / np.maximum(hertz, 1)) ** 2)
    dark = np.fft.irfft(spectrum * body / (1 + (4 * hertz / bright) ** 2), count)
    light = np.fft.irfft(spectrum * body / (1 + (hertz / bright) ** 4), count)
    tail = dark * 10 ** (-3 * t / seconds) + light * 10 ** (-7 * t / seconds)
    tail *= np.minimum(t / 0.006, 1) * (1 - t / seconds)
    tail *= level / np.sqrt((tail**2).sum(axis=1, keepdims=True))
    return np.pad(tail, ((0, 0), (wait, 0))).astype(np.float32)
