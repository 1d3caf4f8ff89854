"""The texts of a video without pictures, as cards in their order.

The user's own words always come first and are kept as they are; lines of the phrase bank only fill
what they leave, and are the first to go when time is short.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from nemo_studio.renderer.timeline import CardLayout

from .brief import Brief
from .phrases import Copy, topics
from .prose import split_sentences
from .texts import AskedText
from .timing import reading_ms, speech_ms
from .topic import headline

T = TypeVar("T")
Stage = Literal["open", "middle", "end"]
_LIST_HEAD = {"en": "What's inside", "zh": "亮点"}
MAX_LIST = 5


@dataclass(frozen=True)
class Card:
    """One scene's words. Times as in AskedText; an `optional` card may be left out.

    `said` is what a voice says meanwhile.
    """

    text: str
    stage: Stage = "middle"
    kicker: str = ""
    body: str = ""
    items: tuple[str, ...] = ()
    layout: CardLayout | None = None
    optional: bool = False
    at_ms: int | None = None
    for_ms: int | None = None
    from_end: bool = False
    said: str = ""

    @property
    def need_ms(self) -> int:
        read = reading_ms(self.text, self.kicker, self.body, *self.items)
        return max(read, speech_ms(self.said)) if self.said else read

    def spoken(self) -> Card:
        """The same card, read out."""
        words = [t.rstrip(".。") for t in (self.text, self.body, *self.items) if t]
        return self if self.said else replace(self, said=". ".join(words))


def cards_of(brief: Brief) -> list[Card]:
    """All cards of a brief, opening first, ending last, with more fillers than are needed."""
    copy = brief.subject.topic.copy[brief.language]
    name = brand_of(brief)
    if brief.narration:
        return _narrated(brief, copy, name)
    shown = _with(brief, "body", "quote", "caption")
    middle = [_of_text(t, "middle") for t in shown if t not in _lone(brief)]
    middle += [Card(s) for s in brief.statements]
    middle += _of_points(brief)
    middle += [Card(f.text) for f in brief.facts if not f.contact and not _told(brief, f.text)]
    return [
        *_opening(brief, copy, name),
        *middle,
        *_fillers(brief, copy),
        *_ending(brief, copy, name),
    ]


def _narrated(brief: Brief, copy: Copy, name: str) -> list[Card]:
    """What the voice says, a sentence a card; of the rest only what the user asked for."""
    opening = [c for c in _opening(brief, copy, name) if not c.optional]
    ending = [c for c in _ending(brief, copy, name) if not c.optional]
    shown = [_of_text(t, "middle") for t in _with(brief, "body", "quote", "caption")]
    shown = [c for c in shown if c.text not in {o.text for o in opening}]
    said = [Card(s.rstrip(".。"), said=s) for s in split_sentences(brief.narration)]
    return [*opening, *said, *shown, *ending]


def brand_of(brief: Brief) -> str:
    """The brand's name when one is quoted, else the subject as a title, else ""."""
    brands = _with(brief, "brand", "watermark")
    return brands[0].text if brands else brief.subject.name or headline(brief.subject.phrase)


def _with(brief: Brief, *purposes: str) -> list[AskedText]:
    return [t for t in brief.texts if t.purpose in purposes]


def _opening(brief: Brief, copy: Copy, name: str) -> list[Card]:
    titles = _with(brief, "title", "start", "lower_third") or _lone(brief)
    subtitle = next((t.text for t in _with(brief, "subtitle")), "")
    if titles:
        cards = [_of_text(t, "open", layout="hero") for t in titles]
        kicker = name if name.lower() not in titles[0].text.lower() else ""
        first = cards[0]
        return [
            Card(first.text, "open", kicker, subtitle, (), "hero", False,
                 first.at_ms, first.for_ms, first.from_end),
            *cards[1:],
        ]  # fmt: skip
    line = _shuffled(copy.open, brief.seed)[0]
    if not name:
        return [Card(line, "open", body=subtitle, layout="hero", optional=not subtitle)]
    branded = bool(_with(brief, "brand") or brief.subject.name)
    known = brief.subject.topic is not topics()[-1]
    if known and not branded and len(name) <= 18:
        return [Card(line, "open", name, subtitle, layout="hero", optional=not subtitle)]
    return [Card(name, "open", body=subtitle or line, layout="hero", optional=not branded)]


def _lone(brief: Brief) -> list[AskedText]:
    """The only plain text of a brief without a title: it is what the video opens with."""
    bodies = _with(brief, "body")
    alone = len(bodies) == 1 and not _with(brief, "title", "start", "lower_third", "brand")
    return bodies if alone and bodies[0].at_ms is None else []


def _ending(brief: Brief, copy: Copy, name: str) -> list[Card]:
    ends = _with(brief, "end", "cta")
    if ends:
        return [
            _of_text(t, "end", layout="cta", kicker=name if name != t.text else "") for t in ends
        ]
    line = _shuffled(copy.close, brief.seed)[0]
    contact = " · ".join(f.text for f in brief.facts if f.contact)
    return [Card(line, "end", name, contact, layout="cta", optional=not contact)]


def _told(brief: Brief, fact: str) -> bool:
    """Whether another card shows a fact's words already."""
    others = (*brief.statements, brand_of(brief), *(t.text for t in brief.texts))
    return any(fact.lower() in other.lower() for other in others)


def _of_points(brief: Brief) -> list[Card]:
    """Up to three points have a scene each; more go on lists of at most five."""
    points = brief.points
    if len(points) <= 3:
        return [Card(p) for p in points]
    head = headline(brief.subject.phrase) or _LIST_HEAD[brief.language]
    layout: CardLayout = "steps" if "step" in brief.quoted.text.lower() else "list"
    return [
        Card(head, items=points[i : i + MAX_LIST], layout=layout)
        for i in range(0, len(points), MAX_LIST)
    ]


def _fillers(brief: Brief, copy: Copy) -> list[Card]:
    generic = topics()[-1].copy[brief.language]
    lines = _shuffled(copy.middle, brief.seed)
    if copy is not generic:
        lines += _shuffled(generic.middle, brief.seed)
    return [Card(text, body=body, optional=True) for text, body in lines]


def _of_text(
    asked: AskedText, stage: Stage, *, layout: CardLayout | None = None, kicker: str = ""
) -> Card:
    if asked.purpose == "quote":
        layout = "quote"
    return Card(
        asked.text, stage, kicker, layout=layout,
        at_ms=asked.at_ms, for_ms=asked.for_ms, from_end=asked.from_end,
    )  # fmt: skip


def _shuffled(lines: Sequence[T], seed: int) -> list[T]:
    return random.Random(seed).sample(lines, len(lines))
