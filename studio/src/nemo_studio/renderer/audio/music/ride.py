"""The hand on the fader: lifts an intro and a closing chord that are far under the music's body."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nemo_studio.renderer.audio.samples import Samples

BODY_DB = -15.5  # the RMS level of all moods where everything plays (their `level_db` sees to it)
MOST_LIFT_DB = 14.0
HOP_SECONDS = 0.02
WINDOW = 11  # hops: slow enough to leave a note's own shape
GLIDE_SECONDS = 0.15  # from no lift at all, and back to it


def lifted(
    sound: Samples, first_db: float, last_db: float, sample_rate: int, *,
    rising: bool = False, landing: bool = False,
) -> Samples:  # fmt: skip
    """The sound (2, n), nowhere much quieter than a line between two levels relative to BODY_DB.

    rising: the lift begins at 0 dB, after what was heard before; landing: it is back at 0 dB by
    the end, before what enters there.
    """
    hop = round(HOP_SECONDS * sample_rate)
    count = sound.shape[1]
    if count < hop:
        return sound
    level = _levels(sound, hop)
    wanted = BODY_DB + np.linspace(first_db, last_db, len(level))
    gains = np.clip(wanted - level, 0.0, MOST_LIFT_DB)
    at = np.arange(count)
    curve = np.interp(at, (np.arange(len(level)) + 0.5) * hop, gains)
    glide = 0.5 - 0.5 * np.cos(np.pi * np.clip(at / (GLIDE_SECONDS * sample_rate), 0.0, 1.0))
    if rising:
        curve *= glide
    if landing:
        curve *= glide[::-1]
    out: Samples = sound * (10 ** (curve / 20)).astype(np.float32)
    return out


def _levels(sound: Samples, hop: int) -> NDArray[np.float64]:
    """The level in dB around each hop."""
    whole = sound.shape[1] // hop
    power = np.square(sound[:, : whole * hop], dtype=np.float64).reshape(2, whole, hop)
    padded = np.pad(power.mean(axis=(0, 2)), WINDOW // 2, mode="edge")
    smooth = np.convolve(padded, np.hanning(WINDOW + 2)[1:-1], "valid")
    levels: NDArray[np.float64] = 10 * np.log10(smooth / np.hanning(WINDOW + 2).sum() + 1e-9)
    return levels
