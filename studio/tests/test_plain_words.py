"""Storyboards and patches in plain sentences, for an editor who reads no JSON of ours."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_words_cases import ASIDE, AT_HAND, EXAMPLES, TEA, Case
from storyboard_support import CONTEXT, storyboards
from studio_support import ROOT

from nemo_studio.timeline import draft
from nemo_studio.timeline import storyboard as models
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.plain_words import UNSAID, patch_words, storyboard_words
from nemo_studio.timeline.problems import StoryboardError, sentence

SIDES = ["en", "zh"]


def words_of(case: Case) -> str:
    _, language, told, document, _ = case
    if isinstance(told, list):
        return patch_words(told, document, language)
    return storyboard_words(told, language)


@pytest.mark.parametrize("case", [*AT_HAND, *ASIDE], ids=lambda c: c[0])
def test_an_editor_finds_what_is_meant(case: Case) -> None:
    words = words_of(case)
    for wanted in case[4]:
        found = re.search(wanted.removeprefix("!"), words, re.IGNORECASE)
        assert bool(found) != wanted.startswith("!"), f"{wanted}\n{words}"


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
@pytest.mark.parametrize("language", SIDES)
def test_the_page_has_examples_that_can_be_said(number: int, language: str) -> None:
    words = storyboard_words(EXAMPLES[number], language)
    assert words.count("\n") > len(EXAMPLES[number]["scenes"])
    assert not re.search(r"[{}\[\]_]", words)


# Every key with two values that an editor must be able to tell apart, where it can stand.
_STYLE: dict[str, list[Any]] = {
    "position": list(get_args(draft.Place)), "size": [0.5, 1, 2], "color": ["auto", "#112233"],
    "background": list(get_args(draft.TextGround)), "font": list(get_args(draft.FontName)),
    "weight": ["auto", 300, 400, 900], "opacity": [0.4, 1],
    "animate_in": list(get_args(draft.TextAnimation)),
    "animate_out": list(get_args(draft.TextAnimation)),
}  # fmt: skip
_TEXT = _STYLE | {
    "text": ["One", "Two"], "role": list(get_args(draft.Role)), "kicker": ["K", "L"],
    "body": ["B", "C"], "items": [["I"], ["J", "I"]], "at_seconds": [1, 2], "seconds": [1, 2],
    "layout": [*get_args(draft.CardLayout), "auto"],
}  # fmt: skip
_PICTURE: dict[str, list[Any]] = {
    "fit": list(get_args(draft.Fit)), "crop": [{"x": 0.1}, {"y": 0.1}, {"w": 0.5}, {"h": 0.5}],
    "box": [{"x": 0.1}, {"y": 0.1}, {"w": 0.5}, {"h": 0.5}],
    "motion": list(get_args(draft.MotionKind)), "filter": list(get_args(draft.FilterName)),
    "vignette": [0, 0.3], "opacity": [0.4, 1], "fade_in_seconds": [0, 1],
    "fade_out_seconds": [0, 1], "from_seconds": [1, 2], "to_seconds": [5, 6],
    "speed": [0, 0.5, 1, 1.5, 2], "reverse": [True, False], "volume": [0, 0.5, 1],
    "asset": ["a.mp4", "b.jpg", "c", 1, 2, 11],
}  # fmt: skip
_GROUND: dict[str, list[Any]] = {
    "background": [*get_args(draft.BackgroundStyle), "#112233"], "colors": [["#112233"], ["#000000"]],
}  # fmt: skip
_SOUND: dict[str, list[Any]] = {
    "asset": ["a.mp3", "b.wav", 1, 2], "mood": list(get_args(draft.Mood)), "volume": [0, 0.5],
    "at_seconds": [1, 2], "seconds": [1, 2], "from_seconds": [1, 2], "speed": [0.5, 1.5],
    "loop": [True, False], "fade_in_seconds": [0, 1], "fade_out_seconds": [0, 1],
    "duck": [True, False],
}  # fmt: skip
_AUDIO = _SOUND | {
    "voice": ["Hi", "Ho", "v.wav"],
    "language": ["de", "nl"],
    "speech": [True, False],
}
_SCENE = _PICTURE | _GROUND | {
    "seconds": [2, 3, "auto"], "transition": list(get_args(draft.TransitionKind)),
    "transition_seconds": [0.5, 1], "text_style": [{k: v[0]} for k, v in _STYLE.items()],
    "caption": ["One", "Two"], "caption_style": [{k: v[0]} for k, v in _STYLE.items()],
    "texts": [[{"text": "One"}], [{"text": "Two"}]], "voice": ["Hi", "Ho", "v.wav"],
    "audio": [[{"voice": "Hi"}], [{"asset": 1}]], "layout": [*get_args(draft.CardLayout), "auto"],
    "text": ["One", "Two"], "kicker": ["K", "L"], "body": ["B", "C"], "items": [["I"], ["J"]],
}  # fmt: skip
_TOP: dict[str, list[Any]] = {
    "title": ["One", "Two"], "aspect": ["9:16", "16:9", "1:1"], "resolution": [480, 720],
    "fps": [24, 60], "language": ["en", "de", "nl", "zh"], "music": [False, {"mood": "lofi"}, {"asset": 1}],
    "palette": ["warm", ["#112233"], {"background": ["#112233"]}], "audio": _SCENE["audio"],
    "safe_area": list(get_args(draft.SafeArea)), "poster_seconds": [1, 2],
    "defaults": [{"seconds": 2}, {"fit": "blur"}, {"filter": "warm"}, {"motion": "hold"},
                 {"transition": "cut"}, {"transition": "zoom"}, {"text_style": {"size": 2}},
                 {"caption_style": {"size": 2}}],
    "scenes": [[{"text": "One"}], [{"text": "Two"}]],
    "overlays": [[{"text": "One"}], [{"asset": "a.jpg"}]], "captions": [[{"text": "One"}], [{"text": "Two"}]],
}  # fmt: skip
# Of each model: its keys, and the document that holds a member with them.
PLACES: dict[str, tuple[Any, dict[str, list[Any]], Any]] = {
    "top": (models.Storyboard, _TOP, lambda m: {"scenes": [{"asset": "a.jpg"}, {"text": "X"}], **m}),
    "scene": (models.Scene, _SCENE, lambda m: {
        "scenes": [{"text": "first"}, {**_beside(m), **m}]}),
    "texts": (models.TextKeys, _TEXT, lambda m: {"scenes": [{"texts": [
        {"text": "first", "at_seconds": 1}, {"text": "X", **m}]}]}),
    "captions": (models.TextKeys, _TEXT, lambda m: {"scenes": [{}], "captions": [{"text": "X", **m}]}),
    "text over all": (models.TextKeys, _TEXT, lambda m: {"scenes": [{}], "overlays": [{"text": "X", **m}]}),
    "overlay": (models.PictureOverlay, _PICTURE | _GROUND | {
        "at_seconds": [1, 2], "seconds": [1, 2], "position": list(get_args(models.OverlayPlace)),
        "width": [0.1, 0.3]}, lambda m: {"scenes": [{}], "overlays": [{**_beside(m), **m}]}),
    "music": (models.Music, _SOUND, lambda m: {"scenes": [{}], "music": m}),
    "audio": (models.Sound, _AUDIO, lambda m: {"scenes": [{}], "audio": [m]}),
    "sound of a scene": (models.Sound, _AUDIO, lambda m: {"scenes": [{"audio": [m]}]}),
    "roles": (models.PaletteRoles, {"background": [["#111111"], ["#222222"]], **{
        k: ["#111111", "#222222"] for k in ("text", "muted", "accent")}},
        lambda m: {"scenes": [{}], "palette": {"background": ["#333333"], **m}}),
    "defaults": (models.DocumentDefaults, {
        "seconds": [1, 2], "fit": _PICTURE["fit"], "motion": _PICTURE["motion"],
        "transition": _SCENE["transition"], "transition_seconds": [0.5, 1],
        "filter": _PICTURE["filter"], "text_style": [{"size": 2}, {"size": 3}],
        "caption_style": [{"size": 2}, {"size": 3}]},
        lambda m: {"scenes": [{"text": "X"}, {"text": "Y"}],
                   "defaults": m | ({} if "transition" in m else {"transition": "zoom"})}),
}  # fmt: skip


def _beside(member: dict[str, Any]) -> dict[str, Any]:
    """What must stand beside a key for it to mean something."""
    if member.keys() & _GROUND.keys():
        return {}
    if "transition_seconds" in member:
        return {"transition": "zoom"}
    if "layout" in member:
        return {"text": "X"}
    grounds = ("vignette", "opacity", "box", "filter", "speed", "seconds")
    of_files = _PICTURE.keys() - set(grounds)
    return {"asset": "x.mp4"} if member.keys() & of_files else {}


@pytest.mark.parametrize("language", SIDES)
@pytest.mark.parametrize("place", PLACES)
def test_every_key_is_said_and_every_value_in_its_own_words(place: str, language: str) -> None:
    model, values, document = PLACES[place]
    assert model.model_fields.keys() - UNSAID == values.keys() - UNSAID
    for key in values:
        told = [storyboard_words(document({key: v}), language) for v in values[key]]
        assert len(set(told)) == len(told), f"{key}: {told}"


@pytest.mark.parametrize("key", sorted(UNSAID - {"rev", "name", "id", "sample"}))
def test_what_is_unsaid_is_a_key(key: str) -> None:
    assert key in models.Scene.model_fields


def test_what_is_not_in_the_document_is_not_said() -> None:
    words = storyboard_words({"scenes": [{"asset": "a.jpg", "seconds": 2}]})
    assert words == (
        "Make a video exactly like this. The video is 2 seconds long in all. No music.\n"
        "Scene 1 (2 seconds): Show the uploaded picture a.jpg.\n"
        "Add nothing else: no other words, pictures or sounds."
    )


def test_numbers_become_names_where_the_files_are_known() -> None:
    story = {"scenes": [{"asset": 1, "seconds": 2}, {"asset": 2}], "music": {"asset": 1}}
    words = storyboard_words(story, files=["song.mp3", "a.jpg", "b.mp4"])
    for name in ("picture a.jpg", "clip b.mp4", "sound song.mp3"):
        assert f"uploaded {name}" in words
    assert "as long as its part of the clip" in words


def test_a_file_that_may_be_a_clip_is_not_given_a_length_that_it_may_not_have() -> None:
    words = storyboard_words({"defaults": {"seconds": 4}, "scenes": [{"asset": 1}]})
    assert "(4 seconds, or the whole clip if the file is one)" in words
    assert "in all" not in words


@pytest.mark.parametrize("bad", [None, {}, {"scenes": []}, {"scenes": [{"sekonds": 1}]}])
def test_no_storyboard_is_an_error(bad: Any) -> None:
    with pytest.raises(StoryboardError):
        storyboard_words(bad)


def every_text(value: Any, key: str = "") -> list[str]:
    if isinstance(value, dict):
        return [t for k, v in value.items() for t in every_text(v, k)]
    if isinstance(value, list):
        return [t for v in value for t in every_text(v, key)]
    return (
        [value] if key in ("text", "kicker", "body", "items", "caption", "title") and value else []
    )


@given(storyboards(), st.sampled_from(SIDES))
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_texts_stay_letter_for_letter(story: dict[str, Any], language: str) -> None:
    palette = story.pop("palette", None)
    before = deepcopy(story)
    words = storyboard_words(story | ({"palette": palette} if palette else {}), language)
    assert story == before
    for text in every_text(story):
        assert text in words


# --- patches

OPERATIONS: list[dict[str, Any]] = [
    {"op": "replace", "path": "/scenes/s2", "value": {"text": "New", "seconds": 2}},
    {"op": "replace", "path": "/scenes/s2/texts", "value": [{"text": "New"}]},
    {"op": "replace", "path": "/scenes/s2/items/1", "value": "New"},
    {"op": "add", "path": "/scenes/s2/items/-", "value": "New"},
    {"op": "replace", "path": "/scenes/s2/text_style/color", "value": "#fff"},
    {"op": "replace", "path": "/scenes/s2/crop/x", "value": 0.2},
    {"op": "replace", "path": "/scenes/s2/voice", "value": "New"},
    {"op": "replace", "path": "/scenes/s2/background", "value": "waves"},
    {"op": "replace", "path": "/scenes/s2/seconds", "value": "auto"},
    {"op": "remove", "path": "/scenes/s2/items/0"},
    {"op": "remove", "path": "/scenes/s4/texts/t1"},
    {"op": "remove", "path": "/scenes/*/texts/*/color"},
    {"op": "replace", "path": "/scenes/*/texts/*/font", "value": "serif"},
    {"op": "replace", "path": "/overlays", "value": []},
    {"op": "replace", "path": "/overlays/o1/width", "value": 0.3},
    {"op": "replace", "path": "/captions", "value": "1\n00:00:01,000 --> 00:00:02,000\nNew\n"},
    {"op": "add", "path": "/captions/-", "value": {"text": "New", "at_seconds": 9}},
    {"op": "add", "path": "/scenes/s2/texts/-", "value": {"text": "New"}},
    {"op": "add", "path": "/audio/-", "value": {"voice": "New"}},
    {"op": "add", "path": "/scenes/0", "value": {"text": "New", "seconds": 2}},
    {"op": "add", "path": "/scenes/-", "value": "s2"},
    {"op": "replace", "path": "/music", "value": {"mood": "ambient"}},
    {"op": "remove", "path": "/music"},
    {"op": "remove", "path": "/music/volume"},
    {"op": "replace", "path": "/music/mood", "value": "ambient"},
    {"op": "replace", "path": "/palette", "value": ["#123456"]},
    {"op": "replace", "path": "/palette/accent", "value": "#123456"},
    {"op": "replace", "path": "/title", "value": "New"},
    {"op": "replace", "path": "/defaults", "value": {"transition": "zoom", "text_style": {"size": 2}}},
    {"op": "replace", "path": "/defaults/caption_style/size", "value": 2},
    {"op": "remove", "path": "/defaults/transition"},
    {"op": "move", "from": "/scenes/s1", "path": "/scenes/-"},
    {"op": "move", "from": "/scenes/s4/texts/t1", "path": "/scenes/s2/texts/-"},
    {"op": "copy", "from": "/scenes/s1/filter", "path": "/scenes/s2/filter"},
    {"op": "copy", "from": "/overlays/o2", "path": "/overlays/o1"},
    {"op": "cut", "path": "/scenes/s2"}, {"op": "cut", "from_seconds": 2},
    {"op": "cut", "to_seconds": 2}, {"op": "trim", "path": "/scenes/s2"},
    {"op": "trim", "from_seconds": 2, "to_seconds": 4},
    {"op": "split", "path": "/scenes/s2", "at_seconds": 2, "id": "s9"},
    {"op": "trim", "path": "/scenes/s2", "to_seconds": 2}, {"op": "split", "at_seconds": 2},
    {"op": "fit", "seconds": 20}, {"op": "fit", "seconds": 20, "keep": ["s1", "s2"]},
    {"op": "replace", "path": "/scenes/s2/seed", "value": 5},
    {"op": "replace", "path": "/scenes/s2/filter", "value": None},
]  # fmt: skip


@pytest.mark.parametrize("document", [None, TEA], ids=["alone", "with the video"])
@pytest.mark.parametrize("language", SIDES)
def test_every_operation_has_its_own_sentence(language: str, document: Any) -> None:
    told = [patch_words([one], document, language) for one in OPERATIONS]
    assert len(set(told)) == len(told)
    for one, words in zip(OPERATIONS, told, strict=True):
        assert words.count("\n") == 1, words
        assert not re.search(r"[{}\[\]/_]", words), words
        for text in every_text(one.get("value"), "text" if one.get("value") == "New" else ""):
            assert f"“{text}”" in words


@pytest.mark.parametrize("language", SIDES)
@pytest.mark.parametrize(
    "place",
    ["scene", "texts", "captions", "text over all", "overlay", "music", "audio", "top", "defaults"],
)
def test_every_key_can_be_set_and_taken_back(place: str, language: str) -> None:
    path = {
        "scene": "/scenes/s2", "texts": "/scenes/s4/texts/t1", "captions": "/captions/c1",
        "text over all": "/overlays/o2", "overlay": "/overlays/o1", "music": "/music",
        "audio": "/audio/a1", "top": "", "defaults": "/defaults",
    }[place]  # fmt: skip
    document = TEA | {"audio": [{"asset": "v.wav"}]}
    for key, values in PLACES[place][1].items():
        told = [
            patch_words(
                [{"op": "replace", "path": f"{path}/{key}", "value": v}], document, language
            )
            for v in values
        ]
        if key not in ("text", "music"):  # `false` takes the music away as well
            told.append(
                patch_words([{"op": "remove", "path": f"{path}/{key}"}], document, language)
            )
        assert len(set(told)) == len(told), f"{key}: {told}"


@pytest.mark.parametrize(
    ("operation", "key"),
    [
        ({"op": "test", "path": "/rev", "value": 7}, "no_rev_here"),
        ({"op": "test", "path": "/scenes/s1/text", "value": "Hi"}, "no_test_here"),
        ({"op": "replace", "path": "/scenes/s2/txt", "value": "Hi"}, "no_key"),
        ({"op": "replace", "path": "/scenes/s2/fit", "value": "big"}, "no_value"),
        ({"op": "replace", "path": "/scenes/s2/seconds", "value": -1}, "more_than"),
        ({"op": "add", "path": "/scenes/-", "value": {"duration": 2}}, "no_key"),
        ({"op": "replace", "path": "/scenes/s9/text", "value": "Hi"}, "no_member"),
        ({"op": "remove", "path": "/scenes/s2/colour"}, "no_key"),
        ({"op": "remove", "path": "/scenes/s2/text_style/colour"}, "no_key"),
        ({"op": "replace", "path": "/palette/accent", "value": 3}, "type_text"),
        ({"op": "fit"}, "op_needs"),
        ({"op": "fit", "seconds": "20"}, "type_number"),
        ({"op": "fit", "seconds": 0}, "more_than"),
        ({"op": "fit", "seconds": 20, "keep": ["s9"]}, "no_member"),
        ({"op": "cut"}, "op_needs"),
        ({"op": "cut", "path": "/overlays/o1"}, "no_scene_path"),
        ({"op": "split", "path": "/scenes/s1"}, "op_needs"),
        ({"op": "cut", "from_seconds": 3, "to_seconds": 2}, "to_before"),
        ({"op": "split", "path": "/scenes/s1", "at_seconds": 2, "length": 2}, "no_key"),
        ({"op": "jump", "path": "/scenes/s1"}, "no_op"),
    ],
)
def test_what_cannot_be_said_is_an_error_with_its_place(operation: Any, key: str) -> None:
    first = {"op": "remove", "path": "/scenes/s1/text"}
    with pytest.raises(StoryboardError) as refused:
        patch_words([first, operation], TEA)
    (problem,) = refused.value.problems
    assert (problem.key, problem.operation) == (key, 2)
    assert sentence(key, "zh", problem.values) != sentence(key, "en", problem.values)


def test_all_malformed_operations_are_told_at_once() -> None:
    with pytest.raises(StoryboardError) as refused:
        patch_words([{"op": "fit"}, 3, {"op": "remove"}])
    assert [p.operation for p in refused.value.problems] == [1, 2, 3]
    for back in ({"op": "undo"}, {"op": "redo", "steps": 2}):
        with pytest.raises(StoryboardError) as refused:
            patch_words([back])
        assert [p.key for p in refused.value.problems] == ["no_undo_here"]
    for bad in ([], {}, None, {"patch": []}):
        with pytest.raises(StoryboardError):
            patch_words(bad)


def test_a_draft_gives_numbers_and_words_too() -> None:
    story = {"scenes": [{"id": "s7", "seconds": 2}, {"id": "s3", "seconds": 2, "texts": [
        {"text": "Ada", "at_seconds": 1}]}]}  # fmt: skip
    timeline = expand(story, CONTEXT).timeline
    told = {"patch": [{"op": "remove", "path": "/scenes/s3/texts/t1"}]}
    assert "Remove the text “Ada” in scene 2." in patch_words(told, timeline)


def test_new_members_are_no_unknown_ones() -> None:
    words = patch_words([
        {"op": "add", "path": "/scenes/-", "value": {"id": "end", "text": "Bye"}},
        {"op": "replace", "path": "/scenes/end/text", "value": "Good bye"},
        {"op": "copy", "from": "/scenes/s1", "path": "/scenes/-"},
        {"op": "replace", "path": "/scenes/s5/text", "value": "Again"},
        {"op": "move", "from": "/scenes/0", "path": "/scenes/-"}], TEA)  # fmt: skip
    assert "1. Add after scene 4: a new scene" in words
    assert "2. A new scene" not in words and "2. The new scene: change the text" in words
    assert "5. Move the scene that is then number 1 to the end." in words


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4)
    | st.sampled_from(["s1", "/scenes/s1/text", "/music/x", "/overlays/-", "fit", "cut", "add", "move"]),
    lambda one: st.lists(one, max_size=3)
    | st.dictionaries(st.sampled_from(["op", "path", "from", "value", "seconds", "keep", "id"]), one),
    max_leaves=8,
)  # fmt: skip
OPERATION = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "replace", "remove", "move", "copy", "fit", "cut", "trim", "split"])},
    optional={
        "path": st.builds(
            lambda parts: "".join("/" + p for p in parts),
            st.lists(st.sampled_from([
                "scenes", "s1", "*", "-", "0", "texts", "t1", "text", "music", "overlays", "items",
                "text_style", "defaults", "crop", "x", "palette", "title", "accent", "background", "colors", "seconds", "captions", "c1", "audio", "o1"]), max_size=5),
        ),
        "from": st.sampled_from(["/scenes/s1", "/music", "/scenes/s1/text", "/overlays/o1", "/title"]),
        "value": JSON, "seconds": JSON, "keep": JSON, "at_seconds": JSON, "to_seconds": JSON,
    },
)  # fmt: skip


@given(st.lists(OPERATION, max_size=3) | JSON, st.sampled_from([None, TEA]), st.sampled_from(SIDES))
@settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=None)
def test_any_patch_is_said_or_refused(told: Any, document: Any, language: str) -> None:
    try:
        assert patch_words(told, document, language)
    except StoryboardError as error:
        assert [p.say(language) for p in error.problems]


def test_both_languages_have_the_same_places_for_values() -> None:
    path = ROOT / "studio/src/nemo_studio/timeline/sentences.json"
    for key, (english, chinese) in json.loads(path.read_text("utf-8")).items():
        places = [set(re.findall(r"(?<!{){(\w+)}", text)) for text in (english, chinese)]
        assert places[0] == places[1], key
