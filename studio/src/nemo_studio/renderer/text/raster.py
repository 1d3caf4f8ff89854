"""Glyphs and plain shapes to antialiased RGBA sprites, with soft shadows."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import uharfbuzz as hb
from PIL import Image

from nemo_studio.renderer.palette import rgb_of
from nemo_studio.renderer.sprite import RGBA
from nemo_studio.renderer.text.emoji import MAX_SIDE, draw_emoji
from nemo_studio.renderer.text.fonts import DrawnTypeface, Typeface
from nemo_studio.renderer.text.shaping import Glyph

Coverage = npt.NDArray[np.floating[Any]]  # (height, width), 0 to 1
MAX_SPRITE = 4096  # px a side; nothing on a canvas of at most 1920 needs more


@dataclass(frozen=True)
class Shadow:
    """A blurred copy below: opacity at its darkest, blur radius and drop in px."""

    opacity: float
    blur: float
    drop: float
    color: str = "#000000"


@dataclass(frozen=True)
class Stroke:
    """A line around letters, outside of their edge; `width` in px."""

    width: float
    color: str


@dataclass(frozen=True)
class Drawn:
    """An RGBA picture and where its top left corner is, relative to the origin of the drawing."""

    rgba: RGBA
    left: int
    top: int


def draw_glyphs(
    glyphs: Iterable[Glyph], size: float, color: str, shadow: Shadow | None = None,
    stroke: Stroke | None = None,
) -> Drawn | None:  # fmt: skip
    """Glyphs at `size` px per em around a baseline origin; None when there is no ink."""
    glyphs = list(glyphs)
    plain = [g for g in glyphs if not g.face.color]
    parts: list[Drawn] = []
    outline = _outlines(plain, size)
    if outline is not None:
        coverage, left, top = outline
        if stroke:
            parts.append(_stroked(coverage, left, top, stroke))
        parts.append(Drawn(_tint(coverage, color), left, top))
    parts += [d for g in glyphs if g.face.color for d in [_picture(g, size)] if d]
    if not parts:
        return None
    whole = parts[0] if len(parts) == 1 else _join(parts)
    return with_shadow(whole, shadow) if shadow else whole


def _outlines(glyphs: list[Glyph], size: float) -> tuple[Coverage, int, int] | None:
    if not glyphs:
        return None
    draw = hb.RasterDraw()
    for glyph in glyphs:
        scale = size / glyph.face.upem
        draw.transform = (scale, 0, 0, scale, glyph.x * size, glyph.y * size)
        draw.draw_glyph(glyph.face.font, glyph.gid)
    image = draw.render()
    extents = image.extents
    if not extents.width or not extents.height:
        return None
    rows = np.frombuffer(image.buffer, np.uint8).reshape(extents.height, extents.stride)
    coverage = rows[::-1, : extents.width].astype(np.float32) / 255  # HarfBuzz's rows go upwards
    return np.ascontiguousarray(coverage), extents.x_origin, -(extents.y_origin + extents.height)


def _stroked(coverage: Coverage, left: int, top: int, stroke: Stroke) -> Drawn:
    """The letters made fatter by the stroke's width: by distance, so that corners stay round."""
    pad = math.ceil(stroke.width) + 2
    big = 2  # the distance is of pixels' middles; at twice the size its steps are not seen
    padded = np.pad(coverage, pad)
    height, width = padded.shape
    twice = cv2.resize(padded, (width * big, height * big), interpolation=cv2.INTER_LINEAR)
    outside = (twice < 0.5).astype(np.uint8)
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    fat = np.clip(stroke.width * big - distance + 0.5, 0, 1).astype(np.float32)
    fat = cv2.resize(fat, (width, height), interpolation=cv2.INTER_AREA)
    return Drawn(_tint(np.maximum(fat, padded), stroke.color), left - pad, top - pad)


def _tint(coverage: Coverage, color: str) -> RGBA:
    rgba = np.empty((*coverage.shape, 4), np.uint8)
    rgba[..., :3] = rgb_of(color)
    rgba[..., 3] = np.round(coverage * 255)
    return rgba


@lru_cache(maxsize=256)
def _bitmap(face: Typeface, gid: int) -> Image.Image | None:
    """A colour glyph's own picture (CBDT, sbix, or painted from COLR), or None."""
    png = face.font.get_glyph_color_png(gid)
    if png is not None and len(png):
        return Image.open(io.BytesIO(bytes(png.data))).convert("RGBA")
    return _painted(face, gid)


