"""The parts of a video on their tracks. A track's id says whose its segments are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nemo_wire import fields

from .draft import Timeline

SCENES, TEXTS, CAPTIONS = "scenes", "texts", "captions"
MUSIC, SCENE_AUDIO, AUDIO = "music", "scene-audio", "audio"
OVERLAYS = "overlays-"

Wire = dict[str, Any]  # a segment in the draft's wire form


@dataclass
class Parts:
    """Segments in the wire form; `overlays` from the lowest to the topmost."""

    scenes: list[Wire] = field(default_factory=list)
    texts: list[Wire] = field(default_factory=list)
    captions: list[Wire] = field(default_factory=list)
    overlays: list[Wire] = field(default_factory=list)
    music: list[Wire] = field(default_factory=list)
    scene_audio: list[Wire] = field(default_factory=list)
    audio: list[Wire] = field(default_factory=list)


def arrange(meta: Wire, parts: Parts) -> Timeline:
    """The timeline. Above each other: scenes, their texts, captions, overlays. Raises
    ValidationError."""
    total = max((s[fields.START] + s[fields.DURATION] for s in parts.scenes), default=0)
    tracks = [
        _track(SCENES, fields.TRACK_VIDEO, parts.scenes),
        _track(MUSIC, fields.TRACK_AUDIO, parts.music),
        _track(SCENE_AUDIO, fields.TRACK_AUDIO, parts.scene_audio),
        _track(AUDIO, fields.TRACK_AUDIO, parts.audio),
        _track(TEXTS, fields.TRACK_TEXT, parts.texts),
        _track(CAPTIONS, fields.TRACK_TEXT, parts.captions),
    ]
    for number, run in enumerate(runs(parts.overlays), 1):
        text = run[0]["type"] == "text"
        kind = fields.TRACK_TEXT if text else fields.TRACK_VIDEO
        tracks.append(_track(f"{OVERLAYS}{number}", kind, run))
    return Timeline.model_validate(
        {
            fields.TRACKS: [t for t in tracks if t[fields.SEGMENTS]],
            fields.DURATION: total,
            fields.META: meta,
        }
    )


def runs(overlays: list[Wire]) -> list[list[Wire]]:
    """Overlays of one kind that follow each other in time share a track."""
    out: list[list[Wire]] = []
    for one in overlays:
        last = out[-1][-1] if out else None
        if (
            last is not None
            and (last["type"] == "text") == (one["type"] == "text")
            and last[fields.START] + last[fields.DURATION] <= one[fields.START]
        ):
            out[-1].append(one)
        else:
            out.append([one])
    return out


def _track(name: str, kind: int, segments: list[Wire]) -> dict[str, Any]:
    return {"id": name, fields.TRACK_TYPE: kind, fields.SEGMENTS: segments}
