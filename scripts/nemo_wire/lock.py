"""A lock on a file, for POSIX and Windows: the system frees it when its process ends, however.

On Windows bytes that are locked cannot be read, so they lie far behind the file's end; and locks
there are never shared, so a look takes one of many bytes, by chance, and the holder all of them.
"""

from __future__ import annotations

import errno
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .files import private_folder

FIRST_BYTE, BYTES = 1 << 30, 1 << 29  # msvcrt counts to 1 << 31
PAUSE_S = 0.02
LOOK_S = 0.2  # a look holds the lock for an instant; who wants it tries for so long
LONGEST_S = 300.0  # that one is held while others wait: a token is asked for, on a slow network

try:
    import fcntl
except ImportError:
    import msvcrt

    def _lock(handle: int, *, shared: bool) -> None:
        first = FIRST_BYTE + (random.randrange(BYTES) if shared else 0)
        os.lseek(handle, first, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1 if shared else BYTES)  # type: ignore[attr-defined]

    def _unlock(handle: int, *, shared: bool) -> None:  # from where _lock has left the position
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1 if shared else BYTES)  # type: ignore[attr-defined]
else:

    def _lock(handle: int, *, shared: bool) -> None:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)

    def _unlock(handle: int, *, shared: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path, *, blocking: bool = True, wait_s: float = LONGEST_S) -> Iterator[bool]:
    """Hold the lock on `path`; yields whether it was got: always, when blocking.

    Raises OSError, with ETIMEDOUT when it was not got within `wait_s` seconds of blocking.
    """
    private_folder(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + (wait_s if blocking else LOOK_S)
        while not (mine := _got(handle)) and time.monotonic() < until:
            time.sleep(PAUSE_S)
        if blocking and not mine:
            raise OSError(errno.ETIMEDOUT, "another process holds it", str(path))
        try:
            yield mine
        finally:
            if mine:
                _unlock(handle, shared=False)
    finally:
        os.close(handle)


def is_locked(path: Path) -> bool:
    """Whether some process holds the lock on `path`. Looks do not take each other for a holder."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        free = _got(handle, shared=True)
        if free:
            _unlock(handle, shared=True)
        return not free
    finally:
        os.close(handle)


def _got(handle: int, *, shared: bool = False) -> bool:
    try:
        _lock(handle, shared=shared)
    except (BlockingIOError, PermissionError):  # what flock and msvcrt say of one that is held
        return False
    return True
