"""The director's sentences (`sentences.json`, English and Chinese) and how values are written."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from .language import Language

Section = Literal["say", "moods", "changes", "notes"]
_FILE = Path(__file__).with_name("sentences.json")


@lru_cache(maxsize=1)
def _sentences() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return found


def phrase(section: Section, key: str, language: Language) -> str:
    """One sentence as it is, with its places for values."""
    text: str = _sentences()[section][key][language == "zh"]
    return text


def remark(key: str, language: Language) -> str:
    """A remark without values, from the edits' notes or from what else is said."""
    section: Section = "notes" if key in _sentences()["notes"] else "say"
    return phrase(section, key, language)


def ask_words(kind: str, part: str, language: Language) -> str:
    """A question's "prompt", or the label of one of its options."""
    text: str = _sentences()["questions"][kind][part][language == "zh"]
    return text


def say(key: str, language: Language, **values: object) -> str:
    """A sentence with its values filled in."""
    return phrase("say", key, language).format(**values)


def mood_name(mood: str, language: Language) -> str:
    """A music mood as users call it."""
    return phrase("moods", mood, language)


def count_of(noun: Literal["scene", "file"], count: int, language: Language) -> str:
    """ "1 scene", "5 scenes", "5 个场景"."""
    return say(noun if count == 1 else f"{noun}s", language, count=count)


def seconds(ms: int, language: Language = "en") -> str:
    """ "20 s", "1.5 s", "20 秒"."""
    unit = "秒" if language == "zh" else "s"
    return f"{round(ms / 1000, 2):g} {unit}"


def span_of(begin_ms: int, end_ms: int, language: Language = "en") -> str:
    """ "0-3 s"."""
    return f"{begin_ms / 1000:g}-{seconds(end_ms, language)}"


def percent(gain: float) -> str:
    """ "35%" of a linear gain."""
    return f"{round(gain * 100)}%"
