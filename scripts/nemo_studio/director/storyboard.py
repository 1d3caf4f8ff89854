"""A storyboard in JSON inside a message, followed exactly. Schema: references/storyboard.md.

A message may also carry a whole draft in the wire form (an object with tracks in "t").
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from nemo_studio.timeline.draft import (
    BackgroundStyle,
    CardLayout,
    FilterName,
    Fit,
    Model,
    Mood,
    MotionKind,
    Place,
    Role,
    TextAnimation,
    TransitionKind,
)
from nemo_wire import fields

_FENCE = re.compile(r"```(?:json[c5]?|storyboard)?\s*\n(?P<json>.*?)```", re.DOTALL | re.IGNORECASE)


_OTHER_NAMES = {
    "duration": "seconds", "length": "seconds", "time": "seconds", "start": "at_seconds",
    "title_text": "text", "headline": "text", "subtitle": "body", "image": "asset",
    "video": "asset", "clip": "asset", "src": "asset", "file": "asset", "effect": "filter",
    "fade": "crossfade", "dissolve": "crossfade", "middle": "center", "centre": "center",
    "ratio": "aspect", "format": "aspect", "style": "background", "colors": "palette",
    "narration": "voice", "animation": "animate_in", "subtitle_text": "caption", "lo-fi": "lofi",
    "lo_fi": "lofi",
}  # fmt: skip


class StoryboardError(ValueError):
    """A storyboard that cannot be followed; the message names the scene and the field."""


class Scene(Model):
    """One scene. `asset` is an upload's id, file name or number (from 1); else a background."""

    seconds: float = Field(gt=0, le=600)
    text: str = Field("", max_length=10_000)
    kicker: str = ""
    body: str = ""
    items: list[str] = Field(default_factory=list, max_length=12)
    layout: CardLayout | None = None
    caption: str = ""
    voice: str = ""
    asset: str | int | None = None
    fit: Fit | None = None
    motion: MotionKind | None = None
    trim_seconds: float = Field(0, ge=0)
    speed: float = Field(1.0, ge=0.1, le=16)
    volume: float = Field(1.0, ge=0, le=4)
    background: BackgroundStyle | None = None
    filter: FilterName = "none"
    transition: TransitionKind | None = None
    transition_seconds: float = Field(0.5, ge=0, le=10)

    @model_validator(mode="after")
    def _items_need_text(self) -> Scene:
        if (self.items or self.kicker or self.body) and not self.text:
            raise ValueError("kicker, body and items need a text")
        return self


class Overlay(Model):
    """A text across scenes, at times of the whole video."""

    text: str = Field(min_length=1, max_length=10_000)
    at_seconds: float = Field(0, ge=0)
    seconds: float = Field(gt=0)
    role: Role = "caption"
    position: Place = "auto"
    color: str | None = None
    size: float = Field(1.0, ge=0.3, le=3)
    animate_in: TextAnimation = "rise"


class Music(Model):
    mood: Mood = "upbeat"
    volume: float = Field(0.35, ge=0, le=4)
    fade_out_seconds: float = Field(0.6, ge=0)


class Storyboard(Model):
    """The whole video. `palette` is words ("warm tones") or hex colours; `music` false for none."""

    title: str = Field("", max_length=200)
    aspect: Literal["16:9", "9:16", "1:1", "4:5"] = "16:9"
    resolution: Literal[480, 720, 1080] = 1080
    fps: Literal[24, 25, 30, 60] = 30
    language: str = Field("", max_length=35)
    palette: str | list[str] = ""
    seed: int = Field(0, ge=0, le=0x7FFFFFFF)
    safe_area: Literal["auto", "none", "social"] = "auto"
    music: Music | Literal[False] | None = None
    scenes: list[Scene] = Field(min_length=1, max_length=400)
    overlays: list[Overlay] = Field(default_factory=list, max_length=400)


def find_json(message: str) -> dict[str, Any] | None:
    """The JSON object of a message that is a storyboard or a draft, fenced or bare; else None.

    Raises StoryboardError for a fenced block that means to be one and is not valid JSON.
    """
    for match in _FENCE.finditer(message):
        try:
            found = json.loads(match["json"])
        except (ValueError, RecursionError) as error:
            if '"scenes"' in match["json"]:
                raise StoryboardError(f"it is not valid JSON: {error}") from None
            continue
        if _is_one(found):
            return _inner(found)
    start = message.find("{")
    if start >= 0 and ('"scenes"' in message or f'"{fields.TRACKS}"' in message):
        try:
            found, _ = json.JSONDecoder().raw_decode(message[start:])
        except (ValueError, RecursionError) as error:
            if '"scenes"' in message:
                raise StoryboardError(f"it is not valid JSON: {error}") from None
            return None
        if _is_one(found):
            return _inner(found)
    return None


def parse_storyboard(found: dict[str, Any]) -> Storyboard:
    """The storyboard of an object. Raises StoryboardError with every problem's place."""
    try:
        return Storyboard.model_validate(found)
    except ValidationError as error:
        raise StoryboardError("; ".join(_sentence(e) for e in error.errors()[:6])) from None


def _is_one(found: object) -> bool:
    if not isinstance(found, dict):
        return False
    inner = found.get("storyboard", found)
    return isinstance(inner, dict) and ("scenes" in inner or fields.TRACKS in inner)


def _inner(found: dict[str, Any]) -> dict[str, Any]:
    inner: dict[str, Any] = found.get("storyboard", found)
    return inner


def _sentence(error: Any) -> str:
    """One problem with its place, and the key or value that is nearest to what was written."""
    loc = list(error["loc"])
    parts: list[str] = []
    model: type[Model] = Storyboard
    if loc[:1] == ["scenes"] and len(loc) > 1:
        parts, loc, model = [f"scene {loc[1] + 1}"], loc[2:], Scene
    elif loc[:1] == ["overlays"] and len(loc) > 1:
        parts, loc, model = [f"overlay {loc[1] + 1}"], loc[2:], Overlay
    elif loc[:1] == ["music"] and len(loc) > 1:
        model = Music
    parts += [".".join(str(p) for p in loc)] if loc else []
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = "there is no such key"
        near = _near(str(loc[-1]), list(model.model_fields))
    elif error["type"] == "literal_error":
        near = _near(str(error["input"]), re.findall(r"'([^']+)'", str(error["ctx"]["expected"])))
    else:
        near = ""
    return ": ".join([*parts, message]) + (f"; did you mean '{near}'?" if near else "")


def _near(word: str, known: list[str]) -> str:
    """The known word that is most like `word`, or "" when none is."""
    plain = re.sub(r"[\s-]+", "_", word.strip().lower())
    plain = _OTHER_NAMES.get(plain, plain)
    swapped = "_".join(reversed(plain.split("_")))
    for trial in (plain, swapped):
        if found := get_close_matches(trial, known, n=1, cutoff=0.7):
            return found[0]
    return ""
