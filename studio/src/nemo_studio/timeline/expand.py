"""A storyboard becomes a draft: exact lengths, exact texts, its own material."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from .arrange import Parts, arrange
from .context import Asset, Context
from .defaults import (
    CARD_KEYS,
    OVERLAY,
    STYLE_KEYS,
    TOP,
    TRANSITION,
    VOICE_TAIL_MS,
    WHOLE,
    Frame,
    Values,
    milliseconds,
    most_short_side,
    overlay_box,
    own_style,
    picture_defaults,
    seconds,
    shape_of,
    sound_defaults,
    style_defaults,
    transition_defaults,
)
from .designs import designed
from .draft import MAX_LENGTH_MS, ClipSegment, SafeArea, Timeline
from .identity import MUSIC, caption_of, text_of, voice_of
from .judging import TOLERANCE_MS, Holder, Judge, Shown
from .pictures import (
    kind_keys,
    part_length_ms,
    picture_wire,
    placed,
)
from .problems import Note, Problem, StoryboardError, pointer
from .reading import doubled, read
from .sounds import own_length_ms, sound_wire
from .texts import layout_name, pick_layout, text_wire, unshown


@dataclass(frozen=True)
class Expanded:
    """notes: what was made otherwise than the storyboard says."""

    timeline: Timeline
    notes: tuple[Note, ...] = ()


def expand(document: Any, context: Context) -> Expanded:
    """The draft of a storyboard. Raises StoryboardError with every problem at once."""
    values = read(document)
    return _Expansion(values, context).run()


def check(document: Any, context: Context) -> list[Problem]:
    """Every problem of a storyboard; [] when it can be made."""
    try:
        expand(document, context)
    except StoryboardError as error:
        return list(error.problems)
    return []


class _Expansion(Judge):
    def __init__(self, values: Values, context: Context) -> None:
        super().__init__(values, context)
        self.parts = Parts()
        self.total = 0

    def run(self) -> Expanded:
        values = self.values
        self.problems += doubled(values, _derived(values))
        shown = [self.shown(s, self.path_of("scenes", s)) for s in values["scenes"]]
        self.frame = self._frame([s.asset for s in shown if s and s.asset])
        meta = self._meta()
        holders = self._lengths(shown)
        if self.problems:  # without lengths what hangs on them cannot be judged
            self._look_for_files()
            raise StoryboardError(self.problems)
        for number, (scene, what, holder) in enumerate(
            zip(values["scenes"], shown, holders, strict=True)
        ):
            self._scene(number, scene, what, holder)
        whole = Holder("", 0, self.total)
        self._captions(whole)
        for overlay in values.get("overlays", ()):
            self._overlay(overlay, whole)
        self._music(whole)
        for sound in values.get("audio", ()):
            self.parts.audio += self._sound(sound, whole.at("audio", sound["id"]), whole)
        if (poster := milliseconds(values.get("poster_seconds", 0))) >= self.total and poster:
            self.behind("/poster_seconds", poster, self.total)
        if not self.problems:
            self.problems += self._same_ids()
        if self.problems:
            raise StoryboardError(self.problems)
        timeline = arrange(meta, self.parts)
        self._note_unshown(timeline)
        return Expanded(timeline, tuple(self.notes))

    def _note_unshown(self, timeline: Timeline) -> None:
        """Words for which a layout has no place."""
        paths = {**dict(_derived(self.values)), **dict(_members(self.values))}
        for track in timeline.text_tracks:
            for text in track.segments:
                keys = unshown(text)
                if keys and text.id in paths:
                    told = {"keys": ", ".join(keys), "layout": layout_name(text)}
                    self.notes.append(Note(paths[text.id], "unshown", told))

    def _same_ids(self) -> list[Problem]:
        """Pieces of captions are the last to get theirs."""
        told = Counter(wire["id"] for wires in vars(self.parts).values() for wire in wires)
        twice = (name for name, count in told.items() if count > 1)
        return [Problem("", "same_id", {"id": name}) for name in twice]

    def _look_for_files(self) -> None:
        """The files that overlays and sounds name."""
        values = self.values
        for overlay in values.get("overlays", ()):
            if "text" not in overlay:
                self.shown(overlay, self.path_of("overlays", overlay))
        sounds = [(self.path_of("audio", s), s) for s in values.get("audio", ())]
        if isinstance(values.get("music"), dict):
            sounds.append(("/music", values["music"]))
        for path, sound in sounds:
            if "asset" in sound:
                self.asset(sound["asset"], path + "/asset", sound=True)

    # --- the whole

    def _frame(self, pictures: list[Asset]) -> Frame:
        values = self.values
        aspect = values.get("aspect") or shape_of(pictures)
        wide, tall = (int(n) for n in aspect.split(":"))
        most = most_short_side(wide, tall)
        short = values.get("resolution", most)
        long = round(short * max(wide, tall) / min(wide, tall) / 2) * 2
        if short > most or short < 64 or short % 2:
            where = "/resolution" if "resolution" in values else "/aspect"
            told: Values = {"aspect": aspect, "short": short, "most": most}
            self.problems.append(Problem(where, "bad_canvas", told))
        width, height = (long, short) if wide >= tall else (short, long)
        language = values.get("language") or self.context.language
        safe: SafeArea = values.get("safe_area") or "auto"
        return Frame(width, height, values.get("seed", 0), language, safe, self._defaults())

    def _defaults(self) -> Values:
        """What of `defaults` differs from what holds anyway."""
        told: Values = dict(self.values.get("defaults", {}))
        for key, usual in (*TRANSITION.items(), ("filter", "none")):
            if told.get(key) == usual:
                del told[key]
        for key in ("text_style", "caption_style"):
            frame = Frame(2, 2, 0, "", defaults={"text_style": told.get("text_style")})
            style = own_style(frame, told.pop(key, {}), caption=key == "caption_style")
            if style:
                told[key] = style
        return told

    def _meta(self) -> Values:
        values, frame = self.values, self.frame
        meta: Values = {
            k: values.get(k, TOP[k]) for k in ("title", "fps", "safe_area")
        } | {
            "width": frame.width, "height": frame.height, "seed": frame.seed,
            "language": frame.language, "palette": self._palette(values.get("palette")),
            "poster_ms": milliseconds(values.get("poster_seconds", 0)),
        }  # fmt: skip
        return meta | ({"defaults": frame.defaults} if frame.defaults else {})

    def _palette(self, told: Any) -> Any:
        if not told or isinstance(told, dict):
            return told or None
        words = told if isinstance(told, str) else " ".join(told)
        find = self.context.palette
        found = designed(words) or (find and find(words, self.frame.seed))
        if not found and find:  # where nobody knows colours it is no matter, for a check
            self.problems.append(Problem("/palette", "no_palette", {"value": words}))
        return found and found.model_dump()

    # --- scenes

    def _lengths(self, shown: list[Shown | None]) -> list[Holder]:
        holders = []
        for scene, what in zip(self.values["scenes"], shown, strict=True):
            path = self.path_of("scenes", scene)
            length = self._length(scene, what, path) if what else None
            holders.append(Holder(path, self.total, length or 1))
            self.total += length or 1
        if self.total > MAX_LENGTH_MS:
            told = {"has": seconds(self.total), "limit": seconds(MAX_LENGTH_MS)}
            self.problems.append(Problem("/scenes", "too_much", told))
        return holders

    def _length(self, scene: Values, shown: Shown, path: str) -> int | None:
        told = scene.get("seconds")
        if isinstance(told, float | int):
            length = max(1, milliseconds(told))
            return self.within_clip(scene, shown, path, length)
        if shown.kind == "clip":
            part = self.part(scene, shown, path)
            if part is not None:
                return part
            key = "no_auto" if told else "no_seconds"
            if not any(p.path.startswith(path + "/") for p in self.problems):
                self.problems.append(Problem(path + "/seconds", key))
            return None
        if scene.get("voice"):
            spoken = self.spoken_ms(scene["voice"], path)
            return spoken + VOICE_TAIL_MS if spoken is not None else None
        if told:
            self.problems.append(Problem(path + "/seconds", "no_auto"))
            return None
        if (usual := self.frame.defaults.get("seconds")) is not None:
            return max(1, milliseconds(usual))
        self.problems.append(Problem(path + "/seconds", "no_seconds"))
        return None

    def _scene(self, number: int, scene: Values, shown: Shown | None, holder: Holder) -> None:
        assert shown is not None
        wire = self._picture(scene, shown, overlay=False)
        wire = placed(wire, holder.start_ms, holder.length_ms)
        if transition := self._transition(scene, holder):
            wire["transition"] = transition
        self.parts.scenes.append(wire)
        texts = [*self._card(number, scene, shown, holder), *self._scene_caption(scene, holder)]
        for text in scene.get("texts", ()):
            texts += self._timed(text, holder.at("texts", text["id"]), holder)
        self.parts.texts += sorted(texts, key=lambda t: t["s"])
        sounds = self._scene_voice(scene, holder)
        for sound in scene.get("audio", ()):
            sounds += self._sound(sound, holder.at("audio", sound["id"]), holder)
        self.parts.scene_audio += sorted(sounds, key=lambda s: s["s"])

    def _picture(self, member: Values, shown: Shown, *, overlay: bool) -> Values:
        usual = picture_defaults(
            shown.kind, member["id"], member, shown.asset, self.frame, overlay=overlay
        )
        values = {**usual, **{k: member[k] for k in kind_keys(shown.kind) & member.keys()}}
        for key in ("box", "crop"):
            if values.get(key) == WHOLE and not (overlay and key == "box"):
                values[key] = None
        if shown.kind == "background" and values["seed"] == usual["seed"]:
            values["seed"] = None
        name = member.get("name") or content_name(shown.kind, shown.source, self.context)
        return picture_wire(shown.kind, member["id"], values, shown.source, name)

    def _transition(self, scene: Values, holder: Holder) -> Values | None:
        usual = transition_defaults(self.frame, holder.length_ms)
        kind = scene.get("transition", usual["transition"])
        told: float = {**usual, **scene}["transition_seconds"]
        if kind == "cut":
            if told != usual["transition_seconds"]:
                needed = {"key": "transition_seconds", "other": "transition"}
                path = holder.at("transition_seconds")
                self.problems.append(Problem(path, "needs", needed))
            return None
        length = min(milliseconds(told), holder.length_ms // 2)
        if length < milliseconds(told):
            path = holder.at("transition_seconds")
            self.notes.append(Note(path, "transition_short", {"seconds": seconds(length)}))
        return {"kind": kind, "duration_ms": length}

    # --- texts

    def _card(self, number: int, scene: Values, shown: Shown, holder: Holder) -> Iterator[Values]:
        if not scene.get("text"):
            for key in CARD_KEYS:
                if scene.get(key) not in (None, "", [], "auto", False):
                    needed = {"key": key, "other": "text"}
                    self.problems.append(Problem(holder.at(key), "needs", needed))
            self._no_style(scene, "text", "title", holder)
            return
        words = {k: scene[k] for k in CARD_KEYS if k in scene}
        role = "card" if shown.kind == "background" or "layout" in scene else "title"
        if role == "card" and "layout" not in words:
            words["layout"] = pick_layout(self.frame.seed, scene["id"], words, first=number == 0)
        said = " ".join([scene["text"], *(scene.get(k, "") for k in ("kicker", "body")),
                         *scene.get("items", ())])  # fmt: skip
        self.is_readable(holder.at("text"), said, holder.length_ms)
        yield text_wire(
            text_of(scene["id"]), words, role, scene.get("text_style", {}), holder.start_ms,
            holder.length_ms, self.frame, **self._place(holder.start_ms, holder.length_ms),
        )  # fmt: skip

    def _scene_caption(self, scene: Values, holder: Holder) -> Iterator[Values]:
        words = scene.get("caption", "")
        if not words.strip():
            self._no_style(scene, "caption", "caption", holder)
            return
        place = self._place(holder.start_ms, holder.length_ms)
        pieces = self.context.pieces(words, holder.length_ms, self.frame.language)
        self.is_readable(holder.at("caption"), words, holder.length_ms)
        for number, (start, length, said) in enumerate(pieces, 1):
            member = caption_of(scene["id"], number if len(pieces) > 1 else None)
            yield text_wire(
                member, {"text": said}, "caption", scene.get("caption_style", {}),
                holder.start_ms + start, length, self.frame, **place,
            )  # fmt: skip

    def _no_style(self, scene: Values, key: str, role: str, holder: Holder) -> None:
        """A style without its text is a problem, unless it says what holds anyway."""
        place = self._place(holder.start_ms, holder.length_ms)
        usual = style_defaults(self.frame, role, **place)
        own = scene.get(f"{key}_style", {})
        if any(usual[k] != v for k, v in own.items()):
            needed = {"key": f"{key}_style", "other": key}
            self.problems.append(Problem(holder.at(f"{key}_style"), "needs", needed))

    def _timed(
        self, text: Values, path: str, holder: Holder, role: str = "title"
    ) -> Iterator[Values]:
        span = self.span(text, path, holder)
        if span is None:
            return
        self.is_readable(path, text["text"], span[1])
        own = {k: text[k] for k in STYLE_KEYS if k in text}
        start, length = holder.start_ms + span[0], span[1]
        yield text_wire(
            text["id"], text, text.get("role", role), own, start, length, self.frame,
            **self._place(start, length),
        )  # fmt: skip

    def _place(self, start_ms: int, length_ms: int) -> dict[str, bool]:
        """Whether that time has the video's first and its last frame."""
        return {"first": start_ms == 0, "last": start_ms + length_ms >= self.total}

    def _captions(self, whole: Holder) -> None:
        captions = sorted(
            self.values.get("captions", ()), key=lambda c: milliseconds(c.get("at_seconds", 0))
        )
        starts = [milliseconds(c.get("at_seconds", 0)) for c in captions]
        ends = [*starts[1:], self.total]
        for caption, start, following in zip(captions, starts, ends, strict=False):
            path = whole.at("captions", caption["id"])
            if start == following and start < self.total:
                self.problems.append(Problem(path + "/at_seconds", "same_time"))
                continue
            room = Holder("", 0, max(min(following, self.total), min(start, self.total)))
            before = len(self.notes)
            self.parts.captions += self._timed(caption, path, room, "caption")
            cut = [n for n in self.notes[before:] if n.key == "cut_at_end"]
            if cut and following < self.total:
                self.notes[self.notes.index(cut[0], before)] = Note(
                    path, "cut_at_next", {"seconds": seconds(following)}
                )

    # --- overlays

    def _overlay(self, overlay: Values, whole: Holder) -> None:
        path = whole.at("overlays", overlay["id"])
        if "text" in overlay:
            self.parts.overlays += self._timed(overlay, path, whole)
            return
        if "asset" not in overlay and "background" not in overlay:
            told = {"keys": "text, asset, background"}
            self.problems.append(Problem(path, "one_of", told))
            return
        shown = self.shown(overlay, path)
        if shown is None:
            return
        for key in ("position", "width"):
            if "box" in overlay and key in overlay:
                self.problems.append(Problem(path, "both", {"one": "box", "other": key}))
        if "box" not in overlay:
            box = overlay_box({**OVERLAY, **overlay}, shown.asset, self.frame)
            overlay = {**overlay, "box": box}
        part = None
        if shown.kind == "clip" and "seconds" not in overlay:
            part = self.part(overlay, shown, path)
        span = self.span(overlay, path, whole, part)
        if span is None:
            return
        if "seconds" in overlay:
            self.within_clip(overlay, shown, path, span[1])
        self.parts.overlays.append(placed(self._picture(overlay, shown, overlay=True), *span))

    # --- sound

    def _music(self, whole: Holder) -> None:
        music = self.values.get("music")
        if music is None or music is False:
            return
        if "asset" not in music:
            music = {"mood": "upbeat", **music}
        self.parts.music += self._sound({**music, "id": MUSIC}, "/music", whole, music=True)

    def _scene_voice(self, scene: Values, holder: Holder) -> list[Values]:
        if not scene.get("voice", "").strip():
            return []
        voice = {"id": voice_of(scene["id"]), "voice": scene["voice"]}
        return self._sound(voice, holder.at("voice"), holder)

    def _sound(
        self, sound: Values, path: str, holder: Holder, *, music: bool = False
    ) -> list[Values]:
        kinds = [k for k in ("asset", "voice", "mood") if k in sound]
        if len(kinds) != 1:
            told: Values = {"keys": "asset, voice, mood"}
            if kinds:
                told = {"one": kinds[0], "other": kinds[1]}
            self.problems.append(Problem(path, "both" if kinds else "one_of", told))
            return []
        kind, source = kinds[0], sound[kinds[0]]
        if kind == "voice" and self.is_missing(source, path):
            return []
        asset = None
        if kind == "voice" and (asset := self.recording(source)):
            kind, sound = "asset", {"speech": True, **sound}
        elif kind == "asset" and (asset := self.asset(source, path + "/asset", sound=True)) is None:
            return []
        usual = sound_defaults(kind, self.frame, music=music)
        self._fits_sound(sound, path, kind, usual)
        own = {k: sound[k] for k in usual if k in sound}
        values = {**usual, **own}
        if kind == "mood" and values["seed"] == usual["seed"]:
            values["seed"] = None
        length = self._own_length(values, asset, path) if asset else None
        span = self.span(sound, path, holder, length)
        if span is None:
            return []
        if length is not None and sound.get("seconds") and span[1] > length + TOLERANCE_MS:
            told = {"name": asset.name if asset else "", "seconds": seconds(length)}
            self.notes.append(Note(path, "sound_short", told))
        if kind == "voice":
            language = values.get("language") or self.frame.language
            self.has_room(path, source, language, span[1])
        source = asset.id if asset else source
        name = sound.get("name") or content_name(kind, source, self.context)
        start = holder.start_ms + span[0]
        return [sound_wire(kind, sound["id"], values, source, name, start, span[1])]

    def _fits_sound(self, sound: Values, path: str, kind: str, usual: Mapping[str, Any]) -> None:
        ours = {*usual, kind, "voice", "id", "name", "at_seconds", "seconds"}
        for key in sound.keys() - ours:
            told = {"kind": kind if kind != "asset" else "recording", "key": key}
            there = tuple(k for k in usual)
            self.problems.append(Problem(f"{path}/{key}", "not_of_kind", told, there=there))

    def _own_length(self, values: Values, asset: Asset, path: str) -> int | None:
        """How long a recording plays; None where it goes on, or where that is not known."""
        begin = milliseconds(values["from_seconds"])
        if asset.duration_ms is not None and begin >= asset.duration_ms:
            told = {"at": seconds(begin), "name": asset.name, "end": seconds(asset.duration_ms)}
            self.problems.append(Problem(path + "/from_seconds", "from_behind", told))
            return None
        return own_length_ms(values, asset)


