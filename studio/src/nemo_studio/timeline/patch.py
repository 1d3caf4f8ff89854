"""A patch: JSON Patch (RFC 6902) on the full form of a draft, whole or not at all.

Members are named by their ids. Each operation's ids and `*` are turned into places just before it
is made, for the ones before it may have moved everything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import jsonpatch

from .arrange import AUDIO, CAPTIONS, OVERLAYS, SCENES
from .context import Context
from .defaults import CARD, VOICE_TAIL_MS, Values, seconds
from .draft import Timeline
from .expand import Expanded, expand
from .full import Owner, members_by_id, own_values
from .identity import next_number
from .kinds import cleared, picture_kind
from .operations import RIPPLES, Operation
from .paths import OBJECTS, PREFIXES, Place, holder_of, near_id, owner_of, places, value_at
from .printing import print_full, print_storyboard
from .problems import Note, Problem, StoryboardError, pointer, shown
from .ripple import rippled

_INTO = (("transition",), ("transition_seconds",))


@dataclass(frozen=True)
class Patched:
    """notes: what was made otherwise than the patch says, and what it left as it was."""

    timeline: Timeline
    notes: tuple[Note, ...] = ()


def patched(
    operations: list[Operation],
    timeline: Timeline,
    context: Context,
    had: Iterable[str] = (),
    rev: int = 0,
) -> Patched:
    """The draft after a patch without steps back. had: ids that the video had before; new members
    get none of them. rev: the video's, for `test`.

    timeline: in the studio's form. Raises StoryboardError: the first operation that fails, else
    every problem of the document that came out.
    """
    return _Patch(timeline, context, had, rev).run(operations)


class _Patch:
    def __init__(self, timeline: Timeline, context: Context, had: Iterable[str], rev: int) -> None:
        self.context, self.rev = context, rev
        self.ids = set(had)
        self.notes: list[Note] = []
        self._begin(timeline)
        self.makers: dict[str, Callable[[Operation], None]] = {
            "add": self._add, "replace": self._replace, "remove": self._remove,
            "move": self._move, "copy": self._copy, "test": self._test,
            **dict.fromkeys(RIPPLES, self._ripple),
        }  # fmt: skip

    def _begin(self, timeline: Timeline) -> None:
        """A draft to work on, in which nothing has been touched."""
        self.before, context = timeline, self.context
        self.full, self.short = print_full(timeline, context), print_storyboard(timeline, context)
        self.document: Values = deepcopy(self.full)
        self.known, self.told = members_by_id(self.full), members_by_id(self.short)
        self.ids |= {s.id for t in timeline.tracks for s in t.segments}
        self.touched: set[Owner] = set()
        self.origins: dict[str, str] = {}
        self.named: list[tuple[int, str]] = []  # the paths that operations wrote to

    def run(self, operations: list[Operation]) -> Patched:
        for operation in operations:
            try:
                self.makers[operation.name](operation)
            except StoryboardError as error:
                raise StoryboardError(
                    [replace(p, operation=p.operation or operation.number) for p in error.problems]
                ) from None
        return Patched(self._landed(), tuple(self.notes))

    def _landed(self) -> Timeline:
        """The draft that the document is by now, and what there is to say of it. Raises
        StoryboardError."""
        try:
            made = self._settled()
        except StoryboardError as error:
            raise StoryboardError([self._numbered(p) for p in error.problems]) from None
        self._note(made)
        self.notes += _left_behind(self.before, made.timeline)
        return made.timeline

    def _note(self, made: Expanded) -> None:
        """What there is to say of it and was not so before."""
        known = expand(self.short, self.context).notes
        self.notes += [n for n in made.notes if n not in known]

    def _settled(self) -> Expanded:
        """What the document is by now. Raises StoryboardError."""
        own = own_values(self.full, self.short, self.document, self.touched, self.origins)
        return expand(own, self.context)

    # --- verbs

    def _ripple(self, operation: Operation) -> None:
        """A verb works on the draft as the operations before it have left it."""
        timeline = self._landed()
        self._begin(timeline)
        scene = ""
        if operation.steps:
            (place,) = self._places(operation)
            scene = value_at(self.document, place)["id"]
        name = operation.arguments.get("id")
        if name in self.ids:
            raise StoryboardError([Problem(operation.path, "same_id", {"id": name})])
        story = rippled(operation, scene, timeline, self.context, self._new_id)
        made = expand(story, self.context)
        self._note(made)
        self._begin(made.timeline)

    def _numbered(self, problem: Problem) -> Problem:
        """With the last operation that wrote there."""
        for number, path in reversed(self.named):
            if _holds(path, problem.path) or (problem.path and _holds(problem.path, path)):
                return replace(problem, operation=number)
        return problem

    # --- the operations

    def _add(self, operation: Operation) -> None:
        for place in self._places(operation, new=True):
            self._put(place, operation, operation.value)

    def _replace(self, operation: Operation) -> None:
        for place in self._places(operation):
            if not isinstance(place[-1], int):
                self._put(place, operation, operation.value)
                continue
            value, holder = operation.value, holder_of(place)
            if holder:
                value = self._member(value, holder, operation, value_at(self.document, place))
            self._apply("replace", place, value)
            self._touch(place, operation)

    def _remove(self, operation: Operation) -> None:
        for place in reversed(self._places(operation)):
            self._take(place, operation)

    def _move(self, operation: Operation) -> None:
        (source,) = self._places(operation, origin=True)
        if operation.path == operation.origin:
            return
        value = deepcopy(value_at(self.document, source))
        self._take(source, operation)
        for place in self._places(operation, new=True):
            self._insert(place, operation, value)

    def _copy(self, operation: Operation) -> None:
        (source,) = self._places(operation, origin=True)
        value = deepcopy(value_at(self.document, source))
        for place in self._places(operation, new=True):
            holder = holder_of(place) or str(place[-1])
            self._insert(place, operation, self._renewed(value, holder))

    def _test(self, operation: Operation) -> None:
        if operation.steps == ("rev",):
            if not same(self.rev, operation.value):
                told = {"found": self.rev, "value": shown(operation.value)}
                raise StoryboardError([Problem(operation.path, "rev_moved", told)])
            return
        document = self.document
        wanted = operation.value
        for place in self._places(operation):
            found = value_at(document, place)
            if found is None and self.named:
                found = self._by_rules(operation, place)
            if holder_of(place) and isinstance(wanted, str):
                wanted = self._known(wanted, holder_of(place), operation)
            elif isinstance(wanted, list) and place[-1] in PREFIXES:
                holder = str(place[-1])
                wanted = [
                    self._known(m, holder, operation) if isinstance(m, str) else m for m in wanted
                ]
            if not same(found, wanted):
                said = {"found": found, "value": operation.value}
                told = {k: shown(json.dumps(v, ensure_ascii=False)) for k, v in said.items()}
                raise StoryboardError([Problem(operation.path, "test_failed", told)])

    def _by_rules(self, operation: Operation, place: Place) -> Any:
        """What a key that is not written is by now; None where that cannot be said yet."""
        try:
            full = print_full(self._settled().timeline, self.context)
            number = self._places(operation).index(place)
            found = places(full, operation.steps, operation.path, self.context)
            return value_at(full, found[number])
        except (StoryboardError, IndexError):
            return None

    # --- their parts

    def _places(
        self, operation: Operation, *, new: bool = False, origin: bool = False
    ) -> list[Place]:
        steps, path = operation.steps, operation.path
        if origin:
            steps, path = operation.source, operation.origin
        found = places(self.document, steps, path, self.context, new=new)
        if operation.name not in ("add", "replace") or operation.value == "cut":
            return found
        left = [place for place in found if not self._waits(place, steps)]
        if left != found:
            self.notes.append(Note(pointer("scenes", self.document["scenes"][0]["id"]), "waits"))
        return left

    def _waits(self, place: Place, steps: tuple[str, ...]) -> bool:
        """Whether it is the first scene's transition, of all: it leads from nothing, and a fade
        would hide the video's begin, for which nobody asked."""
        if place[:2] != ("scenes", 0) or place[2:] not in _INTO or steps[1] != "*":
            return False
        return self.document["scenes"][0].get("transition") not in ("fade_black", "fade_white")

    def _apply(self, name: str, place: Place, value: Any = None) -> None:
        step = {"op": name, "path": pointer(*place), "value": value}
        jsonpatch.apply_patch(self.document, [step], in_place=True)

    def _put(self, place: Place, operation: Operation, value: Any) -> None:
        """A value as the patch gives it, in which ids stand for members."""
        key = place[-1]
        if isinstance(key, int):
            holder = holder_of(place)
            value = self._member(value, holder, operation) if holder else deepcopy(value)
        elif key in PREFIXES and isinstance(value, list):
            value = [self._member(v, str(key), operation) for v in value]
        else:
            value = deepcopy(value)
        self._insert(place, operation, value)

    def _insert(self, place: Place, operation: Operation, value: Any) -> None:
        """A value that is ready."""
        if place[-1] == "id":
            raise StoryboardError([Problem(operation.path, "id_stays")])
        if wrong := _wrong_kind(place, value):
            told = {"value": shown(json.dumps(value, ensure_ascii=False))}
            raise StoryboardError([Problem(operation.path, wrong, told)])
        holder = holder_of(place)
        if holder in PREFIXES and value.get("id") is None:  # what was the music
            value = {**value, "id": self._new_id(holder)}
        self._apply("add", place, [] if value is None and place[-1] in PREFIXES else value)
        self._touch(place, operation)

    def _take(self, place: Place, operation: Operation) -> None:
        """A member goes; a key gets its default back."""
        if isinstance(place[-1], int):
            self.named.append((operation.number, self._name(place)))
            self._apply("remove", place)
        else:
            value = value_at(self.document, place)
            self._insert(place, operation, _unset(str(place[-1]), value))

    def _touch(self, place: Place, operation: Operation) -> None:
        """What was written is its own, and what cannot be beside it goes."""
        self.named.append((operation.number, self._name(place)))
        if holder_of(place) or place[-1] in PREFIXES:
            if place == ("music",):
                self.touched.add(("", "music"))
            return  # members are each for themselves
        self.touched.add(owner_of(self.document, place))
        holder = holder_of(place[:-1])
        if holder:
            self._clear(place[:-1], holder, str(place[-1]))

    def _clear(self, place: Place, holder: str, key: str) -> None:
        member, owner = value_at(self.document, place), owner_of(self.document, place)
        written = self.short.get("music") if holder == "music" else self.told.get(owner[0])
        written = written if isinstance(written, dict) else {}
        if holder in ("scenes", "overlays"):
            self._keep_part(member, owner, holder, key, written)
        defaults = self.document.get("defaults") or {}
        gone, foreign = cleared(holder, member, key, self.context, defaults)
        for other in foreign:
            own = other in written or (*owner, other) in self.touched
            if own and member[other] not in (None, "", [], {}):
                self.notes.append(Note(self._name(place), "dropped", {"key": other}))
        for other in (*gone, *foreign):
            del member[other]
        was = self.known.get(owner[0], {}).get(key)
        if key in CARD and member.get("sample") and member.get(key) != was:
            self._own(member, owner, "sample", None)

    def _keep_part(
        self, member: Values, owner: Owner, holder: str, key: str, written: Values
    ) -> None:
        """A scene that shows another kind keeps its length; a clip at another speed its part."""
        before = self.known.get(owner[0], {})
        was, kind = picture_kind(before, self.context), picture_kind(member, self.context)
        if key in ("asset", "background") and holder == "scenes" and before and was != kind:
            self._own(member, owner, "seconds", member.get("seconds"))
        untouched = (*owner, "seconds") not in self.touched
        unsaid = untouched and "seconds" in written
        if key == "voice" and holder == "scenes" and member.get("voice"):
            if unsaid:
                self._follow_voice(member, owner, before)
            elif untouched and before and not before.get("voice") and was != "clip":
                self._make_room(member, owner, before)
        if key == "speed" and kind == was == "clip" and unsaid:
            self._own(member, owner, "to_seconds", member.get("to_seconds"))
            self._own(member, owner, "seconds", None)

    def _follow_voice(self, member: Values, owner: Owner, before: Values) -> None:
        """A scene that was as long as its voice is as long as its new one."""
        if self._as_long_as(before.get("voice")) == before.get("seconds"):
            self._own(member, owner, "seconds", "auto")

    def _make_room(self, member: Values, owner: Owner, before: Values) -> None:
        """A scene that gets its first voice is as long as before, or as the voice needs."""
        needed = self._as_long_as(member.get("voice"))
        self._own(member, owner, "seconds", max(before["seconds"], needed or 0))

    def _as_long_as(self, words: str | None) -> float | None:
        """The seconds of a scene with this voice, words or a file; None where it is unknown."""
        measure = self.context.measure
        if not words or measure is None:
            return None
        asset = self.context.find(words, sound=True)
        language = self.document.get("language") or self.context.language
        spoken = asset.duration_ms if asset else measure(words, language)
        return seconds(spoken + VOICE_TAIL_MS) if spoken else None

    def _own(self, member: Values, owner: Owner, key: str, value: Any) -> None:
        member[key] = value
        self.touched.add((*owner, key))

    # --- members

    def _member(self, told: Any, holder: str, operation: Operation, stands: Any = None) -> Any:
        """A member as a value gives it; what it replaces keeps its id."""
        if isinstance(told, str):
            return self._known(told, holder, operation)
        if not isinstance(told, dict):
            said = {"value": shown(json.dumps(told, ensure_ascii=False))}
            raise StoryboardError([Problem(operation.path, "type_object", said)])
        member = {
            k: [self._member(m, k, operation) for m in v]
            if k in PREFIXES and isinstance(v, list)
            else deepcopy(v)
            for k, v in told.items()
        }
        kept = stands.get("id") if isinstance(stands, dict) else None
        if kept and member.get("id") not in (None, kept):
            raise StoryboardError([Problem(operation.path, "id_stays")])
        name = kept or member.get("id") or self._new_id(holder)
        if isinstance(name, str):
            self.ids.add(name)
            self.touched.add((name,))
        return {**member, "id": name}

    def _known(self, name: str, holder: str, operation: Operation) -> Any:
        """A member as it is by now."""
        there = members_by_id(self.document)
        if name not in there:
            ids = [m["id"] for m in _list(self.document, holder) if isinstance(m.get("id"), str)]
            told = {"kind": holder, "value": name}
            near = near_id(name, ids)
            raise StoryboardError([Problem(operation.path, "no_member", told, near, tuple(ids))])
        return deepcopy(there[name])

    def _renewed(self, value: Any, holder: str) -> Any:
        """A copy for that list, with new ids all the way down."""
        if isinstance(value, list):
            return [self._renewed(v, holder) for v in value]
        if not isinstance(value, dict):
            return value
        copy = {k: self._renewed(v, k) for k, v in value.items() if k != "id"}
        if holder not in PREFIXES:
            return copy
        copy["id"] = self._new_id(holder)
        if isinstance(name := value.get("id"), str):
            self.origins[copy["id"]] = self.origins.get(name, name)
            for owner in [t for t in self.touched if t[0] == name]:
                self.touched.add((copy["id"], *owner[1:]))
        return copy

    def _new_id(self, holder: str) -> str:
        prefix = PREFIXES[holder]
        name = f"{prefix}{next_number(prefix, self.ids)}"
        self.ids.add(name)
        return name

    def _name(self, place: Place) -> str:
        """The path of a place, members by their ids."""
        parts: list[object] = []
        for number, step in enumerate(place, 1):
            value = value_at(self.document, place[:number]) if isinstance(step, int) else None
            parts.append(value.get("id", step) if isinstance(value, dict) else step)
        return pointer(*parts)


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: 1 is 1.0, and not true."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(v, other[k]) for k, v in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def _wrong_kind(place: Place, value: Any) -> str:
    """What a value that holds others is not, though paths go through it; "" when it is."""
    key = place[-1]
    if holder_of(place) and place != ("music",):
        return "" if isinstance(value, dict) else "type_object"
    if key in PREFIXES:
        return "" if value is None or isinstance(value, list | str) else "type_list"
    whole = value is None or isinstance(value, dict) or (key == "music" and value is False)
    return "" if whole or key not in ("music", *OBJECTS) else "type_object"


