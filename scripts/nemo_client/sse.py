"""Reading a text/event-stream to the standard: sseclient-py behind a block adapter of our own.

Measured reasons for the adapter (44 cases, several framings): `response.raw.read1` delivers at
once where `iter_content` waits for a full piece; whole blocks keep sseclient-py linear (it is
quadratic on 128-byte pieces), hide a BOM and mixed line ends from it, and drop a truncated last
event, which it would deliver. How long to wait is asked between reads, since comments never
surface.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests

READ_SIZE = 65536
_LINE_END = re.compile(rb"\r\n|\n|\r")


class StreamBroken(Exception):
    """The connection ended by a fault, not by the stream's own end."""


class StreamTimeout(Exception):
    """The wait is over while the stream is still open. `settled`: the state shows the outcome."""

    def __init__(self, settled: bool = False) -> None:
        super().__init__("no answer within the time limit")
        self.settled = settled


@dataclass(frozen=True)
class ServerSentEvent:
    event: str
    data: str


def blocks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Whole events (each ending in an empty line, LF only) from pieces of any size.

    A last event without its empty line is dropped, as the standard says. Linear in the stream's
    length.
    """
    lines: list[bytes] = []
    rest: list[bytes] = []
    first = True
    held_cr = False
    for piece in pieces:
        if held_cr:  # a CR ended the last piece: it may be half of a CRLF
            piece = piece[1:] if piece[:1] == b"\n" else piece
            held_cr = False
        held_cr = piece[-1:] == b"\r"
        parts = _LINE_END.split(piece)
        rest.append(parts[0])
        for part in parts[1:]:
            line = b"".join(rest)
            rest = [part]
            if first:
                line = line.removeprefix(b"\xef\xbb\xbf")
                first = False
            if line:
                lines.append(_valid(line))
            elif lines:
                yield b"\n".join(lines) + b"\n\n"
                lines = []


def events(
    response: requests.Response,
    *,
    pause: Callable[[], float],
    heard: Callable[[], None] = lambda: None,
) -> Iterator[ServerSentEvent]:
    """The events of an open response until it ends.

    `pause()` is asked before each read for how many seconds it may wait, and raises StreamTimeout
    when the wait is over; `heard()` is told of any bytes. Raises StreamBroken when the connection
    fails.
    """
    from sseclient import SSEClient

    for event in SSEClient(blocks(_pieces(response, pause, heard))).events():
        yield ServerSentEvent(event.event, event.data)


def ends_by_itself(response: requests.Response) -> bool:
    """Whether the framing tells a stream's end from a cut: chunked, or of a given length."""
    return bool(response.raw.chunked) or "Content-Length" in response.headers


def _pieces(
    response: requests.Response, pause: Callable[[], float], heard: Callable[[], None]
) -> Iterator[bytes]:
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    raw = response.raw

    def read() -> bytes:
        _set_timeout(raw, pause())
        try:
            return bytes(raw.read1(READ_SIZE, decode_content=True))
        except (ReadTimeoutError, TimeoutError):
            # urllib3 gives the connection up with the first timeout: a further read would look
            # like the stream's own end.
            raise StreamTimeout from None
        except (HTTPError, OSError, AttributeError) as error:
            raise StreamBroken(str(error)) from None

    while piece := read():  # for as long as `pause` lets it
        heard()
        yield piece


def _set_timeout(raw: Any, seconds: float) -> None:
    """Let the next read wait at most this long (a total timeout is not requests' to give)."""
    connection = getattr(raw, "connection", None) or getattr(raw, "_connection", None)
    sock = getattr(connection, "sock", None)
    if sock is None:  # close-delimited responses hand the socket over to the reader
        reader = getattr(getattr(raw, "_fp", None), "fp", None)
        sock = getattr(getattr(reader, "raw", None), "_sock", None)
    if sock is not None:
        sock.settimeout(max(0.05, seconds))


def _valid(line: bytes) -> bytes:
    """The line with invalid UTF-8 replaced, which sseclient-py would die of."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("utf-8", "replace").encode()
    return line
