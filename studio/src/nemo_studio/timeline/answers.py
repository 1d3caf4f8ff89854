"""What is answered to a storyboard or a patch: what came of it, what otherwise, what is wrong.

`language` is "en" or "zh". Scenes are named by their numbers and ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .defaults import seconds
from .draft import Timeline
from .problems import Note, Problem, sentence

_WARNINGS = ("kept_times", "voice_cut", "quick", "no_font", "unshown", "waits")
_MOST_TOLD = 12  # problems, notes and scenes in one answer


def refused(problems: Sequence[Problem], ids: list[str], language: str) -> str:
    """Why a storyboard cannot be used. ids: of its scenes."""
    return sentence("bad_storyboard", language, {"problem": _told(problems, ids, language)})


def patch_refused(problems: Sequence[Problem], ids: list[str], language: str) -> str:
    """Why a patch cannot be made. ids: of the video's scenes."""
    return sentence("bad_patch", language, {"problem": _told(problems, ids, language)})


def changed(
    changes: list[str], notes: Sequence[Note], timeline: Timeline, language: str, kind: str
) -> str:
    """What a patch changed, or that it changes nothing. kind: "did_change", "would_change",
    "changed_undo" or "changed_redo"."""
    if not changes:
        return sentence("no_effect", language, {})
    told = sentence(kind, language, {"changes": joined(changes, language).rstrip(".。")})
    return in_one([told, *otherwise(notes, timeline, language)], language)


def would_make(timeline: Timeline, notes: Sequence[Note], language: str) -> str:
    """What a storyboard would give: its length, its scenes, what is made otherwise."""
    length = _seconds(timeline.duration_ms, language)
    told = [sentence("would_make", language, {"length": length}), scenes(timeline, language)]
    return in_one([*told, *otherwise(notes, timeline, language)], language)


def otherwise(notes: Sequence[Note], timeline: Timeline, language: str) -> list[str]:
    """What was made otherwise than it was told; nothing when there is nothing."""
    ids = [s.id for s in timeline.video_tracks[0].segments]
    kept = [n for n in notes if n.key in _WARNINGS]
    told = [_placed(n.path, n.say(language), ids, language) for n in notes if n not in kept]
    left = [_placed(n.path, n.say(language), ids, language).removeprefix("/scenes: ") for n in kept]
    found = [("made_otherwise", told), ("left_as_is", left)]
    return [sentence(k, language, {"notes": joined(v, language)}) for k, v in found if v]


def scenes(timeline: Timeline, language: str) -> str:
    """The scenes with their lengths."""
    told = [
        f"{number} ({s.id}) {_seconds(s.duration_ms, language)}"
        for number, s in enumerate(timeline.video_tracks[0].segments, 1)
    ]
    return sentence("scenes_told", language, {"scenes": joined(told, language)})


def joined(told: list[str], language: str) -> str:
    """The first of them in one line, and how many more there are."""
    more = len(told) - _MOST_TOLD
    if more > 0:
        told = [*told[:_MOST_TOLD], sentence("and_more", language, {"count": more})]
    return ("；" if language == "zh" else "; ").join(told)


def in_one(told: Sequence[str], language: str) -> str:
    """Sentences after each other."""
    return ("" if language == "zh" else " ").join(told)


def _told(problems: Sequence[Problem], ids: list[str], language: str) -> str:
    told = []
    for problem in problems:
        begin = problem.say_operation(language)
        rest = problem.say(language).removeprefix(begin)
        told.append(begin + _placed(problem.path, rest, ids, language))
    return joined(told, language)


def _seconds(ms: int, language: str) -> str:
    return sentence("for_seconds", language, {"value": seconds(ms)})


def _placed(path: str, said: str, ids: list[str], language: str) -> str:
    """A sentence about a path; that of a scene's begins with the scene's number and id."""
    steps = path.split("/")
    if len(steps) < 3:
        return said
    values = {"number": 0, "id": steps[2]}
    key = f"what_{steps[1]}"
    if steps[1] == "scenes" and steps[2] in ids:
        key, values["number"] = "scene_named", ids.index(steps[2]) + 1
    elif steps[1] not in ("captions", "overlays", "audio"):
        return said
    name = sentence(key, language, values)
    rest = said.removeprefix(f"/{steps[1]}/{steps[2]}").lstrip("/")
    return f"{name} {rest}" if not rest.startswith(":") else name + rest


def ids_in(value: Any) -> list[str]:
    """The ids that the scenes of a storyboard have, or will be given."""
    told = value.get("scenes") if isinstance(value, dict) else None
    return [
        str(s.get("id") or f"s{n}") if isinstance(s, dict) else f"s{n}"
        for n, s in enumerate(told if isinstance(told, list) else [], 1)
    ]
