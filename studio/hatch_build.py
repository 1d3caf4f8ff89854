"""Puts nemo_wire, the floor that the studio shares with the client, into what is built.

It stands beside the skill's scripts; in a source distribution it stands in src.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NemoWire(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        inside = Path(self.root, "src", "nemo_wire")
        source = inside if inside.is_dir() else Path(self.root).parent / "scripts" / "nemo_wire"
        target = "nemo_wire" if self.target_name == "wheel" else "src/nemo_wire"
        if version != "editable" and not (source == inside and self.target_name == "sdist"):
            build_data["force_include"][str(source)] = target
