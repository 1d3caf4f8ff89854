"""A generation is sent once, and outlives what started it: counted at the server, over the faults."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from typing import Any

import pytest
from shells import Shell
from studio_support import Client

FAULTS: dict[str, dict[str, Any]] = {
    "none": {},
    "drop before the answer": {"name": "drop_connection", "path": "/run_sse", "params": {"after": True}},
    "drop, nothing done": {"name": "drop_connection", "path": "/run_sse"},
    "reset before the answer": {
        "name": "drop_connection", "path": "/run_sse", "params": {"after": True, "reset": True},
    },
    "drop in the stream": {"name": "drop_stream", "params": {"after_events": 1}},
    "reset in the stream": {"name": "drop_stream", "params": {"after_events": 2, "reset": True}},
    "503 after the work": {"name": "server_error", "path": "/run_sse", "params": {"after": True}},
    "503, nothing done": {"name": "server_error", "path": "/run_sse"},
    "500 after the work": {"name": "http_error", "path": "/run_sse", "params": {"after": True}},
    "last event cut": {"name": "cut_last_event"},
    "truncated": {"name": "truncate", "path": "/run_sse", "params": {"after_bytes": 300}},
    "trickled": {"name": "slow_loris", "path": "/run_sse", "params": {"bytes": 400, "interval_s": 0.01}},
    "never closed": {"name": "no_close", "params": {"seconds": 30}},
    "error frame": {"name": "error_frame", "params": {"after_events": 1}},
    "error frame of 1.x": {"name": "error_frame", "params": {"form": "v1", "after_events": 1}},
    "error event": {"name": "error_event", "params": {"after_events": 1}},
    "cut after heartbeats": {"name": "truncate", "path": "/run_sse", "params": {"after_bytes": 0}},
    "silent": {"name": "silent_edit"},
    "typed": {"name": "typed_events"},
    "partial": {"name": "partial_streaming"},
    "noise at the end": {"name": "temporary_issue"},
    "no credits": {"name": "no_credits"},
}  # fmt: skip


def runs_in(studio: Client, shell: Shell) -> list[int]:
    """How many turns the server ran in each of the shell's sessions."""
    known = {s["id"] for s in shell.run("session.py", "list").doc["sessions"]}
    counted = studio.stats()["runs"]
    return [n for sid, n in counted.items() if sid in known]


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_never_two_runs(shell: Shell, studio: Client, fault: str) -> None:
    shell.run("session.py", "new")
    if FAULTS[fault]:
        studio.arm(**FAULTS[fault])
    sent = shell.run("sse.py", "send", "generate a film", "--wait", "60")
    assert sum(runs_in(studio, shell)) <= 1
    nothing_done = fault in ("no credits", "drop, nothing done", "503, nothing done")
    if nothing_done:
        assert sent.code in (3, 6) and not shell.run("state.py").doc["exportable"]
    elif "error" in fault:
        assert sent.code in (0, 1)
        assert "storm" not in sent.doc["say"]
    else:
        assert sent.code == 0, sent.doc
        assert sent.doc["exportable"] and sent.doc["say"]
    assert shell.run("sse.py", "wait").code == sent.code, "a second look says the same"
    assert sum(runs_in(studio, shell)) <= 1


def test_an_unknown_outcome_is_said_so_and_not_sent_again(shell: Shell, studio: Client) -> None:
    shell.run("session.py", "new")
    studio.arm("drop_connection", path="/run_sse")
    ended = shell.run("sse.py", "send", "generate", "--wait", "60")
    assert (ended.code, ended.doc["status"]) == (6, "outcome_unknown")
    assert ended.doc["next"].startswith("state.py --session ")
    assert "not" in ended.doc["do"].lower()


def test_a_lost_stream_is_recovered_from_the_state(shell: Shell, studio: Client) -> None:
    shell.run("session.py", "new")
    studio.arm("drop_stream", params={"after_events": 1})
    ended = shell.run("sse.py", "send", "generate")
    assert ended.code == 0 and ended.doc["run_status"] == "recovered"
    assert "Timeline (2 tracks)" in ended.doc["changes"][0]


def test_a_silent_edit_is_told_from_the_state(shell: Shell, studio: Client) -> None:
    shell.run("session.py", "new", "--language", "zh-CN")
    shell.run("sse.py", "send", "generate one")
    studio.arm("silent_edit")
    ended = shell.run("sse.py", "send", "edit two")
    assert ended.code == 0 and ended.doc["run_status"] == "silent"
    assert ended.doc["say"] == '已完成：标题："generate one full" 改为 "edit two"。'


def test_an_edit_that_changed_nothing_is_told_too(shell: Shell) -> None:
    shell.run("session.py", "new")
    said = shell.run("sse.py", "send", "hello")
    assert said.doc["changes"] == [] and said.doc["run_status"] == "done"


