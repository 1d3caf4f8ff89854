"""The timeline's models: what a draft must look like before a frame of it is drawn.

A draft is the wire form (short keys `t`, `tt`, `sg`, `d`, `m` as in the cloud's documents, plain
names for the rest, which is ours); `load_timeline` turns it into these models or raises
`TimelineError`, whose problems name the track and the segment. All times are integers in
milliseconds, volumes are linear gains (0.35 = "35 %"), places are fractions of the canvas.

Semantics that every part of the renderer keeps:

- Segments of one video track follow each other and do not overlap; gaps show what is below
  (black under the lowest track). Text and audio segments may overlap.
- A segment's transition plays over its own first `duration_ms`; the segment before it goes on
  playing (a clip that has run out holds its last frame), so a transition never changes the length
  of the timeline.
- The lowest video track is the picture; later video tracks lie over it in their `box`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from nemo_wire import fields

MAX_SIDE = 1920
MAX_LENGTH_MS = 3_600_000
MAX_TEXT = 10_000

Fit = Literal["cover", "contain", "blur"]
FilterName = Literal["none", "warm", "cool", "mono", "vivid", "vintage", "dark", "soft"]
MotionKind = Literal[
    "hold", "zoom_in", "zoom_out", "pan_left", "pan_right", "pan_up", "pan_down", "auto"
]
EasingName = Literal["linear", "ease_in", "ease_out", "ease_in_out"]
TransitionKind = Literal[
    "cut", "crossfade", "fade_black", "fade_white", "slide_left", "slide_right", "slide_up",
    "slide_down", "push_left", "push_right", "push_up", "push_down", "wipe_left", "wipe_right",
    "wipe_up", "wipe_down", "zoom", "blur", "circle",
]  # fmt: skip
BackgroundStyle = Literal[
    "mesh", "shapes", "rays", "particles", "waves", "grid", "bokeh", "stripes", "solid"
]
Role = Literal["title", "subtitle", "card", "lower_third", "caption", "cta", "watermark"]
CardLayout = Literal[
    "hero", "split", "list", "quote", "stat", "cta", "kicker", "steps", "minimal", "banner"
]
TextAnimation = Literal["none", "fade", "rise", "drop", "slide", "type", "words", "pop", "wipe"]
Place = Literal[
    "auto", "top", "center", "bottom", "top_left", "top_right", "bottom_left", "bottom_right",
    "left", "right",
]  # fmt: skip
TextGround = Literal["auto", "none", "shadow", "box", "scrim"]
FontName = Literal["auto", "sans", "display", "serif"]
SafeArea = Literal["auto", "none", "social"]
Mood = Literal["lofi", "upbeat", "ambient", "cinematic", "corporate", "electronic"]


class Model(BaseModel):
    """Strict about names: a misspelt key is an error with its place, never silently lost."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Box(Model):
    """A rectangle in fractions of the canvas, from the top left corner."""

    x: float = Field(0.0, ge=-1, le=1)
    y: float = Field(0.0, ge=-1, le=1)
    w: float = Field(1.0, gt=0, le=2)
    h: float = Field(1.0, gt=0, le=2)


class Transition(Model):
    kind: TransitionKind = "crossfade"
    duration_ms: int = Field(500, ge=0, le=10_000)


class Motion(Model):
    """Camera move over a still or a clip; `amount` is the share of the frame travelled."""

    kind: MotionKind = "auto"
    amount: float = Field(0.12, ge=0, le=1)
    easing: EasingName = "ease_in_out"


class Segment(Model):
    id: str = Field(min_length=1, max_length=64)
    start_ms: int = Field(alias=fields.START, ge=0)
    duration_ms: int = Field(alias=fields.DURATION, gt=0, le=MAX_LENGTH_MS)
    name: str = Field("", max_length=200)

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


class VideoSegment(Segment):
    transition: Transition | None = None
    filter: FilterName = "none"
    vignette: float = Field(0.0, ge=0, le=1)
    opacity: float = Field(1.0, ge=0, le=1)
    box: Box | None = None
    fade_in_ms: int = Field(0, ge=0)
    fade_out_ms: int = Field(0, ge=0)


class MediaSegment(VideoSegment):
    src: str = Field(min_length=1, description="asset id")
    fit: Fit = "cover"
    crop: Box | None = Field(None, description="part of the source that is used")
    motion: Motion = Field(default_factory=lambda: Motion(kind="hold"))


class ImageSegment(MediaSegment):
    type: Literal["image"] = "image"


class ClipSegment(MediaSegment):
    type: Literal["clip"] = "clip"
    trim_ms: int = Field(0, ge=0, description="where in the source the segment begins")
    speed: float = Field(1.0, ge=0.1, le=16)
    volume: float = Field(1.0, ge=0, le=4)
    reverse: bool = False


class BackgroundSegment(VideoSegment):
    """A generated moving background, for texts to stand on."""

    type: Literal["background"] = "background"
    style: BackgroundStyle = "mesh"
    colors: list[str] | None = Field(None, max_length=8, description="hex; else the palette's")
    seed: int | None = None
    grain: float = Field(0.15, ge=0, le=1)
    speed: float = Field(1.0, ge=0, le=8)

    @field_validator("colors")
    @classmethod
    def _hex(cls, value: list[str] | None) -> list[str] | None:
        return [check_hex(color) for color in value] if value else None


