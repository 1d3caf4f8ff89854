"""`studio.py clean`: what it frees, what it keeps, with a studio at work and without one."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_support import SCRIPTS, Client, Server, draft, frames

DAY_S = 24 * 3600
KINDS = ("uploads", "drafts", "messages", "renders", "side_files", "logs")


def command(name: str, data: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "studio.py"), name, "--data", str(data), *arguments],
        capture_output=True, timeout=60, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == code, (done.stdout, done.stderr)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def clean(data: Path, *arguments: str) -> dict[str, Any]:
    return command("clean", data, "--older", "30d", *arguments)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "studio", "--faults")
    yield server
    if server.process.poll() is None:
        server.stop()


def project(client: Client, photo: Path) -> tuple[str, str]:
    """A session with an upload, a draft and a render with a side file: its id and the render's."""
    sid = client.session()["session_id"]
    assert client.upload(sid, photo).status_code == 200
    client.run(sid, "generate")
    render_id, _ = client.submit(sid, draft("x"))
    assert client.rendered(render_id)["status"] == "completed"
    return sid, render_id


def make_old(data: Path, sid: str, days: float = 40, tables: tuple[str, ...] = ()) -> None:
    """Sets a session's times back, and those of its files."""
    back = int(days * DAY_S * 1000)
    with sqlite3.connect(data / "studio.db") as db:
        for table in tables or ("assets", "runs", "renders"):
            db.execute(
                f"UPDATE {table} SET created_at = created_at - ? WHERE session_id = ?", (back, sid)
            )
        for table in set(tables or ("runs", "renders")) - {"assets"}:
            db.execute(
                f"UPDATE {table} SET ended_at = ended_at - ? WHERE session_id = ?", (back, sid)
            )
        if not tables:
            db.execute("UPDATE sessions SET created_at = created_at - ? WHERE id = ?", (back, sid))


def touch_old(*paths: Path, days: float = 40) -> None:
    for path in paths:
        os.utime(path, (time.time() - days * DAY_S,) * 2, follow_symlinks=False)


def counts(freed: dict[str, Any]) -> dict[str, int]:
    return {kind: amount["count"] for kind, amount in freed.items() if amount["count"]}


def in_folder(data: Path) -> set[str]:
    return {str(p.relative_to(data)) for p in data.rglob("*") if "studio.db" not in p.name}


@pytest.mark.parametrize("running", [True, False])
def test_old_sessions_go_and_used_ones_stay(server: Server, photo: Path, running: bool) -> None:
    data, client = server.data_dir, server.client()
    old, old_render = project(client, photo)
    used, used_render = project(client, photo)
    side = next(p for p in data.glob("renders/*/job.json") if old_render[7:] in p.read_text())
    side.with_name("poster.jpg").write_bytes(b"x" * 500)
    make_old(data, old)
    if not running:
        server.stop()
    before = in_folder(data)
    expected = {"uploads": 1, "drafts": 1, "messages": 1, "renders": 1, "side_files": 1}
    planned = clean(data, "--dry-run")
    assert counts(planned["freed"]) == expected
    assert planned["say"].startswith("Would free 1 upload, 1 draft, 1 message, 1 render, 1 side ")
    assert in_folder(data) == before
    done = clean(data)
    assert (done["freed"], done["dry_run"]) == (planned["freed"], False)
    assert done["freed"]["uploads"]["bytes"] == photo.stat().st_size
    assert done["freed"]["renders"]["bytes"] > 256_000
    assert done["freed"]["side_files"]["bytes"] == 500
    assert done["say"].startswith("Freed 1 upload, ")
    assert clean(data)["say"] == "Nothing is older than 30d."
    gone = before - in_folder(data)
    assert gone and all(old in path or side.parent.name in path for path in gone)
    again = server if running else Server(data, "--faults")
    try:
        client.url = again.url
        reply = client.get(f"/api/state/nemo_agent/me/{old}/latest")
        assert (reply.status_code, reply.json()["code"]) == (404, 1002)
        state = client.state(used)["state"]
        assert [i["filename"] for i in state["video_infos"]] == ["photo.png"]
        assert state["draft"]["m"]["title"] == "generate full"
        assert client.get(f"/api/render/proxy/{used_render}/download").content
        assert frames(client.run(used, "edit").text)
    finally:
        again.stop()


