"""From a message to a draft: the sentences that the product promises, and what the drafts hold."""

from __future__ import annotations

import json
import re
import time
from itertools import pairwise
from typing import Any

import pytest

from nemo_studio.director import Asset, Project, Say, Step, ToolCall, ToolResult, respond
from nemo_studio.director.phrases import topics
from nemo_studio.director.timing import reading_ms
from nemo_studio.timeline.draft import TextSegment, Timeline, load_timeline

PHOTOS = [
    Asset("a1", "a.jpg", "image", None, 4000, 3000),
    Asset("a2", "b.png", "image", None, 3000, 4000),
    Asset("a3", "c.webp", "image", None, 2000, 2000),
]
CLIPS = [
    Asset("v1", "v.mp4", "video", 8000, 1920, 1080, True),
    Asset("v2", "w.mp4", "video", 5000, 1080, 1920, False),
]
COFFEE = (
    "A 20-second vertical promo for a coffee shop, warm tones, upbeat music, "
    "ending with 'Open daily 7-19'"
)
BRIEFS = [
    COFFEE,
    "一个20秒的咖啡店竖屏宣传视频，暖色调，欢快的音乐，结尾“每天7点营业”",
    "make a 20-second vertical video for my coffee shop",
    "generate a 30-second product ad with upbeat music",
    "Create a 15s Instagram Reel announcing our summer sale: 'Up to 40% off', 'This weekend only'. "
    "End card: 'Shop now'",
    "a 60 second square explainer for our SaaS app called 'Flowly', features: shared boards, "
    "quick search, calendar sync and reports. Corporate music",
    "关于人工智能的短视频，一分钟",
    "a 12s birthday video for Anna, 'Happy Birthday Anna!', black and gold",
    "create a video about climate change for kids",
    "做一条15秒的抖音，推广新款跑鞋，“轻如羽毛”，“现已上市”，电子音乐",
]


def answer(message: str, project: Project | None = None) -> tuple[list[Step], Timeline]:
    steps = list(respond(message, project or Project()))
    drafts = [s.draft for s in steps if isinstance(s, ToolResult) and s.draft]
    return steps, load_timeline(drafts[-1])


def texts_of(timeline: Timeline) -> list[TextSegment]:
    texts = [t for track in timeline.text_tracks for t in track.segments]
    return sorted(texts, key=lambda t: t.start_ms)


def shown(text: TextSegment) -> str:
    return " ".join([text.kicker, text.text, text.body, *text.items])


def test_a_generation_has_two_stages() -> None:
    steps, timeline = answer(COFFEE)
    kinds = [s for s in steps if type(s).__name__ != "Think"]
    assert [type(s) for s in kinds] == [Say, ToolCall, ToolResult, Say, ToolCall, ToolResult, Say]
    raw, full = (s for s in kinds if isinstance(s, ToolResult))
    assert (raw.name, full.name) == ("generate_video", "edit_multitrack")
    assert (raw.history, full.history) == ("push", "amend")
    assert raw.draft is not None and [t["tt"] for t in raw.draft["t"]] == [0]
    assert [t.kind for t in timeline.tracks] == [0, 1, 7]


def test_the_first_command() -> None:
    _, timeline = answer(COFFEE)
    assert timeline.duration_ms == 20_000
    assert (timeline.meta.width, timeline.meta.height) == (1080, 1920)
    music = timeline.audio_tracks[0].segments[0]
    assert music.type == "music" and music.mood == "upbeat" and music.end_ms == 20_000
    last = texts_of(timeline)[-1]
    assert (last.text, last.layout, last.end_ms) == ("Open daily 7-19", "cta", 20_000)


def test_pictures_in_order_with_smooth_transitions() -> None:
    message = "turn these into a 15-second video with smooth transitions"
    _, timeline = answer(message, Project(assets=PHOTOS))
    pictures = timeline.video_tracks[0].segments
    assert [getattr(p, "src", "") for p in pictures] == ["a1", "a2", "a3"]
    assert timeline.duration_ms == 15_000
    assert [p.transition.kind for p in pictures[1:] if p.transition] == ["crossfade"] * 2
    assert [getattr(p, "fit", "") for p in pictures] == ["cover", "blur", "blur"]
    assert not timeline.text_tracks  # nothing was to be written


