"""Credits: looked at before they are spent, told after, and never a reason to stop by themselves."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from shells import Ended, Shell
from stand_in import StandIn
from stand_in_rules import Do, answer, detail, envelope, lost
from stand_in_service import Account
from studio_support import Client

BRIEF, WISH = "A film about tea", "make the title yellow"
CREATE = ("create.py", BRIEF, "a.jpg", "-o", "out.mp4")
SEND = ("sse.py", "send", BRIEF, "--wait", "60")
COMMANDS = pytest.mark.parametrize("command", [CREATE, SEND], ids=["create", "send"])
EMPTY = pytest.mark.parametrize("cloud", [{"credits": 0}], indirect=True)
ONE = pytest.mark.parametrize("cloud", [{"credits": 100}], indirect=True)


@pytest.fixture
def shell(cloud_shell: Shell) -> Shell:
    """Its waits are a tenth: a message that is held for a test's sake is waited for 90 s."""
    Image.new("RGB", (64, 64), "red").save(cloud_shell.folder / "a.jpg")
    return replace(cloud_shell, env=cloud_shell.env | {"NEMO_TIME_SCALE": "0.1"})


def account(cloud: StandIn) -> Account:
    return next(iter(cloud.tokens.values()))


def has(available: Any, frozen: int = 0) -> Do:
    return answer(200, {"code": 0, "data": {"available": available, "frozen": frozen}})


def refused(cloud: StandIn, ended: Ended) -> Ended:
    """It was refused before anything was sent."""
    assert (ended.code, ended.doc["status"]) == (3, "no_credits"), ended.doc
    assert "--local" in ended.doc["do"] and "same command" in ended.doc["do"], ended.doc
    asked = {request.endpoint for request in cloud.requests}
    assert asked <= {"token", "credits", "unknown"}, asked
    return ended


@EMPTY
@COMMANDS
def test_with_nothing_left_nothing_is_sent_and_after_signing_up_the_same_command_goes(
    cloud: StandIn, shell: Shell, command: tuple[str, ...]
) -> None:
    for _ in range(2):
        ended = refused(cloud, shell.run(*command))
        assert "register?bind=anon_" in ended.doc["register_url"]
        assert ended.doc["register_url"] in ended.doc["do"]
    account(cloud).available = 100
    assert shell.run(*command).code == 0
    assert cloud.wishes == {BRIEF: 1} and len(cloud.sessions) == 1


@EMPTY
@COMMANDS
def test_next_is_that_command(cloud: StandIn, shell: Shell, command: tuple[str, ...]) -> None:
    ended = refused(cloud, shell.run(*command))
    account(cloud).available = 100
    done = shell.run(*shlex.split(ended.doc["next"]))
    assert done.code == 0 and cloud.wishes == {BRIEF: 1}, done.doc


@EMPTY
def test_a_refused_creation_does_not_hold_its_folder(cloud: StandIn, shell: Shell) -> None:
    job = shlex.split(refused(cloud, shell.run(*CREATE)).doc["next"])
    assert shell.run("state.py").doc["status"] == "usage", "nothing is being begun"
    account(cloud).available = 1000
    gate = cloud.hold("run")
    started = shell.start(*job)
    assert gate.reached()
    busy = shell.run("sse.py", "send", WISH)
    assert busy.code == 4, "the folder is at the creation again"
    gate.release()
    assert started.ended().code == 0 and len(cloud.sessions) == 1


@EMPTY
def test_a_registered_user_is_sent_to_the_account(cloud: StandIn, shell: Shell) -> None:
    assert shell.run("auth.py", "connect").code == 0
    shell = replace(shell, env=shell.env | {"NEMO_TOKEN": next(iter(cloud.tokens))})
    ended = refused(cloud, shell.run(*CREATE))
    assert "Top up" in ended.doc["do"] and "register_url" not in ended.doc


@COMMANDS
def test_what_is_reserved_is_explained(
    cloud: StandIn, shell: Shell, command: tuple[str, ...]
) -> None:
    cloud.rule("credits", nth="always", do=has(0, 40))
    assert "40" in refused(cloud, shell.run(*command)).doc["say"]


