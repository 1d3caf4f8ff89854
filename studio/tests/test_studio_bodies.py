"""What comes in at the door: bodies that are too long or too deep, words that no file can hold."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from studio_support import Client, Server, draft

MB = 1024 * 1024
JSON_PATHS = [
    "/run_sse",
    "/api/tasks/me/with-session/nemo_agent",
    "/api/auth/claim-token",
    "/api/render/proxy/lambda",
    "/api/upload-video/nemo_agent/me/{sid}",
    "/api/auth/anonymous-token",
    "/_studio/faults",
]
AS_JSON = {"Content-Type": "application/json"}


@pytest.fixture
def sid(client: Client) -> str:
    return client.session()["session_id"]


def rows(server: Server) -> dict[str, int]:
    """How many rows each table has, but for the accounts', and how many files there are."""
    import sqlite3

    names = ("sessions", "claims", "assets", "drafts", "runs", "events", "renders")
    with sqlite3.connect(server.data_dir / "studio.db") as db:
        counts = {n: db.execute(f"SELECT COUNT(*) FROM {n}").fetchone()[0] for n in names}
    files = [p for p in server.data_dir.rglob("*") if p.is_file() and "studio." not in p.name]
    return counts | {"files": len(files)}


def refused(reply: Any, *statuses: int) -> str:
    """The message of a refusal in the API's form."""
    assert reply.status_code in (statuses or range(400, 500)), (reply.status_code, reply.text)
    body = reply.json()
    assert body["code"] not in (0, None)
    message: str = body["message"]
    assert message
    return message


