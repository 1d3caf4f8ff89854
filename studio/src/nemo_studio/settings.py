"""What a studio is started with, and where it keeps its data."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from nemo_studio.media.pace import Limits

SKILL_FILE = Path(__file__).resolve().parents[3] / "SKILL.md"
DEFAULT_IDLE_S = 900.0
MEGABYTE = 1024 * 1024


@dataclass
class Settings:
    """`strict` makes the studio charge and limit as the cloud is said to; else all is free.

    `faults` opens `/_studio/faults` and lets uploads by URL reach private addresses: for tests.
    """

    data_dir: Path
    port: int = 0
    idle_s: float = DEFAULT_IDLE_S
    faults: bool = False
    strict: bool = False
    max_upload_bytes: int = 200 * MEGABYTE
    heartbeat_s: float = 15.0
    fetching: Limits = field(default_factory=Limits)

    @property
    def log_file(self) -> Path:
        return self.data_dir / "studio.log"


def default_data_dir() -> Path:
    """$NEMO_STUDIO_HOME, else `studio` in $NEMO_HOME, else in ~/.config/nemovideo."""
    if own := os.environ.get("NEMO_STUDIO_HOME"):
        return Path(own).expanduser()
    home = os.environ.get("NEMO_HOME")
    return (Path(home) if home else Path("~/.config/nemovideo")).expanduser() / "studio"


def skill_version() -> str:
    """`version` of SKILL.md's frontmatter, else of the installed package ("0" without one): tells
    an old studio from a new."""
    try:
        head = SKILL_FILE.read_text(encoding="utf-8").split("\n---", 1)[0]
    except OSError:
        return _installed_version()
    found = re.search(r"^\s*version:\s*[\"']?([\w.+-]+)", head, re.MULTILINE)
    return found[1] if found else "0"


def _installed_version() -> str:
    from importlib import metadata

    try:
        return metadata.version("nemo-studio")
    except metadata.PackageNotFoundError:
        return "0"
