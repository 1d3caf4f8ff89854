"""Pictures from files: any mode, profile and orientation to upright sRGB.

Pillow reads the formats; everything that can be wrong with a file becomes an AssetError.
"""

from __future__ import annotations

import io
import math
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageCms

from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.color import U8, u8
from nemo_studio.renderer.planes import Window
from nemo_studio.timeline.draft import Box

MAX_PIXELS = 120_000_000
"""Larger pictures are refused: a few kilobytes of PNG can claim gigabytes of pixels."""

BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, MemoryError, EOFError, IndexError, OverflowError,
    RuntimeError, struct.error, Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow and its plugins raise over damaged files."""

_SIDEWAYS = (5, 6, 7, 8)  # EXIF orientations that swap width and height
_EXIF_ORIENTATION = 0x0112
# By hand: ImageOps.exif_transpose writes the EXIF anew, and fails over any other odd tag in it.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_BAND = 256  # rows
_DEEP_MODES = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")


@dataclass(frozen=True)
class Pixels:
    """rgb (h, w, 3) sRGB; alpha (h, w) straight, or None when all is opaque."""

    rgb: U8
    alpha: U8 | None

    @property
    def size(self) -> tuple[int, int]:
        return self.rgb.shape[1], self.rgb.shape[0]

    def crop(self, window: Window) -> Pixels:
        """The whole pixels that a window touches."""
        x0, y0 = max(int(window.x), 0), max(int(window.y), 0)
        x1 = max(int(np.ceil(window.x + window.w)), x0 + 1)
        y1 = max(int(np.ceil(window.y + window.h)), y0 + 1)
        part = np.s_[y0:y1, x0:x1]
        return Pixels(self.rgb[part], None if self.alpha is None else self.alpha[part])

    def resize(self, width: int, height: int) -> Pixels:
        """Area averages to shrink, Lanczos to grow; transparent pixels lend no colour."""
        if self.size == (width, height):
            return self
        if self.alpha is None:
            return Pixels(_resample(self.rgb, width, height), None)
        weight = self.alpha[..., None].astype(np.float32) / 255
        solid = _resample(self.rgb * weight, width, height)
        alpha = _resample(weight[..., 0], width, height)
        rgb = solid / np.maximum(alpha, 1e-3)[..., None]
        return Pixels(_to_u8(rgb), _to_u8(alpha * 255))


def picture_size(path: Path, where: str) -> tuple[int, int]:
    """(width, height) upright, from the header alone. Raises AssetError."""
    with _open(path, where) as image:
        return _upright_size(image)


def load_picture(
    path: Path, where: str, part: Window, wanted: tuple[int, int]
) -> tuple[Pixels, Window]:
    """A part of the picture, upright, in sRGB; decoded at a fraction where that is enough.

    part: in pixels of the upright file. wanted: the sides of the whole picture in pixels under
    which the decoder must not shrink. Returns the pixels and the rectangle that they cover, again
    in pixels of the file: `part`, out to whole decoded pixels. Raises AssetError.
    """
    with _open(path, where) as image:
        width, height = _upright_size(image)
        if width * height > MAX_PIXELS:
            raise AssetError(
                f"{where}: {path.name} has {width} x {height} pixels; the most that is read is "
                f"{MAX_PIXELS // 1_000_000} megapixels. Scale it down first."
            )
        sideways = _orientation(image) in _SIDEWAYS
        image.draft("RGB", wanted[::-1] if sideways else wanted)
        try:
            image.load()
            if (turn := _TURNS.get(_orientation(image))) is not None:
                image = image.transpose(turn)
            fx, fy = image.width / width, image.height / height
            box = _whole_pixels(Window(part.x * fx, part.y * fy, part.w * fx, part.h * fy), image)
            pixels = _decode(image, box)
        except BROKEN as error:
            raise AssetError(f"{where}: {path.name} is damaged: {error}") from None
    x0, y0, x1, y1 = box
    return pixels, Window(x0 / fx, y0 / fy, (x1 - x0) / fx, (y1 - y0) / fy)


def crop_window(crop: Box | None, width: int, height: int) -> Window:
    """A crop in fractions as a window in pixels, kept inside the source."""
    if crop is None:
        return Window(0, 0, width, height)
    x0, wide = _inside(crop.x, crop.w, width)
    y0, tall = _inside(crop.y, crop.h, height)
    return Window(x0, y0, wide, tall)


def _inside(start: float, share: float, length: int) -> tuple[float, float]:
    """(start, length) in pixels of a stretch given in fractions; at least a pixel of the source."""
    first = min(max(start, 0.0) * length, length - 1.0)
    last = min(max(start + share, 0.0), 1.0) * length
    return first, max(last - first, 1.0)


def _open(path: Path, where: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Sizes are checked here, before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(path)
    except Image.DecompressionBombError as error:
        raise AssetError(f"{where}: {path.name} is too large: {error}") from None
    except BROKEN as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "unknown form"
        raise AssetError(f"{where}: {path.name} is no picture that can be read: {reason}") from None


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_EXIF_ORIENTATION, 1))
    except BROKEN:  # broken EXIF: as if there were none
        return 1


def _upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if _orientation(image) in _SIDEWAYS else (width, height)


def _whole_pixels(window: Window, image: Image.Image) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of the pixels that a window touches, inside the image."""
    left = min(max(int(window.x), 0), image.width - 1)
    top = min(max(int(window.y), 0), image.height - 1)
    right = min(max(math.ceil(window.x + window.w), left + 1), image.width)
    bottom = min(max(math.ceil(window.y + window.h), top + 1), image.height)
    return left, top, right, bottom


