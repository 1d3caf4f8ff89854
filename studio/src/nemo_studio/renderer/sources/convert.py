"""Decoded frames of any format to upright 8-bit BT.709 planes with square pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, ColorTrc, Interpolation

from nemo_studio.renderer.color import U8
from nemo_studio.renderer.planes import Planes, even
from nemo_studio.renderer.sources.hdr import tone_map

_HD_HEIGHT = 720  # untagged video is taken for BT.709 from here on, as players do
_UNSPECIFIED = 2
_HDR = (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)
_QUALITY = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT


def to_planes(frame: VideoFrame, stream: Any, scaled: tuple[int, int] | None) -> Planes:
    """Planes that share the frame's memory where nothing must be converted.

    scaled: (width, height), upright and even, to which the frame is scaled; None keeps its own.
    """
    quarter_turns = round(frame.rotation / 90) % 4
    if scaled is None:
        size = _square_size(frame, stream)
    else:
        size = scaled[::-1] if quarter_turns % 2 else scaled
    if frame.color_trc in _HDR:
        planes = Planes.from_rgb(tone_map(frame, size))
    else:
        planes = _sdr(frame, size)
    return _turn(planes, quarter_turns)


def _sdr(frame: VideoFrame, size: tuple[int, int]) -> Planes:
    matrix = frame.colorspace
    if matrix in (_UNSPECIFIED, 0):  # 0 is RGB, which the converter knows from the format
        matrix = Colorspace.ITU709 if frame.height >= _HD_HEIGHT else Colorspace.ITU601
    full = frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")
    ready = frame.format.name == "yuv420p" and matrix == Colorspace.ITU709 and not full
    if not ready or size != (frame.width, frame.height):
        frame = frame.reformat(
            *size,
            format="yuv420p",
            src_colorspace=matrix,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
            dst_color_range=ColorRange.MPEG,
            interpolation=_QUALITY,
        )
    return Planes(*(_plane(frame, i) for i in range(3)))


def _square_size(frame: VideoFrame, stream: Any) -> tuple[int, int]:
    """The coded size, even, with the pixel aspect taken out by widening."""
    aspect = stream.sample_aspect_ratio
    wide = float(aspect) if aspect and 0.1 < aspect < 10 else 1.0
    return even(frame.width * wide), even(frame.height)


def _turn(planes: Planes, quarter_turns: int) -> Planes:
    """Rotation metadata is counter-clockwise, as numpy's quarter turns are."""
    if quarter_turns == 0:
        return planes
    return Planes(*(np.ascontiguousarray(np.rot90(p, quarter_turns)) for p in planes))


def _plane(frame: VideoFrame, index: int) -> U8:
    """One 8-bit plane without its padding; shares the frame's memory."""
    plane = frame.planes[index]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]
