"""What a brief tells beside its subject: offers, prices, dates, places, contacts.

"a video for my bakery's grand opening this Saturday 9am, free croissants for the first 50 guests":
such clauses are what the video is for, and are shown in the user's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .durations import find_times, is_cjk
from .prose import capital
from .quotes import CONTACT, Quoted
from .words import ASPECTS, CANNOT, FILTERS, MOODS, SOCIAL, TONES, TRANSITIONS, pattern

MAX_FACT = 64  # characters
_NAMED_DAYS = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|christmas|easter"
    r"|new year'?s(?: eve| day)?|halloween|black friday"
)
_DAYS = rf"{_NAMED_DAYS}|weekend|tomorrow|tonight"
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
    r"|youtube|aspect|style|tones?|colou?rs?|palette|explain|for kids)\b|\d\s*(?:s|sec|min)\b"
    r"|视频|短片|音乐|转场|字幕|标题|竖屏|横屏|配乐|风格|色调|秒|分钟|抖音|小红书|结尾|开头",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:link|website|site|web|price|e-?mail|phone|tel|url|网址|网站|链接)\b\s*(?:is\s+|[:：]\s*)?",
    re.IGNORECASE,
)
_HEARERS = (
    r"(?:them|people|every(?:one|body)|(?:(?:the|our|my) )?(?:viewers?|audience|customers?|guests))"
)
TELL = re.compile(  # an order to say something; what stands behind it is shown without it
    r"(?:^|(?<=[\s,;.]))(?:(?:please|also|and|then|just|to)\s+)*(?:mention(?:ing|s)?"
    rf"|(?:say(?:ing|s)?|state|note|announce) that|tell(?:ing)? {_HEARERS}|let {_HEARERS} know"
    r"|point out|(?:make sure|remember|don'?t forget) to (?:mention|say))\b"
    r"\s*(?:(?:that|about)\b)?\s*"
    r"|(?:请|还要|并|再|也)*(?:提到|提一下|提及|说明|注明|写明|告诉(?:大家|观众|顾客|客人|他们)"
    r"|别忘了[说提])(?:一下)?\s*",
    re.IGNORECASE,
)
_TOLD_AND = re.compile(
    r"\s+and\s+(?:that\s+|(?=(?:our|my|we|you|it|the|free|there)\b|\d|[$€£]))|\s*(?:以及|还有|和)\s*",
    re.IGNORECASE,
)
MAX_TOLD = 120  # characters of what the message asks to say
_APPEAL = re.compile(
    r"(?:please )?(?:(?:don'?t forget|remember|be sure) to )?(?:bring|come|join|wear|rsvp|call"
    r"|visit|book|order|meet|see you|enjoy|taste|sign up|register|subscribe|follow us|dress code"
    r"|doors|no gifts|save (?:the|your))\b(?! (?:it|this|that)\b)"
    r"|请?(?:自?带|自备|穿|准时|光临|联系|预约|报名|扫码|关注|记得|别忘了|欢迎)",
    re.IGNORECASE,
)
_NAMED_DAY = re.compile(rf"\b(?:{_NAMED_DAYS}|{_MONTHS})", re.IGNORECASE)
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
        tell = TELL.search(clause)
        plain = clause[: tell.start()].strip() if tell else clause
        fact = _of_clause(plain) if plain else None
        if not fact and number and _speaks_to_guests(plain, announced=len(found) > 1):
            fact = Fact(_tidy(plain))
        told = _told(clause[tell.end() :]) if tell else []
        for one in [fact, *told] if fact else told:
            found.setdefault(one.text.lower(), one)
    return list(found.values())[:8]


def tells_facts(text: str) -> bool:
    """Whether a text is a row of facts and of nothing else: "Saturday 3 pm, 22 Oak Street"."""
    clauses = [c for c in _CLAUSE.split(text) if c and c.strip()]
    return len(clauses) > 1 and len(find_facts(Quoted(text, ()))) == len(clauses)


def bare_fact(fact: Fact) -> str:
    """A fact in small letters without the article that a list leaves out."""
    return re.sub(r"^(?:our|my|the|an?)\s+", "", fact.text.lower())


def _told(words: str) -> list[Fact]:
    """What stands behind "mention": two things when an "and" joins them."""
    parts = _TOLD_AND.split(words)
    if any(len(p) < 3 for p in parts):
        parts = [words]
    return [
        Fact(_tidy(p), contact=bool(CONTACT.search(p)) and not DATE.search(p))
        for p in parts if 3 <= len(p) <= MAX_TOLD
    ]  # fmt: skip


def _speaks_to_guests(clause: str, *, announced: bool) -> bool:
    """Whether a clause is a place, a person, or an appeal ("bring swimwear").

    announced: the brief has told more than one fact, so that what follows belongs to them.
    """
    if _OF_THE_VIDEO.search(clause) or not 3 <= len(clause) <= MAX_FACT:
        return False
    if _APPEAL.match(clause):
        return True
    if _speaks_of_video(clause):
        return False
    return bool(_PROPER.fullmatch(clause)) or (announced and clause.count(" ") > 0)


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
    return text if CONTACT.match(text) else capital(text)
