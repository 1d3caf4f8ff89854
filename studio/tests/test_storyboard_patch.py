"""Patches: each rule of them, and properties held on many storyboards and operations at random."""

from __future__ import annotations

import json
from typing import Any

import pytest
from storyboard_support import CONTEXT

from nemo_studio.timeline.difference import difference
from nemo_studio.timeline.draft import Timeline, dump_timeline, load_timeline
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.full import members_by_id
from nemo_studio.timeline.operations import read_operations
from nemo_studio.timeline.patch import Patched, patched, same
from nemo_studio.timeline.printing import print_full, print_storyboard
from nemo_studio.timeline.problems import Problem, StoryboardError

Ops = list[dict[str, Any]]
STORY: dict[str, Any] = {
    "title": "Tea", "aspect": "16:9", "defaults": {"seconds": 4, "transition": "crossfade"},
    "music": {"mood": "lofi", "volume": 0.25},
    "scenes": [
        {"background": "mesh", "text": "Tea House", "kicker": "Open", "layout": "hero", "transition": "cut"},
        {"asset": "beach.jpg", "text": "Fresh every day", "transition_seconds": 1},
        {"asset": "talk.mp4", "from_seconds": 2, "to_seconds": 8, "caption": "Listen"},
        {"background": "#102030", "seconds": 5, "text": "Menu", "items": ["Tea", "Cake"], "layout": "list"},
        {"asset": "p2", "seconds": 3, "filter": "warm", "fit": "cover", "texts": [
            {"text": "Ada", "role": "lower_third", "at_seconds": 1, "seconds": 1.5},
            {"text": "Bo", "at_seconds": 2, "sample": True}]},
    ],
    "overlays": [
        {"asset": "logo.png"},
        {"text": "@tea", "role": "watermark"},
        {"text": "Sale", "at_seconds": 15, "seconds": 2}],
    "captions": [{"text": "One", "at_seconds": 1, "seconds": 2}, {"text": "Two", "at_seconds": 15}],
    "audio": [{"asset": "voice.wav", "at_seconds": 9}],
}  # fmt: skip
START = expand(STORY, CONTEXT).timeline


def apply(*operations: dict[str, Any], on: Timeline = START, **more: Any) -> Patched:
    before = dump_timeline(on)
    result = patched(read_operations(list(operations)), on, CONTEXT, **more)
    assert dump_timeline(on) == before, "what it worked on stays"
    again = load_timeline(json.loads(json.dumps(dump_timeline(result.timeline))))
    assert expand(print_storyboard(again, CONTEXT), CONTEXT).timeline == again
    return result


def story(*operations: dict[str, Any], on: Timeline = START, **more: Any) -> dict[str, Any]:
    return print_storyboard(apply(*operations, on=on, **more).timeline, CONTEXT)


def refused(*operations: Any, on: Timeline = START) -> list[Problem]:
    with pytest.raises(StoryboardError) as caught:
        patched(read_operations(list(operations)), on, CONTEXT)
    for problem in caught.value.problems:
        assert problem.say("en") != problem.say("zh") and json.dumps(problem.data)
    return list(caught.value.problems)