@pytest.mark.parametrize(
    ("message", "order"),
    [
        ("make a video of these, use the second photo first", ["a2", "a1", "a3"]),
        ("make a video of these in reverse order", ["a3", "a2", "a1"]),
        ("用这些照片做一个视频，第三张放在最前面", ["a3", "a1", "a2"]),
    ],
)
def test_asked_order(message: str, order: list[str]) -> None:
    _, timeline = answer(message, Project(assets=PHOTOS))
    assert [getattr(p, "src", "") for p in timeline.video_tracks[0].segments] == order


def test_clips_keep_their_sound_and_length() -> None:
    message = "a 30s travel video with these, title 'Lisbon', ending with 'See you'"
    _, timeline = answer(message, Project(assets=CLIPS + PHOTOS))
    pictures = timeline.video_tracks[0].segments
    assert [p.duration_ms for p in pictures[:2]] == [8000, 5000]
    assert timeline.duration_ms == 30_000
    music = timeline.audio_tracks[0].segments[0]
    assert music.volume == pytest.approx(0.18)
    assert [t.text for t in texts_of(timeline)] == ["Lisbon", "See you"]


def test_files_are_asked_for_when_there_are_none() -> None:
    steps = list(respond("turn these photos into a video", Project()))
    assert [type(s).__name__ for s in steps] == ["Think", "Say"]


@pytest.mark.parametrize("message", BRIEFS)
def test_texts_can_be_read_and_do_not_overlap(message: str) -> None:
    _, timeline = answer(message)
    texts = texts_of(timeline)
    for text in texts:
        assert text.duration_ms >= 0.85 * reading_ms(shown(text)) - 350, text.text
    for before, after in pairwise(texts):
        assert before.end_ms <= after.start_ms


@pytest.mark.parametrize("message", BRIEFS)
def test_no_number_is_invented(message: str) -> None:
    _, timeline = answer(message)
    for text in texts_of(timeline):
        for figure in re.findall(r"\d+", shown(text)):
            assert figure in message


@pytest.mark.parametrize("message", BRIEFS)
def test_quoted_texts_are_shown_as_they_are(message: str) -> None:
    _, timeline = answer(message)
    words = [shown(t) for t in texts_of(timeline)]
    for quoted in re.findall(r"'([^']+)'|“([^”]+)”", message):
        assert any("".join(quoted) in w for w in words)


def test_the_phrase_bank_states_no_figures() -> None:
    for topic in topics():
        for copy in topic.copy.values():
            lines = [*copy.open, *copy.close, *(p for pair in copy.middle for p in pair)]
            assert not re.search(r"\d|best|No\.|第一名|最好|最佳|#", " ".join(lines))
            assert len(set(copy.open)) == len(copy.open) >= 3
            assert len(copy.middle) >= 5


def test_the_same_message_gives_the_same_draft() -> None:
    assert answer(COFFEE)[1] == answer(COFFEE)[1]
    looks = set()
    for name in ("tea", "books", "bikes", "plants", "lamps", "chairs"):
        _, timeline = answer(f"a 20 second promo about {name}")
        pictures = timeline.video_tracks[0].segments
        looks.add(tuple((getattr(p, "style", ""), str(p.transition)) for p in pictures))
    assert len(looks) >= 4


def test_asked_times_are_kept() -> None:
    _, timeline = answer(
        "a 30 second promo, title 'One' for the first 3 seconds, at 10s show 'Two', "
        "last 5 seconds 'Three'"
    )
    times = {t.text: (t.start_ms, t.end_ms) for t in texts_of(timeline)}
    assert times["One"] == (0, 3000)
    assert times["Two"][0] in range(10_000, 10_400)
    assert times["Three"][1] == 30_000 and times["Three"][0] in range(25_000, 25_400)


@pytest.mark.parametrize("seconds", [1, 2, 3, 5, 7, 13, 59, 61, 180, 600])
def test_any_length_is_exact(seconds: int) -> None:
    for message, project in (
        (f"a {seconds} second promo about tea, 'Hello', end with 'Bye'", Project()),
        (f"make a {seconds} second slideshow", Project(assets=PHOTOS)),
        (f"make a {seconds} second video", Project(assets=CLIPS)),
    ):
        _, timeline = answer(message, project)
        assert timeline.duration_ms == seconds * 1000


