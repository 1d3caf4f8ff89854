"""Changes and remarks in words, in English and Chinese."""

from __future__ import annotations

from ..language import Language
from ..say import phrase
from .request import Change

_QUOTED = (
    "text",
    "text_added",
    "text_shown",
    "text_removed",
    "added_file",
    "replaced_file",
    "logo",
    "logo_changed",
    "logo_removed",
)


def sentence_of(change: Change, language: Language) -> str:
    """One change in words: "length 20 s → 15 s"."""
    zh = language == "zh"
    pattern = phrase("changes", change.key, language)
    label = pattern.format(of=change.of)
    quoted = change.key in _QUOTED
    before, after = (f"“{v}”" if quoted and v else v for v in (change.before, change.after))
    of = f" (“{change.of}”)" if change.of and "{of}" not in pattern else ""
    if before and after:
        return f"{label}{of} {before} → {after}"
    if change.key == "music" and before:
        return f"{label}{of} {before} → {'无' if zh else 'none'}"
    return f"{label}{of} {after or before}".strip()


def note_of(key: str, language: Language) -> str:
    """A remark on what could not be done."""
    return phrase("notes", key, language)
