"""Sound files and timelines that the audio tests make for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from nemo_studio.timeline.draft import Timeline, load_timeline

RATE = 48_000


def sine(hertz: float, seconds: float, rate: int = RATE, level: float = 0.25) -> NDArray[Any]:
    """A sine, shape (n,)."""
    return level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def noise(seconds: float, rate: int = RATE, level: float = 0.1, seed: int = 1) -> NDArray[Any]:
    """White noise with that rms, shape (n,)."""
    return level * np.random.default_rng(seed).standard_normal(round(seconds * rate))


def write(
    path: Path,
    channels: Iterable[NDArray[Any]],
    *,
    rate: int = RATE,
    layout: str = "stereo",
    codec: str = "pcm_s16le",
    picture_seconds: float = 0.0,
) -> Path:
    """A file with one audio stream, and a grey picture of 25 fps when asked."""
    sound = np.stack(list(channels)).astype(np.float32) if channels else None
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=25) if picture_seconds else None
        if video is not None:
            video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        audio = container.add_stream(codec, rate=rate, layout=layout) if sound is not None else None
        for _ in range(round(picture_seconds * 25)):
            grey = av.VideoFrame.from_ndarray(np.full((96, 64), 128, np.uint8), "yuv420p")
            container.mux(video.encode(grey))
        if video is not None:
            container.mux(video.encode(None))
        if audio is not None and sound is not None:
            _encode(container, audio, sound, rate, layout)
    return path


def _encode(container: Any, audio: Any, sound: NDArray[np.float32], rate: int, layout: str) -> None:
    resampler = av.AudioResampler(audio.format.name, layout, rate, audio.frame_size or 1024)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), "fltp", layout)
    frame.sample_rate = rate
    frame.pts = 0
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(audio.encode(piece))
    container.mux(audio.encode(None))


def timeline(
    ms: int, audio: Iterable[dict[str, Any]] = (), video: Iterable[dict[str, Any]] = ()
) -> Timeline:
    """A timeline with one audio and one video track; segments in the wire form."""
    tracks: list[dict[str, Any]] = [{"tt": 0, "sg": list(video)}, {"tt": 1, "sg": list(audio)}]
    return load_timeline({"t": tracks, "d": ms})


def rms_db(sound: NDArray[Any]) -> float:
    """The rms level in dB of full scale; -200 for silence."""
    return float(20 * np.log10(max(np.sqrt(np.mean(np.square(sound))), 1e-10)))


def pitch(sound: NDArray[Any], rate: int = RATE) -> float:
    """The strongest frequency in Hz, to about 1 Hz."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 17))
    return float(np.argmax(spectrum) * rate / (1 << 17))


def true_peak_db(sound: NDArray[Any]) -> float:
    """The largest level of a band-limited four-fold interpolation, in dB: an FFT's, not ours."""
    count = sound.shape[-1]
    padded = np.pad(sound.astype(np.float64), ((0, 0), (64, 64)))
    size = padded.shape[-1]
    between = np.fft.irfft(np.fft.rfft(padded), 4 * size) * 4
    assert count
    return float(20 * np.log10(max(np.abs(between).max(), 1e-10)))
