"""What a brief tells beside its subject: offers, prices, dates, places, contacts.

"a video for my bakery's grand opening this Saturday 9am, free croissants for the first 50 guests":
such clauses are what the video is for, and are shown in the user's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .durations import find_times, is_cjk
from .quotes import CONTACT, Quoted
from .words import ASPECTS, CANNOT, FILTERS, MOODS, SOCIAL, TONES, TRANSITIONS, pattern

MAX_FACT = 64  # characters
_DAYS = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekend|tomorrow|tonight|christmas|easter"
    r"|new year'?s(?: eve| day)?|halloween|black friday"
)
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_CLOCK = r"\d{1,2}(?::\d\d)?\s*(?:am|pm)"
DATE = re.compile(
    rf"\b(?:(?:this|next|on|every)\s+)*(?:{_DAYS})(?:\s+(?:at\s+|from\s+)?{_CLOCK}"
    rf"(?:\s*(?:-|–|to)\s*{_CLOCK})?)?\b"
    rf"|\b(?:on\s+)?{_MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?\b"
    rf"|\b(?:on\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTHS}(?:\s+\d{{4}})?\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<!\d),|,(?!\d)|[;!?\n，。；！？]|\.(?=\s|$)|[:：](?!\d|//)|\s[-–—]\s")
_EVIDENCE = re.compile(
    r"\d|[$€£¥%]|\bfree\b|\boff\b|\bdiscount\b|\bsale\b|折|元|免费|优惠|特价|赠|送|减",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^\s*(?:please\b|can you\b|could you\b|i\b|we (?:want|need|would)\b|i'd\b|make\b|create\b"
    r"|generate\b|keep\b|use\b|add\b|put\b|show\b|end\b|start\b|begin\b|no\b|don'?t\b"
    r"|do not\b|without\b|with\b|it\b|and (?:make|use|add|end)\b|ending\b|starting\b"
    r"|请|帮|做|用|加|不要|配)",
    re.IGNORECASE,
)
_OF_THE_VIDEO = re.compile(
    r"\b(?:videos?|clips?|promos?|ads?|reels?|shorts?|slides?|scenes?|slideshows?|music|songs?|bgm"
    r"|transitions?|fades?|captions?|subtitles?|titles?|texts?|fonts?|voice|narrat\w+|fps|\d+p"
    r"|4k|vertical|horizontal|portrait|landscape|square|seconds?|secs?|minutes?|tiktok|instagram"
    r"|youtube|aspect|style|tones?|colou?rs?|palette|explain|kids)\b|\d\s*(?:s|sec|min)\b"
    r"|视频|短片|音乐|转场|字幕|标题|竖屏|横屏|配乐|风格|色调|秒|分钟|抖音|小红书|结尾|开头",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:link|website|site|web|price|e-?mail|phone|tel|url|网址|网站|链接)\b\s*(?:is\s+|[:：]\s*)?",
    re.IGNORECASE,
)
_NAMED_DAY = re.compile(rf"\b(?:{_DAYS}|{_MONTHS})", re.IGNORECASE)
_PROPER = re.compile(r"[A-Z][\w'’-]+(?: (?:(?:of|the|de|la|&) )?[A-Z][\w'’-]+){0,3}")
_LOOKS = (*TONES, *MOODS, *FILTERS, *TRANSITIONS, *ASPECTS, *SOCIAL, *CANNOT)


@dataclass(frozen=True)
class Fact:
    """`text` in the user's words; `contact`: how to get in touch, for the ending."""

    text: str
    contact: bool = False


def find_facts(quoted: Quoted) -> list[Fact]:
    """The facts of a brief in their order, at most eight, each once."""
    found: dict[str, Fact] = {}
    for number, clause in enumerate(_CLAUSE.split(quoted.text)):
        clause = " ".join(clause.split())
        if not clause or "⟦" in clause:
            continue
        fact = _of_clause(clause)
        if not fact and number and _PROPER.fullmatch(clause) and not _speaks_of_video(clause):
            fact = Fact(clause)  # a place, a person
        if fact:
            found.setdefault(fact.text.lower(), fact)
    return list(found.values())[:8]


def _of_clause(clause: str) -> Fact | None:
    date = DATE.search(clause)
    contact = None if date else CONTACT.search(clause)
    if contact:
        said = clause if len(clause) <= 40 and not _speaks_of_video(clause) else contact[0]
        return Fact(_tidy(said), contact=True)
    if _speaks_of_video(clause):
        return Fact(_tidy(date[0])) if date else None
    if not date and (not _EVIDENCE.search(clause) or find_times(clause)):
        return None
    fits = 4 <= len(clause) <= MAX_FACT or (len(clause) >= 3 and is_cjk(clause[0]))
    return Fact(_tidy(clause)) if fits else None


def _speaks_of_video(clause: str) -> bool:
    """Whether a clause says what to make or how it should look, and not what it is about."""
    low = clause.lower()
    looks = any(word in low and pattern(word).search(low) for word in _LOOKS)
    return looks or bool(_ORDER.search(clause) or _OF_THE_VIDEO.search(clause))


def _tidy(text: str) -> str:
    text = re.sub(r"^(?:and|with|on|also)\s+", "", text.strip(" \t-–—.,:"), flags=re.IGNORECASE)
    text = _LABEL.sub("", text) if CONTACT.search(text) else text
    text = DATE.sub(lambda m: _NAMED_DAY.sub(lambda d: d[0].capitalize(), m[0]), text)
    return text if CONTACT.match(text) else text[:1].upper() + text[1:]
