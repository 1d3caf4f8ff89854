"""The stand-in's sockets: HTTP/1.1 on two ports, with faults below the level of an answer."""

from __future__ import annotations

import hashlib
import json
import re
import socket
import struct
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from stand_in_rules import RESET, ROUTES, Do, End, Hold, Reply, Request, Turn, Upload

if TYPE_CHECKING:
    from stand_in import StandIn


class Server(ThreadingHTTPServer):
    """One of the two servers, with a thread for each connection; none is left after end()."""

    daemon_threads = False  # so that server_close() waits for them
    request_queue_size = 256

    def __init__(self, cloud: StandIn, kind: str, port: int) -> None:
        self.cloud, self.kind = cloud, kind
        self._open: set[Any] = set()
        super().__init__(("127.0.0.1", port), _Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,))
        self._thread.start()

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's looks the name up, which can take seconds

    def end(self) -> None:
        self.shutdown()
        self._thread.join()
        for connection in list(self._open):
            _hang_up(connection)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no fault; anything else is the stand-in's own."""
        if not isinstance(sys.exc_info()[1], OSError):
            self.cloud.violations.append(f"stand-in: {traceback.format_exc()}")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def serve(self) -> None:
        cloud = self.server.cloud
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = _routed(self.server.kind, self.command, self.path, headers)
        for do in cloud.rules_for(request, unread=True):
            cloud.note(request)
            return self._drop(do.reset)
        length = int(headers.get("content-length") or 0)
        data = self.rfile.read(length)
        request.body = _parsed(headers.get("content-type", ""), data) if data else None
        cloud.note(request)
        if len(data) < length:
            return self._drop()
        dos = cloud.rules_for(request, unread=False)
        self._answer(request, dos, next((do for do in dos if do.shapes_answer), Do()))

    do_GET = do_POST = do_PUT = do_DELETE = do_CONNECT = serve

    def _answer(self, request: Request, dos: list[Do], main: Do) -> None:
        cloud = self.server.cloud
        for do in dos:
            cloud.pause(do.delay_s)
            self._wait(do.before)
        if cloud.stopping or (cloud.tied and self._gone()):
            return self._drop()
        reply = None
        if main.reply is None or main.acts:
            reply = cloud.act(request, main.steps)
        if reply and reply.turn and (main.reply or main.drop):
            self._play(reply.turn, main, heard=False)
        for do in dos:
            self._wait(do.after)
        if main.drop:
            return self._drop(main.reset)
        if main.reply:
            reply = main.reply(request) if callable(main.reply) else main.reply
        assert reply is not None
        request.status = reply.status
        if reply.turn:
            self._play(reply.turn, main)
        else:
            self._send(reply, main)

    def _send(self, reply: Reply, do: Do) -> None:
        kind, body = reply.content()
        self._head(
            reply.status,
            {"Content-Type": kind, "Content-Length": str(len(body)), **reply.headers, **do.headers},
        )
        if do.cut_after is None:
            self.wfile.write(body)
            return
        self.wfile.write(body[: do.cut_after])
        if do.cut_hold is None:
            return self._drop(do.reset)
        self._wait(do.cut_hold)
        self.wfile.write(body[do.cut_after :])

    def _head(self, status: int, headers: dict[str, str | None]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        if headers.get("Content-Length") is None and "Transfer-Encoding" not in headers:
            self.send_header("Connection", "close")  # its end is the connection's
        self.end_headers()

    def _play(self, turn: Turn, do: Do, heard: bool = True) -> None:
        """Carry a turn out. Without a listener (`heard` False, or a client that has gone) the work
        goes on all the same, unless it is tied to the connection."""
        cloud = self.server.cloud
        chunked = do.framing == "chunked"
        framing = {"Transfer-Encoding": "chunked"} if chunked else {}
        kind = {"Content-Type": "text/event-stream; charset=utf-8"}
        try:
            if heard:
                self._head(200, {**kind, **framing, **do.headers})
            for step in turn.steps:
                if cloud.stopping or (cloud.tied and heard and self._gone()):
                    return self._drop()
                match step:
                    case bytes() | dict():
                        heard = heard and self._sent(_frame(step, turn), chunked)
                    case float() | int():
                        cloud.pause(step)
                    case Hold():
                        self._wait(step)
                    case End.OPEN:
                        while not (cloud.stopping or self._gone()):
                            cloud.pause(0.02)
                        heard = False
                    case End():
                        self._drop(step is RESET)
                        heard = False
                    case _:
                        cloud.work(turn, step)
            if cloud.stopping:
                return self._drop()
            if heard and chunked:
                self._sent(b"", chunked)
        finally:
            cloud.settle(turn)

    def _sent(self, data: bytes, chunked: bool) -> bool:
        """Whether it could be sent; the client may have hung up."""
        try:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data) if chunked else data)
        except OSError:
            self.close_connection = True
            return False
        return True

    def _wait(self, hold: Hold | None) -> None:
        if hold is not None:
            cloud = self.server.cloud
            hold.arrive(lambda: cloud.stopping or (cloud.tied and self._gone()))

    def _gone(self) -> bool:
        try:
            return not self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _drop(self, reset: bool = False) -> None:
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()  # it holds the socket open too
            self.connection.close()
        else:
            _hang_up(self.connection)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):  # closed already
        connection.shutdown(socket.SHUT_RDWR)


def bound(port: int) -> socket.socket:
    """A socket that keeps a port for us without listening there."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    return made


def _routed(kind: str, method: str, target: str, headers: dict[str, str]) -> Request:
    path = urlsplit(target).path  # a proxy's client sends the whole URL
    routes = (("cdn", "GET", r"/render-result/([^/]+)"),) if kind == "cdn" else ROUTES
    for name, wanted, pattern in routes:
        found = re.fullmatch(pattern, path)
        if found and method == wanted:
            return Request(name, method, target, headers, "".join(found.groups()))
    return Request("cdn" if kind == "cdn" else "unknown", method, target, headers)


def _parsed(kind: str, data: bytes) -> Any:
    boundary = re.search(r'multipart/form-data; *boundary="?([^";]+)', kind)
    if boundary:
        return list(_files(data, b"--" + boundary[1].encode()))
    try:
        return json.loads(data)
    except ValueError:
        return None


def _files(data: bytes, boundary: bytes) -> Iterator[Upload]:
    for part in data.split(boundary)[1:-1]:
        head, _, body = part.removesuffix(b"\r\n").partition(b"\r\n\r\n")
        named = re.search(r'name="files"; filename="([^"]*)"', head.decode())
        if named:
            yield Upload(named[1], len(body), hashlib.sha256(body).hexdigest())


def _frame(step: bytes | dict[str, Any], turn: Turn) -> bytes:
    if isinstance(step, bytes):
        return step
    if "author" in step:
        ids = {"invocationId": turn.invocation, "id": str(uuid.uuid4()), "timestamp": time.time()}
        step = {**step, **ids}
    return f"data: {json.dumps(step, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
