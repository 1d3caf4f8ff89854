"""Reading drafts: the published summary form, what changed, tolerance for what is not documented."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_client import documents, timeline
from nemo_client.language import detect, follow_words

PUBLISHED = {
    "t": [
        {"tt": 0, "sg": [{"s": 0, "d": 10000, "name": "city timelapse"}]},
        {"tt": 1, "sg": [{"s": 0, "d": 10000, "name": "Lo-fi", "volume": 0.35}]},
        {"tt": 7, "sg": [{"s": 0, "d": 3000, "text": "Urban Dreams"}]},
    ],
    "d": 10000,
    "m": {"width": 1920, "height": 1080},
}


def test_the_published_summary() -> None:
    assert timeline.summary(PUBLISHED) == (
        "Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) "
        '3. Title: "Urban Dreams" (0-3s)'
    )
    assert timeline.summary(PUBLISHED, "zh-CN").startswith("时间线（3 条轨道）：1. 视频: city")


@pytest.mark.parametrize(
    "draft", [None, {}, {"t": []}, {"t": [{"tt": 0, "sg": []}]}, {"t": "x"}, 7]
)
def test_nothing_to_export(draft: Any) -> None:
    assert not timeline.exportable(draft)
    assert timeline.summary(draft) == "There is no timeline yet."


def test_values_may_stand_in_m() -> None:
    draft = {"t": [{"tt": 7, "sg": [{"d": 3000, "m": {"text": "Hi"}}]}]}
    assert timeline.summary(draft) == 'Timeline (1 tracks): 1. Title: "Hi" (0-3s)'


def track(kind: int, *listed: dict[str, Any]) -> dict[str, Any]:
    return {"t": [{"tt": kind, "sg": [{"d": 1000, **segment} for segment in listed]}]}


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (track(0, {"m": {"title": "Beach", "name": "x.mp4"}}), "Video: Beach (0-1s)"),
        (track(0, {"m": {"name": "Beach"}, "filename": "x.mp4"}), "Video: Beach (0-1s)"),
        (track(0, {"filename": "/mnt/userdata/a/dog.mp4"}), "Video: dog.mp4 (0-1s)"),
        (track(0, {"text": "A dog runs"}), "Video: A dog runs (0-1s)"),
        (track(0, {"m": {"src": "https://c.test/9f/My%20dog.mp4?token=s3cret"}}), "Video: My dog.mp4 (0-1s)"),
        (track(0, {"src": "550e8400-e29b-41d4-a716-446655440000.mp4"}), "Video: 1 clip (0-1s)"),
        (track(0, {"src": "asset_0123456789abcdef", "m": {"name": "1"}}), "Video: 1 clip (0-1s)"),
        (track(0, {"m": {"title": "Before/After"}}, {}, {}), "Video: Before/After +2 (0-3s)"),
        (track(0, {}, {}), "Video: 2 clips (0-2s)"),
        (track(1, {"m": {"title": "Lo-fi", "volume": 0.35}}), "BGM: Lo-fi (0-1s, 35%)"),
        (track(7, {"m": {"title": "Hi"}}), 'Title: "Hi" (0-1s)'),
        (track(7, {"m": {"name": "2024"}}), "Title: 1 clip (0-1s)"),
    ],
)  # fmt: skip
def test_segments_of_a_cloud_draft_have_names(draft: Any, told: str) -> None:
    assert timeline.summary(draft) == f"Timeline (1 tracks): 1. {told}"


def test_segments_without_a_name_are_counted_in_chinese_too() -> None:
    assert timeline.summary(track(0, {}, {}), "zh-CN").endswith("视频: 2 个片段 (0-2s)")


def test_a_change_shows_no_link() -> None:
    before, after = ({"src": f"https://c.test/{n}.mp4?token=s3cret"} for n in ("one", "two"))
    (told,) = timeline.changes(track(0, before), track(0, after))
    assert told == "Video src: one.mp4 to two.mp4"


def changed(path: list[Any], value: Any) -> list[str]:
    import copy

    after = copy.deepcopy(PUBLISHED)
    place: Any = after
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return timeline.changes(PUBLISHED, after)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["t", 2, "sg", 0, "text"], "Night City", 'Title: "Urban Dreams" to "Night City"'),
        (["t", 1, "sg", 0, "volume"], 0.2, "BGM now 20%"),
        (["t", 2, "sg", 0, "d"], 5000, 'Title "Urban Dreams": 0-3s to 0-5s'),
        (["t", 2, "sg", 0, "color"], "#ff0", "Title color: - to #ff0"),
        (["d"], 15000, "length 10s to 15s"),
        (["m", "width"], 1080, "frame 1920x1080 to 1080x1080"),
        (["t", 1, "sg"], [], "removed BGM Lo-fi"),
    ],
)
def test_changes_are_told(path: list[Any], value: Any, told: str) -> None:
    assert told in changed(path, value)


def test_every_text_has_its_time_and_its_smaller_lines() -> None:
    card = {"s": 2000, "d": 3000, "text": "Big", "kicker": "small", "items": [], "color": "#ff0000"}
    draft = {"t": [{"tt": 7, "sg": [card, {"s": 0, "d": 2000, "m": {"text": "First"}}]}]}
    assert timeline.texts(draft) == [
        {"from_s": 0, "to_s": 2, "text": "First"},
        {"from_s": 2, "to_s": 5, "text": "Big", "kicker": "small", "color": "#ff0000"},
    ]


def test_lines_of_the_studios_own_are_marked() -> None:
    own = {"s": 0, "d": 2000, "text": "Take a seat", "sample": True}
    draft = {"t": [{"tt": 7, "sg": [own, own | {"s": 2000, "text": "Hi", "sample": False}]}]}
    for texts in (timeline.texts(draft), documents.texts(draft)):
        assert [t.get("sample") for t in texts] == [True, None]


def test_no_change_tells_nothing() -> None:
    assert timeline.changes(PUBLISHED, PUBLISHED) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99999) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["t", "tt", "sg", "d", "m", "s", "text", "volume", "name", "id", "width", "height"]),
        inner, max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@given(json_values, json_values)
def test_no_draft_can_break_the_reader(before: Any, after: Any) -> None:
    assert isinstance(timeline.summary(after), str)
    assert all(isinstance(line, str) for line in timeline.changes(before, after))
    timeline.duration_ms(after), timeline.size(after), timeline.has_sound(after)
    timeline.texts(after)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("A 20-second promo for my coffee shop", "en"), ("做一个30秒的咖啡店视频", "zh-CN"),
        ("製作一個影片，要有音樂", "zh-TW"), ("動画を作って", "ja"), ("카페 영상을 만들어줘", "ko"),
        ("Haz un vídeo para mi tienda con música", "es"), ("Mach ein Video für mein Café", "de"),
        ("vidéo pour mon café avec de la musique", "fr"), ("Сделай видео", "ru"), ("", "en"),
        ("Make a video titled '你好'", "en"), ("اصنع فيديو", "ar"),
    ],
)  # fmt: skip
def test_language_of_the_users_words(words: str, code: str) -> None:
    assert detect(words) == code


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("en", "把标题改成“夏天”，音乐大一点", "zh-CN"),
        ("zh-CN", "ok", "zh-CN"),
        ("zh-CN", "make the music a bit louder and the title red", "en"),
        ("en", "change the title to '夏天快乐' and make it bigger", "en"),
        ("zh-TW", "音乐小一点", "zh-TW"),
        ("fr", "16:9", "fr"),
    ],
)
def test_the_language_follows_the_users_words(before: str, words: str, after: str) -> None:
    assert follow_words(before, words) == after
