"""Ids of members, and the seeds that hang on them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

_NUMBER = re.compile(r"\d{1,6}$")
_COUNTED = re.compile(r"([a-z])([1-9]\d{0,8})", re.ASCII)
MUSIC = "music"


def seed_of(seed: int, member: str) -> int:
    """A member's seed: by the video's and its own id, wherever it stands.

    Ids that are counted through have seeds that follow each other, so that neighbours differ.
    """
    number = _NUMBER.search(member)
    return seed + (int(number[0]) if number else zlib.crc32(member.encode()) & 0xFFFF)


def next_number(prefix: str, ids: Iterable[str]) -> int:
    """The number above all that ids of this prefix ("s" of s1, s2, …) have."""
    found = (i[len(prefix) :] for i in ids if i.startswith(prefix))
    return max((int(n) for n in found if n.isascii() and n.isdigit()), default=0) + 1


def highest_numbers(ids: Iterable[str]) -> dict[str, int]:
    """The highest number of each prefix: {"s": 4, "t": 1} of s1, s4, t1, s2-text."""
    found: dict[str, int] = {}
    for name in ids:
        if counted := _COUNTED.fullmatch(name):
            found[counted[1]] = max(found.get(counted[1], 0), int(counted[2]))
    return found


def text_of(scene: str) -> str:
    """The id of a scene's card or title."""
    return f"{scene}-text"


def caption_of(scene: str, number: int | None = None) -> str:
    return f"{scene}-caption" if number is None else f"{scene}-caption-{number}"


def voice_of(scene: str) -> str:
    return f"{scene}-voice"
