"""BT.709, limited range: the one colour space of every frame (ITU-R BT.709-6, 8 bit).

Y is 16..235, U and V are 16..240 around 128. Untagged or 601-converted HD video is what makes
colours drift between players, so all conversions go through the matrices here.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
YUV = tuple[float, float, float]

_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_Y_GAIN, _C_GAIN = 219 / 255, 224 / 255

# Rows give Y, U, V from (R, G, B, 1), all on 0..255.
RGB_TO_YUV: F32 = np.array(
    [
        [_KR * _Y_GAIN, _KG * _Y_GAIN, _KB * _Y_GAIN, 16],
        [
            -_KR / (2 * (1 - _KB)) * _C_GAIN,
            -_KG / (2 * (1 - _KB)) * _C_GAIN,
            0.5 * _C_GAIN,
            128,
        ],
        [0.5 * _C_GAIN, -_KG / (2 * (1 - _KR)) * _C_GAIN, -_KB / (2 * (1 - _KR)) * _C_GAIN, 128],
    ],
    np.float32,
)
_INVERSE = np.linalg.inv(RGB_TO_YUV[:, :3].astype(np.float64))
YUV_TO_RGB: F32 = np.hstack([_INVERSE, -_INVERSE @ np.array([[16.0], [128.0], [128.0]])]).astype(
    np.float32
)

BLACK: YUV = (16, 128, 128)
WHITE: YUV = (235, 128, 128)


def u8(values: npt.ArrayLike) -> U8:
    """The same array under its true type: OpenCV's signatures know no element types."""
    return np.asarray(values, np.uint8)


def f32(values: npt.ArrayLike) -> F32:
    """As `u8`, for float arrays."""
    return np.asarray(values, np.float32)


def hex_to_rgb(color: str) -> tuple[int, int, int]:
    """(r, g, b), 0..255, of "#rrggbb"."""
    digits = color.lstrip("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def hex_to_yuv(color: str) -> YUV:
    """(y, u, v) as floats, BT.709 limited, of "#rrggbb"."""
    y, u, v = RGB_TO_YUV @ np.array([*hex_to_rgb(color), 1], np.float32)
    return float(y), float(u), float(v)


def luma(rgb: U8) -> U8:
    """Y plane (h, w) of an RGB picture (h, w, 3)."""
    return u8(cv2.transform(rgb, RGB_TO_YUV[:1])).reshape(rgb.shape[:2])


def chroma(rgb: U8) -> tuple[U8, U8]:
    """U and V planes (h/2, w/2) of an RGB picture with even sides, by averaging 2x2 pixels."""
    height, width = rgb.shape[:2]
    half = cv2.resize(rgb, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    uv = u8(cv2.transform(half.reshape(height // 2, width // 2, 3), RGB_TO_YUV[1:]))
    return np.ascontiguousarray(uv[..., 0]), np.ascontiguousarray(uv[..., 1])


def to_rgb(y: U8, u: U8, v: U8) -> U8:
    """RGB picture (h, w, 3) of 4:2:0 planes."""
    size = (y.shape[1], y.shape[0])
    full = [cv2.resize(c, size, interpolation=cv2.INTER_LINEAR) for c in (u, v)]
    return u8(cv2.transform(cv2.merge([y, *full]), YUV_TO_RGB))
