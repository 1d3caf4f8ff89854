"""A draft taken apart for editing: scenes in a row, and what runs across them.

Scenes own a picture and the texts that stand on it; lengths add up by construction, so that no
edit can make pictures overlap or leave a gap. `Board.draft` validates what it puts together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias

from nemo_studio.timeline.context import Context
from nemo_studio.timeline.draft import (
    AudioSegment,
    BackgroundSegment,
    ClipSegment,
    ImageSegment,
    Meta,
    MusicSegment,
    Segment,
    SoundSegment,
    TextSegment,
    Transition,
    VideoSegment,
    VoiceSegment,
    dump_timeline,
    load_timeline,
)
from nemo_studio.timeline.identity import next_number
from nemo_studio.timeline.intake import homes_of, intake
from nemo_wire import fields

Picture: TypeAlias = BackgroundSegment | ClipSegment | ImageSegment
Sound: TypeAlias = MusicSegment | SoundSegment | VoiceSegment
_OPENINGS = ("fade_black", "fade_white")
MIN_TEXT_MS = 300
MIN_PICTURE_MS = 100


@dataclass
class Scene:
    """A picture for `duration_ms` and its texts, whose times count from the scene's start."""

    picture: Picture
    duration_ms: int
    texts: list[TextSegment] = field(default_factory=list)


@dataclass
class Board:
    """A whole draft. `texts`, `sounds` and `overlays` have times of the timeline (ms). `homes`: the
    ids of the tracks that the draft's segments came from. `layered`: cards lie over cards in it.

    `opening` leads into the first scene, whichever that is: only a storyboard asks for one.
    """

    meta: Meta
    scenes: list[Scene]
    texts: list[TextSegment] = field(default_factory=list)
    sounds: list[Sound] = field(default_factory=list)
    overlays: list[list[Picture]] = field(default_factory=list)
    opening: Transition | None = None
    homes: dict[str, str] = field(default_factory=dict)
    layered: bool = False

    @property
    def duration_ms(self) -> int:
        return sum(s.duration_ms for s in self.scenes)

    @property
    def music(self) -> list[MusicSegment]:
        return [s for s in self.sounds if isinstance(s, MusicSegment)]

    def starts(self) -> list[int]:
        """Where each scene begins, in ms."""
        out, at = [], 0
        for scene in self.scenes:
            out.append(at)
            at += scene.duration_ms
        return out

    def all_texts(self) -> list[TextSegment]:
        """Every text, in the order of their times."""
        timed = [
            (start + t.start_ms, t)
            for start, scene in zip(self.starts(), self.scenes, strict=True)
            for t in scene.texts
        ]
        timed += [(t.start_ms, t) for t in self.texts]
        return [t for _, t in sorted(timed, key=lambda pair: pair[0])]

    def new_id(self, prefix: str) -> str:
        """An id that no segment has yet: "s4" where s3 is the highest."""
        return f"{prefix}{next_number(prefix, (s.id for s in self._segments()))}"

    def lift_texts(self) -> None:
        """Every text at times of the timeline, instead of its scene's."""
        for start, scene in zip(self.starts(), self.scenes, strict=True):
            for text in scene.texts:
                text.start_ms += start
            self.texts += scene.texts
            scene.texts = []

    def seat_texts(self) -> None:
        """Each text goes to the scene that holds all of it; one that spans several stays apart."""
        spans = list(zip(self.starts(), self.scenes, strict=True))
        apart = []
        for text in self.texts:
            for start, scene in spans:
                if start <= text.start_ms and text.end_ms <= start + scene.duration_ms:
                    text.start_ms -= start
                    scene.texts.append(text)
                    break
            else:
                apart.append(text)
        self.texts = apart

    def take_opening(self) -> None:
        """What leads out of black or white into the first scene becomes the video's; any other
        transition waits there until something comes before its scene."""
        first = self.scenes[0].picture
        if first.transition and first.transition.kind in _OPENINGS:
            self.opening, first.transition = first.transition, None

    def drop_text(self, text: TextSegment) -> None:
        """Take a text out, wherever it is."""
        self.texts = [t for t in self.texts if t is not text]
        for scene in self.scenes:
            scene.texts = [t for t in scene.texts if t is not text]

    def _segments(self) -> list[Segment]:
        out: list[Segment] = [s.picture for s in self.scenes]
        out += [t for s in self.scenes for t in s.texts]
        return [*out, *self.texts, *self.sounds, *(p for track in self.overlays for p in track)]

    def _sound_tracks(self) -> Iterator[list[Sound]]:
        """Music and recordings, then voices: on tracks of their own, as an editor has them."""
        yield [s for s in self.sounds if not isinstance(s, VoiceSegment)]
        yield [s for s in self.sounds if isinstance(s, VoiceSegment)]

    def draft(self) -> dict[str, Any]:
        """The draft in its wire form, validated. Raises TimelineError if it cannot be."""
        total = self.duration_ms
        pictures: list[Segment] = []
        texts: list[Segment] = []
        for start, scene in zip(self.starts(), self.scenes, strict=True):
            pictures.append(_placed(scene.picture, start, scene.duration_ms))
            for text in scene.texts:
                room = scene.duration_ms - text.start_ms
                if room >= min(MIN_TEXT_MS, text.duration_ms):
                    length = min(room, text.duration_ms)
                    texts.append(_placed(text, start + text.start_ms, length))
        waiting = self.scenes[0].picture.transition
        if self.opening or (waiting and waiting.kind in _OPENINGS):
            pictures[0] = pictures[0].model_copy(update={"transition": self.opening})
        texts += _within(self.texts, total, MIN_TEXT_MS)
        if not self.layered:
            texts = _cards_apart(texts)
        tracks = [_track(fields.TRACK_VIDEO, pictures)]
        for overlay in self.overlays:
            tracks.append(_track(fields.TRACK_VIDEO, _within(overlay, total, MIN_PICTURE_MS)))
        for sounds in self._sound_tracks():
            tracks.append(_track(fields.TRACK_AUDIO, _within(sounds, total, MIN_PICTURE_MS)))
        tracks.append(_track(fields.TRACK_TEXT, texts))
        draft = {
            fields.TRACKS: [t for t in tracks if t[fields.SEGMENTS]],
            fields.DURATION: total,
            fields.META: self.meta.model_dump(exclude_none=True, mode="json"),
        }
        return dump_timeline(intake(load_timeline(draft), Context(), self.homes)[0])


