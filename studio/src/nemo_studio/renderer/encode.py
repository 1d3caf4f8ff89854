"""Ranges of frames to files, and files to the finished video.

A video is cut at fixed frames into chunks, each encoded by an encoder of its own: whoever
encodes a chunk, in whatever process or order, makes the same packets. Joining copies them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from nemo_studio.media.container import open_media
from nemo_studio.renderer.codecs import Codecs
from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.priority import after_encoder
from nemo_studio.renderer.sound import SoundTrack

_AHEAD = 4  # frames that are drawn before the encoder wants them
_OPEN_AHEAD = 24  # frames; a picture of 12 megapixels opens in the time that ten take
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
    with (
        av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as container,
        closing(_drawn(maker, first, end)) as frames,
    ):
        stream = open_video_stream(container, codecs, plan.width, plan.height, plan.fps)
        for frame in frames:
            container.mux(stream.encode(frame))
            step()
        container.mux(stream.encode(None))


def _drawn(maker: FrameMaker, first: int, end: int) -> Generator[VideoFrame]:
    """Frames [first, end) in order, drawn by a thread of their own a few frames ahead.

    Both drawing and encoding leave the interpreter for most of their time, so the one fills the
    cores that the other leaves idle (measured on 2 cores: a quarter less wall time).
    """
    plan = maker.plan

    def draw(index: int) -> VideoFrame:
        if index + _OPEN_AHEAD < end:
            maker.prepare(index + _OPEN_AHEAD)
        frame = VideoFrame(plan.width, plan.height, "yuv420p")
        maker.draw(index, planes_of(frame))
        frame.pts, frame.time_base = index - first, Fraction(1, plan.fps)
        return frame

    waiting: deque[Future[VideoFrame]] = deque()
    pool = ThreadPoolExecutor(1, "draw", initializer=after_encoder)
    try:
        for index in range(first, end):
            waiting.append(pool.submit(draw, index))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def join(
    parts: Sequence[tuple[Path, int]],
    sound: SoundTrack | None,
    out: Path,
    codecs: Codecs,
    fps: int,
    step: Callable[[], None],
) -> None:
    """Write the parts (file, number of frames) and the sound into one file."""
    with av.open(str(out), "w", format=codecs.muxer, options=codecs.muxer_options) as container:
        with open_media(parts[0][0]) as head:
            video = container.add_stream_from_template(head.streams.video[0])
            video.codec_context.codec_tag = "\0\0\0\0"  # let the muxer choose its own
            video.time_base = Fraction(1, fps)
        audio = sound.add_to(container) if sound is not None else None

        def write_sound(until_s: float | None) -> None:
            if sound is not None:
                for packet in sound.until(until_s):
                    packet.stream = audio
                    container.mux(packet)

        frames = 0
        for path, count in parts:
            with open_media(path) as part:
                source = part.streams.video[0]
                assert source.time_base is not None
                offset = round(Fraction(frames, fps) / source.time_base)
                for packet in part.demux(source):
                    if packet.dts is None:
                        continue
                    packet.pts = (packet.pts or 0) + offset
                    packet.dts += offset
                    write_sound(float(packet.dts * source.time_base))
                    packet.stream = video
                    container.mux(packet)
                    step()
            frames += count
        write_sound(None)


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
