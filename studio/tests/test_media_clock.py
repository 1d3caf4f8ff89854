"""Picture and sound of one file stay together, wherever each of them begins."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from render_support import draft, save_clip

from nemo_studio.media.probe import probe
from nemo_studio.renderer.audio.source import decode
from nemo_studio.renderer.media_clock import media_clock
from nemo_studio.renderer.render import OutputSettings, render
from nemo_studio.renderer.sources.clip import ClipReader

RATE = 48_000
AT_S = 1.2  # of the flash and the beep, on the file's own clock


def flash_and_beep(
    path: Path, *, picture_from: float = 0.0, sound_from: float = 0.0, picture_to: float = 2.0
) -> Path:
    """A dark clip with a white tenth of a second and a tone in it, 2 s of sound."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=30, options={"crf": "12", "g": "12"})
        video.width, video.height, video.pix_fmt = 160, 90, "yuv420p"
        audio = container.add_stream("aac", rate=RATE)
        audio.codec_context.layout = "stereo"
        for n in range(round(picture_from * 30), round(picture_to * 30)):
            level = 255 if AT_S <= n / 30 < AT_S + 0.1 else 60
            frame = av.VideoFrame.from_ndarray(np.full((90, 160, 3), level, np.uint8), "rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace="itu709")
            frame.pts, frame.time_base = n, Fraction(1, 30)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for at in range(round(sound_from * RATE), 2 * RATE, 960):
            time = (at + np.arange(960)) / RATE
            loud = (time >= AT_S) & (time < AT_S + 0.1)
            tone = (np.where(loud, 0.5, 0.003) * np.sin(2000 * np.pi * time)).astype(np.float32)
            block = av.AudioFrame.from_ndarray(np.tile(tone, (2, 1)), "fltp", "stereo")
            block.sample_rate, block.pts, block.time_base = RATE, at, Fraction(1, RATE)
            container.mux(audio.encode(block))
        container.mux(audio.encode(None))
    return path


def beep_s(sound: np.ndarray) -> float:
    return float(np.argmax(np.abs(sound[0]) > 0.2)) / RATE


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
@pytest.mark.parametrize(("picture_from", "sound_from"), [(0, 0), (0.5, 0), (0, 0.5)])
def test_both_are_counted_from_one_zero(
    tmp_path: Path, suffix: str, picture_from: float, sound_from: float
) -> None:
    path = flash_and_beep(
        tmp_path / f"c.{suffix}", picture_from=picture_from, sound_from=sound_from
    )
    reader = ClipReader(path, "segment 'x'")
    shown = [reader.frame(n / 30).y.mean() > 150 for n in range(58)]
    reader.close()
    heard = beep_s(np.concatenate(list(decode(path, RATE, lambda _: None)), axis=1))
    assert abs(shown.index(True) / 30 - heard) <= 0.04
    assert heard == pytest.approx(AT_S, abs=0.04)


def test_before_a_late_picture_its_first_frame_shows(tmp_path: Path) -> None:
    reader = ClipReader(flash_and_beep(tmp_path / "c.mkv", picture_from=0.5), "segment 'x'")
    early = [reader.frame(t).y.mean() for t in (0.0, 0.2, 0.4)]
    reader.close()
    assert max(early) - min(early) < 1


def test_a_clock_knows_a_file_that_was_replaced(tmp_path: Path) -> None:
    path = flash_and_beep(tmp_path / "c.mp4")
    before = media_clock(path).picture_s
    path.unlink()
    flash_and_beep(path, picture_to=1.5)
    after = media_clock(path).picture_s
    assert before == pytest.approx(2.0, abs=0.05) and after == pytest.approx(1.5, abs=0.05)


@pytest.mark.parametrize(("trim_ms", "ms"), [(0, 1800), (0, 3000), (500, 2400)])
def test_a_reversed_clip_keeps_its_sound_beside_its_picture(
    tmp_path: Path, trim_ms: int, ms: int
) -> None:
    """Also where the segment is longer than what there is to play."""
    path = flash_and_beep(tmp_path / "c.mp4")
    clip = {"type": "clip", "src": "x", "s": 0, "d": ms, "reverse": True, "trim_ms": trim_ms}
    out = tmp_path / "o.mp4"
    render(draft([clip]), {"x": path}, out, OutputSettings(quality="draft"))
    with av.open(str(out)) as container:
        lit = [f.to_ndarray(format="gray").mean() > 150 for f in container.decode(video=0)]
    with av.open(str(out)) as container:
        sound = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)
    peak = np.abs(sound[0]).max()
    heard = float(np.argmax(np.abs(sound[0]) > 0.4 * peak)) / RATE
    assert abs(lit.index(True) / 30 - heard) <= 0.05


def test_tags_in_another_encoding_keep_no_file_from_opening(tmp_path: Path) -> None:
    path = save_clip(tmp_path / "tagged.mkv")
    with av.open(str(path)) as plain, av.open(str(tmp_path / "odd.mkv"), "w") as out:
        stream = out.add_stream_from_template(plain.streams.video[0])
        out.metadata["title"] = "XXXX"
        for packet in plain.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    content = (tmp_path / "odd.mkv").read_bytes()
    assert b"XXXX" in content
    (tmp_path / "odd.mkv").write_bytes(content.replace(b"XXXX", b"\xe9\xff\xe9\xff"))
    assert probe(tmp_path / "odd.mkv").duration == pytest.approx(2, abs=0.05)
    assert ClipReader(tmp_path / "odd.mkv", "here").size == (320, 180)
    assert media_clock(tmp_path / "odd.mkv").picture_s == pytest.approx(2, abs=0.05)
