"""The three kinds of pictures that a shot can show, behind one interface."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from nemo_studio.renderer.clock import Clock
from nemo_studio.renderer.color import U8
from nemo_studio.renderer.filters import apply_filter
from nemo_studio.renderer.media_clock import reverse_end_s
from nemo_studio.renderer.motion import plan_move, window_for
from nemo_studio.renderer.plan import Shot
from nemo_studio.renderer.planes import Planes, Rect, Window, even, resize
from nemo_studio.renderer.sources.clip import ClipReader
from nemo_studio.renderer.sources.loop import LoopReader, is_animation
from nemo_studio.renderer.sources.picture import Pixels, crop_window, load_picture, picture_size
from nemo_studio.renderer.warp import apron, warp, warp_plane, with_apron
from nemo_studio.timeline.draft import ClipSegment, ImageSegment

Size = tuple[int, int]
Masks = tuple[U8, U8]

_DENSE = 2.0  # source pixels per frame pixel; bilinear sampling is clean up to here
_THIN = 1.25  # under this bilinear sampling looks soft: the source is enlarged once, by Lanczos
_ENLARGED = 1.618  # far from any simple fraction, so that the warp finds its anchors
_MARGIN = 32  # pixels of the file around what is shown: 4 when it is decoded at an eighth
_MOST_PIXELS = 24_000_000  # of an enlarged source


class Content(Protocol):
    """Draws one shot's picture. Frames are of the timeline; `draw` fills its whole target."""

    @property
    def shape(self) -> tuple[float, float]:
        """(width, height) of what there is to show; only the ratio counts."""
        ...

    @property
    def has_alpha(self) -> bool:
        """Whether `draw` returns masks; known after `fit`."""
        ...

    @property
    def level(self) -> float:
        """The mean luma of what is opaque, for content with masks; after `fit`."""
        ...

    def fit(self, size: Size) -> None:
        """Told once, before the first `draw`, how large the target will be."""
        ...

    def draw(self, frame: int, target: Planes) -> Masks | None:
        """Draw; returns alpha as (full, half) masks where the picture is not opaque."""
        ...

    def still(self, frame: int) -> Planes:
        """The whole picture of that moment, for a blurred fill."""
        ...

    def close(self) -> None: ...


