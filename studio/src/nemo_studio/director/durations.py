"""Lengths of time and shares in words: "20-second", "1 min 30", "half a minute", "一分半"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_WORD = (
    r"(?:(?:"
    + "|".join(_TENS)
    + r")(?:[ -](?:"
    + "|".join(list(_UNITS)[1:10])
    + r"))?|"
    + "|".join(sorted(_UNITS, key=len, reverse=True))
    + r")"
)
_NUM = rf"(?:(?<!\d)\d{{1,7}}(?:\.\d{{1,6}})?|(?<![A-Za-z]){_WORD})"
# English, Spanish and Portuguese, German, French, Italian, Turkish, Russian, Arabic, Korean;
# Chinese and Japanese below.
_SECOND = (
    r"(?:seconds?|secs?|s|segundos?|sekunden?|sek\.?|sekündig\w*|secondes?|second[io]"
    r"|saniye(?:lik)?|sn|сек(?:унд\w*)?|ثوان[يٍ]?|ثانية|초)(?![A-Za-zÀ-ɏ])"
)
_MINUTE = (
    r"(?:minutes?|mins?|minutos?|minuten?|minütig\w*|minut[io]|dakika(?:lık)?|dk|мин(?:ут\w*)?"
    r"|دقائق|دقيقة|분)(?![A-Za-zÀ-ɏ])"
)
_ONE = r"(?:an?|1|eine?|une?|una|uma?|bir|одн[ау])"
_HNUM = r"(?:(?<!\d)\d{1,7}(?:\.\d{1,6})?|[零〇一二两三四五六七八九十百]{1,8})"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(p, re.IGNORECASE), how)
    for p, how in (
        (rf"(?P<m>{_NUM})[ -]*{_MINUTE}[ ,]*(?:and[ -]*)?(?P<s>{_NUM})[ -]*{_SECOND}", "ms"),
        (
            rf"(?P<m>{_NUM})[ -]*{_MINUTE}[ ]+(?P<s>{_NUM})(?=\s*(?:$|[.,;!?。，]|long"
            rf"|video|clip))",
            "ms",
        ),
        (rf"(?P<m>{_NUM})[ -]*m[ ]*(?P<s>\d{{1,4}})[ ]*s(?![A-Za-z])", "ms"),
        (rf"(?P<m>{_NUM}|a) and a half[ -]*{_MINUTE}", "half"),
        (rf"(?P<m>{_NUM}|a|an)[ -]*{_MINUTE} and a half(?![A-Za-z])", "half"),
        (r"half[ -]+(?:a[ -]+)?minute(?:s)?", "30000"),
        (r"quarter[ -](?:of a )?minute", "15000"),
        (rf"(?P<m>{_NUM})[ -]*{_MINUTE}", "m"),
        (rf"\b{_ONE}[ -]{_MINUTE}", "60000"),
        (r"(?<!\d)(?P<ms>\d{1,9})[ ]*(?:ms|milliseconds?|毫秒)(?![A-Za-z])", "raw"),
        (rf"(?<!the )(?<![\d.])(?P<s>{_NUM})[ -]*{_SECOND}", "s"),
        (rf"(?P<m>{_HNUM})\s*(?:分钟?|分鐘)半钟?", "half"),
        (rf"(?P<m>{_HNUM})\s*个?半\s*(?:分钟|分鐘)", "half"),
        (rf"(?P<m>{_HNUM})\s*(?:分钟|分鐘|分)\s*(?P<s>{_HNUM})\s*秒?", "ms"),
        (r"半\s*(?:分钟|分鐘)", "30000"),
        (rf"(?P<m>{_HNUM})\s*(?:分钟|分鐘|分(?![之辨享类别段屏]))", "m"),
        (rf"(?P<s>{_HNUM})\s*(?:秒钟|秒鐘|秒)", "s"),
        (
            r"(?<![\d:.])(?P<m>\d{1,2}):(?P<s>[0-5]\d)(?![\d:])(?!\s*(?:[ap]\.?m|uhr|点"
            r"|o'clock))",
            "ms",
        ),
    )
)
_PERCENT = re.compile(
    r"(?<!\d)(?P<n>\d{1,6}(?:\.\d{1,6})?)\s*(?:%|％|percent|per cent)"
    r"|百分之(?P<h>[零一二两三四五六七八九十百\d]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Time:
    """A length or a point of time found in a text: ms, and where it stands."""

    ms: int
    start: int
    end: int


def number(word: str) -> float:
    """The value of digits, an English number up to ninety-nine or a Chinese one up to 999."""
    word = word.strip().lower()
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        return float(word)
    if word and all(c in _HAN or c in "十百" for c in word):
        return float(_han(word))
    parts = re.split(r"[ -]", word)
    return float(sum(_TENS.get(p, _UNITS.get(p, 1)) for p in parts))


def _han(word: str) -> int:
    total, digit = 0, None
    for char in word:
        if char in "十百":
            total += (1 if digit is None else digit) * (10 if char == "十" else 100)
            digit = None
        else:
            digit = _HAN[char] if digit is None else digit * 10 + _HAN[char]
    return total + (digit or 0)


def find_times(text: str) -> list[Time]:
    """All lengths and points of time in a text, in order, longest reading first."""
    found: list[Time] = []
    for pattern, how in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < t.end and t.start < match.end() for t in found):
                continue
            found.append(Time(_value(match, how), match.start(), match.end()))
    return sorted(found, key=lambda t: t.start)


def _value(match: re.Match[str], how: str) -> int:
    if how.isdigit():
        return int(how)
    if how == "raw":
        return min(int(match["ms"][:16]), 10**8)
    groups = match.groupdict()
    minutes = number(groups["m"][:16]) if groups.get("m") else 0.0
    if how == "half":
        minutes += 0.5
    seconds = number(groups["s"][:16]) if groups.get("s") else 0.0
    return min(round((minutes * 60 + seconds) * 1000), 10**8)


def find_percent(text: str) -> float | None:
    """The first share in a text as a fraction (0.2 for "20%" or "百分之二十"), else None."""
    match = _PERCENT.search(text)
    if match is None:
        return None
    return number(match["n"] or match["h"]) / 100


def is_cjk(char: str) -> bool:
    """Whether a character is an ideograph, kana or hangul."""
    code = ord(char)
    return 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7AF
