"""From the timeline to a list of parts: what sounds when, how loud, with which fades."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from nemo_studio.renderer.assets import AssetError, Assets
from nemo_studio.renderer.audio import voice
from nemo_studio.renderer.audio.music import music
from nemo_studio.renderer.audio.samples import Reader, Samples, ramp, samples_at
from nemo_studio.renderer.audio.source import decode, decode_reversed, probe_audio, stretch
from nemo_studio.renderer.located import located, opening
from nemo_studio.renderer.media_clock import media_clock, reverse_end_s
from nemo_studio.timeline.draft import (
    AudioSegment,
    ClipSegment,
    MusicSegment,
    Segment,
    SoundSegment,
    Timeline,
    VideoSegment,
    VideoTrack,
    VoiceSegment,
)
from nemo_studio.timeline.judging import FASTEST_VOICE

KEEP_SECONDS = 20
ADJACENT_MS = 16  # a gap of less than a frame: the picture shows none
EDGE_MS = 6  # every part fades at least this long, so that no cut clicks
DEFAULT_MUSIC_VOLUME = float(MusicSegment.model_fields["volume"].default)


@dataclass
class Part:
    """One sound on the timeline; places and lengths in samples of the mix.

    `volume` is what was asked for, `usual` the default for this kind of segment: the loudness of
    the programme is set with every part at its usual volume, so that asking for more is heard.
    """

    start: int
    end: int
    volume: float
    usual: float
    fade_in: int
    fade_out: int
    open: Callable[[], Iterator[Samples]]
    where: str
    ducks: bool = False
    speaks: bool = False
    reader: Reader | None = field(default=None, repr=False)

    def read(self, at: int, count: int) -> Samples | None:
        """The part's faded samples at unit volume within [at, at + count); None outside it."""
        first, last = max(at, self.start), min(at + count, self.end)
        if first >= last:
            return None
        with located(self.where):
            if self.reader is None:
                self.reader = Reader(self.open())
            sound = self.reader.read(last - first)
        if last == self.end:
            self.reader = None  # and what it holds: decoders, the notes of the music
        if first < self.start + self.fade_in or last > self.end - self.fade_out:
            place = np.arange(first, last, dtype=np.float64)
            gain = ramp(place - self.start, self.fade_in) * ramp(self.end - place, self.fade_out)
            sound = sound * gain.astype(np.float32)
        return np.pad(sound, ((0, 0), (first - at, at + count - last)))


