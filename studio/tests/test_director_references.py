"""The examples of the agent's reference pages work as they are printed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from audio_support import sine, write
from render_support import save_clip, save_photo

from nemo_studio.director import Asset, Project, Say, ToolResult, respond
from nemo_studio.director.told import context_of
from nemo_studio.renderer.poster import poster
from nemo_studio.renderer.render import OutputSettings, render
from nemo_studio.timeline.draft import load_timeline
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.printing import print_storyboard

PAGES = Path(__file__).parents[2] / "references"
EXAMPLES = re.findall(r"```json\n.*?```", (PAGES / "storyboard.md").read_text("utf-8"), re.DOTALL)
ASSETS = [
    Asset("p1", "cup.jpg", "image", None, 640, 480),
    Asset("p2", "shop.jpg", "image", None, 480, 640),
    Asset("p3", "logo.png", "image", None, 200, 200),
    Asset("v1", "talk.mp4", "video", 10_000, 320, 180, True),
    Asset("m1", "song.mp3", "audio", 14_000, None, None, True),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("material")
    for number, asset in enumerate(ASSETS[:3]):
        save_photo(folder / asset.name, asset.width or 0, asset.height or 0, number)
    save_clip(folder / "talk.mp4", seconds=10, sound=True)
    write(folder / "song.mp3", [sine(660, 14)] * 2, codec="libmp3lame")
    return {a.id: folder / a.name for a in ASSETS}


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=range(1, len(EXAMPLES) + 1))
def test_an_example_of_the_storyboards_page(
    example: str, files: dict[str, Path], tmp_path: Path
) -> None:
    project = Project(assets=list(ASSETS), voice=True)
    steps = list(respond(example, project))
    draft = [s.draft for s in steps if isinstance(s, ToolResult)][-1]
    assert draft, [s.text for s in steps if isinstance(s, Say)]
    timeline, context = load_timeline(draft), context_of(project)
    assert expand(print_storyboard(timeline, context), context).timeline == timeline
    told = json.loads(example.removeprefix("```json").removesuffix("```"))
    assert len(timeline.video_tracks[0].segments) == len(told["scenes"])
    small = OutputSettings(resolution=480, fps=24, quality="draft", processes=1)
    made = render(draft, files, tmp_path / "out.mp4", small)
    assert made.duration_ms == pytest.approx(timeline.duration_ms, abs=50)
    assert not [w for w in made.warnings if "voice" not in w and "spoken" not in w], made.warnings
    first = np.asarray(_picture(poster(draft, files, tmp_path / "a.png", resolution=480)))
    assert first.std() > 5, "the first frame is not empty"


def test_the_page_has_an_example_for_each_job() -> None:
    assert len(EXAMPLES) == 7
    assert len((PAGES / "storyboard.md").read_text("utf-8").split()) < 900


CHANGES = re.findall(r"`(\[\{\"op\".*?\}\])`", (PAGES / "storyboard.md").read_text("utf-8"))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_storyboards_page(change: str) -> None:
    """On the page's first video."""
    project = Project(assets=list(ASSETS))
    drafts = [s.draft for s in respond(EXAMPLES[0], project) if isinstance(s, ToolResult)]
    project.draft = drafts[-1]
    steps = list(respond(change, project))
    (result,) = [s for s in steps if isinstance(s, ToolResult)] or [None]
    assert result and result.draft, [s.text for s in steps if isinstance(s, Say)]
    assert result.history == "push" and result.draft != project.draft
    assert result.response["changes"]


def test_the_page_has_ten_changes() -> None:
    assert len(CHANGES) == 10


def test_the_example_of_the_drafts_page() -> None:
    text = (PAGES / "timeline.md").read_text("utf-8")
    example = text[text.index("```json") :]
    message = example[: example.index("```", 7) + 3]
    drafts = [s.draft for s in respond(message, Project()) if isinstance(s, ToolResult)]
    timeline = load_timeline(drafts[-1])
    assert timeline.duration_ms == 6000 and [t.kind for t in timeline.tracks] == [0, 1, 7]


def _picture(path: Path) -> np.ndarray:
    from PIL import Image

    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))
