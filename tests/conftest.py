"""Shared fixtures: a scripted studio with faults, a stand-in of the cloud, shells."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shells import OUTSIDE, TIME_SCALE, Shell
from stand_in import StandIn
from studio_support import SCRIPTS, Client, Server


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
        if name.startswith(OUTSIDE):
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


@pytest.fixture(scope="session")
def movie(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """Real small videos (H.264 and AAC) for the stand-in's renders, of the draft's length and
    shape and of the wanted resolution; each is made once."""
    from test_media import FORMATS, write

    folder = tmp_path_factory.mktemp("movies")

    def make(draft: dict[str, Any], output: dict[str, Any]) -> bytes:
        width, height = draft["m"]["width"], draft["m"]["height"]
        short = int(str(output.get("resolution") or min(width, height)).rstrip("p"))
        size = tuple(round(side * short / min(width, height) / 2) * 2 for side in (width, height))
        format_ = output.get("format", "mp4")
        path = folder / f"{draft['d']}-{size[0]}x{size[1]}.{format_}"
        if not path.exists():
            write(path, *FORMATS[format_][:2], seconds=draft["d"] / 1000, size=size)
        return path.read_bytes()

    return make


@pytest.fixture
def cloud(movie: Callable[..., bytes], request: pytest.FixtureRequest) -> Iterator[StandIn]:
    """A stand-in of the cloud, to script and to count at; nothing forbidden may reach it. A test's
    indirect `param` gives its settings."""
    with StandIn(movie, **getattr(request, "param", {})) as running:
        yield running
    assert running.violations == []


@pytest.fixture
def cloud_shell(cloud: StandIn, make_shell: Callable[..., Shell]) -> Shell:
    """Scripts that talk to the stand-in."""
    return make_shell(NEMO_API_URL=cloud.url)


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