def _decode(image: Image.Image, box: tuple[int, int, int, int]) -> Pixels:
    left, top, right, bottom = box
    if image.mode in _DEEP_MODES:
        gray = _narrow(np.asarray(image))[top:bottom, left:right]
        return Pixels(u8(cv2.merge([gray, gray, gray])), None)
    has_alpha = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    alpha = np.asarray(image.crop(box).convert("RGBA").getchannel("A")) if has_alpha else None
    if image.mode == "RGB" and not image.info.get("icc_profile"):
        rgb = _bands(image, box)
    else:
        rgb = np.asarray(_to_srgb(image.crop(box)))
    return Pixels(rgb, None if alpha is None or int(alpha.min()) == 255 else alpha)


def _bands(image: Image.Image, box: tuple[int, int, int, int]) -> U8:
    """(h, w, 3) of a part of an RGB image, by bands: else it is held twice for a moment."""
    left, top, right, bottom = box
    rgb = np.empty((bottom - top, right - left, 3), np.uint8)
    for above in range(top, bottom, _BAND):
        below = min(above + _BAND, bottom)
        rgb[above - top : below - top] = np.asarray(image.crop((left, above, right, below)))
    return rgb


def _to_srgb(image: Image.Image) -> Image.Image:
    """RGB through the embedded profile (wide-gamut phone photos, CMYK prints) where one is."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(source):
                srgb = ImageCms.createProfile("sRGB")
                return ImageCms.profileToProfile(image, source, srgb, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # an unusable profile: the plain conversion is what viewers fall back on
    if image.mode == "RGB":
        return image  # converting would copy it
    return image.convert("RGBA").convert("RGB") if image.mode == "P" else image.convert("RGB")


def _narrow(deep: np.ndarray) -> U8:
    """8 bits of 16-bit, 32-bit or float grey."""
    values = deep.astype(np.float32)
    if deep.dtype.kind == "f":
        top = float(values.max()) or 1.0
        return _to_u8(values * (255 / top if top > 1 else 255))
    return _to_u8(values / 257 if values.max() > 255 else values)


def _resample(plane: np.ndarray, width: int, height: int) -> np.ndarray:
    """Each axis by its own filter: a strip may shrink along one and grow along the other."""
    for size, grows in (
        ((width, plane.shape[0]), width > plane.shape[1]),
        ((width, height), height > plane.shape[0]),
    ):
        if (plane.shape[1], plane.shape[0]) != size:
            how = cv2.INTER_LANCZOS4 if grows else cv2.INTER_AREA
            plane = cv2.resize(plane, size, interpolation=how)
    return plane


def _to_u8(values: np.ndarray) -> U8:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
