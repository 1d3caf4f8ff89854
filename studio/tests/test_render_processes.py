"""One video over several processes: the same bytes, faults that name their segment, quick ends."""

from __future__ import annotations

import multiprocessing
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from render_support import draft, save_photo

from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.render import (
    OutputSettings,
    Progress,
    RenderCancelled,
    RenderError,
    render,
)

TWO = OutputSettings(processes=2)


def minute() -> dict[str, Any]:
    """Four chunks, so that there is work for two."""
    segment = {"type": "background", "style": "mesh", "s": 0, "d": 60_000}
    return draft([segment], width=320, height=180)


def test_the_fault_of_a_worker_names_the_segment(tmp_path: Path) -> None:
    broken = save_photo(tmp_path / "broken.jpg")
    broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 3])
    document = minute()
    document["t"][0]["sg"][0]["d"] = 50_000
    document["t"][0]["sg"].append(
        {"id": "late", "type": "image", "src": "p", "s": 50_000, "d": 10_000}
    )
    with pytest.raises(AssetError, match=r"late.*broken\.jpg is damaged"):
        render(document, {"p": broken}, tmp_path / "o.mp4", TWO)
    assert [path.name for path in tmp_path.iterdir()] == ["broken.jpg"]


def test_a_worker_that_is_killed_ends_the_render(tmp_path: Path) -> None:
    killed: list[int] = []

    def on_progress(progress: Progress) -> None:
        if not killed:
            worker = multiprocessing.active_children()[0]
            worker.kill()
            killed.append(worker.pid or 0)

    with pytest.raises(RenderError, match="ended from outside"):
        render(minute(), {}, tmp_path / "o.mp4", TWO, progress=on_progress)
    assert killed and not multiprocessing.active_children()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after_s", [0.0, 0.3, 1.0])  # workers are asked for, start, draw
def test_cancelling_waits_for_no_worker(tmp_path: Path, after_s: float) -> None:
    stop = threading.Event()
    asked: list[float] = []

    def cancel() -> None:
        asked.append(time.monotonic())
        stop.set()

    timer = threading.Timer(after_s, cancel)
    timer.start()
    with pytest.raises(RenderCancelled):
        render(minute(), {}, tmp_path / "o.mp4", TWO, cancelled=stop.is_set)
    assert time.monotonic() - asked[0] < 1
    assert not multiprocessing.active_children() and list(tmp_path.iterdir()) == []
