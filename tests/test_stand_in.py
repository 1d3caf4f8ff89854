"""The stand-in itself, held with plain requests to the API's published description."""

from __future__ import annotations

import json
import os
import socket
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from stand_in import StandIn
from stand_in_rules import (
    API_ENDPOINTS,
    CUT,
    OPEN,
    PING,
    RESET,
    Do,
    Hold,
    Reply,
    call,
    detail,
    envelope,
    error_event,
    lost,
    raw_video,
    redirect,
    render_failed,
    stream,
    text,
    unread,
    unsuccessful,
    usual_turn,
)
from studio_support import Client, frames, said

MOVIE = bytes(range(256)) * 40
BROKEN = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


@pytest.fixture
def cloud(request: pytest.FixtureRequest) -> Any:
    """With fixed bytes for a film; a test's `param` gives settings."""
    with StandIn(MOVIE, **getattr(request, "param", {})) as running:
        yield running


@pytest.fixture
def client(cloud: StandIn) -> Client:
    return Client(cloud.url)


def settings(**values: Any) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("cloud", [values], indirect=True)


def asked(client: Client, endpoint: str, sid: str, render_id: str = "r") -> requests.Response:
    """One request to an endpoint, as a client makes it."""
    calls: dict[str, Callable[[], requests.Response]] = {
        "token": lambda: client.post("/api/auth/anonymous-token", headers={"X-Client-Id": client.client_id}),
        "claim": lambda: client.post("/api/auth/claim-token", json={"task_id": "t", "session_id": sid}),
        "session": lambda: client.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "t"}),
        "state": lambda: client.get(f"/api/state/nemo_agent/me/{sid}/latest"),
        "upload": lambda: client.post(f"/api/upload-video/nemo_agent/me/{sid}", json={"urls": ["https://x.org/a.jpg"], "source_type": "url"}),
        "credits": lambda: client.get("/api/credits/balance/simple"),
        "run": lambda: client.run(sid, "a film"),
        "render": lambda: client.post("/api/render/proxy/lambda", json={"id": render_id, "sessionId": sid, "draft": {}}),
        "poll": lambda: client.get(f"/api/render/proxy/lambda/{render_id}"),
        "cancel": lambda: client.post(f"/api/render/proxy/lambda/{render_id}/cancel"),
        "download": lambda: client.get(f"/api/render/proxy/{render_id}/download"),
    }  # fmt: skip
    return calls[endpoint]()


def generated(cloud: StandIn, client: Client, words: str = "a film") -> str:
    sid = client.session()["session_id"]
    assert client.run(sid, words).status_code == 200
    return sid


def rendered(client: Client, sid: str) -> tuple[str, str]:
    """A render that is done: its id and the file's address."""
    render_id, _ = client.submit(sid, client.state(sid)["state"]["draft"], format="mp4")
    return render_id, str(client.rendered(render_id)["output"]["url"])