def test_music_and_its_volume() -> None:
    _, timeline = answer("a 20s promo for a gym, no music")
    assert not timeline.audio_tracks
    _, timeline = answer("a 20s promo for a gym, epic music at 20%")
    music = timeline.audio_tracks[0].segments[0]
    assert music.type == "music" and (music.mood, music.volume) == ("cinematic", 0.2)


def test_an_uploaded_recording_is_the_sound() -> None:
    talk = Asset("s1", "talk.m4a", "audio", 12_000, None, None, True)
    _, timeline = answer(
        "make a 12 second video with this recording", Project(assets=[*PHOTOS, talk])
    )
    sounds = timeline.audio_tracks[0].segments
    assert [s.type for s in sounds] == ["sound"] and sounds[0].end_ms == 12_000


def test_limits_are_told() -> None:
    steps, timeline = answer("a 4K promo for a gym with lip sync and a voiceover")
    last = [s.text for s in steps if isinstance(s, Say)][-1]
    assert "1080p" in last and "Lip sync" in last and "no voice installed" in last
    assert min(timeline.meta.width, timeline.meta.height) == 1080


def test_a_voice_speaks_when_there_is_one() -> None:
    _, timeline = answer("a 20s promo for a gym with a voiceover", Project(voice=True))
    assert "voice" in {s.type for t in timeline.audio_tracks for s in t.segments}


ARTICLE = """Make a 40-second vertical video from this article:
Honeybees are vital for our food. They pollinate many of the crops we eat. A single colony visits
flowers all day long. Habitat loss and pesticides are putting bees at risk. When bees disappear,
farms struggle, and prices rise for everyone. Planting native flowers helps. Leave a shallow dish of
water in your garden. Small changes add up. Together we can keep the bees flying."""


def test_an_article_becomes_its_sentences() -> None:
    _, timeline = answer(ARTICLE)
    assert timeline.duration_ms == 40_000 and timeline.meta.height == 1920
    body = " ".join(ARTICLE.split())
    texts = texts_of(timeline)
    assert texts[0].text == "Honeybees are vital for our food."
    assert 5 <= len(texts) <= 10
    assert all(t.text in body for t in texts)


def test_a_chinese_script_with_its_order_behind() -> None:
    script = (
        "脚本：今天我们聊聊早起。早起让人有更多安静的时间。第一步，把闹钟放远一点。"
        "第二步，睡前少看手机。坚持下去，你会看到变化。明天见！ 30秒竖屏"
    )
    steps, timeline = answer(script)
    assert timeline.duration_ms == 30_000 and timeline.meta.height == 1920
    assert all("竖屏" not in t.text for t in texts_of(timeline))
    assert any("好的" in s.text for s in steps if isinstance(s, Say))


STORY: dict[str, Any] = {
    "title": "Tea", "aspect": "9:16", "palette": "dark", "music": {"mood": "lofi", "volume": 0.2},
    "scenes": [
        {"seconds": 3, "text": "Hi", "layout": "hero", "background": "waves"},
        {"seconds": 2.5, "asset": "b.png", "motion": "zoom_in", "transition": "circle"},
        {"seconds": 4, "text": "List", "items": ["a", "b"], "transition": "cut"},
    ],
    "overlays": [{"text": "@tea", "role": "watermark", "seconds": 60}],
}  # fmt: skip


@pytest.mark.parametrize("wrap", ["{}", "Please follow:\n```json\n{}\n```\nThanks", "Do {} now"])
def test_a_storyboard_is_followed_exactly(wrap: str) -> None:
    message = wrap.replace("{}", json.dumps(STORY))
    _, timeline = answer(message, Project(assets=PHOTOS))
    pictures = timeline.video_tracks[0].segments
    assert [p.duration_ms for p in pictures] == [3000, 2500, 4000]
    assert getattr(pictures[0], "style", "") == "waves"
    assert getattr(pictures[1], "src", "") == "a2"
    assert pictures[1].transition and pictures[1].transition.kind == "circle"
    words = {t.text: t for t in texts_of(timeline)}
    assert words["List"].items == ["a", "b"]
    assert (words["@tea"].start_ms, words["@tea"].end_ms) == (0, 9500)
    music = timeline.audio_tracks[0].segments[0]
    assert music.type == "music" and (music.mood, music.volume) == ("lofi", 0.2)


