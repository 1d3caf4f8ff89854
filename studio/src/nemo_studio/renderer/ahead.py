"""Things that take long to open (pictures, clips, set texts), opened before they are needed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Executor, Future
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Opener(Generic[K, V]):
    """Opens by key in the executor, ahead of time for what was `prepare`d.

    Everything is opened there, one after the other, so that what `open` touches needs no lock.
    Used from one thread.
    """

    def __init__(self, open_: Callable[[K], V], executor: Executor) -> None:
        self._open, self._executor = open_, executor
        self._begun: dict[K, Future[V]] = {}

    def prepare(self, key: K) -> None:
        if key not in self._begun:
            self._begun[key] = self._executor.submit(self._open, key)

    def take(self, key: K) -> V:
        """The opened thing; waits for it. Raises what opening it raised."""
        self.prepare(key)
        return self._begun.pop(key).result()

    def untaken(self) -> Iterator[V]:
        """What was opened for nothing; call it when the executor has ended."""
        for future in self._begun.values():
            if not future.cancelled() and future.exception() is None:
                yield future.result()
        self._begun.clear()
