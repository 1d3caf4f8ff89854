"""What the agent's events mean, on real captures of ADK servers and on the other shapes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from raw_server import RawServer

from nemo_client.events import Turn, Update
from nemo_client.sse import events

WIRE = Path(__file__).parent / "wire"


def response_of(name: str) -> bytes:
    """A capture's response, byte for byte: head, chunk framing, body."""
    raw = (WIRE / f"{name}.txt").read_bytes()
    return raw.split(b"##### RESPONSE")[1].split(b"\n", 1)[1].split(b"\n##### ARRIVALS")[0]


def turn_of(name: str) -> tuple[Turn, list[Update]]:
    """The turn that a server speaking the capture's bytes gives."""
    turn, updates = Turn(), []
    with (
        RawServer(lambda _: [response_of(name)]) as server,
        requests.post(server.url, stream=True, timeout=5) as response,
    ):
        for event in events(response, pause=lambda: 10.0):
            updates += turn.feed(event.event, event.data)
    turn.finish()
    return turn, updates


@pytest.mark.parametrize(
    "name", ["normal_streaming_true", "normal_streaming_false", "snake_case_body"]
)
def test_a_normal_turn(name: str) -> None:
    turn, updates = turn_of(name)
    assert turn.answers == ["Let me render this \u2028now.", "Done: 😀 €"]
    assert turn.tools == ["render_video"] and turn.ended and not turn.errors
    assert not turn.unanswered_calls
    shown = "".join(u.text for u in updates if u.kind in ("text", "partial"))
    assert "Planning" not in shown, "a thought was shown"


def test_a_silent_turn() -> None:
    turn, updates = turn_of("silent")
    assert not turn.answers and not turn.errors and not updates


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("error_event", "RESOURCE_EXHAUSTED: quota"),
        ("exception_midstream", "ValueError: exploded in mid-stream: token=SECRET"),
        ("exception_before_first_event", "RuntimeError: exploded before the first event"),
        ("exception_quotes_newline", 'ValueError: bad "quotes" and\nnew line: {"code": 429}'),
    ],
)
def test_errors(name: str, error: str) -> None:
    turn, updates = turn_of(name)
    assert turn.errors == [error]
    assert any(u.kind == "error" for u in updates)


def feed(*frames: object) -> Turn:
    turn = Turn()
    for frame in frames:
        turn.feed("message", frame if isinstance(frame, str) else json.dumps(frame))
    turn.finish()
    return turn


def text(words: str, **fields: object) -> dict[str, object]:
    return {"content": {"parts": [{"text": words}], "role": "model"}, **fields}


def test_an_error_frame_of_adk_1_that_is_not_json() -> None:
    assert feed('{"error": "model "exploded" twice"}').errors == ['model "exploded" twice']
    assert feed('{"error": "bad\nnew line"}').errors == ["bad\nnew line"]


def test_a_broken_error_frame_does_not_hang() -> None:
    """With a lazy group and optional ends this takes minutes."""
    assert feed('{"error": "' + " " * 20_000).errors == ["error"]


def test_partial_texts_are_not_shown_twice() -> None:
    turn = feed(text("Hel", partial=True), text("lo", partial=True), text("Hello"))
    assert turn.answers == ["Hello"]


def test_a_partial_text_without_its_closing_event_is_kept() -> None:
    assert feed(text("Hel", partial=True), text("lo", partial=True)).answers == ["Hello"]


def test_the_same_answer_after_a_tool_is_one_answer_only_when_adjacent() -> None:
    assert feed(text("a"), text("a"), text("b"), text("a")).answers == ["a", "b", "a"]


ISSUES = [
    "I encountered a temporary issue. Please try again.",
    "I've encountered a temporary issue, please try again later.",
    "Sorry, I ran into a temporary problem while processing your request.",
    "遇到了暂时性问题，请稍后重试。",
    "抱歉，我遇到了一个临时问题。请稍后再试。",
]
CONTENT = [
    "I encountered a temporary issue with the voice, so I used music instead.",
    "The scene shows a temporary issue at the border.",
    "遇到了临时问题，所以我换了一首音乐。",
    "Please try again with a shorter clip.",
]


@pytest.mark.parametrize("issue", ISSUES)
def test_a_temporary_issue_after_good_answers_is_noise(issue: str) -> None:
    after = feed(text("Done."), text(issue))
    assert after.answers == ["Done."] and not after.gave_up
    assert feed(text(f"Done.\n\n{issue}")).answers == ["Done."]
    assert feed(text("Done."), text(issue), text(issue + " ")).answers == ["Done."]


@pytest.mark.parametrize("issue", ISSUES)
def test_a_temporary_issue_in_the_middle_stays(issue: str) -> None:
    turn = feed(text(issue), text("Done after all."))
    assert turn.answers == [issue, "Done after all."] and not turn.gave_up
    assert feed(text(f"{issue} The title is red now.")).answers == [
        f"{issue} The title is red now."
    ]


@pytest.mark.parametrize("issue", ISSUES)
def test_a_temporary_issue_alone_is_a_failure(issue: str) -> None:
    assert feed(text(issue)).answers == [issue]
    assert feed(text(issue)).gave_up == issue
    call = {"content": {"parts": [{"functionCall": {"name": "generate_video", "args": {}}}]}}
    assert feed(text("I'll make it."), call, text(issue)).gave_up == issue


@pytest.mark.parametrize("words", CONTENT)
def test_words_that_tell_what_happened_are_no_noise(words: str) -> None:
    turn = feed(text("Done."), text(words))
    assert turn.answers == ["Done.", words] and not turn.gave_up
    assert not feed(text(words)).gave_up


