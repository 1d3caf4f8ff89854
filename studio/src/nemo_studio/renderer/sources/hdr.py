"""HDR clips (PQ of SMPTE ST 2084, HLG of ARIB STD-B67) to SDR, per ITU-R BT.2100 and BT.2087.

Without this a phone's HDR clip comes out grey and flat. Slow (a float pass for each frame), but
only HDR sources pay for it.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, ColorTrc, Interpolation

from nemo_studio.renderer.color import F32, U8

_WHITE_NITS = 203.0  # ITU-R BT.2408: where HDR puts the white of a page
_PEAK = 1000.0 / _WHITE_NITS
_BT2020_TO_709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]],
    np.float32,
)


def tone_map(frame: VideoFrame, size: tuple[int, int]) -> U8:
    """sRGB-like BT.709 picture (h, w, 3) of an HDR frame, scaled to (width, height)."""
    full = frame.color_range == ColorRange.JPEG
    deep = frame.reformat(
        *size,
        format="rgb48le",
        src_colorspace=Colorspace.BT2020,
        dst_colorspace=Colorspace.BT2020,
        src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
        interpolation=Interpolation.BICUBIC | Interpolation.ACCURATE_RND,
    ).to_ndarray()
    light = _linear(int(frame.color_trc))[deep]
    light = np.maximum(cv2.transform(light, _BT2020_TO_709), 0)
    # Reinhard with a white point, on the brightest channel: hues stay, whites do not clip.
    top = light.max(axis=2, keepdims=True)
    light *= (1 + top / _PEAK**2) / (1 + top)
    gamma = np.power(np.clip(light * _EXPOSURE, 0, 1), 1 / 2.2)
    return np.rint(gamma * 255).astype(np.uint8)


_EXPOSURE = 1.6  # Reinhard halves page white; this gives most of it back


@cache
def _linear(transfer: int) -> F32:
    """Table of 65536: code value to light, 1 = page white."""
    code = np.linspace(0, 1, 65536)
    if transfer == ColorTrc.SMPTE2084:
        m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
        power = code ** (1 / m2)
        nits = 10000 * (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1)
    else:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        scene = np.where(code <= 0.5, code**2 / 3, (np.exp((code - c) / a) + b) / 12)
        nits = 1000 * scene**1.2
    return (nits / _WHITE_NITS).astype(np.float32)
