"""Sentences cut into captions that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from nemo_studio.renderer.text.breaking import Breaks, measure
from nemo_studio.renderer.text.fonts import FontStack, cjk_family
from nemo_studio.renderer.text.itemize import is_cjk, itemize
from nemo_studio.timeline.context import LATIN_LINE, WIDE_LINE
from nemo_studio.timeline.normalise import normalise

MAX_LINES = 2
MIN_CAPTION_MS = 700
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’」』)）]*$")
_CLAUSE_END = re.compile(r"[,;:–—，、；：]['\"”’」』)）]*$")

Caption = tuple[int, int, str]  # start ms, duration ms, text (its lines parted by \n)


def fits_one_caption(text: str, language: str) -> bool:
    """Whether a text is no longer than two lines."""
    return not _full(_words(normalise(text).replace("\n", " "), language), _limit(text))


def split_caption(
    text: str, start_ms: int, duration_ms: int, language: str, *, wrap: bool = True
) -> list[Caption]:
    """A spoken text as captions that follow each other over its time.

    Each has at most two lines of 42 characters (16 in Chinese, Japanese, Korean); cuts fall on
    the ends of sentences and clauses where they can. Each gets time by its length; together they
    fill the span exactly. When the span is too short for the text, captions pass quicker than
    17 characters a second, but none is dropped. wrap: the two lines are parted by a line feed,
    for players that break none.
    """
    words = _words(normalise(text).replace("\n", " "), language)
    if not words or duration_ms <= 0:
        return []
    limit = _limit(text)
    chunks = _chunks(words, limit, duration_ms)
    texts = [
        "\n".join(_two_lines(chunk, limit)) if wrap else "".join(chunk).strip() for chunk in chunks
    ]
    return _timed(texts, start_ms, duration_ms)


def _limit(text: str) -> int:
    """Characters in a line of a caption."""
    return WIDE_LINE if any(is_cjk(c) for c in text) else LATIN_LINE


def _words(text: str, language: str) -> list[str]:
    """The text cut where a line may end between words or phrases; spaces stay at the ends."""
    stack = FontStack("noto", 400, False, cjk_family(language, text))
    paragraph = itemize(text, stack)
    breaks = measure(paragraph, [1.0] * len(paragraph.clusters), language)
    words: list[str] = []
    for cluster, begins in zip(paragraph.clusters, breaks.good, strict=True):
        part = paragraph.text[cluster.start : cluster.end]
        if begins or not words:
            words.append(part)
        else:
            words[-1] += part
    return [piece for word in words for piece in _pieces(word)]


def _pieces(word: str) -> Iterable[str]:
    """A word, or its parts when it is longer than a line can be."""
    longest = _limit(word)
    for at in range(0, len(word), longest):
        yield word[at : at + longest]


def _chunks(words: Sequence[str], limit: int, duration_ms: int) -> list[list[str]]:
    """Words in groups that fit two lines, ended early at a sentence or, if long, a clause."""
    groups: list[list[str]] = []
    current: list[str] = []
    for word in words:
        if current and (_full([*current, word], limit) or _ends(current, limit)):
            groups.append(current)
            current = []
        current.append(word)
    groups.append(current)
    return _merged(groups, limit, duration_ms)


def _ends(group: Sequence[str], limit: int) -> bool:
    text = "".join(group).strip()
    if _SENTENCE_END.search(text):
        return True
    return bool(_CLAUSE_END.search(text)) and len(text) >= limit * 0.75


def _full(group: Sequence[str], limit: int) -> bool:
    return len(_two_lines(group, limit)) > MAX_LINES


def _merged(groups: list[list[str]], limit: int, duration_ms: int) -> list[list[str]]:
    """Neighbours joined while there are more captions than can be seen one by one."""
    most = max(1, duration_ms // MIN_CAPTION_MS)
    at = 0
    while len(groups) > most and at < len(groups) - 1:
        joined = groups[at] + groups[at + 1]
        if _full(joined, limit):
            at += 1
        else:
            groups[at : at + 2] = [joined]
    return groups


def _two_lines(words: Sequence[str], limit: int) -> list[str]:
    """The words on even lines of at most `limit` characters (more than two when too long)."""
    n = len(words)
    breaks = Breaks(
        [float(len(w.rstrip())) + (len(w) - len(w.rstrip())) for w in words],
        [False] + [True] * (n - 1), [False] + [True] * (n - 1), [False] * n,
    )  # fmt: skip
    lines = breaks.balanced(limit + 1 if any(w.endswith(" ") for w in words) else limit)
    return ["".join(words[first:last]).strip() for first, last in lines]


def _timed(texts: Sequence[str], start_ms: int, duration_ms: int) -> list[Caption]:
    """Time by length, on whole milliseconds, without gap or overlap.

    None is shorter than MIN_CAPTION_MS (or its even share, where there is no such time).
    """
    lengths = _shares([max(len(text), 4) for text in texts], duration_ms)
    captions, at, exact = [], 0, 0.0
    for index, (text, length) in enumerate(zip(texts, lengths, strict=True)):
        exact += length
        left = len(texts) - 1 - index
        end = min(max(round(exact), at + 1), max(duration_ms - left, at + 1))
        captions.append((start_ms + at, end - at, text))
        at = end
    return captions


def _shares(weights: Sequence[int], total: int) -> list[float]:
    """`total` in proportion to the weights, but for those that would get too little to be seen."""
    least = min(MIN_CAPTION_MS, total / len(weights))
    short: set[int] = set()

    def shared() -> list[float]:
        rest = total - least * len(short)
        sum_ = sum(w for n, w in enumerate(weights) if n not in short) or 1
        return [least if n in short else rest * w / sum_ for n, w in enumerate(weights)]

    lengths = shared()
    while new := {n for n, length in enumerate(lengths) if length < least - 1e-9} - short:
        short |= new
        lengths = shared()
    return lengths
