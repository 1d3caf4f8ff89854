"""How fast a download must go, and the way to end one from outside."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Of an upload by URL: at least `rate` bytes a second in each `window_s`; all in `total_s`.

    `total_s` is under the 300 s that the client waits for an answer.
    """

    window_s: float = 20.0
    rate: float = 4096.0
    total_s: float = 240.0


class Pace:
    """Counts what comes; `look` ends the download, at its socket, once it is too slow."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._started = self._window = time.monotonic()
        self._moved = 0
        self.ended = ""  # why it was ended, "" while it was not

    def watch(self, sock: socket.socket) -> None:
        """One more connection of the download. Raises OSError when it was ended already."""
        twin = sock.dup()  # lives on when TLS takes the original over
        with self._lock:
            self._sockets.append(twin)
            if self.ended:
                raise OSError(self.ended)

    def count(self, bytes_: int) -> None:
        with self._lock:
            self._moved += bytes_

    def look(self) -> None:
        """To be called again and again while the download goes on."""
        now, limits = time.monotonic(), self._limits
        if now - self._started > limits.total_s:
            self.end(f"the download takes longer than {limits.total_s:.0f} s")
        elif now - self._window > limits.window_s:
            with self._lock:
                rate, self._moved = self._moved / (now - self._window), 0
                self._window = now
            if rate < limits.rate:
                self.end(f"too slow, less than {limits.rate / 1024:.0f} KB a second")

    def end(self, reason: str) -> None:
        """Ends the download now, whatever it waits for."""
        with self._lock:
            self.ended = self.ended or reason
            for twin in self._sockets:
                with suppress(OSError):
                    twin.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """After the download, however it went."""
        with self._lock:
            while self._sockets:
                self._sockets.pop().close()
