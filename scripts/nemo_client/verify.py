"""Is the downloaded file what was promised? Only then is "ready" said.

The container is opened and held against the timeline and the request: length, size in pixels,
codecs, sound. What the timeline does not tell is not judged. The local studio is held to it
exactly. The cloud's renderer is not ours: where its file is a little longer or of another size of
the same shape, the file is delivered and the difference told.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .errors import CheckFailed
from .media import MediaInfo, NotMedia, probe
from .say import Sentence, say, sentence
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
CLOUD_LENGTH_S, CLOUD_LENGTH_SHARE = 1.0, 0.10  # whichever is more
SHAPE_SHARE = 0.02
_ROUNDING = 1e-9


def check(
    path: Path,
    draft: Any,
    output: dict[str, Any],
    canvas: Sequence[int] | None = None,
    *,
    strict_codecs: bool = False,
    exact: bool = True,
) -> MediaInfo:
    """The file's facts when they agree with the timeline. Raises CheckFailed with every fault.

    `canvas`: (width, height) in pixels where the draft does not tell. `strict_codecs`: hold the
    codecs too (the local studio promises them; the cloud does not say). `exact`: False lets pass
    what `differences` tells of (the cloud).
    """
    try:
        found = probe(path)
    except (NotMedia, OSError) as error:
        raise CheckFailed(
            sentence("not_playable"),
            action=sentence("do_check_failed"),
            fault=str(error),
            file=str(path),
        ) from None
    faults = _faults(found, draft, output, canvas, exact)
    if strict_codecs:
        faults += _codec_faults(found, output.get("format", "mp4"))
    if faults:
        raise CheckFailed(
            sentence("other_file", faults=faults),
            action=sentence("do_export_again"),
            file=str(path),
        )
    return found


def differences(
    found: MediaInfo,
    draft: Any,
    output: dict[str, Any],
    canvas: Sequence[int] | None,
    language: str,
) -> list[str]:
    """What of a checked file is not as planned, as sentences for the user."""
    told: list[str] = []
    expected = _other_length(found, draft, output)
    if expected:
        planned = f"{expected:.1f}".removesuffix(".0")
        told.append(say("other_length", language, found=f"{found.duration_s:.1f}", planned=planned))
    wanted = _other_size(found, draft, output, canvas)
    if wanted:
        resolution = _resolution(output)
        planned = f"{resolution}p" if resolution else f"{wanted[0]}x{wanted[1]}"
        size_ = f"{found.width}x{found.height}"
        told.append(say("other_size", language, found=size_, planned=planned))
    return told


def _faults(
    found: MediaInfo,
    draft: Any,
    output: dict[str, Any],
    canvas: Sequence[int] | None,
    exact: bool,
) -> list[Sentence]:
    faults: list[Sentence] = []
    format_ = output.get("format", "mp4")
    if {found.container, format_} not in ({format_}, {"mp4", "mov"}):
        faults.append(sentence("is_other", found=found.container, planned=format_))
    if not found.video_codec:
        faults.append(sentence("no_picture"))
    expected = _other_length(found, draft, output)
    if expected and (exact or not _near(found.duration_s, expected)):
        lasts, planned = f"{found.duration_s:.2f}", f"{expected:.2f}"
        faults.append(sentence("lasts_other", found=lasts, planned=planned))
    wanted = _other_size(found, draft, output, canvas)
    if wanted and (exact or not _same_shape(found, wanted)):
        has, planned = f"{found.width}x{found.height}", f"{wanted[0]}x{wanted[1]}"
        faults.append(sentence("is_other", found=has, planned=planned))
    if has_sound(draft) and not found.audio_codec and format_ != "gif":
        faults.append(sentence("no_sound"))
    return faults


def _other_length(found: MediaInfo, draft: Any, output: dict[str, Any]) -> float | None:
    """The timeline's length in seconds when the file's is another one."""
    expected = (duration_ms(draft) or 0) / 1000
    tolerance = GIF_TOLERANCE_S if output.get("format") == "gif" else LENGTH_TOLERANCE_S
    other = found.duration_s and abs(found.duration_s - expected) > tolerance
    return expected if expected and other else None


def _near(found_s: float, expected_s: float) -> bool:
    most = max(CLOUD_LENGTH_S, CLOUD_LENGTH_SHARE * expected_s)
    return abs(found_s - expected_s) <= most + _ROUNDING


def _other_size(
    found: MediaInfo, draft: Any, output: dict[str, Any], canvas: Sequence[int] | None
) -> Sequence[int] | None:
    """The canvas' (width, height) in pixels when the file's is not it; with a resolution asked
    for, when its short side is another one or its shape is not the canvas'."""
    wanted = size(draft) or (tuple(canvas) if canvas else None)
    if (
        not wanted
        or min(wanted) <= 0
        or not found.width * found.height
        or output.get("format") == "gif"
    ):
        return None
    resolution = _resolution(output)
    if resolution:
        short = min(found.width, found.height)
        shape = abs(found.width / found.height - wanted[0] / wanted[1])
        return None if short == resolution and shape < SHAPE_SHARE else wanted
    return None if (found.width, found.height) == tuple(wanted) else wanted


def _same_shape(found: MediaInfo, wanted: Sequence[int]) -> bool:
    shape, planned = found.width / found.height, wanted[0] / wanted[1]
    return abs(shape - planned) <= SHAPE_SHARE * planned + _ROUNDING


def _resolution(output: dict[str, Any]) -> int | None:
    """The short side that was asked for, in pixels."""
    text = str(output.get("resolution") or "").rstrip("p")
    return int(text) if text.isdigit() else None


def _codec_faults(found: MediaInfo, format_: str) -> list[Sentence]:
    video, audio = _CODECS.get(format_, (None, None))
    faults = []
    if video and found.video_codec not in (None, video):
        faults.append(sentence("picture_is_other", found=found.video_codec, planned=video))
    if audio and found.audio_codec not in (None, audio):
        faults.append(sentence("sound_is_other", found=found.audio_codec, planned=audio))
    return faults
