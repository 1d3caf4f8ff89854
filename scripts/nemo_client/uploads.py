"""Sending the user's files and URLs, streamed: memory does not grow with a file's size.

Measured: `requests.post(files=)` holds a file twice in memory, and the whole send is bounded by
the connect timeout; a body that iterates over small pieces costs nothing and makes that timeout a
stall timer for each piece. Field `files`, repeatable; URLs as JSON (facts, section 5).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from nemo_wire.formats import MIME_TYPES, SIGNATURE_BYTES, UPLOAD_LIST, extension, kind_of, sniff

from . import media, sessions
from .account import Account
from .config import AGENT, sleep
from .errors import (
    REFUSALS,
    FileTooLarge,
    NemoError,
    OutcomeUnknown,
    ServerError,
    UnsupportedFile,
    UsageError,
    next_command,
)
from .http import Api
from .journal import Journal
from .output import Reporter, mb
from .say import Sentence, say, sentence
from .timeline import uploaded

PIECE = 64 * 1024
PIECE_STALL_S = 30.0
ANSWER_TIMEOUT_S = 300.0
LOST_LOOKS_S = (0.0, 3.0, 10.0)  # a server may still be at work on a file whose sender is gone
SEND_TRIES = 2
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
            raise UsageError(sentence("no_file", path=path), action=sentence("do_check_path"))
        if not path.is_file():
            raise UsageError(sentence("no_plain_file", path=path), action=sentence("do_one_by_one"))
        with path.open("rb") as file:
            head = file.read(SIGNATURE_BYTES)
        size = path.stat().st_size
    except OSError as error:
        raise UsageError(
            sentence("unreadable", file=path, reason=error.strerror),
            action=sentence("do_check_path"),
        ) from None
    if not size:
        raise UnsupportedFile(
            sentence("empty_file", name=path.name), action=sentence("do_send_file_again"), code=4001
        )
    found = sniff(head)
    if found is None:
        raise UnsupportedFile(sentence("unknown_format", name=path.name), code=4001)
    named = extension(path.name)
    same = named == found or (kind_of(named) == kind_of(found) and kind_of(named) != "image")
    same = same or {named, found} == {"jpg", "jpeg"}
    name = path.name if same else f"{path.stem or 'file'}.{found}"
    return LocalFile(path, name, size, MIME_TYPES[named if same else found])


def about(source: str) -> dict[str, Any]:
    """What can be told of a file or URL before it is sent: {"name", "kind", "duration_ms", "width",
    "height", "has_audio"}, None for what only a look into it would tell."""
    if "://" in source:
        name = _base(check_url(source))
        guess = kind_of(extension(name)) or "video"
        return {"name": name, "kind": guess, "has_audio": guess != "image"}
    file = check_file(_path_of(source))
    kind = kind_of(extension(file.name))
    told: dict[str, Any] = {"name": file.name, "kind": kind, "has_audio": kind == "audio"}
    try:
        found = media.probe(file.path)
    except (media.NotMedia, OSError):  # a still or a sound; or damaged, which the upload will tell
        return told | {"has_audio": kind != "image"}
    length = round(found.duration_s * 1000) if kind != "image" else 0
    sound = found.audio_codec is not None or kind == "audio"
    return told | {
        "duration_ms": length or None, "width": found.width or None,
        "height": found.height or None, "has_audio": sound,
    }  # fmt: skip


def file_hash(path: Path) -> str:
    """SHA-256 of a file's content, in hex; memory does not grow with its size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_url(url: str) -> str:
    """A URL that the backend can fetch. Raises UsageError."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UsageError(sentence("no_url", url=url), action=sentence("do_url")) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(sentence("no_http_url", url=url), action=sentence("do_url"))
    if parts.username or parts.password:
        raise UsageError(sentence("url_with_password"), action=sentence("do_url"))
    if any(parts.hostname == s or parts.hostname.endswith("." + s) for s in _STREAMING_SITES):
        raise UsageError(
            sentence("streaming_site", host=parts.hostname), action=sentence("do_streaming_site")
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
    except RuntimeError:  # ~nobody
        raise UsageError(
            sentence("no_file", path=source), action=sentence("do_check_path")
        ) from None


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
                        raise UsageError(
                            sentence("became_shorter", name=file.path.name),
                            action=sentence("do_send_file_again"),
                        )
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
    *,
    again: bool = False,
) -> list[dict[str, Any]]:
    """Upload files (paths) and URLs one by one and in order; what the API says of each.

    Each is written into the journal before it goes and when its answer is there. After a lost
    answer the session's own list of files tells whether it came; it is sent again only when nothing
    did. Raises OutcomeUnknown where that cannot be told, but with `again`.
    """
    return [_send_one(account, journal, session["id"], s, report, again) for s in sources]


def _send_one(
    account: Account, journal: Journal, session_id: str, source: str, report: Reporter, again: bool
) -> dict[str, Any]:
    origin = account.config.origin

    def send() -> dict[str, Any]:
        if "://" in source:
            return send_urls(account, session_id, [check_url(source)])[-1]
        return _send_reported(account, session_id, check_file(Path(source)), report)[-1]

    before, lost = journal.begin_upload(
        origin, session_id, source, uploaded(sessions.state(account, session_id))
    )
    info = _arrived(account, session_id, source, before) if lost and not again else None
    tries = SEND_TRIES
    while info is None:
        tries -= 1
        try:
            info = send()
        except REFUSALS:
            journal.end_upload(origin, session_id, source, None)
            raise
        except ServerError as error:
            report.tell(sentence("looking_for_file", why=error.message))
            info = _arrived(account, session_id, source, before)
            if info is None and not tries:
                raise
    journal.end_upload(origin, session_id, source, info)
    return info


def _arrived(
    account: Account, session_id: str, source: str, before: list[Any]
) -> dict[str, Any] | None:
    """What the session's list says of a file whose answer was lost: a new entry of its name or its
    hash is it; None when nothing new came. Raises OutcomeUnknown when it cannot be told."""
    had = Counter(json.dumps(entry, sort_keys=True) for entry in before)
    for pause_s in LOST_LOOKS_S:
        sleep(pause_s)
        listed = uploaded(sessions.state(account, session_id))
        new = Counter(json.dumps(entry, sort_keys=True) for entry in listed) - had
        entries = [json.loads(text) for text in new.elements()]
        mine = [entry for entry in entries if _is_file(entry, source)]
        if len(mine) == 1:
            return {**mine[0], "url": mine[0].get("cdn_url") or mine[0].get("url")}
        if entries:
            raise OutcomeUnknown(
                sentence("maybe_arrived", name=_base(source)),
                action=sentence("do_maybe_arrived"),
                next=next_command("state.py", "--session", session_id),
                file=source,
            )
    return None


def _is_file(entry: dict[str, Any], source: str) -> bool:
    """Whether an entry of the session's list is the source, by its hash or its name."""
    known = str(entry.get("hash") or entry.get("sha256") or "")
    if "://" in source:
        return source in (entry.get("url"), entry.get("source_url")) or _named(entry) == _base(
            source
        )
    if len(known) == 64:
        return known.lower() == file_hash(Path(source))
    return _named(entry) in (_base(source), check_file(Path(source)).name)


