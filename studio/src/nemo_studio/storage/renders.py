"""Render jobs: pending -> processing -> completed, failed or cancelled."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemo_studio import ids
from nemo_studio.storage.database import Database

FINAL = ("completed", "failed", "cancelled")
MAX_ATTEMPTS = 2


class DuplicateRender(ValueError):
    """The account has a render with this id already."""


@dataclass(frozen=True)
class Render:
    """A job. `result` is set when completed: duration_ms, width, height, fps, bytes, codecs."""

    user_id: str
    id: str
    session_id: str
    draft: Any
    output: dict[str, Any]
    status: str
    progress: int
    attempts: int
    error: str | None
    retryable: bool
    public_key: str
    path: Path | None
    result: dict[str, Any]
    created_at_ms: int
    ended_at_ms: int | None

    @property
    def final(self) -> bool:
        return self.status in FINAL


def create(
    db: Database, user_id: str, render_id: str, session_id: str, draft: Any, output: dict[str, Any]
) -> Render:
    """A pending job. Raises DuplicateRender."""
    try:
        with db.write() as tx:
            tx.execute(
                "INSERT INTO renders (user_id, id, session_id, draft, output, status, public_key,"
                " created_at) VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)",
                (
                    user_id,
                    render_id,
                    session_id,
                    json.dumps(draft, ensure_ascii=False),
                    json.dumps(output),
                    ids.public_key(),
                    ids.now_ms(),
                ),
            )
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:  # the session is gone
            raise
        raise DuplicateRender(render_id) from None
    job = find(db, user_id, render_id)
    assert job is not None
    return job


def find(db: Database, user_id: str, render_id: str) -> Render | None:
    row = db.one("SELECT * FROM renders WHERE user_id = ? AND id = ?", user_id, render_id)
    return _render(row) if row else None


def by_key(db: Database, public_key: str) -> Render | None:
    row = db.one("SELECT * FROM renders WHERE public_key = ?", public_key)
    return _render(row) if row else None


def of_session(db: Database, session_id: str) -> list[Render]:
    """The session's renders, newest first."""
    rows = db.all(
        "SELECT * FROM renders WHERE session_id = ? ORDER BY rowid DESC",
        session_id,
    )
    return [_render(row) for row in rows]


def next_pending(db: Database) -> Render | None:
    row = db.one("SELECT * FROM renders WHERE status = 'pending' ORDER BY rowid")
    return _render(row) if row else None


def begin(db: Database, job: Render) -> None:
    with db.write() as tx:
        tx.execute(
            "UPDATE renders SET status = 'processing', attempts = attempts + 1"
            " WHERE public_key = ? AND status = 'pending'",
            (job.public_key,),
        )


def set_progress(db: Database, job: Render, percent: int) -> None:
    with db.write() as tx:
        tx.execute(
            "UPDATE renders SET progress = MAX(progress, ?) WHERE public_key = ?",
            (percent, job.public_key),
        )


def complete(db: Database, job: Render, path: Path, result: dict[str, Any]) -> bool:
    """Ends a job well; False when it had ended before (cancelled at the last moment)."""
    with db.write() as tx:
        changed = tx.execute(
            "UPDATE renders SET status = 'completed', progress = 100, path = ?, result = ?,"
            " ended_at = ? WHERE public_key = ? AND status = 'processing'",
            (str(path), json.dumps(result), ids.now_ms(), job.public_key),
        ).rowcount
    return changed > 0


def end(db: Database, job: Render, status: str, error: str, *, retryable: bool = False) -> bool:
    """Ends an unfinished job as failed or cancelled; False when it had ended before.

    `retryable`: the very same job may end better.
    """
    with db.write() as tx:
        changed = tx.execute(
            "UPDATE renders SET status = ?, error = ?, retryable = ?, ended_at = ?"
            " WHERE public_key = ? AND status IN ('pending', 'processing')",
            (status, error, retryable, ids.now_ms(), job.public_key),
        ).rowcount
    return changed > 0


def recover(db: Database) -> int:
    """After a crash: jobs that were processing start anew, but not for ever. Returns how many."""
    with db.write() as tx:
        tx.execute(
            "UPDATE renders SET status = 'failed', retryable = 1, ended_at = ?,"
            " error = 'the studio stopped while rendering; submit the render again'"
            " WHERE status = 'processing' AND attempts >= ?",
            (ids.now_ms(), MAX_ATTEMPTS),
        )
        return tx.execute(
            "UPDATE renders SET status = 'pending', progress = 0 WHERE status = 'processing'"
        ).rowcount


def forget_files(db: Database, before_ms: int) -> list[str]:
    """Forgets the files of jobs that ended before a time; returns those jobs' public keys."""
    with db.write() as tx:
        rows = tx.execute(
            "SELECT public_key FROM renders WHERE path IS NOT NULL AND ended_at < ?", (before_ms,)
        ).fetchall()
        tx.execute("UPDATE renders SET path = NULL WHERE ended_at < ?", (before_ms,))
    return [row["public_key"] for row in rows]


def count_active(db: Database) -> int:
    row = db.one("SELECT COUNT(*) AS n FROM renders WHERE status IN ('pending', 'processing')")
    return int(row["n"]) if row else 0


def _render(row: sqlite3.Row) -> Render:
    return Render(
        user_id=row["user_id"],
        id=row["id"],
        session_id=row["session_id"],
        draft=json.loads(row["draft"]),
        output=json.loads(row["output"]),
        status=row["status"],
        progress=row["progress"],
        attempts=row["attempts"],
        error=row["error"],
        retryable=bool(row["retryable"]),
        public_key=row["public_key"],
        path=Path(row["path"]) if row["path"] else None,
        result=json.loads(row["result"]) if row["result"] else {},
        created_at_ms=row["created_at"],
        ended_at_ms=row["ended_at"],
    )