def test_the_whole_way(cloud: StandIn, client: Client, tmp_path: Path) -> None:
    assert client.grant["token"].startswith("nmv_usr_")
    assert client.grant["user_id"].startswith("anon_") and client.grant["credits"] == 1000
    made = client.session(language="en")
    sid = made["session_id"]
    assert sid.isdigit() and len(sid) == 19 and made["task_id"] and made["user_id"]
    assert client.state(sid)["state"]["draft"] == {}

    for name in ("a.jpg", "b.mp4"):
        (tmp_path / name).write_bytes(b"\r\n--x" + name.encode() + bytes(range(256)))
    files = client.upload(sid, tmp_path / "a.jpg", tmp_path / "b.mp4").json()["data"]["files"]
    assert [f["file_type"] for f in files] == ["image", "video"]
    assert [u.filename for u in cloud.uploads] == ["a.jpg", "b.mp4"]
    assert cloud.uploads[0].size == 266 and files[0]["hash"] == cloud.uploads[0].sha256

    run = client.run(sid, "a film")
    assert run.headers["Content-Type"].startswith("text/event-stream")
    events = frames(run.text)
    assert set(events[0]) == {"content", "invocationId", "author", "actions", "id", "timestamp"}
    assert len({e["invocationId"] for e in events}) == 1 and len({e["id"] for e in events}) == 6
    assert said(events)[0] == "I'll generate your video now..." and len(said(events)) == 2
    state = client.state(sid)["state"]
    assert [f["filename"] for f in state["video_infos"]] == ["a.jpg", "b.mp4"]
    draft = state["draft"]
    assert [t["tt"] for t in draft["t"]] == [0, 1, 7] and draft["d"] == 1000
    assert [s["m"]["name"] for s in draft["t"][0]["sg"]] == ["a.jpg", "b.mp4"]
    assert draft["t"][2]["sg"][0]["m"]["text"] == "a film"
    balance = client.get("/api/credits/balance/simple").json()["data"]
    assert balance == {"available": 900, "frozen": 0, "total": 900} and cloud.charged == 100

    render_id, reply = client.submit(sid, draft, format="mp4", quality="high")
    assert reply.json()["data"] == {"id": render_id, "status": "pending", "progress": 5}
    poll = client.poll(render_id)
    assert poll["status"] == "completed" and poll["output"]["size"] == len(MOVIE)
    assert urlsplit(poll["output"]["url"]).netloc != urlsplit(cloud.url).netloc
    assert requests.get(poll["output"]["url"], timeout=9).content == MOVIE
    assert asked(client, "download", sid, render_id).content == MOVIE
    claim = asked(client, "claim", sid).json()["data"]
    assert claim["claim_token"].startswith("clm_") and claim["expires_in"] == 604800

    assert client.run(sid, "bigger").status_code == 200
    assert cloud.wishes == {"a film": 1, "bigger": 1} and cloud.charged == 150
    assert len(cloud.sessions) == 1 and list(cloud.renders) == [render_id]
    assert [r.endpoint for r in cloud.requests[:3]] == ["token", "session", "state"]
    assert cloud.requests[-1].message == "bigger" and cloud.requests[-1].acted
    # Only the token request of the helper has no attribution.
    assert len(cloud.violations) == 3 and all("anonymous-token" in v for v in cloud.violations)


@settings(render_polls=2, nested_poll=True)
def test_a_render_in_the_other_shape_and_cancelled(cloud: StandIn, client: Client) -> None:
    sid = generated(cloud, client)
    render_id, _ = client.submit(sid, client.state(sid)["state"]["draft"], format="mp4")
    polls = [client.poll(render_id)["data"] for _ in range(3)]
    assert [p["status"] for p in polls] == ["processing", "processing", "completed"]
    assert requests.get(polls[2]["outputUrl"], timeout=9).content == MOVIE
    other, _ = client.submit(sid, client.state(sid)["state"]["draft"])
    assert asked(client, "cancel", sid, other).json()["data"]["status"] == "cancelled"
    assert client.poll(other)["data"]["status"] == "cancelled"


def test_what_is_refused(cloud: StandIn, client: Client, tmp_path: Path) -> None:
    sid = generated(cloud, client)
    for endpoint in ("claim", "state", "upload", "render"):
        assert asked(client, endpoint, "7").json()["code"] == 1002
    assert (asked(client, "run", "7").status_code, asked(client, "run", "7").json()) == (
        404, {"detail": "Session not found: 7"},
    )  # fmt: skip
    (tmp_path / "a.txt").write_text("x")
    assert client.upload(sid, tmp_path / "a.txt").json()["code"] == 4001
    assert client.post(f"/api/upload-video/nemo_agent/me/{sid}", json={}).status_code == 422
    assert client.post("/run_sse", json={"session_id": sid}).status_code == 422
    draft = client.state(sid)["state"]["draft"]
    render_id, _ = client.submit(sid, draft)
    body = {"id": render_id, "sessionId": sid, "draft": draft, "output": {}}
    assert client.post("/api/render/proxy/lambda", json=body).status_code == 400
    assert client.poll("unknown")["success"] is False
    assert requests.post(f"{cloud.url}/api/auth/anonymous-token", timeout=9).json()["code"] == 400
    assert client.get("/health").status_code == 404
    assert Client(cloud.url).get(f"/api/state/nemo_agent/me/{sid}/latest").json()["code"] == 1002
    cloud.forget_session(sid)
    assert asked(client, "state", sid).json()["code"] == 1002
    cloud.revoke_tokens()
    refused = asked(client, "credits", sid)
    assert (refused.status_code, refused.json()["code"]) == (401, 1001)
    assert not cloud.requests[-1].acted and sum(cloud.wishes.values()) == 1