def _unset(key: str, value: Any) -> Any:
    """What stands for "not its own"."""
    if isinstance(value, list):
        return []
    if isinstance(value, dict) and key in OBJECTS:
        return {k: _unset(k, v) for k, v in value.items()}
    return None


def _list(document: Values, holder: str) -> list[Values]:
    """All members of the lists of that name."""
    scenes = document.get("scenes")
    found = [document, *(scenes if isinstance(scenes, list) else ())]
    lists = [v for d in found if isinstance(d, dict) and isinstance(v := d.get(holder), list)]
    return [m for members in lists for m in members if isinstance(m, dict)]


def _holds(path: str, other: str) -> bool:
    return other == path or other.startswith(path + "/")


def _left_behind(before: Timeline, after: Timeline) -> list[Note]:
    """Overlays, captions and sounds behind scenes that changed, which kept their times."""
    old, new = _spans(before, _is_scenes), _spans(after, _is_scenes)
    pairs = zip(old.items(), new.items(), strict=False)
    first = next((min(a[1][0], b[1][0]) for a, b in pairs if a != b), None)
    if first is None:  # nothing changed, or only at the end
        return []
    known, there = _spans(before, _is_free), _spans(after, _is_free)
    kept = [k for k, v in there.items() if k in known and v[0] == known[k][0] and v[0] > first]
    return [Note("/scenes", "kept_times", {"ids": ", ".join(kept)})] if kept else []


def _is_scenes(track: str) -> bool:
    return track == SCENES


def _is_free(track: str) -> bool:
    return track in (CAPTIONS, AUDIO) or track.startswith(OVERLAYS)


def _spans(timeline: Timeline, takes: Callable[[str], bool]) -> dict[str, tuple[int, int]]:
    """(start, length) in ms of the segments of some tracks, by their ids."""
    found = (t.segments for t in timeline.tracks if takes(t.id))
    return {s.id: (s.start_ms, s.duration_ms) for segments in found for s in segments}
