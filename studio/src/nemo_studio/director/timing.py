"""How long a text must stay to be read, and how a length is shared out exactly."""

from __future__ import annotations

from collections.abc import Sequence

from .durations import is_cjk

MIN_SCENE_MS = 2200
SETTLE_MS = 900  # entrance, and the eye finding the text
LATIN_PER_S = 15.0
CJK_PER_S = 5.0
_WORDS_SPOKEN_PER_S = 2.6
_CJK_SPOKEN_PER_S = 4.2
_PAUSE_S = 0.2  # at a comma or a full stop
_GRID_MS = 100


def reading_ms(*texts: str) -> int:
    """Milliseconds that the texts of one scene need on the screen, at least MIN_SCENE_MS."""
    joined = "".join(texts)
    cjk = sum(1 for c in joined if is_cjk(c))
    latin = len(joined) - cjk
    return max(MIN_SCENE_MS, round(SETTLE_MS + 1000 * (latin / LATIN_PER_S + cjk / CJK_PER_S)))


def speech_ms(text: str) -> int:
    """About how many milliseconds it takes to say a text."""
    wide = sum(is_cjk(c) for c in text)
    words = sum(any(c.isalnum() and not is_cjk(c) for c in word) for word in text.split())
    pauses = sum(c in ".!?;:,。！？；：，、" for c in text)
    spoken = words / _WORDS_SPOKEN_PER_S + wide / _CJK_SPOKEN_PER_S + _PAUSE_S * pauses
    return round(1000 * (spoken + 0.3))


def share(total_ms: int, needs_ms: Sequence[int]) -> list[int]:
    """Lengths in the proportion of the needs that sum to exactly `total_ms`, each at least 1 ms.

    Multiples of 100 ms but for one of them, where the total allows it.
    """
    if not needs_ms:
        return []
    whole = sum(needs_ms)
    if total_ms >= _GRID_MS * 2 * len(needs_ms):
        parts = [max(_GRID_MS, total_ms * n // whole // _GRID_MS * _GRID_MS) for n in needs_ms]
    else:
        parts = [max(1, total_ms * n // whole) for n in needs_ms]
    rest = total_ms - sum(parts)
    at = max(range(len(parts)), key=lambda i: parts[i])
    while rest < 0:  # the floors took too much: give it back from the longest
        at = max(range(len(parts)), key=lambda i: parts[i])
        step = min(-rest, parts[at] - 1)
        if step <= 0:
            raise ValueError(f"{total_ms} ms is too short for {len(parts)} parts")
        parts[at] -= step
        rest += step
    for i in range(rest // _GRID_MS):
        parts[i % len(parts)] += _GRID_MS
    parts[at] += rest % _GRID_MS
    return parts
