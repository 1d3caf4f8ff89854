"""What a message excepts stays: "all texts except the title", "keep only scene 2"."""

from __future__ import annotations

import pytest
from director_support import PHOTOS, Session

from nemo_studio.director import Asset

CARDS = "a 20 second promo, texts 'One', 'Two', 'Three', title 'Hello', ending with 'Bye'"
CLIPS = [
    Asset("c1", "ride.mp4", "video", 8000, 1920, 1080, True),
    Asset("c2", "lake.mp4", "video", 5000, 1920, 1080, True),
]


def cards() -> Session:
    session = Session(CARDS)
    assert session.words == ["Hello", "One", "Two", "Three", "Bye"]
    return session


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("make it 8 seconds and remove all texts except the title", ["Hello"]),
        ("remove all texts but the title and the ending, make it 8 seconds", ["Hello", "Bye"]),
        ("make it 8 seconds, delete every text apart from 'Two'", ["Two"]),
        ("make it 8 seconds, keep only the title", ["Hello"]),
        ("remove everything except the title, 8 seconds", ["Hello"]),
        ("make it 8 seconds, keep the title and remove everything else", ["Hello"]),
        ("remove all the texts but keep the title. make it 8 seconds", ["Hello"]),
        ("make it 8 seconds, hide all texts but the second one", ["One"]),
        ("make it 8 seconds, leave nothing but the title", ["Hello"]),
        ("除了标题，其他文字都删掉，改成8秒", ["Hello"]),
        ("改成8秒，删除除标题以外的所有文字", ["Hello"]),
        ("改成8秒，只保留标题和结尾", ["Hello", "Bye"]),
        ("保留标题，其他文字都去掉，改成8秒", ["Hello"]),
        ("删掉所有文字，但保留“Two”，改成8秒", ["Two"]),
    ],
)
def test_the_texts_that_are_named_stay(message: str, kept: list[str]) -> None:
    session = cards()
    session.say(message)
    assert session.words == kept
    assert session.timeline.duration_ms == 8000


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("delete all scenes except the first and the last", ["Hello", "Bye"]),
        ("keep only scenes 1 and 3", ["Hello", "Two"]),
        ("remove all the scenes but the last two", ["Three", "Bye"]),
        ("除了第一个场景和最后一个场景，其他场景都删掉", ["Hello", "Bye"]),
        ("只保留前两个场景", ["Hello", "One"]),
    ],
)
def test_the_scenes_that_are_named_stay(message: str, kept: list[str]) -> None:
    session = cards()
    session.say(message)
    assert session.words == kept and len(session.scenes) == len(kept)


def test_only_things_of_the_kind_that_is_named_go() -> None:
    session = Session("join these", [*CLIPS, *PHOTOS])
    session.say("remove all photos except dog.jpg")
    assert session.sources == ["c1", "c2", "p2"]


@pytest.mark.parametrize(
    ("message", "volumes"),
    [
        ("mute everything except the music", [0.0, 0.0]),
        ("no sound except the music", [0.0, 0.0]),
        ("只保留音乐", [0.0, 0.0]),
        ("mute all clips except the second", [0.0, 1.0]),
        ("除了第二段，其他片段都静音", [0.0, 1.0]),
    ],
)
def test_the_sounds_that_are_named_stay(message: str, volumes: list[float]) -> None:
    session = Session("join these, title 'Trip', music", CLIPS)
    session.say(message)
    assert [p.volume for p in session.scenes] == volumes
    assert session.music is not None and session.words == ["Trip"]


@pytest.mark.parametrize(
    "message", ["remove all texts except the greeting", "keep only the title", "只保留标题"]
)
def test_nothing_is_removed_when_what_shall_stay_is_not_there(message: str) -> None:
    session = cards() if "greeting" in message else Session("a slideshow of these", PHOTOS)
    before = session.project.draft
    session.say(message)
    assert session.project.draft == before


def test_what_is_asked_of_all_leaves_an_exception_out() -> None:
    session = cards()
    session.say("make all texts yellow except the title")
    assert [t.color for t in session.texts] == [None, *["#fdd835"] * 4]
    last = session.lengths[-1]
    session.say("each scene 3 seconds except the last one")
    assert session.lengths == [3000, 3000, 3000, 3000, last]


def test_a_part_that_is_kept_is_no_exception() -> None:
    session = Session("join these", CLIPS)
    session.say("delete everything except the first 5 seconds")
    assert session.timeline.duration_ms == 5000 and session.sources == ["c1"]
    session = cards()
    session.say("keep the title, remove the music")
    assert session.music is None and len(session.words) == 5


@pytest.mark.parametrize(
    "message",
    [
        "make everything except the title smaller",
        "make everything smaller except the title",
        "make all texts except the title smaller",
        "all texts smaller, except for the title",
        "除了标题，其他文字都小一点",
    ],
)
def test_looks_spare_an_exception_too(message: str) -> None:
    session = cards()
    session.say(message)
    assert [t.size for t in session.texts] == [1.0, *[0.8] * 4]


@pytest.mark.parametrize("message", ["show only the second tip", "只保留第二个要点"])
def test_a_point_may_be_what_is_kept(message: str) -> None:
    session = cards()
    session.say(message)
    assert session.words == ["Two"]


def test_a_row_of_a_list_that_shall_be_kept_is_not_removed() -> None:
    session = Session("a 20 second video: 4 tips: eat well, sleep long, walk daily, drink water")
    rows = [t.items for t in session.texts if t.items]
    assert rows
    session.say("remove all tips except the second tip")
    assert [t.items for t in session.texts if t.items] == rows
