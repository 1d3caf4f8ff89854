"""Starting, finding and stopping the studio from another process.

Imports nothing beyond the standard library: `status` and `stop` answer at once.
"""

from __future__ import annotations

import errno
import http.client
import json
import os
import shutil
import signal
import time
from pathlib import Path
from urllib.parse import urlsplit

from nemo_studio import instance
from nemo_studio.disk import DiskFull
from nemo_studio.instance import Instance
from nemo_studio.settings import skill_version
from nemo_wire.files import private_file, private_folder
from nemo_wire.processes import handed_on, start_in_background

START_TIMEOUT_S = 60.0  # the first start on a slow disk compiles its imports
STOP_TIMEOUT_S = 10.0
HEALTH_TIMEOUT_S = 5.0
PAGE_BYTES = 4096


class LaunchError(RuntimeError):
    """The studio could not be started or stopped; the message says why."""


def start(data_dir: Path, command: list[str]) -> tuple[Instance, bool]:
    """The running studio of a data folder, started when there is none; True when it was.

    `command` is the command line of `serve`. A running studio of another version of the skill is
    replaced, unless it is at work. Raises LaunchError.
    """
    running = find(data_dir)
    if running and not _outdated(running):
        return running, False
    if running:
        stop(data_dir)
    output = private_folder(data_dir) / "start.log"
    with open(output, "wb", opener=private_file) as log:
        process = start_in_background(command, log, handed_on("NEMO_TOKEN"))
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if (found := find(data_dir)) is not None:
            ours = process.pid in (found.pid, found.parent)
            if not ours:  # another start was quicker; ours must not come up when that one ends
                process.terminate()
                process.wait()
            return found, ours
        if process.poll() is not None and not instance.is_running(data_dir):
            raise LaunchError(f"the studio did not start: {_last_words(output)}")
        time.sleep(0.05)
    raise LaunchError(
        f"the studio did not answer within {START_TIMEOUT_S:.0f} s: {_last_words(output)}"
    )


def find(data_dir: Path) -> Instance | None:
    """The studio that runs on a data folder and answers; None when there is none (yet)."""
    card = instance.read_card(data_dir)
    return card if card and health(card) is not None else None


def health(card: Instance) -> dict[str, object] | None:
    """What /health says; None when it is not this studio that answers."""
    connection = http.client.HTTPConnection(urlsplit(card.url).netloc, timeout=HEALTH_TIMEOUT_S)
    try:
        connection.request("GET", "/health")
        answer: dict[str, object] = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return answer if answer.get("pid") == card.pid else None


def stop(data_dir: Path) -> Instance | None:
    """Ends the studio of a data folder; None when none ran. Raises LaunchError."""
    deadline = time.monotonic() + STOP_TIMEOUT_S
    while (card := instance.read_card(data_dir)) is None:
        if not instance.is_running(data_dir):
            return None
        if time.monotonic() > deadline:
            raise LaunchError("a studio holds the data folder but has not said where it is")
        time.sleep(0.05)
    _signal(card.pid, signal.SIGTERM)
    killed = False
    while instance.is_running(data_dir):
        if time.monotonic() > deadline:
            if killed:
                raise LaunchError(f"process {card.pid} or its children hold {data_dir} still")
            _signal(card.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            killed, deadline = True, time.monotonic() + STOP_TIMEOUT_S
        time.sleep(0.05)
    return card


def _outdated(card: Instance) -> bool:
    said = health(card)
    return card.version != skill_version() and said is not None and not said.get("busy")


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except OSError as error:
        if error.errno not in (errno.ESRCH, errno.EINVAL):
            raise
        # It ended by itself in the meantime; Windows then calls its id invalid.


def _last_words(output: Path) -> str:
    """Why a `serve` ended: the error of its JSON document, else the end of its output."""
    text = output.read_text(encoding="utf-8", errors="replace").strip()
    try:
        return str(json.loads(text.rpartition("\n")[2])["error"])
    except (ValueError, KeyError, TypeError):
        if not text and shutil.disk_usage(output.parent).free < PAGE_BYTES:
            return str(DiskFull(output.parent))  # it could not say so
        return text[-800:] or "it said nothing"
