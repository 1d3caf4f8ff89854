"""Each road by which the skill gets to a user, with the real installers, and what runs at its end.

The tools come from npm, once, into pytest's cache. GitHub is a repository beside the test, to which
git is pointed; ClawHub is a fake on loopback; every other address is refused by a proxy.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn

import pytest
from bundle_support import (
    A_VIDEO,
    MARKETPLACE,
    NAME,
    NEXT,
    VERSION,
    bundle,
    checkout,
    files,
    locked,
    opened,
    release,
)
from fake_clawhub import OWNER, TOKEN, ClawHub

pytestmark = pytest.mark.installers

TOOLS = {
    "node": "24",  # the tools want a newer one than many machines have
    "clawhub": "0.23.3",
    "skills": "1.7.4",
    "@anthropic-ai/claude-code": "2",
    "openclaw": "2026.9.6",
}
REPOSITORY = f"{OWNER}/{NAME}"
PLUGIN = f"{NAME}@nemo-video"
QUIET = {
    "CLAWHUB_DISABLE_TELEMETRY": "1",
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
}


def unavailable(reason: str) -> NoReturn:
    """Without the tools nothing can be said: in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def tools(request: pytest.FixtureRequest) -> Path:
    """The folder of the tools' commands."""
    folder = request.config.cache.mkdir("installers")
    commands, done = folder / "node_modules/.bin", folder / "done.json"
    wanted = {"private": True, "dependencies": TOOLS, "allowScripts": dict.fromkeys(TOOLS, True)}
    if not done.exists() or json.loads(done.read_text()) != wanted:
        shutil.rmtree(folder / "node_modules", ignore_errors=True)
        # Node first: what is installed after it asks for its version.
        for names in (["node"], list(TOOLS)):
            some = wanted | {"dependencies": {name: TOOLS[name] for name in names}}
            (folder / "package.json").write_text(json.dumps(some))
            npm_install(folder, f"{commands}{os.pathsep}{os.environ['PATH']}")
        done.write_text(json.dumps(wanted))
    return commands


def npm_install(folder: Path, path: str) -> None:
    npm = shutil.which("npm") or unavailable("npm is not installed")
    quiet = ("--loglevel=error", "--no-audit", "--no-fund")
    ended = subprocess.run(
        [npm, "install", "--prefer-offline", "--no-package-lock", *quiet],
        cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, encoding="utf-8",
        timeout=900,
    )  # fmt: skip
    if ended.returncode:
        unavailable(f"npm could not install the tools: {ended.stderr[-600:]}")


