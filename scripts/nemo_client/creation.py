"""The whole way, as steps that are written down: session, uploads, message, render, file.

A creation can be stopped anywhere and gone on with: each step is taken only when the journal does
not have its outcome yet, so that nothing is uploaded, generated or rendered twice. The same command
goes on with the same creation until it is done; only a message that was provably not acted on is
sent again.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from . import runs, sessions, uploads
from .account import Account
from .delivery import Delivery, out_path
from .errors import (
    REFUSALS,
    NothingToExport,
    RunFailed,
    SessionNotFound,
    StillRunning,
    Unreachable,
    next_command,
)
from .journal import Journal
from .output import Reporter
from .timeline import draft_of, exportable

Creation = dict[str, Any]


def go_on(
    account: Account, journal: Journal, creation: Creation, wait_s: float | None, report: Reporter
) -> dict[str, Any]:
    """Take the steps that are left; the document of the finished video.

    `wait_s`: seconds to follow for, None for to the end. Raises StillRunning with the command that
    goes on, and the typed errors of the steps.
    """
    began = time.monotonic()

    def left() -> float | None:
        return None if wait_s is None else max(0.0, wait_s - (time.monotonic() - began))

    runs.same_engine(account.config, creation["api"], f"Creation {creation['id']}")
    request = json.loads(creation["request"])
    try:
        result = _answered(account, journal, creation, request, left(), report)
        session = _session_with_timeline(account, journal, creation, result)
        document = _deliver(account, journal, creation, session, request, left(), report)
    except StillRunning as error:
        error.next = next_command("create.py", "--resume", creation["id"])
        error.data["job_id"] = creation["id"]
        raise
    _set(journal, creation, status="done")
    return {**document, "answer": result.get("answer", ""), "spent": result.get("spent")}


def _answered(
    account: Account,
    journal: Journal,
    creation: Creation,
    request: dict[str, Any],
    wait_s: float | None,
    report: Reporter,
) -> dict[str, Any]:
    """The run's result, after session, uploads and message. Where the run ended with an error the
    state decides: what was made is exported all the same."""
    try:
        if creation["run_id"] is None:
            session = _session(account, journal, creation, request["brief"])
            _upload(account, journal, session, request["sources"], report)
            run, _ = runs.start(account.config, journal, session, request["brief"])
            _set(journal, creation, run_id=run["id"])
        return runs.follow(account.config, journal, creation["run_id"], wait_s, report.tell)
    except SessionNotFound:
        _set(journal, creation, session_id=None, run_id=None)
        raise
    except (*REFUSALS, Unreachable):
        _set(journal, creation, run_id=None)  # it was not acted on: the next time it goes again
        raise
    except RunFailed as error:
        if not error.data.get("changes"):
            _set(journal, creation, status="failed")
            raise
        report.tell(error.message)
        return error.data


def _session(account: Account, journal: Journal, creation: Creation, brief: str) -> dict[str, Any]:
    """The creation's own session, made once. It becomes the folder's current one when there is a
    timeline in it, so that a brief that led to nothing does not push another project aside."""
    if creation["session_id"]:
        return sessions.chosen(account, journal, Path.cwd(), creation["session_id"])
    made = sessions.create(account, journal, None, title=_title(brief), words=brief)
    _set(journal, creation, session_id=made["id"])
    return made


_ANSWER = (
    "Answer with the command in `next`; then the same create command goes on. "
    "With other words in the brief it is a new creation."
)
_CORRECT = (
    "Correct the brief or storyboard as the answer says and run create.py again; "
    "if the answer is a question after all, answer it with the command in `next`."
)


def _session_with_timeline(
    account: Account, journal: Journal, creation: Creation, result: dict[str, Any]
) -> dict[str, Any]:
    """The run's session (the worker may have replaced a lost one). Raises NothingToExport when
    there is still no timeline in it: the agent asked something, or could not do it."""
    run = journal.run(creation["run_id"])
    assert run is not None
    _set(journal, creation, session_id=run["session_id"])
    session = sessions.chosen(account, journal, Path.cwd(), run["session_id"])
    if not exportable(draft_of(sessions.state(account, session["id"]))):
        raise NothingToExport(
            result.get("answer") or "The agent made no timeline.",
            action=_ANSWER if result.get("questions") else _CORRECT,
            next=next_command("sse.py", "send", "--session", session["id"], "the answer"),
            questions=result.get("questions", []),
            session_id=session["id"],
            job_id=creation["id"],
        )
    journal.use_session(account.config.origin, Path(creation["folder"]), session["id"])
    return session


def _upload(
    account: Account,
    journal: Journal,
    session: dict[str, Any],
    sources: list[str],
    report: Reporter,
) -> None:
    """What of the sources the session does not have yet, in order."""
    have = {u["source"] for u in journal.uploads(account.config.origin, session["id"])}
    left = [source for source in sources if source not in have]
    uploads.send_sources(account, journal, session, left, report)


def _deliver(
    account: Account,
    journal: Journal,
    creation: Creation,
    session: dict[str, Any],
    request: dict[str, Any],
    wait_s: float | None,
    report: Reporter,
) -> dict[str, Any]:
    """The rest is an export; a render that failed is made anew."""
    render = journal.render(creation["render_id"]) if creation["render_id"] else None
    if render and render["status"] in ("failed", "cancelled", "canceled"):
        render = None
    given = request["out"] or (render["file"] if render else None)
    taken = journal.names_in_use()
    out = out_path(given, request["brief"], request["output"]["format"], force=True, taken=taken)
    delivery = Delivery(
        account, journal, session, report, tuple(request["extras"]), request["force"]
    )
    return delivery.export(
        request["output"],
        out,
        wait_s,
        render["id"] if render else None,
        started=lambda render_id: _set(journal, creation, render_id=render_id),
    )


def _set(journal: Journal, creation: Creation, **values: Any) -> None:
    journal.set_creation(creation["id"], **values)
    creation.update(values)


def _title(brief: str) -> str:
    text = " ".join(brief.split())
    return text if len(text) <= 60 else text[:59] + "…"
