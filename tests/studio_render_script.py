"""A render process that does what the draft's title says: crash, hang, work slowly, or write bytes.

Speaks the protocol of `nemo_studio.jobs.render_job`, whose place it takes in contract tests.
"""

from __future__ import annotations

import json
import os
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
        os.abort()
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
