"""Subtitles: cuts that can be read, times that fit, files that players accept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_studio.renderer.captions import MIN_CAPTION_MS, Caption, split_caption
from nemo_studio.timeline.context import LATIN_LINE, WIDE_LINE
from nemo_studio.timeline.draft import load_timeline
from nemo_studio.timeline.subtitles_file import captions_of, cues_of, srt, vtt

ENGLISH = (
    "We roast in small batches because every bean deserves some attention. Come by on Sunday, "
    "bring a friend, and taste the difference for yourself!"
)
CHINESE = "我们小批量烘焙，因为每一颗咖啡豆都值得被认真对待。周日欢迎带上朋友一起来，亲自品尝。"
WORDS = st.lists(
    st.sampled_from(
        ["coffee", "a", "slow", "mornings,", "well-made.", "咖啡", "新鲜", "，", "。", "x" * 60]
    ),
    max_size=60,
)


def timeline(*texts: tuple[int, int, str], role: str = "caption"):
    segments = [
        {"id": f"c{i}", "s": start, "d": length, "type": "text", "text": text, "role": role}
        for i, (start, length, text) in enumerate(texts)
    ]
    return load_timeline({"d": 4_000_000 - 400_000, "t": [{"tt": 7, "sg": segments}]})


def reading_speed(caption: Caption) -> float:
    """Characters a second. BBC: 160 to 180 words a minute, about 17 characters a second."""
    return len(caption[2].replace("\n", " ")) / (caption[1] / 1000)


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("text", "language", "limit"), [(ENGLISH, "en", LATIN_LINE), (CHINESE, "zh-CN", WIDE_LINE)]
)
def test_sentences_are_cut_into_readable_captions(text: str, language: str, limit: int) -> None:
    captions = split_caption(text, 500, 12_000, language)
    assert len(captions) > 1
    assert plain("".join(c[2] for c in captions)) == plain(text)
    for caption in captions:
        lines = caption[2].split("\n")
        assert len(lines) <= 2
        assert all(len(line) <= limit for line in lines)
        assert reading_speed(caption) <= 17
    ends = [c[2][-1] for c in captions]
    assert all(end in ".,!。，！" for end in ends), "cut at sentences and clauses"


@settings(max_examples=120, deadline=None)
@given(
    WORDS.map(" ".join),
    st.integers(0, 100_000),
    st.integers(1, 60_000),
    st.sampled_from(["en", "zh"]),
)
def test_captions_fill_their_time_and_lose_nothing(
    text: str, start: int, length: int, language: str
) -> None:
    captions = split_caption(text, start, length, language)
    assert plain("".join(c[2] for c in captions)) == plain(text)
    at = start
    for begin, duration, _ in captions:
        assert begin == at
        assert duration >= 1
        at = begin + duration
    if captions and len(captions) <= length:
        assert at == start + length


def test_a_last_word_is_there_long_enough_to_be_read() -> None:
    text = "This is a caption of two lines that somebody will want to read while the scene plays."
    cues = split_caption(text, 0, 2500, "en", wrap=False)
    assert " ".join(words for _, _, words in cues) == text and len(cues) > 1
    assert min(length for _, length, _ in cues) >= MIN_CAPTION_MS
    assert sum(length for _, length, _ in cues) == 2500


def test_short_captions_are_joined_rather_than_flashed() -> None:
    captions = split_caption("Yes. No. Maybe. Well. Fine. Good.", 0, 1500, "en")
    assert len(captions) <= 2


def test_no_text_or_no_time_gives_no_caption() -> None:
    assert split_caption("  ", 0, 1000, "en") == []
    assert split_caption("Hello", 0, 0, "en") == []


def test_srt_has_numbers_comma_times_and_blank_lines() -> None:
    made = srt(timeline((0, 1500, "Hello"), (3_599_000, 1000, "Late\n\nline")))
    assert made == (
        "1\n00:00:00,000 --> 00:00:01,500\nHello\n\n2\n00:59:59,000 --> 01:00:00,000\nLate\nline\n"
    )


def test_vtt_has_its_header_and_escapes() -> None:
    made = vtt(timeline((61_001, 2000, "<b>Fish & chips</b> --> 3 < 4")))
    assert made == (
        "WEBVTT\n\n00:01:01.001 --> 00:01:03.001\n"
        "&lt;b&gt;Fish &amp; chips&lt;/b&gt; --&gt; 3 &lt; 4\n"
    )


def test_srt_text_is_not_taken_for_marks() -> None:
    body = srt(timeline((0, 1000, "{\\an8}a <i>b</i> 3 < 4 --> c"))).split("\n", 2)[2]
    assert "<i>" not in body
    assert "{\\" not in body
    assert "-->" not in body
    assert "3 < 4" in body


def test_only_captions_in_the_order_of_their_times() -> None:
    made = timeline((5000, 1000, "b"), (1000, 1000, "a"))
    assert [c[2] for c in captions_of(made)] == ["a", "b"]
    assert srt(timeline((0, 1000, "a title"), role="title")) == ""
    assert vtt(timeline((0, 1000, "a title"), role="title")) == "WEBVTT\n"


CUE = re.compile(r"(\d+)\n(\d\d):(\d\d):(\d\d),(\d{3}) --> \d\d:\d\d:\d\d,\d{3}\n((?:.+\n)+)")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3_500_000), st.integers(1, 9999), st.text(min_size=1, max_size=30)
        ),
        max_size=6,
    )
)
def test_any_captions_give_a_file_that_parses(cues: list[tuple[int, int, str]]) -> None:
    made = timeline(*cues)
    blocks = [b + "\n" for b in srt(made).rstrip("\n").split("\n\n") if b]
    assert len(blocks) == len(captions_of(made))
    for number, block in enumerate(blocks, 1):
        match = CUE.fullmatch(block)
        assert match, block
        assert int(match[1]) == number


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3_500_000),
            st.integers(1, 9999),
            st.text(st.characters(codec="utf-8", exclude_characters="\\"), min_size=1, max_size=30),
        ),
        max_size=6,
    )
)
def test_what_is_written_as_webvtt_is_read_the_same(cues: list[tuple[int, int, str]]) -> None:
    made = timeline(*cues)
    assert cues_of(vtt(made)) == captions_of(made)
