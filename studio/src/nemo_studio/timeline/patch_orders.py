"""What a patch orders, read for an editor who is no engine of ours: its form and its values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from . import storyboard as models
from .defaults import Values
from .operations import STEPS_BACK, Operation, read_operations
from .paths import OBJECTS, PREFIXES
from .problems import Problem, StoryboardError, problems_of

Step = tuple[str, str]  # a list and the member's id, index, "*" or "-"; ("music", "")


def read_orders(value: Any) -> list[Operation]:
    """Raises StoryboardError with all malformed operations, else all that only our own engine can
    do."""
    operations = read_operations(value)
    problems = []
    for order in operations:
        key = "no_undo_here" if order.name in STEPS_BACK else "no_test_here"
        if order.steps == ("rev",):
            key = "no_rev_here"
        if order.name in (*STEPS_BACK, "test"):
            problems.append(Problem(order.path, key, operation=order.number))
    if problems:
        raise StoryboardError(problems)
    return operations


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
