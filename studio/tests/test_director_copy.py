"""Lines that fit the kind of business, names, and the points of articles."""

from __future__ import annotations

import pytest

from nemo_studio.director import Project, ToolResult, respond
from nemo_studio.director.brief import read_brief
from nemo_studio.director.phrases import topics
from nemo_studio.timeline.draft import TextSegment, load_timeline


def texts(message: str) -> list[TextSegment]:
    drafts = [s.draft for s in respond(message, Project()) if isinstance(s, ToolResult)]
    return list(load_timeline(drafts[-1]).text_tracks[0].segments)


@pytest.mark.parametrize(
    ("subject", "topic"),
    [
        ("a flower shop", "florist"), ("my bakery", "bakery"), ("a bookshop", "bookshop"),
        ("a hair salon", "salon"), ("our hotel", "hotel"), ("a car dealer", "car"),
        ("a cleaning company", "cleaning"), ("a dentist", "health"),
        ("a wedding photographer", "photographer"), ("a non-profit", "nonprofit"),
        ("a board game", "game"), ("a garden tool", "nature"), ("a cactus", "generic"),
    ],
)  # fmt: skip
def test_the_kind_of_business(subject: str, topic: str) -> None:
    for looks in ("", ", nature tones, calm music, epic movie song"):
        assert read_brief(f"a 20 second promo for {subject}{looks}").subject.topic.name == topic


@pytest.mark.parametrize("brand", ["'Petal & Stem'", "called 'Petal & Stem'", "named Petal & Stem"])
def test_the_name_is_on_the_closing_card(brand: str) -> None:
    shown = texts(f"a 20 second promo for my flower shop {brand}, calm music")
    assert "Petal & Stem" in (shown[-1].kicker, shown[-1].text)
    assert all("silent" not in f"{t.text} {t.body}" for t in shown)
    florist = next(t for t in topics() if t.name == "florist").copy["en"]
    assert {t.text for t in shown[1:-1]} <= {line for line, _ in florist.middle}


def test_what_the_user_says_of_the_subject_comes_first() -> None:
    shown = [t.text for t in texts("a 20s promo for a bakery. We bake at night. We want music.")]
    assert "We bake at night" in shown and all("want" not in s for s in shown)


ARTICLE = """Make a 30-second video from this article:
Houseplants make a room feel alive. Most of them die from too much water.

Three rules help all of them. Water only when the top 2 cm of soil is dry. Turn the pot every week.
Keep leaves free of dust.

Light matters more than fertiliser. A north window suits ferns. Plants that like sun need light.

Repot in spring when roots circle the pot. A pot one size larger is enough.

Start with one plant. Your room will thank you."""


def test_an_article_is_covered_from_begin_to_end() -> None:
    shown = texts(ARTICLE)
    words = [t.text for t in shown]
    assert words[0].startswith("Houseplants") and words[-1] == "Your room will thank you."
    assert "Light matters more than fertiliser." in words
    assert any(w.startswith("Repot") for w in words)
    rules = next(t for t in shown if t.text.startswith("Three rules"))
    assert len(rules.items) == 3 and "2 cm" in rules.items[0]
    drafts = [s.draft for s in respond(ARTICLE, Project()) if isinstance(s, ToolResult)]
    palette = load_timeline(drafts[-1]).meta.palette
    assert palette and palette.name == "nature"


def test_an_announcement_without_its_list_is_not_shown() -> None:
    shown = texts("script: Tea is calm. Here are five tips for you. Use fresh water. Enjoy it now.")
    assert all("five tips" not in t.text for t in shown)
