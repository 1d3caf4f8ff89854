"""Fixtures of the studio's tests: a scripted studio with faults."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from studio_support import Client, Server

OUTSIDE = ("NEMO_", "SKILL_")


@pytest.fixture(autouse=True)
def no_outside_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(OUTSIDE):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


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


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.new("RGB", (64, 48), "teal").save(path)
    return path
