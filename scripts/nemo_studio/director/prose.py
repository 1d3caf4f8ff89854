"""The sentences of a text that somebody wrote to be read or said."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:\.(?=\d)[^.!?。！？\n]*)*[.!?。！？]*[\"”’)]*")
_WRAPPED = re.compile(r"(?<![.!?:。！？：\n])\n(?=[^\S\n]*[a-zà-ÿ(])")  # a line that goes on
_STAGE = re.compile(
    r"^\s*(?:\[[^\]]*\]|\([^)]*\)|#+|[-*•]|\d{1,2}[.)、]|(?:scene|narrator|host|vo"
    r"|旁白|镜头)\s*\d*\s*[:：])\s*",
    re.I,
)


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
