"""Every role and card in every shape: inside the safe area, readable, distinct, the same again."""

from __future__ import annotations

import time
from itertools import combinations
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_support import SHAPES, build, ink_mask, paint, segment

from nemo_studio.renderer.text.canvas import Canvas
from nemo_studio.renderer.text.layer import CARDS, ROLES, layout_of
from nemo_studio.timeline.draft import CardLayout, Place, Role

LAYOUTS = get_args(CardLayout)
PLAIN_ROLES = [role for role in get_args(Role) if role != "card"]
CONTENT = {
    "en": {"text": "87% of guests come back within a week", "kicker": "Corner Coffee",
           "body": "Small batches, slow mornings, and the best flat white in town.",
           "items": ["Grind it medium fine", "Bloom for thirty seconds", "Pour slowly"]},
    "zh-CN": {"text": "每天清晨新鲜烘焙的咖啡", "kicker": "街角咖啡",
              "body": "小批量烘焙，慢慢品味，城里最好喝的澳白。",
              "items": ["研磨18克咖啡粉", "注水闷蒸三十秒", "缓慢注水到300克"]},
    "ar": {"text": "قهوة طازجة كل صباح", "kicker": "مقهى الزاوية",
           "body": "افتح يوميا من 7 إلى 19", "items": ["اطحن البن", "اسكب الماء", "استمتع"]},
    "de": {"text": "Donaudampfschifffahrtsgesellschaft feiert", "kicker": "Rindfleischetikettierung",
           "body": "Überwachungsaufgabenübertragungsgesetz " * 3, "items": ["Kaffeemaschine"] * 6},
}  # fmt: skip


def stray(layer, shape: str, tolerance: float = 2) -> str:
    """ "" when all ink lies in the safe area, else where it does not. 2 px are for
    antialiasing and round letters' overshoot."""
    width, height = SHAPES[shape]
    safe = Canvas(width, height).safe
    rows, columns = np.nonzero(ink_mask(layer, width, height, pad=200))
    if not rows.size:
        return "no ink"
    box = (columns.min() - 200, rows.min() - 200, columns.max() - 199, rows.max() - 199)
    over = (safe.x0 - box[0], safe.y0 - box[1], box[2] - safe.x1, box[3] - safe.y1)
    return "" if max(over) <= tolerance else f"{box} is not inside {tuple(safe)}"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("language", CONTENT)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_cards_stay_in_the_safe_area(layout: str, language: str, shape: str) -> None:
    layer, _ = build(shape, role="card", layout=layout, language=language, **CONTENT[language])
    assert not stray(layer, shape)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("language", CONTENT)
@pytest.mark.parametrize("role", PLAIN_ROLES)
def test_other_roles_stay_in_the_safe_area(role: str, language: str, shape: str) -> None:
    layer, _ = build(shape, role=role, language=language, text=CONTENT[language]["text"])
    assert not stray(layer, shape)


@pytest.mark.parametrize("place", get_args(Place))
def test_titles_go_to_their_place_inside_of_it(place: str) -> None:
    layer, _ = build("16:9", text="A title", position=place)
    assert not stray(layer, "16:9")
    rows, columns = np.nonzero(ink_mask(layer, 960, 540))
    x, y = columns.mean() / 960, rows.mean() / 540
    if "left" in place:
        assert x < 0.35
    if "right" in place:
        assert x > 0.65
    if "top" in place:
        assert y < 0.3
    if "bottom" in place:
        assert y > 0.7
    if place in ("auto", "center"):
        assert x == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_ten_layouts_look_different(shape: str) -> None:
    frames = {}
    for layout in LAYOUTS:
        layer, below = build(shape, role="card", layout=layout, **CONTENT["en"])
        frames[layout] = paint(below, layer.placements(3500)).astype(int)
    for one, other in combinations(LAYOUTS, 2):
        changed = np.abs(frames[one] - frames[other]).max(axis=2) > 40
        assert changed.mean() > 0.01, (one, other)


def test_layouts_and_roles_are_complete() -> None:
    assert set(CARDS) == set(LAYOUTS)
    assert set(ROLES) == set(PLAIN_ROLES)


@pytest.mark.parametrize(
    ("values", "layout"),
    [
        ({"items": ["a", "b"]}, "list"), ({"text": "“Lovely place.”"}, "quote"),
        ({"text": "87% come back"}, "stat"), ({"text": "Hello"}, "hero"),
        ({"text": "Hello", "layout": "banner"}, "banner"),
    ],
)  # fmt: skip
def test_a_card_without_a_layout_gets_what_its_content_wants(values: dict, layout: str) -> None:
    assert layout_of(segment(role="card", **values)) is CARDS[layout]


