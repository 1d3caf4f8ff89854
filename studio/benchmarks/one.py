"""One measured run in a process of its own: `one.py SCENE KIND`, prints JSON on stdout.

KIND: `render` (the whole work), `render2` (two processes), `floor` (the encoder alone, fed with
the same frames from a file), `frames` (makes that file).
"""

from __future__ import annotations

import json
import sys
import time
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "studio" / "src")]

import av
import numpy as np
from scenes import WORK, scene
from usage import usage

from nemo_studio.renderer.codecs import codecs_for
from nemo_studio.renderer.encode import open_video_stream, planes_of
from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.plan import Plan, make_plan, output_size
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.render import OutputSettings, render
from nemo_studio.timeline.draft import load_timeline


def draw_frames(name: str) -> None:
    """All frames of a scene, raw, one after the other."""
    draft, assets = scene(name)
    timeline = load_timeline(draft)
    plan = make_plan(timeline, output_size(timeline, None))
    canvas = Planes.blank(plan.width, plan.height)
    path = WORK / f"{name}.yuv"
    with FrameMaker(timeline, plan, assets) as maker, path.open("wb") as file:
        for index in range(plan.frames):
            maker.draw(index, canvas)
            for plane in canvas:
                file.write(plane.tobytes())


def encode_only(name: str) -> None:
    """The floor: what no renderer with these settings can beat."""
    draft, _ = scene(name)
    timeline = load_timeline(draft)
    plan = make_plan(timeline, output_size(timeline, None))
    size = plan.width * plan.height
    data = np.memmap(WORK / f"{name}.yuv", np.uint8, "r").reshape(plan.frames, size * 3 // 2)
    codecs = codecs_for("mp4", "standard", plan.fps)
    with av.open(str(WORK / f"{name}-floor.mp4"), "w") as container:
        stream = open_video_stream(container, codecs, plan.width, plan.height, plan.fps)
        for index in range(plan.frames):
            frame = av.VideoFrame(plan.width, plan.height, "yuv420p")
            planes_of(frame).copy_from(_split(data[index], plan))
            frame.pts, frame.time_base = index, Fraction(1, plan.fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _split(raw: np.ndarray, plan: Plan) -> Planes:
    size, half = plan.width * plan.height, (plan.height // 2, plan.width // 2)
    y, u, v = np.split(raw, [size, size * 5 // 4])
    return Planes(y.reshape(plan.height, plan.width), u.reshape(half), v.reshape(half))


def main() -> None:
    name, kind = sys.argv[1:3]
    draft, assets = scene(name)
    start = time.monotonic()
    if kind == "frames":
        draw_frames(name)
    elif kind == "floor":
        encode_only(name)
    else:
        settings = OutputSettings(processes=2 if kind == "render2" else 1)
        render(draft, assets, WORK / f"{name}.mp4", settings)
    seconds = time.monotonic() - start
    print(json.dumps({"seconds": seconds, **usage()}))


if __name__ == "__main__":
    main()
