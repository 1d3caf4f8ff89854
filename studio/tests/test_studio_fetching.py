"""Uploads by URL from web sites that are slow, odd or hostile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raw_server import RawServer, Request, answer
from studio_support import Client, Server, draft, frames

from nemo_studio.media.fetch import fetch
from nemo_studio.media.fetches import MOST
from nemo_studio.media.receive import BadUpload

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"


def drip(_: Request) -> Iterator[bytes]:
    yield HEAD
    while True:
        yield b"x"
        time.sleep(1)


def drip_head(_: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX-Long: "
    while True:
        yield b"x"
        time.sleep(0.1)


def silent(_: Request) -> Iterator[bytes]:
    yield b""
    time.sleep(60)


def endless(_: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    while True:
        yield b"x" * 10_000
        time.sleep(0.05)


def by_url(client: Client, sid: str, *urls: str) -> Any:
    return client.post(f"/api/upload-video/nemo_agent/me/{sid}", json={"urls": list(urls)})


def files(server: Server) -> list[Path]:
    return [path for path in (server.data_dir / "assets").rglob("*") if path.is_file()]


def test_slow_sites_stop_nobody(tmp_path: Path) -> None:
    """45 uploads whose sites send a byte a second: all others go on, the surplus is told so, and
    the studio ends without waiting for them."""
    server = Server(tmp_path, "--faults")
    client = server.client()
    sid = client.session()["session_id"]
    ended: list[Any] = []

    def upload(token: str) -> None:
        own = Client(server.url)
        own.http.headers["Authorization"] = token
        ended.append(by_url(own, sid, f"{web.url}/a.mp4"))

    with RawServer(drip) as web:
        token = client.http.headers["Authorization"]
        threads = [threading.Thread(target=upload, args=(token,)) for _ in range(45)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 10
        while len(ended) < 45 - MOST or len(files(server)) < MOST:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert {(r.status_code, r.json()["code"]) for r in ended} == {(429, 429)}
        assert "8 uploads by URL" in ended[0].json()["message"]
        for _ in range(50):
            assert client.get("/health").json()["ok"]
            assert client.state(sid)["session_id"] == sid
        assert frames(client.run(sid, "generate").text)
        render_id, _reply = client.submit(sid, draft("x"))
        assert client.rendered(render_id)["status"] == "completed"
        assert len(ended) == 45 - MOST  # the slow ones are at work still
        server.stop()
        for thread in threads:
            thread.join()
    last = [reply.json()["message"] for reply in ended[45 - MOST :]]
    assert last == ["127.0.0.1: the studio ends"] * MOST
    assert files(server) == []


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A studio that gives a site half a second."""
    server = Server(tmp_path_factory.mktemp("hasty"), "--faults", "--window", "0.5", "--total", "2")
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("script", "scheme", "words"),
    [
        (drip, "http", "too slow, less than 4 KB a second"),
        (drip_head, "http", "too slow"),
        (silent, "http", "too slow"),
        (silent, "https", "too slow"),
        (endless, "http", "takes longer than 2 s"),
    ],
)
def test_a_site_that_is_too_slow_is_given_up(
    hasty: Server, script: Any, scheme: str, words: str
) -> None:
    client = hasty.client()
    sid = client.session()["session_id"]

    def mixed(request: Request) -> Iterable[bytes]:
        return [answer(b"ready")] if request.path == "/quick.mp4" else script(request)

    with RawServer(mixed) as web:
        slow = web.url.replace("http", scheme) + "/slow.mp4"
        reply = by_url(client, sid, f"{web.url}/quick.mp4", slow)
    assert (reply.status_code, reply.json()["code"]) == (400, 400)
    assert words in reply.json()["message"]
    assert files(hasty) == []
    assert client.state(sid)["state"]["video_infos"] == []


def test_places_are_free_again(hasty: Server) -> None:
    client = hasty.client()
    sid = client.session()["session_id"]
    with RawServer(drip) as web:
        for _ in range(MOST + 1):
            assert by_url(client, sid, f"{web.url}/a.mp4").status_code == 400
    assert len(web.requests) == MOST + 1


# Odd URLs

ODD = [
    "http://", "http:///a.png", "https://:80/a", "http://[::1", "http://[::1]x/", "http://[v1.a]/",
    "http://a.example:port/", "http://a.example:99999999/", "http://127.0.0.1:0/", "http://-/",
    "http://..", "http://a..b/", "http://" + "a" * 64 + ".example/", "http://*/", "http://%00/",
    "http://%/", "http://\u00ad/", "http://\U0001f600\u200d.\u2488com/", "http://xn--/",
    "http://a b/", "http://127.0.0.1:1/\r\nX-A: b", "http://127.0.0.1:1/\x7f", "\x01http://a/",
    "http://user:secret@127.0.0.1:1/a.png", "http://@127.0.0.1:1/", "http:127.0.0.1", "//a/b",
    "http://127.0.0.1:1/" + "a" * 9000, "HTTP://127.0.0.1:1/a", "http://127.0.0.1:1\\@a.example/",
    "http://\uff0f\uff0fa/", "javascript:alert(1)", "data:image/png;base64,AA", "",
]  # fmt: skip


@pytest.mark.parametrize("url", ODD)
def test_odd_urls_are_400_and_leave_nothing(hasty: Server, url: str) -> None:
    client = hasty.client()
    sid = client.session()["session_id"]
    reply = by_url(client, sid, url)
    assert (reply.status_code, reply.json()["code"]) == (400, 400), reply.text
    assert "secret" not in reply.text
    assert len(reply.json()["message"]) < 300
    assert files(hasty) == []


@pytest.mark.parametrize("url", [*ODD[:-4], "http://[::1", "gopher://a/", "/%00.png", "\u2028"])
def test_odd_redirects_are_400(hasty: Server, url: str) -> None:
    client = hasty.client()
    sid = client.session()["session_id"]
    line = url.replace("\r\n", "%0d%0a").encode()
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + line + b"\r\n\r\n"
    with RawServer(lambda _: [head]) as web:
        reply = by_url(client, sid, f"{web.url}/a.png")
    # A redirect that is empty, or to the same place, ends as a body that is no picture.
    assert reply.status_code in (400, 415), reply.text
    assert files(hasty) == []


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    begin=st.sampled_from(["", "http:", "http://", "https://[", "http://127.0.0.1:1/", "http://127.0.0.1:"]),
    rest=st.text(st.characters(exclude_categories=[]), max_size=30),
)  # fmt: skip
def test_any_url(tmp_path: Path, begin: str, rest: str) -> None:
    """None is reachable: what stands for a host names no machine."""
    if begin == "http://" and not set(rest) & set("@:[/?#"):
        rest = f"127.0.0.1:1{rest}"
    with pytest.raises(BadUpload):
        fetch(begin + rest, tmp_path / "files", 1000, allow_private=True)
    assert not (tmp_path / "files").exists()
