"""Phrases that are commands of their own: never sent, and answered with the right command."""

from __future__ import annotations

import ast
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_server import RawServer
from shells import Shell
from studio_support import SCRIPTS, Client

from nemo_client import routing

PUBLISHED = {
    "export.py": "export / 导出 / download / send me the video / get video / get the video / save",
    "credits.py": "credits / 积分 / balance / 余额 / remaining / how many left",
    "state.py": "status / 状态 / show tracks / show me the tracks / 现在什么样了 / progress / what's done / "
    "show timeline / what's in it / show me what we have",
    "upload.py": "upload / 上传 / file attached / user sends file",
}
"""The published skills' routing table: the rows that are marked Skip SSE, word for word."""

PAIRS = [(p, script) for script, row in PUBLISHED.items() for p in row.split(" / ")]
EVERY = [(p, script) for script, phrases in routing.TABLE.items() for p in phrases]
MESSAGES = [
    "export button text in red",
    "make a video about credits",
    "the last scene says 'download'",
    "a 10-second video: how many credits are left on Earth",
    "save the whales, a documentary",
    "show tracks of animals in the snow",
    "add a progress bar",
    "a status update video for the team",
    "balance the colours",
    "what's done is done, 20 seconds",
    "upload day: a film about photos",
    "redo", "regenerate", "undo", "yes", "make it better", "export economy explained",
    "导出按钮改成红色", "做一个关于积分的视频", "状态栏放在下面", "余额宝的广告", "上传按钮的教程",
    "重新生成", "再来一个", "生成视频",
    "请", "了", "?", "can you", "save " * 40,
]  # fmt: skip


@pytest.fixture
def api(make_shell: Callable[..., Shell]) -> Iterator[tuple[RawServer, Shell]]:
    """An API that answers nothing, and a shell that would talk to it."""
    with RawServer(lambda _: []) as server:
        yield server, make_shell(NEMO_API_URL=server.url, NEMO_TOKEN="tok-1234567")


@pytest.mark.parametrize(("phrase", "script"), PAIRS)
def test_a_published_phrase_is_never_sent(
    api: tuple[RawServer, Shell], phrase: str, script: str
) -> None:
    server, shell = api
    for command in (["sse.py", "send", phrase], ["create.py", phrase, "-o", "a.mp4"]):
        ended = shell.run(*command)
        assert (ended.code, ended.doc["status"]) == (2, "usage"), ended.doc
        assert shlex.split(ended.doc["next"])[0] == script and script in ended.doc["do"]
        assert script in ended.doc["say"] and phrase in ended.doc["say"]
    assert server.requests == [] and not shell.home.exists()


@pytest.mark.parametrize(("phrase", "script"), EVERY)
def test_every_phrase_of_the_table_in_every_dress(phrase: str, script: str) -> None:
    for dress in (
        "{}", "{}!", " {} ", "{}.", "{}…", "{}?", "{}？", "“{}”", "please {}", "Please, {}!", "{} please",
        "can you {}", "Can you {}?", "could you please {} now?", "请{}", "请 {} 。", "{}吧", "{}一下",
        "{}一下吧？", "请帮我{}，谢谢！", "能不能{}？", "{} 🎬",
    ):  # fmt: skip
        for case in (str, str.upper, str.title):
            assert routing.command_for(dress.format(case(phrase))) == script, dress.format(phrase)


@pytest.mark.parametrize(
    ("message", "script"),
    [
        ("ＥＸＰＯＲＴ", "export.py"),
        ("What’s in it?", "state.py"),
        ("what is in it", "state.py"),
        ("帮我查一下余额", "credits.py"),
        ("导出\n", "export.py"),
    ],
)
def test_other_spellings(message: str, script: str) -> None:
    assert routing.command_for(message) == script


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_that_merely_contains_such_a_word_is_the_agents(message: str) -> None:
    assert routing.for_agent(message) is message


@given(st.text(max_size=100))
def test_any_text_is_a_message_or_a_command(text: str) -> None:
    assert routing.command_for(text) in (None, *routing.TABLE)


def test_such_messages_are_sent(shell: Shell, studio: Client) -> None:
    for message in ("hello, make the export button red", "hello 做一个关于积分的视频"):
        assert shell.run("sse.py", "send", message).code == 0
    seen = [r["path"] for r in studio.get("/_studio/requests").json()["data"]]
    assert seen.count("/run_sse") >= 2


def test_the_command_holds_what_is_known(api: tuple[RawServer, Shell]) -> None:
    _, shell = api
    sent = shell.run("sse.py", "send", "export", "--session", "my one").doc
    assert sent["next"] == "export.py --session 'my one'"
    assert shell.run("sse.py", "send", "credits", "--session", "1").doc["next"] == "credits.py"
    assert shell.run("sse.py", "send", "status", "--local").doc["next"] == "state.py --local"
    (shell.folder / "m.txt").write_text("上传", encoding="utf-8")
    in_file = shell.run("sse.py", "send", "--message-file", "m.txt").doc
    assert in_file["next"] == "upload.py FILE" and "没有发给助手" in in_file["say"]
    made = shell.run("create.py", "upload", "a b.jpg", "c.png").doc
    assert made["next"] == "upload.py 'a b.jpg' c.png"
    assert shell.run("create.py", "-", input="Export!\n").code == 2


def test_every_next_is_a_command_that_there_is() -> None:
    assert all((SCRIPTS / script).is_file() for script in routing.TABLE)


def imports(path: Path) -> set[str]:
    """The client's modules that a file imports, by their last names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found.add((node.module or "").rpartition(".")[2])
            found |= {alias.name for alias in node.names}
    return found


def test_the_table_is_shared_with_nothing_else() -> None:
    """What the user may say and what the backend talks of buttons (gui.py) are two closed tables: a
    phrase added to one must never change what the other does."""
    users = {p.name for p in SCRIPTS.rglob("*.py") if "routing" in imports(p)}
    assert users == {"sse.py", "create.py"}
    own = imports(SCRIPTS / "nemo_client" / "routing.py")
    assert own & {p.stem for p in (SCRIPTS / "nemo_client").glob("*.py")} == {"errors", "say"}
