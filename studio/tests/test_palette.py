"""Palettes: found by words, harmonious with a brand, and readable, all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_studio.director.colour_words import palette_for
from nemo_studio.director.own_palettes import brand_palette
from nemo_studio.renderer.palette import (
    NEUTRALS,
    contrast_ratio,
    hex_of,
    ink_on,
    luminance,
    mix,
    neutral_palette,
    rgb_of,
    toward_contrast,
)
from nemo_studio.timeline.designs import NAMES, designed
from nemo_studio.timeline.draft import Palette

HEX = st.tuples(*[st.integers(0, 255)] * 3).map(hex_of)


def check(palette: Palette) -> None:
    """Body contrast for the texts and large-text contrast for the accent, on every background."""
    for background in palette.background:
        assert contrast_ratio(palette.text, background) >= 7, background
        assert contrast_ratio(palette.muted, background) >= 4.5, background
        assert contrast_ratio(palette.accent, background) >= 3, background
    assert contrast_ratio(ink_on(palette.accent), palette.accent) >= 4.5


@pytest.mark.parametrize("name", NAMES)
def test_every_palette_can_be_read(name: str) -> None:
    palette = designed(name)
    assert palette and palette.name == name
    check(palette)
    assert 2 <= len(palette.background) <= 5
    assert palette_for(name) == palette


def test_there_are_many_and_they_differ() -> None:
    assert len(NAMES) >= 12
    backgrounds = {tuple(p.background) for name in NAMES if (p := designed(name))}
    assert len(backgrounds) == len(NAMES)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("warm tones", "warm"), ("A 20-second promo for a coffee shop, warm tones", "warm"),
        ("暖色调", "warm"), ("dark and moody", "dark"), ("深色风格", "dark"), ("pastel", "pastel"),
        ("柔和的马卡龙色", "pastel"), ("neon", "neon"), ("赛博朋克霓虹", "neon"), ("ocean", "ocean"),
        ("极简", "mono"), ("Minimalist design", "mono"), ("luxury watch brand", "luxury"),
        ("奢华珠宝", "luxury"), ("a promo for my coffee shop", "coffee"), ("咖啡店宣传", "coffee"),
        ("AI startup launch", "tech"), ("人工智能产品", "tech"), ("gym workout", "energy"),
        ("健身房", "energy"), ("business report", "corporate"), ("retro", "vintage"),
        ("复古", "vintage"), ("kids birthday", "playful"), ("sunset", "sunset"),
        ("forest hiking", "nature"),
    ],
)  # fmt: skip
def test_words_find_their_palette(words: str, name: str) -> None:
    assert palette_for(words).name == name


def test_words_inside_of_other_words_do_not_count() -> None:
    assert palette_for("Said the captain") == palette_for("")  # no "ai"
    assert palette_for("category theory") == palette_for("")  # no "cat"


def test_nothing_said_is_a_choice_by_seed_among_neutrals() -> None:
    names = {neutral_palette(seed).name for seed in range(40)}
    assert names == set(NEUTRALS)
    assert palette_for("", seed=5) == neutral_palette(5) == neutral_palette(5)


@given(HEX, st.none() | HEX)
def test_any_brand_colour_gives_a_readable_palette(brand: str, accent: str | None) -> None:
    check_brand = brand_palette(brand, accent)
    for background in check_brand.background:
        assert contrast_ratio(check_brand.text, background) >= 7
        assert contrast_ratio(check_brand.muted, background) >= 4.5
        assert contrast_ratio(check_brand.accent, background) >= 3


def test_brand_colours_are_read_from_the_words() -> None:
    palette = palette_for("use our colours #0a84ff and #ff9500, warm please")
    assert palette.name == "brand"
    assert palette.accent == "#ff9500"
    assert palette_for("#f80").accent == "#ff8800"
    assert palette_for("room #12 and #1234").name != "brand"


@given(st.text(max_size=80), st.integers(0, 1000))
def test_any_text_gives_a_palette_and_the_same_one_again(words: str, seed: int) -> None:
    assert palette_for(words, seed=seed) == palette_for(words, seed=seed)


def test_contrast_is_wcags() -> None:
    assert contrast_ratio("#000", "#fff") == pytest.approx(21)
    assert contrast_ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast_ratio("#ff0000", "#0000ff") == pytest.approx(2.15, abs=0.01)


@given(HEX)
def test_black_or_white_ink_always_reads(color: str) -> None:
    assert contrast_ratio(ink_on(color), color) >= 4.3


@given(HEX, HEX)
def test_helpers_agree(one: str, other: str) -> None:
    assert hex_of(rgb_of(one)) == one
    assert mix(one, other, 0) == one
    assert mix(one, other, 1) == other
    assert contrast_ratio(one, other) == contrast_ratio(other, one) >= 1
    assert 0 <= luminance(one) <= 1


@given(HEX, HEX)
def test_a_colour_is_moved_until_it_reads(color: str, other: str) -> None:
    assert contrast_ratio(toward_contrast(color, [other], 4.5), other) >= 4.4


@pytest.mark.parametrize("words", ["blue and gold", "white and navy", "红色和白色", "pink, black"])
def test_two_named_colours_make_a_readable_palette(words: str) -> None:
    palette = palette_for(words)
    assert palette_for(words) == palette and " and " in palette.name
    for background in palette.background:
        assert contrast_ratio(palette.text, background) >= 7
        assert contrast_ratio(palette.muted, background) >= 4.5
        assert contrast_ratio(palette.accent, background) >= 3


def test_black_and_white_stays_the_designed_palette() -> None:
    assert palette_for("black and white").name == "mono"
