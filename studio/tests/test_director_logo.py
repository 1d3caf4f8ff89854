"""A logo is small and lies over the whole video, in a corner."""

from __future__ import annotations

import pytest
from director_support import LOGO, PHOTOS, Session

from nemo_studio.director import Asset

TOP_RIGHT, BOTTOM_LEFT = (False, False), (True, True)
BOTTOM_RIGHT, TOP_LEFT = (False, True), (True, False)


def slideshow() -> Session:
    session = Session("a 16 second slideshow of these, title 'Trip'", PHOTOS)
    session.project.assets.append(LOGO)
    return session


def corner(session: Session) -> tuple[bool, bool]:
    """(left, low) of the only overlay; it is small and there for the whole length."""
    (logo,) = session.overlays
    assert (logo.src, logo.start_ms) == ("lg", 0)
    assert logo.duration_ms == session.timeline.duration_ms
    assert logo.box.w < 0.25 and logo.box.h < 0.25 and logo.fit == "contain"
    return logo.box.x < 0.3, logo.box.y > 0.5


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ("put my logo.png in the corner", TOP_RIGHT),
        (
            "use logo.png as a logo overlay in the bottom right corner for the whole video",
            BOTTOM_RIGHT,
        ),
        ("logo.png in the top left corner", TOP_LEFT),
        ("show our logo in the lower left corner throughout", BOTTOM_LEFT),
        ("add my logo", TOP_RIGHT),
        ("overlay 'logo.png', small, bottom left", BOTTOM_LEFT),
        ("use the logo as a watermark", TOP_RIGHT),
        ("把logo放在右上角", TOP_RIGHT),
        ("把我的logo.png放在左下角，小一点", BOTTOM_LEFT),
        ("加上logo", TOP_RIGHT),
        ("用logo.png当角标，全程显示", TOP_RIGHT),
    ],
)
def test_a_logo_needs_no_question(message: str, where: tuple[bool, bool]) -> None:
    session = slideshow()
    said = session.say(message)
    assert corner(session) == where and session.project.asked is None
    assert session.sources == ["p1", "p2", "p3", "p4"] and session.words == ["Trip"]
    assert "logo.png" in said and ";" not in said and "Upload" not in said


def test_the_rest_of_the_message_is_done_too() -> None:
    session = slideshow()
    session.say("remove the title, put the logo in the top left corner and make it 10 seconds")
    assert corner(session) == TOP_LEFT
    assert session.words == [] and session.timeline.duration_ms == 10_000
    session.say("put 'Sale' in the bottom left corner")
    assert session.words == ["Sale"] and corner(session) == TOP_LEFT


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        (
            "add it to this one, in the bottom right corner, small, for the whole video",
            BOTTOM_RIGHT,
        ),
        ("add it to this one", TOP_RIGHT),
        ("2", TOP_RIGHT),
    ],
)
def test_an_answer_may_say_where(answer: str, where: tuple[bool, bool]) -> None:
    session = slideshow()
    session.say("what about logo.png?")
    assert session.project.asked
    session.say(answer)
    assert corner(session) == where and len(session.scenes) == 4


def test_an_answer_puts_any_picture_into_a_corner() -> None:
    session = Session("a slideshow of these", PHOTOS[:3])
    session.project.assets.append(Asset("lg", "mascot.png", "image", None, 500, 500))
    session.say("what about mascot.png?")
    session.say("add it to this one, in the top left corner")
    assert corner(session) == TOP_LEFT and len(session.scenes) == 3


@pytest.mark.parametrize(
    "message", ["add logo.png at the end", "add my logo as the last scene", "append logo.png"]
)
def test_a_logo_may_be_a_scene(message: str) -> None:
    session = slideshow()
    session.say(message)
    assert session.sources == ["p1", "p2", "p3", "p4", "lg"] and not session.overlays


def test_a_logo_that_is_there_moves_grows_and_goes() -> None:
    session = slideshow()
    session.say("put my logo.png in the corner")
    before = session.overlays[0].box.w
    session.say("move the logo to the bottom left")
    assert corner(session) == BOTTOM_LEFT
    session.say("logo大一点")
    assert corner(session) == BOTTOM_LEFT and session.overlays[0].box.w > before
    session.say("remove the logo")
    assert not session.overlays and len(session.scenes) == 4


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ("a 12 s slideshow of these with my logo.png in the corner", TOP_RIGHT),
        ("a 12 s slideshow of these with our logo", TOP_RIGHT),
        ("a 12 s slideshow of these, logo.png bottom left", BOTTOM_LEFT),
        ("用这些照片做12秒的视频，logo放在左下角", BOTTOM_LEFT),
        ("用这些照片做一个12秒的视频，右上角加上我的logo", TOP_RIGHT),
    ],
)
def test_a_brief_may_have_a_logo(message: str, where: tuple[bool, bool]) -> None:
    session = Session(message, [*PHOTOS, LOGO])
    assert session.sources == ["p1", "p2", "p3", "p4"] and corner(session) == where
    assert session.timeline.duration_ms == 12_000


def test_a_brief_without_pictures_may_have_one_too() -> None:
    session = Session("a 12 second promo for tea with my logo.png in the corner", [LOGO])
    assert set(session.sources) == {"background"} and corner(session) == TOP_RIGHT
    session = Session("make a video of logo.png", [LOGO])
    assert session.sources == ["lg"]


def test_without_an_upload_it_is_told_how() -> None:
    session = Session("a 12 second promo for tea")
    assert "Upload the logo" in session.say("put my logo in the corner, make it 10 seconds")
