"""How a video looks: canvas, palette, backgrounds, layouts and transitions, chosen by seed.

One video keeps to two background styles and one family of transitions, so that it looks of a piece.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from nemo_studio.timeline.draft import (
    BackgroundStyle,
    CardLayout,
    Meta,
    Mood,
    Palette,
    Transition,
    TransitionKind,
)

from .brief import Brief
from .colour_words import palette_for
from .project import Asset

DEFAULT_LENGTH_MS = 20_000
MAX_SHORT_SIDE = 1080
_SHAPES = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:5": (4, 5)}
# (the usual ones, the ones for now and then)
_Family = tuple[tuple[TransitionKind, ...], tuple[TransitionKind, ...]]
_LIVELY: _Family = (("push_left", "slide_up", "wipe_left", "slide_left"), ("zoom", "circle"))
_CALM: _Family = (("crossfade", "crossfade", "blur"), ("fade_black", "blur", "crossfade"))
_SLOW = {"crossfade", "blur", "fade_black", "fade_white"}
_MIDDLE: tuple[CardLayout, ...] = ("split", "kicker", "minimal", "banner")
_FIGURE = re.compile(r"^\W*\d[\d.,]*\s*(?:%|x|k|m|\+|°|折|元)?(?:\s*\w{1,6})?$", re.IGNORECASE)


def canvas_size(aspect: str, short_side: int | None = None) -> tuple[int, int]:
    """(width, height) of an aspect with a short side of at most 1080 px, both even."""
    w, h = _SHAPES[aspect]
    short = min(short_side or MAX_SHORT_SIDE, MAX_SHORT_SIDE)
    scale = short / min(w, h)
    return round(w * scale / 2) * 2, round(h * scale / 2) * 2


def aspect_of(width: int, height: int) -> str:
    """The named aspect that is nearest to a canvas."""
    return min(_SHAPES, key=lambda a: abs(width / height - _SHAPES[a][0] / _SHAPES[a][1]))


def aspect_for(brief: Brief, assets: list[Asset]) -> str:
    """What was asked, else the shape of most pictures, else 16:9."""
    if brief.aspect:
        return brief.aspect
    shapes = [a.landscape for a in assets if a.kind != "audio" and a.width and a.height]
    if not shapes:
        return "16:9"
    tall, wide, square = shapes.count(False), shapes.count(True), shapes.count(None)
    if square > tall and square > wide:
        return "1:1"
    return "9:16" if tall > wide else "16:9"


def palette_of(brief: Brief) -> Palette:
    """The palette of the brief's colour words, else of its topic."""
    words = brief.tone or f"{brief.subject.topic.tone} {brief.subject.phrase}".strip()
    return palette_for(words, seed=brief.seed)


def meta_of(brief: Brief, assets: list[Asset], title: str, language: str) -> Meta:
    """The draft's metadata: canvas, frame rate, language, seed, palette, safe area."""
    width, height = canvas_size(aspect_for(brief, assets), brief.resolution)
    return Meta.model_validate(
        {
            "title": title[:200], "width": width, "height": height, "fps": brief.fps or 30,
            "language": language[:35], "seed": brief.seed, "palette": palette_of(brief),
            "safe_area": "social" if brief.social else "auto",
        }
    )  # fmt: skip


@dataclass
class Look:
    """The seeded choices of one video; `mood` makes the transitions lively or calm."""

    seed: int
    mood: Mood
    styles: tuple[BackgroundStyle, ...]
    asked: TransitionKind | None = None
    _rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        first, *rest = self._rng.sample(self.styles, len(self.styles))
        self.styles = (first, *rest[:1])
        family = _CALM if self.mood in ("ambient", "lofi", "cinematic") else _LIVELY
        self._usual, self._other = (self._rng.choice(kinds) for kinds in family)
        self._layouts = self._rng.sample(_MIDDLE, len(_MIDDLE))

    def style(self, number: int) -> BackgroundStyle:
        """The background style of a scene."""
        return self.styles[number % len(self.styles)]

    def scene_seed(self, number: int) -> int:
        """A seed for one scene's own details."""
        return (self.seed * 31 + number * 7919) & 0x7FFFFFFF

    def transition(self, number: int, scene_ms: int) -> Transition | None:
        """Into scene `number` (0 has none); never longer than a third of the scene."""
        kind = self.asked or (self._usual if number % 3 else self._other)
        if number == 0 or kind == "cut":
            return None
        length = min(700 if kind in _SLOW else 500, scene_ms // 3)
        return Transition(kind=kind, duration_ms=length)

    def layout(self, number: int, text: str) -> CardLayout:
        """A layout for a text in the middle of a video: by what it says, else by turns."""
        if _FIGURE.match(text) and len(text) <= 12:
            return "stat"
        if text[:1] in '“「『«"':
            return "quote"
        return self._layouts[number % len(self._layouts)]
