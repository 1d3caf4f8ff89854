"""The whole way with the real parts: brief or files to a checked video, by the README's commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from shells import Ended, Shell
from studio_support import SCRIPTS, Client

pytestmark = pytest.mark.slow
SMALL = ("--resolution", "480", "--quality", "draft", "--fps", "24")


@pytest.fixture(scope="module")
def real_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real studio: the real director and renderer, with faults."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPTS / "studio.py"), "serve", "--faults", "--data",
         str(tmp_path_factory.mktemp("studio"))],
        stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert process.stdout
    yield json.loads(process.stdout.readline())["url"]
    process.terminate()
    process.wait(20)


@pytest.fixture
def real(real_url: str) -> Iterator[Client]:
    client = Client(real_url)
    yield client
    client.request("DELETE", "/_studio/faults")


@pytest.fixture
def shell(real: Client, make_shell: Callable[..., Shell]) -> Shell:
    return make_shell(NEMO_API_URL=real.url)


def decoded(path: Path) -> tuple[int, float, int, int, float]:
    """Played through by FFmpeg's decoders: frames, their seconds, width, height, sound's rms."""
    frames, width, height, squares, samples = 0, 0, 0, 0.0, 0
    with av.open(str(path)) as file:
        rate = float(file.streams.video[0].average_rate or 1)
        for frame in file.decode(file.streams.video[0]):
            frames, width, height = frames + 1, frame.width, frame.height
    with av.open(str(path)) as file:
        for frame in file.decode(audio=0) if file.streams.audio else ():
            values = frame.to_ndarray().astype(np.float64)
            squares, samples = squares + float((values**2).sum()), samples + values.size
    return frames, frames / rate, width, height, (squares / samples) ** 0.5 if samples else 0.0


def verified(ended: Ended) -> dict[str, Any]:
    assert ended.code == 0, ended.doc
    assert ended.doc["verified"] and ended.doc["engine"] == "local"
    assert ended.doc["media_line"] == f"MEDIA:{ended.doc['file']}"
    return ended.doc


@pytest.mark.parametrize(
    ("brief", "seconds", "portrait"),
    [
        ("A 6-second vertical promo for a coffee shop, warm tones, upbeat music, ending with "
         "'Open daily 7-19'", 6, True),
        ("做一个6秒的竖屏视频，推广咖啡店，暖色调，轻快的音乐，结尾显示“每天7点开门”", 6, True),
    ],
)  # fmt: skip
def test_a_brief_becomes_a_video(shell: Shell, brief: str, seconds: int, portrait: bool) -> None:
    document = verified(shell.run("create.py", brief, "-o", "out.mp4", *SMALL))
    _frames, length, width, height, loud = decoded(shell.folder / "out.mp4")
    assert length == pytest.approx(seconds, abs=1 / 24)
    assert (width, height) == ((480, 854) if portrait else (854, 480))
    assert loud > 0.01, "the music is missing"
    assert "7" in document["timeline"]
    assert sorted(p.name for p in shell.folder.iterdir()) == ["out.mp4"]


def test_pictures_become_a_slideshow_in_order(shell: Shell) -> None:
    for name, color in (("a.jpg", "red"), ("b.png", "lime"), ("c.webp", "blue")):
        Image.new("RGB", (900, 600), color).save(shell.folder / name)
    ended = shell.run(
        "create.py", "turn these into a 6-second video with smooth transitions, no text",
        "a.jpg", "b.png", "c.webp", "-o", "s.mp4", *SMALL,
    )  # fmt: skip
    verified(ended)
    seen = []
    with av.open(str(shell.folder / "s.mp4")) as file:
        for index, frame in enumerate(file.decode(video=0)):
            if index in (20, 72, 130):
                picture = frame.to_ndarray(format="rgb24")
                middle = picture[picture.shape[0] // 2, picture.shape[1] // 2]
                seen.append("RGB"[int(np.argmax(middle))])
    assert seen == ["R", "G", "B"]


def test_every_format_by_its_ending(shell: Shell) -> None:
    verified(shell.run("create.py", "A 2-second video saying 'Hi'", "-o", "first.mp4", *SMALL))
    for ending, codec in (("mov", "h264"), ("mkv", "h264"), ("webm", "vp9"), ("gif", "gif")):
        document = verified(shell.run("export.py", "-o", f"x.{ending}", "--resolution", "480", "--quality", "draft"))  # fmt: skip
        assert document["container"] == ending and document["video_codec"] == codec
    assert verified(shell.run("export.py", "--format", "avi", *SMALL))["container"] == "avi"
    assert shell.run("export.py", "-o", "x.exe").code == 2


def test_a_conversation_of_edits(shell: Shell) -> None:
    shell.run(
        "sse.py", "send", "A 6-second video for a bookshop with the title 'Read more', upbeat music"
    )
    first = shell.run("state.py").doc
    assert "Read more" in first["say"] and first["duration_s"] == 6
    told = shell.run("sse.py", "send", "change the title to 'Read on'")
    assert told.code == 0 and any("Read on" in c for c in told.doc["changes"]), told.doc
    shell.run("sse.py", "send", "music at 20%")
    shell.run("sse.py", "send", "make it 8 seconds")
    state = shell.run("state.py").doc
    assert "20%" in state["say"] and state["duration_s"] == 8 and "Read on" in state["say"]


FIVE_SCENES = [
    ("Bean Scene", "Good morning from Bean Scene"),
    ("Roasted on Monday", "We roast in small batches"),
    ("Free Wi-Fi", "Stay as long as you like"),
    ("Cakes from 3 pm", "Baked here in the house"),
    ("12 High Street", "See you soon"),
]


def test_the_state_of_five_scenes_is_short(shell: Shell) -> None:
    scenes = [{"seconds": 3, "text": title, "caption": low} for title, low in FIVE_SCENES]
    board = {"title": "Bean Scene", "music": {"mood": "upbeat"}, "scenes": scenes}
    shell.run("sse.py", "send", json.dumps(board))
    shell.run("sse.py", "send", "make the title yellow")
    written = subprocess.run(
        [*shell.runner, str(shell.scripts / "state.py")], cwd=shell.folder, env=shell.env,
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert len(written) < 1200, written  # a fifth of it the paths of ten texts
    shown = {entry["text"] for entry in json.loads(written)["texts"]}
    assert shown == {words for scene in FIVE_SCENES for words in scene}


def test_a_brief_that_leads_to_nothing_pushes_no_project_aside(shell: Shell) -> None:
    shell.run("sse.py", "send", "A 6-second video for a bookshop with the title 'Read more'")
    before = shell.run("state.py").doc
    ended = shell.run("create.py", '{"scenes": [{"seconds": 3, "txt": "misspelt"}]}', *SMALL)
    assert (ended.code, ended.doc["status"]) == (1, "nothing_to_export"), ended.doc
    assert "txt" in ended.doc["say"] and ended.doc["session_id"] in ended.doc["next"]
    assert shell.run("state.py").doc["session_id"] == before["session_id"]


def test_a_download_that_breaks_is_finished_whole(shell: Shell, real: Client) -> None:
    real.arm("truncate", path="/renders/", params={"after_bytes": 20_000}, times=2)
    verified(shell.run("create.py", "A 2-second video saying 'Hi'", "-o", "a.mp4", *SMALL))
    assert decoded(shell.folder / "a.mp4")[1] == pytest.approx(2, abs=0.05)
    assert not real.get("/_studio/faults").json()["data"]["armed"], "the fault never struck"


@pytest.mark.parametrize("fault", ["nested_poll", "duplicate_render", "failed_render"])
def test_faults_of_the_render(shell: Shell, real: Client, fault: str) -> None:
    real.arm(fault, times=-1 if fault == "nested_poll" else 1)
    verified(shell.run("create.py", "A 2-second video saying 'Hi'", "-o", "a.mp4", *SMALL))


def test_a_render_that_keeps_failing_goes_on_later_without_a_second_generation(
    shell: Shell, real: Client
) -> None:
    real.arm("failed_render", times=2)
    brief = ("create.py", "A 2-second video saying 'Hi'", "-o", "a.mp4", *SMALL)
    failed = shell.run(*brief)
    assert (failed.code, failed.doc["status"]) == (5, "render_failed")
    assert not (shell.folder / "a.mp4").exists()
    verified(shell.run(*brief))
    session = shell.run("session.py", "list").doc["sessions"]
    assert len(session) == 1 and real.stats()["runs"][session[0]["id"]] == 1


@pytest.mark.parametrize(
    ("fault", "again"),
    [
        ({"name": "rate_limited", "path": "/run_sse", "times": 2}, 5),
        ({"name": "session_not_found", "path": "/run_sse"}, 1),
        ({"name": "http_error", "path": "/api/render/proxy/lambda/", "params": {"status": 404, "code": 404}}, 1),
        ({"name": "bad_token", "path": "/api/render", "times": 3}, 3),
        ({"name": "error_event", "params": {"after_events": 5}}, 0),
    ],
)  # fmt: skip
def test_the_same_command_goes_on_and_generates_once(
    shell: Shell, real: Client, fault: dict[str, Any], again: int
) -> None:
    Image.new("RGB", (64, 64), "red").save(shell.folder / "a.png")
    real.arm(**fault)
    command = ("create.py", "A 2-second video saying 'Hi'", "a.png", "-o", "a.mp4", *SMALL)
    first = shell.run(*command)
    if first.code:
        assert first.code == again, first.doc
        assert not (shell.folder / "a.mp4").exists()
        verified(shell.run(*command))
    counted = real.stats()["runs"]
    sessions = [s["id"] for s in shell.run("session.py", "list").doc["sessions"]]
    assert sum(counted.get(s, 0) for s in sessions) == 1


def test_an_edit_after_the_submit_does_not_spoil_the_render(shell: Shell, real: Client) -> None:
    shell.run("sse.py", "send", "A 3-second video saying 'Hi'")
    real.arm("slow_render", params={"seconds": 2})
    first = shell.run("export.py", *SMALL, "--wait", "0")
    second = shell.run("export.py", "--format", "mov", *SMALL[:4], "--wait", "0")
    assert first.code == second.code == 4
    shell.run("sse.py", "send", "make it 5 seconds")
    done = verified(shell.run("export.py", "--resume", first.doc["render_id"]))
    assert done["duration_s"] == pytest.approx(3, abs=0.05)
    other = verified(shell.run("export.py", "--resume", second.doc["render_id"]))
    assert done["file"] != other["file"] and Path(done["file"]).exists()


def test_create_goes_on_after_wait_and_after_a_kill(shell: Shell, real: Client) -> None:
    real.arm("slow_render", params={"seconds": 4}, times=-1)
    brief = ["A 2-second video saying 'Hi'", "-o", "a.mp4", *SMALL]
    first = shell.run("create.py", *brief, "--wait", "2")
    assert (
        first.code == 4
        and first.doc["next"] == f"create.py --resume {first.doc['job_id']} --wait 2"
    )
    command = subprocess.Popen(
        [sys.executable, str(SCRIPTS / "create.py"), *brief], cwd=shell.folder, env=shell.env,
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        command.wait(1)
    except subprocess.TimeoutExpired:
        os.killpg(command.pid, signal.SIGKILL)
        command.wait()
    verified(shell.run("create.py", "--resume", first.doc["job_id"]))
    sessions = shell.run("session.py", "list").doc["sessions"]
    assert real.stats()["runs"][sessions[0]["id"]] == 1 and len(sessions) == 1


def test_cancel(shell: Shell, real: Client) -> None:
    shell.run("sse.py", "send", "A 5-second video saying 'Hi'")
    real.arm("slow_render", params={"seconds": 30})
    started = shell.run("export.py", "-o", "a.mp4", "--wait", "1")
    assert started.code == 4
    assert shell.run("export.py", "--cancel", started.doc["render_id"]).code == 0
    ended = shell.run("export.py", "--resume", started.doc["render_id"], "-o", "a.mp4")
    assert ended.code == 5 and "cancel" in ended.doc["say"]


def test_the_embedded_studio_is_one_and_starts_by_itself(
    make_shell: Callable[..., Shell], tmp_path: Path
) -> None:
    shell = make_shell(NEMO_STUDIO_HOME=str(tmp_path / "studio"), NEMO_TOKEN="cloud-token-1234")
    try:
        first = shell.run("session.py", "new", "--local")
        assert first.code == 0
        assert shell.run("credits.py", "--local").doc["available"] == 100
        assert shell.run("credits.py", NEMO_API_URL="local").code == 0
        status = shell.run("studio.py", "status").doc
        assert status["running"] and status["url"].startswith("http://127.0.0.1:")
        old = status["pid"]
        os.kill(old, signal.SIGKILL)
        shown = shell.run("session.py", "show", "--local")
        assert shown.code == 0 and shown.doc["session"]["id"] == first.doc["session"]["id"]
        assert shell.run("studio.py", "status").doc["pid"] != old
    finally:
        shell.run("studio.py", "stop")
    assert not shell.run("studio.py", "status").doc["running"]


def test_subtitles_poster_and_sheet_are_beside_the_video(shell: Shell) -> None:
    board = {
        "scenes": [
            {"seconds": 2, "text": "Hello", "caption": "This is said first."},
            {"seconds": 2, "text": "Bye", "caption": "And this at last."},
        ]
    }
    ended = shell.run(
        "create.py",
        "```json\n" + json.dumps(board) + "\n```",
        "-o",
        "a.mp4",
        "--poster",
        "--sheet",
        *SMALL,
    )
    found = verified(ended)["side_files"]
    assert set(found) == {"srt", "vtt", "poster", "sheet"}
    text = Path(found["srt"]).read_text(encoding="utf-8")
    assert (
        text.startswith("1\n00:00:00")
        and "This is said first." in text
        and "And this at last." in text
    )
    assert Path(found["vtt"]).read_text(encoding="utf-8").startswith("WEBVTT")
    for name in ("poster", "sheet"):
        with Image.open(found[name]) as picture:
            assert picture.size[0] >= 400
