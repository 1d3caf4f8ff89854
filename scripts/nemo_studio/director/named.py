"""Uploads that a message calls by their file names."""

from __future__ import annotations

import re

from nemo_studio.renderer.timeline import MediaSegment

from .board import Board
from .durations import is_cjk
from .project import Asset

_NOUNS = {"image": "photo", "video": "clip", "audio": "recording"}
_QUOTES = "\"'“”‘’「」『』《》`"


def unquote_files(message: str, assets: list[Asset]) -> str:
    """The message with quotation marks around file names taken away: they are no words to show."""
    for asset in assets:
        message = re.sub(
            f"[{_QUOTES}]({re.escape(asset.name)})[{_QUOTES}]", r"\1", message, flags=re.IGNORECASE
        )
    return message


def named_files(text: str, assets: list[Asset]) -> list[Asset]:
    """The uploads whose file names stand in a text, in the order in which they stand there."""
    found = [(match.start(), a) for a in assets if (match := _pattern(a).search(text))]
    return [asset for _, asset in sorted(found, key=lambda pair: pair[0])]


def say_things(text: str, assets: list[Asset], board: Board | None = None) -> str:
    """File names become "scene 2" (where the board shows them) or "the clip".

    Names may hold figures and words that mean something else: "red2.mp4" is no colour.
    """
    for asset in sorted(assets, key=lambda a: -len(a.name)):
        scenes = scenes_of(board, [asset]) if board else []
        text = _pattern(asset).sub(lambda m, a=asset, s=scenes: _thing(m, a, s), text)  # type: ignore[misc]
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


def _pattern(asset: Asset) -> re.Pattern[str]:
    name = re.escape(asset.name)
    return re.compile(rf"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9])", re.IGNORECASE)
