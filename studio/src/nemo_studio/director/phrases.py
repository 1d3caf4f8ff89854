"""Honest lines by topic, in English and Chinese (`phrases.json`).

The lines state no facts, no numbers and no praise: what is particular to a business comes from
the user's own words. The last topic of the file is the one for everything else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nemo_studio.timeline.draft import BackgroundStyle, Mood

from .language import Language

_FILE = Path(__file__).with_name("phrases.json")


@dataclass(frozen=True)
class Copy:
    """The lines of one language; `middle` as (text, smaller text under it or "")."""

    open: tuple[str, ...]
    middle: tuple[tuple[str, str], ...]
    close: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """A kind of subject: the words it is known by, and how a video about it looks and sounds."""

    name: str
    words: tuple[str, ...]
    mood: Mood
    tone: str
    styles: tuple[BackgroundStyle, ...]
    copy: dict[Language, Copy]


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """All topics of the bank, the generic one last."""
    return tuple(_topic(entry) for entry in json.loads(_FILE.read_text("utf-8")))


def _topic(entry: dict[str, Any]) -> Topic:
    copy: dict[Language, Copy] = {
        "en": _copy(entry["en"]),
        "zh": _copy(entry["zh"]),
    }
    return Topic(
        name=entry["name"],
        words=tuple(entry["words"]),
        mood=entry["mood"],
        tone=entry["tone"],
        styles=tuple(entry["styles"]),
        copy=copy,
    )


def _copy(entry: dict[str, Any]) -> Copy:
    middle = tuple((text, body) for text, body in entry["middle"])
    return Copy(tuple(entry["open"]), middle, tuple(entry["close"]))
