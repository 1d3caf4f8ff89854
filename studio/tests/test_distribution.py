"""The studio as a distribution: built from a copy of the repository, installed alone, it renders."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import av
import pytest
from studio_support import ROOT, Client, draft

UV = os.environ.get("UV") or shutil.which("uv")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(UV is None, reason="uv builds it")]


def uv(*arguments: str, folder: Path) -> None:
    done = subprocess.run(
        [str(UV), *arguments], cwd=folder, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a source distribution and of the wheel that was built of it."""
    copy = tmp_path_factory.mktemp("copy")
    for part in ("studio", "scripts/nemo_wire"):
        ignored = shutil.ignore_patterns("__pycache__", "tests", "benchmarks", "dist")
        shutil.copytree(ROOT / part, copy / part, ignore=ignored)
    uv("build", "--quiet", "studio", folder=copy)
    return copy / "studio" / "dist"


def test_both_hold_the_studio_and_its_floor(built: Path) -> None:
    (wheel,), (source,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    with tarfile.open(source) as archive:
        sources = {name.partition("/src/")[2] for name in archive.getnames() if "/src/" in name}
    code = {name for name in names if ".dist-info/" not in name}
    assert {"nemo_wire/files.py", "nemo_studio/cli.py", "nemo_studio/web/index.html"} <= code
    assert code == {name for name in sources if not (name and "." not in name)}
    assert not any("pycache" in name for name in names | sources)


def test_installed_alone_it_renders(built: Path, tmp_path: Path) -> None:
    environment, data = tmp_path / "environment", tmp_path / "data"
    uv("venv", "--quiet", "--python", sys.executable, str(environment), folder=tmp_path)
    place = environment / ("Scripts" if os.name == "nt" else "bin")
    (wheel,) = built.glob("*.whl")
    uv(
        "pip", "install", "--quiet", "--python", str(place / "python"), str(wheel),
        folder=tmp_path,
    )  # fmt: skip

    def studio(name: str) -> dict[str, Any]:
        done = subprocess.run(
            [str(place / "nemo-studio"), name, "--data", str(data)], cwd=tmp_path,
            env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
            capture_output=True, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    card = studio("start")
    try:
        client = Client(card["url"])
        session = client.session()["session_id"]
        render_id, _ = client.submit(session, draft("Alone"), format="mp4")
        made = client.rendered(render_id, timeout_s=120)
        (tmp_path / "o.mp4").write_bytes(client.http.get(made["output"]["url"]).content)
    finally:
        studio("stop")
    with av.open(str(tmp_path / "o.mp4")) as film:
        assert sum(1 for _ in film.decode(video=0)) == 24
