"""The text of an .srt or .vtt file as captions."""

from __future__ import annotations

import html
import re

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s.*)?$")
_MARKS = re.compile(r"</?[a-zA-Z][^<>]*>|<\d{2}:[\d:.]+>|\{\\[^{}]*\}")

Cue = tuple[int, int, str]  # start ms, end ms, words


def cues_of(text: str) -> list[Cue]:
    """The cues that have words, in order. Marks such as <i> are left out."""
    out: list[Cue] = []
    for block in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\ufeff\n ").split("\n")
        found = next(((n, m) for n, line in enumerate(lines) if (m := _TIMES.match(line))), None)
        if found is None:
            continue
        number, times = found
        words = (html.unescape(_MARKS.sub("", line)).strip() for line in lines[number + 1 :])
        said = "\n".join(w for w in words if w)
        start, end = _ms(times.groups()[:4]), _ms(times.groups()[4:])
        if said and end > start:
            out.append((start, end, said))
    return sorted(out, key=lambda cue: cue[:2])


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, secs, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(secs or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))
