"""The instruments, without an oscillator that could alias.

- `struck`: a sum of damped partials (piano, plucks, bells, basses). The phasors of a note are an
  outer product of a coarse and a fine clock, so a note is a few matrix products.
- `sustained`: a chord made in the frequency domain with a little random spread per partial and
  then turned into a loop (pads, strings, supersaws): wide, and cheap for any number of notes.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nemo_studio.renderer.audio.music.theory import frequency
from nemo_studio.renderer.audio.samples import Samples

FINE = 256  # samples in a row of a note
ROWS = 32  # of a note that are made by one product: small ones, which BLAS does not thread
LOOP_SECONDS = 4.0
CHORD_WIDTH = 0.6
NARROWEST = 0.7  # of a partial, in bins: narrower ones would fall between bins


@dataclass(frozen=True)
class Struck:
    """Partials as (ratio, level, seconds to fall by 60 dB at 220 Hz)."""

    partials: tuple[tuple[float, float, float], ...]
    attack: float = 0.003
    release: float = 0.12
    key_fall: float = 0.5  # how much quicker high notes die: time ~ frequency ** -key_fall
    tremolo: tuple[float, float] = (0.0, 0.0)  # rate in Hz, depth
    ring: float = 1.0  # longest sound in multiples of the written length (over it: released)


@dataclass(frozen=True)
class Sustained:
    partials: int
    slope: float  # level of partial n is n ** -slope
    cents: float  # spread
    attack: float
    release: float
    low_pass: float = 20_000.0  # Hz, 12 dB per octave
    odd: float = 1.0  # level of even partials against odd ones


def harmonics(
    count: int, slope: float, first: float, fall: float
) -> tuple[tuple[float, float, float], ...]:
    """`count` harmonic partials whose level falls as n ** -slope and whose time as n ** -fall."""
    return tuple((float(n), n**-slope, first * n**-fall) for n in range(1, count + 1))


def strike(voice: Struck, pitch: int, seconds: float, rate: int) -> NDArray[np.float32]:
    """One note, shape (n,): `seconds` held, then the voice's release."""
    base = frequency(pitch)
    count = round((seconds * voice.ring + voice.release) * rate)
    partials = [p for p in voice.partials if p[0] * base < 0.42 * rate]
    ratio, level, fall = (np.array(column) for column in zip(*partials, strict=True))
    fall = fall * (base / 220) ** -voice.key_fall
    pole = (-6.9 / fall + 2j * np.pi * base * ratio) / rate
    # Phases that rise with the square keep the partials' peaks apart (Schroeder).
    start = level * np.exp(1j * np.pi * np.arange(len(level)) ** 2 / len(level))
    rows = -(-count // (FINE * ROWS)) * ROWS
    coarse = np.exp(np.outer(np.arange(rows) * FINE, pole)) * start
    coarse = coarse.reshape(-1, ROWS, len(pole))
    fine = np.exp(np.outer(pole, np.arange(FINE)))
    real = coarse.real.astype(np.float32), coarse.imag.astype(np.float32)
    wave = real[0] @ fine.imag.astype(np.float32) + real[1] @ fine.real.astype(np.float32)
    note: NDArray[np.float32] = wave.reshape(-1)[:count] / np.float32(level.sum())
    rate_hz, depth = voice.tremolo
    if depth:
        note *= 1 - depth * (0.5 - 0.5 * np.cos(2 * np.pi * rate_hz * np.arange(count) / rate))
    return _shaped(note, voice.attack, voice.release, rate)


def _shaped(
    note: NDArray[np.float32], attack: float, release: float, rate: int
) -> NDArray[np.float32]:
    """Smooth ends, in place: raised cosines, to exactly zero."""
    rise, fall = (min(round(s * rate), note.shape[-1] // 2) for s in (attack, release))
    if rise:
        note[..., :rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)
    if fall:
        note[..., -fall:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)
    return note


def sustain(voice: Sustained, pitches: tuple[int, ...], seconds: float, rate: int) -> Samples:
    """A chord, shape (2, n): the channels differ in phase, which is what makes it wide."""
    count = round((seconds + voice.release) * rate)
    size = 1 << min(round(LOOP_SECONDS * rate), max(count, FINE)).bit_length()
    levels = _spectrum(voice, pitches, size, rate)
    rng = np.random.default_rng(zlib.crc32(repr((voice, pitches)).encode()))
    middle = rng.uniform(0, 2 * np.pi, len(levels))
    turn = rng.uniform(-1, 1, (2, len(levels))) * (0.5 * np.pi)
    loop = np.fft.irfft(levels * np.exp(1j * (middle + turn)), size).astype(np.float32)
    loop *= 0.25 / max(float(np.sqrt(np.mean(loop**2))), 1e-9)
    chord = np.tile(loop, (1, -(-count // size)))[:, :count]
    return _shaped(chord, voice.attack, voice.release, rate)


def _spectrum(
    voice: Sustained, pitches: tuple[int, ...], size: int, rate: int
) -> NDArray[np.float64]:
    levels = np.zeros(size // 2 + 1)
    for pitch in pitches:
        base = frequency(pitch)
        for n in range(1, voice.partials + 1):
            hertz = base * n
            if hertz > min(0.42 * rate, 16_000):
                break
            level = n**-voice.slope / (1 + (hertz / voice.low_pass) ** 2)
            level *= 1.0 if n % 2 else voice.odd
            spread = (2 ** (voice.cents / 1200) - 1) * hertz
            width = max(spread * size / rate, NARROWEST)
            place = hertz * size / rate
            reach = int(3 * width) + 1
            low = max(1, int(place) - reach)
            at = np.arange(low, min(int(place) + reach + 1, len(levels)))
            # The energy of a partial does not depend on how widely it is spread.
            levels[at] += level * np.exp(-0.5 * ((at - place) / width) ** 2) / np.sqrt(width)
    return levels


PIANO = Struck(harmonics(12, 1.35, 3.2, 0.85), attack=0.006, release=0.25)
FELT = Struck(harmonics(7, 1.9, 3.5, 0.8), attack=0.014, release=0.45)
KEYS = Struck(  # electric piano: a tine over a soft fundamental
    ((1, 1.0, 3.0), (2, 0.28, 1.6), (3, 0.14, 1.0), (4, 0.05, 0.6), (7.1, 0.07, 0.18)),
    attack=0.005, release=0.2, tremolo=(4.6, 0.16),
)  # fmt: skip
PLUCK = Struck(harmonics(14, 1.15, 0.9, 0.75), attack=0.002, release=0.15, ring=1.6)
MUTED = Struck(harmonics(9, 1.3, 0.42, 0.7), attack=0.002, release=0.08, key_fall=0.3, ring=1.4)
MARIMBA = Struck(((1, 1.0, 0.9), (3.93, 0.28, 0.28), (9.2, 0.09, 0.09)), attack=0.002, ring=2.5)
BELL = Struck(
    ((1, 1.0, 3.2), (2.0, 0.35, 2.2), (2.76, 0.18, 1.2), (5.4, 0.10, 0.6), (8.9, 0.04, 0.25)),
    attack=0.003, release=0.6, ring=2.5,
)  # fmt: skip
VIBES = Struck(
    ((1, 1.0, 2.6), (4.0, 0.16, 0.7), (9.9, 0.03, 0.12)), 0.004, 0.4, tremolo=(5.2, 0.25), ring=1.4
)
ARP = Struck(harmonics(18, 0.95, 0.55, 0.9), attack=0.002, release=0.1, key_fall=0.3, ring=1.5)
SUB = Struck(
    ((1, 1.0, 4.0), (2, 0.5, 2.0), (3, 0.22, 1.0), (4, 0.1, 0.6)), attack=0.008, release=0.07
)
FINGER = Struck(harmonics(8, 1.3, 2.2, 0.7), attack=0.005, release=0.07)
GROWL = Struck(harmonics(16, 1.0, 1.4, 0.8), attack=0.004, release=0.05, key_fall=0.2)
PAD = Sustained(14, 1.25, 14, attack=0.5, release=0.9, low_pass=1800)
AIR = Sustained(8, 1.5, 20, attack=1.6, release=2.2, low_pass=1500)
WARM = Sustained(10, 1.4, 12, attack=0.35, release=0.7, low_pass=900)
STRINGS = Sustained(20, 1.05, 16, attack=0.28, release=0.5, low_pass=3000)
STACCATO = Sustained(18, 1.0, 14, attack=0.02, release=0.14, low_pass=3400)
BRASS = Sustained(16, 0.9, 7, attack=0.18, release=0.4, low_pass=1600)
SUPERSAW = Sustained(40, 1.0, 16, attack=0.012, release=0.12, low_pass=6500)
LEAD = Sustained(24, 1.0, 7, attack=0.015, release=0.16, low_pass=4200)
DRONE = Sustained(6, 1.5, 8, attack=1.2, release=2.0, low_pass=500)

INSTRUMENTS: dict[str, Struck | Sustained] = {
    "piano": PIANO, "felt": FELT, "keys": KEYS, "pluck": PLUCK, "muted": MUTED,
    "marimba": MARIMBA, "bell": BELL, "vibes": VIBES, "arp": ARP, "sub": SUB, "finger": FINGER,
    "growl": GROWL, "pad": PAD, "air": AIR, "warm": WARM, "strings": STRINGS,
    "staccato": STACCATO, "brass": BRASS, "supersaw": SUPERSAW, "lead": LEAD, "drone": DRONE,
}  # fmt: skip


def play(name: str, pitches: tuple[int, ...], seconds: float, rate: int) -> NDArray[np.float32]:
    """Notes of an instrument together: (n,) for one struck note, else (2, n).

    A struck chord is spread like a keyboard, low notes on the left.
    """
    voice = INSTRUMENTS[name]
    if isinstance(voice, Sustained):
        return sustain(voice, pitches, seconds, rate)
    notes = np.stack([strike(voice, pitch, seconds, rate) for pitch in pitches])
    if len(pitches) == 1:
        single: NDArray[np.float32] = notes[0]
        return single
    angle = np.pi / 4 * (1 + CHORD_WIDTH * np.linspace(-1, 1, len(pitches)))
    sides = np.sqrt(2) * np.stack([np.cos(angle), np.sin(angle)])
    chord: NDArray[np.float32] = np.einsum("sp,pn->sn", sides.astype(np.float32), notes)
    return chord
