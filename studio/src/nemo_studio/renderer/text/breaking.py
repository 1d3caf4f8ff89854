"""Where a line may end, and which of these places to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import budoux

from nemo_studio.renderer.text.itemize import Paragraph, is_cjk, is_emoji

# Kinsoku (JLREQ and GB/T 15834): never first on a line, and never last.
NOT_FIRST = frozenset(
    "、。，．：；？！‼⁇⁈⁉）」』】〕〉》｝］〗〙〟’”…‥—～〜·・ー々〻ゝゞヽヾ"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
    "%％‰°℃!?,.:;)]}»›'\""
)
NOT_LAST = frozenset("（「『【〔〈《｛［〖〘〝‘“([{«‹$¥￥£€#＃@")
_SEPARATORS = "·•|/"
_HYPHENS = "-‐–—/"
_CLAUSE_ENDS = frozenset("，。、；：！？,.;:!?…—")
EVEN_ENOUGH = 0.5  # the shortest line against the longest, for lines broken by their sense
_LONG_PHRASE = 7  # ideographs; what the phrase model leaves longer may be broken anywhere


@dataclass(frozen=True)
class Breaks:
    """A measured paragraph: for each cluster its width (any one unit) and how it may be broken.

    good: a line may begin here between words or phrases. possible: it may, if it must (between
    ideographs of one word; kinsoku holds). spaces: the cluster is a space. clauses: good, and after
    a comma or stop (may be left empty).
    """

    widths: Sequence[float]
    good: Sequence[bool]
    possible: Sequence[bool]
    spaces: Sequence[bool]
    clauses: Sequence[bool] = ()

    @property
    def longest(self) -> float:
        """The width of the longest word or phrase."""
        longest = current = 0.0
        for width, may, space in zip(self.widths, self.good, self.spaces, strict=True):
            current = width if may else current + (0.0 if space else width)
            longest = max(longest, current)
        return longest

    def lines(self, limit: float) -> list[tuple[int, int]]:
        """Greedy lines as (first, last exclusive) cluster indexes, none wider than `limit`.

        Spaces at a break belong to no line. A word wider than the limit is cut where it must be.
        """
        lines: list[tuple[int, int]] = []
        start, n = 0, len(self.widths)
        while start < n:
            end = self._end(start, limit)
            lines.append((start, self._trim(start, end)))
            start = end
            while start < n and self.spaces[start]:
                start += 1
        return lines

    def _end(self, start: int, limit: float) -> int:
        width, end, n = 0.0, start, len(self.widths)
        best = fallback = 0
        while end < n:
            if self.spaces[end]:
                width += self.widths[end]
            elif width + self.widths[end] > limit + 1e-9 and end > start:
                break
            else:
                width += self.widths[end]
            end += 1
            if end < n and self.good[end]:
                best = end
            if end < n and self.possible[end]:
                fallback = end
        return end if end == n else best or fallback or end

    def _trim(self, start: int, end: int) -> int:
        while end > start + 1 and self.spaces[end - 1]:
            end -= 1
        return end

    def narrowest(self, count: int, limit: float) -> float | None:
        """About the least limit, not below the longest word, that gives at most `count` lines.

        None when even `limit` gives more.
        """
        if len(self.lines(limit)) > count:
            return None
        low, high = max(self.longest, sum(self.widths) / count * 0.8), limit
        for _ in range(10):
            if high - low < limit * 0.002:
                break
            middle = (low + high) / 2
            if len(self.lines(middle)) <= count:
                high = middle
            else:
                low = middle
        return high

    def balanced(self, limit: float) -> list[tuple[int, int]]:
        """As `lines`, as even as they can be without one line more.

        Where lines that end with clauses do, and are not too uneven, they are taken.
        """
        lines = self.lines(limit)
        if len(lines) < 2:
            return lines
        by_sense = self._by_clauses(limit, len(lines))
        if by_sense:
            return by_sense
        narrow = self.narrowest(len(lines), limit)
        return self.lines(narrow) if narrow else lines

    def _by_clauses(self, limit: float, count: int) -> list[tuple[int, int]]:
        if not any(self.clauses):
            return []
        strong = replace(self, good=self.clauses, possible=self.clauses, clauses=())
        lines = strong.balanced(limit)
        if len(lines) > count or not all(self.clauses[first] for first, _ in lines[1:]):
            return []
        widths = [sum(self.widths[first:last]) for first, last in lines]
        return lines if min(widths) >= EVEN_ENOUGH * max(widths) else []


def measure(paragraph: Paragraph, widths: Sequence[float], language: str) -> Breaks:
    """The breaks of a paragraph whose clusters have these widths."""
    text = paragraph.text
    possible = [False]
    for before, after in zip(paragraph.clusters, paragraph.clusters[1:], strict=False):
        possible.append(_may_break(text[before.start : before.end], text[after.start : after.end]))
    possible = possible[: len(paragraph.clusters)]
    spaces = [_gap(text, c.start) for c in paragraph.clusters]
    good = _with_emoji(paragraph, _good(paragraph, possible, language), spaces)
    clauses = [
        may and text[: c.start].rstrip()[-1:] in _CLAUSE_ENDS
        for may, c in zip(good, paragraph.clusters, strict=True)
    ]
    return Breaks(widths, good, possible, spaces, clauses)


def _gap(text: str, at: int) -> bool:
    """A space, or a separator between spaces: at a line's end it is left out, too."""
    separates = text[at] in _SEPARATORS and text[at - 1 : at] == text[at + 1 : at + 2] == " "
    return text[at] in " \u3000" or separates


