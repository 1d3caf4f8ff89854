"""What differs between two drafts, in words: for answers to changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from .context import Context
from .defaults import CARD, Values
from .draft import Timeline
from .paths import PREFIXES
from .printing import print_full, print_storyboard
from .problems import sentence, shown


@dataclass(frozen=True)
class Member:
    """`number` counts from 1 in its list; `scene` is (number, id) of the one that holds it."""

    id: str
    holder: str
    number: int
    scene: tuple[int, str] | None = None

    def say(self, language: str) -> str:
        place = f"{self.place(language)} " if self.scene else ""
        return place + self.name(language)

    def name(self, language: str) -> str:
        return sentence(f"what_{self.holder}", language, vars(self))

    def place(self, language: str) -> str:
        if self.scene is None:
            return sentence("at_top", language, {})
        return sentence("what_scenes", language, {"number": self.scene[0], "id": self.scene[1]})


@dataclass(frozen=True)
class Change:
    """key: a sentence's. member: None for the video's own values; `name` is then what changed."""

    key: str
    member: Member | None = None
    name: str = ""
    before: Any = None
    after: Any = None
    values: Values = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        what = self.member.say(language) if self.member else self.name
        key = "is_other_key" if self.key == "is_other" and self._names_key() else self.key
        told: Values = {"what": what, "key": self.name, "about": self._about(language)}
        told["before"], told["after"] = (
            _said(self.name, v, language) for v in (self.before, self.after)
        )
        if self.key == "is_elsewhere" and self.member:
            told |= {"what": self.member.name(language), "place": self.member.place(language)}
        return sentence(key, language, told)

    def _about(self, language: str) -> str:
        words = self.values.get("about", "")
        return sentence("about", language, {"about": shown(words)}) if words else ""

    def _names_key(self) -> bool:
        scene = self.member is not None and self.member.holder == "scenes"
        return self.member is not None and not (scene and self.name == "seconds")


def difference(before: Timeline, after: Timeline, context: Context) -> list[Change]:
    """What was added, removed, moved, and every value that is another one now.

    A value that only follows another (the length of what runs to the end) is none; the length of a
    scene always is one.
    """
    old, new = _Printed(before, context), _Printed(after, context)
    found = [*_of_values(old, new, ("",)), *_music(old, new)]
    for holder in PREFIXES:
        found += _of_members(old, new, holder)
    return found


class _Printed:
    def __init__(self, timeline: Timeline, context: Context) -> None:
        self.full: dict[str, Values] = {}
        self.short: dict[str, Values] = {}
        self.members: dict[str, Member] = {}
        for forms, document in (
            (self.full, print_full(timeline, context)),
            (self.short, print_storyboard(timeline, context)),
        ):
            forms[""] = _own(document)
            forms["music"] = document.get("music") or {}
            for member, values in _members(document):
                forms[member.id] = _own(values)
                self.members[member.id] = member


def _own(values: Mapping[str, Any]) -> Values:
    return {k: v for k, v in values.items() if k not in (*PREFIXES, "music", "id")}


def _members(document: Values) -> Iterator[tuple[Member, Values]]:
    for holder in PREFIXES:
        for number, values in enumerate(document.get(holder) or (), 1):
            yield Member(values["id"], holder, number), values
    for number, scene in enumerate(document["scenes"], 1):
        for holder in ("texts", "audio"):
            for place, values in enumerate(scene.get(holder) or (), 1):
                yield Member(values["id"], holder, place, (number, scene["id"])), values


def _of_members(old: _Printed, new: _Printed, holder: str) -> Iterator[Change]:
    before = {k: m for k, m in old.members.items() if m.holder == holder}
    after = {k: m for k, m in new.members.items() if m.holder == holder}
    for name, member in before.items():
        if name not in new.members and not _has_no_scene(member, new):
            yield Change("is_gone", member, values={"about": _content(old.full[name])})
    moved = _moved([k for k in before if k in after], [k for k in after if k in before])
    for name, member in after.items():
        was = old.members.get(name)
        if was is None:
            if not _has_no_scene(member, old):
                yield Change("is_new", member, values={"about": _content(new.full[name])})
            continue
        if (was.holder, was.scene and was.scene[1]) != (
            member.holder, member.scene and member.scene[1]
        ):  # fmt: skip
            yield Change("is_elsewhere", member)
        elif name in moved and holder in ("scenes", "overlays"):
            yield Change("is_moved", member, before=was.number)
        yield from _of_values(old, new, (name,), member)


def _has_no_scene(member: Member, other: _Printed) -> bool:
    """Whether a member came or went with its scene, which is told."""
    return member.scene is not None and member.scene[1] not in other.members


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Those that left their place among the others."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return set(after) - {after[b.b + n] for b in blocks for n in range(b.size)}


def _music(old: _Printed, new: _Printed) -> Iterator[Change]:
    before, after = old.full["music"], new.full["music"]
    if bool(before) != bool(after):
        about = {"about": _content(after or before)}
        yield Change("is_new" if after else "is_gone", name="music", values=about)
    elif before:
        yield from _of_values(old, new, ("music",))


def _of_values(
    old: _Printed, new: _Printed, place: tuple[str], member: Member | None = None
) -> Iterator[Change]:
    (name,) = place
    before, after = old.full[name], new.full[name]
    said = old.short.get(name, {}).keys() | new.short.get(name, {}).keys()
    if member and member.holder == "scenes":
        said |= {"seconds"}
    for key in (k for k in {**before, **after} if k in said):
        one, other = before.get(key), after.get(key)
        if key == "sample" and any(before.get(k) != after.get(k) for k in CARD):
            continue  # it goes with the words that it was about
        label = key if member or not name else f"{name} {key}"
        told = [f.get(name, {}).get(key) for f in (old.short, new.short)]
        for inner, was, now in _leaves(label, one, other, told):
            yield Change("is_other", member, inner, was, now)


def _leaves(label: str, one: Any, other: Any, told: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """The values that differ, each by itself. told: what the short forms say of them: what neither
    says only follows other values."""
    if isinstance(one, dict) and isinstance(other, dict):
        written = [t for t in told if isinstance(t, dict)]
        for part in {**one, **other}:
            if any(part in t for t in written):
                parts = [t.get(part) for t in written]
                yield from _leaves(f"{label}.{part}", one.get(part), other.get(part), parts)
    elif one != other:
        yield label, one, other


def _content(member: Values) -> str:
    """What people know a member by."""
    keys = ("text", "caption", "asset", "voice", "mood", "background")
    return next((str(member[k]) for k in keys if member.get(k)), "")


def _said(key: str, value: Any, language: str) -> str:
    if value in (None, "", [], {}):
        return sentence("for_none", language, {})
    if key.endswith("seconds"):
        return sentence("for_seconds", language, {"value": value})
    return shown(value)
