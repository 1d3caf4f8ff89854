"""The six moods as data: tempo, harmony, and the layers that play.

A pattern is one bar of sixteen steps. In chord, lead and drum layers `X` is an accent, `x` a
beat, `o` a ghost; in bass layers a digit is the interval over the root (0 root, 3 third, 5 fifth,
7 seventh, 8 octave); in arpeggios it is the chord tone, counted upwards through the octaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["chords", "pad", "bass", "arp", "lead", "drum"]


@dataclass(frozen=True)
class Layer:
    part: Part
    instrument: str
    patterns: tuple[str, ...] = ("X...............",)
    db: float = -12.0
    energy: int = 0  # plays in bars at least this full
    until: int = 3  # and at most this full
    centre: int = 60  # MIDI note around which it plays
    hold: float = 1.0  # steps to the next note that a note is held, as a share
    pan: float = 0.0  # -1 left to 1 right; notes of arpeggios swing to both sides by it
    send: float = 0.2  # to the reverb
    echo: tuple[float, float, int] = (0.0, 0.0, 0)  # beats, gain per repeat, repeats
    closes: bool = True  # plays in the closing chord


@dataclass(frozen=True)
class Style:
    tempo: tuple[float, float]  # slowest and fastest, beats per minute
    scale: str
    tonics: tuple[int, ...]  # MIDI notes to choose from
    progressions: tuple[tuple[int, ...], ...]  # scale degrees, one chord per `chord_bars`
    layers: tuple[Layer, ...]
    chord_size: int = 3
    cadence: int = 4  # degree of the bar before the closing chord
    chord_bars: int = 1
    swing: float = 0.0  # how late odd sixteenths are, in steps
    loose_ms: float = 0.0  # how far notes stray from the grid
    pump: float = 0.0  # how far the kick pushes the rest down, 0 to 1
    tape: float = 1.0  # level at which everything saturates, softly
    room: tuple[float, float, float] = (1.2, 5000.0, 0.5)  # reverb: seconds, Hz, level
    level_db: float = 0.0  # makes all moods equally loud


FOUR = "X...X...X...X..."
BACKBEAT = "....X.......X..."

LOFI = Style(
    tempo=(72, 86), scale="dorian", tonics=(57, 60, 62, 55), chord_size=5,
    progressions=((0, 3, 0, 4), (0, 3, 6, 2), (1, 4, 0, 0), (0, 6, 3, 4)),
    swing=0.3, loose_ms=9.0, pump=0.25, tape=0.65, room=(1.1, 3200.0, 0.45), level_db=0.0,
    layers=(
        Layer("chords", "keys", ("X.....x...x.....", "X......x..o.....", "X...o.....x..o.."), -9,
              centre=63, hold=0.95, send=0.3),
        Layer("pad", "warm", db=-19, centre=58, send=0.35),
        Layer("bass", "sub", ("0.....0...5.....", "0......0..7...5.", "0.....5...0...8."), -6,
              energy=1, centre=36, hold=0.85, send=0.0),
        Layer("arp", "vibes", ("..3...2...4...1.", "....4..3..2.....", "3.....5...4....."), -15,
              energy=2, centre=70, hold=2.0, pan=0.4, send=0.5, echo=(0.75, 0.4, 2),
              closes=False),
        Layer("lead", "vibes", ("x..x....x.x.....", "..x.x...x...x...", "x.....x...x....."), -11,
              energy=3, centre=74, hold=1.2, pan=-0.2, send=0.45, echo=(0.75, 0.35, 2)),
        Layer("drum", "soft_kick", ("X......x..X.....", "X.....x...X..o..", "X..o......X....."), -4,
              energy=1, send=0.03),
        Layer("drum", "rim", (BACKBEAT, "....X.......X..o"), -6, energy=1, pan=0.05, send=0.18,
              closes=False),
        Layer("drum", "dull_hat", ("x.o.x.o.x.o.x.oo", "x.oox.o.x.o.xoo."), -12, energy=1,
              pan=-0.3, send=0.08, closes=False),
        Layer("drum", "crackle", ("x.......x.......",), -25, send=0.0),
    ),
)  # fmt: skip

UPBEAT = Style(
    tempo=(112, 126), scale="major", tonics=(60, 62, 57, 55),
    progressions=((0, 4, 5, 3), (0, 3, 5, 4), (0, 5, 3, 4), (3, 4, 0, 5)),
    pump=0.3, room=(1.0, 6000.0, 0.35), level_db=0.0,
    layers=(
        Layer("chords", "pluck", ("X..x..x.X..x..x.", "X.x..x.xX.x..x..", "X..X..X..X..X.X."), -9,
              centre=64, hold=1.3, pan=-0.25, send=0.25),
        Layer("chords", "piano", ("X.......X.......", "X.....X.....X..."), -14, energy=1,
              centre=60, hold=0.9, pan=0.15),
        Layer("bass", "finger", ("0..0..8.0..0..5.", "0.0.8.0.0.0.5.8.", "0...0..80...5..."), -6,
              energy=1, centre=38, hold=0.8, send=0.0),
        Layer("arp", "marimba", ("0.2.4.2.1.3.5.3.", "4.2.3.1.2.4.5.2."), -13, energy=2,
              centre=72, hold=2.0, pan=0.45, send=0.3, closes=False),
        Layer("lead", "bell", ("X..x..x.x...x...", "x.x.x...X..x..x.", "x...x.x.x..x...."), -12,
              energy=3, centre=79, hold=1.3, send=0.35, echo=(0.75, 0.3, 2)),
        Layer("pad", "strings", db=-21, energy=3, centre=67, send=0.4),
        Layer("drum", "kick", (FOUR, "X...X...X..xX..."), -8, energy=2, send=0.02),
        Layer("drum", "clap", (BACKBEAT, "....X.......X.o."), -9, energy=2, send=0.22),
        Layer("drum", "shaker", ("x.oxx.oxx.oxx.ox",), -13, energy=1, pan=0.35, closes=False),
        Layer("drum", "open_hat", ("..x...x...x...x.",), -15, energy=3, pan=-0.25,
              closes=False),
    ),
)  # fmt: skip

AMBIENT = Style(
    tempo=(60, 72), scale="lydian", tonics=(57, 60, 62, 53), chord_size=5, cadence=1, chord_bars=2,
    progressions=((0, 1, 5, 4), (0, 4, 5, 1), (0, 5, 2, 4)),
    loose_ms=14.0, room=(3.2, 4500.0, 0.9), level_db=-2.4,
    layers=(
        Layer("pad", "pad", db=-8, centre=60, send=0.5),
        Layer("pad", "air", db=-14, centre=74, energy=1, send=0.7),
        Layer("bass", "drone", ("0...............",), -9, centre=38, hold=1.1, send=0.15),
        Layer("arp", "felt", ("0...2...4...3...", "2.....4...5...3.", "4...3...1...2..."), -11,
              centre=67, hold=3.0, pan=0.5, send=0.6, echo=(1.5, 0.4, 2), closes=False),
        Layer("lead", "bell", ("x...........x...", "....x.......x...", "x.......x......."), -17,
              energy=2, centre=81, hold=2.0, pan=-0.3, send=0.8, echo=(1.0, 0.45, 3)),
    ),
)  # fmt: skip

CINEMATIC = Style(
    tempo=(78, 94), scale="minor", tonics=(50, 52, 48, 57), cadence=6,
    progressions=((0, 5, 2, 6), (0, 3, 5, 4), (0, 5, 3, 6), (0, 2, 6, 5)),
    room=(2.6, 5200.0, 0.7), level_db=-0.4, loose_ms=3.0,
    layers=(
        Layer("pad", "strings", db=-11, centre=58, send=0.45),
        Layer("bass", "drone", ("0...............",), -9, centre=33, hold=1.05, send=0.15),
        Layer("arp", "staccato", ("0.1.2.1.0.1.2.1.", "0.0.2.0.1.0.2.1.", "0.2.1.2.3.2.1.2."), -12,
              energy=1, centre=57, hold=0.7, pan=0.3, send=0.35, closes=False),
        Layer("arp", "staccato", ("0.0.0.0.0.0.0.0.", "0..0..0.0..0..0."), -13, energy=3,
              centre=45, hold=0.6, pan=-0.3, send=0.3, closes=False),
        Layer("lead", "piano", ("X.......x...x...", "X.....x.x.......", "x...x...X......."), -7,
              centre=72, hold=1.5, send=0.5, echo=(1.5, 0.25, 1)),
        Layer("pad", "brass", db=-15, energy=3, centre=50, send=0.45),
        Layer("drum", "taiko", ("X.....x.X.......", "X..x..x.X...x...", "X.....x.X..xX.x."), -8,
              energy=2, send=0.35),
        Layer("drum", "shaker", ("o.o.x.o.o.o.x.o.",), -20, energy=3, pan=0.3, closes=False),
    ),
)  # fmt: skip

CORPORATE = Style(
    tempo=(104, 118), scale="major", tonics=(62, 60, 64, 55),
    progressions=((0, 4, 5, 3), (0, 5, 3, 4), (0, 2, 3, 4), (5, 3, 0, 4)),
    pump=0.15, tape=0.8, room=(1.5, 5000.0, 0.45), level_db=2.2,
    layers=(
        Layer("arp", "muted", ("0.2.1.2.0.2.1.2.", "0.1.2.1.3.1.2.1.", "0.2.3.2.1.2.3.2."), -6,
              centre=62, hold=1.2, pan=0.35, send=0.25, echo=(0.75, 0.4, 2), closes=False),
        Layer("chords", "piano", ("X.......x.......", "X.....x.....x...", "X..........x...."), -11,
              centre=60, hold=1.0, pan=-0.1, send=0.3),
        Layer("pad", "strings", db=-18, energy=1, centre=64, send=0.45),
        Layer("bass", "finger", ("0.......0.....5.", "0.....0.0.......", "0...0...5...0..."), -7,
              energy=1, centre=38, hold=0.9, send=0.0),
        Layer("lead", "bell", ("x.......x.x.....", "..x...x...x.....", "x...x.......x..."), -15,
              energy=3, centre=79, hold=1.5, send=0.45, echo=(0.75, 0.35, 2)),
        Layer("drum", "soft_kick", (FOUR, "X.......X.x....."), -8, energy=2, send=0.03),
        Layer("drum", "clap", (BACKBEAT,), -13, energy=3, send=0.3),
        Layer("drum", "shaker", ("x.o.x.o.x.o.x.o.", "xoo.xoo.xoo.xoo."), -14, energy=2,
              pan=-0.35, closes=False),
    ),
)  # fmt: skip

ELECTRONIC = Style(
    tempo=(120, 130), scale="minor", tonics=(57, 53, 55, 52), cadence=6,
    progressions=((0, 5, 2, 6), (0, 6, 5, 6), (5, 6, 0, 2), (0, 3, 5, 4)),
    pump=0.6, room=(1.3, 7000.0, 0.35), level_db=1.0,
    layers=(
        Layer("pad", "supersaw", db=-10, energy=2, centre=64, send=0.3),
        Layer("pad", "warm", db=-11, until=1, centre=60, send=0.4),
        Layer("arp", "arp", ("0123210201232102", "0.12.0.21.02.1.2", "3210321032103214"), -6,
              centre=69, hold=1.4, pan=0.5, send=0.3, echo=(0.75, 0.35, 2), closes=False),
        Layer("bass", "growl", ("..0...0...0...0.", "..0..00...0..08.", "..0.0.0...0.0.5."), -3,
              energy=1, centre=33, hold=0.8, send=0.0),
        Layer("lead", "lead", ("X..x..x.....x...", "x.x..x..x..x....", "X.....x.x..x..x."), -11,
              energy=3, centre=76, hold=0.8, send=0.35, echo=(0.75, 0.3, 2)),
        Layer("drum", "kick", (FOUR,), -8, energy=1, send=0.01),
        Layer("drum", "clap", (BACKBEAT,), -10, energy=2, send=0.2),
        Layer("drum", "hat", ("x.ox.ox.x.ox.oxo", "xoxoxoxoxoxoxoxo"), -13, energy=2, pan=0.2,
              closes=False),
        Layer("drum", "open_hat", ("..X...X...X...X.",), -13, energy=3, pan=-0.15,
              closes=False),
    ),
)  # fmt: skip

STYLES: dict[str, Style] = {
    "lofi": LOFI, "upbeat": UPBEAT, "ambient": AMBIENT, "cinematic": CINEMATIC,
    "corporate": CORPORATE, "electronic": ELECTRONIC,
}  # fmt: skip
