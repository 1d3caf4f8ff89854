"""Downloading a finished video: resumed by range, whole or not at all under its name.

The bytes go to `<name>.part`; its `.json` companion tells which file on the server they are of.
Facts: urllib3 1.x and close-delimited bodies end short without an error, so the size is always
compared; a server may answer 200 to a Range, which starts over; the CDN gets no Authorization.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .config import is_loopback, sleep
from .errors import NemoError, ServerError, Unreachable, UsageError
from .http import READ_TIMEOUT_S, anonymous, backoff, never_left, new_session
from .redact import redact

if TYPE_CHECKING:
    import requests

PIECE = 256 * 1024
TRIES_WITHOUT_PROGRESS = 6

Progress = Callable[[int, int], None]
"""Called with bytes got and bytes in all (0 when the server does not say)."""


class NotThere(NemoError):
    """The URL gives no file any more (4xx): another way to get it may work."""


def fetch(
    url: str,
    out: Path,
    progress: Progress = lambda _a, _b: None,
    auth: Any = None,
    size: int | None = None,
) -> Path:
    """Download `url` to `out`'s part, whose path it returns; `keep` gives it its name.

    `size`: bytes that were promised. Raises NotThere on 4xx, ServerError when it does not come
    whole.
    """
    _check(url)
    part = out.with_name(out.name + ".part")
    session = new_session(auth or anonymous())
    fruitless = 0
    try:
        while True:
            had = _size(part)
            try:
                _attempt(session, url, part, progress)
                if size is not None and _size(part) != size:
                    raise ServerError(f"It has {_size(part)} bytes, not the promised {size}.")
                break
            except (ServerError, Unreachable) as error:
                fruitless = 0 if _size(part) > had else fruitless + 1
                if fruitless >= TRIES_WITHOUT_PROGRESS:
                    raise ServerError(
                        f"The download stopped at {_size(part)} bytes: {error.message}",
                        action="Run the same export again; it goes on from there.",
                    ) from None
                sleep(backoff(fruitless))
    except OSError as error:
        raise NemoError(
            f"Cannot write {part}: {error.strerror}.", action="Free some space or use -o."
        ) from None
    finally:
        session.close()
    return part


def keep(part: Path, out: Path) -> None:
    """Give a whole, checked download its final name."""
    part.replace(out)
    _notes(part).unlink(missing_ok=True)


def _attempt(session: requests.Session, url: str, part: Path, progress: Progress) -> None:
    """One request, from where the part ends. Raises ServerError when it breaks off."""
    import requests
    from urllib3.exceptions import HTTPError

    have, notes = _size(part), _load_notes(part)
    headers = {"Accept-Encoding": "identity"}
    if have and notes.get("url") == url and notes.get("tag"):
        headers |= {"Range": f"bytes={have}-", "If-Range": notes["tag"]}
    else:
        have = 0
    try:
        response = session.get(url, headers=headers, stream=True, timeout=(10, READ_TIMEOUT_S))
    except requests.RequestException as error:
        kind = Unreachable if never_left(error) else ServerError
        raise kind(redact(str(error))[:300]) from None
    with response:
        if response.status_code == 416:  # the part is longer than the file: not of this file
            part.unlink(missing_ok=True)
            raise ServerError("The part did not fit the file; starting over.")
        if response.status_code in (408, 429) or response.status_code >= 500:
            raise ServerError(f"HTTP {response.status_code}", code=response.status_code)
        if response.status_code not in (200, 206):
            raise NotThere(f"HTTP {response.status_code}", code=response.status_code)
        start, total = _range(response, have)
        tag = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        _notes(part).write_text(json.dumps({"url": url, "tag": tag}), encoding="utf-8")
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            file.truncate()
            got = start
            try:
                while piece := response.raw.read1(PIECE, decode_content=True):
                    file.write(piece)
                    got += len(piece)
                    progress(got, total)
            except (HTTPError, OSError) as error:
                if isinstance(error, OSError) and error.errno in (28, 122):  # disk full, quota
                    raise
                raise ServerError(redact(str(error))) from None
            file.flush()
            os.fsync(file.fileno())
    if total and got != total:
        raise ServerError(f"{got} of {total} bytes came.")


def _range(response: requests.Response, have: int) -> tuple[int, int]:
    """Where the body begins in the file, and the file's whole size (0 when unknown)."""
    if response.status_code == 206:
        spec = response.headers.get("Content-Range", "")
        try:
            span, total = spec.removeprefix("bytes ").split("/")
            start = int(span.split("-")[0])
        except ValueError:
            raise ServerError(f"A Content-Range that cannot be read: {spec!r}") from None
        if start == have:
            return start, int(total) if total.isdigit() else 0
        raise ServerError("The server sent another range than was asked for.")
    length = response.headers.get("Content-Length", "")
    encoded = response.headers.get("Content-Encoding", "identity") != "identity"
    return 0, int(length) if length.isdigit() and not encoded else 0


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
        raise UsageError(f"The download link is not https: {redact(url)}")


def _notes(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _load_notes(part: Path) -> dict[str, str]:
    try:
        loaded = json.loads(_notes(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
