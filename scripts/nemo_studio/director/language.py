"""The language that an answer is given in: English or Chinese, as the user writes."""

from __future__ import annotations

import re
from typing import Literal

from .durations import is_cjk

Language = Literal["en", "zh"]
_KANA_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")


def language_of(text: str, default: str = "en") -> Language:
    """ "zh" or "en" for a message without its quoted texts; `default` when it has no letters."""
    if _KANA_HANGUL.search(text):
        return "en"
    han = sum(1 for c in text if is_cjk(c))
    latin = len(re.findall(r"[A-Za-zÀ-ɏ]{2,}", text))
    if not han and not latin:
        return "zh" if default.lower().startswith("zh") else "en"
    return "zh" if han > latin else "en"
