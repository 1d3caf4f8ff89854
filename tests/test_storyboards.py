"""storyboard.py, create.py --storyboard and state.py --storyboard: exact with the studio, in plain
words with the cloud, and wrong input told before anything is sent."""

from __future__ import annotations

import json
import os
import signal
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from shells import Ended, Shell, environment
from stand_in import StandIn

STORY: dict[str, Any] = {
    "title": "Tea House", "aspect": "9:16", "music": {"mood": "lofi"},
    "scenes": [
        {"seconds": 2, "text": "Tea", "layout": "hero"},
        {"asset": "a.jpg", "seconds": 2, "caption": "Fresh every day"},
    ],
    "overlays": [{"text": "@tea", "role": "watermark"}],
}  # fmt: skip
PHRASE = [{"op": "replace", "path": "/scenes/s1/text", "value": "Coffee"}]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A folder with one video of the real studio."""
    root = tmp_path_factory.mktemp("local")
    shell = Shell(root, environment(NEMO_HOME=str(root / "home"), NEMO_API_URL="local"))
    Image.new("RGB", (64, 96), "teal").save(root / "a.jpg")
    (root / "board.json").write_text(json.dumps(STORY), encoding="utf-8")
    made = shell.run(
        "create.py", "--storyboard", "board.json", "a.jpg", "--resolution", "480", "--quality",
        "draft", "-o", "tea.mp4",
    )  # fmt: skip
    assert made.code == 0 and made.doc["duration_s"] == 4, made.doc
    yield shell
    shell.run("studio.py", "stop", "--data", str(root / "home" / "studio"))


def shown(shell: Shell) -> dict[str, Any]:
    found = shell.run("storyboard.py", "show").doc["storyboard"]
    assert isinstance(found, dict)
    return found


def patch(shell: Shell, *operations: dict[str, Any], options: tuple[str, ...] = ()) -> Ended:
    return shell.run("storyboard.py", "patch", json.dumps(operations), *options)


# With the studio


def test_a_video_is_shown_sent_back_and_changed_by_the_path_of_a_text(local: Shell) -> None:
    board = shown(local)
    assert [s["id"] for s in board["scenes"]] == ["s1", "s2"] and board["title"] == "Tea House"
    (local.folder / "same.json").write_text(json.dumps(board), encoding="utf-8")
    same = local.run("storyboard.py", "apply", "same.json")
    assert (same.code, same.doc["changes"]) == (0, []), "sent back it changes nothing"
    state = local.run("state.py", "--storyboard").doc
    assert state["storyboard"] == board
    assert {t["text"]: t["path"] for t in state["texts"]} == {
        "Tea": "/scenes/s1/text", "@tea": "/overlays/o1/text",
        "Fresh every day": "/scenes/s2/caption",
    }  # fmt: skip
    done = patch(local, {"op": "replace", "path": state["texts"][0]["path"], "value": "Cha"})
    assert done.doc["changes"] == ["scene 1 (s1) text: Tea -> Cha"]
    assert done.doc["say"] == "Changed: scene 1 (s1) text: Tea -> Cha."
    assert shown(local)["rev"] == board["rev"] + 1
    back = patch(local, {"op": "undo"})
    assert back.doc["changes"] == ["scene 1 (s1) text: Cha -> Tea"]
    assert shown(local) == {**board, "rev": board["rev"] + 2}


def test_words_beside_the_json_are_named(local: Shell, tmp_path: Path) -> None:
    order = json.dumps([{"op": "replace", "path": "/scenes/s1/text", "value": "Chai"}])
    done = local.run("sse.py", "send", f"{order} and send it to grandma")
    assert done.doc["unused"] == ["and send it to grandma"] and len(done.doc["changes"]) == 1
    assert "unused" not in patch(local, {"op": "undo"}).doc
    beside = "create.py", json.dumps({"scenes": [{"text": "Hi", "seconds": 1}]}) + " for grandma"
    made = Shell(tmp_path, local.env).run(
        *beside, "--resolution", "480", "--quality", "draft", "-o", "hi.mp4"
    )
    assert made.doc["unused"] == ["for grandma"], made.doc


def test_a_dry_run_tells_and_changes_nothing(local: Shell) -> None:
    before = shown(local)
    told = patch(local, {"op": "fit", "seconds": 6}, options=("--dry-run",))
    assert told.doc["changes"] == ["scene 1 (s1): 2 s -> 3 s", "scene 2 (s2): 2 s -> 3 s"]
    assert told.doc["dry_run"] is True and "run_id" not in told.doc
    other = {"scenes": [{"seconds": 1, "text": "Only"}]}
    whole = local.run("storyboard.py", "apply", json.dumps(other), "--dry-run")
    assert "scene 2 (s2): removed (“Fresh every day”)" in whole.doc["changes"]
    assert shown(local) == before


@pytest.mark.parametrize(
    ("action", "value", "path"),
    [
        ("patch", [{"op": "remove", "path": "/scenes/s9"}], "/scenes/s9"),
        ("patch", [{"op": "fit"}], ""),
        ("patch", [{"op": "replace", "path": "/scenes/s2/asset", "value": "b.jpg"}], "/scenes/s2/asset"),
        ("apply", {"scenes": [{"asset": "a.jpg", "second": 2}]}, "/scenes/s1/second"),
        ("apply", {"scenes": [{"asset": "b.jpg", "seconds": 2}]}, "/scenes/s1/asset"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_sent(
    local: Shell, action: str, value: Any, path: str
) -> None:
    before = shown(local)
    ended = local.run("storyboard.py", action, json.dumps(value))
    assert (ended.code, ended.doc["status"]) == (2, "usage")
    assert [p["path"] for p in ended.doc["problems"]] == [path] and ended.doc["do"]
    if action == "patch":
        assert [p["operation"] for p in ended.doc["problems"]] == [1]
    assert shown(local) == before


def test_a_patch_that_is_repeated_after_a_kill_lands_once(local: Shell) -> None:
    """The command is killed at every moment of its way; the agent gives it once more."""
    copy = {"op": "copy", "from": "/overlays/o1", "path": "/overlays/-"}
    for wait_s in (0.1, 0.25, 0.4, 0.6, 0.9):
        before = len(shown(local)["overlays"])
        started = local.start("storyboard.py", "patch", json.dumps([copy]), "--quiet")
        time.sleep(wait_s)
        if started.process.poll() is None:
            os.killpg(started.process.pid, signal.SIGKILL)
        was_told = bool(started.process.communicate()[0].strip())
        again = patch(local, copy)
        assert again.code == 0, again.doc
        added = len(shown(local)["overlays"]) - before
        # Told, it is over, and the same patch is another wish; unless it fell right then.
        assert added == 1 or (was_told and added == 2), wait_s


def test_in_a_chinese_session_all_is_told_in_chinese(local: Shell, tmp_path: Path) -> None:
    shell = Shell(tmp_path, local.env)
    made = shell.run("storyboard.py", "apply", '{"scenes":[{"seconds":2,"text":"新茶上市"}]}')
    assert made.code == 0 and "按分镜制作" in made.doc["say"], made.doc
    done = patch(shell, *PHRASE)
    assert done.doc["say"].startswith("已修改：第 1 个场景（s1）"), done.doc
    assert "没有场景“s9”" in patch(shell, {"op": "remove", "path": "/scenes/s9"}).doc["say"]


# Without any engine


@pytest.fixture
def alone(tmp_path: Path) -> Shell:
    """Nothing can be reached from here."""
    url = "http://127.0.0.1:9"
    return Shell(tmp_path, environment(NEMO_HOME=str(tmp_path / "home"), NEMO_API_URL=url))


def test_check_needs_no_engine_and_knows_the_files_of_its_line(alone: Shell) -> None:
    Image.new("RGB", (64, 96), "teal").save(alone.folder / "a.jpg")
    right = alone.run("storyboard.py", "check", json.dumps(STORY), "a.jpg")
    assert right.doc["say"] == "This makes a video of 4 s. Scenes: 1 (s1) 2 s; 2 (s2) 2 s."
    wrong = alone.run("storyboard.py", "check", json.dumps(STORY))
    assert wrong.code == 2 and wrong.doc["problems"][0]["path"] == "/scenes/s2/asset"
    assert not (alone.folder / "home").exists()
    assert "can be read" in alone.run("storyboard.py", "check", json.dumps(PHRASE)).doc["say"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"scenes": [{"seconds": 3, "text": “Hi”}]}', "line 1, column 36"),
        ('{"scenes": [{"seconds": 3},]}', "not valid JSON"),
        ('{"shots": [{"seconds": 3}]}', "did you mean 'scenes'?"),
        ("a video about tea", "a storyboard is one object"),
    ],
)
def test_a_file_that_is_no_storyboard_is_told_its_place(alone: Shell, text: str, said: str) -> None:
    (alone.folder / "b.json").write_text(text, encoding="utf-8")
    for command in (
        ("storyboard.py", "check"),
        ("storyboard.py", "apply"),
        ("create.py", "--storyboard"),
    ):
        ended = alone.run(*command, "b.json")
        assert ended.code == 2 and said in ended.doc["say"], ended.doc


def test_a_file_from_windows_and_one_from_standard_input_are_read(alone: Shell) -> None:
    story = {"scenes": [{"seconds": 2, "text": "你好"}]}
    (alone.folder / "b.json").write_text(json.dumps(story, ensure_ascii=False), encoding="utf-16")
    assert alone.run("storyboard.py", "check", "b.json").code == 0
    assert alone.run("storyboard.py", "check", "-", input=json.dumps(story)).code == 0


def test_a_name_composed_in_the_storyboard_finds_the_decomposed_file(alone: Shell) -> None:
    name = unicodedata.normalize("NFD", "Café.jpg")
    Image.new("RGB", (64, 96), "teal").save(alone.folder / name)
    story = {"scenes": [{"asset": unicodedata.normalize("NFC", name), "seconds": 2}]}
    assert alone.run("storyboard.py", "check", json.dumps(story), name).code == 0
    png = {"scenes": [{"asset": "photo.jpg", "seconds": 2}]}
    Image.new("RGB", (64, 96), "teal").save(alone.folder / "photo.jpg", format="PNG")
    ended = alone.run("storyboard.py", "check", json.dumps(png), "photo.jpg")
    assert ended.code == 0 and "'photo.jpg' is called 'photo.png' here" in ended.doc["say"]


@pytest.mark.parametrize(("action", "value"), [("apply", PHRASE), ("patch", STORY)])
def test_a_patch_and_a_storyboard_are_not_taken_for_each_other(
    alone: Shell, action: str, value: Any
) -> None:
    ended = alone.run("storyboard.py", action, json.dumps(value))
    assert ended.code == 2 and "storyboard.py" in ended.doc["do"]
    assert alone.run("create.py", "--storyboard", json.dumps(PHRASE)).code == 2


# With the cloud


def test_the_cloud_is_told_in_plain_sentences(cloud: StandIn, cloud_shell: Shell) -> None:
    Image.new("RGB", (64, 96), "teal").save(cloud_shell.folder / "a.jpg")
    made = cloud_shell.run("create.py", "--storyboard", json.dumps(STORY), "a.jpg", "-o", "tea.mp4")
    assert made.code == 0, made.doc
    again = cloud_shell.run(
        "create.py", "--storyboard", json.dumps(STORY), "a.jpg", "-o", "tea.mp4"
    )
    assert again.doc["made_before"], "the same storyboard is the same creation"
    (brief,) = cloud.wishes
    assert cloud.wishes[brief] == 1 and "Show the uploaded picture a.jpg" in brief
    dry = patch(cloud_shell, *PHRASE, options=("--dry-run",))
    assert "1. Scene 1: change the text to “Coffee”." in dry.doc["say"]
    assert list(cloud.wishes) == [brief]
    done = patch(cloud_shell, *PHRASE)
    assert done.code == 0, done.doc
    assert "Scene 1: change the text to “Coffee”." in list(cloud.wishes)[-1]
    board = cloud_shell.run("storyboard.py", "show").doc
    assert board["storyboard"]["partial"] is True and board["storyboard"]["scenes"]
    state = cloud_shell.run("state.py", "--storyboard")
    assert (state.code, state.doc["next"]) == (2, "storyboard.py show")


@pytest.mark.parametrize(
    "operations",
    [[{"op": "undo"}], [{"op": "test", "path": "/rev", "value": 1}, *PHRASE]],
)
def test_what_the_cloud_has_no_word_for_is_wrong_use(
    cloud: StandIn, cloud_shell: Shell, operations: list[Any]
) -> None:
    cloud_shell.run("sse.py", "send", "A film about tea")
    before = dict(cloud.wishes)
    ended = patch(cloud_shell, *operations)
    assert (ended.code, cloud.wishes) == (2, before), ended.doc
