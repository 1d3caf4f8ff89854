"""The benchmark's scenes as drafts, and the files they use, made once and always the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from PIL import Image

WORK = Path(__file__).parent / "work"
SCENES = {
    "A": "slideshow: 6 photos of 12 MP, Ken Burns, cross-fades, title, music; 15 s",
    "B": "text cards: 5 scenes of animated text on moving gradients, music; 20 s",
    "C": "3 clips of 1080p with logo and lower thirds, clip sound and music; 15 s",
    "D": "as A, but 10 minutes at 640x360",
    "D0": "as A, but 15 seconds at 640x360",
    "E": "as A, but 60 seconds",
}
WIDTH, HEIGHT, FPS = 1080, 1920, 30
_PHOTOS = 6


def scene(name: str) -> tuple[dict[str, Any], dict[str, Path]]:
    """(draft, assets) of a scene; its files are made in WORK when they are not there."""
    WORK.mkdir(exist_ok=True)
    if name == "B":
        return _cards(), {}
    if name == "C":
        return _clips()
    seconds = {"A": 15, "D": 600, "D0": 15, "E": 60}[name]
    size = (640, 360) if name.startswith("D") else (WIDTH, HEIGHT)
    return _slideshow(seconds, size), {f"p{n}": _photo(n) for n in range(_PHOTOS)}


def _draft(tracks: list[Any], seconds: int, size: tuple[int, int]) -> dict[str, Any]:
    meta = {"width": size[0], "height": size[1], "fps": FPS, "seed": 1}
    music = {"id": "music", "type": "music", "mood": "upbeat", "s": 0, "d": seconds * 1000}
    return {"t": [*tracks, {"tt": 1, "sg": [music]}], "d": seconds * 1000, "m": meta}


def _slideshow(seconds: int, size: tuple[int, int]) -> dict[str, Any]:
    pictures = [
        {
            "id": f"s{n}", "type": "image", "src": f"p{n % _PHOTOS}", "s": n * 2500, "d": 2500,
            "motion": {"kind": ("zoom_in", "zoom_out", "pan_right", "pan_left")[n % 4]},
            "transition": {"kind": "crossfade" if n else "cut", "duration_ms": 500},
        }
        for n in range(seconds * 1000 // 2500)
    ]  # fmt: skip
    titles = [
        {"id": f"t{n}", "type": "text", "text": "A day by the sea", "s": n * 15000 + 300, "d": 3000}
        for n in range(seconds // 15)
    ]  # fmt: skip
    return _draft([{"tt": 0, "sg": pictures}, {"tt": 7, "sg": titles}], seconds, size)


def _cards() -> dict[str, Any]:
    styles = ("mesh", "waves", "rays", "shapes", "mesh")
    texts = (
        "Fresh coffee",
        "Roasted every morning",
        "Three kinds of beans",
        "你好，世界",
        "Visit us",
    )
    grounds = [
        {"id": f"b{n}", "type": "background", "style": style, "s": n * 4000, "d": 4000,
         "transition": {"kind": "crossfade" if n else "cut", "duration_ms": 400}}
        for n, style in enumerate(styles)
    ]  # fmt: skip
    titles = [
        {"id": f"t{n}", "type": "text", "text": text, "role": "card", "s": n * 4000, "d": 4000,
         "layout": ("hero", "split", "quote", "kicker", "cta")[n], "body": "Made with care."}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    return _draft([{"tt": 0, "sg": grounds}, {"tt": 7, "sg": titles}], 20, (WIDTH, HEIGHT))


def _clips() -> tuple[dict[str, Any], dict[str, Path]]:
    assets = {f"c{n}": _clip(n, (25, 30, 30)[n]) for n in range(3)} | {"logo": _logo()}
    clips = [
        {"id": f"c{n}", "type": "clip", "src": f"c{n}", "s": n * 5000, "d": 5000}
        for n in range(3)
    ]  # fmt: skip
    logo = {"id": "logo", "type": "image", "src": "logo", "s": 0, "d": 15000, "opacity": 0.9,
            "fit": "contain", "box": {"x": 0.85, "y": 0.04, "w": 0.12, "h": 0.12}}  # fmt: skip
    lower = [
        {"id": f"l{n}", "type": "text", "role": "lower_third", "text": f"Clip number {n + 1}",
         "s": n * 5000 + 500, "d": 3500}
        for n in range(3)
    ]  # fmt: skip
    tracks = [{"tt": 0, "sg": clips}, {"tt": 0, "sg": [logo]}, {"tt": 7, "sg": lower}]
    return _draft(tracks, 15, (1920, 1080)), assets


def picture(width: int, height: int, seed: int) -> np.ndarray:
    """A synthetic photo: soft light, hard edges, fine texture; RGB."""
    rng = np.random.default_rng(seed)
    small = rng.integers(40, 200, (7, 9, 3)).astype(np.uint8)
    image = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(60):
        at = tuple(int(v) for v in rng.integers(0, (width, height)))
        color = tuple(int(v) for v in rng.integers(0, 256, 3))
        cv2.circle(image, at, int(rng.integers(10, height // 12)), color, -1, cv2.LINE_AA)
    noise = cv2.GaussianBlur(rng.normal(0, 18, image.shape).astype(np.float32), (0, 0), 1.0)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def _photo(number: int) -> Path:
    path = WORK / f"photo{number}.jpg"
    if not path.exists():
        Image.fromarray(picture(4000, 3000, number)).save(path, quality=88)
    return path


def _clip(number: int, rate: int) -> Path:
    """6 s of a camera gliding over a picture, with a tone."""
    path = WORK / f"clip{number}.mp4"
    if path.exists():
        return path
    wide = picture(2600, 1400, 20 + number)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=rate, options={"crf": "18"})
        video.width, video.height, video.pix_fmt = 1920, 1080, "yuv420p"
        audio = container.add_stream("aac", rate=48000)
        for n in range(6 * rate):
            x, y = 4 * n * 25 // rate, n * 25 // rate
            part = np.ascontiguousarray(wide[y : y + 1080, x : x + 1920])
            frame = av.VideoFrame.from_ndarray(part, "rgb24")
            container.mux(video.encode(frame.reformat(format="yuv420p", dst_colorspace="itu709")))
        container.mux(video.encode(None))
        for start in range(0, 6 * 48000, 1024):
            tone = 0.1 * np.sin(2 * np.pi * 220 * (start + np.arange(1024)) / 48000)
            block = np.tile(tone.astype(np.float32), (2, 1))
            sound = av.AudioFrame.from_ndarray(block, "fltp", "stereo")
            sound.sample_rate, sound.pts = 48000, start
            container.mux(audio.encode(sound))
        container.mux(audio.encode(None))
    return path


def _logo() -> Path:
    path = WORK / "logo.png"
    if not path.exists():
        rgba = np.zeros((400, 400, 4), np.uint8)
        cv2.circle(rgba, (200, 200), 180, (255, 140, 40, 255), -1, cv2.LINE_AA)
        Image.fromarray(rgba).save(path)
    return path
