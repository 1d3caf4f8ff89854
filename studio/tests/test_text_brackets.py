"""Brackets of two-way text keep together, in the order in which they are read (UAX 9, rule N0)."""

from __future__ import annotations

import pytest

from nemo_studio.renderer.text.fonts import FontStack
from nemo_studio.renderer.text.itemize import itemize
from nemo_studio.renderer.text.shaping import shape_line
from nemo_studio.timeline.normalise import normalise

STACK = FontStack("montserrat", 700, False, "noto-sc")


def levels(text: str) -> dict[str, int]:
    paragraph = itemize(normalise(text), STACK)
    return {paragraph.text[c.start : c.end]: c.level for c in paragraph.clusters}


def test_the_brackets_of_a_latin_word_in_hebrew_turn_with_the_sentence() -> None:
    found = levels("שלום (world) 12%")
    assert found["("] == found[")"] == 1 and found["w"] == 2


def test_in_latin_context_they_stay_with_the_latin_words() -> None:
    found = levels("אב Pro (max)")
    assert found["("] == found[")"] == found["m"] == 2


def test_a_lone_bracket_is_left_alone() -> None:
    assert levels("שלום (world")["w"] == 2


def test_a_direction_mark_turns_its_neighbours_and_is_not_seen() -> None:
    plain, marked = levels("שלום C++"), levels("שלום C++\u200e")
    assert plain["+"] == 1 and marked["+"] == 2
    paragraph = itemize("ab\u200fcd", STACK)
    assert not paragraph.dropped
    line = shape_line(paragraph, 0, len(paragraph.clusters))
    plain_line = itemize("abcd", STACK)
    assert line.width == pytest.approx(shape_line(plain_line, 0, 4).width, abs=0.05)
