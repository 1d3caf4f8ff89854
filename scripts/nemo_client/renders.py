"""Exports: submit a render, poll it within the published budget, resume, cancel.

Facts (section 8): every submit has a new unique id; `sessionId` is camelCase; the draft goes back
byte for byte; two answer shapes are documented for the poll, flat and nested; a failed render is
submitted once more under a new id; export is free.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import sessions
from .account import Account
from .config import time_scale
from .errors import (
    BadRequest,
    NemoError,
    NothingToExport,
    RenderFailed,
    ServerError,
    StillRunning,
    UsageError,
)  # fmt: skip
from .journal import Journal
from .redact import redact
from .timeline import draft_of, exportable

PATH = "/api/render/proxy/lambda"
POLL_SCHEDULE_S = (3, 7, 15, 20, 25, 30, 40, 50, 55, 55)
"""10 polls in 300 s, the published budget, but sooner at the start (a render takes 30 to 90 s)."""
LOCAL_POLL_S = 0.5
SUBMIT_TRIES = 2

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Poll:
    """One answer of the poll: status pending, processing, completed, failed; progress 0 to 100."""

    status: str
    progress: int
    url: str | None
    error: str
    raw: dict[str, Any]


def submit(
    account: Account, journal: Journal, session_id: str, output: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Submit the session's draft: (render id, state answer). Raises NothingToExport and others."""
    state = sessions.state(account, session_id)
    draft = draft_of(state)
    if not exportable(draft):
        raise NothingToExport("There is no timeline to export yet.")
    return submit_draft(account, journal, session_id, draft, output), state


def submit_draft(
    account: Account, journal: Journal, session_id: str, draft: Any, output: dict[str, Any]
) -> str:
    """Submit a draft under a new id; a refused (duplicate) id is replaced once."""
    for attempt in range(SUBMIT_TRIES):
        render_id = f"render_{uuid.uuid4().hex}"
        body = {"id": render_id, "sessionId": session_id, "draft": draft, "output": output}
        journal.add_render(account.config.origin, session_id, render_id, {"output": output})
        try:
            answer = account.run(lambda api, body=body: api.post(PATH, body))  # type: ignore[misc]
        except NemoError as error:
            journal.set_render(render_id, status="failed", error=redact(error.message))
            if attempt + 1 < SUBMIT_TRIES and isinstance(error, BadRequest):
                continue
            raise
        given = answer.get("id") or answer.get("taskId") if isinstance(answer, dict) else None
        if given and given != render_id:
            journal.add_render(account.config.origin, session_id, str(given), {"output": output})
            return str(given)
        return render_id
    raise AssertionError("unreachable")


def poll(account: Account, render_id: str) -> Poll:
    """One poll. Raises NemoError's kinds; a 404 is a BadRequest."""
    answer = account.run(lambda api: api.get(f"{PATH}/{render_id}"))
    return read_poll(answer)


def read_poll(answer: Any) -> Poll:
    """A poll's answer in either documented shape, unwrapped or not."""
    if not isinstance(answer, dict):
        raise ServerError("The render's answer is not an object.")
    data = answer["data"] if isinstance(answer.get("data"), dict) else {}
    holders = [answer, data]
    output: dict[str, Any] = next(
        (h["output"] for h in holders if isinstance(h.get("output"), dict)), {}
    )
    url = output.get("url") or _first(holders, "outputUrl", "output_url")
    progress = _first(holders, "progress")
    status = str(_first(holders, "status") or "pending").lower()
    error = _first(holders, "error", "message") if status == "failed" else ""
    if isinstance(error, dict):
        error = error.get("message") or json.dumps(error)
    number = int(progress) if isinstance(progress, (int, float)) else 0
    return Poll(status, max(0, min(100, number)), url, redact(str(error or "")), answer)


def wait(
    account: Account,
    journal: Journal,
    render_id: str,
    limit_s: float | None,
    progress: Progress,
    draft: Any = None,
) -> tuple[str, Poll]:
    """Poll until the render is done: (its id, the last poll).

    The id is another one when the render failed and was submitted once more. `limit_s`: seconds to
    wait, None for the whole budget. Raises StillRunning, RenderFailed.
    """
    render = journal.render(render_id)
    if render is None:
        raise UsageError(f"Render {render_id} is not known here.")
    began = time.monotonic()
    polls = int(render["polls"])
    retried = bool(json.loads(render["request"]).get("retry"))
    while True:
        pause = _pause(account, polls)
        left = None if limit_s is None else limit_s - (time.monotonic() - began)
        if pause is None or (left is not None and left < pause):
            time.sleep(max(0.0, min(left or 0.0, pause or 0.0)))
            raise StillRunning(
                "The render is still working.", next=f"export.py --resume {render_id}",
                render_id=render_id,
            )  # fmt: skip
        time.sleep(pause)
        polls += 1
        journal.set_render(render_id, polls=polls)
        try:
            last = poll(account, render_id)
        except ServerError:
            continue  # transient: the same id is asked again
        progress(last.progress)
        journal.set_render(render_id, status=last.status, error=last.error, url=last.url)
        if last.status == "completed":
            return render_id, last
        if last.status in ("failed", "cancelled", "canceled"):
            if retried or last.status != "failed":
                raise RenderFailed(
                    last.error or f"The render was {last.status}.", render_id=render_id
                )
            render_id, polls, retried = _again(account, journal, render, draft), 0, True


def cancel(account: Account, render_id: str) -> dict[str, Any]:
    answer = account.run(lambda api: api.post(f"{PATH}/{render_id}/cancel"))
    return answer if isinstance(answer, dict) else {}


def _again(account: Account, journal: Journal, render: dict[str, Any], draft: Any) -> str:
    """Submit a failed render once more, under a new id."""
    output = json.loads(render["request"])["output"]
    if draft is None:
        draft = draft_of(sessions.state(account, render["session_id"]))
    made = submit_draft(account, journal, render["session_id"], draft, output)
    journal.set_render(made, request={"output": output, "retry": True})
    return made


def _pause(account: Account, polls: int) -> float | None:
    """Seconds to the next poll; None when the budget is used up. Loopback has no budget."""
    if account.config.engine == "local":
        return LOCAL_POLL_S
    return POLL_SCHEDULE_S[polls] * time_scale() if polls < len(POLL_SCHEDULE_S) else None


def _first(holders: list[dict[str, Any]], *keys: str) -> Any:
    for key in keys:
        for holder in holders:
            if holder.get(key) not in (None, ""):
                return holder[key]
    return None
