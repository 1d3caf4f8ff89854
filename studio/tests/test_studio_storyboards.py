"""Storyboards and patches over the API of the real studio: read, tried, changed, guarded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from studio_support import Client, frames, said
from test_studio_process import studio

STORY = {
    "scenes": [
        {"seconds": 4, "text": "Tea", "caption": "Come in and see us this Sunday, " * 5},
        {"seconds": 4, "background": "#102030", "texts": [{"text": "Now", "at_seconds": 1}]},
    ],
    "overlays": [{"text": "@tea", "role": "watermark"}],
    "captions": [{"text": "Hello", "at_seconds": 4}],
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    data = str(tmp_path_factory.mktemp("studio"))
    yield Client(studio("start", "--data", data)["url"])
    studio("stop", "--data", data)


@pytest.fixture
def sid(client: Client) -> str:
    return client.session(language="en")["session_id"]


def latest(client: Client, sid: str) -> dict[str, Any]:
    found = client.get(f"/api/storyboard/nemo_agent/me/{sid}/latest").json()["data"]
    assert isinstance(found, dict)
    return found


def trial(client: Client, sid: str, value: Any) -> dict[str, Any]:
    message = value if isinstance(value, str) else json.dumps(value)
    reply = client.post(f"/api/storyboard/nemo_agent/me/{sid}/trial", json={"message": message})
    found = reply.json()["data"]
    assert isinstance(found, dict)
    return found


def send(client: Client, sid: str, value: Any) -> str:
    return " ".join(said(frames(client.run(sid, json.dumps(value)).text)))


def test_the_storyboard_is_read_with_the_paths_of_its_texts(client: Client, sid: str) -> None:
    assert latest(client, sid) == {"storyboard": None, "paths": None, "rev": 0}
    send(client, sid, STORY)
    found = latest(client, sid)
    assert found["rev"] == 1 and found["storyboard"]["scenes"][0]["text"] == "Tea"
    draft = client.state(sid)["state"]["draft"]
    texts = {s["id"]: s["text"] for t in draft["t"] if t["tt"] == 7 for s in t["sg"]}
    assert texts.keys() == found["paths"].keys()
    for name, path in found["paths"].items():
        send(client, sid, [{"op": "replace", "path": path, "value": f"New {path}"}])
        assert name in latest(client, sid)["paths"] or "caption" in name
    shown = json.dumps(latest(client, sid)["storyboard"])
    assert all(f"New {path}" in shown for path in set(found["paths"].values()))


def test_a_trial_answers_as_if_and_changes_nothing(client: Client, sid: str) -> None:
    nothing = trial(client, sid, [{"op": "undo"}])
    assert nothing["problems"] == [{"problem": nothing["say"]}] and "no video yet" in nothing["say"]
    made = trial(client, sid, STORY)
    assert made["say"].startswith("This makes a video of 8 s.") and not made["problems"]
    assert latest(client, sid)["storyboard"] is None
    send(client, sid, STORY)
    before = latest(client, sid)
    told = trial(client, sid, [{"op": "fit", "seconds": 6}])
    assert told["changes"][:2] == ["scene 1 (s1): 4 s -> 3 s", "scene 2 (s2): 4 s -> 3 s"]
    assert "Nothing was changed" in told["say"]
    wrong = trial(client, sid, [{"op": "remove", "path": "/scenes/s9"}])
    assert wrong["problems"] == [
        {"operation": 1, "path": "/scenes/s9", "problem": "there is no scene 's9'", "near": "s2",
         "there": ["s1", "s2"]}
    ]  # fmt: skip
    for odd in ("{", "a video about tea", '{"scenes": 3}', "[]", '{"t": 3}'):
        assert trial(client, sid, odd)["problems"], odd
    assert latest(client, sid) == before


def test_rev_grows_with_every_change_and_guards(client: Client, sid: str) -> None:
    send(client, sid, STORY)
    longer = [{"op": "test", "path": "/rev", "value": 1}, {"op": "fit", "seconds": 10}]
    assert send(client, sid, longer).startswith("Changed: scene 1 (s1): 4 s -> 5 s")
    assert latest(client, sid)["rev"] == 2
    assert "revision 2, not 1" in send(client, sid, longer), "a repeat does not apply twice"
    send(client, sid, [{"op": "undo"}])
    assert latest(client, sid)["rev"] == 3 and "revision 3, not 1" in send(client, sid, longer)
    assert send(client, sid, [{"op": "redo"}]).startswith("Done again: scene 1 (s1): 4 s -> 5 s")
    assert [latest(client, sid)["rev"], latest(client, sid)["storyboard"]["rev"]] == [4, 4]
    send(client, sid, [{"op": "replace", "path": "/title", "value": ""}])
    assert latest(client, sid)["rev"] == 4, "what changes nothing is no change"


def test_a_chinese_session_is_answered_in_chinese(client: Client) -> None:
    sid = client.session(language="zh-CN")["session_id"]
    assert "场景" in send(client, sid, STORY | {"music": {"mood": "lofi", "duck": True}})
    assert trial(client, sid, [{"op": "fit", "seconds": 6}])["say"].startswith("会改动：")


def test_other_accounts_see_nothing(client: Client, sid: str) -> None:
    other = Client(client.url)
    for reply in (
        other.get(f"/api/storyboard/nemo_agent/me/{sid}/latest"),
        other.post(f"/api/storyboard/nemo_agent/me/{sid}/trial", json={"message": "{}"}),
    ):
        assert reply.json()["code"] == 1002