class TextSegment(Segment):
    """A text on the picture. A `card` is a laid-out group of texts that fills the scene."""

    type: Literal["text"] = "text"
    text: str = Field(min_length=1, max_length=MAX_TEXT)
    role: Role = "title"
    layout: CardLayout | None = None
    kicker: str = Field("", max_length=MAX_TEXT, description="small line over the text (cards)")
    body: str = Field("", max_length=MAX_TEXT, description="smaller text under it (cards)")
    items: list[str] = Field(default_factory=list, max_length=12, description="list/steps cards")
    position: Place = "auto"
    size: float = Field(1.0, ge=0.3, le=3, description="factor on the role's own size")
    color: str | None = None
    background: TextGround = "auto"
    font: FontName = "auto"
    weight: int | None = Field(None, ge=100, le=900)
    animate_in: TextAnimation | None = Field(None, description="None: see `entrance_of`")
    animate_out: TextAnimation | None = Field(None, description="None: see `exit_of`")
    opacity: float = Field(1.0, ge=0, le=1)
    sample: bool = Field(False, description="a line of the studio's own")

    @field_validator("color")
    @classmethod
    def _hex(cls, value: str | None) -> str | None:
        return check_hex(value) if value is not None else None


class AudioSegment(Segment):
    volume: float = Field(1.0, ge=0, le=4)
    fade_in_ms: int = Field(0, ge=0)
    fade_out_ms: int = Field(0, ge=0)


class MusicSegment(AudioSegment):
    """Synthesised music; the same mood and seed give the same samples."""

    type: Literal["music"] = "music"
    mood: Mood = "upbeat"
    seed: int | None = None
    volume: float = Field(0.35, ge=0, le=4)
    duck: bool = Field(True, description="quieter while a voice speaks")


class SoundSegment(AudioSegment):
    type: Literal["sound"] = "sound"
    src: str = Field(min_length=1, description="asset id")
    trim_ms: int = Field(0, ge=0)
    speed: float = Field(1.0, ge=0.25, le=4)
    loop: bool = False
    duck: bool = False
    speech: bool = Field(False, description="music ducks under it")


class VoiceSegment(AudioSegment):
    type: Literal["voice"] = "voice"
    text: str = Field(min_length=1, max_length=MAX_TEXT)
    language: str = "en"


class Track(Model):
    id: str = Field("", max_length=64)
    name: str = Field("", max_length=200)


class VideoTrack(Track):
    kind: Literal[0] = Field(alias=fields.TRACK_TYPE)
    segments: list[
        Annotated[ImageSegment | ClipSegment | BackgroundSegment, Field(discriminator="type")]
    ] = Field(alias=fields.SEGMENTS)


class AudioTrack(Track):
    kind: Literal[1] = Field(alias=fields.TRACK_TYPE)
    segments: list[
        Annotated[MusicSegment | SoundSegment | VoiceSegment, Field(discriminator="type")]
    ] = Field(alias=fields.SEGMENTS)


class TextTrack(Track):
    kind: Literal[7] = Field(alias=fields.TRACK_TYPE)
    segments: list[TextSegment] = Field(alias=fields.SEGMENTS)


class Palette(Model):
    """Colours as hex. `background` holds two to five, darkest or calmest first."""

    name: str = Field("", max_length=200)
    background: list[str] = Field(min_length=1, max_length=8)
    text: str = "#ffffff"
    muted: str = "#d0d0d0"
    accent: str = "#ffcc00"

    @field_validator("background", "text", "muted", "accent")
    @classmethod
    def _hex(cls, value: Any) -> Any:
        return [check_hex(v) for v in value] if isinstance(value, list) else check_hex(value)


class TextStyle(Model):
    """How a text looks; None: not its own. "auto" is what the studio chooses."""

    position: Place | None = None
    size: float | None = Field(None, ge=0.3, le=3)
    color: str | None = None
    background: TextGround | None = None
    font: FontName | None = None
    weight: Annotated[int, Field(ge=100, le=900)] | Literal["auto"] | None = None
    opacity: float | None = Field(None, ge=0, le=1)
    animate_in: TextAnimation | None = None
    animate_out: TextAnimation | None = None

    @field_validator("color")
    @classmethod
    def _hex(cls, value: str | None) -> str | None:
        return value if value in (None, "auto") else check_hex(value)


class Defaults(Model):
    """What holds wherever a scene or a text says nothing of its own; see the storyboard."""

    seconds: float | None = Field(None, gt=0, le=3600)
    transition: TransitionKind | None = None
    transition_seconds: float | None = Field(None, ge=0, le=10)
    motion: MotionKind | None = None
    fit: Fit | None = None
    filter: FilterName | None = None
    text_style: TextStyle | None = None
    caption_style: TextStyle | None = None


