"""Files of ours on the user's disk: read whatever is in their place; errors that say what to do.

Disks get full, homes are read-only, folders and pipes stand where a file should be. None of that is
a fault of the command: each ends in a FilesError that names the file.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from nemo_wire.files import private_folder

from .errors import Busy, FilesError
from .say import Sentence, Text, sentence

SMALL_BYTES = 1_000_000  # more than any small file of ours has
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
IN_THE_WAY = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENOTEMPTY)
_REASONS = {
    errno.EROFS: "why_read_only",
    errno.EACCES: "why_no_right",
    errno.EPERM: "why_no_right",
    errno.EEXIST: "why_in_the_way",
    errno.ENOTDIR: "why_no_folder",
    errno.EISDIR: "why_a_folder",
    errno.ELOOP: "why_circle",
    errno.ENAMETOOLONG: "why_long",
}

set_aside: list[Sentence] = []
"""What of ours was damaged and has been made anew, to be told with the command's end."""


class Damaged(ValueError):
    """What is in a file's place is not what we write there."""


def trouble(error: OSError, file: object = None, do: Text | None = None) -> FilesError:
    """The error to tell for one of the system's. `file` where the system names none; `do`: where
    another place is chosen (NEMO_HOME, when None)."""
    named = file if file is not None else error.filename
    if error.errno == errno.ETIMEDOUT:
        return Busy(sentence("file_busy", file=named))
    if error.errno in FULL:
        return FilesError(
            sentence("disk_full", file=named),
            action=sentence("do_free_space", folder=Path(str(named)).parent),
        )
    reason: Text = error.strerror or type(error).__name__
    if error.errno in _REASONS:
        reason = sentence(_REASONS[error.errno])
    elsewhere = do or sentence("do_home")
    if error.errno in IN_THE_WAY:
        elsewhere = sentence("do_move_or", file=named, other=elsewhere)
    return FilesError(sentence("home_unusable", file=named, reason=reason), action=elsewhere)


@contextmanager
def troubles_told(file: object = None, do: Text | None = None) -> Iterator[None]:
    """The system's errors within it as FilesError."""
    try:
        yield
    except OSError as error:
        raise trouble(error, error.filename or file, do) from None


def read_text(path: Path) -> str:
    """A small file's text. Raises FileNotFoundError, other OSError for a fault that may pass, and
    Damaged for a folder, a pipe, links in a circle, what is too large or not UTF-8."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Damaged(path)
    except OSError as error:
        raise Damaged(path) if error.errno == errno.ELOOP else error from None
    with path.open("rb") as file:
        data = file.read(SMALL_BYTES + 1)
    if len(data) > SMALL_BYTES:
        raise Damaged(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Damaged(path) from None


def read_object(path: Path) -> dict[str, Any]:
    """A small file's JSON object. Raises as `read_text`."""
    try:
        loaded = json.loads(read_text(path))
    except (ValueError, RecursionError):
        raise Damaged(path) from None
    if not isinstance(loaded, dict):
        raise Damaged(path)
    return loaded


def open_log(path: Path) -> BinaryIO:
    """A log's end, to write to. Raises OSError, for a pipe too, which would be waited for."""
    private_folder(path.parent)
    if path.exists() and not path.is_file():
        raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    return path.open("ab")


def put_aside(path: Path) -> None:
    """Keep what is damaged under another name, so that it can be made anew, and have it told."""
    number, aside = 1, path.with_name(f"{path.name}.damaged")
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
    path.rename(aside)
    set_aside.append(sentence("made_anew", file=path.name, aside=aside))


def fit_for_header(value: object, most: int = 8192) -> bool:
    """Whether it is a text that an HTTP header may hold as it is."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= most
        and value.isascii()
        and value.isprintable()
        and value.strip() == value
    )


def sizes(home: Path, studio: Path) -> dict[str, int]:
    """Bytes by name: of what is in the home, and of what is in the studio's folder as `studio/…`.
    Small files without content of their own (locks) are left out; what cannot be read counts 0."""
    found: dict[str, int] = {}
    for folder, prefix in ((home, ""), (studio, "studio/")):
        for entry in _entries(folder):
            if Path(entry.path) != studio and (size := _bytes(entry)):
                found[prefix + entry.name] = size
    return found


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _bytes(entry: os.DirEntry[str]) -> int:
    """Of a file, or of all in a folder; links are not followed."""
    try:
        if entry.is_dir(follow_symlinks=False):
            return sum(map(_bytes, _entries(entry.path)))
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
