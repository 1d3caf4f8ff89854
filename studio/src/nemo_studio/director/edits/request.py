"""One message that asks for changes: its words are taken away as they are understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from nemo_studio.timeline.draft import TextSegment

from ..board import Board, Scene
from ..durations import number
from ..language import Language
from ..order import index_of, numbered
from ..project import Asset, Project
from ..quotes import Quoted

_MARK = re.compile(r"⟦(\d+)⟧")
_SCENE = re.compile(numbered("a"), re.IGNORECASE)
CLAUSE_END = re.compile(
    r"[,;，。；\n]|\b(?:and|then) (?=slow|speed|play|put|add|make|show|mute|set|use|change|remove"
    r"|cut|trim|split|move|turn)|然后|并且?",
    re.IGNORECASE,
)
_NOUN = r"(?:titles?|texts?|lines?|captions?|headlines?)"
NTH_TEXT = (
    r"(?:the )?(?:(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    rf"|\d{{1,2}}(?:st|nd|rd|th)) {_NOUN}"
    rf"|{_NOUN} (?:number |no\.? |#)?\d{{1,2}}(?!\d|\s*(?:s\b|sec|%|px)))"
)
NTH_TEXT_ZH = r"第[二三四五六七八九十\d]{1,3}(?:个|条|句|行|段)(?:文字|字幕|标题|文案|字)"
ROLE = (
    r"(?P<role>"
    + NTH_TEXT
    + r"|(?:main |opening |closing |first |last |end |final )?(?:title|headline|heading|"
    r"subtitle|tagline|ending|end text|end card|outro|closing|caption|call to action|cta|opening|"
    r"intro|text at the (?:end|start|beginning)|text|line|lower third|watermark|button)"
    r"(?:\s+(?:text|card|line))?"
    r"(?: (?:of|in|on) (?:the )?(?:scene \d+|\w+ scene))?|(?:the )?(?:text"
    r"|title) (?:of|in|on) [\w ]{3,24}|scene \d+(?:'s)? (?:text|title))"
)
ZH_ROLE = (
    r"(?P<role>" + NTH_TEXT_ZH + r"|(?:主|大|副)?标题|结尾|片尾|字幕|开头|片头|口号|最后一句"
    r"|第[一二三四五六七八九十\d]+(?:幕|个场景|页)(?:的)?(?:文字|标题)|文字|文案|水印"
    r"|行动号召)"
)
_NTH = re.compile(
    rf"^(?:the )?(?:(?P<o>[a-z]+|\d{{1,2}})(?:st|nd|rd|th)? )?{_NOUN}"
    r"(?: (?:number |no\.? |#)?(?P<n>\d{1,2}))?$"
    r"|^第(?P<h>[二三四五六七八九十\d]{1,3})"
)
_NTH_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
              "tenth")  # fmt: skip


Thing: TypeAlias = TextSegment | Scene | Literal["music", "voice", "recording", "clips"]


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
    """`text` is what is still to be understood; `quoted` holds the texts of its marks.

    `focus` are the scenes of the files that the message names (none: it is about the whole), and
    `only` the uploads that may come in (None: any). What is in `later` is done when all lengths
    are final: texts are placed at times of the finished timeline. `spared` are excepted from what
    is asked of all; `doomed` go, because only others are to be kept.
    """

    text: str
    quoted: Quoted
    language: Language
    project: Project
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    focus: list[Scene] = field(default_factory=list)
    only: list[Asset] | None = None
    later: list[Callable[[], None]] = field(default_factory=list)
    spared: list[Thing] = field(default_factory=list)
    doomed: list[Thing] = field(default_factory=list)

    def focused(self, board: Board) -> list[Scene]:
        """The scenes that the message is about: those of its files, else all that it spares not."""
        named = [s for s in board.scenes if any(s is f for f in self.focus)]
        return named or [s for s in board.scenes if not self.is_spared(s)] or board.scenes

    def texts(self, board: Board) -> list[TextSegment]:
        """All texts but those that are spared, in the order of their times."""
        return [t for t in board.all_texts() if not self.is_spared(t)]

    def is_spared(self, thing: Thing) -> bool:
        """Whether something is excepted from what is asked of all."""
        return any(thing is s for s in self.spared)

    def is_doomed(self, thing: Thing) -> bool:
        """Whether something goes because only others are to be kept."""
        return any(thing is d for d in self.doomed)

    def origin(self, board: Board) -> int:
        """Where the message's times count from, in ms: the start of the file that it names."""
        chosen = self.focused(board) if self.focus else board.scenes
        starts = zip(board.starts(), board.scenes, strict=True)
        return next(start for start, scene in starts if scene is chosen[0])

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match of a pattern, whose words are then gone from `text`."""
        match = pattern.search(self.text)
        if match:
            self.text = self.text[: match.start()] + " , " + self.text[match.end() :]
        return match

    def rewrite(self, text: str) -> None:
        """Other words for the message: what is still to be understood, and what it says at all."""
        self.text = text
        self.quoted = Quoted(text, self.quoted.texts)

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
    """The part of a text between commas, semicolons or "and <verb>" that holds the place `at`."""
    begin = 0
    for edge in CLAUSE_END.finditer(text):
        if edge.start() >= at:
            return text[begin : edge.start()]
        begin = edge.end()
    return text[begin:]


def scene_index(words: str, count: int) -> int | None:
    """The scene (from 0) that some words name: "scene 3", "the second photo", "第二个场景"."""
    match = _SCENE.search(words)
    return index_of(match, "a", count) if match else None


def names_scene(words: str) -> bool:
    """Whether some words name a scene, be it there or not."""
    return bool(_SCENE.search(words))


def find_text(board: Board, words: str, *, exact: bool = False) -> TextSegment | None:
    """The text on the board that says `words`, ignoring case: exactly, else in part if allowed."""
    wanted = " ".join(words.lower().split())
    texts = board.all_texts()
    for whole in (True,) if exact else (True, False):
        for text in texts:
            for part in (text.text, text.body, text.kicker, *text.items):
                has = " ".join(part.lower().split())
                if wanted and (has == wanted if whole else wanted in has):
                    return text
    return None


def text_of_role(board: Board, role: str) -> TextSegment | None:
    """The text that a user means by "the title", "the ending", "the caption", "scene 3"."""
    texts = board.all_texts()
    if not texts:
        return None
    low = role.lower().strip()
    if re.fullmatch(f"{NTH_TEXT}|{NTH_TEXT_ZH}", low):
        return _nth_text(texts, low)
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


def _nth_text(texts: list[TextSegment], words: str) -> TextSegment | None:
    """ "the third text", "title 2", "第三条文字": counted by time; captions among captions."""
    match = _NTH.match(words)
    if not match:
        return None
    if re.search(r"caption|字幕", words):
        texts = [t for t in texts if t.role == "caption"] or texts
    if match["o"] in _NTH_WORDS:
        place = _NTH_WORDS.index(match["o"])
    else:
        place = int(number(match["o"] or match["n"] or match["h"])) - 1
    return texts[place] if 0 <= place < len(texts) else None
