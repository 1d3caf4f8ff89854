"""The programme: lengths, loudness, volumes, fades, cross-fades, ducking, and bad material."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm
import pytest
from audio_support import RATE, noise, pitch, rms_db, sine, timeline, true_peak_db, write
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.audio import Mix, open_mix
from nemo_studio.renderer.audio.duck import DEPTH_DB, Ducking
from nemo_studio.renderer.audio.mix import MOST_GAIN_DB, programme_gain
from nemo_studio.timeline.draft import Timeline


def whole(mix: Mix, n: int = 4800) -> np.ndarray:
    blocks = list(mix.blocks(n))
    assert all(b.dtype == np.float32 and b.shape == (2, n) for b in blocks[:-1])
    return np.concatenate(blocks, axis=1)


def rendered(line: Timeline, assets: dict[str, Path] | None = None) -> np.ndarray:
    return whole(open_mix(line, assets or {}))


def lufs(sound: np.ndarray) -> float:
    meter = pyloudnorm.Meter(RATE, filter_class="DeMan")
    return float(meter.integrated_loudness(sound.T.astype(np.float64)))


def music(ms: int, **more: Any) -> dict[str, Any]:
    return {"type": "music", "id": "bgm", "s": 0, "d": ms, "mood": "upbeat", **more}


def sound(src: str, start: int, ms: int, **more: Any) -> dict[str, Any]:
    return {"type": "sound", "id": f"{src}@{start}", "src": src, "s": start, "d": ms, **more}


def clip(src: str, start: int, ms: int, **more: Any) -> dict[str, Any]:
    return {"type": "clip", "id": f"{src}@{start}", "src": src, "s": start, "d": ms, **more}


@given(ms=st.integers(1, 4000), n=st.integers(64, 20_000))
@settings(max_examples=15, deadline=None)
def test_length_is_exact_and_the_block_size_changes_nothing(ms: int, n: int) -> None:
    mix = open_mix(timeline(ms, [music(ms, mood="lofi")]), {})
    one = whole(mix, n)
    assert one.shape[1] == round(ms * RATE / 1000) == mix.samples
    assert np.array_equal(one, whole(mix, 4800))


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_the_sample_rate_can_be_chosen(rate: int) -> None:
    mix = open_mix(timeline(3333, [music(3333)]), {}, sample_rate=rate)
    assert whole(mix).shape[1] == round(3.333 * rate)


@pytest.mark.parametrize(
    "mood", ["lofi", "upbeat", "ambient", "cinematic", "corporate", "electronic"]
)
def test_music_alone_comes_to_the_target(mood: str) -> None:
    made = rendered(timeline(12_000, [music(12_000, mood=mood)]))
    assert lufs(made) == pytest.approx(-14, abs=0.3)
    assert true_peak_db(made) < -1.0


def test_asked_volumes_are_heard() -> None:
    """20 % is 4.9 dB under the usual 35 %; more than that is louder, but within 3 dB."""
    at = {v: lufs(rendered(timeline(5000, [music(5000, volume=v)]))) for v in (0.2, 0.35, 0.7, 4)}
    assert at[0.2] - at[0.35] == pytest.approx(20 * np.log10(0.2 / 0.35), abs=0.2)
    assert at[0.35] + 1 < at[0.7] < at[4] < -10.9


def test_the_relation_between_music_and_a_sound_is_the_asked_one(tmp_path: Path) -> None:
    """Each measured where it is alone: music at 100 % against music at 10 % under one tone."""
    tone = sine(1000, 4.0, level=0.2)
    assets = {"tone": write(tmp_path / "t.wav", [tone, tone])}
    parts = {}
    for volume in (1.0, 0.1):
        line = timeline(10_000, [music(6000, volume=volume), sound("tone", 6000, 4000)])
        made = rendered(line, assets)
        parts[volume] = rms_db(made[:, : 5 * RATE]) - rms_db(made[:, 7 * RATE : 9 * RATE])
    assert parts[1.0] - parts[0.1] == pytest.approx(20, abs=1.0)


@given(st.floats(-60, 0), st.floats(-70, 10))
def test_the_gain_is_monotone_and_bounded(usual: float, change: float) -> None:
    gain = 20 * np.log10(programme_gain(usual, usual + change))
    assert gain <= MOST_GAIN_DB + 1e-9
    result = usual + change + gain
    louder = usual + change + 1
    assert louder + 20 * np.log10(programme_gain(usual, louder)) >= result - 1e-9
    assert result <= -14 + 3.0001


def test_nothing_to_hear_is_silence(tmp_path: Path) -> None:
    mute = write(tmp_path / "mute.mp4", [], picture_seconds=1.0)
    for line in (
        timeline(1500),
        timeline(1500, [music(1500, volume=0)]),
        timeline(1500, video=[clip("mute", 0, 1500)]),
    ):
        mix = open_mix(line, {"mute": mute})
        assert mix.silent
        made = whole(mix)
        assert made.shape == (2, 72_000) and not made.any()
        assert mix.warnings == [], "a clip may well be silent: nothing is missing"
    asked = open_mix(timeline(1500, [sound("mute", 0, 1500)]), {"mute": mute})
    assert "'mute@0'" in asked.warnings[0] and "no sound" in asked.warnings[0]


def test_digital_silence_stays_silence(tmp_path: Path) -> None:
    path = write(tmp_path / "zero.wav", [np.zeros(RATE), np.zeros(RATE)])
    assert not rendered(timeline(1000, [sound("zero", 0, 1000)]), {"zero": path}).any()


def test_whispers_are_raised_by_no_more_than_the_cap(tmp_path: Path) -> None:
    hush = noise(3.0, level=0.0003)
    path = write(tmp_path / "hush.wav", [hush, hush], codec="pcm_f32le")
    made = rendered(timeline(3000, [sound("hush", 0, 3000)]), {"hush": path})
    assert rms_db(made) == pytest.approx(rms_db(hush) + MOST_GAIN_DB, abs=0.3)


def test_loud_and_spiky_material_meets_target_and_ceiling(tmp_path: Path) -> None:
    """Syllables with hard attacks over a soft bed: 17 dB between peaks and loudness."""
    bed = noise(8.0, level=0.02)
    for at in range(0, 8 * RATE, RATE // 2):
        fall = np.exp(-np.arange(RATE // 4) / (0.06 * RATE))
        bed[at : at + RATE // 4] += fall * noise(0.25, level=0.3, seed=at)
    bed = np.convolve(bed, np.hanning(9) / 4, "same")
    path = write(tmp_path / "spiky.wav", [bed, bed], codec="pcm_f32le")
    made = rendered(timeline(8000, [sound("spiky", 0, 8000)]), {"spiky": path})
    assert lufs(made) == pytest.approx(-14, abs=0.5)
    assert true_peak_db(made) < -1.0


def test_sounds_start_and_stop_where_they_should(tmp_path: Path) -> None:
    tone = sine(700, 3.0)
    path = write(tmp_path / "t.wav", [tone], layout="mono", rate=RATE)
    line = timeline(4000, [sound("t", 1250, 1500, fade_in_ms=0)])
    level = np.abs(rendered(line, {"t": path})).max(axis=0)
    loud = np.flatnonzero(level > 0.05)
    assert loud[0] == pytest.approx(1.25 * RATE, abs=200)
    assert loud[-1] == pytest.approx(2.75 * RATE, abs=200)
    assert not level[: round(1.25 * RATE)].any() and not level[round(2.75 * RATE) :].any()


def test_a_looped_sound_goes_on_and_an_unlooped_one_ends(tmp_path: Path) -> None:
    tone = sine(500, 0.5)
    path = write(tmp_path / "t.wav", [tone, tone])
    tail = slice(round(2.2 * RATE), round(2.8 * RATE))
    once = rendered(timeline(3000, [sound("t", 0, 3000)]), {"t": path})
    looped = rendered(timeline(3000, [sound("t", 0, 3000, loop=True)]), {"t": path})
    assert not once[:, tail].any()
    assert pitch(looped[0, tail]) == pytest.approx(500, abs=2)


def test_fades_of_a_sound_are_smooth(tmp_path: Path) -> None:
    tone = sine(1000, 4.0)
    path = write(tmp_path / "t.wav", [tone, tone])
    made = rendered(
        timeline(4000, [sound("t", 0, 4000, fade_in_ms=1000, fade_out_ms=2000)]), {"t": path}
    )
    level = [rms_db(part) for part in np.split(made, 40, axis=1)]
    middle = level[15]
    assert level[4] == pytest.approx(middle + 20 * np.log10(np.sin(0.45 * np.pi / 2)), abs=0.3)
    assert (np.diff(level[:9]) > 0).all()
    assert (np.diff(level[22:]) < 0).all()


def test_a_transition_crosses_the_clips_sound_at_constant_power(tmp_path: Path) -> None:
    """Clip a goes on while b comes in: power holds, and both are heard in the middle."""
    assets = {}
    for name, seed in (("a", 1), ("b", 2)):
        hiss = noise(4.0, seed=seed)
        assets[name] = write(tmp_path / f"{name}.mov", [hiss, hiss], picture_seconds=4.0)
    second = clip("b", 2000, 2000, transition={"kind": "crossfade", "duration_ms": 1000})
    made = rendered(timeline(4000, video=[clip("a", 0, 2000), second]), assets)
    levels = [rms_db(part) for part in np.split(made, 40, axis=1)][1:-1]
    assert max(levels) - min(levels) < 1.2
    crossing = made[0, round(2.45 * RATE) : round(2.55 * RATE)]
    for name, offset, seed in (("a", 2.45, 1), ("b", 0.45, 2)):
        source = noise(4.0, seed=seed)[round(offset * RATE) :][: len(crossing)]
        assert np.corrcoef(crossing, source)[0, 1] > 0.6, name


def test_a_transition_longer_than_its_segment_brings_its_sound_in_with_it(tmp_path: Path) -> None:
    tones = [
        write(tmp_path / f"{n}.wav", [sine(hertz, 4.0)] * 2) for n, hertz in enumerate((300, 600))
    ]
    assets = {str(n): path for n, path in enumerate(tones)}
    long = {"kind": "crossfade", "duration_ms": 4000}
    line = timeline(3000, video=[clip("0", 0, 1000), clip("1", 1000, 1000, transition=long)])
    made = rendered(line, assets)
    late = made[:, round(1.95 * RATE) : round(1.99 * RATE)]
    alone = rendered(timeline(3000, video=[clip("1", 1000, 1000)]), assets)
    wanted = alone[:, round(1.95 * RATE) : round(1.99 * RATE)]
    assert rms_db(late) == pytest.approx(rms_db(wanted), abs=2.0)
    assert pitch(late[0]) == pytest.approx(600, abs=30)


def test_a_clip_that_fades_out_is_not_heard_under_the_next_one(tmp_path: Path) -> None:
    tone = write(tmp_path / "t.wav", [sine(300, 4.0)] * 2)
    assets = {"t": tone, "mute": write(tmp_path / "mute.mp4", [], picture_seconds=1.0)}
    into = {"kind": "crossfade", "duration_ms": 600}
    line = timeline(
        2000,
        video=[clip("t", 0, 1000, fade_out_ms=500), clip("mute", 1000, 1000, transition=into)],
    )
    made = rendered(line, assets)
    assert rms_db(made[:, round(0.2 * RATE) : round(0.4 * RATE)]) > -30
    assert not made[:, round(1.05 * RATE) :].any()


@pytest.mark.parametrize("mood", ["lofi", "corporate", "upbeat", "ambient"])
@pytest.mark.parametrize("ms", [600, 1000, 2000, 3000, 5000])
def test_music_of_any_length_begins_at_once(mood: str, ms: int) -> None:
    made = rendered(timeline(ms, [music(ms, mood=mood)]))
    onset = float(np.argmax(np.abs(made).max(axis=0) > 1e-3)) / RATE
    assert onset < 0.15


def test_a_cut_changes_the_sound_at_once(tmp_path: Path) -> None:
    assets = {}
    for name, hertz in (("a", 400), ("b", 900)):
        tone = sine(hertz, 3.0)
        assets[name] = write(tmp_path / f"{name}.mov", [tone, tone], picture_seconds=3.0)
    made = rendered(timeline(3000, video=[clip("a", 0, 1500), clip("b", 1500, 1500)]), assets)
    assert pitch(made[0, round(1.3 * RATE) : round(1.48 * RATE)]) == pytest.approx(400, abs=4)
    assert pitch(made[0, round(1.52 * RATE) : round(1.7 * RATE)]) == pytest.approx(900, abs=4)


def test_a_clip_keeps_trim_speed_volume_and_direction(tmp_path: Path) -> None:
    """The source rises from 300 to 900 Hz in three steps of a second."""
    steps = np.concatenate([sine(hertz, 1.0) for hertz in (300, 600, 900)])
    path = write(tmp_path / "s.mp4", [steps, steps], codec="aac", picture_seconds=3.0)
    middle = slice(RATE // 4, 3 * RATE // 4)
    line = timeline(1000, video=[clip("s", 0, 1000, trim_ms=2000)])
    assert pitch(rendered(line, {"s": path})[0, middle]) == pytest.approx(900, abs=3)
    line = timeline(1500, video=[clip("s", 0, 1500, speed=2.0)])
    fast = rendered(line, {"s": path})[0]
    assert pitch(fast[round(0.1 * RATE) : round(0.4 * RATE)]) == pytest.approx(300, abs=6)
    assert pitch(fast[round(1.1 * RATE) : round(1.4 * RATE)]) == pytest.approx(900, abs=6)
    line = timeline(3000, video=[clip("s", 0, 3000, reverse=True)])
    assert pitch(rendered(line, {"s": path})[0, middle]) == pytest.approx(900, abs=3)
    after = clip("mute", 2000, 1000, transition={"kind": "wipe_left", "duration_ms": 1000})
    line = timeline(3000, video=[clip("s", 0, 2000, trim_ms=1000, reverse=True), after])
    mute = write(tmp_path / "mute.mp4", [], picture_seconds=1.0)
    going_on = rendered(line, {"s": path, "mute": mute})[0, round(2.1 * RATE) : round(2.6 * RATE)]
    assert pitch(going_on) == pytest.approx(300, abs=3)
    half = rendered(timeline(3000, video=[clip("s", 0, 3000, volume=0.5)]), {"s": path})
    full = rendered(timeline(3000, video=[clip("s", 0, 3000)]), {"s": path})
    assert rms_db(full) - rms_db(half) == pytest.approx(6.02, abs=0.1)


def test_ducking_is_deep_smooth_and_bridges_breaths() -> None:
    duck = Ducking([(2 * RATE, 4 * RATE), (5 * RATE, 6 * RATE)], RATE)
    assert duck.gain(0, RATE) is None and duck.gain(20 * RATE, 100) is None
    gain = duck.gain(0, 9 * RATE)
    assert gain is not None
    down = 10 ** (DEPTH_DB / 20)
    assert np.allclose(gain[2 * RATE : 6 * RATE], down, atol=1e-6)
    assert gain[0] == gain[-1] == 1.0
    assert np.abs(np.diff(gain)).max() < 2e-4
    pieces = [duck.gain(at, 1000) for at in range(RATE, 7 * RATE, 1000)]
    joined = np.concatenate([np.ones(1000) if p is None else p for p in pieces])
    assert np.allclose(joined, gain[RATE : 7 * RATE])


def test_missing_and_broken_assets_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0" * 5000)
    with pytest.raises(AssetError, match=r"'gone@0'.*'gone' is missing"):
        open_mix(timeline(1000, [sound("gone", 0, 1000)]), {})
    with pytest.raises(AssetError, match=r"'broken@0'.*broken\.mp4"):
        open_mix(timeline(1000, video=[clip("broken", 0, 1000)]), {"broken": broken})


def test_measuring_reports_its_progress_and_can_be_left() -> None:
    mix = open_mix(timeline(5000, [music(5000)]), {})
    steps = mix.measure()
    first = next(steps)
    assert 0 < first < 0.2
    steps.close()
    assert list(mix.measure())[-1] == 1.0
    assert whole(mix).shape[1] == 5 * RATE


def test_memory_stays_flat_over_minutes() -> None:
    """The peak of every minute of a piece of four, whose samples alone would be 92 MB."""
    minutes = 4
    mix = open_mix(timeline(minutes * 60_000, [music(minutes * 60_000, mood="lofi")]), {})
    tracemalloc.start()
    peaks = []
    for done in mix.measure():
        if done * minutes >= len(peaks) + 1:
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()
    tracemalloc.stop()
    assert len(peaks) == minutes
    assert max(peaks) < 64 << 20
    assert peaks[-1] < 1.25 * peaks[1]  # a swell more or less; growth would be twofold