@pytest.mark.parametrize("use", ["message", "upload", "render", "link"])
def test_a_session_that_was_used_lately_is_kept(server: Server, photo: Path, use: str) -> None:
    data, client = server.data_dir, server.client()
    session = client.session()
    sid = session["session_id"]
    client.upload(sid, photo)
    client.run(sid, "generate")
    make_old(data, sid)
    if use == "message":
        client.run(sid, "hello")
    elif use == "upload":
        client.upload(sid, photo)
    elif use == "render":
        client.rendered(client.submit(sid, draft("x"))[0])
    else:
        body = {k: session[k] for k in ("task_id", "session_id")}
        assert client.post("/api/auth/claim-token", json=body).status_code == 200
    before = in_folder(data)
    assert counts(clean(data)["freed"]) == {}
    assert in_folder(data) == before
    assert client.state(sid)["state"]["draft"]["m"]["title"] == "generate full"


def test_an_old_render_of_a_used_session_loses_its_files_only(server: Server, photo: Path) -> None:
    data, client = server.data_dir, server.client()
    sid, render_id = project(client, photo)
    make_old(data, sid, tables=("renders",))
    assert counts(clean(data)["freed"]) == {"renders": 1}
    assert not list((data / "renders").iterdir())
    assert client.poll(render_id)["status"] == "completed"
    assert client.get(f"/api/render/proxy/{render_id}/download").status_code == 404
    assert len(client.state(sid)["state"]["video_infos"]) == 1


def test_a_render_at_work_is_kept(server: Server, photo: Path) -> None:
    data, client = server.data_dir, server.client()
    sid = client.session()["session_id"]
    client.upload(sid, photo)
    render_id, _ = client.submit(sid, draft("slow"))
    while not list(data.glob("renders/*/job.json")):
        time.sleep(0.02)
    make_old(data, sid)
    touch_old(*data.rglob("renders/*/*"), *data.glob("renders/*"), *data.rglob("assets/*/*"))
    assert counts(clean(data)["freed"]) == {}
    assert client.rendered(render_id)["status"] == "completed"


def test_logs_and_half_written_files(server: Server, photo: Path) -> None:
    data, client = server.data_dir, server.client()
    sid, _ = project(client, photo)
    half = data / "assets" / sid / "asset_0123456789abcdef_half.mp4"
    new = data / "assets" / sid / "asset_fedcba9876543210_new.mp4"
    own = data / "assets" / sid / "notes.txt"
    render = data / "renders" / ("k" * 32)
    render.mkdir()
    for path in (half, new, own, render / "x.part", data / "studio.log.1", data / "start.log"):
        path.write_bytes(b"x" * 100)
    old = [half, own, render / "x.part", render, data / "studio.log.1", data / "studio.log",
           data / "start.log"]  # fmt: skip
    touch_old(*old)
    planned = clean(data, "--dry-run")
    freed = clean(data)["freed"]
    assert freed == planned["freed"]
    assert counts(freed) == {"uploads": 1, "renders": 1, "logs": 1}  # two logs are in use
    assert [p.exists() for p in (half, render, data / "studio.log.1")] == [False] * 3
    assert [p.exists() for p in (new, own, data / "studio.log", data / "start.log")] == [True] * 4
    server.stop()
    touch_old(data / "studio.log")
    assert counts(clean(data)["freed"]) == {"logs": 2}
    Server(data).stop()  # whatever a killed studio left half written goes at the next start
    assert not new.exists() and own.exists()
    assert len(list((data / "assets" / sid).iterdir())) == 2


