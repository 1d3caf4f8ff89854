"""Ranges of frames to files, and files to the finished video.

A video is cut at fixed frames into chunks, each encoded by an encoder of its own: whoever
encodes a chunk, in whatever process or order, makes the same packets. Joining copies them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from nemo_studio.renderer.codecs import Codecs
from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.planes import Planes

if TYPE_CHECKING:
    from nemo_studio.renderer.audio import Mix

SAMPLE_RATE = 48_000
_CHUNK_S = 16  # long enough for rate control to settle, short enough to share out
_BT709 = 1  # H.273: primaries and transfer characteristics
_LAMBDA = 118  # libavutil's FF_QP2LAMBDA: what one step of a constant quantiser is


def chunks(frames: int, fps: int) -> list[tuple[int, int]]:
    """[first, end) of each chunk: about equal, on whole groups of pictures of 2 s."""
    gop = 2 * fps
    groups = -(-frames // gop)
    count = max(1, round(groups * 2 / _CHUNK_S))
    cuts = [round(groups * i / count) * gop for i in range(count)] + [frames]
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def encode_chunk(
    maker: FrameMaker,
    first: int,
    end: int,
    path: Path,
    codecs: Codecs,
    step: Callable[[], None],
) -> None:
    """Draw and encode frames [first, end) into a file of their own. `step` runs after each."""
    plan = maker.plan
    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        stream = open_video_stream(container, codecs, plan.width, plan.height, plan.fps)
        for index in range(first, end):
            frame = VideoFrame(plan.width, plan.height, "yuv420p")
            maker.draw(index, planes_of(frame))
            frame.pts = index - first
            frame.time_base = Fraction(1, plan.fps)
            container.mux(stream.encode(frame))
            step()
        container.mux(stream.encode(None))


def join(
    parts: Sequence[tuple[Path, int]],
    mix: Mix | None,
    out: Path,
    codecs: Codecs,
    fps: int,
    step: Callable[[], None],
) -> None:
    """Write the parts (file, number of frames) and the sound into one file."""
    with av.open(str(out), "w", format=codecs.muxer, options=codecs.muxer_options) as container:
        with av.open(str(parts[0][0])) as head:
            video = container.add_stream_from_template(head.streams.video[0])
            video.codec_context.codec_tag = "\0\0\0\0"  # let the muxer choose its own
            video.time_base = Fraction(1, fps)
        sound = _Sound(container, mix, codecs) if mix is not None else None
        frames = 0
        for path, count in parts:
            with av.open(str(path)) as part:
                source = part.streams.video[0]
                assert source.time_base is not None
                offset = round(Fraction(frames, fps) / source.time_base)
                for packet in part.demux(source):
                    if packet.dts is None:
                        continue
                    packet.pts = (packet.pts or 0) + offset
                    packet.dts += offset
                    at_s = float(packet.dts * source.time_base)
                    packet.stream = video
                    if sound is not None:
                        sound.write_until(at_s)
                    container.mux(packet)
                    step()
            frames += count
        if sound is not None:
            sound.finish()


class _Sound:
    """The mix as a stream of the container, encoded as far as the picture has come."""

    def __init__(self, container: OutputContainer, mix: Mix, codecs: Codecs) -> None:
        self._container = container
        stream = container.add_stream(codecs.audio, rate=SAMPLE_RATE)
        assert isinstance(stream, AudioStream)
        stream.codec_context.bit_rate = codecs.audio_bit_rate
        stream.codec_context.layout = "stereo"
        # MP3 and Opus take other sample forms than AAC; each encoder's first is converted to.
        self._stream = stream
        self._blocks: Iterator[np.ndarray] = mix.blocks()
        self._samples = 0

    def write_until(self, time_s: float) -> None:
        while self._samples < time_s * SAMPLE_RATE:
            if not self._write():
                return

    def finish(self) -> None:
        while self._write():
            pass
        self._container.mux(self._stream.encode(None))

    def _write(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            return False
        planar = np.ascontiguousarray(block, dtype=np.float32)
        frame = AudioFrame.from_ndarray(planar, format="fltp", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts = self._samples
        frame.time_base = Fraction(1, SAMPLE_RATE)
        self._samples += planar.shape[1]
        self._container.mux(self._stream.encode(frame))
        return True


def open_video_stream(
    container: OutputContainer, codecs: Codecs, width: int, height: int, fps: int
) -> VideoStream:
    stream = container.add_stream(codecs.video, rate=fps, options=dict(codecs.video_options))
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, fps)
    context.thread_type = "FRAME"  # PyAV's default, slices, costs speed and quality
    context.colorspace = Colorspace.ITU709
    context.color_range = ColorRange.MPEG
    context.color_primaries = _BT709
    context.color_trc = _BT709
    if codecs.qscale is not None:
        context.qscale = True
        context.global_quality = codecs.qscale * _LAMBDA
    return stream


def planes_of(frame: VideoFrame) -> Planes:
    """The encoder's own memory to draw into."""
    arrays = []
    for plane in frame.planes:
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        arrays.append(rows[: plane.height, : plane.width])
    return Planes(*arrays)
