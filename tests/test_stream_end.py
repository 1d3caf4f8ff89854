"""How a run's stream ends, and how that is judged: the real scripts against a stand-in of the cloud.

Waits are a hundredth of the rules' (see conftest): 180 s are 1.8 s here.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from shells import Ended, Shell
from stand_in import StandIn
from stand_in_rules import (
    CUT,
    OPEN,
    PING,
    Do,
    Step,
    answer,
    call,
    envelope,
    error_event,
    finish,
    raw_video,
    result,
    stream,
    text,
)

BRIEF = "A film about tea"
TOOL = "generate_video_with_seedance"
WAITING, READY = text("I am generating it now…"), text("Your video is ready.")


def pings(seconds: float) -> tuple[Step, ...]:
    return (PING, 0.2) * round(seconds / 0.2)


def send(shell: Shell, *options: str) -> Ended:
    return shell.run("sse.py", "send", BRIEF, "--wait", "60", *options)


@pytest.mark.parametrize("cloud", [{"tied": True}], indirect=True)
def test_words_after_a_call_are_not_its_result(cloud: StandIn, cloud_shell: Shell) -> None:
    """240 s of heartbeats between words of waiting and the result, from a server whose work stops
    with its client."""
    cloud.rule(
        "run", do=stream(call(TOOL), WAITING, *pings(2.4), raw_video, result(TOOL), READY)
    )  # fmt: skip
    ended = send(cloud_shell)
    assert ended.code == 0, ended.doc
    assert "Your video is ready." in ended.doc["say"] and ended.doc["changes"]


def test_a_stream_that_still_sends_is_not_closed(cloud: StandIn, cloud_shell: Shell) -> None:
    """Words, heartbeats for longer than 180 s, and only then the work."""
    cloud.rule("run", do=stream(WAITING, *pings(2.6), call(TOOL), finish, result(TOOL), READY))
    ended = send(cloud_shell)
    assert (ended.code, ended.doc["run_status"]) == (0, "done"), ended.doc
    assert "Your video is ready." in ended.doc["say"]


def test_a_server_that_never_closes_is_ended_by_the_state(
    cloud: StandIn, cloud_shell: Shell
) -> None:
    cloud.rule("run", do=stream(call(TOOL), finish, result(TOOL), READY, *pings(5), OPEN))
    ended = send(cloud_shell)
    assert (ended.code, ended.doc["run_status"]) == (0, "done"), ended.doc
    assert ended.doc["changes"] and "Your video is ready." in ended.doc["say"]
    states = cloud.count("state")
    assert states >= 4, "the state was looked at twice before the end"


def test_silence_after_words_is_ended_by_the_state(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud.rule("run", do=stream(call(TOOL), finish, result(TOOL), READY, OPEN))
    ended = send(cloud_shell)
    assert (ended.code, ended.doc["run_status"]) == (0, "recovered"), ended.doc
    assert ended.doc["changes"]


def test_heartbeats_alone_end_the_wait(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud.rule("run", do=stream(*pings(20)))
    ended = send(cloud_shell)
    assert (ended.code, ended.doc["status"]) == (6, "outcome_unknown"), ended.doc


@pytest.mark.parametrize("made", [True, False])
def test_a_stream_without_a_word(cloud: StandIn, cloud_shell: Shell, made: bool) -> None:
    """It ends properly: the state is looked at, at once and after 3 s."""
    cloud.rule("run", do=stream(*([finish] if made else [])))
    ended = send(cloud_shell)
    assert (ended.code, ended.doc["run_status"]) == (0, "silent"), ended.doc
    assert bool(ended.doc["changes"]) is made
    assert ("did not change" in ended.doc["say"]) is not made


def test_a_stream_without_a_word_or_an_end_of_its_own(cloud: StandIn, cloud_shell: Shell) -> None:
    """Nothing tells this end from a cut."""
    cloud.rule("run", do=stream(framing="close"))
    assert send(cloud_shell).code == 6


@pytest.mark.parametrize("end", [(), (CUT,)], ids=["ends", "cut"])
def test_an_error_with_changes_is_told_beside_them(
    cloud: StandIn, cloud_shell: Shell, end: tuple[Step, ...]
) -> None:
    frames = (call(TOOL), finish, result(TOOL), {"error": "the title tool is out of order"})
    cloud.rule("run", do=stream(*frames, *end))
    ended = send(cloud_shell)
    assert ended.code == 0, ended.doc
    assert "the title tool is out of order" in ended.doc["say"] and ended.doc["changes"]


@pytest.mark.parametrize(
    ("frame", "code", "status"),
    [
        ({"error": {"code": 2001, "message": "no credits"}}, 3, "no_credits"),
        (error_event("402", "plan"), 3, "plan"),
        ({"error": "RuntimeError: exploded"}, 1, "run_failed"),
        ({"type": "error", "code": 4001, "message": "no such file type"}, 3, "unsupported_file"),
    ],
)
def test_an_error_without_changes_is_the_end(
    cloud: StandIn, cloud_shell: Shell, frame: dict[str, Any], code: int, status: str
) -> None:
    cloud.rule("run", do=stream(WAITING, frame))
    ended = send(cloud_shell)
    assert (ended.code, ended.doc["status"]) == (code, status), ended.doc
    assert ("register_url" in ended.doc) == (status in ("no_credits", "plan"))


def test_a_failed_creation_may_be_sent_again(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud.rule("run", do=stream(WAITING, {"error": "RuntimeError: exploded"}))
    assert cloud_shell.run("create.py", BRIEF, "-o", "a.mp4").code == 1
    ended = cloud_shell.run("create.py", BRIEF, "-o", "a.mp4")
    assert ended.code == 0 and ended.doc["verified"], ended.doc
    assert len(cloud.sessions) == 1 and cloud.count("run") == 2


def test_an_unknown_creation_is_not_sent_again(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud.rule("run", do=stream(WAITING, CUT))
    assert cloud_shell.run("create.py", BRIEF).code == 6
    assert cloud_shell.run("create.py", BRIEF).code == 6
    assert cloud.count("run") == 1
    assert cloud_shell.run("create.py", BRIEF, "--again").code == 0
    assert cloud.count("run") == 2


def test_an_unknown_creation_that_came_after_all(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud.rule("run", do=stream(WAITING, CUT))
    assert cloud_shell.run("create.py", BRIEF).code == 6
    (session,) = cloud.sessions.values()
    cloud.give(session, cloud.draft(session, BRIEF, tracks=3))
    ended = cloud_shell.run("create.py", BRIEF, "-o", "a.mp4")
    assert ended.code == 0 and ended.doc["verified"], ended.doc
    assert cloud.count("run") == 1


def test_the_same_words_after_an_unknown_end_need_again(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud.rule("run", do=stream(WAITING, CUT))
    assert send(cloud_shell).code == 6
    ended = send(cloud_shell)
    assert ended.code == 6 and "--again" in ended.doc["do"], ended.doc
    assert cloud.count("run") == 1
    assert send(cloud_shell, "--again").code == 0
    assert cloud.count("run") == 2


REFUSED: dict[str, Do] = {
    "1001 as a status": envelope(1001, "expired", status=401),
    "1001 in a 200 body": envelope(1001, "expired"),
    "1001 in the stream": stream({"code": 1001, "message": "expired"}),
    "1001 as an event": stream(error_event("1001", "expired")),
    "429 as a status": answer(429, {"detail": "slow down"}),
    "429 in a 200 body": envelope(429, "slow down"),
    "429 in the stream": stream({"error": {"code": 429, "message": "slow down"}}),
}


@pytest.mark.parametrize("form", REFUSED)
def test_a_refusal_in_any_form_is_answered_in_the_same_way(
    cloud: StandIn, cloud_shell: Shell, form: str
) -> None:
    """A new token, or a wait of 30 s, and the message goes once more."""
    cloud.rule("run", do=REFUSED[form])
    ended = send(cloud_shell)
    assert ended.code == 0 and ended.doc["changes"], ended.doc
    assert cloud.count("run") == 2
    assert cloud.count("token") == (2 if "1001" in form else 1)


@pytest.mark.parametrize("form", REFUSED)
def test_a_refusal_that_stays_is_the_end(cloud: StandIn, cloud_shell: Shell, form: str) -> None:
    cloud.rule("run", nth="always", do=REFUSED[form])
    ended = send(cloud_shell)
    assert ended.code == (3 if "1001" in form else 5), ended.doc
    assert ended.doc["do"] and cloud.count("run") == 2


@pytest.mark.parametrize(
    "frame",
    [{"content": {"parts": True}}, {"content": {"parts": [1, None, {"text": 5}]}}, [1, 2], None, 7,
     b'data: {"code": NaN, "error": 1e999}\n\n', {"error": {"deep": []}, "content": 3},
     {"content": {"parts": [{"functionCall": {"name": "ask_question", "args": {"questions": [
         {"prompt": "Which?", "options": ["warm", "cool"]}]}}}]}}],
    ids=str,
)  # fmt: skip
def test_an_odd_frame_is_no_end(cloud: StandIn, cloud_shell: Shell, frame: Any) -> None:
    odd = frame if isinstance(frame, bytes) else f"data: {json.dumps(frame)}\n\n".encode()
    cloud.rule("run", do=stream(call(TOOL), finish, result(TOOL), odd, READY))
    ended = send(cloud_shell)
    assert ended.code == 0 and "Your video is ready." in ended.doc["say"], ended.doc
    assert "Error" not in ended.doc["say"].replace("An error came", "")


ISSUE = text("I encountered a temporary issue. Please try again later.")
ASKS = text("Which style do you prefer?\n- Warm\n- Cool")


@pytest.mark.parametrize("changed", [True, False])
def test_a_temporary_issue_alone(cloud: StandIn, cloud_shell: Shell, changed: bool) -> None:
    """It is the end of a turn that changed nothing, and nothing to be told of one that did."""
    work = (call(TOOL), finish, result(TOOL)) if changed else ()
    cloud.rule("run", do=stream(*work, ISSUE))
    ended = send(cloud_shell)
    if changed:
        assert (ended.code, ended.doc["run_status"]) == (0, "done"), ended.doc
        assert ended.doc["changes"] and "temporary" not in ended.doc["say"]
    else:
        assert (ended.code, ended.doc["status"]) == (1, "run_failed"), ended.doc
        assert "temporary issue" in ended.doc["say"]


def test_a_temporary_issue_behind_an_answer_is_not_told(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud.rule("run", do=stream(call(TOOL), finish, result(TOOL), READY, ISSUE))
    ended = send(cloud_shell)
    assert ended.code == 0 and ended.doc["say"].endswith("\n\nYour video is ready.")


def test_a_question_in_plain_text_ends_properly(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud.rule("run", do=stream(ASKS))
    ended = send(cloud_shell)
    assert (ended.code, ended.doc["run_status"]) == (0, "done"), ended.doc
    (asked,) = ended.doc["questions"]
    assert [o["label"] for o in asked["questions"][0]["options"]] == ["Warm", "Cool"]
    assert "Which style do you prefer?\n- Warm\n- Cool" in ended.doc["say"]


def test_a_question_that_was_only_called_is_said(cloud: StandIn, cloud_shell: Shell) -> None:
    question = {"id": "style", "prompt": "Which style?", "options": ["warm", "cool"]}
    cloud.rule("run", do=stream(call("ask_question", questions=[question])))
    ended = send(cloud_shell)
    assert ended.code == 0 and "Which style? (warm / cool)" in ended.doc["say"], ended.doc