def _painted(face: Typeface, gid: int) -> Image.Image | None:
    paint = hb.RasterPaint()
    scale = 160 / face.upem
    paint.transform = (scale, 0, 0, scale, 0, 0)
    paint.set_glyph_extents(face.font.get_glyph_extents(gid))
    paint.paint_glyph(face.font, gid)
    image: Any = paint.render()
    if image is None or not image.extents.width:
        return None
    extents = image.extents
    rows = np.frombuffer(image.buffer, np.uint8).reshape(extents.height, extents.stride)
    bgra = rows[::-1, : extents.width * 4].reshape(extents.height, extents.width, 4)
    alpha = bgra[..., 3:].astype(np.float32)
    straight = np.where(alpha > 0, bgra[..., 2::-1] * 255.0 / np.maximum(alpha, 1), 0)
    rgba = np.concatenate([np.clip(np.round(straight), 0, 255), alpha], axis=2)
    return Image.fromarray(rgba.astype(np.uint8), "RGBA")


def _picture(glyph: Glyph, size: float) -> Drawn | None:
    """A colour glyph scaled to stand on the line as letters do (1.17 em high, a little low)."""
    advance = _advance(glyph) * size
    width = max(1, round(advance * 0.94))
    if isinstance(glyph.face, DrawnTypeface):
        name = glyph.face.names[glyph.gid]
        bitmap: Image.Image | None = Image.fromarray(draw_emoji(name, min(width, MAX_SIDE)))
    else:
        bitmap = _bitmap(glyph.face, glyph.gid)
    if bitmap is None:
        return None
    height = max(1, round(width * bitmap.height / bitmap.width))
    small = bitmap.resize((width, height), Image.Resampling.LANCZOS)
    left = round(glyph.x * size + advance * 0.03)
    top = round(-glyph.y * size - height + 0.20 * size)
    return Drawn(np.asarray(small), left, top)


def _advance(glyph: Glyph) -> float:
    """In em."""
    if isinstance(glyph.face, DrawnTypeface):
        return glyph.face.ADVANCE
    return float(glyph.face.font.get_glyph_h_advance(glyph.gid) / glyph.face.upem)


def _join(parts: list[Drawn]) -> Drawn:
    left, top = min(p.left for p in parts), min(p.top for p in parts)
    right = max(p.left + p.rgba.shape[1] for p in parts)
    bottom = max(p.top + p.rgba.shape[0] for p in parts)
    canvas = np.zeros((bottom - top, right - left, 4), np.uint8)
    for part in parts:
        over(canvas, part.rgba, part.left - left, part.top - top)
    return Drawn(canvas, left, top)


def over(below: RGBA, above: RGBA, x: int, y: int) -> None:
    """Lay `above` over `below` in place, at whole pixels, inside its bounds."""
    height, width = above.shape[:2]
    part = below[y : y + height, x : x + width].astype(np.float32) / 255
    top = above.astype(np.float32) / 255
    alpha = top[..., 3:] + part[..., 3:] * (1 - top[..., 3:])
    mixed = top[..., :3] * top[..., 3:] + part[..., :3] * part[..., 3:] * (1 - top[..., 3:])
    color = np.divide(mixed, alpha, out=np.zeros_like(mixed), where=alpha > 0)
    below[y : y + height, x : x + width] = np.round(np.concatenate([color, alpha], 2) * 255)


def with_shadow(drawn: Drawn, shadow: Shadow) -> Drawn:
    """The drawing over its own blurred shadow."""
    pad = math.ceil(shadow.blur * 2.2)
    drop = round(shadow.drop)
    height, width = drawn.rgba.shape[:2]
    alpha = np.zeros((height + 2 * pad + drop, width + 2 * pad), np.float32)
    alpha[pad + drop : pad + drop + height, pad : pad + width] = drawn.rgba[..., 3] / 255
    soft = _blur(alpha, shadow.blur)
    # A wide blur thins fine strokes out; bring its middle back to the opacity asked for.
    peak = float(soft.max()) or 1.0
    soft = np.clip(soft / max(peak, 0.35), 0, 1) * shadow.opacity
    canvas = _tint(soft, shadow.color)
    over(canvas, drawn.rgba, pad, pad)
    return Drawn(canvas, drawn.left - pad, drawn.top - pad)


def _blur(alpha: Coverage, radius: float) -> Coverage:
    """A Gaussian of sigma `radius`/2·… px; large ones at half scale, which nobody can see."""
    if radius < 0.5:
        return alpha
    if radius < 12:
        return np.asarray(cv2.GaussianBlur(alpha, (0, 0), radius), np.float32)
    height, width = alpha.shape
    factor = 4 if radius >= 24 else 2
    small = cv2.resize(
        alpha, (max(1, width // factor), max(1, height // factor)), interpolation=cv2.INTER_AREA
    )
    small = cv2.GaussianBlur(small, (0, 0), radius / factor)
    return np.asarray(
        cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32
    )
