"""The studio as a process: one for each data folder, restarts, idle exit, the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import studio_support
from studio_support import PACKAGES, SCRIPTS, Client, Server, alive, draft, frames

from nemo_studio import instance, launcher
from nemo_studio.instance import AlreadyRunning, Instance
from nemo_studio.settings import default_data_dir, skill_version


def wait_for(condition: Any, timeout_s: float = 10.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "timed out"
        time.sleep(0.02)


# Restarts


def test_a_kill_in_the_middle_loses_nothing_that_was_done(tmp_path: Path) -> None:
    first = Server(tmp_path, "--faults")
    client = first.client()
    sid = client.session()["session_id"]
    client.run(sid, "generate")
    done, _ = client.submit(sid, draft("x"))
    client.rendered(done)
    client.arm("slow_render", params={"seconds": 60})
    halfway, _ = client.submit(sid, draft("x"))
    waiting, _ = client.submit(sid, draft("x"))
    wait_for(lambda: client.poll(halfway)["status"] == "processing")
    client.arm("slow_run", params={"seconds": 60})
    with client.run(sid, "edit", stream=True):
        first.kill()
    assert (tmp_path / instance.CARD).exists()
    assert instance.read_card(tmp_path) is None  # stale: nobody holds the lock

    second = Server(tmp_path, "--faults")
    try:
        assert second.url == first.url  # links from before still work
        assert client.state(sid)["state"]["draft"]["m"]["title"] == "generate full"
        assert client.poll(done)["status"] == "completed"
        assert client.rendered(halfway)["status"] == "completed"
        assert client.rendered(waiting)["status"] == "completed"
        assert client.get("/api/credits/balance/simple").json()["data"]["frozen"] == 0
        assert client.stats()["runs"][sid] == 2
        assert frames(client.run(sid, "hello").text)
    finally:
        second.stop()


def test_a_render_that_brings_the_studio_down_is_not_tried_for_ever(tmp_path: Path) -> None:
    render_id, client = "", None
    for _ in range(2):
        server = Server(tmp_path, "--faults")
        if client is None:
            client = server.client()
            render_id, _ = client.submit(client.session()["session_id"], draft("hang"))
        wait_for(lambda: list(tmp_path.glob("renders/*/pid")))
        pid_file = next(tmp_path.glob("renders/*/pid"))
        wait_for(pid_file.read_text)
        pid = int(pid_file.read_text())
        pid_file.unlink()
        server.kill()
        os.kill(pid, signal.SIGKILL)
    server = Server(tmp_path, "--faults")
    try:
        assert client is not None
        reply = client.poll(render_id)
        assert reply["status"] == "failed"
        assert "submit the render again" in reply["error"]
    finally:
        server.stop()


def test_a_stop_in_the_middle_fails_the_render_and_ends_its_process(tmp_path: Path) -> None:
    server = Server(tmp_path)
    client = server.client()
    render_id, _ = client.submit(client.session()["session_id"], draft("hang"))
    wait_for(lambda: [p for p in tmp_path.glob("renders/*/pid") if p.read_text()])
    pid = int(next(tmp_path.glob("renders/*/pid")).read_text())
    server.stop()
    wait_for(lambda: not alive(pid), 2)
    assert not (tmp_path / instance.CARD).exists()
    again = Server(tmp_path)
    try:
        assert "stopped" in client.poll(render_id)["error"]
    finally:
        again.stop()


# Idle exit


def test_idle_exit_waits_for_jobs_and_requests(tmp_path: Path) -> None:
    server = Server(tmp_path, "--idle", "0.6")
    client = server.client()
    sid = client.session()["session_id"]
    render_id, _ = client.submit(sid, draft("slow"))  # 1.5 s of work without a request
    time.sleep(1.2)
    assert server.process.poll() is None
    client.rendered(render_id)
    assert server.process.wait(timeout=5) == 0
    assert not (tmp_path / instance.CARD).exists()


# One instance


def test_the_lock_is_held_by_one(tmp_path: Path) -> None:
    with instance.held(tmp_path):
        with pytest.raises(AlreadyRunning), instance.held(tmp_path):
            raise AssertionError("held twice")
        assert instance.is_running(tmp_path)
    assert not instance.is_running(tmp_path)
    with instance.held(tmp_path):
        assert instance.is_running(tmp_path)


def test_a_card_without_a_lock_counts_for_nothing(tmp_path: Path) -> None:
    instance.write_card(tmp_path, Instance("http://127.0.0.1:5555", 1, "1", "2026-01-01"))
    assert instance.read_card(tmp_path) is None
    assert instance.last_port(tmp_path) == 5555
    with instance.held(tmp_path):
        assert instance.read_card(tmp_path) is not None
        (tmp_path / instance.CARD).write_text("{half a ca")
        assert instance.read_card(tmp_path) is None


def test_where_the_data_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NEMO_STUDIO_HOME", "NEMO_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert default_data_dir() == Path("~/.config/nemovideo/studio").expanduser()
    monkeypatch.setenv("NEMO_HOME", "/n")
    assert default_data_dir() == Path("/n/studio")
    monkeypatch.setenv("NEMO_STUDIO_HOME", "/s")
    assert default_data_dir() == Path("/s")


def test_a_studio_of_an_older_skill_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(PACKAGES))
    old = Server(tmp_path)
    instance.write_card(tmp_path, Instance(old.url, old.process.pid, "0.0.1", "2026-01-01"))
    command = [sys.executable, studio_support.__file__, str(tmp_path)]
    card, started = launcher.start(tmp_path, command)
    try:
        assert started
        assert card.pid != old.process.pid
        assert card.version == skill_version()
        assert old.process.wait(timeout=5) == 0
    finally:
        launcher.stop(tmp_path)


def test_a_studio_behind_an_interpreter_that_starts_another_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the python.exe of a virtual environment does on Windows: the pid that we see is not the
    studio's."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(PACKAGES))
    python = [sys.executable, studio_support.__file__, str(tmp_path)]
    card, started = launcher.start(tmp_path, ["sh", "-c", '"$@" & wait', "sh", *python])
    try:
        assert started and launcher.health(card) is not None
    finally:
        launcher.stop(tmp_path)


# Rights


def too_open(folder: Path) -> list[str]:
    """What others could read in a folder, or the folder itself."""
    found = [folder, *folder.rglob("*")]
    return [f"{p} {p.stat().st_mode:o}" for p in found if p.stat().st_mode & 0o077]


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def work(client: Client, folder: Path) -> None:
    """One of everything that a studio writes."""
    from PIL import Image

    Image.new("RGB", (64, 48), "teal").save(folder / "photo.png")
    sid = client.session()["session_id"]
    assert client.upload(sid, folder / "photo.png").status_code == 200
    client.run(sid, "generate")
    render_id, _ = client.submit(sid, draft("x"))
    assert client.rendered(render_id, 60)["status"] == "completed"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("first", ["serve", "start"])
def test_all_that_a_studio_writes_is_the_users_alone(
    tmp_path: Path, usual_umask: None, first: str
) -> None:
    home = tmp_path / "home"
    data = home / "studio"
    (tmp_path / "own").mkdir()
    if first == "serve":
        server = Server(data)
        work(server.client(), tmp_path / "own")
        assert too_open(home) == []
        server.stop()
        assert too_open(home) == []
        return
    card = studio("start", "--data", str(data))
    try:
        work(Client(card["url"]), tmp_path / "own")
        assert too_open(home) == []
    finally:
        studio("stop", "--data", str(data))


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_folder_of_the_users_keeps_its_rights_and_ours_are_tightened(
    tmp_path: Path, usual_umask: None
) -> None:
    data = tmp_path / "shared"
    (data / "assets" / "1").mkdir(parents=True)
    (data / "renders").mkdir()
    for name in ("studio.log", "notes.txt"):
        (data / name).write_text("x")
    (data / "studio.log.1").symlink_to(data / "notes.txt")
    Server(data).stop()
    modes = {p.name: p.stat().st_mode & 0o777 for p in (data, *data.iterdir())}
    assert (modes["shared"], modes["notes.txt"]) == (0o755, 0o644)
    assert (modes["assets"], modes["renders"], modes["studio.log"]) == (0o700, 0o700, 0o600)


# The command line


def studio(*arguments: str, code: int = 0) -> dict[str, Any]:
    """One command of scripts/studio.py and its one JSON document."""
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "studio.py"), *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == code, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture
def data(tmp_path: Path) -> Iterator[str]:
    yield str(tmp_path / "studio")
    studio("stop", "--data", str(tmp_path / "studio"))


def test_start_status_stop(data: str) -> None:
    assert studio("status", "--data", data)["running"] is False
    started = studio("start", "--data", data)
    assert started["ok"] and started["started"]
    assert started["version"] == skill_version()
    assert Client(started["url"]).session()
    again = studio("start", "--data", data)
    assert (again["started"], again["url"], again["pid"]) == (
        False,
        started["url"],
        started["pid"],
    )
    assert studio("status", "--data", data)["url"] == started["url"]
    refused = studio("serve", "--data", data, code=1)
    assert refused["ok"] is False
    assert "runs already" in refused["error"]
    assert studio("stop", "--data", data)["stopped"] is True
    assert studio("stop", "--data", data)["stopped"] is False
    wait_for(lambda: not alive(started["pid"]))


def test_many_starts_at_once_are_one_studio(data: str) -> None:
    found: list[dict[str, Any]] = []
    threads = [
        threading.Thread(target=lambda: found.append(studio("start", "--data", data)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({card["pid"] for card in found}) == 1
    assert len(found) == 3


def test_a_taken_port_is_a_clear_failure(data: str) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        failed = studio("start", "--data", data, "--port", port, code=1)
    assert failed["error"].startswith("the studio did not start: [Errno")
    assert "in use" in failed["error"]


def test_missing_packages_are_told(tmp_path: Path) -> None:
    """A bare Python has no FastAPI: the command says how to run it, not a traceback."""
    done = subprocess.run(
        [sys.executable, "-S", str(SCRIPTS / "studio.py"), "serve", "--data", str(tmp_path)],
        capture_output=True,
        check=False,
        timeout=60,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
    )
    assert done.returncode == 1
    assert "uv run" in json.loads(done.stdout)["error"]
    assert not done.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["dance"], ["start", "--idle", "0"], ["serve", "--port", "99999"]]
)
def test_wrong_use(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "studio.py"), *arguments],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == b""
