"""Which engine answers is the server's own word, not its address: a tunnel to the cloud is on
loopback too, and is neither free nor this machine's work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from raw_server import RawServer, answer
from shells import Shell
from stand_in import StandIn
from studio_support import Client

from nemo_client import engine

ATTRIBUTION = ("x-skill-source", "x-skill-version", "x-skill-platform")


def asked(cloud: StandIn) -> int:
    """How often the stand-in was asked what it is."""
    return cloud.count("unknown", lambda request: request.target == "/health")


def test_a_cloud_on_loopback_is_the_cloud(cloud: StandIn, cloud_shell: Shell) -> None:
    ended = cloud_shell.run("create.py", "A film about tea", "-o", "a.mp4")
    assert ended.code == 0 and ended.doc["engine"] == "cloud", ended.doc
    assert "made by the NemoVideo cloud" in ended.doc["say"]
    assert ended.doc["link"].startswith("https://nemovideo.com/")
    assert [render.output["quality"] for render in cloud.renders.values()] == ["high"]
    assert "free" not in cloud_shell.run("credits.py").doc["say"]


def test_it_is_asked_once_without_token_or_attribution(cloud: StandIn, cloud_shell: Shell) -> None:
    assert cloud_shell.run("session.py", "new").code == 0
    (request,) = (r for r in cloud.requests if r.target == "/health")
    assert not {"authorization", *ATTRIBUTION} & request.headers.keys()


def test_a_kept_session_tells_without_asking(cloud: StandIn, cloud_shell: Shell) -> None:
    assert cloud_shell.run("auth.py", "status").doc["engine"] == "cloud"
    assert asked(cloud) == 1
    cloud_shell.run("session.py", "new")
    came = asked(cloud)
    assert cloud_shell.run("auth.py", "status").doc["engine"] == "cloud"
    assert cloud_shell.run("session.py", "list").code == 0
    assert asked(cloud) == came


def test_a_studio_by_its_url_is_the_local_engine(shell: Shell, studio: Client) -> None:
    for _ in range(2):
        status = shell.run("auth.py", "status").doc
        assert (status["engine"], status["web"]) == ("local", studio.url)
        assert shell.run("session.py", "new").code == 0
    assert "free" in shell.run("credits.py").doc["say"]


@pytest.mark.parametrize(
    "said",
    [
        answer(b"<html>sign in to the wifi</html>"),
        answer(b'{"service": "another"}'),
        answer(b"[1]"),
        answer(b"{}"),
        answer(b"", status="503 Down"),
        b"",
    ],
    ids=["page", "another", "list", "nothing", "503", "hangs up"],
)
def test_whatever_else_answers_is_not_called_free(
    make_shell: Callable[..., Shell], said: bytes
) -> None:
    with RawServer(lambda _: [said]) as server:
        status = make_shell(NEMO_API_URL=server.url).run("auth.py", "status").doc
    assert (status["engine"], status["web"]) == ("cloud", "https://nemovideo.com")


def test_what_does_not_answer_is_what_it_was(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud.stop()
    ended = cloud_shell.run("credits.py")
    assert (ended.code, ended.doc["status"]) == (5, "unreachable"), ended.doc
    assert cloud_shell.run("auth.py", "status").doc["engine"] == "cloud"


def test_a_studio_that_is_down_is_still_known(
    make_shell: Callable[..., Shell], monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer(lambda request: [_studio(request.path)]) as server:
        shell = make_shell(NEMO_API_URL=server.url)
        assert shell.run("session.py", "new").code == 0
    for name in ("NEMO_API_URL", "NEMO_HOME"):
        monkeypatch.setenv(name, shell.env[name])
    assert engine.connect().engine == engine.known().engine == "local"


def _studio(path: str) -> bytes:
    if path == "/health":
        return answer(b'{"ok": true, "service": "nemo-studio", "pid": 1}')
    return answer(b'{"code": 0, "data": {"token": "nmv_usr_1", "session_id": "77"}}')


@pytest.mark.parametrize("url", ["https://127.0.0.1:{}", "https://localhost:{}"])
def test_https_is_the_cloud_and_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, make_shell: Callable[..., Shell], url: str
) -> None:
    came: list[str] = []
    with RawServer(lambda request: came.append(request.path) or [_studio("/health")]) as server:
        monkeypatch.setenv("NEMO_HOME", make_shell().env["NEMO_HOME"])
        monkeypatch.setenv("NEMO_API_URL", url.format(server.port))
        assert engine.connect().engine == engine.known().engine == "cloud"
    assert came == []
