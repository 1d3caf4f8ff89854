"""Messages as people and agents write them to a video assistant, and what must come of each.

`messages/first.json`: first messages, with their files. `messages/edits.json`: changes of a video of
`messages/bases.json` (the form of `patches/bases.json`). Each is
{"id", "kind", "language", "files" or "base", "message", "asks", "never"}:

- `asks`: [{"ask": a piece of the message, "checks": what holds when it was done, null where no local
  studio can do it, "named": a regular expression (any case) that the answer matches when the piece
  was not done but named}]. With "if_made" it goes without saying, and counts where a video was made
- `never`: checks that hold whatever else is done.

Checks are those of `patch_wishes.check`, and these, of the storyboard in its full form. Words are
compared without case and punctuation; a run of words of a phrase may be a part of it.

    {"shown_only": [phrase, ...]}  each text on the screen is a run of one of these, or several of
                                   them, or was shown before, or is marked as a sample
    {"not_shown": [words, ...]}    in no text, samples included
    {"shown": [phrase, ...]}       each, in one text or in several that follow each other
    {"shown_order": [phrase, ...]} each begins no earlier than the one before it
    {"shown_at": phrase, ...}      it is shown just there: "from", "to" (seconds of the video, or
                                   "end"; "within" 0.3), "scene" (index), "asset" (name)
    {"styled": phrase or "*", "all": [check, ...]}  what shows it; paths start from its style keys
    {"spoken_only": [phrase, ...]} {"spoken": [phrase, ...]}  the same of voices, each once
    {"one_voice": true}            no two voices at once
    {"assets": [name, ...]}        what the scenes show, in order, cards left out
    {"assets_used": [name, ...]}   each somewhere: scene, overlay, music or sound
    {"assets_seconds": n}          each scene that shows a file is so long
    {"palette": name}              colours that people would call so
    {"colored": [name or "#hex", ...]}  each, or nearly, among the palette and the colours of scenes and texts
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from colorsys import rgb_to_hls
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import patch_wishes
from patch_wishes import Check, Values, context, half

from nemo_studio.timeline.context import Asset
from nemo_studio.timeline.designs import designed

__all__ = ["FORMS", "Verdict", "assets", "bases", "check", "context", "half", "judge", "load"]

FILES = Path(__file__).parent / "messages"
Verdict = Literal["right", "honest", "silent"]
Tokens = list[str]
WITHIN = 0.3  # seconds


def load() -> list[Values]:
    """All messages: first ones, then edits."""
    return [
        message
        for name in ("first", "edits")
        for message in json.loads((FILES / f"{name}.json").read_text("utf-8"))
    ]


def bases() -> dict[str, Values]:
    """What the edits start from, by name."""
    found: dict[str, Values] = json.loads((FILES / "bases.json").read_text("utf-8"))
    return found


def assets(files: list[Values]) -> list[Asset]:
    """The files of a first message, in the order in which they were sent."""
    return [Asset(id=f"f{n}", **file) for n, file in enumerate(files, 1)]


def judge(
    message: Values, before_full: Values | None, after_full: Values | None, said: str
) -> tuple[Verdict, list[str]]:
    """What came of a message, and what speaks against "right".

    before_full: None for a first message. after_full: None where nothing was made or changed.
    said: all that the answer tells, what was not used included.
    """
    after = before_full if after_full is None else after_full
    reasons: list[str] = []
    right = honest = True
    for ask in message["asks"]:
        wrong = _asked(ask, before_full, after)
        if wrong:
            right = False
            named = re.search(ask["named"], said, re.IGNORECASE) is not None
            honest &= named or (after is None and ask.get("if_made", False))
            told = "named" if named else "not named"
            reasons += [f"{ask['ask']} ({told}): {w}" for w in wrong]
    if after_full is not None and after_full != before_full:
        broken = check(after_full, before_full, message["never"])
        reasons += [f"never: {w}" for w in broken]
        if broken:
            right = honest = False
    return ("right" if right else "honest" if honest else "silent"), reasons


def _asked(ask: Values, before: Values | None, after: Values | None) -> list[str]:
    if ask["checks"] is None:
        return ["cannot be done here"]
    return ["there is no video"] if after is None else check(after, before, ask["checks"])


def check(after: Values, before: Values | None, expect: list[Check]) -> list[str]:
    """What is wrong with a storyboard in full form. before: None when there was none.

    Raises ValueError for a check that is none.
    """
    wrong: list[str] = []
    for one in expect:
        form = next((f for f in FORMS if f in one), None)
        if form is not None:
            wrong += FORMS[form](one, after, before)
        elif "any" in one:
            tries = [check(after, before, checks) for checks in one["any"]]
            wrong += [] if [] in tries else [f"none of: {' | '.join(map('; '.join, tries))}"]
        else:
            wrong += patch_wishes.check(after, after if before is None else before, [one])
    return wrong


# --- words

_BREAKS = re.compile(r"[—–·•…|、，。！？；：（）《》「」『』【】～“”\"\n\t]")
_ENDS = ".,;:!?'‘’()[]{}-*_#/~"
_WIDE = re.compile(r"([\u3040-\u30ff\u3400-\u9fff])")
_NUMBER = re.compile(r"\d{1,2}")


def words(text: str) -> Tokens:
    """Words without case and punctuation, wide characters one by one; an address is one word."""
    plain = _BREAKS.sub(" ", unicodedata.normalize("NFC", text))
    split = _WIDE.sub(r" \1 ", unicodedata.normalize("NFKC", plain)).casefold().split()
    return [token for part in split if (token := part.strip(_ENDS))]


def _count(part: Tokens, whole: Tokens) -> int:
    width = len(part)
    return sum(whole[i : i + width] == part for i in range(len(whole) - width + 1))


def _within(part: Tokens, whole: Tokens) -> bool:
    return _count(part, whole) > 0


def _allowed(text: str, phrases: list[Tokens]) -> bool:
    """Whether a text is a run of a phrase, or several phrases, maybe numbered."""
    tokens = words(text)
    if any(_within(tokens, phrase) for phrase in phrases):
        return True
    rest = tokens[1:] if tokens and _NUMBER.fullmatch(tokens[0]) else tokens
    if rest != tokens and rest and any(_within(rest, phrase) for phrase in phrases):
        return True
    ends = {0}  # where a row of whole phrases can end
    for at in range(len(tokens)):
        if at in ends:
            ends |= {at + len(p) for p in phrases if p and tokens[at : at + len(p)] == p}
    return len(tokens) in ends


# --- what is shown and said


@dataclass(frozen=True)
class Shown:
    """A text on the screen. start, end: seconds of the video; row: texts that follow each other."""

    fields: tuple[str, ...]
    start: float
    end: float
    row: str
    sample: bool
    style: Values

    @property
    def tokens(self) -> Tokens:
        return [token for field in self.fields for token in words(field)]


def _fields(member: Values) -> tuple[str, ...]:
    said = (member.get("kicker"), member.get("text"), member.get("body"), *member.get("items", ()))
    return tuple(words for words in said if words)


def _placed(document: Values) -> Iterator[tuple[Values, float, float]]:
    """(scene, its begin, its end)."""
    at = 0.0
    for scene in document["scenes"]:
        yield scene, at, at + scene["seconds"]
        at += scene["seconds"]


def shown(document: Values) -> list[Shown]:
    """All texts, row by row, each in its order of time."""
    found: list[Shown] = []
    for scene, at, end in _placed(document):
        found.append(Shown(_fields(scene), at, end, "card", scene["sample"], scene["text_style"]))
        caption = (scene["caption"],) if scene["caption"] else ()
        found.append(Shown(caption, at, end, "caption", False, scene["caption_style"]))
        found += [_timed(text, at, "text") for text in scene["texts"]]
    found += [_timed(text, 0, "captions") for text in document["captions"]]
    found += [_timed(text, 0, "overlay") for text in document["overlays"] if "text" in text]
    return sorted((one for one in found if one.fields), key=lambda one: (one.row, one.start))


def _timed(text: Values, at: float, row: str) -> Shown:
    start = at + text["at_seconds"]
    return Shown(_fields(text), start, start + text["seconds"], row, text["sample"], text)


def voices(document: Values) -> list[tuple[str, float, float]]:
    """(words or file, begin, end) of all that speaks."""
    found: list[tuple[str, float, float]] = []
    sounds: list[tuple[Values, float]] = [(sound, 0.0) for sound in document["audio"]]
    for scene, at, end in _placed(document):
        found += [(scene["voice"], at, end)] if scene["voice"] else []
        sounds += [(sound, at) for sound in scene["audio"]]
    for sound, at in sounds:
        spoken = sound.get("voice") or (sound.get("speech") and sound["asset"])
        start = at + sound["at_seconds"]
        found += [(spoken, start, start + sound["seconds"])] if spoken else []
    return found


def _bearing(phrase: str, document: Values) -> list[Shown]:
    """The texts that show a phrase, each all of it, or else a part of it."""
    texts, told = shown(document), words(phrase)
    whole = [one for one in texts if _within(told, one.tokens)]
    parts = [one for one in texts if not one.sample and _within(one.tokens, told)]
    return whole or (parts if _followed(told, [p.tokens for p in parts]) else [])


def _followed(told: Tokens, rows: list[Tokens]) -> bool:
    return _within(told, [token for tokens in rows for token in tokens])


def _is_shown(phrase: str, document: Values) -> bool:
    texts = [one for one in shown(document) if not one.sample]
    rows = {one.row for one in texts}
    told = words(phrase)
    return any(_followed(told, [t.tokens for t in texts if t.row == row]) for row in rows)


# --- forms

Before = Values | None


def _shown_only(one: Check, now: Values, before: Before) -> list[str]:
    were = [f for text in shown(before) for f in text.fields] if before else []
    phrases = [words(phrase) for phrase in (*one["shown_only"], *were)]
    fields = [field for text in shown(now) if not text.sample for field in text.fields]
    return [f"'{f}' is on the screen" for f in fields if not _allowed(f, phrases)]


def _not_shown(one: Check, now: Values, before: Before) -> list[str]:
    texts = [text.tokens for text in shown(now)]
    bad = [w for w in one["not_shown"] if any(_within(words(w), text) for text in texts)]
    return [f"'{w}' is on the screen" for w in bad]


def _shown(one: Check, now: Values, before: Before) -> list[str]:
    return [f"'{p}' is not on the screen" for p in one["shown"] if not _is_shown(p, now)]


def _shown_order(one: Check, now: Values, before: Before) -> list[str]:
    starts = [[t.start for t in _bearing(p, now)] for p in one["shown_order"]]
    if not all(starts):
        return _shown({"shown": one["shown_order"]}, now, before) or ["texts are mixed up"]
    firsts = [min(found) for found in starts]
    return [] if firsts == sorted(firsts) else [f"the texts come at {firsts}"]


def _shown_at(one: Check, now: Values, before: Before) -> list[str]:
    phrase = one["shown_at"]
    texts = _bearing(phrase, now)
    if not texts:
        return [f"'{phrase}' is not on the screen"]
    start, end = min(t.start for t in texts), max(t.end for t in texts)
    places = list(_placed(now))
    told = f"'{phrase}' is shown {start:g} to {end:g} s"
    if "scene" in one or "asset" in one:
        wanted = [places[one["scene"]]] if "scene" in one else []
        wanted += [p for p in places if "asset" in one and p[0]["asset"] == one["asset"]]
        out = [
            t for t in texts
            if not any(a - WITHIN <= t.start and t.end <= b + WITHIN for _, a, b in wanted)
        ]  # fmt: skip
        return [f"{told}, not with {one.get('asset', one.get('scene'))}"] if out else []
    within, wrong = one.get("within", WITHIN), []
    for key, value in (("from", start), ("to", end)):
        asked = places[-1][2] if one.get(key) == "end" else one.get(key)
        if asked is not None and abs(asked - value) > within:
            wrong.append(f"{told}, not {key} {asked}")
    return wrong


def _styled(one: Check, now: Values, before: Before) -> list[str]:
    texts = shown(now) if one["styled"] == "*" else _bearing(one["styled"], now)
    if not texts:
        return [f"'{one['styled']}' is not on the screen"]
    return [w for t in texts for w in patch_wishes.check(t.style, t.style, one["all"])]


def _spoken_only(one: Check, now: Values, before: Before) -> list[str]:
    were = [said for said, *_ in voices(before)] if before else []
    phrases = [words(phrase) for phrase in (*one["spoken_only"], *were)]
    return [f"'{said}' is spoken" for said, *_ in voices(now) if not _allowed(said, phrases)]


def _spoken(one: Check, now: Values, before: Before) -> list[str]:
    said = [token for text, *_ in voices(now) for token in words(text)]
    counts = {phrase: _count(words(phrase), said) for phrase in one["spoken"]}
    return [f"'{phrase}' is spoken {n} times" for phrase, n in counts.items() if n != 1]


def _one_voice(one: Check, now: Values, before: Before) -> list[str]:
    spans = sorted((start, end) for _, start, end in voices(now))
    over = any(one_end > start + WITHIN for (_, one_end), (start, _) in pairwise(spans))
    return ["two voices at once"] if over else []


def _assets(one: Check, now: Values, before: Before) -> list[str]:
    found = [scene["asset"] for scene in now["scenes"] if scene["asset"]]
    return [] if found == one["assets"] else [f"the scenes show {found}"]


def _assets_used(one: Check, now: Values, before: Before) -> list[str]:
    holders = [*now["scenes"], *now["overlays"], *now["audio"], now["music"] or {}]
    holders += [sound for scene in now["scenes"] for sound in scene["audio"]]
    used = {holder.get("asset") for holder in holders}
    used |= {said for said, *_ in voices(now)}
    return [f"{name} is not used" for name in one["assets_used"] if name not in used]


def _assets_seconds(one: Check, now: Values, before: Before) -> list[str]:
    lengths = [scene["seconds"] for scene in now["scenes"] if scene["asset"]]
    right = lengths and all(abs(n - one["assets_seconds"]) < 0.005 for n in lengths)
    return [] if right else [f"the files are shown {lengths} s"]


_PALETTES = {
    "warm": ("warm", "sunset", "coffee", "luxury", "energy", "vintage"),
    "cool": ("cool", "ocean", "tech", "slate", "indigo"),
    "dark": ("dark", "luxury", "tech", "slate", "neon", "indigo"),
    "pastel": ("pastel", "playful"), "neon": ("neon",), "nature": ("nature", "fresh"),
    "ocean": ("ocean", "cool"), "sunset": ("sunset",), "mono": ("mono",),
    "luxury": ("luxury",), "vintage": ("vintage",), "coffee": ("coffee", "warm"),
    "playful": ("playful", "pastel"), "tech": ("tech", "indigo", "cool", "dark"),
    "corporate": ("corporate",), "bright": ("playful", "fresh", "pastel", "energy"),
}  # fmt: skip


def _palette(one: Check, now: Values, before: Before) -> list[str]:
    value = now["palette"]
    name = value.get("name") if isinstance(value, dict) else value
    return [] if name in _PALETTES[one["palette"]] else [f"the palette is {value}"]


_HUES = {
    "red": (345, 375), "orange": (15, 45), "brown": (8, 45), "gold": (30, 62), "yellow": (42, 72),
    "beige": (20, 60), "green": (70, 175), "teal": (160, 200), "blue": (195, 260),
    "purple": (255, 315), "pink": (305, 360),
}  # fmt: skip


def _colored(one: Check, now: Values, before: Before) -> list[str]:
    found = set(_colors(now))
    missing = [n for n in one["colored"] if not any(_is_color(hexed, n) for hexed in found)]
    return [f"nothing is {name}" for name in missing]


def _colors(document: Values) -> Iterator[str]:
    palette = document["palette"]
    design = designed(palette) if isinstance(palette, str) else None
    held: list[Any] = [design.model_dump() if design else palette]
    held += [[s["background"], s.get("colors")] for s in document["scenes"]]
    held += [text.style["color"] for text in shown(document)]
    for value in re.findall(r"#[0-9a-f]{6}|#[0-9a-f]{3}\b", json.dumps(held).lower()):
        yield value if len(value) == 7 else "#" + "".join(2 * c for c in value[1:])


def _is_color(value: str, name: str) -> bool:
    red, green, blue = _shares(value)
    if name.startswith("#"):  # a palette turns what it is given a little, to keep words readable
        asked = _shares(name)
        return max(abs(a - b) for a, b in zip((red, green, blue), asked, strict=True)) < 0.05
    if name in ("black", "white"):
        return max(red, green, blue) < 0.2 if name == "black" else min(red, green, blue) > 0.88
    hue, light, strong = rgb_to_hls(red, green, blue)
    low, high = _HUES[name]
    inside = low <= hue * 360 <= high or low <= hue * 360 + 360 <= high
    return inside and strong > 0.15 and 0.05 < light < 0.97


def _shares(value: str) -> tuple[float, float, float]:
    red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


FORMS: dict[str, Callable[[Check, Values, Before], list[str]]] = {
    "shown_only": _shown_only, "not_shown": _not_shown, "shown": _shown,
    "shown_order": _shown_order, "shown_at": _shown_at, "styled": _styled,
    "spoken_only": _spoken_only, "spoken": _spoken, "one_voice": _one_voice,
    "assets": _assets, "assets_used": _assets_used, "assets_seconds": _assets_seconds,
    "palette": _palette, "colored": _colored,
}  # fmt: skip