class PictureContent:
    """A still, kept as planes a little larger than the frame, seen through a moving window."""

    def __init__(self, shot: Shot, segment: ImageSegment, path: Path) -> None:
        self._shot, self._segment, self._path = shot, segment, path
        width, height = picture_size(path, shot.where)
        self._full = width, height
        self._crop = crop_window(segment.crop, width, height)
        self._shape = self._crop.w, self._crop.h

    @property
    def shape(self) -> tuple[float, float]:
        return self._shape

    @property
    def has_alpha(self) -> bool:
        return self._alpha is not None

    @property
    def level(self) -> float:
        weight = None if self._alpha is None or not self._alpha.any() else self._alpha
        return float(np.average(self._planes.y, weights=weight))

    def fit(self, size: Size) -> None:
        move = plan_move(self._segment.motion, self._shape, size, self._shot.seed)
        windows = [window_for(move.at(step / 8), self._shape, size) for step in range(9)]
        pixels, covered = self._load(size, windows)
        self._whole = _small(pixels) if self._segment.fit == "blur" else None
        # What was decoded may be smaller than the file says, and a part of it.
        fx, fy = pixels.size[0] / covered.w, pixels.size[1] / covered.h
        left, top = covered.x - self._crop.x, covered.y - self._crop.y
        windows = [Window((w.x - left) * fx, (w.y - top) * fy, w.w * fx, w.h * fy) for w in windows]
        part = _hull(windows, pixels.size)
        pixels = pixels.crop(part)
        new = size if move.still else _working_size(pixels.size, windows, size)
        grown = new[0] / pixels.size[0], new[1] / pixels.size[1]
        self._scale = fx * grown[0], fy * grown[1]
        self._offset = (left * fx + part.x) * grown[0], (top * fy + part.y) * grown[1]
        pixels = pixels.resize(*new)
        self._move, self._size = move, size
        self._planes, self._alpha = Planes.from_rgb(pixels.rgb), pixels.alpha
        apply_filter(self._segment.filter, self._planes)
        if not move.still:
            self._add_apron(windows, grown)
        if self._whole is not None:
            apply_filter(self._segment.filter, self._whole)

    def _add_apron(self, windows: list[Window], grown: tuple[float, float]) -> None:
        left = apron(max(w.w for w in windows) * grown[0], self._size[0])
        top = apron(max(w.h for w in windows) * grown[1], self._size[1])
        y, u, v = self._planes
        half = left // 2, top // 2
        self._planes = Planes(with_apron(y, left, top), with_apron(u, *half), with_apron(v, *half))
        if self._alpha is not None:
            self._alpha = with_apron(self._alpha, left, top)
        self._offset = self._offset[0] - left, self._offset[1] - top

    def _load(self, size: Size, windows: list[Window]) -> tuple[Pixels, Window]:
        """Decoded no larger than sampling needs, where the decoder can, and no more of it."""
        scale = min(1.0, _DENSE * size[0] / max(w.w for w in windows))
        wanted = int(self._full[0] * scale), int(self._full[1] * scale)
        crop = self._crop
        if self._segment.fit == "blur":  # what is around the windows is seen too
            return load_picture(self._path, self._shot.where, crop, wanted)
        x0 = max(0.0, min(w.x for w in windows) - _MARGIN)
        y0 = max(0.0, min(w.y for w in windows) - _MARGIN)
        x1 = min(crop.w, max(w.x + w.w for w in windows) + _MARGIN)
        y1 = min(crop.h, max(w.y + w.h for w in windows) + _MARGIN)
        part = Window(crop.x + x0, crop.y + y0, x1 - x0, y1 - y0)
        return load_picture(self._path, self._shot.where, part, wanted)

    def draw(self, frame: int, target: Planes) -> Masks | None:
        if self._move.still:
            target.copy_from(self._planes)
            return _masks(self._alpha)
        view = window_for(self._move.at(self._shot.progress(frame)), self._shape, self._size)
        window = Window(
            view.x * self._scale[0] - self._offset[0],
            view.y * self._scale[1] - self._offset[1],
            view.w * self._scale[0],
            view.h * self._scale[1],
        )
        warp(self._planes, window, target)
        if self._alpha is None:
            return None
        return _masks(warp_plane(self._alpha, window, target.width, target.height))

    def still(self, frame: int) -> Planes:
        assert self._whole is not None  # made in `fit` for the one kind of fit that asks
        return self._whole

    def close(self) -> None:
        pass


