"""Questions in plain text. `talk/asked.yaml` in two halves by a hash of the text; the rule, made on
`seen` (42/42), had 29/33 of `held` right before the kinds that it missed were mended.
`python tests/talk_support.py` measures.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talk_support import Half, wrong_asked

from nemo_client.asking import asked_in


@pytest.mark.parametrize("half", ["seen", "held"])
def test_what_waits_for_the_user_is_a_question(half: Half) -> None:
    wrong, count = wrong_asked(half)
    assert count > 30
    assert not wrong, [(asked.text, got) for asked, got in wrong]


def test_the_shape_is_that_of_ask_question() -> None:
    text = (
        "I have two ideas. **Which style do you prefer?**\n\n1. Warm\n2. Cool\n\nI'll begin then."
    )
    assert asked_in(text, changed=False) == [
        {
            "id": "1",
            "prompt": "Which style do you prefer?",
            "options": [{"id": "1", "label": "Warm"}, {"id": "2", "label": "Cool"}],
        }
    ]


def test_a_list_of_questions_is_no_list_of_options() -> None:
    text = "A few things first:\n1. What is the shop called?\n2. Which music do you like?"
    prompts = [question["prompt"] for question in asked_in(text, changed=False)]
    assert prompts == ["What is the shop called?", "Which music do you like?"]


def test_an_error_that_names_the_nearest_word_asks_nothing() -> None:
    assert not asked_in("scenes.0: unknown key 'txt'; did you mean 'text'?", changed=False)
    assert asked_in("There are two clips. Did you mean the first one?", changed=False)


def test_after_a_change_only_a_choice_waits() -> None:
    assert not asked_in("Done. Should I add music?", changed=True)
    (choice,) = asked_in("Done. Which of the two titles do you prefer?", changed=True)
    assert choice["prompt"] == "Which of the two titles do you prefer?"


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    for question in asked_in(text, changed=False):
        assert question["prompt"]
