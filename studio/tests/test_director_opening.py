"""The first scene begins at once, and pictures keep most of themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from director_support import LOGO, PHOTOS, Session

from nemo_studio.director import Asset

CUTS = "a 15 second slideshow of these, hard cuts"


def transitions(session: Session) -> list[str]:
    """Those that play: of what waits on the first scene, only what leads out of black or white."""
    kinds = [p.transition.kind if p.transition else "" for p in session.scenes]
    return [kinds[0] if kinds[0].startswith("fade") else "", *kinds[1:]]


@pytest.mark.parametrize(
    "message",
    [
        "use the third picture first",
        "start with the cake photo",
        "swap the first and the last photo",
        "reverse the order",
        "delete the first photo",
        "把第三张放在最前面",
        "add logo.png at the start",
        "cut the first 4 seconds",
    ],
)
def test_no_transition_leads_into_the_first_scene(message: str) -> None:
    session = Session("a 15 second slideshow of these, fade to black transitions", PHOTOS)
    assert transitions(session) == ["", *["fade_black"] * 3]
    session.project.assets.append(LOGO)
    session.say(message)
    assert transitions(session) == ["", *["fade_black"] * (len(session.scenes) - 1)]


def test_hard_cuts_stay_hard_when_the_scenes_move() -> None:
    session = Session(CUTS, PHOTOS)
    session.say("use the third picture first")
    assert session.sources[:2] == ["p3", "p1"] and transitions(session) == [""] * 4


@pytest.mark.parametrize(("kind", "kept"), [("fade_black", "fade_black"), ("wipe_left", "")])
def test_a_storyboard_may_open_from_black(kind: str, kept: str) -> None:
    scenes: list[dict[str, Any]] = [{"seconds": 3, "asset": n, "transition": kind} for n in (1, 2)]
    session = Session(json.dumps({"scenes": scenes}), PHOTOS)
    assert transitions(session) == [kept, kind]
    session.say("swap the photos")
    assert session.sources == ["p2", "p1"] and transitions(session) == [kept, kind]


@pytest.mark.parametrize(
    ("width", "height", "fit"),
    [(800, 800, "blur"), (1000, 900, "blur"), (4000, 3000, "cover"), (3000, 2000, "cover"),
     (1920, 1080, "cover"), (3440, 1440, "cover"), (1080, 1350, "blur")],
)  # fmt: skip
def test_a_picture_that_would_lose_its_edges_is_shown_whole(
    width: int, height: int, fit: str
) -> None:
    new = Asset("n", "new.jpg", "image", None, width, height)
    session = Session("a 16:9 slideshow of these", [*PHOTOS, new])
    assert session.scenes[-1].fit == fit
    session = Session("a 16:9 slideshow of these", PHOTOS)
    session.project.assets.append(new)
    session.say("add new.jpg")
    assert session.scenes[-1].fit == fit
    session = Session("a square slideshow of these", [*PHOTOS, new])
    session.say("make it 16:9")
    assert session.scenes[-1].fit == fit
