"""Sentences for the user, in the user's language (English and Chinese; others get English)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .catalogue import SENTENCES


@dataclass(frozen=True)
class Sentence:
    """A sentence of the catalogue that is put into a language when it is told. Values may be
    sentences themselves."""

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
    values = {
        name: told(value, language) if isinstance(value, Sentence) else value
        for name, value in text.values.items()
    }
    english, chinese = SENTENCES[text.key]
    return (chinese if is_chinese(language) else english).format(**values)


def say(key: str, language: str, /, **values: object) -> str:
    """The sentence `key`, told."""
    return told(Sentence(key, values), language)


def is_chinese(language: str) -> bool:
    return language.lower().startswith("zh")


def joined(parts: list[str], language: str) -> str:
    return ("；" if is_chinese(language) else "; ").join(parts)


def sentences(parts: list[str], language: str) -> str:
    return ("" if is_chinese(language) else " ").join(parts)
