"""Counts requests, for the idle exit and for tests."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from nemo_studio.service import Activity


class ActivityMiddleware:
    def __init__(self, app: ASGIApp, activity: Activity) -> None:
        self._app = app
        self._activity = activity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        self._activity.begin(scope["method"], scope["path"], headers)
        try:
            await self._app(scope, receive, send)
        finally:
            self._activity.end()
