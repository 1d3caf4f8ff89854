"""What a message excepts: "all texts except the title", "keep only scene 2", "除了标题之外"."""

from __future__ import annotations

import re
from typing import Literal

from nemo_studio.timeline.draft import ClipSegment, ImageSegment, TextSegment

from ..board import Board, Scene
from ..durations import find_times
from .kept import SOUNDS, Kind, Things, things_of
from .request import Request

_X = r"(?P<x>[^.;。；\n]+)"
_EXCEPT = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|apart from|other than|aside from|save for|excluding"
    r"|but(?: for| not)?(?: keep(?:ing)?| leav(?:e|ing))?"
    r"(?! (?:make|add|put|set|change|move|turn|use|show|remove|delete|replace)\b))\s+" + _X
    + r"|除了?(?P<zx>[^,，。；\n]+?)(?:(?:之外|以外|外)的?|(?=[,，])|(?=其[他余它]|都|全))"
    r"|(?P<zx2>[^,，。；\n除]{2,16}?)(?:之外|以外)的?"
    r"|但(?:是|要)*(?:保留|留下?)(?P<zx3>[^,，。；\n]+)",
    re.IGNORECASE,
)  # fmt: skip
_ONLY = re.compile(
    r"\b(?:(?:keep|leave|use|show|preserve|retain)\s+(?:only|just|nothing but)"
    r"|(?:only|just)\s+(?:keep|leave|use|show|retain))\s+" + _X
    + r"|\b(?:keep|leave|use|show)\s+(?P<x2>[^.,;。；\n]+?)\s+only\b"
    r"|(?:只|仅)(?:需要?|想)?(?:保留|留下?|剩下?|显示|要|用)(?P<zx>[^,，。；\n]+)",
    re.IGNORECASE,
)  # fmt: skip
_KEEP = re.compile(
    r"\b(?:keep(?:ing)?|leav(?:e|ing)|preserv(?:e|ing))\s+"
    + _X
    + r"|(?:保留|留下)(?P<zx>[^,，。；\n]+)",
    re.IGNORECASE,
)
_NOUNS: tuple[tuple[Kind, str], ...] = (
    ("texts", r"texts?\b(?: overlays?\b)?|(?:title|caption|subtitle|word|line)s\b"
     r"|文字|字幕|文案|标题|字"),
    ("scenes", r"(?:scene|slide|photo|image|picture|pic|clip|video|card|shot)s?\b"
     r"|场景|画面|照片|图片?|片段|镜头|视频"),
    ("sounds", r"sounds?\b|audio\b|声音|音频"),
)  # fmt: skip
_NOUN = r"(?:" + "|".join(p for _, p in _NOUNS) + ")"
_EVERY = r"(?:(?:all|every|any|other|remaining|rest|else)\b)"
_ZH_ALL = r"(?:所有|全部|一切|其[他余它]|剩下|别)"
_ZH_GONE = r"(?:删[掉除去]?|去[掉除]|移除|清[除空]|不要|隐藏|剪掉|静音|关[掉闭])了?"
_CLEAR = re.compile(
    r"\b(?P<verb>remove|delete|drop|hide|get rid of|take (?:out|away)|lose|cut|clear|erase|strip"
    r"|mute|silence|no|without)\s+(?:"
    rf"(?P<all>(?:(?:of|the|my|text)\s+)*{_EVERY}(?:\s+(?:of|the|my|other|rest))*\s+(?:of the\s+)?"
    rf"(?P<n1>{_NOUN})|(?:the )?(?:everything|anything|all|others?|rest)(?: else| ones?)?\b)"
    rf"|(?:the |my )?(?P<n2>{_NOUN}))"
    rf"|(?P<zverb>{_ZH_GONE})(?P<zall>{_ZH_ALL})?的?(?P<n3>{_NOUN})?"
    rf"|(?P<zall2>{_ZH_ALL})?的?(?P<n4>{_NOUN})?(?P<zall3>全部?|都|统统)+(?P<zverb2>{_ZH_GONE})",
    re.IGNORECASE,
)
_SHOWN = (
    (r"photo|image|pic|照片|图", ImageSegment), (r"clip|video|片段|视频", ClipSegment),
)  # fmt: skip
_MUTES = re.compile(r"mute|silence|静音", re.IGNORECASE)
_EVERYTHING = re.compile(r"\b(?:everything|all)(?: else)?(?! \w*(?:texts?|words))\b", re.IGNORECASE)
How = Literal["except", "only", "keep"]


