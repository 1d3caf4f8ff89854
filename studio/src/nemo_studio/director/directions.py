"""Which clauses say how the video shall be ("calm music", "竖屏"), instead of being its words."""

from __future__ import annotations

import re
from functools import lru_cache

from .durations import find_times
from .prose import sentences_of
from .words import (
    ASPECTS,
    FILTERS,
    HEX_COLOR,
    MOODS,
    SOCIAL,
    TONES,
    TRANSITIONS,
    pattern,
)

VIDEO = re.compile(
    r"\b(?:videos?|clips?|promos?|ads?|adverts?|commercials?|trailers?|teasers?|reels?|shorts|"
    r"tiktoks?|slideshows?|intros?|montages?|explainers?|animations?)\b"
    r"|v[ií]d[eé]os?\b|视频|短片|广告片|宣传片|片子|片头|動画|영상|видео|فيديو",
    re.IGNORECASE,
)
SETUP = re.compile(
    r"\b(?:music|bgm|video|transitions?|fades?|tones?|colou?rs?|palette|captions?|subtitles|"
    r"titles?|text|voice[- ]?over|narration|fps|1080p|720p|vertical|style|logo|these|it|"
    r"this(?! (?:week(?:end)?|month|year|morning|afternoon|evening|spring|summer|autumn|fall"
    r"|winter|\w+day)\b))\b"
    r"|音乐|视频|转场|色调|字幕|标题|旁白|竖屏|横屏|配乐",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:please |and |then |also )?(?:use|add|make|with|put|keep|play|set|include|no|end|start"
    r"|export|render)\b|(?:请|用|加|配|使用|不要|导出|时长)",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?:background music|music|bgm|soundtrack|song|transitions?|captions?|subtitles?"
    r"|voice[- ]?over|narration|fps|\d+p|4k|format|aspect(?: ratio)?|palette|colou?rs?"
    r"|tones?|styles?|fonts?|letters|look|vibe|mood|watermark|backgrounds?)\b"
    r"|背景音乐|音乐|配乐|转场|字幕|旁白|画幅|色调|配色|风格|字体|背景",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"\b(?:please|use|add|make|it|the|a|an|in|on|for|with|and|or|no|without|of|at|to|is|be|some"
    r"|very|long|length|duration|photo|keep)\b|请|用|加|配|使用|不要|的|和|与|要|做成|做|制作|个|条|时长|画面|版",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"\s*(?:we|i|you|our|my|your|they|he|she|the)\b|我|你|您|他", re.IGNORECASE)
_COMMA = re.compile(r"\s*(?:,(?!\d)|，|;|；)\s*")
_TURN = re.compile(r"\s+(?=(?:with|in|over|using)\s)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")


def is_order(sentence: str) -> bool:
    """Whether a sentence tells the studio to do something: "Use calm music.", "Make it 9 s"."""
    about = SETUP.search(sentence) or find_times(sentence)
    return bool(about and _ORDER.match(sentence))


def is_direction(text: str) -> bool:
    """Whether a clause or a sentence says nothing but how the video shall look, sound or last."""
    parts = [p for p in _COMMA.split(text.strip(" \t\n.。!！")) if p]
    return bool(parts) and all(_directs(p) for p in parts)


def cut_directions(text: str, *, least: int = 0, most: int | None = None) -> tuple[list[str], str]:
    """(the sentences that are words to show, the rest): the rest begins with the first sentence,
    or the first clause at the end of one, that is a direction or holds a quoted text.

    So many sentences are words in any case, and so many at the utmost.
    """
    sentences = sentences_of(text)
    kept = 0
    for sentence in sentences[:most]:
        plain = _without_tail(sentence)[0]
        directs = is_order(plain) or is_direction(sentence) or (kept and "⟦" in sentence)
        if kept >= least and directs:
            break
        kept += 1
    words, rest = sentences[:kept], sentences[kept:]
    if words:
        words[-1], tail = _without_tail(words[-1])
        rest = [tail, *rest] if tail else rest
    return words, " ".join(r if r[-1] in ".!?。！？" else f"{r}." for r in rest)


def _without_tail(sentence: str) -> tuple[str, str]:
    """A sentence without the directions at its end, and these: ", upbeat music", " with music"."""
    cut = len(sentence)
    for comma in reversed(list(_COMMA.finditer(sentence))):
        tail = sentence[comma.end() : cut]
        if not ("⟦" in tail or (_names_setup(tail) and is_direction(tail))):
            break
        cut = comma.start()
    for turn in reversed(list(_TURN.finditer(sentence, 0, cut))):
        tail = sentence[turn.end() : cut]
        if _NOUN.search(tail) and is_direction(tail):
            cut = turn.start()
    return sentence[:cut].rstrip(" ,，;；"), sentence[cut:].strip(" ,，;；")


def _directs(clause: str) -> bool:
    if _NOUN.search(clause) and not _SPEAKER.match(clause):
        ends = [m.end() for m in _NOUN.finditer(clause)][-1] == len(clause.rstrip())
        if ends and len(clause.split()) <= 4 and len(clause) <= 40:
            return True
    rest = _without_times(clause)
    for words in (VIDEO, _NOUN, HEX_COLOR, _looks(), _SMALL):
        rest = words.sub(" ", rest)
    return rest != clause and not _LETTER.search(re.sub(r"\d+%?", "", rest))


def _names_setup(clause: str) -> bool:
    """Whether a clause names a thing of the setup, and is not only an adjective ("fresh, fun")."""
    shapes = (*ASPECTS, *SOCIAL, *TRANSITIONS)
    low = clause.lower()
    named = any(w in low and pattern(w).search(low) for w in shapes)
    return bool(named or _NOUN.search(clause) or find_times(clause))


@lru_cache(maxsize=1)
def _looks() -> re.Pattern[str]:
    words = sorted({*MOODS, *TONES, *FILTERS, *TRANSITIONS, *ASPECTS, *SOCIAL}, key=len)
    return re.compile("|".join(pattern(w).pattern for w in reversed(words)), re.IGNORECASE)


def _without_times(text: str) -> str:
    for time in reversed(find_times(text)):
        text = f"{text[: time.start]} {text[time.end :]}"
    return text
