"""Downloading a finished video: resumed by range, whole or not at all under its name.

The bytes go to `<name>.part`; its `.json` companion tells which file on the server they are of.
Facts: urllib3 1.x and close-delimited bodies end short without an error, so the size is always
compared; a server may answer 200 to a Range, which starts over; the CDN gets neither token nor
attribution. Redirects are followed here, since each of them must be https.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from errno import EEXIST
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from .config import is_loopback, sleep, time_scale
from .disk import Damaged, fit_for_header, read_object, trouble, troubles_told
from .errors import NemoError, ServerError, Unreachable, UsageError
from .http import READ_TIMEOUT_S, backoff, connection_fault
from .redact import redact
from .say import Text, sentence

if TYPE_CHECKING:
    import requests

PIECE = 256 * 1024
TRIES_WITHOUT_PROGRESS = 6
LONGEST_S, LEAST_S = 7200.0, 5.0
"""How long one file may take, however its bytes drip; what has come by then is kept. LEAST_S: in
scaled time."""
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
    ends = _ends()
    fruitless = 0
    why: Text = sentence("download_slow")
    with _writing(part), Session() as session:
        while fruitless < tries and time.monotonic() < ends:
            had = _size(part)
            try:
                with _get(session, url, part) as response:
                    whole = receive(response, url, part, progress, ends)
                if not whole and size is not None and _size(part) != size:
                    raise ServerError(sentence("other_bytes", got=_size(part), size=size))
                return part
            except (ServerError, Unreachable) as error:
                why = error.message
                fruitless = 0 if _size(part) > had else fruitless + 1
            if fruitless < tries:
                sleep(backoff(fruitless))
    raise ServerError(
        sentence("download_stopped", got=_size(part), why=why),
        action=sentence("do_download_on"),
    )


def part_of(out: Path) -> Path:
    """Where `out` is collected until it is whole."""
    return out.with_name(out.name + ".part")


def range_headers(url: str, part: Path) -> dict[str, str]:
    """The headers that ask for `url` from where `part` ends, when it is of that very file."""
    headers = {"Accept-Encoding": "identity"}
    have, tag = _size(part), _kept_tag(part, url)
    if have and tag:
        headers |= {"Range": f"bytes={have}-", "If-Range": tag}
    return headers


def keep(part: Path, out: Path) -> None:
    """Give a whole, checked download its final name."""
    try:
        part.replace(out)
    except OSError as error:
        raise trouble(error, out, sentence("do_other_place")) from None
    with suppress(OSError):
        _notes(part).unlink()


def receive(
    response: requests.Response,
    url: str,
    part: Path,
    progress: Progress,
    ends: float | None = None,
) -> bool:
    """Write an open answer to `range_headers` into the part; whether the server gave its length,
    and so all of it has come. `ends`: on time.monotonic(). Raises ServerError when it breaks off or
    takes too long."""
    ends = _ends() if ends is None else ends
    with _writing(part):
        if response.status_code == 416:  # the part is longer than the file: not of this file
            part.unlink(missing_ok=True)
            raise ServerError(sentence("part_unfit"))
        if part.exists() and not part.is_file():  # a pipe would be waited for
            raise OSError(EEXIST, os.strerror(EEXIST), str(part))
        start, total = _range(response, _size(part) if "Range" in response.request.headers else 0)
        tag = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        if tag != _kept_tag(part, url):  # on a full disk what is there stays
            _notes(part).write_text(json.dumps({"url": url, "tag": tag}), encoding="utf-8")
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            file.truncate()
            got = start
            while piece := _piece(response):
                file.write(piece)
                got += len(piece)
                progress(got, total)
                if time.monotonic() > ends:
                    raise ServerError(sentence("download_slow"))
            file.flush()
            os.fsync(file.fileno())
    if total and got != total:
        raise ServerError(sentence("bytes_came", got=got, total=total))
    return bool(total)


def _piece(response: requests.Response) -> bytes:
    from urllib3.exceptions import HTTPError

    try:
        piece: bytes = response.raw.read1(PIECE, decode_content=True)
    except (HTTPError, OSError) as error:
        raise ServerError(sentence("broke_off", where=origin(response.url))) from error
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
            raise NotThere(sentence("link_unusable", link=redact(url)[:200])) from None
        except (requests.RequestException, HTTPError) as error:
            raise connection_fault(error, origin(url)) from None
        status = response.status_code
        if status in (200, 206, 416):
            return response
        target = redirect_target(response, url)
        response.close()
        if target is None and (status in (408, 429) or status >= 500):
            raise ServerError(sentence("http_status", status=status), code=status)
        if target is None:
            raise NotThere(sentence("http_status", status=status), code=status)
        url = target
    raise NotThere(sentence("redirects_on", times=REDIRECTS))


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


def _writing(path: Path) -> AbstractContextManager[None]:
    return troubles_told(path, sentence("do_other_place"))


def _ends() -> float:
    return time.monotonic() + max(LEAST_S, LONGEST_S * time_scale())


def _range(response: requests.Response, have: int) -> tuple[int, int]:
    """Where the body begins in the file, and the file's whole size (0 when unknown)."""
    if response.status_code == 206:
        spec = response.headers.get("Content-Range", "")
        try:
            span, total = spec.removeprefix("bytes ").split("/")
            start = int(span.split("-")[0])
        except ValueError:
            raise ServerError(sentence("odd_range")) from None
        if start == have:
            return start, int(total) if total.isdigit() else 0
        raise ServerError(sentence("odd_range"))
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
        raise UsageError(sentence("link_not_https", link=redact(url)[:200]))


def _notes(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _kept_tag(part: Path, url: str) -> str | None:
    """The tag of the file at `url` that the part is of; None when it is of none, or not known."""
    try:
        notes = read_object(_notes(part))
    except (OSError, Damaged):
        return None
    tag = notes.get("tag")
    return tag if notes.get("url") == url and fit_for_header(tag) else None


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
