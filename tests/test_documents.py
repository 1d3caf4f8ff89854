"""What documents hold: all that is needed, no text twice, little enough to be read each time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import permutations
from typing import Any

from shells import Shell
from stand_in import StandIn
from stand_in_rules import CUT, call, finish, result, stream, text

BRIEF = "A film about tea and biscuits"


def sentences(document: dict[str, Any]) -> Iterator[str]:
    """The texts that are told: every string of some length but paths, links and `texts`."""
    for key in ("say", "do", "answer", "timeline", "warning"):
        if document.get(key):
            yield document[key]
    yield from document.get("changes", [])
    yield from document.get("warnings", [])


def assert_no_repetition(document: dict[str, Any]) -> None:
    for one, other in permutations(sentences(document), 2):
        assert one not in other, document


def test_no_text_stands_twice(cloud: StandIn, cloud_shell: Shell) -> None:
    for command in (
        ["create.py", BRIEF, "-o", "a.mp4"], ["create.py", BRIEF, "-o", "a.mp4"], ["state.py"],
        ["sse.py", "send", "another title"], ["sse.py", "wait"], ["state.py", "--full"],
        ["sse.py", "log"], ["session.py", "list"], ["session.py", "show"], ["export.py"],
        ["session.py", "new"], ["sse.py", "send", BRIEF],
    ):  # fmt: skip
        ended = cloud_shell.run(*command)
        assert ended.code == 0, ended.doc
        assert_no_repetition(ended.doc)


def test_what_a_run_says_is_whole(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud.rule("run", do=stream(text("On it."), call("x"), finish, result("x"), text("Done.")))
    ended = cloud_shell.run("sse.py", "send", BRIEF).doc
    assert ended["say"] == "This is a new project.\n\nOn it.\n\nDone."
    assert "answer" not in ended and "timeline" not in ended, "`changes` is the timeline"
    assert ended["changes"][0].startswith("Timeline (3 tracks)")
    cloud.rule("run", do=stream(text("Nothing to do.")))
    ended = cloud_shell.run("sse.py", "send", "hello").doc
    assert ended["changes"] == [] and ended["timeline"].startswith("Timeline (3 tracks)")
    cloud.rule("run", do=stream(call("x"), finish, CUT))
    ended = cloud_shell.run("sse.py", "send", "a red one", "--wait", "60").doc
    assert ended["changes"] and ended["changes"][0] in ended["say"]


def test_the_state_is_short_and_whole_on_wish(cloud: StandIn, cloud_shell: Shell) -> None:
    from PIL import Image

    Image.new("RGB", (64, 48), "orange").save(cloud_shell.folder / "a.png")
    cloud_shell.run("upload.py", "a.png")
    cloud_shell.run("sse.py", "send", BRIEF)
    short = cloud_shell.run("state.py").doc
    assert short["texts"] == [{"from_s": 0, "to_s": 1, "text": BRIEF}]
    assert short["uploads"] == ["a.png"] and "changes" not in short
    whole = cloud_shell.run("state.py", "--full").doc
    assert whole["texts"][0]["color"] == "#ffffff" and len(whole["uploads"][0]) > 1
    cloud_shell.run("sse.py", "send", "another title")
    changed = cloud_shell.run("state.py").doc["changes"]
    assert len(changed) == 1 and "another title" in changed[0]


def test_a_result_of_1_0_0_in_the_journal_is_told(cloud: StandIn, cloud_shell: Shell) -> None:
    import sqlite3

    cloud_shell.run("sse.py", "send", BRIEF)
    kept = {"answer": "", "summary": "Timeline (1 tracks)", "changes": [], "warnings": ["Error"]}
    with sqlite3.connect(cloud_shell.home / "journal.db") as db:
        db.execute("UPDATE runs SET result=?", (json.dumps(kept),))
    ended = cloud_shell.run("sse.py", "wait").doc
    assert ended["say"] == "Timeline (1 tracks)"
