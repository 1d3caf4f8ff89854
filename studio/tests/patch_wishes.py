"""Edits as people ask for them, and what must be true of the storyboard that results.

`patches/bases.json`: name -> {"about", "language", "assets", "storyboard"} and maybe "earlier":
the storyboards that were sent before it, oldest first (steps that can be undone). Ids are not
written: s1, s2 … in order.
`patches/patches.json`: what was answered, see `patches`.
`patches/wishes.json`: [{"id", "base", "kind", "wish", "expect", "keep"}], maybe "undone" (how many
steps are undone before the wish comes), and "possible": false with a "reason" where the rules
cannot do it: then nothing may change.

`expect` is a list of checks on the storyboard in its full form. Most have a "path": steps are
keys, ids, indices (-1 is the last), `*` (each member that has what follows) or `+` (each member
that was not there before). All that a path finds must pass; nothing found is wrong.

    {"path", "is": value}            {"path", "in": [value, ...]}
    {"path", "near": n, "within": t} {"path", "between": [low, high]}
    {"path", "contains": words}      of a text (any case), or a member of a list
    {"path", "count": n}             members of a list
    {"path", "ids": [id, ...]}       of a list, in order
    {"path", "values": [value, ...]} of all that is found, in order
    {"path", "gone": true}           nothing there, or null, "", []; false: something is there
    {"path", "color": "yellow"}      a hex colour that people would call so
    {"path", "than_before": "more"}  or "less", "other": against the same place before
    {"path", "some": [check, ...]}   one of those found passes all; their paths start from it
    {"total_seconds": n, "within": t} {"total_between": [low, high]}
    {"unchanged": [path, ...], "but": [path, ...]}
    {"any": [[check, ...], ...]}     all of one of the lists

`unchanged` compares with the storyboard before; `*` in it means the members of then, wherever they
stand now, "" all of it. The last step of a path of `but` is a key, an id, `*` or `+`. What the
rules derive from the rest is not compared: `name`, `rev`, the length of what runs to the end, the
length of a cut, the style of a text that is not there, how a text comes first or goes last.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from colorsys import rgb_to_hls
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from nemo_studio.director.colour_words import asked_palette
from nemo_studio.timeline.context import Asset, Context

Values = dict[str, Any]
Check = dict[str, Any]
Found = list[tuple[str, Any]]  # (its path by ids, the value)
FILES = Path(__file__).parent / "patches"
FORMS = (
    "is", "in", "near", "between", "contains", "count", "ids", "values", "gone", "color",
    "than_before", "some", "total_seconds", "total_between", "unchanged", "any",
)  # fmt: skip
EXACT = 0.0005  # half a millisecond
MISSING = object()


def load() -> tuple[dict[str, Values], list[Values]]:
    """(bases by name, wishes in order)."""
    bases, wishes = (
        json.loads((FILES / f"{n}.json").read_text("utf-8")) for n in ("bases", "wishes")
    )
    return bases, wishes


def patches() -> dict[str, Any]:
    """The patch for each wish, or {"cannot": why}: as they were written at first try, by someone
    who had the page of the storyboard and the videos, and neither code nor checks."""
    found: dict[str, Any] = json.loads((FILES / "patches.json").read_text("utf-8"))
    return found


def half(wish_id: str) -> Literal["seen", "held"]:
    """Which wishes may be looked at while the patches are worked on."""
    return "held" if sha256(wish_id.encode()).digest()[-1] % 2 else "seen"


def context(base: Values) -> Context:
    """A base's material, and a voice that takes 60 ms a letter."""
    assets = [Asset(**asset) for asset in base["assets"]]
    return Context(
        assets, base["language"], palette=lambda words, _: asked_palette(words),
        measure=lambda words, _: 60 * len(words) + 300,
    )  # fmt: skip


def check(document_full: Values, before_full: Values, expect: list[Check]) -> list[str]:
    """What is wrong with a storyboard; [] when all of it is as expected. Both in full form.

    Raises ValueError for a check that is none.
    """
    return [w for one in expect for w in _wrong(one, document_full, before_full, document_full)]


