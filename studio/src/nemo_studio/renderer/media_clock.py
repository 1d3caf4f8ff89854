"""The clock of a media file: one zero for its picture and its sound, so that they stay together."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import av

from nemo_studio.media.container import open_media
from nemo_studio.timeline.draft import ClipSegment

COVERS = av.stream.Disposition.attached_pic
_TOGETHER_S = 0.05  # sound that begins this little before the picture begins with it


class MediaClock(NamedTuple):
    """start_s: the time stamp, in seconds, that counts as 0; the first picture, or sound that comes
    well before it. picture_s: where the picture ends on that clock, None where it is not told."""

    start_s: float
    picture_s: float | None


def media_clock(path: Path) -> MediaClock:
    """Raises av.FFmpegError or OSError for what is no media file."""
    known = path.stat()
    return _clock(path, known.st_mtime_ns, known.st_size)


@lru_cache(maxsize=64)
def _clock(path: Path, changed_ns: int, size: int) -> MediaClock:
    # Opened without options: with decoders switched off FFmpeg guesses starts, and wrongly.
    with open_media(path) as container:
        pictures = [s for s in container.streams.video if not s.disposition & COVERS]
        starts = [_start(s) for s in (*pictures[:1], *container.streams.audio[:1])]
        known = [start for start in starts if start is not None]
        first = _start(pictures[0]) if pictures else None
        start = max(0.0, min(known, default=0.0))
        if first is not None and 0 <= first - start <= _TOGETHER_S:
            start = first
        return MediaClock(start, _end(pictures[0], first, start) if pictures else None)


def reverse_end_s(segment: ClipSegment, picture_s: float | None) -> float:
    """Where in its file a reversed clip begins to play, in seconds: picture and sound alike."""
    end = (segment.trim_ms + segment.duration_ms * segment.speed) / 1000
    return min(end, picture_s) if picture_s else end


def _start(stream: Any) -> float | None:
    if stream.start_time is None or stream.time_base is None:
        return None
    return float(stream.start_time * stream.time_base)


def _end(picture: Any, first: float | None, start: float) -> float | None:
    if picture.duration is not None and picture.time_base is not None:
        return float(picture.duration * picture.time_base) + max((first or start) - start, 0.0)
    whole = picture.container.duration
    return whole / av.time_base if whole else None
