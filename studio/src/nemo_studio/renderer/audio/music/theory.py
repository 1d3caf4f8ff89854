"""Scales and chords as MIDI note numbers."""

from __future__ import annotations

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}


def frequency(pitch: float) -> float:
    """Hertz of a MIDI note (69 is A4, 440 Hz)."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def scale_note(tonic: int, scale: str, degree: int) -> int:
    """The note `degree` scale steps above the tonic (may be negative)."""
    steps = SCALES[scale]
    octave, step = divmod(degree, len(steps))
    return tonic + 12 * octave + steps[step]


def chord(tonic: int, scale: str, degree: int, size: int) -> list[int]:
    """The chord on a degree: `size` notes, each a third above the last; root first."""
    return [scale_note(tonic, scale, degree + 2 * n) for n in range(size)]


def voiced(notes: list[int], centre: int) -> tuple[int, ...]:
    """The chord with every note moved by octaves to be nearest to `centre`, low to high.

    Neighbouring chords then share a register and move by small steps, as a player's hand would.
    """
    return tuple(sorted({centre + (n - centre + 6) % 12 - 6 for n in notes}))
