"""The way to the API: loopback never by a proxy, the cloud as the environment says, netrc never."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest
from cloud_support import (
    ATTRIBUTION,
    TOKEN,
    Cloud,
    ConnectProxy,
    Trust,
    in_cloud,
    reachable,
    reply,
    with_session,
    without_proxies,
)
from raw_server import RawServer, Request, answer
from shells import Shell
from test_media import write

from nemo_client import download

DRAFT = {"t": [{"tt": 0, "sg": [{"d": 1000}]}], "d": 1000}
EVERY_PROXY = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy")


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return Trust.new(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write(tmp_path_factory.mktemp("video") / "a.mp4", "libx264", None).read_bytes()


@pytest.fixture
def png(tmp_path: Path) -> Path:
    from PIL import Image

    path = tmp_path / "one.png"
    Image.new("RGB", (64, 48), "orange").save(path)
    return path


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"])
def test_no_command_goes_to_loopback_by_a_proxy(shell: Shell, png: Path, variable: str) -> None:
    with ConnectProxy() as proxy:
        local = without_proxies(shell, **{variable: proxy.url})
        for command in (
            ["session.py", "new"],
            ["upload.py", str(png)],
            ["sse.py", "send", "generate a film"],
            ["state.py"],
            ["credits.py"],
            ["export.py", "-o", "a.mp4"],
        ):
            ended = local.run(*command)
            # the scripted studio's render is no video, and that is found out last
            expected = "check_failed" if command[0] == "export.py" else "done"
            assert ended.doc["status"] == expected, ended.doc
    assert proxy.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_download_comes_from_loopback_by_a_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.delenv("NO_PROXY")
    with RawServer(lambda _: [answer(b"film")]) as server, ConnectProxy() as proxy:
        for variable in EVERY_PROXY:
            monkeypatch.setenv(variable, proxy.url)
        url = server.url.replace("127.0.0.1", host)
        assert download.fetch(url, tmp_path / "a.mp4").read_bytes() == b"film"
    assert proxy.asked == []


@pytest.mark.slow
def test_the_embedded_studio_is_never_asked_by_a_proxy(
    make_shell: Callable[..., Shell], tmp_path: Path
) -> None:
    shell = make_shell(NEMO_STUDIO_HOME=str(tmp_path / "studio"))
    with ConnectProxy() as proxy:
        shell = without_proxies(shell, **dict.fromkeys(EVERY_PROXY, proxy.url))
        try:
            ended = shell.run("create.py", "--local", "A 1-second video saying 'Hi'", "-o", "a.mp4",
                              "--resolution", "480", "--quality", "draft")  # fmt: skip
            assert ended.code == 0 and ended.doc["verified"], ended.doc
        finally:
            shell.run("studio.py", "stop")
    assert proxy.asked == []


@pytest.mark.parametrize("bundle", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_the_cloud_is_reached_by_the_proxy_and_trusted_by_the_bundle(
    make_shell: Callable[..., Shell], trust: Trust, video: bytes, variable: str, bundle: str
) -> None:
    cloud = Cloud(DRAFT, lambda _host, _request: [answer(video)])
    with reachable(cloud, trust) as proxy:
        trusted = {"REQUESTS_CA_BUNDLE": ""} | {bundle: str(trust.file)}
        shell = in_cloud(make_shell(), proxy, trust, **trusted)
        shell = with_session(without_proxies(shell, **{variable: proxy.url}))
        sent = shell.run("sse.py", "send", "make a film")
        assert sent.code == 0 and sent.doc["say"] == "Made it.", sent.doc
        made = shell.run("export.py", "-o", "a.mp4")
        assert made.code == 0 and made.doc["verified"], made.doc
    assert (shell.folder / "a.mp4").read_bytes() == video
    assert set(proxy.asked) == {"CONNECT api.test:443", "CONNECT cdn.test:443"}
    assert TOKEN not in "".join(proxy.heads), "the proxy itself was given the token"
    for host, request in cloud.seen:
        of_the_api = host == "api.test"
        assert request.header("Authorization") == (f"Bearer {TOKEN}" if of_the_api else None)
        assert all(bool(request.header(name)) == of_the_api for name in ATTRIBUTION)


def test_a_proxys_login_goes_to_the_proxy_alone(
    make_shell: Callable[..., Shell], trust: Trust
) -> None:
    cloud = Cloud(DRAFT)
    with reachable(cloud, trust) as proxy:
        url = proxy.url.replace("//", "//me:my-password@")
        assert in_cloud(make_shell(), proxy, trust, HTTPS_PROXY=url).run("credits.py").code == 0
    assert "Proxy-Authorization: Basic bWU6bXktcGFzc3dvcmQ=" in proxy.heads[0]
    assert all(request.header("Proxy-Authorization") is None for _, request in cloud.seen)


@pytest.mark.parametrize("spelt", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize("hosts", ["api.test", ".test", "x.invalid, api.test", "*"])
def test_no_proxy_is_kept_to(
    make_shell: Callable[..., Shell], trust: Trust, spelt: str, hosts: str
) -> None:
    with reachable(Cloud(DRAFT), trust) as proxy:
        ended = in_cloud(make_shell(), proxy, trust, **{spelt: hosts}).run("credits.py")
    assert proxy.asked == []
    assert (ended.code, ended.doc["status"]) == (5, "unreachable"), "api.test has no address"


def test_a_cloud_that_is_not_trusted_gets_nothing(
    make_shell: Callable[..., Shell], trust: Trust, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other, cloud = Trust.new(tmp_path / "other"), Cloud(DRAFT)
    with reachable(cloud, trust) as proxy:
        ended = in_cloud(make_shell(), proxy, other).run("credits.py")
    assert ended.code == 5 and "REQUESTS_CA_BUNDLE" in ended.doc["do"], ended.doc
    assert cloud.seen == []


@pytest.mark.parametrize(
    ("variable", "proxy", "reason"),
    [
        pytest.param("HTTPS_PROXY", "socks5://127.0.0.1:1080", "PySocks", marks=pytest.mark.skipif(
            find_spec("socks") is not None, reason="PySocks is installed")),
        pytest.param("ALL_PROXY", "socks5h://me:my-password@localhost:1080", "PySocks",
            marks=pytest.mark.skipif(find_spec("socks") is not None, reason="PySocks is installed")),
        ("ALL_PROXY", "socks://127.0.0.1:1080", "socks"),
        ("https_proxy", "htp://127.0.0.1:3128", "htp"),
        ("HTTPS_PROXY", "http://[::1", "form"),
        ("HTTPS_PROXY", "http://127.0.0.1:port", "form"),
        ("HTTPS_PROXY", "http://127.0.0.1:99999", "form"),
        ("HTTPS_PROXY", "http://", "form"),
        ("all_proxy", "http://me:my-password@[127.0.0.1:80", "form"),
        ("HTTPS_PROXY", "://", "form"),
    ],
)  # fmt: skip
def test_a_proxy_that_cannot_be_used_is_wrong_use(
    make_shell: Callable[..., Shell], trust: Trust, variable: str, proxy: str, reason: str
) -> None:
    shell = make_shell(NEMO_API_URL="https://api.test", NEMO_TOKEN=TOKEN, **{variable: proxy})
    shell = with_session(without_proxies(shell, **{variable: proxy}))
    for command in (["credits.py"], ["sse.py", "send", "make a film"]):
        ended = shell.run(*command)
        assert (ended.code, ended.doc["status"]) == (2, "usage"), ended.doc
        assert variable in ended.doc["say"] and variable in ended.doc["do"]
        assert reason in ended.doc["say"], ended.doc
        assert "my-password" not in str(ended.doc) + ended.err


@pytest.mark.parametrize(
    ("refusal", "code", "word"),
    [
        ("407 Proxy Authentication Required", 2, "password"),
        ("403 Forbidden", 2, "api.test"),
        ("502 Bad Gateway", 5, "proxy"),
    ],
)
def test_a_proxy_that_refuses(
    make_shell: Callable[..., Shell], trust: Trust, refusal: str, code: int, word: str
) -> None:
    with ConnectProxy(refusal=refusal) as proxy:
        ended = in_cloud(make_shell(), proxy, trust).run("credits.py")
    assert ended.code == code and word in ended.doc["say"], ended.doc
    assert code != 2 or "HTTPS_PROXY" in ended.doc["say"]


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize("content", [None, "no certificate at all"])
def test_a_ca_file_that_is_none_is_wrong_use(
    make_shell: Callable[..., Shell],
    trust: Trust,
    tmp_path: Path,
    variable: str,
    content: str | None,
) -> None:
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_text(content)
    with reachable(Cloud(DRAFT), trust) as proxy:
        settings = {"REQUESTS_CA_BUNDLE": ""} | {variable: str(path)}
        ended = in_cloud(make_shell(), proxy, trust, **settings).run("credits.py")
    assert (ended.code, ended.doc["status"]) == (2, "usage"), ended.doc
    assert variable in ended.doc["say"] and str(path) in ended.doc["say"]


def test_a_ca_file_that_is_none_does_not_matter_to_loopback(shell: Shell) -> None:
    assert shell.run("credits.py", REQUESTS_CA_BUNDLE="/nowhere/ca.pem").code == 0


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect"])
def test_netrc_speaks_for_no_host_after_a_redirect_either(
    make_shell: Callable[..., Shell], trust: Trust, video: bytes, tmp_path: Path, status: str
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(
        "machine cdn.test login evil password evil\ndefault login evil password evil\n"
    )

    def serve(host: str, request: Request) -> Iterable[bytes]:
        if host == "files.test":
            return [answer(video)]
        return [answer(b"", status=status, headers={"Location": "https://files.test/b.mp4"})]

    cloud = Cloud(DRAFT, serve)
    with reachable(cloud, trust, "files.test") as proxy:
        shell = with_session(in_cloud(make_shell(), proxy, trust, NETRC=str(netrc)))
        ended = shell.run("export.py", "-o", "a.mp4")
    assert ended.code == 0, ended.doc
    of_the_cdn = [request for host, request in cloud.seen if host != "api.test"]
    assert [request.path for request in of_the_cdn] == ["/a.mp4", "/b.mp4"]
    assert [request.header("Authorization") for request in of_the_cdn] == [None, None]
    of_the_api = {r.header("Authorization") for host, r in cloud.seen if host == "api.test"}
    assert of_the_api == {f"Bearer {TOKEN}"}


def test_netrc_does_not_answer_for_a_new_account(
    make_shell: Callable[..., Shell], trust: Trust, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login evil password evil\n")

    def serve(_host: str, _request: Request) -> Iterable[bytes]:
        return [reply({"code": 0, "data": {"token": "nmv_usr_new-token"}})]

    cloud = Cloud(DRAFT, serve)
    with reachable(cloud, trust) as proxy:
        shell = in_cloud(make_shell(), proxy, trust, NETRC=str(netrc), NEMO_TOKEN="")
        assert shell.run("auth.py", "connect").code == 0
    asked = cloud.requests("/api/auth/anonymous-token")
    assert [request.header("Authorization") for request in asked] == [None]


def test_api_redirects_lead_nowhere(make_shell: Callable[..., Shell], trust: Trust) -> None:
    def serve(host: str, _request: Request) -> Iterable[bytes]:
        return [answer(b"", status="307 Moved", headers={"Location": "https://files.test/x"})]

    cloud = Cloud(DRAFT, serve)
    with reachable(cloud, trust, "files.test") as proxy:
        shell = in_cloud(make_shell(), proxy, trust, NEMO_TOKEN="")
        assert shell.run("auth.py", "connect").code == 5
    assert "CONNECT files.test:443" not in proxy.asked
