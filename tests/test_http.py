"""The HTTP client: envelopes, typed errors, retries counted at a real server, secrets."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from raw_server import RESET, RawServer, Request, answer

from nemo_client import errors, http
from nemo_client.account import Account
from nemo_client.config import Config, api_url, studio_config, url_config
from nemo_client.http import Api, unwrap


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEMO_TIME_SCALE", "0.001")
    monkeypatch.setenv("NEMO_API_URL", "http://127.0.0.1:1")  # where alone the scale is heeded
    monkeypatch.setenv("NEMO_HOME", str(tmp_path / "home"))


def config(url: str, **values: Any) -> Config:
    from nemo_client.config import home

    given = {
        "api_url": url,
        "web_url": url,
        "engine": "cloud",
        "token": "tok-123456",
        "origin": url,
    }
    return Config(**{"home": home(), **given, **values})


def data(value: Any) -> bytes:
    return answer(json.dumps({"code": 0, "data": value}).encode())


def refused(code: int, status: str = "200 OK", **more: Any) -> bytes:
    return answer(json.dumps({"code": code, "message": "no", **more}).encode(), status=status)


def series(*answers: bytes | list[bytes]) -> Callable[[Request], Iterable[bytes]]:
    """A script that gives one answer after the other, the last one again and again."""
    left = list(answers)

    def script(_: Request) -> Iterable[bytes]:
        given = left.pop(0) if len(left) > 1 else left[0]
        return given if isinstance(given, list) else [given]

    return script


@pytest.mark.parametrize(
    ("status", "body", "value"),
    [
        (200, {"code": 0, "data": {"a": 1}}, {"a": 1}),
        (200, {"success": True, "data": {"a": 1}}, {"a": 1}),
        (200, {"taskId": "r", "status": "pending"}, {"taskId": "r", "status": "pending"}),
        (200, {"code": 0, "data": [1]}, [1]),
    ],
)
def test_envelopes(status: int, body: Any, value: Any) -> None:
    assert unwrap(status, json.dumps(body).encode()) == value


@pytest.mark.parametrize(
    ("status", "body", "error", "code"),
    [
        (200, {"code": 1001, "message": "bad token"}, errors.AuthError, 1001),
        (401, {"detail": "no"}, errors.AuthError, 401),
        (401, {"code": 1001}, errors.AuthError, 1001),
        (200, {"code": 1002}, errors.SessionNotFound, 1002),
        (404, {"detail": "Session not found: nope"}, errors.SessionNotFound, 1002),
        (404, {"detail": "Not Found"}, errors.BadRequest, 404),
        (200, {"code": 2001}, errors.CreditsError, 2001),
        (402, {"code": 2001}, errors.CreditsError, 2001),
        (200, {"code": 4001}, errors.UnsupportedFile, 4001),
        (200, {"code": 4002}, errors.FileTooLarge, 4002),
        (413, {}, errors.FileTooLarge, 413),
        (400, {"message": "X-Client-Id"}, errors.BadRequest, 400),
        (402, {"message": "export"}, errors.PlanError, 402),
        (402, {"code": 402}, errors.PlanError, 402),
        (429, {}, errors.RateLimited, 429),
        (200, {"code": 429}, errors.RateLimited, 429),
        (422, {"detail": [{"loc": ["body"], "msg": "x"}]}, errors.BadRequest, 422),
        (503, {}, errors.ServerError, 503),
        (302, {}, errors.ServerError, 302),
        (200, {"success": False, "error": "x"}, errors.RequestFailed, None),
        (200, {"code": 7777, "message": "new"}, errors.NemoError, 7777),
    ],
)
def test_every_code_of_the_table_is_typed(
    status: int, body: Any, error: type[errors.NemoError], code: int | None
) -> None:
    with pytest.raises(error) as raised:
        unwrap(status, json.dumps(body).encode())
    assert raised.value.code == code and type(raised.value) is error


def test_a_page_of_a_proxy_is_not_taken_for_an_answer() -> None:
    with pytest.raises(errors.ServerError, match="not JSON"):
        unwrap(200, b"<html>hotel wifi</html>")


def test_the_bind_link_in_an_error_is_found() -> None:
    body = {"code": 2001, "message": "Sign up: https://nemovideo.com/register?bind=anon_9."}
    with pytest.raises(errors.CreditsError) as raised:
        unwrap(200, json.dumps(body).encode())
    assert raised.value.data["register_url"] == "https://nemovideo.com/register?bind=anon_9"


@pytest.mark.parametrize("fault", [[RESET], [answer(b"", status="503 Down")], [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"]])  # fmt: skip
def test_reads_are_tried_again(fault: list[bytes]) -> None:
    with RawServer(series(fault, fault, data({"ok": 1}))) as server, Api(config(server.url)) as api:
        assert api.get("/x") == {"ok": 1}
        assert len(server.requests) == 3


@pytest.mark.parametrize("fault", [[RESET], [answer(b"", status="503 Down")]])
def test_a_post_that_left_is_not_repeated(fault: list[bytes]) -> None:
    with RawServer(series(fault)) as server, Api(config(server.url)) as api:
        with pytest.raises(errors.ServerError):
            api.post("/x", {"a": 1})
        assert len(server.requests) == 1


def test_a_refused_connection_is_known_to_have_sent_nothing() -> None:
    with RawServer(series(b"")) as server:
        url = server.url
    with Api(config(url)) as api, pytest.raises(errors.Unreachable):
        api.post("/x")


@pytest.mark.parametrize("method", ["get", "post"])
def test_429_waits_and_tries_once(method: str) -> None:
    limited = refused(429, "429 Too Many Requests")
    with RawServer(series(limited, data({"ok": 1}))) as server, Api(config(server.url)) as api:
        assert getattr(api, method)("/x") == {"ok": 1}
        assert len(server.requests) == 2
    with RawServer(series(limited)) as server, Api(config(server.url)) as api:
        with pytest.raises(errors.RateLimited):
            getattr(api, method)("/x")
        assert len(server.requests) == 2


def test_attribution_and_token_are_on_every_call_and_netrc_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login evil password evil\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with RawServer(series(data({}))) as server, Api(config(server.url), "tok-1") as api:
        api.get("/x")
        request = server.requests[0]
    assert request.header("Authorization") == "Bearer tok-1"
    assert request.header("X-Skill-Source") == "nemo-video-generator"
    assert request.header("X-Skill-Version") and request.header("X-Skill-Platform")


def test_a_redirect_does_not_carry_the_token_away() -> None:
    with RawServer(series(data({}))) as other:
        moved = answer(b"", status="307 Moved", headers={"Location": other.url + "/x"})
        with (
            RawServer(series(moved)) as server,
            Api(config(server.url)) as api,
            pytest.raises(errors.ServerError, match="redirects"),
        ):
            api.post("/x", {"a": 1})
        assert other.requests == []


def test_a_large_body_is_cut_off() -> None:
    import requests

    with (
        RawServer(series(answer(b"x" * 100_000))) as server,
        requests.get(server.url, stream=True, timeout=5) as response,
        pytest.raises(errors.ServerError, match="larger"),
    ):
        http.read_body(response, cap=10_000)


@pytest.mark.parametrize(
    "body", [{"code": 500}, {"code": "1001"}, {"code": 404, "message": "session not found"}]
)
def test_codes_inside_a_200(body: dict[str, Any]) -> None:
    kinds = {500: errors.ServerError, "1001": errors.AuthError, 404: errors.SessionNotFound}
    with pytest.raises(kinds[body["code"]]):
        unwrap(200, json.dumps(body).encode())


@pytest.mark.parametrize("left", [True, False])
def test_a_proxy_that_drops_the_answer_is_not_a_request_that_never_left(
    monkeypatch: pytest.MonkeyPatch, left: bool
) -> None:
    """urllib3 says ProxyError for both."""
    with RawServer(series([RESET] if left else b"")) as proxy:
        url = proxy.url
        if left:
            _post_through(monkeypatch, url, errors.ServerError)
            assert len(proxy.requests) == 1
    if not left:  # the proxy is gone
        _post_through(monkeypatch, url, errors.Unreachable)


def _post_through(
    monkeypatch: pytest.MonkeyPatch, proxy: str, expected: type[errors.NemoError]
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with Api(config("http://api.invalid")) as api, pytest.raises(expected):
        api.post("/run_sse", {"a": 1})


def test_a_kept_token_that_is_refused_is_renewed_once_with_the_same_id() -> None:
    def script(request: Request) -> Iterable[bytes]:
        if request.path.endswith("anonymous-token"):
            return [data({"token": f"new-token-{len(server.requests)}"})]
        return [
            data({"ok": 1})
            if request.header("Authorization") != "Bearer new-token-1"
            else refused(1001)
        ]

    with RawServer(script) as server:
        account = Account(config(server.url, token=None))
        assert account.run(lambda api: api.get("/x")) == {"ok": 1}
        asked = [r for r in server.requests if r.path.endswith("anonymous-token")]
        assert len(asked) == 2
        assert asked[0].header("X-Client-Id") == asked[1].header("X-Client-Id")
        assert asked[0].header("Authorization") is None


def test_a_refused_token_of_the_environment_is_said_to_be_that() -> None:
    with RawServer(series(refused(1001))) as server:
        account = Account(config(server.url))
        with pytest.raises(errors.AuthError, match="NEMO_TOKEN"):
            account.run(lambda api: api.get("/x"))
        assert len(server.requests) == 1


def test_400_makes_a_new_client_id_once() -> None:
    with RawServer(series(refused(400, "400 Bad Request"), data({"token": "tok-12345"}))) as server:
        with Account(config(server.url, token=None)).api() as api:
            assert api.token == "tok-12345"
        ids = [r.header("X-Client-Id") for r in server.requests]
        assert len(set(ids)) == 2


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found", "422 Unprocessable"])
def test_other_refusals_keep_the_client_id(status: str) -> None:
    with RawServer(series(refused(int(status[:3]), status))) as server:
        with pytest.raises(errors.BadRequest):
            Account(config(server.url, token=None)).api()
        first = server.requests[0].header("X-Client-Id")
        with pytest.raises(errors.BadRequest):
            Account(config(server.url, token=None)).api()
        assert {r.header("X-Client-Id") for r in server.requests} == {first}


def test_commands_beside_each_other_ask_for_one_token() -> None:
    import threading
    import time

    def script(_: Request) -> Iterable[bytes]:
        time.sleep(0.3)
        return [data({"token": f"tok-{len(server.requests)}-1234"})]

    with RawServer(script) as server:
        tokens: list[str | None] = []

        def connect() -> None:
            with Account(config(server.url, token=None)).api() as api:
                tokens.append(api.token)

        threads = [threading.Thread(target=connect) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.requests) == 1 and len(set(tokens)) == 1


@pytest.mark.parametrize(
    ("answers", "link"),
    [
        ([{"bind_id": "b 1"}, {"user_id": "anon_2"}], "/register?bind=b%201"),
        ([{"user_id": "anon_2"}], "/register?bind=anon_2"),
        ([{"state": {"user_id": "anon_3"}}], "/register?bind=anon_3"),
        ([{"register_url": "https://x/?bind=4"}, {"bind_id": "b1"}], "https://x/?bind=4"),
        ([{"user_id": "me"}], None),
    ],
)
def test_the_bind_link_from_every_place(answers: list[dict[str, Any]], link: str | None) -> None:
    found = Account(config("https://h")).register_url(*answers)
    assert found == (f"https://h{link}" if link and link.startswith("/") else link)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "ftp://x",
        "https://u:p@x",
        "https://x?token=1",
        "nonsense",
        "http://[x",
    ],
)
def test_an_unsafe_api_url_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("NEMO_API_URL", url)
    with pytest.raises(errors.UsageError, match="NEMO_API_URL"):
        api_url()


def test_the_cloud_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEMO_API_URL")
    assert api_url() == "https://mega-api-prod.nemovideo.ai"
    assert url_config(api_url(), "cloud").web_url == "https://nemovideo.com"
    monkeypatch.setenv("NEMO_API_URL", "http://[::1]:80/")
    assert api_url() == url_config(api_url(), "local").web_url == "http://[::1]:80"


def test_the_clouds_token_is_not_given_to_the_studio(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "cloud-token")
    assert studio_config("http://127.0.0.1:1", tmp_path).token is None


def test_a_token_with_a_line_break_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "a\nb")
    with pytest.raises(errors.UsageError, match="NEMO_TOKEN"):
        url_config("https://x", "cloud")


def test_an_answer_that_drips_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes within the time-out of a read, and there are always more."""
    monkeypatch.setenv("NEMO_TIME_SCALE", "0.0001")

    def drips(_: Request) -> Iterable[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90000\r\n\r\n"
        for _ in range(300):
            time.sleep(0.1)
            yield b" "

    with (
        RawServer(drips) as server,
        Api(config(server.url), "tok-123456") as api,
        pytest.raises(errors.ServerError, match="too slowly"),
    ):
        api.get("/x")
