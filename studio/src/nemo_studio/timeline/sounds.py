"""Music, recordings and voices: from a storyboard's keys to a segment, and back."""

from __future__ import annotations

from nemo_wire import fields

from .arrange import Wire
from .context import Asset
from .defaults import Values, milliseconds, plain, seconds
from .draft import AudioSegment, MusicSegment, SoundSegment, VoiceSegment

KINDS = {"mood": "music", "asset": "sound", "voice": "voice"}


def sound_wire(
    kind: str, member: str, values: Values, source: str, name: str, start_ms: int, duration_ms: int
) -> Wire:
    """The segment in its wire form. source: the mood, the asset's id, or the words."""
    wire: Wire = {
        "type": KINDS[kind], "id": member, "name": name, "volume": values["volume"],
        fields.START: start_ms, fields.DURATION: duration_ms,
        "fade_in_ms": milliseconds(values["fade_in_seconds"]),
        "fade_out_ms": milliseconds(values["fade_out_seconds"]),
    }  # fmt: skip
    if kind == "mood":
        return wire | {"mood": source, "seed": values["seed"], "duck": values["duck"]}
    if kind == "voice":
        return wire | {"text": source, "language": values["language"]}
    return wire | {
        "src": source, "trim_ms": milliseconds(values["from_seconds"]),
        **{k: values[k] for k in ("speed", "loop", "duck")}, "speech": values.get("speech", False),
    }  # fmt: skip


def kind_of(segment: AudioSegment) -> str:
    if isinstance(segment, MusicSegment):
        return "mood"
    return "voice" if isinstance(segment, VoiceSegment) else "asset"


def sound_values(segment: AudioSegment) -> Values:
    """All keys of a sound but `asset`, `name` and those of time."""
    values: Values = {
        "volume": plain(segment.volume), "fade_in_seconds": seconds(segment.fade_in_ms),
        "fade_out_seconds": seconds(segment.fade_out_ms),
    }  # fmt: skip
    if isinstance(segment, MusicSegment):
        return {"mood": segment.mood, "seed": segment.seed, "duck": segment.duck} | values
    if isinstance(segment, VoiceSegment):
        return {"voice": segment.text, "language": segment.language} | values
    assert isinstance(segment, SoundSegment)
    return values | {
        "from_seconds": seconds(segment.trim_ms), "speed": plain(segment.speed),
        "loop": segment.loop, "duck": segment.duck, "speech": segment.speech,
    }  # fmt: skip


def own_length_ms(values: Values, asset: Asset | None) -> int | None:
    """How long a recording plays; None where it goes on to its holder's end, or is not known."""
    if asset is None or asset.duration_ms is None or values["loop"]:
        return None
    left = asset.duration_ms - milliseconds(values["from_seconds"])
    return max(1, round(left / values["speed"]))
