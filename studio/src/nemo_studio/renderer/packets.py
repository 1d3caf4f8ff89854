"""Encoded packets that wait: in memory at first, past a few megabytes in a file.

A packet costs about a kilobyte beside its data; kept as they are, the sound of ten minutes would
hold 45 MB (measured). Here it holds its bytes, and of those no more than `IN_MEMORY`.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from av.packet import Packet

IN_MEMORY = 2 << 20  # bytes


class PacketQueue:
    """Packets of one audio stream, first in, first out: all are added, then all are taken."""

    def __init__(self, folder: Path, time_base: Fraction, in_memory: int = IN_MEMORY) -> None:
        """folder: where the file may lie; it is gone when the queue is closed."""
        self._time_base = time_base
        self._data = tempfile.SpooledTemporaryFile(in_memory, dir=str(folder))  # noqa: SIM115
        self._sizes, self._durations = array("q"), array("q")  # bytes; in the time base
        self._times = array("q")  # decoding and presentation time are one for sound
        self._special: dict[int, Packet] = {}  # those with side data (where to trim), as they are
        self._taken = 0

    def add(self, packets: Iterable[Packet]) -> None:
        for packet in packets:
            assert packet.pts is not None and packet.pts == packet.dts
            if any(packet.iter_sidedata()):
                self._special[len(self._sizes)] = packet
            self._sizes.append(self._data.write(bytes(packet)))
            self._durations.append(packet.duration or 0)
            self._times.append(packet.pts)

    def until(self, time_s: float | None) -> Iterator[Packet]:
        """The next packets that begin before a time in s (None: all that are left)."""
        if not self._taken:
            self._data.seek(0)
        while self._taken < len(self._sizes):
            if time_s is not None and self._times[self._taken] * self._time_base >= time_s:
                return
            yield self._take()

    def close(self) -> None:
        self._data.close()

    def _take(self) -> Packet:
        index = self._taken
        self._taken += 1
        data = self._data.read(self._sizes[index])
        if index in self._special:
            return self._special.pop(index)
        packet = Packet(data)
        packet.pts = packet.dts = self._times[index]
        packet.duration, packet.time_base = self._durations[index], self._time_base
        packet.is_keyframe = True
        return packet
