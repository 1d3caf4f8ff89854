"""A storyboard, a draft or a patch in a message: found, followed exactly, what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nemo_studio.timeline import answers
from nemo_studio.timeline.context import Context, Piece
from nemo_studio.timeline.difference import difference
from nemo_studio.timeline.draft import (
    Palette,
    Timeline,
    TimelineError,
    dump_timeline,
    load_timeline,
)
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.intake import intake
from nemo_studio.timeline.message import Told, find_json
from nemo_studio.timeline.operations import STEPS_BACK, Operation, is_patch, read_operations
from nemo_studio.timeline.patch import patched
from nemo_studio.timeline.printing import print_storyboard, text_paths
from nemo_studio.timeline.problems import Note, Problem, StoryboardError, sentence
from nemo_wire import fields

from .colour_words import asked_palette
from .durations import is_cjk
from .language import Language, language_of
from .project import Project
from .say import say
from .steps import HistoryStep

_COMMON = 0x0250  # below it are Latin letters, which every font has


@dataclass(frozen=True)
class Followed:
    timeline: Timeline
    notes: list[Note] = field(default_factory=list)


def follow(value: Any, project: Project) -> Followed:
    """A storyboard, or a draft, exactly as it is given. Raises StoryboardError, TimelineError."""
    if isinstance(value, dict) and fields.TRACKS in value:
        return Followed(*intake(load_timeline(value), context_of(project)))
    expanded = expand(value, context_of(project))
    return Followed(expanded.timeline, list(expanded.notes))


@dataclass(frozen=True)
class Printed:
    """A session's video as a storyboard; `paths`: where each text stands, by its segment's id."""

    storyboard: dict[str, Any]
    paths: dict[str, str]


def printed(project: Project) -> Printed | None:
    """None where there is no video yet. Raises TimelineError."""
    if not project.draft:
        return None
    context = context_of(project)
    timeline = _taken(project.draft, context)
    story = print_storyboard(timeline, context)
    return Printed({"rev": project.rev, **story}, text_paths(timeline, story))


@dataclass(frozen=True)
class Trial:
    """What a message of JSON would do. `problems`: why it would be refused, in the form of
    `Problem.data`."""

    say: str
    changes: list[str] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)


def tried(message: str, project: Project) -> Trial:
    """The answer to a storyboard or a patch without its effect."""
    told: Told | None = None
    language = language_of("", project.language)
    try:
        told = find_json(message)
        if told is None:
            raise StoryboardError([Problem("", "not_object")])
        language = language_of(told.unused, project.language)
        if not is_patch(told.value):
            followed = follow(told.value, project)
            changes = changes_from(project, followed.timeline, language)
            if changes is None:
                return Trial(answers.would_make(followed.timeline, followed.notes, language))
            told_so = answers.changed(
                changes, followed.notes, followed.timeline, language, "would_change"
            )
            return Trial(told_so, changes)
        if not project.draft:
            nothing = {"problem": say("nothing_yet", "en")}
            return Trial(say("nothing_yet", language), problems=[nothing])
        made = edited(told.value, project, language)
        return Trial(patch_told(made, language, would=True), made.changes)
    except StoryboardError as error:
        why = refusal(error, told.value if told else None, project, language)
        return Trial(why, problems=[p.data for p in error.problems])
    except TimelineError as error:
        why = refusal(error, None, project, language)
        return Trial(why, problems=[{"problem": p} for p in error.problems])


@dataclass(frozen=True)
class Edited:
    """What a patch made of a draft; `draft` is None where it changed nothing. `history`, `count`:
    as in `ToolResult`."""

    draft: dict[str, Any] | None
    changes: list[str]
    notes: list[Note]
    timeline: Timeline
    history: HistoryStep = "push"
    count: int = 1


def edited(value: Any, project: Project, language: Language) -> Edited:
    """A patch on the session's draft. Raises StoryboardError, TimelineError."""
    operations = read_operations(value)
    context = context_of(project)
    before = _taken(project.draft, context)
    last = operations[-1]
    if last.name in STEPS_BACK:
        patched(operations[:-1], before, context, rev=project.rev)  # the tests before it
        draft = _draft_back(last, project)
        after = _taken(draft, context)
        history: HistoryStep = "undo" if last.name == "undo" else "redo"
        count = last.arguments.get("steps", 1)
        return Edited(draft, _changes(before, after, context, language), [], after, history, count)
    had = [f"{prefix}{number}" for prefix, number in project.numbers.items()]
    result = patched(operations, before, context, had, project.rev)
    if result.timeline == before:
        return Edited(None, [], [], before)
    changes = _changes(before, result.timeline, context, language)
    return Edited(dump_timeline(result.timeline), changes, list(result.notes), result.timeline)


def changes_from(project: Project, after: Timeline, language: Language) -> list[str] | None:
    """What differs from the session's video, [] when nothing does; None where there is none yet."""
    if not project.draft:
        return None
    context = context_of(project)
    before = _taken(project.draft, context)
    return _changes(before, after, context, language)


def _taken(draft: dict[str, Any] | None, context: Context) -> Timeline:
    """A session's draft in the studio's form. Raises TimelineError."""
    return intake(load_timeline(draft or {}), context)[0]


def _changes(before: Timeline, after: Timeline, context: Context, language: Language) -> list[str]:
    return [c.say(language) for c in difference(before, after, context)]


def _draft_back(operation: Operation, project: Project) -> dict[str, Any]:
    """The draft that so many steps back, or forth again, give. Raises StoryboardError."""
    stack = project.history if operation.name == "undo" else project.undone
    count = operation.arguments.get("steps", 1)
    if count > len(stack):
        key = f"too_many_{operation.name}" if stack else f"no_{operation.name}"
        raise StoryboardError([Problem("", key, {"count": len(stack)}, operation=operation.number)])
    return stack[-count]


def context_of(project: Project) -> Context:
    """What the session's storyboards are read with."""
    language = project.language or "en"
    measure = _measured if project.voice else _no_voice
    return Context(
        project.assets, language, split=_split, palette=_palette, measure=measure, undrawn=_undrawn
    )


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


@lru_cache(maxsize=2048)
def _undrawn(words: str) -> tuple[str, ...]:
    if all(ord(c) < _COMMON or is_cjk(c) for c in words):
        return ()
    from nemo_studio.renderer.text.itemize import undrawn  # the shaper, see `_split`

    return undrawn(words)


def _no_voice(words: str, language: str) -> int | None:
    return None


def refusal(
    error: StoryboardError | TimelineError, value: Any, project: Project, language: Language
) -> str:
    """Why JSON cannot be followed."""
    if isinstance(error, TimelineError):
        return sentence("bad_storyboard", language, {"problem": error})
    if not is_patch(value):
        return answers.refused(error.problems, answers.ids_in(value), language)
    timeline = _taken(project.draft, context_of(project))
    scenes = [s.id for s in timeline.video_tracks[0].segments]
    return answers.patch_refused(error.problems, scenes, language)


def patch_told(made: Edited, language: Language, *, would: bool = False) -> str:
    """What a patch changed (or would change), or that it changes nothing."""
    kind = "did_change" if made.history == "push" else f"changed_{made.history}"
    kind = "would_change" if would else kind
    return answers.changed(made.changes, made.notes, made.timeline, language, kind)
