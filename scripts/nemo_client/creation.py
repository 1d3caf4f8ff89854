"""The whole way, as steps that are written down: session, uploads, message, render, file.

A creation is known by what it is made of: engine, folder, words, and the content of its files in
order; never by what file is asked of it. One command at a time owns it. It can be stopped anywhere
and gone on with: a step is taken only when the journal does not have its outcome yet, so nothing is
uploaded, generated or rendered twice. Only a message that was provably not acted on goes again.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from . import credits, runs, sessions, uploads
from .account import Account
from .delivery import Delivery, out_path
from .errors import (
    REFUSALS,
    STILL_RUNNING,
    TEMPORARY,
    Cancelled,
    CreditsError,
    NemoError,
    NothingToExport,
    OutcomeUnknown,
    RunFailed,
    ServerError,
    SessionNotFound,
    StillRunning,
    Unreachable,
    UsageError,
    next_command,
)
from .journal import DONE, FAILED, LEFT, RUNNING, Journal
from .language import detect
from .output import Reporter
from .processes import going_ahead, lock_path
from .renders import ENDED
from .say import say, sentence
from .timeline import draft_of, exportable

Creation = dict[str, Any]


def identity(origin: str, folder: Path, brief: str, sources: list[str]) -> str:
    """What makes two wishes the same creation, as a SHA-256: engine, folder, words (white space
    folded), each file's content in order; a URL counts as its text."""
    parts = [source if "://" in source else uploads.file_hash(Path(source)) for source in sources]
    text = json.dumps([origin, str(folder), " ".join(brief.split()), parts])
    return hashlib.sha256(text.encode()).hexdigest()


def claim(
    account: Account, journal: Journal, folder: Path, request: dict[str, Any], *, again: bool
) -> Creation:
    """The creation that the request is for: a known one, or (with `again` always) a new one.

    `request`: {"brief", "sources", "output", "out", "force", "extras"}. Raises UsageError where
    `out` is somebody else's file and may not be replaced.
    """
    origin = account.config.origin
    made_of = identity(origin, folder, request["brief"], request["sources"])
    out = Path(request["out"]) if request["out"] else None
    if (
        out
        and out.exists()
        and not request["force"]
        and not journal.is_delivered(made_of, str(out))
    ):
        raise UsageError(sentence("file_exists", file=out), action=sentence("do_other_name"))
    return journal.claim_creation(origin, folder, made_of, request, again=again)


def language_of(journal: Journal, creation: Creation) -> str:
    """Its session's, else that of its words."""
    session = journal.session(creation["api"], creation["session_id"] or "")
    return str(session["language"] if session else detect(runs.brief_of(creation)))


def cancel(journal: Journal, creation: Creation, language: str) -> dict[str, Any]:
    """End a creation whose message has not left; one that has goes on, and that is said."""
    if journal.leave_creation(creation["id"]):
        return {"say": say("stopped_unsent", language), "job_id": creation["id"]}
    follow = next_command("create.py", "--resume", creation["id"])
    working = creation["status"] == RUNNING
    raise runs.not_stopped(follow if working else None, job_id=creation["id"])


@dataclass(frozen=True)
class Way:
    """One command on its way through a creation; `request` is what is asked of it now."""

    account: Account
    journal: Journal
    creation: Creation
    request: dict[str, Any]
    report: Reporter
    ends: float | None

    def left(self) -> float | None:
        """Seconds to follow for; None for to the end."""
        return None if self.ends is None else max(0.0, self.ends - time.monotonic())

    def set(self, **values: Any) -> None:
        self.journal.set_creation(self.creation["id"], **values)
        self.creation.update(values)

    @property
    def options(self) -> str:
        """What tells the files that are made of one creation apart."""
        asked = self.request
        return json.dumps([asked["output"], asked["out"], sorted(asked["extras"])], sort_keys=True)


