"""What is in a media file, read from its container by hand: duration, size, codecs, sound.

The client has no media library, and needs none to tell whether a downloaded file is what was
promised: the headers of the six export formats say it. `probe` reads only them.
"""

from __future__ import annotations

import struct
from pathlib import Path

from nemo_wire.formats import SIGNATURE_BYTES, sniff

from . import avi, gif, matroska, mp4
from .info import MediaInfo, NotMedia

__all__ = ["MediaInfo", "NotMedia", "probe"]


def probe(path: Path) -> MediaInfo:
    """The file's MediaInfo. Raises NotMedia; OSError when it cannot be read."""
    with path.open("rb") as file:
        head = file.read(SIGNATURE_BYTES)
        file.seek(0)
        kind = sniff(head)
        try:
            if kind in ("mp4", "mov", "m4a"):
                return mp4.read(file, kind)
            if kind in ("webm", "mkv"):
                return matroska.read(file, kind)
            if kind == "avi":
                return avi.read(file)
            if kind == "gif":
                return gif.read(file)
        except (IndexError, ValueError, OverflowError, StopIteration, struct.error) as error:
            raise NotMedia(f"damaged {kind}: {error}") from None
    raise NotMedia("not a video file")
