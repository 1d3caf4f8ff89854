"""What of a storyboard the material can give, and what it cannot."""

from __future__ import annotations

from dataclasses import dataclass

from nemo_wire.formats import extension, kind_of

from .context import WIDE, Asset, Context, same_name
from .defaults import PICTURE_KEYS, Frame, PictureKind, Values, milliseconds, seconds
from .pictures import kind_keys, part_length_ms, pick_background
from .problems import Note, Problem, nearest, pointer

_ALL_PICTURE_KEYS = {*PICTURE_KEYS["clip"], *PICTURE_KEYS["background"]}
_NAMES = {"image": "picture", "clip": "clip", "background": "background"}
_SPEEDS = {"clip": (0.1, 16), "background": (0, 8)}
TOLERANCE_MS = 40  # a frame: of how long a file is, there is more than one account
FASTEST_VOICE = 1.25  # a voice that is too long for its time is spoken up to this much faster
_LETTERS_A_SECOND = 14  # for a voice that cannot be measured, to check a storyboard by


@dataclass(frozen=True)
class Holder:
    """What holds a text or a sound: a scene, or the video."""

    path: str
    start_ms: int
    length_ms: int

    def at(self, *parts: object) -> str:
        return self.path + pointer(*parts)


@dataclass(frozen=True)
class Shown:
    kind: PictureKind
    asset: Asset | None
    source: str


