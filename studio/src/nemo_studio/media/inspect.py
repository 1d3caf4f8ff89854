"""Looks into uploaded files from a safe distance: in a child process with a time limit."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from nemo_studio.jobs.processes import kill, start_module
from nemo_studio.media.probe import PROBE_TIMEOUT_S, MediaInfo, UnsupportedMedia


def inspect(paths: Sequence[Path]) -> list[MediaInfo | UnsupportedMedia]:
    """What each file holds, or why it cannot be used."""
    process = start_module(
        "nemo_studio.media.probe",
        *map(str, paths),
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    try:
        output, _ = process.communicate(timeout=PROBE_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        kill(process)
        output, _ = process.communicate()
    found: list[MediaInfo | UnsupportedMedia] = []
    for line in output.splitlines():
        answer = json.loads(line)
        found.append(
            MediaInfo(**answer["info"]) if answer["ok"] else UnsupportedMedia(answer["error"])
        )
    broken = UnsupportedMedia("the file makes the decoder hang or crash")
    return found + [broken] * (len(paths) - len(found))
