"""Texts laid out and painted for the tests: a plain reference compositor, slow and exact."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import numpy.typing as npt

from nemo_studio.renderer.palette import rgb_of
from nemo_studio.renderer.sprite import Placement
from nemo_studio.renderer.text import Canvas, SegmentLayer, build_text_layer
from nemo_studio.timeline.designs import designed
from nemo_studio.timeline.draft import Palette, TextSegment

SHAPES = {"9:16": (540, 960), "16:9": (960, 540), "1:1": (540, 540), "4:5": (540, 676)}
Picture = npt.NDArray[np.uint8]


def design(name: str) -> Palette:
    """The designed palette of that name."""
    found = designed(name)
    assert found is not None, name
    return found


def gradient(palette: Palette, width: int, height: int) -> Picture:
    """From the palette's first background to its last, across the diagonal."""
    first, last = (np.array(rgb_of(palette.background[i]), float) for i in (0, -1))
    y, x = np.mgrid[0:height, 0:width]
    share = ((x / width + y / height) / 2)[..., None]
    return np.asarray(np.round(first * (1 - share) + last * share), np.uint8)


def noise(width: int, height: int, low: int = 0, high: int = 255, seed: int = 3) -> Picture:
    """A busy picture of soft blots."""
    rng = np.random.default_rng(seed)
    small = rng.integers(low, high + 1, (7, 9, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def segment(**values: object) -> TextSegment:
    base: dict[str, object] = {"id": "x", "start_ms": 1000, "duration_ms": 4000, "text": "Text"}
    return TextSegment.model_validate({**base, **values})


def build(
    shape: str = "9:16",
    picture: Picture | None = None,
    *,
    colors: str = "ocean",
    language: str = "en",
    shift: tuple[float, float] = (0.0, 0.0),
    **values: object,
) -> tuple[SegmentLayer, Picture]:
    """A segment's layer on a picture (the palette's gradient when none is given), and it."""
    palette = design(colors)
    width, height = SHAPES[shape]
    below = gradient(palette, width, height) if picture is None else picture
    small = cv2.resize(below, (width // 8, height // 8), interpolation=cv2.INTER_AREA)
    canvas = Canvas(width, height, language=language)
    layer = build_text_layer(segment(**values), canvas, palette, lambda time_ms: small, shift)
    return layer, below


def paint(picture: Picture, placements: Iterable[Placement]) -> Picture:
    """The placements over the picture, in floats."""
    frame = picture.astype(np.float32)
    height, width = frame.shape[:2]
    for placement in placements:
        rgba = placement.sprite.rgba.astype(np.float32)
        tall, wide = rgba.shape[:2]
        if placement.clip:
            x0, y0, x1, y1 = (round(v) for v in placement.clip)
            shown = np.zeros((tall, wide, 1), np.float32)
            shown[y0:y1, x0:x1] = 1
            rgba = rgba * np.concatenate([np.ones((tall, wide, 3), np.float32), shown], axis=2)
        rgba = np.concatenate([rgba[..., :3] * rgba[..., 3:] / 255, rgba[..., 3:]], axis=2)
        k = placement.scale
        move = np.array(
            [[k, 0, placement.x + wide / 2 * (1 - k)], [0, k, placement.y + tall / 2 * (1 - k)]],
            np.float32,
        )
        warped = cv2.warpAffine(rgba, move, (width, height), flags=cv2.INTER_LINEAR)
        alpha = warped[..., 3:] / 255 * placement.opacity
        frame = frame * (1 - alpha) + warped[..., :3] * placement.opacity
    return np.asarray(np.clip(np.round(frame), 0, 255), np.uint8)


def ink_mask(layer: SegmentLayer, width: int, height: int, pad: int = 0) -> npt.NDArray[np.bool_]:
    """Where letters are solid, on a canvas with `pad` px around it (to see what runs out)."""
    mask = np.zeros((height + 2 * pad, width + 2 * pad), bool)
    for piece in layer.show.pieces:
        if not piece.letters:
            continue
        solid = piece.sprite.rgba[..., 3] > 230
        x, y = int(piece.x) + pad, int(piece.y) + pad
        part = mask[y : y + piece.height, x : x + piece.width]
        part |= solid[: part.shape[0], : part.shape[1]]
    return mask
