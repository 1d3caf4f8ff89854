"""Animated pictures (GIF, WebP, APNG) as clips that repeat until the segment ends."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.planes import Planes, even
from nemo_studio.renderer.sources.picture import BROKEN, MAX_PIXELS

KEPT_BYTES = 24 << 20
_DEFAULT_MS = 100  # browsers' choice for frames that say 0
_SUFFIXES = (".gif", ".webp", ".png", ".apng", ".jpg", ".jpeg")


def is_animation(path: Path) -> bool:
    """Whether a clip segment's file is one for this reader: a picture format, moving or not."""
    if path.suffix.lower() not in _SUFFIXES:
        return False
    try:
        with Image.open(path):
            return True
    except BROKEN:
        return False


class LoopReader:
    """As ClipReader, for a picture file with frames; KEPT_BYTES of them are kept decoded."""

    def __init__(self, path: Path, where: str) -> None:
        self._path, self._where = path, where
        try:
            self._image = Image.open(path)
            width, height = self._image.size
            if width * height > MAX_PIXELS:
                raise ValueError(f"{width} x {height} pixels are too many")
            self._ends = self._frame_ends()
        except BROKEN as error:
            raise AssetError(f"{where}: {path.name} is damaged: {error}") from None
        self._size = even(width), even(height)
        self._kept: OrderedDict[int, Planes] = OrderedDict()

    @property
    def duration_s(self) -> float | None:
        return None  # it repeats

    @property
    def size(self) -> tuple[int, int]:
        return self._image.size

    def scale_to(self, width: int, height: int) -> None:
        self._size = width, height
        self._kept.clear()

    def frame(self, time_s: float) -> Planes:
        return self._decoded(self._index(time_s))

    def frame_backwards(self, time_s: float) -> Planes:
        """As `frame`; decodes a stretch forwards, since each step back would begin at the start."""
        index = self._index(time_s)
        if index not in self._kept:
            for before in range(max(0, index - self._room + 1), index):
                self._decoded(before)
        return self._decoded(index)

    def close(self) -> None:
        self._kept.clear()
        self._image.close()

    @property
    def _room(self) -> int:
        return max(1, KEPT_BYTES // (self._size[0] * self._size[1] * 3 // 2))

    def _index(self, time_s: float) -> int:
        at_ms = (max(time_s, 0.0) * 1000 + 1) % self._ends[-1]
        return int(np.searchsorted(self._ends, at_ms, side="right"))

    def _frame_ends(self) -> list[float]:
        """The time in ms at which each frame ends."""
        ends, total = [], 0.0
        for index in range(getattr(self._image, "n_frames", 1)):
            self._image.seek(index)
            total += float(self._image.info.get("duration") or _DEFAULT_MS)
            ends.append(total)
        return ends

    def _decoded(self, index: int) -> Planes:
        if index not in self._kept:
            while len(self._kept) >= self._room:
                self._kept.popitem(last=False)
            self._kept[index] = self._decode(index)
        return self._kept[index]

    def _decode(self, index: int) -> Planes:
        try:
            self._image.seek(index)
            rgba = np.asarray(self._image.convert("RGBA"))
        except BROKEN as error:
            raise AssetError(
                f"{self._where}: {self._path.name} is damaged at frame {index}: {error}"
            ) from None
        alpha = cv2.merge([rgba[..., 3]] * 3)
        rgb = cv2.multiply(np.ascontiguousarray(rgba[..., :3]), alpha, scale=1 / 255)
        shrinks = self._size[0] < rgb.shape[1]
        how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
        return Planes.from_rgb(np.asarray(cv2.resize(rgb, self._size, interpolation=how), np.uint8))
