"""Any message, any order of edits: never a crash, always a draft that the renderer accepts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nemo_studio.director import Asset, Project, Say, ToolResult, respond
from nemo_studio.timeline.draft import Timeline, load_timeline

ASSETS = [
    Asset("a1", "beach.jpg", "image", None, 4000, 3000),
    Asset("a2", "town.png", "image", None, 1080, 1920),
    Asset("v1", "walk.mp4", "video", 8200, 1920, 1080, True),
    Asset("s1", "talk.m4a", "audio", 12_000, None, None, True),
]
PIECES = [
    "make it 15 seconds", "shorter", "longer", "改成10秒", "each scene 3 seconds", "30 seconds",
    "make scene 2 5 seconds", "change the title to 'Hello'", "replace 'Hello' with 'Bye 24/7'",
    "把标题改成“早上好”", "remove the title", "remove all text", "remove the ending",
    "add 'New' at 5s", "add 'Now' at the end", "add a caption 'See' from 2s to 4s",
    "add a watermark '@shop'", "第5秒显示“你好”", "make the title red", "text bigger",
    "move the title to the top", "show the title for 5 seconds", "move the title to 7s",
    "no music", "music at 20%", "calm music", "不要音乐", "fade out the music", "louder",
    "make it square", "vertical", "16:9 720p", "dark colors", "换个配色", "crossfades of 1 second",
    "no transitions", "black and white", "2x speed", "slow motion", "slow down scene 2",
    "move scene 3 to the start", "swap 1 and 2", "delete scene 2", "delete the last scene",
    "split scene 1", "split at 4 seconds", "reverse the order", "duplicate scene 1",
    "trim the first 3 seconds", "cut from 2s to 4s", "keep from 1s to 5s", "play it backwards",
    "regenerate", "再来一个", "undo", "redo", "撤销", "add the new files", "mute the clips",
    "fade in from black", "60fps", "make a new 12-second video about dogs", "no captions",
    "keep only the title", "delete all scenes except the last", "put town.png in the corner",
    "make the second tip longer", "scene 2 1 second shorter", "add a caption 'So' to scene 2",
    "mute everything except the music", "show the title 2 seconds longer", "只保留第一个场景",
]  # fmt: skip


def play(project: Project, message: str) -> list[Any]:
    """Answer a message and keep its drafts as the steps say."""
    steps = list(respond(message, project))
    for step in steps:
        if not isinstance(step, ToolResult) or step.draft is None:
            continue
        if step.history == "push":
            project.undone.clear()
        if step.history in ("push", "redo") and project.draft is not None:
            project.history.append(project.draft)
        if step.history == "undo" and project.draft is not None:
            project.undone.append(project.draft)
        if step.history in ("undo", "redo"):
            (project.history if step.history == "undo" else project.undone).pop()
        project.draft = step.draft
    return steps


def check(timeline: Timeline) -> None:
    """What holds for every draft: the picture fills the length, and no text lies over another."""
    picture = timeline.video_tracks[0].segments
    assert picture[0].start_ms == 0
    for before, after in pairwise(picture):
        assert after.start_ms == before.end_ms
    assert picture[-1].end_ms == timeline.duration_ms
    cards = sorted(
        (t.start_ms, t.end_ms)
        for track in timeline.text_tracks
        for t in track.segments
        if t.role == "card"
    )
    for one, two in pairwise(cards):
        assert one[1] <= two[0]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.booleans(), st.booleans())
def test_any_text_is_answered(message: str, with_files: bool, with_draft: bool) -> None:
    project = Project(assets=ASSETS if with_files else [])
    if with_draft:
        play(project, "a 12 second video about tea, 'Hello', ending with 'Bye'")
    steps = play(project, message)
    assert any(isinstance(s, Say) and s.text for s in steps)
    for step in steps:
        if isinstance(step, ToolResult) and step.draft is not None:
            check(load_timeline(step.draft))


WORDS = st.sampled_from(
    ["make", "add", "remove", "the", "title", "scene", "photo", "'A'", "'B", "b'", "“中”", "⟦0⟧", "3", "2.5", "15s", "0s", "20%", "9:16", "at", "from", "to", "and", ",", ".", "。", "第二个场景", "改成", "10秒", "music", "no", "speed", "2x", "trim", "split", "swap", "first", "last", "for", "each", "`{", "}", '"', "'", "“"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=14), st.booleans())
def test_any_mixture_of_known_words_is_answered(words: list[str], spaced: bool) -> None:
    project = Project(assets=ASSETS)
    play(project, "a 12 second video about tea, 'Hello', ending with 'Bye'")
    for step in play(project, (" " if spaced else "").join(words)):
        if isinstance(step, ToolResult) and step.draft is not None:
            check(load_timeline(step.draft))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8), st.booleans())
def test_a_walk_of_edits_keeps_the_draft_whole(messages: list[str], media: bool) -> None:
    project = Project(assets=ASSETS[:3] if media else [])
    brief = "turn these into a 20 second video" if media else "a 20 second coffee shop promo"
    play(project, f"{brief}, title 'Hello', ending with 'Open 7-19'")
    project.assets = ASSETS if media else []
    for message in messages:
        play(project, message)
        assert project.draft is not None
        timeline = load_timeline(project.draft)
        check(timeline)
        for track in timeline.audio_tracks:
            for sound in track.segments:
                assert sound.end_ms <= timeline.duration_ms
                if sound.id == "music":
                    assert sound.end_ms == timeline.duration_ms


@pytest.mark.parametrize(
    "piece", ["'a ", "“", "1", "1 min ", "把这些", "{", '{"scenes":', "a,", " x"]
)
def test_very_long_messages_are_answered(piece: str) -> None:
    message = (piece * 60_000)[:60_000]
    for project in (Project(), Project(assets=ASSETS)):
        assert any(isinstance(s, Say) for s in play(project, message))
        assert any(isinstance(s, Say) for s in play(project, message))
