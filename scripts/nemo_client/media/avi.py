"""AVI: RIFF chunks of a 4-byte id and a little-endian size."""

from __future__ import annotations

import struct
from typing import BinaryIO

from .info import MediaInfo

_CODECS = {"h264": "h264", "x264": "h264", "avc1": "h264", "fmp4": "mpeg4", "xvid": "mpeg4",
           "divx": "mpeg4", "mp4v": "mpeg4", "mjpg": "mjpeg"}  # fmt: skip
_AUDIO = {0x55: "mp3", 0xFF: "aac", 0x01: "pcm", 0x2000: "ac3"}
_HEADER_CAP = 4 * 1024 * 1024


def read(file: BinaryIO) -> MediaInfo:
    """The header list's facts. Raises ValueError when it, or the movie data, is missing or cut."""
    end = file.seek(0, 2)
    file.seek(12)
    header, has_data = b"", False
    while file.tell() + 8 <= end:
        name, size = struct.unpack("<4sI", file.read(8))
        place = file.tell()
        kind = file.read(4) if name == b"LIST" else b""
        if kind == b"hdrl":
            header = file.read(min(size - 4, _HEADER_CAP))
        if kind == b"movi":
            has_data = True
            if place + size > end:
                raise ValueError("the movie data is cut off")
        file.seek(place + size + size % 2)
    if not header or not has_data:
        raise ValueError("there is no media in it")
    return _facts(header)


def _facts(header: bytes) -> MediaInfo:
    at = header.index(b"avih") + 8
    frame_us, frames = struct.unpack_from("<I12xI", header, at)
    width, height = struct.unpack_from("<II", header, at + 32)
    video = audio = None
    place = 0
    while (place := header.find(b"strh", place)) >= 0:
        kind, codec = struct.unpack_from("<4s4s", header, place + 8)
        form = header.index(b"strf", place) + 8
        if kind == b"vids":
            name = codec.decode("latin-1").lower()
            video = _CODECS.get(name, name)
        elif kind == b"auds":
            number = struct.unpack_from("<H", header, form)[0]
            audio = _AUDIO.get(number, f"{number:#x}")
        place = form
    return MediaInfo("avi", frame_us * frames / 1e6, width, height, video, audio)