@ONE
def test_what_is_at_work_or_done_is_told_without_a_look(cloud: StandIn, shell: Shell) -> None:
    gate = cloud.hold("run", answered=True)
    first = shell.start(*SEND)
    assert gate.reached()
    looks = cloud.count("credits")
    follows = shell.run("sse.py", "send", BRIEF, "--wait", "0.2")
    assert follows.code == 4 and cloud.count("credits") == looks, follows.doc
    other = shell.run("sse.py", "send", WISH)
    assert (other.code, cloud.count("credits")) == (4, looks), "the busy session is told first"
    queued = shell.run("sse.py", "send", WISH, "--queue")
    assert (queued.code, queued.doc["status"]) == (3, "no_credits")
    assert "100" in queued.doc["say"], queued.doc
    gate.release()
    assert first.ended().doc["left"] == 0


@ONE
def test_a_finished_creation_needs_no_credits(cloud: StandIn, shell: Shell) -> None:
    first = shell.run(*CREATE)
    assert (first.code, first.doc["spent"], first.doc["left"]) == (0, 100, 0), first.doc
    again = shell.run(*CREATE)
    assert (again.code, again.doc["spent"]) == (0, 0), again.doc
    edit = shell.run("sse.py", "send", WISH)
    assert (edit.code, edit.doc["status"]) == (3, "no_credits")
    assert cloud.count("run") == 1


def test_what_was_spent_and_what_is_left(cloud: StandIn, shell: Shell) -> None:
    made = shell.run(*CREATE)
    assert (made.doc["spent"], made.doc["left"]) == (100, 900), made.doc
    assert "warnings" not in made.doc
    assert cloud.count("credits") == 2, "once before and once after"
    edited = shell.run("sse.py", "send", WISH)
    assert (edited.doc["spent"], edited.doc["left"]) == (50, 850), edited.doc
    assert "warnings" not in edited.doc


@COMMANDS
def test_less_than_it_costs_is_said_and_it_goes_on(
    cloud: StandIn, shell: Shell, command: tuple[str, ...]
) -> None:
    cloud.rule("credits", nth=1, do=has(60))
    ended = shell.run(*command)
    assert ended.code == 0, ended.doc
    (told,) = ended.doc["warnings"]
    assert "60" in told and "100" in told and told in ended.err
    assert ended.doc["left"] == 900 and ended.doc["spent"] is None, "there was more afterwards"


def test_an_edit_costs_half(cloud: StandIn, shell: Shell) -> None:
    assert shell.run(*SEND).code == 0
    cloud.rule("credits", do=has(49))
    assert "about 50" in shell.run("sse.py", "send", WISH).doc["warnings"][0]
    cloud.rule("credits", do=has(50))
    assert "warnings" not in shell.run("sse.py", "send", WISH + "!").doc


UNREADABLE = {
    "503": detail(503, "busy"),
    "429": envelope(429, "slow down", status=429),
    "403": detail(403, "no"),
    "1001": envelope(1001, "expired", status=401),
    "2001": envelope(2001, "none"),
    "no number": has("many"),
    "nothing": answer(200, {"code": 0, "data": {}}),
    "a list": answer(200, {"code": 0, "data": []}),
    "lost": lost(),
}


@pytest.mark.parametrize("form", UNREADABLE)
def test_a_balance_that_cannot_be_read_stops_nothing(
    cloud: StandIn, shell: Shell, form: str
) -> None:
    cloud.rule("credits", nth="always", do=UNREADABLE[form])
    ended = shell.run(*SEND)
    assert ended.code == 0 and ended.doc["changes"], ended.doc
    assert ended.doc["left"] is None and ended.doc["spent"] is None
    assert cloud.count("run") == 1
    assert cloud.count("credits") <= (6 if form == "1001" else 3), "one try each"


def test_a_token_refused_at_the_balance_is_replaced_once(cloud: StandIn, shell: Shell) -> None:
    assert shell.run("session.py", "new").code == 0
    cloud.rule("credits", do=envelope(1001, "expired", status=401))
    ended = shell.run(*SEND)
    assert ended.code == 0 and ended.doc["spent"] == 100, ended.doc
    assert cloud.count("token") == 2


