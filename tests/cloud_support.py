"""A cloud of the tests' own: hosts by name behind TLS, which only a CONNECT proxy leads to.

`api.test` is the scripted API, `cdn.test` and others whatever a test serves there. A test that is not
about the way to the API has it on loopback instead (`on_loopback`), where waits may be scaled.
"""

from __future__ import annotations

import json
import select
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import trustme
from raw_server import STREAM_HEAD, Listener, RawServer, Request, Script, answer
from shells import Shell

TOKEN = "nmv_usr_" + "t" * 43
ATTRIBUTION = ("X-Skill-Source", "X-Skill-Version", "X-Skill-Platform")
RENDERS = "/api/render/proxy"
LINK = "https://cdn.test/a.mp4"


def reply(value: Any, **kwargs: Any) -> bytes:
    return answer(json.dumps(value).encode(), **kwargs)


@dataclass
class ConnectProxy(Listener):
    """A proxy that notes what it is asked for and opens tunnels to the hosts that it knows."""

    hosts: dict[str, int] = field(default_factory=dict)
    refusal: str = ""  # the status line's end that every request gets: "407 Log in"
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            method, target, _ = head.decode("latin-1").split(" ", 2)
            self.asked.append(f"{method} {target}")
            self.heads.append(head.decode("latin-1"))
            port = self.hosts.get(target.rpartition(":")[0]) if method == "CONNECT" else None
            if self.refusal or port is None:
                status = self.refusal or "502 Unknown host"
                connection.sendall(answer(b"", status=status))
                return
            with socket.create_connection(("127.0.0.1", port)) as behind:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _pump(connection, behind)


def _pump(one: socket.socket, other: socket.socket) -> None:
    while True:
        for ready in select.select([one, other], [], [])[0]:
            try:
                piece = ready.recv(65536)
                (other if ready is one else one).sendall(piece)
            except OSError:
                return
            if not piece:
                return


@dataclass
class Cloud:
    """A scripted API: session, state with `draft`, one turn, and a render that is done at once.

    `serve` answers what is not of the API: the download and the CDN's files. `poll`, `claim`,
    `health` and `account` take the place of the usual answers. Everything that came is in `seen`, with its host.
    """

    draft: dict[str, Any]
    serve: Callable[[str, Request], Iterable[bytes]] = lambda _host, _request: [NOT_FOUND]
    output: dict[str, Any] = field(default_factory=lambda: {"url": LINK})
    poll: dict[str, Any] | None = None
    claim: bytes = b""
    health: bytes = b""  # nothing: the cloud has no such endpoint
    account: bytes = b""
    seen: list[tuple[str, Request]] = field(default_factory=list)

    def at(self, host: str) -> Script:
        def script(request: Request) -> Iterable[bytes]:
            self.seen.append((host, request))
            known = self._api(request) if host == "api.test" else None
            return self.serve(host, request) if known is None else known

        return script

    def requests(self, part: str) -> list[Request]:
        return [request for _, request in self.seen if part in request.path]

    def _api(self, request: Request) -> list[bytes] | None:
        path = request.path
        if path == "/health":
            return [self.health or NOT_FOUND]
        if path.startswith("/api/tasks/"):
            ids = {"session_id": "77", "task_id": "task_1"}
            return [reply({"code": 0, "data": ids})]
        if path.startswith("/api/state/"):
            return [reply({"code": 0, "data": {"state": {"draft": self.draft}}})]
        if path.startswith("/api/credits/"):
            return [reply({"code": 0, "data": {"available": 100, "frozen": 0, "total": 100}})]
        if path == "/run_sse":
            event = {"content": {"parts": [{"text": "Made it."}], "role": "model"}}
            return [STREAM_HEAD + b"\r\n", f"data: {json.dumps(event)}\n\n".encode()]
        if path.startswith("/api/upload-video/"):
            files = [{"filename": "one.png", "cdn_url": "https://cdn.test/one.png"}]
            return [reply({"code": 0, "data": {"files": files}})]
        if path == "/api/auth/anonymous-token" and self.account:
            return [self.account]
        if path == "/api/auth/claim-token":
            return [
                self.claim
                or reply({"code": 0, "data": {"claim_token": "clm_1", "expires_in": 604800}})
            ]
        if path == f"{RENDERS}/lambda":
            return [reply({"success": True, "data": {"status": "pending"}})]
        if path.startswith(f"{RENDERS}/lambda/"):
            done = {"status": "completed", "progress": 100, "output": self.output}
            return [reply(self.poll or done)]
        return None


NOT_FOUND = reply({"detail": "Not Found"}, status="404 Not Found")


@dataclass(frozen=True)
class Trust:
    """A certificate authority and the file that names it."""

    authority: trustme.CA
    file: Path

    @classmethod
    def new(cls, folder: Path) -> Trust:
        authority, file = trustme.CA(), folder / "ca.pem"
        authority.cert_pem.write_to_path(file)
        return cls(authority, file)

    def server(self, host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(host).configure_cert(context)
        return context


@contextmanager
def reachable(cloud: Cloud, trust: Trust, *more: str) -> Iterator[ConnectProxy]:
    """The cloud's hosts (`api.test`, `cdn.test` and `more`), each behind TLS, and the proxy that
    leads to them."""
    with ExitStack() as stack:
        proxy = stack.enter_context(ConnectProxy())
        for host in ("api.test", "cdn.test", *more):
            server = RawServer(cloud.at(host), tls=trust.server(host))
            proxy.hosts[host] = stack.enter_context(server).port
        yield proxy


@contextmanager
def on_loopback(cloud: Cloud, trust: Trust, *more: str) -> Iterator[tuple[str, ConnectProxy]]:
    """The API's URL on loopback, and the proxy that leads to the other hosts."""
    with reachable(cloud, trust, *more) as proxy, RawServer(cloud.at("api.test")) as api:
        yield api.url, proxy


def without_proxies(shell: Shell, **settings: str) -> Shell:
    """The shell with `settings` and none of the proxy variables that tests run with elsewhere."""
    kept = {k: v for k, v in shell.env.items() if not k.lower().endswith("_proxy")}
    return replace(shell, env=kept | settings)


def with_session(shell: Shell, language: str = "en") -> Shell:
    """The shell, whose folder has session 77 of its API as the current one."""
    from nemo_client.journal import Journal

    origin, journal = shell.env["NEMO_API_URL"], Journal(shell.home)
    journal.add_session(
        origin, "77", task_id="task_1", bind_id=None, title="film", language=language
    )
    journal.use_session(origin, shell.folder, "77")
    journal.close()
    return shell


def in_cloud(shell: Shell, proxy: ConnectProxy, trust: Trust, **settings: str) -> Shell:
    """The shell with the cloud's API behind the proxy."""
    given = {
        "NEMO_API_URL": "https://api.test",
        "NEMO_WEB_URL": "https://web.test",
        "NEMO_TOKEN": TOKEN,
        "HTTPS_PROXY": proxy.url,
        "REQUESTS_CA_BUNDLE": str(trust.file),
    }
    return without_proxies(shell, **given | settings)
