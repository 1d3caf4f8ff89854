"""What background processes are handed on of the environment: what they need, no other secrets."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cloud_support import Cloud, Trust, in_cloud, reachable
from shells import Shell
from stand_in import StandIn

from nemo_wire.processes import handed_on

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
SECRET = {"SECRET": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up", "UV_PUBLISH_TOKEN": "made-up"}


def processes(word: str, home: Path) -> Iterator[dict[str, str]]:
    """The environments of the running processes of a home whose command line has a word."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            lines = (folder / "environ").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        found = dict(line.split("=", 1) for line in lines if "=" in line)
        if word in command and found.get("NEMO_HOME") == str(home):
            yield found


def test_the_worker_gets_its_settings_and_no_other_secrets(
    cloud: StandIn, cloud_shell: Shell
) -> None:
    gate = cloud.hold("run")
    started = cloud_shell.start("sse.py", "send", "A film", **SECRET, SKILL_SOURCE="mine")
    assert gate.reached()
    (worker,) = processes("worker", cloud_shell.home)
    assert not SECRET.keys() & worker.keys() and "made-up" not in worker.values()
    assert worker["NEMO_API_URL"] == cloud.url and worker["PATH"] == cloud_shell.env["PATH"]
    gate.release()
    assert started.ended().code == 0
    (run,) = (request for request in cloud.requests if request.endpoint == "run")
    assert run.headers["x-skill-platform"] == "mine"


def test_the_studio_gets_no_secrets_of_others_or_of_the_cloud(
    make_shell: Callable[..., Shell], tmp_path: Path
) -> None:
    shell = make_shell(NEMO_STUDIO_HOME=str(tmp_path / "studio"), NEMO_TOKEN="nmv_usr_1", **SECRET)
    try:
        assert shell.run("session.py", "new", "--local").code == 0
        (studio,) = processes("serve", shell.home)
    finally:
        shell.run("studio.py", "stop")
    assert not {*SECRET, "NEMO_TOKEN"} & studio.keys()
    assert studio["NEMO_STUDIO_HOME"] == str(tmp_path / "studio")


def test_the_studios_own_children_get_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    from nemo_studio.jobs.processes import kill, start_module

    monkeypatch.setenv("SECRET", "made-up")
    child = start_module("http.server", "0", stderr=-3)
    try:
        assert child.stdout is not None and child.stdout.readline()
        environment = Path(f"/proc/{child.pid}/environ").read_bytes()
    finally:
        kill(child)
        child.communicate()
    assert b"SECRET" not in environment and b"PYTHONIOENCODING=utf-8" in environment


def test_the_worker_still_finds_its_way_by_a_proxy(
    make_shell: Callable[..., Shell], tmp_path: Path
) -> None:
    trust = Trust.new(tmp_path)
    cloud = Cloud({"t": [{"tt": 0, "sg": [{"d": 1000}]}], "d": 1000})
    with reachable(cloud, trust) as proxy:
        shell = in_cloud(make_shell(), proxy, trust, **SECRET)
        ended = shell.run("sse.py", "send", "make a film")
    assert ended.code == 0 and ended.doc["say"].endswith("Made it."), ended.doc
    assert cloud.requests("/run_sse") and set(proxy.asked) == {"CONNECT api.test:443"}


def test_names_are_known_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "https_proxy",
        "LC_ALL",
        "UV_CACHE_DIR",
        "XDG_CACHE_HOME",
        "PYTHONUTF8",
        "GH_TOKEN",
    ):
        monkeypatch.setenv(name, "x")
    kept = handed_on("LC_ALL", NEMO_HOME="h")
    assert {"https_proxy", "UV_CACHE_DIR", "XDG_CACHE_HOME", "PYTHONUTF8"} <= kept.keys()
    assert "LC_ALL" not in kept and "GH_TOKEN" not in kept and kept["NEMO_HOME"] == "h"
