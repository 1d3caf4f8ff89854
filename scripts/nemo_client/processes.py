"""The worker as a process: starting it so that it outlives its shell, seeing whether it lives."""

from __future__ import annotations

import sys
from pathlib import Path

from nemo_wire.files import private_folder
from nemo_wire.lock import is_locked
from nemo_wire.processes import start_in_background

from .config import SCRIPTS, Config
from .engine import environment


def lock_path(home: Path, run_id: str) -> Path:
    """The lock that a run's worker holds while it lives."""
    return home / "locks" / run_id


def worker_alive(home: Path, run_id: str) -> bool:
    return is_locked(lock_path(home, run_id))


def spawn_worker(config: Config, run_id: str) -> None:
    logs = private_folder(config.home / "logs")
    command = [sys.executable, str(SCRIPTS / "sse.py"), "worker", run_id]
    with (logs / "worker.log").open("ab") as log:
        start_in_background(command, log, environment(config))
