"""`fit`, `cut`, `trim`, `split`: edits after which everything behind moves up, or makes room.

What is in a scene goes with it; overlays, captions, sounds and the music are mapped with the
picture that they begin on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from .arrange import SCENES
from .context import Context
from .defaults import Values, milliseconds, seconds
from .draft import (
    AudioSegment,
    BackgroundSegment,
    ClipSegment,
    Segment,
    SoundSegment,
    TextSegment,
    Timeline,
    VideoSegment,
    VoiceSegment,
)
from .full import members_by_id
from .identity import MUSIC, caption_of, seed_of, voice_of
from .operations import Operation
from .paths import near_id
from .pictures import part_end_ms
from .printing import print_storyboard
from .problems import Problem, StoryboardError
from .timemap import LEAST_SCENE_MS, Span, Stretch, TimeMap, divided, fitted, reach, without

NewId = Callable[[str], str]  # of a new member of the list of that name


def rippled(
    operation: Operation, scene: str, timeline: Timeline, context: Context, new_id: NewId
) -> Values:
    """The storyboard after a verb. scene: the id that its path names, "" for none.

    timeline: in the studio's form. Raises StoryboardError.
    """
    edit = _Verb(operation, scene, timeline, context, new_id)
    return _Recut(timeline, context, TimeMap(edit.spans()), new_id).document()


class _Verb:
    """The time that a verb leaves."""

    def __init__(
        self, operation: Operation, scene: str, timeline: Timeline, context: Context, new_id: NewId
    ) -> None:
        self.operation, self.context, self.new_id = operation, context, new_id
        self.told = operation.arguments
        self.scenes = timeline.video_tracks[0].segments
        self.total = timeline.duration_ms
        self.scene = next((s for s in self.scenes if s.id == scene), None)

    def spans(self) -> list[Span]:
        spans = [
            Span(n, s.id, s.start_ms, s.end_ms, s.duration_ms, isinstance(s, ClipSegment))
            for n, s in enumerate(self.scenes)
        ]
        if self.operation.name == "fit":
            return self._fit(spans)
        if self.operation.name == "split":
            return self._split(spans)
        return self._cut(spans)

    def refuse(
        self, problem: str, /, near: str = "", there: tuple[str, ...] = (), **values: Any
    ) -> NoReturn:
        raise StoryboardError([Problem(self.operation.path, problem, values, near, there)])

    def _room(self) -> tuple[int, int]:
        """(begin, end) of the scene that the path names, else of the video."""
        return (self.scene.start_ms, self.scene.end_ms) if self.scene else (0, self.total)

    def _within(self, moment: int) -> None:
        begin, end = self._room()
        if moment > end - begin:
            self.refuse("time_behind", at=seconds(moment), end=seconds(end - begin))

    def _cut(self, spans: list[Span]) -> list[Span]:
        begin, end = self._room()
        first, last = self.told.get("from", 0), self.told.get("to", end - begin)
        self._within(first)
        self._within(last)
        if last <= first:
            self.refuse("to_before", at=seconds(first), to=seconds(last))
        gone = [(begin + first, begin + last)]
        if self.operation.name == "trim":
            gone = [(begin + last, end), (begin, begin + first)]
        for from_, to in gone:
            spans = without(spans, from_, to, lambda: self.new_id(SCENES))
        if not spans:
            self.refuse("nothing_left")
        return spans

    def _split(self, spans: list[Span]) -> list[Span]:
        begin, _ = self._room()
        at = self.told["at"]
        self._within(at)
        if any(begin + at in (s.begin, s.end) for s in spans):
            self.refuse("no_split", at=seconds(at))
        return divided(spans, begin + at, self.told.get("id") or self.new_id(SCENES))

    def _fit(self, spans: list[Span]) -> list[Span]:
        ids = [s.id for s in self.scenes]
        keep = self.told.get("keep", [])
        for name in keep:
            if name not in ids:
                near = near_id(name, ids)
                self.refuse("no_member", near, tuple(ids), kind=SCENES, value=name)
        stretches = [self._stretch(s, kept=s.id in keep) for s in self.scenes]
        lengths = fitted(stretches, self.told["length"])
        if lengths is None:
            least, most = reach(stretches)
            self.refuse(
                "no_fit" if most is None else "no_fit_within",
                want=seconds(self.told["length"]), least=seconds(least), most=seconds(most or 0),
            )  # fmt: skip
        pairs = zip(spans, lengths, strict=True)
        return [Span(s.scene, s.name, s.begin, s.end, n, s.is_clip) for s, n in pairs]

    def _stretch(self, scene: VideoSegment, *, kept: bool) -> Stretch:
        length = scene.duration_ms
        if kept:
            return Stretch(length, length, length)
        most = None
        if isinstance(scene, ClipSegment):
            most = max(length, _longest(scene, self.context) or length)
        return Stretch(length, min(length, LEAST_SCENE_MS), most)


@dataclass(frozen=True)
class _Scene:
    """One that there is now: `own` is what it was before, `part` the number of its part of it."""

    own: VideoSegment
    name: str
    begin: int  # on the video before
    start: int
    length: int
    part: int
    parts: int

    @property
    def ends(self) -> int:
        return self.start + self.length

    @property
    def goes_on(self) -> bool:
        return self.part < self.parts - 1


class _Recut:
    """The storyboard, member by member, in the time that a map gives."""

    def __init__(self, timeline: Timeline, context: Context, times: TimeMap, new_id: NewId) -> None:
        self.context, self.times, self.new_id = context, times, new_id
        self.before = print_storyboard(timeline, context)
        self.total, self.meta = timeline.duration_ms, timeline.meta
        self.written = members_by_id(self.before)
        self.pictures = {s.id: s for track in timeline.video_tracks for s in track.segments}
        self.texts = {s.id: s for track in timeline.text_tracks for s in track.segments}
        self.sounds: dict[str, AudioSegment] = {
            s.id: s for track in timeline.audio_tracks for s in track.segments
        }
        self.used: set[str] = set()  # ids of recordings that have a part
        self.loose: list[Values] = []  # sounds of a scene that reach over more than one now

    def document(self) -> Values:
        said = dict(self.before)
        said["scenes"] = [self._scene(s) for s in self._scenes_now()]
        for key in ("overlays", "captions"):
            said[key] = [m for own in said.get(key, ()) if (m := self._mapped(own))]
        sounds = [m for own in said.get("audio", ()) for m in self._sound(own)]
        said["audio"] = sounds + self.loose
        if said.get("music"):
            said["music"] = self._mapped(said["music"] | {"id": MUSIC})
            if said["music"]:
                del said["music"]["id"]
        if "poster_seconds" in said:
            poster = self.times.start_of(milliseconds(said["poster_seconds"]))
            said["poster_seconds"] = seconds(min(poster, self.times.total - 1))
        return said

    def _scenes_now(self) -> list[_Scene]:
        found, owners = self.times.scenes(), self.before["scenes"]
        numbers = [first.scene for first, _, _ in found]
        return [
            _Scene(
                self.pictures[owners[first.scene]["id"]], first.name, first.begin, start, length,
                numbers[:place].count(first.scene), numbers.count(first.scene),
            )
            for place, (first, start, length) in enumerate(found)
        ]  # fmt: skip

    # --- scenes

    def _scene(self, scene: _Scene) -> Values:
        was = scene.own
        own = dict(self.written[was.id]) | {"id": scene.name}
        if scene.length != was.duration_ms:
            own["seconds"] = seconds(scene.length)
            if isinstance(was, ClipSegment):
                own["from_seconds"] = _from(was, scene.begin - was.start_ms, scene.length)
                own.pop("to_seconds", None)
        if scene.part:
            own["transition"] = "cut"
            for key in ("transition_seconds", "fade_in_seconds"):
                own.pop(key, None)
            if isinstance(was, BackgroundSegment):
                own.setdefault("seed", seed_of(self.meta.seed, was.id))
        if scene.goes_on:
            own.pop("fade_out_seconds", None)
        own["texts"] = [m for text in own.get("texts", ()) if (m := self._text(text, scene))]
        if scene.parts > 1 and own.get("text"):
            own["text_style"] = _without_moves(own.get("text_style", {}), scene.part, scene.goes_on)
        self._caption(own, scene)
        own["audio"] = [m for sound in own.get("audio", ()) for m in self._sound(sound, scene)]
        self._voice(own, scene)
        return own

    def _text(self, own: Values, scene: _Scene) -> Values | None:
        text = self.texts[own["id"]]
        start, end = self.times.start_of(text.start_ms), self.times.end_of(text.end_ms)
        first, last = max(start, scene.start), min(end, scene.ends)
        if last <= first:
            return None
        begun, goes_on = start < scene.start, end > scene.ends
        name = self.new_id("texts") if begun else own["id"]
        timed = own | {"id": name} | _times(first - scene.start, last - first)
        return _without_moves(timed, begun, goes_on) if begun or goes_on else timed

    def _caption(self, own: Values, scene: _Scene) -> None:
        """A caption in turn is divided by time, where a clip lost some of it or a scene became two;
        that of a still goes on saying all."""
        if "caption" not in own or not (isinstance(scene.own, ClipSegment) or scene.parts > 1):
            return
        name = scene.own.id
        one = self.texts.get(caption_of(name))
        pieces = [one] if one else self._pieces(name)
        gap = next((g for g in (" ", "") if g.join(p.text for p in pieces) == own["caption"]), " ")
        left = [p for p in pieces if self._shows(p, scene)]
        if not left:
            own.pop("caption")
            own.pop("caption_style", None)
            return
        own["caption"] = gap.join(p.text for p in left)
        begun = left[0].start_ms < scene.begin
        goes_on = scene.goes_on and self.times.end_of(left[-1].end_ms) > scene.ends
        if begun or goes_on:
            own["caption_style"] = _without_moves(own.get("caption_style", {}), begun, goes_on)

    def _pieces(self, scene: str) -> list[TextSegment]:
        found: list[TextSegment] = []
        while piece := self.texts.get(caption_of(scene, len(found) + 1)):
            found.append(piece)
        return found

    def _shows(self, text: TextSegment, scene: _Scene) -> bool:
        start, end = self.times.start_of(text.start_ms), self.times.end_of(text.end_ms)
        return min(end, scene.ends) > max(start, scene.start)

    def _voice(self, own: Values, scene: _Scene) -> None:
        """A voice is not cut: it stays with the first part of its scene, or by itself where it is
        longer than that."""
        if "voice" not in own or scene.parts == 1:
            return
        words = own.pop("voice")
        if scene.part:
            return
        voice = self.sounds[voice_of(scene.own.id)]
        if self._said_by(voice) - voice.start_ms <= scene.length:
            own["voice"] = words
            return
        key = "voice" if isinstance(voice, VoiceSegment) else "asset"
        loose = {"id": self.new_id("audio"), key: words}
        loose |= {"speech": True} if key == "asset" else {}
        self.loose.append(loose | self._placed(voice, 0, self.times.total))

    def _said_by(self, voice: AudioSegment) -> int:
        """When a voice has said all, on the video before."""
        if isinstance(voice, VoiceSegment) and self.context.measure:
            length = self.context.measure(voice.text, voice.language)
            return min(voice.end_ms, voice.start_ms + (length or voice.duration_ms))
        return voice.end_ms

    # --- what stands over scenes

    def _placed(self, segment: Segment, start: int, end: int) -> Values:
        """Its times in what lasts from start to end now; {} when nothing of it is left there."""
        first = max(self.times.start_of(segment.start_ms), start)
        last = min(self.times.end_of(segment.end_ms), end)
        return _times(first - start, last - first) if last > first else {}

    def _mapped(self, own: Values) -> Values | None:
        """An overlay, a caption or music in one piece; None when nothing is left."""
        name = own["id"]
        segment: Segment = self.pictures.get(name) or self.texts.get(name) or self.sounds[name]
        times = self._placed(segment, 0, self.times.total)
        if not times:
            return None
        if isinstance(segment, ClipSegment) and times["seconds"] != seconds(segment.duration_ms):
            longest = _longest(segment, self.context) or segment.duration_ms
            length = min(milliseconds(times["seconds"]), longest)
            times |= {"seconds": seconds(length), "from_seconds": _from(segment, 0, length)}
            own = {k: v for k, v in own.items() if k != "to_seconds"}
        return own | times

    def _sound(self, own: Values, scene: _Scene | None = None) -> list[Values]:
        """A sound of the video, or of a scene: recordings are cut as clips are, voices only move,
        all other is in one piece; what would be cut with its scene is the video's then."""
        segment = self.sounds[own["id"]]
        start, end = (scene.start, scene.ends) if scene else (0, self.times.total)
        if isinstance(segment, SoundSegment) and not segment.loop:
            return self._recording(own, segment, start, end)
        if self.times.start_of(segment.start_ms) < start:
            return []
        place = self._moved if isinstance(segment, VoiceSegment) else self._placed
        if scene and scene.goes_on and self.times.end_of(self._said_by(segment)) > end:
            self.loose.append(own | place(segment, 0, self.times.total))
            return []
        times = place(segment, start, end)
        before = scene.own.end_ms if scene else self.total
        if times and segment.end_ms >= before:  # it runs to the end, and does
            return [{k: v for k, v in (own | times).items() if k != "seconds"}]
        return [own | times] if times else []

    def _moved(self, voice: AudioSegment, start: int, end: int) -> Values:
        first = self.times.start_of(voice.start_ms)
        if first >= self.times.end_of(self._said_by(voice)) or not start <= first < end:
            return {}
        return _times(first - start, min(voice.duration_ms, end - first))

    def _recording(self, own: Values, sound: SoundSegment, start: int, end: int) -> list[Values]:
        found: list[Values] = []
        for begin, stop in self.times.runs():
            first, last = max(begin, sound.start_ms), min(stop, sound.end_ms)
            now = self.times.start_of(first)
            if last <= first or now >= end or now + (last - first) <= start:
                continue
            skipped = max(0, start - now)
            length = min(last - first - skipped, end - now - skipped)
            offset = first - sound.start_ms + skipped
            begun, goes_on = offset > 0, offset + length < sound.duration_ms
            name = own["id"] if own["id"] not in self.used else self.new_id("audio")
            self.used.add(name)
            part = own | {"id": name} | _times(now + skipped - start, length)
            part["from_seconds"] = seconds(sound.trim_ms + round(offset * sound.speed))
            for key, gone in (("fade_in_seconds", begun), ("fade_out_seconds", goes_on)):
                if gone:
                    part.pop(key, None)
            if sound.end_ms >= self.total and now + skipped + length >= self.times.total:
                del part["seconds"]  # it ran to the end, and does
            found.append(part)
        return found


def _times(at_ms: int, length_ms: int) -> Values:
    return {"at_seconds": seconds(at_ms), "seconds": seconds(length_ms)}


def _from(clip: ClipSegment, offset_ms: int, length_ms: int) -> float | int:
    """Where in its file the part begins that plays `length_ms` from a moment of the clip on; one
    in reverse comes from its end."""
    if clip.reverse:
        offset_ms = clip.duration_ms - offset_ms - length_ms
    return seconds(max(0, clip.trim_ms + round(offset_ms * clip.speed)))


def _longest(clip: ClipSegment, context: Context) -> int | None:
    """How long a clip can play from where it begins; None where that is not known."""
    if clip.reverse:
        return int(part_end_ms(clip) / clip.speed)
    asset = context.asset(clip.src)
    if asset is None or asset.duration_ms is None:
        return None
    return int((asset.duration_ms - clip.trim_ms) / clip.speed)


def _without_moves(style: Values, begun: object, goes_on: object) -> Values:
    """What goes on from one scene to the next neither comes nor goes there."""
    moves = {"animate_in": "none"} if begun else {}
    return style | moves | ({"animate_out": "none"} if goes_on else {})
