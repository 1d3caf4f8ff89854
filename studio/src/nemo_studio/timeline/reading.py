"""A document read: validated, without what says nothing, every member with its id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from .context import is_short
from .defaults import CARD_KEYS, STYLE_KEYS, Values, seconds
from .identity import MUSIC, next_number
from .problems import Problem, StoryboardError, pointer, problems_of
from .storyboard import Storyboard
from .subtitles_file import cues_of


def read(document: Any) -> Values:
    """The document's own values. Raises StoryboardError with all its own problems."""
    if not isinstance(document, dict):
        raise StoryboardError([Problem("", "not_object")])
    try:
        story = Storyboard.model_validate(document)
    except ValidationError as error:
        raise StoryboardError(problems_of(error, document)) from None
    values = story.model_dump(exclude_none=True)
    values.pop("rev", None)
    if isinstance(subtitles := values.get("captions"), str):
        values["captions"] = _captions(subtitles)
    for scene in values["scenes"]:
        _say_short(scene)
    give_ids(values)
    return values


def _captions(text: str) -> list[Values]:
    cues = cues_of(text)
    if text.strip() and not cues:
        raise StoryboardError([Problem("/captions", "bad_subtitles")])
    return [
        {"text": words, "at_seconds": seconds(start), "seconds": seconds(end - start)}
        for start, end, words in cues
    ]


def _say_short(scene: Values) -> None:
    """A first text that says just what the scene's own `text` or `caption` would becomes it."""
    for text in scene.get("texts", [])[:1]:
        if text.keys() - {*CARD_KEYS, *STYLE_KEYS, "role"}:
            return
        role, style = text.get("role", "title"), {k: text[k] for k in STYLE_KEYS if k in text}
        card = {k: text[k] for k in CARD_KEYS if k in text}
        if role == "caption" and "caption" not in scene and card.keys() == {"text"}:
            if not is_short(text["text"]):
                return
            scene["caption"] = text["text"]
            scene["caption_style"] = style
        elif role == ("title" if "asset" in scene and "layout" not in text else "card"):
            if scene.get("text") or any(scene.get(k) for k in (*CARD_KEYS, "text_style")):
                return
            scene.update({"layout": "auto"} if role == "card" else {}, **card, text_style=style)
        else:
            return
        scene["texts"] = scene["texts"][1:]


def members(values: Values) -> Iterator[tuple[str, Values, str]]:
    """(prefix of its ids, the member, its list's path) for all but the music, in order."""
    for scene in values["scenes"]:
        yield "s", scene, "/scenes"
    for scene in values["scenes"]:
        for text in scene.get("texts", ()):
            yield "t", text, pointer("scenes", scene.get("id", ""), "texts")
    for overlay in values.get("overlays", ()):
        yield "o", overlay, "/overlays"
    for caption in values.get("captions", ()):
        yield "c", caption, "/captions"
    for scene in values["scenes"]:
        for sound in scene.get("audio", ()):
            yield "a", sound, pointer("scenes", scene.get("id", ""), "audio")
    for sound in values.get("audio", ()):
        yield "a", sound, "/audio"


def give_ids(values: Values) -> None:
    """An id for each member that has none: the next number above those that there are."""
    told = [member["id"] for _, member, _ in members(values) if "id" in member]
    following = {prefix: next_number(prefix, told) for prefix in "stoca"}
    for prefix, member, _ in members(values):
        if "id" not in member:
            member["id"] = f"{prefix}{following[prefix]}"
            following[prefix] += 1


def doubled(values: Values, derived: Iterator[tuple[str, str]]) -> list[Problem]:
    """Ids that are there twice; derived: (id, path) of the texts and voices named after scenes."""
    seen = {MUSIC}
    found = []
    told = ((m["id"], f"{path}/{m['id']}") for _, m, path in members(values))
    for name, path in [*told, *derived]:
        if name in seen:
            found.append(Problem(path, "same_id", {"id": name}))
        seen.add(name)
    return found
