"""The warp against bilinear sampling in floating point, whichever of its two ways it takes."""

from __future__ import annotations

import os
import sys
import threading

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from render_support import photo

from nemo_studio.renderer import warp as warping
from nemo_studio.renderer.color import luma
from nemo_studio.renderer.planes import Planes, Window
from nemo_studio.renderer.priority import after_encoder

WIDTH, HEIGHT = 54, 96
SOURCE = luma(photo(400, 460, seed=3))


def positions(start: float, length: float, count: int, size: int) -> np.ndarray:
    """Where the target's pixel centres fall, as indices of the source, held at its edges."""
    return np.clip(start + (np.arange(count) + 0.5) * length / count - 0.5, 0, size - 1)


def mixed(samples: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Rows of `samples` at fractional indices."""
    low = np.minimum(at.astype(int), len(samples) - 2)
    share = (at - low)[:, None]
    return samples[low] * (1 - share) + samples[low + 1] * share


def ideal(source: np.ndarray, window: Window) -> np.ndarray:
    rows = mixed(source.astype(float), positions(window.y, window.h, HEIGHT, source.shape[0]))
    return mixed(rows.T, positions(window.x, window.w, WIDTH, source.shape[1])).T


@st.composite
def windows(draw: st.DrawFn) -> Window:
    w, h = (draw(st.floats(0.4, 2.2)) * side for side in (WIDTH, HEIGHT))
    x = draw(st.floats(0, SOURCE.shape[1] - w))
    y = draw(st.floats(0, SOURCE.shape[0] - h))
    return Window(x, y, w, h)


@given(windows())
@example(Window(300, 200, WIDTH, HEIGHT))  # whole pixels
@example(Window(280, 200, 2 * WIDTH, 2 * HEIGHT))
@example(Window(346, 364, WIDTH, HEIGHT))  # the far corner
@example(Window(1, 89, WIDTH / 2, HEIGHT))  # enlarged from a whole pixel: what lies before counts
@example(Window(0, 0, 1.5 * WIDTH, 1.5 * HEIGHT))  # nothing before it
def test_every_window_is_sampled_where_it_lies(window: Window) -> None:
    drawn = warping.warp_plane(SOURCE, window, WIDTH, HEIGHT)
    error = np.abs(drawn - ideal(SOURCE, window))
    steepest = max(np.abs(np.diff(SOURCE.astype(float), axis=axis)).max() for axis in (0, 1))
    # 1/64 px is the most that a position is rounded by, on both axes; then 8 bits.
    assert error.max() <= steepest * 2 / 64 + 1.5


def test_a_slow_zoom_takes_the_fast_way_and_an_apron_gives_it_room() -> None:
    plain = Window(2.25, 1.5, WIDTH * 1.61, HEIGHT * 1.61)
    left, top = warping.apron(plain.w, WIDTH), warping.apron(plain.h, HEIGHT)
    padded = warping.with_apron(SOURCE, left, top)
    moved = Window(plain.x + left, plain.y + top, plain.w, plain.h)
    assert left % 2 == top % 2 == 0
    assert padded.shape == (SOURCE.shape[0] + top, SOURCE.shape[1] + left)
    anchors = [
        [warping._anchor(w.x, w.w / WIDTH), warping._anchor(w.y, w.h / HEIGHT)]
        for w in (plain, moved)
    ]
    assert None in anchors[0]
    assert None not in anchors[1]
    drawn = warping.warp_plane(padded, moved, WIDTH, HEIGHT)
    assert np.abs(drawn - ideal(SOURCE, plain)).max() <= 1.5


def test_chroma_keeps_to_luma() -> None:
    """A picture whose planes hold the same ramp shows the same ramp in all planes."""
    ramp = np.tile(np.arange(0, 200, 0.5), (460, 1))
    half = (ramp[::2, ::2] + ramp[::2, 1::2]) / 2
    source = Planes(*(np.rint(p).astype(np.uint8) for p in (ramp, half, half)))
    target = Planes.blank(WIDTH, HEIGHT)
    warping.warp(source, Window(33.3, 21.7, WIDTH * 1.3, HEIGHT * 1.3), target)
    small = target.y.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).mean(axis=(1, 3))
    assert np.abs(small - target.u).max() <= 1
    assert (target.u == target.v).all()


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own")
def test_threads_that_work_ahead_stand_back_alone() -> None:
    found: list[int] = []

    def work() -> None:
        after_encoder()
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    before = os.getpriority(os.PRIO_PROCESS, 0)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [max(before, 5)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
