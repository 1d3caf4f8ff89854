"""Breaking a connection under an answer that is on its way.

ASGI has no way to do that, so the server's protocol class remembers the transports by the peer's
address, which the request's scope carries.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import MutableMapping
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

_transports: dict[tuple[str, int], asyncio.Transport] = {}


class BreakableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, for a server whose connections `abort` may break."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client:
            _transports[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.client:
            _transports.pop(self.client, None)
        super().connection_lost(exc)


async def abort(scope: MutableMapping[str, Any], *, reset: bool = False) -> None:
    """Ends the request's connection after what has been sent: with FIN, or RST when `reset`."""
    transport = _transports.get(tuple(scope["client"]))
    if transport is None:
        raise RuntimeError("this server was not started with breakable connections")
    for _ in range(100):  # let the kernel have what was written before
        if not transport.get_write_buffer_size():
            break
        await asyncio.sleep(0.01)
    if reset:  # an RST makes the peer's kernel forget what its program has not read yet
        await asyncio.sleep(0.1)
    raw = transport.get_extra_info("socket")
    if reset and raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
