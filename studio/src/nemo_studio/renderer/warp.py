"""A window of a source drawn over a whole target: bilinear, at sub-pixel accuracy.

Coordinates are those of pixel corners; pixel centres lie at +0.5. That is what keeps luma and
chroma together and a slow zoom free of jitter.

Two ways lead there. `cv2.warpAffine` takes any window, rounds positions to 1/32 pixel, and is
slow. `cv2.resize` is three times as fast and rounds to 1/2048, but its grid begins at the corner
of a whole source pixel. So a whole pixel is looked for that lies a whole number of target pixels
before the window (an `_Anchor`, on each axis): from there the resized grid falls on the window's.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from nemo_studio.renderer.color import U8, u8
from nemo_studio.renderer.planes import Planes, Window

_STEPS = np.arange(256)  # target pixels that are drawn before the window and thrown away
_NEAR = 1 / 128  # pixels of the source: a quarter of warpAffine's step


def apron(widest: float, target: int) -> int:
    """Pixels before a source's first, even, that give room to the anchors of all its windows.

    widest: the length of the longest window, in pixels of the source; target: of what it fills.
    """
    return 2 * int(len(_STEPS) * widest / target / 2 + 1)


def with_apron(plane: U8, left: int, top: int) -> U8:
    """The plane with its first column and row repeated so many times before it."""
    return u8(cv2.copyMakeBorder(plane, top, 0, left, 0, cv2.BORDER_REPLICATE))


def warp(source: Planes, window: Window, target: Planes) -> None:
    """Draw a window of the source over the whole target. Beyond its edges the source goes on."""
    _warp(source.y, window, target.y)
    half = Window(*(side / 2 for side in window))
    _warp(source.u, half, target.u)
    _warp(source.v, half, target.v)


def warp_plane(source: U8, window: Window, width: int, height: int) -> U8:
    """One plane of its own (an alpha mask), warped as in `warp`."""
    target = np.empty((height, width), np.uint8)
    _warp(source, window, target)
    return target


class _Anchor(NamedTuple):
    pixel: int  # of the source
    before: int  # target pixels from there to the window


def _anchor(start: float, scale: float) -> _Anchor | None:
    """The nearest one before `start`; None where none is near enough to a whole pixel."""
    places = start - scale * _STEPS
    pixels = np.rint(places)
    # Before its first pixel's centre a part knows nothing of the source but its edge.
    inside = ((_STEPS + 0.5) * scale >= 0.5) | (pixels == 0)
    fits = (np.abs(places - pixels) <= _NEAR) & (pixels >= 0) & inside
    before = int(fits.argmax())
    return _Anchor(int(pixels[before]), before) if fits[before] else None


def _warp(source: U8, window: Window, target: U8) -> None:
    height, width = target.shape
    sx, sy = window.w / width, window.h / height
    across, down = _anchor(window.x, sx), _anchor(window.y, sy)
    if across and down and _resize(source, across, down, (sx, sy), target):
        return
    matrix = np.array(
        [[sx, 0, window.x + sx / 2 - 0.5], [0, sy, window.y + sy / 2 - 0.5]], np.float64
    )
    cv2.warpAffine(
        source,
        matrix,
        (width, height),
        dst=target,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _resize(
    source: U8, across: _Anchor, down: _Anchor, scale: tuple[float, float], target: U8
) -> bool:
    """From the anchors on. False where the source ends before the window does."""
    height, width = target.shape
    right, bottom = across.before + width, down.before + height
    part = source[
        down.pixel : down.pixel + int(bottom * scale[1]) + 2,
        across.pixel : across.pixel + int(right * scale[0]) + 2,
    ]
    # An explicit factor: from a size, OpenCV would make one that is off by parts of a pixel.
    fx, fy = 1 / scale[0], 1 / scale[1]
    drawn = u8(cv2.resize(part, None, fx=fx, fy=fy, interpolation=cv2.INTER_LINEAR))
    if drawn.shape[0] < bottom or drawn.shape[1] < right:
        return False
    np.copyto(target, drawn[down.before : bottom, across.before : right])
    return True
