"""What was done, on disk: sessions, runs with their events, uploads, renders, whole creations.

SQLite in WAL mode, so that a command, the worker it started and a second chat may share it. A
run is written down before its request goes out: after a crash at any point the journal tells
whether the request may have left. Times are Unix seconds as float.
"""

from __future__ import annotations

import json
import time
import uuid
from pathlib import Path
from typing import Any

from nemo_wire.files import private_folder
from nemo_wire.lock import locked

from .config import time_scale
from .database import Database, Row, look
from .disk import troubles_told
from .errors import NOT_ACTED_ON, FilesError
from .migrations import MIGRATIONS
from .say import sentence

BUSY_S = 15.0  # for another command's transaction, which takes milliseconds
LEAST_BUSY_S = 1.0
LONGEST_RUN_S = 3600.0  # what has no end after that has lost its worker
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
    row = look(
        home / "journal.db",
        "SELECT s.language FROM sessions s LEFT JOIN current c "
        "ON c.api=s.api AND c.session_id=s.id AND c.folder=? "
        "ORDER BY c.folder IS NULL, s.rowid DESC LIMIT 1",
        str(folder),
    )
    return str(row[0]) if row else None


def last_engine(home: Path, api: str) -> str | None:
    """What the newest session of an API was made by; None where the journal does not tell. Nothing
    is made or changed."""
    row = look(
        home / "journal.db",
        "SELECT engine FROM sessions WHERE api=? AND engine IS NOT NULL "
        "ORDER BY rowid DESC LIMIT 1",
        api,
    )
    return str(row[0]) if row else None


