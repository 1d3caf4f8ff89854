"""Opening media files to read: the one place that knows what PyAV's versions want."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
from av.container import InputContainer

# Tags of any encoding must not keep a file from being opened. PyAV 18 decodes them strictly unless
# told otherwise; 19 keeps odd bytes as surrogates and knows the argument no more.
_TAGS: dict[str, Any] = (
    {"metadata_errors": "replace"} if int(av.__version__.partition(".")[0]) < 19 else {}
)


def open_media(path: Path, options: dict[str, str] | None = None) -> InputContainer:
    """`path` opened for demuxing and decoding; `options` are FFmpeg's.

    Raises av.FFmpegError, OSError or ValueError for what is no media file.
    """
    return av.open(str(path), "r", options=options or {}, **_TAGS)
