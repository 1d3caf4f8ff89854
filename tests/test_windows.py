"""What Windows has otherwise, as far as it can be held elsewhere: its locks, its texts.

The processes here run without `fcntl`, and with a stand-in for `msvcrt` whose locks are real ones.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Shell
from studio_support import SCRIPTS, Client

STAND_IN = str(Path(__file__).parent / "windows")
LOCKS = (
    "import sys, time; from pathlib import Path; from nemo_client.processes import *\n"
    "from nemo_wire.lock import is_locked, locked\n"
    "home = Path(sys.argv[1])\n"
)


@pytest.fixture
def windows(studio: Client, make_shell: Callable[..., Shell]) -> Shell:
    return make_shell(NEMO_API_URL=studio.url, PYTHONPATH=STAND_IN)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts Python code that finds its home in `home`; what it prints can be read."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str) -> subprocess.Popen[str]:
        path = os.pathsep.join([STAND_IN, str(SCRIPTS)])
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", LOCKS + code, str(tmp_path / "home")],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
                env=os.environ | {"PYTHONPATH": path},
            )
        )  # fmt: skip
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_these_processes_are_without_fcntl(process: Any) -> None:
    code = "import msvcrt\ntry: import fcntl\nexcept ImportError: print('none', msvcrt.locking)"
    assert said(process(code)).startswith("none <function")


def test_of_many_workers_of_a_run_one_gets_on(process: Any) -> None:
    worker = (
        "with locked(lock_path(home, 'run_1'), blocking=False) as mine:\n"
        "  print(mine, flush=True); mine and sys.stdin.read()"
    )
    alive = "print(worker_alive(home, 'run_1'))"
    assert said(process(alive)) == "False"
    workers = [process(worker) for _ in range(6)]
    answers = [said(one) for one in workers]
    assert sorted(answers) == ["False"] * 5 + ["True"]
    looks = [process(alive) for _ in range(3)]
    assert [said(look) for look in looks] == ["True"] * 3
    workers[answers.index("True")].kill()
    workers[answers.index("True")].wait()
    assert said(process(alive)) == "False"
    assert said(process(worker)) == "True"


def test_a_look_is_in_nobodys_way(process: Any) -> None:
    """Neither in another look's, nor in that of a worker that begins."""
    made = "with locked(lock_path(home, 'run_1')): print('made')"
    assert said(process(made)) == "made"
    looks = (
        "print(sum(worker_alive(home, 'run_1') for _ in range(3000)), flush=True)\n"
        "while True: worker_alive(home, 'run_1'); time.sleep(0.0002)"
    )
    lookers = [process(looks) for _ in range(3)]
    assert [said(one) for one in lookers] == ["0"] * 3
    taken = (
        "taken = 0\n"
        "for _ in range(300):\n"
        "  with locked(lock_path(home, 'run_1'), blocking=False) as mine: taken += mine\n"
        "print(taken)"
    )
    assert said(process(taken)) == "300"


def test_a_blocking_lock_waits_for_its_turn(process: Any) -> None:
    """Each adds one to a number in a file."""
    add = (
        "for _ in range(20):\n"
        "  with locked(home / 'lock') as mine:\n"
        "    file = home / 'number'; n = int(file.read_text()) if file.exists() else 0\n"
        "    file.write_text(str(n + mine))\n"
        "print(file.read_text())"
    )
    adders = [process(add) for _ in range(4)]
    assert "80" in [said(one) for one in adders]


def test_a_message_makes_one_run_and_its_worker_is_seen(windows: Shell, studio: Client) -> None:
    """The command looks for the worker many times while the run works."""
    windows.run("session.py", "new")
    studio.arm("slow_run", params={"seconds": 0.5})
    ended = windows.run("sse.py", "send", "generate a film")
    assert (ended.code, ended.doc["run_status"]) == (0, "done")
    kinds = {event["kind"] for event in windows.run("sse.py", "log").doc["events"]}
    assert "lost" not in kinds, "a second worker took the run for a dead one's"
    session = windows.run("session.py", "list").doc["sessions"][0]["id"]
    assert studio.stats()["runs"][session] == 1


def test_of_many_starts_there_is_one_studio(make_shell: Callable[..., Shell]) -> None:
    shell = make_shell(PYTHONPATH=STAND_IN)
    found: list[dict[str, Any]] = []
    threads = [
        threading.Thread(target=lambda: found.append(shell.run("studio.py", "start").doc))
        for _ in range(3)
    ]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 3 and len({card["pid"] for card in found}) == 1
        assert shell.run("studio.py", "status").doc["running"]
        assert shell.run("studio.py", "serve").code == 1
    finally:
        assert shell.run("studio.py", "stop").doc["stopped"]
    assert not shell.run("studio.py", "status").doc["running"]
