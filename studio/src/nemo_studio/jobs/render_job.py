"""One render as a process of its own: `python -m nemo_studio.jobs.render_job JOB.json`.

JOB.json: {"draft", "assets": {id: path}, "out": path, "settings": {OutputSettings' fields}}.
Prints one JSON object per line: {"percent": 0..99} while it works, and at the end either
{"result": {...}} or {"error": "...", "logged": whether the log has more, "retryable": ...}.
Poster, contact sheet and subtitles are written beside it.
Its log, with what it opens and the traceback of what broke, goes to standard error.

Ends at once, with all that it has started, when its standard input closes: that is how it notices
that the studio is gone.
"""

from __future__ import annotations

import dataclasses
import faulthandler
import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

MOST_PROCESSES = 4  # half a gigabyte each at 1080p


def main(job_file: Path) -> int:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    faulthandler.enable()
    logging.basicConfig(level=logging.INFO)
    # Imported here: the watch above must be on before the heavy libraries load.
    from nemo_studio.disk import DiskFull, is_full
    from nemo_studio.jobs import side_files
    from nemo_studio.renderer.located import KNOWN
    from nemo_studio.renderer.render import OutputSettings, Progress, RenderFault, render

    def tell(progress: Progress) -> None:
        _say({"percent": min(99, int(progress.fraction * 100))})

    job = json.loads(job_file.read_text(encoding="utf-8"))
    out = Path(job["out"])
    assets = {name: Path(path) for name, path in job["assets"].items()}
    settings = OutputSettings(**{**job["settings"], "processes": _processes()})
    try:
        result = render(job["draft"], assets, out, settings, progress=tell)
        side_files.write(job["draft"], assets, out)
    except Exception as error:
        if is_full(error):
            _say({"error": str(DiskFull(out.parents[2])), "retryable": True})
            return 1
        known = isinstance(error, KNOWN) and not isinstance(error, RenderFault)
        if not known:
            logging.exception("the render broke")
        said = str(error) if isinstance(error, KNOWN) else f"{type(error).__name__}: {error}"
        _say({"error": said, "logged": not known})
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
