"""The client id and the token on disk: private files, written whole or not at all.

`client_id` holds a UUID and nothing else. `credentials.json` (0600) holds one token for each API
origin, so that a token never goes to another host than the one that gave it.
"""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from nemo_wire.files import write_private
from nemo_wire.lock import locked

from .errors import UsageError


@dataclass(frozen=True)
class Credentials:
    """What anonymous-token answered. `expires_at` is the server's ISO time, when it sent one."""

    token: str
    user_id: str | None = None
    expires_at: str | None = None
    credits: int | None = None


def client_id(home: Path) -> str:
    """NEMO_CLIENT_ID, else the kept id, else a new UUID that is kept. At most 64 characters."""
    explicit = os.environ.get("NEMO_CLIENT_ID", "").strip()
    if explicit:
        if not _valid_client_id(explicit):
            raise UsageError("NEMO_CLIENT_ID must be 1 to 64 printable ASCII characters.")
        return explicit
    path = home / "client_id"
    with locked(home / ".lock"):
        try:
            kept = path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            kept = ""
        if _valid_client_id(kept):
            return kept
        return new_client_id(home)


def new_client_id(home: Path) -> str:
    """Make and keep a new id. Only for a backend that refused the old one with 400."""
    made = str(uuid.uuid4())
    write_private(home / "client_id", made + "\n")
    return made


def load_credentials(home: Path, origin: str) -> Credentials | None:
    """The kept token for an API origin, or None."""
    entry = _read_all(home).get(origin)
    if not isinstance(entry, dict) or not isinstance(entry.get("token"), str):
        return None
    known = Credentials.__dataclass_fields__
    return Credentials(**{key: value for key, value in entry.items() if key in known})


def save_credentials(home: Path, origin: str, credentials: Credentials) -> None:
    with locked(home / ".lock"):
        entries = _read_all(home)
        entries[origin] = asdict(credentials)
        write_private(home / "credentials.json", json.dumps(entries, indent=2) + "\n")


def forget_credentials(home: Path, origin: str | None = None) -> bool:
    """Remove the token for an origin, or all; says whether there was one."""
    path = home / "credentials.json"
    with locked(home / ".lock"):
        entries = _read_all(home)
        found = bool(entries) if origin is None else origin in entries
        kept = {} if origin is None else {k: v for k, v in entries.items() if k != origin}
        if kept:
            write_private(path, json.dumps(kept, indent=2) + "\n")
        else:
            path.unlink(missing_ok=True)
    return found


def _read_all(home: Path) -> dict[str, object]:
    try:
        loaded = json.loads((home / "credentials.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}  # absent or damaged: a new token is asked for
    return loaded if isinstance(loaded, dict) else {}


def _valid_client_id(value: str) -> bool:
    return 0 < len(value) <= 64 and value.isascii() and value.isprintable()
