"""Sessions: one project with its chat and timeline, kept for the working directory.

A session is made once for a project. When the backend no longer knows it (1002, or ADK's 404), a
new one takes its place, and the caller is told which uploads are to be repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from . import attribution
from .account import Account
from .config import AGENT
from .errors import (
    AuthError,
    NemoError,
    ServerError,
    SessionNotFound,
    UsageError,
    next_command,
)
from .http import Api
from .journal import Journal
from .language import detect
from .say import sentence

Session = dict[str, Any]
"""A row of the journal: id, task_id, bind_id, title, language, created_at, lost, engine."""


def create(
    account: Account,
    journal: Journal,
    folder: Path | None,
    *,
    title: str = "project",
    words: str = "",
    language: str | None = None,
) -> Session:
    """Make a session and make it the folder's current one, when one is given.

    `words` are the user's, for the language when it is not given. Raises NemoError's kinds.
    """
    language = language or detect(words)
    body = {"task_name": title or "project", "language": language}
    data = account.run(lambda api: api.post(f"/api/tasks/me/with-session/{AGENT}", body))
    session_id = data.get("session_id") if isinstance(data, dict) else None
    if not session_id:
        raise ServerError(sentence("no_session_made"))
    origin = account.config.origin
    journal.add_session(
        origin, str(session_id), task_id=_text(data.get("task_id")),
        bind_id=_text(data.get("bind_id") or data.get("user_id")), title=body["task_name"],
        language=language, engine=account.config.engine,
    )  # fmt: skip
    if folder is not None:
        journal.use_session(origin, folder, str(session_id))
    made = journal.session(origin, str(session_id))
    assert made is not None
    account.note(made)
    return made


def chosen(account: Account, journal: Journal, folder: Path, session_id: str | None) -> Session:
    """The session that is named, else the folder's current one. Raises UsageError."""
    origin = account.config.origin
    found = (
        journal.session(origin, session_id)
        if session_id
        else journal.current_session(origin, folder)
    )
    if found is None:
        raise UsageError(
            sentence("no_such_session" if session_id else "no_session"),
            action=sentence("do_make_session"),
            next="session.py new",
        )
    if found["lost"]:
        raise _gone(found)
    account.note(found)
    return found


def ensure(account: Account, journal: Journal, folder: Path, words: str) -> Session:
    """The folder's current session, or a new one in the language of `words`."""
    found = journal.current_session(account.config.origin, folder)
    if found and found["lost"]:  # what was made in it is gone: a new one is for the user to begin
        raise _gone(found)
    account.note(found)
    return found or create(account, journal, folder, words=words)


def _gone(session: Session) -> SessionNotFound:
    return SessionNotFound(
        sentence("session_gone"),
        action=sentence("do_begin_anew"),
        code=1002,
        next="session.py new",
    )


def lose(journal: Journal, origin: str, lost: Session) -> SessionNotFound:
    """The error for a session that the backend has forgotten with what was made in it. No other
    takes its place: an edit would go into an empty project, and be charged."""
    journal.lose_session(origin, lost["id"])
    error = _gone(lost)
    error.data["upload_again"] = [u["source"] for u in journal.uploads(origin, lost["id"])]
    return error


def replace(account: Account, journal: Journal, lost: Session) -> Session:
    """A new session in place of one that the backend has forgotten; current where that was."""
    origin = account.config.origin
    folder = journal.folder_of(origin, lost["id"])
    journal.lose_session(origin, lost["id"])
    return create(account, journal, folder, title=lost["title"], language=lost["language"])


def lost_error(
    journal: Journal, origin: str, lost: Session, made: Session, also: Sequence[str] = ()
) -> SessionNotFound:
    """What to tell when `made` has taken the place of a session that had something in it; `also`
    are files that were on their way."""
    sources = [u["source"] for u in journal.uploads(origin, lost["id"])]
    sources += [source for source in also if source not in sources]
    names = ", ".join(Path(source).name for source in sources)
    return SessionNotFound(
        sentence("session_lost", names=names) if sources else sentence("session_replaced"),
        action=sentence("do_upload_again" if sources else "do_same_command"),
        code=1002,
        next=next_command("upload.py", *sources) if sources else None,
        session_id=made["id"],
        upload_again=sources,
    )


@contextmanager
def replacing_lost(
    account: Account, journal: Journal, session: Session, also: Sequence[str] = ()
) -> Iterator[None]:
    """Within it, 1002 tells what must be uploaded again, to a new session where nothing was made in
    the old one."""
    try:
        yield
    except SessionNotFound:
        known = journal.session(account.config.origin, session["id"])
        if known is None or known["lost"]:
            raise
        origin = account.config.origin
        if any(run["sent_at"] for run in journal.runs(origin, known["id"])):
            raise lose(journal, origin, known) from None
        made = replace(account, journal, known)
        raise lost_error(journal, origin, known, made, also) from None


def state(account: Account, session_id: str) -> dict[str, Any]:
    """The latest state answer. Raises SessionNotFound and the like."""
    data = account.run(lambda api: api.get(f"/api/state/{AGENT}/me/{session_id}/latest"))
    if not isinstance(data, dict):
        raise ServerError(sentence("odd_answer"))
    account.note(data)
    return data


def storyboard(account: Account, session_id: str) -> dict[str, Any]:
    """The local studio's word on a session's video: {"storyboard", "paths" (of texts, by the ids of
    their segments), "rev"}; the first two are None where there is none yet."""
    return _of_studio(account, session_id, lambda api, path: api.get(f"{path}/latest"))


def trial(account: Account, session_id: str, message: str) -> dict[str, Any]:
    """What the local studio would answer to a storyboard or a patch, without doing it:
    {"say", "changes", "problems"}."""
    body = {"message": message}
    return _of_studio(account, session_id, lambda api, path: api.post(f"{path}/trial", body))


def _of_studio(account: Account, session_id: str, ask: Callable[[Api, str], Any]) -> dict[str, Any]:
    path = f"/api/storyboard/{AGENT}/me/{session_id}"
    data = account.run(lambda api: ask(api, path))
    if not isinstance(data, dict):
        raise ServerError(sentence("odd_answer"))
    return data


def link(account: Account, session: Session) -> tuple[str, bool]:
    """The browser link to the project: (url, whether it needs no login).

    A claim token (`?ct=`, 7 days, no API rights) where the API gives one; else the claim page's
    older form without any token. The nmv_usr_ token is never part of a link.
    """
    web = account.config.web_url
    body = {"task_id": session["task_id"] or "", "session_id": session["id"]}
    try:
        data = account.run(lambda api: api.post("/api/auth/claim-token", body))
        token = data.get("claim_token") if isinstance(data, dict) else None
        if token:
            return f"{web}/workspace/claim?{urlencode({'ct': token})}", True
    except AuthError:
        raise
    except NemoError:
        pass  # an older backend has no such endpoint; the other form works everywhere
    return plain_link(account, session), False


def plain_link(account: Account, session: Session) -> str:
    """The link that needs a login; made without asking the API."""
    headers = attribution.headers()
    query = {
        "task": session["task_id"] or "",
        "session": session["id"],
        "skill_name": headers["X-Skill-Source"],
        "skill_version": headers["X-Skill-Version"],
        "skill_source": headers["X-Skill-Platform"],
    }
    return f"{account.config.web_url}/workspace/claim?{urlencode(query)}"


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None
