"""Chunks shared out: in this process, or over several that were started fresh.

Workers get the draft and the file names, plan for themselves, and report frames through a
queue; an event stops them.
"""

from __future__ import annotations

import multiprocessing as mp
import queue
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemo_studio.renderer.codecs import Codecs
from nemo_studio.renderer.encode import encode_chunk
from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.plan import make_plan
from nemo_studio.renderer.settings import RenderCancelled, RenderError
from nemo_studio.renderer.timeline import Timeline, dump_timeline, load_timeline

_POLL_S = 0.1


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
    done, stop = context.Queue(), context.Event()
    sent = (dump_timeline(job.timeline), job.assets, job.size, job.fps, job.codecs)
    pool = ProcessPoolExecutor(processes, context, _start_worker, (sent, done, stop))
    try:
        futures = [pool.submit(_work, part) for part in parts]
        _follow(futures, done, step)
        return list(dict.fromkeys(w for future in futures for w in future.result()))
    except BrokenProcessPool:
        raise RenderError(
            "a render process was ended from outside, most likely for want of memory; "
            "render with fewer processes or at a lower resolution"
        ) from None
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _follow(futures: list[Future[list[str]]], done: Any, step: Callable[[int], None]) -> None:
    pending = set(futures)
    while pending:
        finished, pending = wait(pending, timeout=_POLL_S, return_when=FIRST_EXCEPTION)
        frames = 0
        while True:
            try:
                frames += done.get_nowait()
            except queue.Empty:
                break
        step(frames)
        for future in finished:
            future.result()


_worker: tuple[Job, Any, Any] | None = None  # of this process, set when it is started


def _start_worker(sent: tuple[Any, ...], done: Any, stop: Any) -> None:
    global _worker  # noqa: PLW0603 - the pool's initialiser has no other way to its tasks
    _worker = Job(load_timeline(sent[0]), *sent[1:]), done, stop


def _work(part: Part) -> list[str]:
    assert _worker is not None
    job, done, stop = _worker

    def step() -> None:
        if stop.is_set():
            raise RenderCancelled
        done.put(1)

    return _encode_here(job, [part], step)
