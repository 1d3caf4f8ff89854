"""What the renderer may open: the files behind the timeline's `src` ids."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

Assets: TypeAlias = Mapping[str, Path]
"""Asset id -> local file."""


class AssetError(ValueError):
    """An asset that is missing or cannot be decoded; the message names segment and file."""
