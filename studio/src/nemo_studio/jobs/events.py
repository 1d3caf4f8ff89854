"""A director's steps as ADK events, in the form that google-adk 1.22 to 2.13 put on the wire.

Keys are camelCase, nulls are left out, the empty maps of `actions` stay (captured from real
servers). A function response has the role "user", which does not make it the user's words.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from nemo_studio.director.questions import TOOL as QUESTION_TOOL
from nemo_studio.director.steps import Say, Step, Think, ToolCall, ToolResult

AUTHOR = "nemo_agent"
Event = dict[str, Any]


class EventWriter:
    """Makes the events of one run. Calls and results of a tool share an id by their order."""

    def __init__(self, invocation_id: str) -> None:
        self._invocation_id = invocation_id
        self._open_calls: dict[str, list[str]] = {}

    def event(self, step: Step) -> Event:
        if isinstance(step, Say):
            return self._event([{"text": step.text}])
        if isinstance(step, Think):
            return self._event([{"text": step.text, "thought": True}])
        if isinstance(step, ToolCall):
            call_id = f"adk-{uuid.uuid4()}"
            self._open_calls.setdefault(step.name, []).append(call_id)
            call = {"id": call_id, "args": step.args, "name": step.name}
            return self._event([{"functionCall": call}], longRunningToolIds=[])
        return self._result(step)

    def _result(self, step: ToolResult) -> Event:
        waiting = self._open_calls.get(step.name)
        call_id = waiting.pop(0) if waiting else f"adk-{uuid.uuid4()}"
        answer = {"id": call_id, "name": step.name, "response": step.response}
        delta = {"draft": step.draft} if step.draft is not None else {}
        return self._event([{"functionResponse": answer}], role="user", state_delta=delta)

    def _event(
        self,
        parts: list[dict[str, Any]],
        *,
        role: str = "model",
        state_delta: dict[str, Any] | None = None,
        **extra: Any,
    ) -> Event:
        return {"content": {"parts": parts, "role": role}} | self.envelope(state_delta, **extra)

    def envelope(self, state_delta: dict[str, Any] | None = None, **extra: Any) -> Event:
        """What every event carries, with `extra` keys where ADK has them."""
        return {
            "invocationId": self._invocation_id,
            "author": AUTHOR,
            "actions": {
                "stateDelta": state_delta or {},
                "artifactDelta": {},
                "requestedAuthConfigs": {},
                "requestedToolConfirmations": {},
            },
            **extra,
            "id": str(uuid.uuid4()),
            "timestamp": time.time(),
        }


def question_in(events: list[Event]) -> dict[str, Any] | None:
    """The arguments of the last question call in a run's events."""
    for event in reversed(events):
        for part in event.get("content", {}).get("parts", []):
            call = part.get("functionCall", {})
            if call.get("name") == QUESTION_TOOL:
                args: dict[str, Any] = call["args"]
                return args
    return None


def error_frame(error: Exception) -> Event:
    """ADK 2.x's last frame after an exception: it has neither id nor author."""
    kind, message = type(error).__name__, str(error)
    return {
        "error": f"{kind}: {message}",
        "error_details": {
            "error_type": kind,
            "error_message": message,
            "timestamp": time.time(),
        },
    }
