"""Export: submit, poll, cancel, download. Free of charge, as in the cloud."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, JSONResponse
from pydantic import AliasChoices, BaseModel, Field

from nemo_studio.api import errors
from nemo_studio.api.deps import StudioDep, UserDep, require_attribution
from nemo_studio.api.files import media_response
from nemo_studio.api.outputs import parse_output
from nemo_studio.api.urls import render_url, side_urls
from nemo_studio.jobs.renders import Injection
from nemo_studio.service import Studio
from nemo_studio.storage import projects, renders
from nemo_studio.storage.renders import Render

router = APIRouter(prefix="/api/render/proxy")


class RenderRequest(BaseModel):
    id: str = Field(min_length=1, max_length=120)
    session_id: str = Field(validation_alias=AliasChoices("sessionId", "session_id"))
    draft: Any
    output: dict[str, Any] = Field(default_factory=dict)


@router.post("/lambda", dependencies=[Depends(require_attribution)])
def submit(body: RenderRequest, studio: StudioDep, user: UserDep) -> Any:
    """Queues a render. 402 without attribution, 1002, 409 for an id that is taken."""
    session = projects.find_session(studio.db, body.session_id, user)
    if session is None:
        raise errors.session_not_found(body.session_id)
    output = parse_output(body.output)
    if studio.faults.take("duplicate_render", "POST", "/api/render") is not None:
        return _duplicate(body.id)
    try:
        job = renders.create(studio.db, user, body.id, session.id, body.draft, output)
    except renders.DuplicateRender:
        return _duplicate(body.id)
    studio.renders.submit(job, _injection(studio))
    return {"success": True, "data": {"id": job.id, "status": job.status, "progress": job.progress}}


@router.get("/lambda/{render_id}")
def poll(render_id: str, studio: StudioDep, user: UserDep) -> dict[str, Any]:
    job = _find(studio, user, render_id)
    nested = {"success": True, "data": _nested(studio, job)}
    if studio.faults.take("nested_poll", "GET", "/api/render") is not None:
        return nested
    return _flat(studio, job) | nested


@router.post("/lambda/{render_id}/cancel")
def cancel(render_id: str, studio: StudioDep, user: UserDep) -> dict[str, Any]:
    """Ends the job within a second. A job that has ended already stays as it is."""
    studio.renders.cancel(_find(studio, user, render_id))
    job = _find(studio, user, render_id)
    return {"success": True, "data": {"id": job.id, "status": job.status}}


@router.get("/{render_id}/download")
def download(render_id: str, studio: StudioDep, user: UserDep) -> FileResponse:
    """The finished file's bytes, for when `output.url` cannot be used."""
    return media_response(_find(studio, user, render_id).path)


def _flat(studio: Studio, job: Render) -> dict[str, Any]:
    """The documented poll reply: `status` and `output.url` at the top."""
    reply: dict[str, Any] = {"taskId": job.id, "status": job.status, "progress": job.progress}
    if job.status == "completed":
        result = job.result
        reply["output"] = {
            "url": render_url(studio, job),
            "duration": result["duration_ms"] / 1000,
            "size": result["bytes"],
            "format": job.output["format"],
            **{k: result.get(k) for k in ("width", "height", "fps", "video_codec", "audio_codec")},
            "warnings": result.get("warnings", []),
            "side_files": side_urls(studio, job),
        }
    if job.error:
        reply |= {"error": job.error, "retryable": job.retryable}
    return reply


def _nested(studio: Studio, job: Render) -> dict[str, Any]:
    """The other shape that texts have for the poll reply: all under `data`, `outputUrl`."""
    reply: dict[str, Any] = {
        "id": job.id,
        "status": job.status,
        "progress": job.progress,
        "createdAt": job.created_at_ms,
    }
    if job.status == "completed":
        reply["outputUrl"] = render_url(studio, job)
    if job.ended_at_ms:
        reply["completedAt"] = job.ended_at_ms
    if job.error:
        reply["error"] = job.error
    return reply


def _find(studio: Studio, user: str, render_id: str) -> Render:
    job = renders.find(studio.db, user, render_id)
    if job is None:
        raise errors.ApiError(404, 404, f"render not found: {render_id}")
    return job


def _duplicate(render_id: str) -> JSONResponse:
    message = f"render id {render_id!r} is used already; send a new one"
    return JSONResponse({"success": False, "code": 409, "message": message, "error": message}, 409)


def _injection(studio: Studio) -> Injection | None:
    failed = studio.faults.take("failed_render", "POST", "/api/render")
    slow = studio.faults.take("slow_render", "POST", "/api/render")
    if failed is None and slow is None:
        return None
    return Injection(
        error=failed.get("error", "render failed on purpose") if failed is not None else None,
        delay_s=float(slow.get("seconds", 1)) if slow is not None else 0.0,
    )
