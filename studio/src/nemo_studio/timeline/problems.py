"""What is wrong with a storyboard, every problem at once: where, what, and what is nearest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from . import storyboard as models

# What other tools call our keys and values. They are hints in errors, not names.
_OTHER_WORDS = {
    "duration": "seconds", "length": "seconds", "time": "at_seconds", "start": "at_seconds",
    "at": "at_seconds", "offset": "at_seconds", "end": "to_seconds", "trim": "from_seconds",
    "trim_seconds": "from_seconds", "trim_start": "from_seconds", "trim_end": "to_seconds",
    "cutfrom": "from_seconds", "cutto": "to_seconds", "cut_from": "from_seconds",
    "cut_to": "to_seconds", "in": "from_seconds", "out": "to_seconds", "src": "asset",
    "source": "asset", "file": "asset", "media": "asset", "image": "asset", "video": "asset",
    "clip": "asset", "photo": "asset", "url": "asset", "title_text": "text", "headline": "text",
    "title": "text",
    "heading": "text", "txt": "text", "words": "text", "subtitle": "body", "effect": "filter",
    "fade": "crossfade", "dissolve": "crossfade", "middle": "center", "centre": "center",
    "ratio": "aspect", "aspect_ratio": "aspect", "format": "aspect", "style": "text_style",
    "soundtrack": "music", "bgm": "music", "audio_track": "music", "narration": "voice",
    "voiceover": "voice", "tts": "voice", "animation": "animate_in", "subtitles": "captions",
    "subtitle_text": "caption", "shots": "scenes", "slides": "scenes", "clips": "scenes",
    "elements": "overlays", "layers": "overlays", "lo-fi": "lofi", "lo_fi": "lofi",
    "font_family": "font", "font_size": "size", "transition_duration": "transition_seconds",
    "fade_in": "fade_in_seconds", "fade_out": "fade_out_seconds", "muted": "volume",
    "mute": "volume", "scale": "fit", "zoom": "motion", "ken_burns": "motion",
}  # fmt: skip
_KINDS = {
    "string_type": "type_text", "int_type": "type_whole", "float_type": "type_number",
    "int_from_float": "type_whole", "bool_type": "type_bool", "list_type": "type_list",
    "model_type": "type_object", "dict_type": "type_object", "missing": "missing",
    "greater_than": "more_than", "greater_than_equal": "at_least", "less_than": "less_than",
    "less_than_equal": "at_most", "too_long": "too_long", "string_too_long": "too_long",
    "too_short": "too_short", "string_too_short": "too_short", "finite_number": "type_number",
    "model_attributes_type": "type_object",
}  # fmt: skip
_LIMITS = ("gt", "ge", "lt", "le", "max_length", "min_length")


@cache
def _sentences() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(
        Path(__file__).with_name("sentences.json").read_text("utf-8")
    )
    return found


def sentence(key: str, language: str, values: dict[str, Any]) -> str:
    """One of the sentences, "en" or "zh", its values filled in, kinds by their names."""
    kind = _sentences().get(f"kind_{values.get('kind')}")
    named = values | {"kind": kind[language == "zh"]} if kind else values
    return _sentences()[key][language == "zh"].format(**named)


def has_sentence(key: str) -> bool:
    return key in _sentences()


@dataclass(frozen=True)
class Problem:
    """`path` points into the document (RFC 6901), members named by their ids. `near`: the nearest
    thing that exists; `there`: what there is; `operation`: of a patch, counted from 1."""

    path: str
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    near: str = ""
    there: tuple[str, ...] = ()
    operation: int = 0

    def say(self, language: str = "en") -> str:
        """In words, "en" or "zh"."""
        said = sentence(self.key, language, self.values)
        if self.near:
            said += sentence("near", language, {"near": self.near})
        elif self.there:
            said += sentence("there", language, {"there": ", ".join(self.there[:20])})
        if not self.path and self.operation:  # a verb about the whole video
            return self.say_operation(language) + said
        return f"{self.say_operation(language)}{self.path or '/'}: {said}"

    def say_operation(self, language: str = "en") -> str:
        """ "operation 2: ", or nothing."""
        if not self.operation:
            return ""
        return sentence("in_operation", language, {"number": self.operation})

    @property
    def data(self) -> dict[str, Any]:
        """{"operation", "path", "problem", "near", "there"}; but for path and problem only where
        there is something."""
        said: dict[str, Any] = {"operation": self.operation} if self.operation else {}
        said |= {"path": self.path, "problem": sentence(self.key, "en", self.values)}
        if self.near:
            said["near"] = self.near
        if self.there:
            said["there"] = list(self.there)
        return said


@dataclass(frozen=True)
class Note:
    """What was made of a storyboard otherwise than it says, and is to be told."""

    path: str
    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        return f"{self.path}: {sentence(self.key, language, self.values)}"


class StoryboardError(ValueError):
    """A storyboard that cannot be followed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(p.say() for p in problems))
        self.problems = tuple(problems)


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that is most like `word`, or that is meant by another tool's; "" for none.
    cutoff: how like, of 1."""
    names = [k for k in known if k]
    plain = re.sub(r"[\s-]+", "_", word.strip().lower())
    meant = _OTHER_WORDS.get(plain, "")
    if meant in names:
        return meant
    lower = {n.lower(): n for n in reversed(names)}
    for trial in (plain, word.strip().lower(), "_".join(reversed(plain.split("_")))):
        if found := get_close_matches(trial, lower, n=1, cutoff=cutoff):
            return lower[found[0]]
    return ""


def pointer(*parts: object) -> str:
    """An RFC 6901 pointer."""
    return "".join("/" + str(p).replace("~", "~0").replace("/", "~1") for p in parts)


def problems_of(error: ValidationError, document: dict[str, Any]) -> list[Problem]:
    """Each problem once; of several readings of one value the one that came deepest."""
    found: dict[str, Problem] = {}
    for one in error.errors(include_url=False):
        place = _place(one, document)
        problem = _problem(one, place, document)
        if problem.path not in found:
            found[problem.path] = problem
    return [
        p
        for path, p in found.items()
        if not any(o.startswith(path + "/") for o in found) or not path
    ]


def _place(error: Any, document: dict[str, Any]) -> list[str | int]:
    """The place without what pydantic adds: kinds of unions, names of types."""
    place: list[str | int] = []
    value: Any = document
    loc = list(error["loc"])
    for number, step in enumerate(loc):
        if isinstance(value, list) and isinstance(step, int):
            place.append(step)
            value = value[step] if step < len(value) else None
        elif isinstance(value, dict) and not _is_tag(loc, number):
            if step not in value and (number < len(loc) - 1 or error["type"] != "missing"):
                continue
            place.append(step)
            value = value.get(step)
    return place


def _is_tag(loc: list[str | int], number: int) -> bool:
    return number == 2 and loc[0] == "overlays"


def _problem(error: Any, place: list[str | int], document: dict[str, Any]) -> Problem:
    path = path_in(document, place)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        keys = keys_at(place[:-1], document)
        key, near = str(place[-1]), nearest(str(place[-1]), keys)
        return Problem(path, "no_key", {"key": key}, near, tuple(keys))
    if kind in ("literal_error", "enum"):
        there = tuple(re.findall(r"'([^']+)'", str(context["expected"])))
        there = there or tuple(re.findall(r"\d[\d.]*", str(context["expected"])))
        return Problem(
            path, "no_value", {"value": shown(error["input"])},
            nearest(str(error["input"]), there), there,
        )  # fmt: skip
    if kind == "string_pattern_mismatch":
        key = "bad_aspect" if place[-1:] == ["aspect"] else "bad_id"
        return Problem(path, key, {"value": shown(error["input"])})
    if kind == "value_error":
        return Problem(path, *_of_validator(place, error["input"]))
    if kind in ("float_type", "int_type") and place[-1:] == ["seconds"]:
        said = json.dumps(error["input"], ensure_ascii=False, default=str)
        return Problem(path, "type_seconds", {"value": shown(said)})
    limit = next((context[name] for name in _LIMITS if name in context), "")
    said = json.dumps(error["input"], ensure_ascii=False, default=str)
    return Problem(path, _KINDS.get(kind, "bad_value"), {"value": shown(said), "limit": limit})


def _of_validator(place: list[str | int], value: Any) -> tuple[str, dict[str, Any], str, Any]:
    """Our own validators look at colours only; `background` may be a style as well."""
    if place[-1:] == ["background"] and isinstance(value, str) and "palette" not in place:
        styles = models.BackgroundStyle.__args__  # type: ignore[attr-defined]
        return "bad_background", {"value": value}, nearest(value, styles), tuple(styles)
    return "bad_color", {"value": shown(value)}, "", ()


def shown(value: Any) -> str:
    """A value in a sentence, at most 60 letters of it."""
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return said if len(said) <= 60 else said[:59] + "…"


_PREFIXES = {"scenes": "s", "overlays": "o", "captions": "c"}  # counted through from their first


def path_in(document: Any, place: Sequence[str | int]) -> str:
    """The pointer of a place, members named by the ids that they have or will be given."""
    parts: list[object] = []
    value, name = document, ""
    for step in place:
        if isinstance(step, int) and isinstance(value, list) and step < len(value):
            member = value[step]
            own = member.get("id") if isinstance(member, dict) else None
            top = len(parts) == 1 and name in _PREFIXES
            counted = f"{_PREFIXES[name]}{step + 1}" if top else step
            parts.append(own if isinstance(own, str) and own else counted)
            value = member
        else:
            parts.append(step)
            name = str(step)
            value = value.get(step) if isinstance(value, dict) else None
    return pointer(*parts)


def keys_at(place: Sequence[str | int], document: Any) -> list[str]:
    """The keys that there are at a place of the document."""
    model: type[BaseModel] = models.Storyboard
    value = document
    for step in place:
        value = value[step] if isinstance(step, int) else value.get(step)
        if step in _MODELS:
            model = _MODELS[str(step)]
        elif isinstance(step, int) and model is models.PictureOverlay and "text" in value:
            model = models.TextKeys
    return [k for k in model.model_fields if k != "rev"]


_MODELS: dict[str, type[BaseModel]] = {
    "scenes": models.Scene, "texts": models.TextKeys, "captions": models.TextKeys,
    "overlays": models.PictureOverlay, "audio": models.Sound, "music": models.Music,
    "defaults": models.DocumentDefaults, "text_style": models.Style,
    "caption_style": models.Style, "crop": models.Rectangle, "box": models.Rectangle,
    "palette": models.PaletteRoles,
}  # fmt: skip
