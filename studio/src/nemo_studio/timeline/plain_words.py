"""A whole storyboard as plain sentences, for an editor who has never seen its form.

Not said are `id` and `name` (labels), `sample` and `rev`, and what has no words: `seed`, `grain`,
`motion_amount`, `motion_easing`. A transition that cannot play before the first scene is not said
either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .defaults import Values
from .plain_members import Members
from .plain_patch import patch_words
from .plain_values import language_of
from .reading import read

__all__ = ["UNSAID", "patch_words", "storyboard_words"]

UNSAID = frozenset(
    ("id", "name", "sample", "rev", "seed", "grain", "motion_amount", "motion_easing")
)
_TOP = ("aspect", "resolution", "fps", "language", "palette", "safe_area", "poster_seconds")


def storyboard_words(document: Any, language: str = "en", *, files: Sequence[str] = ()) -> str:
    """The document in sentences, a paragraph for each scene.

    language: "en" or "zh", where the document's own is neither. files: the names of what was
    uploaded, in order; without them numbers stay numbers. Raises StoryboardError.
    """
    story = read(document)
    return _Story(story, language_of(story.get("language"), language), files).said()


class _Story(Members):
    def __init__(self, story: Values, language: str, files: Sequence[str]) -> None:
        super().__init__(language, files, story.get("defaults", {}))
        self.story = story

    def said(self) -> str:
        scenes = self.story["scenes"]
        told = [self.text([self.say("story_head"), *self._whole()])]
        told += [self.scene(n, scene, first=n == 1) for n, scene in enumerate(scenes, 1)]
        told += self._listed(
            "story_overlays", [self.overlay(o) for o in self.story.get("overlays", ())]
        )
        texts = [self.text_words(c, "caption") for c in self.story.get("captions", ())]
        told += self._listed("story_captions", texts)
        told += self._listed("story_audio", [self.sound(s) for s in self.story.get("audio", ())])
        return "\n".join([*told, self.say("story_end")])

    def _listed(self, key: str, members: list[str]) -> Iterator[str]:
        if members:
            yield self.say("headed", what=self.say(key), said=self.text(map(self.stop, members)))

    def _whole(self) -> Iterator[str]:
        story = self.story
        if story.get("title"):
            yield self.stop(self.setting("title", story["title"], "top"))
        yield from map(self.stop, self.settings(_TOP, story, "top"))
        yield self.stop(self._length())
        yield from self._defaults()
        music = story.get("music", False)
        none = music is False
        yield self.stop(self.say("no_music") if none else self.sound(music, music=True))
        if any(
            isinstance(m.get("asset"), int) for m in (*story["scenes"], *story.get("overlays", ()))
        ):
            yield self.stop(self.say("files_counted"))

    def _length(self) -> str:
        lengths = [self.length(scene) for scene in self.story["scenes"]]
        known = [n for n in lengths if n is not None]
        if len(known) < len(lengths) or any(map(self.may_be_clip, self.story["scenes"])):
            return ""
        return self.say("length_in_all", value=self.seconds(sum(known)))

    def _defaults(self) -> Iterator[str]:
        if "transition" not in self.defaults and len(self.story["scenes"]) > 1:
            yield self.stop(self.say("cuts_between"))
        inherited = ("seconds", "transition", "transition_seconds")  # said scene by scene
        usual = {k: v for k, v in self.defaults.items() if k not in inherited}
        yield from map(self.stop, self.usual(usual))