@pytest.mark.parametrize("form", ["typed", "event_key", "word", "empty", "comment", "event_line"])
def test_heartbeats_of_every_form_are_waited_through(
    shell: Shell, studio: Client, form: str
) -> None:
    shell.run("session.py", "new")
    studio.arm("heartbeats", params={"form": form, "interval_s": 0.02, "count": 20})
    assert shell.run("sse.py", "send", "hello").doc["say"].startswith("hello")


@pytest.mark.slow
def test_heartbeats_alone_are_a_time_out(shell: Shell, studio: Client) -> None:
    """10 minutes of them (6 s in the tests' time); then the state is asked."""
    shell.run("session.py", "new")
    studio.arm("heartbeats", params={"form": "comment", "interval_s": 0.1, "count": 400})
    began = time.monotonic()
    ended = shell.run("sse.py", "send", "generate", "--wait", "60")
    assert time.monotonic() - began < 30
    assert ended.code in (0, 6)
    assert sum(runs_in(studio, shell)) <= 1


def test_still_running_and_wait(shell: Shell, studio: Client) -> None:
    shell.run("session.py", "new")
    studio.arm("slow_run", params={"seconds": 0.7})
    first = shell.run("sse.py", "send", "generate", "--wait", "0.5")
    assert (first.code, first.doc["status"]) == (4, "running")
    run_id = first.doc["run_id"]
    assert first.doc["next"] == f"sse.py wait {run_id} --wait 0.5"
    other = shell.run("sse.py", "send", "another thing")
    assert (other.code, other.doc["run_id"]) == (4, run_id)
    assert "nothing was sent" in other.doc["say"]
    same = shell.run("sse.py", "send", "generate", "--wait", "0.1")
    assert same.code == 4 and same.doc["run_id"] == run_id
    last = shell.run("sse.py", "wait", run_id)
    assert last.code == 0 and last.doc["exportable"]
    assert runs_in(studio, shell) == [1]


def test_a_queued_message_waits_for_its_turn(shell: Shell, studio: Client) -> None:
    shell.run("session.py", "new")
    studio.arm("slow_run", params={"seconds": 0.3})
    assert shell.run("sse.py", "send", "generate", "--wait", "0.2").code == 4
    ended = shell.run("sse.py", "send", "hello", "--queue")
    assert ended.code == 0 and ended.doc["say"].startswith("hello")
    assert runs_in(studio, shell) == [2]


