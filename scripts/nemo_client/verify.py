"""Is the downloaded file what was promised? Only then is "ready" said.

The container is opened and held against the timeline and the request: length, size in pixels,
codecs, sound. What the timeline does not tell is not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .errors import CheckFailed
from .media import MediaInfo, NotMedia, probe
from .timeline import duration_ms, has_sound, size

_CODECS = {
    "mp4": ("h264", "aac"),
    "mov": ("h264", "aac"),
    "mkv": ("h264", "aac"),
    "webm": ("vp9", "opus"),
    "avi": (None, None),
    "gif": ("gif", None),
}
LENGTH_TOLERANCE_S = 0.25
GIF_TOLERANCE_S = 0.5  # delays are hundredths, and many writers round each of them


def check(
    path: Path,
    draft: Any,
    output: dict[str, Any],
    canvas: Sequence[int] | None = None,
    *,
    strict_codecs: bool = False,
) -> MediaInfo:
    """The file's facts when they agree with the timeline. Raises CheckFailed with every fault.

    `canvas`: (width, height) in pixels where the draft does not tell. `strict_codecs`: hold the
    codecs too (the local studio promises them; the cloud does not say).
    """
    try:
        found = probe(path)
    except (NotMedia, OSError) as error:
        raise CheckFailed(
            f"The file is not a playable video: {error}.",
            action="Run the export again.",
            file=str(path),
        ) from None
    faults = _faults(found, draft, output, canvas, strict_codecs)
    if faults:
        raise CheckFailed(
            "The file is not what the timeline says: " + "; ".join(faults) + ".",
            action="Run the export again; the file was kept for a look.",
            file=str(path),
        )
    return found


def _faults(
    found: MediaInfo,
    draft: Any,
    output: dict[str, Any],
    canvas: Sequence[int] | None,
    strict: bool,
) -> list[str]:
    faults: list[str] = []
    format_ = output.get("format", "mp4")
    if {found.container, format_} not in ({format_}, {"mp4", "mov"}):
        faults.append(f"it is {found.container}, not {format_}")
    if not found.video_codec:
        faults.append("it has no picture")
    expected = duration_ms(draft)
    tolerance = GIF_TOLERANCE_S if format_ == "gif" else LENGTH_TOLERANCE_S
    if expected and found.duration_s and abs(found.duration_s - expected / 1000) > tolerance:
        faults.append(f"it lasts {found.duration_s:.2f} s, not {expected / 1000:.2f} s")
    wanted = size(draft) or (tuple(canvas) if canvas else None)
    if wanted and found.width and format_ != "gif" and not _same_shape(found, wanted, output):
        faults.append(f"it is {found.width}x{found.height}, not {wanted[0]}x{wanted[1]}")
    if has_sound(draft) and not found.audio_codec and format_ != "gif":
        faults.append("it has no sound")
    if strict:
        faults += _codec_faults(found, format_)
    return faults


def _codec_faults(found: MediaInfo, format_: str) -> list[str]:
    video, audio = _CODECS.get(format_, (None, None))
    faults = []
    if video and found.video_codec not in (None, video):
        faults.append(f"the picture is {found.video_codec}, not {video}")
    if audio and found.audio_codec not in (None, audio):
        faults.append(f"the sound is {found.audio_codec}, not {audio}")
    return faults


def _same_shape(found: MediaInfo, wanted: Sequence[int], output: dict[str, Any]) -> bool:
    """The very size; with a resolution asked for, its short side and the canvas' shape."""
    resolution = str(output.get("resolution") or "").rstrip("p")
    if not resolution.isdigit():
        return (found.width, found.height) == tuple(wanted)
    shape = abs(found.width / found.height - wanted[0] / wanted[1])
    return min(found.width, found.height) == int(resolution) and shape < 0.02
