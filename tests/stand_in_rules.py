"""What the stand-in sees of a request, and what a rule can do with it; frames of a stream."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from stand_in_service import Service, Session

ROUTES = (
    ("token", "POST", r"/api/auth/anonymous-token"),
    ("claim", "POST", r"/api/auth/claim-token"),
    ("session", "POST", r"/api/tasks/me/with-session/nemo_agent"),
    ("state", "GET", r"/api/state/nemo_agent/me/([^/]+)/latest"),
    ("upload", "POST", r"/api/upload-video/nemo_agent/me/([^/]+)"),
    ("credits", "GET", r"/api/credits/balance/simple"),
    ("run", "POST", r"/run_sse"),
    ("render", "POST", r"/api/render/proxy/lambda"),
    ("poll", "GET", r"/api/render/proxy/lambda/([^/]+)"),
    ("cancel", "POST", r"/api/render/proxy/lambda/([^/]+)/cancel"),
    ("download", "GET", r"/api/render/proxy/([^/]+)/download"),
)
API_ENDPOINTS = tuple(name for name, _, _ in ROUTES)
ENDPOINTS = (*API_ENDPOINTS, "cdn", "unknown")
PING = b": ping\n\n"
LIMIT_S = 30.0  # what a test waits for at most, in real seconds


class End(Enum):
    """Other ends of a stream than the proper one. Steps behind CUT and RESET are still done (work
    that goes on without the client), those behind OPEN when the client has hung up."""

    CUT = "the connection is closed"
    RESET = "it is reset"
    OPEN = "nothing more comes, until the client hangs up"


CUT, RESET, OPEN = End


class Hold:
    """A place where requests wait until they are let go."""

    def __init__(self) -> None:
        self.arrivals = 0
        self._open = threading.Event()
        self._news = threading.Condition()

    def reached(self, count: int = 1, within_s: float = LIMIT_S) -> bool:
        """Whether so many requests have come this far; waits for them."""
        with self._news:
            return self._news.wait_for(lambda: self.arrivals >= count, within_s)

    def release(self) -> None:
        self._open.set()

    def arrive(self, given_up: Callable[[], bool]) -> None:
        with self._news:
            self.arrivals += 1
            self._news.notify_all()
        while not self._open.wait(0.02) and not given_up():
            pass


@dataclass
class Upload:
    """A file as it came, or a URL that was named (`size` 0, hash of the URL)."""

    filename: str
    size: int
    sha256: str
    session_id: str = ""


@dataclass
class Request:
    """One request. `headers`: names in lower case; `key`: the session's or render's id in the path;
    `body`: parsed JSON, a list of Upload, or None; `status`: what was answered, None for nothing.
    """

    endpoint: str
    method: str
    target: str
    headers: dict[str, str]
    key: str = ""
    body: Any = None
    at: float = field(default_factory=time.monotonic)
    acted: bool = False
    status: int | None = None

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def json(self) -> dict[str, Any]:
        return self.body if isinstance(self.body, dict) else {}

    @property
    def message(self) -> str | None:
        """The words of a run, None when the body has no such shape."""
        try:
            value = self.json["new_message"]["parts"][0]["text"]
        except (KeyError, IndexError, TypeError):
            return None
        return value if isinstance(value, str) else None


@dataclass
class Turn:
    """A run that has begun; what a step that is a function gets."""

    cloud: Service
    session: Session
    message: str
    steps: tuple[Step, ...]
    cost: int
    paid: bool = False
    invocation: str = field(default_factory=lambda: f"e-{uuid.uuid4()}")


Step = dict[str, Any] | bytes | float | Hold | End | Callable[[Turn], None]
"""A frame (JSON, or bytes as they are), a pause in real seconds, a place to wait, an end, work."""


@dataclass
class Reply:
    """An answer: JSON or bytes, with headers laid over the usual ones (None takes one away)."""

    status: int
    body: Any = None
    headers: dict[str, str | None] = field(default_factory=dict)
    turn: Turn | None = None

    def content(self) -> tuple[str, bytes]:
        if isinstance(self.body, bytes):
            return "application/octet-stream", self.body
        return "application/json", json.dumps(self.body, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Do:
    """What a rule does with a request; what is left out is as usual.

    `before`, `delay_s`: wait before it is acted on; `after`: wait before it is answered.
    `reply`: answered in place of the real answer; nothing is done then, unless `acts`.
    `drop`: "unread" hangs up before the body is read, "lost" after acting, without an answer;
    `reset` makes that a TCP reset. `cut_after`: so many bytes of the answer's body are sent; then
    it waits at `cut_hold` and sends the rest, or without one hangs up. `headers` as in Reply.
    `steps`: the turn of a run; `framing` "close" sends it without chunks.
    """

    reply: Reply | Callable[[Request], Reply] | None = None
    acts: bool = False
    before: Hold | None = None
    after: Hold | None = None
    delay_s: float = 0.0
    drop: Literal["", "unread", "lost"] = ""
    reset: bool = False
    cut_after: int | None = None
    cut_hold: Hold | None = None
    headers: dict[str, str | None] = field(default_factory=dict)
    steps: tuple[Step, ...] | None = None
    framing: Literal["chunked", "close"] = "chunked"

    @property
    def shapes_answer(self) -> bool:
        given = (self.cut_after, self.steps)
        return bool(self.reply or self.drop or self.headers) or given != (None, None)


def answer(status: int, body: Any = None, **more: Any) -> Do:
    """Any answer. `more`: other fields of Do."""
    return Do(reply=Reply(status, body), **more)


def detail(status: int, text: Any, **more: Any) -> Do:
    """FastAPI's and ADK's form of an error: an HTTP status and {"detail": …}."""
    return answer(status, {"detail": text}, **more)


def envelope(code: int, message: str, status: int = 200, **more: Any) -> Do:
    """A business error: `code` in the envelope, with HTTP 200 or another status."""
    return answer(status, {"code": code, "message": message, "data": None}, **more)


def unsuccessful(message: str, status: int = 200, **more: Any) -> Do:
    """The render endpoints' form of an error."""
    return answer(status, {"success": False, "error": message}, **more)


