"""Which sentences of a script are shown: one for each part of it, lists whole, the end kept."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from .cards import Card
from .durations import is_cjk, number
from .prose import fold
from .script import Script
from .timing import reading_ms

MAX_LIST_CHARS = 260
MAX_SCENES_MS = 60_000  # when no length is asked
_FIGURE_WEIGHT = 1.4
_COUNTS = r"two|three|four|five|six|[2-6]|[两二三四五六]"
_LIST_HEAD = re.compile(
    rf"\b(?P<n>{_COUNTS})\s+(?:\w+\s+)?(?:rules?|steps?|tips?|ways?|things?|points?|reasons?|habits?|"
    rf"signs?|ideas?|questions?|parts?|mistakes?)\b|(?P<h>{_COUNTS})(?:个|条|点|步|种|招|件)",
    re.IGNORECASE,
)
_STOP = frozenset(
    re.findall(
        r"\w+",
        "the a an and or but of to in on at for with from by as is are was were be been it its "
        "this that these those we you they he she i our your their not no so if then than also "
        "can will just into about over more most very have has had do does did what which who "
        "when where how all any some one",
    )
)


@dataclass(frozen=True)
class Point:
    """A sentence, or a sentence that announces a list, with its `items`."""

    text: str
    items: tuple[str, ...] = ()

    @property
    def cost_ms(self) -> int:
        return reading_ms(self.text, *self.items) if self.items else reading_ms(*fold(self.text))


def key_points(script: Script, total_ms: int | None) -> list[Card]:
    """A card for each point that fits into the length (a minute when none is asked).

    The first and the last point are always there; between them each part of the text has one
    before any has two.
    """
    points = points_of(list(dict.fromkeys(script.sentences)))
    leads = {i for i, p in enumerate(points) if p.text in script.leads}
    cards = []
    for place, at in enumerate(_choose(points, leads, total_ms or MAX_SCENES_MS)):
        point = points[at]
        text, body = (point.text, "") if point.items else fold(point.text)
        opening = place == 0
        layout = "list" if point.items else "hero" if opening else None
        cards.append(
            Card(text, "open" if opening else "middle", body=body, items=point.items, layout=layout)  # type: ignore[arg-type]
        )
    return cards


def points_of(sentences: list[str]) -> list[Point]:
    """Sentences with lists joined to what announces them; an announcement alone is left out."""
    out: list[Point] = []
    at = 0
    while at < len(sentences):
        head = sentences[at]
        at += 1
        count = _announced(head)
        items = tuple(s.rstrip(".。;；") for s in sentences[at : at + count])
        if not count:
            out.append(Point(head))
        elif len(items) == count and len(head) + sum(map(len, items)) <= MAX_LIST_CHARS:
            out.append(Point(head.rstrip(":："), items))
            at += count
    return out or [Point(s) for s in sentences[:1]]


def _announced(sentence: str) -> int:
    """How many points a sentence says will follow ("Three rules help all of them."), else 0."""
    match = _LIST_HEAD.search(sentence)
    if not match or len(sentence) > 70 or re.search(r"[:：]\s*\S", sentence):
        return 0
    return int(number(match["n"] or match["h"]))


def _choose(points: list[Point], leads: set[int], limit_ms: int) -> list[int]:
    """Places of the points to show, in the order of the text. `leads` open paragraphs."""
    last = len(points) - 1
    chosen = {0}
    left = limit_ms - points[0].cost_ms
    if last and points[last].cost_ms <= left:
        chosen.add(last)
        left -= points[last].cost_ms
    scores = _scores(points)
    middle = list(range(1, last))
    typical = sorted(p.cost_ms for p in points)[len(points) // 2]
    count = max(1, min(len(middle), left // max(1, typical)))
    parts = _paragraphs(middle, leads)
    if not 3 <= len(parts) <= count:
        parts = _parts(middle, count)
    rounds = [sorted(part, key=lambda i: (i not in leads, -scores[i])) for part in parts]
    while any(rounds):
        for row in rounds:
            while row:
                at = row.pop(0)
                if points[at].cost_ms <= left:
                    chosen.add(at)
                    left -= points[at].cost_ms
                    break
    return sorted(chosen)


def _paragraphs(places: list[int], leads: set[int]) -> list[list[int]]:
    out: list[list[int]] = []
    for place in places:
        if not out or place in leads:
            out.append([])
        out[-1].append(place)
    return out


def _parts(places: list[int], count: int) -> list[list[int]]:
    """The places in `count` stretches of nearly the same length."""
    edges = [round(i * len(places) / count) for i in range(count + 1)]
    return [places[a:b] for a, b in pairwise(edges) if b > a]


def _scores(points: list[Point]) -> list[float]:
    """Mean weight of a sentence's words by how often the text uses them; figures count more."""
    words = [_words(p.text) for p in points]
    counts = Counter(w for row in words for w in set(row))
    out = []
    for point, row in zip(points, words, strict=True):
        weight = sum(counts[w] for w in row) / (len(row) + 3)
        brief = 1.0 if len(point.text) <= 120 else 120 / len(point.text)
        told = _FIGURE_WEIGHT if point.items or re.search(r"\d", point.text) else 1.0
        out.append((weight + 0.2) * brief * told)
    return out


def _words(sentence: str) -> list[str]:
    latin = [w for w in re.findall(r"[^\W\d_]{3,}", sentence.lower()) if w not in _STOP]
    han = [c for c in sentence if is_cjk(c)]
    pairs = ["".join(p) for p in pairwise(han)]
    return [w for w in latin if not is_cjk(w[0])] + pairs
