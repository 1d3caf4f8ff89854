"""One integer clock for everything that is drawn: frame i is shown at i / fps seconds.

Every cut is rounded from its own absolute time, never added up, so nothing drifts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """single: the whole timeline is shorter than a frame, and all that begins in it is shown."""

    fps: int
    single: bool = False

    def span(self, start_ms: int, end_ms: int) -> tuple[int, int]:
        """[first, end) in frames; empty for what is shorter than half a frame."""
        if self.single:
            return 0, 1
        return self.frame(start_ms), self.frame(end_ms)

    def frame(self, time_ms: int) -> int:
        """The frame whose start is nearest to a time in ms (halves go up)."""
        return (time_ms * self.fps + 500) // 1000

    def ms(self, frame: float) -> float:
        """The start of a frame in ms."""
        return frame * 1000 / self.fps

    def seconds(self, frame: float) -> float:
        return frame / self.fps
