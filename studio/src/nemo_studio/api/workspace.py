"""The workspace page: a project to look at in a browser, opened by a claim token.

The link `/workspace/claim?ct=…` puts the token into a cookie of that project's page, so that it
does not stay in the address bar; the API token is never part of it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Cookie
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from nemo_studio.api import errors
from nemo_studio.api.deps import StudioDep, ok
from nemo_studio.api.sessions import canvas_config
from nemo_studio.api.urls import asset_path, poster_path, render_path
from nemo_studio.service import Studio
from nemo_studio.storage import projects, renders
from nemo_studio.storage.projects import Session
from nemo_studio.storage.renders import Render
from nemo_wire import fields

WEB = Path(__file__).resolve().parents[1] / "web"
COOKIE = "studio_claim"
router = APIRouter(prefix="/workspace")
ClaimCookie = Annotated[str, Cookie(alias=COOKIE)]


class Page:
    """A self-contained HTML file and the policy that lets it load nothing from elsewhere."""

    def __init__(self, name: str) -> None:
        self._html = (WEB / name).read_text(encoding="utf-8")
        self._headers = {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src {self._hashes('style')}; "
                f"script-src {self._hashes('script')}; img-src 'self'; media-src 'self'; "
                "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            ),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }

    def _hashes(self, tag: str) -> str:
        found = re.findall(rf"<{tag}>(.*?)</{tag}>", self._html, re.DOTALL)
        sums = [base64.b64encode(hashlib.sha256(f.encode()).digest()).decode() for f in found]
        return " ".join(f"'sha256-{s}'" for s in sums) or "'none'"

    def response(self, status: int = 200) -> HTMLResponse:
        return HTMLResponse(self._html, status, self._headers)


PROJECT_PAGE = Page("index.html")
CLOSED_PAGE = Page("closed.html")


@router.get("/claim")
def claim(studio: StudioDep, ct: str = "") -> Response:
    session = projects.claimed_session(studio.db, ct)
    if session is None:
        return CLOSED_PAGE.response(403)
    path = f"/workspace/task/{session.task_id}"
    response = RedirectResponse(path, 303, {"Referrer-Policy": "no-referrer"})
    response.set_cookie(
        COOKIE, ct, max_age=projects.CLAIM_LIFE_S, path=path, httponly=True, samesite="lax"
    )
    return response


@router.get("/task/{task_id}")
def page(task_id: str, studio: StudioDep, claim_token: ClaimCookie = "") -> Response:
    if _claimed(studio, task_id, claim_token) is None:
        return CLOSED_PAGE.response(403)
    return PROJECT_PAGE.response()


@router.get("/task/{task_id}/data")
def data(task_id: str, studio: StudioDep, claim_token: ClaimCookie = "") -> dict[str, Any]:
    """What the page shows. Times in ms."""
    session = _claimed(studio, task_id, claim_token)
    if session is None:
        raise errors.ApiError(403, 403, "the link to this project is not valid any more")
    draft = projects.drafts(studio.db, session.id).current or {}
    title = (draft.get(fields.META) or {}).get("title") or session.task_name
    return ok(
        {
            "title": title,
            "language": session.language,
            "duration_ms": draft.get(fields.DURATION, 0),
            "tracks": [_track(track) for track in draft.get(fields.TRACKS, [])],
            "files": [
                {
                    "name": a.info["filename"],
                    "kind": a.info["file_type"],
                    "url": asset_path(a),
                }
                for a in projects.assets(studio.db, session.id)
            ],
            "renders": [_render(job) for job in renders.of_session(studio.db, session.id)],
            **canvas_config(draft),
        }
    )


def _claimed(studio: Studio, task_id: str, claim_token: str) -> Session | None:
    session = projects.claimed_session(studio.db, claim_token)
    return session if session and session.task_id == task_id else None


def _track(track: dict[str, Any]) -> dict[str, Any]:
    segments = track.get(fields.SEGMENTS, [])
    volumes = {s["volume"] for s in segments if "volume" in s}
    return {
        "kind": track.get(fields.TRACK_TYPE),
        "name": track.get("name", ""),
        "volume": volumes.pop() if len(volumes) == 1 else None,
        "segments": [
            {
                "label": str(s.get("text") or s.get("name") or s.get("mood") or s.get("type", "")),
                "start_ms": s.get(fields.START, 0),
                "duration_ms": s.get(fields.DURATION, 0),
            }
            for s in segments
        ],
    }


def _render(job: Render) -> dict[str, Any]:
    about = {
        "status": job.status,
        "progress": job.progress,
        "error": job.error,
        "format": job.output["format"],
        "created_at_ms": job.created_at_ms,
    }
    if job.path is None:
        return about
    shown = {k: job.result.get(k) for k in ("width", "height", "duration_ms", "bytes")}
    urls = {"url": render_path(job), "poster": poster_path(job), "name": job.path.name}
    return about | shown | urls
