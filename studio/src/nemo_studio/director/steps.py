"""What the director does in a turn, as the steps that the API turns into events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

HistoryStep = Literal["push", "amend", "undo", "redo"]


@dataclass(frozen=True)
class Say:
    """Words for the user, in the user's language."""

    text: str


@dataclass(frozen=True)
class Think:
    """Why the director does what it does; never shown to the user."""

    text: str


@dataclass(frozen=True)
class ToolCall:
    """The begin of a piece of work: `generate_video` or `edit_multitrack`."""

    name: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ToolResult:
    """The end of a piece of work.

    `draft`, when given, is the whole new draft and is to be saved. `history` says what happens to
    the one that it replaces:

    - "push": it goes on top of `Project.history` and `Project.undone` is emptied;
    - "amend": it is dropped (the second stage of a generation: one undo takes back both);
    - "undo": it goes on top of `Project.undone`, and the top of `Project.history` is taken off;
    - "redo": it goes on top of `Project.history`, and the top of `Project.undone` is taken off.

    `count` says how often the last two are done; `draft` is the last one taken off.
    """

    name: str
    response: dict[str, Any] = field(default_factory=dict)
    draft: dict[str, Any] | None = None
    history: HistoryStep = "push"
    count: int = 1


Step: TypeAlias = Say | Think | ToolCall | ToolResult
