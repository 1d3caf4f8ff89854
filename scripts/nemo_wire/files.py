"""Files and folders of the user's own: private, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

REPLACE_TRIES, REPLACE_PAUSE_S = 10, 0.02


def private_folder(path: Path) -> Path:
    """`path`; it and the folders above it that are absent are made with mode 0700.

    Raises OSError.
    """
    for folder in (*reversed(path.parents), path):
        folder.mkdir(mode=0o700, exist_ok=True)
    return path


def private_file(path: str, flags: int) -> int:
    """An `opener` for `open`: what it makes has mode 0600."""
    return os.open(path, flags, 0o600)


def write_private(path: Path, text: str) -> None:
    """Atomic, 0600, durable: a temporary file beside it, then a rename.

    Raises OSError that names `path`, or the folder above it that cannot be made.
    """
    private_folder(path.parent)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _replace(Path(temporary), path)
    except BaseException as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):  # a write names none, the others the temporary one
            error.filename, error.filename2 = str(path), None
        raise


def _replace(source: Path, target: Path) -> None:
    """Windows refuses it for as long as someone has the target open."""
    for _ in range(REPLACE_TRIES):
        try:
            source.replace(target)
            return
        except PermissionError:
            time.sleep(REPLACE_PAUSE_S)
    source.replace(target)
