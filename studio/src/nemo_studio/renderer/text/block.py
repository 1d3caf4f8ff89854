"""A text set as a block: broken into lines, at the largest size that fits its box."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nemo_studio.renderer.text.breaking import Breaks, measure
from nemo_studio.renderer.text.fonts import FontStack, cjk_family
from nemo_studio.renderer.text.itemize import Paragraph, is_cjk, itemize
from nemo_studio.renderer.text.shaping import Line, advances, shape_line
from nemo_studio.timeline.normalise import normalise

MAX_SHAPED = 3000  # characters; no box holds more at a size that can be read
ELLIPSIS = "…"
CALMER = 0.80  # a headline may give up this much of its size for one line less
ONE_LINE = 0.70  # and a short one in ideographs this much, to stay whole


@dataclass(frozen=True)
class Style:
    """How a text looks. `tracking` in em, `leading` as a factor on the size.

    headline: even lines, and rather smaller than on many lines.
    """

    family: str = "montserrat"
    weight: int = 700
    italic: bool = False
    tracking: float = 0.0
    leading: float = 1.2
    upper: bool = False
    headline: bool = False


@dataclass(frozen=True)
class Block:
    """Lines at a size in px. `ascent` and `descent` (em) are the outer lines' reach."""

    lines: tuple[Line, ...]
    size: float
    leading: float
    ascent: float
    descent: float
    rtl: bool
    dropped: tuple[str, ...] = ()
    cut: bool = False  # there was more of the text than its box holds

    @property
    def width(self) -> float:
        return max((line.width for line in self.lines), default=0.0) * self.size

    @property
    def height(self) -> float:
        if not self.lines:
            return 0.0
        between = (len(self.lines) - 1) * self.leading
        return (between + self.ascent + self.descent) * self.size

    def baseline(self, index: int) -> float:
        """From the block's top to a line's baseline, in px."""
        return (self.ascent + index * self.leading) * self.size


@dataclass(frozen=True)
class _Measured:
    paragraph: Paragraph
    breaks: Breaks


@dataclass(frozen=True)
class _Box:
    """The room, px, and how it is filled."""

    width: float
    height: float
    max_lines: int
    style: Style
    language: str

    def holds(self, lines: int, size: float) -> bool:
        needed = ((lines - 1) * self.style.leading + 1.0) * size
        return lines <= self.max_lines and needed <= self.height + 0.5


def fit(
    text: str,
    style: Style,
    *,
    width: float,
    height: float,
    size: float,
    smallest: float,
    max_lines: int = 99,
    language: str = "en",
) -> Block:
    """The text in a box of width x height px, at `size` px or the largest size below that fits.

    Below `smallest` the text is not shrunk but cut, and ends with "…". Never raises for any text;
    a text with nothing to draw gives a block without lines.
    """
    smallest = min(smallest, size)
    whole = normalise(text)
    clean = _shortened(whole, width, height, smallest, max_lines)
    cut = clean != whole
    if style.upper:
        clean = _upper(clean, language)
    box = _Box(width, height, max_lines, _for_script(clean, style), language)
    measured = _measure(clean, box.style, language)
    dropped = tuple(cluster for m in measured for cluster in m.paragraph.dropped)
    chosen = _largest(measured, box, size, smallest)
    if box.style.headline:
        chosen = _calmer(measured, box, chosen)
    lines = _lines(measured, box, chosen)
    if not box.holds(len(lines), chosen):
        lines, cut = _cut(measured, box, chosen), True
    rtl = bool(measured) and measured[0].paragraph.rtl
    ascent, descent = _extents(clean)
    return Block(tuple(lines), chosen, box.style.leading, ascent, descent, rtl, dropped, cut)


def _upper(text: str, language: str) -> str:
    """Capitals by the language's rules, where Python's differ (Turkish i; Greek drops accents)."""
    if language.lower().startswith(("tr", "az")):
        text = text.replace("i", "İ").replace("ı", "I")
    elif language.lower().startswith("el"):
        text = "".join(c for c in unicodedata.normalize("NFD", text) if c != "\u0301")
    return unicodedata.normalize("NFC", text.upper())


