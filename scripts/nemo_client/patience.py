"""How long a stream is waited for. Heartbeats alone end the wait after 10 minutes, and 15 minutes
end it in all; a stream that still sends is never closed before that, but for one that has said its
words, has no tool at work, and whose state has changed and stands still."""

from __future__ import annotations

import time
from collections.abc import Callable

from .config import time_scale
from .events import Turn
from .sse import StreamTimeout

STREAM_CAP_S = 900.0  # the published hard limit of one run
SILENCE_CAP_S = 600.0  # heartbeats alone for so long are a time-out
TEXT_SILENCE_S = 180.0  # after words, with no tool at work: some servers never close
STATE_LOOK_S = 30.0
END_GRACE_S = 20.0  # some servers do not close after the turn's end (adk-python #4216)


class Patience:
    """The clock of one stream. `look` gives the state's draft when it differs from what it was
    before the message, else None."""

    def __init__(self, turn: Turn, look: Callable[[], object]) -> None:
        self._turn, self._look = turn, look
        self._scale = time_scale()
        self._started = self._spoke = self._heard = time.monotonic()
        self._next_look = 0.0
        self._seen: object = None

    def heard(self) -> None:
        """Bytes came, heartbeats too."""
        self._heard = time.monotonic()

    def spoke(self) -> None:
        """A frame came that says something."""
        self._spoke = time.monotonic()
        self._next_look, self._seen = 0.0, None

    def pause(self) -> float:
        """Seconds that the next read may wait. Raises StreamTimeout when the wait is over.

        A read that waits for so long ends the stream; so the state is looked at between reads, as
        heartbeats come, and for silence there is a limit of its own.
        """
        scale = self._scale
        ends = [self._started + STREAM_CAP_S * scale, self._spoke + SILENCE_CAP_S * scale]
        if self._turn.ended:
            ends.append(self._spoke + END_GRACE_S * scale)
        if self._turn.texts and not self._turn.unanswered_calls:
            ends.append(self._heard + TEXT_SILENCE_S * scale)
            if time.monotonic() >= max(self._spoke + TEXT_SILENCE_S * scale, self._next_look):
                self._look_again()
        left = min(ends) - time.monotonic()
        if left <= 0:
            raise StreamTimeout
        return left

    def _look_again(self) -> None:
        found = self._look()
        if found is not None and found == self._seen:
            raise StreamTimeout(settled=True)
        self._seen = found
        self._next_look = time.monotonic() + STATE_LOOK_S * self._scale
