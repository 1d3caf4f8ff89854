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
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from nemo_wire.files import private_folder
from nemo_wire.lock import locked

from .errors import NOT_ACTED_ON, NemoError
from .migrations import MIGRATIONS

BUSY_S = 30.0  # for another command's transaction
QUEUED, SENDING, STREAMING = "queued", "sending", "streaming"
ACTIVE = (QUEUED, SENDING, STREAMING)
"""queued: the request has not left. sending, streaming: it has, or may have."""
CANCELLED, FAILED = "cancelled", "failed"
RUNNING, DONE, LEFT = "running", "done", "left"
"""A creation is running until its first file was delivered (done), it failed, or it was left."""
NO_SESSION = ""  # of a wish that waits for a creation which has no session yet


def last_language(home: Path, folder: Path) -> str | None:
    """The language of a working directory's session, else of the newest one; None where the journal
    does not tell. Nothing is made or changed."""
    query = (
        "SELECT s.language FROM sessions s LEFT JOIN current c "
        "ON c.api=s.api AND c.session_id=s.id AND c.folder=? "
        "ORDER BY c.folder IS NULL, s.rowid DESC LIMIT 1"
    )
    address = f"{(home / 'journal.db').absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=1.0)) as db:
            row = db.execute(query, (str(folder),)).fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


