"""What the storyboard's rules ask of the renderer: heights, seeds by id, waits, first and last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from audio_support import sine, write
from PIL import Image
from render_support import save_photo

from nemo_studio.director import Asset
from nemo_studio.renderer.audio.parts import Planner
from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.plan import make_plan
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.poster import poster
from nemo_studio.timeline.context import Context
from nemo_studio.timeline.draft import Timeline, dump_timeline
from nemo_studio.timeline.expand import expand

CONTEXT = Context([Asset("p", "photo.png", "image", None, 640, 360)])
GREY: dict[str, Any] = {"seconds": 2, "background": "#777777"}


def made(*scenes: dict[str, Any], **top: Any) -> Timeline:
    story = {"aspect": "16:9", "resolution": 180, "scenes": list(scenes), **top}
    return expand(story, CONTEXT).timeline


def shown(timeline: Timeline, *which: int, assets: dict[str, Path] | None = None) -> list[Any]:
    """Drawn frames as RGB."""
    size = timeline.meta.width, timeline.meta.height
    canvas, pictures = Planes.blank(*size), []
    with FrameMaker(timeline, make_plan(timeline, size), assets or {}) as maker:
        for frame in which:
            maker.draw(frame, canvas)
            pictures.append(canvas.to_rgb().astype(int))
    return pictures


def middle(picture: np.ndarray) -> list[int]:
    return [int(c) for c in picture[picture.shape[0] // 2, picture.shape[1] // 2]]


def test_overlays_lie_above_cards_in_the_order_of_the_list() -> None:
    card = {**GREY, "text": "MMMM", "layout": "hero"}
    box = {"x": 0.25, "y": 0.25, "w": 0.5, "h": 0.5}
    red = {"background": "#cc0000", "box": box}
    blue = {"background": "#0000cc", "box": box}
    assert middle(shown(made(card, overlays=[red]), 30)[0]) == pytest.approx([204, 0, 0], abs=4)
    for overlays, colour in (([red, blue], [0, 0, 204]), ([blue, red], [204, 0, 0])):
        assert middle(shown(made(card, overlays=overlays), 30)[0]) == pytest.approx(colour, abs=4)
    over = {"text": "MMMM", "role": "card", "layout": "hero"}
    (below,) = shown(made(GREY, overlays=[over, red]), 30)
    (above,) = shown(made(GREY, overlays=[red, over]), 30)
    assert middle(below) == pytest.approx([204, 0, 0], abs=4)
    assert np.abs(above - below).max() > 60, "the card stands on the box"


@pytest.mark.parametrize(("kind", "plays"), [("wipe_left", 0), ("zoom", 0), ("fade_white", 1)])
def test_a_transition_waits_on_the_first_scene(kind: str, plays: int) -> None:
    led = {**GREY, "transition": kind, "transition_seconds": 1}
    plain, first = shown(made(GREY), 5)[0], shown(made(led), 5)[0]
    assert bool(np.abs(plain - first).max() > 20) == bool(plays)
    black = {"seconds": 2, "background": "#000000"}
    second = shown(made(black, led), 65)[0]
    assert np.abs(plain - second).max() > 20, "with something before it plays"


def test_a_pictures_move_stays_with_its_scene(tmp_path: Path) -> None:
    photo = save_photo(tmp_path / "photo.png", 640, 360)
    scenes = [{**GREY}, {**GREY}, {"id": "s3", "asset": "photo.png", "seconds": 2}]
    three = shown(made(*scenes), 150, assets={"p": photo})[0]
    alone = shown(made(scenes[2], scenes[0]), 30, assets={"p": photo})[0]
    assert np.array_equal(three, alone)
    other = shown(made({**scenes[2], "id": "s4"}), 30, assets={"p": photo})[0]
    assert not np.array_equal(three, other), "neighbours move otherwise"


def test_a_scenes_words_wait_for_its_transition() -> None:
    led = {**GREY, "transition": "crossfade", "transition_seconds": 1}
    card = {"text": "MMMM", "layout": "hero"}
    still = {"text_style": {"animate_in": "none"}}
    with_card, without = made(GREY, {**led, **card, **still}), made(GREY, led)
    before, after = (np.abs(a - b).max() for a, b in zip(
        shown(with_card, 74, 75), shown(without, 74, 75), strict=True
    ))  # fmt: skip
    assert before == 0 and after > 60, "half a second of it is waited for"
    at_once = shown(made(GREY, {**GREY, **card, **still}), 60)[0]
    assert np.ptp(at_once) > 60


def test_the_first_text_is_there_at_once_and_the_last_stays() -> None:
    card = {**GREY, "text": "MMMM", "layout": "hero"}
    first, later, last, gone = shown(made(card, card), 0, 30, 119, 59)
    assert np.array_equal(first, later)
    assert np.ptp(last) > 60
    assert np.ptp(gone) < np.ptp(last), "one in the middle fades"
    (rising,) = shown(made({**card, "text_style": {"animate_in": "rise"}}), 0)
    assert np.ptp(rising) < np.ptp(first), "an entrance that was asked for plays"


def test_the_poster_is_the_first_frame_or_the_one_that_is_asked_for(tmp_path: Path) -> None:
    scenes = [{**GREY, "background": "#cc0000"}, {**GREY, "background": "#0000cc"}]
    for top, colour in (({}, [204, 0, 0]), ({"poster_seconds": 3}, [0, 0, 204])):
        path = poster(dump_timeline(made(*scenes, **top)), {}, tmp_path / "p.png")
        with Image.open(path) as picture:
            assert middle(np.asarray(picture.convert("RGB"))) == pytest.approx(colour, abs=4)


def test_music_goes_down_under_what_is_called_speech(tmp_path: Path) -> None:
    song = write(tmp_path / "said.wav", [sine(440, 2)] * 2, codec="pcm_s16le")
    context = Context([Asset("a", "said.wav", "audio", 2000, None, None, True)])
    for speech in (True, False):
        sound = {"asset": "said.wav", "speech": speech}
        story = {"scenes": [GREY], "music": {"mood": "lofi"}, "audio": [sound]}
        parts = Planner({"a": song}, 48_000).parts(expand(story, context).timeline)
        assert sorted((p.speaks, p.ducks) for p in parts) == sorted(
            [(False, True), (speech, False)]
        )
