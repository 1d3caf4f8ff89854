"""Camera moves: which part of a source is shown at which moment.

A `Move` is a start and an end window in fractions of the part of the source that fills the
frame; windows in between come from easing. Zoom is exponential, so that it looks uniform.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from nemo_studio.renderer.planes import Window
from nemo_studio.timeline.draft import EasingName, Motion, MotionKind

_ZOOMS: tuple[MotionKind, MotionKind] = ("zoom_in", "zoom_out")


@dataclass(frozen=True)
class Look:
    """A camera position: `zoom` >= 1, `x`, `y` in 0..1 over the free way of the window."""

    zoom: float = 1.0
    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True)
class Move:
    start: Look = Look()
    end: Look = Look()
    easing: EasingName = "linear"

    @property
    def still(self) -> bool:
        return self.start == self.end

    def at(self, progress: float) -> Look:
        """The look at a progress of 0..1 (beyond that the ends hold)."""
        e = ease(self.easing, min(max(progress, 0.0), 1.0))
        zoom = self.start.zoom * (self.end.zoom / self.start.zoom) ** e
        share = _travel(self.start.zoom, self.end.zoom, zoom, e)
        return Look(
            zoom,
            self.start.x + (self.end.x - self.start.x) * share,
            self.start.y + (self.end.y - self.start.y) * share,
        )


def _travel(start: float, end: float, now: float, eased: float) -> float:
    """How far the pan has come, so that a zoom's fixed point does not wander."""
    if math.isclose(start, end):
        return eased
    return (1 / start - 1 / now) / (1 / start - 1 / end)


def ease(name: EasingName, p: float) -> float:
    """0..1 to 0..1. Sine curves: gentle enough for slow moves to seem even."""
    if name == "ease_in":
        return 1 - math.cos(p * math.pi / 2)
    if name == "ease_out":
        return math.sin(p * math.pi / 2)
    if name == "ease_in_out":
        return 0.5 - 0.5 * math.cos(p * math.pi)
    return p


def plan_move(
    motion: Motion, source: tuple[float, float], frame: tuple[int, int], seed: int
) -> Move:
    """The move of one segment.

    source, frame: (width, height); only their ratio counts. seed: picks an "auto" move; seeds
    that follow each other alternate.
    """
    kind, amount = motion.kind, min(motion.amount, 0.9)
    if kind == "auto":
        return _auto(motion, source, frame, seed)
    if kind == "hold" or amount == 0:
        return Move()
    near = 1 / (1 - amount)
    if kind == "zoom_in":
        return Move(Look(), Look(near), motion.easing)
    if kind == "zoom_out":
        return Move(Look(near), Look(), motion.easing)
    return _pan(kind, amount, source, frame, motion.easing)


def _pan(
    kind: MotionKind,
    amount: float,
    source: tuple[float, float],
    frame: tuple[int, int],
    easing: EasingName,
) -> Move:
    """A pan by `amount` of the frame's side; zooms in only as far as the way needs it."""
    ratio = (source[0] / source[1]) / (frame[0] / frame[1])
    across = kind in ("pan_left", "pan_right")
    room = max(ratio if across else 1 / ratio, 1.0)  # the source's length in frames, at zoom 1
    zoom = max(1.0, (1 + amount) / room)
    reach = min(1.0, amount / max(room * zoom - 1, amount))
    low, high = 0.5 - reach / 2, 0.5 + reach / 2
    a, b = (high, low) if kind in ("pan_left", "pan_up") else (low, high)
    if across:
        return Move(Look(zoom, a, 0.5), Look(zoom, b, 0.5), easing)
    return Move(Look(zoom, 0.5, a), Look(zoom, 0.5, b), easing)


def _auto(motion: Motion, source: tuple[float, float], frame: tuple[int, int], seed: int) -> Move:
    ratio = (source[0] / source[1]) / (frame[0] / frame[1])
    amount = min(motion.amount, 0.9)
    turn = seed % 4
    if ratio > 1.6:  # much wider than the frame: the sides are worth showing
        return _pan(("pan_right", "pan_left")[turn % 2], max(amount, 0.2), source, frame,
                    motion.easing)  # fmt: skip
    if ratio < 1 / 1.6:
        return _pan(("pan_up", "pan_down")[turn % 2], max(amount, 0.2), source, frame,
                    motion.easing)  # fmt: skip
    near = 1 / (1 - amount)
    aside = (0.5, 0.36, 0.5, 0.64)[turn]
    wide, tight = Look(1.0, aside, 0.5), Look(near, aside, 0.46)
    if _ZOOMS[turn % 2] == "zoom_in":
        return Move(wide, tight, motion.easing)
    return Move(tight, wide, motion.easing)


def window_for(look: Look, source: tuple[float, float], frame: tuple[int, int]) -> Window:
    """The window, in pixels of the source, that a look shows in a frame of that shape."""
    width, height = source
    aspect = frame[0] / frame[1]
    if width / height > aspect:
        w, h = height * aspect, float(height)
    else:
        w, h = float(width), width / aspect
    w, h = w / look.zoom, h / look.zoom
    return Window((width - w) * look.x, (height - h) * look.y, w, h)
