"""POST /run_sse: a message to the director, answered as google-adk answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import StreamingResponse
from pydantic import AliasGenerator, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from starlette.concurrency import run_in_threadpool

from nemo_studio.api import errors
from nemo_studio.api.deps import StudioDep, UserDep
from nemo_studio.faults.sockets import abort
from nemo_studio.faults.stream import StreamDropped, StreamFaults
from nemo_studio.jobs.runs import InsufficientCredits
from nemo_studio.jobs.sse import frames
from nemo_studio.service import Studio
from nemo_studio.storage import projects
from nemo_studio.storage.projects import Session

APP_NAME = "nemo_agent"
REGISTER_URL = "https://nemovideo.com/register?bind="
router = APIRouter()


class AdkModel(BaseModel):
    """Takes camelCase and snake_case alike and ignores what it does not know, as ADK does."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(to_camel), populate_by_name=True, extra="ignore"
    )


class Part(AdkModel):
    text: str | None = None


class Content(AdkModel):
    role: str | None = None
    parts: list[Part] = []

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.parts if part.text)


class RunRequest(AdkModel):
    app_name: str
    user_id: str
    session_id: str
    new_message: Content
    streaming: bool = False


@router.post("/run_sse")
async def run_sse(
    body: RunRequest, request: Request, studio: StudioDep, user: UserDep
) -> StreamingResponse:
    """Starts a run and streams its events. The run goes on when the client hangs up.

    Runs of one session follow each other. 404 in ADK's form for an unknown session; 2001, in
    strict mode, when the credits do not suffice.
    """
    session = await run_in_threadpool(_find_session, body, studio, user)
    slow = studio.faults.take("slow_run", "POST", "/run_sse")
    pause_s = float(slow.get("seconds", 1)) if slow is not None else 0.0
    try:
        run = await run_in_threadpool(
            studio.runs.submit, session, body.new_message.text, pause_s=pause_s
        )
    except InsufficientCredits:
        raise errors.no_credits(user, REGISTER_URL + user) from None
    return StreamingResponse(
        _stream(request, studio, run.id, streaming=body.streaming),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache"},
    )


def _find_session(body: RunRequest, studio: Studio, user: str) -> Session:
    if body.app_name != APP_NAME:
        raise HTTPException(404, f"Agent not found: {body.app_name!r}")
    session = projects.find_session(studio.db, body.session_id, user)
    if session is None or body.user_id not in ("me", user):
        raise HTTPException(404, f"Session not found: {body.session_id}")
    return session


async def _stream(
    request: Request, studio: Studio, run_id: str, *, streaming: bool
) -> AsyncIterator[str]:
    events: Any = studio.runs.follow(run_id, heartbeat_s=studio.settings.heartbeat_s)
    if studio.settings.faults:
        stream = StreamFaults(studio.faults, streaming=streaming).frames(events)
    else:
        stream = frames(events, streaming=streaming)
    try:
        async for text in stream:
            yield text
    except StreamDropped as dropped:
        await abort(request.scope, reset=dropped.reset)
    finally:
        await events.aclose()
