"""Starting a run and following it: the commands' side of the worker.

A command writes the run into the journal, starts the detached worker, and reads the journal for as
long as it may; the worker goes on without it. A worker that has died is replaced: the new one
sends only what provably never left, and finds the outcome of anything else in the state.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from . import errors
from .config import Config, time_scale
from .credits import Reading
from .errors import (
    Cancelled,
    NemoError,
    OutcomeUnknown,
    StillRunning,
    UsageError,
    next_command,
)
from .journal import ACTIVE, CANCELLED, NO_SESSION, BusySession, Journal
from .language import follow_words, headline
from .processes import LEAST_S, LONGEST_S, spawn_worker, worker_alive
from .say import Text, say, sentence

POLL_S = 0.2
NOTICE_S = 120.0  # the published "still working" interval
WORKER_GRACE_S = 10.0
WORKERS = 10  # that may end, one after the other, without a word
MAX_MESSAGE = 200_000

Tell = Callable[[Text], None]
Look = Callable[[], Reading | None]


def checked(message: str) -> str:
    """The message without white space round it. Raises UsageError for one that cannot be sent."""
    message = message.strip()
    if not message:
        raise UsageError(sentence("empty_message"), action=sentence("do_say_what"))
    if len(message) > MAX_MESSAGE:
        raise UsageError(sentence("long_message", most=MAX_MESSAGE), action=sentence("do_shorten"))
    return message


def start(
    config: Config,
    journal: Journal,
    session: dict[str, Any],
    message: str,
    *,
    queue: bool = False,
    again: bool = False,
    first_of: str | None = None,
    look: Look = lambda: None,
) -> tuple[dict[str, Any], bool]:
    """The run for a message and whether it is new; its worker is started.

    `first_of`: the creation whose own message it is. `look`: at the credits, before a new one.
    Raises UsageError for an empty message, StillRunning when another run is in the way.
    """
    message = checked(message)
    new = journal.would_claim(
        config.origin, session["id"], message, queue=queue, again=again or bool(first_of)
    )
    reading = look() if new else None
    try:
        run, new = journal.claim_run(
            config.origin, session["id"], message, queue=queue, again=again, first_of=first_of
        )
    except BusySession as busy:
        raise StillRunning(
            sentence("message_at_work", words=shortened(busy.run["message"])),
            action=sentence("do_queue"),
            next=next_command("sse.py", "wait", busy.run["id"]),
            run_id=busy.run["id"],
        ) from None
    if new:
        journal.set_language(
            config.origin, session["id"], follow_words(session["language"], message)
        )
        if reading and not journal.earlier(run):  # what comes first has its part in the balance
            journal.looked_at_credits(run["id"], reading.available, reading.at)
        spawn_worker(config, run["id"])
    return run, new


def wish(
    config: Config,
    journal: Journal,
    creation: dict[str, Any],
    message: str,
    *,
    queue: bool,
    look: Look = lambda: None,
) -> dict[str, Any]:
    """A run for a video that is still being begun: it waits in the journal for its session.

    `look`: at the credits, before a new one. Raises UsageError, and StillRunning when it may not
    wait (`queue`).
    """
    message = checked(message)
    if not queue:
        raise StillRunning(
            sentence("video_at_work", words=shortened(brief_of(creation))),
            action=sentence("do_queue"),
            next=next_command("create.py", "--resume", creation["id"]),
            job_id=creation["id"],
        )
    if journal.would_claim(
        config.origin, NO_SESSION, message, queue=True, after_creation=creation["id"]
    ):
        look()
    run, new = journal.claim_run(
        config.origin, NO_SESSION, message,
        queue=True, after_creation=creation["id"],
    )  # fmt: skip
    if new:
        spawn_worker(config, run["id"])
    return run


def brief_of(creation: dict[str, Any]) -> str:
    return str(json.loads(creation["request"])["brief"])


def follow(
    config: Config, journal: Journal, run_id: str, wait_s: float | None, tell: Tell
) -> dict[str, Any]:
    """Read a run's events until it ends: its result with `run_id` and `run_status`.

    `wait_s`: seconds to follow for, None for to the end (LONGEST_S at most). Raises StillRunning
    when they are over, and when workers end over and over without an end of the run (WORKERS);
    and the run's own error when it failed.
    """
    run = journal.run(run_id)
    if run is None:
        raise unknown_run(run_id)
    same_engine(config, run["api"])
    session = journal.session(run["api"], run["session_id"])
    language = session["language"] if session else "en"
    began = noticed = time.monotonic()
    ends = began + (max(LEAST_S, LONGEST_S * time_scale()) if wait_s is None else wait_s)
    seen = workers = 0
    spawned = began if run["status"] in ACTIVE else 0.0
    over = False
    while not over:
        run = journal.run(run_id)
        assert run is not None
        for event in journal.events(run_id, seen):
            seen, workers = event["seq"], 0
            _show(event, language, tell)
        if run["status"] not in ACTIVE:
            return _outcome(run)
        now = time.monotonic()
        over = now >= ends or workers > WORKERS
        if now - noticed >= NOTICE_S * time_scale():
            noticed = now
            minutes = round((time.time() - run["created_at"]) / 60)
            tell(say("working", language, minutes=minutes))
        grace = max(1.0, WORKER_GRACE_S * time_scale())
        if now - spawned >= grace and not worker_alive(config.home, run_id):
            spawned, workers = now, workers + 1
            spawn_worker(config, run_id)
        if not over:
            time.sleep(POLL_S)
    raise StillRunning(
        sentence("running"), next=next_command("sse.py", "wait", run_id), run_id=run_id
    )


def same_engine(config: Config, origin: str) -> None:
    """Raises UsageError when something of one engine is gone on with on another: the user's words
    and files must not go where they were not meant to."""
    if origin != config.origin:
        local = origin.startswith("studio:")
        raise UsageError(
            sentence("of_the_studio") if local else sentence("of_another_api", origin=origin),
            action=sentence("do_add_local" if local else "do_leave_local_out"),
        )


def _outcome(run: dict[str, Any]) -> dict[str, Any]:
    result = json.loads(run["result"] or "{}")
    if run["status"] == CANCELLED:
        raise Cancelled(sentence("message_cancelled"), run_id=run["id"])
    if run["status"] == "failed":
        kind = getattr(errors, str(result.pop("kind", "")), NemoError)
        error: NemoError = (kind if issubclass(kind, NemoError) else NemoError)(
            str(result.pop("error", "failed")),
            action=result.pop("action", None),
            code=result.pop("code", None),
            next=result.pop("next", None),
            **result,
        )
        error.data["run_id"] = run["id"]
        if isinstance(error, OutcomeUnknown):
            error.data["message"] = run["message"]
        raise error
    ended = {"run_id": run["id"], "run_status": run["status"], "spent": run["spent"]}
    return {**ended, "left": None, **result}


def _show(event: dict[str, Any], language: str, tell: Tell) -> None:
    """What of an event is told while the run works: texts, and that the raw video is there."""
    if event["kind"] in ("text", "question"):
        from .gui import translate

        text = translate(event["text"]).text
        if text:
            tell(text)
    elif event["kind"] == "tool_result" and event["text"].startswith("generate_video"):
        tell(say("raw_ready", language))
    elif event["kind"] == "lost":
        tell(sentence("looking_at_state", why=event["text"]))


def unknown_run(run_id: str) -> UsageError:
    return UsageError(sentence("no_such_run"), action=sentence("do_see_log"), run_id=run_id)


def not_stopped(follow: str | None, **data: Any) -> NemoError:
    """The error for what cannot be stopped any more: it goes on and `follow` is the command that
    follows it, or (None) nothing is at work."""
    return NemoError(
        sentence("goes_on" if follow else "nothing_to_stop"),
        action=sentence("do_follow" if follow else "do_see_state"),
        next=follow,
        **data,
    )


def shortened(text: str) -> str:
    """A message on one line, of at most 60 characters: a storyboard's title, else how it begins."""
    text = " ".join(headline(text).split())
    return text if len(text) <= 60 else text[:59] + "…"
