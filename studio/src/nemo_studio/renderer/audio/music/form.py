"""The form of a piece: which tempo and how many beats fill the length, and how full each bar is.

The piece is `beats` of music, then a closing chord on the next downbeat that rings for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

BEATS_PER_BAR = 4
PHRASE = 4  # bars
LONGEST_TAIL = 2.2  # seconds of the closing chord
TAIL_SHARE = 0.16  # of a short piece


@dataclass(frozen=True)
class Form:
    """`bars` whole bars of music with `beat` seconds per beat; then the closing chord.

    `pickup` beats stand before the first bar when a short length has no room for whole bars.
    """

    bars: int
    beat: float
    pickup: int
    seconds: float

    @property
    def close(self) -> float:
        """When the closing chord sounds, in seconds."""
        return self.beat * (self.pickup + self.bars * BEATS_PER_BAR)

    @property
    def intro(self) -> int:
        """The bars over which the parts come in."""
        return 0 if self.bars < 4 else 1 if self.bars < 10 else 2 if self.bars < 24 else 4

    def energy(self, bar: int) -> int:
        """How full a bar is: 0 bare, 1 light, 2 moving, 3 everything."""
        intro = self.intro
        if bar < intro:
            return 0 if bar < intro // 2 else 1
        if self.bars - bar <= 2:
            return 3
        place = (bar - intro) // PHRASE
        if self.bars < 16:
            return 2 if place == 0 and bar - intro < 2 else 3
        return (2, 3, 3, 2, 3, 1, 3, 3)[place % 8]

    def phrase(self, bar: int) -> tuple[int, int]:
        """The number of the phrase that a bar is in, and the bar's place in it."""
        return divmod(bar, PHRASE)


def fit(seconds: float, slowest: float, fastest: float) -> Form:
    """The form for a length in seconds and a range of tempos in beats per minute."""
    tail = min(LONGEST_TAIL, TAIL_SHARE * seconds + 0.4)
    middle = 120 / (slowest + fastest)
    best: tuple[float, int, float] | None = None
    most = int((seconds - 0.6 * tail) * fastest / 60) + 1
    for beats in range(max(0, most - 24), most + 1):
        if beats == 0:
            continue
        beat = min(max((seconds - tail) / beats, 60 / fastest), 60 / slowest)
        left = seconds - beat * beats
        if left < 0.3 or left < 0.5 * tail:
            continue
        loose = beats % BEATS_PER_BAR
        cost = abs(left - tail) / tail + 0.5 * abs(beat / middle - 1)
        cost += (0.0, 1.2, 0.6, 1.2)[loose]
        if best is None or cost < best[0]:
            best = (cost, beats, beat)
    if best is None:
        return Form(0, 60 / fastest, 0, seconds)
    _, beats, beat = best
    bars, pickup = divmod(beats, BEATS_PER_BAR)
    # Less than a bar would be some beats of nothing: then the closing chord is all there is.
    return Form(bars, beat, pickup if bars else 0, seconds)
