"""The scripts, run as an agent runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio_support import SCRIPTS

TIME_SCALE = "0.01"  # a rule of 30 s is held in 0.3 s
OUTSIDE = ("NEMO_", "SKILL_", "CLAUDE", "OPENCLAW", "CURSOR", "CODEX")
"""Beginnings of environment variables that tell a script where it runs."""


def environment(**own: str) -> dict[str, str]:
    """The environment without what is from outside, and with `own`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OUTSIDE)}
    return kept | {"NO_PROXY": "127.0.0.1,localhost"} | own


@dataclass(frozen=True)
class Ended:
    """How a script ended: exit code, its one JSON document, its progress lines."""

    code: int
    doc: dict[str, Any]
    err: str


@dataclass(frozen=True)
class Started:
    """A script that runs."""

    process: subprocess.Popen[str]

    def ended(self, timeout: float = 120) -> Ended:
        out, err = self.process.communicate(timeout=timeout)
        return _ended(self.process.returncode, out, err)

    def kill(self) -> None:
        """SIGKILL to its process group; what it had detached lives on."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


def _ended(code: int, out: str, err: str) -> Ended:
    lines = out.strip().splitlines()
    assert len(lines) == 1, f"not one document: {out!r} {err!r}"
    assert "Traceback" not in out + err, err
    return Ended(code, json.loads(lines[0]), err)


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
        return _ended(done.returncode, done.stdout, done.stderr)

    def start(self, script: str, *arguments: str, **env: str) -> Started:
        """The same, not waited for, in a process group of its own, as agents' shells make it."""
        return Started(
            subprocess.Popen(
                [sys.executable, str(self.scripts / script), *arguments], cwd=self.folder,
                env=self.env | env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True,
            )
        )  # fmt: skip

    @property
    def home(self) -> Path:
        return Path(self.env["NEMO_HOME"])
