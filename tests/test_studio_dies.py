"""The embedded studio is killed while it renders: it is started again and the render goes on."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shells import Shell

pytestmark = pytest.mark.slow
BRIEF = "A 12-second vertical promo for a coffee shop, no music"


def card(shell: Shell) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shell.home / "studio" / "instance.json").read_text())
    return found


def rendering(shell: Shell, within_s: float = 120.0) -> bool:
    """Whether a render gets as far as having a process that writes its file; waits for it."""
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if list((shell.home / "studio" / "renders").glob("*/job.json")):
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def local(make_shell: Callable[..., Shell]) -> Any:
    shell = make_shell(NEMO_API_URL="local")
    yield shell
    shell.run("studio.py", "stop", "--data", str(shell.home / "studio"))


@pytest.mark.parametrize("script", ["create.py", "export.py"])
def test_a_render_goes_on_in_a_studio_started_again(local: Shell, script: str) -> None:
    options = ("-o", "out.mp4", "--quality", "draft", "--resolution", "720")
    if script == "create.py":
        started = local.start(script, BRIEF, *options, "--wait", "280")
    else:
        assert local.run("sse.py", "send", BRIEF).code == 0
        started = local.start(script, *options, "--wait", "280")
    assert rendering(local)
    first = card(local)
    os.kill(first["pid"], signal.SIGKILL)
    ended = started.ended(300)
    assert ended.code == 0 and ended.doc["verified"], ended.doc
    assert card(local)["pid"] != first["pid"]
    assert Path(ended.doc["file"]).is_file()


def test_a_studio_that_cannot_be_started_again_is_no_wait_for_ever(local: Shell) -> None:
    """Its data folder is gone and something else is in its place."""
    assert local.run("sse.py", "send", BRIEF).code == 0
    started = local.start("export.py", "-o", "out.mp4", "--quality", "draft", "--resolution", "720")
    assert rendering(local)
    pid = card(local)["pid"]
    os.kill(pid, signal.SIGKILL)
    (local.home / "studio").rename(local.home / "moved")
    (local.home / "studio").write_text("a file")
    ended = started.ended(300)
    (local.home / "studio").unlink()
    (local.home / "moved").rename(local.home / "studio")
    assert ended.code in (1, 4, 5) and ended.doc["do"], ended.doc
    assert ended.doc["next"].startswith("export.py --resume render_"), ended.doc
    assert local.run(*ended.doc["next"].split(), "--wait", "280", timeout=300).code == 0
