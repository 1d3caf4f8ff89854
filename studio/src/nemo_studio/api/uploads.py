"""Uploads by file (multipart) and by URL (JSON)."""

from __future__ import annotations

from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import ClientDisconnect

from nemo_studio import ids
from nemo_studio.api import errors
from nemo_studio.api.deps import SessionDep, StudioDep, ok
from nemo_studio.api.urls import asset_entry
from nemo_studio.media.fetches import MOST, TooManyFetches
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
_LOOKS = CapacityLimiter(4)  # a file that makes a decoder hang holds up uploads, and nothing else
router = APIRouter()


class UrlUpload(BaseModel):
    urls: list[str] = Field(min_length=1, max_length=MAX_URLS)
    source_type: str = "url"


@router.post("/api/upload-video/nemo_agent/me/{sid}")
async def upload(request: Request, session: SessionDep, studio: StudioDep) -> dict[str, Any]:
    """Stores the files and adds them to the session. All are taken, or none.

    4001 for what is not supported or cannot be decoded, 4002 for a file over the limit.
    """
    folder, limit = studio.asset_dir(session.id), studio.settings.max_upload_bytes
    content_type = request.headers.get("content-type", "")
    try:
        if content_type.startswith("application/json"):
            wanted = UrlUpload.model_validate_json(await request.body())
            received = await studio.fetches.fetch(
                wanted.urls, folder, limit, allow_private=studio.settings.faults
            )
        else:
            received = await receive_files(request.stream(), content_type, folder, limit)
    except ClientDisconnect:
        raise errors.bad_request("the upload ended early") from None
    except TooManyFetches:
        raise errors.rate_limited(
            f"{MOST} uploads by URL are at work already; try again when one has ended"
        ) from None
    except FileTooLarge as error:
        raise errors.file_too_large(str(error)) from None
    except FormTooLarge as error:
        raise errors.body_too_large(str(error)) from None
    except ValidationError as error:
        raise errors.bad_request(f"not a valid upload by URL: {error.errors()[0]['msg']}") from None
    except BadUpload as error:
        raise errors.bad_request(str(error)) from None
    return await to_thread.run_sync(_take_in, received, session, studio, limiter=_LOOKS)


def _take_in(files: list[ReceivedFile], session: Session, studio: Studio) -> dict[str, Any]:
    """Adds the files to the session; takes them away when that cannot be. Raises 4001."""
    try:
        assets = _looked_into(files)
        with studio.db.write():
            for asset in assets:
                projects.add_asset(studio.db, session.id, asset)
    except BaseException:
        for file in files:
            file.path.unlink(missing_ok=True)
        raise
    entries = [asset_entry(studio, asset) for asset in assets]
    return ok({"files": entries, "session_state_applied": True})


def _looked_into(files: list[ReceivedFile]) -> list[StoredAsset]:
    assets = []
    for file, info in zip(files, inspect([file.path for file in files]), strict=True):
        if isinstance(info, UnsupportedMedia):
            raise errors.unsupported_file(f"{file.name}: {info}")
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
        assets.append(StoredAsset(ids.asset_id(), ids.public_key(), file.path, about))
    return assets
