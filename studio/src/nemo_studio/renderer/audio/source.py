"""The sound of a file as a stream of stereo samples at the mix's rate: decoded with PyAV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from nemo_studio.media.container import open_media
from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.audio.samples import Samples, reblock
from nemo_studio.renderer.graphs import pulled
from nemo_studio.renderer.media_clock import media_clock

GAP_SECONDS = 0.04  # a hole in the time stamps that is longer is filled with silence
REVERSE_SECONDS = 2.0  # reversed sound is decoded in windows of this length, from the end
TEMPO_RANGE = (0.5, 2.0)  # one atempo keeps its quality in here; more are chained

# Opening a file decodes the beginning of its pictures to learn about them: 50 ms at 1080p, against
# 2 ms like this. Only decoders of pictures heed it, and they are not wanted here.
_NO_PICTURES = {"skip_frame": "all"}


@dataclass(frozen=True)
class AudioInfo:
    """What a file's first audio stream is. `duration_ms` is 0 when the container does not say."""

    codec: str
    sample_rate: int
    channels: int
    duration_ms: int


def probe_audio(path: Path) -> AudioInfo | None:
    """A file's first audio stream that can be played, or None. AssetError: not a media file."""
    with _open(path) as container:
        stream = _playable(container)
        if stream is None:
            return None
        length = 0.0
        if stream.duration is not None and stream.time_base is not None:
            length = float(stream.duration * stream.time_base)
        elif container.duration is not None:
            length = container.duration / av.time_base
        context = stream.codec_context
        return AudioInfo(context.name, context.sample_rate, context.channels, round(length * 1000))


def _playable(container: Any) -> Any:
    """The first audio stream that this FFmpeg can decode, or None."""
    for stream in container.streams.audio:
        if stream.codec_context is not None and stream.codec_context.sample_rate > 0:
            return stream
    return None


def _open(path: Path) -> Any:
    try:
        return open_media(path, _NO_PICTURES)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise AssetError(f"{path.name} cannot be opened as sound or video: {error}") from error


def decode(
    path: Path, sample_rate: int, warn: Callable[[str], None], *, start: float = 0.0
) -> Iterator[Samples]:
    """The first audio stream from `start` seconds on, as chunks of shape (2, n).

    Places samples by their time stamps, so the first one is the one at `start`, and holes are
    silence. Any layout is mixed down to stereo. What cannot be decoded is silent and said to
    `warn`; no audio stream gives nothing. Raises AssetError on opening.
    """
    with _open(path) as container:
        stream = _playable(container)
        if stream is None:
            return
        begin = media_clock(path).start_s + start
        try:
            if start > 0.2:  # earlier than needed: some decoders warm up over a few packets
                container.seek(int((begin - 0.1) * av.time_base), backward=True)
            frames = _frames(container, stream, lambda: warn(f"{path.name} has damaged sound"))
            yield from _placed(_resampled(frames, sample_rate), begin, sample_rate)
        except (av.FFmpegError, ValueError) as error:
            warn(f"the sound of {path.name} breaks off: {error}")


def _frames(container: Any, stream: Any, damaged: Callable[[], None]) -> Iterator[av.AudioFrame]:
    """All frames that can be decoded; a damaged packet is left out, as players do."""
    stream.thread_type = "AUTO"
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            damaged()


def _resampled(
    frames: Iterator[av.AudioFrame], sample_rate: int
) -> Iterator[tuple[float | None, Samples]]:
    """(time of the chunk in seconds when known, stereo samples at the rate)."""
    resampler: av.AudioResampler | None = None
    setup: tuple[object, ...] = ()
    for frame in frames:
        found = (frame.format.name, frame.layout.name, frame.sample_rate)
        if resampler is None or found != setup:  # streams may change on their way
            if resampler is not None:
                yield from ((None, chunk) for chunk in _converted(resampler, None))
            resampler, setup = av.AudioResampler("fltp", "stereo", sample_rate), found
        time = frame.time
        frame.pts = None  # the resampler counts on its own from here
        for chunk in _converted(resampler, frame):
            yield time, chunk
            time = None
    if resampler is not None:
        yield from ((None, chunk) for chunk in _converted(resampler, None))


def _converted(resampler: av.AudioResampler, frame: av.AudioFrame | None) -> Iterator[Samples]:
    for piece in resampler.resample(frame):
        if piece.samples:
            yield np.nan_to_num(piece.to_ndarray(), nan=0.0, posinf=0.0, neginf=0.0)


def _placed(
    timed: Iterator[tuple[float | None, Samples]], begin: float, sample_rate: int
) -> Iterator[Samples]:
    """The samples from `begin` seconds on; what comes earlier is dropped, holes are filled."""
    place: int | None = None  # of the next sample, counted from `begin`
    for time, chunk in timed:
        due = None if time is None else round((time - begin) * sample_rate)
        if place is None:
            place = due or 0
            yield from _silence(place)
        elif due is not None and due - place > GAP_SECONDS * sample_rate:
            yield from _silence(due - max(place, 0))
            place = due
        if place + chunk.shape[1] > 0:
            yield chunk[:, max(0, -place) :]
        place += chunk.shape[1]


def _silence(count: int) -> Iterator[Samples]:
    while count > 0:
        take = min(count, 48_000)
        yield np.zeros((2, take), np.float32)
        count -= take


def decode_reversed(
    path: Path,
    sample_rate: int,
    warn: Callable[[str], None],
    *,
    start: float,
    seconds: float,
) -> Iterator[Samples]:
    """The stretch of `seconds` from `start` on, played backwards; window by window."""
    left = seconds
    while left > 0:
        take = min(REVERSE_SECONDS, left)
        left -= take
        count = round((left + take) * sample_rate) - round(left * sample_rate)
        window = np.zeros((2, count), np.float32)
        chunks = decode(path, sample_rate, warn, start=start + left)
        first = next(reblock(chunks, count), window[:, :0])
        window[:, : first.shape[1]] = first
        yield window[:, ::-1]


def stretch(chunks: Iterator[Samples], speed: float, sample_rate: int) -> Iterator[Samples]:
    """The chunks at another speed and the same pitch (libavfilter's atempo)."""
    if abs(speed - 1) < 1e-3:
        yield from chunks
        return
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="fltp", sample_rate=sample_rate, layout="stereo")
    tempos = [graph.add("atempo", f"{tempo:.6f}") for tempo in _tempos(speed)]
    planar = graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo")  # atempo gives packed
    graph.link_nodes(source, *tempos, planar, graph.add("abuffersink")).configure()
    position = 0
    for chunk in chunks:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(chunk), "fltp", "stereo")
        frame.sample_rate = sample_rate
        frame.pts = position
        position += chunk.shape[1]
        graph.push(frame)
        yield from _samples(graph)
    graph.push(None)
    yield from _samples(graph)


def _tempos(speed: float) -> list[float]:
    """Equal factors within TEMPO_RANGE whose product is `speed`."""
    low, high = TEMPO_RANGE
    count = 1
    while not low <= speed ** (1 / count) <= high:
        count += 1
    return [speed ** (1 / count)] * count


def _samples(graph: Any) -> Iterator[Samples]:
    for frame in pulled(graph):
        yield frame.to_ndarray().astype(np.float32, copy=False)
