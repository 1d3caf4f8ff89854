"""Where the studio serves its files, and an upload's entry in replies.

Paths are for the studio's own pages; replies of the API have absolute URLs.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from nemo_studio.jobs import side_files
from nemo_studio.service import Studio
from nemo_studio.storage.projects import StoredAsset
from nemo_studio.storage.renders import Render


def asset_path(asset: StoredAsset) -> str:
    return f"/files/{asset.public_key}/{quote(asset.info['filename'])}"


def render_path(job: Render) -> str:
    """The finished file's path; the key in it is all the permission that it needs."""
    name = job.path.name if job.path else f"{job.id}.{job.output['format']}"
    return f"/renders/{job.public_key}/{quote(name)}"


def poster_path(job: Render) -> str:
    return f"/renders/{job.public_key}/{side_files.NAMES['poster']}"


def side_urls(studio: Studio, job: Render) -> dict[str, str]:
    """URLs of the side files that a finished render has, by their keys."""
    base = f"{studio.origin}/renders/{job.public_key}"
    return (
        {k: f"{base}/{p.name}" for k, p in side_files.existing(job.path).items()}
        if job.path
        else {}
    )


def render_url(studio: Studio, job: Render) -> str:
    return studio.origin + render_path(job)


def asset_entry(studio: Studio, asset: StoredAsset) -> dict[str, Any]:
    """An upload as the upload reply and `video_infos` have it."""
    return {"id": asset.id, **asset.info, "cdn_url": studio.origin + asset_path(asset)}