@pytest.mark.parametrize(
    ("scene", "problem"),
    [
        ({"seconds": -1}, "scene 1 (s1) seconds"),
        ({"seconds": 2, "tex": "x"}, "scene 1 (s1) tex"),
        (
            {"seconds": 2, "asset": "zz.jpg"},
            "scene 1 (s1) asset: nothing is uploaded that 'zz.jpg'",
        ),
        ({"seconds": 2, "items": ["a"]}, "scene 1 (s1) items: 'items' needs 'text'"),
    ],
)
def test_a_bad_storyboard_names_scene_and_field(scene: dict[str, Any], problem: str) -> None:
    steps = list(respond(json.dumps({"scenes": [scene]}), Project()))
    assert len(steps) == 1 and isinstance(steps[0], Say) and problem in steps[0].text


def test_broken_json_is_told() -> None:
    (step,) = respond('```json\n{"scenes": [\n```', Project())
    assert isinstance(step, Say) and "not valid JSON" in step.text


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("export", "export"),
        ("credits", "balance"),
        ("积分", "余额"),
        ("hello", "video"),
        ("make a video", "about"),
        ("做个视频", "关于"),
        ("", "about"),
        ("what's the weather", "videos"),
        ("change the title to 'X'", "no video yet"),
        ("status", "no video yet"),
    ],
)
def test_what_is_no_generation_is_answered_in_words(message: str, word: str) -> None:
    steps = list(respond(message, Project()))
    assert not any(isinstance(s, ToolCall) for s in steps)
    assert word in [s.text for s in steps if isinstance(s, Say)][-1]


def test_a_message_is_answered_at_once() -> None:
    list(respond(COFFEE, Project()))  # loads the phrase bank
    begin = time.process_time()
    for _ in range(10):
        list(respond(ARTICLE, Project()))
    assert (time.process_time() - begin) / 10 < 0.1


@pytest.mark.parametrize(
    ("story", "said"),
    [
        ({"scenes": [{"seconds": 2, "txt": "x"}]}, "did you mean 'text'?"),
        ({"scenes": [{"seconds": 2, "transition": "dissolve"}]}, "did you mean 'crossfade'?"),
        (
            {
                "scenes": [{"seconds": 2}],
                "overlays": [{"text": "a", "seconds": 1, "position": "top-left"}],
            },
            "overlay o1 position",
        ),
        ({"scenes": [{"seconds": 2}], "palete": "dark"}, "did you mean 'palette'?"),
    ],
)
def test_a_bad_storyboard_is_told_the_nearest_word(story: dict[str, Any], said: str) -> None:
    (step,) = respond(json.dumps(story), Project())
    assert isinstance(step, Say) and said in step.text and "did you mean" in step.text


@pytest.mark.parametrize(
    ("caption", "language", "line"),
    [
        ("We roast in small batches because every bean deserves some attention. Come by on Sunday, "
         "bring a friend, and taste the difference for yourself!", "en", 42),
        ("我们小批量烘焙，因为每一颗咖啡豆都值得被认真对待。周日欢迎带上朋友一起来，亲自品尝。", "zh-CN", 16),
    ],
)  # fmt: skip
def test_a_long_caption_becomes_several(caption: str, language: str, line: int) -> None:
    story = {
        "language": language,
        "scenes": [{"seconds": 4, "text": "One"}, {"seconds": 12, "caption": caption}],
    }
    _, timeline = answer(json.dumps(story, ensure_ascii=False))
    cues = [t for t in texts_of(timeline) if t.role == "caption"]
    assert len(cues) > 1
    assert "".join(c.text for c in cues).replace(" ", "") == caption.replace(" ", "")
    assert all(len(c.text) <= 2 * line and "\n" not in c.text for c in cues)
    assert cues[0].start_ms == 4000 and cues[-1].end_ms == 16_000
    assert all(a.end_ms == b.start_ms for a, b in pairwise(cues))


def test_a_short_caption_stays_one() -> None:
    story = {"scenes": [{"seconds": 5, "caption": "Slow down. Breathe in. Stay a while."}]}
    _, timeline = answer(json.dumps(story))
    assert [t.text for t in texts_of(timeline)] == ["Slow down. Breathe in. Stay a while."]
