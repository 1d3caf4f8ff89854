"""Chunks shared out: in this process, or over several that were started fresh.

Workers get the draft and the file names, plan for themselves, take the next chunk that nobody
has, and report through a queue. They hold nothing that is worth saving, and so are killed to end.
"""

from __future__ import annotations

import logging
import multiprocessing as mp
import queue
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from nemo_studio.renderer.codecs import Codecs
from nemo_studio.renderer.encode import encode_chunk
from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.located import KNOWN
from nemo_studio.renderer.plan import make_plan
from nemo_studio.renderer.settings import RenderError, RenderFault
from nemo_studio.timeline.draft import Timeline, dump_timeline, load_timeline

_POLL_S = 0.1
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Everything a worker needs to draw any chunk of one video."""

    timeline: Timeline
    assets: dict[str, Path]
    size: tuple[int, int]
    fps: int
    codecs: Codecs


@dataclass(frozen=True)
class Part:
    first: int
    end: int
    path: Path


def encode_parts(
    job: Job, parts: list[Part], processes: int, step: Callable[[int], None]
) -> list[str]:
    """Encode all parts; returns warnings. `step(n)` runs as frames are done and may raise."""
    if processes == 1 or len(parts) == 1:
        return _encode_here(job, parts, lambda: step(1))
    return _encode_elsewhere(job, parts, min(processes, len(parts)), step)


def _encode_here(job: Job, parts: list[Part], step: Callable[[], None]) -> list[str]:
    plan = make_plan(job.timeline, job.size, job.fps)
    with FrameMaker(job.timeline, plan, job.assets) as maker:
        for part in parts:
            encode_chunk(maker, part.first, part.end, part.path, job.codecs, step)
        return maker.warnings


def _encode_elsewhere(
    job: Job, parts: list[Part], processes: int, step: Callable[[int], None]
) -> list[str]:
    context = mp.get_context("spawn")  # fork is not safe beside a server's threads
    reports, turn = context.Queue(), context.Value("i", 0)
    level = logging.getLogger().level  # what the caller logs, its workers log
    sent = (dump_timeline(job.timeline), job.assets, job.size, job.fps, job.codecs)
    workers = [
        context.Process(target=_work, args=(sent, parts, turn, reports, level), daemon=True)
        for _ in range(processes)
    ]
    try:
        for worker in workers:
            worker.start()
        return _follow(workers, len(parts), reports, step)
    finally:
        for worker in workers:
            if worker.pid is not None:
                worker.kill()
                worker.join()


def _follow(
    workers: Sequence[BaseProcess], parts: int, reports: Any, step: Callable[[int], None]
) -> list[str]:
    """Until all parts are there. Raises what a worker raised, and RenderError when one is gone."""
    warnings: dict[int, list[str]] = {}
    while len(warnings) < parts:
        codes = [worker.exitcode for worker in workers]
        frames, gone = 0, any(codes) or None not in codes
        for report in _arrived(reports):
            if isinstance(report, Exception):
                raise report
            if isinstance(report, tuple):
                warnings[report[0]] = report[1]
            else:
                frames += report
        step(frames)
        if gone and len(warnings) < parts:
            raise RenderError(
                "a render process was ended from outside, most likely for want of memory; "
                "render with fewer processes or at a lower resolution"
            )
    return list(dict.fromkeys(w for index in sorted(warnings) for w in warnings[index]))


def _arrived(reports: Any) -> Iterator[Any]:
    """What is in the queue; waits a little for the first."""
    try:
        yield reports.get(timeout=_POLL_S)
        while not reports.empty():
            yield reports.get_nowait()
    except queue.Empty:
        return


def _claimed(turn: Any) -> int:
    """The index of the next part, which is this worker's from now on."""
    with turn.get_lock():
        turn.value += 1
        return int(turn.value) - 1


def _work(
    sent: tuple[Any, ...], parts: list[Part], turn: Any, reports: Any, log_level: int
) -> None:
    """A worker's life. Reports 1 for each frame, (index, warnings) for each part, or an error."""
    logging.basicConfig(level=log_level)
    try:
        job = Job(load_timeline(sent[0]), *sent[1:])
        while (index := _claimed(turn)) < len(parts):
            reports.put((index, _encode_here(job, [parts[index]], lambda: reports.put(1))))
    except KNOWN as error:
        reports.put(error)
    except Exception as error:
        log.exception("a worker broke")
        # A text, since the error itself might not survive the way through the queue.
        reports.put(RenderFault(f"{type(error).__name__}: {error}"))
