"""Processes beside this one: the detached worker, and who of several commands may go ahead."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nemo_wire.files import private_folder
from nemo_wire.lock import is_locked, locked
from nemo_wire.processes import start_in_background

from .config import SCRIPTS, Config
from .engine import environment


def lock_path(home: Path, name: str) -> Path:
    """A lock of the home: a run's id (its worker holds it while it lives), a creation's, others."""
    return home / "locks" / name


@contextmanager
def going_ahead(
    path: Path, wait_s: float | None, waiting: Callable[[], None] = lambda: None
) -> Iterator[bool]:
    """Hold a lock that other commands want too; yields whether it was got within `wait_s` seconds
    (None: however long it takes). `waiting` is called once, when another command has it."""
    ends = None if wait_s is None else time.monotonic() + wait_s
    told = False
    while True:
        with locked(path, blocking=False) as mine:  # which tries for a while itself
            if mine:
                yield True
                return
        if not told:
            told = True
            waiting()
        if ends is not None and time.monotonic() >= ends:
            yield False
            return


def worker_alive(home: Path, run_id: str) -> bool:
    return is_locked(lock_path(home, run_id))


def spawn_worker(config: Config, run_id: str) -> None:
    logs = private_folder(config.home / "logs")
    command = [sys.executable, str(SCRIPTS / "sse.py"), "worker", run_id]
    with (logs / "worker.log").open("ab") as log:
        start_in_background(command, log, environment(config))
