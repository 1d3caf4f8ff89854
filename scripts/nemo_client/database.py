"""One SQLite file, whose every fault ends in a typed error: busy, full, read-only, broken.

A fault can come at any statement, not only at the first, and a row can hold what no row has: so
rows are fetched and looked at here, and nowhere else.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from .disk import trouble
from .errors import Busy, FilesError, NemoError
from .say import Text, sentence

Row = dict[str, Any]

NUMBERS = frozenset({"polls", "lost", "told", "spent", "credits_before", "seq", "1"})
TIMES = frozenset({"at", "created_at", "sent_at", "finished_at", "credits_at", "worked_at"})
LATEST = 1e11  # Unix seconds that a date can be made of
JSON_OBJECTS = frozenset({"result", "request", "info", "data"})
FULL_BYTES = 100_000  # SQLite does not always say that an I/O fault is for want of space

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_UNUSABLE = (
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH,
)  # fmt: skip


class Database:
    """A connection. `wait_s`: seconds to wait for another's transaction. Raises FilesError and
    Busy, here and in every method."""

    def __init__(self, path: Path, wait_s: float) -> None:
        self.path = path
        if os.path.lexists(path) and not path.is_file() and path.exists():
            raise self._in_the_way(path)
        with self._told():
            self._db = sqlite3.connect(path, timeout=wait_s, isolation_level=None)

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._db.close()

    def execute(self, sql: str, values: Any = ()) -> int:
        """Run a statement that gives no rows; how many it has changed."""
        with self._told():
            return self._db.execute(sql, values).rowcount

    def number(self, sql: str) -> int:
        """The one number that a PRAGMA gives."""
        with self._told():
            return int(self._db.execute(sql).fetchone()[0])

    def all(self, sql: str, *values: Any) -> list[Row]:
        with self._told():
            cursor = self._db.execute(sql, values)
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for row in rows:
            for name, value in row.items():
                if value is not None and not _is_sound(name, value):
                    raise self.broken(sentence("why_odd_row", column=name))
        return rows

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row, or None."""
        return next(iter(self.all(sql, *values)), None)

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """A write transaction that starts at once, so that a check in it still holds at its end."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield self
            self.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # after some faults SQLite has done it itself
                self._db.execute("ROLLBACK")
            raise

    def broken(self, reason: Text) -> FilesError:
        return FilesError(
            sentence("journal_broken", file=self.path, reason=reason),
            action=sentence("do_move_journal", file=self.path, name=self.path.name),
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:
            raise  # ours
        except sqlite3.Error as error:
            raise self._typed(error) from None
        except UnicodeDecodeError:  # what SQLite says of a damaged name
            raise self.broken(sentence("why_garbled")) from None

    def _typed(self, error: sqlite3.Error) -> NemoError:
        # Without a code it is Python's own: a text that is not UTF-8.
        code = (getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_CORRUPT) & 0xFF
        folder, reason = self.path.parent, str(error)
        if code in _BUSY:
            return Busy(sentence("file_busy", file=self.path))
        if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(folder)):
            return FilesError(
                sentence("disk_full", file=self.path),
                action=sentence("do_free_space", folder=folder),
            )
        if code == sqlite3.SQLITE_IOERR:
            return FilesError(
                sentence("journal_io", file=self.path, reason=reason),
                action=sentence("do_check_disk", folder=folder),
            )
        if code in _UNUSABLE:
            for name in ("", "-wal", "-shm"):
                beside = folder / f"{self.path.name}{name}"
                if beside.is_dir() or (beside.is_symlink() and not beside.exists()):
                    return self._in_the_way(beside)
            unopenable = code == sqlite3.SQLITE_CANTOPEN
            why = sentence("why_not_openable" if unopenable else "why_not_writable")
            return FilesError(
                sentence("home_unusable", file=self.path, reason=why), action=sentence("do_home")
            )
        return self.broken(reason)

    @staticmethod
    def _in_the_way(path: Path) -> FilesError:
        import errno

        number = errno.EISDIR if path.is_dir() else errno.EEXIST
        return trouble(OSError(number, os.strerror(number), str(path)))


def look(path: Path, sql: str, *values: Any) -> tuple[Any, ...] | None:
    """The first row of a file that is there; None where it does not tell. Nothing is made, changed
    or waited for."""
    try:
        if not path.is_file():
            return None
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=1.0)) as db:
            row: tuple[Any, ...] | None = db.execute(sql, values).fetchone()
            return row
    except (OSError, ValueError, sqlite3.Error):
        return None


def _is_sound(name: str, value: object) -> bool:
    """Whether a column may hold it."""
    if name in TIMES:
        return isinstance(value, (int, float)) and 0 <= value < LATEST
    if name in NUMBERS:
        return isinstance(value, int)
    if not isinstance(value, str):
        return False
    if name == "before":
        return isinstance(_parsed(value), (dict, list))
    if name not in JSON_OBJECTS:
        return True
    found = _parsed(value)
    return isinstance(found, dict) and (name != "request" or _is_request(found))


def _is_request(found: dict[str, Any]) -> bool:
    """Of a render, or of a creation."""
    made_of = isinstance(found.get("brief"), str) and isinstance(found.get("sources"), list)
    return isinstance(found.get("output"), dict) and ("draft" in found or made_of)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < FULL_BYTES
    except OSError:
        return False
