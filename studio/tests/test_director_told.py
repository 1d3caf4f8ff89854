"""JSON in a message is followed exactly or refused with its place; it is never a brief."""

from __future__ import annotations

import json
from typing import Any

import pytest
from director_support import PHOTOS, Session

from nemo_studio.director import Asset, Project, Say, ToolResult, respond
from nemo_studio.director.told import context_of
from nemo_studio.timeline.draft import load_timeline
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.intake import intake
from nemo_studio.timeline.printing import print_full, print_storyboard

CLIP = Asset("v", "talk.mp4", "video", 12_000, 1920, 1080, True)
SONG = Asset("m", "song.mp3", "audio", 30_000, None, None, True)
STORY: dict[str, Any] = {
    "aspect": "9:16", "title": "Tea",
    "scenes": [
        {"seconds": 3, "text": "Hi", "background": "waves"},
        {"asset": "talk.mp4", "from_seconds": 2, "to_seconds": 5, "transition": "circle"},
        {"seconds": 4, "text": "List", "items": ["a", "b"]},
    ],
    "overlays": [{"text": "@tea", "role": "watermark"}], "music": {"asset": "song.mp3"},
    "captions": [{"text": "Listen", "at_seconds": 3, "seconds": 2}],
}  # fmt: skip


def sent(message: str, project: Project) -> tuple[str, dict[str, Any] | None, dict[str, Any]]:
    """(what was said, the draft, the last tool's response)"""
    steps = list(respond(message, project))
    results = [s for s in steps if isinstance(s, ToolResult)]
    said = " ".join(s.text for s in steps if isinstance(s, Say))
    return said, results[-1].draft if results else None, results[-1].response if results else {}


@pytest.mark.parametrize(
    ("wrap", "unused"),
    [
        ("{}", ""),
        ("  \n{}\n", ""),
        ("```json\n{}\n```", ""),
        ("```\n{}\n```", ""),
        ("Please follow:\n```json\n{}\n```\nThanks", "Please follow: Thanks"),
        ("Do {} now", "Do now"),
        ("{} and make it pretty", "and make it pretty"),
    ],
)
def test_a_storyboard_is_followed_and_the_words_beside_it_are_told(wrap: str, unused: str) -> None:
    project = Project(assets=[*PHOTOS, CLIP, SONG])
    said, draft, response = sent(wrap.replace("{}", json.dumps(STORY)), project)
    expected = expand(STORY, context_of(project)).timeline
    assert load_timeline(draft) == expected
    assert response.get("unused", "") == unused and unused in said
    assert "1 (s1) 3 s; 2 (s2) 3 s; 3 (s3) 4 s" in said


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ('{"scenes": [{"seconds": 3, "text": “Hi”}]}', "line 1, column 36"),
        ("{“scenes”: [{“seconds”: 3}]}", "line 1, column 2"),
        ('{"scenes": [{"seconds": 3},]}', "not valid JSON"),
        ('Make this: {"scenes": [{"seconds": 3},]}', "not valid JSON"),
        ("{'scenes': []}", "not valid JSON"),
        ('{"shots": [{"seconds": 3}]}', "did you mean 'scenes'?"),
        ('[{"seconds": 3, "text": "Hi"}]', "a storyboard is one object"),
        ('[ {"op": "replace"} ]', "There is no video yet"),
        ('{"patch": []}', "There is no video yet"),
        ('```json\n{"scenes": [\n```', "not valid JSON"),
        ('```json\n{"title": "x"}\n```', "/scenes: is missing"),
        ('```\n{"scenes": []}\n```\n```\n{"scenes": []}\n```', "more than one block"),
        ("{", "not valid JSON"),
        ('{"scenes": [{"seconds": NaN}]}', "must be a number"),
        ('{"t": 3}', "t:"),
    ],
)
def test_what_begins_as_json_is_never_a_brief(message: str, said: str) -> None:
    told, draft, _ = sent(message, Project(assets=PHOTOS))
    assert said in told and draft is None, told


