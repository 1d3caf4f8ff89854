"""ASGI middleware that spoils answers as the armed faults say."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nemo_studio.faults.box import FaultBox
from nemo_studio.faults.catalogue import REFUSALS
from nemo_studio.faults.sockets import abort

EXEMPT = ("/_studio/", "/health")


class FaultMiddleware:
    def __init__(self, app: ASGIApp, box: FaultBox) -> None:
        self._app = app
        self._box = box

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(EXEMPT):
            await self._app(scope, receive, send)
            return
        if delay := self._take("delay", scope):
            await asyncio.sleep(float(delay.get("seconds", 1)))
        if await self._refused(scope, receive, send):
            return
        send = self._spoiled(scope, send)
        await self._app(scope, receive, send)

    def _take(self, name: str, scope: Scope) -> dict[str, Any] | None:
        return self._box.take(name, scope["method"], scope["path"])

    async def _refused(self, scope: Scope, receive: Receive, send: Send) -> bool:
        drop = self._take("drop_connection", scope)
        if drop is not None:
            if drop.get("after"):
                await self._app(scope, receive, _nowhere)
            await abort(scope, reset=bool(drop.get("reset")))
            return True
        for name, refusal in REFUSALS.items():
            params = self._take(name, scope)
            if params is None:
                continue
            if params.get("after"):
                await self._app(scope, receive, _nowhere)
            body: dict[str, Any] = {
                "code": params.get("code", refusal.code),
                "message": params.get("message", refusal.message),
            }
            if "data" in params:
                body["data"] = params["data"]
            if "detail" in params:
                body = {"detail": params["detail"]}
            await _answer(send, params.get("status", refusal.status), body, params.get("headers"))
            return True
        return False

    def _spoiled(self, scope: Scope, send: Send) -> Send:
        """`send` with the body and header faults that this request has drawn."""
        if self._take("no_range", scope) is not None:
            scope["headers"] = [h for h in scope["headers"] if h[0] != b"range"]
            send = _without_headers(send, {b"accept-ranges", b"etag", b"last-modified"})
        if (cut := self._take("truncate", scope)) is not None:
            send = _truncated(scope, send, int(cut.get("after_bytes", 0)), bool(cut.get("reset")))
        if (loris := self._take("slow_loris", scope)) is not None:
            send = _trickled(send, int(loris.get("bytes", 1)), float(loris.get("interval_s", 0.05)))
        return send


async def _nowhere(message: Message) -> None:
    """The work is done, its answer is lost."""


async def _answer(
    send: Send, status: int, body: dict[str, Any], headers: dict[str, str] | None
) -> None:
    content = json.dumps(body).encode()
    lines = {"content-type": "application/json", "content-length": str(len(content))}
    raw = [(k.lower().encode(), str(v).encode()) for k, v in (lines | (headers or {})).items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": content})


def _without_headers(send: Send, names: set[bytes]) -> Send:
    async def stripped(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [h for h in message["headers"] if h[0] not in names]
        await send(message)

    return stripped


def _truncated(scope: Scope, send: Send, after_bytes: int, reset: bool) -> Send:
    left = after_bytes

    async def cut(message: Message) -> None:
        nonlocal left
        if message["type"] != "http.response.body":
            await send(message)
        elif left >= 0:
            body = message.get("body", b"")
            await send({"type": "http.response.body", "body": body[:left], "more_body": True})
            left -= len(body)
            if left < 0 or not message.get("more_body"):
                left = -1
                await abort(scope, reset=reset)

    return cut


def _trickled(send: Send, size: int, interval_s: float) -> Send:
    async def trickle(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        for start in range(0, len(body), size):
            piece = body[start : start + size]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(interval_s)
        if not more:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return trickle
