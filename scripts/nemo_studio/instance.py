"""The one running studio of a data folder: its lock and its card, `instance.json`.

The lock is the truth: the operating system frees it when the process ends, however it ends. A card
without a held lock was left by a crash and counts for nothing.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK = "instance.lock"
CARD = "instance.json"
PORT = "last_port"


class AlreadyRunning(RuntimeError):
    """Another process holds the data folder's lock."""


@dataclass(frozen=True)
class Instance:
    """A running studio. `started_at` is ISO 8601, UTC."""

    url: str
    pid: int
    version: str
    started_at: str


LOCK_TRIES, LOCK_PAUSE_S = 10, 0.02


class InstanceLock:
    """Held for as long as the studio runs. Raises AlreadyRunning."""

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = (data_dir / LOCK).open("ab")
        for _ in range(LOCK_TRIES):  # a probe holds it for an instant
            try:
                _lock(self._file)
                return
            except OSError:
                time.sleep(LOCK_PAUSE_S)
        self._file.close()
        raise AlreadyRunning(f"a studio runs already on {data_dir}")

    def release(self) -> None:
        self._file.close()


def _lock(file: IO[bytes], *, shared: bool = False) -> None:
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def is_running(data_dir: Path) -> bool:
    if not (data_dir / LOCK).exists():
        return False
    with (data_dir / LOCK).open("ab") as file:
        try:
            _lock(file, shared=True)  # two probes do not take each other for a studio
        except OSError:
            return True
    return False


def write_card(data_dir: Path, instance: Instance) -> None:
    _write(data_dir / CARD, json.dumps(asdict(instance)))
    _write(data_dir / PORT, instance.url.rsplit(":", 1)[1])


def read_card(data_dir: Path) -> Instance | None:
    """The card of the running studio; None when none runs or it is not ready yet."""
    if not is_running(data_dir):
        return None
    try:
        return Instance(**json.loads((data_dir / CARD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def remove_card(data_dir: Path) -> None:
    (data_dir / CARD).unlink(missing_ok=True)


def last_port(data_dir: Path) -> int:
    """The port of the studio before, so that links from then still work; 0 when there is none."""
    try:
        port = int((data_dir / PORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    return port if 1024 <= port <= 65535 else 0


def _write(path: Path, text: str) -> None:
    """Atomic: readers see the old text or the new one, never half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
