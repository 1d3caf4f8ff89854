"""Where a wish goes: to the video that its folder is at, and to a new project only where there is
none. One command at a time makes a folder's first project."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import credits, documents, runs, sessions
from .account import Account
from .config import Config
from .errors import CreditsError, NemoError, StillRunning, UsageError, next_command
from .journal import ACTIVE, Journal
from .output import Reporter
from .processes import going_ahead, lock_path
from .runs import Tell
from .say import say, sentence
from .sessions import Session


@dataclass(frozen=True)
class Wish:
    """A message on its way: `session_id` names another session than the folder's, `queue` lets it
    wait for its turn, `again` sends what was sent with an unknown end."""

    message: str
    folder: Path
    session_id: str | None = None
    queue: bool = False
    again: bool = False


def send(
    account: Account, journal: Journal, wish: Wish, wait_s: float | None, tell: Tell
) -> tuple[dict[str, Any], bool]:
    """The wish's run, its worker started, and whether a new project was made for it.

    The credits are looked at before a session is made or a message is on its way. Raises
    CreditsError when nothing is left, StillRunning when another run is in the way, and the typed
    errors of making a session.
    """
    runs.checked(wish.message)
    try:
        if wish.session_id:
            session = sessions.chosen(account, journal, wish.folder, wish.session_id)
            return _started(account, journal, wish, session, tell), False
        with _first(account, wish.folder, wait_s):
            return _in_folder(account, journal, wish, tell)
    except CreditsError as error:
        named = ["--session", wish.session_id] if wish.session_id else []
        queued = ["--queue"] * wish.queue
        error.next = next_command("sse.py", "send", *named, *queued, wish.message)
        raise


def check_exact(said: str, problems: list[dict[str, Any]]) -> None:
    """Raises UsageError for a storyboard or a patch that has problems; `said` tells them."""
    if problems:
        raise UsageError(
            sentence("storyboard_refused", why=said), action=sentence("do_storyboard"),
            problems=problems,
        )  # fmt: skip


def compact(value: Any) -> str:
    """A storyboard or a patch as the message that carries it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def tried(
    account: Account, journal: Journal, session: Session | None, value: Any, *, dry: bool = False
) -> tuple[str, dict[str, Any]]:
    """(the message of a storyboard or a patch for the studio, what it would do there: {"say",
    "changes"}; nothing without a session). Raises UsageError for what the studio would refuse.

    A patch tests the revision that was read, so that it lands once; a repeat follows the run of
    the same patch until its end was told, whatever revision that was for.
    """
    message = compact(value)
    if session is None:
        return message, {}
    told = value.get("patch") if isinstance(value, dict) else value
    if isinstance(told, list) and not dry:
        origin = account.config.origin
        for run in reversed(journal.runs(origin, session["id"])):
            kept = run["message"]
            same = _unguarded(kept) == told
            if same and not journal.would_claim(origin, session["id"], kept, queue=True):
                return kept, {}
        rev = sessions.storyboard(account, session["id"])["rev"]
        guard = {"op": "test", "path": "/rev", "value": rev}
        guarded = compact([guard, *told])
    else:
        guarded = message
    answer = sessions.trial(account, session["id"], message)
    check_exact(answer["say"], answer["problems"])
    return guarded, answer


def _unguarded(message: str) -> Any:
    """The operations of a guarded patch without its guard; None for any other message."""
    if not message.startswith('[{"op":"test","path":"/rev",'):
        return None
    try:
        return json.loads(message)[1:]
    except ValueError:
        return None


def send_and_follow(
    account: Account,
    journal: Journal,
    wish: Wish,
    wait_s: float | None,
    report: Reporter,
    command: list[str],
) -> dict[str, Any]:
    """The wish sent and followed: the document of its run. `command`: what sends it again, where
    this is interrupted before."""
    report.resume = next_command(*command)
    started, new_project = send(account, journal, wish, wait_s, report.tell)
    report.language = language_of(journal, started["id"]) or report.language
    result = followed(account.config, journal, started["id"], wait_s, report)
    if new_project:  # so that no one takes it for an edit of another video
        told = f"{say('new_project', report.spoken())}\n\n{result['say']}"
        return {**result, "say": told, "new_project": True}
    return result


def followed(
    config: Config, journal: Journal, run_id: str, wait_s: float | None, report: Reporter
) -> dict[str, Any]:
    """The run's end, followed; told once its document has left."""
    report.resume = next_command("sse.py", "wait", run_id)
    report.goes_on = lambda: True
    try:
        result = runs.follow(config, journal, run_id, wait_s, report.tell)
    except StillRunning:
        raise
    except NemoError:
        report.once_told(lambda: journal.told(run_id))
        raise
    report.once_told(lambda: journal.told(run_id))
    asked = [e["text"] for e in journal.events(run_id) if e["kind"] == "question"]
    return documents.run(result, asked)


