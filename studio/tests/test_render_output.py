"""Files: every format read by two decoders, lengths, determinism, ranges, cancelling, posters."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from render_support import draft, psnr, read, save_clip, save_photo
from studio_support import PACKAGES

from nemo_studio.renderer.clock import Clock
from nemo_studio.renderer.encode import chunks
from nemo_studio.renderer.poster import contact_sheet, poster
from nemo_studio.renderer.render import OutputSettings, Progress, RenderCancelled, render

CODECS = {
    "mp4": ("h264", "aac"), "mov": ("h264", "aac"), "mkv": ("h264", "aac"),
    "webm": ("vp9", "opus"), "avi": ("mpeg4", "pcm_s16le"),
}  # fmt: skip


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Path]]:
    """A picture, a clip with sound, a background, joined by transitions, with music: 3 s."""
    folder = tmp_path_factory.mktemp("scene")
    assets = {
        "p": save_photo(folder / "p.jpg", quality=92),
        "c": save_clip(folder / "c.mp4", sound=True),
    }
    document = draft(
        [
            {"type": "image", "src": "p", "s": 0, "d": 1000, "motion": {"kind": "zoom_in"}},
            {"type": "clip", "src": "c", "s": 1000, "d": 1000,
             "transition": {"kind": "crossfade", "duration_ms": 300}},
            {"type": "background", "style": "mesh", "s": 2000, "d": 1000,
             "transition": {"kind": "push_up", "duration_ms": 300}},
        ]
    )  # fmt: skip
    music = {"id": "m", "type": "music", "mood": "ambient", "s": 0, "d": 3000}
    document["t"].append({"tt": 1, "sg": [music]})
    return document, assets


@pytest.mark.parametrize("format_", [*CODECS, "gif"])
def test_every_format_opens_and_plays_through(
    scene: tuple[dict[str, Any], dict[str, Path]], tmp_path: Path, format_: Any
) -> None:
    document, assets = scene
    out = tmp_path / f"o.{format_}"
    result = render(document, assets, out, OutputSettings(format=format_))
    assert result.path == out and result.bytes == out.stat().st_size
    capture = cv2.VideoCapture(str(out))
    assert sum(1 for _ in iter(lambda: capture.read()[0], False)) == result.frames
    with av.open(str(out)) as container:
        frames = list(container.decode(video=0))
        assert len(frames) == result.frames
        steps = np.diff([float(f.time) for f in frames])
        tick = float(Fraction(1, 100) if format_ == "gif" else Fraction(1, 500))
        assert np.abs(steps - 1 / result.fps).max() <= tick + 1e-6  # constant rate
    if format_ == "gif":
        assert result.audio_codec is None and result.fps <= 15
        return
    video, audio = CODECS[format_]
    assert result.video_codec == video and (result.audio_codec or "").startswith(audio)
    with av.open(str(out)) as container:
        samples = sum(f.samples for f in container.decode(audio=0))
    assert abs(samples / 48000 - 3.0) <= 1 / 30 + 1152 * 2 / 48000


def test_mp4_starts_fast_and_sound_is_as_long_as_picture(
    scene: tuple[dict[str, Any], dict[str, Path]], tmp_path: Path
) -> None:
    render(*scene, tmp_path / "o.mp4")
    data = (tmp_path / "o.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(tmp_path / "o.mp4")) as container:
        lengths = [float(s.duration * s.time_base) for s in container.streams]
        assert container.streams.video[0].average_rate == 30
    assert lengths == pytest.approx([3.0, 3.0], abs=1 / 30)


def test_the_same_draft_gives_the_same_bytes_in_any_number_of_processes(
    scene: tuple[dict[str, Any], dict[str, Path]], tmp_path: Path
) -> None:
    document, assets = scene
    long = {**document, "d": 26_000}
    background = {"id": "bg", "type": "background", "style": "waves", "s": 3000, "d": 23_000}
    long["t"] = [
        {**document["t"][0], "sg": [*document["t"][0]["sg"], background]}, document["t"][1]
    ]  # fmt: skip
    long["m"] = {**document["m"], "width": 160, "height": 90, "fps": 24}
    sums = []
    for number, processes in enumerate((1, 1, 2)):
        out = tmp_path / f"{number}.mp4"
        render(long, assets, out, OutputSettings(quality="draft", processes=processes))
        sums.append(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(set(sums)) == 1
    assert len(read(tmp_path / "2.mp4")) == 26 * 24
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@given(st.integers(1, 200_000), st.sampled_from([24, 25, 30, 60]))
def test_chunks_cover_all_frames_on_key_frames(frames: int, fps: int) -> None:
    parts = chunks(frames, fps)
    assert parts[0][0] == 0 and parts[-1][1] == frames
    assert all(a[1] == b[0] for a, b in pairwise(parts))
    assert all(first % (2 * fps) == 0 and first < end for first, end in parts)


@given(st.integers(0, 3_600_000), st.sampled_from([24, 25, 30, 60]))
def test_the_clock_rounds_to_the_nearest_frame(time_ms: int, fps: int) -> None:
    clock = Clock(fps)
    assert abs(Fraction(clock.frame(time_ms), fps) - Fraction(time_ms, 1000)) <= Fraction(
        1, 2 * fps
    )


@pytest.mark.parametrize(
    ("duration_ms", "fps", "frames"), [(1000, 24, 24), (1234, 25, 31), (20, 30, 1), (999, 60, 60)]
)
def test_lengths_are_exact(tmp_path: Path, duration_ms: int, fps: int, frames: int) -> None:
    segment = {"type": "background", "style": "solid", "s": 0, "d": duration_ms}
    document = draft([segment], width=64, height=64, fps=fps)
    result = render(document, {}, tmp_path / "o.mp4")
    assert result.frames == frames == len(read(result.path)) and result.fps == fps


@pytest.mark.parametrize(
    ("size", "resolution", "expected"),
    [((1080, 1920), 480, (480, 854)), ((1920, 1080), 720, (1280, 720)),
     ((720, 720), 480, (480, 480)), ((864, 1080), 480, (480, 600))],
)  # fmt: skip
def test_resolution_is_the_short_side(
    tmp_path: Path, size: tuple[int, int], resolution: int, expected: tuple[int, int]
) -> None:
    segment = {"type": "background", "style": "grid", "s": 0, "d": 40}
    document = draft([segment], width=size[0], height=size[1])
    result = render(document, {}, tmp_path / "o.mp4", OutputSettings(resolution=resolution))
    assert (result.width, result.height) == expected


def test_a_scaled_render_shows_the_same_picture(
    scene: tuple[dict[str, Any], dict[str, Path]], tmp_path: Path
) -> None:
    document, assets = scene
    full = {**document, "m": {**document["m"], "width": 640, "height": 360}}
    for name, meta in (("small", document), ("full", full)):
        poster(meta, assets, tmp_path / f"{name}.png", at_ms=600)
    small, large = (np.asarray(Image.open(tmp_path / f"{n}.png")) for n in ("small", "full"))
    shrunk = cv2.resize(large, (320, 180), interpolation=cv2.INTER_AREA)
    assert psnr(small, shrunk) > 30


def test_quality_is_seen_in_the_picture(
    scene: tuple[dict[str, Any], dict[str, Path]], tmp_path: Path
) -> None:
    poster(*scene, tmp_path / "p.png", at_ms=500)
    drawn = np.asarray(Image.open(tmp_path / "p.png"))
    kept = []
    for quality in ("draft", "standard", "high"):
        out = tmp_path / f"{quality}.mp4"
        render(*scene, out, OutputSettings(quality=quality))  # type: ignore[arg-type]
        kept.append(psnr(read(out)[15], drawn))
    assert kept == sorted(kept)


def test_cancelling_is_quick_and_leaves_nothing(tmp_path: Path) -> None:
    segment = {"type": "background", "style": "bokeh", "s": 0, "d": 600_000}
    document = draft([segment], width=640, height=360)
    music = {"id": "m", "type": "music", "mood": "upbeat", "s": 0, "d": 600_000}
    document["t"].append({"tt": 1, "sg": [music]})  # being measured while it is cancelled
    stop = threading.Event()
    asked: list[float] = []

    def on_progress(progress: Progress) -> None:
        if progress.frames_done > 20 and not asked:
            asked.append(time.monotonic())
            stop.set()

    for processes in (1, 2):
        stop.clear()
        asked.clear()
        with pytest.raises(RenderCancelled):
            render(document, {}, tmp_path / "o.mp4", OutputSettings(processes=processes),
                   progress=on_progress, cancelled=stop.is_set)  # fmt: skip
        assert time.monotonic() - asked[0] < 1
        assert list(tmp_path.iterdir()) == []


def test_progress_rises_to_one(
    scene: tuple[dict[str, Any], dict[str, Path]], tmp_path: Path
) -> None:
    seen: list[Progress] = []
    render(*scene, tmp_path / "o.mp4", progress=seen.append)
    fractions = [p.fraction for p in seen]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert seen[-1].frames_done == seen[-1].frames == 90 and seen[-1].fps > 0


def test_an_older_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "o.mp4"
    out.write_bytes(b"older")
    segment = {"type": "background", "style": "solid", "s": 0, "d": 2000}
    with pytest.raises(RenderCancelled):
        render(draft([segment]), {}, out, cancelled=lambda: True)
    assert out.read_bytes() == b"older"
    render(draft([segment]), {}, out)
    assert len(read(out)) == 60


def test_poster_and_contact_sheet(
    scene: tuple[dict[str, Any], dict[str, Path]], tmp_path: Path
) -> None:
    document, assets = scene
    still = np.asarray(Image.open(poster(document, assets, tmp_path / "p.png", at_ms=500)))
    render(document, assets, tmp_path / "o.mp4", OutputSettings(quality="high"))
    assert psnr(still, read(tmp_path / "o.mp4")[15]) > 30
    sheet = Image.open(contact_sheet(document, assets, tmp_path / "s.jpg", columns=3, rows=2))
    assert sheet.size[0] == 1600
    with pytest.raises(ValueError, match=r"\.jpg or \.png"):
        poster(document, assets, tmp_path / "p.bmp")


@pytest.mark.parametrize(
    "wrong", [{"format": "flv"}, {"quality": "best"}, {"resolution": 4320}, {"processes": 0}]
)
def test_settings_that_cannot_be_given_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        OutputSettings(**wrong)


_MEASURE = """
import resource, sys
from pathlib import Path
from nemo_studio.renderer.render import OutputSettings, render
from render_support import draft, save_photo
folder, seconds = Path(sys.argv[1]), int(sys.argv[2])
photo = save_photo(folder / "p.jpg", 1200, 900)
shots = [
    {"type": "image", "src": "p", "s": n * 2000, "d": 2000, "motion": {"kind": "auto"},
     "transition": {"kind": "crossfade", "duration_ms": 500}}
    for n in range(seconds // 2)
]
render(draft(shots, width=640, height=360), {"p": photo}, folder / "o.mp4",
       OutputSettings(quality="draft"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    tests = Path(__file__).parent
    path = os.pathsep.join([str(tests), *PACKAGES])
    peaks = []
    for seconds in ("16", "120"):
        command = [sys.executable, "-c", _MEASURE, str(tmp_path), seconds]
        done = subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        peaks.append(int(done.stdout))
    assert peaks[1] < peaks[0] + 40  # MB
