"""A length belongs to what is named: a scene, a point, a text; and it may be a step from before."""

from __future__ import annotations

import json

import pytest
from director_support import PHOTOS, Session

LIST = json.dumps({
    "aspect": "9:16",
    "scenes": [
        {"seconds": 4, "text": "5 tips for better sleep", "layout": "hero"},
        {"seconds": 13.4, "text": "Before bed", "layout": "list", "items": [
            "No screens an hour before bed", "Keep the room cool", "No caffeine after 2pm",
            "Same bedtime every day", "Get morning light",
        ]},
        {"seconds": 3.6, "text": "It starts with you"},
        {"seconds": 3, "text": "Sleep well", "layout": "cta"},
    ],
})  # fmt: skip
TIPS = (
    "a 20-second video with 3 tips for better sleep: No screens before bed, Keep the room cool, "
    "No caffeine after 2pm"
)


def scene_with(session: Session, words: str) -> int:
    """The place of the scene on which the words are shown."""
    (text,) = (t for t in session.texts if words in (t.text, *t.items))
    (at,) = (i for i, p in enumerate(session.scenes) if p.start_ms <= text.start_ms < p.end_ms)
    return at


@pytest.mark.parametrize("brief", [LIST, TIPS])
@pytest.mark.parametrize(
    ("message", "factor", "more"),
    [
        ("Make the second tip longer on screen", 1.4, 0),
        ("show tip 2 for 6 seconds", 0, 6000),
        ("the second point should last 6 seconds", 0, 6000),
        ("extend tip 2 by 2 seconds", 1, 2000),
        ("make the second tip 2 s shorter", 1, -2000),
        ("第二个要点显示6秒", 0, 6000),
        ("第二条建议长两秒", 1, 2000),
        ("第二点缩短1秒", 1, -1000),
    ],
)
def test_a_point_is_known_by_its_number(brief: str, message: str, factor: float, more: int) -> None:
    session = Session(brief)
    at, before = scene_with(session, "Keep the room cool"), session.lengths
    session.say(message)
    expected = list(before)
    expected[at] = round(before[at] * factor / 100) * 100 + more
    assert session.lengths == expected
    assert session.timeline.duration_ms == sum(expected)


@pytest.mark.parametrize(
    ("message", "place", "factor", "more"),
    [
        ("Make the third scene 2 seconds longer", 2, 1, 2000),
        ("make scene 3 longer by 2 seconds", 2, 1, 2000),
        ("scene 3 1 s shorter", 2, 1, -1000),
        ("add 2 seconds to the third scene", 2, 1, 2000),
        ("cut 1 second from scene 3", 2, 1, -1000),
        ("shorten scene 3 to 2.5 seconds", 2, 0, 2500),
        ("the second slide should last 6 seconds", 1, 0, 6000),
        ("show the second card for 6 seconds", 1, 0, 6000),
        ("show the second text for 6 seconds", 1, 0, 6000),
        ("make the second text longer", 1, 1.4, 0),
        ("make the title 5 seconds long", 0, 0, 5000),
        ("第三个场景长两秒", 2, 1, 2000),
        ("第三个场景缩短1秒", 2, 1, -1000),
        ("第三个场景延长到6秒", 2, 0, 6000),
    ],
)
def test_a_step_is_no_length(message: str, place: int, factor: float, more: int) -> None:
    session = Session(TIPS)
    expected = session.lengths
    expected[place] = round(expected[place] * factor / 100) * 100 + more
    session.say(message)
    assert session.lengths == expected


@pytest.mark.parametrize(
    ("message", "total"),
    [
        ("make it 5 seconds longer", 25_000),
        ("shorten the video by 4 seconds", 16_000),
        ("extend it to 30 seconds", 30_000),
        ("视频延长5秒", 25_000),
        ("时长12秒", 12_000),
        ("each scene 1 second longer", 25_000),
    ],
)
def test_the_whole_may_grow_by_a_step_too(message: str, total: int) -> None:
    session = Session(TIPS)
    session.say(message)
    assert session.timeline.duration_ms == total


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("show tip 9 for 6 seconds", "did not find"),
        ("make scene 9 6 seconds long", "no such scene"),
        ("make the scene 'Not there' 6 seconds long", "did not find"),
        ("第九个场景改成6秒", "没有这个场景"),
    ],
)
def test_a_length_is_never_that_of_something_else(message: str, said: str) -> None:
    session = Session(TIPS)
    before = session.project.draft
    assert said in session.say(message)
    assert session.project.draft == before


@pytest.mark.parametrize(
    "message",
    [
        "Make the scene 'No screens an hour before bed' 6 seconds long",
        "show 'No screens an hour before bed' for 6 seconds",
        "“No screens an hour before bed”这个场景改成6秒",
    ],
)
def test_a_scene_changes_with_its_card(message: str) -> None:
    session = Session(LIST)
    at = scene_with(session, "Keep the room cool")
    session.say(message)
    scene, text = session.scenes[at], session.texts[at]
    assert scene.duration_ms == 6000 and text.end_ms == scene.end_ms


def test_two_scenes_in_one_message() -> None:
    session = Session(TIPS)
    session.say("make scene 2 5 seconds and scene 3 4 seconds")
    assert session.lengths[1:3] == [5000, 4000]


@pytest.mark.parametrize(
    ("message", "rows"),
    [
        ("change tip 2 to 'A cool room'", ["No screens an hour before bed", "A cool room"]),
        ("把第二条建议改成“A cool room”", ["No screens an hour before bed", "A cool room"]),
        ("remove the second tip", ["No screens an hour before bed", "No caffeine after 2pm"]),
        ("删掉第二条建议", ["No screens an hour before bed", "No caffeine after 2pm"]),
    ],
)
def test_the_rows_of_a_list_are_points(message: str, rows: list[str]) -> None:
    session = Session(LIST)
    lengths = session.lengths
    session.say(message)
    (card,) = (t for t in session.texts if t.items)
    assert card.items[:2] == rows and session.lengths == lengths


@pytest.mark.parametrize("message", ["make the second tip yellow", "第二条建议改成黄色"])
def test_a_point_with_a_card_of_its_own_has_its_own_looks(message: str) -> None:
    session = Session(TIPS)
    session.say(message)
    assert [t.text for t in session.texts if t.color] == ["Keep the room cool"]
    session = Session(LIST)
    before = session.project.draft
    session.say(message)
    assert session.project.draft == before  # its row cannot: the whole list would turn yellow


def test_the_text_over_a_picture_has_a_time_of_its_own() -> None:
    session = Session("a 16 second slideshow of these, title 'Trip'", PHOTOS)
    lengths, before = session.lengths, session.texts[0].duration_ms
    session.say("show the title 2 seconds longer")
    assert session.texts[0].duration_ms == before + 2000 and session.lengths == lengths
    session.say("show the title for 3 seconds")
    assert session.texts[0].duration_ms == 3000 and session.lengths == lengths
