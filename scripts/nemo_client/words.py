"""The user's words, as commands take them: an argument, a file, standard input."""

from __future__ import annotations

import argparse
import codecs
import sys
from pathlib import Path

from .errors import UsageError


def add_message_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--message-file", metavar="FILE", help="the words from a file; - for standard input"
    )


def words_of(text: str | None, file: str | None) -> str:
    """The words: `text`, or what the file holds; "-" as either of them is standard input.

    Raises UsageError unless just one of them is given, and for what is empty or no text.
    """
    if (text is None) == (file is None):
        raise UsageError(
            "Say what is wanted, as an argument or with --message-file (one of them).",
            action=f"See: {Path(sys.argv[0]).name} --help",
        )
    if file is None and text != "-":
        words = str(text)
    else:
        words = _read(str(text if file is None else file))
    if not words.strip():
        raise UsageError("There are no words in it.", action="Say what the video should be.")
    return words


def _read(name: str) -> str:
    try:
        if name != "-":
            data = Path(name).read_bytes()
        else:
            data = sys.stdin.buffer.read() if sys.stdin else b""
    except OSError as error:
        raise UsageError(f"Cannot read {name}: {error.strerror}.") from None
    return _decoded(data, "Standard input" if name == "-" else name)


def _decoded(data: bytes, what: str) -> str:
    """Text in UTF-8, or in UTF-16 with a mark at its begin, as editors and shells on Windows save
    it. Raises UsageError."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UsageError(f"{what} is not text in UTF-8.", action="Save or send it as UTF-8.")
    return text.replace("\r\n", "\n")
