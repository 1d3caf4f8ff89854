"""Processes beside this one: the detached worker, and who of several commands may go ahead."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from nemo_wire.lock import is_locked, locked
from nemo_wire.processes import start_in_background

from .config import SCRIPTS, Config, time_scale
from .disk import open_log
from .engine import environment

LONGEST_S = 6 * 3600.0
"""How long another's work is followed where nobody said how long: a run takes 20 minutes at most, a
few may be queued before it, a render on a slow machine takes hours."""
LEAST_S = 60.0  # in scaled time


def lock_path(home: Path, name: str) -> Path:
    """A lock of the home: a run's id (its worker holds it while it lives), a creation's, others."""
    return home / "locks" / name


@contextmanager
def going_ahead(
    path: Path, wait_s: float | None, waiting: Callable[[], None] = lambda: None
) -> Iterator[bool]:
    """Hold a lock that other commands want too; yields whether it was got within `wait_s` seconds
    (None: LONGEST_S). `waiting` is called once, when another command has it."""
    longest = max(LEAST_S, LONGEST_S * time_scale())
    ends = time.monotonic() + (longest if wait_s is None else wait_s)
    told = over = False
    while not over:
        over = time.monotonic() >= ends  # so that it is tried once, whatever the time
        with locked(path, blocking=False) as mine:  # which tries for a while itself
            if mine:
                yield True
                return
        if not told:
            told = True
            waiting()
    yield False


def worker_alive(home: Path, run_id: str) -> bool:
    return is_locked(lock_path(home, run_id))


def spawn_worker(config: Config, run_id: str) -> None:
    """Raises OSError when the system starts no process. A log that cannot be written is no reason
    not to work."""
    command = [sys.executable, str(SCRIPTS / "sse.py"), "worker", run_id]
    with ExitStack() as stack:
        try:
            log = stack.enter_context(open_log(config.home / "logs" / "worker.log"))
        except OSError:
            log = stack.enter_context(Path(os.devnull).open("ab"))
        start_in_background(command, log, environment(config))
