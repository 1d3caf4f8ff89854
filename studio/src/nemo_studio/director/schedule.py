"""When each card is shown: asked times exactly, the rest shared out by reading time."""

from __future__ import annotations

from dataclasses import dataclass

from .cards import Card
from .timing import MIN_SCENE_MS, share

COMFORT_MS = 3800  # a scene's usual length, so that a video of 20 s has five or six
_LEAST_MS = 300


@dataclass(frozen=True)
class Slot:
    """A stretch of the timeline and the card on it; None for a picture without words."""

    card: Card | None
    duration_ms: int


@dataclass
class _Anchor:
    card: Card
    start_ms: int
    end_ms: int


def schedule(cards: list[Card], total_ms: int, scenes: int | None = None) -> list[Slot]:
    """Slots that fill `total_ms` exactly. `scenes` is how many were asked for, if any."""
    anchors = _anchors(cards, total_ms)
    held = {id(a.card) for a in anchors}
    free = [c for c in cards if id(c) not in held]
    slots: list[Slot] = []
    gaps = _gaps(anchors, total_ms)
    shares = _deal(free, [end - start for start, end in gaps], total_ms, scenes)
    for i, (start, end) in enumerate(gaps):
        slots += _fill(shares[i], end - start)
        if i < len(anchors):
            slots.append(Slot(anchors[i].card, anchors[i].end_ms - anchors[i].start_ms))
    return [s for s in slots if s.duration_ms > 0]


def _anchors(cards: list[Card], total: int) -> list[_Anchor]:
    """Cards with a time of their own, in order, cut so that they do not overlap."""
    timed: list[tuple[int, Card]] = []
    for card in cards:
        length = card.for_ms or card.need_ms
        if card.at_ms is not None:
            timed.append((card.at_ms, card))
        elif card.from_end or (card.stage == "end" and card.for_ms and card is cards[-1]):
            timed.append((max(0, total - length), card))
        elif card.stage == "open" and card.for_ms and card is cards[0]:
            timed.append((0, card))
    out: list[_Anchor] = []
    for start, card in sorted(timed, key=lambda pair: pair[0]):
        if out and start < out[-1].start_ms + _LEAST_MS:
            continue  # two texts at one time: the later one is placed freely
        if start + _LEAST_MS > total:
            continue
        if out:
            out[-1].end_ms = min(out[-1].end_ms, start)
        out.append(
            _Anchor(card, start, min(total, start + max(_LEAST_MS, card.for_ms or card.need_ms)))
        )
    return _stretched(out, total)


def _stretched(anchors: list[_Anchor], total: int) -> list[_Anchor]:
    """A gap too short for a scene goes to the card before it, if that has no asked length."""
    ends = [*(a.start_ms for a in anchors[1:]), total]
    for anchor, end in zip(anchors, ends, strict=False):
        if anchor.card.for_ms is None and 0 < end - anchor.end_ms < MIN_SCENE_MS:
            anchor.end_ms = end
    return anchors


def _gaps(anchors: list[_Anchor], total: int) -> list[tuple[int, int]]:
    """What is free before, between and behind the anchors: one more than there are anchors."""
    starts = [0, *(a.end_ms for a in anchors)]
    ends = [*(a.start_ms for a in anchors), total]
    return list(zip(starts, ends, strict=True))


def _deal(free: list[Card], gaps: list[int], total: int, scenes: int | None) -> list[list[Card]]:
    """Which gap each free card goes to; optional ones only where there is room."""
    out: list[list[Card]] = [[] for _ in gaps]
    room = [float(g) for g in gaps]
    asked = scenes or 0
    comfort = total / asked if asked else COMFORT_MS
    last = max((i for i, g in enumerate(gaps) if g), default=0)
    first = min((i for i, g in enumerate(gaps) if g), default=0)

    def put(card: Card, where: list[int]) -> None:
        want = max(float(card.need_ms), comfort) if card.optional else float(card.need_ms)
        for i in where:
            if gaps[i] and (room[i] >= want * 0.93 or (not out[i] and room[i] >= card.need_ms)):
                room[i] -= max(want, min(comfort, room[i]))
                out[i].append(card)
                return
        if not card.optional:
            widest = max(range(len(gaps)), key=lambda i: gaps[i])
            out[widest].append(card)
            room[widest] -= want

    everywhere = list(range(len(gaps)))
    by_need = sorted(free, key=lambda c: (c.optional, c.stage == "middle"))
    for card in by_need:
        places = {"open": [first], "end": [last], "middle": everywhere}[card.stage]
        put(card, places)
    for cards in out:
        cards.sort(key=lambda c: next(i for i, f in enumerate(free) if f is c))
    return out


def _fill(cards: list[Card], length: int) -> list[Slot]:
    if length <= 0:
        return []
    if not cards:
        return [Slot(None, length)]
    cards = cards[: max(1, length // 10)]
    fixed = sum(c.for_ms or 0 for c in cards)
    if 0 < fixed < length and any(c.for_ms is None for c in cards):
        loose = share(length - fixed, [c.need_ms for c in cards if c.for_ms is None])
        lengths = [c.for_ms or loose.pop(0) for c in cards]
    else:
        lengths = share(length, [c.for_ms or c.need_ms for c in cards])
    return [Slot(c, ms) for c, ms in zip(cards, lengths, strict=True)]
