"""What each fault does, and its params. GET /_studio/faults serves this list.

Answers that say no come as the cloud's documents have them (`code` in the body); the HTTP status
that goes with a code is not documented, so `status` may be set for each.
"""

from __future__ import annotations

from dataclasses import dataclass

from nemo_studio.jobs.sse import HEARTBEAT


@dataclass(frozen=True)
class Refusal:
    """An answer in place of the real one. `path` is where it strikes when none is given."""

    status: int
    code: int
    message: str
    path: str = ""


REFUSALS = {
    "http_error": Refusal(500, 500, "internal error"),
    "server_error": Refusal(503, 503, "service unavailable"),
    "rate_limited": Refusal(429, 429, "too many requests", "/api/auth/anonymous-token"),
    "bad_token": Refusal(401, 1001, "token is invalid or expired", "nemo_agent"),
    "session_not_found": Refusal(404, 1002, "session not found", "/run_sse"),
    "no_credits": Refusal(402, 2001, "insufficient credits", "/run_sse"),
    "plan_required": Refusal(402, 402, "export is not part of the free plan", "/api/render"),
    "unsupported_file": Refusal(415, 4001, "unsupported file type", "/api/upload-video"),
    "file_too_large": Refusal(413, 4002, "file too large", "/api/upload-video"),
}

DESCRIPTIONS = {
    **dict.fromkeys(
        REFUSALS,
        "answers without doing the work; params: status, code, message, headers, data, detail "
        "(a string: ADK's form), after (true: the work is done, only the answer is lost)",
    ),
    "delay": "waits before the request is handled; params: seconds",
    "drop_connection": "closes without an answer; params: after (true: once the work is done), "
    "reset",
    "slow_loris": "trickles the body; params: bytes (1), interval_s (0.05)",
    "truncate": "closes inside the body; params: after_bytes, reset",
    "no_range": "ignores Range and sends no ETag",
    "silent_edit": "the stream has tool events only",
    "temporary_issue": "a text 'I encountered a temporary issue' follows the answers",
    "error_frame": "a last frame {'error': …}; params: message, form (v2, or v1: not escaped), "
    "after_events",
    "error_event": "an event with errorCode; params: code, message, after_events",
    "heartbeats": "heartbeats come first; params: form (see HEARTBEATS), interval_s, count",
    "typed_events": "events as {'type': 'text', …}",
    "partial_streaming": "texts as fragments, then repeated whole",
    "cut_last_event": "the stream ends inside its last event",
    "no_close": "the stream stays open after the last event; params: seconds",
    "slow_run": "a pause before each step of the run; params: seconds",
    "drop_stream": "the connection breaks, the run goes on; params: after_events, reset",
    "nested_poll": "render answers in the nested shape only",
    "failed_render": "the render fails; params: error",
    "slow_render": "a wait before the render starts; params: seconds",
    "duplicate_render": "the render id is said to be taken",
}

HEARTBEATS = {
    "typed": HEARTBEAT,
    "event_key": 'data: {"event":"heartbeat"}\n\n',
    "bool_key": 'data: {"heartbeat":true}\n\n',
    "word": "data: heartbeat\n\n",
    "empty": "data:\n\n",
    "empty_space": "data: \n\n",
    "comment": ": heartbeat\n\n",
    "ping": ": ping\n\n",
    "event_line": "event: heartbeat\ndata: {}\n\n",
}
