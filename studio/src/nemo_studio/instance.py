"""The one running studio of a data folder: its lock and its card, `instance.json`.

The lock is the truth: the operating system frees it when the process ends, however it ends. A card
without a held lock was left by a crash and counts for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from nemo_wire.files import write_private
from nemo_wire.lock import is_locked, locked

LOCK = "instance.lock"
CARD = "instance.json"
PORT = "last_port"


class AlreadyRunning(RuntimeError):
    """Another process holds the data folder's lock."""


@dataclass(frozen=True)
class Instance:
    """A running studio. `started_at` is ISO 8601, UTC.

    `parent`: the process that started it. On Windows that may be the python.exe of a virtual
    environment, which is all that whoever started the studio sees.
    """

    url: str
    pid: int
    version: str
    started_at: str
    parent: int = 0


@contextmanager
def held(data_dir: Path) -> Iterator[None]:
    """Be the data folder's studio for as long as the block runs. Raises AlreadyRunning."""
    with locked(data_dir / LOCK, blocking=False) as mine:
        if not mine:
            raise AlreadyRunning(f"a studio runs already on {data_dir}")
        yield


def is_running(data_dir: Path) -> bool:
    return is_locked(data_dir / LOCK)


def write_card(data_dir: Path, instance: Instance) -> None:
    write_private(data_dir / CARD, json.dumps(asdict(instance)))
    write_private(data_dir / PORT, instance.url.rsplit(":", 1)[1])


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
