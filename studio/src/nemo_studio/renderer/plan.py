"""From a validated timeline to frames: every time resolved to a frame, every place to pixels.

The plan is small, immutable and made anew wherever it is needed (each worker process, the
backdrop at an eighth of the size): it holds no pixels and opens no file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nemo_studio.renderer.assets import AssetError, Assets
from nemo_studio.renderer.clock import Clock
from nemo_studio.renderer.palette import neutral_palette
from nemo_studio.renderer.planes import Rect, even
from nemo_studio.timeline.arrange import OVERLAYS, TEXTS
from nemo_studio.timeline.draft import (
    MAX_SIDE,
    BackgroundSegment,
    ClipSegment,
    ImageSegment,
    MediaSegment,
    Palette,
    SafeArea,
    SoundSegment,
    TextSegment,
    TextTrack,
    Timeline,
    TransitionKind,
    VideoSegment,
    VideoTrack,
    entrance_of,
    exit_of,
)
from nemo_studio.timeline.identity import seed_of

OUT_OF_NOTHING = ("fade_black", "fade_white")  # the transitions that need nothing before them
Visual = ImageSegment | ClipSegment | BackgroundSegment


@dataclass(frozen=True, eq=False)
class Shot:
    """One video segment on the frame clock, placed on the canvas. Frames are of the timeline.

    It is shown in [first, end) and goes on until `until` under the next segment's transition.
    """

    segment: Visual
    where: str
    first: int
    end: int
    until: int
    rect: Rect
    seed: int
    transition: TransitionKind
    transition_frames: int
    fade_in: int
    fade_out: int

    def opacity(self, frame: int) -> float:
        """Opacity with fades; the frame beside a fade's edge is not yet fully in."""
        share = self.segment.opacity
        if self.fade_in:
            share *= min(1.0, (frame - self.first + 0.5) / self.fade_in)
        if self.fade_out:
            share *= min(1.0, max(0.0, (self.end - frame - 0.5) / self.fade_out))
        return share

    def progress(self, frame: int) -> float:
        """0 at the first frame, 1 at the last that is ever shown."""
        return (frame - self.first) / max(self.until - self.first - 1, 1)


@dataclass(frozen=True)
class TextSpan:
    segment: TextSegment
    where: str
    first: int
    end: int
    overlay: bool = False


@dataclass(frozen=True)
class Stack:
    """What lies above each other at one height: video tracks, then the texts over them.

    The numbers count the plan's `tracks` and `texts`: from the first to before the second.
    """

    tracks: tuple[int, int]
    texts: tuple[int, int]


@dataclass(frozen=True)
class Plan:
    """`stacks` from the lowest to the topmost."""

    width: int
    height: int
    clock: Clock
    frames: int
    duration_ms: int
    tracks: tuple[tuple[Shot, ...], ...]
    texts: tuple[TextSpan, ...]
    stacks: tuple[Stack, ...]
    palette: Palette
    language: str
    seed: int
    safe_area: SafeArea

    @property
    def fps(self) -> int:
        return self.clock.fps

    def is_lowest(self, shot: Shot) -> bool:
        """Whether nothing lies under a shot: it is of the lowest video track."""
        return bool(self.tracks) and shot in self.tracks[0]


def output_size(timeline: Timeline, resolution: int | None) -> tuple[int, int]:
    """(width, height) in pixels for a short side of `resolution` (None: the timeline's own)."""
    width, height = timeline.meta.width, timeline.meta.height
    if resolution is None:
        return width, height
    scale = min(resolution / min(width, height), MAX_SIDE / max(width, height))
    return even(width * scale), even(height * scale)


def make_plan(timeline: Timeline, size: tuple[int, int], fps: int | None = None) -> Plan:
    """The plan for a canvas of `size` pixels at `fps` (None: the timeline's own)."""
    clock = Clock(fps or timeline.meta.fps)
    clock = replace(clock, single=clock.frame(timeline.duration_ms) == 0)
    width, height = size
    tracks: list[tuple[Shot, ...]] = []
    texts: list[TextSpan] = []
    stacks = [Stack((0, 0), (0, 0))]
    for index, track in enumerate(timeline.tracks, 1):
        above = stacks[-1]
        if isinstance(track, VideoTrack):
            if above.texts[0] < above.texts[1]:
                above = Stack((len(tracks), len(tracks)), (len(texts), len(texts)))
                stacks.append(above)
            tracks.append(
                tuple(_shots(track.segments, index, clock, size, timeline.meta.seed, not tracks))
            )
        elif isinstance(track, TextTrack):
            waits = tracks[0] if tracks and track.id in (TEXTS, "") else ()
            texts += _texts(track, index, clock, timeline.duration_ms, waits)
            texts[above.texts[0] :] = sorted(texts[above.texts[0] :], key=_height)
        stacks[-1] = Stack((above.tracks[0], len(tracks)), (above.texts[0], len(texts)))
    return Plan(
        width,
        height,
        clock,
        max(1, clock.frame(timeline.duration_ms)),
        timeline.duration_ms,
        tuple(tracks),
        tuple(texts),
        tuple(stacks),
        timeline.meta.palette or neutral_palette(timeline.meta.seed),
        timeline.meta.language,
        timeline.meta.seed,
        timeline.meta.safe_area,
    )


