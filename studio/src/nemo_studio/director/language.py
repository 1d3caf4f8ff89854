"""The language that an answer is given in: English or Chinese, as the user writes; and whether
the words of a video are in another one."""

from __future__ import annotations

import re
from typing import Literal

from .durations import is_cjk

Language = Literal["en", "zh"]
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "a an the and of for with to in on is our my we you your make create that it this at by",
    )
)
_FOREIGN = frozenset(  # German; French; Spanish; Portuguese; Italian; Turkish
    re.findall(
        r"\w+",
        "ein eine einen einem mit und der die das den dem des für über ist wir sekunden sekunde "
        "minuten erstelle erstell mache titel langes; "
        "un une le la les et avec pour du sur secondes crée créer fais vidéo titre; "
        "una el los las y con de del para que segundos minutos haz crea vídeo título titulo; "
        "um uma o os com faça crie; "
        "il lo gli di e per della secondi minuti fai titolo crea; "
        "bir ve için ile yap saniye saniyelik dakika dakikalık başlık oluştur",
    )
)
_LAST_LATIN = 0x24F
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


def is_foreign(text: str) -> bool:
    """Whether a text is in a language other than English and Chinese: by its script, or by the
    small words of European languages when it has more of them than of English ones."""
    if _KANA_HANGUL.search(text):
        return True
    letters = [c for c in text if c.isalpha() and not is_cjk(c)]
    if sum(ord(c) > _LAST_LATIN for c in letters) * 2 > len(letters):
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    foreign = sum(w in _FOREIGN for w in words)
    return foreign > 1 and foreign > sum(w in _ENGLISH for w in words)
