"""Uploads by file (multipart) and by URL (JSON)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from nemo_studio import ids
from nemo_studio.api import errors
from nemo_studio.api.deps import SessionDep, StudioDep, ok
from nemo_studio.api.urls import asset_entry
from nemo_studio.media.fetch import fetch
from nemo_studio.media.inspect import inspect
from nemo_studio.media.probe import UnsupportedMedia
from nemo_studio.media.receive import (
    BadUpload,
    FileTooLarge,
    FormTooLarge,
    ReceivedFile,
    receive_files,
)
from nemo_studio.service import Studio
from nemo_studio.storage import projects
from nemo_studio.storage.projects import Session, StoredAsset

MAX_URLS = 20
router = APIRouter()


class UrlUpload(BaseModel):
    urls: list[str] = Field(min_length=1, max_length=MAX_URLS)
    source_type: str = "url"


@router.post("/api/upload-video/nemo_agent/me/{sid}")
async def upload(request: Request, session: SessionDep, studio: StudioDep) -> dict[str, Any]:
    """Stores the files and adds them to the session. All are taken, or none.

    4001 for what is not supported or cannot be decoded, 4002 for a file over the limit.
    """
    folder = studio.asset_dir(session.id)
    content_type = request.headers.get("content-type", "")
    try:
        if content_type.startswith("application/json"):
            wanted = UrlUpload.model_validate_json(await request.body())
            received = await run_in_threadpool(_fetch_all, wanted.urls, folder, studio)
        else:
            limit = studio.settings.max_upload_bytes
            received = await receive_files(request.stream(), content_type, folder, limit)
    except ClientDisconnect:
        raise errors.bad_request("the upload ended early") from None
    except FileTooLarge as error:
        raise errors.file_too_large(str(error)) from None
    except FormTooLarge as error:
        raise errors.body_too_large(str(error)) from None
    except ValidationError as error:
        raise errors.bad_request(f"not a valid upload by URL: {error.errors()[0]['msg']}") from None
    except BadUpload as error:
        raise errors.bad_request(str(error)) from None
    return await run_in_threadpool(_take_in, received, session, studio)


def _fetch_all(urls: list[str], folder: Path, studio: Studio) -> list[ReceivedFile]:
    files: list[ReceivedFile] = []
    try:
        for url in urls:
            files.append(
                fetch(
                    url,
                    folder,
                    studio.settings.max_upload_bytes,
                    allow_private=studio.settings.faults,
                )
            )
    except (BadUpload, FileTooLarge):
        _remove(files)
        raise
    return files


def _take_in(files: list[ReceivedFile], session: Session, studio: Studio) -> dict[str, Any]:
    """Looks into the files and adds them to the session, or removes them all and raises 4001."""
    infos = inspect([file.path for file in files])
    entries = []
    for file, info in zip(files, infos, strict=True):
        if isinstance(info, UnsupportedMedia):
            _remove(files)
            raise errors.unsupported_file(f"{file.name}: {info}")
    for file, info in zip(files, infos, strict=True):
        assert not isinstance(info, UnsupportedMedia)
        about = {
            "filename": file.name,
            "file_type": info.file_type,
            "format": info.format,
            "duration": info.duration,
            "width": info.width,
            "height": info.height,
            "fps": info.fps,
            "has_audio": info.has_audio,
            "size": file.size,
            "hash": file.sha256,
        }
        asset = StoredAsset(ids.asset_id(), ids.public_key(), file.path, about)
        projects.add_asset(studio.db, session.id, asset)
        entries.append(asset_entry(studio, asset))
    return ok({"files": entries, "session_state_applied": True})


def _remove(files: list[ReceivedFile]) -> None:
    for file in files:
        file.path.unlink(missing_ok=True)
