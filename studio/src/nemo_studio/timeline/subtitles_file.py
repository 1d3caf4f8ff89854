"""Captions as the text of a SubRip (.srt) or WebVTT (.vtt) file, and read from it."""

from __future__ import annotations

import html
import re

from .draft import Timeline
from .normalise import normalise

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


def captions_of(timeline: Timeline) -> list[Cue]:
    """All texts of role "caption" that have words, in the order of their times."""
    texts = [t for track in timeline.text_tracks for t in track.segments if t.role == "caption"]
    cues = [(t.start_ms, t.end_ms, _lines(t.text)) for t in texts]
    return sorted((cue for cue in cues if cue[2]), key=lambda cue: cue[:2])


def _lines(text: str) -> str:
    """Cue text: no empty line (it would end the cue), no controls."""
    return "\n".join(line for line in normalise(text).split("\n") if line)


def srt(timeline: Timeline) -> str:
    """The captions as SubRip (.srt), "" when there are none."""
    cues = captions_of(timeline)
    blocks = [
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{_srt_text(text)}\n"
        for number, (start, end, text) in enumerate(cues, 1)
    ]
    return "\n".join(blocks)


def vtt(timeline: Timeline) -> str:
    """The captions as WebVTT (.vtt); only its header when there are none."""
    cues = captions_of(timeline)
    blocks = [
        f"{_clock(start, '.')} --> {_clock(end, '.')}\n{_vtt_text(text)}\n"
        for start, end, text in cues
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _clock(ms: int, point: str) -> str:
    """hh:mm:ss,mmm of milliseconds."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{point}{ms:03d}"


def _srt_text(text: str) -> str:
    """Players read <i> and {\\an8} as marks: show the user's own as written, by look-alikes."""
    return re.sub(r"<(?=[/a-zA-Z])", "‹", text).replace("{\\", "{ \\").replace("-->", "→")


def _vtt_text(text: str) -> str:
    """WebVTT's character references; "-->" cannot stand in a cue, its ">" is one of them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