class Journal:
    """The journal in a home folder. Each call is one transaction."""

    def __init__(self, home: Path) -> None:
        self.path = private_folder(home) / "journal.db"
        try:
            self._db = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            # SQLite does not wait for its turn to change the mode.
            with locked(home / "locks" / "journal"):
                self._db.execute("PRAGMA journal_mode=WAL")
                self._migrate()
        except sqlite3.DatabaseError as error:
            raise NemoError(
                f"The journal {self.path} cannot be used: {error}.",
                action="Move the file away; finished videos are not touched.",
            ) from None
        self.path.chmod(0o600)

    def _migrate(self) -> None:
        """Bring the tables up to date, step by step; all steps or none."""
        if self._version() == len(MIGRATIONS):
            return
        with self.transaction() as db:
            done = self._version()
            if done > len(MIGRATIONS):
                raise NemoError(
                    f"The journal {self.path} was written by a newer version of this skill.",
                    action="Update the skill.",
                )
            for step in MIGRATIONS[done:]:
                for statement in filter(str.strip, step.split(";\n")):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version={len(MIGRATIONS)}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

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
        return self._all("SELECT * FROM sessions WHERE api=? ORDER BY rowid DESC", api)

    def projects(self, api: str) -> list[dict[str, Any]]:
        """Sessions with what is known of each: `said` (the first message), `worked_at`, and as JSON
        lists `files` (videos that were made), `sources` (what was uploaded) and `folders`."""
        of = "api=s.api AND session_id=s.id"
        made = f"SELECT DISTINCT file FROM renders WHERE {of} AND status='delivered'"  # noqa: S608
        places = (
            f"SELECT folder FROM current WHERE {of} "  # noqa: S608
            f"UNION SELECT folder FROM creations WHERE {of}"
        )
        newest = (
            f"SELECT MAX(created_at) AS at FROM runs WHERE {of} "  # noqa: S608
            f"UNION SELECT MAX(created_at) FROM renders WHERE {of}"
        )
        return self._all(
            f"SELECT s.*, (SELECT message FROM runs WHERE {of} ORDER BY rowid) AS said, "  # noqa: S608
            f"(SELECT json_group_array(file) FROM ({made})) AS files, "
            f"(SELECT json_group_array(source) FROM uploads WHERE {of}) AS sources, "
            f"(SELECT json_group_array(folder) FROM ({places})) AS folders, "
            f"MAX(s.created_at, COALESCE((SELECT MAX(at) FROM ({newest})), 0)) AS worked_at "
            "FROM sessions s WHERE s.api=? ORDER BY worked_at DESC, s.rowid DESC",
            api,
        )

    def lose_session(self, api: str, session_id: str) -> None:
        self._db.execute("UPDATE sessions SET lost=1 WHERE api=? AND id=?", (api, session_id))

    def use_session(self, api: str, folder: Path, session_id: str) -> None:
        """Make it the current session of a working directory."""
        self._db.execute(
            "INSERT OR REPLACE INTO current (api, folder, session_id) VALUES (?,?,?)",
            (api, str(folder), session_id),
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

    def begin_upload(
        self, api: str, session_id: str, source: str, listed: list[Any]
    ) -> tuple[list[Any], bool]:
        """Write down that a source is about to be sent, and what the session lists: (that list,
        False); (the list of then, True) when an earlier sending never came to an answer."""
        with self.transaction() as db:
            kept = db.execute(
                "SELECT before FROM sendings WHERE api=? AND session_id=? AND source=?",
                (api, session_id, source),
            ).fetchone()
            if kept:
                return list(json.loads(kept["before"])), True
            db.execute(
                "INSERT INTO sendings VALUES (?,?,?,?)",
                (api, session_id, source, json.dumps(listed)),
            )
        return listed, False

    def end_upload(
        self, api: str, session_id: str, source: str, info: dict[str, Any] | None
    ) -> None:
        """The sending came to an answer: what the API says of it, None when it was refused."""
        with self.transaction() as db:
            db.execute(
                "DELETE FROM sendings WHERE api=? AND session_id=? AND source=?",
                (api, session_id, source),
            )
            if info is not None:
                db.execute(
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
        self,
        api: str,
        session_id: str,
        message: str,
        *,
        queue: bool = False,
        again: bool = False,
        after_creation: str | None = None,
        first_of: str | None = None,
    ) -> tuple[dict[str, Any], bool]:
        """A run for the message: (run, whether it is new).

        The same words are the same run until its end was told, and for good when the end is not
        known, but with `again`. Other words in a busy session raise BusySession, unless `queue`:
        then they wait for their turn. `after_creation`: the wish is for a video that is still being
        begun, `session_id` NO_SESSION when it has none yet. `first_of`: the creation whose own
        message this is; both are written in one transaction.
        """
        with self.transaction() as db:
            where, values = "api=? AND session_id=?", [api, session_id]
            if session_id == NO_SESSION:
                where, values = where + " AND after_creation=?", [*values, str(after_creation)]
            rows = db.execute(
                f"SELECT * FROM runs WHERE {where} ORDER BY rowid",  # noqa: S608
                values,
            ).fetchall()
            if not (again or first_of):
                for row in reversed(rows):
                    if _folded(row["message"]) == _folded(message) and _is_still(row):
                        return dict(row), False
            busy = [row for row in rows if row["status"] in ACTIVE]
            if busy and not (queue or first_of):
                raise BusySession(dict(busy[0]))
            run_id = f"run_{uuid.uuid4().hex[:12]}"
            db.execute(
                "INSERT INTO runs (id, api, session_id, message, status, created_at, "
                "after_creation) VALUES (?,?,?,?,?,?,?)",
                (run_id, api, session_id, message, QUEUED, time.time(), after_creation),
            )
            if first_of:
                db.execute("UPDATE creations SET run_id=? WHERE id=?", (run_id, first_of))
                db.execute(
                    "UPDATE runs SET session_id=? WHERE after_creation=? AND session_id=?",
                    (session_id, first_of, NO_SESSION),
                )
        run = self.run(run_id)
        assert run is not None
        return run, True

    def earlier(self, run: dict[str, Any]) -> list[dict[str, Any]]:
        """The active runs that come before this one in its session: by their order here, but a
        creation's own message comes before all wishes that were made meanwhile."""
        return self._all(
            f"SELECT r.* FROM runs r JOIN runs me ON me.id=? "  # noqa: S608
            f"LEFT JOIN creations own ON own.run_id=me.id "
            f"LEFT JOIN creations theirs ON theirs.run_id=r.id "
            f"WHERE r.api=me.api AND r.session_id=me.session_id AND r.id!=me.id "
            f"AND r.status IN {ACTIVE} AND (theirs.id IS NOT NULL AND "
            f"theirs.id=me.after_creation OR r.rowid<me.rowid AND "
            f"(own.id IS NULL OR r.after_creation IS NOT own.id)) ORDER BY r.rowid",
            run["id"],
        )

    def run(self, run_id: str) -> dict[str, Any] | None:
        return self._one("SELECT * FROM runs WHERE id=?", run_id)

    def runs(self, api: str, session_id: str) -> list[dict[str, Any]]:
        """Oldest first, by the order in which they were written: clocks can be set back."""
        return self._all(
            "SELECT * FROM runs WHERE api=? AND session_id=? ORDER BY rowid", api, session_id
        )

    def cancel_run(self, run_id: str) -> bool:
        """End a run whose request has not left; False when it has, or may have."""
        changed = self._db.execute(
            "UPDATE runs SET status=?, finished_at=? WHERE id=? AND status=?",
            (CANCELLED, time.time(), run_id, QUEUED),
        )
        return changed.rowcount == 1

    def told(self, run_id: str) -> None:
        """Its end was shown: the same words are a new wish from now on."""
        self._db.execute(
            f"UPDATE runs SET told=1 WHERE id=? AND status NOT IN {ACTIVE}",  # noqa: S608
            (run_id,),
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
            "UPDATE runs SET status=?, sent_at=NULL WHERE id=? AND status IN (?,?)",
            (QUEUED, run_id, SENDING, STREAMING),
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
        self, api: str, folder: Path, identity: str, request: dict[str, Any], *, again: bool = False
    ) -> dict[str, Any]:
        """The creation of this identity in this folder, else (or with `again`) a new one. One that
        failed runs again. What is still to be made is what the folder is at from now on."""
        where = str(folder)
        with self.transaction() as db:
            known = db.execute(
                "SELECT * FROM creations WHERE api=? AND folder=? AND status!=? AND "
                "(identity=? OR identity IS NULL AND status=?) ORDER BY rowid DESC",
                (api, where, LEFT, identity, RUNNING),
            ).fetchall()
            found = (
                None if again else next((r for r in known if _is_of(r, identity, request)), None)
            )
            made = found["id"] if found else f"job_{uuid.uuid4().hex[:12]}"
            if found is None:
                db.execute(
                    "INSERT INTO creations (id, api, folder, request, status, created_at) "
                    "VALUES (?,?,?,?,?,?)",
                    (made, api, where, "", RUNNING, time.time()),
                )
            db.execute(
                "UPDATE creations SET identity=?, request=?, "
                "status=CASE status WHEN ? THEN ? ELSE status END WHERE id=?",
                (identity, json.dumps(request, sort_keys=True), FAILED, RUNNING, made),
            )
            if found is None or found["status"] in (RUNNING, FAILED):
                db.execute(
                    "INSERT INTO current (api, folder, session_id, creation_id) VALUES (?,?,?,?) "
                    "ON CONFLICT (api, folder) DO UPDATE SET creation_id=excluded.creation_id",
                    (api, where, NO_SESSION, made),
                )
        creation = self.creation(made)
        assert creation is not None
        return creation

    def creation(self, creation_id: str) -> dict[str, Any] | None:
        return self._one("SELECT * FROM creations WHERE id=?", creation_id)

    def running_creation(self, api: str, folder: Path) -> dict[str, Any] | None:
        """The creation that a working directory is at, until its video is there."""
        return self._one(
            "SELECT c.* FROM current k JOIN creations c ON c.id=k.creation_id "
            "WHERE k.api=? AND k.folder=? AND c.status=?", api, str(folder), RUNNING,
        )  # fmt: skip

    def release_folder(self, creation_id: str) -> None:
        """Nothing came of a creation: its folder is at what it was at before."""
        self._db.execute("UPDATE current SET creation_id=NULL WHERE creation_id=?", (creation_id,))

    def set_creation(self, creation_id: str, **values: Any) -> None:
        self._update("creations", creation_id, values)

    def leave_creation(self, creation_id: str) -> bool:
        """Give a creation up whose message has not left, with all that waits for it; False when the
        message has left, or may have."""
        with self.transaction() as db:
            row = db.execute(
                "SELECT c.status, r.id AS run_id, r.status AS sent FROM creations c "
                "LEFT JOIN runs r ON r.id=c.run_id WHERE c.id=?",
                (creation_id,),
            ).fetchone()
            if row["status"] != RUNNING or row["sent"] not in (None, QUEUED):
                return False
            db.execute("UPDATE creations SET status=? WHERE id=?", (LEFT, creation_id))
            db.execute(
                "UPDATE runs SET status=?, finished_at=? WHERE status=? AND "
                "(id=? OR after_creation=?)",
                (CANCELLED, time.time(), QUEUED, row["run_id"], creation_id),
            )
        return True

    # Deliveries: the files made of a creation

    def delivery(self, creation_id: str, options: str) -> dict[str, Any] | None:
        return self._one(
            "SELECT * FROM deliveries WHERE creation_id=? AND options=?", creation_id, options
        )

    def first_delivery(self, creation_id: str) -> dict[str, Any] | None:
        return self._one(
            "SELECT * FROM deliveries WHERE creation_id=? AND sha256 IS NOT NULL ORDER BY rowid",
            creation_id,
        )

    def delivered(self, render_id: str, file: str, sha256: str) -> None:
        """A render's file is there; a creation that it was made for is done with it."""
        with self.transaction() as db:
            db.execute(
                "UPDATE deliveries SET file=?, sha256=? WHERE render_id=?",
                (file, sha256, render_id),
            )
            db.execute(
                "UPDATE creations SET status=? WHERE status=? AND id IN "
                "(SELECT creation_id FROM deliveries WHERE render_id=?)",
                (DONE, RUNNING, render_id),
            )

    def is_delivered(self, identity: str, file: str) -> bool:
        """Whether a file was made of a creation of this identity."""
        return self._one(
            "SELECT 1 FROM deliveries d JOIN creations c ON c.id=d.creation_id "
            "WHERE c.identity=? AND d.file=?", identity, file,
        ) is not None  # fmt: skip

    def set_delivery(self, creation_id: str, options: str, **values: Any) -> None:
        with self.transaction() as db:
            db.execute(
                "INSERT OR IGNORE INTO deliveries (creation_id, options, at) VALUES (?,?,?)",
                (creation_id, options, time.time()),
            )
            columns = ", ".join(f"{name}=?" for name in values)
            db.execute(
                f"UPDATE deliveries SET {columns}, at=? WHERE creation_id=? AND options=?",  # noqa: S608
                (*values.values(), time.time(), creation_id, options),
            )


def _folded(text: str) -> str:
    return " ".join(text.split())


def _is_still(row: sqlite3.Row) -> bool:
    """Whether a run answers the same words again: it is at work, its end is not told yet, or is not
    known. One that was refused before any work, or was cancelled, is not: it may go again."""
    if row["status"] in ACTIVE:
        return True
    if row["status"] == CANCELLED:
        return False
    kind = json.loads(row["result"] or "{}").get("kind") if row["status"] == FAILED else None
    return kind == "OutcomeUnknown" or (not row["told"] and kind not in NOT_ACTED_ON)


def _is_of(row: sqlite3.Row, identity: str, request: dict[str, Any]) -> bool:
    """Whether a creation is the wished one. Those of 1.0.0 have no identity yet: their words and
    files tell."""
    if row["identity"] is not None:
        return bool(row["identity"] == identity)
    kept = json.loads(row["request"])
    same = _folded(kept["brief"]) == _folded(request["brief"])
    return same and kept["sources"] == request["sources"]


class BusySession(Exception):
    """Another message's turn is still running in the session; `run` is its row."""

    def __init__(self, run: dict[str, Any]) -> None:
        super().__init__(run["id"])
        self.run = run
