"""Questions with options, and what an answer to one means.

A question is said in words and as a call of `ask_question`, which clients show as a choice. Who
runs the director hands the last one back in `Project.asked`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from .language import Language
from .say import ask_words
from .steps import Say, Step, ToolCall

TOOL = "ask_question"
Kind = Literal["better", "footage", "file"]
OPTIONS: dict[Kind, tuple[str, ...]] = {
    "better": ("shorter", "look", "music"),
    "footage": ("motion", "clips"),
    "file": ("new", "add"),
}
_ORDINAL = (
    ("1", "one", "first", "a", "一", "第一"), ("2", "two", "second", "b", "二", "两", "第二"),
    ("3", "three", "third", "c", "三", "第三"),
)  # fmt: skip
_PLACE = re.compile(
    r"^\W*(?:i(?:'d| would)? (?:like|choose|pick|want|prefer) |let'?s (?:do|go with|try) |please "
    r"|do |try |go (?:with|for) |take |选择?|要|用|就|我要?选?)*(?:the )?"
    r"(?:options?|number|no\.?|choice|answer|#|选项|方案)?\s*"
    r"(?P<n>\d|one|two|three|first|second|third|a|b|c|第?[一二三两])"
    r"(?:st|nd|rd)?\s*(?:one|option|choice|个|项|种|条|号|吧|please|\W)*$",
    re.IGNORECASE,
)
# What else people say for an option.
_SAID: dict[str, re.Pattern[str]] = {
    option: re.compile(p, re.IGNORECASE)
    for option, p in {
        "motion": r"^\W*(?:yes|yeah|yep|ok(?:ay)?|sure|fine|go (?:on|ahead)|continue|do (?:it|that)"
        r"|please do|好的?|可以|行|继续|是的?|没问题|嗯)\b"
        r"|^\W*(?:好的?|可以|行|继续|是的?|没问题|嗯)"
        r"|\bmotion[- ]graphics?\b|动态图形|动画",
        "clips": r"\b(?:my|own) (?:clips?|footage|videos?|photos?)\b|我的(?:视频|素材|片段|照片)",
        "new": r"\bnew (?:video|one)\b|^\W*new\W*$|新(?:的|视频|建|做)",
        "add": r"^\W*(?:please )?add\b|\bto this(?: one| video)?\W*$|加(?:到|进|入)",
    }.items()
}
_LITTLE = frozenset(
    re.findall(r"\w+", "a an the and or with it make please do to in on of is i want more")
)
_NO = re.compile(
    r"^\W*(?:no|nope|neither|none|never mind|cancel|stop|不|不用|不要|算了|都不)"
    r"(?: thanks?| thank you|了|要)*\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Choice:
    """An option that was chosen, of a question; `option` is "none" when it was declined.

    `more` is what the answer says beyond the option.
    """

    kind: Kind
    option: str
    more: str = ""


def ask(kind: Kind, language: Language, *first: str, **values: object) -> Iterator[Step]:
    """The steps of a question; `first` is said before it."""
    prompt = ask_words(kind, "prompt", language).format(**values)
    options = [{"id": o, "label": ask_words(kind, o, language)} for o in OPTIONS[kind]]
    listed = [f"{i}) {o['label']}" for i, o in enumerate(options, 1)]
    zh = language == "zh"
    said = (
        prompt
        + (" " if not zh else "")
        + ("；" if zh else ", ").join(listed)
        + ("。" if zh else ".")
    )
    yield Say(("" if zh else " ").join([*first, said]))
    question = {"id": kind, "prompt": prompt, "options": options, "allow_multiple": False}
    yield ToolCall(TOOL, {"questions": [question]})


def answer_of(message: str, question: dict[str, Any]) -> Choice | None:
    """The option that a message chooses: by number, by its own words or by what stands for it."""
    asked = (question.get("questions") or [{}])[0]
    kind = asked.get("id")
    if kind not in OPTIONS:
        return None
    if _NO.match(message):
        return Choice(kind, "none")
    labels = {o["id"]: str(o["label"]) for o in asked.get("options", [])}
    if option := _by_place(message, kind) or _by_label(message, labels):
        return Choice(kind, option, _beyond(message, labels[option]))
    option = _by_saying(message, kind)
    return Choice(kind, option) if option else None


def _beyond(message: str, label: str) -> str:
    """What stands behind an option's own words."""
    at = message.lower().find(label.lower())
    return message[at + len(label) :].strip(" ,，.。;；:：") if at >= 0 else ""


def _by_place(message: str, kind: Kind) -> str | None:
    match = _PLACE.match(message)
    if not match:
        return None
    word = match["n"].lower()
    place = next((i for i, words in enumerate(_ORDINAL) if word in words), None)
    return OPTIONS[kind][place] if place is not None and place < len(OPTIONS[kind]) else None


def _by_label(message: str, labels: dict[str, str]) -> str | None:
    said = _words(message)
    for option, label in labels.items():
        if " ".join(label.lower().split()) in " ".join(message.lower().split()):
            return option
    hits = [o for o, label in labels.items() if said and said <= _words(label)]
    return hits[0] if len(hits) == 1 else None


def _words(text: str) -> set[str]:
    han = set(re.findall(r"[\u3400-\u9fff]", text))
    return han | (set(re.findall(r"[a-z']+", text.lower())) - _LITTLE)


def _by_saying(message: str, kind: Kind) -> str | None:
    if len(message) > 80:
        return None
    return next((o for o in OPTIONS[kind] if o in _SAID and _SAID[o].search(message)), None)
