"""Processes that live on without the shell and the terminal of what started them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO, Any

CREATE_NEW_PROCESS_GROUP = 0x00000200  # Windows': subprocess names them only there
CREATE_NO_WINDOW = 0x08000000

# Not DETACHED_PROCESS: the python.exe of a virtual environment starts the real one, which for want
# of a console opens a window of its own (github.com/python/cpython/issues/85785).
OWN_GROUP: dict[str, Any] = (
    {"creationflags": CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW}
    if os.name == "nt"
    else {"start_new_session": True}
)
"""Options of Popen by which a child is not ended with its parent's process group, as agents'
shells end theirs."""


def start_in_background(
    command: Sequence[str], log: IO[bytes], env: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """A process in a group of its own that writes into `log` and reads nothing. Raises OSError."""
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, **OWN_GROUP
    )
