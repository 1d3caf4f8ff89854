"""Text for a terminal: nothing in it can steer the terminal, and tables of it stand in columns.

What the backend says and what files are called may hold anything. Right-to-left languages, emoji
and joiners stay as they are; only the marks that turn the order of other text round go.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_SEQUENCES = re.compile(
    # OSC, DCS, SOS, PM, APC: to their end, or to the line's where that is missing
    r"(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    r"|\x1b[ -/]*[0-~]?"  # the others
)
_LINE_ENDS = re.compile("\r\n|[\x85\u2028\u2029]")
_BLANKS = re.compile("[\t\v\f\r]")
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_JSON_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_WIDEST_CELL = 32
_JOINER, _EMOJI_FORM = "\u200d", "\ufe0f"


def safe(text: str) -> str:
    """The text without control characters (but line ends), escape sequences and bidi controls; half
    characters are escaped."""
    text = _SEQUENCES.sub("", text)
    text = _BLANKS.sub(" ", _LINE_ENDS.sub("\n", text))
    return _UNSEEN.sub("", text).encode("utf-8", "backslashreplace").decode()


def safe_json(text: str) -> str:
    """JSON of the same value, with all escaped that a terminal may obey or a reader may take for a
    line's end."""
    return _JSON_UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def width(text: str) -> int:
    """Columns that a terminal takes for the text."""
    columns = last = 0
    joined = False
    for char in text:
        if char == _EMOJI_FORM and last == 1:
            columns, last = columns + 1, 2
        elif not joined and not _takes_no_room(char):
            last = 2 if unicodedata.east_asian_width(char) in "WF" else 1
            columns += last
        joined = char == _JOINER
    return columns


def _takes_no_room(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= char <= "\U0001f3ff"


def table(rows: Sequence[Sequence[object]]) -> list[str]:
    """Lines of aligned columns; the last one is as long as it is, others are cut at 32 columns."""
    cells = [[_cell(value, last=n == len(row) - 1) for n, value in enumerate(row)] for row in rows]
    widths = [max(map(width, column)) for column in zip(*(row[:-1] for row in cells), strict=True)]
    return [
        "  ".join(
            cell + " " * (room - width(cell)) for cell, room in zip(row, [*widths, 0], strict=True)
        ).rstrip()
        for row in cells
    ]


def _cell(value: object, *, last: bool) -> str:
    text = " ".join(safe(str(value)).split())
    if last or width(text) <= _WIDEST_CELL:
        return text
    text = text[: 4 * _WIDEST_CELL]
    while width(text) >= _WIDEST_CELL:
        text = text[:-1]
    return text.rstrip() + "…"