class Planner:
    """Collects the parts of a timeline; sentences about what is missing go to `warnings`."""

    def __init__(self, assets: Assets, sample_rate: int) -> None:
        self._assets, self._rate = assets, sample_rate
        self._voices = 0
        self._tracks: dict[str, int] = {}  # the number of a segment's track, by the segment's id
        self.warnings: list[str] = []

    @cached_property
    def _scratch(self) -> Path:
        """A folder for voices, removed with this object."""
        folder = Path(tempfile.mkdtemp(prefix="nemo-voice-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder

    def _warn(self, segment: Segment, sentence: str) -> None:
        said = f"{self._where(segment)}: {sentence}"
        if said not in self.warnings:  # both passes would say it
            self.warnings.append(said)

    def parts(self, timeline: Timeline) -> list[Part]:
        """All parts that can be heard, by start. Raises AssetError."""
        self._tracks = {
            s.id: number for number, track in enumerate(timeline.tracks, 1) for s in track.segments
        }
        found: list[Part] = []
        for video in timeline.video_tracks:
            found.extend(self._clips(video))
        for track in timeline.audio_tracks:
            for segment in track.segments:
                if segment.volume > 0:
                    part = self._audio(segment, timeline.meta.seed)
                    if part is not None:
                        found.append(part)
        return sorted(found, key=lambda p: p.start)

    def _where(self, segment: Segment, path: Path | None = None) -> str:
        file = f" ({path.name})" if path else ""
        return f"track {self._tracks[segment.id]}, segment {segment.id!r}{file}"

    def _at(self, ms: float) -> int:
        return samples_at(ms, self._rate)

    def _path(self, segment: ClipSegment | SoundSegment) -> Path:
        path = self._assets.get(segment.src)
        if path is None or not path.is_file():
            raise AssetError(f"{self._where(segment)}: the asset {segment.src!r} is missing")
        return path

    def _sounding(self, segment: ClipSegment | SoundSegment) -> Path | None:
        """The segment's file when it has sound, else None and a warning."""
        path = self._path(segment)
        try:
            with opening(self._where(segment, path)):
                info = probe_audio(path)
        except AssetError as error:
            raise AssetError(f"{self._where(segment)}: {error}") from error
        if info is None and isinstance(segment, SoundSegment):  # a clip may well be silent
            self._warn(segment, f"{path.name} has no sound that can be played")
        return path if info else None

    def _clips(self, track: VideoTrack) -> Iterator[Part]:
        following: Sequence[VideoSegment | None] = [*track.segments, None][1:]
        for segment, after in zip(track.segments, following, strict=True):
            if not isinstance(segment, ClipSegment) or segment.volume <= 0:
                continue
            path = self._sounding(segment)
            if path is None:
                continue
            linger = _linger_ms(segment, after)
            yield Part(
                start=self._at(segment.start_ms),
                end=self._at(segment.end_ms + linger),
                volume=segment.volume,
                usual=1.0,
                fade_in=self._at(max(EDGE_MS, segment.fade_in_ms, _cross_ms(segment))),
                fade_out=self._at(max(EDGE_MS, linger or segment.fade_out_ms)),
                open=self._clip_opener(segment, path, linger),
                where=self._where(segment, path),
            )

    def _clip_opener(
        self, segment: ClipSegment, path: Path, linger_ms: int
    ) -> Callable[[], Iterator[Samples]]:
        rate, speed, start = self._rate, segment.speed, segment.trim_ms / 1000
        warn = partial(self._warn, segment)
        if segment.reverse:
            end = reverse_end_s(segment, media_clock(path).picture_s)
            start = max(0.0, start - linger_ms * speed / 1000)  # goes on under the transition
            seconds = end - start
            return lambda: stretch(
                decode_reversed(path, rate, warn, start=start, seconds=seconds), speed, rate
            )
        return lambda: stretch(decode(path, rate, warn, start=start), speed, rate)

    def _audio(self, segment: MusicSegment | SoundSegment | VoiceSegment, seed: int) -> Part | None:
        if isinstance(segment, MusicSegment):
            return self._music(segment, seed)
        if isinstance(segment, SoundSegment):
            return self._sound(segment)
        return self._voice(segment)

    def _part(
        self,
        segment: AudioSegment,
        open_: Callable[[], Iterator[Samples]],
        usual: float = 1.0,
        path: Path | None = None,
    ) -> Part:
        return Part(
            start=self._at(segment.start_ms),
            end=self._at(segment.end_ms),
            volume=segment.volume,
            usual=usual,
            fade_in=self._at(max(EDGE_MS, segment.fade_in_ms)),
            fade_out=self._at(max(EDGE_MS, segment.fade_out_ms)),
            open=open_,
            where=self._where(segment, path),
        )

    def _music(self, segment: MusicSegment, seed: int) -> Part:
        rate, length = self._rate, segment.duration_ms
        chosen = segment.seed if segment.seed is not None else seed
        part = self._part(
            segment, lambda: music(segment.mood, chosen, length, rate), DEFAULT_MUSIC_VOLUME
        )
        part.fade_in = self._at(segment.fade_in_ms)  # begins and ends at zero by itself
        part.fade_out = self._at(segment.fade_out_ms)
        part.ducks = segment.duck
        return part

    def _sound(self, segment: SoundSegment) -> Part | None:
        path = self._sounding(segment)
        if path is None:
            return None
        rate, speed, start = self._rate, segment.speed, segment.trim_ms / 1000
        warn = partial(self._warn, segment)

        def once() -> Iterator[Samples]:
            return stretch(decode(path, rate, warn, start=start), speed, rate)

        open_ = (lambda: _looped(once, rate)) if segment.loop else once
        part = self._part(segment, open_, path=path)
        part.ducks, part.speaks = segment.duck, segment.speech
        return part

    def _voice(self, segment: VoiceSegment) -> Part | None:
        self._voices += 1  # ids may hold anything, so they name no files
        try:
            out = self._scratch / f"{self._voices}.wav"
            spoken = voice.speak(segment.text, segment.language, out)
        except voice.VoiceError as error:
            self._warn(segment, f"{error}; it stays silent: show the words as captions instead")
            return None
        rate, path, warn = self._rate, spoken.path, partial(self._warn, segment)
        speed = min(max(1.0, spoken.duration_ms / segment.duration_ms), FASTEST_VOICE)
        length_ms = min(segment.duration_ms, spoken.duration_ms / speed)
        if spoken.duration_ms / speed > segment.duration_ms + 250:
            needs, has = spoken.duration_ms / speed / 1000, segment.duration_ms / 1000
            self._warn(
                segment, f"the voice needs {needs:.1f} s but has {has:.1f} s: its end is cut off"
            )
        part = self._part(segment, lambda: stretch(decode(path, rate, warn), speed, rate))
        part.end = self._at(segment.start_ms + length_ms)
        part.speaks = True
        return part


def _cross_ms(segment: VideoSegment) -> int:
    """How long the transition into a segment lasts: as its picture, no longer than itself."""
    transition = segment.transition
    if transition is None or transition.kind == "cut":
        return 0
    return min(transition.duration_ms, segment.duration_ms)


def _linger_ms(segment: VideoSegment, after: VideoSegment | None) -> int:
    """How long a segment sounds on under the transition into the next; 0 once it has faded out."""
    if after is None or segment.fade_out_ms or after.start_ms - segment.end_ms > ADJACENT_MS:
        return 0
    return _cross_ms(after)


def _looped(once: Callable[[], Iterator[Samples]], rate: int) -> Iterator[Samples]:
    """The stream over and over, for as long as it is read; ends when it turns out to be empty. A
    short one is kept."""
    kept: list[Samples] = []
    count = 0
    for chunk in once():
        count += chunk.shape[1]
        if count <= KEEP_SECONDS * rate:
            kept.append(chunk)
        yield chunk
    if count > KEEP_SECONDS * rate:
        for again in itertools.repeat(once):
            yield from again()
    elif count:
        whole = np.concatenate(kept, axis=1)
        whole = np.tile(whole, (1, -(-rate // count)))
        yield from itertools.repeat(whole)
