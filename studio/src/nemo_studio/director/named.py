"""Uploads that a message calls by their file names."""

from __future__ import annotations

import re

from nemo_studio.timeline.draft import MediaSegment

from .board import Board
from .durations import is_cjk
from .project import Asset

_STEM = re.compile(r"[^\W\d_]{3,}|[\u3400-\u9fff]{2,}")
_COMMON = {
    "photo", "image", "img", "picture", "pic", "video", "clip", "music", "song", "audio",
    "recording", "file", "screenshot", "scan", "title", "text", "scene", "slide", "shot",
    "untitled", "final", "edit", "copy", "new", "first", "last", "end", "start", "dsc", "mov",
    "照片", "图片", "视频", "音乐", "素材", "文件", "截图", "片段",
}  # fmt: skip
_OF_TEXTS = re.compile(
    r"\b(?:title|text|caption|subtitle|headline|says?|write|words?)\b|标题|文字|字幕", re.IGNORECASE
)
_SHOWN = r"(?:photo|image|picture|pic|clip|video|shot|one|scene|slide)"
_NOUNS = {"image": "photo", "video": "clip", "audio": "recording"}
_QUOTES = "\"'“”‘’「」『』《》`"


def unquote_files(message: str, assets: list[Asset]) -> str:
    """The message with quotation marks around file names taken away: they are no words to show."""
    for asset in assets:
        message = re.sub(
            f"[{_QUOTES}]({re.escape(asset.name)})[{_QUOTES}]", r"\1", message, flags=re.IGNORECASE
        )
    return message


def named_files(text: str, assets: list[Asset], *, loosely: bool = False) -> list[Asset]:
    """The uploads whose file names stand in a text, in the order in which they stand there.

    loosely: "the dog photo" stands for dog.jpg, too.
    """
    found = []
    for asset in assets:
        match = name_pattern(asset).search(text)
        if not match and loosely and (called := _called(asset, text)):
            match = called.search(text)
        if match:
            found.append((match.start(), asset))
    return [asset for _, asset in sorted(found, key=lambda pair: pair[0])]


def say_things(text: str, assets: list[Asset], board: Board | None = None) -> str:
    """File names become "scene 2" (where the board shows them) or "the clip".

    Names may hold figures and words that mean something else: "red2.mp4" is no colour. With a
    board, "the dog photo" is dog.jpg, too.
    """
    for asset in sorted(assets, key=lambda a: -len(a.name)):
        scenes = scenes_of(board, [asset]) if board else []
        patterns = [name_pattern(asset), _called(asset, text) if board else None]
        for pattern in filter(None, patterns):
            text = pattern.sub(lambda m, a=asset, s=scenes: _thing(m, a, s), text)  # type: ignore[misc]
    return text


def scenes_of(board: Board, assets: list[Asset]) -> list[int]:
    """The places (from 0) of the scenes that show one of the assets."""
    ids = {a.id for a in assets}
    return [
        i for i, s in enumerate(board.scenes)
        if isinstance(s.picture, MediaSegment) and s.picture.src in ids
    ]  # fmt: skip


def _thing(match: re.Match[str], asset: Asset, scenes: list[int]) -> str:
    around = match.string[max(0, match.start() - 2) : match.start()]
    around += match.string[match.end() : match.end() + 2]
    if any(is_cjk(c) for c in around):
        if match.string[match.end() : match.end() + 1] == "的":
            return "片段"
        return f"第{scenes[0] + 1}个场景" if scenes else "片段"
    if scenes:
        return f"scene {scenes[0] + 1}"
    before = match.string[: match.start()].rstrip().lower()
    noun = _NOUNS[asset.kind]
    return noun if before.endswith((" the", " my", " this")) else f"the {noun}"


def _called(asset: Asset, text: str) -> re.Pattern[str] | None:
    """What stands for an upload whose name is one plain word: "the dog photo", "the dog"."""
    words = _STEM.findall(asset.name.rpartition(".")[0])
    if len(words) != 1 or words[0].lower() in _COMMON:
        return None
    word = re.escape(words[0])
    if is_cjk(words[0][0]):
        return re.compile(
            rf"{word}(?:的?(?:那|这)?(?:张|个|段)?(?:照片|图片|图|视频|片段)|那张|那个|那段)"
        )
    # In a message on texts a bare "the beach" is more likely a part of the words to show, unless
    # these are quoted.
    to_show = _OF_TEXTS.search(text) and "⟦" not in text
    noun = f" {_SHOWN}" if to_show else f"(?: {_SHOWN})?"
    return re.compile(
        rf"(?:(?<=\bthe )|(?<=\bmy )|(?<=\bour ))\b{word}{noun}(?![\w.]| {_SHOWN})", re.IGNORECASE
    )


def name_pattern(asset: Asset) -> re.Pattern[str]:
    """A pattern that finds an upload by its file name."""
    name = re.escape(asset.name)
    return re.compile(rf"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9])", re.IGNORECASE)
