"""Lines of the studio's own are marked, told, and go with the user's words; all drafts are printed
and read again as they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from director_support import PHOTOS, Session

from nemo_studio.director.told import context_of
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.printing import print_full, print_storyboard

TOPIC = "A 20-second promo for my coffee shop"
TOPIC_ZH = "给我的咖啡店做一个15秒的宣传视频"
MESSAGES = (
    TOPIC,
    TOPIC_ZH,
    "make a video about yoga, 15 s vertical",
    "做一个关于健身的视频",
    "4 tips for better sleep",
    "Birthday video for Mia",
    "A 10 s ad for 'Old Mill' bakery, end with 'Open daily'",
    "tips for better sleep: no screens, a cool room, less coffee, read a book, no phone",
    "Make a 15s video with the title 'Summer Sale' and text '50% off', blue and gold",
    "a promo for my flower shop, call 555-1234, open 9-5, warm tones",
    "三个早睡的技巧：1. 不看手机 2. 早点洗澡 3. 读书",
    "做一个30秒的竖屏视频，标题“新店开业”，霓虹风格",
    "a bakery called Old Mill, 20 seconds, no music",
    "Scene 1: Hello there. Scene 2: We bake bread.",
    "an upbeat video, 12 seconds, our colours are #0a84ff and #ff9500",
    "10 seconds video: Happy birthday Mia",
    "Ein Video über Kaffee mit dem Text 'Guten Morgen'",
    "帮我做个视频，介绍我们的花店，结尾写“周日见”",
    "a 40 s video for our yoga studio with the caption 'Breathe in, breathe out' at 3 seconds",
    "一个介绍新款手机的20秒方形视频，字幕“今天发布”",
    "Video: 1. Wash the rice 2. Add water 3. Wait 4. Serve 5. Eat 6. Clean up",
)


@pytest.mark.parametrize("assets", [(), PHOTOS], ids=["cards", "photos"])
@pytest.mark.parametrize("message", MESSAGES)
def test_what_the_director_makes_is_printed_and_read_the_same(
    message: str, assets: list[Any]
) -> None:
    session = Session(message, assets)
    context = context_of(session.project)
    for form in (print_storyboard, print_full):
        printed = json.loads(json.dumps(form(session.timeline, context)))
        assert expand(printed, context).timeline == session.timeline
        assert form(expand(printed, context).timeline, context) == printed


def own(session: Session) -> list[str]:
    return [t.text for t in session.texts if t.sample]


@pytest.mark.parametrize("message", [TOPIC, TOPIC_ZH])
def test_where_only_a_topic_is_given_all_lines_are_the_studios(message: str) -> None:
    session = Session(message)
    assert own(session) == session.words
    scenes = print_storyboard(session.timeline, context_of(session.project))["scenes"]
    assert [s["sample"] for s in scenes] == [True] * len(scenes)


def test_words_of_the_message_are_no_samples() -> None:
    session = Session("Make a 15s video with the title 'Summer Sale' and text '50% off'")
    assert session.words[:2] == ["Summer Sale", "50% off"]
    assert own(session) == session.words[2:] != []
    for message in (
        "10 s ad for 'Old Mill', end with 'Open daily'", "Scene 1: Hello there. Scene 2: We bake.",
    ):  # fmt: skip
        assert own(Session(message)) == []
    assert own(Session("a video about my dog", PHOTOS)) == []


def test_a_title_of_the_users_with_a_line_of_the_studios_under_it_is_one() -> None:
    first = Session("a bakery called Old Mill, 20 seconds").texts[0]
    assert first.text == "Old Mill" and first.body and first.sample


def test_a_heading_that_is_not_the_users_is_one() -> None:
    cards = Session("Video: 1. Wash 2. Rinse 3. Boil 4. Serve 5. Eat 6. Clean").texts
    lists = {t.text: t.sample for t in cards if t.items}
    assert lists == {"What's inside": True}


@pytest.mark.parametrize(
    ("message", "begins"),
    [
        (TOPIC, "These lines are placeholders of mine: “"),
        (TOPIC_ZH, "这些文字是我写的占位：“"),
    ],
)  # fmt: skip
def test_the_answer_tells_which_lines_are_the_studios(message: str, begins: str) -> None:
    session = Session("Hi")
    answer = session.say(message)
    told = answer[answer.index(begins) :]
    for text in session.texts:
        assert text.text in told and text.body in told
    assert "placeholders" not in Session("Hi").say("10 s: Happy birthday Mia, ending 'Bye'")


def test_it_is_told_once() -> None:
    answer = Session("Hi").say("4 tips for better sleep")
    assert answer.count("placeholders") == 1


@pytest.mark.parametrize(
    ("brief", "edit", "at"),
    [
        (TOPIC, "change the title to 'Bean There'", 0),
        (TOPIC, "replace 'Take a seat' with 'Sit down'", 1),
        (TOPIC, "the ending should say 'Open daily'", -1),
        (TOPIC_ZH, "把“慢下来，喝一杯”改成“早上好”", 0),
        (TOPIC_ZH, "结尾改成“每天营业”", -1),
    ],
)
def test_words_of_the_user_take_the_mark_away(brief: str, edit: str, at: int) -> None:
    session = Session(brief)
    before = session.texts
    session.say(edit)
    after = session.texts
    assert after[at].text != before[at].text and not after[at].sample
    assert sum(t.sample for t in after) == len(before) - 1


def test_looks_and_lengths_leave_it() -> None:
    session = Session(TOPIC)
    count = len(session.texts)
    for edit in (
        "make it 15 seconds",
        "text color red",
        "other colours",
        "move scene 2 to the end",
    ):
        session.say(edit)
    assert len(own(session)) == count


def test_a_patch_rewords_a_line_at_its_scene() -> None:
    session = Session(TOPIC)
    answer = session.say('[{"op":"replace","path":"/scenes/s1/text","value":"Bean There"}]')
    assert answer == "Changed: scene 1 (s1) text: Slow down for a cup -> Bean There."
    assert session.words[0] == "Bean There" and len(own(session)) == len(session.texts) - 1
