"""Sessions and their state."""

from __future__ import annotations

from math import gcd
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from nemo_studio.api.deps import SessionDep, StudioDep, UserDep, ok
from nemo_studio.api.urls import asset_entry, render_url
from nemo_studio.service import Studio
from nemo_studio.storage import projects, renders
from nemo_wire import fields

router = APIRouter()


class SessionRequest(BaseModel):
    task_name: str = Field("project", max_length=200)
    language: str = Field("en", max_length=35)


@router.post("/api/tasks/me/with-session/nemo_agent")
def create_session(body: SessionRequest, studio: StudioDep, user: UserDep) -> dict[str, Any]:
    session = projects.create_session(studio.db, user, body.task_name, body.language)
    return ok({"task_id": session.task_id, "session_id": session.id, "user_id": user})


@router.get("/api/state/nemo_agent/me/{sid}/latest")
def latest_state(session: SessionDep, studio: StudioDep) -> dict[str, Any]:
    """What the session holds: uploads, draft, canvas, and the finished renders."""
    draft = projects.drafts(studio.db, session.id).current or {}
    assets = projects.assets(studio.db, session.id)
    return ok(
        {
            "session_id": session.id,
            "task_id": session.task_id,
            "task_name": session.task_name,
            "user_id": session.user_id,
            "state": {
                "video_infos": [asset_entry(studio, asset) for asset in assets],
                "draft": draft,
                "canvas_config": canvas_config(draft),
                "video_analyses": {
                    a.id: {k: a.info.get(k) for k in ("format", "duration", "has_audio")}
                    for a in assets
                },
                "generated_media": _generated(studio, session.id),
            },
        }
    )


def canvas_config(draft: dict[str, Any]) -> dict[str, Any]:
    """Width, height, aspect ratio ("9:16") and fps of a draft; empty without one."""
    meta = draft.get(fields.META) or {}
    width, height = meta.get("width"), meta.get("height")
    if not width or not height:
        return {}
    divisor = gcd(width, height)
    ratio = f"{width // divisor}:{height // divisor}"
    return {"width": width, "height": height, "aspect_ratio": ratio, "fps": meta.get("fps")}


def _generated(studio: Studio, session_id: str) -> list[dict[str, Any]]:
    return [
        {"type": "render", "id": job.id, "url": render_url(studio, job), **job.result}
        for job in renders.of_session(studio.db, session_id)
        if job.status == "completed"
    ]
