"""Runs to positioned glyphs, by HarfBuzz. Lengths are in em, so one result serves every size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import uharfbuzz as hb

from nemo_studio.renderer.text.fonts import DrawnTypeface, Typeface
from nemo_studio.renderer.text.itemize import Cluster, Paragraph

# Scripts whose letters stand apart; letter spacing would tear the others' (Arabic, Devanagari).
SPACED = frozenset(("", "LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARMENIAN", "GEORGIAN", "CJK"))


@dataclass(frozen=True)
class Glyph:
    """A glyph at x (from the line's left) and y (up from the baseline), in em."""

    face: Typeface
    gid: int
    x: float
    y: float


@dataclass(frozen=True)
class Span:
    """Part of a line between spaces (or a few ideographs): its glyphs and its edges in em."""

    x0: float
    x1: float
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True)
class Line:
    """A shaped line in visual order. `stops`: the x of every grapheme's edge, ascending, in em."""

    text: str
    spans: tuple[Span, ...]
    width: float
    stops: tuple[float, ...]
    rtl: bool

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        return tuple(glyph for span in self.spans for glyph in span.glyphs)


@dataclass(frozen=True)
class _Piece:
    """One grapheme (or ligature) on its place: for cutting a line into words."""

    x0: float
    x1: float
    glyphs: tuple[Glyph, ...]
    space: bool
    cjk: bool


# Figures as tall as capitals: Playfair's own hang below the line, which looks broken on a price.
_FEATURES = {"kern": True, "liga": True, "lnum": True}


def _runs(clusters: Sequence[Cluster]) -> Iterator[list[Cluster]]:
    for _, run in groupby(clusters, key=lambda c: (id(c.face), c.script or "", c.level)):
        yield list(run)


def _shape(
    paragraph: Paragraph, run: Sequence[Cluster]
) -> list[tuple[int, float, int, float, float]]:
    """(cluster index in the text, advance, glyph id, x offset, y offset), visual order, em."""
    start, end = run[0].start, run[-1].end
    face = run[0].face
    text = paragraph.text
    if isinstance(face, DrawnTypeface):
        order = reversed(run) if run[0].level % 2 else run
        found = ((c.start, face.glyph(text[c.start : c.end])) for c in order)
        return [(at, face.ADVANCE, gid, 0.0, 0.0) for at, gid in found if gid is not None]
    buffer = hb.Buffer()
    buffer.add_str(text[start:end])
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run[0].level % 2 else "ltr"
    hb.shape(face.font, buffer, _FEATURES)
    upem = face.upem
    return [
        (
            info.cluster + start,
            position.x_advance / upem,
            info.codepoint,
            position.x_offset / upem,
            position.y_offset / upem,
        )
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def advances(paragraph: Paragraph, tracking: float = 0.0) -> list[float]:
    """The advance of each cluster in em, letter spacing included; a ligature's in its first."""
    widths = dict.fromkeys(range(len(paragraph.text)), 0.0)
    for run in _runs(paragraph.clusters):
        for index, advance, *_ in _shape(paragraph, run):
            widths[index] += advance
    return [
        sum(widths[i] for i in range(c.start, c.end)) + _extra(c, tracking)
        for c in paragraph.clusters
    ]


def _extra(cluster: Cluster, tracking: float) -> float:
    return tracking if cluster.script in SPACED else 0.0


def shape_line(paragraph: Paragraph, first: int, last: int, tracking: float = 0.0) -> Line:
    """The line of clusters first..last (exclusive), reordered for display."""
    clusters = paragraph.clusters[first:last]
    pieces: list[_Piece] = []
    x = 0.0
    for run in _reorder(list(_runs(clusters))):
        made, x = _pieces(paragraph, run, x, tracking)
        pieces += made
    if pieces and tracking:
        x -= _extra(clusters[-1], tracking)  # none after the last letter
    text = paragraph.text[clusters[0].start : clusters[-1].end] if clusters else ""
    stops = tuple(sorted({0.0, *(min(p.x1, x) for p in pieces)}))
    return Line(text, tuple(_spans(pieces)), max(x, 0.0), stops, paragraph.rtl)


def _pieces(
    paragraph: Paragraph, run: list[Cluster], x: float, tracking: float
) -> tuple[list[_Piece], float]:
    """A run's graphemes on their places from x on, and where the run ends."""
    owner = {i: c for c in run for i in range(c.start, c.end)}
    pieces = []
    shaped = _shape(paragraph, run)
    for _, glyphs in groupby(shaped, key=lambda g: owner[g[0]].start):
        group = list(glyphs)
        cluster = owner[group[0][0]]
        x0 = x
        placed = []
        for _, advance, gid, dx, dy in group:
            placed.append(Glyph(cluster.face, gid, x + dx, dy))
            x += advance
        x += _extra(cluster, tracking)
        space = paragraph.text[cluster.start] in " \u00a0\u3000"
        pieces.append(_Piece(x0, x, tuple(placed), space, cluster.script == "CJK"))
    return pieces, x


def _reorder(runs: list[list[Cluster]]) -> list[list[Cluster]]:
    """Rule L2 of UAX 9 on whole runs: from the highest level down, reverse what is at least it."""
    levels = [run[0].level for run in runs]
    if not levels or max(levels) == 0:
        return runs
    order = list(range(len(runs)))
    for level in range(max(levels), 0, -1):
        start = 0
        while start < len(order):
            if levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return [runs[i] for i in order]


def _spans(pieces: list[_Piece]) -> Iterator[Span]:
    """Words: what stands between spaces; ideographs two by two."""
    word: list[_Piece] = []
    for piece in pieces:
        full = len(word) >= 2 and piece.cjk and word[-1].cjk and word[-2].cjk
        if word and (piece.space or full):
            yield _span(word)
            word = []
        if not piece.space:
            word.append(piece)
    if word:
        yield _span(word)


def _span(pieces: list[_Piece]) -> Span:
    glyphs = tuple(glyph for piece in pieces for glyph in piece.glyphs)
    return Span(pieces[0].x0, pieces[-1].x1, glyphs)
