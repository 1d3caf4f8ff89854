"""What holds where a storyboard says nothing: the one place for it.

A value is the member's own, else that of the storyboard's `defaults`, else the one here.
`defaults.seconds`, `transition`, `transition_seconds`, `motion`, `fit` and `filter` are the
scenes'; `text_style` and `caption_style` every text's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .context import Asset
from .draft import MAX_SIDE, SafeArea
from .identity import seed_of
from .margins import SOCIAL, Margins, is_upright

Values = dict[str, Any]
PictureKind = Literal["image", "clip", "background"]

TOP: Values = {"title": "", "fps": 30, "seed": 0, "safe_area": "auto", "poster_seconds": 0}
STYLE: Values = {
    "position": "auto", "size": 1, "color": "auto", "background": "auto", "font": "auto",
    "weight": "auto", "opacity": 1,
}  # fmt: skip
MOVES = ("animate_in", "animate_out")
STYLE_KEYS = (*STYLE, *MOVES)
CARD: Values = {"text": "", "kicker": "", "body": "", "items": []}
CARD_KEYS = (*CARD, "layout", "sample")
WHOLE: Values = {"x": 0, "y": 0, "w": 1, "h": 1}  # a box, or a crop, that leaves all as it is
COMMON: Values = {
    "filter": "none", "vignette": 0, "opacity": 1, "box": None, "fade_in_seconds": 0,
    "fade_out_seconds": 0,
}  # fmt: skip
MEDIA: Values = {
    "fit": "cover", "crop": None, "motion": "hold", "motion_amount": 0.12,
    "motion_easing": "ease_in_out",
}  # fmt: skip
CLIP: Values = {"from_seconds": 0, "speed": 1, "reverse": False, "volume": 1}
GROUND: Values = {"colors": [], "grain": 0.15, "speed": 1}
PICTURE_KEYS: dict[PictureKind, tuple[str, ...]] = {
    "image": (*MEDIA, *COMMON),
    "clip": (*MEDIA, *COMMON, *CLIP, "to_seconds"),
    "background": (*COMMON, *GROUND, "seed"),
}
OVERLAY: Values = {"position": "top_right", "width": 0.15}
TRANSITION: Values = {"transition": "cut", "transition_seconds": 0.5}
MUSIC_VOLUME = 0.35
MUSIC: Values = {
    "volume": MUSIC_VOLUME, "at_seconds": 0, "from_seconds": 0, "speed": 1, "loop": True,
    "fade_in_seconds": 0, "fade_out_seconds": 0.6, "duck": True,
}  # fmt: skip
AUDIO: Values = {
    "volume": 1, "at_seconds": 0, "from_seconds": 0, "speed": 1, "loop": False,
    "fade_in_seconds": 0, "fade_out_seconds": 0, "duck": False, "speech": False,
}  # fmt: skip
SOUND_KEYS: dict[str, tuple[str, ...]] = {
    "mood": ("seed", "volume", "fade_in_seconds", "fade_out_seconds", "duck"),
    "asset": ("volume", "from_seconds", "speed", "loop", "fade_in_seconds", "fade_out_seconds",
              "duck", "speech"),
    "voice": ("volume", "fade_in_seconds", "fade_out_seconds", "language"),
}  # fmt: skip
MOST_SHORT_SIDE = 1080
VOICE_TAIL_MS = 500
SMALL_MOVE = 0.08  # under a blurred fill, which shows each move twice
LEAST_KEPT = 2 / 3  # of a picture, by "cover"
MARGIN = 0.04  # of the short side, between an overlay and the edge of what is seen


@dataclass(frozen=True)
class Frame:
    """What a member's defaults hang on: the canvas, the video's seed and its `defaults`."""

    width: int
    height: int
    seed: int
    language: str
    safe_area: SafeArea = "auto"
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.width / self.height


def seconds(ms: int) -> float | int:
    return ms // 1000 if ms % 1000 == 0 else ms / 1000


def milliseconds(value: float) -> int:
    return round(value * 1000)


def plain(value: float) -> float | int:
    """A number as people write it: 1, not 1.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def most_short_side(wide: int, tall: int) -> int:
    """The longest short side of a shape, in px, even."""
    return min(MOST_SHORT_SIDE, MAX_SIDE * min(wide, tall) // max(wide, tall) // 2 * 2)


def shape_of(pictures: list[Asset]) -> str:
    """The shape of most pictures, else 16:9."""
    shapes = [(a.width > a.height) - (a.width < a.height) for a in pictures if a.width and a.height]
    wide, tall, square = shapes.count(1), shapes.count(-1), shapes.count(0)
    if square > wide and square > tall:
        return "1:1"
    return "9:16" if tall > wide else "16:9"


def fit_for(asset: Asset | None, frame: Frame) -> str:
    """What fills the picture, where at most a third of it is lost; else the whole of it, blurred
    around."""
    if asset is None or not asset.width or not asset.height:
        return "cover"
    ratio = asset.width / asset.height / frame.ratio
    return "cover" if min(ratio, 1 / ratio) >= LEAST_KEPT - 1e-9 else "blur"


def picture_defaults(
    kind: PictureKind,
    member: str,
    own: Mapping[str, Any],
    asset: Asset | None,
    frame: Frame,
    *,
    overlay: bool = False,
) -> Values:
    """Of the keys of a picture but those of time. own: what it says itself."""
    said = {} if overlay else frame.defaults
    values = {**COMMON, "filter": said.get("filter") or "none"}
    if kind == "background":
        return {**values, **GROUND, "seed": seed_of(frame.seed, member)}
    moves = "auto" if kind == "image" and not overlay else "hold"
    values |= {**MEDIA, "fit": "contain" if overlay else said.get("fit") or fit_for(asset, frame)}
    values["motion"] = said.get("motion") or moves
    if (own.get("fit") or values["fit"]) == "blur":
        values["motion_amount"] = SMALL_MOVE
    return values | CLIP if kind == "clip" else values


def transition_defaults(frame: Frame, scene_ms: int) -> Values:
    said = {k: v for k, v in frame.defaults.items() if k in TRANSITION and v is not None}
    values = {**TRANSITION, **said}
    half = seconds(scene_ms // 2)
    return {**values, "transition_seconds": min(values["transition_seconds"], half)}


def style_defaults(frame: Frame, role: str, *, first: bool, last: bool) -> Values:
    """Of a text's style keys. first, last: whether it is on the video's first or last frame."""
    own = frame.defaults.get("text_style") or {}
    if role == "caption":
        own = {**own, **(frame.defaults.get("caption_style") or {})}
    return {**STYLE, **moves_at(first=first, last=last), **own}


def moves_at(*, first: bool, last: bool) -> Values:
    return {"animate_in": "none" if first else "rise", "animate_out": "none" if last else "fade"}


def sound_defaults(kind: str, frame: Frame, *, music: bool) -> Values:
    """Of the keys of a sound but those of time."""
    values = MUSIC if music else AUDIO
    volume = MUSIC_VOLUME if kind == "mood" else values["volume"]
    more = {"volume": volume, "seed": frame.seed, "language": frame.language}
    return {k: v for k, v in {**values, **more}.items() if k in SOUND_KEYS[kind]}


def own_style(frame: Frame, style: Mapping[str, Any], *, caption: bool) -> Values:
    """The part of `defaults.text_style` (`caption_style`) that differs from what holds anyway."""
    under = {**STYLE, **(frame.defaults.get("text_style") or {})} if caption else STYLE
    return {k: v for k, v in style.items() if k not in under or under[k] != v}


def overlay_box(values: Mapping[str, Any], asset: Asset | None, frame: Frame) -> Values:
    """The box of an overlay's `position` and `width`, of the picture's shape, else the video's."""
    known = asset is not None and asset.width and asset.height
    shape = asset.width / asset.height if asset and known else frame.ratio  # type: ignore[operator]
    w = round(values["width"], 4)
    h = w * frame.ratio / shape
    short = min(frame.width, frame.height)
    dx, dy = MARGIN * short / frame.width, MARGIN * short / frame.height
    edge = Margins(dx, dy, dx, dy)
    if frame.safe_area != "none" and is_upright(frame.width, frame.height):
        edge = SOCIAL  # where the apps' own buttons are not
    across, down = _ANCHORS[values["position"]]
    x = {0.0: edge.left, 0.5: (1 - w) / 2, 1.0: 1 - w - edge.right}[across]
    y = {0.0: edge.top, 0.5: (1 - h) / 2, 1.0: 1 - h - edge.bottom}[down]
    most = {"x": max(-1.0, x), "y": max(-1.0, y), "w": w, "h": min(h, 2.0)}
    return {k: plain(round(v, 4)) for k, v in most.items()}


_ANCHORS = {
    "top": (0.5, 0.0), "center": (0.5, 0.5), "bottom": (0.5, 1.0), "top_left": (0.0, 0.0),
    "top_right": (1.0, 0.0), "bottom_left": (0.0, 1.0), "bottom_right": (1.0, 1.0),
    "left": (0.0, 0.5), "right": (1.0, 0.5),
}  # fmt: skip