class ClipContent:
    """A clip on the timeline's clock: trimmed, sped up or slowed, forwards or backwards."""

    has_alpha = False
    level = 0.0

    def __init__(self, shot: Shot, segment: ClipSegment, path: Path, clock: Clock) -> None:
        self._shot, self._segment, self._clock = shot, segment, clock
        self._reader: ClipReader | LoopReader
        if is_animation(path):
            self._reader = LoopReader(path, shot.where)
        else:
            self._reader = ClipReader(path, shot.where)
        crop = crop_window(segment.crop, *self._reader.size)
        self._shape = crop.w, crop.h

    @property
    def shape(self) -> tuple[float, float]:
        return self._shape

    def fit(self, size: Size) -> None:
        self._move = plan_move(self._segment.motion, self._shape, size, self._shot.seed)
        width, height = self._reader.size
        cover = max(size[0] / self._shape[0], size[1] / self._shape[1])
        if not self._move.still:
            cover *= min(_THIN, max(1.0, 1 / cover))
        cover = min(cover, 8192 / max(width, height))
        self._reader.scale_to(even(width * cover), even(height * cover))

    def _planes(self, frame: int) -> Planes:
        segment = self._segment
        played = self._clock.seconds(max(frame - self._shot.first, 0)) * segment.speed
        start = segment.trim_ms / 1000
        if not segment.reverse:
            return self._reader.frame(start + played)
        end = reverse_end_s(segment, self._reader.duration_s)
        one = self._clock.seconds(1) * segment.speed
        # Under the transition into the next one it goes on, before where it was trimmed.
        over = max(0.0, played - segment.duration_ms / 1000 * segment.speed)
        return self._reader.frame_backwards(max(end - played - one, start - over, 0.0))

    def draw(self, frame: int, target: Planes) -> Masks | None:
        planes = self._planes(frame)
        crop = crop_window(self._segment.crop, planes.width, planes.height)
        look = self._move.at(self._shot.progress(frame))
        view = window_for(look, (crop.w, crop.h), (target.width, target.height))
        window = Window(crop.x + view.x, crop.y + view.y, view.w, view.h)
        if abs(window.w - target.width) < 2 and abs(window.h - target.height) < 2:
            x = min(2 * round(window.x / 2), planes.width - target.width)
            y = min(2 * round(window.y / 2), planes.height - target.height)
            if x >= 0 and y >= 0:  # scaled to fit already
                target.copy_from(planes.view(Rect(x, y, target.width, target.height)))
                apply_filter(self._segment.filter, target)
                return None
        warp(planes, window, target)
        apply_filter(self._segment.filter, target)
        return None

    def still(self, frame: int) -> Planes:
        whole = self._planes(frame)
        factor = min(1.0, 160 / max(whole.width, whole.height))
        small = Planes.blank(even(whole.width * factor), even(whole.height * factor))
        resize(whole, small)
        apply_filter(self._segment.filter, small)
        return small

    def close(self) -> None:
        self._reader.close()


def _masks(alpha: U8 | None) -> Masks | None:
    if alpha is None:
        return None
    half = alpha.shape[1] // 2, alpha.shape[0] // 2
    return alpha, np.asarray(cv2.resize(alpha, half, interpolation=cv2.INTER_AREA), np.uint8)


def _small(pixels: Pixels) -> Planes:
    """The whole picture at thumbnail size, over black."""
    factor = min(1.0, 160 / max(pixels.size))
    thumb = pixels.resize(even(pixels.size[0] * factor), even(pixels.size[1] * factor))
    if thumb.alpha is None:
        return Planes.from_rgb(thumb.rgb)
    weight = cv2.merge([thumb.alpha] * 3)
    return Planes.from_rgb(np.asarray(cv2.multiply(thumb.rgb, weight, scale=1 / 255), np.uint8))


def _hull(windows: list[Window], size: Size) -> Window:
    """The whole pixels that any of the windows needs, with a margin for sampling."""
    x0 = max(0, int(min(w.x for w in windows)) - 2)
    y0 = max(0, int(min(w.y for w in windows)) - 2)
    x1 = min(size[0], int(max(w.x + w.w for w in windows)) + 3)
    y1 = min(size[1], int(max(w.y + w.h for w in windows)) + 3)
    return Window(x0, y0, x1 - x0, y1 - y0)


def _working_size(part: Size, windows: list[Window], frame: Size) -> Size:
    """The size to keep the used part of a moving picture at, each axis by its own density."""
    sides = []
    for axis in (0, 1):
        widest = max(w[2 + axis] for w in windows) / frame[axis]
        tightest = min(w[2 + axis] for w in windows) / frame[axis]
        if widest > _DENSE:
            factor = _DENSE / widest
        elif tightest < _THIN:
            factor = _ENLARGED / tightest
        else:
            factor = 1.0
        sides.append(part[axis] * factor)
    most = min(1.0, (_MOST_PIXELS / (sides[0] * sides[1])) ** 0.5)
    return even(sides[0] * most), even(sides[1] * most)
