"""A folder is at one video: where wishes go while it is made, what is said of work in progress, and
how it is stopped. The real scripts against a stand-in of the cloud."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path

import pytest
from PIL import Image
from shells import Shell
from stand_in import StandIn
from stand_in_rules import CUT, Hold, finish, lost, stream, text

from nemo_client.config import time_scale
from nemo_client.journal import Journal
from nemo_client.migrations import MIGRATIONS

BRIEF, WISH = "A film about tea", "make the title yellow"
CREATE = ("create.py", BRIEF, "-o", "out.mp4")


def test_a_wish_during_a_creation_goes_to_its_video(cloud: StandIn, cloud_shell: Shell) -> None:
    """An older project of the folder is not touched, and no new one is made."""
    cloud_shell.run("sse.py", "send", "An older film")
    gate = cloud.hold("run")
    first = cloud_shell.start(*CREATE)
    assert gate.reached()
    refused = cloud_shell.run("sse.py", "send", WISH)
    assert refused.code == 4 and "--queue" in refused.doc["do"], refused.doc
    wish = cloud_shell.start("sse.py", "send", WISH, "--queue", "--wait", "60")
    gate.release()
    assert first.ended().code == 0
    assert wish.ended().code == 0
    assert len(cloud.sessions) == 2
    messages = [(r.json["session_id"], r.message) for r in cloud.requests if r.endpoint == "run"]
    newest = list(cloud.sessions)[-1]
    assert messages[1:] == [(newest, BRIEF), (newest, WISH)]


@pytest.mark.parametrize("step", ["session", "upload"])
def test_a_wish_waits_for_a_creation_without_a_message(
    cloud: StandIn, cloud_shell: Shell, step: str
) -> None:
    Image.new("RGB", (64, 64), "red").save(cloud_shell.folder / "a.jpg")
    gate = cloud.hold(step)
    first = cloud_shell.start("create.py", BRIEF, "a.jpg", "-o", "out.mp4")
    assert gate.reached()
    wish = cloud_shell.run("sse.py", "send", WISH, "--queue", "--wait", "0.5")
    assert wish.code == 4
    gate.release()
    assert first.ended().code == 0
    assert cloud_shell.run("sse.py", "wait", wish.doc["run_id"], "--wait", "60").code == 0
    assert [r.message for r in cloud.requests if r.endpoint == "run"] == [BRIEF, WISH]
    assert len(cloud.sessions) == 1


def test_a_batch_is_made_side_by_side(cloud: StandIn, cloud_shell: Shell) -> None:
    """As SKILL.md says: a call with a short wait for each, then each `next`."""
    gate = cloud.hold("run")
    briefs = ["A film about tea", "A film about rain", "A film about bread"]
    left = [cloud_shell.run("create.py", "--wait", "2", b, "-o", f"{b[-3:]}.mp4") for b in briefs]
    assert [ended.code for ended in left] == [4, 4, 4]
    assert gate.reached(len(briefs)), "all are at work before any has ended"
    gate.release()
    done = [cloud_shell.run(*ended.doc["next"].split()) for ended in left]
    assert [Path(ended.doc["file"]).name for ended in done] == ["tea.mp4", "ain.mp4", "ead.mp4"]
    assert len({ended.doc["session_id"] for ended in done}) == len(cloud.sessions) == 3
    assert set(cloud.wishes.values()) == {1} and len(cloud.wishes) == 3
    changed = cloud_shell.run("sse.py", "send", WISH, "--session", done[0].doc["session_id"])
    assert changed.code == 0, changed.doc
    last = [r for r in cloud.requests if r.endpoint == "run"][-1]
    assert last.json["session_id"] == done[0].doc["session_id"]


def test_a_killed_creation_is_what_its_folder_is_at(cloud: StandIn, cloud_shell: Shell) -> None:
    gate = cloud.hold("session", answered=True)
    first = cloud_shell.start(*CREATE)
    assert gate.reached()
    first.kill()
    gate.release()
    for command in (("sse.py", "wait"), ("state.py",), ("export.py",)):
        ended = cloud_shell.run(*command)
        assert (ended.code, ended.doc["status"]) == (4, "running"), ended.doc
        assert ended.doc["next"].startswith("create.py --resume job_")
    ended = cloud_shell.run(*ended.doc["next"].split())
    assert ended.code == 0 and ended.doc["verified"]
    assert cloud.wishes == {BRIEF: 1}


def test_only_a_folder_with_nothing_gets_a_new_project(cloud: StandIn, cloud_shell: Shell) -> None:
    first = cloud_shell.run("sse.py", "send", BRIEF)
    assert first.doc["new_project"] and first.doc["say"].startswith("This is a new project.")
    second = cloud_shell.run("sse.py", "send", WISH)
    assert "new_project" not in second.doc and len(cloud.sessions) == 1


def test_state_and_export_say_that_a_run_is_at_work(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud_shell.run("sse.py", "send", BRIEF)
    gate = cloud.hold("run")
    running = cloud_shell.run("sse.py", "send", WISH, "--wait", "0.3")
    assert running.code == 4 and gate.reached()
    state = cloud_shell.run("state.py")
    assert state.code == 0 and "still being worked on" in state.doc["say"]
    assert state.doc["working"] == running.doc["run_id"]
    export = cloud_shell.run("export.py", "-o", "a.mp4")
    assert export.code == 4 and export.doc["next"] == f"sse.py wait {running.doc['run_id']}"
    assert not (cloud_shell.folder / "a.mp4").exists()
    as_is = cloud_shell.run("export.py", "-o", "a.mp4", "--as-is")
    assert as_is.code == 0 and "is not in it" in as_is.doc["say"]
    gate.release()


def test_an_output_that_cannot_be_written_is_told_before_anything_is_sent(
    cloud: StandIn, cloud_shell: Shell
) -> None:
    place = "/proc" if Path("/proc/self").exists() else "no/such/folder"
    ended = cloud_shell.run("create.py", BRIEF, "-o", f"{place}/out.mp4")
    assert (ended.code, ended.doc["status"]) == (2, "usage"), ended.doc
    assert not cloud.requests


def test_done_before_is_the_same_file(cloud: StandIn, cloud_shell: Shell) -> None:
    first = cloud_shell.run(*CREATE)
    again = cloud_shell.run("create.py", f"  A film   about {'tea'} ", "-o", "out.mp4")
    assert again.code == 0 and again.doc["file"] == first.doc["file"]
    assert "nothing was generated again" in again.doc["say"] and not again.doc["edited_since"]
    assert (cloud.count("run"), cloud.count("render")) == (1, 1)
    cloud_shell.run("sse.py", "send", WISH)
    (cloud_shell.folder / "out.mp4").unlink()
    third = cloud_shell.run(*CREATE)
    assert third.code == 0 and third.doc["edited_since"] and "edited" in third.doc["say"]
    assert (cloud.count("run"), cloud.count("render")) == (2, 2)
    texts = [entry["text"] for entry in third.doc["texts"]]
    assert texts == [BRIEF], "the video as it was made"
    (cloud_shell.folder / "out.mp4").write_bytes(b"the user's own by now")
    ended = cloud_shell.run(*CREATE)
    assert (ended.code, ended.doc["status"]) in ((2, "usage"), (0, "done"))
    if ended.code == 0:
        assert ended.doc["file"] != third.doc["file"]
    assert (cloud_shell.folder / "out.mp4").read_bytes() == b"the user's own by now"


def test_other_files_of_the_same_name_are_another_creation(
    cloud: StandIn, cloud_shell: Shell
) -> None:
    for colour in ("red", "blue"):
        Image.new("RGB", (64, 64), colour).save(cloud_shell.folder / "a.jpg")
        assert cloud_shell.run("create.py", BRIEF, "a.jpg", "-o", f"{colour}.mp4").code == 0
    assert cloud.count("run") == 2


def test_an_upload_that_cannot_be_told_is_an_unknown_end(
    cloud: StandIn, cloud_shell: Shell
) -> None:
    """Another file of the same session came in the meantime under a name of the backend's own."""
    Image.new("RGB", (64, 64), "red").save(cloud_shell.folder / "a.jpg")
    cloud_shell.run("session.py", "new")
    (session,) = cloud.sessions.values()
    gate = cloud.hold("upload")
    cloud.rule("upload", do=lost())
    started = cloud_shell.start("upload.py", "a.jpg")
    assert gate.reached()
    session.files.append({"filename": "renamed-1.jpg", "cdn_url": "https://cdn.example.com/1"})
    session.files.append({"filename": "a.jpg", "cdn_url": "https://cdn.example.com/2", "n": 1})
    gate.release()
    ended = started.ended()
    assert (ended.code, ended.doc["status"]) == (6, "outcome_unknown"), ended.doc
    assert "a.jpg" in ended.doc["say"] and "--again" in ended.doc["do"]
    assert cloud_shell.run("upload.py", "a.jpg").code == 6
    assert cloud.count("upload") == 1
    assert cloud_shell.run("upload.py", "a.jpg", "--again").code == 0
    assert cloud.count("upload") == 2


