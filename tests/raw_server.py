"""An HTTP server that writes exactly the bytes it is told to, for faults at the socket."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Request:
    """One request as it came: `head` is the request line and headers, in latin-1."""

    head: str
    body: bytes

    @property
    def path(self) -> str:
        return self.head.split(" ")[1]

    def header(self, name: str) -> str | None:
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(": ")
            if key.lower() == name.lower():
                return value
        return None


RESET = b"<reset>"  # yielded by a script: abort the connection with RST
Script = Callable[[Request], Iterable[bytes]]


class Listener:
    """A server on loopback that has a thread for each connection; `_serve` is a subclass's."""

    scheme = "http"

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"{self.scheme}://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(
            socket.SHUT_RDWR
        )  # wakes accept(), so that the port is closed at once
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        raise NotImplementedError


@dataclass
class RawServer(Listener):
    """Answers each connection by a script: the pieces are sent one by one, then it is closed."""

    script: Script
    requests: list[Request] = field(default_factory=list)
    tls: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        if self.tls:
            self.scheme = "https"

    def _serve(self, connection: socket.socket) -> None:
        if self.tls:
            try:
                connection = self.tls.wrap_socket(connection, server_side=True)
            except OSError:  # the client does not trust us
                return connection.close()
        with connection:
            try:
                request = _read(connection)
                if request is None:
                    return
                self.requests.append(request)
                for piece in self.script(request):
                    if piece == RESET:
                        linger = struct.pack("ii", 1, 0)
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                        return
                    connection.sendall(piece)
            except OSError:
                return


def _read(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    request = Request(head.decode("latin-1"), b"")
    length = int(request.header("Content-Length") or 0)
    while len(body) < length:
        body += connection.recv(65536)
    request.body = body
    return request


def answer(body: bytes, *, status: str = "200 OK", headers: dict[str, str] | None = None) -> bytes:
    """A whole response that closes the connection."""
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    given = {"Content-Type": "application/json", "Content-Length": str(len(body))} | (headers or {})
    lines += [f"{name}: {value}" for name, value in given.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nConnection: close\r\n"
)


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body."""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"