@pytest.fixture(scope="session")
def no_way_out() -> Iterator[str]:
    """A proxy that refuses everything: what is not on loopback is out of reach."""

    class Refuse(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            self.send_error(403)

        do_GET = do_POST = do_CONNECT

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refuse)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@dataclass(frozen=True)
class Machine:
    """A user's machine: a home of its own, the tools on PATH, GitHub and ClawHub close by."""

    home: Path
    github: Path
    hub: ClawHub
    env: dict[str, str]
    offline: dict[str, str]

    def call(self, *command: str, cwd: Path | None = None, **env: str) -> str:
        """Run a tool and return what it prints. It reaches nothing but this machine."""
        done = subprocess.run(
            command, cwd=cwd or self.home, env=self.env | self.offline | env, timeout=300,
            capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def script(self, skill: Path, name: str, *arguments: str, **env: str) -> dict[str, Any]:
        """Run a script of an installed skill as SKILL.md says; its one JSON document."""
        work = self.home / "work"
        work.mkdir(exist_ok=True)
        done = subprocess.run(
            [os.environ.get("UV", "uv"), "run", str(skill / "scripts" / name), *arguments],
            cwd=work, env=self.env | env, capture_output=True, encoding="utf-8", timeout=900,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    def listed(self) -> dict[str, str]:
        """The bundle's files and their hashes."""
        out = self.home.parent / "bundle" / NAME
        done = bundle(self.github, str(out), "--force")
        assert done.returncode == 0, done.stderr
        return files(out)

    def holds_the_bundle(self, skill: Path, *marks: str) -> None:
        """An installed folder is the bundle and the named files of the installer, no more."""
        found = files(skill)
        for mark in marks:
            del found[mark]
        assert found == self.listed()

    def runs(self, skill: Path, platform: str, **env: str) -> None:
        """A read-only copy says who it is, and nothing is written into it."""
        with locked(skill.resolve()):
            sent = self.script(skill, "auth.py", "status", **env)["headers"]
            own = self.script(skill, "auth.py", "status", **env, SKILL_SOURCE="shop")["headers"]
        assert sent == {
            "X-Skill-Source": NAME, "X-Skill-Version": VERSION, "X-Skill-Platform": platform,
        }  # fmt: skip
        assert own["X-Skill-Platform"] == "shop"


@pytest.fixture
def machine(
    tmp_path: Path, tools: Path, no_way_out: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "VIRTUAL_ENV"):
        monkeypatch.delenv(name, raising=False)  # users do not have them
    home = tmp_path / "home"
    home.mkdir()
    github = checkout(tmp_path / "github")
    assert bundle(github, "--branch", "bundle").returncode == 0
    settings = tmp_path / "gitconfig"
    settings.write_text(
        f'[url "{github}/.git"]\n\tinsteadOf = https://github.com/{REPOSITORY}.git\n'
        "[safe]\n\tdirectory = *\n"
    )
    cache = subprocess.run(
        [os.environ.get("UV", "uv"), "cache", "dir"], capture_output=True, encoding="utf-8"
    )
    hub = ClawHub()
    env = os.environ | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "UV_CACHE_DIR": cache.stdout.strip(),
        "UV_PYTHON": sys.executable,
    }
    offline = QUIET | {
        "GIT_CONFIG_GLOBAL": str(settings),
        "GIT_CONFIG_NOSYSTEM": "1",
        "CLAWHUB_REGISTRY": hub.url,
        "NODE_USE_ENV_PROXY": "1",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }
    offline |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), no_way_out)
    yield Machine(home, github, hub, env, offline)
    hub.stop()


def publish(machine: Machine, *options: str) -> None:
    """Publish as a release does: the written bundle."""
    machine.call("clawhub", "login", "--token", TOKEN, "--no-browser")
    machine.listed()
    out = machine.home.parent / "bundle" / NAME
    machine.call("clawhub", "skill", "publish", str(out), *options)


def test_clawhub_takes_the_bundle_from_its_folder_and_from_the_repository(machine: Machine) -> None:
    listed = machine.listed()
    folder = machine.home.parent / "bundle" / NAME
    checked = [
        json.loads(machine.call("clawhub", command, str(path), "--dry-run", "--json", *options))
        for command, path, options in (
            ("publish", folder, ()),
            ("publish", machine.github, ("--slug", NAME)),
        )
    ]
    checked.append(
        json.loads(machine.call("clawhub", "skill", "publish", str(folder), "--dry-run", "--json"))
    )
    assert {(c["status"], c["slug"], c["fileCount"]) for c in checked} == {
        ("would-publish", NAME, len(listed))
    }
    assert len({c["fingerprint"] for c in checked}) == 1
    assert not machine.hub.skills


def test_clawhub_installs_updates_and_uninstalls(machine: Machine) -> None:
    publish(machine, "--version", VERSION)
    assert machine.hub.skills[NAME][VERSION].keys() == machine.listed().keys()
    machine.call("clawhub", "install", NAME)
    skill = machine.home / "skills" / NAME
    machine.holds_the_bundle(skill, ".clawhub/origin.json")
    machine.script(skill, "auth.py", "status")

    release(machine.github, VERSION, NEXT)
    publish(machine, "--version", NEXT)
    said = machine.call("clawhub", "update", NAME)
    assert f"v{NEXT}" in said, said
    machine.holds_the_bundle(skill, ".clawhub/origin.json")
    sent = machine.script(skill, "auth.py", "status")["headers"]
    assert sent["X-Skill-Version"] == NEXT

    machine.call("clawhub", "uninstall", NAME, "--yes")
    assert not skill.exists()


def test_an_install_of_clawhub_makes_a_video(machine: Machine) -> None:
    publish(machine, "--version", VERSION)
    machine.call("clawhub", "install", NAME)
    skill = machine.home / "skills" / NAME
    machine.runs(skill, "clawhub")
    with locked(skill):
        try:
            document = machine.script(skill, "create.py", *A_VIDEO)
        finally:
            machine.script(skill, "studio.py", "stop")
    assert (document["engine"], document["verified"]) == ("local", True)
    opened(machine.home / "work/coffee.mp4")


