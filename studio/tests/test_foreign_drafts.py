"""Drafts that are not the studio's own, read as far as they tell anything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_studio.timeline.foreign import read_foreign
from nemo_studio.timeline.plain_words import patch_words

CLOUD: dict[str, Any] = {
    "d": 10000, "m": {"title": "City", "width": 1080, "height": 1920}, "hash": "x",
    "t": [
        {"tt": 0, "sg": [
            {"d": 4000, "m": {"name": "city.mp4"}, "src": "0f3a9c"},
            {"d": 6000, "m": {"cdn_url": "https://cdn.example/u/my%20sea.mp4?x=1"}}]},
        {"tt": 1, "sg": [{"d": 10000, "m": {"name": "Lo-fi", "volume": 0.35}}]},
        {"tt": 1, "sg": [{"type": "voice", "text": "Hello", "s": 1000, "d": 2000, "volume": 80}]},
        {"tt": 7, "sg": [
            {"s": 0, "d": 3000, "m": {"text": "Morning"}},
            {"s": 5000, "d": 2000, "content": "Sea", "role": "lower_third"},
            {"s": 2000, "d": 5000, "text": "Over both"},
            {"s": 1000, "d": 500, "text": "Hi", "role": "caption"}]},
        {"tt": 5, "sg": [{"d": 1}]},
    ],
}  # fmt: skip


def test_what_a_draft_tells_is_read() -> None:
    assert read_foreign(CLOUD) == {
        "partial": True, "title": "City", "aspect": "9:16",
        "scenes": [
            {"id": "s1", "seconds": 4, "asset": "city.mp4",
             "texts": [{"id": "t1", "text": "Morning", "at_seconds": 0, "seconds": 3}]},
            {"id": "s2", "seconds": 6, "asset": "my sea.mp4", "texts": [
                {"id": "t2", "text": "Sea", "role": "lower_third", "at_seconds": 1, "seconds": 2}]},
        ],
        "overlays": [{"id": "o1", "text": "Over both", "at_seconds": 2, "seconds": 5}],
        "captions": [{"id": "c1", "text": "Hi", "role": "caption", "at_seconds": 1, "seconds": 0.5}],
        "music": {"asset": "Lo-fi", "volume": 0.35, "at_seconds": 0, "seconds": 10},
        "audio": [{"id": "a1", "voice": "Hello", "volume": 0.8, "at_seconds": 1, "seconds": 2}],
    }  # fmt: skip


def test_times_that_are_not_told_stay_away() -> None:
    tracks = [
        {"tt": 0, "sg": [{"name": "a"}, {"name": "b"}]},
        {"tt": 7, "sg": [{"text": "Hi"}, {"text": "Ho"}]},
    ]
    assert read_foreign({"t": tracks}) == {
        "partial": True,
        "scenes": [{"id": "s1", "asset": "a"}, {"id": "s2", "asset": "b"}],
        "overlays": [{"id": "o1", "text": "Hi", "at_seconds": 0}, {"id": "o2", "text": "Ho"}],
    }


@pytest.mark.parametrize(
    "src", ["0f3a9c", "9b2c6f5e-1f0a-4c55-8a2b-0a4f6d1c9e77", "http://[x/a.mp4", ""]
)
def test_an_id_is_no_name(src: str) -> None:
    assert read_foreign({"t": [{"tt": 0, "sg": [{"src": src}]}]})["scenes"] == [{"id": "s1"}]


@pytest.mark.parametrize(
    "draft", [None, [], 3, "x", {}, {"t": None}, {"t": [{"tt": 0, "sg": None}]}]
)
def test_nothing_told_is_no_scene(draft: Any) -> None:
    assert read_foreign(draft) == {"partial": True, "scenes": []}


def test_a_patch_finds_its_members_there() -> None:
    document = read_foreign(CLOUD)
    told = [
        {"op": "replace", "path": "/scenes/s2/texts/t2/text", "value": "Ocean"},
        {"op": "remove", "path": "/scenes/s7"},
        {"op": "replace", "path": "/music/volume", "value": 0.1},
    ]
    words = patch_words(told, document)
    assert "1. The text “Sea” in scene 2: change the text to “Ocean”." in words
    assert "2. Remove scene 7." in words  # it may be there: not all could be read
    assert "3. The music: at 10 % volume." in words


KEYS = ["t", "tt", "sg", "d", "m", "s", "type", "text", "name", "volume", "width", "height", "title",
        "url", "src", "role", "mood"]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from([0, 1, 7, "caption", "voice", "https://[a/b.mp4", 10**400]),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.sampled_from(KEYS), one, max_size=5),
    max_leaves=25,
)  # fmt: skip
SEGMENT = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6)
DRAFT = st.fixed_dictionaries({
    "t": st.lists(st.fixed_dictionaries({
        "tt": st.sampled_from([0, 1, 7, 0.0, True, "0", None]), "sg": st.lists(SEGMENT, max_size=4)}), max_size=5),
    "m": JSON})  # fmt: skip


@given(JSON | DRAFT)
@settings(max_examples=400, deadline=None)
def test_any_json_gives_a_document(draft: Any) -> None:
    before = json.dumps(draft)
    document = read_foreign(draft)
    assert document["partial"] is True
    assert json.dumps(draft) == before
    json.dumps(document, allow_nan=False)
    ids = [s["id"] for s in document["scenes"]]
    assert ids == [f"s{n}" for n in range(1, len(ids) + 1)]
    assert patch_words([{"op": "remove", "path": "/scenes/s1"}], document)
