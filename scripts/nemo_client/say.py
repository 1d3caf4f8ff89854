"""Sentences for the user, in the user's language (English and Chinese; others get English).

They stand in `catalogue.json`, by section and key. `{…}` are filled in where a sentence is told.
What the backend says is a value, never a sentence; keys `do_…` say what to do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SENTENCES: dict[str, tuple[str, str]] = {
    key: (english, chinese)
    for section in json.loads(
        Path(__file__).with_name("catalogue.json").read_text(encoding="utf-8")
    ).values()
    for key, (english, chinese) in section.items()
}
"""Key: (English, Chinese)."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the catalogue that is put into a language when it is told. Values may be
    sentences themselves, or lists of them."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return told(self, "en")


Text = str | Sentence
"""A sentence of ours, or words that are told as they are: the backend's."""


def sentence(key: str, /, **values: object) -> Sentence:
    """The sentence `key` for whoever tells it."""
    return Sentence(key, values)


def told(text: Text, language: str) -> str:
    """The text in Chinese for a zh language, else in English."""
    if isinstance(text, str):
        return text
    values = {name: _filled_in(value, language) for name, value in text.values.items()}
    english, chinese = SENTENCES[text.key]
    return (chinese if is_chinese(language) else english).format(**values)


def _filled_in(value: Any, language: str) -> Any:
    if isinstance(value, Sentence):
        return told(value, language)
    if isinstance(value, list):
        return joined([told(part, language) for part in value], language)
    return value


def say(key: str, language: str, /, **values: object) -> str:
    """The sentence `key`, told."""
    return told(Sentence(key, values), language)


def is_chinese(language: str) -> bool:
    return language.lower().startswith("zh")


def joined(parts: list[str], language: str) -> str:
    return ("；" if is_chinese(language) else "; ").join(parts)


def sentences(parts: list[str], language: str) -> str:
    return ("" if is_chinese(language) else " ").join(parts)
