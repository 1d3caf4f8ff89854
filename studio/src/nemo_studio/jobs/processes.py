"""Child processes of the studio: Python modules in groups of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import nemo_studio
import nemo_wire
from nemo_wire.processes import OWN_GROUP, handed_on

# glibc gives each thread a heap of its own, and comes to keep large blocks that were freed:
# together 50 to 150 MB of a render of a minute. Like this, pictures go back when they are dropped;
# only a frame or two of 1080p is kept, for fresh memory costs as much time as drawing on it.
# One thread of OpenCV's draws beside the encoder's; its others would wait in loops for work.
CHILD_SETTINGS = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "4194304",
    "MALLOC_TRIM_THRESHOLD_": "6291456",
    "OPENCV_FOR_THREADS_NUM": "1",
}
CHILD = Path(__file__).resolve().with_name("child.py")
FOLDERS = os.pathsep.join(str(Path(p.__path__[0]).parent) for p in (nemo_studio, nemo_wire))
"""Where our packages are: beside each other where they are installed, apart in the skill."""


def start_module(
    module: str, *arguments: str, stderr: IO[bytes] | int, stdin: int = subprocess.PIPE
) -> subprocess.Popen[str]:
    """A module as a process, with its output as text lines."""
    return subprocess.Popen(
        [sys.executable, str(CHILD), FOLDERS, module, *arguments],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        encoding="utf-8",
        **OWN_GROUP,
        env=handed_on("NEMO_TOKEN", PYTHONIOENCODING="utf-8", **CHILD_SETTINGS),
    )


def kill(process: subprocess.Popen[str]) -> None:
    """Ends a child of `start_module` and whatever it has started, at once."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    else:
        process.kill()
