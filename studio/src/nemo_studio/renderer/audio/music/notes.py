"""Notes that were played lately, kept for when they come again: a piece repeats most of its own.

They are kept in 16 bits, each over its own range: half the memory, and what that adds lies 98 dB
under the note's peak.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_BYTES = 12 << 20  # with 9, the cinematic mood takes more than twice the time (measured)
_STEPS = 32767


class Note(NamedTuple):
    """`samples` (n,) or (2, n), int16; times `step` they are what was rendered."""

    samples: NDArray[np.int16]
    step: float


class Notes:
    """The cache; what was not asked for longest goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._kept: OrderedDict[Hashable, Note] = OrderedDict()

    def get(self, key: Hashable, render: Callable[[], NDArray[np.float32]]) -> Note:
        """The note of a key, rendered when it is not kept; the same samples either way."""
        note = self._kept.get(key)
        if note is not None:
            self._kept.move_to_end(key)
            return note
        note = _narrow(render())
        self._kept[key] = note
        self._bytes += note.samples.nbytes
        while self._bytes > self._most and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].samples.nbytes
        return note


def _narrow(sound: NDArray[np.float32]) -> Note:
    step = float(np.abs(sound).max(initial=0.0)) / _STEPS or 1.0
    return Note(np.rint(sound / np.float32(step)).astype(np.int16), step)