def go_on(
    account: Account, journal: Journal, creation: Creation, wait_s: float | None, report: Reporter
) -> dict[str, Any]:
    """Take the steps that are left; the document of the finished video.

    `wait_s`: seconds to follow for, None for to the end. Raises StillRunning with the command that
    goes on, and the typed errors of the steps; those in passing name that command too.
    """
    runs.same_engine(account.config, creation["api"])
    report.resume = next_command("create.py", "--resume", creation["id"])
    ends = None if wait_s is None else time.monotonic() + wait_s
    request = json.loads(creation["request"])
    path = lock_path(account.config.home, creation["id"])
    try:
        with going_ahead(path, wait_s, lambda: report.tell(sentence("followed_beside"))) as mine:
            if not mine:
                raise StillRunning(sentence("running"))
            fresh = journal.creation(creation["id"])
            assert fresh is not None
            return _taken(Way(account, journal, fresh, request, report, ends))
    except NemoError as error:
        if isinstance(error, SessionNotFound):
            error.action, error.next = sentence("do_anew"), None
        elif error.exit_code in (STILL_RUNNING, TEMPORARY) or isinstance(error, CreditsError):
            error.next = report.resume
            error.data["job_id"] = creation["id"]
        raise


def _taken(way: Way) -> dict[str, Any]:
    """The steps, by their owner."""
    if way.creation["status"] == DONE:
        return _once_more(way)
    try:
        result = _answered(way)
    except SessionNotFound:  # nothing was made in it, and the files are here
        way.report.tell(sentence("beginning_again"))
        result = _answered(way)
    session = _session_with_timeline(way, result)
    document = _deliver(way, session)
    run_id = way.creation["run_id"]
    way.report.once_told(lambda: way.journal.told(run_id))
    told = [*document.get("warnings", []), *result.get("warnings", [])]
    return {
        **document,
        **({"warnings": told} if told else {}),
        **({"unused": result["unused"]} if result.get("unused") else {}),
        "answer": result.get("answer", ""),
        "spent": result.get("spent"),
        "left": None if _edited_since(way, session) else result.get("left"),
    }


def _answered(way: Way) -> dict[str, Any]:
    """The run's result, after session, uploads and message. Where the run ended with an error the
    state decides: what was made is exported all the same."""
    account, journal, creation = way.account, way.journal, way.creation
    try:
        if creation["run_id"] is None:
            reading = credits.before(account, credits.GENERATION, way.report.tell)
            journal.take_folder(creation["id"])
            session = _session(way)
            _upload(way, session)
            _stop_if_left(way)
            run, _ = runs.start(
                account.config, journal, session, way.request["brief"],
                first_of=creation["id"], look=lambda: reading,
            )  # fmt: skip
            creation["run_id"] = run["id"]
        return runs.follow(account.config, journal, creation["run_id"], way.left(), way.report.tell)
    except SessionNotFound as error:
        way.set(session_id=error.data.get("session_id"), run_id=None)
        raise
    except (*REFUSALS, ServerError, Unreachable) as error:
        # It was not acted on, never left, or ended with an error and no change: it may go again.
        way.set(run_id=None)
        if isinstance(error, CreditsError):  # nothing is being made until the user has signed up
            journal.release_folder(creation["id"])
        raise
    except OutcomeUnknown as error:
        if _has_timeline(way):  # it came after all
            return error.data
        raise
    except RunFailed as error:
        if not error.data.get("changes"):
            way.set(status=FAILED, run_id=None)
            way.journal.release_folder(way.creation["id"])
            raise
        way.report.tell(error.message)
        return error.data


def _stop_if_left(way: Way) -> None:
    fresh = way.journal.creation(way.creation["id"])
    if fresh is None or fresh["status"] == LEFT:
        raise Cancelled(sentence("creation_cancelled"))


def _session(way: Way) -> dict[str, Any]:
    """The creation's own session, made once. It becomes the folder's current one when there is a
    timeline in it, so that a brief that led to nothing does not push another project aside."""
    if way.creation["session_id"]:
        return sessions.chosen(way.account, way.journal, Path.cwd(), way.creation["session_id"])
    _stop_if_left(way)
    brief = way.request["brief"]
    made = sessions.create(way.account, way.journal, None, title=runs.shortened(brief), words=brief)
    way.set(session_id=made["id"])
    return made


def _upload(way: Way, session: dict[str, Any]) -> None:
    """What of the sources the session does not have yet, in order."""
    have = {u["source"] for u in way.journal.uploads(way.account.config.origin, session["id"])}
    left = [source for source in way.request["sources"] if source not in have]
    for source in left:
        _stop_if_left(way)
        uploads.send_sources(way.account, way.journal, session, [source], way.report)