def spare(request: Request, board: Board) -> None:
    """What is to be kept is put aside, and what goes for it; where nothing like it is there,
    nothing is removed."""
    ways: tuple[tuple[How, re.Pattern[str]], ...] = (
        ("only", _ONLY), ("except", _EXCEPT), ("keep", _KEEP),
    )  # fmt: skip
    for how, pattern in ways:
        match = pattern.search(request.text)
        if match and _understood(request, board, match, how):
            return


def _understood(request: Request, board: Board, match: re.Match[str], how: How) -> bool:
    group = next(g for g, words in match.groupdict().items() if words)
    words = match[group]
    text = request.text
    clear = _clearing(text, match, strictly=how == "keep") if how != "only" else None
    kind = _kind_of(clear) if clear else None
    plainly = how == "except" and not match[0].lower().startswith("but")
    kept, used = things_of(request, board, words, kind, loosely=plainly)
    if kept and (clear or how == "only"):
        _doom(request, board, kept, kind, clear)
        request.notes.append("already")  # is said when nothing has to go
    elif clear and how == "except" and find_times(words):  # "cut all but the first 5 seconds"
        request.rewrite(_without(text, clear.span(), match.span()) + f" , keep only {words}")
        return True
    elif clear and how == "except":
        request.notes.append("no_such_scene" if kind == "scenes" else "no_such_text")
    elif not kept or how != "except":
        return False
    end = match.start(group) + used if used < len(words.rstrip()) else match.end()
    spans = [(match.start(), end)]
    muted = bool(kept.scenes and _mutes(clear))
    if muted or (how == "except" and not clear):
        request.spared += kept.all
    rest = _without(text, *spans, *([clear.span()] if clear else []))
    if how == "except" and not clear:  # "make everything except the title smaller"
        rest = f"{text[: match.start()]} {text[end:]}"
        rest = _EVERYTHING.sub("all texts", rest) if kept.texts else rest
    request.rewrite(rest + (" , mute the clips" if muted else ""))
    return True


def _clearing(text: str, match: re.Match[str], *, strictly: bool) -> re.Match[str] | None:
    """What a message clears away beside an exception; strictly: only "all …", "everything else"."""
    outside = text[: match.start()] + "\n" * (match.end() - match.start()) + text[match.end() :]
    if match.re is _KEEP or match.groupdict().get("x"):  # "keep the title, remove the rest"
        outside = text[: match.start()] + "\n" + text[match.start() + 1 :]
    for found in _CLEAR.finditer(outside):
        every = found["all"] or found["zall"] or found["zall2"] or found["zall3"]
        if every or not strictly:
            return found
    return None


def _noun_of(clear: re.Match[str]) -> str:
    return next((clear[g] for g in ("n1", "n2", "n3", "n4") if clear[g]), "")


def _kind_of(clear: re.Match[str]) -> Kind | None:
    noun = _noun_of(clear)
    return next((k for k, p in _NOUNS if noun and re.match(p, noun, re.IGNORECASE)), None)


def _without(text: str, *spans: tuple[int, int]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " , " + text[end:]
    return text


def _doom(
    request: Request, board: Board, kept: Things, kind: Kind | None, clear: re.Match[str] | None
) -> None:
    """Everything of the kinds that are spoken of goes, but for what is kept."""
    mutes = _mutes(clear)
    kinds = {kind} if kind else set(kept.kinds)
    if clear and not kind and kinds == {"sounds"} and not mutes:
        kinds.add("texts")  # "remove everything except the music"
    if "texts" in kinds:
        request.doomed += _texts_to_go(board, kept, clear)
    if "scenes" in kinds and not mutes:
        request.doomed += [s for s in _scenes_of(board, clear) if not _in(s, kept.scenes)]
    if "sounds" in kinds:
        request.doomed += [s for s in SOUNDS if s not in kept.sounds]


def _mutes(clear: re.Match[str] | None) -> bool:
    return bool(clear and _MUTES.search(clear[0]))


def _scenes_of(board: Board, clear: re.Match[str] | None) -> list[Scene]:
    """ "all photos" are no clips."""
    noun = _noun_of(clear) if clear else ""
    for pattern, kind in _SHOWN:
        if re.match(pattern, noun, re.IGNORECASE):
            return [s for s in board.scenes if isinstance(s.picture, kind)]
    return board.scenes


def _texts_to_go(board: Board, kept: Things, clear: re.Match[str] | None) -> list[TextSegment]:
    texts = board.all_texts()
    captions = [t for t in texts if t.role == "caption"]
    if clear and captions and re.search(r"captions|subtitles|字幕", clear[0], re.IGNORECASE):
        texts = captions
    return [t for t in texts if not _in(t, kept.texts)]


def _in(thing: TextSegment | Scene, things: list[TextSegment] | list[Scene]) -> bool:
    return any(thing is t for t in things)
