"""Reading multipart/form-data from a request straight onto the disk, within a size limit."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from nemo_studio import ids
from nemo_wire.files import private_file, private_folder

FIELD = "files"
MAX_NAME = 120  # bytes of a file name that are kept
MAX_PARTS = 100
MAX_HEADERS_BYTES = 16 * 1024  # of one part
MAX_FIELDS_BYTES = 1024 * 1024  # of all parts that are no files


class FileTooLarge(ValueError):
    """A file is over the limit; the message names it and the limit."""


class FormTooLarge(ValueError):
    """The request has too many parts, or too much that is no file; the message says which."""


class BadUpload(ValueError):
    """The request's body is no usable upload; the message says why."""


@dataclass
class ReceivedFile:
    """A file on the disk. `sha256` in hex."""

    name: str
    path: Path
    size: int = 0
    sha256: str = ""


class FileSink:
    """Writes one incoming file; hashes and counts it on the way. Raises OSError, as a full disk."""

    def __init__(self, folder: Path, name: str, limit: int) -> None:
        """Raises BadUpload for a name that is none."""
        if "\0" in name:
            raise BadUpload("a file name with a NUL character")
        self._limit = limit
        self._hash = hashlib.sha256()
        self.file = ReceivedFile(name, folder / f"{ids.asset_id()}_{safe_name(name)}")
        self._stream: IO[bytes] = open(self.file.path, "xb", opener=private_file)  # noqa: SIM115

    def write(self, data: bytes) -> None:
        """Raises FileTooLarge."""
        self.file.size += len(data)
        if self.file.size > self._limit:
            raise FileTooLarge(
                f"{self.file.name!r} is over the limit of {self._limit / 1024**2:.0f} MB;"
                " compress, trim or split it"
            )
        self._hash.update(data)
        self._stream.write(data)

    def close(self) -> ReceivedFile:
        self._stream.close()
        self.file.sha256 = self._hash.hexdigest()
        return self.file

    def discard(self) -> None:
        with suppress(OSError):  # a full disk does not take what is left to write
            self._stream.close()
        self.file.path.unlink(missing_ok=True)


class _Form:
    """Callbacks of the multipart parser: parts of the field `files` go to sinks."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit
        self._headers: dict[bytes, bytes] = {}
        self._name, self._value = b"", b""
        self._sink: FileSink | None = None
        self._parts, self._fields_bytes, self._headers_bytes = 0, 0, 0
        self.files: list[ReceivedFile] = []
        self.complete = False

    def callbacks(self) -> Any:
        names = (
            "part_begin", "header_field", "header_value", "header_end", "headers_finished",
            "part_data", "part_end", "end",
        )  # fmt: skip
        return {f"on_{name}": getattr(self, name) for name in names}

    def part_begin(self) -> None:
        self._headers, self._name, self._value = {}, b"", b""
        self._headers_bytes = 0
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise FormTooLarge(f"more than {MAX_PARTS} parts; send the files in several uploads")

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._count_header(end - start)
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._count_header(end - start)
        self._value += data[start:end]

    def _count_header(self, length: int) -> None:
        self._headers_bytes += length
        if self._headers_bytes > MAX_HEADERS_BYTES:
            raise FormTooLarge(f"a part with more than {MAX_HEADERS_BYTES // 1024} KB of headers")

    def header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name, self._value = b"", b""

    def headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        if options.get(b"name") == FIELD.encode() and b"filename" in options:
            name = options[b"filename"].decode("utf-8", errors="replace")
            self._sink = FileSink(self._folder, name, self._limit)

    def part_data(self, data: bytes, start: int, end: int) -> None:
        if self._sink:
            self._sink.write(data[start:end])
            return
        self._fields_bytes += end - start
        if self._fields_bytes > MAX_FIELDS_BYTES:
            raise FormTooLarge(f"more than {MAX_FIELDS_BYTES // 1024**2} MB that is no file")

    def part_end(self) -> None:
        if self._sink:
            self.files.append(self._sink.close())
            self._sink = None

    def end(self) -> None:
        self.complete = True

    def discard(self) -> None:
        if self._sink:
            self._sink.discard()
        for file in self.files:
            file.path.unlink(missing_ok=True)


async def receive_files(
    body: AsyncIterator[bytes], content_type: str, folder: Path, limit: int
) -> list[ReceivedFile]:
    """The files of a multipart body, each at most `limit` bytes, stored in `folder`.

    Raises FileTooLarge as soon as a file passes the limit, FormTooLarge, BadUpload and OSError.
    Nothing stays behind when it raises.
    """
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise BadUpload("send files as multipart/form-data, in fields named 'files'")
    private_folder(folder)
    form = _Form(folder, limit)
    try:
        parser = MultipartParser(options[b"boundary"], form.callbacks())
        async for chunk in body:
            parser.write(chunk)
        parser.finalize()
        if not form.complete:
            raise BadUpload("the upload ended early")
        if not form.files:
            raise BadUpload("there is no file in a field named 'files'")
    except FormParserError as error:
        form.discard()
        raise BadUpload(f"the upload is not valid multipart/form-data: {error}") from None
    except BaseException:
        form.discard()
        raise
    return form.files


def safe_name(name: str) -> str:
    """The last part of a file name, without what paths and shells could trip over."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c if c.isalnum() or c in "._- ()" else "_" for c in last).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    return f"{_cut(stem)}{dot}{suffix[:10]}" if dot else _cut(kept) or "file"


def _cut(name: str) -> str:
    """At most MAX_NAME bytes: file systems count bytes, and a Chinese character has three."""
    return name.encode()[:MAX_NAME].decode(errors="ignore")
