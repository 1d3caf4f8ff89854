"""What a patch orders, read for an editor who is no engine of ours: its form and its values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from pydantic import ValidationError

from . import storyboard as models
from .defaults import Values
from .operations import Operation, read_operations
from .paths import OBJECTS, PREFIXES, steps_of
from .problems import Problem, StoryboardError, problems_of

Step = tuple[str, str]  # a list and the member's id, index, "*" or "-"; ("music", "")
_VERB_KEYS = {
    "fit": ("seconds", "keep"),
    "cut": ("from_seconds", "to_seconds", "path"),
    "trim": ("from_seconds", "to_seconds", "path"),
    "split": ("at_seconds", "path", "id"),
}
_ONLY_OURS = ("undo", "redo")
_NEEDED = {"fit": ("seconds",), "split": ("at_seconds",)}


@dataclass(frozen=True)
class Verb:
    """`values` are its keys as they came; `steps` those of its path."""

    name: str
    values: Values
    steps: tuple[Step, ...] = ()

    @property
    def path(self) -> str:
        return str(self.values.get("path", ""))


def read_orders(value: Any) -> list[Operation | Verb]:
    """Raises StoryboardError with all malformed operations, and all that only our own engine can
    do."""
    told = value.get("patch") if isinstance(value, dict) else value
    if not isinstance(told, list) or not told:
        raise StoryboardError([Problem("", "no_patch")])
    found: list[Operation | Verb] = []
    problems: list[Problem] = []
    for number, one in enumerate(told, 1):
        try:
            found.append(_read(one))
        except StoryboardError as error:
            problems += [replace(p, operation=number) for p in error.problems]
    if problems:
        raise StoryboardError(problems)
    return found


def split_path(steps: Sequence[str]) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """(the members that a path goes through, the key and its parts)."""
    if steps[:1] == ("music",):
        return (("music", ""),), tuple(steps[1:])
    members: list[Step] = []
    while len(steps) > 1 and steps[0] in PREFIXES and len(members) < 2:
        members.append((steps[0], steps[1]))
        steps = steps[2:]
    return tuple(members), tuple(steps)


def check_value(steps: Sequence[Step], rest: tuple[str, ...], value: Any, path: str) -> None:
    """Raises StoryboardError where there is no such key, or the value cannot stand there."""
    if (not rest and isinstance(value, str)) or rest[:1] == ("rev",):
        return
    told = value
    for number, step in reversed(list(enumerate(rest))):
        in_list = number and (step in ("-", "*") or step.isdigit())
        told = [told] if in_list else {step: told}
    if rest[:1] == ("palette",) and len(rest) > 1 and isinstance(told["palette"], dict):
        told["palette"] = {"background": ["#000000"], **told["palette"]}
    problems: list[Problem] = []
    for trial in _trials(steps[-1][0] if steps else "", _without_ids(told), rest):
        try:
            models.Storyboard.model_validate(trial)
            return
        except ValidationError as error:
            problems = problems_of(error, trial)
    raise StoryboardError([replace(p, path=path) for p in problems])


def check_key(steps: Sequence[Step], rest: tuple[str, ...], path: str) -> None:
    """Raises StoryboardError where there is no such key."""
    check_value(steps, rest if rest[:1] and rest[0] in OBJECTS else rest[:1], None, path)


def _read(told: Any) -> Operation | Verb:
    if (
        isinstance(told, dict)
        and isinstance(told.get("op"), str)
        and told["op"] in (*_VERB_KEYS, *_ONLY_OURS)
    ):
        return _verb(told)
    (operation,) = read_operations([told])
    if operation.name == "test":
        key = "no_rev_here" if operation.steps == ("rev",) else "no_test_here"
        raise StoryboardError([Problem(operation.path, key)])
    return operation


def _verb(told: Values) -> Verb:
    told = {k: v for k, v in told.items() if v is not None}
    name, path = told["op"], told.get("path")

    def refuse(problem: str, /, **values: Any) -> NoReturn:
        where = path if isinstance(path, str) else ""
        raise StoryboardError([Problem(where, problem, values)])

    if name in _ONLY_OURS:
        refuse("no_undo_here")
    for key in told.keys() - {"op", *_VERB_KEYS[name]}:
        refuse("no_key", key=str(key))
    for key in _NEEDED.get(name, ()):
        if key not in told:
            refuse("op_needs", key=key)
    if len(told) == 1:
        refuse("op_needs", key=_VERB_KEYS[name][0])
    for key in told.keys() & {"seconds", "from_seconds", "to_seconds", "at_seconds"}:
        _check_time(key, told[key], refuse)
    begin, end = told.get("from_seconds", 0), told.get("to_seconds")
    if end is not None and end <= begin:
        refuse("to_before", at=begin, to=end)
    steps, rest = split_path(steps_of(path) or ())
    if "path" in told and ([s[0] for s in steps] != ["scenes"] or rest):
        refuse("bad_pointer", value=str(path)[:60])
    keep = told.get("keep", [])
    if not isinstance(keep, list) or not all(isinstance(k, str) for k in keep):
        refuse("type_list", value=str(keep)[:60])
    return Verb(name, told, steps)


def _check_time(key: str, value: Any, refuse: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse("type_number", value=str(value)[:60])
    if value < 0 or value > models.MAX_SECONDS:
        refuse("at_least" if value < 0 else "at_most", value=value,
               limit=0 if value < 0 else models.MAX_SECONDS)  # fmt: skip
    if key == "seconds" and value == 0:
        refuse("more_than", value=value, limit=0)


def _without_ids(value: Any) -> Any:
    """Lists of members without the ids that stand for members."""
    if not isinstance(value, dict):
        return value
    return {
        k: [m for m in v if not isinstance(m, str)] if k in PREFIXES and isinstance(v, list) else v
        for k, v in value.items()
    }


def _trials(holder: str, told: Any, rest: tuple[str, ...]) -> Iterator[Values]:
    """Small storyboards in which the value stands where it is to stand: one has to be valid."""
    whole: Values = {"scenes": [{}]}
    if not holder:
        yield {**told, "scenes": told.get("scenes") or [{}]}
    elif holder == "music":
        yield whole | {"music": told}
    elif holder in ("texts", "captions", "overlays"):
        name = "overlays" if holder == "overlays" else "captions"
        if rest:
            yield whole | {name: [{"text": "x", **told}]}
        if holder == "overlays" or not rest:
            yield whole | {name: [told]}
    else:
        yield whole | {holder: [told]}