def test_what_was_left_before_a_later_edit_is_not_told_as_what_is_left(
    cloud: StandIn, shell: Shell
) -> None:
    cloud.rule("render", do=answer(402, {"code": 402, "message": "Upgrade your plan to export"}))
    assert shell.run(*CREATE).code == 3
    assert shell.run("sse.py", "send", WISH).doc["left"] == 850
    ended = shell.run(*CREATE)
    assert (ended.code, ended.doc["spent"], ended.doc["left"]) == (0, 100, None), ended.doc


def test_what_another_run_may_have_spent_is_not_told_as_this_ones(
    cloud: StandIn, shell: Shell
) -> None:
    other = replace(shell, folder=shell.folder / "other")
    other.folder.mkdir()
    gate = cloud.hold("run", nth=1, answered=True)
    slow = shell.start(*SEND)
    assert gate.reached()
    quick = other.run("sse.py", "send", "Another film")
    assert quick.code == 0 and quick.doc["spent"] is None and quick.doc["left"] == 800
    assert "another message" in quick.doc["warnings"][0]
    gate.release()
    ended = slow.ended()
    assert ended.code == 0 and ended.doc["spent"] is None, "the other was at work meanwhile"
    after = shell.run("sse.py", "send", WISH)
    assert after.doc["spent"] == 50, after.doc


@pytest.mark.parametrize("cloud", [{"credits": 150}], indirect=True)
def test_a_queued_message_is_looked_at_again_in_its_turn(cloud: StandIn, shell: Shell) -> None:
    gate = cloud.hold("run", nth=1, answered=True)
    first = shell.start(*SEND)
    assert gate.reached()
    waiting = shell.run("sse.py", "send", WISH, "--queue", "--wait", "0")
    assert waiting.code == 4, waiting.doc
    account(cloud).available = 0
    gate.release()
    assert first.ended().code == 0
    ended = shell.run("sse.py", "wait", waiting.doc["run_id"], "--wait", "60")
    assert (ended.code, ended.doc["status"]) == (3, "no_credits"), ended.doc
    assert ended.doc["register_url"] and cloud.count("run") == 1
    account(cloud).available = 100
    assert shell.run(*shlex.split(ended.doc["next"])).code == 0


def test_the_local_studio_is_asked_nothing(shell: Shell, studio: Client) -> None:
    local = replace(shell, env=shell.env | {"NEMO_API_URL": studio.url})
    came = len(asked_of(studio))
    ended = local.run(*SEND)
    assert ended.code == 0 and ended.doc["spent"] is None and ended.doc["left"] is None
    assert len(asked_of(studio)) == came


def asked_of(studio: Client) -> list[dict[str, Any]]:
    requests = studio.get("/_studio/requests").json()["data"]
    return [request for request in requests if request["path"].startswith("/api/credits")]


def test_credits_py_says_what_is_reserved_and_what_to_run(cloud: StandIn, shell: Shell) -> None:
    ended = shell.run("credits.py")
    assert ended.doc["say"] == "1000 credits available.", ended.doc
    assert "credits.py" in ended.doc["do"] and ended.doc["register_url"] in ended.doc["do"]
    cloud.rule("credits", do=has(10, 40))
    said = shell.run("credits.py").doc["say"]
    assert "10 credits available" in said and "40" in said and "work in progress" in said


def test_signing_up_says_what_to_run(cloud: StandIn, shell: Shell) -> None:
    assert shell.run("auth.py", "connect").code == 0
    ended = shell.run("auth.py", "link")
    assert ended.doc["register_url"] in ended.doc["say"]
    assert ended.doc["next"] == "credits.py" and "again" in ended.doc["do"], ended.doc


@EMPTY
def test_the_refusal_is_in_the_users_language(cloud: StandIn, shell: Shell) -> None:
    ended = shell.run("create.py", "做一个关于茶的短片")
    assert ended.code == 3 and "积分" in ended.doc["say"] and "注册" in ended.doc["do"], ended.doc
