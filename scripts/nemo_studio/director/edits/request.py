"""One message that asks for changes: its words are taken away as they are understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nemo_studio.renderer.timeline import TextSegment

from ..board import Board
from ..language import Language
from ..order import index_of, numbered
from ..project import Project
from ..quotes import Quoted

_MARK = re.compile(r"⟦(\d+)⟧")
_SCENE = re.compile(numbered("a"), re.IGNORECASE)


@dataclass(frozen=True)
class Change:
    """What was changed: a key of `labels`, the value before ("" for new), and after ("" for gone).

    `of` names the thing, such as a scene's number or a text."""

    key: str
    before: str = ""
    after: str = ""
    of: str = ""


@dataclass
class Request:
    """`text` is what is still to be understood; `quoted` holds the texts of its marks."""

    text: str
    quoted: Quoted
    language: Language
    project: Project
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match of a pattern, whose words are then gone from `text`."""
        match = pattern.search(self.text)
        if match:
            self.text = self.text[: match.start()] + " , " + self.text[match.end() :]
        return match

    def changed(self, key: str, before: str = "", after: str = "", of: str = "") -> None:
        """Note a change; what was so already is a remark and no change."""
        if before and before == after:
            self.notes.append("already")
        else:
            self.changes.append(Change(key, before, after, of))

    def words(self, match: re.Match[str], group: str) -> str:
        """The text that a group stands for: quoted, or as written."""
        value = match[group] or ""
        mark = _MARK.search(value)
        if mark:
            return self.quoted.texts[int(mark[1])]
        return " ".join(value.strip(" \t\n.,，。;；:：!！").split())


def clause_at(text: str, at: int) -> str:
    """The part of a text between commas, semicolons or full stops that holds the place `at`."""
    begin = max((text.rfind(c, 0, at) for c in ",;，。；\n"), default=-1) + 1
    ends = [e for c in ",;，。；\n" if (e := text.find(c, at)) >= 0]
    return text[begin : min(ends, default=len(text))]


def scene_index(words: str, count: int) -> int | None:
    """The scene (from 0) that some words name: "scene 3", "the second photo", "第二个场景"."""
    match = _SCENE.search(words)
    return index_of(match, "a", count) if match else None


def find_text(board: Board, words: str) -> TextSegment | None:
    """The text on the board that says `words`: exactly, else in part, ignoring case."""
    wanted = " ".join(words.lower().split())
    texts = board.all_texts()
    for exact in (True, False):
        for text in texts:
            for part in (text.text, text.body, text.kicker, *text.items):
                has = " ".join(part.lower().split())
                if wanted and (has == wanted if exact else wanted in has):
                    return text
    return None


def text_of_role(board: Board, role: str) -> TextSegment | None:
    """The text that a user means by "the title", "the ending", "the caption", "scene 3"."""
    texts = board.all_texts()
    if not texts:
        return None
    low = role.lower()
    at = scene_index(low, len(board.scenes))
    if at is not None:
        return board.scenes[at].texts[0] if board.scenes[at].texts else None
    if re.search(r"end|clos|outro|final|last|call|cta|button|结尾|最后|片尾|行动|结束", low):
        return next((t for t in reversed(texts) if t.role == "cta" or t.layout == "cta"), texts[-1])
    for pattern, name in (
        (r"sub-?title\b|tagline|slogan|副标题|口号", "subtitle"),
        (r"caption|subtitles|字幕", "caption"),
        (r"lower", "lower_third"), (r"watermark|水印", "watermark"),
    ):  # fmt: skip
        if re.search(pattern, low):
            return next((t for t in texts if t.role == name), None)
    return next((t for t in texts if t.role == "title"), texts[0])