def test_arabic_and_hebrew_begin_at_the_right() -> None:
    for text in ("قهوة طازجة", "קפה טרי"):
        layer, _ = build("16:9", role="card", layout="hero", text=text, kicker="מקום")
        columns = np.nonzero(ink_mask(layer, 960, 540))[1]
        assert columns.max() > Canvas(960, 540).safe.x1 - 12


def test_arabic_goes_to_the_left_when_asked() -> None:
    layer, _ = build("16:9", text="قهوة", position="bottom_left")
    assert np.nonzero(ink_mask(layer, 960, 540))[1].mean() < 960 * 0.35


def test_captions_are_big_enough_for_a_phone() -> None:
    """At least 20 px on a phone 390 px wide for upright shapes, 12 when the picture lies."""
    for shape, least in (("9:16", 20), ("4:5", 20), ("1:1", 20), ("16:9", 12)):
        layer, _ = build(shape, role="caption", text="國國")
        rows = np.nonzero(ink_mask(layer, *SHAPES[shape]).any(axis=1))[0]
        on_phone = (rows.max() - rows.min() + 1) / SHAPES[shape][0] * 390
        assert on_phone >= least * 0.85  # an ideograph's ink is about 0.9 of its size


def test_the_same_segment_gives_the_same_pixels() -> None:
    def frames() -> list[bytes]:
        layer, below = build(role="card", layout="steps", **CONTENT["en"])
        return [paint(below, layer.placements(t)).tobytes() for t in (1100, 1400, 3000, 4900)]

    assert frames() == frames()


@pytest.mark.parametrize("layout", [*LAYOUTS, None])
@pytest.mark.parametrize("text", ["word " * 2000, "字" * 10_000])
def test_ten_thousand_characters_are_laid_out_quickly(text: str, layout: str | None) -> None:
    role = "card" if layout else "caption"
    begun = time.perf_counter()
    layer, _ = build(role=role, layout=layout, text=text, body=text, kicker=text[:500],
                     items=[text] * 12)  # fmt: skip
    assert time.perf_counter() - begun < 60  # a hang, not a speed
    assert not stray(layer, "9:16")


# Any characters but combining marks: those may be heaped up without end.
LETTERS = st.characters(exclude_categories=["Cs", "Mn", "Mc", "Me"])


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(LAYOUTS), st.text(LETTERS, min_size=1, max_size=60),
    st.text(LETTERS, max_size=60), st.lists(st.text(LETTERS, max_size=20), max_size=12), st.sampled_from(list(SHAPES)),
    st.floats(0.3, 3),
)  # fmt: skip
def test_no_content_breaks_a_layout(
    layout: str, text: str, body: str, items: list[str], shape: str, size: float
) -> None:
    layer, _ = build(
        shape, role="card", layout=layout, text=text, body=body, items=items, size=size
    )
    tallest = max((p.height for p in layer.show.pieces if p.letters), default=0)
    # Accents, slanted letters and tall scripts reach over their em box by a little.
    found = stray(layer, shape, tolerance=2 + tallest * 0.06)
    # A letter of a few px has no solid pixel.
    assert not tallest or not found or (found == "no ink" and tallest < 16)


def test_what_cannot_be_drawn_is_told() -> None:
    layer, _ = build(text="Hello \ue123")
    assert "\ue123" in layer.warnings[0]
    nothing, below = build(text="\ue123")
    assert len(nothing.warnings) == 2
    assert (paint(below, nothing.placements(3000)) == below).all()


def test_a_colour_asked_for_is_kept() -> None:
    for values in ({"role": "title"}, {"role": "cta"}, {"role": "lower_third"},
                   {"role": "card", "layout": "banner"}):  # fmt: skip
        layer, below = build(text="MMM", color="#00ff00", **values)
        frame = paint(below, layer.placements(3500))
        assert ((frame == (0, 255, 0)).all(axis=2)).sum() > 200, values


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("text", ["夏天", "新品上市", "Wow", "Birthday", "Big day"])
def test_a_short_title_is_big(text: str, shape: str) -> None:
    width, height = SHAPES[shape]
    layouts = ("hero", "minimal", "cta")
    for values in ({"role": "title"}, *({"role": "card", "layout": name} for name in layouts)):
        layer, _ = build(shape, text=text, language="zh-CN" if text[0] > "z" else "en", **values)
        columns = np.nonzero(ink_mask(layer, width, height))[1]
        share = (columns.max() - columns.min() + 1) / width
        assert 0.42 <= share <= 0.8, values
        assert not stray(layer, shape)


def test_one_character_is_held_by_the_height() -> None:
    layer, _ = build("16:9", text="夏", language="zh-CN")
    rows = np.nonzero(ink_mask(layer, 960, 540))[0]
    assert 0.3 < (rows.max() - rows.min()) / 540 < 0.5
