"""The render queue: one job at a time, each in a process that may crash or hang alone."""

from __future__ import annotations

import json
import logging
import shutil
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemo_studio import ids
from nemo_studio.disk import DiskFull, is_full
from nemo_studio.jobs.processes import kill, start_module
from nemo_studio.renderer.located import last_opened
from nemo_studio.storage import projects, renders
from nemo_studio.storage.database import Database
from nemo_studio.storage.renders import Render
from nemo_wire.files import private_folder

STALL_S = 300.0  # without a word from the renderer for this long, it hangs
ROOM_S = 2.0  # between looks whether a full disk has room again
STOPPED = "the studio was stopped; submit the render again"
LOG = "stderr.log"
RENDER_MODULE = "nemo_studio.jobs.render_job"
KEEP_MS = 7 * 24 * 3600 * 1000  # finished files; whoever wanted one has long downloaded it
log = logging.getLogger(__name__)


@dataclass
class Injection:
    """What a test wants of the next job: an error in place of a render, or a wait before it."""

    error: str | None = None
    delay_s: float = 0.0


class RenderQueue:
    """Works through the pending jobs in a thread.

    `folder` gets one directory for each job; `module` is run for each, as `render_job` describes.
    `log_file` is where this process's log goes; errors name it.
    """

    def __init__(self, db: Database, folder: Path, module: str, log_file: Path) -> None:
        self._db = db
        self._log_file = log_file
        self._folder = folder
        self._module = module
        self._changed = threading.Condition()
        self._stopping = False
        self._current: tuple[Render, subprocess.Popen[str]] | None = None
        self._injections: dict[str, Injection] = {}
        self._thread = threading.Thread(target=self._work, name="renders", daemon=True)

    def start(self) -> None:
        for key in renders.forget_files(self._db, ids.now_ms() - KEEP_MS):
            shutil.rmtree(self._folder / key, ignore_errors=True)
        if again := renders.recover(self._db):
            log.warning("%d renders start again after a restart", again)
        self._thread.start()

    def stop(self) -> None:
        """Ends the running job (it and the waiting ones fail with a reason) and the thread."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        with suppress(sqlite3.OperationalError):  # a full disk: the next start goes on
            while job := renders.next_pending(self._db):
                renders.end(self._db, job, "failed", STOPPED, retryable=True)
        self._end_current("failed", STOPPED)
        self._thread.join(timeout=5)

    def submit(self, job: Render, injection: Injection | None = None) -> None:
        with self._changed:
            if injection:
                self._injections[job.public_key] = injection
            self._changed.notify_all()

    def cancel(self, job: Render) -> bool:
        """Cancels an unfinished job within a second; False when it had ended before."""
        cancelled = renders.end(self._db, job, "cancelled", "cancelled by the user")
        with self._changed:
            current = self._current
            self._changed.notify_all()
        if cancelled and current and current[0].public_key == job.public_key:
            kill(current[1])
        return cancelled

    @property
    def busy(self) -> bool:
        return renders.count_active(self._db) > 0

    def _end_current(self, status: str, error: str) -> None:
        with self._changed:
            current = self._current
        if current:
            with suppress(sqlite3.OperationalError):
                renders.end(self._db, current[0], status, error, retryable=True)
            kill(current[1])

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._perform(job)
            except Exception as error:  # the queue goes on, whatever happens to one job
                log.exception("render %s", job.id)
                if not self._stopping:
                    self._broke(job, error)

    def _broke(self, job: Render, error: Exception) -> None:
        full = is_full(error)
        said = f"the studio could not render: {type(error).__name__}: {error}"
        said = str(DiskFull(self._db.folder)) if full else f"{said} (the log is {self._log_file})"
        shutil.rmtree(self._folder / job.public_key, ignore_errors=True)
        self._insist(lambda: renders.end(self._db, job, "failed", said, retryable=full))

    def _insist(self, write: Callable[[], bool]) -> bool:
        """Stores how a job ended; on a full disk again and again, for a finished video must not be
        lost. Raises what hinders it when the studio stops: its next start renders once more."""
        while not self._stopping:
            try:
                return write()
            except sqlite3.OperationalError as error:
                if not is_full(error):
                    raise
                log.error("%s", DiskFull(self._db.folder))
            with self._changed:
                self._changed.wait_for(lambda: self._stopping, timeout=ROOM_S)
        return write()

    def _next(self) -> Render | None:
        """Waits for a job; None when the queue stops."""
        with self._changed:
            while not self._stopping:
                if job := renders.next_pending(self._db):
                    return job
                self._changed.wait(timeout=60)
        return None

    def _perform(self, job: Render) -> None:
        injection = self._injections.pop(job.public_key, Injection())
        renders.begin(self._db, job)
        if injection.delay_s and not self._wait_while_active(job, injection.delay_s):
            return
        if injection.error:
            renders.end(self._db, job, "failed", injection.error, retryable=True)
            return
        folder = self._folder / job.public_key
        private_folder(folder)
        out = folder / f"{_safe(job.id)}.{job.output['format']}"
        description = {
            "draft": job.draft,
            "assets": {a.id: str(a.path) for a in projects.assets(self._db, job.session_id)},
            "out": str(out),
            "settings": job.output,
        }
        (folder / "job.json").write_text(json.dumps(description), encoding="utf-8")
        answer = self._run(job, folder)
        if "result" in answer and self._insist(
            lambda: renders.complete(self._db, job, out, answer["result"])
        ):
            return
        error = answer.get("error", "")
        if answer.get("logged"):
            self._keep_log(job, folder)
            error += f" (the log is {self._log_file})"
        shutil.rmtree(folder, ignore_errors=True)  # first: it may be what fills the disk
        again = answer.get("retryable", False)
        self._insist(lambda: renders.end(self._db, job, "failed", error, retryable=again))

    def _run(self, job: Render, folder: Path) -> dict[str, Any]:
        """Renders in a child process; its last word, {"result": …} or {"error": …, "logged": …}."""
        with (folder / LOG).open("wb") as stderr:
            process = start_module(self._module, str(folder / "job.json"), stderr=stderr)
        with self._changed:
            self._current = (job, process)
        watchdog = _Watchdog(process)
        try:
            found = renders.find(self._db, job.user_id, job.id)
            if found is None or found.final:  # cancelled before the process was known
                kill(process)
            answer = self._listen(job, process, watchdog)
        finally:
            watchdog.stop()
            with self._changed:
                self._current = None
            kill(process)
            code = process.wait()
        if answer:
            return answer
        opened = last_opened(_tail(folder / LOG))
        at = f"; what it opened last: {opened}" if opened else ""
        if watchdog.barked:
            error = f"the renderer made no progress for {STALL_S:.0f} s and was ended"
            return {"error": error + at, "logged": True}
        why, retryable = _why(code)
        return {"error": f"the renderer {why}{at}", "logged": True, "retryable": retryable}

    def _keep_log(self, job: Render, folder: Path) -> None:
        """The end of a job's log into the studio's, since the job's folder goes."""
        log.error("render %s failed:\n%s", job.id, _tail(folder / LOG))

    def _listen(
        self, job: Render, process: subprocess.Popen[str], watchdog: _Watchdog
    ) -> dict[str, Any]:
        """Stores the progress that the child tells; its last word, or {} when there was none."""
        for line in process.stdout or ():
            watchdog.pet()
            if not line.startswith("{"):  # a library's chatter
                continue
            said = json.loads(line)
            if "percent" not in said:
                return dict(said)
            with suppress(sqlite3.OperationalError):  # a full disk; the render may end well
                renders.set_progress(self._db, job, said["percent"])
        return {}

    def _wait_while_active(self, job: Render, seconds: float) -> bool:
        """Waits, unless the job ends in the meantime: then False."""

        def ended() -> bool:
            found = renders.find(self._db, job.user_id, job.id)
            return self._stopping or found is None or found.final

        with self._changed:
            return not self._changed.wait_for(ended, timeout=seconds)


class _Watchdog:
    """Kills a process that says nothing for STALL_S; `barked` tells that it did."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.barked = False
        self._timer = self._started()

    def pet(self) -> None:
        self._timer.cancel()
        self._timer = self._started()

    def stop(self) -> None:
        self._timer.cancel()

    def _started(self) -> threading.Timer:
        timer = threading.Timer(STALL_S, self._bark)
        timer.daemon = True
        timer.start()
        return timer

    def _bark(self) -> None:
        self.barked = True
        kill(self._process)


def _tail(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[-4000:]


def _why(code: int) -> tuple[str, bool]:
    """How a process that said nothing ended, and whether another try may end better."""
    if code >= 0:
        return f"ended with exit code {code} and without a word", False
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    if name in ("SIGKILL", "SIGTERM"):
        return (
            f"was ended from outside ({name}), most likely for want of memory: "
            "close other programs or choose a lower resolution, and try again"
        ), True
    return f"crashed ({name})", False


def _safe(name: str) -> str:
    """A file name from a render id, of at most 80 bytes."""
    kept = "".join(c if c.isalnum() or c in "-_" else "_" for c in name)
    return kept.encode()[:80].decode(errors="ignore") or "render"
