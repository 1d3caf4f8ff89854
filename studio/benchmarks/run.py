"""The renderer's benchmark: interleaved runs, medians, ratios, as a Markdown table.

    python benchmarks/run.py [--scenes A,B,C,D,E] [--runs 5] [--peers]

Run it with the studio's dependencies (see README.md) on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from scenes import SCENES, WORK

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "scripts"), str(HERE.parent / "src")]

from nemo_studio.jobs.processes import CHILD_SETTINGS

_KINDS = {"A": ("floor", "render"), "B": ("floor", "render"), "C": ("floor", "render"),
          "E": ("render", "render2")}  # fmt: skip
_PEERS = ("ffmpeg", "moviepy")


def measure(scene: str, kind: str) -> dict[str, float]:
    """{"seconds", "peak_mb"} of one run in a process of its own."""
    if kind in _PEERS:
        command = ["uv", "run", "--script", str(HERE / f"peer_{kind}.py")]
    else:
        command = [sys.executable, str(HERE / "one.py"), scene, kind]
    environment = {**os.environ, **CHILD_SETTINGS}  # as the studio starts its renders
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=HERE, env=environment
    )
    if done.returncode:
        raise SystemExit(f"{scene} {kind} failed:\n{done.stderr[-2000:]}")
    result: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def cases(scenes: list[str], peers: bool) -> list[tuple[str, str]]:
    """What one round runs, in order: kinds of one scene lie next to each other."""
    found: list[tuple[str, str]] = []
    for scene in scenes:
        if scene == "D":
            found += [("D0", "render"), ("D", "render")]
        else:
            found += [(scene, kind) for kind in _KINDS[scene]]
            if scene == "A" and peers:
                found += [("A", peer) for peer in _PEERS]
    return found


def table(results: dict[tuple[str, str], list[dict[str, float]]]) -> str:
    """Rows of medians; the ratio is to the scene's first kind (D: per second of video)."""
    lines = [
        "| scene | what | seconds (min-max) | ratio | CPU seconds | peak MB |",
        "|---|---|---|---|---|---|",
    ]
    seconds = {
        case: statistics.median(r["seconds"] for r in runs) for case, runs in results.items()
    }
    first = {scene: s for (scene, _), s in reversed(seconds.items())}
    for (scene, kind), runs in results.items():
        spread = [r["seconds"] for r in runs]
        base = first[scene]
        if scene == "D":
            base = seconds["D0", "render"] * 40  # 600 s against 15 s
        lines.append(
            f"| {scene} | {kind} | {seconds[scene, kind]:.1f} ({min(spread):.1f}-{max(spread):.1f})"
            f" | {seconds[scene, kind] / base:.2f} |"
            f" {statistics.median(r['cpu_s'] for r in runs):.1f} |"
            f" {statistics.median(r['peak_mb'] for r in runs):.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--scenes", default="A,B,C,D,E")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", action="store_true", help="needs uv; one run takes minutes")
    parser.add_argument("--keep", action="store_true", help="keep the files in benchmarks/work")
    args = parser.parse_args()
    scenes = args.scenes.upper().split(",")
    if unknown := set(scenes) - set(SCENES):
        parser.error(f"no such scene: {', '.join(sorted(unknown))}")
    order = cases(scenes, args.peers)
    for scene in dict.fromkeys(s for s, kind in order if kind == "floor"):
        measure(scene, "frames")
    results: dict[tuple[str, str], list[dict[str, float]]] = defaultdict(list)
    for number in range(args.runs):
        for case in order:
            results[case].append(measure(*case))
            print(f"run {number + 1}: {' '.join(case)}: {results[case][-1]}", file=sys.stderr)
    print(f"{platform.machine()}, {os.cpu_count()} cores, {args.runs} interleaved runs, medians\n")
    print(table(results))
    if not args.keep:
        shutil.rmtree(WORK)


if __name__ == "__main__":
    main()
