"""The looks that the README shows: each part of each sheet is held to the kept picture by SSIM."""

from __future__ import annotations

from pathlib import Path

import cv2
import golden
import numpy as np
import pytest
from PIL import Image
from skimage.metrics import structural_similarity

# Likeness of luma after a blur of about a pixel, which JPEG and grain hardly change; a
# text moved by a pixel costs more. The colours are held apart from it: SSIM hardly sees a tint.
LEAST = 0.985
MOST_TINT = 2.0  # of 255, the mean difference of a picture's colours


@pytest.mark.parametrize("name", golden.SHEETS)
def test_the_kept_pictures(tmp_path: Path, name: str) -> None:
    drawn = _read(golden.draw(name, tmp_path / f"{name}.png"))
    kept = _read(golden.FOLDER / f"{name}.jpg")
    assert drawn.shape == kept.shape
    _, columns, rows = golden.SHEETS[name]
    for row in range(rows):
        for column in range(columns):
            high, wide = drawn.shape[0] // rows, drawn.shape[1] // columns
            part = np.s_[row * high : (row + 1) * high, column * wide : (column + 1) * wide]
            where = f"{name}: picture {row * columns + column + 1}"
            assert likeness(drawn[part], kept[part]) >= LEAST, where
            assert tint(drawn[part], kept[part]) <= MOST_TINT, where


def test_a_moved_text_is_seen() -> None:
    """The measure itself can fail."""
    kept = _read(golden.FOLDER / "layouts.jpg")[:420, :240]
    moved = np.roll(kept, 1, axis=1)
    assert likeness(kept, moved) < LEAST


def test_another_colour_is_seen() -> None:
    kept = _read(golden.FOLDER / "backgrounds.jpg")[:240, :400]
    tinted = np.clip(kept.astype(int) + np.array([12, 0, -12]), 0, 255).astype(np.uint8)
    assert tint(kept, tinted) > MOST_TINT


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """SSIM of the luma, 0 to 1, of RGB pictures of one size."""
    lumas = [
        cv2.GaussianBlur(cv2.cvtColor(p, cv2.COLOR_RGB2GRAY), (0, 0), 0.8) for p in (one, other)
    ]
    return float(structural_similarity(*lumas))


def tint(one: np.ndarray, other: np.ndarray) -> float:
    """The mean difference, 0 to 255, of blurred RGB pictures of one size."""
    soft = [cv2.GaussianBlur(p, (0, 0), 3).astype(float) for p in (one, other)]
    return float(np.abs(soft[0] - soft[1]).mean())


def _read(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))
