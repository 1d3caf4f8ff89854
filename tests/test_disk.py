"""Full, read-only, busy and broken: the journal, the other files of the home, and the video's place.
The real scripts, on real file systems of a few hundred kilobytes; nothing is patched."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raw_server import RawServer, Request
from shells import Ended, Shell
from stand_in import StandIn
from studio_support import SCRIPTS

from nemo_client import download, errors
from nemo_client.errors import Busy, FilesError
from nemo_client.journal import Journal
from nemo_wire.lock import locked

BRIEF = "A film about tea"
SEND = ("sse.py", "send", BRIEF)
EXPORT = ("export.py", "-o", "out.mp4")


def mount(place: Path, options: str) -> None:
    place.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True
    )
    if done.returncode:
        pytest.skip(f"no mounts here: {done.stderr.decode().strip()}")


def unmount(place: Path) -> None:
    subprocess.run(["umount", "-l", str(place)], check=True, capture_output=True)


@contextmanager
def small_disk(place: Path, size: str = "700k") -> Iterator[Path]:
    mount(place, f"size={size}")
    try:
        yield place
    finally:
        unmount(place)


def fill(folder: Path) -> Path:
    """Takes all the space that is left."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass
    return ballast


def in_home(shell: Shell, home: Path) -> Shell:
    return replace(shell, env=shell.env | {"NEMO_HOME": str(home)})


def told(ended: Ended, code: int, *words: str) -> None:
    assert ended.code == code and ended.doc["status"] != "internal_error", ended.doc
    for word in words:
        assert word in f"{ended.doc['say']} {ended.doc['do']}", (word, ended.doc)


# Busy


