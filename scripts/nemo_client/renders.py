"""Exports: submit a render, poll it within the published budget, resume, cancel.

Facts (section 8): every submit has a new unique id; `sessionId` is camelCase; the draft goes back
byte for byte; two answer shapes are documented for the poll, flat and nested; a failed render is
submitted once more under a new id; export is free.
"""

from __future__ import annotations

import json
import math
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import engine, sessions
from .account import Account
from .config import time_scale
from .errors import (
    BadRequest,
    NemoError,
    NothingToExport,
    RateLimited,
    RenderFailed,
    RenderRefused,
    RequestFailed,
    ServerError,
    StillRunning,
    Unreachable,
    UsageError,
    next_command,
)  # fmt: skip
from .journal import Journal
from .processes import LEAST_S, LONGEST_S
from .redact import plain, redact
from .say import Text, sentence
from .timeline import draft_of, exportable, size

PATH = "/api/render/proxy/lambda"
POLL_SCHEDULE_S = (3, 7, 15, 20, 25, 30, 40, 50, 55, 55)
"""10 polls in 300 s, the published budget, but sooner at the start (a render takes 30 to 90 s)."""
LATER_POLL_S = 30.0  # the budget's rate, when a call follows for longer than it
LOCAL_POLL_S = 0.5
LOCAL_LIMIT_S = LONGEST_S  # the studio ends a render that does not get on; there is no other limit
STUDIO_STARTS, UNREACHED_POLLS = 3, 20
"""What a wait bears on this machine: the embedded studio dies and is started again; another API
does not answer, poll after poll."""
SUBMIT_TRIES = 2

NEW_ID_HELPS = (BadRequest, RequestFailed, ServerError)
"""After these a submit goes once more under a new id: an export is free, and the id may be it."""

ENDED = ("failed", "cancelled", "canceled")

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Poll:
    """One answer of the poll: status pending, processing, completed, failed; progress 0 to 100."""

    status: str
    progress: int
    url: str | None
    error: Text
    raw: dict[str, Any]

    @property
    def output(self) -> dict[str, Any]:
        """What the answer says of the file: `size` in bytes, `warnings`, `side_files`."""
        found = self.raw.get("output")
        return found if isinstance(found, dict) else {}


def submit(
    account: Account, journal: Journal, session_id: str, output: dict[str, Any], retry: bool = False
) -> str:
    """Submit the session's timeline as it is now; the render's id. Raises NothingToExport, others.

    The draft is kept with the render: its file is held against what was submitted, whatever the
    timeline has become by then.
    """
    state = sessions.state(account, session_id)
    draft = draft_of(state)
    if not exportable(draft):
        raise NothingToExport(sentence("no_timeline"))
    canvas = size(draft, state)
    request = {"output": output, "draft": draft, "size": canvas, "retry": retry}
    return submit_request(account, journal, session_id, request)


def submit_request(
    account: Account, journal: Journal, session_id: str, request: dict[str, Any]
) -> str:
    """Submit under a new id, and once more under another where that can help."""
    for attempt in range(SUBMIT_TRIES):
        render_id = f"render_{uuid.uuid4().hex}"
        body = {
            "id": render_id,
            "sessionId": session_id,
            "draft": request["draft"],
            "output": request["output"],
        }
        journal.add_render(account.config.origin, session_id, render_id, request)
        try:
            answer = account.run(lambda api, body=body: api.post(PATH, body))  # type: ignore[misc]
        except NemoError as error:
            journal.set_render(render_id, status="failed", error=redact(str(error)))
            if attempt + 1 < SUBMIT_TRIES and isinstance(error, NEW_ID_HELPS):
                continue
            if isinstance(error, RequestFailed):
                raise RenderFailed(error.message) from None
            raise
        given = answer.get("id") or answer.get("taskId") if isinstance(answer, dict) else None
        if given and given != render_id:
            journal.set_render(render_id, status="renamed")
            journal.add_render(account.config.origin, session_id, str(given), request)
            return str(given)
        return render_id
    raise AssertionError("unreachable")


def poll(account: Account, render_id: str) -> Poll:
    """One poll; `success: false` is a failed render. Raises NemoError's kinds; 404: BadRequest."""
    try:
        return read_poll(account.run(lambda api: api.get(f"{PATH}/{render_id}")))
    except RequestFailed as error:
        return Poll("failed", 0, None, error.message, {})


