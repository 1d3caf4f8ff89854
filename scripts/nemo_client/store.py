"""The client id and the token on disk: private files, written whole or not at all.

`client_id` holds a UUID and nothing else. `credentials.json` (0600) holds one token for each API
origin, so that a token never goes to another host than the one that gave it. What is damaged is put
aside, made anew and told; a file that only cannot be read just now is left as it is.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nemo_wire.files import write_private
from nemo_wire.lock import locked

from .disk import Damaged, fit_for_header, put_aside, read_object, read_text, troubles_told
from .errors import UsageError
from .say import sentence

LOCK_S = 30.0  # held for the writing of one small file


@dataclass(frozen=True)
class Credentials:
    """What anonymous-token answered. `expires_at` is the server's ISO time, when it sent one."""

    token: str
    user_id: str | None = None
    expires_at: str | None = None
    credits: int | None = None


def client_id(home: Path) -> str:
    """NEMO_CLIENT_ID, else the kept id, else a new UUID that is kept. At most 64 characters.

    Raises UsageError, and FilesError where the kept one cannot be read: another would be another
    account.
    """
    explicit = os.environ.get("NEMO_CLIENT_ID", "").strip()
    if explicit:
        if not fit_for_header(explicit, 64):
            raise UsageError(sentence("client_id_unfit"), action=sentence("do_client_id"))
        return explicit
    path = home / "client_id"
    with troubles_told(path), locked(home / ".lock", wait_s=LOCK_S):
        with suppress(FileNotFoundError):
            try:
                kept = read_text(path).strip()
                if fit_for_header(kept, 64):
                    return kept
                if kept:
                    raise Damaged(path)
            except Damaged:
                put_aside(path)
        return new_client_id(home)


def new_client_id(home: Path) -> str:
    """Make and keep a new id. Only for a backend that refused the old one with 400."""
    made = str(uuid.uuid4())
    with troubles_told():
        write_private(home / "client_id", made + "\n")
    return made


def load_credentials(home: Path, origin: str) -> Credentials | None:
    """The kept token for an API origin, or None. Nothing is written."""
    return _credentials(_read_all(home)[0].get(origin))


def save_credentials(home: Path, origin: str, credentials: Credentials) -> None:
    with _own(home) as path:
        entries, damaged = _read_all(home)
        if damaged or (origin in entries and _credentials(entries[origin]) is None):
            put_aside(path)
        entries[origin] = asdict(credentials)
        write_private(path, json.dumps(entries, indent=2) + "\n")


def forget_credentials(home: Path, origin: str) -> bool:
    """Remove the token for an origin, and what is damaged, since it may hold it; says whether there
    was one. Works whatever is in the file's place."""
    with troubles_told(), ExitStack() as stack:
        with suppress(OSError):  # the lock is for order; forgetting does not need it
            stack.enter_context(locked(home / ".lock", wait_s=LOCK_S))
        path = home / "credentials.json"
        entries, damaged = _read_all(home)
        found = damaged or origin in entries
        kept = {} if damaged else {k: v for k, v in entries.items() if k != origin}
        if path.is_dir() and not path.is_symlink():
            put_aside(path)  # not ours, and not to be deleted
        elif kept and found:
            write_private(path, json.dumps(kept, indent=2) + "\n")
        elif not kept:
            path.unlink(missing_ok=True)
        for aside in home.glob("credentials.json.damaged*"):
            if aside.is_symlink() or not aside.is_dir():
                aside.unlink(missing_ok=True)
    return found


@contextmanager
def _own(home: Path) -> Iterator[Path]:
    """credentials.json, by one process at a time."""
    with troubles_told(), locked(home / ".lock", wait_s=LOCK_S):
        yield home / "credentials.json"


def _read_all(home: Path) -> tuple[dict[str, Any], bool]:
    """The kept entries by origin, and whether the file is damaged: then there are none."""
    path = home / "credentials.json"
    with troubles_told(path):
        try:
            return read_object(path), False
        except FileNotFoundError:
            return {}, False
        except Damaged:
            return {}, True


def _credentials(entry: object) -> Credentials | None:
    """An entry as far as it can be used; None without a token that can be sent."""
    if not isinstance(entry, dict) or not fit_for_header(entry.get("token")):
        return None
    credits = entry.get("credits")
    return Credentials(
        entry["token"],
        _text(entry.get("user_id")),
        _text(entry.get("expires_at")),
        credits if isinstance(credits, int) else None,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.isprintable() else None
