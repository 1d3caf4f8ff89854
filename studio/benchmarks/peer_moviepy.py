# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "moviepy>=2.2", "numpy>=1.26", "pillow>=11", "av>=16.0", "opencv-python-headless>=4.10",
# ]
# ///
"""Scene A as a MoviePy user writes it (v2 API: resized by a function of time, CrossFadeIn)."""

from __future__ import annotations

import json
import sys
import time

from moviepy import CompositeVideoClip, ImageClip, VideoClip, vfx
from scenes import FPS, HEIGHT, WIDTH, WORK, scene
from usage import usage

_FADE_S = 0.5


def slide(path: str, start: float, length: float, grows: bool) -> VideoClip:
    clip = ImageClip(path).resized(height=HEIGHT).with_duration(length)

    def zoom(t: float) -> float:
        share = t / length
        return 1 + 0.12 * (share if grows else 1 - share)

    clip = clip.resized(zoom).with_position("center").with_start(start)
    return clip.with_effects([vfx.CrossFadeIn(_FADE_S)]) if start else clip


def main() -> None:
    draft, assets = scene("A")
    start = time.monotonic()
    slides = []
    for n, segment in enumerate(draft["t"][0]["sg"]):
        length = segment["d"] / 1000 + _FADE_S
        slides.append(slide(str(assets[segment["src"]]), segment["s"] / 1000, length, n % 2 == 0))
    video = CompositeVideoClip(slides, size=(WIDTH, HEIGHT)).with_duration(draft["d"] / 1000)
    video.write_videofile(
        str(WORK / "A-moviepy.mp4"), fps=FPS, codec="libx264", preset="veryfast", audio=False,
        ffmpeg_params=["-crf", "20"], logger=None,
    )  # fmt: skip
    print(json.dumps({"seconds": time.monotonic() - start, **usage()}))


if __name__ == "__main__":
    sys.exit(main())
