"""The sentences of a text that somebody wrote to be read or said."""

from __future__ import annotations

import re

from .durations import is_cjk

MAX_CARD_LATIN = 90
MAX_CARD_CJK = 34

_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:\.(?=\d)[^.!?。！？\n]*)*[.!?。！？]*[\"”’)]*")
_WRAPPED = re.compile(r"(?<![.!?:。！？：\n])\n(?=[^\S\n]*[a-zà-ÿ(])")  # a line that goes on
_STAGE = re.compile(
    r"^\s*(?:\[[^\]]*\]|\([^)]*\)|#+|[-*•]|\d{1,2}[.)、]|(?:scene|narrator|host|vo"
    r"|旁白|镜头)\s*\d*\s*[:：])\s*",
    re.I,
)
_END = re.compile(
    r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)(?<!\b[ap]\.m\.)(?<=[.!?])\s+"
    r"|(?<=[。！？])|\n",
    re.IGNORECASE,
)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text with all their signs; emoji stay with what they stand behind."""
    out: list[str] = []
    for piece in filter(None, (" ".join(p.split()) for p in _END.split(text))):
        if out and not re.search(r"[^\W_]|⟦", piece):
            out[-1] += f" {piece}"
        else:
            out.append(piece)
    return out


def capital(text: str) -> str:
    """A text that begins with a capital letter; names such as "iOS" stay as they are."""
    return text if re.match(r"[a-z]+[A-Z]", text) else text[:1].upper() + text[1:]


def without_stop(sentence: str) -> str:
    """A sentence as a line of its own: without its full stop, but with "...", "!" and "?"."""
    return re.sub(r"(?<![.。])[.。]$", "", sentence)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text without stage directions and list marks."""
    out = []
    text = _WRAPPED.sub(" ", text.replace("\r", ""))
    for line in text.split("\n"):
        line = _STAGE.sub("", line)
        for match in _SENTENCE.finditer(line):
            sentence = " ".join(match[0].split()).strip(' -–—"“”')
            if re.search(r"\w{2,}|[\u3400-\u9fff]", sentence):
                out.append(sentence)
    return out[:400]


def fold(sentence: str) -> tuple[str, str]:
    """A long sentence as (large text, smaller text), broken at a comma or between words."""
    cjk = sum(1 for c in sentence if is_cjk(c)) > len(sentence) / 2
    limit = MAX_CARD_CJK if cjk else MAX_CARD_LATIN
    if len(sentence) <= limit:
        return sentence, ""
    cuts = [m.end() for m in re.finditer(r"[,;:，；：、]\s*|\s[–—-]\s", sentence)]
    good = [c for c in cuts if limit * 0.25 <= c <= limit]
    at = good[0] if good else (limit if cjk else sentence.rfind(" ", 0, limit) + 1 or limit)
    return sentence[:at].strip(" ,;:，；：、–—-"), sentence[at:].strip()
