"""Fonts, shaping and bidi: what is drawn is what was written, in the right order, never tofu."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_studio.renderer.text.fonts import FontStack, cjk_family, typeface
from nemo_studio.renderer.text.itemize import graphemes, is_emoji, itemize
from nemo_studio.renderer.text.shaping import advances, shape_line
from nemo_studio.timeline.normalise import normalise

STACK = FontStack("montserrat", 700, False, "noto-sc")
SCRIPTS = st.sampled_from(
    ["Coffee", "fi", "AVATAR", "咖啡", "，", "かな", "한글", "مقهى", "شاي", "קפה", "Кофе", "καφές",
     "कॉफ़ी", "7-19", "100%", "(x)", " ", "—", "“", "”", "👨‍👩‍👧", "❤️", "★", "e\u0301"]
)  # fmt: skip


def line_of(text: str, stack: FontStack = STACK, tracking: float = 0.0):
    paragraph = itemize(normalise(text), stack)
    return shape_line(paragraph, 0, len(paragraph.clusters), tracking)


def test_kerning_draws_pairs_together() -> None:
    apart = sum(line_of(c).width for c in "AVATAR")
    assert line_of("AVATAR").width < apart - 0.1


@pytest.mark.parametrize("family", ["playfair", "montserrat", "inter"])
def test_figures_stand_on_the_line_and_are_as_tall_as_capitals(family: str) -> None:
    """Playfair's own figures are old-style: a 7 of a price would hang under its line."""
    stack = FontStack(family, 800, False, "noto-sc")

    def reach(text: str) -> list[tuple[float, float]]:
        boxes = [
            (g.face.font.get_glyph_extents(g.gid), g.face.upem) for g in line_of(text, stack).glyphs
        ]
        return [((b.y_bearing + b.height) / upem, b.y_bearing / upem) for b, upem in boxes]

    capital = reach("H")[0][1]
    for bottom, top in reach("0123456789"):
        assert bottom > -0.03 and top == pytest.approx(capital, abs=0.06)


def test_letter_spacing_adds_between_letters_only() -> None:
    assert line_of("ABCD", tracking=0.1).width == pytest.approx(line_of("ABCD").width + 0.3)


def test_arabic_letters_join_and_are_never_spaced() -> None:
    dots = {g.gid for g in line_of("ب").glyphs}
    forms = {g.gid for g in line_of("ببب").glyphs} - dots
    assert len(forms) == 3, "initial, medial and final forms, none of them the lone one"
    assert line_of("ببب", tracking=0.2).width == pytest.approx(line_of("ببب").width)


def test_hebrew_runs_from_the_right_with_latin_left_to_right_inside() -> None:
    line = line_of("אב AB")
    assert line.rtl
    latin = [g for g in line.glyphs if g.face.name == "montserrat"]
    hebrew = [g for g in line.glyphs if g.face.name == "noto-hebrew"]
    assert max(g.x for g in latin) < min(g.x for g in hebrew)
    a, b = (typeface("montserrat", 700).font.get_nominal_glyph(ord(c)) for c in "AB")
    assert [g.gid for g in latin] == [a, b]


def test_numbers_keep_their_order_in_arabic() -> None:
    line = line_of("من 719")
    digits = [g.gid for g in line.glyphs if g.face.name == "montserrat"]
    face = typeface("montserrat", 700)
    assert digits == [face.font.get_nominal_glyph(ord(c)) for c in "719"]


def test_the_region_decides_which_drawing_of_ideographs() -> None:
    assert cjk_family("zh-CN") == "noto-sc"
    assert cjk_family("zh-TW") == cjk_family("zh_HK") == "noto-tc"
    assert cjk_family("en", "コーヒー") == "noto-jp"
    assert cjk_family("en", "커피") == "noto-kr"
    assert cjk_family("ja") == "noto-jp"


def test_one_word_is_never_drawn_from_two_fonts() -> None:
    # Playfair has no Greek but a stray pi.
    paragraph = itemize("πρωί", FontStack("playfair", 700, False, "noto-sc"))
    assert len({c.face.name for c in paragraph.clusters}) == 1


def test_quotes_and_ellipses_are_wide_in_chinese_only() -> None:
    chinese = itemize("他说“好”……", STACK)
    assert {c.face.name for c in chinese.clusters} == {"noto-sc"}
    assert {c.face.name for c in itemize("“good”…", STACK).clusters} == {"montserrat"}


def test_weights_change_the_letters() -> None:
    thin, black = (FontStack("inter", w, False, "noto-sc") for w in (200, 900))
    assert line_of("weight", black).width > line_of("weight", thin).width * 1.05


@pytest.mark.parametrize("sequence", ["👨‍👩‍👧", "👍🏽", "🇨🇳", "1️⃣", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_emoji_sequences_are_one_grapheme(sequence: str) -> None:
    assert [sequence[a:b] for a, b in graphemes(sequence)] == [sequence]
    assert is_emoji(sequence)


def test_what_no_font_has_is_named_and_left_out() -> None:
    private = itemize("a \ue123 b", STACK)
    assert (private.text, private.dropped) == ("a b", ("\ue123",))


def visible(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Zs"))


@settings(max_examples=150, deadline=None)
@given(st.lists(SCRIPTS, max_size=12).map("".join) | st.text(max_size=40))
def test_any_text_keeps_every_character_or_names_it_and_has_no_tofu(text: str) -> None:
    for part in normalise(text).split("\n"):
        paragraph = itemize(part, STACK)
        kept = sorted(visible(paragraph.text) + visible("".join(paragraph.dropped)))
        assert kept == sorted(visible(part))
        line = shape_line(paragraph, 0, len(paragraph.clusters))
        for glyph in line.glyphs:
            assert glyph.gid != 0


@settings(max_examples=100, deadline=None)
@given(st.lists(SCRIPTS, min_size=1, max_size=10).map("".join))
def test_a_line_is_as_wide_as_its_parts(text: str) -> None:
    paragraph = itemize(normalise(text), STACK)
    line = shape_line(paragraph, 0, len(paragraph.clusters))
    assert line.width == pytest.approx(max(sum(advances(paragraph)), 0.0), abs=1e-6)
    assert list(line.stops) == sorted(line.stops)
    assert line.stops[-1] == pytest.approx(line.width)
    for span in line.spans:
        assert -1e-6 <= span.x0 <= span.x1 <= line.width + 1e-6


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
