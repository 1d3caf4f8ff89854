"""What can be read of a draft that is not the studio's own, as a document like a storyboard.

The cloud documents `t`, `tt`, `sg`, `d` (ms) and `m` only, and a start or a name may stand beside a
segment's fields or inside its `m`. So every look-up here is tolerant, and what is not told stays
away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import gcd
from typing import Any, TypeGuard
from urllib.parse import unquote, urlsplit

from nemo_wire import fields

from .defaults import Values, plain
from .reading import give_ids

_MOST_MS = 1e12
_TEXT = ("text", "content", "title", "name", "label")
_NAME = ("filename", "file_name", "name", "title", "label")
_PLACE = ("source", "src", "path", "url", "cdn_url", "video_url", "audio_url")
_FILE_TYPE = re.compile(r"\.[A-Za-z]\w{1,4}$")  # what has none may be an id
_Span = tuple[float | None, float | None]  # start and end in ms
_Placed = tuple[Values, _Span]


def read_foreign(draft: Any) -> Values:
    """Title, aspect, scenes, texts, captions, music and sounds, as far as they are told, with the
    storyboard's keys; `"partial": true` always. It is no valid storyboard: times may be missing.

    The scenes are the first video track's segments; a text belongs to the scene that it begins and
    ends in, any other lies over all. Never raises.
    """
    found: Values = {"partial": True, **_whole(draft)}
    tracks = _listed(draft, fields.TRACKS)
    pictures, *over = _of_kind(tracks, fields.TRACK_VIDEO) or [[]]
    found["scenes"] = [_scene(segment) for segment, _ in pictures]
    texts = [p for track in _of_kind(tracks, fields.TRACK_TEXT) for p in track]
    sounds = [p for track in _of_kind(tracks, fields.TRACK_AUDIO) for p in track]
    overlays = [_timed(_named(s), span) for track in over for s, span in track]
    captions: list[Values] = []
    for text in filter(None, (_text(*placed) for placed in texts)):
        _seat(text, found["scenes"], [span for _, span in pictures], overlays, captions)
    found |= _sounds(sounds)
    found |= {"overlays": overlays} if overlays else {}
    found |= {"captions": captions} if captions else {}
    give_ids(found)
    return found


def _whole(draft: Any) -> Values:
    meta = draft.get(fields.META) if isinstance(draft, dict) else None
    if not isinstance(meta, dict):
        return {}
    said: Values = {}
    if isinstance(title := meta.get("title"), str) and title.strip():
        said["title"] = title
    width, height = meta.get("width"), meta.get("height")
    if _is_number(width) and _is_number(height) and width >= 1 and height >= 1:
        said["aspect"] = _aspect(int(width), int(height))
    return said


def _aspect(width: int, height: int) -> str:
    shared = gcd(width, height)
    return f"{width // shared}:{height // shared}"


def _listed(value: Any, key: str) -> list[Values]:
    found = value.get(key) if isinstance(value, dict) else None
    return [v for v in found if isinstance(v, dict)] if isinstance(found, list) else []


def _of_kind(tracks: Sequence[Values], kind: int) -> list[list[_Placed]]:
    """The tracks of a kind that hold something, each segment with its time."""
    own = [
        t for t in tracks if _is_number(t.get(fields.TRACK_TYPE)) and t[fields.TRACK_TYPE] == kind
    ]
    return [list(_placed(_listed(t, fields.SEGMENTS))) for t in own if _listed(t, fields.SEGMENTS)]


def _placed(segments: Sequence[Values]) -> Iterator[_Placed]:
    """In the order of time; a segment without a start follows the one before it."""
    placed: list[_Placed] = []
    clock: float | None = 0
    for segment in segments:
        start = _ms(segment, (fields.START, "start_ms"))
        start = clock if start is None else start
        length = _ms(segment, (fields.DURATION, "duration_ms"))
        clock = None if start is None or length is None else start + length
        placed.append((segment, (start, clock if length is not None else None)))
    if all(start is not None for _, (start, _) in placed):
        placed.sort(key=lambda p: p[1][0] or 0)
    yield from placed


def _scene(segment: Values) -> Values:
    length = _ms(segment, (fields.DURATION, "duration_ms"))
    seconds = {"seconds": _seconds(length)} if length else {}
    return {**seconds, **_named(segment)}


def _text(segment: Values, span: _Span) -> tuple[Values, _Span] | None:
    words = _first(segment, _TEXT)
    if not words:
        return None
    more = {k: v for k in ("role", "kicker", "body") if (v := _first(segment, (k,)))}
    return {"text": words, **more}, span


def _seat(
    text: tuple[Values, _Span],
    scenes: list[Values],
    spans: Sequence[_Span],
    overlays: list[Values],
    captions: list[Values],
) -> None:
    """A text put on the scene that holds its time, among the captions, or over all."""
    values, (start, end) = text
    if values.get("role") == "caption":
        captions.append(_timed(values, (start, end)))
        return
    for scene, (begin, until) in zip(scenes, spans, strict=True):
        if None in (start, begin, until):
            continue
        if begin <= start < until and (end is None or end <= until):  # type: ignore[operator]
            texts = scene.setdefault("texts", [])
            moved = (start - begin, None if end is None else end - begin)  # type: ignore[operator]
            texts.append(_timed(values, moved))
            return
    overlays.append(_timed(values, (start, end)))


def _sounds(placed: Sequence[_Placed]) -> Values:
    """The first sound that is no voice is the music."""
    said: Values = {}
    audio: list[Values] = []
    for segment, span in placed:
        volume = _value(segment, ("volume",))
        sound = {"volume": _volume(volume)} if _is_number(volume) and volume >= 0 else {}
        words = _first(segment, ("text", "content"))
        if segment.get("type") == "voice" and words:
            audio.append(_timed({"voice": words, **sound}, span))
            continue
        sound = _timed({**_named(segment), **sound}, span)
        if "music" in said:
            audio.append(sound)
        else:
            said["music"] = sound
    if audio:
        said["audio"] = audio
    return said


def _timed(values: Values, span: _Span) -> Values:
    start, end = span
    told = {} if start is None else {"at_seconds": _seconds(start)}
    if start is not None and end is not None and end > start:
        told["seconds"] = _seconds(end - start)
    return {**values, **told}


def _named(segment: Values) -> Values:
    """The name of what is shown or heard, where it has one."""
    if mood := _first(segment, ("mood",)):
        return {"mood": mood}
    name = _first(segment, _NAME) or _last_part(_first(segment, _PLACE))
    return {"asset": name} if name else {}


def _last_part(place: str) -> str:
    """The file's name at the end of a path or an address; "" for an id."""
    if "://" in place:
        try:
            place = unquote(urlsplit(place).path)
        except ValueError:
            return ""
    name = re.split(r"[/\\]", place)[-1]
    return name if _FILE_TYPE.search(name) else ""


def _first(segment: Values, keys: Sequence[str]) -> str:
    """The first text of these keys, in the segment or its `m`; "" for none."""
    for holder in _holders(segment):
        for key in keys:
            if isinstance(value := holder.get(key), str) and value.strip():
                return value
    return ""


def _value(segment: Values, keys: Sequence[str]) -> Any:
    found = (h[k] for h in _holders(segment) for k in keys if h.get(k) is not None)
    return next(found, None)


def _holders(segment: Values) -> list[Values]:
    inner = segment.get(fields.META)
    return [segment, inner] if isinstance(inner, dict) else [segment]


def _ms(segment: Values, keys: Sequence[str]) -> float | None:
    value = _value(segment, keys)
    return value if _is_number(value) and value >= 0 else None


def _is_number(value: Any) -> TypeGuard[float]:
    """A number that a time, size or volume can be; JSON readers let NaN and 1e999 through too."""
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return known and abs(value) < _MOST_MS


def _volume(value: float) -> float:
    """As a factor: 35 is told as 35 %."""
    return value if value <= 4 else value / 100


def _seconds(ms: float) -> float | int:
    return plain(round(ms / 1000, 3))