def test_stop_ends_what_waits_and_says_of_what_was_sent_that_it_goes_on(
    cloud: StandIn, cloud_shell: Shell
) -> None:
    gate = cloud.hold("run")
    sent = cloud_shell.run("sse.py", "send", BRIEF, "--wait", "0.3")
    assert gate.reached()
    waiting = cloud_shell.run("sse.py", "send", WISH, "--queue", "--wait", "0.3")
    stopped = cloud_shell.run("sse.py", "stop", waiting.doc["run_id"])
    assert stopped.code == 0 and "nothing was charged" in stopped.doc["say"]
    goes_on = cloud_shell.run("sse.py", "stop", sent.doc["run_id"])
    assert goes_on.code == 1 and "may be charged" in goes_on.doc["say"]
    assert goes_on.doc["next"] == f"sse.py wait {sent.doc['run_id']}"
    gate.release()
    assert cloud_shell.run("sse.py", "wait", sent.doc["run_id"], "--wait", "60").code == 0
    assert cloud_shell.run("sse.py", "wait", waiting.doc["run_id"]).doc["status"] == "cancelled"
    assert cloud.wishes == {BRIEF: 1}


def test_cancel_ends_a_creation_that_was_not_sent(cloud: StandIn, cloud_shell: Shell) -> None:
    gate = cloud.hold("session")
    started = cloud_shell.start(*CREATE)
    assert gate.reached()
    job = Journal(cloud_shell.home).running_creation(cloud.url, cloud_shell.folder)
    assert job
    cancelled = cloud_shell.run("create.py", "--cancel", job["id"])
    assert cancelled.code == 0 and "nothing was charged" in cancelled.doc["say"]
    gate.release()
    ended = started.ended()
    assert (ended.code, ended.doc["status"]) == (1, "cancelled"), ended.doc
    assert not cloud.count("run")
    assert cloud_shell.run(*CREATE).code == 0, "the same brief is a new creation"