@settings(max_upload=10)
def test_a_large_file(cloud: StandIn, client: Client, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x" * 11)
    assert client.upload(client.session()["session_id"], tmp_path / "a.jpg").json()["code"] == 4002


@settings(credits=100, strict=True)
def test_limits(cloud: StandIn, client: Client) -> None:
    assert asked(client, "token", "").status_code == 429
    sid = generated(cloud, client)
    assert client.run(sid, "more").json()["code"] == 2001
    assert cloud.wishes == {"a film": 1}
    for _ in range(9):
        Client(cloud.url)
    headers = {"X-Client-Id": str(uuid.uuid4())}
    reply = requests.post(f"{cloud.url}/api/auth/anonymous-token", headers=headers, timeout=9)
    assert reply.status_code == 429


def test_what_no_client_may_do(cloud: StandIn, client: Client) -> None:
    sid = generated(cloud, client)
    _, url = rendered(client, sid)
    cloud.violations.clear()
    client.get("/api/credits/balance/simple", headers={"X-Skill-Version": None})
    token = client.grant["token"]
    requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=9)
    requests.get(url, headers={"X-Token": token}, timeout=9)
    client.get(f"/api/credits/balance/simple?token={token}")
    client.submit(sid, {"t": [{"tt": 0, "sg": []}]})
    assert [v.rpartition(": ")[2] for v in cloud.violations] == [
        "no X-Skill-Version", "the token at the CDN", "the token at the CDN",
        "the token in the URL", "a draft that the session never had",
    ]  # fmt: skip
    body = {"id": "r2", "sessionId": sid, "draft": {}}
    bare = client.post("/api/render/proxy/lambda", json=body, headers={"X-Skill-Source": None})
    assert bare.status_code == 402


