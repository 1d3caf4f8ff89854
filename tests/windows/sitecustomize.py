"""On the path of a process, this hides `fcntl` from it and puts a stand-in for `msvcrt` there.

The stand-in's locks are real ones: Linux's locks of open file descriptions, which like Windows' are
of one handle, on a range of bytes, exclusive, and gone with the process.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
import subprocess  # noqa: F401 - it takes a machine with msvcrt for Windows: imported before
import sys
import time
import types

msvcrt = types.ModuleType("msvcrt")
msvcrt.LK_UNLCK, msvcrt.LK_LOCK, msvcrt.LK_NBLCK = range(3)
held: set[tuple[int, int, int]] = set()


def locking(fd: int, mode: int, nbytes: int) -> None:
    """The C runtime's: from the position on; exclusive; LK_LOCK tries ten times, once a second."""
    first = os.lseek(fd, 0, os.SEEK_CUR)
    if first < os.fstat(fd).st_size:
        raise RuntimeError("these bytes hold data, which nobody could read while they are locked")
    region = (fd, first, nbytes)
    if mode == msvcrt.LK_UNLCK:
        if region not in held:
            raise PermissionError(errno.EACCES, "this very region is not locked")
        held.remove(region)
        _set(fcntl.F_UNLCK, *region)
        return
    for tries in range(10 if mode == msvcrt.LK_LOCK else 1):
        if tries:
            time.sleep(1)
        try:
            _set(fcntl.F_WRLCK, *region)
        except BlockingIOError:
            continue
        held.add(region)
        return
    if mode == msvcrt.LK_LOCK:
        raise OSError(errno.EDEADLK, "Resource deadlock avoided")
    raise PermissionError(errno.EACCES, "Permission denied")


def _set(kind: int, fd: int, first: int, nbytes: int) -> None:
    lock = struct.pack("hhqqi4x", kind, os.SEEK_SET, first, nbytes, 0)
    fcntl.fcntl(fd, fcntl.F_OFD_SETLK, lock)


msvcrt.locking = locking
sys.modules["msvcrt"] = msvcrt
sys.modules["fcntl"] = None  # type: ignore[assignment]
