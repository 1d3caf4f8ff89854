"""What is behind a text, and what has to be laid between so that it can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nemo_studio.renderer.palette import contrast_ratio, luminance, mix, ratio_of, saturation
from nemo_studio.renderer.sprite import RGB, Backdrop
from nemo_studio.renderer.text.canvas import Canvas, Rect
from nemo_studio.timeline.draft import Palette

Veil = Literal["none", "shadow", "box", "scrim"]
Background = Literal["auto", "none", "shadow", "box", "scrim"]

NIGHT, PAPER = "#0b0b0d", "#fbfaf7"
BUSY = 0.25  # spread of sRGB value from which a picture needs at least a shadow under text
DARK_INK_COST = 0.5  # dark letters on a busy picture look dirty: only if they save this much veil
SHADOW_REACH = 0.3  # veil opacity that a soft shadow is trusted to stand for
MAX_VEIL = 0.86
EDGE_CONTRAST = 4.5  # of an outline with its letters
EDGE_ON_GROUND = 3.0  # and with what is behind them
MOST_EDGE = 0.85  # how far an outline goes from its letters' colour to black or white
COLORFUL = 0.25  # saturation from which an ink's own hue makes the better outline


@dataclass(frozen=True)
class Ground:
    """The darkest and lightest luminance (5th and 95th percentile) behind a text over its time."""

    low: float
    high: float

    @property
    def busy(self) -> bool:
        return _value(self.high) - _value(self.low) > BUSY

    def hardest(self, ink: float) -> float:
        """The luminance here that is nearest to the ink's."""
        return min((self.low, self.high), key=lambda g: ratio_of(ink, g))

    def veiled(self, color: str, opacity: float) -> Ground:
        """The ground with a colour laid over it."""
        veil = _value(luminance(color))
        low, high = (_value(v) + (veil - _value(v)) * opacity for v in (self.low, self.high))
        return Ground(_linear(low), _linear(high))


@dataclass(frozen=True)
class Treatment:
    """Ink for the text and what goes under it. `ground` is what is left behind the letters.

    outline: the colour of a thin stroke around letters whose colour was asked for and does not
    stand out by itself; None for no stroke.
    """

    ink: str
    veil: Veil
    veil_color: str
    veil_opacity: float
    shadow_opacity: float
    ground: Ground
    outline: str | None = None

    @classmethod
    def plain(cls, palette: Palette, panel: str) -> Treatment:
        """For texts that bring a panel of their own."""
        return cls(palette.text, "none", panel, 0.0, 0.0, flat_ground(panel))

    def readable(self, color: str, ratio: float) -> str:
        """The colour, made stronger only as far as needed to have the ratio on this ground."""
        goals = ["#ffffff", "#000000"] if luminance(self.ink) > 0.18 else ["#000000", "#ffffff"]
        for step in range(11):
            for goal in goals if self.outline else goals[:1]:
                trial = mix(color, goal, step / 10)
                level = luminance(trial)
                if ratio_of(level, self.ground.hardest(level)) >= ratio:
                    return trial
        return self.ink


def _value(level: float) -> float:
    """sRGB value (0 to 1) of a linear luminance."""
    return level * 12.92 if level <= 0.0031308 else 1.055 * level ** (1 / 2.4) - 0.055


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def flat_ground(*colors: str) -> Ground:
    """The ground of known plain colours."""
    levels = [luminance(c) for c in colors]
    return Ground(min(levels), max(levels))


def sample(backdrop: Backdrop, rect: Rect, canvas: Canvas, times_ms: Sequence[float]) -> Ground:
    """The ground under a rectangle of the canvas at some times of the timeline."""
    values = np.concatenate([_levels(backdrop(t), rect, canvas) for t in times_ms])
    low, high = np.percentile(values, (5, 95))
    return Ground(float(low), float(high))


def _levels(picture: RGB, rect: Rect, canvas: Canvas) -> np.ndarray:
    height, width = picture.shape[:2]
    x0 = min(max(int(rect.x0 / canvas.width * width), 0), width - 1)
    x1 = min(max(int(np.ceil(rect.x1 / canvas.width * width)), x0 + 1), width)
    y0 = min(max(int(rect.y0 / canvas.height * height), 0), height - 1)
    y1 = min(max(int(np.ceil(rect.y1 / canvas.height * height)), y0 + 1), height)
    part = picture[y0:y1, x0:x1, :3].reshape(-1, 3).astype(np.float64) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def _needed(ink: str, ground: Ground, veil: str, ratio: float) -> float:
    """The least opacity of the veil at which the ink has the ratio; more than 1 when none has."""
    level = luminance(ink)
    for step in range(21):
        opacity = step / 20
        if ratio_of(level, ground.veiled(veil, opacity).hardest(level)) >= ratio:
            return opacity
    return 1.05


