"""What breaks in a render names the segment, the file and the error."""

from __future__ import annotations

import logging
import pickle
import re
from pathlib import Path

import pytest
from render_support import draft, save_photo

from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.located import last_opened, located, opening
from nemo_studio.renderer.render import OutputSettings, RenderFault, render
from nemo_studio.timeline.draft import TimelineError


def test_an_unforeseen_error_gets_its_place() -> None:
    place = "track 1, segment 's2' (a.mp4)"
    with (
        pytest.raises(RenderFault, match=re.escape(f"{place}: KeyError: 'x'")) as caught,
        located(place),
    ):
        raise KeyError("x")
    assert isinstance(caught.value.__cause__, KeyError)


def test_an_error_that_names_its_place_stays_as_it_is() -> None:
    with pytest.raises(AssetError, match=r"^as it was$"), located("elsewhere"):
        raise AssetError("as it was")


def test_the_innermost_place_is_named_once() -> None:
    fault = pytest.raises(RenderFault, match=r"^inner: ZeroDivisionError")
    with fault, located("outer"), located("inner"):
        _ = 1 / 0


def test_errors_of_a_worker_survive_the_queue() -> None:
    for error in (TimelineError(["one", "two"]), RenderFault("a: KeyError: b"), AssetError("c")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again)) == (type(error), str(error))


def test_what_is_opened_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), opening("track 1, segment 'a' (a.jpg)"):
        pass
    assert last_opened(caplog.text) == "track 1, segment 'a' (a.jpg)"
    assert last_opened("nothing of the kind") is None


@pytest.mark.parametrize("processes", [1, 2])
def test_a_file_that_goes_away_under_the_renderer_is_named(tmp_path: Path, processes: int) -> None:
    """The second picture is replaced by a folder once the render has begun."""
    assets = {name: save_photo(tmp_path / f"{name}.png") for name in ("a", "b")}
    scenes = [
        {"type": "image", "s": 20_000 * n, "d": 20_000, "src": name} for n, name in enumerate("ab")
    ]

    def lose(_: object) -> None:
        if assets["b"].is_file():
            assets["b"].unlink()
            assets["b"].mkdir()

    settings = OutputSettings(resolution=480, quality="draft", processes=processes)
    with pytest.raises((RenderFault, AssetError), match=r"segment 'v01'.*b\.png"):
        render(draft(scenes), assets, tmp_path / "out.mp4", settings, progress=lose)
    assert not (tmp_path / "out.mp4").exists()
