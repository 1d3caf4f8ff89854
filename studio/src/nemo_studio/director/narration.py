"""The words of a voice-over that a message gives: quoted, or all that stands behind "says:"."""

from __future__ import annotations

import re

from .directions import is_order
from .prose import split_sentences
from .quotes import Quoted, take_quotes

_LEAD = re.compile(
    r"(?:\bvoice[- ]?overs?\b|\bnarrat(?:ion|or|ing)\b|旁白|配音|解说)(?:词|内容)?"
    r"(?:[^.!?。！？\n⟦:：]{0,40}?(?:\bsay(?:s|ing)\b|\bread(?:s|ing)\b|\bspeaking\b|\bto say\b"
    r"|说|念|读|讲)\s*[:：,，]?|[^.!?,，。！？\n⟦:：]{0,24}[:：])\s*(?P<words>[^\s⟦].*)$",
    re.IGNORECASE | re.DOTALL,
)


def take_narration(quoted: Quoted) -> Quoted:
    """The message with the unquoted words of its voice-over taken out as a quoted text.

    "a voiceover that says: Welcome. We open at nine. Use calm music." -> the last sentence is an
    order and stays.
    """
    match = _LEAD.search(quoted.text)
    if match is None:
        return quoted
    sentences = split_sentences(match["words"])
    kept = len(sentences)
    while kept > 1 and is_order(sentences[kept - 1]):
        kept -= 1
    if not kept:
        return quoted
    words = quoted.fill(" ".join(sentences[:kept]))
    orders = " ".join(sentences[kept:])
    mark = f"⟦{len(quoted.texts)}⟧"
    text = f"{quoted.text[: match.start('words')]}{mark}. {orders}".strip()
    return Quoted(text, (*quoted.texts, words))


def gives_narration(message: str) -> bool:
    """Whether a message holds the unquoted words of a voice-over."""
    quoted = take_quotes(message)
    return take_narration(quoted) is not quoted