FORMS = {
    "detail": (detail(503, "busy"), 503, {"detail": "busy"}),
    "code in 200": (envelope(2001, "none left"), 200, {"code": 2001, "message": "none left", "data": None}),
    "code and status": (envelope(429, "slow", status=429), 429, {"code": 429, "message": "slow", "data": None}),
    "success false": (unsuccessful("no"), 200, {"success": False, "error": "no"}),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("endpoint", API_ENDPOINTS)
def test_an_error_at_an_endpoint(cloud: StandIn, client: Client, endpoint: str, form: str) -> None:
    do, status, body = FORMS[form]
    sid = client.session()["session_id"]
    rule = cloud.rule(endpoint, do=do)
    reply = asked(client, endpoint, sid)
    assert (reply.status_code, reply.json()) == (status, body)
    assert rule.used == 1 and not cloud.requests[-1].acted and not cloud.wishes
    again = asked(client, endpoint, sid)
    assert again.status_code != status or again.text != reply.text, "the rule was for one request"


def test_which_requests_a_rule_takes(cloud: StandIn, client: Client) -> None:
    def codes(count: int) -> list[int]:
        return [client.get("/api/credits/balance/simple").status_code for _ in range(count)]

    for status in (500, 501):
        cloud.rule("credits", do=detail(status, "x"))
    assert codes(3) == [500, 501, 200]
    cloud.rule("credits", nth=2, do=detail(500, "x"))
    assert codes(3) == [200, 500, 200]
    cloud.rule("credits", nth=range(2, 4), do=detail(500, "x"))
    assert codes(4) == [200, 500, 500, 200]
    sid = client.session()["session_id"]
    mine = cloud.rule("run", nth="always", where=lambda r: r.message == "no", do=detail(500, "x"))
    said = [client.run(sid, words).status_code for words in ("no", "yes", "no")]
    assert said == [500, 200, 500] and mine.used == 2
    cloud.rule("*", nth="always", do=detail(502, "down"))
    assert codes(2) == [502, 502] and client.poll("x") == {"detail": "down"}
    with pytest.raises(ValueError, match="endpoint"):
        cloud.rule("pol", do=lost())


@pytest.mark.parametrize("reset", [False, True])
def test_answers_that_are_lost(cloud: StandIn, client: Client, reset: bool) -> None:
    for do, sessions in ((unread(reset=reset), 0), (lost(reset=reset), 1)):
        cloud.rule("session", do=do)
        with pytest.raises(requests.ConnectionError):
            client.session()
        assert len(cloud.sessions) == sessions and cloud.requests[-1].status is None
    sid = client.session()["session_id"]
    cloud.rule("run", do=lost(reset=reset))
    with pytest.raises(requests.ConnectionError):
        client.run(sid, "a film")
    assert cloud.wishes["a film"] == 1 and client.state(sid)["state"]["draft"]["d"] == 1000


def test_an_error_after_the_work(cloud: StandIn, client: Client) -> None:
    sid = client.session()["session_id"]
    cloud.rule("run", do=detail(503, "busy", acts=True))
    assert client.run(sid, "a film").status_code == 503
    assert cloud.wishes["a film"] == 1 and cloud.charged == 100


def test_odd_answers(cloud: StandIn, client: Client) -> None:
    sid = generated(cloud, client)
    render_id, _ = client.submit(sid, client.state(sid)["state"]["draft"])
    cloud.rule("state", do=Do(headers={"Content-Type": "text/html"}))
    assert asked(client, "state", sid).headers["Content-Type"] == "text/html"
    cloud.rule("state", do=redirect(cloud.cdn_url + "/x", status=307))
    moved = client.get(f"/api/state/nemo_agent/me/{sid}/latest", allow_redirects=False)
    assert moved.status_code == 307 and moved.headers["Location"] == cloud.cdn_url + "/x"
    cloud.rule("poll", do=render_failed("boom"))
    assert client.poll(render_id)["error"] == "boom"
    cloud.rule("poll", do=Do(reply=lambda r: Reply(200, {"id": r.key, "status": "odd"})))
    assert client.poll(render_id) == {"id": render_id, "status": "odd"}
    cloud.rule("state", do=Do(cut_after=20))
    with pytest.raises(BROKEN):
        asked(client, "state", sid)
    cloud.rule("state", do=Do(headers={"Content-Length": None}, cut_after=20))
    assert len(asked(client, "state", sid).content) == 20, "an end that cannot be told from a cut"


def test_a_download_in_pieces(cloud: StandIn, client: Client) -> None:
    _, url = rendered(client, generated(cloud, client))
    cloud.rule("cdn", do=Do(cut_after=1000))
    with requests.get(url, stream=True, timeout=9) as reply:
        tag, got = reply.headers["ETag"], reply.raw.read(1000)
        with pytest.raises(Exception, match="IncompleteRead"):
            reply.raw.read()
    headers = {"Range": "bytes=1000-", "If-Range": tag}
    rest = requests.get(url, headers=headers, timeout=9)
    assert rest.status_code == 206 and got + rest.content == MOVIE
    assert rest.headers["Content-Range"] == f"bytes 1000-{len(MOVIE) - 1}/{len(MOVIE)}"
    assert requests.get(url, headers=headers | {"If-Range": '"old"'}, timeout=9).content == MOVIE
    beyond = requests.get(url, headers={"Range": f"bytes={len(MOVIE)}-"}, timeout=9)
    assert beyond.status_code == 416
    gate = Hold()
    cloud.rule("cdn", do=Do(cut_after=1000, cut_hold=gate))
    with requests.get(url, stream=True, timeout=9) as reply:
        assert reply.raw.read(1000) == MOVIE[:1000] and gate.reached()
        gate.release()
        assert reply.raw.read() == MOVIE[1000:]
    assert requests.get(f"{cloud.cdn_url}/other", timeout=9).status_code == 404


def test_holds(cloud: StandIn, client: Client) -> None:
    sid = client.session()["session_id"]
    asks = {"state": 0, "session": 1}
    for endpoint, made in asks.items():
        gate = cloud.hold(endpoint, answered=endpoint == "session")
        with ThreadPoolExecutor(1) as pool:
            pending = pool.submit(asked, client, endpoint, sid)
            assert gate.reached() and not gate.reached(2, within_s=0.01)
            assert len(cloud.sessions) == 1 + made and not pending.done()
            cloud.release()
            assert pending.result(9).status_code == 200
        assert asked(client, endpoint, sid).status_code == 200, "it is open now"


def raw_run(cloud: StandIn, client: Client, sid: str) -> bytes:
    """The bytes of a run's answer as they came over the wire, with chunk framing."""
    body = json.dumps({"app_name": "nemo_agent", "session_id": sid, "new_message": {"parts": [{"text": "x"}]}}).encode()  # fmt: skip
    head = (
        "POST /run_sse HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        f"Authorization: Bearer {client.grant['token']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    port = urlsplit(cloud.url).port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=9) as wire:
        wire.sendall(head.encode() + body)
        came = b""
        while piece := wire.recv(65536):
            came += piece
    return came.partition(b"\r\n\r\n")[2]


def test_scripted_streams(cloud: StandIn, client: Client) -> None:
    sid = client.session()["session_id"]
    cloud.rule("run", do=stream(PING, {"error": "x 你"}, b"data: odd\n\n"))
    assert raw_run(cloud, client, sid) == (
        b'8\r\n: ping\n\n\r\n19\r\ndata: {"error":"x \xe4\xbd\xa0"}\n\n\r\nb\r\ndata: odd\n\n\r\n0\r\n\r\n'
    )
    cloud.rule("run", do=stream(PING, framing="close"))
    assert raw_run(cloud, client, sid) == PING
    cloud.rule("run", do=stream(PING, CUT))
    assert raw_run(cloud, client, sid) == b"8\r\n: ping\n\n\r\n"
    cloud.rule("run", do=stream(RESET))
    with pytest.raises(ConnectionResetError):
        raw_run(cloud, client, sid)
    cloud.rule("run", do=stream(error_event("SAFETY", "blocked"), call("ask_question", title="?")))
    event, question = frames(client.run(sid, "x").text)
    assert event["errorCode"] == "SAFETY" and "content" not in event
    assert question["content"]["parts"][0]["functionCall"]["args"] == {"title": "?"}
    cloud.rule("run", do=stream())
    assert client.run(sid, "x").text == "" and cloud.wishes["x"] == 6
    assert cloud.charged == 0, "nothing was made"
    assert client.get("/api/credits/balance/simple").json()["data"]["available"] == 1000
    cloud.rule("run", do=Do(delay_s=0.01, headers={"Content-Type": "application/json"}))
    assert client.run(sid, "x").headers["Content-Type"] == "application/json"
    assert not [v for v in cloud.violations if "stand-in" in v]


def test_an_open_stream_shows_what_is_reserved(cloud: StandIn, client: Client) -> None:
    sid, gate = client.session()["session_id"], Hold()
    cloud.rule("run", do=stream(text("Wait"), gate, *usual_turn()))
    with client.run(sid, "a film", stream=True) as reply:
        assert b"Wait" in reply.raw.read1()
        balance = client.get("/api/credits/balance/simple").json()["data"]
        assert balance == {"available": 900, "frozen": 100, "total": 1000}
        gate.release()
        assert b"Done" in reply.raw.read()


@pytest.mark.parametrize(
    ("cloud", "made"), [({"tied": False}, True), ({"tied": True}, False)], indirect=["cloud"]
)
def test_work_after_a_hang_up(cloud: StandIn, client: Client, made: bool) -> None:
    sid, gate, over = client.session()["session_id"], Hold(), Hold()
    over.release()
    cloud.rule("run", do=stream(text("Wait"), gate, raw_video, over))
    with client.run(sid, "a film", stream=True) as reply:
        reply.raw.read1()
        reply.raw.shutdown()
    if made:
        gate.release()
    account = cloud.tokens[client.grant["token"]]
    cloud.wait_until(lambda: account.frozen == 0)
    assert bool(client.state(sid)["state"]["draft"]) is made and cloud.wishes["a film"] == 1


def test_a_cut_whose_work_goes_on(cloud: StandIn, client: Client) -> None:
    sid, gate = client.session()["session_id"], Hold()
    cloud.rule("run", do=stream(text("Wait"), CUT, gate, raw_video))
    with pytest.raises(BROKEN):
        client.run(sid, "a film")
    assert not client.state(sid)["state"]["draft"]
    gate.release()
    cloud.wait_until(lambda: cloud.charged == 100)
    assert client.state(sid)["state"]["draft"]["d"] == 1000


def sockets() -> set[str]:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        return set()
    links = {os.readlink(fd) for fd in folder.iterdir() if fd.exists() or fd.is_symlink()}
    return {link for link in links if link.startswith("socket:")}


def test_nothing_is_left_behind() -> None:
    threads, before = set(threading.enumerate()), sockets()
    with StandIn(MOVIE) as cloud:
        client = Client(cloud.url)
        sid = client.session()["session_id"]
        cloud.rule("run", do=stream(text("Wait"), OPEN))
        cloud.rule("run", do=stream(text("Wait"), 3600.0))
        cloud.hold("state")
        with ThreadPoolExecutor(4) as pool:
            pending = [pool.submit(asked, client, e, sid) for e in ("run", "run", "state", "state")]
            cloud.wait_until(lambda: cloud.count("state") == 2 and cloud.wishes["a film"] == 2)
            cloud.stop()
            kinds = [type(p.exception(9)) for p in pending]
            assert set(kinds) <= set(BROKEN), kinds
        client.http.close()
    assert set(threading.enumerate()) <= threads and sockets() <= before


def test_a_server_that_comes_back(cloud: StandIn, client: Client) -> None:
    sid = generated(cloud, client)
    url = cloud.url
    cloud.stop()
    with pytest.raises(requests.ConnectionError, match="refused"):
        client.state(sid)
    cloud.start()
    assert cloud.url == url and client.state(sid)["state"]["draft"]["d"] == 1000
    cloud.restart()
    assert client.state(sid)["session_id"] == sid and cloud.count("state") == 2


def test_sixty_at_once(cloud: StandIn) -> None:
    gate = cloud.hold("run")

    def one(number: int) -> int:
        client = Client(cloud.url)
        sid = client.session()["session_id"]
        events = frames(client.run(sid, f"film {number}").text)
        _, url = rendered(client, sid)
        return len(events) if requests.get(url, timeout=30).content == MOVIE else 0

    with ThreadPoolExecutor(60) as pool:
        pending = [pool.submit(one, number) for number in range(60)]
        assert gate.reached(60)
        gate.release()
        assert [p.result(60) for p in pending] == [6] * 60
    assert set(cloud.wishes.values()) == {1} and len(cloud.wishes) == 60
    assert cloud.charged == 6000 and len(cloud.renders) == 60


def test_requests_through_a_proxy_are_known(cloud: StandIn, client: Client) -> None:
    """The stand-in can be the proxy: it gets the whole address."""
    proxies = {"http": cloud.url}
    reply = requests.get("http://example.org/api/credits/balance/simple", proxies=proxies, headers=dict(client.http.headers), timeout=9)  # fmt: skip
    assert reply.json()["data"]["total"] == 1000
    assert cloud.requests[-1].target.startswith("http://example.org/")
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("https://example.org/", proxies={"https": cloud.url}, timeout=9)
    assert cloud.requests[-1].method == "CONNECT"
