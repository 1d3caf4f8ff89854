"""The detached worker: waits for its turn, sends one run's message once, holds its stream.

The rule that everything here serves: `POST /run_sse` costs credits, so it goes out once. It is
repeated only after a fault proven to come before the request left, or an explicit refusal (1001,
429), as a status, in a 200 body, or as all that a stream says. After that the outcome is read from
the state (see `outcome`).
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from nemo_wire.lock import locked

from . import credits, sessions
from .account import Account
from .config import AGENT, Config, sleep, time_scale
from .errors import (
    REFUSALS,
    AuthError,
    Cancelled,
    CreditsError,
    FilesError,
    NemoError,
    NothingToExport,
    OutcomeUnknown,
    PlanError,
    RateLimited,
    ServerError,
    SessionNotFound,
    Unreachable,
    for_code,
    next_command,
)  # fmt: skip
from .events import Turn
from .http import RATE_LIMIT_WAIT_S, Api, read_body, unwrap
from .journal import ACTIVE, CANCELLED, FAILED, NO_SESSION, QUEUED, RUNNING, STREAMING, Journal
from .outcome import Outcome
from .patience import STREAM_CAP_S, Patience
from .processes import LEAST_S, LONGEST_S, lock_path, spawn_worker, worker_alive
from .redact import plain, redact
from .say import Text, say, sentence, told
from .sse import StreamBroken, StreamTimeout, ends_by_itself, events
from .timeline import draft_of

QUEUE_LOOK_S, QUEUE_CHECKS = 0.5, 20
SESSION_WAIT_S = 1800.0  # for a creation that nobody goes on with to get its session
FAILED_RESULTS = ("error", "failed", "failure")


def work(config: Config, run_id: str) -> None:
    """Carry a run to its end and write that into the journal. One worker for a run at a time."""
    with locked(lock_path(config.home, run_id), blocking=False) as mine:
        if not mine:
            return
        journal = Journal(config.home)
        try:
            _Worker(config, journal, run_id).carry()
        finally:
            journal.close()
    with suppress(OSError):  # Windows: another process looks at it
        lock_path(config.home, run_id).unlink()


class _Worker:
    def __init__(self, config: Config, journal: Journal, run_id: str) -> None:
        self.account = Account(config)
        self.journal = journal
        self.origin = config.origin
        self.run_id = run_id
        self.outcome = Outcome(self.account, journal, run_id)

    @property
    def run(self) -> dict[str, Any]:
        run = self.journal.run(self.run_id)
        assert run is not None
        return run

    def carry(self) -> None:
        try:
            if self.run["status"] not in ACTIVE:
                return
            if self.run["status"] == QUEUED:
                self._wait_for_session()
                self._wait_for_turn()
                result = self._first_time()
            else:  # an earlier worker died after it may have sent
                result = self.outcome.lost(sentence("worker_stopped"))
            self._account_for(result)
            self.journal.finish_run(self.run_id, result.pop("status"), result)
        except Cancelled:
            return  # the journal has it
        except FilesError:
            raise  # says nothing of the message: the next worker finds out what came of it
        except NemoError as error:
            self._fail(error)
        except Exception as error:  # the journal must name every end
            kind = OutcomeUnknown if self.run["sent_at"] else NemoError
            self._fail(
                kind(sentence("internal"), detail=redact(f"{type(error).__name__}: {error}"))
            )
            raise

    def _fail(self, error: NemoError) -> None:
        if isinstance(error, (CreditsError, PlanError)):
            session = self.journal.session(self.origin, self.run["session_id"])
            error = self.account.with_register_link(error, session, self.outcome.state())
        if isinstance(error, CreditsError):
            run = self.run
            error.next = next_command(
                "sse.py", "send", "--session", run["session_id"], run["message"]
            )
        what, action = error.told(self.outcome.language)
        result = {
            "error": redact(what), "action": action, "code": error.code,
            "kind": type(error).__name__, "next": error.next, **error.data,
        }  # fmt: skip
        self.journal.finish_run(self.run_id, FAILED, result)

    def _wait_for_session(self) -> None:
        """A wish for a video that was still being begun: until that has a session and a message."""
        ends = time.monotonic() + SESSION_WAIT_S * time_scale()
        while (run := self.run)["session_id"] == NO_SESSION:
            if run["status"] == CANCELLED:
                raise Cancelled(sentence("message_cancelled"))
            creation = self.journal.creation(run["after_creation"])
            owned = worker_alive(self.account.config.home, run["after_creation"])
            if creation is None or creation["status"] != RUNNING:
                raise NothingToExport(sentence("video_not_made"))
            if not owned and time.monotonic() > ends:
                raise NothingToExport(sentence("video_left"))
            time.sleep(QUEUE_LOOK_S)

    def _wait_for_turn(self) -> None:
        """Queued behind other runs of the session: wait until they have ended. One whose worker has
        died gets another, since it may be that nobody else waits for it. A turn that does not come
        in LONGEST_S ends the wish unsent."""
        ends = time.monotonic() + max(LEAST_S, LONGEST_S * time_scale())
        looks = 0
        while earlier := self.journal.earlier(self.run):
            if time.monotonic() > ends and self.journal.cancel_run(self.run_id):
                raise Cancelled(sentence("message_cancelled"))
            looks += 1
            if looks % QUEUE_CHECKS == 0:
                for other in earlier:
                    if not worker_alive(self.account.config.home, other["id"]):
                        spawn_worker(self.account.config, other["id"])
            time.sleep(QUEUE_LOOK_S)

    def _first_time(self) -> dict[str, Any]:
        try:
            before = sessions.state(self.account, self.run["session_id"])
        except SessionNotFound:
            self._replace_session()
            before = {}
        self.journal.set_run(self.run_id, before=draft_of(before) or {})
        if self.run["credits_at"] is None:
            self._look_at_credits()
        try:
            return self._send()
        except SessionNotFound:
            self._replace_session()
            return self._send()

    def _replace_session(self) -> None:
        """The session is gone. Where nothing was in it, go on in a new one; else say what was."""
        run = self.run
        lost = self.journal.session(self.origin, run["session_id"])
        if lost is None or lost["lost"]:
            raise SessionNotFound(sentence("service_session_not_found"), code=1002)
        earlier = [r for r in self.journal.runs(self.origin, lost["id"]) if r["sent_at"]]
        if len(earlier) > bool(run["sent_at"]):
            raise sessions.lose(self.journal, self.origin, lost)
        made = sessions.replace(self.account, self.journal, lost)
        if self.journal.uploads(self.origin, lost["id"]):
            raise sessions.lost_error(self.journal, self.origin, lost, made)
        self.journal.take_back(self.run_id)
        self.journal.set_run(self.run_id, session_id=made["id"])

    def _send(self) -> dict[str, Any]:
        """Send once; after 1001 once more with a new token, after 429 once more after 30 s. Raises
        NemoError's kinds; the outcome of a broken answer is looked up."""
        renewed = limited = False
        api = self.account.api()
        for _ in ("the first", "with another token", "after a limit"):
            if not self.journal.begin_sending(self.run_id):
                if self.run["status"] == CANCELLED:
                    raise Cancelled(sentence("message_cancelled"))
                raise OutcomeUnknown(sentence("maybe_sent"))
            try:
                return self._attempt(api)
            except AuthError as error:
                if renewed:
                    raise
                self.journal.take_back(self.run_id)
                renewed, api = True, self.account.renewed(error)
            except RateLimited as error:
                if limited:
                    raise
                self.journal.take_back(self.run_id)
                limited = True
                sleep(error.data.get("retry_after") or RATE_LIMIT_WAIT_S)
        raise AssertionError("unreachable")

    def _attempt(self, api: Api) -> dict[str, Any]:
        """One POST and all that comes of it. Raises the refusals, as whatever they come."""
        try:
            response = self._post(api)
        except Unreachable:
            self.journal.take_back(self.run_id)
            raise
        except ServerError as error:
            return self.outcome.lost(error.message)
        with response:
            kind = response.headers.get("Content-Type", "")
            if response.status_code != 200 or "event-stream" not in kind:
                return self._answered_without_stream(response)
            self.journal.set_run(self.run_id, status=STREAMING)
            return self._read(response)

    def _post(self, api: Api) -> Any:
        run = self.run
        body = {
            "app_name": AGENT,
            "user_id": "me",
            "session_id": run["session_id"],
            "new_message": {"parts": [{"text": run["message"]}]},
        }
        # The connection is closed after it: a kept one may be dead, and then the outcome of a
        # request on it is unknown.
        headers = {"Accept": "text/event-stream", "Connection": "close"}
        return api.send(
            "POST", "/run_sse", json=body, headers=headers,
            timeout=(10.0, max(1.0, STREAM_CAP_S * time_scale())),
        )  # fmt: skip

    def _answered_without_stream(self, response: Any) -> dict[str, Any]:
        """A refusal, or nothing that tells the outcome."""
        try:
            unwrap(response.status_code, read_body(response), response.headers)
        except NemoError as error:
            if isinstance(error, REFUSALS):
                raise
            return self.outcome.lost(error.message)
        return self.outcome.lost(sentence("no_stream"))

    def _read(self, response: Any) -> dict[str, Any]:
        turn = Turn()
        patience = Patience(turn, self.outcome.changed_draft)
        broken: Text = ""
        try:
            for event in events(response, pause=patience.pause, heard=patience.heard):
                for update in turn.feed(event.event, event.data):
                    if update.kind != "alive":
                        patience.spoke()
                    self._note(update)
        except StreamTimeout as timeout:
            broken = "" if turn.ended or timeout.settled else sentence("stream_silent")
        except StreamBroken:
            broken = "" if turn.ended else sentence("stream_broke")
        turn.finish()
        if turn.refused and turn.code is not None:
            error = for_code(turn.code, plain("; ".join(turn.errors)))
            if isinstance(error, (AuthError, RateLimited, SessionNotFound)):
                raise error
        nothing = not (turn.texts or turn.tools or turn.questions or turn.errors)
        if not broken and (turn.breaks_off or (nothing and not ends_by_itself(response))):
            broken = sentence("stream_cut")
        if broken and not turn.errors:
            return self.outcome.lost(broken, turn)
        return self.outcome.ended(turn)

    def _note(self, update: Any) -> None:
        kind = update.kind
        if kind == "tool_result" and str(update.data.get("status", "")).lower() in FAILED_RESULTS:
            kind = "tool_failed"
        if kind in ("text", "tool_call", "tool_result", "tool_failed", "question", "error"):
            data = update.data if kind == "question" else {}
            self.journal.add_event(self.run_id, kind, redact(update.text), data)

    def _look_at_credits(self) -> None:
        """Before the message, where the command that began the run did not or came too early."""
        session = self.journal.session(self.origin, self.run["session_id"])
        found = credits.before(self.account, 0, lambda _: None, session)
        if found:
            self.journal.looked_at_credits(self.run_id, found.available, found.at)

    def _account_for(self, result: dict[str, Any]) -> None:
        """What is left and, where no other run can have a part in it, what was spent."""
        after = credits.read(self.account)
        run, language, notes = self.run, self.outcome.language, []
        before = run["credits_before"]
        if before is not None:
            price = credits.price(self.journal, self.origin, run["session_id"])
            if before < price:
                notes.append(told(credits.few(before, price), language))
        if after is not None:
            result["left"] = after.available
        if before is not None and after is not None:
            if self.journal.others_at_work(run):
                notes.append(say("spent_with_others", language))
            elif before >= after.available:
                self.journal.set_run(self.run_id, spent=before - after.available)
        result["warnings"] = [*result.get("warnings", []), *notes]
