"""Runs: one for each message to the director, with the events that it has produced."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nemo_studio import ids
from nemo_studio.storage.database import Database

ACTIVE = ("queued", "running")


@dataclass(frozen=True)
class Run:
    """`status`: queued, running, done, failed (the director broke) or lost (studio died)."""

    id: str
    session_id: str
    message: str
    status: str

    @property
    def active(self) -> bool:
        return self.status in ACTIVE


def create(db: Database, session_id: str, message: str, *, hold: int) -> Run:
    """A queued run. `hold` credits are frozen until it ends."""
    run = Run(ids.run_id(), session_id, message, "queued")
    with db.write() as tx:
        tx.execute(
            "INSERT INTO runs (id, session_id, message, status, hold, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (run.id, session_id, message, run.status, hold, ids.now_ms()),
        )
    return run


def find(db: Database, run_id: str) -> Run | None:
    row = db.one("SELECT id, session_id, message, status FROM runs WHERE id = ?", run_id)
    return Run(*row) if row else None


def latest_ended(db: Database, session_id: str) -> Run | None:
    """The session's run that ended last, however it ended: they end in the order they came."""
    row = db.one(
        "SELECT id, session_id, message, status FROM runs WHERE session_id = ?"
        " AND ended_at IS NOT NULL ORDER BY rowid DESC LIMIT 1",
        session_id,
    )
    return Run(*row) if row else None


def start(db: Database, run_id: str) -> None:
    with db.write() as tx:
        tx.execute("UPDATE runs SET status = 'running' WHERE id = ?", (run_id,))


def finish(db: Database, run_id: str, status: str, *, cost: int) -> None:
    """Ends a run and frees its hold. `cost` is what it is worth in credits."""
    with db.write() as tx:
        tx.execute(
            "UPDATE runs SET status = ?, cost = ?, ended_at = ? WHERE id = ?",
            (status, cost, ids.now_ms(), run_id),
        )


def lose_active(db: Database) -> int:
    """Marks what an earlier process left unfinished as lost; returns how many there were."""
    with db.write() as tx:
        return tx.execute(
            "UPDATE runs SET status = 'lost', ended_at = ? WHERE status IN ('queued', 'running')",
            (ids.now_ms(),),
        ).rowcount


def add_event(db: Database, run_id: str, event: dict[str, Any]) -> None:
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    with db.write() as tx:
        tx.execute(
            "INSERT INTO events SELECT ?, COUNT(*), ? FROM events WHERE run_id = ?",
            (run_id, text, run_id),
        )


def events_after(db: Database, run_id: str, seq: int) -> list[dict[str, Any]]:
    """The run's events from number `seq` on (0 is the first)."""
    rows = db.all(
        "SELECT event FROM events WHERE run_id = ? AND seq >= ? ORDER BY seq", run_id, seq
    )
    return [json.loads(row["event"]) for row in rows]


def counts_by_session(db: Database) -> dict[str, int]:
    rows = db.all("SELECT session_id, COUNT(*) AS n FROM runs GROUP BY session_id")
    return {row["session_id"]: row["n"] for row in rows}


def total_cost(db: Database) -> int:
    row = db.one("SELECT COALESCE(SUM(cost), 0) AS total FROM runs")
    return int(row["total"]) if row else 0
