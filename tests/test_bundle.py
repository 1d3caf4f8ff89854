"""The bundle: what an install carries, as a folder, as a branch, and on ClawHub."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bundle_support import (
    A_VIDEO,
    MARKETPLACE,
    NAME,
    NEXT,
    ROOT,
    VERSION,
    bundle,
    checkout,
    commit,
    files,
    git,
    locked,
    names,
    opened,
    release,
)
from shells import Shell

MEGABYTE = 1024 * 1024


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    return checkout(folder)


def made(folder: Path, out: Path, *options: str) -> dict[str, str]:
    done = bundle(folder, str(out), *options)
    assert done.returncode == 0, done.stderr
    return files(out)


def refused(folder: Path, *arguments: str) -> str:
    done = bundle(folder, *arguments)
    assert done.returncode and not done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def on_clawhub(folder: Path) -> set[str]:
    """What ClawHub publishes of a folder's tracked files, by its rules."""
    ignored = git(
        folder, "ls-files", "-z", "--cached", "--ignored",
        "--exclude-from=.gitignore", "--exclude-from=.clawhubignore",
    )  # fmt: skip
    return {
        name
        for name in names(git(folder, "ls-files", "-z")) - names(ignored)
        if not any(part.startswith(".") or part == "node_modules" for part in name.split("/"))
        and not (folder / name).is_symlink()
    }


def test_the_folder_holds_what_runs_as_it_is_here(tmp_path: Path) -> None:
    found = made(ROOT, tmp_path / "out")
    assert {name.split("/")[0] for name in found} == {
        "LICENSE", "SKILL.md", "references", "scripts", "studio",
    }  # fmt: skip
    stray = re.compile(r"(^|/)(\.|__pycache__|tests?/|benchmarks/)|\.pyc$")
    assert not [name for name in found if stray.search(name)]
    for name, content in found.items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == content, name


def test_installers_take_every_file(tmp_path: Path) -> None:
    """ClawHub's limits, and the one name that `npx skills` leaves out."""
    found = made(ROOT, tmp_path / "out")
    sizes = [(tmp_path / "out" / name).stat().st_size for name in found]
    assert max(sizes) < 10 * MEGABYTE and sum(sizes) < 50 * MEGABYTE
    assert not [name for name in found if name.endswith("metadata.json")]


def test_clawhubignore_is_the_same_list(repo: Path, tmp_path: Path) -> None:
    assert on_clawhub(repo) == set(made(repo, tmp_path / "out"))


def test_what_an_agent_reads_names_nothing_that_stays_behind(repo: Path, tmp_path: Path) -> None:
    found = made(repo, tmp_path / "out")
    top = {name.split("/")[0] for name in names(git(repo, "ls-files", "-z"))}
    behind = top - {name.split("/")[0] for name in found}
    assert {"README.md", "pyproject.toml", "tests"} <= behind
    mark = re.compile("|".join(rf"(?<![\w./]){re.escape(name)}(?![\w-])" for name in behind))
    for name in found:
        if name.endswith(".md"):
            match = mark.search((repo / name).read_text(encoding="utf-8"))
            assert not match, f"{name} names {match[0]}"  # type: ignore[index]


def test_only_what_git_tracks_where_there_is_git(repo: Path, tmp_path: Path) -> None:
    listed = set(made(repo, tmp_path / "clean"))
    for name in ("notes.txt", ".hidden", "__pycache__/auth.cpython-313.pyc"):
        (repo / "scripts" / name).parent.mkdir(exist_ok=True)
        (repo / "scripts" / name).write_text("x")
    assert set(made(repo, tmp_path / "tracked")) == listed
    shutil.rmtree(repo / ".git")
    assert set(made(repo, tmp_path / "all")) == listed | {"scripts/notes.txt"}


