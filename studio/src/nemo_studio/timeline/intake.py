"""A draft from elsewhere brought to the studio's form, in which it can be printed and sent back.

Pictures follow each other without gaps, every segment is on the track of what it belongs to, ids
can stand in a storyboard, and what the rules give anyway is not written out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, get_args

from nemo_wire import fields

from .arrange import CAPTIONS, MUSIC, OVERLAYS, SCENE_AUDIO, Parts, Wire, arrange
from .context import Context
from .defaults import MEDIA, MOST_SHORT_SIDE, MOVES, SMALL_MOVE, WHOLE, moves_at, seconds
from .draft import Defaults, Mood, Segment, Timeline, VideoTrack, dump_timeline
from .expand import content_name
from .identity import caption_of, next_number, seed_of, text_of
from .problems import Note, pointer
from .storyboard import ID

BLACK: Wire = {"type": "background", "style": "solid", "colors": ["#000000"], "name": ""}


def intake(
    timeline: Timeline, context: Context, homes: Mapping[str, str] | None = None
) -> tuple[Timeline, list[Note]]:
    """(the timeline in the studio's form, what had to be changed that a user should know).

    homes: track ids of segments that are known, by their ids; those of the timeline's own tracks
    are known anyway. Raises ValidationError.
    """
    taken = _Intake(timeline, context, homes or {})
    return taken.run(), taken.notes


def homes_of(timeline: Timeline) -> dict[str, str]:
    """The track ids of all segments."""
    return {s.id: t.id for t in timeline.tracks if t.id for s in t.segments}


class _Intake:
    def __init__(self, timeline: Timeline, context: Context, homes: Mapping[str, str]) -> None:
        self.timeline, self.context = timeline, context
        self.homes = {**homes, **homes_of(timeline)}
        self.notes: list[Note] = []
        self.parts = Parts()
        self.ids = {s.id for t in timeline.tracks for s in t.segments}
        self.given: set[str] = set()
        meta = timeline.meta
        self.said = meta.defaults or Defaults()

    def run(self) -> Timeline:
        meta = dump_timeline(self.timeline)[fields.META]
        self._scenes()
        self._overlay_pictures()
        for track in self.timeline.text_tracks:
            for text in track.segments:
                self._text(text)
        self._order_overlays()
        self._captions_apart()
        self._sounds()
        short = min(meta["width"], meta["height"])
        if short > MOST_SHORT_SIDE:
            for side in ("width", "height"):
                meta[side] = round(meta[side] * MOST_SHORT_SIDE / short / 2) * 2
        meta["poster_ms"] = min(meta["poster_ms"], max(0, self.timeline.duration_ms - 1))
        return arrange(meta, self.parts)

    # --- pictures

    def _scenes(self) -> None:
        tracks = [t for t in self.timeline.video_tracks if t.segments]
        self.lowest: VideoTrack | None = tracks[0] if tracks else None
        at = 0
        for segment in self.lowest.segments if self.lowest else ():
            self._fill(at, segment.start_ms)
            self.parts.scenes.append(self._scene(segment))
            at = segment.end_ms
        self._fill(at, self.timeline.duration_ms)
        self.starts = [s[fields.START] for s in self.parts.scenes]

    def _fill(self, start: int, end: int) -> None:
        if end <= start:
            return
        name = self._new_id("s")
        self.notes.append(
            Note(pointer("scenes", name), "gap_filled", {"seconds": seconds(end - start)})
        )
        span = {"id": name, fields.START: start, fields.DURATION: end - start}
        self.parts.scenes.append(self._named({**BLACK, **span}))

    def _scene(self, segment: Segment) -> Wire:
        wire = self._picture(segment, "s")
        transition = wire.get("transition")
        if transition and transition["kind"] == "cut":
            del wire["transition"]
        elif transition:
            half = wire[fields.DURATION] // 2
            transition["duration_ms"] = min(transition["duration_ms"], half)
        if wire.get("box") == WHOLE:
            del wire["box"]
        return wire

    def _picture(self, segment: Segment, prefix: str) -> Wire:
        wire = _wire(segment)
        wire["id"] = self._id(segment.id, prefix)
        if wire.get("crop") == WHOLE:
            del wire["crop"]
        if wire.get("seed") == seed_of(self.timeline.meta.seed, wire["id"]):
            del wire["seed"]
        if wire.get("motion", {}).get("kind") == "hold":  # what does not move has no amount
            amount = SMALL_MOVE if wire["fit"] == "blur" else MEDIA["motion_amount"]
            wire["motion"] = {"kind": "hold", "amount": amount, "easing": MEDIA["motion_easing"]}
        return self._named(wire)

    def _named(self, wire: Wire) -> Wire:
        """Called by its content, where it has no name, or that of another content."""
        kind, name = wire["type"], wire["name"]
        source, other = wire.get("src", ""), False
        if kind == "background":
            colors = wire.get("colors") or []
            one = wire["style"] == "solid" and len(colors) == 1
            source, other = colors[0] if one else wire["style"], name.endswith(" background")
        elif kind == "music":
            kind, source, other = "mood", wire["mood"], name in get_args(Mood)
        elif kind == "voice":
            source = wire["text"]
        called = content_name(kind, source, self.context)
        return {**wire, "name": called} if not name or other else wire

    def _overlay_pictures(self) -> None:
        for track in self.timeline.video_tracks:
            for segment in track.segments if track is not self.lowest else ():
                wire = self._picture(segment, "o")
                wire.setdefault("box", dict(WHOLE))
                if wire.pop("transition", None):
                    path = pointer("overlays", wire["id"])
                    self.notes.append(Note(path, "dropped", {"key": "transition"}))
                self.parts.overlays.append(wire)

    def _order_overlays(self) -> None:
        """As they lay above each other before; what is new comes on top."""

        def height(wire: Wire) -> tuple[int, int]:
            home = self.homes.get(wire["id"], "")
            number = home.removeprefix(OVERLAYS)
            known = home.startswith(OVERLAYS) and number.isdigit()
            return (int(number), wire[fields.START]) if known else (len(self.ids) + 1, 0)

        self.parts.overlays.sort(key=height)

    # --- texts

    def _text(self, text: Any) -> None:
        home = self.homes.get(text.id, "")
        scene = self.parts.scenes[max(0, bisect_right(self.starts, text.start_ms) - 1)]
        inside = text.end_ms <= scene[fields.START] + scene[fields.DURATION]
        wire = _wire(text)
        self._moves(wire)
        if home == CAPTIONS:
            wire["id"] = self._id(text.id, "c")
            self.parts.captions.append(wire)
        elif inside and not home.startswith(OVERLAYS):
            wire["id"] = self._short_id(wire, scene) if not home else self._id(text.id, "t")
            self.parts.texts.append(wire)
            self.parts.texts.sort(key=lambda t: t[fields.START])
        else:
            wire["id"] = self._id(text.id, "o")
            self.parts.overlays.append(wire)

    def _moves(self, wire: Wire) -> None:
        """How a text comes and goes: not written where it is what the rule says anyway."""
        end = wire[fields.START] + wire[fields.DURATION]
        last = end >= self.timeline.duration_ms
        usual = moves_at(first=wire[fields.START] == 0, last=last)
        styles = [self.said.text_style]
        if wire["role"] == "caption":
            styles.insert(0, self.said.caption_style)
        for key in MOVES:
            said = next((v for s in styles if s and (v := getattr(s, key))), None)
            if said is not None:
                wire.setdefault(key, said)
            elif wire.get(key) == usual[key]:
                del wire[key]

    def _short_id(self, wire: Wire, scene: Wire) -> str:
        """The id that says that a text is the scene's own, where it says no more than that."""
        whole = all(wire[k] == scene[k] for k in (fields.START, fields.DURATION))
        bare = whole and not wire["name"]
        layout = wire.get("layout")
        if wire["role"] == "caption":
            extra = ("kicker", "body", "items", "sample")
            plain = not (layout or any(wire[k] for k in extra))
            name = caption_of(scene["id"]) if bare and plain else ""
        else:
            title = wire["role"] == "title" and not layout and scene["type"] != "background"
            name = text_of(scene["id"]) if bare and (title or wire["role"] == "card") else ""
        if name and (name == wire["id"] or name not in self.ids | self.given):
            self.given.add(name)
            return name
        return self._id(wire["id"], "t")

    def _captions_apart(self) -> None:
        captions = sorted(self.parts.captions, key=lambda c: c[fields.START])
        for caption, following in pairwise(captions):
            room = following[fields.START] - caption[fields.START]
            if caption[fields.DURATION] > room > 0:
                caption[fields.DURATION] = room
                said = {"seconds": seconds(following[fields.START])}
                path = pointer("captions", caption["id"])
                self.notes.append(Note(path, "cut_at_next", said))
        self.parts.captions = captions

    # --- sound

    def _sounds(self) -> None:
        sounds = [s for track in self.timeline.audio_tracks for s in track.segments]
        music = next((s for s in sounds if self.homes.get(s.id) == MUSIC), None)
        if music is None:  # what is known to be something else stays that
            free = (s for s in sounds if s.type == "music" and s.id not in self.homes)
            music = next(free, None)
        for sound in sounds:
            wire, home = self._named(_wire(sound)), self.homes.get(sound.id, "")
            if wire.get("seed") == self.timeline.meta.seed:
                del wire["seed"]
            if sound is music:
                wire["id"] = MUSIC
                self.parts.music.append(wire)
                continue
            wire["id"] = self._id(sound.id, "a")
            scene = self.parts.scenes[max(0, bisect_right(self.starts, sound.start_ms) - 1)]
            inside = sound.end_ms <= scene[fields.START] + scene[fields.DURATION]
            of_scene = home == SCENE_AUDIO or (not home and sound.type == "voice")
            (self.parts.scene_audio if inside and of_scene else self.parts.audio).append(wire)
        for wires in (self.parts.scene_audio, self.parts.audio):
            wires.sort(key=lambda s: s[fields.START])

    # --- ids

    def _id(self, told: str, prefix: str) -> str:
        """The id, or a new one where it cannot stand in a storyboard."""
        if re.match(ID, told) and told not in self.given and told != MUSIC:
            self.given.add(told)
            return told
        new = self._new_id(prefix)
        if told != MUSIC:
            self.notes.append(Note("/" + new, "renamed", {"old": told, "new": new}))
        return new

    def _new_id(self, prefix: str) -> str:
        new = f"{prefix}{next_number(prefix, self.ids | self.given)}"
        self.given.add(new)
        return new


def _wire(segment: Segment) -> Wire:
    return segment.model_dump(by_alias=True, exclude_none=True)
