"""One video of each kind, made as a user makes it and played through.

What every supported Python and both ends of the packages' bounds must be able to do: `.ci/pythons`
runs these with SCRIPT_RUNNER="uv run", so that uv makes the environments from the scripts' headers.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
import pytest
from audio_support import sine, write
from PIL import Image
from render_support import save_clip
from shells import Shell

pytestmark = pytest.mark.slow
SMALL = ("--resolution", "480", "--quality", "draft", "--fps", "24")


class Played(NamedTuple):
    """A file played through: frames (n, h, w, 3) at an eighth of the size, mono sound at 48 kHz."""

    frames: np.ndarray
    sound: np.ndarray

    def colour(self, second: float) -> list[int]:
        """The middle of the picture at a time, as RGB."""
        frame = self.frames[round(second * 24)]
        height, width = frame.shape[:2]
        return [int(c) for c in frame[height // 2, width // 2]]

    def tone(self, hertz: float, first: float, last: float) -> float:
        """The share of the sound's power within 20 Hz of a tone, between two times in s."""
        part = self.sound[round(first * 48_000) : round(last * 48_000)]
        power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
        near = np.abs(np.fft.rfftfreq(len(part), 1 / 48_000) - hertz) < 20
        return float(power[near].sum() / max(power.sum(), 1e-12))


def played(path: Path) -> Played:
    frames, sound = [], [np.zeros(0)]
    resampler = av.AudioResampler("flt", "mono", 48_000)
    with av.open(str(path)) as file:
        for frame in file.decode(*file.streams.video[:1], *file.streams.audio[:1]):
            if isinstance(frame, av.VideoFrame):
                small = frame.reformat(frame.width // 8, frame.height // 8, "rgb24")
                frames.append(small.to_ndarray())
            else:
                sound += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    return Played(np.stack(frames), np.concatenate(sound))


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """One folder and home for the module, so that its studio starts once."""
    top = tmp_path_factory.mktemp("made")
    (top / "folder").mkdir()
    runner = os.environ.get("SCRIPT_RUNNER", sys.executable).split()
    settings = {**os.environ, "NEMO_HOME": str(top / "home")}
    shell = Shell(top / "folder", settings, runner=tuple(runner))
    yield shell
    shell.run("studio.py", "stop", "--data", str(top / "home" / "studio"))


def make(maker: Shell, *arguments: str, seconds: float) -> Played:
    """What `create.py --local …` made, played through; it is as long as asked, with sound."""
    ended = maker.run("create.py", "--local", *arguments, *SMALL)
    assert (ended.code, ended.doc.get("verified")) == (0, True), ended.doc
    result = played(Path(ended.doc["file"]))
    assert len(result.frames) == pytest.approx(seconds * 24, abs=1)
    assert len(result.sound) == pytest.approx(seconds * 48_000, abs=4_800)
    assert np.sqrt(np.mean(result.sound**2)) > 0.005
    return result


def board(*scenes: dict[str, Any], **top: Any) -> str:
    return json.dumps({"scenes": list(scenes), **top})


def test_text(maker: Shell) -> None:
    words = {"seconds": 1.5, "text": "Slow mornings", "layout": "hero", "background": "solid"}
    other = {**words, "text": "每天新鲜烘焙"}
    made = make(
        maker,
        board(words, other, music={"mood": "lofi"}, palette=["#101820", "#fee715"]),
        seconds=3,
    )
    spread = made.frames[20].std(axis=(0, 1)).max()
    assert spread > 8, "there are letters on the ground"
    assert np.abs(made.frames[20].astype(int) - made.frames[60]).max() > 60, "other letters"


def test_photos(maker: Shell) -> None:
    for name, colour in (("a.jpg", "crimson"), ("b.png", "seagreen"), ("c.webp", "navy")):
        Image.new("RGB", (640, 480), colour).save(maker.folder / name)
    scenes = [{"seconds": 1, "asset": n, "transition": "cut"} for n in (1, 2, 3)]
    files = [str(maker.folder / name) for name in ("a.jpg", "b.png", "c.webp")]
    made = make(maker, board(*scenes, music={"mood": "upbeat"}), *files, seconds=3)
    for second, colour in ((0.5, (220, 20, 60)), (1.5, (46, 139, 87)), (2.5, (0, 0, 128))):
        assert made.colour(second) == pytest.approx(colour, abs=12)


def test_a_clip_keeps_its_sound(maker: Shell) -> None:
    clip = save_clip(maker.folder / "clip.mp4", seconds=2, sound=True)
    made = make(maker, board({"seconds": 2, "asset": 1, "fit": "contain"}), str(clip), seconds=2)
    assert made.tone(440, 0.2, 1.8) > 0.9
    assert made.colour(1.5)[0] > made.colour(0.2)[0] + 40, "it plays: it gets lighter"


def test_own_music(maker: Shell) -> None:
    song = write(maker.folder / "song.mp3", [sine(660, 4)] * 2, codec="libmp3lame")
    photo = maker.folder / "photo.jpg"
    Image.new("RGB", (640, 480), "orange").save(photo)
    brief = "turn this into a 3-second video with song.mp3 as the background music"
    made = make(maker, brief, str(photo), str(song), seconds=3)
    assert made.tone(660, 0.5, 2.0) > 0.9


def test_a_voice_over(maker: Shell) -> None:
    scene = {"seconds": 3, "text": "Good morning", "voice": "Good morning, everybody."}
    made = make(maker, board(scene), seconds=3)
    spoken = np.sqrt(np.mean(made.sound[: 2 * 48_000] ** 2))
    assert spoken > 0.02
    assert made.tone(440, 0.2, 1.8) < 0.5, "a voice is no tone"