def _session_id(way: Way) -> str:
    """Of the creation's run: the worker may have replaced a lost one."""
    run = way.journal.run(way.creation["run_id"])
    assert run is not None
    return str(run["session_id"])


def _has_timeline(way: Way) -> bool:
    return exportable(draft_of(sessions.state(way.account, _session_id(way))))


def _session_with_timeline(way: Way, result: dict[str, Any]) -> dict[str, Any]:
    """The run's session. Raises NothingToExport when there is still no timeline in it: the agent
    asked something, or could not do it."""
    way.set(session_id=_session_id(way))
    session = sessions.chosen(way.account, way.journal, Path.cwd(), way.creation["session_id"])
    if not _has_timeline(way):
        if not result.get("questions"):
            way.journal.release_folder(way.creation["id"])
        raise NothingToExport(
            result.get("answer") or sentence("no_timeline_made"),
            action=sentence("do_answer" if result.get("questions") else "do_correct"),
            next=next_command("sse.py", "send", "--session", session["id"], "the answer"),
            questions=result.get("questions", []),
            session_id=session["id"],
            job_id=way.creation["id"],
        )
    way.journal.use_session(way.account.config.origin, Path(way.creation["folder"]), session["id"])
    return session


def _deliver(
    way: Way, session: dict[str, Any], kept: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The rest is an export; a render that failed is made anew. `kept`: the request of an earlier
    render, for a further file of the very same video."""
    journal, asked = way.journal, way.request
    known = journal.delivery(way.creation["id"], way.options)
    render_id = known["render_id"] if known else way.creation["render_id"]  # 1.0.0 kept it there
    render = journal.render(render_id) if render_id else None
    if render and (render["status"] in ENDED or (known and known["sha256"])):
        render = None  # it failed, or its file was changed or taken away since
    given = asked["out"] or (render["file"] if render else None)
    taken = journal.names_in_use()
    out = out_path(given, asked["brief"], asked["output"]["format"], force=True, taken=taken)
    delivery = Delivery(
        way.account, journal, session, way.report, tuple(asked["extras"]), asked["force"]
    )

    def started(render_id: str) -> None:
        journal.set_delivery(way.creation["id"], way.options, render_id=render_id, sha256=None)

    document = delivery.export(
        asked["output"], out, way.left(), render["id"] if render else None,
        started=started, kept=kept,
    )  # fmt: skip
    file = Path(document["file"])
    journal.delivered(document["render_id"], str(file), uploads.file_hash(file))
    return document


def _once_more(way: Way) -> dict[str, Any]:
    """The creation was done before: its file where that is unchanged, else a render of the same
    video. Nothing is generated; what was edited since is not in it, and is said."""
    journal, creation = way.journal, way.creation
    session = journal.session(creation["api"], creation["session_id"])
    assert session is not None  # the backend may have forgotten it by now; the file is here
    first = journal.first_delivery(creation["id"])
    known = journal.delivery(creation["id"], way.options)
    if known and known["sha256"] and not way.request["force"] and _unchanged(known):
        delivery = Delivery(way.account, journal, session, way.report)
        document = delivery.describe(known["render_id"], Path(known["file"]))
        made_at = known["at"]
    else:
        render = journal.render(first["render_id"]) if first else None
        kept = json.loads(render["request"]) if render else None
        document = _deliver(way, session, kept)
        made_at = first["at"] if first else creation["created_at"]
    language = session["language"]
    when = datetime.fromtimestamp(made_at).strftime("%Y-%m-%d %H:%M")
    notes = [say("made_before", language, when=when)]
    if edited := _edited_since(way, session):
        notes.append(say("edited_since", language))
    return {
        **document,
        "say": " ".join([document["say"], *notes]),
        "made_before": when,
        "edited_since": edited,
        "spent": 0,
    }


def _unchanged(known: dict[str, Any]) -> bool:
    path = Path(known["file"])
    return path.is_file() and uploads.file_hash(path) == known["sha256"]


def _edited_since(way: Way, session: dict[str, Any]) -> bool:
    """Whether another message was sent in the session after the creation's own."""
    sent = [
        run["id"]
        for run in way.journal.runs(way.account.config.origin, session["id"])
        if run["sent_at"]
    ]
    return bool(sent) and sent[-1] != way.creation["run_id"]
