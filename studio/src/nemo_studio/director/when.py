"""What a time in a sentence is for: a point, a span at the start or the end, each, or the whole."""

from __future__ import annotations

import re
from typing import Literal

from .durations import Time

Use = Literal["at", "to", "first", "last", "each", "for", "total"]

_BEFORE: tuple[tuple[Use, re.Pattern[str]], ...] = tuple(
    (use, re.compile(p + r"\s*$", re.IGNORECASE))  # type: ignore[misc]
    for use, p in (
        (
            "each",
            r"(?:\bevery|\beach|\bper|each (?:for|lasts?|is)|(?:each|every) (?:photo|image"
            r"|picture|scene|slide|clip)(?: for| is| lasts| to| at| should be)?|每\S{0,4})",
        ),
        ("first", r"(?:\bfirst|\bopening|(?<!之)前|开头的?|最初|头)"),
        ("last", r"(?:\blast|\bfinal|最后的?|结尾的?|末尾)"),
        ("to", r"(?:\bto|\buntil|\btill|\bthrough|\band|[-–—~]|到|至)"),
        (
            "at",
            r"(?:\bat|@|\bafter|\bfrom|\bbetween|\bbefore|\baround|第|在|从|到了"
            r"|于)(?: the| about)?",
        ),
        ("for", r"(?:\bfor|\blasts?|\blasting|\bover|持续|停留|显示|时长)(?: about| around| the)?"),
    )
)
_AFTER: tuple[tuple[Use, re.Pattern[str]], ...] = (
    (
        "each",
        re.compile(
            r"\s*(?:each|apiece|per (?:photo|image|picture|scene|slide|clip))\b|\s*(?:一张"
            r"|每张|一个镜头)",
            re.I,
        ),
    ),
    ("at", re.compile(r"\s*(?:mark|in)\b|\s*(?:处|时(?!长)|的时候|开始)", re.I)),
)


def use_of(text: str, time: Time, previous: Time | None = None) -> Use:
    """What `time` is for, by the words around it. "to" only right behind another time."""
    after, before = text[time.end : time.end + 24], text[max(0, time.start - 32) : time.start]
    for use, pattern in _AFTER:
        if pattern.match(after):
            return use
    for use, pattern in _BEFORE:
        if pattern.search(before):
            if use == "to" and (previous is None or time.start - previous.end > 6):
                continue
            return use
    return "total"
