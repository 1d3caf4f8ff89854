"""One wish, one generation, however often and in whatever way it is asked for: the real scripts
against a stand-in of the cloud, counted there."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from PIL import Image
from shells import Ended, Shell
from stand_in import StandIn
from stand_in_rules import (
    CUT,
    RESET,
    Do,
    End,
    Hold,
    error_event,
    lost,
    stream,
    text,
    usual_turn,
)
from test_runs import wait_for_status

BRIEF = "A film about tea"
FILES = ("a.jpg", "b.jpg")
CREATE = ("create.py", BRIEF, *FILES, "-o", "out.mp4")
SEND = ("sse.py", "send", BRIEF)
OVERLAP_S = 3.0  # in which others come to the same place, if they do


@pytest.fixture
def shell(cloud_shell: Shell) -> Shell:
    for name, color in zip(FILES, ("red", "blue"), strict=True):
        Image.new("RGB", (64, 64), color).save(cloud_shell.folder / name)
    return cloud_shell


def videos(shell: Shell) -> list[str]:
    return sorted(path.name for path in shell.folder.glob("*.mp4*"))


def assert_one_of_everything(cloud: StandIn) -> None:
    assert cloud.wishes == {BRIEF: 1} and cloud.charged == 100
    assert len(cloud.sessions) == 1 and len(cloud.renders) == 1
    assert [upload.filename for upload in cloud.uploads] == list(FILES)


def files_of(cloud: StandIn) -> tuple[list[str], list[str]]:
    """The files of the session with a timeline, and those that its timeline shows."""
    (session,) = (found for found in cloud.sessions.values() if found.draft)
    shown = [segment["m"]["name"] for segment in session.draft["t"][0]["sg"]]
    return [info["filename"] for info in session.files], shown


def until_done(shell: Shell, *command: str) -> Ended:
    """The command, repeated as an agent does after a temporary fault."""
    for _ in range(3):
        ended = shell.run(*command)
        if ended.code != 5:
            break
    assert ended.code == 0, ended.doc
    return ended


@pytest.mark.parametrize("count", [2, 6])
def test_the_same_create_at_once(cloud: StandIn, shell: Shell, count: int) -> None:
    gate = cloud.hold("session")
    started = [shell.start(*CREATE) for _ in range(count)]
    gate.reached(count, within_s=OVERLAP_S)
    gate.release()
    codes = {process.ended().code for process in started}
    assert_one_of_everything(cloud)
    assert 0 in codes and codes <= {0, 4}
    assert videos(shell) == ["out.mp4"]


def test_the_same_create_while_an_upload_is_slow(cloud: StandIn, shell: Shell) -> None:
    gate = cloud.hold("upload")
    first = shell.start(*CREATE)
    assert gate.reached()
    second = shell.start(*CREATE, "--wait", "1")
    with suppress(subprocess.TimeoutExpired):
        second.process.wait(OVERLAP_S)
    gate.release()
    assert first.ended().code == 0
    assert second.ended().code in (0, 4)
    assert_one_of_everything(cloud)
    assert videos(shell) == ["out.mp4"]


@pytest.mark.parametrize("count", [2, 20])
def test_the_same_first_message_at_once(cloud: StandIn, shell: Shell, count: int) -> None:
    gate = cloud.hold("session")
    started = [shell.start(*SEND) for _ in range(count)]
    gate.reached(count, within_s=OVERLAP_S)
    gate.release()
    codes = {process.ended().code for process in started}
    assert len(cloud.sessions) == 1 and cloud.wishes == {BRIEF: 1}
    assert 0 in codes and codes <= {0, 4}


def held_frame(cloud: StandIn) -> Hold:
    gate, (first, *rest) = Hold(), usual_turn()
    cloud.rule("run", do=stream(first, gate, *rest))
    return gate


def held_download(cloud: StandIn) -> Hold:
    gate = Hold()
    cloud.rule("cdn", do=Do(cut_after=1000, cut_hold=gate))
    return gate


HELD: dict[str, Callable[[StandIn], Hold]] = {
    "making the session": lambda cloud: cloud.hold("session"),
    "upload done": lambda cloud: cloud.hold("upload", answered=True),
    "reading the state": lambda cloud: cloud.hold("state"),
    "sending": lambda cloud: cloud.hold("run"),
    "first frame": held_frame,
    "render submitted": lambda cloud: cloud.hold("render", answered=True),
    "polling": lambda cloud: cloud.hold("poll"),
    "half the download": held_download,
}


@pytest.mark.parametrize(
    "step",
    HELD,
)
def test_create_after_a_kill(cloud: StandIn, shell: Shell, step: str) -> None:
    gate = HELD[step](cloud)
    killed = shell.start(*CREATE)
    assert gate.reached()
    killed.kill()
    gate.release()
    ended = shell.run(*CREATE)
    assert ended.code == 0, ended.doc
    assert cloud.wishes == {BRIEF: 1} and cloud.charged == 100
    assert videos(shell) == ["out.mp4"]
    assert files_of(cloud) == (list(FILES), list(FILES))


@pytest.mark.parametrize(
    "output",
    [
        ("-o", "other.mp4"),
        ("-o", "out.mp4", "--force"),
        ("-o", "other.mp4", "--resolution", "480"),
    ],
    ids=" ".join,
)
def test_another_output_of_what_is_done(
    cloud: StandIn, shell: Shell, output: tuple[str, ...]
) -> None:
    assert shell.run(*CREATE).code == 0
    ended = shell.run("create.py", BRIEF, *FILES, *output)
    assert ended.code == 0, ended.doc
    assert cloud.wishes == {BRIEF: 1} and cloud.charged == 100
    assert len(cloud.sessions) == 1 and len(cloud.uploads) == 2 and len(cloud.renders) == 2
    assert videos(shell) == sorted({"out.mp4", output[1]})
    assert ended.doc["height"] == (480 if "480" in output else 64)


def test_the_same_words_before_and_after_the_end(cloud: StandIn, shell: Shell) -> None:
    gate = cloud.hold("run")
    first = shell.start(*SEND)
    assert gate.reached()
    assert shell.run(*SEND, "--wait", "0.5").code == 4
    gate.release()
    assert first.ended().code == 0
    assert cloud.wishes == {BRIEF: 1}
    assert shell.run(*SEND).code == 0
    assert cloud.wishes == {BRIEF: 2}, "its end was told: now it is a new edit"
    assert len(cloud.sessions) == 1 and cloud.charged == 150


def test_the_same_words_after_an_end_that_was_not_told(cloud: StandIn, shell: Shell) -> None:
    gate = cloud.hold("run")
    assert shell.run(*SEND, "--wait", "0.5").code == 4
    assert gate.reached()
    gate.release()
    wait_for_status(shell, "done")
    ended = shell.run(*SEND)
    assert ended.code == 0 and ended.doc["say"], ended.doc
    assert cloud.wishes == {BRIEF: 1}


@pytest.mark.parametrize("reset", [False, True])
def test_an_upload_whose_answer_is_lost(cloud: StandIn, shell: Shell, reset: bool) -> None:
    cloud.rule("upload", do=lost(reset=reset))
    until_done(shell, *CREATE)
    assert files_of(cloud) == (list(FILES), list(FILES))
    assert_one_of_everything(cloud)


def test_an_upload_alone_whose_answer_is_lost(cloud: StandIn, shell: Shell) -> None:
    shell.run("session.py", "new")
    cloud.rule("upload", do=lost())
    until_done(shell, "upload.py", *FILES)
    assert shell.run(*SEND).code == 0
    assert files_of(cloud) == (list(FILES), list(FILES))


@pytest.mark.parametrize("end", [CUT, RESET], ids=["cut", "reset"])
def test_words_before_a_cut_are_no_answer(cloud: StandIn, shell: Shell, end: End) -> None:
    cloud.rule("run", do=stream(text("I'll generate your video now..."), end))
    ended = shell.run(*SEND, NEMO_TIME_SCALE="0.002")  # the looks at the state take 270 s
    assert (ended.code, ended.doc["status"]) == (6, "outcome_unknown"), ended.doc
    assert cloud.wishes == {BRIEF: 1}


@pytest.mark.parametrize(
    "frame",
    [
        {"code": 2001, "message": "Insufficient credits", "data": None},
        {"error": "Insufficient credits", "code": 2001},
        error_event("2001", "Insufficient credits"),
    ],
    ids=["envelope", "error with a code", "event"],
)
def test_an_error_after_words_decides_the_end(
    cloud: StandIn, shell: Shell, frame: dict[str, Any]
) -> None:
    cloud.rule("run", do=stream(text("I'll generate your video now..."), frame))
    ended = shell.run(*SEND)
    assert (ended.code, ended.doc["status"]) == (3, "no_credits"), ended.doc
    (account,) = {id(a): a for a in cloud.tokens.values()}.values()
    assert ended.doc["register_url"].endswith(f"/register?bind={account.user_id}")
    assert cloud.wishes == {BRIEF: 1}
