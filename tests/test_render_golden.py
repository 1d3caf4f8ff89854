"""The looks that the README shows: each part of each sheet is held to the kept picture by SSIM."""

from __future__ import annotations

from pathlib import Path

import golden
import numpy as np
import pytest
from PIL import Image
from skimage.metrics import structural_similarity

# Grain under JPEG costs up to 0.05; a text moved by 4 px, or another colour, costs more.
LEAST = 0.94


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
            likeness = structural_similarity(drawn[part], kept[part], channel_axis=2)
            assert likeness >= LEAST, (
                f"{name}: picture {row * columns + column + 1}: {likeness:.3f}"
            )


def test_a_moved_text_is_seen() -> None:
    """The measure itself can fail."""
    kept = _read(golden.FOLDER / "layouts.jpg")[:420, :240]
    moved = np.roll(kept, 4, axis=1)
    assert structural_similarity(kept, moved, channel_axis=2) < LEAST


def _read(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))