def _shortened(text: str, width: float, height: float, smallest: float, max_lines: int) -> str:
    """The text without what can never be in the box: letters are at least 0.2 em wide."""
    lines = min(max_lines, height / smallest + 1)
    room = min(int(lines * (width / (0.2 * smallest) + 1)) + 1, MAX_SHAPED)
    return text if len(text) <= room else text[:room].rstrip() + ELLIPSIS


def _stack(text: str, style: Style, language: str) -> FontStack:
    return FontStack(style.family, style.weight, style.italic, cjk_family(language, text))


@lru_cache(maxsize=128)
def _measure(text: str, style: Style, language: str) -> tuple[_Measured, ...]:
    """The paragraphs with their widths in em: the same for every size that is tried."""
    stack = _stack(text, style, language)
    measured = []
    for part in text.split("\n"):
        paragraph = itemize(part, stack)
        if paragraph.clusters or paragraph.dropped:
            widths = advances(paragraph, style.tracking)
            measured.append(_Measured(paragraph, measure(paragraph, widths, language)))
    return tuple(measured)


def _extents(text: str) -> tuple[float, float]:
    """Ascent and descent in em as the eye takes them: capitals' height, ideographs' frame."""
    if any(is_cjk(c) for c in text):
        return 0.88, 0.14
    return 0.80, 0.22


def _for_script(text: str, style: Style) -> Style:
    """Ideographs want more air between lines, and no tightening."""
    if not any(is_cjk(c) for c in text):
        return style
    return replace(style, leading=max(style.leading, 1.28), tracking=max(style.tracking * 0.5, 0.0))


def _count(measured: Sequence[_Measured], limit: float) -> int:
    return sum(len(m.breaks.lines(limit)) for m in measured)


def _largest(measured: Sequence[_Measured], box: _Box, size: float, smallest: float) -> float:
    """The largest size between the two at which the box holds the text with words kept whole."""

    def fits(trial: float) -> bool:
        limit = box.width / trial
        if any(m.breaks.longest > limit for m in measured):
            return False
        return box.holds(_count(measured, limit), trial)

    if fits(size):
        return size
    low, high = smallest, size
    for _ in range(8):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _calmer(measured: Sequence[_Measured], box: _Box, size: float) -> float:
    """A little smaller where that saves a line."""
    if len(measured) != 1:
        return size
    breaks = measured[0].breaks
    count = len(breaks.lines(box.width / size))
    if count < 2:
        return size
    text = measured[0].paragraph.text
    share = ONE_LINE if count == 2 and is_cjk(text[0]) and len(text) <= 10 else CALMER
    if count == 2 and share == CALMER:
        return size  # two even lines of Latin are a good headline
    least = box.width / (size * share)
    narrow = breaks.narrowest(count - 1, least)
    return min(size, box.width / narrow) if narrow else size


def _lines(measured: Sequence[_Measured], box: _Box, size: float) -> list[Line]:
    limit = box.width / size
    return [
        shape_line(m.paragraph, first, last, box.style.tracking)
        for m in measured
        for first, last in m.breaks.balanced(limit)
    ]


def _cut(measured: Sequence[_Measured], box: _Box, size: float) -> list[Line]:
    """As many lines as the box holds; the last one ends with an ellipsis."""
    room = 1
    while box.holds(room + 1, size):
        room += 1
    limit = box.width / size
    lines: list[Line] = []
    for m in measured:
        for first, last in m.breaks.lines(limit):
            if len(lines) == room - 1:
                return [*lines, _with_ellipsis(m, first, last, box, limit)]
            lines.append(shape_line(m.paragraph, first, last, box.style.tracking))
    return lines


def _with_ellipsis(m: _Measured, first: int, last: int, box: _Box, limit: float) -> Line:
    while last > first + 1 and sum(m.breaks.widths[first:last]) + 1.1 > limit:
        last -= 1
    clusters = m.paragraph.clusters[first:last]
    text = m.paragraph.text[clusters[0].start : clusters[-1].end].rstrip(" ,.;:，。、；：")
    paragraph = itemize(text + ELLIPSIS, _stack(text, box.style, box.language), rtl=m.paragraph.rtl)
    return shape_line(paragraph, 0, len(paragraph.clusters), box.style.tracking)
