"""A draft as a storyboard: in the short form that people read, or with every key and list.

Both say the same: what the short form leaves out is what the rules give anyway.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import gcd
from typing import Any

from .arrange import AUDIO, CAPTIONS, MUSIC, OVERLAYS, SCENE_AUDIO, SCENES, TEXTS
from .context import Asset, Context
from .defaults import (
    AUDIO as AUDIO_DEFAULTS,
)
from .defaults import (
    CARD,
    OVERLAY,
    STYLE_KEYS,
    TOP,
    WHOLE,
    Frame,
    Values,
    most_short_side,
    overlay_box,
    picture_defaults,
    plain,
    seconds,
    sound_defaults,
    style_defaults,
    transition_defaults,
)
from .designs import designed
from .draft import (
    AudioSegment,
    BackgroundSegment,
    ClipSegment,
    Defaults,
    MediaSegment,
    Palette,
    Segment,
    SoundSegment,
    TextSegment,
    TextStyle,
    Timeline,
    VideoSegment,
    VoiceSegment,
)
from .expand import content_name, is_same_part
from .identity import caption_of, text_of, voice_of
from .pictures import part_end_ms, part_length_ms, picture_values
from .problems import pointer
from .sounds import kind_of, own_length_ms, sound_values
from .storyboard import OverlayPlace
from .texts import style_values, text_values

_TEXT_USUAL: Values = {
    **CARD, "layout": "auto", "at_seconds": 0, "sample": False, "name": "",
}  # fmt: skip
_NOTHING: Values = {**CARD, "layout": None, "sample": False}


def print_storyboard(timeline: Timeline, context: Context) -> Values:
    """The storyboard of a draft in the studio's form, without what the rules give anyway."""
    return _Printer(timeline, context, full=False).document()


def print_full(timeline: Timeline, context: Context) -> Values:
    """The same with every key that each member can have, and every list."""
    return _Printer(timeline, context, full=True).document()


def text_paths(timeline: Timeline, document: Values) -> dict[str, str]:
    """Where each text of a draft stands in its storyboard, by the ids of its segments: the path
    that a patch sets its words by. document: the storyboard, as `print_storyboard` gives it."""
    found: dict[str, str] = {}
    for key in ("overlays", "captions"):
        found |= {m["id"]: pointer(key, m["id"], "text") for m in document.get(key, ())}
    for scene in document["scenes"]:
        name = scene["id"]
        for text in scene.get("texts", ()):
            found[text["id"]] = pointer("scenes", name, "texts", text["id"], "text")
        if "text" in scene:
            found[text_of(name)] = pointer("scenes", name, "text")
        if "caption" in scene:
            pieces = (caption_of(name, n) for n in range(1, len(scene["caption"]) + 1))
            found |= dict.fromkeys((caption_of(name), *pieces), pointer("scenes", name, "caption"))
    there = {s.id for track in timeline.text_tracks for s in track.segments}
    return {name: path for name, path in found.items() if name in there}


