"""Projects: a session of an account with its uploads, its draft and the draft's history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nemo_studio import ids
from nemo_studio.director.steps import HistoryStep
from nemo_studio.storage.database import Database
from nemo_studio.timeline.identity import highest_numbers
from nemo_wire import fields

CLAIM_LIFE_S = 7 * 24 * 3600
MAX_HISTORY = 50


@dataclass(frozen=True)
class Session:
    id: str
    task_id: str
    user_id: str
    task_name: str
    language: str
    created_at_ms: int


@dataclass(frozen=True)
class StoredAsset:
    """An upload. `info` is what the upload reply says of it (see `media.probe.MediaInfo`)."""

    id: str
    public_key: str
    path: Path
    info: dict[str, Any]


@dataclass(frozen=True)
class Drafts:
    """The draft, the states before it and those taken back by undo; the most recent last.

    rev: how often the draft has changed. numbers: of each prefix of ids the highest number that a
    member ever had.
    """

    current: dict[str, Any] | None
    history: list[dict[str, Any]]
    undone: list[dict[str, Any]]
    rev: int = 0
    numbers: dict[str, int] = field(default_factory=dict)


def create_session(db: Database, user_id: str, task_name: str, language: str) -> Session:
    session = Session(ids.session_id(), ids.task_id(), user_id, task_name, language, ids.now_ms())
    with db.write() as tx:
        tx.execute(
            "INSERT INTO sessions (id, task_id, user_id, task_name, language, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (session.id, session.task_id, user_id, task_name, language, session.created_at_ms),
        )
    return session


def find_session(db: Database, session_id: str, user_id: str | None = None) -> Session | None:
    """The session, or None when it does not exist or is another account's."""
    row = db.one(
        "SELECT id, task_id, user_id, task_name, language, created_at FROM sessions WHERE id = ?",
        session_id,
    )
    if row is None or (user_id is not None and row["user_id"] != user_id):
        return None
    return Session(*row)


def create_claim(db: Database, session_id: str) -> str:
    """A token that opens the session's workspace page, and nothing else, for CLAIM_LIFE_S."""
    token = ids.claim_token()
    with db.write() as tx:
        tx.execute(
            "INSERT INTO claims VALUES (?, ?, ?)",
            (ids.digest(token), session_id, ids.now_ms() + CLAIM_LIFE_S * 1000),
        )
    return token


def claimed_session(db: Database, claim_token: str) -> Session | None:
    row = db.one(
        "SELECT session_id FROM claims WHERE digest = ? AND expires_at > ?",
        ids.digest(claim_token),
        ids.now_ms(),
    )
    return find_session(db, row["session_id"]) if row else None


def add_asset(db: Database, session_id: str, asset: StoredAsset) -> None:
    with db.write() as tx:
        tx.execute(
            "INSERT INTO assets SELECT ?, ?, COUNT(*), ?, ?, ?, ? FROM assets WHERE session_id = ?",
            (
                asset.id,
                session_id,
                asset.public_key,
                str(asset.path),
                json.dumps(asset.info, ensure_ascii=False),
                ids.now_ms(),
                session_id,
            ),
        )


def assets(db: Database, session_id: str) -> list[StoredAsset]:
    """The session's uploads in the order in which they came."""
    rows = db.all("SELECT * FROM assets WHERE session_id = ? ORDER BY position", session_id)
    return [_asset(row) for row in rows]


def asset_by_key(db: Database, public_key: str) -> StoredAsset | None:
    row = db.one("SELECT * FROM assets WHERE public_key = ?", public_key)
    return _asset(row) if row else None


def _asset(row: Any) -> StoredAsset:
    return StoredAsset(row["id"], row["public_key"], Path(row["path"]), json.loads(row["info"]))


def drafts(db: Database, session_id: str) -> Drafts:
    rows = db.all(
        "SELECT stack, draft FROM drafts WHERE session_id = ? ORDER BY position", session_id
    )
    stacks: dict[str, list[dict[str, Any]]] = {"current": [], "history": [], "undone": []}
    for row in rows:
        stacks[row["stack"]].append(json.loads(row["draft"]))
    current = stacks["current"][0] if stacks["current"] else None
    kept = db.one("SELECT rev, numbers FROM sessions WHERE id = ?", session_id)
    rev, numbers = (kept["rev"], json.loads(kept["numbers"])) if kept else (0, {})
    return Drafts(current, stacks["history"], stacks["undone"], rev, numbers)


def save_draft(
    db: Database,
    session_id: str,
    draft: dict[str, Any],
    step: HistoryStep = "push",
    count: int = 1,
) -> None:
    """Makes `draft` the current one; `step` and `count` are as in the director's `ToolResult`."""
    with db.write() as tx:
        before = drafts(db, session_id)
        current = [before.current] if before.current is not None else []
        past, undone = before.history + current, before.undone
        if step == "amend":
            past = before.history
        elif step == "undo":
            past, back = past[: -count - 1], past[-count:]
            undone = undone + back[::-1]
        elif step == "redo":
            past, undone = past + undone[: -count - 1 : -1][:-1], undone[:-count]
        else:
            undone = []
        tx.execute("DELETE FROM drafts WHERE session_id = ?", (session_id,))
        stacks = {"current": [draft], "history": past[-MAX_HISTORY:], "undone": undone}
        tx.executemany(
            "INSERT INTO drafts VALUES (?, ?, ?, ?)",
            [
                (session_id, stack, number, json.dumps(state, ensure_ascii=False))
                for stack, states in stacks.items()
                for number, state in enumerate(states)
            ],
        )
        rev = before.rev + (step != "amend")  # the second stage of one change
        numbers = dict(before.numbers)
        had = highest_numbers(name for d in (*current, draft) for name in _ids_of(d))
        for prefix, number in had.items():
            numbers[prefix] = max(number, numbers.get(prefix, 0))
        tx.execute(
            "UPDATE sessions SET rev = ?, numbers = ? WHERE id = ?",
            (rev, json.dumps(numbers), session_id),
        )


def _ids_of(draft: dict[str, Any]) -> Iterator[str]:
    for track in draft.get(fields.TRACKS, ()):
        yield from (segment["id"] for segment in track.get(fields.SEGMENTS, ()))
