"""The paths of a patch: ids, `-` and `*` become places in the document as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from .context import Context
from .defaults import Values
from .full import Owner
from .kinds import has_use
from .problems import Problem, StoryboardError, keys_at, nearest

Place = tuple[str | int, ...]
PREFIXES = {"scenes": "s", "texts": "t", "overlays": "o", "captions": "c", "audio": "a"}
OBJECTS = ("text_style", "caption_style", "defaults")
_PLAIN_LISTS = ("items", "colors")
_INDEX = re.compile(r"0|[1-9]\d{0,5}")


def steps_of(path: Any) -> tuple[str, ...] | None:
    """The steps of an RFC 6901 pointer; None where it is none."""
    if not isinstance(path, str) or path[:1] not in ("", "/") or re.search(r"~(?![01])", path):
        return None
    return tuple(s.replace("~1", "/").replace("~0", "~") for s in path.split("/")[1:])


def value_at(document: Any, place: Place) -> Any:
    """What is there; None for a key that is not written."""
    for step in place:
        document = document[step] if isinstance(step, int) else document.get(step)
    return document


def holder_of(place: Place) -> str:
    """The list whose member a place is, or the music; "" for anything else."""
    if place == ("music",):
        return "music"
    in_list = len(place) > 1 and isinstance(place[-1], int) and place[-2] in PREFIXES
    return str(place[-2]) if in_list else ""


def owner_of(document: Any, place: Place) -> Owner:
    """Whose value it is that stands there."""
    owner: Owner = ("",)
    for number, step in enumerate(place, 1):
        value = value_at(document, place[:number])
        if not isinstance(step, int):
            owner = (*owner, step)
        elif isinstance(value, dict):
            owner = (str(value.get("id")),)
    return owner


def places(
    document: Values, steps: tuple[str, ...], path: str, context: Context, *, new: bool = False
) -> list[Place]:
    """Every place that a path names, in order. new: the last step may be the end of a list.

    Raises StoryboardError with the path as it was written. Lists and styles that are not written
    yet are opened on the way.
    """
    found = list(_Walk(document, path, context, new).places(document, (), steps))
    if not found:
        raise StoryboardError([Problem(path, "star_none")])
    return found


def near_id(name: str, ids: Iterable[str]) -> str:
    """The id that is most like one: by its letters, else the nearest number of the same kind."""
    there = list(ids)
    if found := nearest(name, there):
        return found
    parts = re.fullmatch(r"(\D+)(\d{1,9})", name)
    same = [i for i in there if parts and re.fullmatch(re.escape(parts[1]) + r"\d{1,9}", i)]
    if not parts or not same:
        return ""
    return min(same, key=lambda i: abs(int(i[len(parts[1]) :]) - int(parts[2])))


class _Walk:
    def __init__(self, document: Values, path: str, context: Context, new: bool) -> None:
        self.document, self.path, self.context, self.new = document, path, context, new

    def refuse(
        self, problem: str, /, near: str = "", there: Iterable[str] = (), **values: Any
    ) -> NoReturn:
        raise StoryboardError([Problem(self.path, problem, values, near, tuple(there))])

    def places(self, value: Any, done: Place, rest: tuple[str, ...]) -> Iterator[Place]:
        if not rest:
            yield done
            return
        step, later = rest[0], rest[1:]
        if isinstance(value, list):
            for index in self._indices(value, done, step, later):
                inner = value[index] if index < len(value) else None
                yield from self.places(inner, (*done, index), later)
        elif isinstance(value, dict):
            self._known(done, step)
            if later:
                _open(value, step)
            yield from self.places(value.get(step), (*done, step), later)
        else:
            self.refuse("none_yet" if value in (None, False) else "no_parts")

    def _known(self, done: Place, key: str) -> None:
        keys = keys_at(done, self.document)
        if holder_of(done) == "overlays":
            keys = list(dict.fromkeys((*keys, "text", "asset")))
        if key not in keys:
            self.refuse("no_key", nearest(key, keys), keys, key=key)

    def _indices(
        self, values: list[Any], done: Place, step: str, later: tuple[str, ...]
    ) -> Iterable[int]:
        if step == "*":
            return [
                n for n, _ in enumerate(values) if not later or self._has(values[n], done, later)
            ]
        end = self.new and not later
        if step == "-":
            if not end:
                self.refuse("end_only")
            return [len(values)]
        if _INDEX.fullmatch(step):
            index = int(step)
            if index < len(values) + end:
                return [index]
        ids = [m["id"] for m in values if isinstance(m, Mapping) and isinstance(m.get("id"), str)]
        if step in ids:
            return [
                next(
                    n
                    for n, m in enumerate(values)
                    if isinstance(m, Mapping) and m.get("id") == step
                )
            ]
        holder = str(done[-1])
        if holder not in PREFIXES or _INDEX.fullmatch(step):
            self.refuse("no_index", value=step, count=len(values))
        self.refuse("no_member", near_id(step, ids), ids, kind=holder, value=step)

    def _has(self, member: Any, done: Place, later: tuple[str, ...]) -> bool:
        if not isinstance(member, Mapping):
            return False
        defaults = self.document.get("defaults") or {}
        return has_use(str(done[-1]), member, later[0], self.context, defaults)


def _open(value: Values, key: str) -> None:
    if value.get(key) is None:
        if key in OBJECTS:
            value[key] = {}
        elif key in PREFIXES or key in _PLAIN_LISTS:
            value[key] = []
