"""Shared fixtures: a scripted studio with faults, and the scripts run as an agent runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from studio_support import SCRIPTS, Client, Server

TIME_SCALE = "0.01"  # a rule of 30 s is held in 0.3 s


@dataclass(frozen=True)
class Ended:
    """How a script ended: exit code, its one JSON document, its progress lines."""

    code: int
    doc: dict[str, Any]
    err: str


@dataclass(frozen=True)
class Shell:
    """Runs scripts in a working directory and home of their own."""

    folder: Path
    env: dict[str, str]
    scripts: Path = SCRIPTS
    runner: tuple[str, ...] = (sys.executable,)

    def run(
        self,
        script: str,
        *arguments: str,
        timeout: float = 300,
        input: str | None = None,
        **env: str,
    ) -> Ended:
        done = subprocess.run(
            [*self.runner, str(self.scripts / script), *arguments], cwd=self.folder,
            env=self.env | env, capture_output=True, timeout=timeout, encoding="utf-8", input=input,
        )  # fmt: skip
        lines = done.stdout.strip().splitlines()
        assert len(lines) == 1, f"not one document: {done.stdout!r} {done.stderr!r}"
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return Ended(done.returncode, json.loads(lines[0]), done.stderr)

    @property
    def home(self) -> Path:
        return Path(self.env["NEMO_HOME"])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Quick tests first; the installers' only where -m names them, whatever else it says."""
    if "installers" not in config.option.markexpr:
        left = [item for item in items if item.get_closest_marker("installers")]
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


@pytest.fixture(autouse=True)
def no_outside_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("NEMO_", "SKILL_", "CLAUDE", "OPENCLAW", "CURSOR", "CODEX")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture
def make_shell(tmp_path: Path) -> Callable[..., Shell]:
    """Makes shells; settings are environment variables."""

    def make(scripts: Path = SCRIPTS, **settings: str) -> Shell:
        folder = tmp_path / "folder"
        folder.mkdir(exist_ok=True)
        outside = {k: v for k, v in os.environ.items() if not k.startswith(("NEMO_", "SKILL_"))}
        own = {"NEMO_HOME": str(tmp_path / "home"), "NEMO_TIME_SCALE": TIME_SCALE}
        return Shell(folder, outside | own | settings, scripts)

    return make


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A scripted studio of the module's own, with faults."""
    running = Server(tmp_path_factory.mktemp("studio"), "--faults")
    yield running
    running.stop()


@pytest.fixture
def client(server: Server) -> Client:
    """A new account of the module's studio."""
    return server.client()


@pytest.fixture(scope="session")
def scripted_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("scripted"), "--faults")
    yield server
    server.stop()


@pytest.fixture
def studio(scripted_studio: Server) -> Iterator[Client]:
    """A client of the scripted studio, to arm faults and count requests; clean afterwards."""
    client = scripted_studio.client()
    yield client
    client.request("DELETE", "/_studio/faults")
    client.rules(strict=False, max_upload_bytes=200_000_000, heartbeat_s=15)


@pytest.fixture
def shell(studio: Client, make_shell: Callable[..., Shell]) -> Shell:
    """Scripts that talk to the scripted studio by its URL."""
    return make_shell(NEMO_API_URL=studio.url)
