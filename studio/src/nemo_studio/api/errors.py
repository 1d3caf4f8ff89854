"""Refusals in the contract's form: `{"code": …, "message": …}` with a fitting HTTP status.

Which HTTP status goes with a business code is not documented for the cloud; ours are the nearest
in meaning, and the code in the body is what a client should read.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from nemo_studio.disk import DiskFull, is_full
from nemo_wire.formats import UPLOAD_LIST


class ApiError(Exception):
    """An answer with `code` other than 0."""

    def __init__(
        self, status: int, code: int, message: str, data: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.data = status, code, message, data


def bad_request(message: str) -> ApiError:
    return ApiError(400, 400, message)


def bad_token() -> ApiError:
    return ApiError(401, 1001, "token is missing, invalid or expired; ask for a new one")


def session_not_found(session_id: str) -> ApiError:
    return ApiError(404, 1002, f"session not found: {session_id}")


def no_credits(user_id: str, register_url: str) -> ApiError:
    return ApiError(
        402,
        2001,
        f"insufficient credits; register at {register_url}",
        {"bind_id": user_id, "register_url": register_url},
    )


def unsupported_file(message: str) -> ApiError:
    return ApiError(415, 4001, f"{message}; supported: {UPLOAD_LIST}")


def file_too_large(message: str) -> ApiError:
    return ApiError(413, 4002, message)


def body_too_large(message: str) -> ApiError:
    return ApiError(413, 413, message)


def plan_required() -> ApiError:
    return ApiError(
        402,
        402,
        "export refused: X-Skill-Source, X-Skill-Version and X-Skill-Platform must be sent",
    )


def rate_limited(message: str) -> ApiError:
    return ApiError(429, 429, message)


def response(error: ApiError) -> JSONResponse:
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.data:
        body["data"] = error.data
    return JSONResponse(body, error.status)


def install(app: FastAPI) -> None:
    """Every refusal has the contract's form, but for those of /run_sse, whose form is ADK's."""

    @app.exception_handler(ApiError)
    async def answer(_request: Request, error: ApiError) -> JSONResponse:
        return response(error)

    @app.exception_handler(StarletteHTTPException)
    async def plain(request: Request, error: StarletteHTTPException) -> Response:
        if request.url.path == "/run_sse":
            return await http_exception_handler(request, error)
        said = response(ApiError(error.status_code, error.status_code, str(error.detail)))
        said.headers.update(error.headers or {})
        return said

    @app.exception_handler(sqlite3.IntegrityError)
    async def orphaned(_request: Request, error: sqlite3.IntegrityError) -> JSONResponse:
        """`studio.py clean` took the session between two steps of a request."""
        if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
            raise error
        return response(ApiError(404, 1002, "session not found: it was cleaned away just now"))

    @app.exception_handler(OSError)
    @app.exception_handler(sqlite3.OperationalError)
    async def full(_request: Request, error: Exception) -> JSONResponse:
        if not is_full(error):
            raise error
        return response(ApiError(507, 507, str(DiskFull(app.state.studio.settings.data_dir))))

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        if request.url.path == "/run_sse":
            said = jsonable_encoder(error.errors(), custom_encoder={bytes: _readable})
            return JSONResponse({"detail": said}, 422)
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        return response(bad_request(f"{place}: {first['msg']}"))

    @app.exception_handler(500)
    async def broken(_request: Request, _error: Exception) -> JSONResponse:
        message = "the studio failed; its log (studio.log in the data folder) says why"
        return JSONResponse({"code": 500, "message": message}, 500)


def _readable(content: bytes) -> str:
    return content.decode(errors="replace")
