"""JSON in a message: found, and taken for nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from .problems import Problem, StoryboardError

_FENCE = re.compile(r"```[^\S\n]*[\w-]*[^\S\n]*\n(?P<inside>.*?)(?:```|\Z)", re.DOTALL)
_MOST_AMID = 40_000  # letters of a message in which JSON is looked for amid words
_BEGINS = re.compile(r"\s*(?:\{|\[\s*\{)")
_AMID = re.compile(
    r"\{(?=.*[\"'“”](?:scenes|storyboard|t|patch)[\"'“”]\s*:)"
    r"|\[\s*\{(?=.*[\"'“”]op[\"'“”]\s*:)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Told:
    """JSON of a message; `unused`: the words beside it."""

    value: Any
    unused: str = ""


def begins_json(message: str) -> bool:
    """Whether a message is JSON, well formed or not, and no words."""
    return _BEGINS.match(message) is not None


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
    if begin is None and (amid := _AMID.search(message, 0, _MOST_AMID)):
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
