"""A patch as numbered plain instructions, for an editor who has never seen our form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from . import storyboard as models
from .context import Context
from .defaults import seconds
from .draft import Timeline
from .operations import RIPPLES, Operation
from .patch_orders import Step, check_key, check_value, read_orders, split_path
from .paths import PREFIXES
from .plain_names import Names
from .plain_values import language_of, without_none
from .printing import print_storyboard
from .problems import StoryboardError
from .reading import read

_WORDS = ("text", "kicker", "body", "items", "caption", "voice")
_CONTENT = (*_WORDS, *PREFIXES, "music", "crop", "box", "title", "asset", "colors")
_KINDS = {"texts": "texts", "captions": "texts", "audio": "audio", "music": "audio"}
Steps = Sequence[Step]
Rest = tuple[str, ...]


def patch_words(
    value: Any,
    timeline_or_document: Timeline | Mapping[str, Any] | None = None,
    language: str = "en",
    *,
    files: Sequence[str] = (),
) -> str:
    """A numbered line for each operation.

    timeline_or_document: the video as it is. Scenes are then named by their place in it, and other
    members by their content; without it by the numbers of their ids (s3: scene 3). language: "en"
    or "zh", where the document's own is neither. files: as for `storyboard_words`.
    Raises StoryboardError: all operations at once that are malformed or that only our own engine
    can do (`undo`, `redo`, `test`), else the first that names or sets what cannot be.
    """
    orders = read_orders(value)
    document = _document(timeline_or_document)
    tongue = language_of((document or {}).get("language"), language)
    return _Patch(document, tongue, files).said(orders)


def _document(known: Timeline | Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if isinstance(known, Timeline):
        return print_storyboard(known, Context())
    return known if known is None or known.get("partial") else read(dict(known))


class _Patch(Names):
    def said(self, orders: Sequence[Operation]) -> str:
        lines = []
        for number, order in enumerate(orders, 1):
            try:
                lines.append(f"{number}. {self.stop(self._order(order))}")
            except StoryboardError as error:
                problems = [replace(p, operation=number) for p in error.problems]
                raise StoryboardError(problems) from None
        ordered = self.reordered and len(orders) > 1
        return "\n".join([self.say("patch_head_numbers" if ordered else "patch_head"), *lines])

    def _order(self, order: Operation) -> str:
        steps, rest = split_path(order.steps)
        if order.name in RIPPLES:
            return self._verb(order, steps)
        if order.name in ("move", "copy"):
            return self._taken(order, steps, rest)
        if order.name == "remove":
            return self._removed(steps, rest, order.path)
        value = without_none(order.value)
        check_value(steps, rest, value, order.path)
        if order.name == "add" and not rest and steps[-1][0] != "music":
            return self._added(steps, value, order.path)
        if not rest:
            return self._whole(steps, value, order.path)
        return self._set(steps, rest, value, order, added=order.name == "add")

    # --- members

    def _added(self, steps: Steps, value: Any, path: str) -> str:
        what = self._described(steps[-1][0], value, path)
        place = self.place(steps, path)
        self.note_new(steps[-1][0], value)
        return self.say("add_it", place=place, what=what)

    def _removed(self, steps: Steps, rest: Rest, path: str) -> str:
        if rest:
            check_key(steps, rest, path)
            return self._unset(steps, rest, path)
        said = self.say("remove_it", what=self.noun(steps, path))
        self.reordered = True
        return said

    def _taken(self, order: Operation, steps: Steps, rest: Rest) -> str:
        """Moved or copied: a member to its place, or a value to another one."""
        source, inner = split_path(order.source)
        if inner or rest or source[-1][0] == "music":
            check_key(source, inner, order.origin)
            check_key(steps, rest, order.path)
            to, origin = self.noun(steps, order.path), self.noun(source, order.origin)
            what, other = self.label(rest or ("music",)), self.label(inner or ("music",))
            key = f"{order.name}_value"
            return self.say(key, to=self.capital(to), what=what, origin=origin, other=other)
        what = self.noun(source, order.origin)
        place = self.place(steps, order.path, moved=order.name == "move")
        self.reordered = True
        if order.name == "copy":
            self.note_new(steps[-1][0], None)
        return self.say(f"{order.name}_it", what=what, place=place)

    def _whole(self, steps: Steps, value: Any, path: str) -> str:
        """A whole member, or the music, set anew."""
        noun, holder = self.noun(steps, path), steps[-1][0]
        if holder != "music":
            described = self._described(holder, value, path)
            return self.say("put_instead", what=noun, other=described)
        none = value is None or value is False
        return self.say("remove_it", what=noun) if none else self.sound(value, music=True)

    def _described(self, holder: str, value: Any, path: str) -> str:
        """A member in words; an id is the member that has it."""
        if isinstance(value, str):
            return self.say("as_it_is", what=self.noun([(holder, value)], path))
        if holder == "scenes":
            return self.new_scene(value)
        if holder == "overlays":
            return self.overlay(value)
        if holder == "audio":
            return self.sound(value)
        return self.text_words(value, "caption" if holder == "captions" else "title")

    # --- values

    def _set(self, steps: Steps, rest: Rest, value: Any, order: Operation, *, added: bool) -> str:
        if value in (None, "", []) and not (rest[0] in PREFIXES and steps == ()):
            return self._unset(steps, rest, order.path)
        lead = self.lead(steps, order.path)
        said = self._change(steps, rest, value, order.path, added=added)
        return self.say("headed", what=lead, said=said) if lead else said

    def _unset(self, steps: Steps, rest: Rest, path: str) -> str:
        lead = self.lead(steps, path)
        part = len(rest) > 1 and rest[0] in ("items", "colors")
        key = "remove_it" if part or rest[-1] in _CONTENT else "usual_again"
        said = self.say(key, what=self.label(rest))
        if rest[0] == "defaults" and len(rest) > 1:
            return self.say("usual_scenes", said=said)
        return self.say("headed", what=lead, said=said) if lead else said

    def _change(self, steps: Steps, rest: Rest, value: Any, path: str, *, added: bool) -> str:
        key = rest[0]
        if key in PREFIXES:
            return self._list(key, value, path)
        if key in ("text_style", "caption_style"):
            style = {rest[1]: value} if len(rest) > 1 else value
            said = self.join(self.settings(style, style, "texts"))
            return self.say("styled", what=self.label(rest[:1]), said=said)
        if key == "defaults":
            return self._usual(rest[1:], value)
        if len(rest) > 1:
            return self._part(rest, value, added=added)
        kind = self._kind(steps, key, path)
        if key in _WORDS:
            return self.say(f"change_{key}", value=self.value(key, value, kind))
        said = self.setting(key, value, kind)
        return self.say("show", what=said) if (key, kind) == ("background", "scenes") else said

    def _kind(self, steps: Steps, key: str, path: str) -> str:
        """Whose phrases to take for a key."""
        if not steps:
            return "top"
        if steps[-1][0] == "overlays":
            text = self.is_text(steps[-1], path)
            text = key in models.TextKeys.model_fields if text is None else text
            return "texts" if text else "scenes"
        return _KINDS.get(steps[-1][0], "scenes")

    def _part(self, rest: Rest, value: Any, *, added: bool) -> str:
        """A part of a value: one of the points or colours, a side of a rectangle."""
        key, part = rest[0], rest[-1]
        if key in ("items", "colors"):
            said = self.quoted(value) if key == "items" else value
            if added or not part.isdigit():
                return self.say("add_part", what=self.say(f"part_{key}"), value=said)
            return self.say("change_part", what=self.label(rest), value=said)
        said = self.percent(value) if isinstance(value, int | float) else self.palette(value)
        return self.say("set_part", what=self.label(rest), value=said)

    def _usual(self, rest: Rest, value: Any) -> str:
        """What holds wherever nothing else is said."""
        for key in reversed(rest):
            value = {key: value}
        return self.join(self.usual(value))

    def _list(self, holder: str, value: Any, path: str) -> str:
        """A whole list set anew."""
        if holder == "captions" and isinstance(value, str):
            value = read({"scenes": [{}], "captions": value})["captions"]
        self.reordered = True
        if holder == "scenes" and value and all(isinstance(v, str) for v in value):
            nouns = [self.noun([("scenes", v)], path) for v in value]
            return self.say("order_scenes", said=self.listed(nouns))
        if not value:
            return self.say("remove_it", what=self.say(f"label_{holder}"))
        members = self.join(self._described(holder, v, path) for v in value)
        return self.say("replace_all", what=self.say(f"label_{holder}"), said=members)

    # --- verbs

    def _verb(self, verb: Operation, steps: Steps) -> str:
        told = verb.arguments
        if verb.name in ("cut", "trim"):
            return self._stretch(verb, steps)
        if verb.name == "split":
            at = self.second(seconds(told["at"]))
            said = self.say("verb_split", what=self.noun(steps, verb.path), at=at)
            self.note_new("scenes", told)
            return said
        kept = [self.noun([("scenes", k)]) for k in told.get("keep", ())]
        key = ("verb_fit", "verb_fit_one")[len(kept)] if len(kept) < 2 else "verb_fit_some"
        length = self.seconds(seconds(told["length"]))
        return self.say(key, length=length, kept=self.listed(kept))

    def _stretch(self, verb: Operation, steps: Steps) -> str:
        """Of a scene or the video: from, to, both or all of it."""
        what = self.noun(steps, verb.path)
        begin = seconds(verb.arguments.get("from", 0))
        end = seconds(verb.arguments["to"]) if "to" in verb.arguments else None
        told = {"begin": self.second(begin), "what": what}
        self.reordered = True
        if end is not None and begin:
            part = self.say("stretch", end=self.second(end), **told)
        elif end is not None:
            part = self.say("stretch_first", length=self.first(end), what=what)
        elif begin:
            part = self.say("stretch_from", **told)
        else:
            return self.say(
                "verb_trim_all" if verb.name == "trim" else "verb_cut", part=what, what=what
            )
        return self.say(f"verb_{verb.name}", part=part, what=what)