def memory(server: Server, field: str) -> int:
    """Bytes; VmHWM is the most that it ever was, VmRSS what it is."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split(f"{field}:")[1].split()[0]) * 1024


# Length and depth


@pytest.mark.parametrize("path", JSON_PATHS)
@pytest.mark.parametrize("chunked", [False, True])
def test_a_long_body_is_413(client: Client, sid: str, path: str, chunked: bool) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"id": "'
        for _ in range(24):
            yield b"x" * (MB // 4)
        yield b'"}'

    body: Any = pieces() if chunked else b"".join(pieces())
    reply = client.post(path.format(sid=sid), data=body, headers=AS_JSON)
    assert "4 MB" in refused(reply, 413)
    assert client.get("/health").json()["ok"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_a_body_of_90_mb_takes_no_memory(tmp_path: Path) -> None:
    server = Server(tmp_path)
    try:
        client = server.client()
        before = memory(server, "VmHWM")
        many = b'{"draft": [' + b"{}," * (30 * MB) + b"{}]}"
        refused(client.post("/api/render/proxy/lambda", data=many, headers=AS_JSON), 413)
        assert memory(server, "VmHWM") - before < 50 * MB
    finally:
        server.stop()


def test_a_long_body_that_waits_for_a_word_is_not_sent(server: Server) -> None:
    """`Expect: 100-continue`: the answer comes in place of the word."""
    host, port = server.url.removeprefix("http://").split(":")
    head = (
        f"POST /run_sse HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        "Content-Length: 900000000\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_a_draft_of_an_hour_is_taken(client: Client, sid: str) -> None:
    long = draft("x")
    long["t"][1]["sg"] = [
        {"id": f"t{n}", "type": "text", "s": n * 400, "d": 400, "text": "a caption of some length"}
        for n in range(9000)
    ]
    _, reply = client.submit(sid, long)
    assert reply.status_code == 200, reply.text


@pytest.mark.parametrize("path", JSON_PATHS)
@pytest.mark.parametrize("depth", [300, 3000, 1_000_000])
def test_a_deep_body_is_400(client: Client, sid: str, path: str, depth: int) -> None:
    body = b'{"draft": ' + b"[" * depth + b"]" * depth + b"}"
    assert "nested" in refused(client.post(path.format(sid=sid), data=body, headers=AS_JSON), 400)


def form(parts: list[bytes]) -> dict[str, Any]:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    return {"data": body, "headers": {"Content-Type": "multipart/form-data; boundary=b"}}


@pytest.mark.parametrize(
    "parts",
    [
        [b'Content-Disposition: form-data; name="note"\r\n\r\n' + b"x" * (2 * MB)],
        [b'Content-Disposition: form-data; name="n"\r\n\r\nx'] * 1000,
        [b'Content-Disposition: form-data; name="files"; filename="a.png"\r\n\r\nx'] * 1000,
    ],
)
def test_forms_have_limits(server: Server, client: Client, sid: str, parts: list[bytes]) -> None:
    before = rows(server)
    reply = client.post(f"/api/upload-video/nemo_agent/me/{sid}", **form(parts))
    refused(reply, 413)
    assert rows(server) == before


def test_a_file_with_a_wrong_token_is_refused_to_its_end(server: Server, client: Client) -> None:
    """The refusal reaches a client that sends all before it listens."""
    client.http.headers["Authorization"] = "Bearer wrong"
    big = {"files": ("a.mp4", b"x" * 30 * MB)}
    assert client.post("/api/upload-video/nemo_agent/me/1", files=big).status_code == 401


# Words

BROKEN = ["\ud800", "a\udfffb", "a\0b", "\ud83d"]  # the last is half an emoji


def requests_with(word: str, sid: str) -> list[tuple[str, Any]]:
    run = {"app_name": "nemo_agent", "user_id": "me", "session_id": sid}
    message = {"parts": [{"text": "generate"}]}
    bad = {"parts": [{"text": f"generate {word}"}]}
    render = {"id": "r", "sessionId": sid, "draft": draft("x")}
    return [
        ("/run_sse", run | {"new_message": bad}),
        ("/run_sse", run | {"session_id": word, "new_message": message}),
        ("/run_sse", run | {"app_name": word, "new_message": message}),
        ("/run_sse", run | {"new_message": message, word: 1}),
        ("/api/tasks/me/with-session/nemo_agent", {"task_name": word}),
        ("/api/tasks/me/with-session/nemo_agent", {"language": word}),
        ("/api/auth/claim-token", {"task_id": word, "session_id": sid}),
        ("/api/auth/claim-token", {"task_id": "t", "session_id": word}),
        ("/api/render/proxy/lambda", render | {"draft": draft(word)}),
        ("/api/render/proxy/lambda", render | {"draft": {word: 1}}),
        ("/api/render/proxy/lambda", render | {"id": word}),
        ("/api/render/proxy/lambda", render | {"sessionId": word}),
        ("/api/render/proxy/lambda", render | {"output": {"format": word}}),
        (f"/api/upload-video/nemo_agent/me/{sid}", {"urls": [f"http://a.example/{word}.png"]}),
        (f"/api/upload-video/nemo_agent/me/{sid}", {"urls": [f"http://{word}/a.png"]}),
    ]


@pytest.mark.parametrize("word", BROKEN)
def test_words_that_cannot_be_written_are_400(
    server: Server, client: Client, sid: str, word: str
) -> None:
    before = rows(server)
    for path, body in requests_with(word, sid):
        reply = client.post(path, data=json.dumps(body), headers=AS_JSON)
        assert reply.status_code == 400, (path, body, reply.text)
        refused(reply)
    assert rows(server) == before


def test_surrogates_in_other_encodings(server: Server, client: Client, sid: str) -> None:
    before = rows(server)
    raw = json.dumps({"task_name": "@"}).encode()
    for body in (
        raw.replace(b"@", b"\xed\xa0\x80"),
        '{"task_name": "\ud800"}'.encode("utf-16-le", "surrogatepass"),
        raw.replace(b"@", b"\xff\xfe"),
    ):
        path = "/api/tasks/me/with-session/nemo_agent"
        refused(client.post(path, data=body, headers=AS_JSON), 400)
    assert rows(server) == before


def test_a_whole_emoji_is_taken(client: Client, sid: str) -> None:
    body = b'{"task_name": "\\ud83d\\ude00 \\\\u0000"}'
    path = "/api/tasks/me/with-session/nemo_agent"
    assert client.post(path, data=body, headers=AS_JSON).status_code == 200


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_numbers_that_are_none(client: Client, sid: str, number: str) -> None:
    body = json.dumps({"id": "r", "sessionId": sid, "draft": {"d": "@"}}).replace('"@"', number)
    refused(client.post("/api/render/proxy/lambda", data=body, headers=AS_JSON), 400)


def test_a_file_name_with_a_nul_is_400(server: Server, client: Client, sid: str) -> None:
    before = rows(server)
    part = b'Content-Disposition: form-data; name="files"; filename="a\0b.png"\r\n\r\nx'
    refused(client.post(f"/api/upload-video/nemo_agent/me/{sid}", **form([part])), 400)
    url = {"urls": ["http://127.0.0.1:1/a%00b.png"]}
    refused(client.post(f"/api/upload-video/nemo_agent/me/{sid}", json=url), 400)
    assert rows(server) == before


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "multipart/form-data; boundary=", "application/json", "multipart/form-data; boundary=" + "x" * 9000])  # fmt: skip
@pytest.mark.parametrize("path", JSON_PATHS[:5])
def test_bytes_of_no_kind(client: Client, sid: str, path: str, kind: str) -> None:
    body = {"data": b"\xff\x00[", "headers": {"Content-Type": kind}}
    reply = client.post(path.format(sid=sid), **body)
    assert 400 <= reply.status_code < 500, (reply.status_code, reply.text)


# Paths and queries


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/%00", "/%ff%fe", "/%ed%a0%80", "//", "/api/../../etc/passwd", "/run_sse/",
     "/renders/%2e%2e/%2e%2e", "/files/%00/a", "/renders/x/%ed%a0%80",
     "/api/state/nemo_agent/me/%00/latest", "/api/state/nemo_agent/me/%ed%a0%80/latest",
     "/api/render/proxy/lambda/%ff", "/api/render/proxy/%00/download", "/" + "x" * 20_000],
)  # fmt: skip
def test_odd_paths_are_4xx(client: Client, path: str) -> None:
    host, port = client.url.removeprefix("http://").split(":")
    head = (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
        f"Authorization: {client.http.headers['Authorization']}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 4"), answer[:200]
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] >= 400


def test_a_wrong_method_has_the_envelope(client: Client) -> None:
    refused(client.get("/api/auth/claim-token"), 405)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=st.lists(st.text(st.characters(exclude_categories=[]), max_size=8), max_size=5),
    query=st.text(st.characters(exclude_categories=[]), max_size=20),
)
def test_any_path_and_query(client: Client, path: list[str], query: str) -> None:
    from urllib.parse import quote

    def quoted(text: str) -> str:
        return quote(text.encode(errors="surrogatepass"), safe="")

    for begin in ("", "/workspace/claim", "/workspace/task", "/renders", "/api/render/proxy"):
        url = f"{begin}/{'/'.join(map(quoted, path))}?ct={quoted(query)}&{quoted(query)}"
        reply = client.get(url, allow_redirects=False)
        assert 300 <= reply.status_code < 500, (url, reply.status_code, reply.text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats()
    | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=VALUES, field=st.sampled_from(["format", "quality", "resolution", "fps", "x"]))
def test_any_output(client: Client, sid: str, value: Any, field: str) -> None:
    body = {"id": "r", "sessionId": sid, "draft": draft("x"), "output": {field: value}}
    reply = client.post("/api/render/proxy/lambda", data=json.dumps(body), headers=AS_JSON)
    assert reply.status_code in (200, 400, 409), (value, reply.text)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=VALUES, path=st.sampled_from(JSON_PATHS[:5]), key=st.sampled_from(
    ["appName", "userId", "sessionId", "newMessage", "task_name", "language", "task_id",
     "session_id", "id", "output", "urls"]))  # fmt: skip
def test_any_body(client: Client, sid: str, path: str, key: str, value: Any) -> None:
    known = {"app_name": "nemo_agent", "user_id": "me", "sessionId": sid, "id": "r", "draft": {}}
    for body in (value, {key: value}, known | {key: value}):
        reply = client.post(path.format(sid=sid), data=json.dumps(body), headers=AS_JSON)
        assert reply.status_code < 500, (path, body, reply.text)


def test_a_render_id_of_long_letters(client: Client, sid: str) -> None:
    """80 letters of four bytes are more than a file's name can have."""
    body = {"id": "\U00020000" * 100, "sessionId": sid, "draft": draft("x")}
    assert client.post("/api/render/proxy/lambda", json=body).status_code == 200
    assert client.rendered(body["id"])["status"] == "completed"
