"""Packets that waited, in memory or in a file, are the packets that were put in."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.packet import Packet

from nemo_studio.renderer.packets import PacketQueue

RATE = 48_000


def encoded(codec: str, muxer: str) -> list[Packet]:
    """One second of noise, by a real encoder; mp3 and Opus say in side data where to trim."""
    container = av.open(io.BytesIO(), "w", format=muxer)
    stream = container.add_stream(codec, rate=RATE)
    stream.codec_context.layout = "stereo"
    noise = np.random.default_rng(1).normal(0, 0.1, (2, RATE)).astype(np.float32)
    found = []
    for start in range(0, RATE, 4800):
        block = np.ascontiguousarray(noise[:, start : start + 4800])
        frame = av.AudioFrame.from_ndarray(block, "fltp", "stereo")
        frame.sample_rate, frame.pts = RATE, start
        found += stream.encode(frame)
    return found + stream.encode(None)


def facts(packet: Packet) -> tuple[object, ...]:
    side = [(data.data_type, bytes(data)) for data in packet.iter_sidedata()]
    return (bytes(packet), packet.pts, packet.dts, packet.duration, packet.time_base,
            packet.is_keyframe, side)  # fmt: skip


@pytest.mark.parametrize(
    ("codec", "muxer"), [("aac", "mp4"), ("libopus", "webm"), ("libmp3lame", "avi")]
)
@pytest.mark.parametrize("in_memory", [1 << 20, 1000])
def test_what_comes_out_is_what_went_in(
    tmp_path: Path, codec: str, muxer: str, in_memory: int
) -> None:
    made = encoded(codec, muxer)
    queue = PacketQueue(tmp_path, Fraction(1, RATE), in_memory)
    for packet in made:
        queue.add([packet])
    half = list(queue.until(0.5))
    assert half and all(packet.pts is not None and packet.pts < RATE / 2 for packet in half)
    assert [facts(p) for p in [*half, *queue.until(None)]] == [facts(p) for p in made]
    assert not list(queue.until(None))
    queue.close()
    assert not list(tmp_path.iterdir())
