"""The stream reader: the standard, every framing, faults at the socket, deadlines."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from raw_server import RESET, STREAM_HEAD, RawServer, chunk
from sseclient import SSEClient

from nemo_client.sse import ServerSentEvent, StreamBroken, StreamTimeout, blocks, events


def read(*pieces: bytes) -> list[tuple[str, str]]:
    return [(e.event, e.data) for e in SSEClient(blocks(iter(pieces))).events()]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: a\n\n", [("message", "a")]),
        (b"data: a\r\n\r\ndata: b\r\r", [("message", "a"), ("message", "b")]),
        (b"data: a\n\r\ndata: b\n\n", [("message", "a"), ("message", "b")]),
        (b"\xef\xbb\xbfdata: a\n\n", [("message", "a")]),
        (b"data: a\ndata: b\n\n", [("message", "a\nb")]),
        (b"data:a\ndata:  b\n\n", [("message", "a\n b")]),
        (b"event: x\ndata: 1\n\n", [("x", "1")]),
        (b": comment\n\n: ping\ndata: a\n\n", [("message", "a")]),
        (b"event: only\n\ndata: a\n\n", [("message", "a")]),
        (b"retry: 1000\n\n", []),
        (b'data: a\n\ndata: {"cut', [("message", "a")]),
        (b"data: a\n", []),
        (b"data:\n\n", [("message", "")]),
        ("data: a\u2028b\u0085c\x0bd\n\n".encode(), [("message", "a\u2028b\u0085c\x0bd")]),
        (b"data: \xff\n\ndata: b\n\n", [("message", "\ufffd"), ("message", "b")]),
    ],
)
def test_the_standard(stream: bytes, expected: list[tuple[str, str]]) -> None:
    assert read(stream) == expected
    assert read(*(stream[i : i + 1] for i in range(len(stream)))) == expected


@given(
    st.lists(st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]))),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.data(),
)
def test_any_cut_gives_the_same_events(texts: list[str], end: str, data: st.DataObject) -> None:
    stream = "".join(f"data: {text}{end}{end}" for text in texts).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    edges = [0, *cuts, len(stream)]
    pieces = [stream[a:b] for a, b in pairwise(edges) if a != b]
    assert [d for _, d in read(*pieces)] == texts


def test_a_megabyte_event_in_small_pieces_is_not_copied_for_each_piece() -> None:
    """Quadratic reading would move about 40 GB here; the blocks move each byte a few times."""
    stream = b"data: " + b"x" * 5_000_000 + b"\n\n"
    pieces = (stream[i : i + 128] for i in range(0, len(stream), 128))
    assert len(read(*pieces)[0][1]) == 5_000_000


def stream_from(*pieces: bytes, script: object = None) -> list[ServerSentEvent]:
    with RawServer(lambda _: iter(pieces)) as server:
        return collect(server)


def for_at_most(limit_s: float) -> Callable[[], float]:
    until = time.monotonic() + limit_s

    def pause() -> float:
        if (left := until - time.monotonic()) <= 0:
            raise StreamTimeout
        return left

    return pause


def collect(server: RawServer, limit_s: float = 5.0) -> list[ServerSentEvent]:
    with requests.get(server.url, stream=True, timeout=5) as response:
        return list(events(response, pause=for_at_most(limit_s)))


FRAMINGS = {
    "chunk for an event": [
        STREAM_HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        chunk(b"data: 1\n\n"), chunk(b"data: 2\n\n"), chunk(b""),
    ],
    "one chunk trickled": [
        STREAM_HEAD + b"Transfer-Encoding: chunked\r\n\r\n12\r\n", b"data: 1\n\nda", b"ta: 2\n\n\r\n0\r\n\r\n",
    ],
    "closed at the end": [STREAM_HEAD + b"\r\n", b"data: 1\n\n", b"data: 2\n\n"],
    "gzip": [
        STREAM_HEAD + b"Content-Encoding: gzip\r\n\r\n",
        (lambda z: z.compress(b"data: 1\n\ndata: 2\n\n") + z.flush())(zlib.compressobj(wbits=31)),
    ],
}  # fmt: skip


@pytest.mark.parametrize("framing", FRAMINGS)
def test_every_framing(framing: str) -> None:
    assert [e.data for e in stream_from(*FRAMINGS[framing])] == ["1", "2"]


def test_an_event_is_there_before_the_next_bytes_come() -> None:
    """In one large chunk that is still open: the worst case of a proxy that re-chunks."""

    def script(_: object) -> Iterable[bytes]:
        yield STREAM_HEAD + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n" + b"data: 1\n\n"
        time.sleep(20)

    with RawServer(script) as server, requests.get(server.url, stream=True, timeout=5) as response:
        assert next(events(response, pause=for_at_most(10))).data == "1"


@pytest.mark.parametrize("heartbeat", [b": ping\n\n", b"data: heartbeat\n\n", b"data:\n\n"])
def test_heartbeats_alone_do_not_hold_a_deadline_off(heartbeat: bytes) -> None:
    def script(_: object) -> Iterable[bytes]:
        yield STREAM_HEAD + b"\r\n"
        for _ in range(200):
            yield heartbeat
            time.sleep(0.05)

    with RawServer(script) as server:
        began = time.monotonic()
        with pytest.raises(StreamTimeout):
            collect(server, limit_s=0.5)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "pieces",
    [
        [STREAM_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk(b"data: 1\n\n"), RESET],
        [STREAM_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk(b"data: 1\n\n")],
        [STREAM_HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\ndata: 1\n\n"],
        [STREAM_HEAD + b"Content-Length: 100\r\n\r\ndata: 1\n\n"],
        [STREAM_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"],
    ],
)
def test_a_broken_connection_is_told_from_an_end(pieces: list[bytes]) -> None:
    with pytest.raises(StreamBroken):
        stream_from(*pieces)
