"""What a caller may choose about the file, and what comes back. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Format = Literal["mp4", "mov", "mkv", "webm", "avi", "gif"]
Quality = Literal["draft", "standard", "high"]

RESOLUTIONS = (480, 720, 1080)
RATES = (24, 25, 30, 60)


@dataclass(frozen=True)
class OutputSettings:
    """resolution: short side in px, None keeps the timeline's; fps likewise.

    processes: how many render side by side; the result is the same file for any number.
    """

    format: Format = "mp4"
    quality: Quality = "standard"
    resolution: int | None = None
    fps: int | None = None
    processes: int = 1

    def __post_init__(self) -> None:
        checks: list[tuple[str, object, tuple[object, ...]]] = [
            ("format", self.format, ("mp4", "mov", "mkv", "webm", "avi", "gif")),
            ("quality", self.quality, ("draft", "standard", "high")),
            ("resolution", self.resolution, (None, *RESOLUTIONS)),
            ("fps", self.fps, (None, *RATES)),
        ]
        for name, value, allowed in checks:
            if value not in allowed:
                choices = ", ".join(str(a) for a in allowed if a is not None)
                raise ValueError(f"{name} {value!r} is not one of {choices}")
        if self.processes < 1:
            raise ValueError("processes must be at least 1")


@dataclass(frozen=True)
class Progress:
    """fraction: 0..1 of the whole work; frames are those drawn so far, fps how fast."""

    fraction: float
    frames_done: int
    frames: int
    fps: float
    seconds_left: float | None


@dataclass(frozen=True)
class RenderResult:
    """What was written. bytes: the file's size; fps: frames per second of the file."""

    path: Path
    duration_ms: int
    width: int
    height: int
    fps: float
    frames: int
    video_codec: str
    audio_codec: str | None
    bytes: int
    warnings: list[str] = field(default_factory=list)


class RenderCancelled(Exception):
    """The caller's `cancelled` said yes; nothing was written."""


class RenderError(RuntimeError):
    """The encoder or a worker process failed; the message says which and what to try."""


class RenderFault(RenderError):
    """Something broke that no one foresaw; the message names the segment, the file and the error.

    Rendering the same again ends the same way.
    """
