"""A stand-in of the NemoVideo service for tests: its endpoints, its answers, and its faults.

Written from the API's published description, with the standard library alone. Two servers on
loopback: the API, and a CDN on a port of its own ("another host"), which must never see the
token. Whatever comes in is kept, to be counted; rules make it misbehave:

    with StandIn(movie) as cloud:
        cloud.rule("state", do=detail(503, "busy"))              # the next one only
        cloud.rule("poll", nth=range(1, 3), do=lost())           # the first two
        cloud.rule("run", do=stream(text("Hello"), CUT))         # a cut after the first words
        gate = cloud.hold("upload")                              # all of them, until …
        assert gate.reached()
        gate.release()
        assert cloud.wishes["a film"] == 1 and not cloud.violations
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from stand_in_http import Server, bound
from stand_in_rules import (
    API_ENDPOINTS,
    ENDPOINTS,
    LIMIT_S,
    Do,
    Hold,
    Nth,
    Reply,
    Request,
    Rule,
    Step,
    Turn,
)
from stand_in_service import ATTRIBUTION, Movie, Service

T = TypeVar("T")


class StandIn(Service):
    """The service. Start and stop it as a context manager, or with start(), stop(), restart().

    `movie`: the bytes of every rendered file, or a function of (draft, output) that makes them;
    `duration_ms` and `size` are the timeline's. `credits`: each new account's. `strict`: one token
    for a client id, ten in all. `tied`: a run's work stops when its client hangs up.
    `nested_poll`: the poll's other documented shape. `render_polls`: polls that are not the last.

    Kept: `requests` in the order they came, `wishes` (a count of each message that began work),
    `sessions` and `renders` by id, `uploads`, `charged` (credits), and `violations`: requests that
    no client may make (no attribution, a token in a URL or at the CDN, a made-up draft), and
    faults of the stand-in itself.
    """

    def __init__(self, movie: Movie = b"", *, tied: bool = False, **settings: Any) -> None:
        super().__init__(movie, **settings)
        self.tied = tied
        self.requests: list[Request] = []
        self._rules: list[Rule] = []
        self._holds: list[Hold] = []
        self._news = threading.Condition(threading.RLock())
        self._stopping = threading.Event()
        self._servers: list[Server] = []
        self._reserved = [bound(0), bound(0)]
        self.url, self.cdn_url = (
            f"http://127.0.0.1:{reserved.getsockname()[1]}" for reserved in self._reserved
        )

    # Running

    def __enter__(self) -> StandIn:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()
        for reserved in self._reserved:
            reserved.close()

    def start(self) -> None:
        self._stopping.clear()
        for kind, reserved in zip(("api", "cdn"), self._reserved, strict=True):
            port = reserved.getsockname()[1]
            reserved.close()
            self._servers.append(Server(self, kind, port))

    def stop(self) -> None:
        """Hang up on everybody and stop listening; the ports stay ours and what is kept stays."""
        if self._servers:
            self._reserved = [bound(port) for port in self._hang_up()]

    def _hang_up(self) -> list[int]:
        """End the servers; the ports that they had."""
        self._stopping.set()
        for server in self._servers:
            server.end()
        ports = [server.server_address[1] for server in self._servers]
        self._servers.clear()
        return ports

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def pause(self, seconds: float) -> None:
        self._stopping.wait(seconds)

    # Faults

    def rule(
        self,
        endpoint: str,
        *,
        do: Do,
        nth: Nth = None,
        where: Callable[[Request], bool] | None = None,
    ) -> Rule:
        """Misbehave at an endpoint ("*": at each of the API's).

        `nth` counts the requests from now on that `where` holds for: an int or a range (from 1),
        "always", or None for the next one that no earlier rule shapes the answer of. For a request
        that several rules take, all waits are made, and the first that shapes the answer does so.
        A rule that drops unread is asked before the body is there.
        """
        if endpoint != "*" and endpoint not in ENDPOINTS:
            raise ValueError(f"no endpoint {endpoint!r}")
        made = Rule(endpoint, nth, where, do)
        with self._news:
            self._rules.append(made)
        return made

    def behave(self) -> None:
        """Take every rule back."""
        with self._news:
            self._rules.clear()

    def hold(
        self,
        endpoint: str,
        *,
        nth: Nth = "always",
        where: Callable[[Request], bool] | None = None,
        answered: bool = False,
    ) -> Hold:
        """Let requests wait before they are acted on or, with `answered`, before the answer."""
        made = Hold()
        self._holds.append(made)
        do = Do(after=made) if answered else Do(before=made)
        self.rule(endpoint, nth=nth, where=where, do=do)
        return made

    def release(self) -> None:
        """Let go whatever waits."""
        for held in self._holds:
            held.release()

    def forget_session(self, session_id: str) -> None:
        with self._news:
            del self.sessions[session_id]

    def revoke_tokens(self) -> None:
        with self._news:
            self.tokens.clear()

    # Looking

    def count(self, endpoint: str, where: Callable[[Request], bool] = lambda _: True) -> int:
        return sum(r.endpoint == endpoint and where(r) for r in list(self.requests))

    def wait_until(self, told: Callable[[], T], within_s: float = LIMIT_S) -> T:
        """Wait until something is so. Raises AssertionError with what there was instead."""
        with self._news:
            found = self._news.wait_for(told, within_s)
        assert found, f"not in {within_s} s; came: {Counter(r.endpoint for r in self.requests)}"
        return found

    def wait_for(self, endpoint: str, count: int = 1) -> None:
        self.wait_until(lambda: self.count(endpoint) >= count)

    # What the servers' threads need

    def act(self, request: Request, steps: tuple[Step, ...] | None = None) -> Reply:
        with self._news:
            reply = super().act(request, steps)
            self._news.notify_all()
            return reply

    def work(self, turn: Turn, step: Callable[[Turn], None]) -> None:
        with self._news:
            super().work(turn, step)
            self._news.notify_all()

    def settle(self, turn: Turn) -> None:
        with self._news:
            super().settle(turn)
            self._news.notify_all()

    def rules_for(self, request: Request, *, unread: bool) -> list[Do]:
        with self._news:
            asked = [rule for rule in self._rules if (rule.do.drop == "unread") is unread]
            taken: list[Do] = []
            for rule in asked:
                if rule.takes(request, any(do.shapes_answer for do in taken)):
                    taken.append(rule.do)
            return taken

    def note(self, request: Request) -> None:
        """Keep a request, and what is wrong with it."""
        where, headers = f"{request.method} {request.target}", request.headers
        wrong = []
        if request.endpoint in API_ENDPOINTS:
            wrong += [f"no {name}" for name in ATTRIBUTION if not headers.get(name.lower())]
        if request.endpoint == "cdn" and ("authorization" in headers or "nmv_usr_" in str(headers)):
            wrong.append("the token at the CDN")
        if "nmv_usr_" in request.target:
            wrong.append("the token in the URL")
        with self._news:
            self.requests.append(request)
            self.violations += [f"{where}: {what}" for what in wrong]
            self._news.notify_all()
