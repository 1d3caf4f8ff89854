"""Downloading a finished video: resumed by range, whole or not at all under its name.

The bytes go to `<name>.part`; its `.json` companion tells which file on the server they are of.
Facts: urllib3 1.x and close-delimited bodies end short without an error, so the size is always
compared; a server may answer 200 to a Range, which starts over; the CDN gets neither token nor
attribution. Redirects are followed here, since each of them must be https.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from .config import is_loopback, sleep
from .errors import NemoError, ServerError, Unreachable, UsageError
from .http import READ_TIMEOUT_S, backoff, connection_fault
from .redact import redact

if TYPE_CHECKING:
    import requests

PIECE = 256 * 1024
TRIES_WITHOUT_PROGRESS = 6
REDIRECTS = 5

Progress = Callable[[int, int], None]
"""Called with bytes got and bytes in all (0 when the server does not say)."""


class NotThere(NemoError):
    """The URL gives no file any more (4xx): another way to get it may work."""


FAULTS = (NotThere, ServerError, Unreachable, UsageError)
"""How `fetch` ends where it is the link that fails; a full disk is none of them."""


def fetch(
    url: str,
    out: Path,
    progress: Progress = lambda _a, _b: None,
    size: int | None = None,
    tries: int = TRIES_WITHOUT_PROGRESS,
) -> Path:
    """Download `url` to `out`'s part, whose path it returns; `keep` gives it its name.

    `size`: bytes that were promised; it counts where the server itself gives no length. `tries`:
    without a further byte. Raises NotThere on 4xx, ServerError when it does not come whole,
    UsageError for a link or a proxy that cannot be used.
    """
    from .transport import Session

    part = part_of(out)
    fruitless = 0
    with _writing(part), Session() as session:
        while True:
            had = _size(part)
            try:
                with _get(session, url, part) as response:
                    whole = receive(response, url, part, progress)
                if not whole and size is not None and _size(part) != size:
                    raise ServerError(f"It has {_size(part)} bytes, not the promised {size}.")
                return part
            except (ServerError, Unreachable) as error:
                fruitless = 0 if _size(part) > had else fruitless + 1
                if fruitless >= tries:
                    raise ServerError(
                        f"The download stopped at {_size(part)} bytes: {error.message}",
                        action="Run the same export again; it goes on from there.",
                    ) from None
                sleep(backoff(fruitless))


def part_of(out: Path) -> Path:
    """Where `out` is collected until it is whole."""
    return out.with_name(out.name + ".part")


def range_headers(url: str, part: Path) -> dict[str, str]:
    """The headers that ask for `url` from where `part` ends, when it is of that very file."""
    headers = {"Accept-Encoding": "identity"}
    have, notes = _size(part), _load_notes(part)
    if have and notes.get("url") == url and notes.get("tag"):
        headers |= {"Range": f"bytes={have}-", "If-Range": notes["tag"]}
    return headers


def keep(part: Path, out: Path) -> None:
    """Give a whole, checked download its final name."""
    with _writing(out):
        part.replace(out)
        _notes(part).unlink(missing_ok=True)


def receive(response: requests.Response, url: str, part: Path, progress: Progress) -> bool:
    """Write an open answer to `range_headers` into the part; whether the server gave its length,
    and so all of it has come. Raises ServerError when it breaks off."""
    if response.status_code == 416:  # the part is longer than the file: not of this file
        part.unlink(missing_ok=True)
        raise ServerError("The part did not fit the file; starting over.")
    with _writing(part):
        start, total = _range(response, _size(part) if "Range" in response.request.headers else 0)
        tag = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        _notes(part).write_text(json.dumps({"url": url, "tag": tag}), encoding="utf-8")
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            file.truncate()
            got = start
            while piece := _piece(response):
                file.write(piece)
                got += len(piece)
                progress(got, total)
            file.flush()
            os.fsync(file.fileno())
    if total and got != total:
        raise ServerError(f"{got} of {total} bytes came.")
    return bool(total)


def _piece(response: requests.Response) -> bytes:
    from urllib3.exceptions import HTTPError

    try:
        piece: bytes = response.raw.read1(PIECE, decode_content=True)
    except (HTTPError, OSError) as error:
        raise ServerError(redact(str(error))) from None
    return piece


def _get(session: requests.Session, url: str, part: Path) -> requests.Response:
    """The open answer at the end of the redirects. Raises NotThere, ServerError, Unreachable,
    UsageError."""
    import requests
    from urllib3.exceptions import HTTPError

    headers = range_headers(url, part)
    for _ in range(REDIRECTS + 1):
        _check(url)
        try:
            response = session.get(
                url, headers=headers, stream=True, allow_redirects=False,
                timeout=(10, READ_TIMEOUT_S),
            )  # fmt: skip
        except ValueError:  # the many names that requests and urllib3 have for a bad URL
            raise NotThere(f"The download link cannot be used: {redact(url)[:200]}") from None
        except (requests.RequestException, HTTPError) as error:
            raise connection_fault(error, origin(url)) from None
        status = response.status_code
        if status in (200, 206, 416):
            return response
        target = redirect_target(response, url)
        response.close()
        if target is None and (status in (408, 429) or status >= 500):
            raise ServerError(f"HTTP {status}", code=status)
        if target is None:
            raise NotThere(f"HTTP {status}", code=status)
        url = target
    raise NotThere(f"The download link redirects more than {REDIRECTS} times.")


def redirect_target(response: requests.Response, url: str) -> str | None:
    """Where an answer for `url` redirects to, or None."""
    if not response.is_redirect:
        return None
    location = response.headers["Location"].encode("latin-1").decode("utf-8", "replace")
    try:
        return urljoin(url, location)
    except ValueError:
        return location  # no URL at all; it is refused as such


def origin(url: str) -> str:
    """Scheme and host, for people: what stands behind them may be a signature."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NemoError(
            f"Cannot write {path}: {error.strerror}.", action="Free some space or use -o."
        ) from None


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
    try:
        scheme = urlsplit(url).scheme
        allowed = scheme == "https" or (scheme == "http" and is_loopback(url))
    except ValueError:
        allowed = False
    if not allowed:
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
