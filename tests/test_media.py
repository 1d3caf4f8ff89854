"""The container probe, on files that FFmpeg's libraries wrote, whole and damaged."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_client.errors import CheckFailed
from nemo_client.media import NotMedia, probe
from nemo_client.verify import check

FORMATS = {
    "mp4": ("libx264", "aac", "h264", "aac"),
    "mov": ("libx264", "aac", "h264", "aac"),
    "mkv": ("libx264", "aac", "h264", "aac"),
    "webm": ("libvpx-vp9", "libopus", "vp9", "opus"),
    "avi": ("mpeg4", "libmp3lame", "mpeg4", "mp3"),
    "gif": ("gif", None, "gif", None),
}


def write(
    path: Path,
    video: str,
    audio: str | None,
    *,
    seconds: float = 1.0,
    size: tuple[int, int] = (96, 64),
) -> Path:
    """A small moving picture at 20 fps, with a tone when there is an audio codec."""
    width, height = size
    with av.open(str(path), "w") as file:
        stream = file.add_stream(video, rate=20)
        stream.width, stream.height = width, height
        stream.pix_fmt = "rgb8" if video == "gif" else "yuv420p"
        sound = file.add_stream(audio, rate=48000) if audio else None
        for index in range(int(seconds * 20)):
            picture = np.full((height, width, 3), index * 8 % 256, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format=stream.pix_fmt)
            frame.pts, frame.time_base = index, Fraction(1, 20)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
        if sound is not None:
            samples = np.zeros((1, int(seconds * 48000)), np.float32)
            tone = av.AudioFrame.from_ndarray(samples, "fltp", "mono")
            tone.sample_rate, tone.pts = 48000, 0
            resampler = av.AudioResampler(sound.format, sound.layout, 48000, sound.frame_size)
            for piece in [*resampler.resample(tone), *resampler.resample(None)]:
                file.mux(sound.encode(piece))
            file.mux(sound.encode())
    return path


@pytest.mark.parametrize("format_", FORMATS)
def test_every_export_format(tmp_path: Path, format_: str) -> None:
    video, audio, video_name, audio_name = FORMATS[format_]
    info = probe(write(tmp_path / f"a.{format_}", video, audio))
    assert info.container == format_
    assert (info.width, info.height) == (96, 64)
    assert (info.video_codec, info.audio_codec) == (video_name, audio_name)
    assert info.duration_s == pytest.approx(1.0, abs=0.08)


def test_a_file_without_sound(tmp_path: Path) -> None:
    assert probe(write(tmp_path / "a.mp4", "libx264", None)).audio_codec is None


@pytest.fixture(scope="module", params=FORMATS)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    video, audio, *_ = FORMATS[request.param]
    path = tmp_path_factory.mktemp("media") / f"a.{request.param}"
    return write(path, video, audio).read_bytes()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_cut_or_changed_file_is_refused_or_read_never_a_crash(
    whole: bytes, data: st.DataObject
) -> None:
    import tempfile

    cut = data.draw(st.integers(0, len(whole)))
    changed = bytearray(whole[:cut])
    for _ in range(data.draw(st.integers(0, 4))):
        if changed:
            changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(bytes(changed))
        with suppress(NotMedia):
            probe(path)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_file_is_refused(tmp_path: Path, whole: bytes, share: float) -> None:
    path = tmp_path / "x"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(NotMedia):
        probe(path)


DRAFT = {
    "t": [{"tt": 0, "sg": [{"d": 1000}]}, {"tt": 1, "sg": [{"d": 1000, "volume": 0.3}]}],
    "d": 1000,
    "m": {"width": 96, "height": 64},
}


def test_a_good_file_is_ready(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", "libx264", "aac")
    assert check(path, DRAFT, {"format": "mp4"}, strict_codecs=True).width == 96


@pytest.mark.parametrize(
    ("change", "output", "fault"),
    [
        ({"d": 2000}, {}, "lasts"),
        ({"m": {"width": 64, "height": 96}}, {}, "not 64x96"),
        ({}, {"format": "webm"}, "not webm"),
        ({}, {"resolution": "480p"}, "not 96x64"),
    ],
)
def test_another_file_than_promised(
    tmp_path: Path, change: dict[str, object], output: dict[str, str], fault: str
) -> None:
    path = write(tmp_path / "a.mp4", "libx264", "aac")
    with pytest.raises(CheckFailed, match=fault):
        check(path, DRAFT | change, {"format": "mp4"} | output)


def test_missing_sound_is_seen(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", "libx264", None)
    with pytest.raises(CheckFailed, match="no sound"):
        check(path, DRAFT, {"format": "mp4"})
