"""What is played when: the events of any one bar, from style, seed and form alone.

Every choice hangs on (seed, phrase) and not on what was played before, so bars can be asked for in
any order and a piece of any length needs no more memory than one bar.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from nemo_studio.renderer.audio.music import theory
from nemo_studio.renderer.audio.music.form import BEATS_PER_BAR, PHRASE, Form
from nemo_studio.renderer.audio.music.styles import Layer, Style

STEPS = 16
VELOCITY = {"X": 1.0, "x": 0.72, "o": 0.42}
INTERVALS = {"0": 0, "3": 2, "5": 4, "7": 6, "8": 7}  # bass digit -> scale steps over the root
SWELL_SECONDS = 1.6  # length of the drum of that name, which leads into a new section
CLOSING_PAD = 1.3  # louder than elsewhere: it carries the chord when the plucked notes are gone
FILLS = ("............oxXX", "..........x.x.XX", "........x.x.xxXX")


@dataclass(frozen=True)
class Event:
    """One note, chord or drum. `beat` counts from the bar's start and may lie past its end."""

    beat: float
    layer: Layer
    pitches: tuple[int, ...]  # empty for drums
    beats: float
    gain: float
    pan: float


class Score:
    def __init__(self, style: Style, seed: int, form: Form) -> None:
        self.style, self.form, self._seed = style, form, seed
        rng = self._rng("piece")
        self._tonic = rng.choice(style.tonics)
        self._order = rng.sample(range(len(style.progressions)), len(style.progressions))
        self._motif = [rng.randint(-2, 4) for _ in range(8)]

    def _rng(self, *key: object) -> random.Random:
        return random.Random(repr((self._seed, *key)))

    def chord_at(self, bar: int) -> int:
        """The scale degree of a bar's chord. The last bar leads home."""
        if self.form.bars > 3 and bar == self.form.bars - 1:
            return self.style.cadence
        section = bar // (2 * PHRASE)
        progression = self.style.progressions[self._order[section % 2]]
        return progression[bar // self.style.chord_bars % len(progression)]

    def bar(self, bar: int) -> list[Event]:
        """The events of a bar (0 to form.bars - 1)."""
        energy = self.form.energy(bar)
        events: list[Event] = []
        for index, layer in enumerate(self.style.layers):
            if layer.energy <= energy <= layer.until:
                events.extend(self._layer(index, layer, bar))
        events.extend(self._marks(bar, energy))
        return [self._loosened(event, bar, n) for n, event in enumerate(events)]

    def pickup(self) -> list[Event]:
        """The events of the beats before the first bar: the light layers, the end of a bar."""
        shift = BEATS_PER_BAR - self.form.pickup
        light = [e for e in self.bar(0) if e.layer.part != "pad"] if self.form.bars else []
        return [
            Event(e.beat - shift, e.layer, e.pitches, e.beats, e.gain, e.pan)
            for e in light
            if e.beat >= shift
        ]

    def close(self) -> list[Event]:
        """The closing chord: home, everything that may ring, at once."""
        left = (self.form.seconds - self.form.close) / self.form.beat
        events = []
        for layer in self.style.layers:
            if not layer.closes or layer.instrument == "crackle":
                continue
            pitches: tuple[int, ...] = ()
            if layer.part == "bass":
                pitches = self._bass_note(layer, 0, "0")
            elif layer.part == "lead":
                pitches = (self._chord(layer, 0)[-1],)
            elif layer.part != "drum":
                pitches = self._chord(layer, 0)
            gain = CLOSING_PAD if layer.part == "pad" else 1.0
            events.append(Event(0.0, layer, pitches, left, gain, layer.pan))
        if any(layer.part == "drum" for layer in self.style.layers):
            events.append(_drum("crash", 0.0, -17, 0.4))
        return events

    def _layer(self, index: int, layer: Layer, bar: int) -> Iterator[Event]:
        phrase, place = self.form.phrase(bar)
        rng = self._rng("pattern", index, phrase // 2)
        pattern = layer.patterns[rng.randrange(len(layer.patterns))]
        if place == PHRASE - 1 and len(layer.patterns) > 1:  # the phrase's last bar differs
            pattern = layer.patterns[rng.randrange(len(layer.patterns))]
        degree = self.chord_at(bar)
        if layer.part == "pad":
            yield from self._pad(layer, bar, degree)
        elif layer.part == "drum":
            for step, mark, _ in _marks(pattern):
                yield Event(step / 4, layer, (), 0.0, VELOCITY[mark], layer.pan)
        elif layer.part == "chords":
            notes = self._chord(layer, degree)
            for step, mark, length in _marks(pattern):
                yield Event(
                    step / 4, layer, notes, length * layer.hold / 4, VELOCITY[mark], layer.pan
                )
        elif layer.part == "bass":
            for step, mark, length in _marks(pattern):
                note = self._bass_note(layer, degree, mark)
                yield Event(step / 4, layer, note, length * layer.hold / 4, 1.0, layer.pan)
        else:
            yield from _echoed(self._line(layer, pattern, bar, degree))

    def _pad(self, layer: Layer, bar: int, degree: int) -> Iterator[Event]:
        every = self.style.chord_bars
        changed = bar == 0 or self.chord_at(bar - 1) != degree
        enters = bar and not layer.energy <= self.form.energy(bar - 1) <= layer.until
        if changed or enters or bar % every == 0:
            bars = min(every - bar % every, self.form.bars - bar)
            if bar + 1 < self.form.bars and self.chord_at(bar + 1) != degree:
                bars = 1
            yield Event(0.0, layer, self._chord(layer, degree), bars * 4.0, 1.0, layer.pan)

    def _line(self, layer: Layer, pattern: str, bar: int, degree: int) -> Iterator[Event]:
        """An arpeggio (digits choose chord tones) or the piece's motif over this chord."""
        tones = self._chord(layer, degree)
        for n, (step, mark, length) in enumerate(_marks(pattern)):
            if layer.part == "arp":
                octave, tone = divmod(int(mark), len(tones))
                pitch, gain = tones[tone] + 12 * octave, 0.85 if step % 4 else 1.0
            else:
                strong = step % 4 == 0 or length > 2  # what lasts must fit the chord
                pitch, gain = self._melody(layer, bar, n, strong, tones), VELOCITY[mark]
            side = layer.pan * (1 if layer.part == "lead" or n % 2 == 0 else -1)
            yield Event(step / 4, layer, (pitch,), length * layer.hold / 4, gain, side)

    def _melody(self, layer: Layer, bar: int, n: int, strong: bool, tones: tuple[int, ...]) -> int:
        """Strong notes are chord tones; weak ones pass through the scale between them."""
        _, place = self.form.phrase(bar)
        turn = self._motif[(n + (4 if place % 2 else 0)) % len(self._motif)]
        if place == PHRASE - 1:
            turn += self._rng("turn", bar // PHRASE, n).choice((-1, 0, 1))
        if strong:
            octave, tone = divmod(turn, len(tones))
            return tones[tone] + 12 * max(-1, min(octave, 1))
        ladder = [theory.scale_note(self._tonic, self.style.scale, d) for d in range(-14, 36)]
        nearest = min(range(len(ladder)), key=lambda i: abs(ladder[i] - layer.centre))
        return ladder[nearest + turn]

    def _chord(self, layer: Layer, degree: int) -> tuple[int, ...]:
        size = min(self.style.chord_size, 4) if layer.part == "arp" else self.style.chord_size
        notes = theory.chord(self._tonic, self.style.scale, degree, size)
        if size > 3 and layer.part in ("chords", "pad"):
            notes = notes[1:]  # the bass has the root
        return theory.voiced(notes, layer.centre)

    def _bass_note(self, layer: Layer, degree: int, mark: str) -> tuple[int, ...]:
        root = theory.voiced(
            [theory.scale_note(self._tonic, self.style.scale, degree)], layer.centre
        )[0]
        note = theory.scale_note(self._tonic, self.style.scale, degree + INTERVALS[mark])
        above = (note - root) % 12
        return (root + (12 if mark == "8" else above),)

    def _marks(self, bar: int, energy: int) -> Iterator[Event]:
        """What tells sections apart: a fill and a swell before a change, a crash after it."""
        drums = [layer for layer in self.style.layers if layer.part == "drum" and layer.closes]
        if not drums:
            return
        last = bar == self.form.bars - 1
        after = 3 if last else self.form.energy(bar + 1)
        if (last or after > energy) and self.form.bars > 1:
            lead_in = SWELL_SECONDS / self.form.beat
            if bar * BEATS_PER_BAR + BEATS_PER_BAR >= lead_in:
                yield _drum("swell", BEATS_PER_BAR - lead_in, -20, 0.3)
        _, place = self.form.phrase(bar)
        if energy >= 2 and (last or place == PHRASE - 1):
            hit = drums[-1] if len(drums) == 1 else drums[1]
            fill = self._rng("fill", bar).choice(FILLS)
            for step, mark, _ in _marks(fill):
                yield Event(step / 4, hit, (), 0.0, 0.6 * VELOCITY[mark], hit.pan)
        if bar and energy == 3 and self.form.energy(bar - 1) < 3:
            yield _drum("crash", 0.0, -22, 0.35)

    def _loosened(self, event: Event, bar: int, n: int) -> Event:
        """Swing and human hands. Events on the first beat stay there."""
        step = event.beat * 4
        late = self.style.swing / 4 if abs(step % 2 - 1) < 0.01 else 0.0
        rng = self._rng("hand", bar, n)
        if self.style.loose_ms and event.beat > 0 and event.layer.part != "pad":
            late += rng.uniform(0, self.style.loose_ms / 1000) / self.form.beat
        gain = event.gain * (1 - 0.12 * rng.random())
        return Event(event.beat + late, event.layer, event.pitches, event.beats, gain, event.pan)


def _marks(pattern: str) -> list[tuple[int, str, int]]:
    """(step, mark, steps to the next mark or the bar's end) of a pattern."""
    places = [n for n, mark in enumerate(pattern) if mark != "."]
    ends = [*places[1:], STEPS]
    return [(at, pattern[at], end - at) for at, end in zip(places, ends, strict=True)]


def _echoed(events: Iterator[Event]) -> Iterator[Event]:
    """Each event and its repeats, which change sides."""
    for event in events:
        yield event
        beats, gain, count = event.layer.echo
        for n in range(1, count + 1):
            side = -event.pan if n % 2 else event.pan
            yield Event(
                event.beat + n * beats, event.layer, event.pitches, event.beats,
                event.gain * gain**n, side or (0.5 if n % 2 else -0.5),
            )  # fmt: skip


def _drum(name: str, beat: float, db: float, send: float) -> Event:
    return Event(beat, Layer("drum", name, db=db, send=send), (), 0.0, 1.0, 0.0)
