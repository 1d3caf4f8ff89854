"""What Windows has otherwise, as far as it can be held elsewhere: its locks, its texts.

The processes here run without `fcntl`, and with a stand-in for `msvcrt` whose locks are real ones.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shells import Shell
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
    made = "with locked(lock_path(home, 'run_1')): pass\nprint('made')"
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


# Texts


NARROW = {
    "a Western European code page": {"PYTHONIOENCODING": "cp1252"},
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
WORDS = "做一个视频: “Café”\nthe second line"


def ended(shell: Shell, *command: str | bytes, stdin: bytes = b"", **env: str) -> tuple[int, bytes]:
    """A command's exit code and the very bytes of its stdout."""
    done = subprocess.run(
        [sys.executable, str(shell.scripts / str(command[0])), *command[1:]], cwd=shell.folder,
        env=shell.env | env, input=stdin, capture_output=True, timeout=60,
    )  # fmt: skip
    assert b"Traceback" not in done.stdout + done.stderr, done.stderr
    return done.returncode, done.stdout


def messages(shell: Shell) -> list[str]:
    """What was sent, as it was written down before."""
    with sqlite3.connect(shell.home / "journal.db") as journal:
        return [row[0] for row in journal.execute("SELECT message FROM runs ORDER BY created_at")]


@pytest.mark.parametrize("locale", NARROW)
def test_documents_are_utf8_in_any_locale(shell: Shell, locale: str) -> None:
    sent = ("sse.py", "send", "--message-file", "-")
    code, output = ended(shell, *sent, stdin="hello 世界".encode(), **NARROW[locale])
    assert code == 0 and "hello 你好".encode() in output
    assert json.loads(output.decode("utf-8"))["ok"]
    assert messages(shell) == ["hello 世界"]
    status = ("studio.py", "status", "--data", str(shell.folder / "Café 世界"))
    code, output = ended(shell, *status, PYTHONIOENCODING="cp1252")
    assert code == 0 and "Café 世界".encode() in output


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_words_as_editors_on_windows_save_them(shell: Shell, encoding: str, line_end: str) -> None:
    text = WORDS.replace("\n", line_end)
    data = ("\ufeff" * (encoding == "utf-16-be") + text).encode(encoding)
    (shell.folder / "words.txt").write_bytes(data)
    shell.run("session.py", "new")
    for command in (["--message-file", "words.txt"], ["--message-file", "-"], ["-"]):
        assert ended(shell, "sse.py", "send", *command, stdin=data)[0] == 0
    assert messages(shell) == [WORDS] * 3


def test_a_brief_comes_from_a_file_too(shell: Shell) -> None:
    """All arguments then are files. The scripted studio's video is none, so that it ends there."""
    from PIL import Image

    for name in ("a.png", "b.png"):
        Image.new("RGB", (16, 16)).save(shell.folder / name)
    data = WORDS.encode("utf-16")
    (shell.folder / "brief.txt").write_bytes(data)
    for command in (["--message-file", "brief.txt", "a.png", "b.png"], ["-", "a.png", "b.png"]):
        assert ended(shell, "create.py", *command, "--again", stdin=data)[0] == 1
    assert messages(shell) == [WORDS] * 2
    with sqlite3.connect(shell.home / "journal.db") as journal:
        sources = [Path(row[0]).name for row in journal.execute("SELECT source FROM uploads")]
    assert sources == ["a.png", "b.png"] * 2


@pytest.mark.parametrize(
    "given", [[], ["brief", "--message-file", "a.txt"], ["--message-file", "none.txt"]]
)
def test_there_must_be_one_brief(shell: Shell, given: list[str]) -> None:
    """With the brief from a file, the argument is a file, and there is none of that name."""
    (shell.folder / "a.txt").write_text("a film")
    assert shell.run("create.py", *given).code == 2


NO_TEXT = {
    "Latin-1": "Café".encode("latin-1"),
    "UTF-16 without a mark": "Cafe".encode("utf-16-le"),
    "half a character in UTF-16": b"\xff\xfe\x00\xd8",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
}


@pytest.mark.parametrize("what", NO_TEXT)
def test_what_is_no_text_is_wrong_use(shell: Shell, what: str) -> None:
    data = NO_TEXT[what]
    (shell.folder / "words.txt").write_bytes(data)
    for command in (
        ["sse.py", "send", "--message-file", "words.txt"],
        ["sse.py", "send", "--message-file", "-"],
        ["create.py", "-"],
        ["create.py", "--message-file", "words.txt"],
    ):
        code, output = ended(shell, *command, stdin=data)
        assert code == 2 and "UTF-8" in json.loads(output)["say"], command
    assert not shell.home.exists(), "nothing was sent, or asked for"


@pytest.mark.parametrize(
    "command",
    [
        ["sse.py", "send", b"Caf\xe9"],
        ["sse.py", "send", b"half a character: \xed\xa0\x80"],
        ["create.py", b"Caf\xe9"],
        ["session.py", "new", "--title", b"Caf\xe9"],
        ["upload.py", b"Caf\xe9.png"],
        ["export.py", "-o", b"Caf\xe9.mp4"],
    ],
)
def test_an_argument_that_is_no_text_is_wrong_use(shell: Shell, command: list[str | bytes]) -> None:
    code, output = ended(shell, *command)
    document = json.loads(output)
    assert code == 2 and document["status"] == "usage" and "UTF-8" in document["say"]
    assert not shell.home.exists()


def test_a_folder_whose_name_is_no_text(shell: Shell) -> None:
    folder = os.fsencode(shell.folder) + b"/Caf\xe9"
    os.mkdir(folder)
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "session.py"), "new"], cwd=folder, env=shell.env,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 2 and "UTF-8" in json.loads(done.stdout)["say"]
