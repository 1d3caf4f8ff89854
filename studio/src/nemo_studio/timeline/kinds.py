"""Which keys a member can have by what it shows or plays, and which exclude or need each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .context import Context
from .defaults import AUDIO, CARD, MUSIC, PICTURE_KEYS, SOUND_KEYS, PictureKind, Values
from .storyboard import PictureOverlay, Scene, TextKeys

_PICTURES = frozenset(key for keys in PICTURE_KEYS.values() for key in keys)
_SOURCES = ("asset", "voice", "mood")
_SOUND = frozenset(("id", "name", "at_seconds", "seconds", "asset", "mood"))
_EITHER = {
    "scenes": (("asset", "background"),),
    "overlays": (("asset", "background"), ("box", "position"), ("box", "width")),
    "audio": (_SOURCES,),
    "music": (("asset", "mood"),),
}
_NEEDED = {  # the keys that mean nothing without the one before the colon
    "text": (*(k for k in CARD if k != "text"), "layout", "sample", "text_style"),
    "caption": ("caption_style",),
    "transition": ("transition_seconds",),
}
_NEEDS = {key: needed for needed, keys in _NEEDED.items() for key in keys}
_NOTHING: tuple[Any, ...] = (None, "", [])


def picture_kind(member: Mapping[str, Any], context: Context) -> PictureKind | None:
    """What a scene or an overlay shows; None where its file is not there."""
    if member.get("asset") is None:
        return "background"
    asset = context.find(member["asset"], sound=False) if _is_name(member["asset"]) else None
    if asset is None:
        return None
    return "image" if asset.kind == "image" else "clip"


def member_keys(holder: str, member: Mapping[str, Any], context: Context) -> frozenset[str]:
    """The keys that a member of that list (or the music) can have."""
    if holder in ("texts", "captions") or (holder == "overlays" and member.get("text")):
        return frozenset(TextKeys.model_fields)
    if holder in ("audio", "music"):
        return _sound_keys(holder, member, context)
    keys = frozenset((Scene if holder == "scenes" else PictureOverlay).model_fields)
    kind = picture_kind(member, context)
    return keys if kind is None else keys - (_PICTURES - set(PICTURE_KEYS[kind]))


def _sound_keys(holder: str, member: Mapping[str, Any], context: Context) -> frozenset[str]:
    kind = next((k for k in _SOURCES if member.get(k) is not None), "mood")
    if kind == "voice" and _is_name(member["voice"]) and context.find(member["voice"], sound=True):
        kind = "asset"
    there = {*(MUSIC if holder == "music" else AUDIO), "seed", "language"}
    keys = _SOUND | (there & set(SOUND_KEYS[kind]))
    return keys if holder == "music" else keys | {"voice"}


def has_use(
    holder: str, member: Mapping[str, Any], key: str, context: Context, defaults: Mapping[str, Any]
) -> bool:
    """Whether a member can have a key, and has what the key is about."""
    if key not in member_keys(holder, member, context):
        return False
    needed = _NEEDS.get(key) if holder == "scenes" else None
    return needed is None or not _is_nothing(needed, member, defaults)


def cleared(
    holder: str, member: Mapping[str, Any], key: str, context: Context, defaults: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    """The keys that a member cannot keep now that `key` was set: (those that it excludes or that
    mean nothing without it, those that what it shows or plays now does not have)."""
    if holder == "scenes" and key in _NEEDED and _is_nothing(key, member, defaults):
        return [k for k in _NEEDED[key] if member.get(k) not in _NOTHING], []
    if member.get(key) in _NOTHING:
        return [], []
    gone = [k for k in _excluded(holder, member, key, context) if k in member]
    if key not in (*_SOURCES, "background", "text"):
        return gone, []
    left: Values = {k: v for k, v in member.items() if k not in gone}
    keys = member_keys(holder, left, context)
    return gone, [k for k in left if k not in keys]


def _excluded(holder: str, member: Mapping[str, Any], key: str, context: Context) -> list[str]:
    gone = [k for group in _EITHER.get(holder, ()) if key in group for k in group if k != key]
    if holder == "overlays" and member.get("text"):
        if key == "text":
            was_picture = "vignette" in member or member.get("asset") is not None
            return ["asset", "background"] if was_picture else []
        return [*gone, "text"] if key == "asset" else []
    if holder in ("scenes", "overlays"):
        if key == "colors" and str(member.get("background", "")).startswith("#"):
            gone.append("background")
        if key == "background" and str(member[key]).startswith("#"):
            gone.append("colors")
        if picture_kind(member, context) == "clip":
            gone += {"to_seconds": ["seconds"], "seconds": ["to_seconds"]}.get(key, [])
            if key == "seconds" and member[key] == "auto":
                gone.remove("to_seconds")
    return gone


def _is_nothing(key: str, member: Mapping[str, Any], defaults: Mapping[str, Any]) -> bool:
    value = member.get(key)
    if key == "transition":
        return (value or defaults.get("transition") or "cut") == "cut"
    return not str(value or "").strip()


def _is_name(value: Any) -> bool:
    return isinstance(value, str | int)
