"""Entrances and exits: inside of the segment, without jumps, and at rest between."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_support import build

from nemo_studio.renderer.sprite import Placement
from nemo_studio.timeline.draft import TextAnimation

KINDS = get_args(TextAnimation)
START, LENGTH = 1000, 4000
STEP_MS = 1000 / 30


def shown(placement: Placement) -> float:
    """How much of a sprite is to be seen, 0 to 1: its opacity times its clipped share."""
    height, width = placement.sprite.rgba.shape[:2]
    share = 1.0
    if placement.clip:
        x0, y0, x1, y1 = placement.clip
        assert 0 <= x0 <= x1 <= width + 1e-6
        assert 0 <= y0 <= y1 <= height + 1e-6
        share = (x1 - x0) * (y1 - y0) / (width * height)
    return placement.opacity * share


def times(first: float, last: float) -> list[float]:
    count = int((last - first) / STEP_MS)
    return [first + i * STEP_MS for i in range(count)]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_shows_outside_of_the_segment(kind: str) -> None:
    layer, _ = build(text="Hello there", animate_in=kind, animate_out=kind)
    assert list(layer.placements(START - 0.01)) == []
    assert list(layer.placements(START + LENGTH)) == []
    assert list(layer.placements(START + LENGTH / 2))


@pytest.mark.parametrize("kind", KINDS)
def test_texts_come_in_steadily_and_then_rest(kind: str) -> None:
    layer, _ = build(role="card", layout="steps", text="Hello there", items=["One", "Two"],
                     animate_in=kind)  # fmt: skip
    before: dict[int, float] = {}
    for time_ms in times(START, START + LENGTH * 0.75):
        now = {id(p.sprite): shown(p) for p in layer.placements(time_ms)}
        assert set(before) <= set(now)
        assert all(now[key] >= before[key] - 1e-9 for key in before)
        before = now
    assert all(value == 1 for value in before.values())
    rest = list(layer.placements(START + LENGTH * 0.75))
    assert len(rest) == len(layer.show.pieces)
    for placement in rest:
        assert (placement.opacity, placement.scale, placement.clip) == (1, 1, None)
        assert (placement.x, placement.y) == (round(placement.x), round(placement.y))
    assert rest == list(layer.placements(START + LENGTH * 0.8))


@pytest.mark.parametrize("kind", KINDS)
def test_texts_leave_steadily(kind: str) -> None:
    layer, _ = build(text="Hello there", animate_out=kind)
    before = 2.0 * len(layer.show.pieces)
    for time_ms in times(START + LENGTH * 0.8, START + LENGTH):
        now = sum(shown(p) for p in layer.placements(time_ms))
        assert now <= before + 1e-9
        before = now
    assert kind == "none" or before < 0.5 * len(layer.show.pieces)


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("type", "none")])
def test_nothing_jumps_from_frame_to_frame(kind: str) -> None:
    """At 60 frames a second no piece moves over 2 % of the height or changes by over a half."""
    layer, _ = build(role="card", layout="hero", text="Hello there", kicker="Hi", animate_in=kind,
                     animate_out=kind)  # fmt: skip
    before: dict[int, Placement] = {}
    for step in range(int(LENGTH / 1000 * 60)):
        now = {id(p.sprite): p for p in layer.placements(START + step * 1000 / 60)}
        for key in before.keys() & now.keys():
            a, b = before[key], now[key]
            assert abs(a.x - b.x) <= 960 * 0.02
            assert abs(a.y - b.y) <= 960 * 0.02
            assert abs(shown(a) - shown(b)) <= 0.5
            assert abs(a.scale - b.scale) <= 0.06
        before = now


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KINDS), st.sampled_from(KINDS), st.integers(1, 3000))
def test_short_segments_still_show_their_text_whole(into: str, out: str, length: int) -> None:
    layer, _ = build(text="A few words to read here", animate_in=into, animate_out=out,
                     duration_ms=length)  # fmt: skip
    # Typing may take 70 % of the time and the exit the last 25 %.
    at = START + length * 0.74
    placements = list(layer.placements(at))
    assert len(placements) == len(layer.show.pieces)
    assert all(shown(p) == pytest.approx(1) for p in placements)


def test_lines_come_one_after_the_other_and_words_too() -> None:
    for kind in ("rise", "words", "type"):
        layer, _ = build(role="card", layout="hero", text="One two three four five six seven",
                         animate_in=kind)  # fmt: skip
        starts = [p.entrance.delay_ms for p in layer.show.pieces if p.letters]
        assert starts == sorted(starts)
        assert len(set(starts)) == len(starts) > 1


def test_typing_shows_letter_by_letter_from_the_reading_side() -> None:
    for text, from_right in (("typewriter", False), ("مرحبا بكم", True)):
        layer, _ = build(text=text, animate_in="type")
        piece = next(p for p in layer.show.pieces if p.letters)
        widths = []
        for step in range(1, 30):
            clip = [p.clip for p in layer.placements(START + step * 12)][0:1]
            if clip and clip[0]:
                widths.append(clip[0][2] - clip[0][0])
                assert (clip[0][2] == piece.width) == from_right or widths[-1] == piece.width
        assert widths == sorted(widths)
        assert len(set(widths)) > 5


def test_slides_and_wipes_of_arabic_run_from_the_right() -> None:
    layer, _ = build(text="مرحبا بكم", animate_in="slide")
    early, late = (next(iter(layer.placements(START + t))) for t in (40, 2000))
    assert early.x > late.x


def test_opacity_of_the_segment_and_watermarks() -> None:
    half, _ = build(text="Hello", opacity=0.5)
    assert {p.opacity for p in half.placements(3000)} == {0.5}
    mark, _ = build(text="@me", role="watermark")
    assert all(p.opacity < 0.8 for p in mark.placements(3000))


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "type"])
@pytest.mark.parametrize("layout", ["hero", "minimal", "cta", "banner", None])
def test_a_short_title_can_be_read_within_half_a_second(kind: str, layout: str | None) -> None:
    layer, _ = build(role="card" if layout else "title", layout=layout, text="Summer fair",
                     kicker="Sunday", animate_in=kind)  # fmt: skip
    letters = {id(p.sprite) for p in layer.show.pieces if p.letters}
    at = {p.sprite: p for p in layer.placements(START + 500)}
    there = [p for p in at.values() if id(p.sprite) in letters]
    assert len(there) == len(letters)
    assert all(shown(p) > 0.98 for p in there)


@pytest.mark.parametrize("role", ["title", "card", "lower_third", "cta", "caption"])
def test_without_an_entrance_all_is_there_from_the_start(role: str) -> None:
    layer, _ = build(role=role, text="Hello there", kicker="Hi", animate_in="none")
    first, later = list(layer.placements(START)), list(layer.placements(START + 2000))
    assert first == later and len(first) == len(layer.show.pieces)
