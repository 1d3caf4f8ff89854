"""The order of uploads, as a message asks for it: "use the second photo first"."""

from __future__ import annotations

import re

from .durations import number
from .project import Asset

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
             "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "last": -1}  # fmt: skip
THING = r"(?:photo|image|picture|pic|clip|video|file|scene|slide|shot|card)"
_ZH_THING = r"(?:图片?|照片|场景|镜头|片段|视频|画面)"
ORDINAL = r"(?:" + "|".join(_ORDINALS) + r"|\d{1,3}(?:st|nd|rd|th))"


def numbered(prefix: str) -> str:
    """A pattern for "the second photo", "scene 3", "第二张"; its groups' names have the prefix."""
    p = prefix
    return (
        rf"(?:(?:the )?(?P<{p}o>{ORDINAL}) {THING}"
        rf"|(?:the )?{THING}\s*#?(?P<{p}n>\d{{1,3}})(?![\d.]*\s*(?:s\b|sec|min|秒|%))"
        rf"|第(?P<{p}h>[一二三四五六七八九十百\d]{{1,4}})(?:张|个|段|幕|页|条)?{_ZH_THING}?"
        rf"|(?P<{p}z>最后)一?(?:张|个|段|幕){_ZH_THING}?)"
    )


FIRST = re.compile(
    numbered("a") + r"(?: to| should| must)?(?: go| come| be| goes| comes)?s?(?: the)? first\b"
    r"|\b(?:start|begin|open) with "
    + numbered("b")
    + r"|"
    + numbered("c")
    + r"(?:放在?|作为)?(?:最前面?|第一个?|开头)",
    re.IGNORECASE,
)
LAST = re.compile(
    numbered("a")
    + r"(?: to| should| must)?(?: go| come| be| goes| comes)?s? (?:the last|last|at the end)\b"
    r"(?!\s+(?:for|about|around|only|longer|at least|\d|[a-z-]+ sec))"
    r"|\b(?:end|finish) with "
    + numbered("b")
    + r"|"
    + numbered("c")
    + r"(?:放在?|作为)?(?:最后面?|结尾)",
    re.IGNORECASE,
)
_REVERSE = re.compile(r"\b(?:in )?revers(?:e|ed) (?:the )?order\b|倒序|反过来的顺序|倒过来排", re.I)


def index_of(match: re.Match[str], prefix: str, count: int) -> int | None:
    """The place (from 0) that a `numbered` pattern names among `count` things, or None."""
    groups = match.groupdict()
    ordinal = (groups.get(prefix + "o") or "").lower()
    plain = groups.get(prefix + "n") or groups.get(prefix + "h")
    if ordinal in _ORDINALS:
        value = _ORDINALS[ordinal]
    elif ordinal:
        value = int(re.sub(r"\D", "", ordinal))
    elif plain:
        value = int(number(plain))
    elif groups.get(prefix + "z"):
        value = -1
    else:
        return None
    place = value - 1 if value > 0 else count + value
    return place if 0 <= place < count and value else None


def asked_order(text: str, assets: list[Asset]) -> list[Asset]:
    """The assets in the order that a text asks for; as they are when it says nothing of it."""
    out = list(reversed(assets)) if _REVERSE.search(text) else list(assets)
    for pattern, place in ((FIRST, 0), (LAST, len(assets))):
        match = pattern.search(text)
        if not match:
            continue
        at = next((i for p in "abc" if (i := index_of(match, p, len(assets))) is not None), None)
        if at is not None:
            asset = assets[at]
            out.remove(asset)
            out.insert(place, asset)
    return out
