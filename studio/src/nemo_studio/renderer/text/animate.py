"""How a text comes and goes: pieces with a place at rest, and their state at any time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nemo_studio.renderer.sprite import Placement, Sprite
from nemo_studio.timeline.draft import TextAnimation

EntranceKind = Literal[
    "none", "fade", "rise", "drop", "slide", "pop", "wipe", "type", "grow_x", "grow_y"
]
EXIT_MS = 320
MAX_ENTRANCE_SHARE = 0.5  # of the segment; typing may take more
MAX_TYPING_SHARE = 0.7
MAX_EXIT_SHARE = 0.25
BRIEF_LETTERS = 40  # a text of so few is there to be read at a glance
BRIEF_MS = 480.0


def ease_out(t: float) -> float:
    """Quick, then settling: 1 - (1-t)^3."""
    return 1 - (1 - t) ** 3


def ease_in(t: float) -> float:
    return t * t


def overshoot(t: float) -> float:
    """As ease_out with about 4 % beyond the goal on the way."""
    c = 1.2
    return 1 + (c + 1) * (t - 1) ** 3 + c * (t - 1) ** 2


@dataclass(frozen=True)
class Entrance:
    """How one piece comes in. `delay_ms` is from the segment's start.

    distance: how far it travels, px. stops: for typing, the x in the sprite after each letter.
    from_right: wipes, slides and typing run from the right (right-to-left scripts).
    """

    kind: EntranceKind = "fade"
    delay_ms: float = 0.0
    length_ms: float = 450.0
    distance: float = 0.0
    stops: tuple[float, ...] = ()
    from_right: bool = False

    @property
    def end_ms(self) -> float:
        return 0.0 if self.kind == "none" else self.delay_ms + self.length_ms


@dataclass(frozen=True)
class Piece:
    """A sprite at its place at rest (top left, px). `pivot`: what it grows around."""

    sprite: Sprite
    x: float
    y: float
    entrance: Entrance
    opacity: float = 1.0
    pivot: tuple[float, float] | None = None
    letters: bool = False  # a text, not a decoration

    @property
    def width(self) -> int:
        return int(self.sprite.rgba.shape[1])

    @property
    def height(self) -> int:
        return int(self.sprite.rgba.shape[0])


@dataclass(frozen=True)
class _State:
    """Offsets from rest: px, opacity factor, scale, and the part shown in sprite px."""

    dx: float = 0.0
    dy: float = 0.0
    opacity: float = 1.0
    scale: float = 1.0
    clip: tuple[float, float, float, float] | None = None


def _entering(piece: Piece, t: float) -> _State | None:
    """The state at progress t (0 to 1) of the entrance; None while nothing shows."""
    entrance = piece.entrance
    kind = entrance.kind
    if kind == "none" or t >= 1:
        return _State()
    if t <= 0:
        return None
    eased = ease_out(t)
    side = 1 if entrance.from_right else -1
    away = entrance.distance * (1 - eased)
    fade = min(1.0, eased * 1.15)
    if kind == "rise":
        return _State(dy=away, opacity=fade)
    if kind == "drop":
        return _State(dy=-away, opacity=fade)
    if kind == "slide":
        return _State(dx=side * away, opacity=fade)
    if kind == "pop":
        return _State(scale=0.82 + 0.18 * overshoot(t), opacity=min(1.0, t * 2.5))
    if kind == "type":
        shown = entrance.stops[min(int(t * len(entrance.stops)), len(entrance.stops) - 1)]
        return _State(clip=_across(piece, shown, entrance.from_right))
    if kind in ("wipe", "grow_x"):
        return _State(clip=_across(piece, piece.width * eased, entrance.from_right))
    if kind == "grow_y":
        return _State(clip=(0, 0, piece.width, piece.height * eased))
    return _State(opacity=eased)


def _across(piece: Piece, shown: float, from_right: bool) -> tuple[float, float, float, float]:
    if from_right:
        return (piece.width - shown, 0, piece.width, piece.height)
    return (0, 0, shown, piece.height)


def _leaving(piece: Piece, kind: TextAnimation, t: float, distance: float) -> _State | None:
    """The state at progress t (0 to 1) of the exit; None when gone."""
    if t <= 0 or kind == "none":
        return _State()
    if t >= 1:
        return None
    eased = ease_in(t)
    fade = 1 - eased
    if kind == "rise":
        return _State(dy=-distance * eased, opacity=fade)
    if kind == "drop":
        return _State(dy=distance * eased, opacity=fade)
    if kind == "slide":
        side = -1 if piece.entrance.from_right else 1
        return _State(dx=side * distance * eased, opacity=fade)
    if kind == "pop":
        return _State(scale=1 - 0.12 * eased, opacity=fade)
    if kind == "wipe":
        shown = piece.width * (1 - eased)
        return _State(clip=_across(piece, shown, not piece.entrance.from_right))
    return _State(opacity=fade)


@dataclass(frozen=True)
class Show:
    """The pieces of one segment, back to front, and its times in ms of the timeline."""

    pieces: tuple[Piece, ...]
    start_ms: int
    duration_ms: int
    animate_out: TextAnimation
    distance: float
    opacity: float = 1.0

    @property
    def exit_ms(self) -> float:
        """The length of the exit in ms; 0 for none."""
        if self.animate_out == "none":
            return 0.0
        return min(EXIT_MS, self.duration_ms * MAX_EXIT_SHARE)

    def placements(self, time_ms: float) -> list[Placement]:
        """What shows at a time of the timeline: nothing outside of the segment."""
        at = time_ms - self.start_ms
        if not 0 <= at < self.duration_ms:
            return []
        left = self.duration_ms - at
        leaving = 1 - left / self.exit_ms if self.exit_ms else 0.0
        shown = (self._placement(piece, at, leaving) for piece in self.pieces)
        return [placement for placement in shown if placement is not None]

    def _placement(self, piece: Piece, at: float, leaving: float) -> Placement | None:
        entrance = piece.entrance
        progress = (at - entrance.delay_ms) / entrance.length_ms if entrance.length_ms else 1.0
        inward = _entering(piece, progress)
        outward = _leaving(piece, self.animate_out, leaving, self.distance)
        if inward is None or outward is None:
            return None
        opacity = piece.opacity * self.opacity * inward.opacity * outward.opacity
        if opacity <= 0.002:
            return None
        scale = inward.scale * outward.scale
        x, y = piece.x + inward.dx + outward.dx, piece.y + inward.dy + outward.dy
        if piece.pivot and scale != 1:
            x, y = _around(piece, x, y, scale)
        return Placement(piece.sprite, x, y, opacity, scale, _both(inward.clip, outward.clip))


def _around(piece: Piece, x: float, y: float, scale: float) -> tuple[float, float]:
    """Where a sprite scaled about its middle must be, so that it grows about the pivot."""
    assert piece.pivot is not None
    middle_x, middle_y = x + piece.width / 2, y + piece.height / 2
    px, py = piece.pivot
    return x + (middle_x - px) * (scale - 1), y + (middle_y - py) * (scale - 1)


def _both(
    a: tuple[float, float, float, float] | None, b: tuple[float, float, float, float] | None
) -> tuple[float, float, float, float] | None:
    if a is None or b is None:
        return a or b
    x0, y0 = max(a[0], b[0]), max(a[1], b[1])
    return (x0, y0, max(x0, min(a[2], b[2])), max(y0, min(a[3], b[3])))


def squeezed(pieces: Sequence[Piece], duration_ms: int, letters: int) -> tuple[Piece, ...]:
    """The pieces with their entrances made quicker where the segment is too short for them.

    letters: how many there are to be read; a brief text is there within BRIEF_MS.
    """
    last = max((p.entrance.end_ms for p in pieces), default=0.0)
    readable = max((p.entrance.end_ms for p in pieces if p.letters), default=0.0)
    typing = any(p.entrance.kind == "type" for p in pieces)
    allowed = duration_ms * (MAX_TYPING_SHARE if typing else MAX_ENTRANCE_SHARE)
    factor = min(1.0, allowed / last if last else 1.0)
    if letters <= BRIEF_LETTERS and not typing and readable:
        factor = min(factor, BRIEF_MS / readable)
    if factor == 1:
        return tuple(pieces)
    return tuple(
        replace(
            p,
            entrance=replace(
                p.entrance,
                delay_ms=p.entrance.delay_ms * factor,
                length_ms=max(p.entrance.length_ms * factor, math.ulp(1.0)),
            ),
        )
        for p in pieces
    )