def check_assets(timeline: Timeline, assets: Assets) -> None:
    """Raises AssetError that names every segment whose file is not there."""
    problems = []
    for number, track in enumerate(timeline.tracks, 1):
        for segment in track.segments:
            if not isinstance(segment, MediaSegment | SoundSegment):
                continue
            path = assets.get(segment.src)
            if path is None:
                problems.append(
                    f"{_where(number, segment.id)}: asset {segment.src!r} is not known; upload it"
                )
            elif not path.is_file():
                problems.append(f"{_where(number, segment.id)}: file {path.name} is gone")
    if problems:
        raise AssetError("; ".join(problems))


def _where(track: int, segment_id: str) -> str:
    return f"track {track}, segment {segment_id!r}"


def _shots(
    segments: list[Visual], track: int, clock: Clock, size: tuple[int, int], seed: int, lowest: bool
) -> list[Shot]:
    shots: list[Shot] = []
    spans = [(*clock.span(s.start_ms, s.end_ms), s) for s in segments]
    spans = [span for span in spans if span[1] > span[0]]  # shorter than half a frame
    for index, (first, end, segment) in enumerate(spans):
        until = end
        if index + 1 < len(spans) and spans[index + 1][0] == end:
            following = spans[index + 1]
            until = end + min(_transition(following[2], clock)[1], following[1] - following[0])
        kind, length = _transition(segment, clock)
        if lowest and first == 0 and kind not in OUT_OF_NOTHING:
            kind, length = "cut", 0  # it waits until something comes before
        shots.append(
            Shot(
                segment,
                _where(track, segment.id),
                first,
                end,
                until,
                _rect(segment, *size),
                seed_of(seed, segment.id),
                kind,
                min(length, end - first),
                clock.frame(segment.fade_in_ms),
                clock.frame(segment.fade_out_ms),
            )
        )
    return shots


def _transition(segment: VideoSegment, clock: Clock) -> tuple[TransitionKind, int]:
    if segment.transition is None or segment.transition.kind == "cut":
        return "cut", 0
    return segment.transition.kind, clock.frame(segment.transition.duration_ms)


def _rect(segment: VideoSegment, width: int, height: int) -> Rect:
    box = segment.box
    if box is None:
        return Rect(0, 0, width, height)
    x, y = 2 * round(box.x * width / 2), 2 * round(box.y * height / 2)
    return Rect(x, y, even(box.w * width), even(box.h * height))


def _texts(
    track: TextTrack, number: int, clock: Clock, total_ms: int, scenes: tuple[Shot, ...]
) -> list[TextSpan]:
    """A track's texts, with the ways in which they come and go.

    Those that stand for a whole scene wait until its transition is half through.
    """
    starts = {shot.segment.start_ms: shot for shot in scenes if shot.transition != "cut"}
    spans = []
    for text in track.segments:
        moves = {"animate_in": entrance_of(text), "animate_out": exit_of(text, total_ms)}
        wait = _wait_ms(text, starts.get(text.start_ms))
        later = {"start_ms": text.start_ms + wait, "duration_ms": text.duration_ms - wait}
        span = clock.span(text.start_ms + wait, text.end_ms)
        if span[1] > span[0]:
            segment = text.model_copy(update=moves | later)
            over = track.id.startswith(OVERLAYS)
            spans.append(TextSpan(segment, _where(number, text.id), *span, over))
    return spans


def _height(span: TextSpan) -> int:
    """Cards fill the picture: a scene's other texts stand on them, overlays on all as they come."""
    return 2 if span.overlay else span.segment.role != "card"


def _wait_ms(text: TextSegment, scene: Shot | None) -> int:
    """How long a text that begins with a scene waits for the scene's transition."""
    if scene is None or text.role in ("caption", "watermark") or text.start_ms == 0:
        return 0
    transition = scene.segment.transition
    return min(transition.duration_ms // 2, text.duration_ms // 4) if transition else 0
