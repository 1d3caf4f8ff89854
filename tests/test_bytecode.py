"""Nothing is written into the skill's folder: its bytecode goes to the user's cache."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from shells import Shell
from studio_support import SCRIPTS

STANDARD = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")


@pytest.fixture
def skill(tmp_path: Path) -> Path:
    """An installed copy of the skill."""
    root = tmp_path / "skill"
    for name in ("scripts", "studio/src"):
        bytecode_too = shutil.ignore_patterns("__pycache__")
        shutil.copytree(SCRIPTS.parent / name, root / name, ignore=bytecode_too)
    shutil.copy(SCRIPTS.parent / "SKILL.md", root)
    return root


@pytest.fixture
def installed(
    skill: Path, tmp_path: Path, make_shell: Callable[..., Shell], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """Runs the copy's scripts with a cache of their own."""
    for name in STANDARD:
        monkeypatch.delenv(name, raising=False)
    return make_shell(skill / "scripts", XDG_CACHE_HOME=str(tmp_path / "cache"))


def contents(folder: Path) -> dict[str, str]:
    """Every file and folder below, with the files' hashes."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in folder.rglob("*")
    }


def bytecode(folder: Path) -> set[str]:
    """The names of the modules whose bytecode is somewhere in the folder."""
    return {path.name.partition(".")[0] for path in folder.rglob("*.pyc")}


def run(shell: Shell, *command: str, **env: str) -> str:
    """What a command of Python wrote on stdout and stderr."""
    done = subprocess.run(
        [sys.executable, *command], env=shell.env | env, cwd=shell.folder, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_help_of_every_script(installed: Shell, skill: Path, tmp_path: Path) -> None:
    before = contents(skill)
    for script in sorted((skill / "scripts").glob("*.py")):
        assert "usage" in run(installed, str(script), "--help")
    assert contents(skill) == before
    assert {"errors", "output", "launcher", "lock"} <= bytecode(tmp_path / "cache")
    assert "argparse" not in bytecode(tmp_path / "cache"), "Python's own is compiled already"


def test_the_bytecode_is_used(installed: Shell, skill: Path) -> None:
    command = ("-v", str(skill / "scripts" / "auth.py"), "status")
    for first in (True, False):
        found = re.search(r"nemo_client\S+config\S+\.pyc matches", run(installed, *command))
        assert bool(found) is not first


def test_an_update_with_the_same_dates_and_sizes_is_seen(installed: Shell, skill: Path) -> None:
    module, script = skill / "scripts/nemo_client/output.py", str(skill / "scripts/auth.py")
    for word in ("wrong use", "wrong way"):
        text = module.read_text(encoding="utf-8").replace("wrong use", word)
        module.unlink()
        module.write_text(text, encoding="utf-8")
        os.utime(module, (1_600_000_000, 1_600_000_000))
        assert word in run(installed, script, "--help")


def test_without_a_cache_nothing_is_written_and_all_works(
    installed: Shell, skill: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    before = contents(skill)
    for cache in (str(tmp_path / "file"), "relative"):
        run(installed, str(skill / "scripts" / "auth.py"), "status", XDG_CACHE_HOME=cache)
    assert contents(skill) == before
    assert not bytecode(tmp_path)


@pytest.mark.parametrize("setting", STANDARD)
def test_the_users_own_settings_hold(
    installed: Shell, skill: Path, tmp_path: Path, setting: str
) -> None:
    before = contents(skill)
    own = {setting: str(tmp_path / "own")}
    run(installed, str(skill / "scripts" / "auth.py"), "status", **own)
    assert contents(skill) == before
    assert not (tmp_path / "cache").exists()
    assert ("output" in bytecode(tmp_path / "own")) == (setting == "PYTHONPYCACHEPREFIX")


@pytest.mark.slow
def test_a_creation_with_the_local_studio(installed: Shell, skill: Path, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (64, 48), "red").save(installed.folder / "a.png")
    before = contents(skill)
    try:
        ended = installed.run(
            "create.py", "--local", "A 2-second video saying 'Hi'", "a.png", "-o", "a.mp4",
            "--resolution", "480", "--quality", "draft",
        )  # fmt: skip
        assert ended.code == 0 and ended.doc["verified"], ended.doc
    finally:
        installed.run("studio.py", "stop")
    assert contents(skill) == before
    kept = bytecode(tmp_path / "cache")
    assert {"worker", "server", "probe", "render_job", "timeline"} <= kept


TWO_PROCESSES = """
import sys
from pathlib import Path
from nemo_studio.renderer.render import OutputSettings, render
segment = {"id": "a", "type": "background", "style": "solid", "s": 0, "d": 40_000}
draft = {"t": [{"tt": 0, "sg": [segment]}], "d": 40_000, "m": {"width": 64, "height": 64, "fps": 24}}
render(draft, {}, Path(sys.argv[1]), OutputSettings(processes=2))
"""


@pytest.mark.slow
def test_a_render_in_several_processes(installed: Shell, skill: Path, tmp_path: Path) -> None:
    (tmp_path / "two_processes.py").write_text(TWO_PROCESSES)
    before = contents(skill)
    child = skill / "studio/src/nemo_studio/jobs/child.py"
    out = tmp_path / "o.mp4"
    folders = os.pathsep.join(str(skill / name) for name in ("scripts", "studio/src"))
    run(installed, str(child), folders, "two_processes", str(out), PYTHONPATH=str(tmp_path))
    assert out.stat().st_size > 1000
    assert contents(skill) == before
    assert "work" in bytecode(tmp_path / "cache")