def read_poll(answer: Any) -> Poll:
    """A poll's answer in either documented shape, unwrapped or not."""
    if not isinstance(answer, dict):
        raise ServerError(sentence("odd_answer"))
    data = answer["data"] if isinstance(answer.get("data"), dict) else {}
    holders = [answer, data]
    output: dict[str, Any] = next(
        (h["output"] for h in holders if isinstance(h.get("output"), dict)), {}
    )
    url = output.get("url") or _first(holders, "outputUrl", "output_url")
    url = url if isinstance(url, str) else None
    progress = _first(holders, "progress")
    status = str(_first(holders, "status") or "pending").lower()
    error = _first(holders, "error", "message") if status == "failed" else ""
    if isinstance(error, dict):
        error = error.get("message") or json.dumps(error)
    number = int(progress) if isinstance(progress, (int, float)) else 0
    return Poll(status, max(0, min(100, number)), url, plain(str(error or "")), answer)


def wait(
    account: Account,
    journal: Journal,
    render_id: str,
    limit_s: float | None,
    progress: Progress,
) -> tuple[str, Poll]:
    """Poll until the render is done: (its id, the last poll).

    The id is another one when the render failed and was submitted once more. `limit_s`: seconds to
    wait, however many; None for the whole budget. Each call has a budget of its own, looks at once
    when the render is an older one, and looks once more before it gives up. An embedded studio that
    has died is started again, and goes on with the render. Raises StillRunning, the fault when that
    last look gave no answer, RenderFailed, StudioError.
    """
    render = journal.render(render_id)
    if render is None:
        raise UsageError(sentence("no_such_render"), render_id=render_id)
    ends = _ends(account, limit_s)
    polls = unreached = starts = 0
    over = False
    while not over:
        first = polls == 0 and render["polls"]
        pause = 0.0 if first else _pause(account, polls, limited=limit_s is not None)
        over = pause is None or time.monotonic() + pause > ends
        if pause is not None:
            time.sleep(max(0.0, min(pause, ends - time.monotonic())))
        polls += 1
        journal.set_render(render_id, polls=render["polls"] + polls)
        try:
            last = poll(account, render_id)
        except (ServerError, RateLimited, Unreachable) as error:  # in passing: the same id again
            unreached = unreached + 1 if isinstance(error, Unreachable) else 0
            if unreached and account.config.embedded and starts < STUDIO_STARTS:
                starts += 1
                account.config = engine.connect(local=True)
            elif over or (account.config.engine == "local" and unreached > UNREACHED_POLLS):
                error.next = next_command("export.py", "--resume", render_id)
                error.action = sentence("do_follow_render")
                error.data["render_id"] = render_id
                raise
        except BadRequest as error:  # it is gone: the next export makes another
            journal.set_render(render_id, status="failed", error=redact(str(error)))
            raise
        else:
            unreached = 0
            progress(last.progress)
            journal.set_render(render_id, status=last.status, error=str(last.error), url=last.url)
            if last.status == "completed":
                return render_id, last
            if last.status in ENDED:
                render = _again(account, journal, render, last)
                render_id, polls, over = render["id"], 0, False
    raise StillRunning(
        sentence("rendering_still"),
        next=next_command("export.py", "--resume", render_id),
        render_id=render_id,
    )


def cancel(account: Account, render_id: str) -> dict[str, Any]:
    answer = account.run(lambda api: api.post(f"{PATH}/{render_id}/cancel"))
    return answer if isinstance(answer, dict) else {}


def _again(
    account: Account, journal: Journal, render: dict[str, Any], last: Poll
) -> dict[str, Any]:
    """A failed render submitted once more, under a new id.

    Raises RenderFailed the second time, RenderRefused when another try would end the same way.
    """
    request = json.loads(render["request"])
    # The studio's word, which is about faults; the cloud says nothing of it.
    if last.status == "failed" and last.raw.get("retryable") is False:
        raise RenderRefused(last.error or sentence("render_failed"), render_id=render["id"])
    if request.get("retry") or last.status != "failed":
        raise RenderFailed(
            last.error or sentence(f"render_{last.status}"),
            render_id=render["id"],
            cancelled=last.status != "failed",
        )
    made = submit_request(account, journal, render["session_id"], {**request, "retry": True})
    again = journal.render(made)
    assert again is not None
    return again


def _pause(account: Account, polls: int, *, limited: bool) -> float | None:
    """Seconds to the next poll; None when the budget is used up and nobody asked for a longer wait.
    The studio has no budget."""
    if account.config.engine == "local":
        return LOCAL_POLL_S
    if polls < len(POLL_SCHEDULE_S):
        return POLL_SCHEDULE_S[polls] * time_scale()
    return LATER_POLL_S * time_scale() if limited else None


def _ends(account: Account, limit_s: float | None) -> float:
    """When a wait is over; the cloud's is by its budget of polls, where nobody said how long."""
    if limit_s is not None:
        return time.monotonic() + limit_s
    if account.config.engine == "local":
        return time.monotonic() + max(LEAST_S, LOCAL_LIMIT_S * time_scale())
    return math.inf


def _first(holders: list[dict[str, Any]], *keys: str) -> Any:
    for key in keys:
        for holder in holders:
            if holder.get(key) not in (None, ""):
                return holder[key]
    return None
