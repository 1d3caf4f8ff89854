"""Sending the user's files and URLs, streamed: memory does not grow with a file's size.

Measured: `requests.post(files=)` holds a file twice in memory, and the whole send is bounded by
the connect timeout; a body that iterates over small pieces costs nothing and makes that timeout a
stall timer for each piece. Field `files`, repeatable; URLs as JSON (facts, section 5).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nemo_wire.formats import MIME_TYPES, SIGNATURE_BYTES, UPLOAD_LIST, extension, kind_of, sniff

from .account import Account
from .config import AGENT
from .errors import FileTooLarge, NemoError, ServerError, UnsupportedFile, UsageError
from .http import Api, read_body, unwrap
from .journal import Journal
from .output import Reporter, mb

PIECE = 64 * 1024
PIECE_STALL_S = 30.0
ANSWER_TIMEOUT_S = 300.0
WARN_BYTES = 200 * 1024 * 1024
_STREAMING_SITES = ("youtube.com", "youtu.be", "spotify.com")

Progress = Callable[[int, int], None]
"""Called with bytes sent and bytes in all."""


@dataclass(frozen=True)
class LocalFile:
    """A file that may be sent: `name` is what the backend is told, with a true extension."""

    path: Path
    name: str
    size: int
    mime: str


def check_file(path: Path) -> LocalFile:
    """The file, looked at by name and by content. Raises UsageError or UnsupportedFile."""
    try:
        if not path.exists():
            raise UsageError(f"There is no file {path}.", action="Check the path.")
        if not path.is_file():
            raise UsageError(f"{path} is not a file.", action="Give the files one by one.")
        with path.open("rb") as file:
            head = file.read(SIGNATURE_BYTES)
        size = path.stat().st_size
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    if not size:
        raise UnsupportedFile(f"{path.name} is empty.", action="Send the file again.", code=4001)
    found = sniff(head)
    if found is None:
        raise UnsupportedFile(
            f"{path.name} is not of a supported format.",
            action=f"Supported: {UPLOAD_LIST}.",
            code=4001,
        )
    named = extension(path.name)
    same = named == found or (kind_of(named) == kind_of(found) and kind_of(named) != "image")
    same = same or {named, found} == {"jpg", "jpeg"}
    name = path.name if same else f"{path.stem or 'file'}.{found}"
    return LocalFile(path, name, size, MIME_TYPES[named if same else found])


def check_url(url: str) -> str:
    """A URL that the backend can fetch. Raises UsageError."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UsageError(f"{url!r} is no URL.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is not an http(s) URL.")
    if parts.username or parts.password:
        raise UsageError("A URL with a password in it is not sent on.")
    if any(parts.hostname == s or parts.hostname.endswith("." + s) for s in _STREAMING_SITES):
        raise UsageError(
            f"Media on {parts.hostname} cannot be used.",
            action="Send the file itself, or ask for music in a similar style.",
        )
    return url


def check_sources(sources: list[str]) -> list[str]:
    """Paths (made absolute) and URLs, all checked before anything is sent."""
    return [
        check_url(source) if "://" in source else str(check_file(_path_of(source)).path.absolute())
        for source in sources
    ]


def _path_of(source: str) -> Path:
    try:
        return Path(source).expanduser()
    except RuntimeError as error:  # ~nobody
        raise UsageError(f"{source!r}: {error}") from None


