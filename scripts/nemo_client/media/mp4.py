"""ISO base media files (mp4, mov): boxes of a 4-byte size and a 4-byte type (ISO/IEC 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from .info import MediaInfo

_CODECS = {
    "avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "vp09": "vp9", "av01": "av1",
    "mp4v": "mpeg4", "mp4a": "aac", "Opus": "opus", ".mp3": "mp3", "ac-3": "ac3", "sowt": "pcm",
}  # fmt: skip
_MOOV_CAP = 64 * 1024 * 1024


def read(file: BinaryIO, kind: str) -> MediaInfo:
    """The movie's facts. Raises ValueError when the index (moov) or the data (mdat) is cut."""
    moov, has_data = _top_level(file)
    if moov is None:
        raise ValueError("there is no index (moov)")
    if not has_data:
        raise ValueError("there is no media data (mdat)")
    timescale, duration = _header(next(_find(moov, b"mvhd")), long_offset=20, short_offset=12)
    found: dict[str, tuple[str, int, int]] = {}
    for trak in _find(moov, b"trak"):
        handler = next(_find(trak, b"mdia", b"hdlr"))[8:12]
        codec = _codec(next(_find(trak, b"mdia", b"minf", b"stbl", b"stsd")))
        width, height = struct.unpack(">II", next(_find(trak, b"tkhd"))[-8:])
        found.setdefault(handler.decode("latin-1"), (codec, width >> 16, height >> 16))
    video, audio = found.get("vide"), found.get("soun")
    return MediaInfo(
        container=kind,
        duration_s=duration / timescale if timescale else 0.0,
        width=video[1] if video else 0,
        height=video[2] if video else 0,
        video_codec=video[0] if video else None,
        audio_codec=audio[0] if audio else None,
    )


def _top_level(file: BinaryIO) -> tuple[bytes | None, bool]:
    """The moov box's content, and whether a whole mdat (or a fragment) is there."""
    file.seek(0, 2)
    end = file.tell()
    place, moov, has_data = 0, None, False
    while place + 8 <= end:
        file.seek(place)
        size, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            size, header = struct.unpack(">Q", file.read(8))[0], 16
        elif size == 0:
            size = end - place
        if size < header or place + size > end:
            raise ValueError(f"box {kind.decode('latin-1')!r} is cut off")
        if kind == b"moov":
            if size > _MOOV_CAP:
                raise ValueError("the index is too large")
            moov = file.read(size - header)
        has_data = has_data or kind in (b"mdat", b"moof")
        place += size
    return moov, has_data


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        if size < 8 or place + size > len(data):
            return
        yield kind, data[place + 8 : place + size]
        place += size


def _find(data: bytes, *path: bytes) -> Iterator[bytes]:
    """Contents of the boxes at a path; at least one, else ValueError."""
    seen = False
    for kind, content in _boxes(data):
        if kind == path[0]:
            seen = True
            yield from _find(content, *path[1:]) if path[1:] else (content,)
    if not seen:
        raise ValueError(f"there is no {path[0].decode()} box")


def _header(content: bytes, *, long_offset: int, short_offset: int) -> tuple[int, int]:
    """(timescale, duration) of an mvhd in version 1 or 0."""
    if content[0] == 1:
        return struct.unpack_from(">IQ", content, long_offset)
    return struct.unpack_from(">II", content, short_offset)


def _codec(stsd: bytes) -> str:
    name = stsd[12:16].decode("latin-1")
    return _CODECS.get(name, name.strip().lower())
