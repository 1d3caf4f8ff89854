"""The wishes are sound, and `check` tells right storyboards from wrong ones."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from patch_wishes import Values, check, context, half, is_color, load, patches

from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.operations import STEPS_BACK, read_operations
from nemo_studio.timeline.patch import patched
from nemo_studio.timeline.printing import print_full
from nemo_studio.timeline.problems import StoryboardError

BASES, WISHES = load()


def full(base: Values, story: Values) -> Values:
    made = expand(story, context(base))
    assert made.notes == ()
    return print_full(made.timeline, context(base))


@pytest.mark.parametrize("name", BASES)
def test_a_base_is_a_storyboard_that_is_made_as_written(name: str) -> None:
    base = BASES[name]
    for story in (*base.get("earlier", ()), base["storyboard"]):
        assert full(base, story)["scenes"]


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish["id"])
def test_doing_nothing_is_right_only_where_nothing_can_be_done(wish: Values) -> None:
    base = BASES[wish["base"]]
    before = full(base, base["earlier"][-1] if "undone" in wish else base["storyboard"])
    possible = wish.get("possible", True)
    assert bool(check(before, before, wish["expect"])) is possible
    assert bool(wish.get("reason")) is not possible


def test_every_wish_has_an_id_of_its_own_and_a_half() -> None:
    assert len({wish["id"] for wish in WISHES}) == len(WISHES)
    assert {half(wish["id"]) for wish in WISHES} == {"seen", "held"}
    assert [half(f"w00{n}") for n in (1, 2, 3, 4)] == ["held", "seen", "seen", "seen"]


BEFORE = full(BASES["shoes"], BASES["shoes"]["storyboard"])
Change = Callable[[Values], Any]


def after(change: Change) -> Values:
    document = copy.deepcopy(BEFORE)
    change(document)
    return document


def put(path: str, value: Any) -> Change:
    """path: keys and indices."""
    *steps, last = [int(s) if s.isdigit() else s for s in path.split("/")]

    def change(document: Any) -> None:
        for step in steps:
            document = document[step]
        document[last] = value

    return change


def nothing(document: Values) -> None:
    pass


def new_overlay(**own: Any) -> Change:
    return lambda d: d["overlays"].append(
        {**copy.deepcopy(BEFORE["overlays"][1]), "id": "o3", **own}
    )


def without_s3(document: Values) -> None:
    del document["scenes"][2]
    for member in (*document["overlays"], document["music"]):
        member["seconds"] = 18


def reversed_scenes(document: Values) -> None:
    document["scenes"].reverse()


RIGHT_AND_WRONG: list[tuple[dict[str, Any], Change, Change]] = [
    ({"path": "/scenes/s2/text", "is": "New"}, put("scenes/1/text", "New"), nothing),
    ({"path": "/scenes/s1/reverse", "is": True}, put("scenes/0/reverse", True), put("scenes/0/reverse", 1)),
    ({"path": "/scenes/s2/seconds", "is": 4}, put("scenes/1/seconds", 4.0), put("scenes/1/seconds", 4.001)),
    ({"path": "/scenes/*/filter", "is": "cool"}, lambda d: [s.update(filter="cool") for s in d["scenes"]], nothing),
    ({"path": "/scenes/*/speed", "is": 1}, nothing, put("scenes/4/speed", 2)),  # stills have none
    ({"path": "/scenes/-1/text", "is": "Aero 2"}, nothing, put("scenes/4/text", "x")),
    ({"path": "/scenes/1/id", "is": "s2"}, nothing, reversed_scenes),
    ({"path": "/scenes/s9/text", "is": "x"}, put("scenes/0", {"id": "s9", "text": "x"}), nothing),
    ({"path": "/fps", "in": [25, 60]}, put("fps", 60), nothing),
    ({"path": "/music/volume", "near": 0.2, "within": 0.02}, put("music/volume", 0.22), put("music/volume", 0.23)),
    ({"path": "/music/volume", "between": [0.1, 0.2]}, put("music/volume", 0.1), put("music/volume", 0.09)),
    ({"path": "/music/volume", "between": [0, 2]}, nothing, put("music/volume", True)),
    ({"path": "/scenes/s5/body", "contains": "AERO.example"}, nothing, put("scenes/4/body", "")),
    ({"path": "/scenes/s5/items", "contains": "a"}, put("scenes/4/items", ["a"]), put("scenes/4/items", ["ab"])),
    ({"path": "/overlays", "count": 3}, new_overlay(), nothing),
    ({"path": "/scenes", "ids": ["s5", "s4", "s3", "s2", "s1"]}, reversed_scenes, nothing),
    ({"path": "/overlays/*/position", "values": ["top_left", "bottom_right"]}, put("overlays/0/position", "top_left"), nothing),
    ({"path": "/music", "gone": True}, put("music", None), nothing),
    ({"path": "/scenes/*/text", "gone": True}, lambda d: [s.update(text="") for s in d["scenes"]], put("scenes/0/text", "")),
    ({"path": "/overlays/o2", "gone": True}, lambda d: d["overlays"].pop(), nothing),
    ({"path": "/scenes/*/voice", "gone": False}, lambda d: [s.update(voice="a") for s in d["scenes"]], put("scenes/0/voice", "a")),
    ({"path": "/overlays/o3", "gone": False}, new_overlay(), nothing),
    ({"path": "/scenes/s2/text_style/color", "color": "yellow"}, put("scenes/1/text_style/color", "#ffd400"), put("scenes/1/text_style/color", "#d01010")),
    ({"path": "/music/volume", "than_before": "less"}, put("music/volume", 0.4), put("music/volume", 0.6)),
    ({"path": "/overlays/*/width", "than_before": "more"}, put("overlays/0/width", 0.2), nothing),
    ({"path": "/palette", "than_before": "other"}, put("palette", "warm"), nothing),
    ({"path": "/overlays/+/text", "is": "Sale"}, new_overlay(text="Sale"), put("overlays/0/text", "Sale")),
    ({"path": "/overlays/*", "some": [{"path": "/text", "contains": "sale"}, {"path": "/at_seconds", "is": 2}]}, new_overlay(text="Sale", at_seconds=2), new_overlay(text="Sale", at_seconds=3)),
    ({"total_seconds": 20}, put("scenes/1/seconds", 2), nothing),
    ({"total_seconds": 20, "within": 1}, nothing, put("scenes/1/seconds", 4.2)),
    ({"total_between": [15, 20]}, put("scenes/1/seconds", 2), nothing),
    ({"any": [[{"total_seconds": 22}], [{"path": "/fps", "is": 60}, {"path": "/music", "gone": True}]]}, put("scenes/1/seconds", 4), put("fps", 60)),
    ({"unchanged": [""]}, put("rev", 9), put("scenes/4/text_style/size", 2)),
    ({"unchanged": [""], "but": ["/scenes/s2/text"]}, put("scenes/1/text", "x"), put("scenes/2/text", "x")),
    ({"unchanged": [""], "but": ["/scenes/*/vignette"]}, put("scenes/4/vignette", 1), put("scenes/4/seed", 9)),
    ({"unchanged": [""], "but": ["/scenes/s3"]}, without_s3, reversed_scenes),
    ({"unchanged": [""], "but": ["/overlays/+"]}, new_overlay(), lambda d: d["overlays"].pop()),
    ({"unchanged": ["/scenes/*", "/music"]}, reversed_scenes, without_s3),
    ({"unchanged": ["/scenes/*"]}, put("scenes/1/text_style/animate_in", "none"), put("scenes/1/text_style/animate_in", "pop")),
    ({"unchanged": ["/scenes/*"]}, put("scenes/0/transition_seconds", 1), put("scenes/1/transition_seconds", 1)),
    ({"unchanged": ["/scenes/s4"]}, put("scenes/3/text_style/color", "#ff0000"), put("scenes/3/text", "now there")),
    ({"unchanged": ["/music"]}, without_s3, put("music/seconds", 18)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "right", "wrong"), RIGHT_AND_WRONG, ids=range(len(RIGHT_AND_WRONG))
)
def test_a_check_tells_right_from_wrong(one: dict[str, Any], right: Change, wrong: Change) -> None:
    assert check(after(right), BEFORE, [one]) == []
    told = check(after(wrong), BEFORE, [one])
    assert told and all(told)


def test_every_thing_that_is_wrong_is_told_with_its_path() -> None:
    told = check(
        BEFORE, BEFORE,
        [{"path": "/scenes/s2/text", "is": "New"}, {"path": "/scenes/*/transition", "is": "cut"}],
    )  # fmt: skip
    assert [line.split()[0] for line in told] == ["/scenes/s2/text"] + [
        f"/scenes/s{n}/transition" for n in (2, 3, 4, 5)
    ]


@pytest.mark.parametrize(
    "one",
    [{}, {"path": "/fps"}, {"path": "/fps", "equals": 60}, {"is": 60}, {"path": "/a", "any": []}],
)
def test_a_check_of_no_form_is_an_error(one: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no check"):
        check(BEFORE, BEFORE, [one])


@pytest.mark.parametrize(
    ("value", "name"),
    [("#ffd400", "yellow"), ("#d4af37", "gold"), ("#ffffff", "white"), ("#0a0a0a", "black"),
     ("#e02020", "red"), ("#ff0010", "red"), ("#22cc66", "green"), ("#1030a0", "blue")],
)  # fmt: skip
def test_a_colour_has_the_name_that_people_give_it(value: str, name: str) -> None:
    names = {"yellow", "gold", "white", "black", "red", "green", "blue"}
    close = {"yellow", "gold"}
    assert is_color(value, name)
    others = names - (close if name in close else {name})
    assert not any(is_color(value, other) for other in others)
    assert not is_color("auto", name) and not is_color(None, name)


# --- what was answered to them


def outcome(wish: dict[str, Any], operations: list[Any]) -> list[str]:
    """What is wrong after a patch, as the session would make it."""
    base = BASES[wish["base"]]
    around = context(base)
    now = expand(base["storyboard"], around).timeline
    past = [expand(story, around).timeline for story in base.get("earlier", ())]
    undone = []
    for _ in range(wish.get("undone", 0)):
        undone.append(now)
        now = past.pop()
    read = read_operations(operations)
    if read[-1].name in STEPS_BACK:
        stack = past if read[-1].name == "undo" else undone
        after = stack[-read[-1].arguments.get("steps", 1)]
    else:
        after = patched(read, now, around).timeline
    return check(print_full(after, around), print_full(now, around), wish["expect"])


@pytest.mark.parametrize("wish", WISHES, ids=[w["id"] for w in WISHES])
def test_what_was_answered_does_just_what_was_wished(wish: dict[str, Any]) -> None:
    answer = patches()[wish["id"]]
    if wish.get("possible") is not False:
        assert outcome(wish, answer) == []
    elif isinstance(answer, list):  # an attempt at what cannot be: refused, with its place
        with pytest.raises(StoryboardError):
            outcome(wish, answer)


@pytest.mark.parametrize("side", ["seen", "held"])
def test_nine_of_ten_need_at_most_two_operations(side: str) -> None:
    told = [patches()[w["id"]] for w in WISHES if half(w["id"]) == side]
    lengths = [len(answer) for answer in told if isinstance(answer, list)]
    assert sum(n <= 2 for n in lengths) >= 0.9 * len(lengths)
