"""Brackets in two-way text: rule N0 of UAX 9, which python-bidi leaves out.

Without it "(world)" in a Hebrew sentence falls apart into ")world" and "(".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Bidi_Paired_Bracket, as far as it is typed.
_CLOSING = dict(zip("([{⟨（［｛〈《「『【〔", ")]}⟩）］｝〉》」』】〕", strict=True))
_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}


def resolve_brackets(chars: Sequence[dict[str, Any]], base: str) -> None:
    """Give the brackets of each pair the direction that they take, in place.

    chars: {"ch", "type"} after the weak types are resolved, of one embedding level; base: its
    direction, "L" or "R".
    """
    for opening, closing in sorted(_pairs(chars)):
        inside = {_STRONG.get(c["type"]) for c in chars[opening + 1 : closing]} - {None}
        if not inside:
            continue
        direction = base
        if base not in inside and _before(chars, opening, base) != base:
            direction = "LR"[base == "L"]
        chars[opening]["type"] = chars[closing]["type"] = direction


def _pairs(chars: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """(opening, closing) of the brackets that match; what stays open is left alone."""
    pairs, open_ = [], []
    for index, char in enumerate(chars):
        if char["ch"] in _CLOSING:
            open_.append((index, _CLOSING[char["ch"]]))
            continue
        for depth in range(len(open_) - 1, -1, -1):
            if open_[depth][1] == char["ch"]:
                pairs.append((open_[depth][0], index))
                del open_[depth:]
                break
    return pairs


def _before(chars: Sequence[dict[str, Any]], index: int, base: str) -> str:
    """The direction of the nearest strong character before one; the base's at the start."""
    for char in reversed(chars[:index]):
        if found := _STRONG.get(char["type"]):
            return found
    return base
