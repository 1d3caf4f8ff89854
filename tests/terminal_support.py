"""A terminal for tests: what a command writes to it, as bytes came."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable

from shells import Shell

UNSAFE = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What must never reach a terminal; line feed and carriage return do."""

HOSTILE = (
    "\x1b]0;owned\x07 \x1b[31mred\x1b[0m \x9b2J \x90q\x9c \x1b]8;;http://evil.test\x1b\\link "
    "\u202egnp.exe\u202c \u2066\u2069\u200f\u061c \x08\x7f\x00 \u2028x\u2029y\x85z \ttab\r\x1bc שלום 你好"
)


def on_a_terminal(
    shell: Shell,
    *command: str,
    limit_s: float = 60,
    interrupt: Callable[[], object] | None = None,
    columns: int = 100,
) -> tuple[str, int]:
    """Everything that a command writes to its terminal, and its exit code.

    `interrupt` is waited for beside it; then it gets what Ctrl-C sends.
    """
    if interrupt:  # a suite in a shell's background ignores interrupts, and so would its children
        signal.signal(signal.SIGINT, signal.default_int_handler)
    terminal, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, str(shell.scripts / command[0]), *command[1:]],
        cwd=shell.folder, env=shell.env, stdin=inside, stdout=inside, stderr=inside,
        start_new_session=True,
    )  # fmt: skip
    os.close(inside)
    if interrupt:
        interrupt()
        process.send_signal(signal.SIGINT)
    shown = _read(terminal, limit_s)
    os.close(terminal)
    return shown.decode(), process.wait(limit_s)


def _read(terminal: int, limit_s: float) -> bytes:
    shown = b""
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        ready, _, _ = select.select([terminal], [], [], 0.2)
        if not ready:
            continue
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    return shown