def test_a_question_in_plain_text_has_the_shape_of_ask_question() -> None:
    asks = "Which style do you prefer? Warm or cool?"
    turn = feed(text("Sure."), text(asks))
    (asked,) = turn.questions
    (question,) = asked["questions"]
    assert question["prompt"] == "Which style do you prefer?"
    assert [option["label"] for option in question["options"]] == ["Warm", "cool"]
    assert turn.answers == ["Sure.", asks], "the user sees it as it was put"


def test_a_question_before_the_work_or_after_it_waits_for_nobody() -> None:
    call = {"content": {"parts": [{"functionCall": {"name": "edit", "args": {}}}]}}
    assert not feed(text("Should it be red?"), text("I take red.")).questions
    assert not feed(call, text("It is red. Want me to change anything else?")).questions


def test_a_question_is_asked_once() -> None:
    args = {"questions": [{"prompt": "Which?", "options": ["warm", "cool"]}]}
    call = {"content": {"parts": [{"functionCall": {"name": "ask_question", "args": args}}]}}
    assert feed(call, text("Which do you like?")).questions == [args]


def test_typed_events() -> None:
    turn = feed(
        {"type": "text", "content": "I'll make it"},
        {"type": "tool_call", "name": "generate_video", "args": {}},
        {"type": "heartbeat"},
        {"type": "tool_result", "name": "generate_video", "result": {}},
        {"text": "bare text"},
    )
    assert turn.answers == ["I'll make it", "bare text"] and turn.tools == ["generate_video"]


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("message", ""), ("message", " "), ("message", "heartbeat"), ("heartbeat", "{}"),
        ("message", '{"type":"heartbeat"}'), ("message", '{"event":"heartbeat"}'),
        ("message", '{"heartbeat":true}'), ("message", '{"unknown":1}'), ("message", "[1]"),
    ],
)  # fmt: skip
def test_every_heartbeat_is_a_sign_of_life(event: str, data: str) -> None:
    assert [u.kind for u in Turn().feed(event, data)] == ["alive"]


def test_a_question_is_shown() -> None:
    args = {"title": "Style", "questions": [{"prompt": "Which?", "options": [{"label": "A"}, {"label": "B"}]}]}  # fmt: skip
    turn = feed({"content": {"parts": [{"functionCall": {"name": "ask_question", "args": args}}]}})
    assert turn.questions == [args] and not turn.unanswered_calls


def test_a_call_without_its_result_tells_a_cut_stream() -> None:
    call = {"content": {"parts": [{"functionCall": {"name": "generate_video", "args": {}}}]}}
    assert feed(call).unanswered_calls and feed(call).breaks_off
    waiting = feed(call, text("I am generating it…"))
    assert waiting.unanswered_calls, "words of waiting are no result"
    assert not waiting.breaks_off, "a stream that ends properly after words has ended"
    result = {"content": {"parts": [{"functionResponse": {"name": "generate_video"}}]}}
    assert not feed(call, result).unanswered_calls
    assert feed(call, call, result).unanswered_calls, "one of two is still at work"


def test_an_envelope_in_the_stream_is_its_error_code() -> None:
    turn = feed({"code": 2001, "message": "insufficient credits"})
    assert turn.code == 2001 and turn.errors == ["insufficient credits"]


@pytest.mark.parametrize(
    ("frame", "code", "words"),
    [
        ({"error": {"code": 2001, "message": "no credits"}}, 2001, "no credits"),
        ({"errorCode": "2001", "errorMessage": "no credits"}, 2001, "no credits"),
        ({"type": "error", "code": 429, "message": "slow"}, 429, "slow"),
        ({"code": "1001", "message": "token"}, 1001, "token"),
        ({"code": True, "message": "odd"}, None, None),
        ({"error": {"deep": [1]}}, None, "error"),
    ],
)
def test_errors_of_every_form(frame: object, code: int | None, words: str | None) -> None:
    turn = feed(frame)
    assert (turn.code, turn.errors) == (code, [words] if words else [])


@pytest.mark.parametrize(
    "data",
    ['{"content": {"parts": true}}', '{"content": {"parts": {"text": "a"}}}', "[" * 100_000,
     '{"code": NaN}', '{"code": 1e999, "error": 1e999}', '{"code": ' + "9" * 5000 + "}",
     '{"content": {"parts": [{"functionCall": {"name": "ask_question", "args": {"questions": 1}}}]}}'],
)  # fmt: skip
def test_odd_frames_are_no_end(data: str) -> None:
    turn = Turn()
    assert turn.feed("message", data)
    assert turn.feed("message", json.dumps(text("hello")))
    assert turn.answers == ["hello"]


def test_options_may_be_plain_words() -> None:
    args = {"questions": [{"prompt": "Which?", "options": ["warm", {"label": "cool"}, 3]}]}
    call = {"content": {"parts": [{"functionCall": {"name": "ask_question", "args": args}}]}}
    (update,) = Turn().feed("message", json.dumps(call))
    assert update.text == "1. Which? (warm / cool / 3)"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["content", "parts", "text", "functionCall", "error", "errorCode", "type", "partial",
             "args", "name", "questions", "options", "code", "message", "actions"]
        ),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(json_values.map(json.dumps) | st.text(), max_size=6))
def test_no_frame_can_break_a_turn(frames: list[str]) -> None:
    turn = Turn()
    for frame in frames:
        assert turn.feed("message", frame)
    turn.finish()
    assert all(isinstance(answer, str) for answer in turn.answers)
