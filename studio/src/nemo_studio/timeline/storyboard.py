"""The storyboard: one document that says a whole video. These are its keys, kinds and closed lists.

Times are seconds from the start of what holds them, places shares of the picture. `None` (JSON's
null) means "not its own": what holds then is in `defaults.py`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, field_validator

from .draft import (
    MAX_TEXT,
    BackgroundStyle,
    CardLayout,
    Defaults,
    EasingName,
    FilterName,
    Fit,
    Mood,
    MotionKind,
    Palette,
    Role,
    SafeArea,
    TextStyle,
    TransitionKind,
    check_hex,
)

MAX_SECONDS = 3600
MAX_SCENES = 400
MAX_MEMBERS = 1000
ID = r"^[A-Za-z][A-Za-z0-9_-]{0,40}$"

Id = Annotated[str, Field(pattern=ID, description="its own for life; given where none is written")]
Seconds = Annotated[float, Field(ge=0, le=MAX_SECONDS)]
Length = Annotated[float, Field(gt=0, le=MAX_SECONDS)]
Share = Annotated[float, Field(ge=0, le=1)]
Volume = Annotated[float, Field(ge=0, le=4)]
Words = Annotated[str, Field(max_length=MAX_TEXT)]
AssetName = Annotated[str, Field(min_length=1, max_length=300)] | Annotated[int, Field(ge=1)]
OverlayPlace = Literal[
    "top", "center", "bottom", "top_left", "top_right", "bottom_left", "bottom_right", "left",
    "right",
]  # fmt: skip


class Part(BaseModel):
    """Strict: a misspelt key or a number in quotes is an error with its place."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Rectangle(Part):
    """In shares of the picture, from its top left."""

    x: Annotated[float, Field(ge=-1, le=1)] = 0.0
    y: Annotated[float, Field(ge=-1, le=1)] = 0.0
    w: Annotated[float, Field(gt=0, le=2)] = 1.0
    h: Annotated[float, Field(gt=0, le=2)] = 1.0


class Style(TextStyle):
    model_config = Part.model_config


class DocumentDefaults(Defaults):
    model_config = Part.model_config

    text_style: Style | None = None
    caption_style: Style | None = None


class Member(Part):
    id: Id | None = None
    name: Annotated[str, Field(max_length=200)] | None = None


class PictureKeys(Part):
    """Of scenes and overlays; which of them a member has hangs on what it shows."""

    asset: AssetName | None = Field(None, description="file name, id, or number from 1")
    background: str | None = Field(None, description="a style, or one colour as hex")
    fit: Fit | None = None
    crop: Rectangle | None = None
    motion: MotionKind | None = None
    motion_amount: Share | None = None
    motion_easing: EasingName | None = None
    filter: FilterName | None = None
    vignette: Share | None = None
    opacity: Share | None = None
    box: Rectangle | None = None
    fade_in_seconds: Seconds | None = None
    fade_out_seconds: Seconds | None = None
    from_seconds: Seconds | None = None
    to_seconds: Length | None = None
    speed: Annotated[float, Field(ge=0, le=16)] | None = None
    reverse: bool | None = None
    volume: Volume | None = None
    colors: Annotated[list[str], Field(max_length=8)] | None = None
    grain: Share | None = None
    seed: int | None = None

    @field_validator("background")
    @classmethod
    def _ground(cls, value: str | None) -> str | None:
        return value if value is None or value in BackgroundStyle.__args__ else check_hex(value)  # type: ignore[attr-defined]

    @field_validator("colors")
    @classmethod
    def _hex(cls, value: list[str] | None) -> list[str] | None:
        return [check_hex(color) for color in value] if value else None


class CardKeys(Part):
    text: Words | None = None
    kicker: Words | None = None
    body: Words | None = None
    items: Annotated[list[Words], Field(max_length=12)] | None = None
    layout: CardLayout | Literal["auto"] | None = None
    sample: bool | None = Field(None, description="the words are the studio's own")


