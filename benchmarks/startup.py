"""What a command costs before it does anything: its time against a bare interpreter's.

    python benchmarks/startup.py [--rounds 25]

Each round runs `python -c pass` and then each command of the list, which need no network; the
ratio is of medians. The bytecode is in the user's cache, as after any first run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
COMMANDS = (
    "auth.py status", "auth.py --help", "sse.py log run_x", "session.py list", "studio.py status",
    "create.py --help", "create.py --cancel job_x", "export.py --help",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("NEMO_", "PYTHON"))}
        environment["NEMO_HOME"] = home
        runs = {"python -c pass": [sys.executable, "-c", "pass"]}
        for command in COMMANDS:
            script, *arguments = command.split()
            runs[command] = [sys.executable, str(SCRIPTS / script), *arguments]
        for command in runs.values():
            timed(command, environment)
        times: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(rounds):
            for name, command in runs.items():
                times[name].append(timed(command, environment))
    bare = statistics.median(times["python -c pass"])
    print("| command | ms (min-max) | x bare |\n|---|---|---|")
    for name, taken in times.items():
        middle = statistics.median(taken)
        spread = f"{min(taken) * 1000:.0f}-{max(taken) * 1000:.0f}"
        print(f"| {name} | {middle * 1000:.1f} ({spread}) | {middle / bare:.1f} |")


def timed(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=environment, capture_output=True, check=False)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
