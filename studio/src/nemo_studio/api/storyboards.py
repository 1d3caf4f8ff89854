"""A session's storyboard, and what a storyboard or a patch would do to it: the studio's own, beside
what the cloud has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from nemo_studio.api.deps import SessionDep, StudioDep, ok
from nemo_studio.director import told
from nemo_studio.jobs.runs import load_project

router = APIRouter(prefix="/api/storyboard/nemo_agent/me/{sid}")


class TrialRequest(BaseModel):
    """`message` as it would be sent to /run_sse."""

    message: str


@router.get("/latest")
def latest(session: SessionDep, studio: StudioDep) -> dict[str, Any]:
    """{"storyboard", "paths", "rev"}; the first two are null where there is no video yet."""
    project = load_project(studio.db, session)
    printed = told.printed(project)
    shown = asdict(printed) if printed else {"storyboard": None, "paths": None}
    return ok({**shown, "rev": project.rev})


@router.post("/trial")
def trial(body: TrialRequest, session: SessionDep, studio: StudioDep) -> dict[str, Any]:
    """{"say", "changes", "problems"}: the answer as if, and nothing is changed."""
    return ok(asdict(told.tried(body.message, load_project(studio.db, session))))