def treat(
    ground: Ground,
    palette: Palette,
    ratio: float,
    *,
    ask: Background = "auto",
    color: str | None = None,
    boxed: bool = False,
) -> Treatment:
    """How a text stands on a ground.

    ask: what the segment wants under it; "auto" takes as little as gives the ratio. color: an ink
    that must be kept: it gets an outline where it would need a veil. boxed: a box is this text's
    natural veil (captions), else a scrim is.
    """  # fmt: skip
    inks = [color] if color else [palette.text, PAPER, NIGHT]
    needs = [_needed(ink, ground, veil_for(ink, palette), ratio) for ink in inks]
    costs = [need + _cost(ink, ground, boxed) for need, ink in zip(needs, inks, strict=True)]
    best = costs.index(min(costs))
    ink, need = inks[best], needs[best]
    veil: Veil = _least_veil(need, ground, boxed) if ask == "auto" else ask
    if color and ask == "auto" and veil == "scrim":
        edge = outline_for(ink, palette, ground)
        return Treatment(ink, "shadow", edge, 0.0, 0.5, ground, edge)
    veil_color = veil_for(ink, palette)
    opacity = shadow = 0.0
    if veil == "box":
        opacity = min(max(need + 0.06, 0.68), MAX_VEIL)
    elif veil == "scrim":
        least = 0.3 if ask == "scrim" else 0.0
        opacity = min(max(_beside_shadow(need + 0.03), least), MAX_VEIL)
        shadow = 0.75
    elif veil == "shadow":
        shadow = min(0.38 + need * 1.8, 0.85)
    covered = 1 - (1 - opacity) * (1 - min(shadow * 0.55, SHADOW_REACH))
    return Treatment(ink, veil, veil_color, opacity, shadow, ground.veiled(veil_color, covered))


def _beside_shadow(need: float) -> float:
    """What a scrim has to give where the shadow gives SHADOW_REACH of the veil that is needed."""
    return 1 - (1 - need) / (1 - SHADOW_REACH)


def outline_for(ink: str, palette: Palette, ground: Ground) -> str:
    """A stroke's colour: the ink's own hue made so deep (or pale) that the letters stand on it.

    An ink without a hue takes the palette's deepest (or palest) tone.
    """
    light = luminance(ink) > 0.18
    tones = sorted((*palette.background, palette.text, "#000000", "#ffffff"), key=luminance)
    if saturation(ink) >= COLORFUL:
        goal = tones[0] if light else tones[-1]
    else:
        goal = tones[1] if light else tones[-2]
    edge = ink
    for step in range(1, 18):
        edge = mix(ink, goal, MOST_EDGE * step / 17)
        level = luminance(edge)
        apart = ratio_of(level, ground.hardest(level)) >= EDGE_ON_GROUND
        if apart and contrast_ratio(edge, ink) >= EDGE_CONTRAST:
            break
    return edge


def _cost(ink: str, ground: Ground, boxed: bool) -> float:
    """Captions follow each other: on pictures they stay light, not now black and now white."""
    if not ground.busy or luminance(ink) >= 0.18:
        return 0.0
    return 1.0 if boxed else DARK_INK_COST


def _least_veil(need: float, ground: Ground, boxed: bool) -> Veil:
    if need <= 0:
        return "shadow" if ground.busy else "none"
    if need <= SHADOW_REACH and not (boxed and ground.busy):
        return "shadow"
    return "box" if boxed else "scrim"


def veil_for(ink: str, palette: Palette) -> str:
    """The colour to lay under an ink: the palette's own deepest or palest, or black or white."""
    light_ink = luminance(ink) > 0.18
    shades = sorted(palette.background, key=luminance)
    if light_ink:
        return mix(shades[0], "#000000", 0.35) if luminance(shades[0]) < 0.06 else NIGHT
    return shades[-1] if luminance(shades[-1]) > 0.6 else PAPER
