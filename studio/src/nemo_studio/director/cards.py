"""The texts of a video without pictures, as cards in their order.

The user's own words always come first and are kept as they are; lines of the phrase bank only fill
what they leave, and are the first to go when time is short.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from nemo_studio.timeline.draft import CardLayout

from .brief import Brief
from .durations import is_cjk
from .look import DEFAULT_LENGTH_MS
from .phrases import Copy, topics
from .prose import fold, split_sentences
from .texts import AskedText
from .timing import MIN_SCENE_MS, reading_ms, speech_ms
from .topic import headline, promises_content

T = TypeVar("T")
Stage = Literal["open", "middle", "end"]
_NO_COPY = Copy(("",), (), ("",))  # the bank has no lines in the language of the texts
_LIST_HEAD = {"en": "What's inside", "zh": "亮点"}
MAX_LIST = 5
_WORDS = 20  # signs of a point that is no sentence
_CJK_SIGNS = 3  # as many letters as an ideograph stands for


@dataclass(frozen=True)
class Card:
    """One scene's words. Times as in AskedText; an `optional` card may be left out.

    `said` is what a voice says meanwhile; `own` are the lines of it that are the studio's own.
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
    own: tuple[str, ...] = ()

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
    copy = _NO_COPY if brief.foreign else brief.subject.topic.copy[brief.language]
    name = brand_of(brief)
    if brief.scene_texts:
        return _scenes(brief)
    if brief.narration:
        return _narrated(brief, copy, name)
    shown = _with(brief, "body", "quote", "caption")
    middle = [_of_text(t, "middle") for t in shown if t not in _lone(brief)]
    middle += [Card(s) for s in brief.statements]
    middle += _of_points(brief)
    opening = _opening(brief, copy, name)
    middle += [Card(text) for text in _news(brief) if text != opening[0].text]
    cards = [
        *opening,
        *middle,
        *_fillers(brief, copy),
        *_ending(brief, copy, name),
    ]
    return [c for c in cards if c.text]


def _scenes(brief: Brief) -> list[Card]:
    """The words of each scene and nothing between them; of the rest only what is quoted."""
    titles = [_of_text(t, "open", layout="hero") for t in _with(brief, "title", "start")]
    ends = [_of_text(t, "end", layout="cta") for t in _with(brief, "end", "cta")]
    shown = [_of_text(t, "middle") for t in _with(brief, "body", "quote", "caption")]
    told = [Card(text, body=body) for text, body in map(fold, brief.scene_texts)]
    if not titles:
        told[0] = replace(told[0], layout="hero")
    return [*titles, *told, *shown, *ends]


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
    heading = [AskedText(brief.heading, "title")] if brief.heading else []
    titles = _with(brief, "title", "start", "lower_third") or heading or _lone(brief)
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
    news = _news(brief)
    if not name and news:
        return [Card(news[0], "open", body=subtitle, layout="hero")]
    if not name:
        return [
            Card(line, "open", body=subtitle, layout="hero", optional=not subtitle, own=_own(line))
        ]
    branded = bool(_with(brief, "brand") or brief.subject.name)
    known = brief.subject.topic is not topics()[-1]
    titled = branded or promises_content(name)  # "3 tips for plants" is a title itself
    if known and not titled and len(name) <= 18:
        return [
            Card(line, "open", name, subtitle, layout="hero", optional=not subtitle, own=_own(line))
        ]
    told = brief.points or brief.facts  # which need their subject
    return [
        Card(
            name, "open", body=subtitle or line, layout="hero", optional=not (branded or told),
            own=_own("" if subtitle else line),
        )
    ]  # fmt: skip


def _lone(brief: Brief) -> list[AskedText]:
    """The plain text that a video without a title opens with: the only one, or the first of
    what is given without a subject."""
    bodies = _with(brief, "body")
    if _with(brief, "title", "start", "lower_third", "brand"):
        return []
    opens = len(bodies) == 1 or ((brief.content or brief.foreign) and not brief.subject.phrase)
    return bodies[:1] if opens and bodies and bodies[0].at_ms is None else []


def _ending(brief: Brief, copy: Copy, name: str) -> list[Card]:
    ends = _with(brief, "end", "cta")
    if ends:
        return [
            _of_text(t, "end", layout="cta", kicker=name if name != t.text else "") for t in ends
        ]
    line = _shuffled(copy.close, brief.seed)[0]
    contact = " · ".join(f.text for f in brief.facts if f.contact)
    if not line:
        return [Card(contact or name, "end", layout="cta", optional=not contact)]
    return [Card(line, "end", name, contact, layout="cta", optional=not contact, own=_own(line))]


def _news(brief: Brief) -> list[str]:
    """The facts that no other card shows and that are no contact."""
    return [f.text for f in brief.facts if not f.contact and not _told(brief, f.text)]


def _told(brief: Brief, fact: str) -> bool:
    """Whether another card shows a fact's words already."""
    others = (*brief.statements, brand_of(brief), *(t.text for t in brief.texts))
    return any(fact.lower() in other.lower() for other in others)


def _of_points(brief: Brief) -> list[Card]:
    """Up to three points have a scene each, as have sentences when there is time to read them;
    more go on lists of at most five."""
    points = brief.points
    head = brief.heading or headline(brief.subject.phrase)
    own = _own("" if head or brief.foreign else _LIST_HEAD[brief.language])
    head = head or "".join(own)
    if len(points) <= 3 or not head or _fit_as_sentences(brief):
        return [Card(text, body=body) for text, body in map(fold, points)]
    layout: CardLayout = "steps" if "step" in brief.quoted.text.lower() else "list"
    return [
        Card(head, items=points[i : i + MAX_LIST], layout=layout, own=own)
        for i in range(0, len(points), MAX_LIST)
    ]


def _fit_as_sentences(brief: Brief) -> bool:
    """Whether the points are more than words, and have time for a scene each behind a title."""
    points = brief.points
    signs = sum(_CJK_SIGNS if is_cjk(c) else 1 for p in points for c in p)
    needed = MIN_SCENE_MS + sum(map(reading_ms, points))
    return signs > _WORDS * len(points) and needed <= (brief.length_ms or DEFAULT_LENGTH_MS)


def _fillers(brief: Brief, copy: Copy) -> list[Card]:
    generic = topics()[-1].copy[brief.language]
    lines = _shuffled(copy.middle, brief.seed)
    if copy not in (generic, _NO_COPY):
        lines += _shuffled(generic.middle, brief.seed)
    return [Card(text, body=body, optional=True, own=_own(text, body)) for text, body in lines]


def _of_text(
    asked: AskedText, stage: Stage, *, layout: CardLayout | None = None, kicker: str = ""
) -> Card:
    if asked.purpose == "quote":
        layout = "quote"
    return Card(
        asked.text, stage, kicker, layout=layout,
        at_ms=asked.at_ms, for_ms=asked.for_ms, from_end=asked.from_end,
    )  # fmt: skip


def _own(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _shuffled(lines: Sequence[T], seed: int) -> list[T]:
    return random.Random(seed).sample(lines, len(lines))
