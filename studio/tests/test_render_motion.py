"""Ken Burns against an ideal warp: sharpness, no jitter; moves and their windows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from render_support import draft, photo

from nemo_studio.renderer.color import luma
from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.motion import plan_move, window_for
from nemo_studio.renderer.plan import make_plan
from nemo_studio.renderer.planes import Planes, Window
from nemo_studio.timeline.draft import Motion, load_timeline

WIDTH, HEIGHT, FRAMES = 270, 480, 60
SOURCE = (900, 750)
KINDS = ["zoom_in", "zoom_out", "pan_left", "pan_right", "pan_up", "pan_down"]


def weights(count: int, start: float, length: float, size: int) -> np.ndarray:
    """Lanczos-3 as a matrix (count, size): samples of a window, widened when it shrinks."""
    step = length / count
    centre = start + (np.arange(count) + 0.5) * step - 0.5
    t = (np.arange(size)[None] - centre[:, None]) / max(step, 1.0)
    kernel = np.where(np.abs(t) < 3, np.sinc(t) * np.sinc(t / 3), 0)
    return kernel / kernel.sum(axis=1, keepdims=True)


def ideal(plane: np.ndarray, window: Window) -> np.ndarray:
    rows = weights(HEIGHT, window.y, window.h, plane.shape[0])
    columns = weights(WIDTH, window.x, window.w, plane.shape[1])
    return rows @ plane @ columns.T


def displacement(frame: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """(dx, dy) in px by which a frame is off, by least squares on the gradients."""
    gy, gx = np.gradient(wanted)
    inner = np.s_[4:-4, 4:-4]
    gx, gy, d = gx[inner], gy[inner], (frame - wanted)[inner]
    normal = [[np.sum(gx * gx), np.sum(gx * gy)], [np.sum(gx * gy), np.sum(gy * gy)]]
    return np.linalg.solve(normal, [-np.sum(d * gx), -np.sum(d * gy)])


@pytest.mark.parametrize("kind", KINDS)
def test_ken_burns_is_sharp_and_free_of_jitter(tmp_path: Path, kind: str) -> None:
    pixels = photo(*SOURCE, seed=7)
    Image.fromarray(pixels).save(tmp_path / "p.png")
    motion = {"kind": kind, "amount": 0.15}
    segment = {"type": "image", "src": "p", "s": 0, "d": FRAMES * 1000 // 30, "motion": motion}
    timeline = load_timeline(draft([segment], width=WIDTH, height=HEIGHT))
    move = plan_move(Motion.model_validate(motion), SOURCE, (WIDTH, HEIGHT), 0)
    plane = luma(pixels).astype(np.float64)
    canvas = Planes.blank(WIDTH, HEIGHT)
    errors, off = [], []
    plan = make_plan(timeline, (WIDTH, HEIGHT))
    with FrameMaker(timeline, plan, {"p": tmp_path / "p.png"}) as maker:
        for frame in range(0, FRAMES, 5):
            maker.draw(frame, canvas)
            look = move.at(frame / (FRAMES - 1))
            wanted = ideal(plane, window_for(look, SOURCE, (WIDTH, HEIGHT)))
            errors.append(np.mean((canvas.y - wanted) ** 2))
            off.append(displacement(canvas.y.astype(np.float64), wanted))
    jitter = np.array(off) - np.mean(off, axis=0)
    assert 10 * np.log10(255**2 / np.mean(errors)) >= 50
    assert np.sqrt((jitter**2).sum(axis=1).mean()) <= 0.02
    assert np.abs(np.mean(off, axis=0)).max() <= 0.03


looks = st.tuples(
    st.sampled_from([*KINDS, "hold", "auto"]),
    st.floats(0, 1),
    st.sampled_from(["linear", "ease_in", "ease_out", "ease_in_out"]),
)


@given(
    looks,
    st.tuples(st.integers(1, 30000), st.integers(1, 30000)),
    st.tuples(st.integers(64, 1920), st.integers(64, 1920)),
    st.integers(0, 99),
    st.floats(0, 1),
)
def test_a_window_never_leaves_its_source(
    look: tuple[str, float, str],
    source: tuple[int, int],
    frame: tuple[int, int],
    seed: int,
    progress: float,
) -> None:
    kind, amount, easing = look
    motion = Motion.model_validate({"kind": kind, "amount": amount, "easing": easing})
    window = window_for(plan_move(motion, source, frame, seed).at(progress), source, frame)
    slack = 1e-6 * max(source)
    assert window.w > 0 and window.h > 0
    assert window.x >= -slack and window.x + window.w <= source[0] + slack
    assert window.y >= -slack and window.y + window.h <= source[1] + slack
    assert window.w / window.h == pytest.approx(frame[0] / frame[1], rel=1e-6)


def test_moves_go_where_their_names_say() -> None:
    def centre(kind: str, progress: float) -> tuple[float, float, float]:
        move = plan_move(Motion.model_validate({"kind": kind}), (1000, 1000), (500, 500), 0)
        w = window_for(move.at(progress), (1000, 1000), (500, 500))
        return w.x + w.w / 2, w.y + w.h / 2, w.w

    assert centre("pan_right", 1)[0] > centre("pan_right", 0)[0]
    assert centre("pan_left", 1)[0] < centre("pan_left", 0)[0]
    assert centre("pan_up", 1)[1] < centre("pan_up", 0)[1]
    assert centre("pan_down", 1)[1] > centre("pan_down", 0)[1]
    assert centre("zoom_in", 1)[2] < centre("zoom_in", 0)[2]
    assert centre("zoom_out", 1)[2] > centre("zoom_out", 0)[2]


def test_auto_moves_alternate() -> None:
    motion = Motion(kind="auto", amount=0.12)
    moves = [plan_move(motion, (1500, 1000), (1600, 900), seed) for seed in range(4)]
    growing = [m.end.zoom > m.start.zoom for m in moves]
    assert growing == [True, False, True, False]
