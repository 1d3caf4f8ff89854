"""From a text to runs that one font can shape: graphemes, emoji, scripts, font fallback, bidi.

Everything works on one paragraph (no line feeds) of normalised text; indexes are those of the
paragraph's string.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bidi import algorithm as bidi

from nemo_studio.renderer.text.brackets import resolve_brackets
from nemo_studio.renderer.text.fonts import FontStack, Typeface, cjk_family, drawn_face, emoji_face

ZWJ = "\u200d"
VS15, VS16 = "\ufe0e", "\ufe0f"
KEYCAP = "\u20e3"
DIRECTION_MARKS = ("\u200e", "\u200f", "\u061c")
# Shown as emoji without a selector, outside of the emoji planes (Unicode's Emoji_Presentation).
BMP_EMOJI = frozenset(
    "⌚⌛⏩⏪⏫⏬⏰⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓❔❕❗➕➖➗➰➿⬛⬜⭐⭕"
)
# Punctuation that is wide in CJK text and narrow in Latin text under one code point.
SHARED_PUNCTUATION = frozenset("“”‘’…—·")


def is_cjk(char: str) -> bool:
    """Ideographs, kana, hangul, bopomofo and their wide punctuation."""
    code = ord(char)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xAC00 <= code <= 0xD7AF
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFFEF
        or 0x20000 <= code <= 0x3FFFF
    )


def _extends(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Mn", "Mc", "Me")
        or char in (ZWJ, VS15, VS16, "\u200c")
        or 0x1F3FB <= ord(char) <= 0x1F3FF  # skin tones
        or 0xE0020 <= ord(char) <= 0xE007F  # tags of flags
    )


def _regional(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def graphemes(text: str) -> list[tuple[int, int]]:
    """(start, end) of each user-perceived character; emoji sequences stay whole."""
    spans: list[tuple[int, int]] = []
    i, n = 0, len(text)
    while i < n:
        j = i + 1
        if _regional(text[i]) and j < n and _regional(text[j]):
            j += 1
        while j < n and (_extends(text[j]) or (text[j - 1] == ZWJ and is_pictograph(text[j]))):
            j += 1
        spans.append((i, j))
        i = j
    return spans


def is_pictograph(char: str) -> bool:
    code = ord(char)
    return 0x1F000 <= code <= 0x1FAFF or 0x2190 <= code <= 0x2BFF or char in "©®‼⁉™ℹ〰〽㊗㊙"


def is_emoji(cluster: str) -> bool:
    """Whether a grapheme asks for a colour picture."""
    if VS15 in cluster:
        return False
    first = cluster[0]
    code = ord(first)
    return (
        0x1F1E6 <= code <= 0x1F1FF
        or 0x1F300 <= code <= 0x1FAFF
        or code in (0x1F004, 0x1F0CF, 0x1F18E)
        or 0x1F191 <= code <= 0x1F19A
        or first in BMP_EMOJI
        or VS16 in cluster
        or KEYCAP in cluster
    )


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """A coarse script name ("LATIN", "ARABIC", "CJK"…), "" for what every script shares."""
    if is_cjk(char):
        return "CJK"
    if not char.isalpha() and unicodedata.category(char) not in ("Mn", "Mc"):
        return ""
    return unicodedata.name(char, "").split(" ")[0]


@dataclass(frozen=True)
class Cluster:
    """One grapheme with the font that draws it. `level`: bidi embedding level, odd is RTL."""

    start: int
    end: int
    face: Typeface
    script: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """A paragraph's text without what no font covers, its clusters and its base direction."""

    text: str
    clusters: tuple[Cluster, ...]
    rtl: bool
    dropped: tuple[str, ...] = ()


def itemize(text: str, stack: FontStack, *, rtl: bool | None = None) -> Paragraph:
    """Fonts, scripts and levels for one paragraph; characters that no font has are dropped."""
    choice = _Choice(text, stack)
    kept: list[str] = []
    faces: list[Typeface] = []
    dropped: list[str] = []
    for start, end in graphemes(text):
        cluster = text[start:end]
        face = choice.face(start, end, faces[-1] if faces else None)
        if face is None:
            dropped.append(cluster)
        elif cluster != " " or (kept and kept[-1] != " "):  # one space around something dropped
            kept.append(cluster)
            faces.append(face)
    if kept and kept[-1] == " ":
        kept.pop()
        faces.pop()
    clean = "".join(kept)
    base, levels = _levels(clean, rtl)
    clusters, at, script = [], 0, ""
    for part, face in zip(kept, faces, strict=True):
        script = script_of(part[0]) or script
        clusters.append(Cluster(at, at + len(part), face, script, levels[at]))
        at += len(part)
    return Paragraph(clean, tuple(clusters), bool(base % 2), tuple(dropped))