def test_a_problem_names_scene_number_and_id_in_both_languages() -> None:
    story = {"scenes": [{"seconds": 2}, {"id": "cake", "asset": "cak.jpg", "seconds": 3}]}
    english, _, _ = sent(json.dumps(story), Project(assets=PHOTOS))
    chinese, _, _ = sent(f"做视频：\n```json\n{json.dumps(story)}\n```", Project(assets=PHOTOS))
    assert "scene 2 (cake) asset" in english and "did you mean 'cake.jpg'?" in english
    assert "第 2 个场景（cake） asset" in chinese and "是否想写“cake.jpg”" in chinese


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        ({"asset": "talk.mp4", "from_seconds": 13}, "ends at 12 s"),
        ({"asset": "talk.mp4", "seconds": 13}, "gives 12 s here, not 13 s"),
        ({"asset": "tlak.mp4"}, "did you mean 'talk.mp4'?"),
        ({"asset": 1, "seconds": "auto"}, "needs a clip or a voice"),
        ({"seconds": "auto", "voice": "Hello"}, "no voice on this machine"),
    ],
)
def test_what_the_material_cannot_give_is_refused_at_once(scene: dict[str, Any], said: str) -> None:
    told, draft, _ = sent(json.dumps({"scenes": [scene]}), Project(assets=[*PHOTOS, CLIP]))
    assert said in told and draft is None


def test_what_was_cut_is_told() -> None:
    story = {**STORY, "overlays": [{"text": "@tea", "at_seconds": 8, "seconds": 60}]}
    said, _, _ = sent(json.dumps(story), Project(assets=[CLIP, SONG]))
    assert "overlay o1: ends with the video, at 10 s" in said


def test_a_draft_is_brought_to_the_studios_form() -> None:
    draft = {
        "d": 9000,
        "t": [
            {"tt": 0, "sg": [
                {"id": "1", "type": "background", "s": 1000, "d": 3000, "style": "mesh"},
                {"id": "a/b", "type": "image", "src": "p1", "s": 4000, "d": 3000},
            ]},
            {"tt": 0, "sg": [{"id": "x", "type": "image", "src": "p2", "s": 0, "d": 5000}]},
            {"tt": 1, "sg": [
                {"id": "m", "type": "music", "s": 0, "d": 9000},
                {"id": "v", "type": "voice", "s": 1000, "d": 2000, "text": "Hello"},
            ]},
            {"tt": 7, "sg": [
                {"id": "card", "type": "text", "s": 1000, "d": 3000, "text": "One", "role": "card"},
                {"id": "wide", "type": "text", "s": 2000, "d": 4000, "text": "Two"},
            ]},
        ],
    }  # fmt: skip
    project = Project(assets=PHOTOS)
    said, made, _ = sent(json.dumps(draft), project)
    assert made and "black scene" in said and "'a/b' is called" in said
    timeline = load_timeline(made)
    assert [t.id for t in timeline.tracks] == [
        "scenes", "music", "scene-audio", "texts", "overlays-1", "overlays-2"
    ]  # fmt: skip
    assert [(s.start_ms, s.duration_ms) for s in timeline.video_tracks[0].segments] == [
        (0, 1000), (1000, 3000), (4000, 3000), (7000, 2000)
    ]  # fmt: skip
    story = print_storyboard(timeline, context_of(project))
    assert story["scenes"][1]["text"] == "One" and story["scenes"][1]["layout"] == "auto"
    assert [o.get("text", o.get("asset")) for o in story["overlays"]] == ["dog.jpg", "Two"]
    assert expand(story, context_of(project)).timeline == timeline
    assert intake(timeline, context_of(project)) == (timeline, [])


