"""What goes out on stdout and stderr."""

from __future__ import annotations

import io
import sys


def set_up(*, as_json: bool = False) -> None:
    """What programs read is UTF-8, whatever the locale: all but a terminal, and JSON there too.

    What an encoding does not have is escaped, as JSON does it; it never ends in a fault.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            utf8 = (as_json and stream is sys.stdout) or not stream.isatty()
            stream.reconfigure(encoding="utf-8" if utf8 else None, errors="backslashreplace")
