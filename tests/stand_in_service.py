"""The service behind the stand-in: accounts, sessions, timelines, renders, and each endpoint.

Shapes and codes are those of the API's published description. Not thread-safe by itself.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from stand_in_rules import Reply, Request, Step, Turn, Upload, usual_turn

ATTRIBUTION = ("X-Skill-Source", "X-Skill-Version", "X-Skill-Platform")
KINDS = {
    "video": ("mp4", "mov", "avi", "webm", "mkv"),
    "image": ("jpg", "jpeg", "png", "gif", "webp"),
    "audio": ("mp3", "wav", "m4a", "aac"),
}
GENERATION, EDIT = 100, 50  # credits

Movie = bytes | Callable[[dict[str, Any], dict[str, Any]], bytes]
"""The file of every render, or a function that makes it from the draft and the wanted output."""


@dataclass
class Account:
    user_id: str
    available: int
    frozen: int = 0


@dataclass
class Session:
    """A session and its timeline. A draft is replaced as a whole, never changed."""

    id: str
    task_id: str
    task_name: str
    account: Account
    files: list[dict[str, Any]] = field(default_factory=list)
    draft: dict[str, Any] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)  # every draft that there was, as JSON


@dataclass
class Render:
    id: str
    session_id: str
    draft: dict[str, Any]
    output: dict[str, Any]
    movie: bytes
    status: str = "pending"
    polls: int = 0


class Service:
    """The service. Fields are the settings of StandIn, then what it keeps."""

    def __init__(
        self,
        movie: Movie = b"",
        *,
        duration_ms: int = 1000,
        size: tuple[int, int] = (96, 64),
        credits: int = 1000,
        strict: bool = False,
        nested_poll: bool = False,
        render_polls: int = 0,
        max_upload: int = 200_000_000,
    ) -> None:
        self.movie, self.duration_ms, self.size = movie, duration_ms, size
        self.credits, self.strict, self.max_upload = credits, strict, max_upload
        self.nested_poll, self.render_polls = nested_poll, render_polls
        self.cdn_url = ""
        self.wishes: Counter[str] = Counter()
        self.sessions: dict[str, Session] = {}
        self.uploads: list[Upload] = []
        self.renders: dict[str, Render] = {}
        self.charged = 0
        self.violations: list[str] = []
        self.tokens: dict[str, Account] = {}
        self._accounts: dict[str, Account] = {}  # by client id

    # The timeline

    def draft(self, session: Session, words: str, tracks: int) -> dict[str, Any]:
        """Files one after another (or one generated clip), then BGM, then the words as title."""
        whole = self.duration_ms
        files = session.files or [{"filename": "generated.mp4", "cdn_url": f"{self.cdn_url}/g.mp4"}]
        each = whole // len(files)
        video = [
            {"id": f"v{n}", "s": n * each, "d": each, "m": {"name": f["filename"], "src": f["cdn_url"]}}
            for n, f in enumerate(files)
        ]  # fmt: skip
        video[-1]["d"] = whole - each * (len(files) - 1)
        music = {"id": "a0", "s": 0, "d": whole, "m": {"name": "Lo-fi", "volume": 0.35}}
        title = {"id": "x0", "s": 0, "d": whole, "m": {"text": words, "color": "#ffffff"}}
        every = [{"tt": 0, "sg": video}, {"tt": 1, "sg": [music]}, {"tt": 7, "sg": [title]}]
        width, height = self.size
        meta = {"title": session.task_name, "width": width, "height": height, "version": len(session.given)}  # fmt: skip
        return {"t": every[:tracks], "d": whole, "m": meta}

    def give(self, session: Session, draft: dict[str, Any]) -> None:
        """Make it the session's timeline."""
        session.draft = draft
        session.given.append(json.dumps(draft))

    # Endpoints

    def act(self, request: Request, steps: tuple[Step, ...] | None = None) -> Reply:
        """Do what is asked; the real answer."""
        reply = self._refusal(request) or (
            self._run(request, steps)
            if request.endpoint == "run"
            else getattr(self, f"_{request.endpoint}")(request)
        )
        code = reply.body.get("code", 0) if isinstance(reply.body, dict) else 0
        request.acted = reply.status < 300 and code == 0
        return reply

    def _refusal(self, request: Request) -> Reply | None:
        """Why it is not done at all: no token, or no such session."""
        if request.endpoint in ("token", "cdn", "unknown"):
            return None
        if request.token not in self.tokens:
            return Reply(401, {"code": 1001, "message": "Invalid or expired token"})
        named = {"claim": "session_id", "run": "session_id", "render": "sessionId"}
        if request.endpoint in ("state", "upload"):
            session_id = request.key
        elif request.endpoint in named:
            session_id = str(request.json.get(named[request.endpoint]))
        else:
            return None
        found = self.sessions.get(session_id)
        if found is not None and found.account is self.tokens[request.token]:
            return None
        if request.endpoint == "run":
            return Reply(404, {"detail": f"Session not found: {session_id}"})
        return Reply(200, {"code": 1002, "message": "Session not found", "data": None})

    def _unknown(self, request: Request) -> Reply:
        return Reply(404, {"detail": "Not Found"})

    def _token(self, request: Request) -> Reply:
        client_id = request.headers.get("x-client-id", "")
        if not 0 < len(client_id) <= 64:
            return Reply(400, {"code": 400, "message": "X-Client-Id header is required"})
        if self.strict and (client_id in self._accounts or len(self._accounts) >= 10):
            return Reply(429, {"code": 429, "message": "Too many tokens; try again later"})
        new = Account(f"anon_{secrets.token_hex(8)}", self.credits)
        account = self._accounts.setdefault(client_id, new)
        token = f"nmv_usr_{secrets.token_urlsafe(32)}"
        self.tokens[token] = account
        expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 604800))
        return _data(
            token=token, user_id=account.user_id, expires_at=expires, credits=account.available
        )

    def _claim(self, request: Request) -> Reply:
        return _data(claim_token=f"clm_{secrets.token_urlsafe(16)}", expires_in=604800)

    def _session(self, request: Request) -> Reply:
        session_id = str(10**18 * 5 + secrets.randbelow(10**18))
        account = self.tokens[request.token]
        name = str(request.json.get("task_name") or "project")
        made = Session(session_id, f"task_{secrets.token_hex(6)}", name, account)
        self.sessions[session_id] = made
        return _data(task_id=made.task_id, session_id=session_id, user_id=account.user_id)

    def _state(self, request: Request) -> Reply:
        session = self.sessions[request.key]
        width, height = self.size
        state = {
            "video_infos": [*session.files],
            "draft": session.draft,
            "canvas_config": {"width": width, "height": height, "ratio": f"{width}:{height}"},
            "video_analyses": {},
            "generated_media": [],
        }
        named = {"task_id": session.task_id, "task_name": session.task_name}
        return _data(session_id=session.id, **named, state=state)

    def _upload(self, request: Request) -> Reply:
        files = request.body if isinstance(request.body, list) else []
        for url in request.json.get("urls") or []:
            name = urlsplit(url).path.rpartition("/")[2]
            files.append(Upload(name, 0, hashlib.sha256(url.encode()).hexdigest()))
        if not files:
            return Reply(422, {"detail": [_missing("files")]})
        kinds = [_kind(file.filename) for file in files]
        if None in kinds:
            return Reply(200, {"code": 4001, "message": "Unsupported file type", "data": None})
        if any(file.size > self.max_upload for file in files):
            return Reply(200, {"code": 4002, "message": "File too large", "data": None})
        session = self.sessions[request.key]
        infos = [self._info(session, f, str(k)) for f, k in zip(files, kinds, strict=True)]
        for file in files:
            file.session_id = session.id
        session.files = [*session.files, *infos]
        self.uploads += files
        return _data(files=infos, session_state_applied=True)

    def _info(self, session: Session, file: Upload, kind: str) -> dict[str, Any]:
        url = f"{self.cdn_url}/uploads/{session.id}/{file.sha256[:8]}/{file.filename}"
        info: dict[str, Any] = {"filename": file.filename, "file_type": kind, "cdn_url": url}
        if kind != "audio":
            info |= {"width": 1280, "height": 720}
        if kind != "image":
            info |= {"duration": 3.5}
        return {**info, "hash": file.sha256}

    def _credits(self, request: Request) -> Reply:
        account = self.tokens[request.token]
        total = account.available + account.frozen
        return _data(available=account.available, frozen=account.frozen, total=total)

    def _run(self, request: Request, steps: tuple[Step, ...] | None) -> Reply:
        message = request.message
        if message is None or request.json.get("app_name") != "nemo_agent":
            return Reply(422, {"detail": [_missing("newMessage")]})
        session = self.sessions[str(request.json["session_id"])]
        account, cost = session.account, EDIT if session.draft else GENERATION
        if account.available < cost:
            return Reply(200, {"code": 2001, "message": "Insufficient credits", "data": None})
        account.available -= cost
        account.frozen += cost
        self.wishes[message] += 1
        if steps is None:
            steps = usual_turn(edit=bool(session.draft))
        return Reply(200, turn=Turn(self, session, message, steps, cost))

    def work(self, turn: Turn, step: Callable[[Turn], None]) -> None:
        """One step of work. The first that changes the timeline is what the run costs."""
        before = turn.session.draft
        step(turn)
        if turn.session.draft is not before and not turn.paid:
            turn.paid = True
            turn.session.account.frozen -= turn.cost
            self.charged += turn.cost

    def settle(self, turn: Turn) -> None:
        """The turn is over: what was reserved and not used is free again."""
        if not turn.paid:
            turn.session.account.frozen -= turn.cost
            turn.session.account.available += turn.cost

    def _render(self, request: Request) -> Reply:
        given = request.json
        if any(name.lower() not in request.headers for name in ATTRIBUTION):
            return Reply(402, {"code": 402, "message": "Upgrade your plan to export"})
        render_id, draft = str(given.get("id")), given.get("draft")
        if not isinstance(draft, dict):
            return Reply(422, {"detail": [_missing("draft")]})
        if render_id in self.renders:
            return Reply(400, {"success": False, "error": f"Render {render_id} exists already"})
        if json.dumps(draft) not in self.sessions[given["sessionId"]].given:
            self.violations.append("render: a draft that the session never had")
        output = given.get("output") or {}
        movie = self.movie if isinstance(self.movie, bytes) else self.movie(draft, output)
        made = Render(render_id, given["sessionId"], draft, output, movie)
        self.renders[render_id] = made
        data = {"id": render_id, "status": "pending", "progress": 5}
        return Reply(200, {"success": True, "data": data})

    def _poll(self, request: Request) -> Reply:
        render = self.renders.get(request.key)
        if render is None:
            return Reply(404, {"success": False, "error": "Render not found"})
        render.polls += 1
        if render.status in ("pending", "processing"):
            render.status = "completed" if render.polls > self.render_polls else "processing"
        done = render.status == "completed"
        url = f"{self.cdn_url}/render-result/{render.id}.{render.output.get('format', 'mp4')}"
        head = {"status": render.status, "progress": 100 if done else 50}
        if self.nested_poll:
            data = {"id": render.id, **head} | ({"outputUrl": url} if done else {})
            return Reply(200, {"success": True, "data": data})
        output = {"url": url, "duration": self.duration_ms / 1000, "size": len(render.movie)}
        return Reply(200, {"taskId": render.id, **head} | ({"output": output} if done else {}))

    def _cancel(self, request: Request) -> Reply:
        render = self.renders.get(request.key)
        if render is None:
            return Reply(404, {"success": False, "error": "Render not found"})
        if render.status != "completed":
            render.status = "cancelled"
        return Reply(200, {"success": True, "data": {"id": render.id, "status": render.status}})

    def _download(self, request: Request) -> Reply:
        return self._file(request, request.key)

    def _cdn(self, request: Request) -> Reply:
        return self._file(request, request.key.rpartition(".")[0])

    def _file(self, request: Request, render_id: str) -> Reply:
        render = self.renders.get(render_id)
        if render is None or render.status != "completed":
            return Reply(404, {"detail": "Not Found"})
        data, headers = render.movie, request.headers
        tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        sent: dict[str, str | None] = {"Content-Type": "video/mp4", "ETag": tag}
        asked = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
        if not asked or headers.get("if-range", tag) != tag:
            return Reply(200, data, {**sent, "Accept-Ranges": "bytes"})
        start = int(asked[1])
        if start >= len(data):
            return Reply(416, b"", {"Content-Range": f"bytes */{len(data)}"})
        span = f"bytes {start}-{len(data) - 1}/{len(data)}"
        return Reply(206, data[start:], {**sent, "Content-Range": span})


def _kind(filename: str) -> str | None:
    ending = filename.rpartition(".")[2].lower()
    return next((kind for kind, endings in KINDS.items() if ending in endings), None)


def _missing(name: str) -> dict[str, Any]:
    return {"type": "missing", "loc": ["body", name], "msg": "Field required"}


def _data(**data: Any) -> Reply:
    return Reply(200, {"code": 0, "data": data})
