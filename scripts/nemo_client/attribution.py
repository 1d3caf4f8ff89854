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
from .disk import Damaged, read_text, troubles_told
from .errors import FilesError
from .say import sentence

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
_NULLS = ("~", "null", "Null", "NULL")  # YAML's ways to say that there is no value
_INSTALLER_FILES = (
    (".clawhub/origin.json", "clawhub"),
    (".openclaw/source-origin.json", "openclaw"),
)


@lru_cache(maxsize=1)
def frontmatter(root: Path = SKILL_ROOT) -> dict[str, Any]:
    """SKILL.md's frontmatter as a mapping; every scalar is text as it is written.

    Raises FilesError when it is missing or broken.
    """
    path = root / "SKILL.md"
    with troubles_told(path, sentence("do_install")):
        try:
            text = read_text(path)
        except Damaged:
            raise _broken(path, "why_no_text") from None
    match = re.match(r"---\r?\n(.*?)\r?\n---\s*(?:\r?\n|$)", text, re.DOTALL)
    if not match:
        raise _broken(path, "why_no_frontmatter")
    import yaml

    try:  # scalars as they are written: 1.10 is no number
        loaded = yaml.load(match[1], getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError):
        raise _broken(path, "why_no_yaml") from None
    if not isinstance(loaded, dict) or not _fit(loaded.get("name")):
        raise _broken(path, "why_no_name")
    return loaded


def _broken(path: Path, why: str) -> FilesError:
    return FilesError(
        sentence("skill_broken", file=path, reason=sentence(why)), action=sentence("do_install")
    )


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
    version = _fit(front.get("version"))
    if not version and isinstance(metadata, dict):
        version = _fit(metadata.get("version"))
    return {
        "X-Skill-Source": _fit(front["name"]),
        "X-Skill-Version": version or "unknown",
        "X-Skill-Platform": _fit(platform(root)) or "unknown",
    }


def _fit(value: object) -> str:
    """A scalar of the frontmatter without what no header can hold; "" for anything else."""
    if not isinstance(value, str) or value in _NULLS:
        return ""
    return re.sub(r"[^\x20-\x7e]", "", value).strip()