def undrawn(text: str) -> tuple[str, ...]:
    """The graphemes of a text that no font here has, each once."""
    lines = text.splitlines() or [""]
    stack = FontStack("noto", 400, False, cjk_family("en", text))
    return tuple(dict.fromkeys(c for line in lines for c in itemize(line, stack).dropped))


class _Choice:
    """Which font draws what in one paragraph: one for each script, so that words never mix two."""

    def __init__(self, text: str, stack: FontStack) -> None:
        self.text, self.stack = text, stack
        letters: dict[str, set[str]] = {}
        for char in text:
            if char.isalpha():
                letters.setdefault(script_of(char), set()).add(char)
        self.by_script = {
            script: self._covering(chars) for script, chars in letters.items() if script != "CJK"
        }

    def _covering(self, chars: set[str]) -> Typeface | None:
        return next((f for f in self.stack.candidates() if all(map(f.has, chars))), None)

    def face(self, start: int, end: int, previous: Typeface | None) -> Typeface | None:
        """The font of the grapheme start..end; None when none has it."""
        text, cluster = self.text, self.text[start:end]
        first = cluster[0]
        if cluster in DIRECTION_MARKS:  # of no width, but they turn what stands beside them
            return previous or next(iter(self.stack.candidates()))
        if is_emoji(cluster):
            system, drawn = emoji_face(), drawn_face()
            if system is not None and system.has(first):
                return system
            if drawn.glyph(cluster) is not None:
                return drawn
        needed = {c for c in cluster if not _invisible(c)}
        if not needed or any(unicodedata.category(c) == "Co" for c in needed):
            return None  # private use: fonts disagree on what it is
        if first == " " and previous is not None and previous.has(" "):
            return previous
        ideographs = self.stack.ideographs()
        wide = first in SHARED_PUNCTUATION and _in_cjk(text, start, end)
        if (wide or is_cjk(first)) and all(map(ideographs.has, needed)):
            return ideographs
        own = self.by_script.get(script_of(first))
        if own is not None and all(map(own.has, needed)):
            return own
        found = self._covering(needed) or self._without_marks(needed, first)
        return found or (drawn_face() if drawn_face().glyph(cluster) is not None else None)

    def _without_marks(self, needed: set[str], first: str) -> Typeface | None:
        """A font for a letter whose marks none has (never for an emoji sequence)."""
        return self._covering({first}) if len(needed) > 1 and first.isalpha() else None


def _invisible(char: str) -> bool:
    return char in (ZWJ, VS15, VS16, "\u200b", "\u200c", "\u200e", "\u200f", "\u00ad", "\u2060")


def _in_cjk(text: str, start: int, end: int) -> bool:
    """Whether the nearest character beyond such punctuation, on either side, is a wide one."""
    before = text[max(0, start - 8) : start].rstrip("".join(SHARED_PUNCTUATION))[-1:]
    after = text[end : end + 8].lstrip("".join(SHARED_PUNCTUATION))[:1]
    return any(map(is_cjk, before + after))


def _levels(text: str, rtl: bool | None) -> tuple[int, list[int]]:
    """The base level and each character's embedding level (UAX 9, by python-bidi)."""
    if not rtl and not any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text):
        return 0, [0] * len(text)
    storage: dict[str, Any] = bidi.get_empty_storage()
    base = bidi.get_base_level(text) if rtl is None else int(rtl)
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    bidi.get_embedding_levels(text, storage)
    for index, char in enumerate(storage["chars"]):
        char["index"] = index
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage, False)
    resolve_brackets(storage["chars"], "LR"[base])
    bidi.resolve_neutral_types(storage, False)
    bidi.resolve_implicit_levels(storage, False)
    levels = [base] * len(text)
    for char in storage["chars"]:
        levels[char["index"]] = char["level"]
    return base, levels
