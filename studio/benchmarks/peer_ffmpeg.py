# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "imageio-ffmpeg>=0.6", "fontpkg-inter>=4.1",
#   "numpy>=1.26", "pillow>=11", "av>=16.0", "opencv-python-headless>=4.10",
# ]
# ///
"""Scene A as one hand-made FFmpeg filtergraph: zoompan, xfade and drawtext, without music."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from importlib.resources import files
from typing import Any

from imageio_ffmpeg import get_ffmpeg_exe
from scenes import FPS, HEIGHT, WIDTH, WORK, scene
from usage import usage

_FADE_S = 0.5
_ZOOM = 0.12


def _slide(number: int, length_s: float) -> str:
    """One picture, cropped to the frame's shape, zooming over its time."""
    frames = round(length_s * FPS)
    share = f"on/{frames}" if number % 2 == 0 else f"(1-on/{frames})"
    return (
        f"[{number}:v]crop=ih*{WIDTH}/{HEIGHT}:ih,"
        f"zoompan=z='1+{_ZOOM}*{share}':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2'"
        f":d={frames}:s={WIDTH}x{HEIGHT}:fps={FPS},format=yuv420p[s{number}]"
    )


def _filtergraph(draft: dict[str, Any]) -> str:
    segments, title = draft["t"][0]["sg"], draft["t"][1]["sg"][0]
    steps = [_slide(n, segment["d"] / 1000 + _FADE_S) for n, segment in enumerate(segments)]
    shown = "s0"
    for n, segment in enumerate(segments[1:], 1):
        steps.append(
            f"[{shown}][s{n}]xfade=transition=fade:duration={_FADE_S}:"
            f"offset={segment['s'] / 1000}[x{n}]"
        )
        shown = f"x{n}"
    font = files("fontpkg_inter") / "files/Inter[opsz,wght].ttf"
    begin, end = title["s"] / 1000, (title["s"] + title["d"]) / 1000
    steps.append(
        f"[{shown}]drawtext=fontfile='{font}':text='{title['text']}':fontsize=96:fontcolor=white:"
        f"shadowy=4:x=(w-tw)/2:y=(h-th)/2:enable='between(t,{begin},{end})':"
        f"alpha='min(1,(t-{begin})/0.4)*min(1,({end}-t)/0.4)'[out]"
    )
    return ";".join(steps)


def main() -> None:
    draft, assets = scene("A")
    start = time.monotonic()
    command = [get_ffmpeg_exe(), "-y", "-loglevel", "error"]
    for segment in draft["t"][0]["sg"]:
        command += ["-i", str(assets[segment["src"]])]
    command += [
        "-filter_complex", _filtergraph(draft), "-map", "[out]", "-t", str(draft["d"] / 1000),
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", str(WORK / "A-ffmpeg.mp4"),
    ]  # fmt: skip
    subprocess.run(command, check=True)
    print(json.dumps({"seconds": time.monotonic() - start, **usage()}))


if __name__ == "__main__":
    sys.exit(main())
