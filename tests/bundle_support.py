"""The skill's bundle for tests: a checkout to make it in, a folder to be kept as it is."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
NAME = "nemo-video-generator"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
NEXT = "99.0.1"
MARKETPLACE = ".claude-plugin/marketplace.json"
A_VIDEO = [
    "--local", "--wait", "300", "--quality", "draft", "--resolution", "480",
    "a 2-second promo for a coffee shop, upbeat music", "-o", "coffee.mp4",
]  # fmt: skip
GIT = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "gc.auto=0"]
NO_CONFIG = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [*GIT, *arguments], cwd=folder, env=os.environ | NO_CONFIG, capture_output=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def names(listing: str) -> set[str]:
    """The names of a listing that git ends with NUL each."""
    return {name for name in listing.split("\0") if name}


def checkout(folder: Path) -> Path:
    """A repository with one commit: this project's files as they are now."""
    for name in names(git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


def release(folder: Path, old: str, new: str) -> None:
    """Commit another version, and bring the branch of bundles up to it."""
    for name in ("SKILL.md", MARKETPLACE):
        text = (folder / name).read_text(encoding="utf-8")
        assert f'"{old}"' in text
        (folder / name).write_text(text.replace(f'"{old}"', f'"{new}"'), encoding="utf-8")
    commit(folder)
    assert bundle(folder, "--branch", "bundle").returncode == 0


def bundle(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a checkout's own .ci/bundle.py."""
    return subprocess.run(
        [sys.executable, str(folder / ".ci/bundle.py"), *arguments],
        env=os.environ | NO_CONFIG, capture_output=True, encoding="utf-8",
    )  # fmt: skip


def files(folder: Path) -> dict[str, str]:
    """Each file's relative path and the hash of what it holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Without write and exec bits, as on a read-only mount; the files are the same afterwards.

    Root writes all the same, so what is there is compared.
    """
    before = files(folder)
    modes = {path: path.stat().st_mode for path in [*folder.rglob("*"), folder]}
    for path in modes:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
        assert files(folder) == before
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def opened(video: Path) -> None:
    """The file of A_VIDEO has every frame, its length, and something to be heard."""
    with av.open(str(video)) as container:
        rate = container.streams.video[0].average_rate
        assert rate and sum(1 for _ in container.decode(video=0)) == 2 * rate
        assert abs((container.duration or 0) / av.time_base - 2) < 0.1
    with av.open(str(video)) as container:
        sound = [frame.to_ndarray() for frame in container.decode(audio=0)]
    assert np.abs(np.concatenate(sound, axis=1)).max() > 0.01
