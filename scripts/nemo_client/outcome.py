"""What came of a run: from what was said, and from what the state says. Nothing is sent here.

After a lost answer: wait 30 s and read the state, then each 60 s, up to 5 unchanged reads (the
vendor's own recovery). A text before a cut is not an answer.
"""

from __future__ import annotations

import json
from typing import Any

from . import gui, sessions
from .account import Account
from .config import sleep
from .errors import NemoError, OutcomeUnknown, RunFailed, by_service, for_code, next_command
from .events import Turn, question_text
from .journal import Journal
from .language import is_json
from .redact import plain, redact
from .say import Text, joined, say, told
from .timeline import changes, draft_of, exportable, summary

FIRST_LOOK_S, NEXT_LOOK_S, UNCHANGED_LOOKS = 30.0, 60.0, 5
SILENT_LOOK_S = 3.0  # a second look after a stream that ended without a word
LOCAL_LOOKS = 0.05  # the studio answers at once; the long waits spare the cloud
DONE, SILENT, RECOVERED = "done", "silent", "recovered"

Result = dict[str, Any]
"""status, answer, hints, questions, changes, timeline, exportable."""


class Outcome:
    """Finds out how one run ended."""

    def __init__(self, account: Account, journal: Journal, run_id: str) -> None:
        self._account, self._journal, self._run_id = account, journal, run_id

    @property
    def _run(self) -> dict[str, Any]:
        run = self._journal.run(self._run_id)
        assert run is not None
        return run

    @property
    def before(self) -> Any:
        """The draft before the message; {} when there was none."""
        return json.loads(self._run["before"] or "{}")

    def changed_draft(self) -> Any:
        """The draft, when it differs from the one before the message; None otherwise."""
        draft = draft_of(self.state()) or {}
        return draft if draft and draft != self.before else None

    def ended(self, turn: Turn) -> Result:
        """The stream ended properly: what was said, and what the state says. An error in it, or no
        word but of a temporary issue, is the end when nothing changed; else an error is told beside
        what changed."""
        if not (turn.texts or turn.tools or turn.questions or turn.errors):
            return self._silent(self._looked_twice())
        after = self.state()
        result = self._result(turn, after)
        if (turn.errors or turn.gave_up) and not result["changes"]:
            raise self._failure(turn, result)
        if turn.errors:
            return {"status": DONE, **self._with_error(result, turn)}
        if turn.questions or any(text != turn.gave_up for text in turn.answers):
            return {"status": DONE, **result}
        return {**self._silent(after, turn), "status": DONE if turn.gave_up else SILENT}

    def lost(self, reason: Text, turn: Turn | None = None) -> Result:
        """Find the outcome in the state, without sending anything. Raises OutcomeUnknown."""
        turn, language = turn or Turn(), self.language
        why = redact(told(reason, language))
        self._journal.add_event(self._run_id, "lost", why)
        for look in range(UNCHANGED_LOOKS):
            self._pause(NEXT_LOOK_S if look else FIRST_LOOK_S)
            after = self.state()
            if after is not None and (draft_of(after) or {}) != self.before:
                return self._recovered(turn, after)
        answers = [gui.translate(text).text for text in turn.answers]
        said = say("said_before", language, words=" ".join(answers)) if answers else ""
        raise OutcomeUnknown(
            f"{say('unknown', language)} {said}".strip(),
            next=next_command("state.py", "--session", self._run["session_id"]),
            reason=why,
        )

    def _recovered(self, turn: Turn, after: dict[str, Any]) -> Result:
        """The state has changed: wait until it stands still, then tell."""
        for _ in range(UNCHANGED_LOOKS):
            self._pause(FIRST_LOOK_S)
            again = self.state() or after
            if draft_of(again) == draft_of(after):
                break
            after = again
        result = self._result(turn, after)
        text = say("recovered", self.language, changes=joined(result["changes"], self.language))
        answer = f"{text}\n\n{result['answer']}".strip()
        return {"status": RECOVERED, **self._with_error({**result, "answer": answer}, turn)}

    def _looked_twice(self) -> dict[str, Any] | None:
        after = self.state()
        if (draft_of(after) or {}) == self.before:
            sleep(SILENT_LOOK_S)
            after = self.state() or after
        return after

    def _silent(self, after: dict[str, Any] | None, turn: Turn | None = None) -> Result:
        result = self._result(turn or Turn(), after)
        key = "silent" if result["changes"] else "silent_unchanged"
        text = say(key, self.language, changes=joined(result["changes"], self.language))
        return {"status": SILENT, **result, "answer": text}

    def _failure(self, turn: Turn, result: Result) -> NemoError:
        """The error that the stream named, by its code's kind."""
        words = _told(turn)
        if turn.code:
            error = for_code(turn.code, words)
            error.data |= turn.bind
            return error
        return RunFailed(
            by_service(RunFailed, words),
            changes=[],
            timeline=result["timeline"],
            answers=[gui.translate(text).text for text in turn.answers],
        )

    def _with_error(self, result: Result, turn: Turn) -> Result:
        if not turn.errors:
            return result
        error = _told(turn)
        text = say(
            "changed_with_error", self.language,
            changes=joined(result["changes"], self.language), error=error,
        )  # fmt: skip
        return {**result, "answer": f"{text}\n\n{result['answer']}".strip()}

    def _result(self, turn: Turn, after: dict[str, Any] | None) -> Result:
        draft = draft_of(after)
        translated = [gui.translate(text) for text in turn.answers]
        answer = "\n\n".join(t.text for t in translated if t.text)
        return {
            "answer": "\n\n".join([answer, *_unsaid(turn.questions, answer)]).strip(),
            "hints": list(dict.fromkeys(h for t in translated for h in t.hints)),
            "questions": turn.questions,
            "changes": self._changes(turn, draft),
            **({"unused": turn.unused} if turn.unused else {}),
            "timeline": summary(draft, self.language),
            "exportable": exportable(draft),
        }

    def _changes(self, turn: Turn, draft: Any) -> list[str]:
        """What differs from the draft before; in the studio's own words where it was told exactly
        what to change."""
        if draft is None or draft == self.before:
            return []
        exact = self._account.config.engine == "local" and is_json(self._run["message"])
        told = turn.changes if exact else []
        return told or changes(self.before, draft, self.language)

    @property
    def language(self) -> str:
        """The session's."""
        session = self._journal.session(self._account.config.origin, self._run["session_id"])
        return session["language"] if session else "en"

    def state(self) -> dict[str, Any] | None:
        """The state's answer as it is now; None when it cannot be read."""
        try:
            return sessions.state(self._account, self._run["session_id"])
        except NemoError as error:
            self._journal.add_event(self._run_id, "note", redact(str(error)))
            return None

    def _pause(self, seconds: float) -> None:
        sleep(seconds * (LOCAL_LOOKS if self._account.config.embedded else 1.0))


def _unsaid(questions: list[dict[str, Any]], answer: str) -> list[str]:
    """Questions whose words are not in the answer, as texts: the user has to see them."""
    found: list[str] = []
    for asked in questions:
        listed = asked.get("questions")
        each = listed if isinstance(listed, list) else []
        prompts = [str(q.get("prompt")) for q in each if isinstance(q, dict)]
        if not prompts or any(prompt not in answer for prompt in prompts):
            found.append(question_text(asked))
    return [text for text in found if text]


def _told(turn: Turn) -> str:
    """What the stream's errors say, fit to be told."""
    return "; ".join(filter(None, map(plain, turn.errors or [turn.gave_up])))