def test_a_folder_in_use_is_left_alone(repo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    listed = made(repo, out)
    (out / "old.txt").write_text("mine")
    assert "not empty" in refused(repo, str(out))
    assert (out / "old.txt").exists()
    assert made(repo, out, "--force") == listed
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/thesis.txt").write_text("mine")
    assert "something else" in refused(repo, str(tmp_path / "papers"), "--force")
    assert (tmp_path / "papers/thesis.txt").exists()
    assert "holds this checkout" in refused(repo, str(tmp_path), "--force")
    assert "is a file" in refused(repo, str(repo / "LICENSE"))


@pytest.mark.parametrize("wrong", [[], ["out", "--branch", "bundle"], ["--force", "--branch", "b"]])
def test_a_folder_or_a_branch_is_said(wrong: list[str]) -> None:
    assert "say a folder" in refused(ROOT, *wrong)


def test_a_folder_that_is_not_the_skill_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/bundle.py", tmp_path / ".ci")
    assert "not the whole skill" in refused(tmp_path, str(tmp_path / "out"))
    assert "not a git repository" in refused(tmp_path, "--branch", "bundle")


def test_the_branch_holds_the_bundle_and_the_marketplace_file(repo: Path, tmp_path: Path) -> None:
    listed = made(repo, tmp_path / "out")
    tip = bundle(repo, "--branch", "bundle").stdout.split()[-1]
    assert git(repo, "rev-parse", "bundle").strip() == tip
    git(repo, "worktree", "add", "-q", str(tmp_path / "branch"), "bundle")
    found = files(tmp_path / "branch")
    assert found.pop(".git")
    assert found.pop(MARKETPLACE) == files(repo)[MARKETPLACE]
    assert found == listed
    assert "checked out" in refused(repo, "--branch", "bundle")


def test_making_the_branch_touches_neither_working_tree_nor_index(repo: Path) -> None:
    (repo / "SKILL.md").write_text("not to be released\n")
    (repo / "LICENSE").write_text("staged\n")
    git(repo, "add", "LICENSE")
    (repo / "scripts/new.py").write_text("untracked\n")

    def state() -> list[object]:
        seen = files(repo)
        here = {name: value for name, value in seen.items() if not name.startswith(".git/")}
        return [here, seen[".git/index"], git(repo, "rev-parse", "HEAD"), git(repo, "status", "-s")]

    before = state()
    assert bundle(repo, "--branch", "bundle").returncode == 0
    assert state() == before
    assert git(repo, "show", "bundle:SKILL.md") == git(repo, "show", "HEAD:SKILL.md")
    assert git(repo, "show", "bundle:LICENSE") == git(repo, "show", "HEAD:LICENSE")
    assert "new.py" not in git(repo, "ls-tree", "-r", "--name-only", "bundle")


def test_a_branch_grows_by_one_commit_for_what_is_new(repo: Path) -> None:
    def tip() -> str:
        assert bundle(repo, "--branch", "bundle").returncode == 0
        return git(repo, "rev-parse", "bundle").strip()

    first = tip()
    (repo / "README.md").write_text("not in the bundle\n")
    commit(repo)
    assert tip() == first
    release(repo, VERSION, NEXT)
    assert git(repo, "rev-parse", "bundle^").strip() == first
    source = git(repo, "log", "-1", "--format=%(trailers:key=Bundle-Of,valueonly)", "bundle")
    assert source.strip() == git(repo, "rev-parse", "HEAD").strip()
    assert f'"{NEXT}"' in git(repo, "show", f"bundle:{MARKETPLACE}")


def test_a_branch_of_something_else_is_left_alone(repo: Path) -> None:
    git(repo, "branch", "work")
    before = git(repo, "rev-parse", "work")
    assert "not a branch of bundles" in refused(repo, "--branch", "work")
    assert "checked out" in refused(repo, "--branch", "main")
    assert "no name for a branch" in refused(repo, "--branch", "a..b")
    assert git(repo, "rev-parse", "work") == before


def test_the_marketplace_file_lists_the_skill_at_its_side() -> None:
    market = json.loads((ROOT / MARKETPLACE).read_text(encoding="utf-8"))
    (plugin,) = market["plugins"]
    assert plugin["name"] == NAME
    assert (plugin["source"], plugin["skills"], plugin["strict"]) == ("./", ["./"], False)
    assert market["name"] and market["owner"]["name"] and market["description"]


@pytest.mark.slow
def test_the_bundle_alone_makes_a_video(
    tmp_path: Path, make_shell: Callable[..., Shell], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # users do not have it
    made(ROOT, tmp_path / NAME)
    shell = make_shell(scripts=tmp_path / NAME / "scripts")
    with locked(tmp_path / NAME):
        try:
            ended = shell.run("create.py", *A_VIDEO, timeout=400)
        finally:
            shell.run("studio.py", "stop")
    assert ended.code == 0, (ended.doc, ended.err)
    opened(shell.folder / "coffee.mp4")
