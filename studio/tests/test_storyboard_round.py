"""A storyboard becomes a draft and is printed again, exactly: properties held on many at random."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storyboard_support import CONTEXT, storyboards

from nemo_studio.timeline.defaults import MOVES
from nemo_studio.timeline.draft import Timeline, dump_timeline, load_timeline
from nemo_studio.timeline.expand import check, expand
from nemo_studio.timeline.full import own_values
from nemo_studio.timeline.identity import seed_of
from nemo_studio.timeline.printing import print_full, print_storyboard
from nemo_studio.timeline.storyboard import (
    DocumentDefaults,
    Music,
    PictureOverlay,
    Scene,
    Sound,
    Storyboard,
    Style,
    TextKeys,
)

many = settings(
    max_examples=300, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def made(document: dict[str, Any]) -> Timeline:
    return expand(document, CONTEXT).timeline


@many
@given(storyboards())
def test_a_draft_printed_and_sent_back_is_the_same(story: dict[str, Any]) -> None:
    timeline = made(story)
    assert load_timeline(json.loads(json.dumps(dump_timeline(timeline)))) == timeline
    printed = json.loads(json.dumps(print_storyboard(timeline, CONTEXT)))
    assert made(printed) == timeline
    assert print_storyboard(made(printed), CONTEXT) == printed


@many
@given(storyboards())
def test_so_is_the_full_form(story: dict[str, Any]) -> None:
    timeline = made(story)
    full = json.loads(json.dumps(print_full(timeline, CONTEXT)))
    assert made(full) == timeline
    assert print_full(made(full), CONTEXT) == full
    short = print_storyboard(timeline, CONTEXT)
    assert own_values(full, json.loads(json.dumps(short)), full) == short


@many
@given(storyboards())
def test_what_is_written_is_what_the_full_form_says(story: dict[str, Any]) -> None:
    """Each key with the value that was written, but where a rule makes another one of it."""
    full = print_full(made(story), CONTEXT)
    lists = [(story["scenes"], full["scenes"], SCENE_KEYS)]
    lists.append((story.get("overlays", []), full["overlays"], OVERLAY_KEYS))
    for told, shown, ruled in lists:
        for one, other in zip(told, shown, strict=True):
            for key in one.keys() - ruled:
                if key == "name" and not one[key]:
                    continue
                if isinstance(one[key], dict) and key.endswith("style"):
                    assert one[key].items() <= other[key].items()
                    continue
                usual = {"x": 0, "y": 0, "w": 1, "h": 1} if key in ("crop", "box") else None
                assert other[key] == one[key] or (one[key] == usual and other[key] is None), key
    for key in story.keys() & {"title", "fps", "language", "seed", "safe_area", "poster_seconds"}:
        assert full[key] == story[key]


# Those that a rule may round, cut, call otherwise, or hold for several pieces.
SCENE_KEYS = {
    "asset", "seconds", "to_seconds", "transition_seconds", "texts", "audio", "caption",
    "caption_style", "voice", "layout", "colors", "kicker", "body", "items",
}  # fmt: skip
OVERLAY_KEYS = SCENE_KEYS | {"width", "position", "box"}


@many
@given(storyboards(), st.randoms(use_true_random=False))
def test_other_scenes_stay_as_they_are(story: dict[str, Any], random: Random) -> None:
    """Moved, or one taken out: the pictures that are left are the same, but for their times."""
    before = made(story)
    printed = print_storyboard(before, CONTEXT)
    kept = random.sample(printed["scenes"], max(1, len(printed["scenes"]) - 1))
    for key in ("overlays", "captions", "audio", "music", "poster_seconds"):
        printed.pop(key, None)
    after = made({**printed, "scenes": kept})
    assert [s.id for s in after.video_tracks[0].segments] == [s["id"] for s in kept]
    assert all(_looks(before)[name] == look for name, look in _looks(after).items())


def _looks(timeline: Timeline) -> dict[str, Any]:
    """What hangs on neither time nor place, of each scene and its texts. A way to come or go that
    is the same as the rule's at its place follows the place."""
    found = {}
    for track in timeline.tracks:
        if track.id in ("scenes", "texts", "scene-audio"):
            for segment in track.segments:
                found[segment.id] = segment.model_dump(exclude={"start_ms", *MOVES})
                if track.id == "scenes":
                    found[segment.id]["seed"] = seed_of(timeline.meta.seed, segment.id)
    return found


MODELS = (Scene, TextKeys, PictureOverlay, Sound, Music, Storyboard, Style, DocumentDefaults)
KEYS = sorted({key for model in MODELS for key in model.model_fields})
ODD: list[Any] = [
    None, 0, -1, 1e9, 0.0005, 3600, "", "x", "#fff", "auto", "none", [], {}, [1], {"a": 1}, True, False,
    "3s", 9, 2, 1.5, 0.04, "card", "title", "hero", "talk.mp4", "song.mp3", float("inf"), float("nan"),
    "s1", "s1-text", "music", {"x": 0.5}, {"text": "a"}, [{"text": "b"}], [{"asset": 1}], [None],
    "00:00:01,000 --> 00:00:02,000\nhi", {"mood": "lofi"}, "é中",
]  # fmt: skip


@many
@given(storyboards(), st.randoms(use_true_random=False))
def test_any_document_is_made_or_its_problems_are_told(
    story: dict[str, Any], random: Random
) -> None:
    """Whatever is put anywhere into one; and what is made comes back as it is."""
    for _ in range(8):
        document = damaged(story, random)
        problems = check(document, CONTEXT)
        for problem in problems:
            assert problem.say("en") and problem.say("zh") and json.dumps(problem.data)
        if not problems:
            timeline = made(document)
            assert made(print_storyboard(timeline, CONTEXT)) == timeline
            assert made(print_full(timeline, CONTEXT)) == timeline


def damaged(story: dict[str, Any], random: Random) -> dict[str, Any]:
    document = copy.deepcopy(story)
    holder, key = random.choice(list(_places(document)))
    value = holder[key]
    if isinstance(value, dict):
        value[random.choice(KEYS)] = random.choice(ODD)
    elif isinstance(value, list):
        value.append(random.choice(ODD))
    else:
        holder[key] = random.choice(ODD)
    return document


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """(what holds it, its key) of everything in a document."""
    keys = (
        list(value)
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    )
    for key in keys:
        yield value, key
        yield from _places(value[key])
