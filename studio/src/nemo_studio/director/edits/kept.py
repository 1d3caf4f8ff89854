"""A list of things by their names: "the title and the ending", "scenes 2 and 4", "前两张和音乐"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from nemo_studio.timeline.draft import TextSegment

from ..board import Board, Scene
from ..durations import find_times, number
from ..order import ORDINAL, THING, index_of, numbered
from .request import NTH_TEXT, NTH_TEXT_ZH, ROLE, ZH_ROLE, Request, Thing, find_text, text_of_role

Kind = Literal["texts", "scenes", "sounds"]
Sound = Literal["music", "voice", "recording", "clips"]
SOUNDS: tuple[Sound, ...] = ("music", "voice", "recording", "clips")

_AND = re.compile(
    r"\s*(?:[,，、]\s*(?:and\b|和)?|\band\b|&|和|以及|还有|跟|与|及)\s*", re.IGNORECASE
)
_HEAD = re.compile(
    r"^\s*(?:(?:for|only|just|in|on|of|the|my|our|its|whatever is|把|将|在)\b\s*|除了?|把|将|在)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\s+(?:please|though|only|alone|there|in|intact|untouched|as (?:it|they) (?:is|are)))+$"
    r"|(?:吧|即可|就行|就好|就可以|不动|不变|了|的)+$",
    re.IGNORECASE,
)
_SCENE = re.compile(numbered("a") + r"s?|" + THING + r"s?\s*#?(?P<n>\d{1,2})", re.IGNORECASE)
_PLACE = re.compile(rf"(?P<ao>{ORDINAL})(?: ones?)?|(?P<an>\d{{1,2}})", re.IGNORECASE)
_FEW = re.compile(
    r"(?P<side>first|last) (?P<n>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
    rf"(?: (?:{THING}s?|ones))?"
    r"|(?P<zside>前|最?后)面?(?P<zn>[一二两三四五六七八九十\d]{1,3})(?:张|个|段|幕|页)?"
    r"(?:图片?|照片|场景|镜头|片段|视频|画面)?",
    re.IGNORECASE,
)
_SAID: tuple[tuple[Sound, re.Pattern[str]], ...] = tuple(
    (sound, re.compile(p, re.IGNORECASE))  # type: ignore[misc]
    for sound, p in (
        ("music", r"(?:background )?(?:music|song|soundtrack|bgm)|(?:背景)?(?:音乐|配乐)"),
        ("voice", r"voice(?:[- ]?over)?|narration|narrator|旁白|配音|解说|人声"),
        ("recording", r"recording|audio file|录音"),
        ("clips", r"(?:original|clips?'?s?|video) (?:sound|audio)|原声|原音"),
    )
)
_MARKED = re.compile(r"(?:(?:text|words?|line|title|scene|文字|标题)\s*)?⟦(\d+)⟧(?:\s*\w{1,6})?")
_OF_TEXT = re.compile(r"\b(?:text|title|caption|line)s?\b|文字|字幕|标题", re.IGNORECASE)


@dataclass
class Things:
    """What was named, by kind."""

    texts: list[TextSegment] = field(default_factory=list)
    scenes: list[Scene] = field(default_factory=list)
    sounds: list[Sound] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.texts or self.scenes or self.sounds)

    @property
    def all(self) -> list[Thing]:
        return [*self.texts, *self.scenes, *self.sounds]

    @property
    def kinds(self) -> list[Kind]:
        named = (("texts", self.texts), ("scenes", self.scenes), ("sounds", self.sounds))
        return [kind for kind, things in named if things]  # type: ignore[misc]


def things_of(
    request: Request, board: Board, words: str, kind: Kind | None, *, loosely: bool = False
) -> tuple[Things, int]:
    """(what the words name, how many of their characters do so), from their beginning on.

    `kind` is what is spoken of: the title among scenes is the title's scene. loosely: other words
    may stand right behind ("the title smaller").
    """
    found = Things()
    if _add(found, request, board, words, kind):
        return found, len(words)
    among = kind or ("texts" if _OF_TEXT.search(words) else "scenes")
    used = begin = 0
    for edge in [*_AND.finditer(words), None]:
        end = edge.start() if edge else len(words)
        piece = words[begin:end]
        if piece.strip() and not _add(found, request, board, piece, among):
            ends = [m.start() for m in re.finditer(r"(?<=\S)\s", piece)] if loosely else []
            for cut in reversed(ends):
                if not find_times(piece) and _add(found, request, board, piece[:cut], among):
                    return found, begin + cut
            break
        used = end
        begin = edge.end() if edge else end
    return found, used


def _add(found: Things, request: Request, board: Board, words: str, kind: Kind | None) -> bool:
    words = _TAIL.sub("", _HEAD.sub("", words.strip())).strip(" \"'!！?？")
    if sound := next((s for s, p in _SAID if p.fullmatch(words)), None):
        found.sounds.append(sound)
        return True
    scenes = _scenes(board, words, kind)
    texts = [] if scenes else _texts(request, board, words, kind)
    if texts and kind == "scenes":
        scenes, texts = [s for s in board.scenes if _holds(s, texts)], []
    elif scenes and kind == "texts":
        scenes, texts = [], [t for s in scenes for t in s.texts]
    found.scenes += scenes
    found.texts += texts
    return bool(scenes or texts)


def _holds(scene: Scene, texts: list[TextSegment]) -> bool:
    return any(t is text for t in scene.texts for text in texts)


def _scenes(board: Board, words: str, kind: Kind | None) -> list[Scene]:
    scenes, count = board.scenes, len(board.scenes)
    if match := _FEW.fullmatch(words):
        some = int(number(match["n"] or match["zn"]))
        ahead = (match["side"] or match["zside"]).lower() in ("first", "前")
        return [] if not 0 < some < count else scenes[:some] if ahead else scenes[-some:]
    match = _SCENE.fullmatch(words) or (_PLACE.fullmatch(words) if kind == "scenes" else None)
    if not match:
        return []
    groups = match.groupdict()
    at = int(groups["n"]) - 1 if groups.get("n") else index_of(match, "a", count)
    return [scenes[at]] if at is not None and 0 <= at < count else []


def _texts(request: Request, board: Board, words: str, kind: Kind | None) -> list[TextSegment]:
    texts = board.all_texts()
    if mark := _MARKED.fullmatch(words):
        found = find_text(board, request.quoted.texts[int(mark[1])])
        return [found] if found else []
    if re.fullmatch(r"(?:all )?(?:captions|subtitles)|字幕", words, re.IGNORECASE):
        return [t for t in texts if t.role == "caption"]
    if kind == "texts" and (place := _PLACE.fullmatch(words)):
        at = index_of(place, "a", len(texts))
        return [] if at is None else [texts[at]]
    role = re.fullmatch(f"{NTH_TEXT}|{NTH_TEXT_ZH}|{ROLE}", words, re.IGNORECASE)
    role = role or re.fullmatch(ZH_ROLE, words)
    named = text_of_role(board, words) if role else find_text(board, words, exact=True)
    return [named] if named else []
