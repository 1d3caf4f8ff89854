"""Voice-over: engines as processes, fitting into the segment, and honesty when there is none."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from audio_support import RATE, pitch, rms_db, timeline

from nemo_studio.director.timing import speech_ms
from nemo_studio.renderer.audio import open_mix, voice, voice_available
from nemo_studio.renderer.audio.duck import DEPTH_DB

ENGINE = """#!{python}
import sys, wave
words = sys.stdin.read().split()
out = sys.argv[sys.argv.index("-w") + 1]
if "de" in sys.argv:
    sys.exit(1)
with wave.open(out, "wb") as file:
    file.setnchannels(1); file.setsampwidth(2); file.setframerate(22050)
    wave_of_50 = b"\\x40\\x1f" * 25 + b"\\xc0\\xe0" * 25  # 8000 and -8000
    tone = wave_of_50 * (22050 // 100)
    file.writeframes(tone * len(words))
"""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program named espeak-ng on the path: each word is half a second of 441 Hz; no German."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "espeak-ng"
    program.write_text(ENGINE.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


def spoken(text: str, start: int, ms: int, **more: Any) -> dict[str, Any]:
    return {"type": "voice", "id": f"../v{start}", "s": start, "d": ms, "text": text, **more}


def whole(*audio: dict[str, Any], ms: int) -> tuple[np.ndarray, list[str]]:
    mix = open_mix(timeline(ms, audio), {})
    return np.concatenate(list(mix.blocks()), axis=1), mix.warnings


def lows_db(sound: np.ndarray) -> float:
    """The level between 60 and 300 Hz, under the voice's 441 Hz."""
    spectrum = np.abs(np.fft.rfft(sound * np.blackman(len(sound))))
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return rms_db(spectrum[(hertz > 60) & (hertz < 300)])


@pytest.mark.usefixtures("engine")
def test_a_voice_speaks_at_its_time_and_music_makes_room() -> None:
    found = voice_available()
    assert found and found.name == "espeak-ng" and "robotic" in found.quality
    bgm = {"type": "music", "id": "bgm", "s": 0, "d": 12_000, "mood": "ambient"}
    alone, _ = whole(bgm, ms=12_000)
    both, warnings = whole(bgm, spoken("one two three four", 5000, 4000), ms=12_000)
    assert warnings == []
    place = slice(round(5.2 * RATE), round(6.8 * RATE))
    assert pitch(both[0, place]) == pytest.approx(441, abs=2)
    before = rms_db(both[:, 2 * RATE : 4 * RATE]) - rms_db(alone[:, 2 * RATE : 4 * RATE])
    under = lows_db(both[0, place]) - lows_db(alone[0, place])
    assert under - before == pytest.approx(DEPTH_DB, abs=1.5)
    later = rms_db(both[:, 8 * RATE : 9 * RATE]) - rms_db(alone[:, 8 * RATE : 9 * RATE])
    assert later == pytest.approx(before, abs=0.3)  # the voice ended at 7 s, its segment at 9


@pytest.mark.usefixtures("engine")
def test_a_long_text_is_hurried_and_then_cut_with_a_warning() -> None:
    hurried, warnings = whole(spoken("a b c d e", 0, 2200), ms=3000)  # 2.5 s of speech
    assert warnings == []
    assert pitch(hurried[0, RATE // 2 : RATE]) == pytest.approx(441, abs=3)
    cut, warnings = whole(spoken("a b c d e f g h", 0, 2200), ms=3000)
    assert "'../v0'" in warnings[0] and "3.2 s but has 2.2 s" in warnings[0]
    assert not cut[:, round(2.21 * RATE) :].any()


@pytest.mark.usefixtures("engine")
def test_a_language_that_the_engine_lacks_is_a_warning() -> None:
    made, warnings = whole(spoken("eins zwei", 0, 1000, language="de"), ms=1000)
    assert not made.any()
    assert "'de'" in warnings[0] and "captions" in warnings[0]


def test_without_an_engine_it_is_silent_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "platform", "linux")
    assert voice_available() is None
    made, warnings = whole(spoken("hello", 0, 1000), ms=1000)
    assert not made.any()
    assert "no voice engine" in warnings[0] and "captions" in warnings[0]


@pytest.mark.skipif(not importlib.util.find_spec("espeakng_loader"), reason="optional package")
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Fresh coffee every morning, from seven to seven."),
        ("zh-CN", "欢迎来到我们的咖啡店。"),
    ],
)
def test_espeak_ng_speaks_the_same_every_time(language: str, text: str, tmp_path: Path) -> None:
    one = voice.speak(text, language, tmp_path / "1.wav")
    two = voice.speak(text, language, tmp_path / "2.wav")
    assert one.path.read_bytes() == two.path.read_bytes()
    assert one.duration_ms == pytest.approx(speech_ms(text), rel=0.4)
    made, warnings = whole(spoken(text, 0, 6000, language=language), ms=6000)
    assert warnings == []
    assert rms_db(made[:, : RATE * 2]) > -30


def test_estimates_grow_with_the_text_in_any_script() -> None:
    assert speech_ms("one two three four five six seven eight") == pytest.approx(3300, abs=500)
    assert speech_ms("每天早上七点开门") == pytest.approx(2200, abs=400)
    assert speech_ms("") < 500


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "en-us"), ("en-GB", "en-gb"), ("zh", "cmn"), ("zh_HK", "yue"), ("fr-CA", "fr")],
)
def test_language_tags_become_espeak_names(tag: str, code: str) -> None:
    assert voice.espeak_code(tag) == code