def test_an_interrupt_says_how_to_go_on(cloud: StandIn, cloud_shell: Shell) -> None:
    # A suite in a shell's background ignores interrupts, and so would its children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gate = cloud.hold("run")
    started = cloud_shell.start(*CREATE)
    assert gate.reached()
    os.kill(started.process.pid, signal.SIGINT)
    ended = started.ended()
    assert ended.code == 130 and ended.doc["next"].startswith("create.py --resume job_")
    gate.release()
    assert cloud_shell.run(*ended.doc["next"].split()).code == 0
    assert cloud.wishes == {BRIEF: 1}


def test_a_clock_set_back_reorders_nothing(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud_shell.run("sse.py", "send", BRIEF)
    with sqlite3.connect(cloud_shell.home / "journal.db") as db:
        db.execute("UPDATE runs SET created_at=created_at+86400")
    cloud_shell.run("sse.py", "send", WISH)
    assert cloud_shell.run("sse.py", "log").doc["run"]["message"] == WISH


def test_a_journal_of_1_0_0_with_a_running_creation_goes_on(
    cloud: StandIn, cloud_shell: Shell
) -> None:
    """Its creation had its session and was killed before its message."""
    made = cloud_shell.run("session.py", "new").doc["session"]
    (cloud_shell.home / "journal.db").unlink()
    request = (
        '{"brief": "A film about tea", "extras": [], "force": false, "out": "%s", '
        '"output": {"format": "mp4", "quality": "standard"}, "sources": []}'
    ) % (cloud_shell.folder / "out.mp4")
    with sqlite3.connect(cloud_shell.home / "journal.db") as db:
        db.executescript(MIGRATIONS[0] + "PRAGMA user_version=1;")
        db.execute(
            "INSERT INTO sessions VALUES (?,?,?,NULL,'project','en',1,0)",
            (made["id"], cloud.url, "task_1"),
        )
        db.execute(
            "INSERT INTO creations VALUES ('job_old',?,?,?,?,NULL,NULL,'running',1)",
            (cloud.url, str(cloud_shell.folder), request, made["id"]),
        )
        db.execute(
            "INSERT INTO runs VALUES ('run_old',?,?,'hello','done',1,1,1,'{}','{}',0)",
            (cloud.url, made["id"]),
        )
    assert cloud_shell.run("state.py").doc["session_id"] == made["id"]
    ended = cloud_shell.run(*CREATE)
    assert ended.code == 0 and ended.doc["verified"], ended.doc
    assert len(cloud.sessions) == 1 and cloud.wishes == {BRIEF: 1}
    assert Journal(cloud_shell.home).creation("job_old")["status"] == "done"  # type: ignore[index]


def test_a_journal_of_a_newer_version_is_left_alone(cloud_shell: Shell) -> None:
    cloud_shell.run("session.py", "list")
    with sqlite3.connect(cloud_shell.home / "journal.db") as db:
        db.execute("PRAGMA user_version=99")
    ended = cloud_shell.run("session.py", "list")
    assert ended.code == 1 and "newer version" in ended.doc["say"]


@pytest.mark.parametrize("made", [False, True])
def test_a_lost_session(cloud: StandIn, cloud_shell: Shell, made: bool) -> None:
    """With something made in it an edit does not go into a new, empty project."""
    if made:
        cloud_shell.run("sse.py", "send", BRIEF)
    else:
        cloud_shell.run("session.py", "new")
    cloud.forget_session(next(iter(cloud.sessions)))
    ended = cloud_shell.run("sse.py", "send", WISH)
    if not made:
        assert ended.code == 0 and cloud.wishes == {WISH: 1}
        return
    assert (ended.code, ended.doc["status"]) == (1, "session_not_found"), ended.doc
    assert ended.doc["next"] == "session.py new" and "-." not in ended.doc["say"]
    assert cloud_shell.run("sse.py", "send", WISH).code == 1
    assert cloud.wishes == {BRIEF: 1}
    assert cloud_shell.run("session.py", "new").code == 0
    assert cloud_shell.run("sse.py", "send", WISH).code == 0


def test_a_question_keeps_the_folder_and_an_answer_without_a_video_does_not(
    cloud: StandIn, cloud_shell: Shell
) -> None:
    older = cloud_shell.run("sse.py", "send", "An older film").doc
    cloud.rule("run", do=stream(text("I cannot make that.")))
    ended = cloud_shell.run(*CREATE)
    assert (ended.code, ended.doc["status"]) == (1, "nothing_to_export")
    (first, second) = cloud.sessions
    assert cloud_shell.run("state.py").doc["session_id"] == first != second
    assert older["run_status"] == "done"


def test_a_held_run_after_a_cut_is_found_in_the_state(cloud: StandIn, cloud_shell: Shell) -> None:
    gate = Hold()
    cloud.rule("run", do=stream(text("On it."), CUT, gate, finish))
    started = cloud_shell.start(*CREATE)
    assert gate.reached()
    gate.release()
    ended = started.ended()
    assert ended.code == 0 and ended.doc["verified"], ended.doc


@pytest.mark.parametrize(
    ("base", "scale"),
    [("", 1.0), ("https://api.example.com", 1.0), ("local", 0.5), ("http://127.0.0.1:1", 0.5),
     ("http://localhost:1", 0.5), ("http://[::1]:1", 0.5)],
)  # fmt: skip
def test_waits_are_shortened_on_this_machine_only(
    monkeypatch: pytest.MonkeyPatch, base: str, scale: float
) -> None:
    monkeypatch.setenv("NEMO_API_URL", base)
    monkeypatch.setenv("NEMO_TIME_SCALE", "0.5")
    assert time_scale() == scale