def test_the_plugin_marketplace_of_claude_code(machine: Machine) -> None:
    machine.call("claude", "plugin", "marketplace", "add", f"{REPOSITORY}@bundle")
    machine.call("claude", "plugin", "install", PLUGIN)
    cache = machine.home / ".claude/plugins/cache/nemo-video" / NAME
    machine.holds_the_bundle(cache / VERSION, MARKETPLACE)
    machine.runs(cache / VERSION, "claude")

    release(machine.github, VERSION, NEXT)
    machine.call("claude", "plugin", "marketplace", "update", "nemo-video")
    machine.call("claude", "plugin", "update", PLUGIN)
    machine.holds_the_bundle(cache / NEXT, MARKETPLACE)

    machine.call("claude", "plugin", "uninstall", PLUGIN)
    machine.call("claude", "plugin", "marketplace", "remove", "nemo-video")
    assert PLUGIN not in machine.call("claude", "plugin", "list")


def test_claude_code_finds_no_fault_with_the_branch(machine: Machine) -> None:
    branch = machine.home / NAME
    machine.call("git", "clone", "-q", "-b", "bundle", str(machine.github), str(branch))
    machine.call("claude", "plugin", "validate", "--strict", str(branch))


def test_npx_skills_for_three_agents(machine: Machine) -> None:
    agents = ["-a", "claude-code", "-a", "cursor", "-a", "openclaw"]
    machine.call("skills", "add", f"{REPOSITORY}#bundle", "-g", "-y", *agents)
    shared = machine.home / ".agents/skills" / NAME
    machine.holds_the_bundle(shared, MARKETPLACE)
    machine.runs(machine.home / ".claude/skills" / NAME, "claude")
    machine.runs(machine.home / ".openclaw/skills" / NAME, "openclaw")
    machine.runs(shared, "cursor", CURSOR_AGENT="1")  # the folder is all agents'; Cursor says so
    machine.runs(shared, "unknown")

    release(machine.github, VERSION, NEXT)
    machine.call("skills", "update", "-g", "-y")
    machine.holds_the_bundle(shared, MARKETPLACE)
    machine.call("skills", "remove", NAME, "-g", "-y")
    assert not shared.exists() and not (machine.home / ".claude/skills" / NAME).exists()


def test_npx_skills_in_a_project(machine: Machine) -> None:
    project = machine.home / "project"
    project.mkdir()
    machine.call(
        "skills", "add", f"{REPOSITORY}#bundle", "-y", "--copy", "-a", "claude-code", "-a", "cursor",
        cwd=project,
    )  # fmt: skip
    machine.holds_the_bundle(project / ".claude/skills" / NAME, MARKETPLACE)
    machine.holds_the_bundle(project / ".agents/skills" / NAME, MARKETPLACE)
    machine.runs(project / ".claude/skills" / NAME, "claude")


def test_openclaw_installs_and_is_ready_where_uv_is(machine: Machine, tools: Path) -> None:
    machine.call("openclaw", "skills", "install", f"git:{REPOSITORY}@bundle")
    skill = machine.home / ".openclaw/workspace/skills" / NAME
    machine.holds_the_bundle(skill, MARKETPLACE, ".openclaw/source-origin.json")
    (machine.home / "bin").mkdir()
    (machine.home / "bin/uv").symlink_to(shutil.which(os.environ.get("UV", "uv")) or "")
    only = {"OPENCLAW_PATH_BOOTSTRAPPED": "1"}  # nothing is added to PATH
    info = (str(tools / "openclaw"), "skills", "info", NAME)
    path = f"{tools}{os.pathsep}{machine.home / 'bin'}"
    assert "✓ Ready" in machine.call(*info, **only, PATH=path)
    without = json.loads(machine.call(*info, "--json", **only, PATH=str(tools)))
    assert (without["eligible"], without["missing"]["bins"]) == (False, ["uv"])
    machine.runs(skill, "openclaw")

    release(machine.github, VERSION, NEXT)
    machine.call("openclaw", "skills", "install", f"git:{REPOSITORY}@bundle", "--force")
    machine.holds_the_bundle(skill, MARKETPLACE, ".openclaw/source-origin.json")