class Judge:
    """Collects problems and notes while a storyboard is expanded."""

    frame: Frame

    def __init__(self, values: Values, context: Context) -> None:
        self.values, self.context = values, context
        self.problems: list[Problem] = []
        self.notes: list[Note] = []

    def path_of(self, name: str, member: Values) -> str:
        return pointer(name, member["id"])

    def shown(self, member: Values, path: str) -> Shown | None:
        """What a scene or an overlay shows; None and a problem where that cannot be said."""
        if "asset" in member and "background" in member:
            told = {"one": "asset", "other": "background"}
            self.problems.append(Problem(path, "both", told))
            return None
        if "asset" not in member:
            source = member.get("background") or pick_background(
                self.values.get("seed", 0), member["id"]
            )
            shown = Shown("background", None, source)
        else:
            asset = self.asset(member["asset"], path + "/asset", sound=False)
            if asset is None:
                return None
            shown = Shown("image" if asset.kind == "image" else "clip", asset, asset.id)
        if shown.source.startswith("#") and member.get("colors"):
            told = {"one": "background " + shown.source, "other": "colors"}
            self.problems.append(Problem(path, "both", told))
        return shown if self.fits_kind(member, path, shown.kind) else None

    def fits_kind(self, member: Values, path: str, kind: PictureKind) -> bool:
        """Whether its length can be judged; keys that the kind does not have are problems."""
        for key in _ALL_PICTURE_KEYS & member.keys() - kind_keys(kind):
            there = tuple(k for k in PICTURE_KEYS[kind])
            absent = {"kind": _NAMES[kind], "key": key}
            self.problems.append(Problem(f"{path}/{key}", "not_of_kind", absent, there=there))
        low, high = _SPEEDS.get(kind, (0, 16))
        if low <= member.get("speed", 1) <= high:
            return True
        told: Values = {"kind": _NAMES[kind], "low": low, "high": high}
        self.problems.append(Problem(f"{path}/speed", "bad_speed", told))
        return False

    def asset(self, named: str | int, path: str, *, sound: bool) -> Asset | None:
        """An uploaded file that can be seen, or heard; None and a problem where there is none."""
        asset = self.context.find(named, sound=sound)
        if asset is None:
            sort = [a for a in self.context.assets if sound or a.kind != "audio"]
            there = tuple(self.context.name_of(a.id) for a in sort)
            key = ("no_sound" if sound else "no_asset") if there else "no_assets"
            near = nearest(named, there, 0.75) if isinstance(named, str) else ""
            self.problems.append(Problem(path, key, {"value": named}, near, there))
        elif not sound and asset.kind == "audio":
            self.problems.append(Problem(path, "is_sound", {"value": named}))
        elif sound and asset.kind != "audio" and not asset.has_audio:
            self.problems.append(Problem(path, "is_silent", {"value": named}))
        else:
            if self.context.is_shared(named):
                self.notes.append(Note(path, "shared_name", {"value": named, "id": asset.id}))
            elif isinstance(named, str) and named != asset.id and not same_name(named, asset.name):
                self.notes.append(Note(path, "called", {"value": named, "name": asset.name}))
            return asset
        return None

    def part(self, member: Values, shown: Shown, path: str) -> int | None:
        """How long the clip's part plays; None where its end is not known, or wrong."""
        asset = shown.asset
        assert asset is not None
        begin, end = milliseconds(member.get("from_seconds", 0)), asset.duration_ms
        if end is not None and begin >= end:
            told = {"at": seconds(begin), "name": asset.name, "end": seconds(end)}
            self.problems.append(Problem(path + "/from_seconds", "from_behind", told))
            return None
        if "to_seconds" in member:
            to = milliseconds(member["to_seconds"])
            if end is not None and to > end + TOLERANCE_MS:
                told = {"at": seconds(to), "name": asset.name, "end": seconds(end)}
                self.problems.append(Problem(path + "/to_seconds", "to_behind", told))
                return None
            if to <= begin:
                told = {"at": seconds(begin), "to": seconds(to)}
                self.problems.append(Problem(path + "/to_seconds", "to_before", told))
                return None
            end = to
        return end and max(1, part_length_ms(begin, end, member.get("speed", 1)))

    def within_clip(self, member: Values, shown: Shown, path: str, length: int) -> int:
        """A written length; it is a problem where the clip is shorter."""
        asset = shown.asset
        if shown.kind != "clip" or asset is None or asset.duration_ms is None:
            return length
        speed = member.get("speed", 1)
        begin, end = milliseconds(member.get("from_seconds", 0)), asset.duration_ms
        if begin >= end:
            told = {"at": seconds(begin), "name": asset.name, "end": seconds(end)}
            self.problems.append(Problem(path + "/from_seconds", "from_behind", told))
        elif begin + length * speed > end + TOLERANCE_MS * max(1, speed):
            has = seconds(part_length_ms(begin, end, speed))
            told = {"name": asset.name, "has": has, "want": seconds(length)}
            self.problems.append(Problem(path + "/seconds", "clip_short", told))
        return length

    def spoken_ms(self, voice: str, path: str) -> int | None:
        """How long a scene's voice is."""
        if self.is_missing(voice, path + "/voice"):
            return None
        asset = self.recording(voice)
        if asset is not None:
            if asset.duration_ms is None:
                self.problems.append(Problem(path + "/seconds", "no_auto"))
            return asset.duration_ms
        spoken = self.said_ms(voice, self.frame.language)
        if spoken is None:
            self.problems.append(Problem(path + "/seconds", "no_voice"))
        return spoken

    def said_ms(self, words: str, language: str) -> int | None:
        """How long it takes to say words, estimated where it cannot be measured; None: there is no
        voice."""
        if self.context.measure is None:
            return max(1, round(len(words) / _LETTERS_A_SECOND * 1000))
        return self.context.measure(words, language)

    def has_room(self, path: str, words: str, language: str, length_ms: int) -> None:
        """Notes a voice that is longer than its time; an estimate only where it is far longer."""
        need = self.said_ms(words, language) or 0
        margin = FASTEST_VOICE if self.context.measure else 2 * FASTEST_VOICE
        if need > (length_ms + TOLERANCE_MS) * margin:
            told = {"need": seconds(round(need / FASTEST_VOICE)), "has": seconds(length_ms)}
            self.notes.append(Note(path, "voice_cut", told))

    def is_readable(self, path: str, words: str, length_ms: int) -> None:
        """Words that are up for far less than the time that reading takes are noted, and letters
        that no font has; where that is all of them, it is a problem."""
        self._is_drawn(path, words)
        letters = len("".join(words.split()))
        need = 1000 + letters * (200 if WIDE.search(words) else 67)
        if length_ms < 0.7 * need:
            told = {"letters": letters, "has": seconds(length_ms), "need": round(need / 1000, 1)}
            self.notes.append(Note(path, "quick", told))

    def recording(self, voice: str) -> Asset | None:
        """The uploaded sound that `voice` names, if it does not hold words."""
        asset = self.context.find(voice, sound=True)
        return asset if asset is not None and (asset.kind == "audio" or asset.has_audio) else None

    def is_missing(self, voice: str, path: str) -> bool:
        """Whether `voice` names a sound file that is not there; then it is a problem."""
        if self.recording(voice) or " " in voice or kind_of(extension(voice)) != "audio":
            return False
        self.asset(voice, path, sound=True)
        return True

    def _is_drawn(self, path: str, words: str) -> None:
        missing = self.context.undrawn(words) if self.context.undrawn else ()
        if not missing:
            return
        told = {"letters": " ".join(missing[:8])}
        if {c for c in words if c.isalpha()} <= set("".join(missing)):
            self.problems.append(Problem(path, "no_font", told))
        else:
            self.notes.append(Note(path, "no_font", told))

    def span(
        self, member: Values, path: str, holder: Holder, usual_ms: int | None = None
    ) -> tuple[int, int] | None:
        """(start, length) in what holds a member, cut at its end; None and a problem behind it."""
        at = milliseconds(member.get("at_seconds", 0))
        kind = "scenes" if holder.path else "video"
        if at >= holder.length_ms:
            self.behind(path + "/at_seconds", at, holder.length_ms, kind)
            return None
        room = holder.length_ms - at
        if "seconds" not in member:
            return at, min(room, usual_ms or room)
        length = max(1, milliseconds(member["seconds"]))
        if length > room:
            told = {"seconds": seconds(holder.length_ms), "kind": kind}
            self.notes.append(Note(path, "cut_at_end", told))
        return at, min(length, room)

    def behind(self, path: str, at: int, end: int, kind: str = "video") -> None:
        told = {"at": seconds(at), "end": seconds(end), "kind": kind}
        self.problems.append(Problem(path, "at_behind", told))
