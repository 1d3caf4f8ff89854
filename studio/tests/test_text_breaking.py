"""Line breaks and fitting: nothing lost, nothing too wide, no rule of typesetting broken."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_studio.renderer.text.block import Block, Style, fit
from nemo_studio.renderer.text.breaking import NOT_FIRST, NOT_LAST, Breaks, measure
from nemo_studio.renderer.text.fonts import FontStack
from nemo_studio.renderer.text.itemize import itemize

STACK = FontStack("inter", 600, False, "noto-sc")
MIXED = st.lists(
    st.sampled_from(
        ["coffee", "a", "well-made", "咖啡", "新鲜烘焙", "，", "。", "（", "）", "「", "」", "！",
         "7:00-19:00", " ", " ", "extraordinarily", "かな", "ー", "%"]
    ),
    min_size=1, max_size=25,
).map("".join).filter(str.strip)  # fmt: skip


def breaks_of(text: str, language: str = "zh") -> tuple[Breaks, str]:
    paragraph = itemize(text.strip(), STACK)
    widths = [0.55 if c.script != "CJK" else 1.0 for c in paragraph.clusters]
    return measure(paragraph, widths, language), paragraph.text


def set_in(text: str, width: float, language: str = "zh") -> list[str]:
    breaks, clean = breaks_of(text, language)
    return [clean[a:b] for a, b in breaks.lines(width)]


@settings(max_examples=200, deadline=None)
@given(MIXED, st.floats(3, 20))
def test_lines_hold_everything_and_are_not_too_wide(text: str, limit: float) -> None:
    breaks, clean = breaks_of(text)
    lines = breaks.lines(limit)
    kept = "".join(clean[a:b] for a, b in lines)
    assert kept.replace(" ", "").replace("\u3000", "") == clean.replace(" ", "").replace(
        "\u3000", ""
    )
    for first, last in lines:
        inked = [w for w, s in zip(breaks.widths, breaks.spaces, strict=True)][first:last]
        assert sum(inked) <= limit + 1e-6 or last - first == 1


@settings(max_examples=150, deadline=None)
@given(MIXED, st.floats(6, 20))
def test_kinsoku_holds_wherever_a_line_may_end(text: str, limit: float) -> None:
    breaks, clean = breaks_of(text)
    for index, (good, possible) in enumerate(zip(breaks.good, breaks.possible, strict=True)):
        assert possible or not good
        if possible and clean[index - 1] not in " \u3000":
            assert clean[index] not in NOT_FIRST
            assert clean[index - 1] not in NOT_LAST


@settings(max_examples=150, deadline=None)
@given(MIXED, st.floats(4, 20))
def test_balancing_never_adds_a_line(text: str, limit: float) -> None:
    breaks, _ = breaks_of(text)
    plain, even = breaks.lines(limit), breaks.balanced(limit)
    assert len(even) <= len(plain)
    if breaks.longest <= limit:
        assert all(breaks.good[first] for first, _ in even[1:])
    widest = max(sum(breaks.widths[a:b]) for a, b in even)
    assert widest <= max(limit, *breaks.widths) + 1e-6


def test_titles_are_even_without_orphans() -> None:
    style = Style(headline=True)
    block = fit("The quick brown fox jumps over it", style, width=900, height=600, size=100,
                smallest=40)  # fmt: skip
    widths = [line.width for line in block.lines]
    assert len(widths) > 1
    assert min(widths) > max(widths) * 0.55


def test_lines_end_with_clauses_where_they_can() -> None:
    def lines(text: str, limit: float) -> list[str]:
        breaks, clean = breaks_of(text)
        return [clean[a:b] for a, b in breaks.balanced(limit)]

    assert lines("一天中最美好的十分钟，就在这个吧台边。", 14) == [
        "一天中最美好的十分钟，",
        "就在这个吧台边。",
    ]
    assert lines("Slow mornings, good company", 9) == ["Slow mornings,", "good company"]
    for limit in (6, 7, 8, 9, 12):
        assert not any(line[0] == "," for line in lines("Almond croissant, still warm", limit))


def test_chinese_words_stay_whole() -> None:
    for width in range(4, 9):
        for line in set_in("秋季新品上市南瓜拿铁", width):
            assert not line.startswith("品")
            assert not line.endswith("拿")


def test_korean_breaks_at_spaces() -> None:
    assert set_in("매일 아침 커피", 4, "ko") == ["매일", "아침", "커피"]


def test_a_word_wider_than_the_line_is_cut() -> None:
    lines = set_in("x" * 50, 5.5)
    assert "".join(lines) == "x" * 50
    assert max(map(len, lines)) == 10


def boxed(text: str, **changes: object) -> Block:
    box: dict[str, object] = {
        "width": 700.0, "height": 400.0, "size": 90.0, "smallest": 30.0, "language": "en"
    }  # fmt: skip
    return fit(text, Style(), **{**box, **changes})  # type: ignore[arg-type]


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300) | MIXED)
def test_a_block_stays_in_its_box(text: str) -> None:
    block = boxed(text)
    assert 30 <= block.size <= 90
    assert block.width <= 700 + 1
    assert block.height <= 400 + block.size * 0.3


def test_short_texts_get_the_full_size_and_longer_ones_less() -> None:
    short, longer = (
        boxed("Hello"),
        boxed("A rather longer sentence that needs some more lines " * 3),
    )
    assert short.size == 90
    assert 30 <= longer.size < 90


@pytest.mark.parametrize("text", ["word " * 2000, "字" * 10_000, "م " * 5000, "x" * 10_000])
def test_ten_thousand_characters_are_cut_with_an_ellipsis_and_quickly(text: str) -> None:
    boxed("warm-up 字 م")
    begun = time.perf_counter()
    block = boxed(text)
    assert time.perf_counter() - begun < 15  # a hang, not a speed
    assert block.size == pytest.approx(30, abs=0.5)
    assert block.lines[-1].text.endswith("…")


def test_nothing_to_draw_gives_no_lines() -> None:
    assert boxed(" \n\u200b\n").lines == ()
    assert boxed("\ue000").dropped == ("\ue000",)


def test_capitals_follow_the_language() -> None:
    style = Style("inter", upper=True)

    def upper(text: str, language: str) -> str:
        return fit(text, style, width=900, height=200, size=40, smallest=20, language=language
                   ).lines[0].text  # fmt: skip

    assert upper("istanbul", "tr") == "İSTANBUL"
    assert upper("καφές", "el") == "ΚΑΦΕΣ"
    assert upper("straße", "de") == "STRASSE"


def test_a_separator_is_left_out_where_a_line_ends() -> None:
    paragraph = itemize("riverside.com · 020 7946", STACK)
    breaks = measure(paragraph, [1.0] * len(paragraph.clusters), "en")

    def lines(limit: float) -> list[str]:
        return [
            "".join(paragraph.text[c.start : c.end] for c in paragraph.clusters[first:last])
            for first, last in breaks.lines(limit)
        ]

    assert lines(14) == ["riverside.com", "020 7946"]
    assert lines(30) == ["riverside.com · 020 7946"]
