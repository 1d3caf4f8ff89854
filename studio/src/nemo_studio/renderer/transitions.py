"""Transitions between two finished frames, on planes.

Each is a function of (a, b, p, out): frame `a` leaves, frame `b` comes, `p` in 0..1 is the share
of the transition's time; `out` is a third frame of the same size.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

from nemo_studio.renderer import color
from nemo_studio.renderer.color import U8, YUV, u8
from nemo_studio.renderer.planes import Planes
from nemo_studio.timeline.draft import TransitionKind

Drawer = Callable[[Planes, Planes, float, Planes], None]
# Those in which every pixel is of one of the two frames, or a mix of both at its own place.
UNCOVERING: tuple[TransitionKind, ...] = (
    "crossfade", "wipe_left", "wipe_right", "wipe_up", "wipe_down", "circle",
)  # fmt: skip
_DIRECTIONS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def draw_transition(kind: TransitionKind, a: Planes, b: Planes, p: float, out: Planes) -> None:
    """Draw the moment `p` of a transition of `kind` from `a` to `b` into `out`."""
    _DRAWERS[kind](a, b, min(max(p, 0.0), 1.0), out)


def smooth(p: float) -> float:
    """Starts and ends at rest (smoothstep)."""
    return p * p * (3 - 2 * p)


def swift(p: float) -> float:
    """Starts at speed and settles: what a moving edge wants (cubic in and out, late rest)."""
    return 4 * p**3 if p < 0.5 else 1 - (2 - 2 * p) ** 3 / 2


def _cut(a: Planes, b: Planes, p: float, out: Planes) -> None:
    out.copy_from(b)


def _crossfade(a: Planes, b: Planes, p: float, out: Planes) -> None:
    share = smooth(p)
    for before, after, mine in zip(a, b, out, strict=True):
        cv2.addWeighted(before, 1 - share, after, share, 0, dst=mine)


def _fade_through(target: YUV) -> Drawer:
    def draw(a: Planes, b: Planes, p: float, out: Planes) -> None:
        out.copy_from(a if p < 0.5 else b)
        out.dip(target, smooth(1 - abs(2 * p - 1)))

    return draw


def _slide(dx: int, dy: int) -> Drawer:
    """`b` comes in over `a`, which gives way slowly and darkens."""

    def draw(a: Planes, b: Planes, p: float, out: Planes) -> None:
        share = swift(p)
        _shifted(a, dx * share * 0.25, dy * share * 0.25, out)
        out.dip(color.BLACK, 0.45 * share)
        _shifted(b, -dx * (1 - share), -dy * (1 - share), out)

    return draw


def _push(dx: int, dy: int) -> Drawer:
    """`b` pushes `a` out."""

    def draw(a: Planes, b: Planes, p: float, out: Planes) -> None:
        share = swift(p)
        _shifted(a, dx * share, dy * share, out)
        _shifted(b, -dx * (1 - share), -dy * (1 - share), out)

    return draw


def _shifted(source: Planes, dx: float, dy: float, out: Planes) -> None:
    """Copy the source moved by a share of the frame; what it does not cover stays."""
    x, y = round(dx * source.width / 2) * 2, round(dy * source.height / 2) * 2
    for k, (theirs, mine) in zip((1, 2, 2), zip(source, out, strict=True), strict=True):
        height, width = mine.shape
        i, j = x // k, y // k
        mine[max(j, 0) : height + min(j, 0), max(i, 0) : width + min(i, 0)] = theirs[
            max(-j, 0) : height - max(j, 0), max(-i, 0) : width - max(i, 0)
        ]


def _wipe(dx: int, dy: int) -> Drawer:
    """An edge, slightly soft, moves over the frame and uncovers `b`."""

    def draw(a: Planes, b: Planes, p: float, out: Planes) -> None:
        length = out.width if dx else out.height
        soft = max(8.0, length * 0.06)
        at = np.arange(length) + 0.5
        if dx < 0 or dy < 0:
            at = at[::-1]
        edge = swift(p) * (length + soft)
        ramp = np.clip((edge - at) / soft, 0, 1)
        line = np.rint(255 * ramp * ramp * (3 - 2 * ramp)).astype(np.uint8)
        mask = np.empty(out.y.shape, np.uint8)
        mask[...] = line[None, :] if dx else line[:, None]
        _by_mask(a, b, mask, out)

    return draw


def _circle(a: Planes, b: Planes, p: float, out: Planes) -> None:
    distance, farthest = _distances(out.height, out.width)
    soft = max(6.0, min(out.width, out.height) * 0.02)
    radius = swift(p) * (farthest + soft)
    inside = cv2.subtract(np.full_like(distance, round(radius * _STEPS)), distance)
    _by_mask(a, b, u8(cv2.convertScaleAbs(inside, alpha=255 / (soft * _STEPS))), out)


_STEPS = 16  # parts of a pixel in the distance map: a 12-bit map would show rings


@lru_cache(maxsize=4)
def _distances(height: int, width: int) -> tuple[np.ndarray, float]:
    """Distance of each pixel from the centre in 1/16 px, and the farthest in px."""
    y, x = np.ogrid[:height, :width]
    d = np.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2)
    return np.rint(d * _STEPS).astype(np.uint16), float(d.max())


def _by_mask(a: Planes, b: Planes, mask: U8, out: Planes) -> None:
    half = cv2.resize(mask, (out.width // 2, out.height // 2), interpolation=cv2.INTER_AREA)
    out.copy_from(a)
    out.blend_mask(b, mask, u8(half))


def _zoom(a: Planes, b: Planes, p: float, out: Planes) -> None:
    """The camera flies on into `a` and comes out in `b`."""
    share = swift(p)
    fade = smooth(min(max((p - 0.3) / 0.4, 0.0), 1.0))
    if fade >= 1:
        _scaled(b, 0.75 + 0.25 * share, out)
        return
    _scaled(a, 1 + 0.8 * share, out)
    if fade > 0:
        coming = Planes.blank(out.width, out.height)
        _scaled(b, 0.75 + 0.25 * share, coming)
        out.blend(coming, fade)


def _scaled(source: Planes, factor: float, out: Planes) -> None:
    """The source scaled about its centre; mirrored beyond its edges."""
    for theirs, mine in zip(source, out, strict=True):
        height, width = mine.shape
        s = 1 / factor
        cx, cy = (width - 1) / 2, (height - 1) / 2
        matrix = np.array([[s, 0, cx - s * cx], [0, s, cy - s * cy]])
        cv2.warpAffine(
            theirs,
            matrix,
            (width, height),
            dst=mine,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT,
        )


def _blur(a: Planes, b: Planes, p: float, out: Planes) -> None:
    """Out of focus, over to the other picture, into focus again."""
    strength = smooth(1 - abs(2 * p - 1)) * min(out.width, out.height) * 0.03
    share = smooth(min(max((p - 0.3) / 0.4, 0.0), 1.0))
    source = a if share <= 0 else b if share >= 1 else Planes.blank(out.width, out.height)
    if 0 < share < 1:
        _crossfade(a, b, min(max((p - 0.3) / 0.4, 0.0), 1.0), source)
    for k, (theirs, mine) in zip((1, 2, 2), zip(source, out, strict=True), strict=True):
        _defocus(theirs, strength / k, mine)


def _defocus(plane: U8, sigma: float, out: U8) -> None:
    """Gaussian blur; wide ones at a fraction of the size, which nobody can tell apart."""
    if sigma < 0.3:
        np.copyto(out, plane)
        return
    height, width = plane.shape
    k = 1 if sigma < 2.5 else 2 if sigma < 6 else 4
    small = plane if k == 1 else cv2.resize(
        plane, (max(1, width // k), max(1, height // k)), interpolation=cv2.INTER_AREA
    )  # fmt: skip
    soft = cv2.GaussianBlur(small, (0, 0), sigma / k, borderType=cv2.BORDER_REPLICATE)
    cv2.resize(soft, (width, height), dst=out, interpolation=cv2.INTER_LINEAR)


_DRAWERS: dict[str, Drawer] = {
    "cut": _cut,
    "crossfade": _crossfade,
    "fade_black": _fade_through(color.BLACK),
    "fade_white": _fade_through(color.WHITE),
    "zoom": _zoom,
    "blur": _blur,
    "circle": _circle,
    **{f"slide_{name}": _slide(*d) for name, d in _DIRECTIONS.items()},
    **{f"push_{name}": _push(*d) for name, d in _DIRECTIONS.items()},
    **{f"wipe_{name}": _wipe(*d) for name, d in _DIRECTIONS.items()},
}
