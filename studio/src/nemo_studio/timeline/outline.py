"""A storyboard or a patch before it is sent: checked with what is known without a studio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from . import answers
from .context import Asset, Context
from .expand import expand
from .foreign import read_foreign
from .message import Told, find_json
from .operations import is_patch, read_operations
from .plain_words import patch_words, storyboard_words
from .problems import Problem, StoryboardError, sentence
from .reading import read


@dataclass(frozen=True)
class Outline:
    """`value`: the JSON, None where it is none; `say`: what it would give, or what is wrong;
    `problems`: every one of them, in the form of `Problem.data`."""

    value: Any
    is_patch: bool
    say: str
    problems: list[dict[str, Any]] = field(default_factory=list)


def outline(text: str, language: str, files: Sequence[dict[str, Any]] | None = None) -> Outline:
    """What a text of JSON is. files: the fields of `Asset` but `id`, in the order in which they
    will be uploaded; without them only what stands in the text itself is looked at."""
    spoken = _spoken(language)
    told: Told | None = None
    try:
        told = find_json(text)
        if told is None:
            raise StoryboardError([Problem("", "not_object")])
        if told.unused:
            raise StoryboardError([Problem("", "words_beside", {"words": told.unused[:60]})])
        return Outline(told.value, is_patch(told.value), _said(told.value, files, language, spoken))
    except StoryboardError as error:
        return _refused(error, told.value if told else None, spoken)


def in_plain_words(
    value: Any, language: str, files: Sequence[str] = (), draft: Any = None
) -> Outline:
    """The same with the sentences for an engine that reads no JSON of ours as `say`.

    files: the names of what is uploaded, in order; draft: of that engine's video, for a patch.
    """
    spoken = _spoken(language)
    try:
        if is_patch(value):
            video = read_foreign(draft) if draft else None
            return Outline(value, True, patch_words(value, video, spoken, files=files))
        return Outline(value, False, storyboard_words(value, spoken, files=files))
    except StoryboardError as error:
        return _refused(error, value, spoken)


def _spoken(language: str) -> str:
    return "zh" if language.lower().startswith("zh") else "en"


def _refused(error: StoryboardError, value: Any, language: str) -> Outline:
    answer = answers.patch_refused if is_patch(value) else answers.refused
    said = answer(error.problems, answers.ids_in(value), language)
    return Outline(value, is_patch(value), said, [p.data for p in error.problems])


def _said(value: Any, files: Sequence[dict[str, Any]] | None, language: str, spoken: str) -> str:
    if is_patch(value):
        read_operations(value)
        return sentence("patch_reads", spoken, {})
    if files is None:
        read(value)
        return ""
    assets = [Asset(id=f"asset-{number}", **about) for number, about in enumerate(files, 1)]
    expanded = expand(value, Context(assets, language))
    said = answers.would_make(expanded.timeline, expanded.notes, spoken)
    voices = any(s.get("voice") for s in value["scenes"])
    return answers.in_one([said, *([sentence("estimated", spoken, {})] if voices else [])], spoken)
