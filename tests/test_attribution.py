"""The X-Skill headers come from SKILL.md's frontmatter, whatever it says, and nowhere else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from studio_support import SCRIPTS

from nemo_client import attribution
from nemo_client.errors import NemoError

ROOT = SCRIPTS.parent


@pytest.fixture(autouse=True)
def fresh() -> None:
    attribution.frontmatter.cache_clear()


def skill(folder: Path, frontmatter: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "SKILL.md").write_text(f"---\n{frontmatter}\n---\nbody\n", encoding="utf-8")
    return folder


def test_a_top_level_version_wins_over_the_one_in_metadata(tmp_path: Path) -> None:
    front = "name: x\nversion: 2.0.1\nmetadata:\n  version: '1.0'"
    assert attribution.headers(skill(tmp_path, front))["X-Skill-Version"] == "2.0.1"
    attribution.frontmatter.cache_clear()
    assert (
        attribution.headers(skill(tmp_path, front.replace("version: 2.0.1\n", "", 1)))[
            "X-Skill-Version"
        ]
        == "1.0"
    )


@pytest.mark.parametrize(
    "text", ["no frontmatter", "---\na: [\n---\n", "---\n- x\n---\n", "---\nx: 1\n---\n"]
)
def test_a_broken_frontmatter_is_a_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "SKILL.md").write_text(text)
    with pytest.raises(NemoError, match=r"SKILL\.md"):
        attribution.headers(tmp_path)


def test_values_are_made_fit_for_a_header(tmp_path: Path) -> None:
    sent = attribution.headers(skill(tmp_path, 'name: "a\\nb视频"\nversion: 1'))
    assert sent["X-Skill-Source"] == "ab"


@pytest.mark.parametrize(
    ("place", "mark", "variable", "expected"),
    [
        ("plain", None, None, "unknown"),
        ("plain", None, "SKILL_SOURCE=my-shop", "my-shop"),
        ("plain", None, "OPENCLAW_SHELL=exec", "openclaw"),
        ("plain", None, "CLAUDECODE=1", "claude"),
        ("plain", ".clawhub/origin.json", None, "clawhub"),
        ("plain", ".clawhub/origin.json", "SKILL_SOURCE=mine", "mine"),
        ("plain", ".openclaw/source-origin.json", None, "openclaw"),
        (".clawhub/skills", None, None, "clawhub"),
        (".cursor/skills", None, "CLAUDECODE=1", "cursor"),
        (".claude/skills", None, None, "claude"),
        (".claude/plugins/cache/m", None, None, "claude"),
    ],
)
def test_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    place: str, mark: str | None, variable: str | None, expected: str,
) -> None:  # fmt: skip
    root = skill(tmp_path / place / "x", "name: x")
    if mark:
        (root / mark).parent.mkdir()
        (root / mark).write_text("{}")
    if variable:
        monkeypatch.setenv(*variable.split("="))
    assert attribution.platform(root) == expected


def test_a_symlinked_install_keeps_its_own_path(tmp_path: Path) -> None:
    """npx skills links ~/.claude/skills/x to ~/.agents/skills/x; the link's path tells."""
    real = tmp_path / ".agents/skills/x"
    for package in ("nemo_client", "nemo_wire"):
        shutil.copytree(ROOT / "scripts" / package, real / "scripts" / package)
    shutil.copy(ROOT / "scripts/auth.py", real / "scripts")
    shutil.copy(ROOT / "SKILL.md", real)
    link = tmp_path / ".claude/skills/x"
    link.parent.mkdir(parents=True)
    link.symlink_to(real)
    import json
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, str(link / "scripts/auth.py"), "status"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["headers"]["X-Skill-Platform"] == "claude"
