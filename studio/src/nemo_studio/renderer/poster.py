"""Single pictures of a video: a poster, and a contact sheet to look it over at a glance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from nemo_studio.renderer.assets import Assets
from nemo_studio.renderer.color import U8
from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.plan import check_assets, make_plan, output_size
from nemo_studio.renderer.planes import Planes
from nemo_studio.timeline.draft import load_timeline

_GAP = 8  # px between the pictures of a sheet


def poster(
    draft: dict[str, Any],
    assets: Assets,
    out: Path,
    at_ms: int | None = None,
    resolution: int | None = None,
) -> Path:
    """Write the frame at a time in ms (None: the draft's own, else the first) as JPEG or PNG.

    Raises TimelineError, AssetError; ValueError for another extension.
    """
    frames = _frames(draft, assets, [at_ms], resolution)
    return _save(frames[0], out)


def contact_sheet(
    draft: dict[str, Any],
    assets: Assets,
    out: Path,
    columns: int = 4,
    rows: int = 3,
    width: int = 1600,
) -> Path:
    """Write columns x rows moments, evenly spread, as one picture `width` pixels wide."""
    if columns < 1 or rows < 1 or columns * rows > 100:
        raise ValueError("a contact sheet has 1 to 100 pictures")
    count = columns * rows
    duration = load_timeline(draft).duration_ms
    times = [int(duration * (n + 0.5) / count) for n in range(count)]
    cells = _frames(draft, assets, list(times), 480)
    cell_width = (width - _GAP * (columns + 1)) // columns
    cell_height = max(1, round(cell_width * cells[0].shape[0] / cells[0].shape[1]))
    sheet = np.full((rows * (cell_height + _GAP) + _GAP, width, 3), 24, np.uint8)
    for n, cell in enumerate(cells):
        x = _GAP + n % columns * (cell_width + _GAP)
        y = _GAP + n // columns * (cell_height + _GAP)
        sheet[y : y + cell_height, x : x + cell_width] = cv2.resize(
            cell, (cell_width, cell_height), interpolation=cv2.INTER_AREA
        )
    return _save(sheet, out)


def _frames(
    draft: dict[str, Any], assets: Assets, times_ms: list[int | None], resolution: int | None
) -> list[U8]:
    """RGB pictures (h, w, 3) at those times."""
    timeline = load_timeline(draft)
    check_assets(timeline, assets)
    plan = make_plan(timeline, output_size(timeline, resolution))
    canvas = Planes.blank(plan.width, plan.height)
    pictures = []
    with FrameMaker(timeline, plan, assets) as maker:
        for at_ms in times_ms:
            wanted = timeline.meta.poster_ms if at_ms is None else at_ms
            maker.draw(min(max(plan.clock.frame(wanted), 0), plan.frames - 1), canvas)
            pictures.append(canvas.to_rgb())
    return pictures


def _save(rgb: U8, out: Path) -> Path:
    formats = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
    if out.suffix.lower() not in formats:
        raise ValueError(f"{out.name}: a picture is written as .jpg or .png")
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part")
    try:
        # Colours at full size: halved, fine stripes and coloured letters would smear.
        options = {"quality": 90, "subsampling": 0} if out.suffix.lower() != ".png" else {}
        Image.fromarray(rgb).save(part, formats[out.suffix.lower()], **options)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return out
