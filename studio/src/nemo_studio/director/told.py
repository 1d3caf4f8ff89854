"""A storyboard, a draft or a patch in a message: found, followed exactly, what is said of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nemo_studio.timeline.context import Context, Piece
from nemo_studio.timeline.difference import difference
from nemo_studio.timeline.draft import Palette, Timeline, load_timeline
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.intake import intake
from nemo_studio.timeline.patch import patched
from nemo_studio.timeline.problems import Note, Problem, StoryboardError
from nemo_wire import fields

from .colour_words import asked_palette
from .language import Language
from .project import Project
from .say import say, seconds

_FENCE = re.compile(r"```[^\S\n]*[\w-]*[^\S\n]*\n(?P<inside>.*?)(?:```|\Z)", re.DOTALL)
_BEGINS = re.compile(r"\s*(?:\{|\[\s*\{)")
_AMID = re.compile(
    r"\{(?=.*[\"'“”](?:scenes|storyboard|t|patch)[\"'“”]\s*:)"
    r"|\[\s*\{(?=.*[\"'“”]op[\"'“”]\s*:)",
    re.DOTALL,
)
_MOST_TOLD = 12  # problems, notes and scenes in one answer


@dataclass(frozen=True)
class Told:
    """JSON of a message; `unused`: the words beside it."""

    value: Any
    unused: str = ""


@dataclass(frozen=True)
class Followed:
    timeline: Timeline
    notes: list[Note] = field(default_factory=list)


def find_json(message: str) -> Told | None:
    """The JSON that a message is, or that its fenced block holds; None for words.

    What begins as JSON is JSON and nothing else: StoryboardError with the place where it is not.
    """
    blocks = [m for m in _FENCE.finditer(message) if _BEGINS.match(m["inside"])]
    if len(blocks) > 1:
        raise StoryboardError([Problem("", "two_blocks")])
    if blocks:
        around = message[: blocks[0].start()] + " " + message[blocks[0].end() :]
        value, end = _decoded(blocks[0]["inside"])
        return Told(value, " ".join((around + blocks[0]["inside"][end:]).split()))
    begin = 0 if _BEGINS.match(message) else None
    if begin is None and (amid := _AMID.search(message)):
        begin = amid.start()
    if begin is None:
        return None
    value, end = _decoded(message[begin:])
    return Told(value, " ".join((message[:begin] + " " + message[begin:][end:]).split()))


def _decoded(text: str) -> tuple[Any, int]:
    """(the value, where it ends)"""
    stripped = text.lstrip()
    try:
        value, end = json.JSONDecoder().raw_decode(stripped)
    except (ValueError, RecursionError) as error:
        at = getattr(error, "pos", 0)
        told = {
            "reason": getattr(error, "msg", "too deep"), "line": getattr(error, "lineno", 1),
            "column": getattr(error, "colno", 1), "near_text": stripped[max(0, at - 15) : at + 15],
        }  # fmt: skip
        raise StoryboardError([Problem("", "not_json", told)]) from None
    return value, end + len(text) - len(stripped)


def follow(value: Any, project: Project) -> Followed:
    """A storyboard, or a draft, exactly as it is given. Raises StoryboardError, TimelineError."""
    if isinstance(value, dict) and fields.TRACKS in value:
        return Followed(*intake(load_timeline(value), context_of(project)))
    expanded = expand(value, context_of(project))
    return Followed(expanded.timeline, list(expanded.notes))


@dataclass(frozen=True)
class Edited:
    """What a patch made of a draft; `timeline` is None where it changed nothing."""

    timeline: Timeline | None
    changes: list[str]
    notes: list[Note]


def edited(value: Any, project: Project, language: Language) -> Edited:
    """A patch on the session's draft. Raises StoryboardError, TimelineError."""
    context = context_of(project)
    timeline, _ = intake(load_timeline(project.draft or {}), context)
    result = patched(value, timeline, context, _ids_before(project))
    if result.timeline == timeline:
        return Edited(None, [], [])
    changes = [c.say(language) for c in difference(timeline, result.timeline, context)]
    return Edited(result.timeline, changes, list(result.notes))


