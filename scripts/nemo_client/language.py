"""The user's language, from the user's words: a script test, then a few common words."""

from __future__ import annotations

import re

_SCRIPTS = (
    ("ja", r"[\u3040-\u30ff]"),
    ("ko", r"[\uac00-\ud7af\u1100-\u11ff]"),
    ("zh", r"[\u4e00-\u9fff\u3400-\u4dbf]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("ru", r"[\u0400-\u04ff]"),
    ("el", r"[\u0370-\u03ff]"),
    ("hi", r"[\u0900-\u097f]"),
    ("th", r"[\u0e00-\u0e7f]"),
)
# Characters that only traditional writing has, among the most frequent ones.
_TRADITIONAL = set(
    "個為這來時們說國會學對發經長從現開點麼讓還進樣將關應電業動間門員機體無後線張頻聲圖樂標題"
)
_WORDS = {
    "es": {"el", "la", "los", "una", "un", "para", "con", "vídeo", "de", "y", "que", "haz", "por"},
    "fr": {"le", "les", "une", "un", "pour", "avec", "vidéo", "des", "et", "du", "sur", "moi"},
    "de": {"der", "die", "das", "ein", "eine", "für", "mit", "und", "ist", "mach", "über", "von"},
    "pt": {"o", "os", "uma", "um", "para", "com", "vídeo", "de", "e", "que", "faça", "do", "da"},
    "it": {"il", "lo", "gli", "una", "un", "per", "con", "di", "e", "che", "crea", "della"},
    "nl": {"de", "het", "een", "voor", "met", "en", "van", "maak", "over"},
    "en": {"the", "a", "an", "for", "with", "and", "of", "make", "to", "into", "my", "this"},
}


def follow_words(before: str, text: str) -> str:
    """The language to answer in after a further message: another one only when its words, without
    what they quote, clearly are of it."""
    own = re.sub(r"[\"“「『«][^\"”」』»]*[\"”」』»]|(?<!\w)['‘][^'’]*['’](?!\w)", " ", text)
    now = detect(own)
    if now == "en" and sum(w in _WORDS["en"] for w in re.findall(r"[a-z]+", own.lower())) < 2:
        return before
    return before if now.partition("-")[0] == before.partition("-")[0] else now


def detect(text: str) -> str:
    """An ISO code such as "en", "zh-CN" or "ja"; "en" when nothing speaks for another."""
    letters = len(re.findall(r"[^\W\d_]", text)) or 1
    for code, pattern in _SCRIPTS:
        share = len(re.findall(pattern, text)) / letters
        if share > 0.2 or (code == "ja" and share > 0.05):
            if code == "zh":
                return "zh-TW" if sum(c in _TRADITIONAL for c in text) >= 2 else "zh-CN"
            return code
    words = re.findall(r"[^\W\d_]+", text.lower())
    scores = {code: sum(w in common for w in words) for code, common in _WORDS.items()}
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    return best if scores[best] >= 2 and scores[best] > scores["en"] else "en"