class MultipartFiles:
    """A multipart/form-data body with a known length that can be iterated over again."""

    def __init__(self, files: list[LocalFile], progress: Progress | None = None) -> None:
        self._files = files
        self._progress = progress
        self._boundary = uuid.uuid4().hex
        self._heads = [self._head(file) for file in files]
        self._tail = f"--{self._boundary}--\r\n".encode()
        self._length = sum(len(h) + f.size + 2 for h, f in zip(self._heads, files, strict=True))
        self._length += len(self._tail)

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self._boundary}"

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        sent = 0
        for head, file in zip(self._heads, self._files, strict=True):
            yield head
            left = file.size
            with file.path.open("rb") as source:
                while left:
                    piece = source.read(min(PIECE, left))
                    if not piece:
                        raise UsageError(f"{file.path.name} became shorter while it was sent.")
                    left -= len(piece)
                    sent += len(piece)
                    yield piece
                    if self._progress:
                        self._progress(sent, self._length)
            yield b"\r\n"
        yield self._tail

    def _head(self, file: LocalFile) -> bytes:
        name = file.name
        for char, code in (('"', "%22"), ("\r", "%0D"), ("\n", "%0A")):
            name = name.replace(char, code)  # the HTML standard's escaping of names
        return (
            f"--{self._boundary}\r\n"
            f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n'
            f"Content-Type: {file.mime}\r\n\r\n"
        ).encode()


def send_sources(
    account: Account,
    journal: Journal,
    session: dict[str, Any],
    sources: list[str],
    report: Reporter,
) -> list[dict[str, Any]]:
    """Upload files (paths) and URLs one by one and in order; each is written into the journal, so
    that after a fault the earlier ones are not sent again. What the API says of each."""
    infos: list[dict[str, Any]] = []
    for source in sources:
        if "://" in source:
            infos += send_urls(account, session["id"], [check_url(source)])
        else:
            infos += _send_reported(account, session["id"], check_file(Path(source)), report)
        journal.add_upload(account.config.origin, session["id"], source, infos[-1])
    return infos


def _send_reported(
    account: Account, session_id: str, file: LocalFile, report: Reporter
) -> list[dict[str, Any]]:
    if file.size > WARN_BYTES:
        report.tell(f"{file.name} has {mb(file.size)} MB; the backend may refuse it (4002).")
    label = f"Uploading {file.name} ({mb(file.size)} MB)"
    with report.progress(label) as bar:
        return send_files(
            account, session_id, [file], lambda sent, total: bar(sent * 100 // total, label)
        )


def send_files(
    account: Account, session_id: str, files: list[LocalFile], progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Upload in one request; what the API says of each file. Raises NemoError's kinds."""

    def work(api: Api) -> Any:
        body = MultipartFiles(files, progress)
        with api.send(
            "POST", _path(session_id), data=body,
            headers={"Content-Type": body.content_type},
            timeout=(PIECE_STALL_S, ANSWER_TIMEOUT_S),
        ) as response:  # fmt: skip
            return unwrap(response.status_code, read_body(response), response.headers)

    return _answer(account, work, [file.name for file in files])


def send_urls(account: Account, session_id: str, urls: list[str]) -> list[dict[str, Any]]:
    """Let the API fetch the URLs; what it says of each."""
    body = {"urls": urls, "source_type": "url"}

    def work(api: Api) -> Any:
        return api.post(_path(session_id), body, timeout=(10.0, ANSWER_TIMEOUT_S))

    return _answer(account, work, urls)


def _path(session_id: str) -> str:
    return f"/api/upload-video/{AGENT}/me/{session_id}"


def _answer(account: Account, work: Callable[[Api], Any], names: list[str]) -> list[dict[str, Any]]:
    try:
        data = account.run(work)
    except UnsupportedFile as error:
        raise UnsupportedFile(
            f"{', '.join(names)}: {error.message}",
            action=f"Supported: {UPLOAD_LIST}.",
            code=error.code,
        ) from None
    except FileTooLarge as error:
        raise FileTooLarge(f"{', '.join(names)}: {error.message}", code=error.code) from None
    found = data.get("files") or data.get("uploaded_files") if isinstance(data, dict) else None
    if not isinstance(found, list):
        raise ServerError("The upload's answer lists no files.")
    infos = [dict(item) for item in found if isinstance(item, dict)]
    for info in infos:
        info["url"] = info.get("cdn_url") or info.get("url")
    if not infos:
        raise NemoError("The API accepted no file.", action=f"Supported: {UPLOAD_LIST}.")
    return infos
