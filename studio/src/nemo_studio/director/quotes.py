"""Texts in quotation marks: what shall be on the screen, apart from what is asked.

Apostrophes are not quotation marks: "don't", "the shop's", "the shops'", "rock 'n' roll", "'90s".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "«": "»", "《": "》", "„": "“", "‹": "›",
          '"': '"', "'": "'", "＂": "＂"}  # fmt: skip
_ELISION = re.compile(
    r"(?<![A-Za-z0-9])['’](?=(?:n['’](?!\w)|\d0s\b|em\b|til\b|till\b|cause\b|bout\b|round\b|tis\b|twas\b))"
    r"|(?<=['’]n)['’](?!\w)",
    re.IGNORECASE,
)
_MARK = re.compile(r"⟦(\d+)⟧")
_SHOWS = re.compile(
    r"\b(?:add|put|show|display|include|insert|write|mention)\b|加|写上|显示|放上", re.IGNORECASE
)
CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.[A-Za-z][\w.]*"  # an e-mail address
    r"|(?<![\w@.])(?:https?://|www\.)[^\s⟦⟧,;，。；]+"
    r"|(?<![\w@.-])[A-Za-z0-9-]+\.(?:com|net|org|io|co|app|shop|store|cafe|cn|de|uk|fr|eu)"
    r"(?:/[^\s⟦⟧,;，。；]*)?(?![\w-])"
    r"|(?<!\w)@[A-Za-z0-9_.]*[A-Za-z0-9_]"
    r"|(?<![\w.⟦])\+?\d{2,4}(?:[ ()-]{1,2}\d{2,4}){1,5}(?![\w.:⟧-]|\s*(?:s\b|sec|min|px|%))",
    re.IGNORECASE,
)
MAX_QUOTE = 600  # characters; a mark that closes later belongs to something else
_KEPT = "\x1a"  # stands for an apostrophe while quotes are looked for


@dataclass(frozen=True)
class Quoted:
    """A message whose quoted texts are taken out: ⟦0⟧ stands for `texts[0]` and so on."""

    text: str
    texts: tuple[str, ...]

    def fill(self, text: str) -> str:
        """`text` with its marks replaced by what they stand for."""
        return _MARK.sub(lambda m: self.texts[int(m[1])], text)

    def quote(self, text: str) -> str:
        """`text` with its marks replaced by what they stand for, in quotation marks."""
        return _MARK.sub(lambda m: f"“{self.texts[int(m[1])]}”", text)


@lru_cache(maxsize=32)  # each part of the director asks for it anew
def take_quotes(message: str) -> Quoted:
    """The message with its quoted texts (not empty ones) replaced by numbered marks."""
    message = message.replace("⟦", "[").replace("⟧", "]").replace(_KEPT, " ")
    masked = _ELISION.sub(_KEPT, message)
    out: list[str] = []
    texts: list[str] = []
    at = 0
    while at < len(message):
        end = _closing(masked, at) if masked[at] in _PAIRS else None
        content = message[at + 1 : end].strip() if end is not None else ""
        if end is None or not content:
            out.append(message[at])
            at += 1
            continue
        out.append(f"⟦{len(texts)}⟧")
        texts.append(" ".join(content.split()))
        at = end + 1
    return Quoted("".join(out), tuple(texts))


def take_contacts(quoted: Quoted) -> Quoted:
    """Where something shall be added or shown, addresses and numbers count as quoted:
    "add www.cafe.com", "show 555-0134 at the end"."""
    if not _SHOWS.search(quoted.text):
        return quoted
    texts = list(quoted.texts)

    def mark(match: re.Match[str]) -> str:
        texts.append(match[0].rstrip("."))
        return f"⟦{len(texts) - 1}⟧" + match[0][len(texts[-1]) :]

    return Quoted(CONTACT.sub(mark, quoted.text), tuple(texts))


def _closing(text: str, start: int) -> int | None:
    """Where the quotation that opens at `start` ends, or None when nothing opens there."""
    opening = text[start]
    before = text[start - 1] if start else " "
    if opening in "'\"" and (_latin(before) or text[start + 1 : start + 2].isspace()):
        return None
    limit = min(len(text), start + MAX_QUOTE)
    if text.find(_PAIRS[opening], start + 1, limit) < 0:
        return None
    ends = list(islice((i for i in range(start + 1, limit) if _closes(text, i, opening)), 2))
    if not ends:
        return None
    first = ends[0]
    if opening in "'‘" and text[first - 1] in "sS" and len(ends) > 1:
        # "'The shops' best'": a plural's apostrophe, when another mark closes before the next opens
        later = text.find(" '", first + 1)
        if (later < 0 or ends[1] < later) and "," not in text[first : ends[1]]:
            return ends[1]
    return first


def _closes(text: str, at: int, opening: str) -> bool:
    if text[at] != _PAIRS[opening]:
        return False
    after = text[at + 1 : at + 2]
    if opening in "'‘":
        return not _latin(after) and not text[at - 1].isspace()
    return True


def _latin(char: str) -> bool:
    """Whether a letter or digit of a script that is written with apostrophes."""
    return char.isalnum() and ord(char) < 0x250
