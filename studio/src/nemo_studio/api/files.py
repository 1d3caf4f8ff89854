"""Media files by their unguessable URLs, with Range, ETag and Content-Length."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from nemo_studio.api import errors
from nemo_studio.api.deps import StudioDep
from nemo_studio.jobs import side_files
from nemo_studio.storage import projects, renders
from nemo_wire.formats import MIME_TYPES, extension

router = APIRouter()


@router.api_route("/renders/{key}/{name}", methods=["GET", "HEAD"])
def render_file(key: str, name: str, studio: StudioDep) -> FileResponse:
    """The video under whatever name, or a side file by its own."""
    job = renders.by_key(studio.db, key)
    path = job.path if job else None
    if path is not None and name in side_files.NAMES.values():
        path = path.with_name(name)
    return media_response(path)


@router.api_route("/files/{key}/{name}", methods=["GET", "HEAD"])
def asset_file(key: str, name: str, studio: StudioDep) -> FileResponse:
    asset = projects.asset_by_key(studio.db, key)
    return media_response(asset.path if asset else None)


def media_response(path: Path | None) -> FileResponse:
    """The file, shown in place by browsers. 404 when there is none (yet)."""
    if path is None or not path.is_file():
        raise errors.ApiError(404, 404, "no such file")
    side = side_files.MIME_TYPES.get(path.suffix, "application/octet-stream")
    mime = MIME_TYPES.get(extension(path.name), side)
    return FileResponse(
        path,
        media_type=mime,
        filename=path.name,
        content_disposition_type="inline",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private"},
    )
