"""Animated GIF (GIF89a): the sum of the frames' delays is the length."""

from __future__ import annotations

import struct
from typing import BinaryIO

from .info import MediaInfo


def read(file: BinaryIO) -> MediaInfo:
    """Size and length. Raises ValueError, IndexError or struct.error when it is cut."""
    data = file.read()
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    place = 13 + _table(flags)
    delay = frames = 0
    while data[place] != 0x3B:
        if data[place] == 0x21:
            if data[place + 1] == 0xF9:
                delay += struct.unpack_from("<H", data, place + 4)[0]
            place = _skip_blocks(data, place + 2)
        elif data[place] == 0x2C:
            frames += 1
            place = _skip_blocks(data, place + 10 + _table(data[place + 9]) + 1)
        else:
            raise ValueError("an unknown block")
    if not frames:
        raise ValueError("there is no frame in it")
    return MediaInfo("gif", delay / 100, width, height, "gif")


def _table(flags: int) -> int:
    """Bytes of the colour table that the flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _skip_blocks(data: bytes, place: int) -> int:
    while data[place]:
        place += data[place] + 1
    return place + 1