def _wrong(one: Check, root: Any, before: Any, document: Values) -> list[str]:
    """root, before: what the check's path starts from, now and then."""
    form = next((f for f in FORMS if f in one), None)
    if form is None or (("path" in one) != (form not in _WHOLE)):
        raise ValueError(f"no check: {one}")
    if form in _WHOLE:
        return _WHOLE[form](one, root, before, document)
    found = list(_find(root, before, one["path"]))
    path, told = one["path"], one[form]
    if form == "gone":
        there = [p for p, v in found if v not in (None, "", [])]
        if told:
            return [f"{p} is still there" for p in there]
        return [] if there and len(there) == len(found) else [f"{path} is not there"]
    if not found:
        return [f"{path}: nothing is there"]
    if form == "values":
        now = [v for _, v in found]
        return [] if _same(now, told) else [f"{path} are {_short(now)}, not {_short(told)}"]
    if form == "some":
        tries: list[list[str]] = [
            [w for c in told for w in _wrong(c, v, None, document)] for _, v in found
        ]
        nearest: list[str] = min(tries, key=len)
        return nearest and [f"{path}: none passes ({'; '.join(nearest)})"]
    if form == "than_before":
        found_before = dict(_find(before, before, path))
        return [w for p, v in found for w in _moved(p, v, found_before.get(p, MISSING), told)]
    test = _TESTS[form]
    return [f"{p} is {_short(v)}, not {form} {_short(told)}" for p, v in found if not test(v, one)]


# --- places


def _find(value: Any, before: Any, path: str, at: str = "") -> Iterator[tuple[str, Any]]:
    """Everything that a path finds; members are named by their ids. before: value, then."""
    head, _, rest = path.removeprefix("/").partition("/")
    if not head:
        yield at, value
        return
    for name, member, was in _step(value, before, head):
        yield from _find(member, was, rest, f"{at}/{name}")


def _step(value: Any, before: Any, step: str) -> Iterator[tuple[Any, Any, Any]]:
    """(its name, the member, the same before) of each that a step finds."""
    if isinstance(value, dict):
        if step in value:
            yield step, value[step], before.get(step) if isinstance(before, dict) else None
    elif isinstance(value, list):
        were = {_name(m): m for m in before} if isinstance(before, list) else {}
        for number, member in enumerate(value):
            name: Any = _name(member) or number
            here = (
                step == "*"
                or (step == "+" and name not in were)
                or step == name
                or step in (str(number), str(number - len(value)))
            )
            if here:
                yield name, member, were.get(name)


def _name(member: Any) -> str | None:
    return member.get("id") if isinstance(member, dict) else None


# --- values


