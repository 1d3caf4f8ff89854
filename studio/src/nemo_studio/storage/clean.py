"""Frees what has not been used for a while, whether a studio runs on the data folder or not.

A session counts as used when it was made, got a file, a message, a render or a link to its page.
Old ones go as a whole. In others the videos of old renders go, and nothing else. What is deleted is
found by its place in the data folder, never by a path that is stored: the folder may be a copy.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

from nemo_studio import ids, instance
from nemo_studio.disk import is_full
from nemo_studio.storage import usage
from nemo_studio.storage.database import Database
from nemo_studio.storage.projects import CLAIM_LIFE_S
from nemo_studio.storage.usage import ASSETS, DATABASE, RENDERS, Tally

OLD = """
    sessions.created_at < ?1
    AND NOT EXISTS (SELECT 1 FROM assets WHERE session_id = sessions.id AND created_at >= ?1)
    AND NOT EXISTS (SELECT 1 FROM claims WHERE session_id = sessions.id
                    AND expires_at >= ?1 + ?2)
    AND NOT EXISTS (SELECT 1 FROM runs WHERE session_id = sessions.id AND (
                    status IN ('queued', 'running') OR created_at >= ?1 OR ended_at >= ?1))
    AND NOT EXISTS (SELECT 1 FROM renders WHERE session_id = sessions.id AND (
                    status IN ('pending', 'processing') OR created_at >= ?1 OR ended_at >= ?1))