def language_of(journal: Journal, run_id: str) -> str | None:
    """The language of a run's session."""
    run = journal.run(run_id) or {}
    session = journal.session(run.get("api", ""), run.get("session_id", ""))
    return session["language"] if session else None


def _in_folder(
    account: Account, journal: Journal, wish: Wish, tell: Tell
) -> tuple[dict[str, Any], bool]:
    config, origin = account.config, account.config.origin
    creation = journal.running_creation(origin, wish.folder)
    if creation and not creation["run_id"]:
        run = runs.wish(
            config, journal, creation, wish.message, queue=wish.queue,
            look=lambda: credits.before(account, credits.EDIT, tell),
        )  # fmt: skip
        return run, False
    if creation:
        session = here(account, journal, wish.folder)
        return _started(account, journal, wish, session, tell), False
    if journal.current_session(origin, wish.folder) is None:
        reading = credits.before(account, credits.GENERATION, tell)
        session = sessions.ensure(account, journal, wish.folder, wish.message)
        return _started(account, journal, wish, session, tell, lambda: reading), True
    session = sessions.ensure(account, journal, wish.folder, wish.message)
    return _started(account, journal, wish, session, tell), False


def _started(
    account: Account,
    journal: Journal,
    wish: Wish,
    session: dict[str, Any],
    tell: Tell,
    look: runs.Look | None = None,
) -> dict[str, Any]:
    """`look`: at the credits, where that was not done before."""

    def look_now() -> credits.Reading | None:
        about = credits.price(journal, account.config.origin, session["id"])
        return credits.before(account, about, tell, session)

    run, new = runs.start(
        account.config, journal, session, wish.message,
        queue=wish.queue, again=wish.again, look=look or look_now,
    )  # fmt: skip
    if not new:
        tell(sentence("same_message"))
    return run


@contextmanager
def _first(account: Account, folder: Path, wait_s: float | None) -> Iterator[None]:
    """One command at a time decides what a folder is at: two first messages make one project.

    Raises StillRunning when another command does so for longer than `wait_s`.
    """
    name = hashlib.sha256(f"{account.config.origin}\n{folder}".encode()).hexdigest()[:24]
    path = lock_path(account.config.home, f"folder-{name}")
    with going_ahead(path, wait_s) as mine:
        if not mine:
            raise StillRunning(sentence("project_being_made"), action=sentence("do_in_a_moment"))
        yield


def last_run(account: Account, journal: Journal, folder: Path, session_id: str | None) -> str:
    """The id of the run that a folder, or a named session, is at: the one at work, else its last.

    Raises StillRunning while its video is still being begun, UsageError when nothing was sent.
    """
    session = here(account, journal, folder, session_id)
    known = journal.runs(account.config.origin, session["id"])
    if not known:
        raise UsageError(sentence("nothing_sent"), action=sentence("do_send"))
    busy = [run for run in known if run["status"] in ACTIVE]
    return str((busy or known)[-1]["id"])


def here(
    account: Account, journal: Journal, folder: Path, session_id: str | None = None
) -> dict[str, Any]:
    """The session that a folder is at: its running creation's, else its current one. Raises
    StillRunning while the creation has none yet, and what `sessions.chosen` raises."""
    creation = None if session_id else journal.running_creation(account.config.origin, folder)
    if creation is None:
        return sessions.chosen(account, journal, folder, session_id)
    own = journal.run(creation["run_id"]) if creation["run_id"] else None
    found = own["session_id"] if own else creation["session_id"]
    if not found:
        raise StillRunning(
            sentence("being_begun"),
            next=next_command("create.py", "--resume", creation["id"]),
            job_id=creation["id"],
        )
    return sessions.chosen(account, journal, folder, str(found))


def at_work(account: Account, journal: Journal, session: dict[str, Any]) -> dict[str, Any] | None:
    """The run that is at work in a session, or None."""
    known = journal.runs(account.config.origin, session["id"])
    return next((run for run in known if run["status"] in ACTIVE), None)


def stop(journal: Journal, run_id: str) -> dict[str, Any]:
    """End a message that was not sent yet; one that was goes on, and that is said as an error."""
    run = journal.run(run_id)
    if run is None:
        raise runs.unknown_run(run_id)
    session = journal.session(run["api"], run["session_id"])
    language = session["language"] if session else "en"
    if journal.cancel_run(run_id):
        return {"say": say("stopped_unsent", language), "run_id": run_id}
    follow = next_command("sse.py", "wait", run_id)
    raise runs.not_stopped(follow if run["status"] in ACTIVE else None, run_id=run_id)