@contextmanager
def held_journal(home: Path) -> Iterator[None]:
    """Another process in a long transaction."""
    code = (
        "import sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home / "journal.db")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    ) as holder:  # fmt: skip
        assert holder.stdout and holder.stdout.readline() == "held\n"
        try:
            yield
        finally:
            holder.communicate("")


def test_a_long_transaction_of_another_is_busy(cloud: StandIn, cloud_shell: Shell) -> None:
    assert cloud_shell.run("session.py", "new").code == 0
    with held_journal(cloud_shell.home):
        ended = cloud_shell.run(*SEND)
        told(ended, 5, "journal.db", "same command again")
        assert ended.doc["status"] == "busy" and "Move" not in ended.doc["do"]
        assert cloud_shell.run("session.py", "list").code == 0, "a look needs no turn"
    assert cloud.count("run") == 0
    assert cloud_shell.run(*SEND).code == 0 and cloud.wishes == {BRIEF: 1}


def test_a_journal_that_is_held_in_the_middle_of_a_run(cloud: StandIn, cloud_shell: Shell) -> None:
    """The worker cannot write down what comes: nothing is sent again, and the end is found."""
    cloud_shell.run("session.py", "new")
    gate = cloud.hold("run", answered=True)
    started = cloud_shell.start(*SEND, "--wait", "60")
    assert gate.reached()
    with held_journal(cloud_shell.home):
        gate.release()
        time.sleep(3)  # longer than the worker waits
    ended = started.ended()
    if ended.code == 5:
        assert ended.doc["status"] == "busy"
        ended = cloud_shell.run(*SEND, "--wait", "60")
    assert ended.code == 0 and ended.doc["run_status"] in ("done", "recovered"), ended.doc
    assert cloud.wishes == {BRIEF: 1}


def test_a_journal_that_is_held_when_the_end_is_told(cloud: StandIn, cloud_shell: Shell) -> None:
    """The document has left; that it was read cannot be noted, so it is told again."""
    run = cloud_shell.run(*SEND).doc["run_id"]
    with held_journal(cloud_shell.home):
        ended = cloud_shell.run("sse.py", "wait", run)
        assert ended.code == 0 and ended.doc["run_id"] == run
    assert cloud.wishes == {BRIEF: 1}


def test_a_lock_that_is_never_freed_is_busy(cloud_shell: Shell) -> None:
    with locked(cloud_shell.home / "locks" / "journal"):
        told(cloud_shell.run("session.py", "list"), 5, "journal", "same command again")
    assert cloud_shell.run("session.py", "list").code == 0


# Broken


@pytest.fixture
def done(cloud: StandIn, cloud_shell: Shell) -> Shell:
    """A home with a session, a run and a render in it."""
    assert cloud_shell.run(*SEND).code == 0
    assert cloud_shell.run(*EXPORT).code == 0
    with closing(sqlite3.connect(cloud_shell.home / "journal.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return cloud_shell


LOOKS = [
    ("session.py", "list"), ("state.py",), ("sse.py", "log"), ("sse.py", "send", "shorter", "--wait", "30"),
    ("export.py", "-o", "b.mp4"), ("create.py", "Another film", "-o", "c.mp4", "--wait", "60"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("command", LOOKS, ids=lambda command: "-".join(command[:2]))
def test_damage_inside_the_journal_at_any_statement(done: Shell, command: tuple[str, ...]) -> None:
    """One page after the other is overwritten; the first, which names the file's kind, too."""
    whole = (done.home / "journal.db").read_bytes()
    page = int.from_bytes(whole[16:18], "big")
    codes = set()
    for number in range(0, len(whole) // page, 2):
        home = done.home.with_name(f"home-{number}")
        shutil.copytree(done.home, home)
        damaged = bytearray(whole)
        damaged[number * page : (number + 1) * page] = random.Random(number).randbytes(page)
        for name in ("journal.db-wal", "journal.db-shm"):
            (home / name).unlink(missing_ok=True)
        (home / "journal.db").write_bytes(damaged)
        ended = in_home(done, home).run(*command, timeout=120)
        codes.add(ended.code)
        assert ended.doc["status"] != "internal_error", (number, ended.doc)
        if ended.code == 1 and "broken" in ended.doc["say"]:
            told(ended, 1, f"Move {home / 'journal.db'} away", "journal.db-wal", "journal.db-shm")
        shutil.rmtree(home)
    assert 1 in codes


COLUMNS = [
    ("runs", "result"), ("runs", "before"), ("runs", "message"), ("runs", "created_at"),
    ("runs", "status"), ("renders", "request"), ("renders", "polls"), ("run_events", "data"),
    ("run_events", "text"), ("sessions", "language"), ("sessions", "title"),
    ("sessions", "created_at"), ("current", "session_id"),
]  # fmt: skip
AS = {"message": ("said",), "created_at": ("worked_at",)}  # what a query calls them
VALUES = ["", "{", "[[[[" * 50_000, "7", "null", "{}", "[]", b"\xff\xfe", 7, -1.5, 1e300, "\ud800"]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_rows_that_hold_what_no_row_has(done: Shell, table: str, column: str) -> None:
    home = done.home
    whole = (home / "journal.db").read_bytes()
    render = ""
    with closing(sqlite3.connect(home / "journal.db")) as db:
        render = db.execute("SELECT id FROM renders").fetchone()[0]
    commands = [
        ("session.py", "list"), ("session.py", "show"), ("state.py",), ("sse.py", "log"), ("sse.py", "wait"),
        ("sse.py", "stop"), ("export.py", "--resume", render, "--force"),
    ]  # fmt: skip
    for number, value in enumerate(VALUES):
        (home / "journal.db").write_bytes(whole)
        with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as db:
            if value == "\ud800":  # text that is not UTF-8
                db.execute(f"UPDATE {table} SET {column}=CAST(x'ff80' AS TEXT)")
            else:
                db.execute(f"UPDATE {table} SET {column}=?", (value,))
        ended = done.run(*commands[number % len(commands)])  # by turns: every one with each column
        assert ended.doc["status"] != "internal_error", (value, ended.doc)
        if "broken" in ended.doc["say"]:
            told(ended, 1, "journal.db", "Move")
            assert any(name in ended.doc["say"] for name in (column, *AS.get(column, ())))


def test_another_programs_database_is_not_taken(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "journal.db")) as db:
        db.execute("CREATE TABLE runs (x)")
    with pytest.raises(FilesError, match="already exists"):
        Journal(tmp_path)
    with closing(sqlite3.connect(tmp_path / "journal.db")) as db:
        db.execute("PRAGMA user_version=2")
    with pytest.raises(FilesError, match="no such"):
        Journal(tmp_path).sessions("api")


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(min_size=1, max_size=3000), at=st.integers(0, 60_000))
def test_any_bytes_anywhere_in_a_journal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, at: int
) -> None:
    """Every method either works or raises the typed error."""
    home = tmp_path_factory.mktemp("home")
    journal = Journal(home)
    for number in range(20):
        journal.add_session(
            "api", str(number), task_id=None, bind_id=None, title="t", language="en"
        )
        run, _ = journal.claim_run("api", str(number), "word " * 50)
        journal.finish_run(run["id"], "done", {"answer": "x" * 200})
        journal.add_render("api", "1", f"r{number}", {"draft": {}, "output": {}})
    journal.close()
    path = home / "journal.db"
    with path.open("r+b") as file:
        file.seek(at % path.stat().st_size)
        file.write(data)
    work: list[Callable[[Journal], object]] = [
        lambda j: j.sessions("api"),
        lambda j: [j.runs("api", s["id"]) for s in j.sessions("api")],
        lambda j: j.claim_run("api", "3", "other"),
        lambda j: j.render("r7"),
        lambda j: j.names_in_use(),
        lambda j: j.claim_creation("api", home, "x", {"brief": "b", "sources": [], "output": {}}),
    ]
    for one in work:
        try:
            opened = Journal(home)
        except FilesError as error:
            assert "journal.db" in str(error)
            continue
        try:
            one(opened)
        except FilesError as error:
            assert "journal.db" in str(error) and not isinstance(error, Busy)
        finally:
            opened.close()
    shutil.rmtree(home)


# Full


def test_a_full_disk_at_the_home(cloud: StandIn, cloud_shell: Shell, tmp_path: Path) -> None:
    """Whichever file it is that does not fit; afterwards the same command goes on."""
    with small_disk(tmp_path / "disk") as disk:
        shell = in_home(cloud_shell, disk / "home")
        ballast = fill(disk)
        for command in (("session.py", "new"), SEND, ("auth.py", "connect"), ("create.py", BRIEF)):
            told(shell.run(*command), 1, "disk is full", "Free some space", str(disk))
        ballast.unlink()
        assert shell.run("session.py", "new").code == 0
        fill(disk)
        ended = shell.run(*SEND, "--wait", "30")
        told(ended, 1, "disk is full", "journal.db", "Free some space")
        (disk / "ballast").unlink()
        assert shell.run(*SEND, "--wait", "60").code == 0
        assert cloud.wishes == {BRIEF: 1}


def test_a_full_disk_in_the_middle_of_a_run(
    cloud: StandIn, cloud_shell: Shell, tmp_path: Path
) -> None:
    """The answer cannot be written down: it is found in the state afterwards, not sent again."""
    with small_disk(tmp_path / "disk") as disk:
        shell = in_home(cloud_shell, disk / "home")
        assert shell.run("session.py", "new").code == 0
        gate = cloud.hold("run", answered=True)
        started = shell.start(*SEND, "--wait", "60")
        assert gate.reached()
        ballast = fill(disk)
        gate.release()
        first = started.ended()
        ballast.unlink(missing_ok=True)
        ended = first if first.code == 0 else shell.run(*SEND, "--wait", "60")
        assert ended.code == 0, (first.doc, ended.doc)
        assert cloud.wishes == {BRIEF: 1}


def test_a_full_disk_under_the_logs_stops_no_work(
    cloud: StandIn, cloud_shell: Shell, tmp_path: Path
) -> None:
    cloud_shell.run("session.py", "new")
    with small_disk(cloud_shell.home / "logs", "8k") as disk:
        fill(disk)
        assert cloud_shell.run(*SEND).code == 0
    with small_disk(cloud_shell.home / "logs", "8k,nr_inodes=1"):
        assert cloud_shell.run("sse.py", "send", "make it shorter").code == 0


def test_a_full_disk_at_the_video(cloud: StandIn, cloud_shell: Shell, tmp_path: Path) -> None:
    """What has come stays, and the same export goes on from there."""
    cloud_shell.run(*SEND)
    movie = cloud.movie
    free = (60_000).to_bytes(4, "big") + b"free" + bytes(60_000 - 8)  # a box that players skip
    cloud.movie = lambda draft, output: movie(draft, output) + free  # type: ignore[operator]
    with small_disk(tmp_path / "disk", "100k") as disk:
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * (100_000 // 4096 * 4096 - 8192))
        ended = cloud_shell.run("export.py", "-o", str(disk / "out.mp4"))
        told(ended, 1, "disk is full", "out.mp4.part", "Free some space", str(disk))
        part = disk / "out.mp4.part"
        had = part.stat().st_size
        assert had > 0 and not (disk / "out.mp4").exists()
        submitted = cloud.count("render")
        ballast.unlink()
        again = cloud_shell.run(*ended.doc["next"].split())
        assert again.code == 0 and again.doc["verified"], again.doc
        assert cloud.count("render") == submitted, "it was rendered again"
        ranges = [r.headers.get("range") for r in cloud.requests if r.endpoint == "cdn"]
        assert f"bytes={had}-" in ranges, "it did not go on from there"


def test_a_limit_on_the_size_of_files(cloud: StandIn, cloud_shell: Shell) -> None:
    """EFBIG, as of ulimit -f."""
    cloud_shell.run(*SEND)
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "export.py"), "-o", "out.mp4"], cwd=cloud_shell.folder,
        env=cloud_shell.env, capture_output=True, encoding="utf-8", timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)),
    )  # fmt: skip
    from json import loads

    document = loads(done.stdout)
    assert document["status"] != "internal_error", document
    assert done.returncode == 1 and ("full" in document["say"] or "disk" in document["do"])
    assert document["do"]
    assert cloud_shell.run(*EXPORT).code == 0