PATCHES = [
    '[{"op": "replace", "path": "/scenes/s3/seconds", "value": 6}]',
    '{"patch": [{"op": "replace", "path": "/scenes/s3/seconds", "value": 6}]}',
    '```json\n[ {"op": "replace", "path": "/scenes/s3/seconds", "value": 6} ]\n```',
    'Please [{"op": "replace", "path": "/scenes/s3/seconds", "value": 6}]',
]


@pytest.mark.parametrize("message", PATCHES)
def test_a_patch_changes_the_draft_in_one_step_of_undo(message: str) -> None:
    project = Project(assets=[*PHOTOS, CLIP, SONG])
    _, project.draft, _ = sent(json.dumps(STORY), project)
    first = project.draft
    results = [s for s in respond(message, project) if isinstance(s, ToolResult)]
    assert [s.history for s in results] == ["push"]
    said, after, response = sent(message, project)
    assert "scene 3 (s3): 4 s -> 6 s" in said and load_timeline(after).duration_ms == 12_000
    assert response.get("unused", "") == ("Please" if message.startswith("Please") else "")
    project.draft, project.history = after, [first or {}]
    assert sent("undo", project)[1] == first


def test_a_patch_is_answered_in_chinese() -> None:
    project = Project(assets=[*PHOTOS, CLIP, SONG], language="zh-CN")
    _, project.draft, _ = sent(json.dumps(STORY), project)
    said, _, _ = sent('[{"op": "replace", "path": "/scenes/s3/seconds", "value": 6}]', project)
    assert "第 3 个场景（s3）：4 秒 -> 6 秒" in said
    said, draft, _ = sent('[{"op": "remove", "path": "/scenes/s9"}]', project)
    assert draft is None and "第 1 步：" in said and "没有场景“s9”" in said


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ([{"op": "replace", "path": "/scenes/s3/seconds", "value": 4}], "This changes nothing"),
        ([{"op": "test", "path": "/title", "value": "Tea"}], "This changes nothing"),
        ([{"op": "remove", "path": "/scenes/s7"}], "operation 1: /scenes/s7: there is no scene 's7'"),
        ([{"op": "replace", "path": "/scenes/s3/seconds", "value": -1}],
         "operation 1: scene 3 (s3) seconds: must be more than 0"),
        ([{"op": "undo"}], "there is nothing to undo"),
        ([{"op": "undo"}, {"op": "remove", "path": "/scenes/s1"}], "'undo' stands alone"),
        ([{"op": "replace", "path": "/title"}], "nothing was changed"),
    ],
)  # fmt: skip
def test_a_patch_without_effect_or_with_a_problem_is_no_step(patch: Any, words: str) -> None:
    project = Project(assets=[*PHOTOS, CLIP, SONG])
    _, project.draft, _ = sent(json.dumps(STORY), project)
    said, draft, _ = sent(json.dumps(patch), project)
    assert words in said and draft is None


def test_undo_and_redo_by_patch_say_what_came_back() -> None:
    project = Project(assets=[*PHOTOS, CLIP, SONG])
    drafts: list[Any] = []
    for told in (
        STORY,
        [{"op": "fit", "seconds": 8}],
        [{"op": "replace", "path": "/title", "value": "T"}],
    ):
        _, draft, _ = sent(json.dumps(told), project)
        drafts.append(draft)
        project.history, project.draft = drafts[:-1], draft
    steps = list(respond('[{"op": "undo", "steps": 2}]', project))
    (result,) = (s for s in steps if isinstance(s, ToolResult))
    assert (result.draft, result.history, result.count) == (drafts[0], "undo", 2)
    assert result.response["changes"][0] == "title: T -> Tea"
    assert steps[-1].text.startswith("Undone: title: T -> Tea; scene 1 (s1): 2.4 s -> 3 s")
    project.history, project.draft, project.undone = [], drafts[0], drafts[:0:-1]
    steps = list(respond('[{"op": "redo"}]', project))
    assert [s.draft for s in steps if isinstance(s, ToolResult)] == [drafts[1]]
    said, draft, _ = sent('[{"op": "redo", "steps": 3}]', project)
    assert draft is None and "only 2 can be redone" in said


