"""The worker as a process: starting it so that it outlives its shell, seeing whether it lives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from .config import SCRIPTS, Config
from .engine import environment
from .store import locked, private_folder


def lock_path(home: Path, run_id: str) -> Path:
    """The lock that a run's worker holds while it lives."""
    return home / "locks" / run_id


def worker_alive(home: Path, run_id: str) -> bool:
    """Whether some process holds the run's lock."""
    with locked(lock_path(home, run_id), blocking=False) as free:
        return not free


def spawn_worker(config: Config, run_id: str) -> None:
    """Start the worker in a session of its own: a shell that is killed with its process group, as
    agents' shells are, does not take it along."""
    logs = private_folder(config.home / "logs")
    detach: dict[str, Any] = (
        {"creationflags": 0x00000208} if os.name == "nt" else {"start_new_session": True}
    )
    with (logs / "worker.log").open("ab") as log:
        subprocess.Popen(
            [sys.executable, str(SCRIPTS / "sse.py"), "worker", run_id],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment(config),
            close_fds=True, **detach,
        )  # fmt: skip