class _Printer:
    def __init__(self, timeline: Timeline, context: Context, *, full: bool) -> None:
        self.timeline, self.context, self.full = timeline, context, full
        self.total, meta = timeline.duration_ms, timeline.meta
        said = meta.defaults.model_dump(exclude_none=True) if meta.defaults else {}
        self.frame = Frame(meta.width, meta.height, meta.seed, meta.language, meta.safe_area, said)
        self.tracks: dict[str, list[Any]] = {t.id: t.segments for t in timeline.tracks}
        self.scenes: Sequence[VideoSegment] = self.tracks.get(SCENES, [])
        self.starts = [s.start_ms for s in self.scenes]

    @cached_property
    def _short(self) -> _Printer:
        return _Printer(self.timeline, self.context, full=False) if self.full else self

    def document(self) -> Values:
        texts, sounds = self._of_scenes(TEXTS), self._of_scenes(SCENE_AUDIO)
        said: Values = self._top()
        said["music"] = next((self._music(s) for s in self.tracks.get(MUSIC, [])), None)
        said["audio"] = [self._audio(s, 0, self.total) for s in self.tracks.get(AUDIO, [])]
        said["scenes"] = [
            self._scene(scene, texts[n], sounds[n]) for n, scene in enumerate(self.scenes)
        ]
        said["overlays"] = [self._overlay(s) for s in self._overlays()]
        said["captions"] = self._captions(self.tracks.get(CAPTIONS, []))
        return self._without(said, {"music": None, "audio": [], "overlays": [], "captions": []})

    def _without(self, values: Values, usual: Mapping[str, Any]) -> Values:
        """The values that differ from the usual ones; all of them in the full form."""
        if self.full:
            return values
        return {k: v for k, v in values.items() if k not in usual or usual[k] != v}

    # --- the whole

    def _top(self) -> Values:
        meta = self.timeline.meta
        shared = gcd(meta.width, meta.height)
        wide, tall = meta.width // shared, meta.height // shared
        said: Values = {
            "title": meta.title, "aspect": f"{wide}:{tall}",
            "resolution": min(meta.width, meta.height), "fps": meta.fps,
            "language": meta.language, "palette": self._palette(meta.palette), "seed": meta.seed,
            "safe_area": meta.safe_area, "poster_seconds": seconds(meta.poster_ms),
            "defaults": self._defaults(meta.defaults or Defaults()),
        }  # fmt: skip
        resolution = most_short_side(wide, tall)
        usual = {
            **TOP, "resolution": resolution, "language": self.context.language, "palette": None,
            "defaults": {},
        }  # fmt: skip
        return self._without(said, usual)

    def _palette(self, palette: Palette | None) -> Any:
        if palette is None:
            return None
        name, find = palette.name, self.context.palette
        if name and palette in (designed(name), find and find(name, self.frame.seed)):
            return name
        return palette.model_dump()

    def _defaults(self, own: Defaults) -> Values:
        if not self.full:
            return _plain(own.model_dump(exclude_none=True))
        whole = own.model_dump()
        for key in ("text_style", "caption_style"):
            whole[key] = whole[key] or TextStyle().model_dump()
        return _plain(whole)

    def _of_scenes(self, track: str) -> list[list[Any]]:
        """The segments of a track that belong to scenes, by scene."""
        found: list[list[Any]] = [[] for _ in self.scenes]
        for segment in self.tracks.get(track, []):
            found[max(0, bisect_right(self.starts, segment.start_ms) - 1)].append(segment)
        return found

    def _overlays(self) -> Iterable[Any]:
        for track in self.timeline.tracks:
            if track.id.startswith(OVERLAYS):
                yield from track.segments

    # --- scenes

    def _scene(
        self, scene: VideoSegment, texts: list[TextSegment], sounds: list[AudioSegment]
    ) -> Values:
        said, usual = self._picture(scene, overlay=False)
        voice, sounds = self._voice(scene, sounds)
        if not isinstance(scene, ClipSegment):
            usual["seconds"] = None if voice else self.frame.defaults.get("seconds")
        said, card, texts = self._without(said, usual), *self._card(scene, texts)
        caption, texts = self._caption(scene, texts)
        said |= self._transition(scene)
        lists: Values = {
            "voice": voice,
            "texts": [self._timed(t, scene.start_ms, scene.end_ms, "title") for t in texts],
            "audio": [self._audio(s, scene.start_ms, scene.end_ms) for s in sounds],
        }
        return said | card | caption | self._without(lists, {"voice": "", "texts": [], "audio": []})

    def _picture(self, segment: VideoSegment, *, overlay: bool) -> tuple[Values, Values]:
        """(every key of the picture and its length, the usual ones)."""
        own = picture_values(segment)
        asset, kind = None, segment.type  # type: ignore[attr-defined]
        source = own.get("background", "")
        head: Values = {"id": segment.id, "name": segment.name}
        if isinstance(segment, MediaSegment):
            asset, source = self.context.asset(segment.src), segment.src
            head["asset"] = self.context.name_of(segment.src)
        head["seconds"] = seconds(segment.duration_ms)
        usual = picture_defaults(kind, segment.id, own, asset, self.frame, overlay=overlay)
        if isinstance(segment, BackgroundSegment) and own["seed"] is None:
            own["seed"] = usual["seed"]
        usual["name"] = content_name(kind, source, self.context)
        if self.full:
            absent = "asset" if kind == "background" else "background"
            head |= {"name": segment.name or usual["name"], absent: None}
        elif not segment.name:  # none at all: as by content
            head["name"] = usual["name"]
        if isinstance(segment, ClipSegment):
            own["to_seconds"] = seconds(part_end_ms(segment))
            usual |= self._usual_part(segment, asset)
        return head | own, usual

    def _usual_part(self, clip: ClipSegment, asset: Asset | None) -> Values:
        """`seconds` and `to_seconds`, where they need not be said: the one, the other, or both."""
        end = asset.duration_ms if asset else None
        whole = None
        if end is not None and end > clip.trim_ms:
            whole = max(1, part_length_ms(clip.trim_ms, end, clip.speed))
        if clip.duration_ms == whole:
            return {"seconds": seconds(whole), "to_seconds": seconds(part_end_ms(clip))}
        if is_same_part(clip, part_end_ms(clip)) and (end is None or part_end_ms(clip) <= end + 40):
            return {"seconds": seconds(clip.duration_ms)}
        return {"to_seconds": seconds(part_end_ms(clip))}

    def _transition(self, scene: VideoSegment) -> Values:
        usual = transition_defaults(self.frame, scene.duration_ms)
        said = {"transition": "cut", "transition_seconds": usual["transition_seconds"]}
        if scene.transition and scene.transition.kind != "cut":
            length = seconds(scene.transition.duration_ms)
            said = {"transition": scene.transition.kind, "transition_seconds": length}
        return self._without(said, usual)

    # --- texts

    def _card(
        self, scene: VideoSegment, texts: list[TextSegment]
    ) -> tuple[Values, list[TextSegment]]:
        """(the scene's own text, the others)."""
        ground = isinstance(scene, BackgroundSegment)
        for text in texts:
            if text.id != text_of(scene.id) or not self._is_bare(text, scene):
                continue
            if text.role != "card" and (ground or text.role != "title" or text.layout):
                continue
            layout = (text.layout or "auto") if text.role == "card" else None
            words = {
                "text": text.text, "kicker": text.kicker, "body": text.body,
                "items": list(text.items), "layout": layout, "sample": text.sample,
            }  # fmt: skip
            said = self._without(words, _NOTHING) | self._style(text, "text_style", scene)
            return said, [t for t in texts if t is not text]
        return self._no_text(scene, "text", dict(_NOTHING), "title"), texts

    def _is_bare(self, text: TextSegment, scene: Segment) -> bool:
        """Whether a text says nothing that only the long form can say."""
        whole = text.start_ms == scene.start_ms and text.end_ms == scene.end_ms
        return whole and not text.name

    def _no_text(self, scene: VideoSegment, key: str, values: Values, role: str) -> Values:
        if not self.full:
            return {}
        return values | {f"{key}_style": _plain(self._usual_style(role, scene))}

    def _style(self, text: TextSegment, key: str, scene: Segment) -> Values:
        usual = self._usual_style(text.role, scene)
        said = self._without(style_values(text, usual), usual)
        return {key: said} if said else {}

    def _usual_style(self, role: str, place: Segment) -> Values:
        last = place.end_ms >= self.total
        return style_defaults(self.frame, role, first=place.start_ms == 0, last=last)

    def _caption(
        self, scene: VideoSegment, texts: list[TextSegment]
    ) -> tuple[Values, list[TextSegment]]:
        """(the scene's caption, the other texts); pieces of a long one are joined again."""
        nothing = self._no_text(scene, "caption", {"caption": ""}, "caption")
        one = [t for t in texts if t.id == caption_of(scene.id)]
        pieces = one or [t for t in texts if t.id.startswith(caption_of(scene.id) + "-")]
        words = self._joined(scene, pieces) if pieces else None
        if words is None:
            return nothing, texts
        left = [t for t in texts if not any(t is p for p in pieces)]
        return {"caption": words} | self._style(pieces[0], "caption_style", scene), left

    def _joined(self, scene: VideoSegment, pieces: list[TextSegment]) -> str | None:
        """The words of a caption's pieces, when they would be cut into the same ones again."""
        first = pieces[0]
        for number, piece in enumerate(pieces, 1):
            named = caption_of(scene.id, number if piece.id != caption_of(scene.id) else None)
            plain_text = piece.role == "caption" and not (
                piece.kicker or piece.body or piece.items or piece.layout
            )
            alike = all(getattr(piece, k) == getattr(first, k) for k in STYLE_KEYS)
            if piece.id != named or not plain_text or not alike or piece.name or piece.sample:
                return None
        if first.start_ms != scene.start_ms or pieces[-1].end_ms != scene.end_ms:
            return None
        if any(a.end_ms != b.start_ms for a, b in pairwise(pieces)):
            return None
        told = [(p.start_ms - scene.start_ms, p.duration_ms, p.text) for p in pieces]
        for gap in (" ", ""):
            words = gap.join(p.text for p in pieces)
            if self.context.pieces(words, scene.duration_ms, self.frame.language) == told:
                return words
        return None

    def _timed(self, text: TextSegment, start_ms: int, end_ms: int, role: str) -> Values:
        style = self._usual_style(text.role, text)
        said: Values = {
            "id": text.id, "at_seconds": seconds(text.start_ms - start_ms),
            "seconds": seconds(text.duration_ms), **text_values(text, style),
        }  # fmt: skip
        usual = {**_TEXT_USUAL, **style, "role": role}
        usual["seconds"] = seconds(end_ms - text.start_ms)
        del usual["text"]
        return self._without(said, usual)

    def _captions(self, captions: list[TextSegment]) -> list[Values]:
        ends = [*(c.start_ms for c in captions[1:]), self.total]
        return [self._timed(c, 0, end, "caption") for c, end in zip(captions, ends, strict=False)]

    # --- overlays

    def _overlay(self, segment: Any) -> Values:
        if isinstance(segment, TextSegment):
            return self._timed(segment, 0, self.total, "title")
        said, usual = self._picture(segment, overlay=True)
        said["at_seconds"], usual["at_seconds"] = seconds(segment.start_ms), 0
        room = self.total - segment.start_ms
        if not isinstance(segment, ClipSegment) or segment.duration_ms == self._cut(segment, room):
            usual["seconds"] = seconds(segment.duration_ms)
            if segment.duration_ms == room and isinstance(segment, ClipSegment):
                usual["to_seconds"] = said["to_seconds"]
            elif not isinstance(segment, ClipSegment):
                usual["seconds"] = seconds(room)
        asset = self.context.asset(segment.src) if isinstance(segment, MediaSegment) else None
        said |= self._place(said.pop("box"), asset)
        return self._without(said, {**usual, **OVERLAY, "box": None})

    def _cut(self, clip: ClipSegment, room: int) -> int | None:
        """How long a clip over the picture is when nothing is said: its part, at most the rest."""
        asset = self.context.asset(clip.src)
        end = asset.duration_ms if asset else None
        if end is None or end <= clip.trim_ms:
            return None
        return min(room, max(1, part_length_ms(clip.trim_ms, end, clip.speed)))

    def _place(self, box: Any, asset: Asset | None) -> Values:
        """`position` and `width` where they give the box, else the box."""
        box = box or dict(WHOLE)
        nothing: Values = {"box": None} if self.full else {}
        for position in ("top_right", *OverlayPlace.__args__):  # type: ignore[attr-defined]
            place = {"position": position, "width": box["w"]}
            if overlay_box(place, asset, self.frame) == box:
                return place | nothing
        return {"box": box} | ({"position": None, "width": None} if self.full else {})

    # --- sound

    def _music(self, segment: AudioSegment) -> Values:
        said = self._audio(segment, 0, self.total, music=True)
        said.pop("id")
        return {k: v for k, v in said.items() if k not in ("voice", "speech", "language")}

    def _audio(
        self, segment: AudioSegment, start_ms: int, end_ms: int, *, music: bool = False
    ) -> Values:
        kind, own = kind_of(segment), sound_values(segment)
        asset = self.context.asset(segment.src) if isinstance(segment, SoundSegment) else None
        source = own.get("mood") or own.get("voice") or ""
        if isinstance(segment, SoundSegment):
            source = segment.src
            own["asset"] = self.context.name_of(segment.src)
        usual = sound_defaults(kind, self.frame, music=music)
        if own.get("seed", 0) is None:
            own["seed"] = usual["seed"]
        room = end_ms - segment.start_ms
        length = own_length_ms(own, asset) if kind == "asset" else None
        usual |= {
            "at_seconds": 0, "name": content_name(kind, source, self.context),
            "seconds": seconds(min(room, length or room)), "speech": AUDIO_DEFAULTS["speech"],
        }  # fmt: skip
        said = {
            "id": segment.id, "name": segment.name or usual["name"],
            "at_seconds": seconds(segment.start_ms - start_ms),
            "seconds": seconds(segment.duration_ms),
        }  # fmt: skip
        absent = {k: None for k in ("asset", "mood", "voice") if k not in own} if self.full else {}
        return self._without(said | absent | own, usual)

    def _voice(
        self, scene: VideoSegment, sounds: list[AudioSegment]
    ) -> tuple[str, list[AudioSegment]]:
        """(what the scene's `voice` says, the other sounds)."""
        for sound in sounds:
            if sound.id != voice_of(scene.id):
                continue
            said = self._short._audio(sound, scene.start_ms, scene.end_ms)
            del said["id"]
            key = "voice" if isinstance(sound, VoiceSegment) else "asset"
            if said.keys() - {"speech"} != {key} or (key == "asset") != ("speech" in said):
                continue
            names_file = self.context.find(said[key], sound=True) is not None
            if names_file == (key == "asset"):
                return str(said[key]), [s for s in sounds if s is not sound]
        return "", sounds


def _plain(values: Any) -> Any:
    """Numbers as people write them, all the way down."""
    if isinstance(values, dict):
        return {k: _plain(v) for k, v in values.items()}
    return plain(values) if isinstance(values, float) else values