class TextKeys(Member, CardKeys, Style):
    """A timed text: a member of `texts` or `captions`, or an overlay with `text`."""

    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
    role: Role | None = None
    at_seconds: Seconds | None = None
    seconds: Length | None = None


class PictureOverlay(Member, PictureKeys):
    at_seconds: Seconds | None = None
    seconds: Length | None = None
    position: OverlayPlace | None = None
    width: Annotated[float, Field(gt=0, le=2)] | None = None


class SoundKeys(Member):
    asset: AssetName | None = None
    mood: Mood | None = None
    seed: int | None = None
    volume: Volume | None = None
    at_seconds: Seconds | None = None
    seconds: Length | None = None
    from_seconds: Seconds | None = None
    speed: Annotated[float, Field(ge=0.25, le=4)] | None = None
    loop: bool | None = None
    fade_in_seconds: Seconds | None = None
    fade_out_seconds: Seconds | None = None
    duck: bool | None = None


class Music(SoundKeys):
    id: Literal["music"] | None = None


class Sound(SoundKeys):
    voice: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)] | None = Field(
        None, description="words to be spoken, or an uploaded sound"
    )
    language: Annotated[str, Field(min_length=1, max_length=35)] | None = None
    speech: bool | None = None


class Scene(Member, PictureKeys, CardKeys):
    seconds: Length | Literal["auto"] | None = None
    transition: TransitionKind | None = None
    transition_seconds: Annotated[float, Field(ge=0, le=10)] | None = None
    text_style: Style | None = None
    caption: Words | None = None
    caption_style: Style | None = None
    texts: Annotated[list[TextKeys], Field(max_length=MAX_MEMBERS)] | None = None
    voice: Words | None = Field(None, description="words to be spoken, or an uploaded sound")
    audio: Annotated[list[Sound], Field(max_length=MAX_MEMBERS)] | None = None


class PaletteRoles(Palette):
    model_config = Part.model_config


def _overlay_kind(value: Any) -> str:
    words = value.get("text") if isinstance(value, dict) else getattr(value, "text", None)
    return "picture" if words is None else "text"


Overlay = Annotated[
    Annotated[TextKeys, Tag("text")] | Annotated[PictureOverlay, Tag("picture")],
    Discriminator(_overlay_kind),
]


class Storyboard(Part):
    """The whole video. What is not in it is gone."""

    title: Annotated[str, Field(max_length=200)] | None = None
    aspect: Annotated[str, Field(pattern=r"^[1-9]\d{0,3}:[1-9]\d{0,3}$")] | None = None
    resolution: Annotated[int, Field(ge=64, le=1920)] | None = Field(None, description="short side")
    fps: Literal[24, 25, 30, 60] | None = None
    language: Annotated[str, Field(min_length=1, max_length=35)] | None = None
    palette: str | Annotated[list[str], Field(max_length=8)] | PaletteRoles | None = None
    seed: Annotated[int, Field(ge=0, le=0x7FFFFFFF)] | None = None
    safe_area: SafeArea | None = None
    poster_seconds: Seconds | None = None
    defaults: DocumentDefaults | None = None
    music: Music | Literal[False] | None = None
    audio: Annotated[list[Sound], Field(max_length=MAX_MEMBERS)] | None = None
    scenes: Annotated[list[Scene], Field(min_length=1, max_length=MAX_SCENES)]
    overlays: Annotated[list[Overlay], Field(max_length=MAX_MEMBERS)] | None = None
    captions: Annotated[list[TextKeys], Field(max_length=MAX_MEMBERS)] | str | None = Field(
        None, description="a list, or the text of an .srt or .vtt"
    )
    rev: Any = Field(None, description="read only, ignored when sent")

    @field_validator("palette")
    @classmethod
    def _hex(cls, value: Any) -> Any:
        return [check_hex(v) for v in value] if isinstance(value, list) else value
