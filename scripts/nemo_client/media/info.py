"""What the readers of the containers give, and what they raise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MediaInfo:
    """What a container's headers say. duration_s is 0.0, and a codec None, where they do not."""

    container: str
    duration_s: float = 0.0
    width: int = 0
    height: int = 0
    video_codec: str | None = None
    audio_codec: str | None = None


class NotMedia(ValueError):
    """The file is none of the formats, or its headers are damaged or cut off."""
