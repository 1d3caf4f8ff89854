"""What agents and people read: examples that work, and the same in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nemo_studio.timeline.context import Asset, Context
from nemo_studio.timeline.draft import Timeline
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.operations import read_operations
from nemo_studio.timeline.patch import patched
from nemo_wire.formats import extension, kind_of

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, language: str = "") -> list[str]:
    return [code for told, code in BLOCK.findall(text) if language in ("", told)]


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))


def examples(text: str) -> list[Any]:
    inline = [span for span in spans(text) if span.startswith(('{"', '[{"'))]
    return [json.loads(example) for example in blocks(text, "json") + inline]


def assets(value: Any) -> Iterator[str]:
    """The files that a storyboard names, in order."""
    if isinstance(value, dict):
        yield from [value["asset"]] if isinstance(value.get("asset"), str) else []
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from assets(member)


def made(board: Any) -> tuple[Timeline, Context]:
    files = []
    for name in dict.fromkeys(assets(board)):
        kind = kind_of(extension(name))
        assert kind, name
        files.append(Asset(name, name, kind, 60_000 if kind == "video" else None, 640, 480))
    context = Context(files, "en", measure=lambda words, _: 250 * len(words))
    expanded = expand(board, context)
    assert not expanded.notes, "it comes out otherwise than it is written"
    return expanded.timeline, context


@pytest.mark.parametrize("name", ["SKILL.md", "references/zh-CN.md"])
def test_each_example_is_a_storyboard_or_a_patch_of_the_first(name: str) -> None:
    found = examples(page(name))
    boards = [example for example in found if isinstance(example, dict)]
    patches = [example for example in found if isinstance(example, list)]
    assert len(boards) == 2 and len(patches) == 2, "nothing was found to check"
    for board in boards:
        timeline, _ = made(board)
        assert len(timeline.video_tracks[0].segments) == len(board["scenes"])
    before, context = made(boards[0])
    change, back = map(read_operations, patches)
    after = patched(change, before, context)
    assert not after.notes and after.timeline != before
    assert after.timeline.duration_ms == patches[0][-1]["seconds"] * 1000
    assert [operation.name for operation in back] == ["undo"]


@pytest.mark.parametrize("name", ["SKILL.md", "references/zh-CN.md"])
def test_the_command_names_the_files_of_the_storyboard(name: str) -> None:
    text = page(name)
    (board,) = (json.loads(b) for b in blocks(text, "json") if b.startswith("{"))
    (command,) = (s for s in spans(text) if "--storyboard board.json" in s)
    given = command.partition("board.json ")[2].partition(" -o ")[0].split()
    assert given == list(assets(board))


def scripts(text: str) -> set[str]:
    return set(re.findall(r"\b([a-z]+\.py)\b", text))


def codes(text: str) -> list[str]:
    return re.findall(r"(?m)^\| (\d) \|", text)


def test_the_chinese_guide_has_every_script_code_and_field_of_the_page() -> None:
    english, chinese = page("SKILL.md"), page("references/zh-CN.md")
    assert len(scripts(english)) >= 9 and scripts(english) <= scripts(chinese)
    assert codes(english) == codes(chinese) == list("0123456")
    fields = set(re.findall(r"`([a-z_]+)`", english.partition("## What comes back")[2]))
    known = set(re.findall(r"`([a-z_]+)`", chinese))
    told_elsewhere = {"answer", "timeline", "made_before", "edited_since", "register_url"}
    assert fields - known <= told_elsewhere, fields - known
    actions = {s for s in spans(english) if re.fullmatch(r"[a-z]+\.py [a-z]+( --local)?", s)}
    assert len(actions) >= 6 and actions <= set(spans(chinese))


def test_the_readmes_have_the_same_commands() -> None:
    english, chinese = page("README.md"), page("README.zh-CN.md")
    assert len(blocks(english)) >= 8 and blocks(english) == blocks(chinese)
    assert sorted(spans(english)) == sorted(spans(chinese))
    assert english.count("\n## ") == chinese.count("\n## ")
    assert "(README.zh-CN.md)" in english and "(README.md)" in chinese
