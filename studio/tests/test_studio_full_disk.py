"""A disk that is really full: a small file system of its own, which needs root on Linux."""

from __future__ import annotations

import errno
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from raw_server import RawServer, answer
from studio_support import SCRIPTS, Client, Server, draft, frames

MB = 1024 * 1024


class Disk:
    """A file system of 4 MB."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "studio"
        self._filler = folder / "filler"

    def fill(self, leave: int = 0) -> None:
        """Leaves so many bytes free, in whole pages."""
        with self._filler.open("ab", buffering=0) as file:
            for size in (65536, 4096):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError as error:
                    assert error.errno == errno.ENOSPC
            file.truncate(max(0, file.tell() // 4096 * 4096 - leave))

    def free(self) -> None:
        self._filler.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, encoding="utf-8")
    except FileNotFoundError:
        pytest.skip("no mount here: no small disk can be had")
    if done.returncode:
        pytest.skip(f"no small disk can be had: {done.stderr.strip()}")
    yield Disk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def server(disk: Disk) -> Iterator[Server]:
    server = Server(disk.data, "--faults")
    yield server
    server.stop()


def command(name: str, data: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "studio.py"), name, "--data", str(data), *arguments],
        capture_output=True, timeout=90, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stdout + done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def names_it(text: str, disk: Disk) -> None:
    assert "the disk is full" in text
    assert str(disk.data) in text
    assert "studio.py clean" in text


def refused(reply: Any, disk: Disk) -> None:
    assert (reply.status_code, reply.json()["code"]) == (507, 507), reply.text
    names_it(reply.json()["message"], disk)


def uploads(disk: Disk) -> list[str]:
    return [path.name for path in (disk.data / "assets").rglob("*") if path.is_file()]


def whole(disk: Disk) -> None:
    with sqlite3.connect(disk.data / "studio.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_upload_that_does_not_fit(
    disk: Disk, server: Server, photo: Path, tmp_path: Path
) -> None:
    client = server.client()
    sid = client.session()["session_id"]
    assert client.upload(sid, photo).status_code == 200
    big = tmp_path / "big.mp4"
    big.write_bytes(b"x" * 6 * MB)
    refused(client.upload(sid, photo, big), disk)
    with RawServer(lambda _: [answer(big.read_bytes())]) as web:
        body = {"urls": [f"{web.url}/big.mp4"]}
        refused(client.post(f"/api/upload-video/nemo_agent/me/{sid}", json=body), disk)
    assert len(uploads(disk)) == 1
    assert client.upload(sid, photo).status_code == 200
    assert len(client.state(sid)["state"]["video_infos"]) == len(uploads(disk)) == 2


def test_nothing_can_be_stored(disk: Disk, server: Server, photo: Path) -> None:
    """All that writes says so; all that reads goes on; with room again nothing is missing."""
    client = server.client()
    sid = client.session()["session_id"]
    client.run(sid, "generate")
    before = client.state(sid)
    disk.fill()
    long = "generate " + "x" * 200_000  # more than what the database has in reserve
    refused(client.run(sid, long), disk)
    refused(client.submit(sid, draft(long))[1], disk)
    refused(client.upload(sid, photo), disk)
    refused(
        client.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "x" * 200}), disk
    )
    assert client.state(sid) == before
    assert client.get("/health").json()["ok"]
    assert uploads(disk) == []
    disk.free()
    assert client.state(sid) == before
    assert client.upload(sid, photo).status_code == 200
    assert frames(client.run(sid, "generate more").text)
    assert client.state(sid)["state"]["draft"]["m"]["title"] == "generate more full"
    assert client.rendered(client.submit(sid, draft("x"))[0])["status"] == "completed"
    whole(disk)


def test_a_run_whose_draft_does_not_fit(disk: Disk, server: Server) -> None:
    """The stream ends with an error that names it; the draft is the one before."""
    client = server.client()
    sid = client.session()["session_id"]
    client.run(sid, "generate first")
    client.arm("slow_run", params={"seconds": 0.3})
    with client.run(sid, "generate " + "y" * 300_000, stream=True) as reply:
        pieces = reply.iter_content(None, decode_unicode=True)
        begun = next(pieces)
        disk.fill()
        events = frames(begun + "".join(pieces))
    names_it(events[-1]["error"], disk)
    assert client.state(sid)["state"]["draft"]["m"]["title"] == "generate first full"
    disk.free()
    assert frames(client.run(sid, "hello").text)
    client.run(sid, "generate second")
    assert client.state(sid)["state"]["draft"]["m"]["title"] == "generate second full"
    assert not client.stats()["busy"]
    with sqlite3.connect(disk.data / "studio.db") as db:
        assert {row[0] for row in db.execute("SELECT status FROM runs")} == {"done", "failed"}


def test_a_render_that_does_not_fit(disk: Disk) -> None:
    """The real renderer: first its video does not fit, then not even its job."""
    card = command("start", disk.data)
    try:
        client = Client(card["url"])
        sid = client.session()["session_id"]
        noisy = draft("x", 4000)
        noisy["m"] |= {"width": 480, "height": 480}
        for leave in (8192, 0):
            render_id, reply = client.submit(sid, noisy)
            assert reply.status_code == 200, reply.text
            job = disk.data / "renders"
            wait_for(lambda: list(job.glob("*/job.json")))  # noqa: B023
            disk.fill(leave)
            done = client.rendered(render_id, 60)
            assert done["status"] == "failed", done
            names_it(done["error"], disk)
            assert done["retryable"] is True
            assert not list(job.iterdir())
            assert client.get("/health").json()["ok"]
            disk.free()
        render_id, _ = client.submit(sid, draft("x"))
        assert client.rendered(render_id, 60)["status"] == "completed"
    finally:
        command("stop", disk.data)


def test_a_start_without_room(disk: Disk) -> None:
    disk.fill()
    names_it(command("start", disk.data, code=1)["error"], disk)
    names_it(command("serve", disk.data, code=1)["error"], disk)
    disk.free()
    assert command("start", disk.data)["started"]
    command("stop", disk.data)


def test_clean_on_a_full_disk(disk: Disk, server: Server, photo: Path) -> None:
    client = server.client()
    old, used = client.session()["session_id"], client.session()["session_id"]
    Image.effect_noise((500, 500), 90).save(photo)  # some 200 KB
    for sid in (old, used):
        assert client.upload(sid, photo).status_code == 200
        client.run(sid, "generate")
    with sqlite3.connect(disk.data / "studio.db") as db:
        for table in ("assets", "runs"):
            db.execute(f"UPDATE {table} SET created_at = 1 WHERE session_id = ?", (old,))
        db.execute("UPDATE runs SET ended_at = 1 WHERE session_id = ?", (old,))
        db.execute("UPDATE sessions SET created_at = 1 WHERE id = ?", (old,))
    disk.fill()
    freed = command("clean", disk.data, "--older", "1d")["freed"]
    assert (freed["uploads"]["count"], freed["drafts"]["count"]) == (1, 1)
    assert client.state(used)["state"]["draft"]
    assert client.get(f"/api/state/nemo_agent/me/{old}/latest").json()["code"] == 1002
    disk.free()
    whole(disk)


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "timed out"
        time.sleep(0.02)
