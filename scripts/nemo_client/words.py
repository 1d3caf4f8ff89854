"""The user's words, as commands take them: an argument, a file, standard input."""

from __future__ import annotations

import argparse
import codecs
import os
import sys
import threading
from pathlib import Path

from .config import time_scale
from .disk import trouble
from .errors import UsageError
from .language import is_json
from .say import Text, sentence

MOST_BYTES = 2_000_000  # more than any message that can be sent
PIPE_S = 60.0  # for a pipe to give its words and be closed; a person at a terminal types on


def add_message_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--message-file", metavar="FILE", help="the words from a file; - for standard input"
    )


def words_of(text: str | None, file: str | None) -> str:
    """The words: `text`, or what the file holds; "-" as either of them is standard input.

    Raises UsageError unless just one of them is given, and for what is empty or no text.
    """
    if (text is None) == (file is None):
        script = Path(sys.argv[0]).name
        raise UsageError(sentence("words_once"), action=sentence("do_help", script=script))
    if file is None and text != "-":
        words = str(text)
    else:
        words = _read(str(text if file is None else file))
    if not words.strip():
        raise UsageError(sentence("no_words"), action=sentence("do_say_what"))
    return words


def json_of(source: str | None) -> str:
    """The JSON that an argument is, or that the file of its name (- for standard input) holds.
    Raises UsageError as `words_of` does."""
    inline = source is not None and is_json(source)
    return words_of(source if inline else None, None if inline else source)


def _read(name: str) -> str:
    what: Text = sentence("standard_input") if name == "-" else name
    try:
        data = _bytes_of(name)
    except OSError as error:
        reason = trouble(error, name, sentence("do_words_file"))
        raise UsageError(reason.message, action=sentence("do_words_file")) from None
    if data is None:
        raise UsageError(
            sentence("words_silent", what=what, seconds=f"{_patience_s():g}"),
            action=sentence("do_words_file"),
        )
    if len(data) > MOST_BYTES:
        raise UsageError(sentence("words_too_many", what=what), action=sentence("do_words_file"))
    return _decoded(data, what)


def _bytes_of(name: str) -> bytes | None:
    """What a file or standard input gives, up to just over MOST_BYTES; None when a pipe stays open
    for too long. Raises OSError."""
    if name == "-" and not sys.stdin:
        return b""
    terminal = name == "-" and sys.stdin.isatty()
    came = bytearray()
    fault: list[OSError] = []

    def read() -> None:  # not by sys.stdin, whose lock would hold up the end of the process
        try:
            source = os.dup(sys.stdin.fileno()) if name == "-" else os.open(name, _READING)
            with open(source, "rb", buffering=0) as file:  # noqa: PTH123 - a file descriptor
                while len(came) <= MOST_BYTES and (piece := file.read(65536)):
                    came.extend(piece)
        except OSError as error:
            fault.append(error)

    reading = threading.Thread(target=read, daemon=True)
    reading.start()
    reading.join(None if terminal else _patience_s())
    if fault:
        raise fault[0]
    return None if reading.is_alive() else bytes(came)


_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def _patience_s() -> float:
    return max(1.0, PIPE_S * time_scale())


def _decoded(data: bytes, what: Text) -> str:
    """Text in UTF-8, or in UTF-16 with a mark at its begin, as editors and shells on Windows save
    it. Raises UsageError."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UsageError(sentence("words_no_text", what=what), action=sentence("do_save_utf8"))
    return text.replace("\r\n", "\n")
