"""Texts: from a storyboard's keys to a segment, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nemo_wire import fields

from .arrange import Wire
from .defaults import CARD, MOVES, STYLE, Frame, Values, moves_at, plain, style_defaults
from .draft import CardLayout, TextSegment
from .pictures import pick

_MIDDLE: tuple[CardLayout, ...] = ("split", "kicker", "minimal", "banner")
_FIGURE = re.compile(
    r"^(?!\d+[.)]\s)\W*\d[\d.,]*\s*(?:%|x|k|m|\+|°|折|元)?(?:\s*\w{1,6})?$", re.IGNORECASE
)


def layout_name(text: TextSegment) -> str:
    """The card layout, or the role, that a text is drawn as; of a card without a layout the one
    that its content wants."""
    if text.layout or text.role != "card":
        return text.layout or text.role
    if text.items:
        return "list"
    if re.match(r"\s*[“\"「『«]", text.text):
        return "quote"
    if re.match(r"\s*[$€£¥]?\d[\d.,]*\s?[%％x×+万亿]", text.text):
        return "stat"
    return "kicker" if text.kicker and text.body else "hero"


def unshown(text: TextSegment) -> list[str]:
    """The keys that hold words for which what a text is drawn as has no place."""
    name = layout_name(text)
    if name in ("subtitle", "caption", "watermark"):
        absent = ["kicker", "body", "items"]
    elif name in ("list", "steps"):
        absent = ["body"]
    elif name == "split":
        absent = ["body"] if len(text.items) > 1 else []
    else:
        absent = ["items"]
    return [key for key in absent if getattr(text, key)]


def pick_layout(seed: int, scene: str, card: Mapping[str, Any], *, first: bool) -> CardLayout:
    """A card's layout by what it says, else by the video's seed and the scene's id."""
    words = str(card["text"])
    if card.get("items"):
        return "list"
    if first:
        return "hero"
    if _FIGURE.match(words) and len(words) <= 12:
        return "stat"
    if words[:1] in tuple('“「『«"'):
        return "quote"
    if card.get("kicker"):
        return "kicker"
    layout: CardLayout = pick(seed, scene, _MIDDLE)
    return layout


def text_wire(
    member: str,
    words: Mapping[str, Any],
    role: str,
    own: Mapping[str, Any],
    start_ms: int,
    duration_ms: int,
    frame: Frame,
    *,
    first: bool,
    last: bool,
) -> Wire:
    """The segment in its wire form. words: text, kicker, body, items, layout, name, sample;
    own: its own style; first, last: whether what it belongs to is on that frame of the video."""
    usual = moves_at(first=first, last=last)
    style = {**style_defaults(frame, role, first=first, last=last), **own}
    said = {**_said(frame, role), **own}
    wire: Wire = {
        "type": "text", "id": member, fields.START: start_ms, fields.DURATION: duration_ms,
        "role": role, **{k: words[k] for k in CARD if words.get(k)},
        "name": words.get("name", ""), "sample": words.get("sample", False),
        **{k: style[k] for k in STYLE},
    }  # fmt: skip
    if words.get("layout", "auto") != "auto":
        wire["layout"] = words["layout"]
    for key in ("color", "weight"):
        if wire[key] == "auto":
            del wire[key]
    for key in MOVES:
        by_default = key not in said or (key not in _said(frame, role) and own[key] == usual[key])
        if not by_default:
            wire[key] = said[key]
    return wire


def _said(frame: Frame, role: str) -> Mapping[str, Any]:
    own = frame.defaults.get("text_style") or {}
    return {**own, **(frame.defaults.get("caption_style") or {})} if role == "caption" else own


def text_values(text: TextSegment, usual: Values) -> Values:
    """All keys of a text but those of time, `name` and `sample` included. usual: what its style
    keys are where it says nothing."""
    return {
        "text": text.text, "role": text.role, "kicker": text.kicker, "body": text.body,
        "items": list(text.items), "layout": text.layout or "auto",
        **style_values(text, usual), "sample": text.sample, "name": text.name,
    }  # fmt: skip


def style_values(text: TextSegment, usual: Values) -> Values:
    """All style keys as they take effect."""
    return {
        "position": text.position, "size": plain(text.size), "color": text.color or "auto",
        "background": text.background, "font": text.font, "weight": text.weight or "auto",
        "opacity": plain(text.opacity), "animate_in": text.animate_in or usual["animate_in"],
        "animate_out": text.animate_out or usual["animate_out"],
    }  # fmt: skip
