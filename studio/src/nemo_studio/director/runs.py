"""Numbered parts of a message: "1. … 2. …", "（1）…", "①…", "Step 1: …", "Scene 1: …", "镜头1"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .directions import cut_directions
from .durations import number
from .prose import sentences_of

_HAN = "[一二三四五六七八九十]{1,3}"
_WORD = "one|two|three|four|five|six|seven|eight|nine|ten"
_ORDINAL = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_ASIDE = r"(?:\s*[(（\[][^)）\]]{1,24}[)）\]])?"  # "(0-3 s)"
_MARK = r"\s*[:：.)）、\-–—]\s*"
_ITEM = (
    r"(?<![A-Za-z0-9./(（])(?<!\d[:：])(?P<n>\d{1,2})(?:[)）、．]|\.(?!\d))\s*",
    r"[(（](?P<n>\d{1,2})[)）]\s*",
    r"(?P<c>[①-⑳❶-❿])\s*",
    r"(?P<n>\d)\ufe0f?\u20e3\s*",
    rf"\b(?:tip|step|point|reason|rule|fact|way|idea|no\.?)\s*#?(?P<n>\d{{1,2}}|{_WORD}){_MARK}",
    rf"(?:技巧|步骤|建议|要点|方法|贴士|第)(?P<n>\d{{1,2}}|{_HAN})(?:点|步|条|招|个)?[:：，,、]\s*",
    rf"(?<![十百第])(?P<n>{_HAN})、\s*",
)
_SCENE = (
    rf"\b(?:scene|shot|slide|card|frame|screen)\s*#?(?P<n>\d{{1,2}}|{_WORD})\b{_ASIDE}{_MARK}",
    rf"(?:the )?\b(?P<o>{_ORDINAL}) (?:scene|shot|slide|card|frame|screen)\b{_ASIDE}\s*[:：]\s*",
    rf"(?:场景|镜头|画面|分镜|页面)\s*(?P<n>\d{{1,2}}|{_HAN}){_ASIDE}{_MARK}",
    rf"第(?P<n>\d{{1,2}}|{_HAN})(?:个|幅)?(?:场景|镜头|画面|幕|页|屏){_ASIDE}\s*[:：，,]\s*",
)
ITEMS, SCENES = (
    tuple(re.compile(p, re.IGNORECASE) for p in patterns) for patterns in (_ITEM, _SCENE)
)
_BULLET = re.compile(r"^[ \t]*[-*•·‣][ \t]+(?P<x>\S.*)$", re.MULTILINE)
_JOINS = re.compile(
    r"[\s,，、;；]*(?:\b(?:and|then|and then|finally)\b|然后|接着|最后|以及)?[\s,，、;；:：]*$",
    re.I,
)


@dataclass(frozen=True)
class Run:
    """The parts in their order; `head` and `rest` are what stands before and behind them."""

    head: str
    parts: tuple[str, ...]
    rest: str


def find_run(text: str, patterns: tuple[re.Pattern[str], ...]) -> Run | None:
    """The longest run of parts that are numbered from one on, at least two; else None."""
    best: list[re.Match[str]] = []
    for pattern in patterns:
        run: list[re.Match[str]] = []
        for match in pattern.finditer(text):
            if _value(match) == len(run) + 1:
                run.append(match)
        best = max(best, run, key=len)
    if len(best) < 2:
        return None
    ends = [m.start() for m in best[1:]]
    parts = [_JOINS.sub("", text[m.end() : e]).strip() for m, e in zip(best, ends, strict=False)]
    most = max(len(sentences_of(p)) for p in parts)
    last, _, behind = text[best[-1].end() :].partition("\n")
    words, rest = cut_directions(last, least=1, most=max(1, most))
    parts.append(" ".join(words))
    if not all(parts):
        return None
    return Run(text[: best[0].start()].strip(), tuple(parts), f"{rest}\n{behind}".strip())


def find_bullets(text: str) -> Run | None:
    """The lines that begin with a bullet, at least two; else None."""
    parts = [m["x"].strip() for m in _BULLET.finditer(text)]
    if len(parts) < 2:
        return None
    first = _BULLET.search(text)
    at = first.start() if first else 0
    return Run(text[:at].strip(), tuple(parts), _BULLET.sub("", text[at:]).strip())


def _value(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if sign := groups.get("c"):
        return ord(sign) - (0x245F if sign <= "⑳" else 0x2775)
    if ordinal := groups.get("o"):
        return _ORDINAL.split("|").index(ordinal.lower()) + 1
    return int(number(groups["n"]))
