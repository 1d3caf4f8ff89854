"""Pictures, clips and backgrounds: from a storyboard's keys to a segment, and back."""

from __future__ import annotations

import random
import zlib
from typing import Any

from nemo_wire import fields

from .arrange import Wire
from .defaults import PICTURE_KEYS, PictureKind, Values, milliseconds, plain, seconds
from .draft import BackgroundSegment, BackgroundStyle, Box, ClipSegment, ImageSegment, VideoSegment

# Those that texts read well on, whatever the topic.
_PICKED: tuple[BackgroundStyle, ...] = ("mesh", "waves", "shapes", "rays", "bokeh")


def pick(seed: int, member: str, among: tuple[Any, ...]) -> Any:
    """What the studio picks for a member, by the video's seed and the member's id."""
    return random.Random(zlib.crc32(f"{seed}/{member}".encode())).choice(among)


def pick_background(seed: int, member: str) -> BackgroundStyle:
    """Of two styles that one video keeps to."""
    two = random.Random(seed).sample(_PICKED, 2)
    style: BackgroundStyle = pick(seed, member, tuple(two))
    return style


def picture_wire(kind: PictureKind, member: str, values: Values, source: str, name: str) -> Wire:
    """The segment in its wire form, without its time. values: of all keys of its kind.

    source: the asset's id, or the background's style or colour.
    """
    wire: Wire = {
        "type": kind, "id": member, "name": name, "filter": values["filter"],
        "vignette": values["vignette"], "opacity": values["opacity"], "box": values["box"],
        "fade_in_ms": milliseconds(values["fade_in_seconds"]),
        "fade_out_ms": milliseconds(values["fade_out_seconds"]),
    }  # fmt: skip
    if kind == "background":
        plain_color = source.startswith("#")
        wire["style"] = "solid" if plain_color else source
        wire["colors"] = [source] if plain_color else values["colors"] or None
        wire["grain"], wire["speed"], wire["seed"] = (
            values["grain"],
            values["speed"],
            values["seed"],
        )
        return wire
    motion = {"kind": values["motion"], "amount": values["motion_amount"]}
    wire |= {
        "src": source, "fit": values["fit"], "crop": values["crop"],
        "motion": {**motion, "easing": values["motion_easing"]},
    }  # fmt: skip
    if kind == "clip":
        wire |= {k: values[k] for k in ("speed", "volume", "reverse")}
        wire["trim_ms"] = milliseconds(values["from_seconds"])
    return wire


def picture_values(segment: VideoSegment) -> Values:
    """All keys of a segment's picture but `asset` and `to_seconds`; `background` in its place."""
    values: Values = {
        "filter": segment.filter, "vignette": plain(segment.vignette),
        "opacity": plain(segment.opacity), "box": box_values(segment.box),
        "fade_in_seconds": seconds(segment.fade_in_ms),
        "fade_out_seconds": seconds(segment.fade_out_ms),
    }  # fmt: skip
    if isinstance(segment, BackgroundSegment):
        colors = segment.colors or []
        one = segment.style == "solid" and len(colors) == 1
        return {
            "background": colors[0] if one else segment.style, "colors": [] if one else colors,
            "grain": plain(segment.grain), "speed": plain(segment.speed), "seed": segment.seed,
        } | values  # fmt: skip
    assert isinstance(segment, ImageSegment | ClipSegment)
    values |= {
        "fit": segment.fit, "crop": box_values(segment.crop), "motion": segment.motion.kind,
        "motion_amount": plain(segment.motion.amount), "motion_easing": segment.motion.easing,
    }  # fmt: skip
    if isinstance(segment, ClipSegment):
        values |= {
            "from_seconds": seconds(segment.trim_ms), "speed": plain(segment.speed),
            "reverse": segment.reverse, "volume": plain(segment.volume),
        }  # fmt: skip
    return values


def box_values(box: Box | None) -> Values | None:
    if box is None:
        return None
    return {k: plain(getattr(box, k)) for k in ("x", "y", "w", "h")}


def part_end_ms(segment: ClipSegment) -> int:
    """Where in its file a clip's part ends."""
    return segment.trim_ms + round(segment.duration_ms * segment.speed)


def part_length_ms(from_ms: int, to_ms: int, speed: float) -> int:
    """How long a part of a clip plays."""
    return round((to_ms - from_ms) / speed)


def kind_keys(kind: PictureKind) -> frozenset[str]:
    return frozenset(PICTURE_KEYS[kind])


def placed(wire: Wire, start_ms: int, duration_ms: int) -> Wire:
    return {**wire, fields.START: start_ms, fields.DURATION: duration_ms}