def test_the_run_outlives_a_killed_command(shell: Shell, studio: Client) -> None:
    """As an agent's shell does it: SIGKILL to the whole process group."""
    shell.run("session.py", "new")
    studio.arm("slow_run", params={"seconds": 0.4})
    command = subprocess.Popen(
        [sys.executable, str(shell.scripts / "sse.py"), "send", "generate"], cwd=shell.folder,
        env=shell.env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_for_status(shell, "streaming")
    os.killpg(command.pid, signal.SIGKILL)
    command.wait()
    ended = shell.run("sse.py", "wait")
    assert ended.code == 0 and ended.doc["run_status"] == "done" and ended.doc["exportable"]
    assert runs_in(studio, shell) == [1]


@pytest.mark.slow
@pytest.mark.parametrize("when", ["queued", "sending", "streaming"])
def test_a_killed_worker_is_replaced_and_sends_nothing_twice(
    shell: Shell, studio: Client, when: str
) -> None:
    shell.run("session.py", "new")
    if when == "queued":
        studio.arm("delay", path="/api/state", params={"seconds": 3})
    if when == "sending":
        studio.arm("delay", path="/run_sse", params={"seconds": 3})
    if when == "streaming":
        studio.arm("slow_run", params={"seconds": 0.5})
    assert shell.run("sse.py", "send", "generate", "--wait", "0").code == 4
    wait_for_status(shell, when)
    if when != "streaming":
        time.sleep(0.7)
    kill_workers(shell)
    ended = shell.run("sse.py", "wait", "--wait", "60")
    assert ended.code in (0, 6), ended.doc
    assert sum(runs_in(studio, shell)) <= 1
    if when != "sending":
        assert ended.code == 0 and ended.doc["exportable"]


def wait_for_status(shell: Shell, status: str, limit_s: float = 15) -> None:
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        try:
            with sqlite3.connect(shell.home / "journal.db") as db:
                found = [row[0] for row in db.execute("SELECT status FROM runs")]
        except sqlite3.Error:
            found = []
        if status in found:
            return
        time.sleep(0.02)
    raise AssertionError(f"the run never was {status}: {found}")


def kill_workers(shell: Shell) -> None:
    """SIGKILL every worker of this shell's home."""
    killed = 0
    for process in os.listdir("/proc"):
        if not process.isdigit():
            continue
        try:
            with open(f"/proc/{process}/cmdline", "rb") as file:
                command = file.read()
            with open(f"/proc/{process}/environ", "rb") as file:
                ours = str(shell.home).encode() in file.read()
        except OSError:
            continue
        if b"sse.py\0worker" in command and ours:
            os.kill(int(process), signal.SIGKILL)
            killed += 1
    assert killed == 1


def test_429_waits_once_and_sends_once(shell: Shell, studio: Client) -> None:
    shell.run("session.py", "new")
    studio.arm("rate_limited", path="/run_sse")
    assert shell.run("sse.py", "send", "generate").code == 0
    studio.arm("rate_limited", path="/run_sse", times=2)
    ended = shell.run("sse.py", "send", "edit")
    assert (ended.code, ended.doc["status"]) == (5, "rate_limited")
    assert runs_in(studio, shell) == [1]


def test_a_refused_token_is_renewed_and_the_message_sent_once(shell: Shell, studio: Client) -> None:
    shell.run("session.py", "new")
    studio.arm("bad_token", path="/run_sse")
    assert shell.run("sse.py", "send", "generate").code == 0
    assert runs_in(studio, shell) == [1]


@pytest.mark.parametrize("params", [{}, {"status": 404, "detail": "Session not found: 1"}])
def test_a_lost_empty_session_is_replaced_by_itself(
    shell: Shell, studio: Client, params: dict[str, Any]
) -> None:
    lost = shell.run("session.py", "new").doc["session"]["id"]
    studio.arm("session_not_found", params=params)
    ended = shell.run("sse.py", "send", "generate")
    assert ended.code == 0 and ended.doc["exportable"]
    current = [s for s in shell.run("session.py", "list").doc["sessions"] if s["current"]]
    assert current and current[0]["id"] != lost


def test_a_lost_session_says_what_must_be_uploaded_again(shell: Shell, studio: Client) -> None:
    from PIL import Image

    shell.run("session.py", "new")
    Image.new("RGB", (32, 32)).save(shell.folder / "a.png")
    shell.run("upload.py", "a.png")
    studio.arm("session_not_found", path="/run_sse")
    ended = shell.run("sse.py", "send", "generate")
    assert (ended.code, ended.doc["status"]) == (1, "session_not_found")
    assert ended.doc["upload_again"] == [str(shell.folder / "a.png")]
    assert ended.doc["next"].startswith("upload.py ")


def test_a_queued_message_gets_on_when_the_worker_before_it_has_died(
    shell: Shell, studio: Client
) -> None:
    shell.run("session.py", "new")
    studio.arm("slow_run", params={"seconds": 0.5})
    assert shell.run("sse.py", "send", "generate", "--wait", "0").code == 4
    wait_for_status(shell, "streaming")
    kill_workers(shell)
    ended = shell.run("sse.py", "send", "hello", "--queue", "--wait", "60")
    assert ended.code == 0 and ended.doc["say"].startswith("hello")


def test_words_before_a_silence_are_told_but_are_no_end(shell: Shell, studio: Client) -> None:
    """The server neither goes on nor closes, and the state shows nothing."""
    shell.run("session.py", "new")
    studio.arm("no_close", params={"seconds": 60})
    ended = shell.run("sse.py", "send", "hello", "--wait", "60")
    assert (ended.code, ended.doc["status"]) == (6, "outcome_unknown")
    assert "What it said before: hello" in ended.doc["say"]


def test_a_lost_session_in_other_commands_is_replaced_and_told(
    shell: Shell, studio: Client
) -> None:
    from PIL import Image

    Image.new("RGB", (32, 32)).save(shell.folder / "a; touch x.png")
    lost = shell.run("session.py", "new").doc["session"]["id"]
    studio.arm("session_not_found", path="/api/upload-video")
    ended = shell.run("upload.py", "a; touch x.png")
    assert (ended.code, ended.doc["status"]) == (1, "session_not_found")
    import shlex

    assert shlex.split(ended.doc["next"]) == ["upload.py", str(shell.folder / "a; touch x.png")]
    assert shell.run("state.py").doc["session_id"] != lost


def test_a_run_of_one_engine_is_not_gone_on_with_on_another(shell: Shell) -> None:
    run_id = shell.run("sse.py", "send", "hello").doc["run_id"]
    ended = shell.run("sse.py", "wait", run_id, NEMO_API_URL="https://127.0.0.1:1")
    assert ended.code == 2 and "belongs to" in ended.doc["say"]


def test_a_strict_studio_refuses_as_the_cloud_does(shell: Shell, studio: Client) -> None:
    studio.rules(strict=True)
    shell.run("session.py", "new")
    assert shell.run("sse.py", "send", "generate").code == 0
    ended = shell.run("sse.py", "send", "generate more")
    assert (ended.code, ended.doc["status"]) == (3, "no_credits")
    assert json.dumps(ended.doc).count("register?bind=") >= 1


def test_two_folders_have_two_sessions(shell: Shell) -> None:
    from dataclasses import replace

    other = replace(shell, folder=shell.folder / "other")
    other.folder.mkdir()
    shell.run("sse.py", "send", "hello")
    other.run("sse.py", "send", "hello")
    listed = shell.run("session.py", "list").doc["sessions"]
    assert len(listed) == 2 and [s["current"] for s in listed].count(True) == 1
