"""The faults that are armed, each with a count of the requests that it will still spoil."""

from __future__ import annotations

import threading
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from nemo_studio.faults.catalogue import REFUSALS

Name = Literal[
    # of a run's stream
    "silent_edit", "temporary_issue", "error_frame", "error_event", "heartbeats", "typed_events",
    "partial_streaming", "cut_last_event", "no_close", "slow_run", "drop_stream",
    # of any answer, at the HTTP level
    "http_error", "delay", "rate_limited", "bad_token", "session_not_found", "no_credits",
    "unsupported_file", "file_too_large", "plan_required", "server_error",
    # of any answer, at the socket
    "drop_connection", "slow_loris", "truncate", "no_range",
    # of renders
    "nested_poll", "failed_render", "slow_render", "duplicate_render",
]  # fmt: skip


class Fault(BaseModel):
    """One armed fault. `params` are the fault's own; see `faults.catalogue`.

    `times` counts the requests that it takes part in (-1: every one until it is cleared);
    `method` and `path` (a substring) narrow them down, `skip` lets that many pass first.
    """

    model_config = ConfigDict(extra="forbid")

    name: Name
    times: int = Field(1, ge=-1)
    skip: int = Field(0, ge=0)
    method: str | None = None
    path: str = ""
    params: dict[str, Any] = Field(default_factory=dict)

    def matches(self, method: str, path: str) -> bool:
        return self.path in path and (self.method is None or self.method.upper() == method)


class FaultBox:
    """Armed faults; `take` uses one up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed: list[Fault] = []

    def arm(self, faults: list[Fault]) -> None:
        with self._lock:
            for fault in faults:
                usual = REFUSALS[fault.name].path if fault.name in REFUSALS else ""
                self._armed.append(fault.model_copy(update={"path": fault.path or usual}))

    def clear(self) -> None:
        with self._lock:
            self._armed.clear()

    @property
    def armed(self) -> list[Fault]:
        with self._lock:
            return [fault.model_copy() for fault in self._armed]

    def take(self, name: str, method: str = "", path: str = "") -> dict[str, Any] | None:
        """The params of the first armed fault of that name for this request, counted down."""
        with self._lock:
            for fault in self._armed:
                if fault.name != name or not fault.matches(method, path):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    continue
                if fault.times > 0:
                    fault.times -= 1
                if fault.times == 0:
                    self._armed.remove(fault)
                return fault.params
            return None