def render_failed(error: str, status: str = "failed") -> Do:
    """A poll that says that the render came to nothing."""
    return Do(
        reply=lambda r: Reply(200, {"taskId": r.key, "status": status, "progress": 40, "error": error})
    )  # fmt: skip


def redirect(to: str, status: int = 302) -> Do:
    return Do(reply=Reply(status, b"", {"Location": to}))


def lost(**more: Any) -> Do:
    """Acted on, never answered."""
    return Do(drop="lost", **more)


def unread(**more: Any) -> Do:
    """The connection is closed before the body is read; nothing is done."""
    return Do(drop="unread", **more)


def stream(*steps: Step, **more: Any) -> Do:
    """A scripted turn. It begins work (the wish is counted) and ends properly unless a step says
    otherwise."""
    return Do(steps=steps, **more)


# Frames of ADK's form; ids and times are filled in when they are sent.


def event(*parts: dict[str, Any], role: str = "model", **more: Any) -> dict[str, Any]:
    actions: dict[str, Any] = {"stateDelta": {}, "artifactDelta": {}, "requestedAuthConfigs": {}, "requestedToolConfirmations": {}}  # fmt: skip
    content = {"content": {"parts": list(parts), "role": role}} if parts else {}
    return {**content, "author": "nemo_agent", "actions": actions, **more}


def text(words: str, **more: Any) -> dict[str, Any]:
    """Words for the user; `partial=True` for a fragment."""
    return event({"text": words}, **more)


def call(name: str, **args: Any) -> dict[str, Any]:
    part = {"functionCall": {"id": f"adk-{name}", "args": args, "name": name}}
    return event(part, longRunningToolIds=[])


def result(name: str, **response: Any) -> dict[str, Any]:
    part = {"functionResponse": {"id": f"adk-{name}", "name": name, "response": response}}
    return event(part, role="user")


def error_event(code: str, message: str) -> dict[str, Any]:
    """A model-side failure."""
    return event(errorCode=code, errorMessage=message)


# What a turn does to the timeline.


def raw_video(turn: Turn) -> None:
    """The first stage: a video track of the session's files, or of a generated clip."""
    turn.cloud.give(turn.session, turn.cloud.draft(turn.session, turn.message, tracks=1))


def finish(turn: Turn) -> None:
    """The second stage: BGM and a title are added."""
    turn.cloud.give(turn.session, turn.cloud.draft(turn.session, turn.message, tracks=3))


def usual_turn(edit: bool = False) -> tuple[Step, ...]:
    """The published two-stage generation, or an edit of a timeline that is there."""
    edited: tuple[Step, ...] = (
        call("edit_multitrack"), finish, result("edit_multitrack", status="success"),
        text("Done. Preview in Timeline panel or click Export to save it."),
    )  # fmt: skip
    if edit:
        return edited
    name = "generate_video_with_seedance"
    return (
        event({"text": "Planning", "thought": True}, {"text": "I'll generate your video now..."}),
        call(name, prompt="as asked"), raw_video, result(name, status="success"), *edited,
    )  # fmt: skip


Nth = int | range | Literal["always"] | None


@dataclass
class Rule:
    """`used`: how often it was applied. See StandIn.rule."""

    endpoint: str
    nth: Nth
    where: Callable[[Request], bool] | None
    do: Do
    seen: int = 0
    used: int = 0

    def takes(self, request: Request, shaped: bool) -> bool:
        """`shaped`: whether another rule has taken its answer."""
        every = self.endpoint == "*" and request.endpoint in API_ENDPOINTS
        if not (every or self.endpoint == request.endpoint):
            return False
        if self.where is not None and not self.where(request):
            return False
        self.seen += 1
        if self.nth is None:
            taken = not self.used and not (shaped and self.do.shapes_answer)
        else:
            taken = self.nth in ("always", self.seen) or (
                isinstance(self.nth, range) and self.seen in self.nth
            )
        self.used += taken
        return taken
