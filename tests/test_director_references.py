"""The examples of the agent's reference pages work as they are printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemo_studio.director import Asset, Project, ToolResult, respond
from nemo_studio.timeline.draft import load_timeline

PAGES = Path(__file__).parents[1] / "references"


@pytest.mark.parametrize(
    ("page", "duration_ms", "tracks"),
    [("storyboard.md", 14_500, [0, 1, 7]), ("timeline.md", 6000, [0, 1, 7])],
)
def test_the_example_of_a_page(page: str, duration_ms: int, tracks: list[int]) -> None:
    text = (PAGES / page).read_text("utf-8")
    example = text[text.index("```json") :]
    message = example[: example.index("```", 7) + 3]
    project = Project(assets=[Asset("a1", "leaves.jpg", "image", None, 4000, 3000)])
    drafts = [s.draft for s in respond(message, project) if isinstance(s, ToolResult)]
    timeline = load_timeline(drafts[-1])
    assert timeline.duration_ms == duration_ms
    assert [t.kind for t in timeline.tracks] == tracks
