"""What was opened ahead draws the same frames; what was opened for nothing is closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from render_support import draft, save_clip, save_photo

from nemo_studio.renderer.ahead import Opener
from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.plan import make_plan
from nemo_studio.renderer.planes import Planes
from nemo_studio.timeline.draft import load_timeline


@pytest.fixture
def scene(tmp_path: Path) -> tuple[dict[str, Any], dict[str, Path]]:
    fade = {"kind": "crossfade", "duration_ms": 400}
    document = draft(
        [
            {"id": "a", "type": "image", "src": "p", "s": 0, "d": 1000},
            {"id": "b", "type": "clip", "src": "c", "s": 1000, "d": 1000, "transition": fade},
            {"id": "c", "type": "image", "src": "p", "s": 2000, "d": 1000, "transition": fade},
        ]
    )
    title = {"id": "t", "type": "text", "text": "Ahead of time", "s": 1200, "d": 1500}
    document["t"].append({"tt": 7, "sg": [title]})
    return document, {"p": save_photo(tmp_path / "p.jpg"), "c": save_clip(tmp_path / "c.mp4")}


def drawn(maker: FrameMaker, frame: int) -> np.ndarray:
    canvas = Planes.blank(maker.plan.width, maker.plan.height)
    maker.draw(frame, canvas)
    return np.concatenate([plane.ravel() for plane in canvas])


def test_frames_are_the_same(scene: tuple[dict[str, Any], dict[str, Path]]) -> None:
    timeline = load_timeline(scene[0])
    plan = make_plan(timeline, (320, 240))
    frames = range(0, plan.frames, 7)
    with FrameMaker(timeline, plan, scene[1]) as maker:
        alone = [drawn(maker, frame) for frame in frames]
    with FrameMaker(timeline, plan, scene[1]) as maker:
        for frame, expected in zip(frames, alone, strict=True):
            maker.prepare(min(frame + 20, plan.frames - 1))
            assert np.array_equal(drawn(maker, frame), expected), frame


def test_a_fault_comes_with_the_frame_that_needs_it(
    scene: tuple[dict[str, Any], dict[str, Path]],
) -> None:
    document, assets = scene
    timeline = load_timeline(document)
    plan = make_plan(timeline, (320, 240))
    with FrameMaker(timeline, plan, assets) as maker:
        assets["c"].write_bytes(b"no clip any more")
        maker.prepare(35)
        drawn(maker, 20)
        with pytest.raises(AssetError, match=r"segment 'b'.*c\.mp4"):
            drawn(maker, 35)


def test_what_nobody_took_is_handed_back() -> None:
    with ThreadPoolExecutor(1) as pool:
        opener = Opener[int, float](lambda n: 1 / n, pool)
        for number in (0, 1, 2, 4):
            opener.prepare(number)
        assert opener.take(2) == 0.5
    assert list(opener.untaken()) == [1.0, 0.25] and not list(opener.untaken())