def scenes_of(project: Project) -> list[str]:
    """The ids of the draft's scenes, in order. Raises TimelineError."""
    timeline, _ = intake(load_timeline(project.draft or {}), context_of(project))
    return [s.id for s in timeline.video_tracks[0].segments]


def _ids_before(project: Project) -> set[str]:
    """The ids of all that the session's video ever had, as far as it is kept."""
    drafts = [load_timeline(d) for d in (*project.history, *project.undone)]
    return {s.id for d in drafts for t in d.tracks for s in t.segments}


def context_of(project: Project) -> Context:
    """What the session's storyboards are read with."""
    language = project.language or "en"
    measure = _measured if project.voice else _no_voice
    return Context(project.assets, language, split=_split, palette=_palette, measure=measure)


@lru_cache(maxsize=512)
def _split(words: str, duration_ms: int, language: str) -> list[Piece]:
    # Here, for the text shaper that it loads would double the time in which a studio starts.
    from nemo_studio.renderer.captions import fits_one_caption, split_caption

    if fits_one_caption(words, language):
        return [(0, duration_ms, words)]
    return split_caption(words, 0, duration_ms, language, wrap=False)


def _palette(words: str, seed: int) -> Palette | None:
    return asked_palette(words)


@lru_cache(maxsize=512)
def _measured(words: str, language: str) -> int | None:
    from nemo_studio.renderer.audio.voice import VoiceError, speak  # brings numpy and av with it

    with TemporaryDirectory(prefix="nemo-voice-") as folder:
        try:
            return speak(words, language, Path(folder) / "said.wav").duration_ms
        except VoiceError:
            return None


def _no_voice(words: str, language: str) -> int | None:
    return None


def problems_told(error: StoryboardError, value: Any, language: Language) -> str:
    """All problems in words, scenes by their numbers and ids."""
    told = [
        p.say_operation(language)
        + _placed(p.path, replace(p, operation=0).say(language), value, language)
        for p in error.problems
    ]
    return joined(told, language)


def notes_told(notes: list[Note], timeline: Timeline, language: Language) -> list[str]:
    """What was made otherwise than it was told; nothing when there is nothing."""
    ids = [s.id for s in timeline.video_tracks[0].segments]
    kept = [n for n in notes if n.key == "kept_times"]
    told = [_placed(n.path, n.say(language), ids, language) for n in notes if n not in kept]
    left = [n.say(language).removeprefix(n.path + ": ") for n in kept]
    said = [say("made_otherwise", language, notes=joined(told, language))] if told else []
    return said + ([say("left_as_is", language, notes=joined(left, language))] if left else [])


def scenes_told(timeline: Timeline, language: Language) -> str:
    """The scenes by their numbers and ids, with their lengths."""
    scenes = timeline.video_tracks[0].segments
    told = [
        f"{number} ({s.id}) {seconds(s.duration_ms, language)}"
        for number, s in enumerate(scenes, 1)
    ]
    return say("scenes_told", language, scenes=joined(told, language))


def joined(told: list[str], language: Language) -> str:
    """The first of them in one line, and how many more there are."""
    more = len(told) - _MOST_TOLD
    if more > 0:
        told = [*told[:_MOST_TOLD], say("and_more", language, count=more)]
    return ("；" if language == "zh" else "; ").join(told)


def _placed(path: str, said: str, value: Any, language: Language) -> str:
    """A sentence about a path; that of a scene's begins with the scene's number and id."""
    steps = path.split("/")
    if len(steps) < 3 or steps[1] != "scenes":
        return said
    ids = value if isinstance(value, list) else _ids(value)
    if steps[2] not in ids:
        return said
    name = say("scene_named", language, number=ids.index(steps[2]) + 1, id=steps[2])
    rest = said.removeprefix(f"/scenes/{steps[2]}").lstrip("/")
    return f"{name} {rest}" if not rest.startswith(":") else name + rest


def _ids(value: Any) -> list[str]:
    scenes = value.get("scenes") if isinstance(value, dict) else None
    told = scenes if isinstance(scenes, list) else []
    return [
        str(s.get("id") or f"s{n}") if isinstance(s, dict) else f"s{n}"
        for n, s in enumerate(told, 1)
    ]
