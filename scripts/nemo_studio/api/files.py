"""Media files by their unguessable URLs, with Range, ETag and Content-Length."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from nemo_client.formats import MIME_TYPES, extension
from nemo_studio.api import errors
from nemo_studio.api.deps import StudioDep
from nemo_studio.jobs.render_job import POSTER
from nemo_studio.storage import projects, renders

router = APIRouter()


@router.get("/renders/{key}/poster.jpg")
def poster_file(key: str, studio: StudioDep) -> FileResponse:
    job = renders.by_key(studio.db, key)
    return media_response(job.path.with_name(POSTER) if job and job.path else None)


@router.api_route("/renders/{key}/{name}", methods=["GET", "HEAD"])
def render_file(key: str, name: str, studio: StudioDep) -> FileResponse:
    job = renders.by_key(studio.db, key)
    return media_response(job.path if job else None)


@router.api_route("/files/{key}/{name}", methods=["GET", "HEAD"])
def asset_file(key: str, name: str, studio: StudioDep) -> FileResponse:
    asset = projects.asset_by_key(studio.db, key)
    return media_response(asset.path if asset else None)


def media_response(path: Path | None) -> FileResponse:
    """The file, shown in place by browsers. 404 when there is none (yet)."""
    if path is None or not path.is_file():
        raise errors.ApiError(404, 404, "no such file")
    mime = MIME_TYPES.get(extension(path.name), "application/octet-stream")
    return FileResponse(
        path,
        media_type=mime,
        filename=path.name,
        content_disposition_type="inline",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private"},
    )
