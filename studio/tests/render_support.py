"""Files and drafts for the renderer's tests, and a way to look at what came out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from PIL import Image


def photo(width: int, height: int, seed: int = 1) -> np.ndarray:
    """A synthetic photo (h, w, 3): soft light, hard edges, fine texture."""
    rng = np.random.default_rng(seed)
    small = rng.integers(30, 226, (6, 8, 3)).astype(np.uint8)
    picture = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(24):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        color = tuple(int(c) for c in rng.integers(0, 256, 3))
        radius = int(rng.integers(4, max(5, min(width, height) // 8)))
        if rng.random() < 0.5:
            cv2.circle(picture, (x, y), radius, color, -1, cv2.LINE_AA)
        else:
            cv2.rectangle(picture, (x, y), (x + 2 * radius, y + radius), color, -1)
    noise = cv2.GaussianBlur(rng.normal(0, 30, picture.shape).astype(np.float32), (0, 0), 1.2)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def save_photo(path: Path, width: int = 640, height: int = 480, seed: int = 1, **how: Any) -> Path:
    Image.fromarray(photo(width, height, seed)).save(path, **how)
    return path


def save_clip(
    path: Path,
    *,
    seconds: float = 2.0,
    fps: int = 30,
    size: tuple[int, int] = (320, 180),
    times_ms: list[int] | None = None,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    sound: bool = False,
    rotation: int = 0,
) -> Path:
    """A clip whose frame n has brightness 40 + 2 * n (mod 160) and a white square on the left.

    times_ms: presentation times, for a variable frame rate.
    """
    count = len(times_ms) if times_ms else round(seconds * fps)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=fps, options={"crf": "8", "g": "12"})
        stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
        base = Fraction(1, 1000) if times_ms else Fraction(1, fps)
        stream.codec_context.time_base = base
        if rotation:
            stream.set_display_rotation(rotation)
        audio = container.add_stream("aac", rate=48000) if sound else None
        for n in range(count):
            rgb = np.full((size[1], size[0], 3), level(n), np.uint8)
            rgb[: size[1] // 4, : size[0] // 4] = 255
            frame = av.VideoFrame.from_ndarray(rgb, "rgb24").reformat(
                format=pix_fmt, dst_colorspace="itu709"
            )
            frame.pts, frame.time_base = times_ms[n] if times_ms else n, base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if audio is not None:
            samples = int(48000 * count / fps)
            tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(samples) / 48000)
            for start in range(0, samples, 1024):
                block = np.tile(tone[start : start + 1024].astype(np.float32), (2, 1))
                sound_frame = av.AudioFrame.from_ndarray(block, "fltp", "stereo")
                sound_frame.sample_rate, sound_frame.pts = 48000, start
                container.mux(audio.encode(sound_frame))
            container.mux(audio.encode(None))
    return path


def level(frame: int) -> int:
    """The grey of a test clip's frame."""
    return 40 + 2 * frame % 160


def draft(
    *tracks: list[dict[str, Any]], width: int = 320, height: int = 180, fps: int = 30, **meta: Any
) -> dict[str, Any]:
    """A draft of video tracks (each a list of segments with s, d and the rest)."""
    end = max(s["s"] + s["d"] for track in tracks for s in track)
    numbered = []
    for t, track in enumerate(tracks):
        numbered.append({"tt": 0, "sg": [{"id": f"v{t}{n}", **s} for n, s in enumerate(track)]})
    return {"t": numbered, "d": end, "m": {"width": width, "height": height, "fps": fps, **meta}}


def read(path: Path) -> list[np.ndarray]:
    """All frames of a video as RGB."""
    with av.open(str(path)) as container:
        return [f.to_ndarray(format="rgb24") for f in container.decode(video=0)]


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    error = float(np.mean((a.astype(np.float64) - b.astype(np.float64)) ** 2))
    return 99.0 if error == 0 else 10 * np.log10(255**2 / error)
