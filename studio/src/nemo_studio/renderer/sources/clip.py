"""Frames of a video file by time: seek, decode, upright BT.709 planes.

A frame depends on the time alone: entering in the middle gives the picture that playing from the
start would give. Broken files end in AssetError, or in the last good frame held.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
from av.packet import Packet
from av.video.frame import VideoFrame

from nemo_studio.media.container import open_media
from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.media_clock import COVERS, media_clock
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.sources.convert import to_planes

EPSILON_S = 0.002
"""Containers round time stamps to a millisecond; a frame due at t may carry t plus that."""

_SKIP_S = 4.0  # further ahead than this, seeking beats decoding all that lies between
_REVERSE_BYTES = 48 << 20  # decoded frames kept while playing backwards


class ClipReader:
    """One clip, decoded forward from wherever it was asked last. Times are of its MediaClock, s."""

    def __init__(self, path: Path, where: str) -> None:
        self._path, self._where = path, where
        self._scaled: tuple[int, int] | None = None
        self._open()
        self._origin, self._duration_s = media_clock(path)
        self._at_first = False
        self._frames: Iterator[tuple[float, VideoFrame]] = iter(())
        self._now: tuple[float, VideoFrame] | None = None
        self._next: tuple[float, VideoFrame] | None = None
        self._planes: tuple[VideoFrame, Planes] | None = None
        self._held: deque[tuple[float, float, Planes]] = deque()
        self._rewind(0.0)

    @property
    def duration_s(self) -> float | None:
        """Where the picture ends, in seconds, as the file tells it; None when it does not."""
        return self._duration_s

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) upright, with square pixels, as `frame` gives it."""
        planes = self.frame(0.0)
        return planes.width, planes.height

    def scale_to(self, width: int, height: int) -> None:
        """Frames come at this size from now on (both even)."""
        self._scaled, self._planes = (width, height), None
        self._held.clear()

    def frame(self, time_s: float) -> Planes:
        """The frame that shows at a time; the first before the start, the last after the end."""
        due = max(time_s, 0.0) + EPSILON_S
        if (
            self._now is None
            or (due < self._now[0] and not self._at_first)
            or (self._next is not None and due > self._next[0] + _SKIP_S)
        ):
            self._rewind(due)
        while self._next is not None and self._next[0] <= due:
            self._step()
        if self._now is None:
            raise AssetError(f"{self._where}: {self._path.name} holds no frame that can be decoded")
        return self._convert(self._now[1])

    def frame_backwards(self, time_s: float) -> Planes:
        """As `frame`, for times that fall: decodes forward in strides and keeps the last frames."""
        due = max(time_s, 0.0) + EPSILON_S
        while self._held and self._held[-1][0] > due:
            if len(self._held) == 1:
                break
            self._held.pop()
        if not self._held or not self._held[-1][0] <= due < self._held[-1][1]:
            self._fill(due)
        return self._held[-1][2]

    def close(self) -> None:
        self._frames, self._now, self._next, self._planes = iter(()), None, None, None
        self._held.clear()
        self._container.close()

    def _fill(self, due: float) -> None:
        """Keep the frames up to `due`, as many as the memory bound allows."""
        self._held.clear()
        first = self.frame(due)
        room = max(4, _REVERSE_BYTES // (first.y.nbytes * 3 // 2))
        rate = float(self._stream.average_rate or 30)
        self.frame(max(0.0, due - (room - 1) / rate))
        while self._now is not None:
            until = self._next[0] if self._next else float("inf")
            self._held.append((self._now[0], until, self._convert(self._now[1]).copy()))
            if len(self._held) > room:
                self._held.popleft()
            if self._next is None or self._next[0] > due:
                return
            self._step()

    def _open(self) -> None:
        try:
            self._container = open_media(self._path)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise AssetError(
                f"{self._where}: {self._path.name} is no video that can be read: {_reason(error)}"
            ) from None
        videos = [s for s in self._container.streams.video if not s.disposition & COVERS]
        if not videos:
            self._container.close()
            raise AssetError(f"{self._where}: {self._path.name} has no picture, only sound or data")
        self._stream = videos[0]
        self._stream.thread_type = "AUTO"

    def _rewind(self, due: float) -> None:
        """Restart decoding at a key frame at or before `due`, further back where an index lies."""
        duration = self.duration_s
        target = due if duration is None else min(due, max(duration - 0.1, 0.0))
        for back in (0.0, 1.0, 8.0, None):
            time_s = 0.0 if back is None else max(target - back, 0.0)
            if not self._seek(time_s):
                continue
            self._frames = self._decode()
            self._now = next(self._frames, None)
            self._next = next(self._frames, None)
            self._at_first = time_s <= 0.0
            if time_s <= 0.0 or (self._now is not None and self._now[0] <= due):
                return

    def _seek(self, time_s: float) -> bool:
        base = self._stream.time_base
        try:
            if base is None:
                raise ValueError("no time base")
            self._container.seek(int((time_s + self._origin) / base), stream=self._stream)
        except (av.FFmpegError, ValueError):
            if time_s > 0.0:
                return False
            # Raw streams cannot seek at all: open again.
            self._container.close()
            self._open()
        return True

    def _packets(self) -> Iterator[Packet]:
        """The stream's packets, as far as they can be read."""
        with suppress(av.FFmpegError):
            yield from self._container.demux(self._stream)

    def _decode(self) -> Iterator[tuple[float, VideoFrame]]:
        """(seconds since the stream's start, frame), rising; damage ends the stream."""
        last = -1.0
        step = 1 / float(self._stream.average_rate or 25)
        for packet in self._packets():
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue  # a damaged packet: the frame before it holds
            for frame in frames:
                time_s = last + step if frame.time is None else frame.time - self._origin
                if time_s > last:
                    last = time_s
                    yield time_s, frame

    def _step(self) -> None:
        self._now, self._next = self._next, next(self._frames, None)
        self._at_first = False

    def _convert(self, frame: VideoFrame) -> Planes:
        if self._planes is None or self._planes[0] is not frame:
            try:
                self._planes = frame, to_planes(frame, self._stream, self._scaled)
            except (av.FFmpegError, ValueError) as error:
                raise AssetError(
                    f"{self._where}: {self._path.name} has a picture format that cannot be "
                    f"converted: {_reason(error)}"
                ) from None
        return self._planes[1]


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