def put(path: str, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": path, "value": value}


def add(path: str, value: Any) -> dict[str, Any]:
    return {"op": "add", "path": path, "value": value}


def gone(path: str) -> dict[str, Any]:
    return {"op": "remove", "path": path}


def move(origin: str, path: str) -> dict[str, Any]:
    return {"op": "move", "from": origin, "path": path}


def copy(origin: str, path: str) -> dict[str, Any]:
    return {"op": "copy", "from": origin, "path": path}


def check(path: str, value: Any) -> dict[str, Any]:
    return {"op": "test", "path": path, "value": value}


BEFORE = print_storyboard(START, CONTEXT)


def scene(said: dict[str, Any], name: str) -> dict[str, Any]:
    return next(s for s in said["scenes"] if s["id"] == name)


def ids(said: dict[str, Any], key: str = "scenes") -> list[str]:
    return [m["id"] for m in said[key]]


# --- forty edits: words -> operations -> what is other in the short form, and nothing else


EDITS: list[tuple[str, Ops, dict[str, Any]]] = [
    ("the title of the second scene is Warm bread",
     [put("/scenes/s2/text", "Warm bread")], {"s2.text": "Warm bread"}),
    ("scene 1 for 6 seconds", [put("/scenes/s1/seconds", 6)], {"s1.seconds": 6}),
    ("a kicker on a scene that has none", [put("/scenes/s2/kicker", "New")], {"s2.kicker": "New"}),
    ("without the kicker on the first", [gone("/scenes/s1/kicker")], {"s1.kicker": None}),
    ("no title on scene 2", [gone("/scenes/s2/text")], {"s2.text": None}),
    ("cards have no words on scene 4", [gone("/scenes/s4/text")],
     {"s4.text": None, "s4.items": None, "s4.layout": None}),
    ("play the clip twice as fast", [put("/scenes/s3/speed", 2)], {"s3.speed": 2}),
    ("the clip from the third second", [put("/scenes/s3/from_seconds", 3)], {"s3.from_seconds": 3}),
    ("the clip for 4 seconds", [put("/scenes/s3/seconds", 4)], {"s3.to_seconds": 6}),
    ("the clip to its end", [gone("/scenes/s3/to_seconds")], {"s3.to_seconds": None}),
    ("silence the clip", [put("/scenes/s3/volume", 0)], {"s3.volume": 0}),
    ("silence all clips", [put("/scenes/*/volume", 0)], {"s3.volume": 0}),
    ("no filter on scene 5", [put("/scenes/s5/filter", "none")], {"s5.filter": None}),
    ("everything warm", [put("/defaults/filter", "warm")],
     {".defaults": {"seconds": 4, "transition": "crossfade", "filter": "warm"}, "s5.filter": None,
      **{f"{s}.filter": "none" for s in ()}}),
    ("no transitions anywhere", [put("/scenes/*/transition", "cut")],
     {**{f"s{n}.transition": "cut" for n in (2, 3, 4, 5)}, "s2.transition_seconds": None}),
    ("the usual transition on the first", [gone("/scenes/s1/transition")], {"s1.transition": None}),
    ("slower transitions", [put("/defaults/transition_seconds", 0.8)],
     {".defaults": {"seconds": 4, "transition": "crossfade", "transition_seconds": 0.8}}),
    ("titles in serif", [put("/defaults/text_style/font", "serif")],
     {".defaults": {"seconds": 4, "transition": "crossfade", "text_style": {"font": "serif"}}}),
    ("the title yellow", [put("/scenes/s1/text_style/color", "#ffdd00")],
     {"s1.text_style": {"color": "#ffdd00"}}),
    ("all scene texts big", [put("/scenes/*/text_style/size", 1.5)],
     {f"s{n}.text_style": {"size": 1.5} for n in (1, 2, 4)}),
    ("the caption at the top", [put("/scenes/s3/caption_style/position", "top")],
     {"s3.caption_style": {"position": "top"}}),
    ("no caption", [gone("/scenes/s3/caption")], {"s3.caption": None}),
    ("quieter music", [put("/music/volume", 0.1)], {".music": {"mood": "lofi", "volume": 0.1}}),
    ("another mood", [put("/music/mood", "ambient")], {".music": {"mood": "ambient", "volume": 0.25}}),
    ("my song instead", [put("/music/asset", "song.mp3")],
     {".music": {"asset": "song.mp3", "volume": 0.25}}),
    ("no music", [gone("/music")], {".music": None}),
    ("no music, said otherwise", [put("/music", False)], {".music": None}),
    ("9:16", [put("/aspect", "9:16")],
     {".aspect": "9:16", ".overlays": BEFORE["overlays"][1:], "": "overlay by its box"}),
    ("the first item is Coffee", [put("/scenes/s4/items/0", "Coffee")], {"s4.items": ["Coffee", "Cake"]}),
    ("one more item", [add("/scenes/s4/items/-", "Bread")], {"s4.items": ["Tea", "Cake", "Bread"]}),
    ("an item less", [gone("/scenes/s4/items/1")], {"s4.items": ["Tea"]}),
    ("Ada is Adele", [put("/scenes/s5/texts/t1/text", "Adele")], {"t1.text": "Adele"}),
    ("all timed texts green", [put("/scenes/*/texts/*/color", "#00aa00")],
     {"t1.color": "#00aa00", "t2.color": "#00aa00"}),
    ("the logo at the bottom", [put("/overlays/o1/position", "bottom_left")],
     {"o1.position": "bottom_left"}),
    ("the watermark smaller", [put("/overlays/o2/size", 0.8)], {"o2.size": 0.8}),
    ("the sale a second later", [put("/overlays/o3/at_seconds", 16)], {"o3.at_seconds": 16}),
    ("the first caption says Hello", [put("/captions/c1/text", "Hello")], {"c1.text": "Hello"}),
    ("the voice under ducked music", [put("/audio/a1/speech", True)], {"a1.speech": True}),
    ("cover is from second 3", [put("/poster_seconds", 3)], {".poster_seconds": 3}),
    ("the project's name", [put("/title", "Tea time")], {".title": "Tea time"}),
    ("a part of the picture", [put("/scenes/s2/crop", {"x": 0.1, "y": 0, "w": 0.5, "h": 0.5})],
     {"s2.crop": {"x": 0.1, "y": 0, "w": 0.5, "h": 0.5}}),
    ("the title of scene 2 on scene 5 as well", [copy("/scenes/s2/text", "/scenes/s5/text")],
     {"s5.text": "Fresh every day"}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "operations", "other"), EDITS, ids=[e[0] for e in EDITS])
def test_an_edit_changes_what_it_says_and_nothing_else(
    words: str, operations: Ops, other: dict[str, Any]
) -> None:
    after = story(*operations)
    found = _values(after)
    told = {k: v for k, v in other.items() if k}
    if "" in other:  # places of pictures hang on the canvas: only what is named is compared
        assert found[".aspect"] == told[".aspect"] and ids(after) == ids(BEFORE)
        return
    expected = {k: v for k, v in {**_values(BEFORE), **told}.items() if v is not None}
    if words == "everything warm":
        assert expected.pop("s5.filter", None) is None
    assert found == expected


def _values(said: dict[str, Any]) -> dict[str, Any]:
    """Each value by its member's id and its key; lists of members by their order."""
    lists = ("scenes", "texts", "overlays", "captions", "audio")
    found: dict[str, Any] = {}
    for name, member in {"": said, **members_by_id(said)}.items():
        for key, value in member.items():
            members = key in lists and isinstance(value, list)
            found[f"{name}.{key}"] = [m["id"] for m in value] if members else value
    return found


# --- order, copies, ids


def test_add_move_and_copy_put_before_a_member_and_at_the_end() -> None:
    new = {"background": "waves", "text": "New", "layout": "cta"}
    assert ids(story(add("/scenes/s2", new))) == ["s1", "s6", "s2", "s3", "s4", "s5"]
    assert ids(story(add("/scenes/-", new))) == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert ids(story(add("/scenes/0", new)))[0] == "s6"
    assert ids(story(move("/scenes/s1", "/scenes/s4"))) == ["s2", "s3", "s1", "s4", "s5"]
    assert ids(story(move("/scenes/s4", "/scenes/s1"))) == ["s4", "s1", "s2", "s3", "s5"]
    assert ids(story(move("/scenes/s1", "/scenes/-"))) == ["s2", "s3", "s4", "s5", "s1"]
    assert ids(story(move("/scenes/s2", "/scenes/s3"))) == ids(BEFORE), "it is there already"
    assert ids(story(copy("/scenes/s5", "/scenes/s2"))) == ["s1", "s6", "s2", "s3", "s4", "s5"]


def test_a_scene_takes_all_that_is_its_own_along() -> None:
    after = story(move("/scenes/s5", "/scenes/s1"))
    assert {s["id"]: s for s in after["scenes"]} == {s["id"]: s for s in BEFORE["scenes"]}
    back = story(
        move("/scenes/s5", "/scenes/-"), on=apply(move("/scenes/s5", "/scenes/s1")).timeline
    )
    assert back == BEFORE


def test_copies_get_new_ids_all_the_way_down_and_follow_the_same_rules() -> None:
    after = story(copy("/scenes/s5", "/scenes/-"))
    made = after["scenes"][-1]
    assert made["id"] == "s6" and [t["id"] for t in made["texts"]] == ["t3", "t4"]
    plain = {k: v for k, v in made.items() if k not in ("id", "texts")}
    assert plain == {k: v for k, v in scene(BEFORE, "s5").items() if k not in ("id", "texts")}
    warm = story(copy("/scenes/s2", "/scenes/-"), put("/scenes/s6/text", "Two"))
    assert (scene(warm, "s6")["text"], scene(warm, "s2")["text"]) == ("Two", "Fresh every day")


def test_what_goes_to_another_list_gets_an_id_of_that_list() -> None:
    after = story(copy("/captions/c1", "/overlays/-"), copy("/scenes/s5/texts", "/scenes/s2/texts"))
    assert ids(after, "overlays") == ["o1", "o2", "o3", "o4"]
    assert [t["id"] for t in scene(after, "s2")["texts"]] == ["t3", "t4"]
    moved = story(move("/music", "/audio/-"))
    assert "music" not in moved and {"a1", "a2"} == set(ids(moved, "audio"))
    title = story(move("/scenes/s2/text", "/scenes/s5/text"))
    assert (scene(title, "s2").get("text"), scene(title, "s5")["text"]) == (None, "Fresh every day")


def test_new_members_get_no_number_that_this_video_has_had() -> None:
    without = apply(gone("/scenes/s5"), gone("/overlays/o3")).timeline
    new = {"background": "waves", "texts": [{"text": "x", "seconds": 1}]}
    had = [s.id for t in START.tracks for s in t.segments]
    after = story(add("/scenes/-", new), add("/overlays/-", {"text": "y"}), on=without, had=had)
    assert ids(after)[-1] == "s6" and ids(after, "overlays")[-1] == "o4"
    assert after["scenes"][-1]["texts"][0]["id"] == "t3"


def test_a_list_needs_not_be_there() -> None:
    bare = expand({"scenes": [{"seconds": 3, "background": "mesh"}]}, CONTEXT).timeline
    for path, key in (("/overlays/-", "overlays"), ("/captions/-", "captions")):
        assert story(add(path, {"text": "x"}), on=bare)[key][0]["text"] == "x"
    after = story(
        add("/scenes/s1/texts/-", {"text": "x", "seconds": 1}),
        add("/scenes/-", {"background": "waves"}), put("/scenes/s2/seconds", 2),
        add("/scenes/s2/texts/-", {"text": "y", "at_seconds": 1}),
        put("/scenes/s2/text", "Card"), put("/scenes/s2/text_style/color", "#fff"),
        add("/scenes/s2/items/-", "Item"), add("/music", {"mood": "lofi"}), on=bare,
    )  # fmt: skip
    assert (after["scenes"][1]["items"], after["music"]["mood"]) == (["Item"], "lofi")
    assert after["scenes"][1]["text_style"] == {"color": "#ffffff"}


def test_an_id_in_a_value_is_that_member_as_it_is() -> None:
    order = story(
        put("/scenes", ["s3", "s1"]), gone("/overlays/o3"), gone("/captions/c2"), gone("/audio/a1")
    )
    assert order["scenes"] == [scene(BEFORE, "s3"), scene(BEFORE, "s1")]
    mixed = story(put("/scenes", ["s2", {"background": "waves", "seconds": 20}, "s1"]))
    assert ids(mixed) == ["s2", "s6", "s1"]
    texts = story(put("/scenes/s5/texts", ["t2", {"text": "New", "at_seconds": 1}]))
    assert {t["id"] for t in scene(texts, "s5")["texts"]} == {"t2", "t3"}
    apply(check("/scenes", ["s1", "s2", "s3", "s4", "s5"]))
    (problem,) = refused(put("/scenes", ["s9", "s1"]))
    assert problem.data == {
        "operation": 1, "path": "/scenes", "problem": "there is no scene 's9'", "near": "s5",
        "there": ["s1", "s2", "s3", "s4", "s5"],
    }  # fmt: skip
    assert refused(add("/scenes/-", "s1"))[0].key == "same_id"


def test_a_member_replaced_keeps_its_id() -> None:
    after = story(put("/scenes/s2", {"background": "waves", "seconds": 2}))
    assert scene(after, "s2") == {"id": "s2", "background": "waves", "seconds": 2}
    assert refused(put("/scenes/s2", {"id": "x", "background": "waves"}))[0].key == "id_stays"
    assert refused(put("/scenes/s2/id", "x"))[0].key == "id_stays"
    assert refused(gone("/scenes/s2/id"))[0].key == "id_stays"


def test_texts_move_between_scenes_with_their_ids() -> None:
    after = story(move("/scenes/s5/texts/t1", "/scenes/s1/texts/-"))
    assert scene(after, "s1")["texts"] == [scene(BEFORE, "s5")["texts"][0]]


# --- keys that exclude or need each other


def test_setting_one_of_either_or_clears_the_other_and_says_what_went() -> None:
    result = apply(put("/scenes/s3/asset", "beach.jpg"))
    after = scene(print_storyboard(result.timeline, CONTEXT), "s3")
    assert after == {"id": "s3", "asset": "beach.jpg", "seconds": 6, "caption": "Listen"}
    assert [(n.path, n.values["key"]) for n in result.notes if n.key == "dropped"] == [
        ("/scenes/s3", "from_seconds"), ("/scenes/s3", "to_seconds")
    ]  # fmt: skip
    assert "scene 3 (s3) asset: talk.mp4 -> beach.jpg" in [
        c.say() for c in difference(START, result.timeline, CONTEXT)
    ]
    assert not apply(put("/scenes/s4/asset", "beach.jpg")).notes, "the exchange itself is as asked"
    ground = story(put("/scenes/s2/background", "#00ff00"))
    assert (scene(ground, "s2")["background"], scene(ground, "s2").get("asset")) == (
        "#00ff00",
        None,
    )
    clip = scene(story(put("/scenes/s2/asset", "talk.mp4")), "s2")
    assert (clip["asset"], clip["to_seconds"]) == ("talk.mp4", 4), "its length stays"
    boxed = story(put("/overlays/o1/box", {"x": 0, "y": 0, "w": 0.5, "h": 0.5}))
    assert boxed["overlays"][0] == {
        "id": "o1", "asset": "logo.png", "box": {"x": 0, "y": 0, "w": 0.5, "h": 0.5}
    }  # fmt: skip
    picture = story(put("/overlays/o2/asset", "beach.jpg"))["overlays"][1]
    assert picture["asset"] == "beach.jpg" and "role" not in picture and "text" not in picture
    words = story(put("/overlays/o1/text", "Hi"))["overlays"][0]
    assert words == {"id": "o1", "text": "Hi"}
    spoken = story(put("/audio/a1/voice", "Good morning"))["audio"][0]
    assert spoken == {"id": "a1", "voice": "Good morning", "at_seconds": 9}


def test_a_sample_that_gets_other_words_is_none() -> None:
    assert "sample" not in scene(story(put("/scenes/s5/texts/t2/text", "Real")), "s5")["texts"][1]
    assert scene(story(put("/scenes/s5/texts/t2/size", 2)), "s5")["texts"][1]["sample"]
    own = put("/scenes/s1/sample", True)
    assert scene(story(own), "s1")["sample"] is True
    for key in ("text", "kicker", "body"):
        assert "sample" not in scene(story(own, put(f"/scenes/s1/{key}", "Real")), "s1")
    assert scene(story(own, put("/scenes/s1/layout", "banner")), "s1")["sample"] is True


# --- full form, defaults, tests


def test_what_is_set_stays_when_the_defaults_change_and_what_is_not_follows() -> None:
    after = apply(put("/scenes/s1/seconds", 4), put("/defaults/seconds", 6)).timeline
    full = print_full(after, CONTEXT)
    assert [s["seconds"] for s in full["scenes"]] == [4, 6, 6, 5, 3]
    back = story(gone("/scenes/s4/seconds"), put("/defaults/seconds", 6))
    assert "seconds" not in scene(back, "s4")


def test_test_sees_defaults_and_tells_1_from_true() -> None:
    apply(
        check("/scenes/s2/filter", "none"), check("/scenes/s2/transition", "crossfade"),
        check("/music/volume", 0.25), check("/scenes/s3/speed", 1.0), check("/scenes/s4/items/1", "Cake"),
        check("/fps", 30), check("/scenes/s3/reverse", False),
    )  # fmt: skip
    apply(gone("/scenes/s5/filter"), check("/scenes/s5/filter", "none"))
    for path, value in (("/scenes/s3/speed", True), ("/scenes/s3/reverse", 0), ("/title", "tea")):
        (problem,) = refused(
            put("/title", "x") if path != "/title" else check("/fps", 30), check(path, value)
        )
        assert (problem.key, problem.operation) == ("test_failed", 2)
    assert (
        same({"a": [1, 2.0]}, {"a": [1.0, 2]})
        and not same([1], [True])
        and not same({}, {"a": None})
    )


def test_document_operations_move_nothing_else_and_say_what_lies_behind() -> None:
    result = apply(gone("/scenes/s2"))
    after = print_storyboard(result.timeline, CONTEXT)
    assert [after[k] for k in ("overlays", "captions", "audio")] == [
        BEFORE[k] for k in ("overlays", "captions", "audio")
    ]  # fmt: skip
    (note,) = [n for n in result.notes if n.key == "kept_times"]
    assert set(note.values["ids"].split(", ")) == {"c2", "o3", "a1"}
    assert not apply(gone("/scenes/s5")).notes, "nothing lies behind the end"
    (problem, *_) = refused(gone("/scenes/s1"), gone("/scenes/s2"))
    assert (problem.path, problem.key) == ("/captions/c2/at_seconds", "at_behind")
    over = apply(
        gone("/scenes/s4"),
        gone("/scenes/s5"),
        gone("/captions/c2"),
        gone("/audio/a1"),
        put("/overlays/o3/at_seconds", 13),
    )
    assert [n.path for n in over.notes if n.key == "cut_at_end"] == ["/overlays/o3"]


# --- what is wrong


MALFORMED: list[Any] = [
    ({"op": "replace", "value": 1}, "op_needs"), ({"path": "/title"}, "op_needs"), ("x", "no_patch"),
    (add("/title", 1) | {"op": "ad"}, "no_op"), ({"op": "add", "path": "/title"}, "op_needs"),
    ({"op": "move", "path": "/title"}, "op_needs"), (put("title", 1), "bad_pointer"),
    (put("/a~2", 1), "bad_pointer"), (put(3, 1), "bad_pointer"), (put("", {}), "whole_document"),  # type: ignore[arg-type]
    (gone("/scenes/-"), "end_only"), (put("/scenes/-/text", "x"), "end_only"),
    (add("/scenes/*", {}), "no_star"), (copy("/scenes/*", "/scenes/-"), "no_star"),
    (move("/scenes/s1", "/scenes/s1/texts/-"), "into_itself"),
    ({"op": "cut"}, "op_needs"), ({"op": "fit"}, "op_needs"), ({"op": "fit", "seconds": 0}, "more_than"),
    ({"op": "cut", "start": 1}, "no_key"), ({"op": "trim", "to_seconds": "3s"}, "type_number"),
    ({"op": "cut", "path": "/overlays/o1"}, "no_scene_path"), ({"op": "cut", "path": "/scenes/*"}, "no_scene_path"),
    ({"op": "split", "path": "/scenes/s1"}, "op_needs"), ({"op": "fit", "seconds": 9, "keep": "s1"}, "type_list"),
    ({"op": "split", "at_seconds": 1, "id": "1x"}, "bad_id"), ({"op": "undo", "steps": 0}, "type_count"),
    ({"op": ["x"], "path": "/title"}, "no_op"),
]  # fmt: skip


def test_all_malformed_operations_are_told_at_once() -> None:
    problems = refused(*(one for one, _ in MALFORMED), put("/title", "fine"))
    assert [(p.operation, p.key) for p in problems] == [
        (n, key) for n, (_, key) in enumerate(MALFORMED, 1)
    ]  # fmt: skip
    assert problems[3].near == "add"
    assert [p.key for p in refused({"op": "undo"}, put("/title", "x"))] == ["not_alone"]
    for odd in ([], {"patch": {}}, {"patch": [gone("/music")], "scenes": []}):
        with pytest.raises(StoryboardError):
            patched(read_operations(odd), START, CONTEXT)


FAILS: list[tuple[Ops, int, str, str, str]] = [
    ([put("/title", "x"), put("/scenes/s9/text", "x")], 2, "/scenes/s9/text", "no_member", "s5"),
    ([put("/scenes/s1/duration", 3)], 1, "/scenes/s1/duration", "no_key", "seconds"),
    ([put("/soundtrack", {})], 1, "/soundtrack", "no_key", "music"),
    ([put("/scenes/s1/texts/t1/text", "x")], 1, "/scenes/s1/texts/t1/text", "no_member", ""),
    ([put("/scenes/s4/items/2", "x")], 1, "/scenes/s4/items/2", "no_index", ""),
    ([put("/scenes/7", {})], 1, "/scenes/7", "no_index", ""),
    ([put("/scenes/s2/crop/x", 0.5)], 1, "/scenes/s2/crop/x", "none_yet", ""),
    ([gone("/music"), put("/music/volume", 1)], 2, "/music/volume", "none_yet", ""),
    ([put("/title/x", "y")], 1, "/title/x", "no_parts", ""),
    ([put("/captions/*/grain", 1)], 1, "/captions/*/grain", "star_none", ""),
    ([put("/overlays/*/reverse", True)], 1, "/overlays/*/reverse", "star_none", ""),
    ([put("/rev", 3)], 1, "/rev", "no_key", ""),
    ([put("/title", "x"), put("/scenes/s2/seconds", "3s")], 2, "/scenes/s2/seconds", "type_seconds", ""),
    ([put("/scenes/s2/filter", "warmth"), put("/title", "x")], 1, "/scenes/s2/filter", "no_value", "warm"),
    ([put("/scenes/s3/to_seconds", 70)], 1, "/scenes/s3/to_seconds", "to_behind", ""),
    ([put("/scenes/s2/asset", "baech.jpg")], 1, "/scenes/s2/asset", "no_asset", "beach.jpg"),
    ([add("/overlays/-", {"text": "x", "at_seconds": 99})], 1, "/overlays/o4/at_seconds", "at_behind", ""),
    ([gone("/scenes/*")], 1, "/scenes", "too_short", ""),
    ([move("/scenes/s9", "/scenes/s1")], 1, "/scenes/s9", "no_member", "s5"),
    ([check("/rev", 4)], 1, "/rev", "rev_moved", ""),
    ([put("/title", "x"), {"op": "fit", "seconds": 4.7, "keep": ["s1", "s9"]}], 2, "", "no_member", "s5"),
    ([{"op": "fit", "seconds": 4.7, "keep": ["s1", "s3"]}], 1, "", "no_fit", ""),
    ([{"op": "fit", "seconds": 22, "keep": ["s1", "s2", "s3", "s4"]}, {"op": "fit", "seconds": 9, "keep":
      ["s1", "s2", "s3", "s4", "s5"]}], 2, "", "no_fit_within", ""),
    ([{"op": "cut", "from_seconds": 20, "to_seconds": 22.5}], 1, "", "time_behind", ""),
    ([{"op": "cut", "path": "/scenes/s5", "to_seconds": 3.1}], 1, "/scenes/s5", "time_behind", ""),
    ([{"op": "cut", "from_seconds": 0}], 1, "", "nothing_left", ""),
    ([{"op": "trim", "from_seconds": 3, "to_seconds": 3}], 1, "", "to_before", ""),
    ([{"op": "trim", "from_seconds": 22}], 1, "", "to_before", ""),
    ([{"op": "split", "at_seconds": 4}], 1, "", "no_split", ""),
    ([{"op": "split", "at_seconds": 1, "id": "o1"}], 1, "", "same_id", ""),
    ([put("/scenes/s2/seconds", -1), {"op": "fit", "seconds": 20}], 1, "/scenes/s2/seconds", "more_than", ""),
]  # fmt: skip


@pytest.mark.parametrize(("operations", "number", "path", "key", "near"), FAILS)
def test_the_first_that_fails_is_told_with_its_number_and_what_is_near(
    operations: Ops, number: int, path: str, key: str, near: str
) -> None:
    (problem, *_) = refused(*operations)
    assert (problem.path, problem.key, problem.near) == (path, key, near)
    assert problem.operation == number
    assert problem.data["operation"] == number and problem.say().startswith(f"operation {number}: ")


def test_values_are_checked_after_the_last_operation() -> None:
    after = story(
        put("/overlays/o3/at_seconds", 22), add("/scenes/-", {"background": "waves", "seconds": 9})
    )
    assert after["overlays"][2]["at_seconds"] == 22


# --- what is said of it


def test_the_difference_names_members_by_number_and_id() -> None:
    operations = [
        put("/scenes/s4/seconds", 6), put("/scenes/s1/text", "Hi"), gone("/scenes/s2"),
        add("/overlays/-", {"text": "x"}), put("/music/volume", 0.1), put("/title", "T"),
        put("/scenes/s5/texts/t1/color", "#fff"), move("/scenes/s5", "/scenes/s1"),
        put("/defaults/filter", "warm"), move("/scenes/s5/texts/t2", "/scenes/s1/texts/-"),
    ]  # fmt: skip
    changes = difference(START, apply(*operations).timeline, CONTEXT)
    told = [c.say() for c in changes]
    for said in (
        "scene 4 (s4): 5 s -> 6 s", "scene 2 (s1) text: Tea House -> Hi", "scene 2 (s2): removed (“Fresh every day”)",
        "overlay o4: new (“x”)", "music volume: 0.25 -> 0.1", "title: Tea -> T",
        "scene 1 (s5) text t1 color: auto -> #ffffff", "scene 1 (s5): moved, was number 5",
        "defaults.filter: not set -> warm", "text t2: moved to scene 2 (s1)",
    ):  # fmt: skip
        assert said in told, (said, told)
    chinese = [c.say("zh") for c in changes]
    assert "第 4 个场景（s4）：5 秒 -> 6 秒" in chinese and not set(chinese) & set(told) - {"title"}
    assert difference(START, START, CONTEXT) == []
    assert [c.say() for c in difference(START, apply(gone("/music")).timeline, CONTEXT)] == [
        "music: removed (“lofi”)"
    ]


def test_a_scene_as_long_as_its_voice_follows_another_voice_and_any_other_is_told_of() -> None:
    told = {
        "scenes": [
            {"voice": "Good morning.", "seconds": "auto"},
            {"voice": "Good day.", "seconds": 9},
        ]
    }
    start = expand(told, CONTEXT).timeline
    longer = "Good morning, everybody, and thank you for coming to this shop."
    made = apply(put("/scenes/*/voice", longer), on=start)
    assert [s.duration_ms for s in made.timeline.video_tracks[0].segments] == [
        40 * len(longer) + 800,
        9000,
    ]
    assert not made.notes
    short = apply({"op": "fit", "seconds": 3}, on=made.timeline)
    assert [n.path for n in short.notes] == ["/scenes/s1/voice", "/scenes/s2/voice"]
    assert "the end is cut off" in short.notes[0].say()
    again = apply(put("/title", "T"), on=short.timeline)
    assert not again.notes, "what was so before is not told again"


def test_a_first_voice_makes_its_scene_longer_where_it_must_and_never_shorter() -> None:
    told = {"defaults": {"seconds": 4}, "scenes": [{"text": "A"}, {"text": "B", "seconds": 4}]}
    start = expand(told, CONTEXT).timeline
    longer = "Good morning, everybody, and thank you all for coming to this shop of mine, today."
    for words, first in (("Good day.", 4000), (longer, 40 * len(longer) + 800)):
        made = apply(put("/scenes/s1/voice", words), on=start).timeline.video_tracks[0].segments
        assert [s.duration_ms for s in made] == [first, 4000]
    assert first > 4000


def test_words_that_are_gone_before_they_are_read_are_told_of() -> None:
    long = "Our small bakery opens at seven every morning, all year"
    quick = expand(
        {"scenes": [{"seconds": 1, "text": long}, {"seconds": 1, "text": "Now!"}]}, CONTEXT
    )
    assert [n.path for n in quick.notes] == ["/scenes/s1/text"]
    assert "46 letters in 1 s are hard to read: 4.1 s would do" in quick.notes[0].say()


def test_a_transition_for_all_leaves_the_begin_of_the_video_alone() -> None:
    said = story(put("/scenes/*/transition", "fade_white"), put("/scenes/*/transition_seconds", 1))
    assert [s.get("transition") for s in said["scenes"]] == ["cut", *["fade_white"] * 4]
    begun = expand({"scenes": [{"seconds": 2, "transition": "fade_black"}]}, CONTEXT).timeline
    assert (
        story(put("/scenes/*/transition", "fade_white"), on=begun)["scenes"][0]["transition"]
        == "fade_white"
    )


def test_one_operation_without_its_list_and_styles_are_told_clearly() -> None:
    with pytest.raises(StoryboardError) as caught:
        read_operations({"op": "undo"})
    assert [p.key for p in caught.value.problems] == ["no_patch"]
    after = apply(put("/defaults/text_style/font", "serif"), put("/defaults/text_style/size", 2))
    told = [c.say() for c in difference(START, after.timeline, CONTEXT)]
    assert told == [
        "defaults.text_style.size: not set -> 2",
        "defaults.text_style.font: not set -> serif",
    ]
