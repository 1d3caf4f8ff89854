"""Matroska and WebM: EBML elements of a variable-length id and size (RFC 8794, RFC 9559)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from .info import MediaInfo

_SEGMENT, _INFO, _TRACKS, _CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
_SCALE, _DURATION = 0x2AD7B1, 0x4489
_ENTRY, _TYPE, _CODEC_ID, _VIDEO, _WIDTH, _HEIGHT = 0xAE, 0x83, 0x86, 0xE0, 0xB0, 0xBA
_CODECS = {
    "V_VP8": "vp8", "V_VP9": "vp9", "V_AV1": "av1", "V_MPEG4/ISO/AVC": "h264",
    "V_MPEGH/ISO/HEVC": "hevc", "A_OPUS": "opus", "A_VORBIS": "vorbis", "A_AAC": "aac",
    "A_MPEG/L3": "mp3", "A_FLAC": "flac",
}  # fmt: skip
_ELEMENT_CAP = 16 * 1024 * 1024
_UNKNOWN_SIZE = -1


def read(file: BinaryIO, kind: str) -> MediaInfo:
    """The segment's facts. Raises ValueError when info, tracks or clusters are missing or cut."""
    end = file.seek(0, 2)
    start, size = next((s, n) for i, s, n in _elements(file, 0, end) if i == _SEGMENT)
    stop = end if size == _UNKNOWN_SIZE else start + size
    if stop > end:
        raise ValueError("the file is cut off")
    info = tracks = b""
    clusters = 0
    for ident, place, length in _elements(file, start, stop):
        if ident in (_INFO, _TRACKS):
            if length > _ELEMENT_CAP:
                raise ValueError("a header is too large")
            file.seek(place)
            content = file.read(length)
            info, tracks = (content, tracks) if ident == _INFO else (info, content)
        clusters += ident == _CLUSTER
    if not (info and tracks and clusters):
        raise ValueError("there is no media in it")
    return _facts(kind, dict(_children(info)), tracks)


def _facts(kind: str, info: dict[int, bytes], tracks: bytes) -> MediaInfo:
    scale = _uint(info.get(_SCALE, b"")) or 1_000_000  # nanoseconds
    video: tuple[str, int, int] | None = None
    audio: str | None = None
    for ident, entry in _children(tracks):
        if ident != _ENTRY:
            continue
        fields = dict(_children(entry))
        name = fields.get(_CODEC_ID, b"").decode("latin-1").rstrip("\0")
        codec = _CODECS.get(name, name.lower())
        if _uint(fields.get(_TYPE, b"")) == 1 and video is None:
            size = dict(_children(fields.get(_VIDEO, b"")))
            video = codec, _uint(size.get(_WIDTH, b"")), _uint(size.get(_HEIGHT, b""))
        elif _uint(fields.get(_TYPE, b"")) == 2:
            audio = audio or codec
    return MediaInfo(
        container=kind,
        duration_s=_float(info.get(_DURATION, b"")) * scale / 1e9,
        width=video[1] if video else 0,
        height=video[2] if video else 0,
        video_codec=video[0] if video else None,
        audio_codec=audio,
    )


def _elements(file: BinaryIO, place: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """(id, place of the content, its size) of the elements in a range of the file."""
    while place < stop:
        file.seek(place)
        header = file.read(12)
        ident, used = _vint(header, keep_marker=True)
        size, more = _vint(header[used:])
        content = place + used + more
        yield ident, content, size
        if size == _UNKNOWN_SIZE:
            return
        if content + size > stop:
            raise ValueError("an element is cut off")
        place = content + size


def _children(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(data):
        ident, used = _vint(data[place : place + 12], keep_marker=True)
        size, more = _vint(data[place + used : place + used + 8])
        start = place + used + more
        yield ident, data[start : start + size]
        place = start + size


def _vint(data: bytes, *, keep_marker: bool = False) -> tuple[int, int]:
    """A variable-length integer and the bytes it took; all ones is an unknown size."""
    length = 9 - data[0].bit_length()
    if length > 8 or len(data) < length:
        raise ValueError("a number is cut off")
    value = int.from_bytes(data[:length], "big")
    if keep_marker:
        return value, length
    value &= (1 << 7 * length) - 1
    return (_UNKNOWN_SIZE if value == (1 << 7 * length) - 1 else value), length


def _uint(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _float(data: bytes) -> float:
    if len(data) == 8:
        return float(struct.unpack(">d", data)[0])
    return float(struct.unpack(">f", data)[0]) if len(data) == 4 else 0.0