# Read-only


def test_a_home_on_a_read_only_disk(cloud: StandIn, cloud_shell: Shell, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    mount(disk, "size=2m")
    try:
        shell = in_home(cloud_shell, disk / "home")
        assert shell.run("session.py", "new").code == 0
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for command in (("session.py", "list"), SEND, ("auth.py", "forget"), ("create.py", BRIEF)):
            told(shell.run(*command), 1, "NEMO_HOME", str(disk / "home"))
            assert "Move" not in shell.run(*command).doc["do"]
        assert shell.run("auth.py", "status").code == 0
        fresh = in_home(cloud_shell, disk / "another")
        told(fresh.run("session.py", "list"), 1, "read-only", "NEMO_HOME")
        told(cloud_shell.run("create.py", BRIEF, "-o", str(disk / "a.mp4")), 2, "read-only", "-o")
    finally:
        unmount(disk)
    assert cloud.count("run") == 0


# The parts of a download


@pytest.mark.parametrize(
    "notes",
    [b"", b"[" * 100_000, b"\xff", b'{"url": 7, "tag": 8}', b"[]", b'{"url": "URL", "tag": "a\\r\\nX-Evil: b"}',
     b'{"url": "URL", "tag": [1]}', b'{"url": "URL", "tag": "\\u4f60"}'],
)  # fmt: skip
def test_odd_notes_of_a_part(cloud: StandIn, cloud_shell: Shell, notes: bytes) -> None:
    cloud_shell.run(*SEND)
    render = cloud_shell.run("export.py", "-o", "first.mp4").doc["render_id"]
    url = next(f"{cloud.cdn_url}{r.target}" for r in cloud.requests if r.endpoint == "cdn")
    (cloud_shell.folder / "out.mp4.part").write_bytes(b"of another film")
    note = cloud_shell.folder / "out.mp4.part.json"
    note.write_bytes(notes.replace(b"URL", url.encode()))
    ended = cloud_shell.run("export.py", "--resume", render, "-o", "out.mp4")
    assert ended.code == 0 and ended.doc["verified"], ended.doc
    assert not note.exists()
    assert not any("x-evil" in r.headers for r in cloud.requests)


def test_odd_parts(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud_shell.run(*SEND)
    folder = cloud_shell.folder
    (folder / "a.mp4.part").mkdir()
    (folder / "b.mp4.part.json").mkdir()
    os.mkfifo(folder / "c.mp4.part")
    (folder / "d.mp4.part").symlink_to("d.mp4.part")
    for name in "abcd":
        ended = cloud_shell.run("export.py", "-o", f"{name}.mp4", timeout=60)
        told(ended, 1, f"{name}.mp4.part", "Move", "-o")
    (folder / "e.mp4.part").symlink_to("elsewhere")
    assert cloud_shell.run("export.py", "-o", "e.mp4").code == 0


def test_a_download_that_drips_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then, for ever."""
    monkeypatch.setenv("NEMO_TIME_SCALE", "0.0001")
    monkeypatch.setenv("NEMO_API_URL", "http://127.0.0.1:1")  # where alone the scale is heeded

    def drips(_: Request) -> Iterator[bytes]:
        yield b'HTTP/1.1 200 OK\r\nContent-Length: 90000\r\nETag: "v1"\r\n\r\n'
        for _ in range(300):
            time.sleep(0.1)
            yield b"x"

    with RawServer(drips) as server, pytest.raises(errors.ServerError, match="takes too long"):
        download.fetch(server.url + "/a", tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4.part").stat().st_size > 0


def test_the_kinds_have_their_codes() -> None:
    assert (errors.FilesError.exit_code, errors.Busy.exit_code) == (1, 5)


def test_status_says_what_is_kept_and_how_large(make_shell: Callable[..., Shell]) -> None:
    shell = make_shell()
    studio = shell.home / "studio"
    (studio / "renders" / "deep").mkdir(parents=True)
    (studio / "renders" / "deep" / "a.mp4").write_bytes(b"x" * 2_500_000)
    (studio / "studio.log").write_bytes(b"x" * 1000)
    (studio / "away").symlink_to("/")
    (shell.home / "client_id").write_text("0" * 36)
    shown = shell.run("auth.py", "status").doc
    kept = shown["kept"]
    assert kept.pop("studio/away") < 100
    assert kept == {"client_id": 36, "studio/renders": 2_500_000, "studio/studio.log": 1000}
    assert "2.5 MB" in shown["say"] and "studio.py clean" in shown["say"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_standard_output_is_said_and_tells_nothing(make_shell: Callable[..., Shell]) -> None:
    shell = make_shell()
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*shell.runner, str(shell.scripts / "auth.py"), "status"], cwd=shell.folder,
            env=shell.env, stdout=full, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "standard output" in done.stderr
