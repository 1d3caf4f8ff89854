"""Uploads by URL side by side: a few, in threads of their own, watched from the event loop.

The threads are none of the server's pool, so that slow web sites hold up nobody else, and nobody
waits for them at the end.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from nemo_studio.media.fetch import fetch
from nemo_studio.media.pace import Limits, Pace
from nemo_studio.media.receive import BadUpload, ReceivedFile

MOST = 8
LOOK_S = 0.5
CLEANING_S = 2.0  # for a download that was ended to take its file away


class TooManyFetches(Exception):
    """MOST requests have their URLs fetched already."""


class Fetches:
    """The requests whose URLs are being fetched."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._running: set[Pace] = set()

    async def fetch(
        self, urls: Sequence[str], folder: Path, limit: int, *, allow_private: bool
    ) -> list[ReceivedFile]:
        """All of the URLs, or none: as `fetch.fetch`, one after another.

        Raises TooManyFetches, BadUpload, FileTooLarge and OSError.
        """
        if len(self._running) >= MOST:
            raise TooManyFetches
        work = _Work(urls, folder, limit, Pace(self._limits), allow_private=allow_private)
        self._running.add(work.pace)
        work.done.add_done_callback(lambda _: self._running.discard(work.pace))
        work.start()
        try:
            while not work.done.done() and not work.pace.ended:
                await asyncio.wait([work.done], timeout=LOOK_S)
                work.pace.look()
            await asyncio.wait([work.done], timeout=CLEANING_S)
        except asyncio.CancelledError:
            work.pace.end("the studio ends")
            raise
        if work.done.done():
            return work.done.result()
        raise BadUpload(work.pace.ended)  # it still waits for a name server, and will then end

    def close(self) -> None:
        """Ends all downloads."""
        for pace in list(self._running):
            pace.end("the studio ends")


class _Work:
    """The downloads of one request, in a thread."""

    def __init__(
        self, urls: Sequence[str], folder: Path, limit: int, pace: Pace, *, allow_private: bool
    ) -> None:
        self._urls, self._folder, self._limit = urls, folder, limit
        self._allow_private = allow_private
        self._loop = asyncio.get_running_loop()
        self.pace = pace
        self.done: asyncio.Future[list[ReceivedFile]] = self._loop.create_future()

    def start(self) -> None:
        threading.Thread(target=self._run, name="fetch", daemon=True).start()

    def _run(self) -> None:
        files: list[ReceivedFile] = []
        try:
            for url in self._urls:
                files.append(
                    fetch(
                        url,
                        self._folder,
                        self._limit,
                        allow_private=self._allow_private,
                        pace=self.pace,
                    )
                )
            if self.pace.ended:
                raise BadUpload(self.pace.ended)
        except Exception as error:
            for file in files:
                file.path.unlink(missing_ok=True)
            self._tell(error)
        else:
            self._tell(files)
        finally:
            self.pace.close()

    def _tell(self, outcome: list[ReceivedFile] | Exception) -> None:
        def tell() -> None:
            if isinstance(outcome, Exception):
                self.done.set_exception(outcome)
                self.done.exception()  # nobody may be there to hear it
            else:
                self.done.set_result(outcome)

        with suppress(RuntimeError):  # the loop is closed: the studio has ended
            self._loop.call_soon_threadsafe(tell)