def _named(entry: dict[str, Any]) -> str:
    return str(entry.get("filename") or entry.get("name") or _base(str(entry.get("url") or "")))


def _base(source: str) -> str:
    """The last part of a path or URL."""
    return (
        unquote(urlsplit(source).path if "://" in source else source).rstrip("/").rpartition("/")[2]
    )


def _send_reported(
    account: Account, session_id: str, file: LocalFile, report: Reporter
) -> list[dict[str, Any]]:
    if file.size > WARN_BYTES:
        report.tell(sentence("large_upload", name=file.name, size=mb(file.size)))
    label = say("uploading", report.spoken(), name=file.name, size=mb(file.size))
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
        return api.post(
            _path(session_id), data=body, headers={"Content-Type": body.content_type},
            timeout=(PIECE_STALL_S, ANSWER_TIMEOUT_S),
        )  # fmt: skip

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
        raise UnsupportedFile(_named_too(names, error), code=error.code) from None
    except FileTooLarge as error:
        raise FileTooLarge(_named_too(names, error), code=error.code) from None
    fields = data if isinstance(data, dict) else {}
    found = fields.get("files", fields.get("uploaded_files"))
    if not isinstance(found, list):
        raise ServerError(sentence("odd_answer"))
    infos = [dict(item) for item in found if isinstance(item, dict)]
    for info in infos:
        info["url"] = info.get("cdn_url") or info.get("url")
    if not infos:
        raise NemoError(
            sentence("no_file_accepted"),
            action=sentence("do_unsupported_file", formats=UPLOAD_LIST),
        )
    return infos


def _named_too(names: list[str], error: NemoError) -> Sentence:
    """What an error says, with the files that it is about."""
    return sentence("about", what=", ".join(names), message=error.message)
