"""The cache of notes: the same samples kept or made anew, and never more than its bytes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nemo_studio.renderer.audio.music.notes import Notes


def tone(key: int) -> np.ndarray:
    t = np.arange(480) / 48_000
    return (np.sin(2 * np.pi * (200 + 40 * key) * t) * (1 + key)).astype(np.float32)


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 6))
def test_what_was_dropped_comes_back_the_same(keys: list[int], room: int) -> None:
    notes = Notes(room * 480 * 2)
    made = []

    def note(key: int) -> np.ndarray:
        kept = notes.get(key, lambda: made.append(key) or tone(key))
        return kept.samples * np.float32(kept.step)

    recent: list[int] = []
    for key in keys:
        before = len(made)
        # 16 bits: half a step of the note's own range, 1 / 32767 of its peak, at the most.
        assert np.abs(note(key) - tone(key)).max() <= 0.51 * (1 + key) / 32_767
        assert (len(made) == before) == (key in recent), "the latest ones are kept, no others"
        recent = [k for k in recent if k != key][-(room - 1) :] if room > 1 else []
        recent.append(key)


def test_silence_is_a_note() -> None:
    note = Notes().get("rest", lambda: np.zeros(10, np.float32))
    assert not note.samples.any() and note.step > 0
