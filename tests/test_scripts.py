"""Every script as an agent runs it: a subprocess, one JSON document, an exit code."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from shells import Shell
from studio_support import SCRIPTS, Client

AGENT_SCRIPTS = ["auth", "session", "upload", "sse", "credits", "state", "export", "create"]
PUBLISHED = [
    "free-ai-video-generator", "video-generator-free-credits", "ai-video-generation-online",
    "free-image-to-video-generator", "video-generator-ai",
]  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def png(tmp_path: Path) -> Path:
    from PIL import Image

    path = tmp_path / "folder" / "one.png"
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", (64, 48), "orange").save(path)
    return path


@pytest.mark.parametrize("script", AGENT_SCRIPTS)
def test_help_tells_the_exit_codes(make_shell: Callable[..., Shell], script: str) -> None:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, str(SCRIPTS / f"{script}.py"), "--help"],
        capture_output=True, encoding="utf-8", check=True, env=make_shell().env,
    )  # fmt: skip
    for word in ("exit codes", "--local"):
        assert word in done.stdout


@pytest.mark.parametrize("script", AGENT_SCRIPTS)
def test_wrong_use_is_code_2_with_a_document(make_shell: Callable[..., Shell], script: str) -> None:
    ended = make_shell().run(f"{script}.py", "--no-such-flag")
    assert ended.code == 2
    assert ended.doc["ok"] is False and ended.doc["say"] and ended.doc["do"]


def test_status_needs_no_network_and_shows_no_token(make_shell: Callable[..., Shell]) -> None:
    shell = make_shell(NEMO_API_URL="https://127.0.0.1:1", NEMO_TOKEN="nmv_usr_" + "s" * 20)
    ended = shell.run("auth.py", "status")
    assert ended.code == 0 and ended.doc["token"] == "environment"
    assert ended.doc["headers"]["X-Skill-Source"] == "nemo-video-generator"
    assert "ssss" not in json.dumps(ended.doc)
    assert not shell.home.exists(), "a look must write nothing"


def test_connect_keeps_the_token_to_itself(shell: Shell, studio: Client) -> None:
    first = shell.run("auth.py", "connect")
    assert first.code == 0 and first.doc["new_account"] and first.doc["token"] == "kept"
    kept = json.loads((shell.home / "credentials.json").read_text())
    token = kept[studio.url]["token"]
    assert token.startswith("nmv_usr_") and token not in json.dumps(first.doc) + first.err
    assert not shell.run("auth.py", "connect").doc["new_account"]
    link = shell.run("auth.py", "link").doc["register_url"]
    assert re.search(r"/register\?bind=anon_[0-9a-f]+$", link)
    assert shell.run("auth.py", "forget").doc["ok"]
    assert not (shell.home / "credentials.json").exists()


def test_sessions(shell: Shell) -> None:
    new = shell.run("session.py", "new", "--title", "Café", "--words", "做一个视频")
    session = new.doc["session"]
    assert new.code == 0 and session["language"] == "zh-CN" and session["title"] == "Café"
    other = shell.run("session.py", "new").doc["session"]["id"]
    listed = shell.run("session.py", "list").doc["sessions"]
    assert [s["id"] for s in listed if s["current"]] == [other]
    assert shell.run("session.py", "use", session["id"]).code == 0
    shown = shell.run("session.py", "show")
    assert shown.code == 0 and shown.doc["session"]["id"] == session["id"]
    link = shell.run("session.py", "link")
    assert "/workspace/claim?ct=clm_" in link.doc["link"] and "nmv_usr" not in link.doc["link"]


def test_a_link_without_a_claim_token_holds_no_token(shell: Shell, studio: Client) -> None:
    shell.run("session.py", "new")
    studio.arm(
        "http_error", path="/api/auth/claim-token", times=9, params={"status": 404, "code": 404}
    )
    link = shell.run("session.py", "link").doc
    assert link["needs_login"] and "session=" in link["link"] and "skill_name=" in link["link"]
    assert "token" not in link["link"]


def test_without_a_session_the_way_on_is_said(shell: Shell) -> None:
    ended = shell.run("state.py")
    assert ended.code == 2 and ended.doc["next"] == "session.py new"


def test_upload_send_state_credits_log(shell: Shell, png: Path) -> None:
    sent = shell.run("upload.py", "one.png")
    assert sent.code == 0, sent.doc
    assert sent.doc["files"] == [
        {"filename": "one.png", "file_type": "image", "width": 64, "height": 48}
    ]
    assert "1 file(s) uploaded, no timeline" in shell.run("state.py").doc["say"]
    told = shell.run("sse.py", "send", "generate a film")
    assert told.code == 0 and told.doc["say"] == "I make your video now\n\nDone"
    assert told.doc["exportable"] and told.doc["run_status"] == "done"
    state = shell.run("state.py", "--draft")
    assert state.doc["exportable"] and state.doc["draft"]["t"]
    assert state.doc["say"].startswith("Timeline (2 tracks): 1. Video:")
    assert shell.run("credits.py").doc["available"] == 100
    log = shell.run("sse.py", "log")
    assert [e["kind"] for e in log.doc["events"]][:2] == ["text", "tool_call"]
    assert shell.run("sse.py", "wait", told.doc["run_id"]).doc["say"] == told.doc["say"]


def test_a_message_from_a_file_or_standard_input(shell: Shell) -> None:
    (shell.folder / "m.txt").write_text("hello 'quotes' \"and\"\nlines", encoding="utf-8")
    assert "hello 你好" in shell.run("sse.py", "send", "--message-file", "m.txt").doc["say"]
    said = shell.run("sse.py", "send", "--message-file", "-", input="hello again").doc["say"]
    assert "hello 你好" in said
    assert shell.run("sse.py", "send", "a", "--message-file", "m.txt").code == 2
    assert shell.run("sse.py", "send", "  ").code == 2


@pytest.mark.parametrize(
    ("fault", "command", "code", "status"),
    [
        ({"name": "no_credits"}, ["sse.py", "send", "hello"], 3, "no_credits"),
        ({"name": "plan_required"}, ["export.py"], 3, "plan"),
        ({"name": "unsupported_file"}, ["upload.py", "one.png"], 3, "unsupported_file"),
        ({"name": "file_too_large"}, ["upload.py", "one.png"], 3, "file_too_large"),
        ({"name": "rate_limited", "path": "/api/credits", "times": 9}, ["credits.py"], 5, "rate_limited"),
        ({"name": "server_error", "path": "/api/credits", "times": 9}, ["credits.py"], 5, "server_error"),
        ({"name": "session_not_found", "path": "/api/state", "times": 9}, ["state.py"], 1, "session_not_found"),
    ],
)  # fmt: skip
def test_errors_of_the_table(
    shell: Shell, studio: Client, png: Path, fault: dict, command: list[str], code: int, status: str
) -> None:  # type: ignore[type-arg]
    shell.run("session.py", "new")
    shell.run("sse.py", "send", "generate")
    studio.arm(**fault)
    ended = shell.run(*command)
    assert (ended.code, ended.doc["status"]) == (code, status), ended.doc
    assert ended.doc["say"] and ended.doc["do"]


def test_no_credits_gives_the_sign_up_link(shell: Shell, studio: Client) -> None:
    shell.run("session.py", "new")
    studio.arm("no_credits")
    assert "register?bind=anon_" in shell.run("sse.py", "send", "hello").doc["register_url"]


def test_a_dead_api_is_temporary_and_says_so(make_shell: Callable[..., Shell]) -> None:
    ended = make_shell(NEMO_API_URL="http://127.0.0.1:9").run("credits.py")
    assert (ended.code, ended.doc["status"]) == (5, "unreachable")
    assert "--local" in ended.doc["do"]


def test_an_existing_file_is_not_touched(shell: Shell) -> None:
    (shell.folder / "mine.mp4").write_text("precious")
    for command in (["export.py", "-o", "mine.mp4"], ["create.py", "a film", "-o", "mine.mp4"]):
        ended = shell.run(*command)
        assert ended.code == 2 and "exists already" in ended.doc["say"]
    assert (shell.folder / "mine.mp4").read_text() == "precious"


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_names_arrive_in_the_headers(
    tmp_path: Path, make_shell: Callable[..., Shell], studio: Client, name: str
) -> None:
    """A copy of the package with another name and version in SKILL.md says so on every request."""
    root = tmp_path / name
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SCRIPTS, root / "scripts", ignore=ignored)
    skill = (SCRIPTS.parent / "SKILL.md").read_text(encoding="utf-8")
    skill = re.sub(r"(?m)^name: .*$", f"name: {name}", skill, count=1)
    skill = re.sub(r"(?m)^(\s+)version: .*$", r'\1version: "9.8.7"', skill, count=1)
    (root / "SKILL.md").write_text(skill, encoding="utf-8")
    shell = make_shell(root / "scripts", NEMO_API_URL=studio.url)
    for command in (["session.py", "new"], ["sse.py", "send", "hello"], ["credits.py"]):
        assert shell.run(*command).code == 0
    seen = [r for r in studio.get("/_studio/requests").json()["data"] if name in str(r["headers"])]
    assert {r["headers"]["x-skill-version"] for r in seen} == {"9.8.7"}
    assert {"/run_sse", "/api/auth/anonymous-token"} <= {r["path"] for r in seen}