"""
ROWS_OF_SESSION = (
    "DELETE FROM events WHERE run_id IN (SELECT id FROM runs WHERE session_id = ?)",
    "DELETE FROM runs WHERE session_id = ?",
    "DELETE FROM drafts WHERE session_id = ?",
    "DELETE FROM renders WHERE session_id = ?",
    "DELETE FROM assets WHERE session_id = ?",
    "DELETE FROM claims WHERE session_id = ?",
    "DELETE FROM sessions WHERE id = ?",
)
UPLOAD_NAME = re.compile(r"asset_[0-9a-f]{16}_.*", re.DOTALL)
RENDER_NAME = re.compile(r"[\w-]{32}")  # ids.public_key
NAMES = {
    "uploads": ("upload", "uploads"),
    "drafts": ("draft", "drafts"),
    "messages": ("message", "messages"),
    "renders": ("render", "renders"),
    "side_files": ("side file", "side files"),
    "logs": ("log", "logs"),
}


def clean(data_dir: Path, older_ms: int, *, dry_run: bool) -> Tally:
    """Frees what was last used more than `older_ms` ago, or with `dry_run` only counts it.

    Raises OSError and sqlite3.Error, also for a full disk that leaves no room to delete rows.
    """
    before, freed = ids.now_ms() - older_ms, Tally()
    _clean_logs(data_dir, before, freed, dry_run=dry_run)  # first: they need no room
    if not (data_dir / DATABASE).is_file():
        return freed
    db = Database(data_dir / DATABASE)
    try:
        cleaner = _Cleaner(db, data_dir, before, freed, dry_run=dry_run)
        cleaner.sessions()
        cleaner.renders()
        cleaner.orphans()
        if not dry_run:
            db.compact()
    finally:
        db.close()
    return freed


def sweep(db: Database, data_dir: Path) -> None:
    """Takes away the files that a studio which was killed left half written.

    For a studio that has just started: whatever no row speaks of is nobody's.
    """
    _Cleaner(db, data_dir, ids.now_ms() + 1, Tally(), dry_run=False).orphans()


def in_words(freed: Tally, older: str, *, dry_run: bool) -> str:
    """One sentence."""
    total = sum(amount["bytes"] for amount in freed.kinds.values())
    said = [
        f"{amount['count']} {NAMES[kind][amount['count'] != 1]}"
        for kind, amount in freed.kinds.items()
        if amount["count"]
    ]
    if not said:
        return f"Nothing is older than {older}."
    return f"{'Would free' if dry_run else 'Freed'} {', '.join(said)}: {total / 1e6:.1f} MB."


def _clean_logs(data_dir: Path, before: int, freed: Tally, *, dry_run: bool) -> None:
    open_ = ("studio.log", "start.log") if instance.is_running(data_dir) else ()
    for path in usage.logs(data_dir):
        if path.name not in open_ and path.stat().st_mtime * 1000 < before:
            freed.add_log(path)
            if not dry_run:
                path.unlink(missing_ok=True)


class _Cleaner:
    def __init__(
        self, db: Database, data_dir: Path, before: int, freed: Tally, *, dry_run: bool
    ) -> None:
        self._db, self._before, self._freed, self._dry_run = db, before, freed, dry_run
        self._assets, self._renders = data_dir / ASSETS, data_dir / RENDERS
        self._times = (before, CLAIM_LIFE_S * 1000)
        self._gone: set[str] = set()  # sessions, also those that would be

    def sessions(self) -> None:
        """In two rounds, since on a full disk it takes the files of all to make the room that the
        rows of some need."""
        rows = self._db.all(f"SELECT id FROM sessions WHERE {OLD}", *self._times)  # noqa: S608
        left = []
        for row in rows:
            try:
                self._session(row["id"])
            except sqlite3.OperationalError as error:
                if not is_full(error):
                    raise
                left.append(row["id"])
        for session_id in left:
            self._session(session_id)

    def _session(self, session_id: str) -> None:
        """In a transaction of its own: while it is open, a studio that runs can add nothing to the
        session."""
        with self._db.write() as tx:
            sql = f"SELECT 1 FROM sessions WHERE id = ?3 AND {OLD}"  # noqa: S608
            if tx.execute(sql, (*self._times, session_id)).fetchone() is None:
                return  # used since we looked
            self._gone.add(session_id)
            keys = tx.execute("SELECT public_key FROM renders WHERE session_id = ?", (session_id,))
            for row in keys.fetchall():
                self._remove_render(row["public_key"])
            self._freed.add_uploads(usage.files_in(self._assets / session_id))
            counted = [
                (kind, tx.execute(f"{query} {where}", (session_id,)).fetchone())
                for kind, parts in usage.ROWS.items()
                for query, where in parts
            ]
            if not self._dry_run:
                _remove(self._assets / session_id)
                for statement in ROWS_OF_SESSION:
                    tx.execute(statement, (session_id,))
        for kind, (count, size) in counted:
            self._freed.add(kind, count, size or 0)

    def renders(self) -> None:
        """Old videos of sessions that are in use; the rows stay, and say how the render ended."""
        with self._db.write() as tx:
            rows = tx.execute(
                "SELECT public_key, session_id FROM renders"
                " WHERE path IS NOT NULL AND ended_at < ?",
                (self._before,),
            ).fetchall()
            for row in rows:
                if row["session_id"] in self._gone:
                    continue
                self._remove_render(row["public_key"])
                if not self._dry_run:
                    tx.execute(
                        "UPDATE renders SET path = NULL WHERE public_key = ?", (row["public_key"],)
                    )

    def orphans(self) -> None:
        """Files that no row speaks of and that nobody has written to since."""
        rows = self._db.all("SELECT session_id, path FROM assets")
        known = {(row["session_id"], Path(row["path"]).name) for row in rows}
        for folder in usage.folders_in(self._assets):
            if folder.name not in self._gone:
                self._orphaned_uploads(folder, known)
        rows = self._db.all(
            "SELECT public_key FROM renders"
            " WHERE path IS NOT NULL OR status IN ('pending', 'processing')"
        )
        keys = {row["public_key"] for row in rows}
        for folder in usage.folders_in(self._renders):
            if folder.name not in keys and RENDER_NAME.fullmatch(folder.name):
                times = [file.stat(follow_symlinks=False) for file in usage.files_in(folder)]
                newest = max([folder.stat(), *times], key=lambda stat: stat.st_mtime)
                if newest.st_mtime * 1000 < self._before and not self._counted(folder):
                    self._remove_render(folder.name)

    def _counted(self, folder: Path) -> bool:
        sql = "SELECT session_id FROM renders WHERE public_key = ?"
        row = self._db.one(sql, folder.name)
        return row is not None and row["session_id"] in self._gone

    def _orphaned_uploads(self, folder: Path, known: set[tuple[str, str]]) -> None:
        for file in usage.files_in(folder):
            old = file.stat(follow_symlinks=False).st_mtime * 1000 < self._before
            nobodys = (folder.name, file.name) not in known and UPLOAD_NAME.fullmatch(file.name)
            if old and nobodys:
                self._freed.add_uploads([file])
                if not self._dry_run:
                    Path(file).unlink(missing_ok=True)
        if not self._dry_run and folder.stat().st_mtime * 1000 < self._before:
            with suppress(OSError):  # it holds something
                folder.rmdir()

    def _remove_render(self, key: str) -> None:
        folder = self._renders / key
        if folder.is_dir() and not folder.is_symlink() and not self._renders.is_symlink():
            self._freed.add_render(folder)
            if not self._dry_run:
                _remove(folder)


def _remove(folder: Path) -> None:
    """A link in its place stays (rmtree refuses it), and so does what links in it point to."""
    if not folder.parent.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