def test_nothing_outside_is_touched_and_links_are_not_followed(
    server: Server, photo: Path, tmp_path: Path
) -> None:
    data, client = server.data_dir, server.client()
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    for name in ("asset_0123456789abcdef_a.mp4", "deep/b.mp4"):
        (outside / name).write_bytes(b"precious")
        touch_old(outside / name)
    linked, stored = project(client, photo)[0], project(client, photo)[0]
    server.stop()
    (data / "assets" / linked).rename(tmp_path / "moved")
    (data / "assets" / linked).symlink_to(outside)
    (data / "assets" / "7").symlink_to(outside)
    (data / "assets" / stored / "link").symlink_to(outside)
    (data / "renders" / ("k" * 32)).symlink_to(outside)
    (data / "start.log").symlink_to(outside / "deep" / "b.mp4")
    with sqlite3.connect(data / "studio.db") as db:
        db.execute("UPDATE assets SET path = ?", (str(outside / "deep" / "b.mp4"),))
        db.execute("UPDATE renders SET path = ?", (str(outside / "deep" / "b.mp4"),))
    make_old(data, linked)
    make_old(data, stored)
    clean(data)
    assert not (data / "assets" / stored).exists()
    assert (data / "assets" / linked).is_symlink()
    assert sorted(p.name for p in outside.rglob("*")) == [
        "asset_0123456789abcdef_a.mp4",
        "b.mp4",
        "deep",
    ]
    (tmp_path / "all").mkdir()
    for name in ("assets", "renders"):
        (data / name).rename(tmp_path / "all" / name)
        (data / name).symlink_to(tmp_path / "all" / name)
    before = in_folder(tmp_path / "all")
    clean(data)
    Server(data).stop()
    assert in_folder(tmp_path / "all") == before


def test_cleaning_beside_work(server: Server, photo: Path) -> None:
    """Messages, uploads and renders of used sessions go on while old ones are freed."""
    data, client = server.data_dir, server.client()
    for _ in range(5):
        make_old(data, project(client, photo)[0])
    sid = client.session()["session_id"]
    done = threading.Event()
    freed: list[dict[str, Any]] = []

    def free() -> None:
        for _ in range(3):
            freed.append(clean(data)["freed"])
        done.set()

    thread = threading.Thread(target=free)
    thread.start()
    while not done.is_set():
        assert client.upload(sid, photo).status_code == 200
        assert frames(client.run(sid, "generate").text)
        assert client.rendered(client.submit(sid, draft("x"))[0])["status"] == "completed"
    thread.join()
    assert sum(f["uploads"]["count"] for f in freed) == 5
    assert client.state(sid)["state"]["draft"]


def test_status_says_what_is_kept(server: Server, photo: Path) -> None:
    client = server.client()
    project(client, photo)
    kept = command("status", server.data_dir)["kept"]
    assert {k: kept[k]["count"] for k in KINDS} == {
        "uploads": 1, "drafts": 1, "messages": 1, "renders": 1, "side_files": 0, "logs": 1,
    }  # fmt: skip
    assert kept["uploads"]["bytes"] == photo.stat().st_size
    assert kept["database"]["bytes"] >= (server.data_dir / "studio.db").stat().st_size > 0


def test_a_folder_that_is_none_is_not_made(tmp_path: Path) -> None:
    assert clean(tmp_path / "none")["ok"]
    assert command("status", tmp_path / "none")["kept"]["uploads"] == {"count": 0, "bytes": 0}
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("older", [[], ["--older", "30"], ["--older", "30m"], ["--older", "0d"],
                                   ["--older", "-3d"], ["--older", "3.5d"], ["--older", "d"]])  # fmt: skip
def test_wrong_ages(tmp_path: Path, older: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "studio.py"), "clean", "--data", str(tmp_path), *older],
        capture_output=True, timeout=60, encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "--older" in done.stderr
