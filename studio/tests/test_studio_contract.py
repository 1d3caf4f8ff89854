"""The studio's API over real sockets, route by route, as the contract has it."""

from __future__ import annotations

import json
import re
import threading
import time

import pytest
import requests
from studio_support import Client, Server, alive, draft, frames, said


@pytest.fixture
def sid(client: Client) -> str:
    return client.session(language="en")["session_id"]


# Tokens, sessions, credits


def test_anonymous_token_has_the_documented_fields(client: Client) -> None:
    assert re.fullmatch(r"nmv_usr_[\w-]{43}", client.grant["token"])
    assert re.fullmatch(r"anon_[0-9a-f]{16}", client.grant["user_id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", client.grant["expires_at"])
    assert client.grant["credits"] == 100


@pytest.mark.parametrize("headers", [{}, {"X-Client-Id": ""}, {"X-Client-Id": "x" * 65}])
def test_token_wants_a_client_id(server: Server, headers: dict[str, str]) -> None:
    reply = requests.post(f"{server.url}/api/auth/anonymous-token", headers=headers, timeout=10)
    assert reply.status_code == 400
    assert reply.json()["code"] == 400


def test_the_same_client_id_is_the_same_account(server: Server, client: Client) -> None:
    again = server.client(client.client_id)
    assert again.grant["user_id"] == client.grant["user_id"]
    assert again.grant["token"] != client.grant["token"]
    assert client.get("/api/credits/balance/simple").json()["code"] == 0  # the old one still works


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer nmv_usr_wrong", "Basic dTpw"])
def test_1001_for_a_bad_token(server: Server, sid: str, token: str) -> None:
    url = f"{server.url}/api/state/nemo_agent/me/{sid}/latest"
    reply = requests.get(url, headers={"Authorization": token}, timeout=10)
    assert (reply.status_code, reply.json()["code"]) == (401, 1001)


def test_session_reply(client: Client) -> None:
    session = client.session()
    assert re.fullmatch(r"[1-9]\d{18}", session["session_id"])
    assert session["task_id"].startswith("task_")
    assert session["user_id"] == client.grant["user_id"]


def test_1002_for_another_accounts_session(server: Server, sid: str) -> None:
    other = server.client()
    reply = other.get(f"/api/state/nemo_agent/me/{sid}/latest")
    assert (reply.status_code, reply.json()["code"]) == (404, 1002)
    assert other.run(sid, "hello").status_code == 404
    assert other.submit(sid, draft("x"))[1].json()["code"] == 1002


def test_credits(client: Client) -> None:
    reply = client.get("/api/credits/balance/simple").json()
    assert reply == {"code": 0, "data": {"available": 100, "frozen": 0, "total": 100}}


def test_generations_are_free_unless_strict(client: Client, sid: str) -> None:
    for _ in range(3):
        client.run(sid, "generate")
    assert client.get("/api/credits/balance/simple").json()["data"]["available"] == 100


# Runs


def test_a_run_streams_adk_events(client: Client, sid: str) -> None:
    reply = client.run(sid, "generate a film")
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    events = frames(reply.content.decode())
    assert said(events) == ["I make your video now", "Done"]
    assert events[0]["content"]["parts"][0] == {"text": "what is wanted", "thought": True}
    calls = [e["content"]["parts"][0].get("functionCall") for e in events]
    answers = [e["content"]["parts"][0].get("functionResponse") for e in events]
    for call, answer in zip(filter(None, calls), filter(None, answers), strict=True):
        assert call["id"].startswith("adk-")
        assert (call["id"], call["name"]) == (answer["id"], answer["name"])
    for event in events:
        assert event["author"] == "nemo_agent"
        assert set(event["actions"]) == {
            "stateDelta", "artifactDelta", "requestedAuthConfigs", "requestedToolConfirmations",
        }  # fmt: skip
    assert len({e["invocationId"] for e in events}) == 1
    assert len({e["id"] for e in events}) == len(events)
    deltas = [e["actions"]["stateDelta"]["draft"]["m"]["title"] for e in events if
              e["actions"]["stateDelta"]]  # fmt: skip
    assert deltas == ["generate a film", "generate a film full"]


def test_camel_case_and_raw_utf8(client: Client, sid: str) -> None:
    body = {
        "appName": "nemo_agent",
        "userId": client.grant["user_id"],
        "sessionId": sid,
        "newMessage": {"role": "user", "parts": [{"text": "hello"}]},
    }
    reply = client.post("/run_sse", json=body)
    assert reply.content.count(b"data: ") == 1
    assert "hello 你好\u2028" in reply.content.decode()


def test_missing_fields_are_named_as_adk_names_them(client: Client) -> None:
    reply = client.post("/run_sse", json={"appName": "nemo_agent"})
    assert reply.status_code == 422
    missing = {tuple(e["loc"]): e["msg"] for e in reply.json()["detail"]}
    assert missing[("body", "userId")] == "Field required"
    assert missing[("body", "sessionId")] == "Field required"


def test_malformed_bodies_elsewhere_are_400(client: Client) -> None:
    reply = client.post("/api/render/proxy/lambda", json={"id": "r"})
    assert (reply.status_code, reply.json()["code"]) == (400, 400)
    assert "sessionId" in reply.json()["message"]


def test_unknown_session_and_agent(client: Client, sid: str) -> None:
    reply = client.run("nope", "hello")
    assert (reply.status_code, reply.json()) == (404, {"detail": "Session not found: nope"})
    reply = client.run(sid, "hello", body={"app_name": "other"})
    assert (reply.status_code, reply.json()) == (404, {"detail": "Agent not found: 'other'"})


def test_an_exception_ends_the_stream_with_an_error_frame(client: Client, sid: str) -> None:
    events = frames(client.run(sid, "boom").text)
    assert said(events) == ["before the storm"]
    assert events[-1]["error"] == 'ValueError: bad "quotes" and\nnew line'
    assert set(events[-1]) == {"error", "error_details"}
    assert said(frames(client.run(sid, "hello").text))  # the session goes on


def test_undo_takes_back_a_whole_generation(client: Client, sid: str) -> None:
    client.run(sid, "generate one")
    client.run(sid, "generate two")
    client.run(sid, "undo")
    assert client.state(sid)["state"]["draft"]["m"]["title"] == "generate one full"


def test_a_run_goes_on_when_the_client_hangs_up(client: Client, sid: str) -> None:
    client.arm("slow_run", params={"seconds": 0.1})
    with client.run(sid, "generate", stream=True) as reply:
        next(reply.iter_content(1))
    assert client.state(sid)["state"]["draft"] == {}
    deadline = time.monotonic() + 10
    while client.stats()["busy"] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert client.state(sid)["state"]["draft"]["m"]["title"] == "generate full"


def test_runs_of_a_session_follow_each_other(client: Client, sid: str) -> None:
    client.arm("slow_run", times=2, params={"seconds": 0.05})
    spans: dict[str, tuple[float, float]] = {}

    def run(text: str) -> None:
        events = frames(client.run(sid, text).text)
        spans[text] = (events[0]["timestamp"], events[-1]["timestamp"])

    threads = [threading.Thread(target=run, args=(f"generate {n}",)) for n in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first, second = sorted(spans.values())
    assert first[1] < second[0]
    assert client.stats()["runs"][sid] == 2


# State and claims


def test_state_before_and_after(client: Client, sid: str) -> None:
    before = client.state(sid)["state"]
    assert before == {
        "video_infos": [],
        "draft": {},
        "canvas_config": {},
        "video_analyses": {},
        "generated_media": [],
    }
    client.run(sid, "generate")
    after = client.state(sid)
    assert after["state"]["draft"] == draft("generate full")
    assert after["state"]["canvas_config"] == {
        "width": 128,
        "height": 128,
        "aspect_ratio": "1:1",
        "fps": 24,
    }


def test_the_claim_token_opens_one_page_and_nothing_else(server: Server, client: Client) -> None:
    session = client.session(task_name="My <b>film</b>")
    body = {k: session[k] for k in ("task_id", "session_id")}
    data = client.post("/api/auth/claim-token", json=body).json()["data"]
    assert data["claim_token"].startswith("clm_")
    assert data["expires_in"] == 604800
    browser = requests.Session()
    page = browser.get(f"{server.url}/workspace/claim?ct={data['claim_token']}", timeout=10)
    assert page.status_code == 200
    assert page.url == f"{server.url}/workspace/task/{session['task_id']}"  # no token in it
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    shown = browser.get(f"{page.url}/data", timeout=10).json()["data"]
    assert shown["title"] == "My <b>film</b>"
    other = client.session()["task_id"]
    assert browser.get(f"{server.url}/workspace/task/{other}", timeout=10).status_code == 403
    assert requests.get(f"{page.url}/data", timeout=10).status_code == 403
    headers = {"Authorization": f"Bearer {data['claim_token']}"}
    balance = requests.get(f"{server.url}/api/credits/balance/simple", headers=headers, timeout=10)
    assert balance.json()["code"] == 1001


def test_claim_needs_the_sessions_own_task(client: Client, sid: str) -> None:
    other = client.session()["task_id"]
    reply = client.post("/api/auth/claim-token", json={"task_id": other, "session_id": sid})
    assert reply.json()["code"] == 1002


# Renders


def test_render_from_submit_to_download(client: Client, sid: str) -> None:
    client.run(sid, "generate")
    render_id, reply = client.submit(sid, client.state(sid)["state"]["draft"])
    assert reply.json()["success"] is True
    assert reply.json()["data"]["status"] == "pending"
    done = client.rendered(render_id)
    assert (done["taskId"], done["status"], done["progress"]) == (render_id, "completed", 100)
    assert done["output"]["duration"] == 1.0
    assert done["output"]["size"] == 256_000
    assert done["data"]["outputUrl"] == done["output"]["url"]
    plain = requests.get(done["output"]["url"], timeout=10)  # no token
    assert plain.content == bytes(range(256)) * 1000
    assert plain.headers["content-length"] == "256000"
    fallback = client.get(f"/api/render/proxy/{render_id}/download")
    assert fallback.content == plain.content
    media = client.state(sid)["state"]["generated_media"]
    assert [m["id"] for m in media] == [render_id]


def test_ranges_and_validators(client: Client, sid: str) -> None:
    render_id, _ = client.submit(sid, draft("x"))
    url = client.rendered(render_id)["output"]["url"]
    etag = requests.head(url, timeout=10).headers["etag"]
    part = requests.get(url, headers={"Range": "bytes=1000-", "If-Range": etag}, timeout=10)
    assert part.status_code == 206
    assert part.headers["content-range"] == "bytes 1000-255999/256000"
    assert len(part.content) == 255_000
    stale = requests.get(url, headers={"Range": "bytes=1000-", "If-Range": '"old"'}, timeout=10)
    assert (stale.status_code, len(stale.content)) == (200, 256_000)
    beyond = requests.get(url, headers={"Range": "bytes=256000-"}, timeout=10)
    assert beyond.status_code == 416


def test_render_ids_are_used_once(client: Client, sid: str) -> None:
    render_id, _ = client.submit(sid, draft("x"))
    body = {"id": render_id, "sessionId": sid, "draft": draft("x")}
    reply = client.post("/api/render/proxy/lambda", json=body)
    assert reply.status_code == 409
    assert reply.json()["success"] is False


@pytest.mark.parametrize("missing", ["X-Skill-Source", "X-Skill-Version", "X-Skill-Platform"])
def test_402_without_attribution(client: Client, sid: str, missing: str) -> None:
    del client.http.headers[missing]
    _, reply = client.submit(sid, draft("x"))
    assert (reply.status_code, reply.json()["code"]) == (402, 402)


@pytest.mark.parametrize(
    "output", [{"format": "exe"}, {"quality": "best"}, {"resolution": "4k"}, {"fps": 23}]
)
def test_an_output_we_cannot_give_is_refused(
    client: Client, sid: str, output: dict[str, object]
) -> None:
    _, reply = client.submit(sid, draft("x"), **output)
    assert reply.status_code == 400
    assert next(iter(output)) in reply.json()["message"]


def test_output_settings_reach_the_renderer(server: Server, client: Client, sid: str) -> None:
    render_id, _ = client.submit(
        sid, draft("x"), format="webm", resolution="1280x720", fps="25", codec="h264", crf=23
    )
    url = client.rendered(render_id)["output"]["url"]
    assert url.endswith(".webm")
    job = json.loads(
        next(p for p in server.data_dir.glob("renders/*/job.json") if p.parent.name in url)
        .read_text()
    )  # fmt: skip
    expected = {"format": "webm", "quality": "high", "resolution": 720, "fps": 25, "processes": 1}
    assert job["settings"] == expected


@pytest.mark.parametrize(
    ("title", "words", "logged", "retryable"),
    [
        ("crash", "crashed (SIGABRT); what it opened last: track 2 (b.mp4)", True, False),
        ("killed", "ended from outside (SIGKILL)", True, True),
        ("fault", "track 1, segment 's2' (a.mp4): KeyError: 'x'", True, False),
        ("broken draft", "segment 'b1'", False, False),
    ],
)
def test_a_failing_render_says_why(
    server: Server,
    client: Client,
    sid: str,
    title: str,
    words: str,
    logged: bool,
    retryable: bool,
) -> None:
    render_id, _ = client.submit(sid, draft(title))
    done = client.rendered(render_id)
    assert done["status"] == "failed"
    assert words in done["error"]
    assert ("try again" in done["error"]) == done["retryable"] == retryable
    log = server.data_dir / "studio.log"
    assert (str(log) in done["error"]) == logged
    assert (render_id in log.read_text(encoding="utf-8")) == logged
    assert client.get(f"/api/render/proxy/{render_id}/download").status_code == 404


def test_cancel_ends_a_hanging_render_within_a_second(
    server: Server, client: Client, sid: str
) -> None:
    hanging, _ = client.submit(sid, draft("hang"))
    waiting, _ = client.submit(sid, draft("next"))
    deadline = time.monotonic() + 10
    while not (pids := list(server.data_dir.glob("renders/*/pid"))):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.05)
    pid = int(pids[0].read_text())
    assert client.poll(waiting)["status"] == "pending"  # one at a time
    started = time.monotonic()
    reply = client.post(f"/api/render/proxy/lambda/{hanging}/cancel")
    assert reply.json()["data"]["status"] == "cancelled"
    while alive(pid) and time.monotonic() - started < 5:
        time.sleep(0.02)
    assert time.monotonic() - started < 1
    assert client.rendered(waiting)["status"] == "completed"
    assert client.poll(hanging)["status"] == "cancelled"


def test_unknown_render_and_file(server: Server, client: Client) -> None:
    assert client.get("/api/render/proxy/lambda/none").status_code == 404
    assert client.get("/renders/guessed/x.mp4").status_code == 404
    assert client.get("/files/guessed/x.mp4").status_code == 404


# Guards


def test_a_foreign_host_name_is_refused(server: Server) -> None:
    reply = requests.get(f"{server.url}/health", headers={"Host": "evil.example"}, timeout=10)
    assert reply.status_code == 400
    allowed = requests.get(
        f"{server.url}/health",
        headers={
            "Host": f"localhost:{server.url.rsplit(':')[-1]}",
            "Origin": "https://evil.example",
        },
        timeout=10,
    )
    assert allowed.json()["ok"] is True
    assert "access-control-allow-origin" not in allowed.headers


def test_tokens_are_not_on_the_disk(server: Server, client: Client) -> None:
    stored = b"".join(p.read_bytes() for p in server.data_dir.glob("studio.*"))
    assert client.grant["user_id"].encode() in stored
    assert client.grant["token"].encode() not in stored


def test_requests_are_recorded_with_their_attribution(client: Client, sid: str) -> None:
    seen = client.get("/_studio/requests").json()["data"]
    mine = [r for r in seen if r["path"] == "/api/tasks/me/with-session/nemo_agent"][-1]
    assert mine["headers"]["x-skill-source"] == "nemo-video-generator"
    assert mine["headers"]["authorization"] == "(hidden)"
