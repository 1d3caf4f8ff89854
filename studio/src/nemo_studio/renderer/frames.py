"""Frame i of a plan, as planes: the picture, then the texts over it.

`draw(i)` depends on i alone. Sources and text layers are opened when a frame needs them (or a
little before, by `prepare`) and dropped when a frame no longer does, so any range can be drawn and
nothing piles up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from nemo_studio.renderer.ahead import Opener
from nemo_studio.renderer.assets import Assets
from nemo_studio.renderer.layers import Layer, open_layer
from nemo_studio.renderer.located import located, opening
from nemo_studio.renderer.plan import Plan, Shot, make_plan
from nemo_studio.renderer.planes import Planes, even
from nemo_studio.renderer.priority import after_encoder
from nemo_studio.renderer.sprite import RGB, TextLayer
from nemo_studio.renderer.sprites import Stamper
from nemo_studio.renderer.text import Canvas, Places, build_text_layer
from nemo_studio.renderer.transitions import UNCOVERING, draw_transition
from nemo_studio.timeline.draft import Timeline, TransitionKind

_BACKDROP = 8  # the texts look at the picture below them at this fraction of its size


class Picture:
    """The video tracks; texts may be drawn between them."""

    def __init__(self, plan: Plan, open_layer: Callable[[Shot], Layer]) -> None:
        self._plan, self._open = plan, open_layer
        self._layers: dict[Shot, Layer] = {}
        self._starts = [[shot.first for shot in track] for track in plan.tracks]
        self._before = Planes.blank(plan.width, plan.height)
        self._after = Planes.blank(plan.width, plan.height)

    def begin(self, frame: int, canvas: Planes) -> None:
        """An empty canvas for a frame; shots that it does not show are closed."""
        self._drop(frame)
        canvas.fill((16, 128, 128))

    def draw(self, frame: int, canvas: Planes, tracks: tuple[int, int]) -> None:
        """Some tracks of a frame over what is on the canvas: from the first to before the
        second."""
        for shot, before in self._shots(frame, *tracks):
            self._draw_track(frame, shot, before, canvas)

    def missing(self, frame: int) -> list[Shot]:
        """The shots of a frame that are not open."""
        return [shot for shot, _ in self._shots(frame) if shot not in self._layers]

    def close(self) -> None:
        self._drop(-1)

    def _shots(
        self, frame: int, first: int = 0, end: int | None = None
    ) -> Iterator[tuple[Shot, Shot | None]]:
        """(the shot, the one before it) of each of the tracks that shows something at a frame."""
        tracks, all_starts = self._plan.tracks[first:end], self._starts[first:end]
        for track, starts in zip(tracks, all_starts, strict=True):
            index = bisect_right(starts, frame) - 1
            if index >= 0 and frame < track[index].end:
                yield track[index], track[index - 1] if index else None

    def _draw_track(self, frame: int, shot: Shot, before: Shot | None, canvas: Planes) -> None:
        step = frame - shot.first
        if step >= shot.transition_frames:
            self._paint(shot, frame, canvas)
            return
        whole = shot.rect
        self._before.copy_from(canvas)
        self._after.copy_from(canvas)
        if before is not None and before.until > frame:
            self._paint(before, frame, self._before)
            whole = shot.rect.union(before.rect)
        self._paint(shot, frame, self._after)
        region = whole.clipped(canvas.width, canvas.height)
        if region is not None:
            draw_transition(
                self._kind(shot),
                self._before.view(region),
                self._after.view(region),
                (step + 1) / (shot.transition_frames + 1),
                canvas.view(region),
            )

    def _kind(self, shot: Shot) -> TransitionKind:
        """Over another track what would move or dye the whole picture fades instead."""
        stays = self._plan.is_lowest(shot) or shot.transition in UNCOVERING
        return shot.transition if stays else "crossfade"

    def _paint(self, shot: Shot, frame: int, canvas: Planes) -> None:
        if shot not in self._layers:
            self._layers[shot] = self._open(shot)
        layer = self._layers[shot]
        with located(layer.where):
            layer.paint(frame, canvas)

    def _drop(self, frame: int) -> None:
        for shot in [s for s in self._layers if not s.first <= frame < s.until]:
            self._layers.pop(shot).close()


class FrameMaker:
    """Whole frames of a timeline at one size. Use as a context manager."""

    def __init__(self, timeline: Timeline, plan: Plan, assets: Assets) -> None:
        self.plan = plan
        self._timeline, self._assets = timeline, assets
        self._pool = ThreadPoolExecutor(1, "open", initializer=after_encoder)
        self._shots = Opener[Shot, Layer](lambda shot: open_layer(shot, plan, assets), self._pool)
        self._spans = Opener[int, TextLayer](self._build, self._pool)
        self._picture = Picture(plan, self._shots.take)
        self._backdrop: tuple[Picture, Planes] | None = None
        canvas = Canvas(plan.width, plan.height, plan.fps, plan.language, plan.seed, plan.safe_area)
        self._places = Places([span.segment for span in plan.texts], canvas, plan.palette)
        self._texts: dict[int, TextLayer] = {}
        self._stamper = Stamper()
        self._warnings: dict[str, None] = {}

    @property
    def warnings(self) -> list[str]:
        """What the texts drawn so far could not show as asked, each naming its segment."""
        return list(self._warnings)

    def __enter__(self) -> FrameMaker:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for layer in self._shots.untaken():
            layer.close()
        self._picture.close()
        if self._backdrop is not None:
            self._backdrop[0].close()
        self._texts.clear()

    def prepare(self, frame: int) -> None:
        """Begin to open what a frame needs that will be drawn soon."""
        for shot in self._picture.missing(frame):
            self._shots.prepare(shot)
        for index, span in enumerate(self.plan.texts):
            if span.first <= frame < span.end and index not in self._texts:
                self._spans.prepare(index)

    def draw(self, frame: int, canvas: Planes) -> None:
        """Fill the canvas (of the plan's size) with frame number `frame`."""
        self._picture.begin(frame, canvas)
        for stack in self.plan.stacks:
            self._picture.draw(frame, canvas, stack.tracks)
            self._draw_texts(frame, canvas, stack.texts)

    def _draw_texts(self, frame: int, canvas: Planes, texts: tuple[int, int]) -> None:
        time_ms = self.plan.clock.ms(frame)
        for index in range(*texts):
            span = self.plan.texts[index]
            if not span.first <= frame < span.end:
                self._texts.pop(index, None)
                continue
            if index not in self._texts:
                self._texts[index] = self._spans.take(index)
            # A frame may begin a little before the segment that was rounded to it.
            at = min(max(time_ms, span.segment.start_ms), span.segment.end_ms - 1)
            with located(span.where):
                self._stamper.draw(self._texts[index].placements(at), canvas)

    def _build(self, index: int) -> TextLayer:
        span = self.plan.texts[index]
        palette, shift = self.plan.palette, self._places.shift(index)
        segment, canvas = self._places.segment(index), self._places.canvas(index)
        behind = partial(self._behind, self._tracks_below(index))
        with opening(span.where):
            layer = build_text_layer(segment, canvas, palette, behind, shift)
        self._warnings.update(dict.fromkeys(f"{span.where}: {w}" for w in layer.warnings))
        return layer

    def _tracks_below(self, index: int) -> int:
        """How many video tracks a text lies over."""
        return next(s.tracks[1] for s in self.plan.stacks if index < s.texts[1])

    def _behind(self, tracks: int, time_ms: float) -> RGB:
        """The picture of the lowest tracks, without texts and small; from sources of its own."""
        plan = self.plan
        if self._backdrop is None:
            size = even(plan.width / _BACKDROP, 16), even(plan.height / _BACKDROP, 16)
            small = make_plan(self._timeline, size, plan.fps)
            picture = Picture(small, lambda shot: open_layer(shot, small, self._assets))
            self._backdrop = picture, Planes.blank(*size)
        picture, canvas = self._backdrop
        frame = min(max(round(time_ms * plan.fps / 1000), 0), plan.frames - 1)
        picture.begin(frame, canvas)
        picture.draw(frame, canvas, (0, tracks))
        return canvas.to_rgb()
