#!/usr/bin/env python3
"""Writes the skill's bundle: what an agent's machine needs to run it, and nothing else.

To a folder, from the files that git tracks as they stand; or as a commit on a branch of its own,
from the last commit, with the marketplace file that Claude Code looks for. The working tree and the
index stay as they are.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
BELONGS = (
    "LICENSE",
    "SKILL.md",
    "references",
    "scripts",
    "studio/src",
)  # the list; .clawhubignore follows it
MARKETPLACE = ".claude-plugin/marketplace.json"
TRAILER = "Bundle-Of"  # tells a branch that this script made, and from which commit

EXAMPLES = """
A release, from a clean checkout of the commit to release:
  python3 .ci/bundle.py --branch bundle
  git push origin bundle
      the branch that `npx skills add OWNER/REPO#bundle`, `claude plugin marketplace add
      OWNER/REPO@bundle` and `openclaw skills install git:OWNER/REPO@bundle` take
  python3 .ci/bundle.py OUT/nemo-video-generator
  clawhub skill publish OUT/nemo-video-generator --version VERSION
"""


class BundleError(Exception):
    """What is wrong, where, and what to do."""


def git(*arguments: str, feed: bytes = b"", env: Mapping[str, str] | None = None) -> str:
    """What git says. Raises BundleError with git's own words."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], input=feed, capture_output=True, check=False,
            env={**os.environ, **(env or {})},
        )  # fmt: skip
    except OSError as error:
        raise BundleError(f"git is needed in a checkout and cannot be run: {error}") from None
    if done.returncode:
        raise BundleError(f"git {arguments[0]}: {done.stderr.decode().strip()}")
    return done.stdout.decode()


def belongs(name: str) -> bool:
    """Whether a path is the bundle's; hidden files and bytecode never are."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
    ours = any(f"{name}/".startswith(f"{place}/") for place in BELONGS)
    return ours and not hidden and not name.endswith(".pyc")


def checked(names: list[str], wanted: tuple[str, ...]) -> list[str]:
    """The names, where each wanted file or folder is among them. Raises BundleError."""
    lost = [want for want in wanted if not any(f"{n}/".startswith(f"{want}/") for n in names)]
    if lost:
        raise BundleError(f"{ROOT} has no {', '.join(lost)}: it is not the whole skill.")
    return names


def bundle_files() -> list[str]:
    """The bundle's files, relative, sorted: those that git tracks, or all where there is no git."""
    if (ROOT / ".git").exists():
        listed = git("ls-files", "-z", "--", *BELONGS).split("\0")
    else:
        found = (path for name in BELONGS for path in (ROOT / name, *(ROOT / name).rglob("*")))
        listed = [path.relative_to(ROOT).as_posix() for path in found if path.is_file()]
    return checked(sorted(name for name in listed if name and belongs(name)), BELONGS)


def write_folder(out: Path, *, force: bool) -> int:
    """Copies the bundle and returns the number of files. With `force` an older bundle goes."""
    if out.resolve() == ROOT or out.resolve() in ROOT.parents:
        raise BundleError(f"{out} holds this checkout: name another folder.")
    if out.exists() and not out.is_dir():
        raise BundleError(f"{out} is a file: name a folder.")
    names = bundle_files()
    if out.is_dir() and any(out.iterdir()):
        if not force:
            raise BundleError(f"{out} is not empty: name another folder, or say --force.")
        if not (out / "SKILL.md").is_file():
            raise BundleError(f"{out} holds something else than a bundle: name another folder.")
        shutil.rmtree(out)
    for name in names:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, out / name)
    return len(names)


def write_branch(branch: str) -> str:
    """Commits HEAD's bundle to a branch and returns its tip; no commit where nothing changed."""
    ref = f"refs/heads/{branch}"
    try:
        git("check-ref-format", ref)
    except BundleError:
        raise BundleError(f"{branch!r} is no name for a branch.") from None
    if f"branch {ref}\n" in git("worktree", "list", "--porcelain"):
        raise BundleError(f"{branch} is checked out: name another branch.")
    tip = git("for-each-ref", "--format=%(objectname)", ref).strip()
    if tip and not git("log", "-1", f"--format=%(trailers:key={TRAILER},valueonly)", tip).strip():
        raise BundleError(f"{branch} is not a branch of bundles: name another branch.")
    tree = bundle_tree()
    if tip and git("rev-parse", f"{tip}^{{tree}}").strip() == tree:
        return tip
    log = git("log", "-1", "--format=%H%x00%cn%x00%ce%x00%cI").strip()
    source, name, email, date = log.split("\0")
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", name), ("EMAIL", email), ("DATE", date))
    }
    message = f"The bundle alone\n\n{TRAILER}: {source}\n".encode()
    parents = ["-p", tip] if tip else []
    commit = git("commit-tree", tree, *parents, feed=message, env=who).strip()
    git("update-ref", ref, commit, tip or "0" * len(commit))
    return commit


def bundle_tree() -> str:
    """The tree of HEAD's bundle and marketplace file, written through an index of its own."""
    listed = git("ls-tree", "-r", "-z", "HEAD", "--", *BELONGS, MARKETPLACE).split("\0")
    entries = {entry.partition("\t")[2]: entry for entry in listed if entry}
    names = [name for name in entries if name == MARKETPLACE or belongs(name)]
    feed = "".join(f"{entries[name]}\0" for name in checked(names, (*BELONGS, MARKETPLACE)))
    with tempfile.TemporaryDirectory() as folder:
        own = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        git("update-index", "-z", "--index-info", feed=feed.encode(), env=own)
        return git("write-tree", env=own).strip()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("outdir", nargs="?", type=Path, help="the folder to write; made if needed")
    parser.add_argument("--force", action="store_true", help="replace the bundle in the folder")
    parser.add_argument("--branch", metavar="NAME", help="commit to this local branch instead")
    args = parser.parse_args()
    if (args.outdir is None) == (args.branch is None) or (args.force and args.branch):
        parser.error("say a folder (with --force or without), or --branch NAME")
    try:
        if args.branch is not None:
            print(f"{args.branch}: {write_branch(args.branch)}")
        else:
            print(f"{args.outdir}: {write_folder(args.outdir, force=args.force)} files")
    except (BundleError, OSError) as error:
        sys.exit(f"bundle.py: {error}")


if __name__ == "__main__":
    main()