def test_a_test_of_rev_guards_a_patch_and_a_step_back() -> None:
    project = Project(assets=[*PHOTOS, CLIP, SONG], rev=7)
    _, project.draft, _ = sent(json.dumps(STORY), project)
    project.history = [project.draft or {}]
    for other in ({"op": "fit", "seconds": 8}, {"op": "undo"}):
        guard = {"op": "test", "path": "/rev", "value": 7}
        assert sent(json.dumps([guard, other]), project)[1] is not None
        said, draft, _ = sent(json.dumps([guard | {"value": 6}, other]), project)
        assert draft is None and "it is at revision 7, not 6; read it again" in said


def test_new_members_get_no_number_of_one_that_is_long_gone() -> None:
    project = Project(assets=[*PHOTOS, CLIP, SONG], numbers={"s": 8, "o": 1})
    _, project.draft, _ = sent(json.dumps(STORY), project)
    _, _, response = sent('[{"op": "copy", "from": "/scenes/s1", "path": "/scenes/-"}]', project)
    assert response["changes"] == ["scene 4 (s9): new (“Hi”)"]


def test_a_patch_says_what_it_left_where_it_was() -> None:
    project = Project(assets=[*PHOTOS, CLIP, SONG])
    story = {**STORY, "captions": [{"text": "Late", "at_seconds": 6}]}
    _, project.draft, _ = sent(json.dumps(story), project)
    said, _, response = sent('[{"op": "remove", "path": "/scenes/s2"}]', project)
    assert "c1: the time stays as it is" in said
    assert response["changes"] == ["scene 2 (s2): removed (“talk.mp4”)"]


EDITS = [
    "make it 8 seconds", "delete the second scene", "music at 20%", "make the title yellow",
    "swap the first and the last scene", "no transitions", "add a text 'Sale' at the end",
    "add beach.jpg at the start", "make it 1:1", "duplicate scene 1", "cut from 1s to 2s",
    "speed it up 2x", "fade to black transitions", "add logo.png as a logo",
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("brief", [json.dumps(STORY), "a 12 second video about tea, title 'Tea'"])
def test_after_an_edit_in_words_it_still_prints_and_comes_back(brief: str, edit: str) -> None:
    assets = [*PHOTOS, CLIP, SONG, Asset("lg", "logo.png", "image", None, 500, 500)]
    session = Session(brief, assets if brief.startswith("{") else [])
    session.project.assets = assets
    ids = {s.id for t in session.timeline.tracks for s in t.segments}
    before = {s.id: t.id for t in session.timeline.tracks for s in t.segments}
    session.say(edit)
    timeline, context = session.timeline, context_of(session.project)
    assert expand(print_storyboard(timeline, context), context).timeline == timeline
    assert expand(print_full(timeline, context), context).timeline == timeline
    kept = {s.id: t.id for t in timeline.tracks for s in t.segments if s.id in ids}
    stem = {k: v.rstrip("0123456789") for k, v in kept.items()}
    assert stem == {k: before[k].rstrip("0123456789") for k in kept}, "still its owner's"
    assert len(kept) >= len(ids) - 3


def test_letters_that_no_font_has_are_told_before_anything_is_rendered() -> None:
    project = Project()
    said, draft, _ = sent('{"scenes": [{"seconds": 3, "text": "ሰላም"}]}', project)
    assert draft is None and "scene 1 (s1) text: no font here has ሰ ላ ም" in said
    said, draft, _ = sent(
        '{"scenes": [{"seconds": 3, "text": "Peace ሰላም, мир, 平和, नमस्ते"}]}', project
    )
    assert draft is not None and "Note: scene 1 (s1) text: no font here has ሰ ላ ም" in said
