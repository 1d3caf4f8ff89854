"""Serving in the foreground: lock, socket, log file, idle exit."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType

import uvicorn

from nemo_studio import instance
from nemo_studio.api.app import create_app
from nemo_studio.faults.sockets import BreakableProtocol
from nemo_studio.instance import Instance
from nemo_studio.service import Studio
from nemo_studio.settings import Settings, skill_version

HOST = "127.0.0.1"
KEEP_ALIVE_S = 75
GRACE_S = 3  # for open streams when the studio stops
log = logging.getLogger(__name__)


def serve(
    settings: Settings, make: Callable[[Settings], Studio], on_ready: Callable[[Instance], None]
) -> None:
    """Runs the studio that `make` gives until it is idle for too long or is told to end.

    The studio is made under the data folder's lock. What it, its libraries and its children write
    is the user's alone. Raises AlreadyRunning, and OSError when the
    asked port is taken.
    """
    os.umask(0o077)
    with instance.held(settings.data_dir):
        instance.remove_card(settings.data_dir)
        _log_to(settings.log_file)
        listener = _listen(settings)
        try:
            asyncio.run(_serve(make(settings), listener, on_ready))
        finally:
            instance.remove_card(settings.data_dir)
            listener.close()


async def _serve(
    studio: Studio, listener: socket.socket, on_ready: Callable[[Instance], None]
) -> None:
    settings = studio.settings
    studio.origin = f"http://{HOST}:{listener.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(studio),
            http=BreakableProtocol if settings.faults else "h11",
            ws="none",
            log_config=None,
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=GRACE_S,
        )
    )

    def end(_signal: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # uvicorn raises the signal again when it has shut down; by then there is our card to remove.
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    if server.started:
        started_at = datetime.now(UTC).isoformat(timespec="seconds")
        card = Instance(studio.origin, os.getpid(), skill_version(), started_at, os.getppid())
        instance.write_card(settings.data_dir, card)
        log.info("started on %s (idle exit after %.0f s)", studio.origin, settings.idle_s)
        on_ready(card)
    while not serving.done():
        if studio.activity.idle_s() > settings.idle_s and not studio.busy:
            log.info("idle for %.0f s: the studio ends", settings.idle_s)
            server.should_exit = True
        if server.should_exit:  # it waits for open requests; these would not end by themselves
            studio.fetches.close()
        await asyncio.wait([serving], timeout=min(0.5, settings.idle_s / 4 + 0.01))
    await serving


def _listen(settings: Settings) -> socket.socket:
    """A listening socket on loopback: the asked port, else the last one used, else a free one."""
    wanted = [settings.port] if settings.port else [instance.last_port(settings.data_dir), 0]
    for number, port in enumerate(wanted, 1):
        # The protocol is named, since asyncio sets TCP_NODELAY only then: 45 ms on each answer.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":  # on Windows it would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(128)
        except OSError:
            listener.close()
            if number == len(wanted):
                raise
        else:
            return listener
    raise AssertionError("unreachable")


def _log_to(path: Path) -> None:
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