class Journal:
    """The journal in a home folder. Each call is one transaction. Every method raises FilesError
    where the file cannot be used, Busy where another program holds it for too long."""

    def __init__(self, home: Path) -> None:
        self.path = home / "journal.db"
        wait_s = max(LEAST_BUSY_S, BUSY_S * time_scale())
        with troubles_told():
            private_folder(home)
            self._db = Database(self.path, wait_s)
            # SQLite does not wait for its turn to change the mode.
            with locked(home / "locks" / "journal", wait_s=wait_s):
                self._db.execute("PRAGMA journal_mode=WAL")
                self._migrate()
            self.path.chmod(0o600)
        self.transaction = self._db.transaction

    def _migrate(self) -> None:
        """Bring the tables up to date, step by step; all steps or none."""
        if self._version() == len(MIGRATIONS):
            return
        with self._db.transaction() as db:
            done = self._version()
            if done > len(MIGRATIONS):
                raise FilesError(
                    sentence("journal_newer", file=self.path), action=sentence("do_update")
                )
            for step in MIGRATIONS[done:]:
                for statement in filter(str.strip, step.split(";\n")):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version={len(MIGRATIONS)}")

    def _version(self) -> int:
        return self._db.number("PRAGMA user_version")

    def close(self) -> None:
        self._db.close()

    def _one(self, sql: str, *values: Any) -> Row | None:
        return self._db.one(sql, *values)

    def _all(self, sql: str, *values: Any) -> list[Row]:
        return self._db.all(sql, *values)

    def _update(self, table: str, key: str, values: dict[str, Any]) -> None:
        """Set columns of one row; dicts and lists are kept as JSON."""
        columns = ", ".join(f"{name}=?" for name in values)
        kept = [json.dumps(v) if isinstance(v, (dict, list)) else v for v in values.values()]
        self._db.execute(f"UPDATE {table} SET {columns} WHERE id=?", (*kept, key))  # noqa: S608

    # Sessions

    def add_session(
        self, api: str, session_id: str, *, task_id: str | None, bind_id: str | None,
        title: str, language: str, engine: str | None = None,
    ) -> None:  # fmt: skip
        self._db.execute(
            "INSERT OR REPLACE INTO sessions "
            "(id, api, task_id, bind_id, title, language, created_at, engine) "
            "VALUES (?,?,?,?,?,?,?,?)",
            (session_id, api, task_id, bind_id, title, language, time.time(), engine),
        )

    def session(self, api: str, session_id: str) -> Row | None:
        return self._one("SELECT * FROM sessions WHERE api=? AND id=?", api, session_id)

    def sessions(self, api: str) -> list[Row]:
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

    def current_session(self, api: str, folder: Path) -> Row | None:
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
            kept = db.one(
                "SELECT before FROM sendings WHERE api=? AND session_id=? AND source=?",
                api, session_id, source,
            )  # fmt: skip
            if kept:
                return list(json.loads(kept["before"])), True
            db.execute(
                "INSERT INTO sendings VALUES (?,?,?,?)",
                (api, session_id, source, json.dumps(listed)),
            )
        return listed, False

    def end_upload(self, api: str, session_id: str, source: str, info: Row | None) -> None:
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

    def uploads(self, api: str, session_id: str) -> list[Row]:
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
    ) -> tuple[Row, bool]:
        """A run for the message: (run, whether it is new).

        The same words are the same run until its end was told, and for good when the end is not
        known, but with `again`. Other words in a busy session raise BusySession, unless `queue`:
        then they wait for their turn. `after_creation`: the wish is for a video that is still being
        begun, `session_id` NO_SESSION when it has none yet. `first_of`: the creation whose own
        message this is; both are written in one transaction.
        """
        with self.transaction() as db:
            rows = self._beside(api, session_id, after_creation)
            if not (again or first_of) and (same := _same(rows, message)):
                return same, False
            busy = [row for row in rows if row["status"] in ACTIVE]
            if busy and not (queue or first_of):
                raise BusySession(busy[0])
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

    def would_claim(
        self,
        api: str,
        session_id: str,
        message: str,
        *,
        queue: bool = False,
        again: bool = False,
        after_creation: str | None = None,
    ) -> bool:
        """Whether `claim_run` would make a run now. Only it decides; this is a look ahead."""
        rows = self._beside(api, session_id, after_creation)
        if not again and _same(rows, message):
            return False
        return queue or not any(row["status"] in ACTIVE for row in rows)

    def _beside(self, api: str, session_id: str, after_creation: str | None) -> list[Row]:
        """The runs of a session, or those that wait for a creation which has none yet."""
        if session_id != NO_SESSION:
            return self.runs(api, session_id)
        return self._all(
            "SELECT * FROM runs WHERE api=? AND session_id=? AND after_creation=? ORDER BY rowid",
            api, session_id, after_creation,
        )  # fmt: skip

    def looked_at_credits(self, run_id: str, available: int, at: float) -> None:
        """The balance was read before a run."""
        self.set_run(run_id, credits_before=available, credits_at=at)

    def others_at_work(self, run: dict[str, Any]) -> bool:
        """Whether another run of the API was at work since the balance was read before this one."""
        others = self._one(
            "SELECT 1 FROM runs WHERE api=? AND id!=? AND sent_at IS NOT NULL "
            "AND (finished_at>=? OR finished_at IS NULL AND sent_at>=?)",
            run["api"], run["id"], run["credits_at"], run["credits_at"] - LONGEST_RUN_S,
        )  # fmt: skip
        return others is not None

    def earlier(self, run: dict[str, Any]) -> list[Row]:
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

    def run(self, run_id: str) -> Row | None:
        return self._one("SELECT * FROM runs WHERE id=?", run_id)

    def runs(self, api: str, session_id: str) -> list[Row]:
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
        return changed == 1

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
        return changed == 1

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

    def events(self, run_id: str, after: int = 0) -> list[Row]:
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

    def render(self, render_id: str) -> Row | None:
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
            known = db.all(
                "SELECT * FROM creations WHERE api=? AND folder=? AND status!=? AND "
                "(identity=? OR identity IS NULL AND status=?) ORDER BY rowid DESC",
                api, where, LEFT, identity, RUNNING,
            )  # fmt: skip
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
                self.take_folder(made)
        creation = self.creation(made)
        assert creation is not None
        return creation

    def creation(self, creation_id: str) -> Row | None:
        return self._one("SELECT * FROM creations WHERE id=?", creation_id)

    def running_creation(self, api: str, folder: Path) -> Row | None:
        """The creation that a working directory is at, until its video is there."""
        return self._one(
            "SELECT c.* FROM current k JOIN creations c ON c.id=k.creation_id "
            "WHERE k.api=? AND k.folder=? AND c.status=?", api, str(folder), RUNNING,
        )  # fmt: skip

    def take_folder(self, creation_id: str) -> None:
        """Its folder is at this creation from now on."""
        self._db.execute(
            "INSERT INTO current (api, folder, session_id, creation_id) "
            "SELECT api, folder, ?, id FROM creations WHERE id=? "
            "ON CONFLICT (api, folder) DO UPDATE SET creation_id=excluded.creation_id",
            (NO_SESSION, creation_id),
        )

    def release_folder(self, creation_id: str) -> None:
        """Nothing came of a creation: its folder is at what it was at before."""
        self._db.execute("UPDATE current SET creation_id=NULL WHERE creation_id=?", (creation_id,))

    def set_creation(self, creation_id: str, **values: Any) -> None:
        self._update("creations", creation_id, values)

    def leave_creation(self, creation_id: str) -> bool:
        """Give a creation up whose message has not left, with all that waits for it; False when the
        message has left, or may have."""
        with self.transaction() as db:
            row = db.one(
                "SELECT c.status, r.id AS run_id, r.status AS sent FROM creations c "
                "LEFT JOIN runs r ON r.id=c.run_id WHERE c.id=?",
                creation_id,
            )
            if row is None or row["status"] != RUNNING or row["sent"] not in (None, QUEUED):
                return False
            db.execute("UPDATE creations SET status=? WHERE id=?", (LEFT, creation_id))
            db.execute(
                "UPDATE runs SET status=?, finished_at=? WHERE status=? AND "
                "(id=? OR after_creation=?)",
                (CANCELLED, time.time(), QUEUED, row["run_id"], creation_id),
            )
        return True

    # Deliveries: the files made of a creation

    def delivery(self, creation_id: str, options: str) -> Row | None:
        return self._one(
            "SELECT * FROM deliveries WHERE creation_id=? AND options=?", creation_id, options
        )

    def first_delivery(self, creation_id: str) -> Row | None:
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


def _same(rows: list[Row], message: str) -> Row | None:
    """The last run that answers the same words again, or None."""
    words = _folded(message)
    same = (r for r in reversed(rows) if _folded(r["message"]) == words and _is_still(r))
    return next(same, None)


def _is_still(row: Row) -> bool:
    """Whether a run answers the same words again: it is at work, its end is not told yet, or is not
    known. One that was refused before any work, or was cancelled, is not: it may go again."""
    if row["status"] in ACTIVE:
        return True
    if row["status"] == CANCELLED:
        return False
    kind = json.loads(row["result"] or "{}").get("kind") if row["status"] == FAILED else None
    return kind == "OutcomeUnknown" or (not row["told"] and kind not in NOT_ACTED_ON)


def _is_of(row: Row, identity: str, request: dict[str, Any]) -> bool:
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
