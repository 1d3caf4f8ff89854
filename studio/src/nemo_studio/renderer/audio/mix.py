"""The programme: all parts summed, ducked, brought to -14 LUFS and limited; streamed, twice.

The first pass measures, the second one gives out; both make the same samples, so nothing is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nemo_studio.renderer.assets import Assets
from nemo_studio.renderer.audio.duck import Ducking
from nemo_studio.renderer.audio.limiter import Limiter
from nemo_studio.renderer.audio.loudness import LoudnessMeter
from nemo_studio.renderer.audio.parts import Planner
from nemo_studio.renderer.audio.samples import Samples, from_db, reblock, samples_at, to_db
from nemo_studio.timeline.draft import Timeline

TARGET_LUFS = -14.0
CEILING_DBTP = -1.8  # leaves room for what an encoder adds, under -1
MOST_GAIN_DB = 20.0  # whispers are not blown up into noise
LOUDER_DB = 3.0  # how far over the target asked volumes can push the programme
MUCH_LIMITING_DB = 2.0  # peaks that far over the ceiling: look what the limiter costs
MOST_MAKE_UP_DB = 6.0
MAKE_UP_ROUNDS = 2
WORTH_MAKING_UP_DB = 0.2
BLOCK = 1 << 14  # inner block; what `blocks` is asked for does not change a sample


class Mix:
    """The sound of a timeline.

    `silent`: nothing on the timeline makes a sound. `warnings`: what could not be heard and why.
    `samples`: the exact length. `blocks` may be called again and gives the same samples.
    """

    def __init__(self, timeline: Timeline, assets: Assets, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self.samples = samples_at(timeline.duration_ms, sample_rate)
        self._planner = Planner(assets, sample_rate)  # kept: it owns the voices' files
        self._parts = self._planner.parts(timeline)
        self.warnings = self._planner.warnings
        self.silent = not self._parts
        spoken = [(p.start, p.end) for p in self._parts if p.speaks]
        self._ducking = Ducking(spoken, sample_rate)
        self._gain: float | None = None

    def measure(self) -> Iterator[float]:
        """The first pass, in steps: yields its progress, 0 to 1, so that a caller can stop it.

        `blocks` does it when nobody did before.
        """
        if self.silent:
            return
        usual = LoudnessMeter(self.sample_rate)
        asked = LoudnessMeter(self.sample_rate)
        same = all(part.volume == part.usual for part in self._parts)
        done = 0
        for mixed, reference in self._mixed(with_reference=not same):
            usual.add(mixed if same else reference)
            if not same:
                asked.add(mixed)
            done += mixed.shape[1]
            yield done / self.samples
        loud = usual if same else asked
        self._gain = programme_gain(usual.integrated(), loud.integrated())
        if loud.peak * self._gain > from_db(CEILING_DBTP + MUCH_LIMITING_DB):
            yield from self._make_up(loud.integrated() + to_db(self._gain))

    def _make_up(self, wanted_lufs: float) -> Iterator[float]:
        """Gives back the loudness that the limiter takes from spiky material, within reason."""
        most = (self._gain or 1.0) * from_db(MOST_MAKE_UP_DB)
        for _ in range(MAKE_UP_ROUNDS):
            meter = LoudnessMeter(self.sample_rate)
            for chunk in self._finished():
                meter.add(chunk)
                yield 1.0
            lost = wanted_lufs - meter.integrated()
            if abs(lost) < WORTH_MAKING_UP_DB:
                return
            # Of what is added the limiter takes its share again: ask for more.
            step = from_db(1.5 * lost if lost > 0 else lost)
            self._gain = min((self._gain or 1.0) * step, most)

    def blocks(self, n: int = 4800) -> Iterator[Samples]:
        """The finished programme as float32 of shape (2, n), the last block shorter.

        Exactly round(duration_ms * sample_rate / 1000) samples; -14 LUFS at usual volumes, true
        peak under -1 dBTP. Very spiky material may stay up to about 1 LU under the target.
        """
        if self.silent:
            for at in range(0, self.samples, n):
                yield np.zeros((2, min(n, self.samples - at)), np.float32)
            return
        if self._gain is None:
            for _ in self.measure():
                pass
        yield from reblock(self._finished(), n)

    def _finished(self) -> Iterator[Samples]:
        limiter = Limiter(from_db(CEILING_DBTP), self.sample_rate)
        gain = np.float32(self._gain or 0.0)
        for mixed, _ in self._mixed(with_reference=False):
            yield limiter.process(mixed * gain)
        yield limiter.flush()

    def _mixed(self, *, with_reference: bool) -> Iterator[tuple[Samples, Samples]]:
        """(at the asked volumes, at the usual volumes), block by block."""
        self._rewind()
        for at in range(0, self.samples, BLOCK):
            count = min(BLOCK, self.samples - at)
            asked = np.zeros((2, count), np.float32)
            usual = np.zeros((2, count), np.float32)
            duck = self._ducking.gain(at, count)
            for part in self._parts:
                sound = part.read(at, count)
                if sound is None:
                    continue
                if part.ducks and duck is not None:
                    sound = sound * duck
                asked += sound * np.float32(part.volume)
                if with_reference:
                    usual += sound * np.float32(part.usual)
            yield asked, usual

    def _rewind(self) -> None:
        for part in self._parts:
            part.reader = None


def programme_gain(usual_lufs: float, asked_lufs: float) -> float:
    """The linear gain for a programme that measures so at usual and at asked volumes.

    At usual volumes it comes to the target. Asking for less is heard in full. Asking for more is
    heard too, but bends towards LOUDER_DB over the target, where the limiter still works unheard.
    """
    if math.isinf(usual_lufs) or math.isinf(asked_lufs):
        return 1.0
    gain = min(TARGET_LUFS - usual_lufs, MOST_GAIN_DB)
    over = asked_lufs + gain - TARGET_LUFS
    if over > 0:
        gain += LOUDER_DB * (1 - math.exp(-over / LOUDER_DB)) - over
    return from_db(gain)


def open_mix(timeline: Timeline, assets: Assets, *, sample_rate: int = 48_000) -> Mix:
    """The sound of a timeline, ready to be streamed. Raises AssetError naming the segment."""
    return Mix(timeline, assets, sample_rate)
