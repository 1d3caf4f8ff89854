"""A full disk: how it shows, and what is said of it."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

CODES = (errno.ENOSPC, errno.EDQUOT)
WORDS = tuple(os.strerror(code) for code in CODES)


class DiskFull(OSError):
    """Nothing more can be written; the message names the folder and what makes room."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"the disk is full, nothing more can be written in {folder}: free some room (for"
            " example with `studio.py clean --older 7d`), then try again"
        )


def is_full(error: BaseException) -> bool:
    """Whether an error, or what it comes from, says that the disk or the user's share is full."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, DiskFull) or getattr(seen, "errno", None) in CODES:
            return True
        if getattr(seen, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        # What comes out of a library or another process has the words only.
        if any(word in str(seen) for word in WORDS):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