class Meta(Model):
    title: str = Field("", max_length=200)
    width: int = Field(1920, ge=64, le=MAX_SIDE, multiple_of=2)
    height: int = Field(1080, ge=64, le=MAX_SIDE, multiple_of=2)
    fps: Literal[24, 25, 30, 60] = 30
    language: str = "en"
    seed: int = 0
    palette: Palette | None = None
    safe_area: SafeArea = "auto"
    poster_ms: int = Field(0, ge=0)
    defaults: Defaults | None = None


class Timeline(Model):
    tracks: list[Annotated[VideoTrack | AudioTrack | TextTrack, Field(discriminator="kind")]] = (
        Field(alias=fields.TRACKS)
    )
    duration_ms: int = Field(alias=fields.DURATION, gt=0, le=MAX_LENGTH_MS)
    meta: Meta = Field(alias=fields.META, default_factory=Meta)
    version: Literal[1] = Field(1, alias="v")

    @property
    def video_tracks(self) -> list[VideoTrack]:
        return [t for t in self.tracks if isinstance(t, VideoTrack)]

    @property
    def audio_tracks(self) -> list[AudioTrack]:
        return [t for t in self.tracks if isinstance(t, AudioTrack)]

    @property
    def text_tracks(self) -> list[TextTrack]:
        return [t for t in self.tracks if isinstance(t, TextTrack)]

    @model_validator(mode="after")
    def _arrangement(self) -> Timeline:
        problems: list[str] = []
        seen: dict[str, str] = {}
        for number, track in enumerate(self.tracks, 1):
            ends = 0
            last = None
            ordered = sorted(track.segments, key=lambda s: s.start_ms)
            for segment in ordered:
                where = f"track {number}, segment {segment.id!r}"
                if segment.id in seen:
                    problems.append(f"{where}: the id is used already in {seen[segment.id]}")
                seen[segment.id] = f"track {number}"
                if segment.end_ms > self.duration_ms:
                    problems.append(
                        f"{where}: ends at {segment.end_ms} ms, after the timeline's end at "
                        f"{self.duration_ms} ms"
                    )
                if isinstance(track, VideoTrack) and last and segment.start_ms < ends:
                    problems.append(
                        f"{where}: starts at {segment.start_ms} ms, before segment {last.id!r} "
                        f"ends at {ends} ms; segments of a video track must not overlap"
                    )
                ends, last = segment.end_ms, segment
            track.segments[:] = ordered  # type: ignore[assignment]
        if problems:
            raise ValueError("; ".join(problems))
        return self


def entrance_of(text: TextSegment) -> TextAnimation:
    """How a text comes: its own way, else it rises; on the first frame it is there, so that the
    poster is not empty."""
    return text.animate_in or ("none" if text.start_ms == 0 else "rise")


def exit_of(text: TextSegment, total_ms: int) -> TextAnimation:
    """How a text goes: its own way, else it fades; at the video's end it stays."""
    return text.animate_out or ("none" if text.end_ms >= total_ms else "fade")


class TimelineError(ValueError):
    """A draft that cannot be rendered. `problems` are sentences that name track and segment."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)  # as it came, so that it survives pickling
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(self.problems)


def check_hex(value: str) -> str:
    """A colour as "#rrggbb" from "#rgb", "#rrggbb" or the same without "#"; else ValueError."""
    digits = value.strip().lstrip("#")
    if not re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        raise ValueError(f"{value!r} is not a hex colour such as #ff8800")
    if len(digits) == 3:
        digits = "".join(c * 2 for c in digits)
    return "#" + digits.lower()


def load_timeline(draft: Any) -> Timeline:
    """The validated timeline of a draft (wire form). Raises TimelineError."""
    if not isinstance(draft, dict):
        raise TimelineError(["the draft must be an object with tracks in 't'"])
    try:
        return Timeline.model_validate(draft)
    except ValidationError as error:
        raise TimelineError([_sentence(draft, e) for e in error.errors()]) from None


def dump_timeline(timeline: Timeline) -> dict[str, Any]:
    """The wire form of a timeline: plain JSON values under the short keys."""
    return timeline.model_dump(by_alias=True, exclude_none=True, mode="json")


def _sentence(draft: dict[str, Any], error: Any) -> str:
    """One pydantic error as "track 2, segment 'x': volume: …".

    pydantic's place is ("t", track, its kind, "sg", segment, its type, field, …); a text track has
    one type of segment, and so no such step.
    """
    loc = list(error["loc"])
    where = ""
    if loc[:1] == [fields.TRACKS] and len(loc) > 1:
        track, kind, rest = loc[1], loc[2:3], loc[3:]
        where = f"track {track + 1}"
        if rest[:1] == [fields.SEGMENTS] and len(rest) > 1:
            segment = draft[fields.TRACKS][track][fields.SEGMENTS][rest[1]]
            known = segment.get("id") if isinstance(segment, dict) else None
            where += f", segment {known!r}" if known else f", segment number {rest[1] + 1}"
            rest = rest[2:] if kind == [fields.TRACK_TEXT] else rest[3:]
        loc = rest
    field = ".".join(str(p) for p in loc)
    message = str(error["msg"]).removeprefix("Value error, ")
    return ": ".join(part for part in (where, field, message) if part)
