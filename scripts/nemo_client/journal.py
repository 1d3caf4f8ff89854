"""What was done, on disk: sessions, runs with their events, uploads, renders, whole creations.

SQLite in WAL mode, so that a command, the worker it started and a second chat may share it. A
run is written down before its request goes out: after a crash at any point the journal tells
whether the request may have left. Times are Unix seconds as float.
"""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nemo_wire.files import private_folder

from .errors import NemoError

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE sessions (
  id TEXT NOT NULL, api TEXT NOT NULL, task_id TEXT, bind_id TEXT, title TEXT NOT NULL,
  language TEXT NOT NULL, created_at REAL NOT NULL, lost INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (api, id));
CREATE TABLE current (api TEXT, folder TEXT, session_id TEXT NOT NULL, PRIMARY KEY (api, folder));
CREATE TABLE runs (
  id TEXT PRIMARY KEY, api TEXT NOT NULL, session_id TEXT NOT NULL, message TEXT NOT NULL,
  status TEXT NOT NULL, created_at REAL NOT NULL, sent_at REAL, finished_at REAL,
  before TEXT, result TEXT, spent INTEGER);
CREATE INDEX runs_of_session ON runs (api, session_id, created_at);
CREATE TABLE run_events (
  run_id TEXT NOT NULL, seq INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX events_of_run ON run_events (run_id, seq);
CREATE TABLE uploads (
  id INTEGER PRIMARY KEY, api TEXT NOT NULL, session_id TEXT NOT NULL, source TEXT NOT NULL,
  info TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE renders (
  id TEXT PRIMARY KEY, api TEXT NOT NULL, session_id TEXT NOT NULL, status TEXT NOT NULL,
  request TEXT NOT NULL, url TEXT, file TEXT, error TEXT, polls INTEGER NOT NULL DEFAULT 0,
  created_at REAL NOT NULL);
CREATE TABLE creations (
  id TEXT PRIMARY KEY, api TEXT NOT NULL, folder TEXT NOT NULL, request TEXT NOT NULL,
  session_id TEXT, run_id TEXT, render_id TEXT, status TEXT NOT NULL, created_at REAL NOT NULL);
"""

QUEUED, SENDING, STREAMING = "queued", "sending", "streaming"
ACTIVE = (QUEUED, SENDING, STREAMING)
"""queued: the request has not left. sending, streaming: it has, or may have."""


class Journal:
    """The journal in a home folder. Each call is one transaction."""

    def __init__(self, home: Path) -> None:
        self.path = private_folder(home) / "journal.db"
        try:
            self._db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._create()
        except sqlite3.DatabaseError as error:
            raise NemoError(
                f"The journal {self.path} cannot be used: {error}.",
                action="Move the file away; finished videos are not touched.",
            ) from None
        self.path.chmod(0o600)

    def _create(self) -> None:
        with self.transaction():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise NemoError(
                    f"The journal {self.path} was written by a newer version of this skill.",
                    action="Update the skill.",
                )
            if version == 0:
                for statement in _SCHEMA.split(";\n"):
                    if statement.strip():
                        self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction that starts at once, so that a check in it still holds at its end."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _one(self, sql: str, *values: Any) -> dict[str, Any] | None:
        row = self._db.execute(sql, values).fetchone()
        return dict(row) if row else None

    def _all(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self._db.execute(sql, values)]

    def _update(self, table: str, key: str, values: dict[str, Any]) -> None:
        """Set columns of one row; dicts and lists are kept as JSON."""
        columns = ", ".join(f"{name}=?" for name in values)
        kept = [json.dumps(v) if isinstance(v, (dict, list)) else v for v in values.values()]
        self._db.execute(f"UPDATE {table} SET {columns} WHERE id=?", (*kept, key))  # noqa: S608

    # Sessions

    def add_session(
        self, api: str, session_id: str, *, task_id: str | None, bind_id: str | None,
        title: str, language: str,
    ) -> None:  # fmt: skip
        self._db.execute(
            "INSERT OR REPLACE INTO sessions VALUES (?,?,?,?,?,?,?,0)",
            (session_id, api, task_id, bind_id, title, language, time.time()),
        )

    def session(self, api: str, session_id: str) -> dict[str, Any] | None:
        return self._one("SELECT * FROM sessions WHERE api=? AND id=?", api, session_id)

    def sessions(self, api: str) -> list[dict[str, Any]]:
        """Newest first."""
        return self._all("SELECT * FROM sessions WHERE api=? ORDER BY created_at DESC", api)

    def lose_session(self, api: str, session_id: str) -> None:
        with self.transaction() as db:
            db.execute("UPDATE sessions SET lost=1 WHERE api=? AND id=?", (api, session_id))
            db.execute("DELETE FROM current WHERE api=? AND session_id=?", (api, session_id))

    def use_session(self, api: str, folder: Path, session_id: str) -> None:
        """Make it the current session of a working directory."""
        self._db.execute(
            "INSERT OR REPLACE INTO current VALUES (?,?,?)", (api, str(folder), session_id)
        )

    def current_session(self, api: str, folder: Path) -> dict[str, Any] | None:
        return self._one(
            "SELECT s.* FROM current c JOIN sessions s ON s.api=c.api AND s.id=c.session_id "
            "WHERE c.api=? AND c.folder=?", api, str(folder),
        )  # fmt: skip

    def set_language(self, api: str, session_id: str, language: str) -> None:
        self._db.execute(
            "UPDATE sessions SET language=? WHERE api=? AND id=?", (language, api, session_id)
        )

    def folder_of(self, api: str, session_id: str) -> Path | None:
        """The working directory whose current session it is, or None."""
        row = self._one("SELECT folder FROM current WHERE api=? AND session_id=?", api, session_id)
        return Path(row["folder"]) if row else None

    def names_in_use(self) -> set[str]:
        """Files that renders under way are to be written to."""
        rows = self._all(
            "SELECT file FROM renders WHERE file IS NOT NULL AND status IN "
            "('pending', 'processing', 'completed')"
        )
        return {row["file"] for row in rows}

    # Uploads

    def add_upload(self, api: str, session_id: str, source: str, info: dict[str, Any]) -> None:
        self._db.execute(
            "INSERT INTO uploads (api, session_id, source, info, at) VALUES (?,?,?,?,?)",
            (api, session_id, source, json.dumps(info), time.time()),
        )

    def uploads(self, api: str, session_id: str) -> list[dict[str, Any]]:
        return self._all(
            "SELECT source, info FROM uploads WHERE api=? AND session_id=? ORDER BY id",
            api, session_id,
        )  # fmt: skip

    # Runs

    def claim_run(
        self, api: str, session_id: str, message: str, *, queue: bool = False
    ) -> tuple[dict[str, Any], bool]:
        """A run for the message: (run, whether it is new).

        The same message while its turn runs is the same run. Another message in a busy session
        is refused with StillRunning's data, unless `queue`: then it waits for its turn.
        """
        with self.transaction() as db:
            busy = db.execute(
                f"SELECT * FROM runs WHERE api=? AND session_id=? AND status IN {ACTIVE} "  # noqa: S608
                "ORDER BY created_at",
                (api, session_id),
            ).fetchall()
            for row in busy:
                if row["message"] == message:
                    return dict(row), False
            if busy and not queue:
                raise BusySession(dict(busy[0]))
            run_id = f"run_{uuid.uuid4().hex[:12]}"
            db.execute(
                "INSERT INTO runs (id, api, session_id, message, status, created_at) "
                "VALUES (?,?,?,?,?,?)",
                (run_id, api, session_id, message, QUEUED, time.time()),
            )
        run = self.run(run_id)
        assert run is not None
        return run, True

    def run(self, run_id: str) -> dict[str, Any] | None:
        return self._one("SELECT * FROM runs WHERE id=?", run_id)

    def runs(self, api: str, session_id: str) -> list[dict[str, Any]]:
        """Oldest first."""
        return self._all(
            "SELECT * FROM runs WHERE api=? AND session_id=? ORDER BY created_at", api, session_id
        )

    def begin_sending(self, run_id: str) -> bool:
        """Write down that the request is about to leave. False when it was already: then a
        second request must not be made."""
        changed = self._db.execute(
            "UPDATE runs SET status=?, sent_at=? WHERE id=? AND status=?",
            (SENDING, time.time(), run_id, QUEUED),
        )
        return changed.rowcount == 1

    def take_back(self, run_id: str) -> None:
        """The request provably never left, or was refused before any work: it may go again."""
        self._db.execute(
            "UPDATE runs SET status=?, sent_at=NULL WHERE id=? AND status=?",
            (QUEUED, run_id, SENDING),
        )

    def set_run(self, run_id: str, **values: Any) -> None:
        self._update("runs", run_id, values)

    def finish_run(self, run_id: str, status: str, result: dict[str, Any]) -> None:
        self.set_run(run_id, status=status, result=result, finished_at=time.time())

    def add_event(self, run_id: str, kind: str, text: str = "", data: Any = None) -> None:
        self._db.execute(
            "INSERT INTO run_events (run_id, at, kind, text, data) VALUES (?,?,?,?,?)",
            (run_id, time.time(), kind, text, json.dumps(data or {})),
        )

    def events(self, run_id: str, after: int = 0) -> list[dict[str, Any]]:
        return self._all(
            "SELECT * FROM run_events WHERE run_id=? AND seq>? ORDER BY seq", run_id, after
        )

    # Renders

    def add_render(
        self, api: str, session_id: str, render_id: str, request: dict[str, Any]
    ) -> None:
        self._db.execute(
            "INSERT INTO renders (id, api, session_id, status, request, created_at) "
            "VALUES (?,?,?,?,?,?)",
            (render_id, api, session_id, "pending", json.dumps(request), time.time()),
        )

    def render(self, render_id: str) -> dict[str, Any] | None:
        return self._one("SELECT * FROM renders WHERE id=?", render_id)

    def set_render(self, render_id: str, **values: Any) -> None:
        self._update("renders", render_id, values)

    # Creations: the whole way from a brief to a file

    def claim_creation(
        self, api: str, folder: Path, request: dict[str, Any], *, again: bool = False
    ) -> tuple[dict[str, Any], bool]:
        """The unfinished creation with this very request in this folder, else (or with `again`) a
        new one; and whether it is new."""
        text = json.dumps(request, sort_keys=True)
        with self.transaction() as db:
            if again:
                db.execute(
                    "UPDATE creations SET status='left' WHERE api=? AND folder=? AND request=?",
                    (api, str(folder), text),
                )
            row = db.execute(
                "SELECT * FROM creations WHERE api=? AND folder=? AND request=? AND "
                "status='running' ORDER BY created_at DESC",
                (api, str(folder), text),
            ).fetchone()
            if row:
                return dict(row), False
            made = f"job_{uuid.uuid4().hex[:12]}"
            db.execute(
                "INSERT INTO creations (id, api, folder, request, status, created_at) "
                "VALUES (?,?,?,?,?,?)",
                (made, api, str(folder), text, "running", time.time()),
            )
        creation = self.creation(made)
        assert creation is not None
        return creation, True

    def creation(self, creation_id: str) -> dict[str, Any] | None:
        return self._one("SELECT * FROM creations WHERE id=?", creation_id)

    def set_creation(self, creation_id: str, **values: Any) -> None:
        self._update("creations", creation_id, values)


class BusySession(Exception):
    """Another message's turn is still running in the session; `run` is its row."""

    def __init__(self, run: dict[str, Any]) -> None:
        super().__init__(run["id"])
        self.run = run
