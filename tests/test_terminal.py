"""What a person sees: on a terminal sentences and a bar, never JSON."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Callable

from conftest import Shell
from studio_support import Client

from nemo_client.output import Reporter, one_line


def on_a_terminal(shell: Shell, *command: str, limit_s: float = 60) -> str:
    """Everything that a command writes to its terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(shell.folder)
        os.execvpe(
            sys.executable,
            [sys.executable, str(shell.scripts / command[0]), *command[1:]],
            shell.env,
        )
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
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
    os.waitpid(pid, 0)
    os.close(terminal)
    return shown.decode()


def test_sentences_on_a_terminal(shell: Shell) -> None:
    shown = on_a_terminal(shell, "credits.py")
    assert shown.startswith("The local studio is free") and "{" not in shown
    assert on_a_terminal(shell, "credits.py", "--json").startswith('{"schema"')
    wrong = on_a_terminal(shell, "state.py")
    assert "No session here yet." in wrong and "next: session.py new" in wrong


def test_a_bar_while_a_file_goes_up(shell: Shell, studio: Client) -> None:
    from PIL import Image

    Image.effect_noise((1500, 1500), 90).save(shell.folder / "a.png")
    shown = on_a_terminal(shell, "upload.py", "a.png")
    assert "Uploading a.png" in shown and "|" in shown and "1 file(s) uploaded: a.png." in shown


def test_a_sessions_table(shell: Shell, make_shell: Callable[..., Shell]) -> None:
    shell.run("session.py", "new", "--title", "Coffee")
    shown = on_a_terminal(shell, "session.py", "list")
    assert "* " in shown and "Coffee" in shown


def test_one_line_for_every_reader() -> None:
    text = one_line({"say": "a\u2028b\u2029c\x85d\ne"})
    assert len(text.splitlines()) == 1
    assert Reporter(as_json=True).as_json
