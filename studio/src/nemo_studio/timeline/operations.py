"""The operations of a patch, read: all malformed ones are told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from .defaults import milliseconds
from .paths import steps_of
from .problems import Problem, StoryboardError, nearest, shown
from .storyboard import ID, MAX_SECONDS

DOCUMENT_OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")
RIPPLES = ("fit", "cut", "trim", "split")
STEPS_BACK = ("undo", "redo")
OPERATIONS = (*DOCUMENT_OPERATIONS, *RIPPLES, *STEPS_BACK)
_WITH_VALUE, _WITH_FROM = ("add", "replace", "test"), ("move", "copy")
_MOST_STEPS = 1000


@dataclass(frozen=True)
class Operation:
    """`number` counts from 1; `steps` are those of `path`, `source` those of `origin`. arguments:
    a verb's others; times in ms under names without their unit (`at`, `from`, `to`, `length`)."""

    number: int
    name: str
    path: str = ""
    steps: tuple[str, ...] = ()
    value: Any = None
    origin: str = ""
    source: tuple[str, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)


def is_patch(value: Any) -> bool:
    """Whether JSON is meant as a patch, well formed or not."""
    if isinstance(value, dict):
        return "patch" in value or "op" in value
    members = value if isinstance(value, list) else []
    return any(isinstance(m, dict) and ("op" in m or "path" in m) for m in members)


def read_operations(value: Any) -> list[Operation]:
    """The operations of `[op, …]` or `{"patch": [op, …]}`. Raises StoryboardError."""
    told = value.get("patch") if isinstance(value, dict) else value
    if not isinstance(told, list) or not told:
        raise StoryboardError([Problem("", "no_patch")])
    problems = []
    if isinstance(value, dict):
        beside = [k for k in value if k != "patch"]
        problems += [Problem("/" + str(k), "no_key", {"key": k}, there=("patch",)) for k in beside]
    read = []
    for number, one in enumerate(told, 1):
        found = _read(number, one)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            read.append(found)
    back = next((o for o in read if o.name in STEPS_BACK), None)
    others = [o for o in read if o is not back and (o.name, o.steps) != ("test", ("rev",))]
    if back and others:
        problems.append(Problem("", "not_alone", {"value": back.name}, operation=back.number))
    if problems:
        raise StoryboardError(problems)
    return read


def _read(number: int, told: Any) -> Operation | Problem:
    def refuse(
        problem: str, /, near: str = "", there: tuple[str, ...] = (), **values: Any
    ) -> Problem:
        path = told.get("path", "") if isinstance(told, dict) else ""
        return Problem(path if isinstance(path, str) else "", problem, values, near, there, number)

    if not isinstance(told, dict):
        return refuse("no_patch")
    name = told.get("op")
    if name is None:
        return refuse("op_needs", there=OPERATIONS, key="op")
    if isinstance(name, str) and name in _ARGUMENTS:
        return _read_verb(number, name, told)
    if name not in DOCUMENT_OPERATIONS:
        near = nearest(str(name), OPERATIONS)
        return refuse("no_op", near, OPERATIONS, value=str(name)[:60])
    needed = ["path", *(["from"] if name in _WITH_FROM else [])]
    needed += ["value"] if name in _WITH_VALUE else []
    for key in needed:
        if key not in told:
            return refuse("op_needs", key=key)
    path, origin = told["path"], told["from"] if name in _WITH_FROM else ""
    steps, source = steps_of(path), steps_of(origin)
    for pointer, parts in ((path, steps), (origin, source)):
        if parts is None:
            return refuse("bad_pointer", value=str(pointer)[:60])
    assert steps is not None and source is not None
    if not steps or (name in _WITH_FROM and not source):
        return refuse("whole_document")
    if "-" in (steps if name not in ("add", "move", "copy") else (*steps[:-1], *source)):
        return refuse("end_only")
    ends_in_star = name == "add" and steps[-1] == "*"
    if "*" in source or (name == "move" and "*" in steps) or ends_in_star:
        return refuse("no_star")
    if name == "move" and len(source) < len(steps) and steps[: len(source)] == source:
        return refuse("into_itself")
    return Operation(number, name, path, steps, told.get("value"), origin, source)


_Wrong = tuple[str, Any]  # the problem with a value, and the limit that it has


def _time(value: Any) -> _Wrong | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return "type_number", None
    if value < 0:
        return "at_least", 0
    return ("at_most", MAX_SECONDS) if value > MAX_SECONDS else None


def _length(value: Any) -> _Wrong | None:
    wrong = _time(value)
    return wrong or (None if milliseconds(value) else ("more_than", 0))


def _ids(value: Any) -> _Wrong | None:
    fits = isinstance(value, list) and all(isinstance(v, str) for v in value)
    return None if fits else ("type_list", None)


def _id(value: Any) -> _Wrong | None:
    return None if isinstance(value, str) and re.match(ID, value) else ("bad_id", None)


def _path(value: Any) -> _Wrong | None:
    return None if steps_of(value) else ("bad_pointer", None)


def _count(value: Any) -> _Wrong | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return None if whole and 1 <= value <= _MOST_STEPS else ("type_count", None)


_Argument = tuple[str, Callable[[Any], _Wrong | None]]  # its name here, and what is wrong with it
_PART: dict[str, _Argument] = {
    "from_seconds": ("from", _time), "to_seconds": ("to", _length), "path": ("path", _path),
}  # fmt: skip
_ARGUMENTS: dict[str, dict[str, _Argument]] = {
    "fit": {"seconds": ("length", _length), "keep": ("keep", _ids)},
    "cut": _PART,
    "trim": _PART,
    "split": {"at_seconds": ("at", _time), "path": ("path", _path), "id": ("id", _id)},
    "undo": {"steps": ("steps", _count)},
    "redo": {"steps": ("steps", _count)},
}
_NEEDED = {"fit": "seconds", "split": "at_seconds"}


def _read_verb(number: int, name: str, told: Mapping[str, Any]) -> Operation | Problem:
    path = told["path"] if isinstance(told.get("path"), str) else ""

    def refuse(
        problem: str, /, near: str = "", there: tuple[str, ...] = (), **values: Any
    ) -> Problem:
        return Problem(path, problem, values, near, there, number)

    known = _ARGUMENTS[name]
    arguments = {k: v for k, v in told.items() if k != "op" and v is not None}
    for key, value in arguments.items():
        if key not in known:
            return refuse("no_key", nearest(str(key), known), tuple(known), key=str(key))
        if wrong := known[key][1](value):
            return refuse(wrong[0], value=shown(value), limit=wrong[1])
    if (needed := _NEEDED.get(name)) and needed not in arguments:
        return refuse("op_needs", key=needed)
    if name in ("cut", "trim") and not arguments:
        return refuse("op_needs", key="from_seconds / to_seconds / path")
    steps = steps_of(path) or ()
    if steps and (len(steps) != 2 or steps[0] != "scenes" or steps[1] in ("*", "-")):
        return refuse("no_scene_path")
    own = {known[k][0]: v for k, v in arguments.items() if k != "path"}
    for key in ("from", "to", "at", "length"):
        if key in own:
            own[key] = milliseconds(own[key])
    if "to" in own and own["to"] <= own.get("from", 0):
        return refuse("to_before", at=told.get("from_seconds", 0), to=told["to_seconds"])
    return Operation(number, name, path, steps, arguments=own)
