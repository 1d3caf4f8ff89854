"""What a person sees: on a terminal sentences, tables and a bar, never JSON, never what steers it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shells import Shell
from stand_in import StandIn
from stand_in_rules import (
    Do,
    Reply,
    Turn,
    call,
    envelope,
    error_event,
    finish,
    raw_video,
    render_failed,
    result,
    stream,
    text,
)
from studio_support import SCRIPTS as SCRIPTS_FOLDER
from studio_support import Client
from terminal_support import HOSTILE, UNSAFE, on_a_terminal

from nemo_client.output import Reporter, one_line
from nemo_client.people import ago, lines, time_left
from nemo_client.terminal import safe, table, width

BRIEF = "A film about tea"
SCRIPTS = ["auth", "session", "upload", "sse", "credits", "state", "export", "create"]
ANY_TEXT = st.text(
    st.characters() | st.sampled_from("\x1b\x9b\x9d\x07\x9c[]\\m\u202e\u2066\u2028\x85\ud800\r\n")
)


# Text


@given(ANY_TEXT)
def test_no_text_steers_a_terminal(any_text: str) -> None:
    shown = safe(any_text)
    assert not UNSAFE.search(shown.replace("\n", ""))
    assert safe(shown) == shown
    shown.encode()


@given(st.recursive(ANY_TEXT, lambda one: st.lists(one) | st.dictionaries(ANY_TEXT, one)))
def test_json_is_safe_and_says_the_same(value: Any) -> None:
    written = one_line({"say": value})
    assert not UNSAFE.search(written) and len(written.splitlines()) == 1
    assert json.loads(written) == {"say": value}


FIELDS = ("say", "do", "answer", "timeline", "warning", "link", "register_url", "next", "usage")


@given(
    st.fixed_dictionaries(dict.fromkeys(FIELDS, ANY_TEXT))
    | st.builds(lambda warnings: {"say": "x", "warnings": warnings}, st.lists(ANY_TEXT))
    | st.builds(lambda row: {"say": "x", "rows": [row, row]}, st.lists(ANY_TEXT, min_size=1)),
    st.sampled_from(["en", "zh-CN"]),
)
def test_no_document_steers_a_terminal(document: dict[str, Any], language: str) -> None:
    shown = safe(lines({"status": "done", **document}, language, []))
    assert not UNSAFE.search(shown.replace("\n", ""))


def test_sequences_go_whole_and_languages_stay() -> None:
    assert safe("a\x1b]0;owned\x07b\x9b31mc\x1b[0md\x1b(Be\x90q\x9cf") == "abcdef"
    assert safe("\x1b]0;never ended\nnext line") == "\nnext line"
    assert safe("a\tb\r\nc\u2028d") == "a b\nc\nd"
    for spoken in ("مرحبا بالعالم", "שלום עולם", "👨\u200d👩\u200d👧", "क्\u200dष", "你好"):
        assert safe(spoken) == spoken
    assert safe("gpj\u202eexe") == "gpjexe"


@pytest.mark.parametrize(
    ("words", "columns"),
    [("abc", 3), ("你好", 4), ("café", 4), ("cafe\u0301", 4), ("👍🏽", 2), ("❤\ufe0f", 2),
     ("👨\u200d👩\u200d👧", 2), ("🇫🇷", 2), ("ｶﾞ", 2), ("", 0)],
)  # fmt: skip
def test_width_in_columns(words: str, columns: int) -> None:
    assert width(words) == columns


def test_columns_are_aligned() -> None:
    made = table([["*", "咖啡店", "3 h ago"], ["", "A bookshop", "1 d ago"], ["", "x" * 50, "now"]])
    ends = [width(line[: line.rindex(last)]) for line, last in zip(made, "31n", strict=True)]
    assert len(set(ends)) == 1 and "…" in made[2]


# Times


def test_ages_are_words_in_the_language() -> None:
    now = time.time()
    assert ago(now - 5, "en") == "just now" and ago(now + 60, "zh-CN") == "刚刚"
    assert ago(now - 3 * 3600 - 5, "en") == "3 h ago"
    assert ago(now - 3 * 3600 - 5, "zh-CN") == "3 小时前"
    assert ago(now - 2 * 86400 - 5, "zh-TW") == "2 天前"


def test_the_time_left_follows_the_pace() -> None:
    clock = iter([0.0, 1.0, 10.0, 100.0, 200.0])
    left = time_left(lambda: next(clock))
    assert [left(percent, "en") for percent in (60, 61)] == ["", ""]
    assert left(70, "en") == "about 30 s left"
    assert left(80, "zh-CN") == "约剩 2 分钟"
    assert left(100, "en") == ""


# Commands


@pytest.mark.parametrize("script", [*SCRIPTS, "studio"])
def test_the_version_is_the_frontmatters(make_shell: Callable[..., Shell], script: str) -> None:
    shown, code = on_a_terminal(make_shell(), f"{script}.py", "--version")
    skill = (Path(__file__).parents[1] / "SKILL.md").read_text(encoding="utf-8")
    version = re.search(r'version: "(.+)"', skill)
    name = "" if script == "studio" else "nemo-video-generator "
    assert code == 0 and version and shown.strip() == f"{name}{version[1]}"


def test_sentences_on_a_terminal(shell: Shell) -> None:
    shown, _ = on_a_terminal(shell, "credits.py")
    assert shown.startswith("The local studio is free") and "{" not in shown
    assert on_a_terminal(shell, "credits.py", "--json")[0].startswith('{"schema"')
    wrong, code = on_a_terminal(shell, "state.py")
    assert code == 2 and "No session here yet." in wrong
    assert wrong.count("session.py new") == 1, "what to do is said once"
    assert f"{shell.scripts}/session.py new" in wrong, "and can be pasted"


def test_a_bar_while_a_file_goes_up(shell: Shell, studio: Client) -> None:
    from PIL import Image

    Image.effect_noise((1500, 1500), 90).save(shell.folder / "a.png")
    shown, _ = on_a_terminal(shell, "upload.py", "a.png")
    assert "Uploading a.png" in shown and "|" in shown and "1 file(s) uploaded: a.png." in shown


def test_an_answer_is_read_once(cloud: StandIn, cloud_shell: Shell) -> None:
    words = ("I make it now.\n\nIt will be green.", "Done, with a title.")
    cloud.rule("run", do=stream(text(words[0]), call("x"), finish, result("x"), text(words[1])))
    shown, code = on_a_terminal(cloud_shell, "sse.py", "send", BRIEF)
    assert code == 0 and shown.count("I make it now.") == shown.count("It will be green.") == 1
    assert shown.count("Done, with a title.") == 1 and shown.count("This is a new project.") == 1
    assert shown.count("Timeline (3 tracks)") == 1
    again, _ = on_a_terminal(cloud_shell, "sse.py", "wait", "--quiet")
    assert again.count("Done, with a title.") == 1, "told by nobody else"
    piped = cloud_shell.run("sse.py", "wait").doc
    assert piped["say"] == "\n\n".join(words)


def test_a_question_is_read_once_and_is_in_the_document(cloud: StandIn, cloud_shell: Shell) -> None:
    asked = {"title": "Style", "questions": [{"prompt": "Warm?", "options": ["yes", "no"]}]}
    cloud.rule("run", do=stream(call("ask_question", **asked)))
    shown, _ = on_a_terminal(cloud_shell, "sse.py", "send", BRIEF)
    assert shown.count("Warm? (yes / no)") == 1
    ended = cloud_shell.run("sse.py", "wait").doc
    assert "Warm? (yes / no)" in ended["say"] and ended["questions"] == [asked]


def test_tables_of_projects_texts_and_events(cloud: StandIn, cloud_shell: Shell) -> None:
    cloud_shell.run("create.py", "做一个茶的视频", "-o", "茶.mp4")
    other = cloud_shell.folder.parent / "other"
    other.mkdir()
    elsewhere = Shell(other, cloud_shell.env, cloud_shell.scripts)
    elsewhere.run("create.py", BRIEF, "-o", "tea.mp4")
    shown, _ = on_a_terminal(cloud_shell, "session.py", "list")
    first, second = (line for line in shown.splitlines() if ".mp4" in line)
    assert re.match(r"  \*  做一个茶的视频 +茶\.mp4 +刚刚 +\S+$", first)
    assert re.match(r"     A film about tea +tea\.mp4 +刚刚 +\S+$", second)
    assert width(first[: first.index("刚刚")]) == width(second[: second.index("刚刚")])
    listed = cloud_shell.run("session.py", "list").doc["sessions"]
    assert [entry.get("folder") for entry in listed] == [None, str(other)]
    assert [entry["files"] for entry in listed] == [["茶.mp4"], ["tea.mp4"]]
    state, _ = on_a_terminal(cloud_shell, "state.py")
    assert re.search(r"  0-1 s +做一个茶的视频\r\n", state)
    log, _ = on_a_terminal(cloud_shell, "sse.py", "log")
    assert re.search(r"你 +做一个茶的视频\r\n", log) and "run_" not in log and "{" not in log


def test_ten_projects_are_listed_and_the_rest_counted(shell: Shell) -> None:
    for number in range(12):
        shell.run("session.py", "new", "--title", f"Film {number}")
    shown = shell.run("session.py", "list").doc
    assert [entry["title"] for entry in shown["sessions"]] == [
        f"Film {n}" for n in range(11, 1, -1)
    ]
    assert "2 more" in shown["say"]
    assert len(shell.run("session.py", "list", "--all").doc["sessions"]) == 12
    shell.run("session.py", "use", shown["sessions"][5]["id"])
    again = shell.run("session.py", "list").doc["sessions"]
    assert again[0]["id"] == shown["sessions"][5]["id"] and again[0]["current"]


# What is not ours


def hostile_draft(turn: Turn) -> None:
    draft = turn.cloud.draft(turn.session, HOSTILE, tracks=3)
    for track in draft["t"]:
        track["name"] = HOSTILE
        for segment in track["sg"]:
            segment["m"] |= {"name": HOSTILE, "text": HOSTILE, "style": HOSTILE}
    turn.cloud.give(turn.session, draft)


HOSTILE_TURN = (
    text(HOSTILE), call(HOSTILE, words=HOSTILE), raw_video, hostile_draft, result(HOSTILE),
    call("ask_question", title=HOSTILE, questions=[{"prompt": HOSTILE, "options": [HOSTILE]}]),
    text(HOSTILE + " done"),
)  # fmt: skip


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_nothing_of_the_service_steers_a_terminal(
    cloud: StandIn, cloud_shell: Shell, as_json: list[str]
) -> None:
    cloud.rule("run", nth="always", do=stream(*HOSTILE_TURN))
    (cloud_shell.folder / (HOSTILE.replace("/", "").replace("\x00", "") + ".png")).write_bytes(
        png()
    )
    name = next(cloud_shell.folder.iterdir()).name
    for command in (
        ["upload.py", name],
        ["sse.py", "send", HOSTILE.replace("\x00", "")],
        ["sse.py", "wait"],
        ["sse.py", "log"],
        ["state.py", "--full", "--draft"],
        ["session.py", "list"],
        ["session.py", "show"],
        ["session.py", "new", "--title", HOSTILE.replace("\x00", "")],
        ["create.py", f"{BRIEF} {name}", name, "-o", "out.mp4"],
    ):
        shown, _ = on_a_terminal(cloud_shell, *command, *as_json)
        assert not UNSAFE.search(shown), (command, shown)
        assert as_json or "owned" not in shown, "a sequence goes as a whole"
        assert "Traceback" not in shown
    assert cloud.wishes


@pytest.mark.parametrize(
    ("endpoint", "fault", "command"),
    [
        ("state", envelope(400, HOSTILE), ["state.py"]),
        ("upload", envelope(4001, HOSTILE), ["upload.py", "a.png"]),
        ("credits", envelope(2001, HOSTILE), ["credits.py"]),
        ("run", stream(error_event(HOSTILE, HOSTILE)), ["sse.py", "send", BRIEF]),
        ("run", envelope(2001, HOSTILE), ["sse.py", "send", BRIEF]),
        ("poll", render_failed(HOSTILE), ["create.py", BRIEF]),
        ("render", Do(reply=Reply(400, {"success": False, "error": HOSTILE})), ["create.py", BRIEF]),
        ("claim", Do(reply=Reply(200, {"code": 0, "data": {"claim_token": HOSTILE}})),
         ["session.py", "link"]),
    ],
)  # fmt: skip
def test_no_error_steers_a_terminal(
    cloud: StandIn, cloud_shell: Shell, endpoint: str, fault: Do, command: list[str]
) -> None:
    cloud_shell.run("session.py", "new")
    (cloud_shell.folder / "a.png").write_bytes(png())
    cloud.rule(endpoint, nth="always", do=fault)
    shown, _ = on_a_terminal(cloud_shell, *command)
    assert shown.strip() and not UNSAFE.search(shown), shown
    assert "owned" not in shown.replace("%3Bowned", "")


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_argument_steers_a_terminal(make_shell: Callable[..., Shell], script: str) -> None:
    option = "--" + "".join(HOSTILE.replace("\x00", "").split())
    shown, code = on_a_terminal(make_shell(), f"{script}.py", option)
    assert code == 2 and not UNSAFE.search(shown), shown


# Ctrl-C


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("endpoint", "command", "goes_on", "follow"),
    [
        ("run", ["create.py", BRIEF], True, r"create\.py --resume job_\w+"),
        ("session", ["create.py", BRIEF], False, r"create\.py --resume job_\w+"),
        ("run", ["sse.py", "send", BRIEF], True, r"sse\.py wait run_\w+"),
        ("session", ["sse.py", "send", BRIEF], False, r"sse\.py send 'A film about tea'"),
        ("upload", ["upload.py", "a.png", "b.png"], False, r"upload\.py --session \d+ \S+a\.png \S+b\.png"),
        ("poll", ["export.py", "-o", "x.mp4"], True, r"export\.py --resume render_\w+"),
        ("render", ["export.py", "-o", "x.mp4"], False, r"export\.py -o x\.mp4"),
    ],
)  # fmt: skip
def test_after_an_interrupt_the_way_on_is_one_line(
    cloud: StandIn, cloud_shell: Shell, endpoint: str, command: list[str], goes_on: bool,
    follow: str, as_json: bool,
) -> None:  # fmt: skip
    for name in ("a.png", "b.png"):
        (cloud_shell.folder / name).write_bytes(png())
    if command[0] == "export.py":
        cloud_shell.run("sse.py", "send", BRIEF)
    gate = cloud.hold(endpoint)
    options = ["--json"] * as_json
    shown, code = on_a_terminal(cloud_shell, *command, *options, interrupt=gate.reached)
    cloud.release()
    said = "What was sent goes on by itself." if goes_on else "it can be gone on with"
    assert code == 130 and said in shown, shown
    if as_json:
        document = json.loads(shown[shown.index('{"') :])
        assert document["status"] == "interrupted" and re.match(follow, document["next"])
    else:
        assert len(re.findall(follow, shown)) == 1 and "next" in shown, shown
        assert "`next`" not in shown


def test_an_interrupt_before_anything_was_sent_says_so(cloud: StandIn, cloud_shell: Shell) -> None:
    fifo = cloud_shell.folder / "words"
    os.mkfifo(fifo)
    held: list[TextIO] = []  # opens when the command reads; then nothing comes
    shown, code = on_a_terminal(
        cloud_shell, "sse.py", "send", "--message-file", "words",
        interrupt=lambda: held.append(fifo.open("w")),
    )  # fmt: skip
    held.pop().close()
    assert code == 130 and "nothing was sent" in shown and "next" not in shown, shown
    assert "Traceback" not in shown and cloud.requests == []


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_interrupt_while_modules_load_is_no_traceback(options: list[str]) -> None:
    """As early as that, there is no command yet: the package itself sees to it."""
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); import nemo_client; raise KeyboardInterrupt"
    done = subprocess.run(
        [sys.executable, "-c", code, str(SCRIPTS_FOLDER), *options],
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 130 and done.stderr == ""
    assert json.loads(done.stdout)["status"] == "interrupted"


def test_one_line_for_every_reader() -> None:
    text = one_line({"say": "a\u2028b\u2029c\x85d\ne"})
    assert len(text.splitlines()) == 1
    assert Reporter(as_json=True).as_json


def png() -> bytes:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (64, 48), "orange").save(made, "png")
    return made.getvalue()