def read_board(draft: dict[str, Any]) -> Board:
    """The board of a draft. Gaps between pictures go to the one before. Raises TimelineError."""
    timeline = load_timeline(draft)
    tracks = [t for t in timeline.video_tracks if t.segments]
    pictures: list[Picture] = list(tracks[0].segments) if tracks else []
    if not pictures:
        blank = {"type": "background", "id": "picture-blank", "style": "solid"}
        pictures = [BackgroundSegment.model_validate(blank | {"s": 0, "d": timeline.duration_ms})]
    edges = [0, *(p.start_ms for p in pictures[1:]), timeline.duration_ms]
    scenes = [Scene(p, edges[i + 1] - edges[i]) for i, p in enumerate(pictures)]
    board = Board(
        timeline.meta,
        scenes,
        sounds=[s for track in timeline.audio_tracks for s in track.segments],
        overlays=[list(track.segments) for track in tracks[1:]],
        homes=homes_of(timeline),
    )
    board.take_opening()
    board.texts = [t for track in timeline.text_tracks for t in track.segments]
    cards = sorted((t for t in board.texts if t.role == "card"), key=lambda t: t.start_ms)
    board.layered = any(b.start_ms < a.end_ms for a, b in pairwise(cards))
    board.seat_texts()
    return board


def _placed(segment: Segment, start_ms: int, duration_ms: int) -> Segment:
    return segment.model_copy(update={"start_ms": start_ms, "duration_ms": duration_ms})


def _within(segments: list[Any], total: int, least: int) -> list[Segment]:
    """The segments cut at the timeline's end; what would be shorter than `least` falls away."""
    out: list[Segment] = []
    for segment in segments:
        length = min(segment.duration_ms, total - segment.start_ms)
        if length >= min(least, segment.duration_ms):
            out.append(_placed(segment, segment.start_ms, length))
    for sound in out:
        if isinstance(sound, AudioSegment | VideoSegment):
            sound.fade_in_ms = min(sound.fade_in_ms, sound.duration_ms // 2)
            sound.fade_out_ms = min(sound.fade_out_ms, sound.duration_ms // 2)
    return out


def _cards_apart(texts: list[Segment]) -> list[Segment]:
    """A card fills the picture: it goes when the next one comes. Other texts stay as they are."""
    cards = [t for t in texts if isinstance(t, TextSegment) and t.role == "card"]
    cards.sort(key=lambda t: t.start_ms)
    gone: set[str] = set()
    for card, following in pairwise(cards):
        card.duration_ms = min(card.duration_ms, following.start_ms - card.start_ms)
        if card.duration_ms < MIN_TEXT_MS:
            gone.add(card.id)
    return [t for t in texts if t.id not in gone]


def _track(kind: int, segments: list[Segment]) -> dict[str, Any]:
    return {
        fields.TRACK_TYPE: kind,
        fields.SEGMENTS: [s.model_dump(by_alias=True, exclude_none=True) for s in segments],
    }
