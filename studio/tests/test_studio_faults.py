"""Every fault that can be armed, seen from a client's socket."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from studio_support import Client, Server, draft, frames, said


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    fresh = server.client()
    yield fresh
    fresh.rules(strict=False, max_upload_bytes=200 * 1024**2, heartbeat_s=15)
    assert fresh.get("/_studio/faults").json()["data"]["armed"] == [], "a fault did not strike"


@pytest.fixture
def sid(client: Client) -> str:
    return client.session()["session_id"]


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [next(iter(p)) for e in events for p in e.get("content", {}).get("parts", [])]


# Streams


def test_silent_edit(client: Client, sid: str) -> None:
    client.arm("silent_edit")
    events = frames(client.run(sid, "edit").text)
    assert said(events) == []
    assert kinds(events) == ["text", "functionCall", "functionResponse"]  # the text is a thought
    assert client.state(sid)["state"]["draft"]["m"]["title"] == "edit"


def test_temporary_issue_comes_after_the_answers(client: Client, sid: str) -> None:
    client.arm("temporary_issue")
    texts = said(frames(client.run(sid, "edit").text))
    assert texts[-2:] == ["Done", "I encountered a temporary issue. Please try again later."]


def test_valid_error_frame(client: Client, sid: str) -> None:
    client.arm("error_frame", params={"message": 'a "b"', "after_events": 2})
    events = frames(client.run(sid, "edit").text)
    assert len(events) == 3
    assert events[-1]["error"] == 'RuntimeError: a "b"'


def test_invalid_error_frame(client: Client, sid: str) -> None:
    client.arm("error_frame", params={"form": "v1"})
    last = client.run(sid, "edit").text.split("\n\n")[-2]
    assert last == 'data: {"error": "model "exploded"\nbadly"}'


def test_error_event(client: Client, sid: str) -> None:
    client.arm("error_event", params={"after_events": 1})
    events = frames(client.run(sid, "edit").text)
    assert len(events) == 2
    assert events[-1]["errorCode"] == "RESOURCE_EXHAUSTED"
    assert events[-1]["invocationId"] == events[0]["invocationId"]


def test_every_form_of_heartbeat(client: Client, sid: str) -> None:
    forms = client.get("/_studio/faults").json()["data"]["heartbeats"]
    assert len(forms) >= 9
    for form, text in forms.items():
        client.arm("heartbeats", params={"form": form, "count": 2, "interval_s": 0.01})
        body = client.run(sid, "hello").content.decode()
        assert body.startswith(text * 2 + "data: {"), form


def test_real_heartbeats_while_a_run_works(client: Client, sid: str) -> None:
    client.rules(heartbeat_s=0.05)
    client.arm("slow_run", params={"seconds": 0.3})
    body = client.run(sid, "hello").text
    assert body.count('data: {"type":"heartbeat"}\n\n') >= 3


def test_typed_events(client: Client, sid: str) -> None:
    client.arm("typed_events")
    events = frames(client.run(sid, "edit").text)
    assert [e["type"] for e in events] == ["text", "tool_call", "tool_result", "text"]


@pytest.mark.parametrize("asked", [True, False])
def test_partial_streaming_repeats_the_whole(client: Client, sid: str, asked: bool) -> None:
    if not asked:
        client.arm("partial_streaming")
    events = frames(client.run(sid, "edit", body={"streaming": asked}).text)
    partial = "".join(said([e for e in events if e.get("partial")]))
    whole = "".join(said([e for e in events if e.get("partial") is False]))
    assert partial == whole == "I make your video nowDone"


def test_cut_last_event(client: Client, sid: str) -> None:
    client.arm("cut_last_event")
    body = client.run(sid, "edit").text
    assert said(frames(body)) == ["I make your video now"]
    tail = body.split("\n\n")[-1]
    assert tail.startswith("data: {")
    with pytest.raises(json.JSONDecodeError):
        json.loads(tail.removeprefix("data: "))


def test_no_close_holds_the_stream_open(client: Client, sid: str) -> None:
    client.arm("no_close", params={"seconds": 0.5})
    started = time.monotonic()
    assert said(frames(client.run(sid, "hello").text))
    assert time.monotonic() - started > 0.5


@pytest.mark.parametrize("reset", [True, False])
def test_drop_stream_and_the_run_goes_on(client: Client, sid: str, reset: bool) -> None:
    client.arm("drop_stream", params={"after_events": 2, "reset": reset})
    received = b""
    reply = client.run(sid, "generate", stream=True)
    with reply, pytest.raises(requests.RequestException):
        for chunk in reply.iter_content(1):
            received += chunk
    assert received.count(b"data: ") == 2
    deadline = time.monotonic() + 5
    while client.stats()["busy"] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert client.state(sid)["state"]["draft"]["m"]["title"] == "generate full"
    assert client.stats()["runs"][sid] == 1


# Refusals


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("no_credits", 402, 2001),
        ("session_not_found", 404, 1002),
        ("bad_token", 401, 1001),
        ("plan_required", 402, 402),
        ("unsupported_file", 415, 4001),
        ("file_too_large", 413, 4002),
        ("server_error", 503, 503),
    ],
)
def test_refusals_do_no_work(client: Client, sid: str, name: str, status: int, code: int) -> None:
    client.arm(name)
    path = {
        "plan_required": "/api/render/proxy/lambda",
        "no_credits": "/run_sse",
        "session_not_found": "/run_sse",
    }.get(name, f"/api/upload-video/nemo_agent/me/{sid}")
    reply = client.post(path, json={})
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert sid not in client.stats()["runs"]


def test_rate_limit_with_retry_after(client: Client) -> None:
    client.arm("rate_limited", params={"headers": {"Retry-After": "30"}})
    reply = client.post("/api/auth/anonymous-token", headers={"X-Client-Id": "c"})
    assert (reply.status_code, reply.json()["code"]) == (429, 429)
    assert reply.headers["retry-after"] == "30"


def test_a_refusal_may_come_with_status_200_or_in_adks_form(client: Client, sid: str) -> None:
    bind = {"register_url": "https://nemovideo.com/register?bind=anon_x"}
    client.arm("no_credits", params={"status": 200, "data": bind})
    reply = client.run(sid, "edit")
    assert (reply.status_code, reply.json()["code"], reply.json()["data"]) == (200, 2001, bind)
    client.arm("session_not_found", params={"detail": "Session not found"})
    reply = client.run(sid, "edit")
    assert (reply.status_code, reply.json()) == (404, {"detail": "Session not found"})


def test_the_answer_may_be_lost_after_the_work(client: Client, sid: str) -> None:
    client.arm("server_error", path="/run_sse", params={"after": True})
    assert client.run(sid, "edit").status_code == 503
    assert client.stats()["runs"][sid] == 1
    client.arm("drop_connection", path="/run_sse", params={"after": True})
    with pytest.raises(requests.ConnectionError):
        client.run(sid, "edit")
    assert client.stats()["runs"][sid] == 2
    client.arm("drop_connection", path="/run_sse")
    with pytest.raises(requests.ConnectionError):
        client.run(sid, "edit")
    assert client.stats()["runs"][sid] == 2


def test_skip_and_times(client: Client) -> None:
    client.arm("http_error", path="/credits", skip=1, times=2)
    codes = [client.get("/api/credits/balance/simple").status_code for _ in range(4)]
    assert codes == [200, 500, 500, 200]


def test_delay(client: Client) -> None:
    client.arm("delay", path="/credits", params={"seconds": 0.3})
    started = time.monotonic()
    client.get("/api/credits/balance/simple")
    assert time.monotonic() - started > 0.3


# Sockets and renders


@pytest.fixture
def finished(client: Client, sid: str) -> str:
    render_id, _ = client.submit(sid, draft("x"))
    url: str = client.rendered(render_id)["output"]["url"]
    return url


@pytest.mark.parametrize("reset", [True, False])
def test_truncated_download(client: Client, finished: str, reset: bool) -> None:
    client.arm("truncate", path="/renders/", params={"after_bytes": 70_000, "reset": reset})
    received = 0
    with requests.get(finished, stream=True, timeout=10) as reply:
        assert reply.headers["content-length"] == "256000"
        with pytest.raises(requests.RequestException):
            for chunk in reply.iter_content(1000):
                received += len(chunk)
    assert received <= 70_000


def test_no_range(client: Client, finished: str) -> None:
    client.arm("no_range", path="/renders/")
    reply = requests.get(finished, headers={"Range": "bytes=5-"}, timeout=10)
    assert (reply.status_code, len(reply.content)) == (200, 256_000)
    assert "etag" not in reply.headers


def test_slow_loris(client: Client) -> None:
    client.arm("slow_loris", path="/credits", params={"bytes": 10, "interval_s": 0.05})
    started = time.monotonic()
    assert client.get("/api/credits/balance/simple").json()["code"] == 0
    assert time.monotonic() - started > 0.25


def test_nested_poll(client: Client, sid: str) -> None:
    render_id, _ = client.submit(sid, draft("x"))
    client.rendered(render_id)
    client.arm("nested_poll")
    reply = client.poll(render_id)
    assert set(reply) == {"success", "data"}
    assert reply["data"]["outputUrl"].startswith("http://127.0.0.1:")


def test_failed_slow_and_duplicate_render(client: Client, sid: str) -> None:
    client.arm("failed_render", params={"error": "out of luck"})
    client.arm("slow_render", params={"seconds": 0.3})
    started = time.monotonic()
    done = client.rendered(client.submit(sid, draft("x"))[0])
    assert (done["status"], done["error"]) == ("failed", "out of luck")
    assert time.monotonic() - started > 0.3
    client.arm("duplicate_render")
    assert client.submit(sid, draft("x"))[1].status_code == 409


# Strict mode


def test_strict_mode_charges_and_refuses(client: Client, sid: str) -> None:
    client.rules(strict=True)
    client.run(sid, "generate")
    balance = client.get("/api/credits/balance/simple").json()["data"]
    assert balance == {"available": 0, "frozen": 0, "total": 0}
    reply = client.run(sid, "edit")
    user = client.grant["user_id"]
    assert reply.json()["code"] == 2001
    assert reply.json()["data"]["register_url"].endswith(f"/register?bind={user}")
    client.rules(credits=50, user_id=user)
    client.run(sid, "edit")
    assert client.get("/api/credits/balance/simple").json()["data"]["total"] == 0
    again = client.post("/api/auth/anonymous-token", headers={"X-Client-Id": client.client_id})
    assert again.json()["code"] == 429


def test_credits_are_frozen_while_a_run_works(client: Client, sid: str) -> None:
    client.rules(strict=True)
    client.arm("slow_run", params={"seconds": 0.2})
    with client.run(sid, "generate", stream=True) as reply:
        balance = client.get("/api/credits/balance/simple").json()["data"]
        assert balance == {"available": 0, "frozen": 100, "total": 100}
        assert reply.content


def test_unknown_faults_are_refused(client: Client) -> None:
    reply = client.post("/_studio/faults", json={"faults": [{"name": "earthquake"}]})
    assert reply.status_code == 400
    assert "faults.0.name" in reply.json()["message"]


def test_without_the_flag_there_are_no_fault_endpoints(tmp_path: Any) -> None:
    plain = Server(tmp_path)
    try:
        client = plain.client()
        for path in ("/_studio/stats", "/_studio/requests", "/_studio/faults"):
            assert client.get(path).status_code == 404
        assert client.post("/_studio/rules", json={}).status_code == 404
    finally:
        plain.stop()
