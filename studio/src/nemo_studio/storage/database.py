"""The one connection to the studio's SQLite file, and the one way to write through it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nemo_studio.storage.schema import MIGRATIONS


class Database:
    """Rows in, rows out. Safe to share between threads: every call holds one lock.

    A local studio has a handful of clients, so one connection is quick enough, and with a single
    connection no reader ever sees half of a write.
    """

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._migrate()

    def _migrate(self) -> None:
        done: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if done > len(MIGRATIONS):
            raise RuntimeError(
                f"the data folder was written by a newer studio (schema {done}, this one knows "
                f"{len(MIGRATIONS)}); update the skill or use another folder"
            )
        for number, script in enumerate(MIGRATIONS[done:], done + 1):
            self._connection.executescript(
                f"BEGIN; {script}; PRAGMA user_version = {number}; COMMIT;"
            )

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed at the end of the block, rolled back by an exception."""
        with self._lock:
            if self._connection.in_transaction:  # an inner block joins the outer one
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk may have ended it already
                    self._connection.execute("ROLLBACK")
                raise

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        with self._lock:
            row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return row

    def compact(self) -> None:
        """Gives the room of deleted rows back, unless the disk is too full for it or others are at
        work; then new rows take it."""
        with self._lock, suppress(sqlite3.OperationalError):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        with self._lock:
            self._connection.close()
