"""The operations of a patch, read: all malformed ones are told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .paths import steps_of
from .problems import Problem, StoryboardError, nearest

DOCUMENT_OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")
VERBS = ("fit", "cut", "trim", "split", "undo", "redo")
_WITH_VALUE, _WITH_FROM = ("add", "replace", "test"), ("move", "copy")


@dataclass(frozen=True)
class Operation:
    """`number` counts from 1; `steps` are those of `path`, `source` those of `origin`."""

    number: int
    name: str
    path: str
    steps: tuple[str, ...]
    value: Any = None
    origin: str = ""
    source: tuple[str, ...] = ()


def is_patch(value: Any) -> bool:
    """Whether JSON is meant as a patch, well formed or not."""
    if isinstance(value, dict):
        return "patch" in value
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
        return refuse("op_needs", there=DOCUMENT_OPERATIONS, key="op")
    if name in VERBS:
        return refuse("verb_unknown", value=name, known=", ".join(DOCUMENT_OPERATIONS))
    if name not in DOCUMENT_OPERATIONS:
        near = nearest(str(name), DOCUMENT_OPERATIONS)
        return refuse("no_op", near, DOCUMENT_OPERATIONS, value=str(name)[:60])
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
