"""Runs of the director. A run is a job of its own: it goes on when its client hangs up.

Runs of one session follow each other in the order in which they came; sessions run side by side.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from typing import Any

from nemo_studio.director.project import Asked, Asset, Project
from nemo_studio.director.questions import TOOL as QUESTION_TOOL
from nemo_studio.director.steps import Step, ToolCall, ToolResult
from nemo_studio.disk import DiskFull, is_full
from nemo_studio.jobs.events import Event, EventWriter, error_frame, question_in
from nemo_studio.storage import accounts, projects, runs
from nemo_studio.storage.database import Database
from nemo_studio.storage.projects import Session

GENERATION_COST = 100  # credits, as the cloud's documents say; charged in strict mode only
EDIT_COST = 50

Respond = Callable[[str, Project], Iterator[Step]]
log = logging.getLogger(__name__)


class InsufficientCredits(Exception):
    """The account cannot pay for what the run may cost."""


class Runs:
    """Starts runs, stores their events, and wakes those who follow them."""

    def __init__(self, db: Database, respond: Respond, *, charge: Callable[[], bool]) -> None:
        self._db = db
        self._respond = respond
        self._charge = charge
        self._lock = threading.Lock()
        self._queues: dict[str, deque[tuple[runs.Run, float]]] = {}
        self._untold: dict[str, Event] = {}  # how runs ended for which the disk had no room
        self._followers: dict[str, list[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = {}

    def submit(self, session: Session, message: str, *, pause_s: float = 0.0) -> runs.Run:
        """Queues a run. Raises InsufficientCredits when runs are charged for.

        `pause_s` is a wait before each step, so that tests can step in between.
        """
        untold = list(self._untold.items())
        with self._db.write():
            for run_id, last in untold:
                self._store_failure(run_id, last)
            hold = needed_credits(self._db, session) if self._charge() else 0
            if hold > accounts.balance(self._db, session.user_id).available:
                raise InsufficientCredits(hold)
            run = runs.create(self._db, session.id, message, hold=hold)
        for run_id, _ in untold:
            self._untold.pop(run_id, None)
        with self._lock:
            queue = self._queues.get(session.id)
            if queue is not None:
                queue.append((run, pause_s))
                return run
            self._queues[session.id] = deque([(run, pause_s)])
        threading.Thread(
            target=self._work, args=(session,), name=f"run-{session.id}", daemon=True
        ).start()
        return run

    @property
    def busy(self) -> bool:
        with self._lock:
            return bool(self._queues)

    async def follow(self, run_id: str, *, heartbeat_s: float) -> AsyncIterator[Event | None]:
        """The run's events from the first to the last; None when it is time for a heartbeat."""
        woken = asyncio.Event()
        follower = (asyncio.get_running_loop(), woken)
        with self._lock:
            self._followers.setdefault(run_id, []).append(follower)
        try:
            seen, active = 0, True
            while active:
                run = runs.find(self._db, run_id)
                for event in runs.events_after(self._db, run_id, seen):
                    seen += 1
                    yield event
                if run_id in self._untold:
                    yield self._untold[run_id]
                    return
                active = run is not None and run.active
                try:
                    if active:
                        await asyncio.wait_for(woken.wait(), heartbeat_s)
                        woken.clear()
                except TimeoutError:
                    yield None
        finally:
            with self._lock:
                self._followers[run_id].remove(follower)
                if not self._followers[run_id]:
                    del self._followers[run_id]

    def _work(self, session: Session) -> None:
        while queued := self._next(session.id):
            run, pause_s = queued
            try:
                self._perform(session, run, pause_s)
            except Exception as error:  # the queue goes on, whatever happens to one run
                log.exception("run %s could not be stored", run.id)
                self._fail(run.id, DiskFull(self._db.folder) if is_full(error) else error)
            self._wake(run.id)

    def _next(self, session_id: str) -> tuple[runs.Run, float] | None:
        """What is queued next; None when all is done, and the queue is gone then."""
        with self._lock:
            queue = self._queues[session_id]
            if queue:
                return queue.popleft()
            del self._queues[session_id]
            return None

    def _perform(self, session: Session, run: runs.Run, pause_s: float) -> None:
        runs.start(self._db, run.id)
        writer, cost, status = EventWriter(run.id), 0, "done"
        try:
            for step in self._respond(run.message, load_project(self._db, session)):
                threading.Event().wait(pause_s)
                cost = max(cost, _cost(step))
                with self._db.write():
                    if isinstance(step, ToolResult) and step.draft is not None:
                        projects.save_draft(
                            self._db, session.id, step.draft, step.history, step.count
                        )
                    runs.add_event(self._db, run.id, writer.event(step))
                self._wake(run.id)
        except Exception as error:
            if is_full(error):
                raise
            log.exception("the director failed in run %s", run.id)
            runs.add_event(self._db, run.id, error_frame(error))
            status = "failed"
        with self._db.write():
            runs.finish(self._db, run.id, status, cost=cost)
            if self._charge():
                accounts.charge(self._db, session.user_id, cost)

    def _fail(self, run_id: str, error: Exception) -> None:
        """Ends a run with an error; in memory, when the storage has no room for it."""
        last = error_frame(error)
        try:
            with self._db.write():
                self._store_failure(run_id, last)
        except sqlite3.Error:
            self._untold[run_id] = last

    def _store_failure(self, run_id: str, last: Event) -> None:
        runs.add_event(self._db, run_id, last)
        runs.finish(self._db, run_id, "failed", cost=0)

    def _wake(self, run_id: str) -> None:
        with self._lock:
            followers = list(self._followers.get(run_id, ()))
        for loop, woken in followers:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the studio stops
                loop.call_soon_threadsafe(woken.set)


def needed_credits(db: Database, session: Session) -> int:
    """What the next run of the session may cost, as far as can be known before it."""
    return EDIT_COST if projects.drafts(db, session.id).current else GENERATION_COST


def load_project(db: Database, session: Session) -> Project:
    """The session as the director sees it."""
    drafts = projects.drafts(db, session.id)
    return Project(
        draft=drafts.current,
        assets=[director_asset(a) for a in projects.assets(db, session.id)],
        language=session.language,
        history=drafts.history,
        undone=drafts.undone,
        voice=has_voice(),
        asked=last_question(db, session),
        rev=drafts.rev,
        numbers=drafts.numbers,
    )


def last_question(db: Database, session: Session) -> Asked | None:
    """What the session's latest turn asked, if it asked anything."""
    run = runs.latest_ended(db, session.id)
    if run is None:
        return None
    question = question_in(runs.events_after(db, run.id, 0))
    return Asked(run.message, question) if question else None


@cache
def has_voice() -> bool:
    """Whether this machine can speak; looked up once, when the first run wants to know."""
    from nemo_studio.renderer.audio.voice import voice_available  # brings numpy and av with it

    return voice_available() is not None


def director_asset(asset: projects.StoredAsset) -> Asset:
    info: dict[str, Any] = asset.info
    return Asset(
        id=asset.id,
        name=info["filename"],
        kind=info["file_type"],
        duration_ms=round(info["duration"] * 1000) if info.get("duration") else None,
        width=info.get("width"),
        height=info.get("height"),
        has_audio=bool(info.get("has_audio")),
    )


def _cost(step: Step) -> int:
    if not isinstance(step, ToolCall) or step.name == QUESTION_TOOL:
        return 0
    return GENERATION_COST if step.name.startswith("generate") else EDIT_COST
