"""Bytecode of the skill's own modules goes to the user's cache, nothing into the skill's folder.

An installer takes a folder with new files for one that the user has changed. `sys.pycache_prefix`
would hold for the standard library and all packages too: a first run of four times the length,
and each run where the cache cannot be written.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parents[1]
OURS = (SCRIPTS, SCRIPTS.parent / "studio" / "src")
_CACHES = {"win32": ("LOCALAPPDATA", ""), "darwin": ("", "~/Library/Caches")}


def to_user_cache() -> None:
    """For all that is imported from here on; before it, `sys.dont_write_bytecode` must be set.

    The user's own PYTHONDONTWRITEBYTECODE and PYTHONPYCACHEPREFIX are left as they are.
    """
    if sys.flags.dont_write_bytecode:
        return
    if sys.pycache_prefix is None:
        if not _cache().is_absolute():
            return
        sys.path_hooks.insert(0, _finder)
        sys.path_importer_cache.clear()
    sys.dont_write_bytecode = False


def _cache() -> Path:
    variable, otherwise = _CACHES.get(sys.platform, ("XDG_CACHE_HOME", "~/.cache"))
    return Path(os.environ.get(variable) or os.path.expanduser(otherwise))  # noqa: PTH111 - never raises


def _finder(folder: str) -> FileFinder:
    if not any(Path(folder).is_relative_to(place) for place in OURS):
        raise ImportError("not of this skill")
    return FileFinder(folder, (_Loader, SOURCE_SUFFIXES))


class _Loader(SourceFileLoader):
    def get_data(self, path: str) -> bytes:
        return super().get_data(_place(path))

    def set_data(self, path: str, data: Any, **options: Any) -> None:
        super().set_data(_place(path), data, **options)

    def path_stats(self, path: str) -> dict[str, Any]:
        """Its time is the one at which the file came here, in milliseconds: the cache outlives an
        update of the skill, and installers may give all files the same date."""
        stat = Path(path).stat()
        return {"mtime": max(stat.st_mtime, stat.st_ctime) * 1000, "size": stat.st_size}


def _place(path: str) -> str:
    """Where a file of bytecode is; any other file is where it is."""
    if not path.endswith(".pyc"):
        return path
    return str(_cache() / "nemovideo" / "pycache" / path.replace(":", "").lstrip(os.sep))
