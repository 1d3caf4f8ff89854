"""Animated pictures (GIF, WebP, APNG) as clips that repeat until the segment ends."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.planes import Planes, even
from nemo_studio.renderer.sources.picture import BROKEN, MAX_PIXELS

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
    """As ClipReader, for a picture file with frames. One decoded frame is kept."""

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
        self._shown: tuple[int, Planes] | None = None

    @property
    def duration_s(self) -> float | None:
        return None  # it repeats

    @property
    def size(self) -> tuple[int, int]:
        return self._image.size

    def scale_to(self, width: int, height: int) -> None:
        self._size, self._shown = (width, height), None

    def frame(self, time_s: float) -> Planes:
        at_ms = (max(time_s, 0.0) * 1000 + 1) % self._ends[-1]
        return self._decoded(int(np.searchsorted(self._ends, at_ms, side="right")))

    def frame_backwards(self, time_s: float) -> Planes:
        return self.frame(time_s)

    def close(self) -> None:
        self._shown = None
        self._image.close()

    def _frame_ends(self) -> list[float]:
        """The time in ms at which each frame ends."""
        ends, total = [], 0.0
        for index in range(getattr(self._image, "n_frames", 1)):
            self._image.seek(index)
            total += float(self._image.info.get("duration") or _DEFAULT_MS)
            ends.append(total)
        return ends

    def _decoded(self, index: int) -> Planes:
        if self._shown is None or self._shown[0] != index:
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
            resized = np.asarray(cv2.resize(rgb, self._size, interpolation=how), np.uint8)
            self._shown = index, Planes.from_rgb(resized)
        return self._shown[1]
