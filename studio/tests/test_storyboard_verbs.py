"""`fit`, `cut`, `trim`, `split`: what stays, what goes along, what is said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from storyboard_support import CONTEXT

from nemo_studio.timeline.context import Context
from nemo_studio.timeline.draft import Timeline
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.operations import read_operations
from nemo_studio.timeline.patch import patched
from nemo_studio.timeline.printing import print_full, print_storyboard
from nemo_studio.timeline.timemap import Span, Stretch, TimeMap, divided, fitted, reach, without

CARD = {"background": "mesh", "seconds": 4, "text": "Hi", "layout": "hero"}
STILL = {"asset": "beach.jpg", "seconds": 4}
CLIP = {"asset": "talk.mp4", "from_seconds": 10, "to_seconds": 20}  # of 60 s


def after(
    story: dict[str, Any], *operations: dict[str, Any], context: Context = CONTEXT
) -> Timeline:
    timeline = patched(
        read_operations(list(operations)), expand(story, context).timeline, context
    ).timeline
    assert expand(print_storyboard(timeline, context), context).timeline == timeline
    return timeline


def full(story: dict[str, Any], *operations: dict[str, Any]) -> dict[str, Any]:
    return print_full(after(story, *operations), CONTEXT)


def lengths(said: dict[str, Any]) -> list[float]:
    return [s["seconds"] for s in said["scenes"]]


def part(scene: dict[str, Any]) -> tuple[float, float]:
    return scene["from_seconds"], scene["to_seconds"]


def span(member: dict[str, Any]) -> tuple[float, float]:
    return member["at_seconds"], round(member["at_seconds"] + member["seconds"], 3)


# --- fit


def test_fit_scales_what_is_not_kept_to_exactly_the_total() -> None:
    story = {"scenes": [CARD, STILL, STILL | {"seconds": 2}]}
    assert lengths(full(story, {"op": "fit", "seconds": 20})) == [8, 8, 4]
    assert lengths(full(story, {"op": "fit", "seconds": 7, "keep": ["s1"]})) == [4, 2, 1]
    thirds = full({"scenes": [CARD, CARD, CARD]}, {"op": "fit", "seconds": 10})
    assert sum(lengths(thirds)) == pytest.approx(10) and max(lengths(thirds)) < 3.335


@pytest.mark.parametrize(
    ("clip", "total", "expected"),
    [
        (CLIP, 28, ([8, 20], (10, 30))),  # a clip gets material at its end
        (CLIP, 7, ([2, 5], (10, 15))),  # and gives it
        (CLIP, 80, ([30, 50], (10, 60))),  # it ends where its file does: the others take the rest
        (CLIP | {"speed": 2}, 18, ([8, 10], (10, 30))),  # at its own speed
        (
            CLIP | {"reverse": True},
            7,
            ([2, 5], (15, 20)),
        ),  # in reverse, its end is the file's front
        (CLIP | {"reverse": True}, 56, ([36, 20], (0, 20))),
    ],
)
def test_fit_takes_and_gives_a_clips_material_at_its_end(
    clip: dict[str, Any], total: int, expected: tuple[list[int], tuple[int, int]]
) -> None:
    said = full({"scenes": [CARD, clip]}, {"op": "fit", "seconds": total})
    assert (lengths(said), part(said["scenes"][1])) == expected


def test_fit_scales_texts_of_stills_and_keeps_those_of_clips() -> None:
    text = {"text": "now", "at_seconds": 1, "seconds": 2}
    said = full(
        {"scenes": [STILL | {"texts": [text]}, CLIP | {"texts": [text]}]},
        {"op": "fit", "seconds": 7},
    )
    assert [span(s["texts"][0]) for s in said["scenes"]] == [(0.5, 1.5), (1, 3)]
    short = full(
        {"scenes": [CLIP | {"texts": [text | {"at_seconds": 7}]}]}, {"op": "fit", "seconds": 6}
    )
    assert short["scenes"][0]["texts"] == []


def test_what_lies_over_the_scenes_goes_with_the_picture_under_fit() -> None:
    story = {
        "scenes": [CARD, STILL, CARD], "music": {"mood": "lofi"}, "poster_seconds": 6,
        "overlays": [{"text": "all"}, {"text": "second", "at_seconds": 4, "seconds": 4}],
        "captions": [{"text": "a", "at_seconds": 5, "seconds": 2}, {"text": "b", "at_seconds": 8}],
        "audio": [{"voice": "Hello", "at_seconds": 8}, {"asset": "m2", "at_seconds": 2}],
    }  # fmt: skip
    said = full(story, {"op": "fit", "seconds": 24})
    assert [span(o) for o in said["overlays"]] == [(0, 24), (8, 16)]
    assert [span(c) for c in said["captions"]] == [(10, 14), (16, 24)]
    assert [a["at_seconds"] for a in said["audio"]] == [4, 16]
    assert said["audio"][0]["seconds"] == 2.345, "a recording keeps its pace"
    assert span(said["music"]) == (0, 24) and said["poster_seconds"] == 12


# --- cut and trim


def test_cut_makes_stills_shorter_and_takes_whole_scenes() -> None:
    story = {"scenes": [CARD, STILL, CARD | {"transition": "circle"}]}
    said = full(story, {"op": "cut", "from_seconds": 3, "to_seconds": 9})
    assert [s["id"] for s in said["scenes"]] == ["s1", "s3"] and lengths(said) == [3, 3]
    assert said["scenes"][1]["transition"] == "circle"
    assert lengths(full(story, {"op": "cut", "path": "/scenes/s2"})) == [4, 4]
    assert lengths(
        full(story, {"op": "cut", "path": "/scenes/s2", "from_seconds": 1, "to_seconds": 3})
    ) == [4, 2, 4]
    assert lengths(full(story, {"op": "trim", "from_seconds": 3, "to_seconds": 9})) == [1, 4, 1]
    assert lengths(full(story, {"op": "trim", "path": "/scenes/s2", "from_seconds": 1})) == [
        4,
        3,
        4,
    ]


def test_a_clip_cut_at_its_ends_plays_less_and_cut_inside_becomes_two() -> None:
    story = {"defaults": {"transition": "crossfade"}, "scenes": [CARD, CLIP]}
    head = full(story, {"op": "cut", "path": "/scenes/s2", "to_seconds": 3})
    assert part(head["scenes"][1]) == (13, 20)
    tail = full(story, {"op": "cut", "path": "/scenes/s2", "from_seconds": 7})
    assert part(tail["scenes"][1]) == (10, 17)
    two = full(story, {"op": "cut", "path": "/scenes/s2", "from_seconds": 2, "to_seconds": 5})
    assert [part(s) for s in two["scenes"][1:]] == [(10, 12), (15, 20)]
    assert [(s["id"], s["transition"]) for s in two["scenes"][1:]] == [
        ("s2", "crossfade"),
        ("s3", "cut"),
    ]
    fast = full({"scenes": [CLIP | {"speed": 2, "reverse": True}]}, {"op": "cut", "to_seconds": 1})
    assert part(fast["scenes"][0]) == (10, 18), "what is seen first is the end of its file"


def test_words_of_a_clip_that_becomes_two() -> None:
    long = "We roast in small batches because every bean deserves attention. Come by on Sunday, we are open!"
    clip = CLIP | {
        "text": "Name",
        "caption": long,
        "texts": [{"text": "over", "at_seconds": 1, "seconds": 9}],
    }
    said = full({"scenes": [clip, CARD]}, {"op": "cut", "from_seconds": 2, "to_seconds": 9})
    first, second = said["scenes"][:2]
    assert (first["text"], second["text"]) == ("Name", "Name")
    assert first["text_style"]["animate_out"] == second["text_style"]["animate_in"] == "none"
    assert [span(t) for s in (first, second) for t in s["texts"]] == [(1, 2), (0, 1)]
    assert long.startswith(first["caption"]) and long.endswith(second["caption"])
    assert first["caption"] + " " + second["caption"] == long


def test_what_lies_over_a_cut_is_shortened_moved_or_gone() -> None:
    story = {
        "scenes": [CARD, CARD, CARD],
        "overlays": [{"text": "all"}, {"text": "in it", "at_seconds": 5, "seconds": 1},
                     {"text": "over", "at_seconds": 3, "seconds": 6}],
        "captions": [{"text": "a", "at_seconds": 2, "seconds": 3}, {"text": "b", "at_seconds": 7, "seconds": 1},
                     {"text": "c", "at_seconds": 9, "seconds": 2}],
        "audio": [{"voice": "Good day", "at_seconds": 5}, {"asset": "song.mp3", "fade_out_seconds": 0.5}],
        "music": {"asset": "song.mp3", "from_seconds": 3},
    }  # fmt: skip
    said = full(story, {"op": "cut", "from_seconds": 4, "to_seconds": 8})
    assert {o["text"]: span(o) for o in said["overlays"]} == {"all": (0, 8), "over": (3, 5)}
    assert {c["text"]: span(c) for c in said["captions"]} == {"a": (2, 4), "c": (5, 7)}
    recordings = [a for a in said["audio"] if a["asset"]]
    assert [(span(a), a["from_seconds"], a["fade_out_seconds"]) for a in recordings] == [
        ((0, 4), 0, 0), ((4, 8), 8, 0.5),
    ]  # fmt: skip
    assert not [a for a in said["audio"] if a["voice"]], "all of it was said in the time that went"
    assert span(said["music"]) == (0, 8) and said["music"]["from_seconds"] == 3
    moved = full(story, {"op": "cut", "from_seconds": 1, "to_seconds": 3})
    assert [a["at_seconds"] for a in moved["audio"] if a["voice"]] == [3]


# --- split


def test_split_gives_two_scenes_that_go_on() -> None:
    text = {"text": "over", "at_seconds": 1, "seconds": 2}
    story = {"scenes": [CARD | {"fade_in_seconds": 1, "fade_out_seconds": 1, "transition": "fade_black"},
                        CLIP | {"texts": [text]}], "overlays": [{"text": "free", "at_seconds": 3, "seconds": 2}]}  # fmt: skip
    said = full(story, {"op": "split", "at_seconds": 2, "path": "/scenes/s2", "id": "rest"})
    assert [s["id"] for s in said["scenes"]] == ["s1", "s2", "rest"]
    assert [part(s) for s in said["scenes"][1:]] == [(10, 12), (12, 20)]
    assert [span(t) for s in said["scenes"][1:] for t in s["texts"]] == [(1, 2), (0, 1)]
    assert said["scenes"][2]["transition"] == "cut" and span(said["overlays"][0]) == (3, 5)
    card = full(story, {"op": "split", "at_seconds": 1})["scenes"]
    assert [s["id"] for s in card] == ["s1", "s3", "s2"] and lengths({"scenes": card}) == [1, 3, 10]
    assert card[0]["seed"] == card[1]["seed"], "the same picture"
    assert [(s["fade_in_seconds"], s["fade_out_seconds"]) for s in card[:2]] == [(1, 0), (0, 1)]
    assert card[1]["text"] == "Hi" and card[1]["layout"] == "hero"


def test_a_voice_is_never_cut_in_two() -> None:
    story = {"scenes": [CARD | {"voice": "Good morning, everybody."}, CARD]}
    late = full(story, {"op": "split", "at_seconds": 3})  # it takes 1.26 s here
    assert [s["voice"] for s in late["scenes"]] == ["Good morning, everybody.", "", ""]
    early = full(story, {"op": "split", "at_seconds": 1})
    assert [s["voice"] for s in early["scenes"]] == ["", "", ""]
    assert [(a["voice"], span(a)) for a in early["audio"]] == [("Good morning, everybody.", (0, 4))]


def test_verbs_and_operations_follow_each_other_in_one_patch() -> None:
    said = full(
        {"scenes": [CARD, CLIP]},
        {"op": "replace", "path": "/scenes/s1/seconds", "value": 10},
        {"op": "cut", "path": "/scenes/s2", "from_seconds": 5},
        {"op": "add", "path": "/scenes/-", "value": {"text": "End", "seconds": 1}},
        {"op": "fit", "seconds": 8, "keep": ["s3"]},
        {"op": "test", "path": "/rev", "value": 0},
    )
    assert [(s["id"], round(s["seconds"], 2)) for s in said["scenes"]] == [
        ("s1", 4.67), ("s2", 2.33), ("s3", 1)
    ]  # fmt: skip


# --- times at random


@given(
    st.lists(
        st.tuples(st.integers(1, 9000), st.booleans(), st.integers(0, 9000)), min_size=1, max_size=9
    ),
    st.integers(1, 90_000),
)
def test_fitted_lengths_make_the_total_within_their_bounds_or_there_are_none(
    told: list[tuple[int, bool, int]], total: int
) -> None:
    scenes = [Stretch(n, min(n, 100), n + more if bound else None) for n, bound, more in told]
    found = fitted(scenes, total)
    least, most = reach(scenes)
    assert (found is None) == (total < least or (most is not None and total > most))
    if found is None:
        return
    assert sum(found) == total
    assert all(s.least <= n <= (s.most or n) for s, n in zip(scenes, found, strict=True))
    if total == sum(s.length for s in scenes):
        assert found == [s.length for s in scenes]


@given(
    st.lists(st.tuples(st.integers(1, 5000), st.booleans()), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 12_000), st.integers(0, 12_000)), max_size=3),
    st.lists(st.integers(0, 40_000), min_size=2, max_size=6),
)
def test_a_map_of_times_keeps_their_order_and_loses_just_what_was_cut(
    told: list[tuple[int, bool]], cuts: list[tuple[int, int]], moments: list[int]
) -> None:
    spans, at = [], 0
    for number, (length, is_clip) in enumerate(told):
        spans.append(Span(number, f"s{number}", at, at + length, length, is_clip))
        at += length
    spans = divided(spans, moments[0] % (at + 1), "split")
    gone = set()
    for one, other in cuts:
        begin, end = sorted((one, other))
        gone |= set(range(begin, min(end, at)))
        spans = without(spans, begin, end, lambda: "new")
    times = TimeMap(spans)
    assert times.total == at - len(gone)
    for moment in moments:
        kept = sum(n not in gone for n in range(min(moment, at)))
        assert times.start_of(moment) == times.end_of(moment) == kept
