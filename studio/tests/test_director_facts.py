"""What a brief tells beside its subject comes into the video, in the user's words."""

from __future__ import annotations

import pytest

from nemo_studio.director import Project, ToolResult, respond
from nemo_studio.director.brief import read_brief
from nemo_studio.timeline.draft import load_timeline


@pytest.mark.parametrize(
    ("message", "facts", "contacts"),
    [
        ("make me a quick video for my bakery's grand opening this saturday 9am, free croissants "
         "for the first 50 guests!",
         ["This Saturday 9am", "Free croissants for the first 50 guests"], []),
        ("帮我做一个15秒的视频，宣传我们的健身房，新会员首月5折，电话 138-0000-0000",
         ["新会员首月5折"], ["电话 138-0000-0000"]),
        ("wedding invite, Anna & Tom, June 14 2027, Lake Como, elegant, gold on dark",
         ["Anna & Tom", "June 14 2027", "Lake Como"], []),
        ("We're hiring! Backend engineer, apply at jobs@acme.io. 20s square video, corporate music",
         [], ["Apply at jobs@acme.io"]),
        ("a promo for our shop: link www.airflow.com, price 199€", ["Price 199€"],
         ["www.airflow.com"]),
        # Orders, looks and lengths are none.
        ("A 20-second vertical promo for a coffee shop, warm tones, upbeat music, "
         "ending with 'Open daily 7-19'", [], []),
        ("make a 15 second video, 1080p, 30 fps, music at 20%, no text, neon, keep it simple", [],
         []),
        ("一个20秒的咖啡店竖屏宣传视频，暖色调，欢快的音乐，结尾“每天7点营业”", [], []),
    ],
)  # fmt: skip
def test_facts_and_contacts(message: str, facts: list[str], contacts: list[str]) -> None:
    found = read_brief(message).facts
    assert [f.text for f in found if not f.contact] == facts
    assert [f.text for f in found if f.contact] == contacts


def shown(message: str) -> list[tuple[str, str, str, list[str]]]:
    drafts = [s.draft for s in respond(message, Project()) if isinstance(s, ToolResult) and s.draft]
    tracks = load_timeline(drafts[-1]).text_tracks
    return [(t.kicker, t.text, t.body, t.items) for track in tracks for t in track.segments]


def test_an_offer_is_on_a_card_and_a_contact_at_the_end() -> None:
    cards = shown("product launch: AirFlow Pro, a fan. Price 199€. Link www.airflow.com")
    assert cards[0][1] == "AirFlow Pro"
    assert "Price 199€" in [text for _, text, _, _ in cards]
    assert cards[-1][2] == "www.airflow.com"


@pytest.mark.parametrize("after", ["", " 💍✨"])
def test_the_name_behind_the_occasion_opens(after: str) -> None:
    cards = shown(f"wedding invite, Anna & Tom{after}, June 14 2027, Lake Como, gold on dark")
    assert cards[0][1] == "Anna & Tom"
    assert {"June 14 2027", "Lake Como"} <= {text for _, text, _, _ in cards}


def test_a_list_behind_a_colon_is_a_list() -> None:
    cards = shown(
        "a 30s TikTok about 5 tips for better sleep: no screens, cool room, same time every day, "
        "no coffee after 2pm, and a short walk"
    )
    tips = ["No screens", "Cool room", "Same time every day", "No coffee after 2pm", "Short walk"]
    assert cards[0][1] == "5 Tips for Better Sleep"
    assert [items for *_, items in cards if items] == [tips]


@pytest.mark.parametrize(
    ("message", "phrase"),
    [
        ("explain how photosynthesis works in 45 seconds for kids", "how photosynthesis works"),
        ("a video for my bakery's grand opening this Saturday", "bakery's grand opening"),
        ("I need a reel about 5 tips for better sleep", "5 tips for better sleep"),
    ],
)
def test_subjects_keep_their_small_words(message: str, phrase: str) -> None:
    assert read_brief(message).subject.phrase == phrase
