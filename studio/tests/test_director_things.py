"""Edits that speak of what is shown by its name: "the dog photo", "replace the second clip"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nemo_studio.director import Asset, Project, Say, ToolResult, respond
from nemo_studio.timeline.draft import Timeline, load_timeline

BEACH = Asset("a1", "beach.jpg", "image", None, 4000, 3000)
DOG = Asset("a2", "dog.png", "image", None, 3000, 4000)
CAKE = Asset("a3", "cake.webp", "image", None, 2000, 2000)
LOGO = Asset("a4", "logo.png", "image", None, 500, 500)
RIDE = Asset("v1", "ride.mp4", "video", 8000, 1920, 1080, True)
LAKE = Asset("v2", "lake.mp4", "video", 5000, 1080, 1920, True)


def say(message: str, project: Project) -> tuple[str, dict[str, Any] | None]:
    steps = list(respond(message, project))
    drafts = [s.draft for s in steps if isinstance(s, ToolResult) and s.draft]
    return " ".join(s.text for s in steps if isinstance(s, Say)), drafts[-1] if drafts else None


def photos() -> Project:
    project = Project(assets=[BEACH, DOG, CAKE])
    _, draft = say("a 15 second video from these photos, title 'Our weekend', music", project)
    return replace(project, draft=draft, assets=[BEACH, DOG, CAKE, LOGO, LAKE])


def clips() -> Project:
    project = Project(assets=[RIDE, LAKE])
    return replace(project, draft=say("join these clips, title 'Road trip'", project)[1])


def cards() -> Project:
    message = "A 20-second vertical promo for a coffee shop, ending with 'Open daily 7-19'"
    return Project(draft=say(message, Project())[1])


def edited(message: str, project: Project) -> Timeline:
    said, draft = say(message, project)
    assert draft is not None, said
    return load_timeline(draft)


def row(timeline: Timeline) -> list[tuple[str, int]]:
    """(what is shown, for how long in ms) of the lowest track."""
    track = timeline.video_tracks[0].segments
    return [(getattr(p, "src", "") or p.type, p.duration_ms) for p in track]


def texts(timeline: Timeline) -> dict[str, tuple[int, int]]:
    tracks = timeline.text_tracks
    return {t.text: (t.start_ms, t.end_ms) for track in tracks for t in track.segments}


@pytest.mark.parametrize(
    ("message", "order"),
    [
        ("start with the dog photo", ["a2", "a1", "a3"]),
        ("make the cake photo the first one", ["a3", "a1", "a2"]),
        ("the dog should come last", ["a1", "a3", "a2"]),
        ("move the beach to the end", ["a2", "a3", "a1"]),
        ("swap beach.jpg and cake.webp", ["a3", "a2", "a1"]),
        ("remove the dog photo", ["a1", "a3"]),
        ("use only the first two photos", ["a1", "a2"]),
        ("只用前两张", ["a1", "a2"]),
        ("reverse the order", ["a3", "a2", "a1"]),
    ],
)
def test_pictures_are_called_by_their_names(message: str, order: list[str]) -> None:
    timeline = edited(message, photos())
    assert [src for src, _ in row(timeline)] == order
    assert texts(timeline)["Our weekend"] == (0, 3000)  # the video's title stays its beginning


@pytest.mark.parametrize(
    ("message", "lengths"),
    [
        ("make the dog photo longer", [5000, 7000, 5000]),
        ("show the beach for 6 seconds", [6000, 5000, 5000]),
        ("double the length of the first photo", [10_000, 5000, 5000]),
        ("rename the title to 'Beach day' and make the dog longer", [5000, 7000, 5000]),
    ],
)
def test_one_picture_gets_another_length(message: str, lengths: list[int]) -> None:
    assert [ms for _, ms in row(edited(message, photos()))] == lengths


def test_words_of_a_title_are_no_names() -> None:
    timeline = edited("change the title to The dog show at the beach", photos())
    assert list(texts(timeline)) == ["The dog show at the beach"]


@pytest.mark.parametrize(
    "message",
    [
        "replace dog.png with logo.png",
        "swap the second photo for logo.png",
        "use logo.png instead of the dog photo",
        "把第二张图换成 logo.png",
    ],
)
def test_a_picture_is_replaced(message: str) -> None:
    project = photos()
    before = row(load_timeline(project.draft))
    after = row(edited(message, project))
    assert after == [before[0], ("a4", before[1][1]), before[2]]


def test_a_clip_that_is_shorter_than_its_place_shortens_it() -> None:
    project = photos()
    longer = replace(project, draft=say("make the dog photo 9 seconds", project)[1])
    timeline = edited("replace the dog photo with lake.mp4", longer)
    assert row(timeline)[1] == ("v2", 5000) and timeline.duration_ms == 15_000


@pytest.mark.parametrize(
    ("message", "left", "top"),
    [
        ("put the logo in the top right corner", False, True),
        ("add logo.png as a watermark in the bottom left", True, False),
        ("把logo.png放在左上角", True, True),
    ],
)
def test_a_logo_lies_over_all(message: str, left: bool, top: bool) -> None:
    timeline = edited(message, photos())
    assert len(row(timeline)) == 3
    (logo,) = timeline.video_tracks[1].segments
    assert (logo.start_ms, logo.duration_ms) == (0, 15_000)
    assert logo.box and (logo.box.x < 0.2) is left and (logo.box.y < 0.2) is top
    longer = edited("make it 30 seconds", replace(photos(), draft=say(message, photos())[1]))
    assert longer.video_tracks[1].segments[0].duration_ms == 30_000


@pytest.mark.parametrize(
    "message", ['add "Woof" to the dog photo', "add 'Woof' on the second photo"]
)
def test_a_text_comes_with_its_picture(message: str) -> None:
    assert texts(edited(message, photos())) == {"Our weekend": (0, 3000), "Woof": (5000, 8000)}


@pytest.mark.parametrize(
    ("message", "volumes"),
    [
        ("把第一段静音", [0.0, 1.0]),
        ("mute the second clip", [1.0, 0.0]),
        ("lower the volume of the clips", [0.6, 0.6]),
        ("mute the original sound", [0.0, 0.0]),
    ],
)
def test_the_sound_of_clips_is_not_the_music(message: str, volumes: list[float]) -> None:
    project = clips()
    music = load_timeline(project.draft).audio_tracks
    timeline = edited(message, project)
    assert [p.volume for p in timeline.video_tracks[0].segments if p.type == "clip"] == volumes
    assert timeline.audio_tracks == music


def test_two_clips_change_places_and_keep_what_is_said() -> None:
    timeline = edited("swap the clips", clips())
    assert row(timeline) == [("v2", 5000), ("v1", 8000)]
    assert texts(timeline) == {"Road trip": (0, 3000)}
    assert texts(edited("trim the first clip to 3 seconds", clips())) == {"Road trip": (0, 3000)}


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("add our phone number 555-0134 at the end", "555-0134"),
        ("make it 15 seconds, add hello@cafe.com at the end", "hello@cafe.com"),
        ("add a scene about prices after the intro", "Prices"),
    ],
)
def test_contacts_need_no_quotation_marks(message: str, shown: str) -> None:
    before = list(texts(load_timeline(cards().draft)))
    found = texts(edited(message, cards()))
    assert set(found) == {*before, shown}
    order = sorted(found, key=lambda t: found[t])
    assert order.index(shown) == (1 if shown == "Prices" else len(order) - 1)


def test_a_text_for_a_card_stands_on_it() -> None:
    timeline = edited("add www.cafe.com to the last scene", cards())
    last = [t for track in timeline.text_tracks for t in track.segments][-1]
    assert (last.text, last.body) == ("Open daily 7-19", "www.cafe.com")
    assert timeline.duration_ms == 20_000


def test_a_watermark_takes_no_other_text_away() -> None:
    project = cards()
    before = texts(load_timeline(project.draft))
    assert texts(edited("show @slowcoffee as a watermark", project)) == {
        **before, "@slowcoffee": (0, 20_000),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("换一个配色", "配色"),
        ("I don't like the colors", "colours"),
        ("change the font to something more elegant", "font"),
        ("字体换成更优雅的", "字体"),
        ("add a transition between the scenes", "transitions"),
        ("no zoom please", "camera"),
    ],
)
def test_vague_wishes_change_what_they_name(message: str, key: str) -> None:
    said, draft = say(message, photos())
    assert draft is not None and key in said and ";" not in said and "；" not in said


def test_slower_is_not_half_speed() -> None:
    assert edited("make it slower", clips()).duration_ms == pytest.approx(13_000 / 0.75, abs=2)
    assert edited("half speed please", clips()).duration_ms == 26_000
