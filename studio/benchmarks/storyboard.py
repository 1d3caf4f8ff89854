"""How long storyboards take: `python studio/benchmarks/storyboard.py` prints times in ms.

400 scenes with texts, captions, overlays and sound, expanded, printed and patched; ten files
checked and staged.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "studio" / "src")]

from nemo_studio.director import Project, respond
from nemo_studio.timeline.context import Asset, Context
from nemo_studio.timeline.expand import check, expand
from nemo_studio.timeline.operations import read_operations
from nemo_studio.timeline.patch import patched
from nemo_studio.timeline.printing import print_full, print_storyboard

ROUNDS = 5
ASSETS = [Asset(f"p{n}", f"photo-{n}.jpg", "image", None, 4000, 3000) for n in range(9)]
CONTEXT = Context([*ASSETS, Asset("v", "talk.mp4", "video", 600_000, 1920, 1080, True)])


def story(scenes: int) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = [
        {"seconds": 3, "text": "Fresh every day", "kicker": "New", "transition": "crossfade"},
        {"seconds": 2.5, "asset": "photo-3.jpg", "caption": "Straight from the oven"},
        {"asset": "talk.mp4", "from_seconds": 5, "to_seconds": 7.5, "texts": [{"text": "Live"}]},
    ]
    return {
        "music": {"mood": "lofi"},
        "defaults": {"filter": "warm", "text_style": {"font": "serif"}},
        "scenes": [kinds[n % 3] for n in range(scenes)],
        "overlays": [{"text": "@us", "role": "watermark"}, {"asset": "photo-1.jpg"}],
    }


def best_ms(work: Any) -> float:
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times) * 1000


def main() -> None:
    large, small = story(400), story(10)
    timeline = expand(large, CONTEXT).timeline
    print(f"expand, 400 scenes: {best_ms(lambda: expand(large, CONTEXT)):.0f} ms")
    print(f"print, 400 scenes: {best_ms(lambda: print_storyboard(timeline, CONTEXT)):.0f} ms")
    print(f"full form, 400 scenes: {best_ms(lambda: print_full(timeline, CONTEXT)):.0f} ms")
    for operation in (
        {"op": "replace", "path": "/scenes/*/transition", "value": "blur"},
        {"op": "cut", "from_seconds": 100, "to_seconds": 200},
        {"op": "fit", "seconds": 600},
    ):
        operations = read_operations([operation])
        took = best_ms(lambda told=operations: patched(told, timeline, CONTEXT))
        print(f"{operation['op']}, 400 scenes: {took:.0f} ms")
    print(f"check, 10 scenes and 10 files: {best_ms(lambda: check(small, CONTEXT)):.1f} ms")
    project, message = Project(assets=list(CONTEXT.assets)), json.dumps(small)
    took = best_ms(lambda: list(respond(message, project)))
    print(f"followed as a message, 10 scenes and 10 files: {took:.1f} ms")


if __name__ == "__main__":
    main()