def _members(values: Values) -> Iterator[tuple[str, str]]:
    """(id, path) of the texts that have ids of their own."""
    for scene in values["scenes"]:
        for text in scene.get("texts", ()):
            yield text["id"], pointer("scenes", scene["id"], "texts", text["id"])
    for key in ("overlays", "captions"):
        for text in values.get(key, ()):
            yield text["id"], pointer(key, text["id"])


def _derived(values: Values) -> Iterator[tuple[str, str]]:
    """(id, path) of what is named after its scene."""
    for scene in values["scenes"]:
        path = pointer("scenes", scene["id"])
        if scene.get("text"):
            yield text_of(scene["id"]), path + "/text"
        if scene.get("caption"):
            yield caption_of(scene["id"]), path + "/caption"
        if scene.get("voice"):
            yield voice_of(scene["id"]), path + "/voice"


def content_name(kind: str, source: str, context: Context) -> str:
    """How a segment is called by its content, where nothing else is said."""
    if kind == "background":
        return f"{source} background"
    if kind in ("mood", "voice"):
        return source[:200]
    asset = context.asset(source)
    return (asset.name if asset else "")[:200]


def is_same_part(segment: ClipSegment, to_ms: int) -> bool:
    """Whether a part that ends there plays exactly as long as the segment."""
    length = max(1, part_length_ms(segment.trim_ms, to_ms, segment.speed))
    return isclose(length, segment.duration_ms)
