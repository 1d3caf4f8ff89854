"""The text that is shown of a text that was given."""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = re.compile(r"[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u205f]{2,}")


def normalise(text: str) -> str:
    """NFC, line ends as \\n, controls and surrogates out, runs of spaces to one, ends trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n").replace("\t", " ")
    text = "".join(c for c in text if not 0xD800 <= ord(c) <= 0xDFFF)
    text = _CONTROLS.sub("", unicodedata.normalize("NFC", text))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(lines).strip("\n")
