"""The values of a storyboard as people say them, in English or Chinese: 0.35 is "35 %".

A phrase is a part of a sentence: begun with a small letter, ended without a full stop. The texts of
the video stand in quotation marks, letter for letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

from nemo_wire.formats import extension, kind_of

from .problems import has_sentence, sentence

_QUOTES = (("“", "”"), ('"', '"'), ("「", "」"), ("«", "»"), ("‹", "›"))
_PERCENT = frozenset(
    ("volume", "opacity", "vignette", "width", "size", "grain", "motion_amount", "x", "y", "w", "h")
)
_QUOTED = frozenset(("title", "text", "kicker", "body", "caption", "voice"))
_MOMENTS = ("at_seconds", "from_seconds", "to_seconds", "poster_seconds")
_FILES = {"image": "file_picture", "video": "file_clip", "audio": "file_sound"}


def language_of(told: Any, otherwise: str) -> str:
    """ "en" or "zh": a document's language, where it is one of these, else the given one."""
    for tag in (told, otherwise):
        if isinstance(tag, str) and tag[:2].lower() in ("en", "zh"):
            return tag[:2].lower()
    return "en"


class Wording:
    """files: names of what was uploaded, in order, for assets that are named by their number."""

    def __init__(self, language: str, files: Sequence[str] = ()) -> None:
        self.language, self.files = language, files

    def say(self, key: str, /, **values: Any) -> str:
        return sentence(key, self.language, values)

    # --- parts of sentences

    def join(self, phrases: Iterable[str]) -> str:
        """One phrase of several."""
        return self.say("and_then").join(p for p in phrases if p)

    def capital(self, phrase: str) -> str:
        return phrase[:1].upper() + phrase[1:]

    def stop(self, phrase: str) -> str:
        """A sentence of its own."""
        end = self.say("full_stop")
        return self.capital(phrase).removesuffix(end) + end if phrase else ""

    def text(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other."""
        return ("" if self.language == "zh" else " ").join(s for s in sentences if s)

    def run(self, phrases: Iterable[str]) -> str:
        """Phrases that belong closely together."""
        return self.say("comma").join(p for p in phrases if p)

    def listed(self, values: Iterable[str]) -> str:
        return ("、" if self.language == "zh" else ", ").join(values)

    def quoted(self, words: str) -> str:
        """In marks that the words do not hold themselves, where there are such."""
        first, last = next((q for q in _QUOTES if not set(q) & set(words)), _QUOTES[0])
        return first + words + last

    # --- values

    def number(self, value: float) -> str:
        return f"{round(value, 3):.3f}".rstrip("0").rstrip(".")

    def percent(self, value: float) -> str:
        return self.say("percent", value=f"{round(value * 100, 1):.1f}".removesuffix(".0"))

    def seconds(self, value: float) -> str:
        number = self.number(value)
        return self.say("one_second" if number == "1" else "some_seconds", value=number)

    def second(self, value: float) -> str:
        """A moment."""
        return self.say("second_of", value=self.number(value))

    def first(self, value: float) -> str:
        """A length after "the first": "3 seconds", "second"."""
        return self.say("first_second") if value == 1 else self.seconds(value)

    def part(self, begin: float | None, end: float | None) -> str:
        """What is used of a file; "" for all of it."""
        if end is None:
            return self.say("part_from", begin=self.second(begin)) if begin else ""
        if not begin:
            return self.say("part_first", length=self.first(end))
        return self.say("part", begin=self.second(begin), end=self.second(end))

    def times(self, member: Mapping[str, Any], *, scene: bool = False, to_end: bool = True) -> str:
        """`at_seconds` and `seconds` from the start of what holds a member. scene: that is one.
        to_end: what says no end lasts to that of its holder."""
        begin, length = member.get("at_seconds") or 0, member.get("seconds")
        told: dict[str, Any] = {"begin": self.second(begin)}
        if length is None:
            key = "" if not begin else "times_to_end" if to_end else "times_from"
        elif begin:
            key, told["end"] = "times", self.second(begin + length)
        else:
            key, told["length"] = "times_first", self.first(length)
        return self.say(f"{key}_of_scene" if scene else key, **told) if key else ""

    def area(self, box: Mapping[str, Any]) -> str:
        x, y, w, h = (box.get(k, usual) for k, usual in zip("xywh", (0, 0, 1, 1), strict=True))
        edges = {"left": x, "right": x + w, "top": y, "bottom": y + h}
        return self.say("area", **{k: self.percent(v) for k, v in edges.items()})

    def file(self, named: str | int, *, sound: bool = False, clip: bool = False) -> str:
        """An uploaded file by its name, else by its number. clip: it can be nothing else."""
        name = self.name_of(named, sound=sound)
        if isinstance(name, int):
            ordinal = f"ordinal_{name}"
            key = ordinal if has_sentence(ordinal) else "ordinal_other"
            number = self.say(key, value=name)
            return self.say("numbered_sound" if sound else "numbered_file", number=number)
        kind = _FILES.get(kind_of(extension(name)) or "", "")
        if sound and kind != "file_clip":
            kind = "file_sound"
        return self.say(kind or ("file_clip" if clip else "file_any"), name=name)

    def kind(self, named: str | int) -> str:
        """ "image", "video" or "audio"; "" where a picture's file does not tell it."""
        name = self.name_of(named, sound=False)
        return (kind_of(extension(name)) or "") if isinstance(name, str) else ""

    def name_of(self, named: str | int, *, sound: bool) -> str | int:
        """The name behind a number, where it is known: sounds and pictures are counted apart."""
        if isinstance(named, str):
            return named
        sort = [f for f in self.files if (kind_of(extension(f)) == "audio") == sound]
        return sort[named - 1] if named <= len(sort) else named

    def tongue(self, tag: str) -> str:
        """A language's name."""
        key = f"language_{tag[:2].lower()}"
        return self.say(key) if has_sentence(key) else tag

    def shape(self, aspect: str) -> str:
        wide, tall = map(int, aspect.split(":"))
        kind = "wide" if wide > tall else "tall" if tall > wide else "square"
        return self.say(f"shape_{kind}", value=aspect)

    def palette(self, value: Any) -> str:
        if isinstance(value, dict):
            told = {k: self._color(v) for k, v in value.items() if k != "name"}
            name = self.say("palette_name", value=value["name"]) if value.get("name") else ""
            return self.join([name, *(self.say(f"palette_{k}", value=v) for k, v in told.items())])
        return self._color(value)

    def _color(self, value: str | Sequence[str]) -> str:
        return value if isinstance(value, str) else self.listed(value)

    # --- settings: a key with its value

    def setting(self, key: str, value: Any, holder: str = "") -> str:
        """What a key says: "the camera zooms in"; "set grain to 20 %" for one without a phrase.

        holder: "scenes" (overlays too), "texts", "card", "audio" (music too) or "top".
        """
        if closed := self._first(key, holder, "is", value):
            wrap = f"wrap_{key}"
            return (
                self.say(wrap, value=self.say(closed)) if has_sentence(wrap) else self.say(closed)
            )
        said = self.value(key, value, holder)
        if found := self._first(key, holder, "set"):
            return self.say(found, value=said)
        return self.say("set_other", key=key, value=said)

    def settings(self, keys: Iterable[str], values: Mapping[str, Any], holder: str) -> list[str]:
        return [self.setting(k, values[k], holder) for k in keys if values.get(k) is not None]

    def _first(self, key: str, holder: str, kind: str, value: Any = None) -> str:
        """The sentence for a key (or one value of it) of that holder, else of any; "" for none."""
        end = "" if value is None else f"_{value:g}" if _is_number(value) else f"_{value}"
        names = (f"{kind}_{holder}_{key}{end}", f"{kind}_{key}{end}")
        return next((n for n in names if has_sentence(n)), "")

    def value(self, key: str, value: Any, holder: str = "") -> str:
        """A value by itself: words in quotation marks, times with their unit, files by name."""
        if _is_number(value) and key != "asset":
            return self._amount(key, value)
        match key:
            case "asset":
                return self.file(value, sound=holder == "audio")
            case "palette":
                return self.palette(value)
            case "aspect":
                return self.shape(value)
            case "language":
                return self.tongue(value)
            case "crop" | "box":
                return self.area(value)
            case "items":
                return self.listed(map(self.quoted, value))
            case "colors":
                return self.listed(value)
        return self.quoted(value) if key in _QUOTED else str(value)

    def _amount(self, key: str, value: float) -> str:
        if key.endswith("seconds"):
            return self.second(value) if key in _MOMENTS else self.seconds(value)
        if key == "weight":
            kind = "bold" if value >= 600 else "light" if value <= 300 else "usual"
            return self.say(f"weight_{kind}", value=self.number(value))
        return self.percent(value) if key in _PERCENT else self.number(value)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def without_none(value: Any) -> Any:
    """Without what says nothing: `null` means "not its own"."""
    if isinstance(value, dict):
        return {k: without_none(v) for k, v in value.items() if v is not None}
    return [without_none(v) for v in value] if isinstance(value, list) else value


def is_sound_file(voice: str) -> bool:
    """Whether `voice` names a sound rather than being words."""
    return " " not in voice and kind_of(extension(voice)) == "audio"
