"""Which threads of a render go first."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

_NICE = 5  # beside a busy program of the same session, 5 slows a render by a sixth; 10, to half


def after_encoder() -> None:
    """The calling thread, and those it starts, take the cores that the encoder leaves idle.

    For threads that work ahead of the encoder. On Linux, where a thread has a priority of its own.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):  # a sandbox may forbid it
            nice = max(_NICE, os.getpriority(os.PRIO_PROCESS, thread))
            os.setpriority(os.PRIO_PROCESS, thread, nice)