def _same(one: Any, other: Any, within: float = EXACT) -> bool:
    """Equal, where numbers may differ by less than a rounding and true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= within
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _contains(value: Any, told: Any) -> bool:
    if isinstance(value, str):
        return told.casefold() in value.casefold()
    return isinstance(value, list) and told in value


_TESTS: dict[str, Callable[[Any, Check], bool]] = {
    "is": lambda v, c: _same(v, c["is"]),
    "in": lambda v, c: any(_same(v, told) for told in c["in"]),
    "near": lambda v, c: _number(v) and _same(v, c["near"], c["within"] + EXACT),
    "between": lambda v, c: _number(v) and c["between"][0] <= v <= c["between"][1],
    "contains": lambda v, c: _contains(v, c["contains"]),
    "count": lambda v, c: isinstance(v, list) and len(v) == c["count"],
    "ids": lambda v, c: isinstance(v, list) and [_name(m) for m in v] == c["ids"],
    "color": lambda v, c: is_color(v, c["color"]),
}
_HUES = {
    "yellow": (40, 70), "gold": (33, 60), "orange": (15, 42), "green": (75, 170),
    "blue": (190, 260), "red": (345, 375),
}  # fmt: skip


def is_color(value: Any, name: str) -> bool:
    """Whether a hex colour is what people call so."""
    if not isinstance(value, str) or not value.startswith("#"):
        return False
    red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    if name in ("black", "white"):
        return max(red, green, blue) < 0.16 if name == "black" else min(red, green, blue) > 0.9
    low, high = _HUES[name]
    hue, light, strong = rgb_to_hls(red, green, blue)
    inside = low <= hue * 360 <= high or low <= hue * 360 + 360 <= high
    return inside and strong > 0.3 and 0.15 < light < 0.9


def _moved(path: str, now: Any, before: Any, told: str) -> list[str]:
    if before is MISSING:
        return [f"{path} was not there before"]
    if told == "other":
        return [f"{path} is still {_short(now)}"] if _same(now, before) else []
    if not (_number(now) and _number(before)):
        return [f"{path} is {_short(now)}, before {_short(before)}: no numbers"]
    right = now > before + EXACT if told == "more" else now < before - EXACT
    return [] if right else [f"{path} is {now}, before {before}: not {told}"]


# --- the whole


def _total(one: Check, root: Any, before: Any, document: Values) -> list[str]:
    now = round(sum(scene["seconds"] for scene in document["scenes"]), 3)
    if "total_between" in one:
        low, high = one["total_between"]
        return [] if low <= now <= high else [f"the video is {now} s long, not {low} to {high}"]
    told = one["total_seconds"]
    within = one.get("within", 0) + EXACT
    return [] if abs(now - told) <= within else [f"the video is {now} s long, not {told}"]


def _any(one: Check, root: Any, before: Any, document: Values) -> list[str]:
    tries = [
        [w for c in checks for w in _wrong(c, root, before, document)] for checks in one["any"]
    ]
    return [] if [] in tries else ["none of: " + " | ".join("; ".join(t) for t in tries)]


def _unchanged(one: Check, root: Any, before: Any, document: Values) -> list[str]:
    now, then = _plain(root), _plain(before)
    for path in one.get("but", ()):
        _drop(now, then, path)
    wrong: list[str] = []
    for path in one["unchanged"]:
        was = dict(_find(then, then, path))
        for place, value in was.items():
            here: Any = next((v for _, v in _find(now, then, place)), MISSING)
            wrong += [f"{place} is gone"] if here is MISSING else _differences(here, value, place)
    return wrong


def _drop(now: Any, then: Any, path: str) -> None:
    """Takes a place out of both. `+` is only in what is now."""
    above, _, last = path.rpartition("/")
    holders = list(_find(now, then, above))
    holders += [] if "+" in path else list(_find(then, then, above))
    were = {
        place: [_name(m) for m in v] for place, v in _find(then, then, above) if isinstance(v, list)
    }
    for place, holder in holders:
        if isinstance(holder, dict):
            holder.pop(last, None)
        elif isinstance(holder, list):
            known = were.get(place, [])
            holder[:] = [m for m in holder if not _goes(m, last, known)]


def _goes(member: Any, last: str, known: list[str | None]) -> bool:
    return last in ("*", _name(member)) or (last == "+" and _name(member) not in known)


def _differences(now: Any, then: Any, at: str) -> list[str]:
    if isinstance(now, dict) and isinstance(then, dict):
        keys = dict.fromkeys([*then, *now])
        pairs = [(f"{at}/{k}", now.get(k), then.get(k)) for k in keys]
        return [w for place, a, b in pairs for w in _differences(a, b, place)]
    if isinstance(now, list) and isinstance(then, list):
        names, were = [_name(m) for m in now], [_name(m) for m in then]
        if names != were:
            return [f"{at} are {names}, before {were}"]
        if None not in names:
            pairs = [(f"{at}/{n}", a, b) for n, a, b in zip(names, now, then, strict=True)]
            return [w for place, a, b in pairs for w in _differences(a, b, place)]
    return [] if _same(now, then) else [f"{at or '/'} is {_short(now)}, before {_short(then)}"]


def _plain(document: Any) -> Any:
    """A copy without what the rules derive from the rest."""
    story = copy.deepcopy(document)
    if not isinstance(story, dict):
        return story
    story.pop("rev", None)
    total = sum(scene["seconds"] for scene in story["scenes"])
    lists = [(story[k], total) for k in ("overlays", "captions", "audio")]
    lists += [(scene[k], scene["seconds"]) for scene in story["scenes"] for k in ("texts", "audio")]
    timed = [(m, end) for members, end in lists for m in members]
    timed += [(story["music"], total)] if story["music"] else []
    for member, end in timed:
        if abs(member["at_seconds"] + member["seconds"] - end) <= EXACT:
            member["seconds"] = "to the end"
    for scene in story["scenes"]:
        if scene["transition"] == "cut":
            scene.pop("transition_seconds")
        for key in ("text", "caption"):
            if not scene[key]:
                scene.pop(f"{key}_style")
    for holder in (*story["scenes"], *(m for m, _ in timed)):
        holder.pop("name", None)
        for style in (holder, holder.get("text_style", {}), holder.get("caption_style", {})):
            for key, usual in (("animate_in", "rise"), ("animate_out", "fade")):
                if style.get(key) == usual:
                    style[key] = "none"
    return story


_WHOLE: dict[str, Callable[[Check, Any, Any, Values], list[str]]] = {
    "total_seconds": _total, "total_between": _total, "unchanged": _unchanged, "any": _any,
}  # fmt: skip


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 100 else text[:97] + "..."