def _may_break(before: str, after: str) -> bool:
    last, first = before[0], after[0]
    if first in " \u3000":
        return False
    if last in " \u3000":
        return True
    if last == "\u00a0" or first == "\u00a0":
        return False
    if first in NOT_FIRST or last in NOT_LAST:
        return False
    if is_cjk(last) or is_cjk(first):
        return True
    return last in _HYPHENS and first.isalpha()


def _good(paragraph: Paragraph, possible: Sequence[bool], language: str) -> list[bool]:
    """The possible breaks that do not cut a word: ideographs by the phrase model."""
    text = paragraph.text
    if not any(is_cjk(c) for c in text):
        return list(possible)
    phrases = _phrase_starts(text, language)
    good, run = [], 0
    for index, cluster in enumerate(paragraph.clusters):
        first = text[cluster.start]
        previous = text[cluster.start - 1] if cluster.start else " "
        wanted = cluster.start in phrases or previous in " \u3000" or not is_cjk(first)
        run = 0 if possible[index] and wanted else run + 1
        good.append(possible[index] and (wanted or run >= _LONG_PHRASE))
        run = 0 if good[-1] else run
    return good


def _with_emoji(paragraph: Paragraph, good: Sequence[bool], spaces: Sequence[bool]) -> list[bool]:
    """Without the breaks that part a single emoji from its word: the one before it, or the one
    after it where emoji are bullets (the text begins with one)."""
    text = paragraph.text
    emoji = [is_emoji(text[c.start : c.end]) for c in paragraph.clusters]
    if not any(emoji):
        return list(good)
    solid = [index for index, space in enumerate(spaces) if not space]
    kept = list(good)
    for place, (before, after) in enumerate(pairwise(solid), 2):
        if emoji[solid[0]]:
            parts = emoji[before] and not emoji[after]
        else:
            following = place < len(solid) and emoji[solid[place]]
            parts = emoji[after] and not emoji[before] and not following
        kept[after] = kept[after] and not parts
    return kept


def _phrase_starts(text: str, language: str) -> set[int]:
    """Where phrases begin, by BudouX; Korean has its words between spaces."""
    starts, at = set(), 0
    if any(_hangul(c) for c in text):
        return {i for i, c in enumerate(text) if not _hangul(c)}
    for phrase in _parser(_model(text, language)).parse(text):
        starts.add(at)
        at += len(phrase)
    return starts


def _hangul(char: str) -> bool:
    return "\uac00" <= char <= "\ud7af" or "\u1100" <= char <= "\u11ff"


def _model(text: str, language: str) -> str:
    if language.lower().startswith("ja") or any("\u3040" <= c <= "\u30ff" for c in text):
        return "ja"
    traditional = language.lower().replace("_", "-").startswith(("zh-tw", "zh-hk", "zh-hant"))
    return "zh-hant" if traditional else "zh-hans"


@lru_cache(maxsize=3)
def _parser(model: str) -> budoux.Parser:
    load = {
        "ja": budoux.load_default_japanese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
    }[model]
    return load()
