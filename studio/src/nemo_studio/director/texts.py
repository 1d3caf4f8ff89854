"""The quoted texts of a brief with what they are for: role, place and times."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from nemo_studio.timeline.draft import Place

from .durations import find_times
from .quotes import Quoted
from .when import use_of
from .words import PLACES, first

Purpose = Literal[
    "start", "end", "cta", "title", "subtitle", "caption", "lower_third", "brand", "watermark",
    "quote", "speak", "body",
]  # fmt: skip

_PURPOSES: tuple[tuple[Purpose, re.Pattern[str]], ...] = tuple(
    (purpose, re.compile(p, re.IGNORECASE))  # type: ignore[misc]
    for purpose, p in (
        (
            "end",
            r"\bend(?:s|ing)?\b|\bclos(?:e|es|ing)\b|\bfinish(?:es|ing)?\b|\boutro\b"
            r"|\bfinal\b|\blast (?:scene|slide|frame|card|shot)|结尾|结束|最后|片尾|收尾"
            r"|末尾|尾页",
        ),
        ("cta", r"call[- ]to[- ]action|\bcta\b|\bbutton\b|行动号召|按钮|引导语"),
        ("watermark", r"\bwatermark\b|水印"),
        ("lower_third", r"lower[- ]third|人名条|角标"),
        ("speak", r"voice[- ]?over|narrat(?:or|ion|ing)|旁白|配音|解说"),
        ("quote", r"\bquotes?\b|testimonial|\breview\b|\bsays\b|\bsaid\b|引用|评价|客户说|名言"),
        ("subtitle", r"\bsub-?title\b|\btagline\b|\bslogan\b|副标题|口号|标语"),
        ("caption", r"\bcaptions?\b|\bsubtitles\b|字幕"),
        (
            "brand",
            r"\bbrand\b|\blogo\b|\bcalled\b|\bnamed\b|name is|品牌|名叫|名字|店名|公司名"
            r"|叫做?",
        ),
        (
            "start",
            r"\bstart(?:s|ing)?\b|\bopen(?:s|ing)? (?:with|on|card|text|line|by)"
            r"|\bopener\b|\bbegin(?:s|ning)?\b|\bintro\b|\bfirst (?:scene|slide|card)"
            r"|\bhook\b|开头|开场|片头|开始|首屏",
        ),
        ("title", r"\btitled?\b|\bheadline\b|\bheading\b|标题|题目|主题"),
    )
)
# "for my flower shop ⟦0⟧": a name stands right behind the thing that it names
_NAMED = re.compile(
    r"\b(?:for|about|promot(?:e|ing)|of) (?:my|our|the|a|an) "
    r"(?!video|clip|first|last|\w+ (?:text|words|title))"
    r"(?:(?!with\b|say|text\b|words?\b|title|that\b|and\b|\d)[\w'’&-]+(?: |$)){1,5}$"
    r"|(?:给|为|帮|关于|介绍)(?:我的|我们的?|一家|一个)?[^，。⟦的在]{1,8}$",
    re.IGNORECASE,
)
_MARK = re.compile(r"⟦(\d+)⟧")
_SENTENCE = re.compile(r"[.;!?](?=\s|$)|[。；！？\n]")
_COMMA = re.compile(r"[,，、:：](?!\d)")
_TAIL = re.compile(  # words that belong to the text before them, not to the one after
    r"\s*(?:as|for|in|is|at|on|from|until|during|作为|做|当|放在|用作|是|在|从|持续"
    r"|显示|停留)(?![A-Za-z])",
    re.I,
)
_OF_CLIPS = re.compile(  # times in such a clause are not the text's
    r"\b(?:cut|trim|remove|delete|drop|skip|keep|use|speed|slow|fade)\b|剪|删|去掉|保留|裁|加速|放慢",
    re.IGNORECASE,
)
_JOINED = re.compile(r"[\s,，、]*(?:and|then|&|和|与|及|然后|再)?[\s,，、]*", re.IGNORECASE)


@dataclass(frozen=True)
class AskedText:
    """A text that shall be shown as it is. Times in ms; `at_ms` from the start.

    `for_ms` is how long; with `from_end` it is the last stretch of the video. `words` is what is
    said of the text beside it, for its looks.
    """

    text: str
    purpose: Purpose
    at_ms: int | None = None
    for_ms: int | None = None
    from_end: bool = False
    place: Place = "auto"
    words: str = ""


def asked_texts(quoted: Quoted) -> list[AskedText]:
    """The quoted texts, in the order of the message."""
    out: list[AskedText] = []
    marks = list(_MARK.finditer(quoted.text))
    begin = 0
    for i, mark in enumerate(marks):
        stop = marks[i + 1].start() if i + 1 < len(marks) else len(quoted.text)
        before, after = quoted.text[begin : mark.start()], quoted.text[mark.end() : stop]
        if out and _JOINED.fullmatch(before):
            found = replace(out[-1], at_ms=None, for_ms=None, from_end=False)
            if found.purpose in ("brand", "start", "title"):
                found = replace(found, purpose="body")
        else:
            found = AskedText("", "body")
            before = _SENTENCE.split(before)[-1]
            said = _COMMA.split(before)[-1]
            before = ",".join(
                c for c in _COMMA.split(before) if c is said or not _OF_CLIPS.search(c)
            )
            found = _timed(replace(found, purpose=_purpose(before), words=said), before)
        tail = _COMMA.split(_SENTENCE.split(after)[0])[0]
        if _TAIL.match(tail):
            begin = mark.end() + len(tail)
        else:
            tail, begin = "", mark.end()
        found = _with_tail(replace(found, words=f"{found.words} {tail}".strip()), tail)
        out.append(replace(found, text=quoted.texts[int(mark[1])]))
    return out


def _purpose(before: str) -> Purpose:
    """What the words before a text make of it: its own clause decides, else the sentence."""
    clause = _COMMA.split(before.rstrip(" ,，:："))[-1]
    if before.rstrip()[-1:] not in tuple(",，:：") and _NAMED.search(clause):
        return "brand"
    for where in (clause, before):
        for purpose, pattern in _PURPOSES:
            if pattern.search(where):
                return purpose
    return "body"


def _with_tail(found: AskedText, tail: str) -> AskedText:
    """The words behind a text: "as the title", "at the end", "for the first 3 seconds"."""
    if found.purpose == "body":
        match = re.match(
            r"\s*(?:as|for|in|is|at|作为|做|当|放在|用作|是)\s*(?:a|an|the"
            r"|my)?\s*(?P<what>[\w -]{2,24})",
            tail,
        )
        if match:
            found = replace(found, purpose=_purpose(match["what"]))
    return _timed(found, tail)


def _timed(found: AskedText, words: str) -> AskedText:
    place = first(PLACES, words)
    if place:
        found = replace(found, place=place)
    previous = None
    for time in find_times(words):
        use = use_of(words, time, previous)
        previous = time
        if use == "at":
            found = replace(found, at_ms=time.ms)
        elif use == "to" and found.at_ms is not None and time.ms > found.at_ms:
            found = replace(found, for_ms=time.ms - found.at_ms)
        elif use == "first":
            found = replace(found, at_ms=0, for_ms=time.ms)
        elif use == "last":
            found = replace(found, from_end=True, for_ms=time.ms)
        elif use == "for":
            found = replace(found, for_ms=time.ms)
    return found
