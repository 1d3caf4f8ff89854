"""The detached worker: sends one run's message once, holds its stream, finds out how it ended.

The rule that everything here serves: `POST /run_sse` costs credits, so it goes out once. It is
repeated only after a fault proven to come before the request left, or an explicit refusal (1001,
429). After that the outcome is read from the state: wait 30 s and read, then each 60 s, up to 5
unchanged reads (the vendor's own recovery).
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any

from nemo_wire.lock import locked

from . import gui, sessions
from .account import Account
from .config import AGENT, Config, sleep, time_scale
from .errors import (
    REFUSALS,
    AuthError,
    CreditsError,
    NemoError,
    OutcomeUnknown,
    RateLimited,
    RunFailed,
    ServerError,
    SessionNotFound,
    Unreachable,
    for_code,
    next_command,
)  # fmt: skip
from .events import Turn
from .http import RATE_LIMIT_WAIT_S, Api, read_body, unwrap
from .journal import ACTIVE, QUEUED, STREAMING, Journal
from .processes import lock_path, spawn_worker, worker_alive
from .redact import redact
from .say import joined, say
from .sse import StreamBroken, StreamTimeout, events
from .timeline import changes, draft_of, exportable, summary

STREAM_CAP_S = 900.0  # the published hard limit of one run
SILENCE_CAP_S = 600.0  # heartbeats alone for so long are a time-out
TEXT_SILENCE_S = 180.0  # after words, with no tool at work: some servers never close
END_GRACE_S = 20.0  # some servers do not close after the turn's end (adk-python #4216)
FIRST_LOOK_S, NEXT_LOOK_S, UNCHANGED_LOOKS = 30.0, 60.0, 5
LOCAL_LOOKS = 0.05  # the studio answers at once; the long waits spare the cloud

QUEUE_LOOK_S, QUEUE_CHECKS = 0.5, 20
FAILED_RESULTS = ("error", "failed", "failure")
DONE, SILENT, RECOVERED = "done", "silent", "recovered"


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
                self._wait_for_turn()
                result = self._first_time()
            else:  # an earlier worker died after it may have sent
                result = self._recover("the worker was stopped")
            self.journal.finish_run(self.run_id, result.pop("status"), result)
        except NemoError as error:
            self._fail(error)
        except Exception as error:  # the journal must name every end
            kind = OutcomeUnknown if self.run["sent_at"] else NemoError
            self._fail(kind(f"{type(error).__name__}: {error}"))
            raise

    def _fail(self, error: NemoError) -> None:
        if isinstance(error, CreditsError):
            session = self.journal.session(self.origin, self.run["session_id"])
            error = self.account.with_register_link(error, session)
        result = {
            "error": redact(error.message), "action": error.action, "code": error.code,
            "kind": type(error).__name__, "next": error.next, **error.data,
        }  # fmt: skip
        self.journal.finish_run(self.run_id, "failed", result)

    def _wait_for_turn(self) -> None:
        """Queued behind other runs of the session: wait until they have ended. One whose worker has
        died gets another, since it may be that nobody else waits for it."""
        run = self.run
        looks = 0
        while earlier := [
            other
            for other in self.journal.runs(self.origin, run["session_id"])
            if other["status"] in ACTIVE and other["created_at"] < run["created_at"]
        ]:
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
        credits_before = self._credits()
        try:
            result = self._send()
        except SessionNotFound:
            self._replace_session()
            result = self._send()
        self._count_spend(credits_before)
        return result

    def _replace_session(self) -> None:
        """The session is gone. Where nothing was in it, go on in a new one; else say what was."""
        run = self.run
        lost = self.journal.session(self.origin, run["session_id"])
        if lost is None or lost["lost"]:
            raise SessionNotFound("The session is no longer there.", code=1002)
        made = sessions.replace(self.account, self.journal, lost)
        earlier = [r for r in self.journal.runs(self.origin, lost["id"]) if r["sent_at"]]
        if self.journal.uploads(self.origin, lost["id"]) or len(earlier) > bool(run["sent_at"]):
            raise sessions.lost_error(self.journal, self.origin, lost, made)
        self.journal.take_back(self.run_id)
        self.journal.set_run(self.run_id, session_id=made["id"])

    def _send(self) -> dict[str, Any]:
        """Send once. Raises NemoError's kinds; the outcome of a broken answer is looked up."""
        if not self.journal.begin_sending(self.run_id):
            raise OutcomeUnknown("The message may have been sent already.")
        try:
            response = self._post_with_refusals()
        except Unreachable:
            self.journal.take_back(self.run_id)
            raise
        except ServerError as error:
            return self._recover(error.message)
        with response:
            kind = response.headers.get("Content-Type", "")
            if response.status_code != 200 or "event-stream" not in kind:
                return self._answered_without_stream(response)
            self.journal.set_run(self.run_id, status=STREAMING)
            return self._read(response)

    def _post_with_refusals(self) -> Any:
        """The open answer; after 1001 once with a new token, after 429 once after 30 s."""
        renewed = limited = False
        api = self.account.api()
        while True:
            response = self._post(api)
            if response.status_code == 200:
                return response
            try:
                with response:
                    unwrap(response.status_code, read_body(response), response.headers)
                return response
            except AuthError as error:
                if renewed:
                    raise
                renewed = True
                api = self.account.renewed(error)
            except RateLimited as error:
                if limited:
                    raise
                limited = True
                sleep(error.data.get("retry_after") or RATE_LIMIT_WAIT_S)

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
        """200 with JSON: a refusal, or nothing that tells the outcome."""
        try:
            unwrap(response.status_code, read_body(response), response.headers)
        except NemoError as error:
            if isinstance(error, REFUSALS):
                raise
            return self._recover(error.message)
        return self._recover("the answer was not a stream")

    def _read(self, response: Any) -> dict[str, Any]:
        turn = Turn()
        scale = time_scale()
        started = spoke = time.monotonic()
        ended = 0.0

        def deadline() -> float:
            quiet = SILENCE_CAP_S if turn.unanswered_calls or not turn.texts else TEXT_SILENCE_S
            limits = [started + STREAM_CAP_S * scale, spoke + quiet * scale]
            if ended:
                limits.append(ended + END_GRACE_S * scale)
            return min(limits)

        broken = ""
        try:
            for event in events(response, deadline=deadline):
                for update in turn.feed(event.event, event.data):
                    if update.kind != "alive":
                        spoke = time.monotonic()
                    if update.kind == "end":
                        ended = spoke
                    self._note(update)
        except StreamTimeout:
            broken = "" if turn.ended else "no answer within the time limit"
        except StreamBroken as error:
            broken = "" if turn.ended else f"the stream broke: {redact(str(error))}"
        turn.finish()
        if not broken and (turn.unanswered_calls or not (turn.texts or turn.tools or turn.errors)):
            broken = "the stream ended in the middle of the work"
        if broken and not turn.errors:
            return self._recover(broken, turn)
        return self._ended(turn)

    def _note(self, update: Any) -> None:
        kind = update.kind
        if kind == "tool_result" and str(update.data.get("status", "")).lower() in FAILED_RESULTS:
            kind = "tool_failed"
        if kind in ("text", "tool_call", "tool_result", "tool_failed", "question", "error"):
            data = update.data if kind == "question" else {}
            self.journal.add_event(self.run_id, kind, redact(update.text), data)

    def _ended(self, turn: Turn) -> dict[str, Any]:
        """The stream closed by itself: what was said, and what the state says."""
        if turn.errors and not turn.answers:
            return self._failed_turn(turn)
        after = self._state_or_none()
        result = self._result(turn, after)
        if turn.answers or turn.questions:
            return {"status": DONE, **result}
        key = "silent" if result["changes"] else "silent_unchanged"
        language = self._language()
        text = say(key, language, changes=joined(result["changes"], language))
        return {"status": SILENT, **result, "answer": text}

    def _failed_turn(self, turn: Turn) -> dict[str, Any]:
        message = redact("; ".join(turn.errors))
        if turn.code:
            raise for_code(turn.code, message)
        result = self._result(turn, self._state_or_none())
        raise RunFailed(
            message,
            action="Look at the state; if nothing changed, the message can be sent again.",
            changes=result["changes"],
            summary=result["summary"],
        )

    def _recover(self, reason: str, turn: Turn | None = None) -> dict[str, Any]:
        """Find the outcome in the state, without sending anything. Raises OutcomeUnknown."""
        self.journal.add_event(self.run_id, "lost", redact(reason))
        before = json.loads(self.run["before"] or "{}")
        unchanged = 0
        self._pause(FIRST_LOOK_S)
        while True:
            after = self._state_or_none()
            if after is not None and (draft_of(after) or {}) != before:
                return self._recovered(turn or Turn(), after)
            unchanged += 1
            if unchanged >= UNCHANGED_LOOKS:
                break
            self._pause(NEXT_LOOK_S)
        if turn and turn.answers and not turn.unanswered_calls:
            # All that was said has come, and nothing was made: an answer in words, whose
            # connection did not end well.
            return {"status": DONE, **self._result(turn, self._state_or_none())}
        raise OutcomeUnknown(
            say("unknown", self._language()),
            next=next_command("state.py", "--session", self.run["session_id"]),
            reason=redact(reason),
            answers=turn.answers if turn else [],
        )

    def _recovered(self, turn: Turn, after: dict[str, Any]) -> dict[str, Any]:
        """The state has changed: wait until it stands still, then tell."""
        for _ in range(UNCHANGED_LOOKS):
            self._pause(FIRST_LOOK_S)
            again = self._state_or_none() or after
            if draft_of(again) == draft_of(after):
                break
            after = again
        result = self._result(turn, after)
        language = self._language()
        told = say("recovered", language, changes=joined(result["changes"], language))
        return {"status": RECOVERED, **result, "answer": result["answer"] or told}

    def _pause(self, seconds: float) -> None:
        sleep(seconds * (LOCAL_LOOKS if self.account.config.embedded else 1.0))

    def _result(self, turn: Turn, after: dict[str, Any] | None) -> dict[str, Any]:
        language = self._language()
        before = json.loads(self.run["before"] or "{}")
        draft = draft_of(after)
        translated = [gui.translate(text) for text in turn.answers]
        return {
            "answer": "\n\n".join(t.text for t in translated if t.text),
            "hints": list(dict.fromkeys(h for t in translated for h in t.hints)),
            "questions": turn.questions,
            "warnings": [redact(e) for e in turn.errors],
            "changes": changes(before, draft, language) if draft is not None else [],
            "summary": summary(draft, language),
            "exportable": exportable(draft),
        }

    def _language(self) -> str:
        session = self.journal.session(self.origin, self.run["session_id"])
        return session["language"] if session else "en"

    def _state_or_none(self) -> dict[str, Any] | None:
        try:
            return sessions.state(self.account, self.run["session_id"])
        except NemoError as error:
            self.journal.add_event(self.run_id, "note", redact(error.message))
            return None

    def _credits(self) -> int | None:
        from .credits import balance

        try:
            return balance(self.account).available
        except NemoError:
            return None

    def _count_spend(self, before: int | None) -> None:
        after = self._credits() if before is not None else None
        if before is not None and after is not None:
            self.journal.set_run(self.run_id, spent=max(0, before - after))
