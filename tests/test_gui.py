"""GUI talk becomes hints; content stays.

The sentences are in `talk/`, in two halves by a hash of their text; rules were made on `seen`. What
the rule of that day got right of a set at its first measuring, seen and held: `gui.yaml` 103/103 and
125/126; `gui_second.yaml`, written against that rule, 24/45 and 19/37, with the rule that was mended
on its seen half 33/37 held; `gui_third.yaml`, written after that, 34/43 and 29/36, mended on its seen
half 31/36 held; `gui_fourth.yaml`, written last, 27/29 and 31/37. Kinds that were missed were mended
since, so that the floors are above that; for sentences of others count on the first figures. `python tests/talk_support.py` measures.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talk_support import GUI, Half, wrong_gui

from nemo_client.gui import explain, translate

MISSED = {("gui_fourth.yaml", "held"): 1}


@pytest.mark.parametrize("name", GUI)
@pytest.mark.parametrize("half", ["seen", "held"])
def test_content_stays_and_orders_become_hints(name: str, half: Half) -> None:
    wrong, count = wrong_gui(half, name)
    assert count >= 29
    assert len(wrong) <= MISSED.get((name, half), 0), [(said.text, got) for said, got in wrong]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Done. Click Export!\n\n---\n\nNext: a title?", "Done.\n\n---\n\nNext: a title?"),
        ("```\n1:05\n```", "```\n1:05\n```"),
        ("Costs 1,000 credits (see e.g. 2.5). OK", "Costs 1,000 credits (see e.g. 2.5). OK"),
        ("导出不经过我：直接要求导出，文件就会被渲染并检查。",) * 2,
        ("", ""),
    ],
)
def test_the_form_of_what_stays_is_its_own(said: str, shown: str) -> None:
    assert translate(said).text == shown


@pytest.mark.parametrize(
    "text",
    ["click the blue thing and " * 4000, "点击" * 30000, "drop a " * 9000, "“" * 30000, "把" * 30000,
     "you just " * 9000, "如果" * 20000, "(" * 20000, "a.a" * 20000, "1. " * 9000, "请" * 20000],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_long_talk_does_not_hang(text: str) -> None:
    """A pattern that runs on to a sentence's end is quadratic: minutes here."""
    translate(text)


@given(st.text())
def test_any_text_gives_only_known_hints(text: str) -> None:
    for hint in translate(text).hints:
        assert explain(hint)


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Zs"]), min_size=1))
def test_talk_without_gui_words_is_kept(text: str) -> None:
    result = translate(text)
    if not result.hints:
        assert result.text.split() == text.split()


@pytest.mark.parametrize(
    "sign", ["[", "*", "(", "“", "a ", "click ", "\n", "Click:\n", "，", "- a\n"]
)
def test_a_text_of_any_shape_is_read_to_its_end(sign: str) -> None:
    """A hundred thousand signs; what takes time in the square of them does not end here."""
    shown = translate(sign * (100_000 // len(sign)))
    assert isinstance(shown.text, str)


def test_a_heading_goes_with_the_last_of_its_lines() -> None:
    assert translate("Next steps:\n- Click Export.\n- Click Save.").text == ""
    left = translate("Next steps:\n- Click Export.\n- I added a title.").text
    assert left.startswith("Next steps:") and "I added a title." in left
