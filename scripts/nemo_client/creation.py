"""The whole way, as steps that are written down: session, uploads, message, render, file.

A creation can be stopped anywhere and gone on with: each step is taken only when the journal does
not have its outcome yet, so that nothing is uploaded, generated or rendered twice.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from . import runs, sessions, uploads
from .account import Account
from .delivery import Delivery, out_path, unique
from .errors import AuthError, BadRequest, CreditsError, NothingToExport, RunFailed, StillRunning
from .journal import Journal
from .output import Reporter

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

    request = json.loads(creation["request"])
    try:
        session = _session(account, journal, creation, request["brief"])
        if creation["run_id"] is None:
            _upload(account, journal, session, request["sources"], report)
            run, _ = runs.start(account.config, journal, session, request["brief"])
            _set(journal, creation, run_id=run["id"])
        result = runs.follow(account.config, journal, creation["run_id"], left(), report.tell)
        session = _session_of_run(account, journal, creation, session)
        if not result["exportable"]:
            raise NothingToExport(
                result["answer"] or "The agent made no timeline.",
                action="Answer with the command in `next`, then export.py with that --session.",
                next=f"sse.py send --session {session['id']} 'the answer'",
                questions=result["questions"],
                session_id=session["id"],
            )
        journal.use_session(account.config.origin, Path(creation["folder"]), session["id"])
        document = _deliver(account, journal, creation, session, request, left(), report)
    except StillRunning as error:
        error.next = f"create.py --resume {creation['id']}"
        error.data["job_id"] = creation["id"]
        raise
    except (RunFailed, CreditsError, AuthError, BadRequest, NothingToExport):
        # Nothing was made, so the same command may start anew. After any other end it goes on
        # from here: what was generated is not generated, and charged, again.
        _set(journal, creation, status="failed")
        raise
    _set(journal, creation, status="done")
    return {**document, "answer": result["answer"], "spent": result["spent"]}


def _session(account: Account, journal: Journal, creation: Creation, brief: str) -> dict[str, Any]:
    """The creation's own session, made once. It becomes the folder's current one when there is a
    timeline in it, so that a brief that led to nothing does not push another project aside."""
    if creation["session_id"]:
        return sessions.chosen(account, journal, Path.cwd(), creation["session_id"])
    made = sessions.create(account, journal, None, title=_title(brief), words=brief)
    _set(journal, creation, session_id=made["id"])
    return made


def _session_of_run(
    account: Account, journal: Journal, creation: Creation, session: dict[str, Any]
) -> dict[str, Any]:
    """The worker may have replaced a session that the backend had forgotten."""
    run = journal.run(creation["run_id"])
    if run is None or run["session_id"] == session["id"]:
        return session
    _set(journal, creation, session_id=run["session_id"])
    return sessions.chosen(account, journal, Path.cwd(), run["session_id"])


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
    account: Account, journal: Journal, creation: Creation, session: dict[str, Any],
    request: dict[str, Any], wait_s: float | None, report: Reporter,
) -> dict[str, Any]:  # fmt: skip
    extras = tuple(request.get("extras", ()))
    delivery = Delivery(account, journal, session, report, extras, request["force"])
    render = journal.render(creation["render_id"]) if creation["render_id"] else None
    if render and render["status"] == "failed":
        render = None
    given = request["out"] or (render["file"] if render else None)
    out = out_path(given, request["brief"], request["output"]["format"], force=True)
    if out.exists() and not request["force"]:
        out = unique(out)  # it was not there when the command began
    return delivery.export(
        request["output"], out, wait_s, render["id"] if render else None,
        started=lambda render_id: _set(journal, creation, render_id=render_id),
    )  # fmt: skip


def _set(journal: Journal, creation: Creation, **values: Any) -> None:
    journal.set_creation(creation["id"], **values)
    creation.update(values)


def _title(brief: str) -> str:
    text = " ".join(brief.split())
    return text if len(text) <= 60 else text[:59] + "…"
