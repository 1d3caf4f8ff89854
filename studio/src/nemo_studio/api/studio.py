"""The studio's own endpoints: health, and with --faults what tests need."""

from __future__ import annotations

import os
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from nemo_studio.api.deps import StudioDep, ok
from nemo_studio.faults.box import Fault
from nemo_studio.faults.catalogue import DESCRIPTIONS, HEARTBEATS
from nemo_studio.settings import skill_version
from nemo_studio.storage import accounts, runs

router = APIRouter()
fault_router = APIRouter(prefix="/_studio")
STARTED_WITH = skill_version()  # SKILL.md may change under a running studio


@router.get("/health")
def health(studio: StudioDep) -> dict[str, Any]:
    return {
        "ok": True,
        "service": "nemo-studio",
        "version": STARTED_WITH,
        "pid": os.getpid(),
        "busy": studio.busy,
        "strict": studio.settings.strict,
    }


class FaultList(BaseModel):
    faults: list[Fault]


class Rules(BaseModel):
    """Settings that a test may change while the studio runs; `credits` need a `user_id`."""

    model_config = ConfigDict(extra="forbid")

    strict: bool | None = None
    max_upload_bytes: int | None = Field(None, gt=0)
    heartbeat_s: float | None = Field(None, gt=0)
    credits: int | None = Field(None, ge=0)
    user_id: str | None = None


@fault_router.post("/faults")
def arm(body: FaultList, studio: StudioDep) -> dict[str, Any]:
    studio.faults.arm(body.faults)
    return ok({"armed": [f.model_dump() for f in studio.faults.armed]})


@fault_router.get("/faults")
def armed(studio: StudioDep) -> dict[str, Any]:
    return ok(
        {
            "armed": [f.model_dump() for f in studio.faults.armed],
            "faults": DESCRIPTIONS,
            "heartbeats": HEARTBEATS,
        }
    )


@fault_router.delete("/faults")
def clear(studio: StudioDep) -> dict[str, Any]:
    studio.faults.clear()
    return ok({"armed": []})


@fault_router.post("/rules")
def change_rules(body: Rules, studio: StudioDep) -> dict[str, Any]:
    for name in ("strict", "max_upload_bytes", "heartbeat_s"):
        value = getattr(body, name)
        if value is not None:
            setattr(studio.settings, name, value)
    if body.credits is not None and body.user_id:
        accounts.set_credits(studio.db, body.user_id, body.credits)
    return ok({"strict": studio.settings.strict})


@fault_router.get("/stats")
def stats(studio: StudioDep) -> dict[str, Any]:
    """Counts since the start (requests) and in all (runs of each session, their cost)."""
    return ok(
        {
            "requests": dict(studio.activity.counts),
            "runs": runs.counts_by_session(studio.db),
            "cost": runs.total_cost(studio.db),
            "busy": studio.busy,
        }
    )


@fault_router.get("/requests")
def requests(studio: StudioDep) -> dict[str, Any]:
    """The last requests with their headers (tokens hidden), oldest first."""
    return ok(list(studio.activity.requests))
