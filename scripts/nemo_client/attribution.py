"""The three X-Skill-* headers, read from SKILL.md's frontmatter at run time.

`X-Skill-Source` is the frontmatter's `name`, `X-Skill-Version` its version (a top-level
`version` wins over `metadata.version`, since the older skills have it there). Nothing else knows
these values. `X-Skill-Platform` is detected from `SKILL_SOURCE`, the install path, the marks that
installers leave in the skill's own folder, and the harness's environment; never by running git.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from .config import SKILL_ROOT
from .errors import NemoError

_ENVIRONMENT_MARKS = (
    ("OPENCLAW_SHELL", "openclaw"),
    ("CLAUDECODE", "claude"),
    ("CURSOR_AGENT", "cursor"),
    ("CURSOR_TRACE_ID", "cursor"),
    ("CODEX_SANDBOX", "codex"),
    ("CODEX_THREAD_ID", "codex"),
)
_PATH_MARKS = (
    ("/.clawhub/", "clawhub"),
    ("/.cursor/skills/", "cursor"),
    ("/.claude/skills/", "claude"),
    ("/.claude/plugins/", "claude"),
    ("/.openclaw/", "openclaw"),
)
_INSTALLER_FILES = (
    (".clawhub/origin.json", "clawhub"),
    (".openclaw/source-origin.json", "openclaw"),
)


@lru_cache(maxsize=1)
def frontmatter(root: Path = SKILL_ROOT) -> dict[str, Any]:
    """SKILL.md's frontmatter as a mapping. Raises NemoError when it is missing or broken."""
    path = root / "SKILL.md"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise NemoError(
            f"Cannot read {path}: {error.strerror}.", action="Install the skill again."
        ) from None
    match = re.match(r"---\r?\n(.*?)\r?\n---\s*(?:\r?\n|$)", text, re.DOTALL)
    if not match:
        raise NemoError(f"{path} has no frontmatter.", action="Install the skill again.")
    import yaml

    try:
        loaded = yaml.load(match[1], getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise NemoError(f"{path}: the frontmatter is not valid YAML: {error}") from None
    if not isinstance(loaded, dict) or not loaded.get("name"):
        raise NemoError(f"{path}: the frontmatter has no name.", action="Install the skill again.")
    return loaded


def platform(root: Path = SKILL_ROOT) -> str:
    """Where the skill runs: SKILL_SOURCE, the install's own marks, the harness, or "unknown"."""
    explicit = os.environ.get("SKILL_SOURCE", "").strip()
    if explicit:
        return explicit
    for name, found in _INSTALLER_FILES:
        if (root / name).is_file():
            return found
    path = root.absolute().as_posix() + "/"
    for mark, found in _PATH_MARKS:
        if mark in path:
            return found
    for variable, found in _ENVIRONMENT_MARKS:
        if os.environ.get(variable):
            return found
    return "unknown"


def headers(root: Path = SKILL_ROOT) -> dict[str, str]:
    """The attribution headers, fit for the wire (printable ASCII)."""
    front = frontmatter(root)
    metadata = front.get("metadata")
    version = front.get("version")
    if version is None and isinstance(metadata, dict):
        version = metadata.get("version")
    values = {
        "X-Skill-Source": str(front["name"]),
        "X-Skill-Version": str(version if version is not None else "unknown"),
        "X-Skill-Platform": platform(root),
    }
    return {name: re.sub(r"[^\x20-\x7e]", "", value).strip() for name, value in values.items()}
