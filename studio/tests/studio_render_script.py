"""A render process that does what the draft's title says: crash, hang, be killed, work slowly, or write bytes.

Speaks the protocol of `nemo_studio.jobs.render_job`, whose place it takes in contract tests.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any


def say(**line: Any) -> None:
    print(json.dumps(line), flush=True)


def main() -> None:
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    title = job["draft"]["m"]["title"]
    say(percent=10)
    if "crash" in title:
        print("INFO:nemo_studio.renderer.located:opening track 1 (a.jpg)", file=sys.stderr)
        print("INFO:nemo_studio.renderer.located:opening track 2 (b.mp4)", file=sys.stderr)
        sys.stderr.flush()
        os.abort()
    if "killed" in title:
        os.kill(os.getpid(), signal.SIGKILL)
    if "fault" in title:
        print("Traceback (most recent call last): the whole story", file=sys.stderr)
        say(error="track 1, segment 's2' (a.mp4): KeyError: 'x'", logged=True)
        sys.exit(1)
    if "hang" in title:
        (Path(job["out"]).parent / "pid").write_text(str(os.getpid()))
        time.sleep(600)
    if "broken draft" in title:
        say(error="track 1, segment 'b1': duration_ms: must be more than 0")
        sys.exit(1)
    if "slow" in title:
        time.sleep(1.5)
    content = bytes(range(256)) * 1000
    Path(job["out"]).write_bytes(content)
    say(percent=90)
    say(
        result={
            "path": job["out"], "duration_ms": 1000, "width": 128, "height": 128, "fps": 24,
            "frames": 24, "video_codec": "h264", "audio_codec": "aac", "bytes": len(content),
            "warnings": [],
        }
    )  # fmt: skip


if __name__ == "__main__":
    main()
