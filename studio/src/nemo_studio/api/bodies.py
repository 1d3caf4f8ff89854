"""The door for request bodies: JSON comes in whole, bounded, and with words that can be written.

A body of JSON takes fifty times its length once it is parsed, so it is measured before.
"""

from __future__ import annotations

import asyncio
import json
import math
from typing import Any, NoReturn

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nemo_studio.api import errors
from nemo_studio.api.errors import ApiError

MAX_JSON_BYTES = 4 * 1024 * 1024  # a draft of ten hours' captions has 3 MB
MAX_DEPTH = 64
UPLOADS = "/api/upload-video/"
HEAR_OUT_BYTES = 300 * 1024 * 1024
HEAR_OUT_S = 10.0


class BodyMiddleware:
    """Hands JSON bodies on in one piece, or refuses them; uploads of files pass in their pieces.

    Refusals wait for the rest of the body, within bounds: most clients listen only when they have
    said all, and lose the answer when the connection is closed before.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        body = _Body(headers, receive)
        if _is_upload(scope["path"], headers):
            await self._app(scope, body.receive, body.heard_out(send))
            return
        try:
            content = await body.read(MAX_JSON_BYTES)
            if content is None:  # the client has gone
                return
            check_json(content)
        except ApiError as error:
            await errors.response(error)(scope, receive, body.heard_out(send))
            return
        await self._app(scope, body.again(content), send)


def check_json(content: bytes) -> None:
    """Raises 400 for what is JSON and still no text, no number or too deep; knows no other fault.

    Lone surrogates and NUL can be in no file, no path and no subtitle.
    """
    try:
        level = [json.loads(content, parse_constant=_no_number)] if content else []
    except RecursionError:
        raise _too_deep() from None
    except ValueError:  # said by whoever reads it
        return
    for _ in range(MAX_DEPTH):
        texts = [v for v in level if isinstance(v, str)]
        texts += [key for v in level if isinstance(v, dict) for key in v]
        if not is_text("".join(texts)):
            raise errors.bad_request("text with a NUL character or half a surrogate pair")
        if not all(math.isfinite(v) for v in level if isinstance(v, float)):
            _no_number("a number beyond all bounds")
        level = [child for v in level for child in _children(v)]
        if not level:
            return
    raise _too_deep()


def is_text(text: str) -> bool:
    """Whether it can be written: no NUL and no lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _children(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _no_number(name: str) -> NoReturn:
    raise errors.bad_request(f"{name} is no number of JSON")


def _too_deep() -> ApiError:
    return errors.bad_request(f"the JSON is nested deeper than {MAX_DEPTH} levels")


def _is_upload(path: str, headers: dict[bytes, bytes]) -> bool:
    is_json = headers.get(b"content-type", b"").startswith(b"application/json")
    return path.startswith(UPLOADS) and not is_json


class _Body:
    """A request's body, and how much of it has come."""

    def __init__(self, headers: dict[bytes, bytes], receive: Receive) -> None:
        self._receive = receive
        self._length = int(headers.get(b"content-length", 0))
        self._asked = headers.get(b"expect", b"").lower() == b"100-continue"  # and waits for it
        self._more = True

    async def receive(self) -> Message:
        message = await self._receive()
        self._asked = False
        self._more = message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def read(self, limit: int) -> bytes | None:
        """All of it; None when the client breaks off. Raises 413."""
        content = bytearray()
        too_long = self._length > limit
        while self._more and not too_long:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                return None
            content += message.get("body", b"")
            too_long = len(content) > limit
        if too_long:
            raise errors.body_too_large(f"JSON is taken up to {limit // 1024**2} MB")
        return bytes(content)

    def again(self, content: bytes) -> Receive:
        """Gives what was read, then what the connection gives."""
        waiting = [{"type": "http.request", "body": content, "more_body": False}]

        async def receive() -> Message:
            return waiting.pop() if waiting else await self._receive()

        return receive

    def heard_out(self, send: Send) -> Send:
        """`send` that lets the client say the rest first."""

        async def later(message: Message) -> None:
            if message["type"] == "http.response.start" and not self._asked:
                await self._hear_out()
            await send(message)

        return later

    async def _hear_out(self) -> None:
        heard = 0
        try:
            async with asyncio.timeout(HEAR_OUT_S):
                while self._more and heard < HEAR_OUT_BYTES:
                    heard += len((await self.receive()).get("body", b""))
        except TimeoutError:
            return
