"""Every end of every command in English and in Chinese, and the catalogue that they come from."""

from __future__ import annotations

import ast
import os
import re
import signal
import sqlite3
import string
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image
from shells import Ended, Shell
from stand_in import StandIn
from stand_in_rules import (
    Hold,
    Reply,
    answer,
    call,
    envelope,
    error_event,
    finish,
    lost,
    render_failed,
    result,
    stream,
    text,
    unsuccessful,
)
from studio_support import SCRIPTS
from telling import LANGUAGES, foreign, unfit

from nemo_client import errors
from nemo_client.errors import NemoError
from nemo_client.output import failure
from nemo_client.say import SENTENCES, sentence, told

# The catalogue

SOURCES = [*sorted(SCRIPTS.glob("*.py")), *sorted((SCRIPTS / "nemo_client").rglob("*.py"))]
KINDS = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, NemoError)
}


def calls(names: set[str]) -> Iterator[tuple[Path, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = getattr(function, "id", getattr(function, "attr", ""))
                if name in names:
                    yield path, node


def keys_in(node: ast.AST) -> Iterator[str]:
    """The keys that an expression may be, as patterns."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
            for part in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from keys_in(node.body)
        yield from keys_in(node.orelse)


def test_both_languages_fill_in_the_same() -> None:
    for key, both in SENTENCES.items():
        english, chinese = (
            sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)
            for text in both
        )
        assert english == chinese, key
        assert not foreign(re.sub(r"\{\w+\}", "", both[0]), "en"), key
        assert not foreign(re.sub(r"\{\w+\}", "", both[1]), "zh") or key == "about", key


def test_every_key_is_there_and_is_used() -> None:
    patterns = {
        pattern
        for _, node in calls({"sentence", "say", "Sentence"})
        if node.args
        for pattern in keys_in(node.args[0])
    }
    unknown = [p for p in patterns if not any(re.fullmatch(p, key) for key in SENTENCES)]
    assert not unknown
    words = {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    dead = [
        key
        for key in SENTENCES
        if key not in words and not any(re.fullmatch(p, key) for p in patterns)
    ]
    assert not dead


def is_plain(node: ast.AST) -> bool:
    """Whether an expression is, or may be, words that stand in the code."""
    if isinstance(node, ast.IfExp):
        return is_plain(node.body) or is_plain(node.orelse)
    if isinstance(node, ast.BoolOp):
        return any(map(is_plain, node.values))
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def test_no_error_and_no_progress_is_told_in_words_of_the_code() -> None:
    """argparse's own, whose reader is the agent, are the one exception."""
    told_plainly = []
    for path, node in calls({*KINDS, "NotThere", "tell"}):
        said = node.args[:1] + [k.value for k in node.keywords if k.arg == "action"]
        if any(map(is_plain, said)) and "self.prog" not in ast.unparse(node):
            told_plainly.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
    assert not told_plainly


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_kind_of_error_says_what_to_do(kind: type[NemoError], language: str) -> None:
    document = failure(kind(sentence("no_timeline")), language)
    assert not unfit(document, language)


def test_a_sentence_in_a_sentence_is_of_the_same_language() -> None:
    why = sentence("about", what="a.mp4", message=sentence("no_timeline"))
    both = sentence("other_file", faults=[sentence("no_sound"), why])
    assert told(both, "zh-TW") == "文件与时间线不符：没有声音；a.mp4：还没有可以导出的时间线。。"
    assert "it has no sound; a.mp4: There is no timeline" in told(both, "fr")


# The walk

BRIEF = {"en": "A film about tea in the morning", "zh": "做一个关于早茶的短片"}
EDIT = {"en": "make the title of it yellow", "zh": "把标题改成黄色"}
ANSWER = {"en": "Here is the film.", "zh": "短片做好了。"}


@dataclass(frozen=True)
class Walk:
    """One user in one language, at a stand-in of the cloud."""

    cloud: StandIn
    shell: Shell
    language: str

    def run(self, script: str, *words: str, **env: str) -> Ended:
        return self.shell.run(script, *words, **env)

    def began(self) -> Walk:
        """A session is there, in the user's language."""
        assert self.run("session.py", "new", "--words", BRIEF[self.language]).code == 0
        return self

    def send(self, *options: str) -> Ended:
        words = ("sse.py", "send", BRIEF[self.language])
        return self.run(*words, *(options or ("--wait", "60")))

    def made(self) -> Walk:
        """A video is there."""
        assert self.spoken(call("edit_multitrack"), finish).send().code == 0
        return self

    def spoken(self, *steps: Any) -> Walk:
        """The next turn answers in the user's language."""
        self.cloud.rule("run", do=stream(*steps, text(ANSWER[self.language])))
        return self

    def at_work(self) -> tuple[Hold, str]:
        """A turn that works until it is let go, and its run."""
        hold = Hold()
        self.cloud.rule("run", do=stream(call("edit_multitrack"), hold, finish))
        patient = replace(self.shell, env=self.shell.env | {"NEMO_TIME_SCALE": "0.1"})
        ended = replace(self, shell=patient).send("--wait", "0.5")
        assert ended.code == 4, ended.doc
        return hold, str(ended.doc["run_id"])

    def refused(self, endpoint: str, do: Any) -> Walk:
        self.cloud.rule(endpoint, nth="always", do=do)
        return self

    def picture(self) -> str:
        Image.new("RGB", (64, 64), "red").save(self.shell.folder / "a.png")
        return "a.png"


class End(NamedTuple):
    code: int
    status: str
    way: Callable[[Walk], Ended]


def working(walk: Walk, *command: str) -> Ended:
    """A command while a turn is at work, which then ends."""
    hold, run_id = walk.began().at_work()
    try:
        return walk.run(*(run_id if word == "RUN" else word for word in command))
    finally:
        hold.release()
        walk.run("sse.py", "wait", run_id, "--wait", "60")


def stopped(walk: Walk) -> Ended:
    """A queued message that was stopped, followed."""
    hold, run_id = walk.began().at_work()
    queued = walk.run("sse.py", "send", EDIT[walk.language], "--queue", "--wait", "0.3")
    said = walk.run("sse.py", "stop", queued.doc["run_id"])
    assert said.code == 0 and not unfit(said.doc, walk.language), said.doc
    hold.release()
    walk.run("sse.py", "wait", run_id, "--wait", "60")
    return walk.run("sse.py", "wait", queued.doc["run_id"])


def interrupted(walk: Walk) -> Ended:
    hold = Hold()
    walk.began().cloud.rule("run", do=stream(call("edit_multitrack"), hold, finish))
    started = walk.shell.start("sse.py", "send", BRIEF[walk.language], "--wait", "60")
    assert hold.reached()
    os.killpg(started.process.pid, signal.SIGINT)
    try:
        return started.ended()
    finally:
        hold.release()


def asked(walk: Walk) -> Ended:
    question = {"id": "q", "prompt": ANSWER[walk.language], "options": []}
    walk.cloud.rule("run", do=stream(call("ask_question", questions=[question])))
    return walk.run("create.py", BRIEF[walk.language], "--wait", "60")


def of_another_api(walk: Walk) -> Ended:
    hold, run_id = walk.began().at_work()
    hold.release()
    return walk.run("sse.py", "wait", run_id, NEMO_API_URL="https://api.test")


def gone(walk: Walk) -> Walk:
    walk.made()
    walk.cloud.forget_session(next(iter(walk.cloud.sessions)))
    return walk


def lost_with_uploads(walk: Walk) -> Ended:
    assert walk.began().run("upload.py", walk.picture()).code == 0
    walk.cloud.forget_session(next(iter(walk.cloud.sessions)))
    return walk.run("state.py")


def existing(walk: Walk) -> Ended:
    (walk.made().shell.folder / "a.mp4").write_bytes(b"mine")
    return walk.run("export.py", "-o", "a.mp4")


def elsewhere(walk: Walk) -> Ended:
    """A new folder of a user who was heard before."""
    walk.began()
    folder = walk.shell.folder / "other"
    folder.mkdir()
    return replace(walk.shell, folder=folder).run("state.py")


def unreachable(walk: Walk) -> Ended:
    walk.began().cloud.stop()
    return walk.run("state.py")


def busy(walk: Walk) -> Ended:
    """Another program holds the journal."""
    with closing(sqlite3.connect(walk.began().shell.home / "journal.db")) as db:
        db.execute("BEGIN IMMEDIATE")
        return walk.run("sse.py", "send", BRIEF[walk.language])


def not_a_film(walk: Walk) -> Ended:
    walk.made().cloud.movie = b"this is no film" * 99
    return walk.run("export.py", "-o", "a.mp4")


def refused_for_good(walk: Walk) -> Ended:
    told = {"status": "failed", "retryable": False, "error": ANSWER[walk.language]}
    walk.made().cloud.rule("poll", do=answer(200, told))
    return walk.run("export.py")


ENDS: dict[str, End] = {
    "no such file": End(2, "usage", lambda w: w.began().run("upload.py", "none.png")),
    "a command's own word": End(2, "usage", lambda w: w.began().run("sse.py", "send", "export")),
    "no session in a new folder": End(2, "usage", elsewhere),
    "an existing file": End(2, "usage", existing),
    "of another API": End(2, "usage", of_another_api),
    "an unknown run": End(2, "usage", lambda w: w.began().run("sse.py", "wait", "run_0")),
    "an unknown render": End(2, "usage", lambda w: w.began().run("export.py", "--resume", "r")),
    "an unknown creation": End(2, "usage", lambda w: w.began().run("create.py", "--resume", "j")),
    "a refused token": End(
        3, "auth", lambda w: w.began().refused("state", envelope(1001, "")).run("state.py")
    ),
    "a lost project": End(1, "session_not_found", lambda w: gone(w).run("state.py")),
    "a lost session with uploads": End(1, "session_not_found", lost_with_uploads),
    "no credits": End(3, "no_credits", lambda w: w.began().refused("run", envelope(2001, "")).send()),
    "no plan": End(
        3, "plan", lambda w: w.made().refused("render", envelope(402, "")).run("export.py")
    ),
    "too many requests": End(
        5, "rate_limited", lambda w: w.began().refused("state", envelope(429, "")).run("state.py")
    ),
    "a refused request": End(
        1, "bad_request", lambda w: w.began().refused("state", envelope(400, "")).run("state.py")
    ),
    "a fault in passing": End(
        5, "server_error", lambda w: w.began().refused("state", answer(500)).run("state.py")
    ),
    "no JSON": End(
        5, "server_error", lambda w: w.began().refused("state", answer(200, b"<p>")).run("state.py")
    ),
    "not done": End(
        1, "request_failed",
        lambda w: w.made().refused("cancel", unsuccessful("")).run("export.py", "--cancel", "r"),
    ),
    "a code that nobody knows": End(
        1, "error", lambda w: w.began().refused("state", envelope(7777, "")).run("state.py")
    ),
    "a busy journal": End(5, "busy", busy),
    "unreachable": End(5, "unreachable", unreachable),
    "an empty file": End(
        3, "unsupported_file",
        lambda w: (
            (w.began().shell.folder / "a.png").touch() or w.run("upload.py", "a.png")
        ),
    ),
    "a file of another kind": End(
        3, "unsupported_file",
        lambda w: w.began().refused("upload", envelope(4001, "")).run("upload.py", w.picture()),
    ),
    "too large a file": End(
        3, "file_too_large",
        lambda w: w.began().refused("upload", envelope(4002, "")).run("upload.py", w.picture()),
    ),
    "an upload without files": End(
        1, "error",
        lambda w: w.began().refused("upload", answer(200, {"data": {"files": []}})).run(
            "upload.py", w.picture()
        ),
    ),
    "an unknown outcome": End(
        6, "outcome_unknown", lambda w: w.began().refused("run", lost(reply=Reply(200))).send()
    ),
    "still running": End(4, "running", lambda w: working(w, "sse.py", "wait", "RUN", "--wait", "0")),
    "another message": End(4, "running", lambda w: working(w, "sse.py", "send", EDIT[w.language])),
    "an export at work": End(4, "running", lambda w: working(w, "export.py")),
    "what goes on": End(1, "error", lambda w: working(w, "sse.py", "stop", "RUN")),
    "nothing to stop": End(1, "error", lambda w: w.made().run("sse.py", "stop")),
    "stopped": End(1, "cancelled", stopped),
    "a failed turn": End(
        1, "run_failed", lambda w: w.began().refused("run", stream(error_event("SAFETY", ""))).send()
    ),
    "nothing to export": End(1, "nothing_to_export", lambda w: w.began().run("export.py")),
    "a question": End(1, "nothing_to_export", asked),
    "a failed render": End(
        5, "render_failed", lambda w: w.made().refused("poll", render_failed("")).run("export.py")
    ),
    "a render that is refused": End(1, "render_failed", refused_for_good),
    "not a film": End(1, "check_failed", not_a_film),
    "interrupted": End(130, "interrupted", interrupted),
    "no studio": End(
        1, "studio",
        lambda w: w.began().run("state.py", "--local", NEMO_STUDIO_HOME=str(Path(__file__) / "x")),
    ),
    # What goes well
    "a new session": End(
        0, "done", lambda w: w.run("session.py", "new", "--words", BRIEF[w.language])
    ),
    "an upload": End(0, "done", lambda w: w.began().run("upload.py", w.picture())),
    "a turn": End(0, "done", lambda w: w.began().spoken(finish).send()),
    "a silent turn": End(
        0, "done", lambda w: w.began().refused("run", stream(call("edit"), finish)).send()
    ),
    "a turn that changes nothing": End(
        0, "done", lambda w: w.began().refused("run", stream(call("edit"), result("edit"))).send()
    ),
    "a state": End(0, "done", lambda w: w.made().run("state.py")),
    "an empty state": End(0, "done", lambda w: w.began().run("state.py")),
    "credits": End(0, "done", lambda w: w.began().run("credits.py")),
    "an export": End(0, "done", lambda w: w.made().run("export.py")),
    "a creation": End(
        0, "done", lambda w: w.spoken(finish).run("create.py", BRIEF[w.language], "--wait", "60")
    ),
    "sessions": End(0, "done", lambda w: w.began().run("session.py", "list")),
    "a session": End(0, "done", lambda w: w.made().run("session.py", "show")),
    "a log": End(0, "done", lambda w: w.made().run("sse.py", "log")),
    "who we are": End(0, "done", lambda w: w.began().run("auth.py", "status")),
    "connected": End(0, "done", lambda w: w.began().run("auth.py", "connect")),
    "a sign-up": End(0, "done", lambda w: w.began().run("auth.py", "link")),
    "forgotten": End(0, "done", lambda w: w.began().run("auth.py", "forget")),
}  # fmt: skip
ELSEWHERE = {"internal_error"}
"""Statuses that no way of a user's leads to."""


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ENDS)
def test_an_end_is_told_in_the_users_language(
    cloud: StandIn, cloud_shell: Shell, name: str, language: str
) -> None:
    end = ENDS[name]
    shell = replace(cloud_shell, env=cloud_shell.env | {"NEMO_TIME_SCALE": "0.002", "LANG": "C"})
    ended = end.way(Walk(cloud, shell, language))
    assert (ended.code, ended.doc["status"]) == (end.code, end.status), ended.doc
    assert not unfit(ended.doc, language), ended.doc
    for key in ("answer", "timeline", "warning"):
        assert not foreign(str(ended.doc.get(key) or ""), language), (key, ended.doc)
    changes = ended.doc.get("changes") or []
    assert not any(foreign(change, language) for change in changes), changes


def test_the_walk_meets_every_status() -> None:
    met = {end.status for end in ENDS.values()} | ELSEWHERE
    assert {kind.status for kind in KINDS.values()} <= met
