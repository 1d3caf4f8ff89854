"""Spoiling the stream of a run: other shapes, extra frames, an early end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

from nemo_studio.faults.box import FaultBox
from nemo_studio.faults.catalogue import HEARTBEATS
from nemo_studio.jobs.events import Event
from nemo_studio.jobs.sse import HEARTBEAT, fragments, frame, spoken

NAMES = (
    "silent_edit", "temporary_issue", "error_frame", "error_event", "heartbeats", "typed_events",
    "partial_streaming", "cut_last_event", "no_close", "drop_stream",
)  # fmt: skip
TEMPORARY_ISSUE = "I encountered a temporary issue. Please try again later."


class StreamDropped(Exception):
    """The connection is to be broken here."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__("dropped on purpose")
        self.reset = reset


class StreamFaults:
    """The stream faults of one request, taken from the box when it came."""

    def __init__(self, box: FaultBox, *, streaming: bool) -> None:
        self._faults = {n: p for n in NAMES if (p := box.take(n, "POST", "/run_sse")) is not None}
        if streaming:  # what ADK does for a model's answers when asked
            self._faults.setdefault("partial_streaming", {})

    def __getitem__(self, name: str) -> dict[str, Any] | None:
        return self._faults.get(name)

    async def frames(self, events: AsyncIterator[Event | None]) -> AsyncIterator[str]:
        """SSE frames for the run's events (None: a heartbeat). Raises StreamDropped."""
        beats = self["heartbeats"] or {}
        for _ in range(int(beats.get("count", 0))):
            yield HEARTBEATS[beats.get("form", "typed")]
            await asyncio.sleep(float(beats.get("interval_s", 0.05)))
        written, held = 0, ""
        async for event in events:
            if event is None:
                yield HEARTBEAT
                continue
            for text in self._event_frames(event):
                self._drop_after(written)
                if final := self._error_after(event, written):
                    yield final
                    return
                if self["cut_last_event"] is not None:  # one frame late: which is the last?
                    held, text = text, held
                written += 1
                yield text
        self._drop_after(None)
        async for text in self._tail(held):
            yield text

    async def _tail(self, held: str) -> AsyncIterator[str]:
        if self["cut_last_event"] is not None:
            yield held[: len(held) // 2]
            return
        if self["temporary_issue"] is not None:
            yield frame(_text_event(TEMPORARY_ISSUE))
        if final := self._error_after({}, None):
            yield final
        if (hold := self["no_close"]) is not None:
            await asyncio.sleep(float(hold.get("seconds", 60)))

    def _drop_after(self, written: int | None) -> None:
        """Drops the stream when it is due after `written` events; at the end (None) it is."""
        drop = self["drop_stream"]
        if drop is None:
            return
        if written is None or written >= int(drop.get("after_events", 0)):
            raise StreamDropped(reset=bool(drop.get("reset")))

    def _error_after(self, event: Event, written: int | None) -> str:
        """The error frame, when it is due after `written` events; at the end (None) it is."""
        for name, make in (("error_frame", _error_text), ("error_event", _error_event)):
            params = self[name]
            if params is None:
                continue
            if written is None or params.get("after_events") == written:
                return make(params, event)
        return ""

    def _event_frames(self, event: Event) -> Iterator[str]:
        if spoken(event) and self["silent_edit"] is not None:
            return
        if self["typed_events"] is not None:
            parts = event.get("content", {}).get("parts", [])
            yield from (frame(typed) for part in parts for typed in _typed(part))
        elif spoken(event) and self["partial_streaming"] is not None:
            yield from map(frame, fragments(event))
        else:
            yield frame(event)


def _text_event(text: str) -> Event:
    return {"content": {"parts": [{"text": text}], "role": "model"}, "author": "nemo_agent"}


def _typed(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if part.get("thought"):
        return
    if "text" in part:
        yield {"type": "text", "content": part["text"]}
    if call := part.get("functionCall"):
        yield {"type": "tool_call", "name": call["name"], "args": call["args"]}
    if answer := part.get("functionResponse"):
        yield {"type": "tool_result", "name": answer["name"], "result": answer["response"]}


def _error_text(params: dict[str, Any], _event: Event) -> str:
    message = params.get("message", 'model "exploded"\nbadly')
    if params.get("form") == "v1":  # ADK 1.x joins strings: quotes and newlines break the JSON
        return f'data: {{"error": "{message}"}}\n\n'
    details = {"error_type": "RuntimeError", "error_message": message}
    return frame({"error": f"RuntimeError: {message}", "error_details": details})


def _error_event(params: dict[str, Any], event: Event) -> str:
    envelope = {k: v for k, v in event.items() if k != "content"}
    failure = {
        "errorCode": params.get("code", "RESOURCE_EXHAUSTED"),
        "errorMessage": params.get("message", "quota"),
    }
    return frame({"turnComplete": True, **failure, **envelope})
