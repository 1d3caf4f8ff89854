"""What a message says: times, quoted texts, and the fields of a brief, in English and Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_studio.director.brief import read_brief
from nemo_studio.director.durations import find_percent, find_times
from nemo_studio.director.quotes import take_quotes
from nemo_studio.director.timing import reading_ms, share


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 20-second promo", [20_000]),
        ("15s", [15_000]),
        ("90 sec", [90_000]),
        ("half a minute", [30_000]),
        ("1 min 30", [90_000]),
        ("1m30s", [90_000]),
        ("1 minute and 30 seconds", [90_000]),
        ("a minute and a half", [90_000]),
        ("one and a half minutes", [90_000]),
        ("a one-minute video", [60_000]),
        ("forty-five seconds", [45_000]),
        ("1:30 long", [90_000]),
        ("2.5 minutes", [150_000]),
        ("800 ms", [800]),
        ("30秒", [30_000]),
        ("一分钟", [60_000]),
        ("半分钟", [30_000]),
        ("十五秒", [15_000]),
        ("一分半钟", [90_000]),
        ("两分三十秒", [150_000]),
        ("一百二十秒", [120_000]),
        ("20 segundos", [20_000]),
        ("12 Sekunden", [12_000]),
        ("eine 10-sekündige Werbung", [10_000]),
        ("eine Minute", [60_000]),
        ("9 secondes", [9000]),
        ("10 séances", []),
        ("un minuto", [60_000]),
        ("2 minuti e 7 secondi", [120_000, 7000]),
        ("10 saniyelik", [10_000]),
        ("15 sn", [15_000]),
        ("2 dakikalık", [120_000]),
        ("8 секундное", [8000]),
        ("2 минуты", [120_000]),
        ("8 ثوان", [8000]),
        ("٨ ثوانٍ", [8000]),
        ("۹ ثانية", [9000]),
        ("3 دقائق", [180_000]),
        ("2分30秒", [150_000]),
        ("8초", [8000]),
        ("2분", [120_000]),
        ("open 7:30 am", []),
        ("the 60s style", []),
        ("五分之一", []),
        ("5 scenes, 1080p, 60fps", []),
    ],
)
def test_times(text: str, expected: list[int]) -> None:
    assert [t.ms for t in find_times(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("at 20%", 0.2), ("35 percent", 0.35), ("百分之二十", 0.2), ("音量20％", 0.2), ("loud", None)],
)
def test_shares(text: str, expected: float | None) -> None:
    assert find_percent(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ending with 'Open daily 7-19'", ["Open daily 7-19"]),
        ('say "Hello" and “Bye”', ["Hello", "Bye"]),
        ("标题「早安」，结尾『再见』和“明天见”", ["早安", "再见", "明天见"]),
        ("titre «Bonjour»", ["Bonjour"]),
        ("‘Don’t stop’", ["Don’t stop"]),
        ("don't use the shop's logo", []),
        ("for the dogs' home", []),
        ("rock 'n' roll from the '90s", []),
        ("'rock 'n' roll'", ["rock 'n' roll"]),
        ("'The shops' best' please", ["The shops' best"]),
        ("'Don't panic' then 'It's fine'", ["Don't panic", "It's fine"]),
        ("change 'A's' to 'B'", ["A's", "B"]),
        ('a 5" screen and a 6" screen', []),
        ("'' and \"\"", []),
        ("标题'你好'，结尾'再见'", ["你好", "再见"]),
        ("an 'unclosed quote", []),
    ],
)
def test_quotes(text: str, expected: list[str]) -> None:
    assert list(take_quotes(text).texts) == expected


@given(st.text())
def test_quotes_lose_nothing(text: str) -> None:
    quoted = take_quotes(text)
    assert all(t.strip() for t in quoted.texts)
    assert quoted.text.count("⟦") == len(quoted.texts)


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        (
            "A 20-second vertical promo for a coffee shop, warm tones, upbeat music, "
            "ending with 'Open daily 7-19'",
            {"length_ms": 20_000, "aspect": "9:16", "tone": "warm", "mood": "upbeat"},
        ),
        (
            "turn these into a 15-second video with smooth transitions",
            {"length_ms": 15_000, "transition": "crossfade", "mood": None, "aspect": None},
        ),
        (
            "make a 30s TikTok about yoga, calm music at 20%, no voiceover, 1080p, 60 fps",
            {
                "length_ms": 30_000, "aspect": "9:16", "social": True, "mood": "ambient",
                "volume": 0.2, "voice": False, "resolution": 1080, "fps": 60,
            },
        ),
        (
            "Instagram post, square, no music, with subtitles, black and white",
            {"aspect": "1:1", "music": False, "captions": True, "filter": "mono", "tone": ""},
        ),
        ("a 4K YouTube video", {"resolution": 2160, "aspect": "16:9"}),
        ("YouTube Shorts, each photo for 3 seconds", {"aspect": "9:16", "each_ms": 3000}),
        ("a 4:5 ad in #ff8800 and navy", {"aspect": "4:5", "tone": "#ff8800 navy"}),
        ("epic music, quick cuts", {"mood": "cinematic", "transition": "cut"}),
        ("use music from Spotify and lip sync it", {"cannot": ("lipsync", "library")}),
        (
            "一个20秒的咖啡店竖屏宣传视频，暖色调，欢快的音乐，结尾“每天7点营业”",
            {"length_ms": 20_000, "aspect": "9:16", "mood": "upbeat", "language": "zh"},
        ),
        (
            "半分钟小红书旅行视频，舒缓的音乐，音量20%，不要旁白，不要字幕",
            {
                "length_ms": 30_000, "aspect": "4:5", "mood": "ambient", "volume": 0.2,
                "voice": False, "captions": False,
            },
        ),
        ("横屏，不要音乐，叠化转场", {"aspect": "16:9", "music": False, "transition": "crossfade"}),
        ("make a video with the title '咖啡店'", {"language": "en"}),
    ],
)  # fmt: skip
def test_fields(message: str, fields: dict[str, object]) -> None:
    brief = read_brief(message)
    assert {name: getattr(brief, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("message", "phrase", "topic"),
    [
        ("A 20-second vertical promo for a coffee shop, warm tones", "coffee shop", "coffee"),
        ("make a 20-second vertical video for my coffee shop", "coffee shop", "coffee"),
        ("create a video about climate change for kids", "climate change for kids", "nature"),
        ("a TikTok for our yoga studio in Berlin", "yoga studio", "fitness"),
        ("turn these into a 15-second video with smooth transitions", "", "generic"),
        ("为我的咖啡店做一个30秒的竖屏视频", "咖啡店", "coffee"),
        ("关于人工智能的短视频", "人工智能", "tech"),
        ("帮我生成一段介绍北京旅游的视频", "北京旅游", "travel"),
        ("make a birthday video", "birthday", "holiday"),
    ],
)
def test_subject(message: str, phrase: str, topic: str) -> None:
    subject = read_brief(message).subject
    assert (subject.phrase, subject.topic.name) == (phrase, topic)


def test_quoted_texts_have_purposes_and_times() -> None:
    brief = read_brief(
        "title 'Big news' for the first 3 seconds, at 5s show 'Look', 'Tip' from 8s to 10s at the "
        "bottom, end with 'Bye' for 4 seconds; 30 seconds"
    )
    told = [(t.text, t.purpose, t.at_ms, t.for_ms) for t in brief.texts]
    assert told == [
        ("Big news", "title", 0, 3000),
        ("Look", "body", 5000, None),
        ("Tip", "body", 8000, 2000),
        ("Bye", "end", None, 4000),
    ]
    assert brief.texts[2].place == "bottom"
    assert brief.length_ms == 30_000


def test_quoted_texts_in_chinese() -> None:
    brief = read_brief("第5秒显示“你好”，前3秒标题“开始”，最后2秒“再见”，30秒")
    told = [(t.text, t.purpose, t.at_ms, t.for_ms, t.from_end) for t in brief.texts]
    assert told == [
        ("你好", "body", 5000, None, False),
        ("开始", "title", 0, 3000, False),
        ("再见", "end", None, 2000, True),
    ]


def test_points_are_the_users_words() -> None:
    brief = read_brief(
        "a video for my bakery featuring fresh bread, cakes and coffee, upbeat music"
    )
    assert brief.points == ("Fresh bread", "Cakes", "Coffee")
    brief = read_brief("介绍咖啡店，突出手冲咖啡、现烤面包和安静的座位，轻松的音乐")
    assert brief.points == ("手冲咖啡", "现烤面包", "安静的座位")
    assert read_brief("including upbeat music, warm tones and a title").points == ()


@given(st.integers(1, 600_000), st.lists(st.integers(1, 20_000), min_size=1, max_size=12))
def test_shares_are_exact(total: int, needs: list[int]) -> None:
    if total < len(needs):
        return
    parts = share(total, needs)
    assert sum(parts) == total and min(parts) >= 1 and len(parts) == len(needs)


def test_reading_time_grows_with_the_text() -> None:
    assert reading_ms("Hi") == 2200
    assert reading_ms("x" * 60) == 4900
    assert reading_ms("慢" * 10) == 2900
