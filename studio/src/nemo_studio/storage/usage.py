"""What the studio keeps, by kind: how many, and how many bytes. Standard library only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from nemo_studio.jobs.side_files import NAMES

DATABASE = "studio.db"
ASSETS, RENDERS = "assets", "renders"
LOGS = ("studio.log", "studio.log.1", "studio.log.2", "start.log")
ROWS = {
    "drafts": (
        ("SELECT COUNT(*), SUM(LENGTH(CAST(draft AS BLOB))) FROM drafts", "WHERE session_id = ?"),
    ),
    "messages": (
        ("SELECT COUNT(*), SUM(LENGTH(CAST(message AS BLOB))) FROM runs", "WHERE session_id = ?"),
        (
            "SELECT 0, SUM(LENGTH(CAST(event AS BLOB))) FROM events",
            "WHERE run_id IN (SELECT id FROM runs WHERE session_id = ?)",
        ),
    ),
}
"""Queries for counts and bytes by kind, each with what narrows it down to a session."""


class Tally:
    """Counts and bytes by kind. A render counts once, with all its files but the side files."""

    def __init__(self) -> None:
        self.kinds = {
            kind: {"count": 0, "bytes": 0}
            for kind in ("uploads", "drafts", "messages", "renders", "side_files", "logs")
        }

    def add(self, kind: str, count: int, bytes_: int) -> None:
        self.kinds[kind]["count"] += count
        self.kinds[kind]["bytes"] += bytes_

    def add_uploads(self, files: Iterable[os.DirEntry[str]]) -> None:
        for file in files:
            self.add("uploads", 1, _size(file))

    def add_render(self, folder: Path) -> None:
        self.add("renders", 1, 0)
        for file in files_in(folder):
            side = file.name in NAMES.values()
            self.add("side_files" if side else "renders", int(side), _size(file))

    def add_log(self, path: Path) -> None:
        self.add("logs", 1, path.lstat().st_size)


def kept(data_dir: Path) -> dict[str, dict[str, int]]:
    """{kind: {"count", "bytes"}}; `database` holds the drafts and messages."""
    tally = Tally()
    for session in folders_in(data_dir / ASSETS):
        tally.add_uploads(files_in(session))
    for render in folders_in(data_dir / RENDERS):
        tally.add_render(render)
    for log in logs(data_dir):
        tally.add_log(log)
    parts = [p for p in data_dir.glob(f"{DATABASE}*") if p.is_file() and not p.is_symlink()]
    with suppress(sqlite3.Error):  # none yet, or one of another version
        _add_rows(tally, data_dir / DATABASE)
    size = sum(p.stat().st_size for p in parts)
    return tally.kinds | {"database": {"count": len(parts), "bytes": size}}


def _add_rows(tally: Tally, path: Path) -> None:
    address = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as db:
        for kind, queries in ROWS.items():
            for query, _ in queries:
                count, size = db.execute(query).fetchone()
                tally.add(kind, count, size or 0)


def folders_in(folder: Path) -> list[Path]:
    """The folders in a folder of the studio's. Links are not followed, nor is `folder` if it is
    one."""
    return [Path(entry) for entry in _entries(folder) if entry.is_dir(follow_symlinks=False)]


def files_in(folder: Path) -> Iterator[os.DirEntry[str]]:
    """All that is no folder, in the folder and those in it."""
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from files_in(Path(entry))
        else:
            yield entry


def logs(data_dir: Path) -> list[Path]:
    found = [data_dir / name for name in LOGS]
    return [path for path in found if path.is_file() and not path.is_symlink()]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    if folder.is_symlink():
        return []
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # absent, or gone in the meantime
        return []


def _size(file: os.DirEntry[str]) -> int:
    try:
        return file.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
