"""A terminal for tests: what a command writes to it, as bytes came."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable

from conftest import Shell

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

    `interrupt` is waited for beside it; then Ctrl-C is pressed.
    """
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(shell.folder)
        os.execvpe(
            sys.executable,
            [sys.executable, str(shell.scripts / command[0]), *command[1:]],
            shell.env,
        )
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    if interrupt:
        interrupt()
        os.write(terminal, b"\x03")
    shown = _read(terminal, limit_s)
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode(), os.waitstatus_to_exitcode(status)


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
