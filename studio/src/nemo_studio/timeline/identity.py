"""Ids of members, and the seeds that hang on them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

_NUMBER = re.compile(r"\d{1,6}$")
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


def text_of(scene: str) -> str:
    """The id of a scene's card or title."""
    return f"{scene}-text"


def caption_of(scene: str, number: int | None = None) -> str:
    return f"{scene}-caption" if number is None else f"{scene}-caption-{number}"


def voice_of(scene: str) -> str:
    return f"{scene}-voice"
