"""Texts that show at the same time never lie on each other, in any shape and at any place."""

from __future__ import annotations

import time
from functools import reduce
from itertools import combinations, product
from typing import get_args

import numpy as np
import pytest
from text_support import SHAPES, build, design, segment

from nemo_studio.renderer.text import Canvas, Places, build_text_layer
from nemo_studio.renderer.text.canvas import Rect
from nemo_studio.renderer.text.layer import CARDS
from nemo_studio.timeline.draft import Place, TextSegment

PALETTE = design("ocean")
CAPTION = "A sentence that is spoken, and read at the foot of the picture"


def covered(layer) -> Rect:
    """What a layer's pieces cover at rest, without the soft rims of shadows."""
    boxes = [Rect(p.x, p.y, p.x + p.width, p.y + p.height) for p in layer.show.pieces]
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return whole


def overlap(one: Rect, other: Rect) -> float:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    tall = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(wide, 0) * max(tall, 0)


def shown(shape: str, segments: list[TextSegment]) -> list[Rect]:
    places = Places(segments, Canvas(*SHAPES[shape]), PALETTE)
    rects = []
    for number, one in enumerate(segments):
        values = one.model_dump(exclude={"type"})
        layer, _ = build(shape, shift=places.shift(number), **values)
        rects.append(covered(layer))
    return rects


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("position", get_args(Place))
def test_a_watermark_keeps_off_everything(position: str, shape: str) -> None:
    segments = [
        segment(id="mark", role="watermark", text="@corner_coffee", position=position),
        segment(id="said", role="caption", text=CAPTION, start_ms=1500, duration_ms=900),
        segment(id="next", role="caption", text="Short", start_ms=2400, duration_ms=900),
        segment(id="name", role="lower_third", text="Anna Berg\nGardener"),
        segment(id="title", role="title", text="Wow"),
    ]
    rects = shown(shape, segments)
    safe = Canvas(*SHAPES[shape]).safe.grown(12)
    for rect in rects:
        assert rect.x0 >= safe.x0 and rect.y0 >= safe.y0
        assert rect.x1 <= safe.x1 and rect.y1 <= safe.y1
    for one, other in combinations(range(len(rects)), 2):
        if {one, other} != {1, 2}:  # the captions follow each other
            assert overlap(rects[one], rects[other]) == 0, (segments[one].id, segments[other].id)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_title_where_captions_are_sends_them_away(shape: str) -> None:
    for position, other in product(("bottom", "bottom_left"), ("caption", "lower_third", "cta")):
        segments = [
            segment(id="a", role=other, text="A few words"),
            segment(id="b", role="title", text="Wow", position=position),
        ]
        rects = shown(shape, segments)
        assert overlap(*rects) == 0, (position, other)
        assert Places(segments, Canvas(*SHAPES[shape]), PALETTE).shift(1) == (0, 0)


CARDS_CONTENT = {
    "text": "Sleep better tonight, wake up rested", "kicker": "Tip of the day",
    "body": "People slept longer after one week", "items": ["A cool room", "No screens", "Same time"],
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("layout", CARDS)
def test_a_card_is_laid_out_above_what_is_at_the_foot(layout: str, shape: str) -> None:
    foot = [
        segment(id="said", role="caption", text=CAPTION),
        segment(id="name", role="lower_third", text="Dr. Maria Lopez\nDentist"),
    ]
    card = segment(id="card", role="card", layout=layout, **CARDS_CONTENT)
    for below in (foot[:1], foot):
        segments = [card, *below]
        places = Places(segments, Canvas(*SHAPES[shape]), PALETTE)
        alone = Places(below, Canvas(*SHAPES[shape]), PALETTE)
        assert [places.shift(n + 1) for n in range(len(below))] == [
            alone.shift(n) for n in range(len(below))
        ]
        rects = []
        for number in range(len(segments)):
            canvas, own = places.canvas(number), places.segment(number)
            layer = build_text_layer(own, canvas, PALETTE, grey, places.shift(number))
            rects.append(letters(layer))
        for one, other in combinations(rects, 2):
            assert overlap(one, other) == 0


def grey(time_ms: float) -> np.ndarray:
    return np.full((60, 60, 3), 40, np.uint8)


def letters(layer) -> Rect:
    boxes = [Rect(p.x, p.y, p.x + p.width, p.y + p.height) for p in layer.show.pieces if p.letters]
    return reduce(Rect.union, boxes)


def test_a_card_with_nothing_at_the_foot_has_all_of_the_safe_area() -> None:
    segments = [
        segment(id="a", role="card", text="One", start_ms=0, duration_ms=3000),
        segment(id="b", role="card", text="Two", start_ms=3000, duration_ms=3000),
        segment(id="c", role="caption", text=CAPTION, start_ms=2900, duration_ms=3100),
    ]
    canvas = Canvas(540, 960)
    places = Places(segments, canvas, PALETTE)
    assert places.canvas(0) == canvas
    assert places.canvas(1).safe.y1 < canvas.safe.y1
    assert places.canvas(2) == canvas


def test_texts_at_different_times_stay_where_they_are() -> None:
    segments = [
        segment(id="a", role="caption", text=CAPTION, start_ms=0, duration_ms=1000),
        segment(id="b", role="watermark", text="@me", position="bottom", start_ms=1000),
    ]
    places = Places(segments, Canvas(540, 960), PALETTE)
    assert [places.shift(n) for n in range(2)] == [(0, 0), (0, 0)]


def test_places_hang_on_the_segments_alone() -> None:
    segments = [
        segment(id="a", role="caption", text=CAPTION),
        segment(id="b", role="watermark", text="@me", position="bottom"),
        segment(id="c", role="lower_third", text="Anna Berg"),
    ]
    one, other = (Places(segments, Canvas(540, 960), PALETTE) for _ in range(2))
    forward = [one.shift(n) for n in (0, 1, 2)]
    assert forward == [other.shift(n) for n in (2, 1, 0)][::-1]
    assert forward[0] == (0, 0) != forward[1]


def test_the_work_grows_with_the_number_of_captions_and_not_with_its_square() -> None:
    def spent(count: int) -> float:
        captions = [
            segment(id=f"c{n}", role="caption", text=f"Sentence {n % 20}", start_ms=n * 3000,
                    duration_ms=3600) for n in range(count)
        ]  # fmt: skip
        mark = segment(id="m", role="watermark", text="@me", start_ms=0, duration_ms=count * 3000,
                       position="bottom")  # fmt: skip
        begun = time.process_time()
        places = Places([*captions, mark], Canvas(540, 960), PALETTE)
        assert places.shift(count)[1] < 0
        return time.process_time() - begun

    spent(20)  # fonts, caches
    few, many = min(spent(150) for _ in range(2)), spent(1200)
    assert many / few < 24, (few, many)  # 8 times the captions; the square would be 64
