"""The points of a list in a sentence: "features: a, b and c", "包括A、B和C"."""

from __future__ import annotations

import re

from .directions import SETUP
from .durations import find_times
from .facts import tells_facts
from .prose import capital, sentences_of
from .quotes import Quoted

_LEAD = re.compile(
    r"(?:\b(?:features?|featuring|including|includes?|such as|mention(?:s|ing)?|"
    r"highlight(?:s|ing)?|show(?:s|ing)?|cover(?:s|ing)?|list(?:s|ing)?|benefits|points|topics|"
    r"steps|sections|ingredients|services|with sections on)\b(?:\s*(?:like|are"
    r"|include))?\s*[:：]?\s*"
    r"|(?:包括|包含|突出|强调|展示|卖点|亮点|步骤|特点|优势)(?:是|有|为|：|:)?\s*)"
    r"(?P<list>(?:[^.;。；\n⟦，]|，(?=\s*[A-Za-z])){5,240})",
    re.IGNORECASE,
)
_AFTER_COLON = re.compile(r"[:：]\s*(?P<list>(?:[^.;:。；：\n⟦]){8,240})")
_SPLIT = re.compile(
    r"\s*(?:,\s*and\s|,\s*or\s|,(?!\d)|，|、|\band\b|&|和|以及|与)\s*", re.IGNORECASE
)
MAX_STATEMENT = 90
_STATEMENT = re.compile(
    r"(?:we|our|they|every|each|there(?:'s| is| are)) (?!want\b|need\b|would\b|should\b|like\b"
    r"|scene|slide|photo|clip)\w|(?:我们(?!想|要|需要|希望)|本店|小店|每一|这里)",
    re.IGNORECASE,
)


def find_points(quoted: Quoted) -> list[str]:
    """Up to twelve points in the user's words; none when the text lists nothing."""
    text = quoted.text
    for match in (*_LEAD.finditer(text), *_AFTER_COLON.finditer(text)):
        colon = match.re is _AFTER_COLON
        items = [] if colon and tells_facts(match["list"]) else listed(match["list"])
        least = 3 if colon else 2
        if len(items) >= least:
            return items[:12]
    return []


def listed(text: str) -> list[str]:
    """The things that a text lists, without orders at its end; none when it is no plain list."""
    sentence = re.split(r"[.;:。；：\n⟦](?!\d)", text)[0]
    items = [_clean(i) for i in _SPLIT.split(sentence) if i and i.strip()]
    while items and (SETUP.search(items[-1]) or _has_length(items[-1])):
        items.pop()
    return items if all(_good(i) for i in items) else []


def _good(item: str) -> bool:
    return 1 < len(item) <= 44 and not SETUP.search(item) and not _has_length(item)


def _has_length(item: str) -> bool:
    """Whether an item speaks of the video's time; "after 2pm" is one of the day."""
    return bool(find_times(re.sub(r"\d{1,2}(?::\d\d)?\s*[ap]m\b", " ", item, flags=re.I)))


def _clean(item: str) -> str:
    item = re.sub(r"^(?:the|our|a|an|some)\s+", "", item.strip(" \t\"'“”-–—:：.。;；"), flags=re.I)
    return capital(item)


def find_statements(quoted: Quoted) -> list[str]:
    """Up to six sentences about the subject itself ("We deliver on foot."), as they stand."""
    out = []
    for line in sentences_of(quoted.text):
        if _STATEMENT.match(line) and not SETUP.search(line) and "⟦" not in line:
            out.append(line.rstrip(".。"))
    return [s for s in out if 8 <= len(s) <= MAX_STATEMENT or (len(s) >= 4 and s[0] >= "一")][:6]
