"""Small fields enlarged: true to the field within parts of a step, no bands, no wrapping at the ends."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_studio.renderer.smooth import spread


def enlarged(field: np.ndarray, width: int, height: int) -> np.ndarray:
    frame = np.full((height, width + 24), 7, np.uint8)  # rows of an encoder's frame are padded
    spread(field.astype(np.float32), frame[:, :width])
    assert (frame[:, width:] == 7).all()
    return frame[:, :width]


def test_a_slow_ramp_has_no_steps() -> None:
    """Four levels over 1280 pixels: bands of 320 pixels, if it were rounded."""
    ramp = np.tile(np.linspace(100, 104, 40), (22, 1))
    out = enlarged(ramp, 1280, 720)
    soft = cv2.blur(out.astype(np.float32), (33, 33))[40:-40, 40:-40]
    slope = (104 - 100) / (39 * 32)
    wanted = 100 + slope * (np.arange(40, 1240) + 0.5 - 16)
    assert np.abs(soft - wanted).max() < 0.12


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.0, 240.0]),
    st.tuples(st.integers(2, 40), st.integers(2, 40)),
    st.tuples(st.integers(16, 300), st.integers(16, 300)),
)
def test_what_goes_over_an_end_stays_there(
    seed: int, least: float, small: tuple[int, int], size: tuple[int, int]
) -> None:
    """Near 0 and near 255, where the cubic's overshoot leaves 8 bits."""
    field = least + np.random.default_rng(seed).choice([0.0, 0.3, 14.9, 15.0], small)
    assert np.abs(enlarged(field, *size).astype(float) - least - 7.5).max() < 14


@pytest.mark.parametrize("level", [0, 16, 128, 235, 255])
def test_a_flat_field_stays_flat(level: int) -> None:
    assert (enlarged(np.full((9, 16), level), 320, 180) == level).all()
