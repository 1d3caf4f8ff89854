"""One render as a process of its own: `python -m nemo_studio.jobs.render_job JOB.json`.

JOB.json: {"draft", "assets": {id: path}, "out": path, "settings": {OutputSettings' fields}}.
Prints one JSON object per line: {"percent": 0..99} while it works, and at the end either
{"result": {...}} or {"error": "..."}. Poster, contact sheet and subtitles are written beside it.

Ends at once, with all that it has started, when its standard input closes: that is how it notices
that the studio is gone.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

MOST_PROCESSES = 4  # half a gigabyte each at 1080p


def main(job_file: Path) -> int:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Imported here: the watch above must be on before the heavy libraries load.
    from nemo_studio.jobs import side_files
    from nemo_studio.renderer.render import OutputSettings, Progress, RenderError, render

    def tell(progress: Progress) -> None:
        _say({"percent": min(99, int(progress.fraction * 100))})

    job = json.loads(job_file.read_text(encoding="utf-8"))
    out = Path(job["out"])
    assets = {name: Path(path) for name, path in job["assets"].items()}
    settings = OutputSettings(**{**job["settings"], "processes": _processes()})
    try:
        result = render(job["draft"], assets, out, settings, progress=tell)
        side_files.write(job["draft"], assets, out)
    except (ValueError, RenderError) as error:  # TimelineError and AssetError are ValueErrors
        _say({"error": str(error)})
        return 1
    _say({"result": _plain(dataclasses.asdict(result))})
    return 0


def _processes() -> int:
    """One for two cores: the encoder's own threads fill those (a second gains a seventh of the
    time for twice the memory); of more cores one process would leave most idle."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(max(1, (cores or 1) // 2), MOST_PROCESSES)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, Path) else v for k, v in values.items()}


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def _end_with_parent() -> None:
    # The raw descriptor: a thread that waits in sys.stdin would hold up the interpreter's exit.
    while os.read(0, 1024):
        pass
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
