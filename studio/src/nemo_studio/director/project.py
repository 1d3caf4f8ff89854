"""What the director knows of a session: its draft, its uploads and its undo stacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nemo_studio.timeline.context import Asset


@dataclass(frozen=True)
class Asked:
    """A question that the director ended its last turn with.

    `message` is what the user had said; `question` holds the arguments of the `ask_question` call.
    """

    message: str
    question: dict[str, Any]


@dataclass
class Project:
    """One session.

    `assets` are in the order of upload. `history` and `undone` hold whole drafts, the most recent
    last; who keeps them applies `ToolResult.history`. `language` is the session's ("en", "zh-CN");
    the language of a message itself comes first. `voice` tells that an offline voice is there.
    `asked` is the question that the message may answer. `rev` counts the changes of the draft;
    `numbers` has of each prefix of ids ("s" of s1) the highest number that a member ever had.
    """

    draft: dict[str, Any] | None = None
    assets: list[Asset] = field(default_factory=list)
    language: str = "en"
    history: list[dict[str, Any]] = field(default_factory=list)
    undone: list[dict[str, Any]] = field(default_factory=list)
    voice: bool = False
    asked: Asked | None = None
    rev: int = 0
    numbers: dict[str, int] = field(default_factory=dict)

    def asset(self, asset_id: str) -> Asset | None:
        """The asset of an id, or None when it was not uploaded in this session."""
        return next((a for a in self.assets if a.id == asset_id), None)
