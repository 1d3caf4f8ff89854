"""The user's language, from the user's words: a script test, then a few common words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_SCRIPTS = (
    ("ja", r"[\u3040-\u30ff]"),
    ("ko", r"[\uac00-\ud7af\u1100-\u11ff]"),
    ("zh", r"[\u4e00-\u9fff\u3400-\u4dbf]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("ru", r"[\u0400-\u04ff]"),
    ("el", r"[\u0370-\u03ff]"),
    ("hi", r"[\u0900-\u097f]"),
    ("th", r"[\u0e00-\u0e7f]"),
)
# Characters that only traditional writing has, among the most frequent ones.
_TRADITIONAL = set(
    "個為這來時們說國會學對發經長從現開點麼讓還進樣將關應電業動間門員機體無後線張頻聲圖樂標題"
)
_WORDS = {
    "es": {"el", "la", "los", "una", "un", "para", "con", "vídeo", "de", "y", "que", "haz", "por"},
    "fr": {"le", "les", "une", "un", "pour", "avec", "vidéo", "des", "et", "du", "sur", "moi"},
    "de": {"der", "die", "das", "ein", "eine", "für", "mit", "und", "ist", "mach", "über", "von"},
    "pt": {"o", "os", "uma", "um", "para", "com", "vídeo", "de", "e", "que", "faça", "do", "da"},
    "it": {"il", "lo", "gli", "una", "un", "per", "con", "di", "e", "che", "crea", "della"},
    "nl": {"de", "het", "een", "voor", "met", "en", "van", "maak", "over"},
    "en": {"the", "a", "an", "for", "with", "and", "of", "make", "to", "into", "my", "this"},
}


_WORDS_IN = {"text", "title", "kicker", "body", "items", "caption", "captions", "voice", "value"}


def follow_words(before: str, text: str) -> str:
    """The language to answer in after a further message: another one only when its words, without
    what they quote, clearly are of it. JSON says nothing of it."""
    if is_json(text):
        return before
    own = re.sub(r"[\"“「『«][^\"”」』»]*[\"”」』»]|(?<!\w)['‘][^'’]*['’](?!\w)", " ", text)
    now = detect(own)
    if now == "en" and sum(w in _WORDS["en"] for w in re.findall(r"[a-z]+", own.lower())) < 2:
        return before
    return before if now.partition("-")[0] == before.partition("-")[0] else now


def detect(text: str) -> str:
    """An ISO code such as "en", "zh-CN" or "ja"; "en" when nothing speaks for another. Of a
    storyboard the language that it names, else that of its words."""
    if is_json(text):
        named, text = _in_storyboard(text)
        if named:
            return named
    letters = len(re.findall(r"[^\W\d_]", text)) or 1
    for code, pattern in _SCRIPTS:
        share = len(re.findall(pattern, text)) / letters
        if share > 0.2 or (code == "ja" and share > 0.05):
            if code == "zh":
                return "zh-TW" if sum(c in _TRADITIONAL for c in text) >= 2 else "zh-CN"
            return code
    words = re.findall(r"[^\W\d_]+", text.lower())
    scores = {code: sum(w in common for w in words) for code, common in _WORDS.items()}
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    return best if scores[best] >= 2 and scores[best] > scores["en"] else "en"


def is_json(text: str) -> bool:
    """Whether a message is a storyboard, a patch or a draft, and no words."""
    return re.match(r"\s*(?:\{|\[\s*\{)", text) is not None


def said_in(text: str) -> str | None:
    """The language of a storyboard, named or of its words; None where it has none."""
    named, words = _in_storyboard(text) if text.lstrip().startswith("{") else ("", "")
    return named or (detect(words) if words else None)


def headline(text: str) -> str:
    """What a message is about, to name something after: a storyboard's title, else its first words;
    any other message as it is."""
    told = _loaded(text) if is_json(text) else None
    if not isinstance(told, dict):
        return text
    title = told.get("title")
    return title if title and isinstance(title, str) else next(_words_in(told), text)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _in_storyboard(text: str) -> tuple[str, str]:
    """(the language that it names, its words)"""
    told = _loaded(text)
    named = told.get("language") if isinstance(told, dict) else None
    return named if isinstance(named, str) else "", " ".join(_words_in(told))


def _words_in(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _words_in(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _words_in(inner, key)
    elif isinstance(value, str) and key in _WORDS_IN:
        yield value
