"""Decoding: places, layouts, speeds, and files that are not what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from audio_support import RATE, noise, pitch, rms_db, sine, write
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.audio.samples import Reader, reblock
from nemo_studio.renderer.audio.source import decode, decode_reversed, probe_audio, stretch


def never(sentence: str) -> None:
    raise AssertionError(sentence)


def whole(path: Path, **options: float) -> np.ndarray:
    return np.concatenate(list(decode(path, RATE, never, **options)), axis=1)


@pytest.mark.parametrize(
    ("suffix", "codec", "rate"),
    [
        ("wav", "pcm_s16le", 8000), ("wav", "pcm_s24le", 96_000), ("mp3", "libmp3lame", 44_100),
        ("m4a", "aac", 44_100), ("aac", "aac", 48_000), ("webm", "libopus", 48_000),
        ("mkv", "flac", 22_050),
    ],
)  # fmt: skip
def test_any_format_and_rate_keeps_pitch_level_and_length(
    tmp_path: Path, suffix: str, codec: str, rate: int
) -> None:
    tone = sine(440, 2.0, rate)
    path = write(tmp_path / f"a.{suffix}", [tone, tone], rate=rate, codec=codec)
    info = probe_audio(path)
    assert info and info.sample_rate == rate and info.channels == 2
    assert info.duration_ms == pytest.approx(2000, abs=120)
    sound = whole(path)
    assert sound.shape[1] == pytest.approx(2 * RATE, abs=0.12 * RATE)
    middle = sound[0, RATE // 2 : 3 * RATE // 2]
    assert pitch(middle) == pytest.approx(440, abs=1.5)
    assert rms_db(middle) == pytest.approx(rms_db(tone), abs=0.5)  # LAME takes 0.45 dB


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [("ts", "aac"), ("mpg", "mp2"), ("avi", "mp2"), ("mov", "aac")],
)  # the first two tell of their streams only while they are read
def test_the_sound_of_a_clip_is_found_in_any_container(
    tmp_path: Path, suffix: str, codec: str
) -> None:
    tone = sine(440, 2.0, 44_100)
    path = write(
        tmp_path / f"a.{suffix}", [tone, tone], rate=44_100, codec=codec, picture_seconds=2
    )
    info = probe_audio(path)
    assert info and info.sample_rate == 44_100 and info.channels == 2
    sound = whole(path)
    assert sound.shape[1] == pytest.approx(2 * RATE, abs=0.12 * RATE)
    assert pitch(sound[0, RATE // 2 : 3 * RATE // 2]) == pytest.approx(440, abs=1.5)


def test_mono_comes_out_on_both_sides(tmp_path: Path) -> None:
    sound = whole(write(tmp_path / "m.wav", [sine(300, 0.5)], layout="mono"))
    assert np.array_equal(sound[0], sound[1])
    assert rms_db(sound[0]) > -25


def test_surround_is_mixed_down_with_the_centre_on_both_sides(tmp_path: Path) -> None:
    silent = np.zeros(RATE)
    centre = sine(500, 1.0)
    path = write(tmp_path / "c.wav", [silent, silent, centre, silent, silent, silent],
                 layout="5.1")  # fmt: skip
    sound = whole(path)[:, RATE // 4 : RATE // 2]
    assert rms_db(sound[0]) == pytest.approx(rms_db(sound[1]), abs=0.1)
    assert rms_db(sound[0]) == pytest.approx(rms_db(centre) - 3, abs=0.2)
    path = write(tmp_path / "l.wav", [centre, *[silent] * 5], layout="5.1")
    left = whole(path)[:, RATE // 4 : RATE // 2]
    assert rms_db(left[0]) == pytest.approx(rms_db(centre), abs=0.2) and rms_db(left[1]) < -80


@pytest.mark.parametrize("codec", ["pcm_s16le", "aac"])
@pytest.mark.parametrize("start", [0.0, 0.1, 1.5, 2.75])
def test_a_trim_begins_on_the_asked_sample(tmp_path: Path, codec: str, start: float) -> None:
    """A burst at 3 s is found at 3 - start, to 2 ms, in a video file."""
    sound = np.zeros(4 * RATE)
    sound[3 * RATE : 3 * RATE + 2400] = sine(2000, 0.05, level=0.8)
    suffix = "mov" if codec == "pcm_s16le" else "mp4"
    path = write(tmp_path / f"b.{suffix}", [sound, sound], codec=codec, picture_seconds=4.0)
    decoded = whole(path, start=start)[0]
    onset = int(np.argmax(np.abs(decoded) > 0.3)) / RATE
    assert onset == pytest.approx(3 - start, abs=0.002)


def test_sound_that_starts_late_in_the_file_stays_in_its_place(tmp_path: Path) -> None:
    import av

    path = tmp_path / "late.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=RATE, layout="mono")
        for first, pts in ((0, 0), (1, RATE), (2, 3 * RATE)):  # a hole of a second after 2 s
            tone = (sine(400 + 100 * first, 1.0) * 32767).astype(np.int16)[None]
            frame = av.AudioFrame.from_ndarray(tone, "s16", "mono")
            frame.sample_rate, frame.pts = RATE, pts
            container.mux(stream.encode(frame))
    sound = whole(path)[0]
    assert rms_db(sound[int(2.1 * RATE) : int(2.9 * RATE)]) < -90
    assert pitch(sound[int(3.2 * RATE) : int(3.8 * RATE)]) == pytest.approx(600, abs=2)


@pytest.mark.parametrize("speed", [0.1, 0.5, 0.8, 1.25, 2.0, 5.0, 16.0])
def test_another_speed_keeps_the_pitch(speed: float) -> None:
    tone = np.tile(sine(440, 4.0), (2, 1)).astype(np.float32)
    made = np.concatenate(list(stretch(iter(reblock([tone], 4800)), speed, RATE)), axis=1)
    assert made.shape[1] / RATE == pytest.approx(4 / speed, rel=0.05, abs=0.12)
    if made.shape[1] > RATE // 2:
        assert pitch(made[0, RATE // 8 : -RATE // 8]) == pytest.approx(440, rel=0.01)


def test_reversed_sound_is_the_source_backwards(tmp_path: Path) -> None:
    sound = noise(5.0)
    path = write(tmp_path / "n.wav", [sound, sound])
    back = np.concatenate(list(decode_reversed(path, RATE, never, start=0.5, seconds=4.3)), axis=1)
    expected = sound[RATE // 2 : round(4.8 * RATE)][::-1]
    assert back.shape[1] == len(expected)
    assert np.abs(back[0] - expected).max() < 1e-3


def test_files_without_sound_and_files_that_are_none(tmp_path: Path) -> None:
    mute = write(tmp_path / "mute.mp4", [], picture_seconds=0.5)
    assert probe_audio(mute) is None
    assert list(decode(mute, RATE, never)) == []
    for name, content in (("a.mp3", b"nothing of the kind" * 50), ("empty.mp4", b"")):
        broken = tmp_path / name
        broken.write_bytes(content)
        with pytest.raises(AssetError, match=name):
            probe_audio(broken)


def test_a_truncated_file_sounds_as_far_as_it_goes(tmp_path: Path) -> None:
    path = write(tmp_path / "t.wav", [sine(440, 3.0), sine(440, 3.0)])
    path.write_bytes(path.read_bytes()[: 48_000 * 4])
    sound = np.concatenate(list(decode(path, RATE, lambda sentence: None)), axis=1)
    assert sound.shape[1] == pytest.approx(RATE, abs=2000)


def test_a_damaged_stretch_is_skipped_and_the_rest_stays_in_place(tmp_path: Path) -> None:
    sound = np.concatenate([sine(400, 2.0), sine(800, 2.0)])
    path = write(tmp_path / "d.mp4", [sound, sound], codec="aac", picture_seconds=4.0)
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + (len(data) - data.index(b"mdat")) // 4
    rng = np.random.default_rng(1)
    data[start : start + 1500] = rng.integers(0, 256, 1500, np.uint8).tobytes()
    path.write_bytes(bytes(data))
    said: list[str] = []
    made = np.concatenate(list(decode(path, RATE, said.append)), axis=1)[0]
    assert said and "d.mp4" in said[0]
    assert made.shape[0] == pytest.approx(4 * RATE, abs=0.1 * RATE)
    assert pitch(made[round(3.0 * RATE) : round(3.6 * RATE)]) == pytest.approx(800, abs=3)


@given(st.lists(st.integers(0, 400), max_size=12), st.integers(1, 300))
@settings(max_examples=60, deadline=None)
def test_reblocking_keeps_every_sample(lengths: list[int], size: int) -> None:
    count = sum(lengths)
    source = np.arange(2 * count, dtype=np.float32).reshape(2, count)
    cuts = np.cumsum(lengths)[:-1] if lengths else []
    blocks = list(reblock(iter(np.split(source, cuts, axis=1)), size))
    assert all(b.shape[1] == size for b in blocks[:-1])
    joined = np.concatenate([source[:, :0], *blocks], axis=1)
    assert np.array_equal(joined, source)
    reader = Reader(iter(np.split(source, cuts, axis=1)))
    assert np.array_equal(reader.read(count), source)
    assert not reader.read(size).any()
