"""Reading a draft: is it exportable, what is in it, what changed.

The cloud documents only `t`, `tt`, `sg`, `d` (ms) and `m`; the rest of a draft is opaque and is
passed on to the render as it came. So every look-up here is tolerant, and a segment's texts,
volume and place are looked for both beside `sg`'s fields and inside `m`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard
from urllib.parse import unquote, urlsplit

from nemo_wire import fields

from .redact import plain
from .say import say
from .terminal import safe

_MOST = 1e12  # 30 years in ms
_TEXT_KEYS = ("text", "content", "title")
_NAME_KEYS = (
    "title", "name", "filename", "file_name", "label", "text", "content", "mood", "prompt",
    "source", "src", "path", "url", "cdn_url", "video_url", "audio_url",
)  # fmt: skip
_FILE_TYPE = re.compile(r"\.[A-Za-z]\w{1,4}$")
_PATH = re.compile(rf"[~./\\]|[A-Za-z]:[/\\]|.*{_FILE_TYPE.pattern}")
# UUIDs, digests, numbers of a service, random keys.
_ID = re.compile(
    r"(?:[a-z]+_)?(?:(?i:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{12,})|\d{16,})"
    r"|(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w-]{20,}|nmv_usr_.*"
)
_COMPARED = (
    "color", "position", "size", "speed", "transition", "filter", "style", "layout", "mood",
    "fade_in_ms", "fade_out_ms", "font", "opacity", "animate_in", "animate_out", "fit", "motion",
    "body", "kicker", "items", "src", "trim_ms",
)  # fmt: skip


def draft_of(state: Any) -> dict[str, Any] | None:
    """The draft inside a state answer (`state.draft`, else `draft`), when it is an object."""
    if not isinstance(state, dict):
        return None
    inner = state.get("state")
    for holder in (inner, state):
        if isinstance(holder, dict) and isinstance(holder.get("draft"), dict):
            return holder["draft"]
    return None


def uploaded(state: Any) -> list[dict[str, Any]]:
    """`video_infos` of a state answer: uploaded and generated assets."""
    inner = state.get("state") if isinstance(state, dict) else None
    holder = inner if isinstance(inner, dict) else state
    infos = holder.get("video_infos") if isinstance(holder, dict) else None
    return [i for i in infos if isinstance(i, dict)] if isinstance(infos, list) else []


def exportable(draft: Any) -> bool:
    """Whether there is a track with at least one segment: the published rule."""
    return any(segments(track) for track in tracks(draft))


def tracks(draft: Any) -> list[dict[str, Any]]:
    found = draft.get(fields.TRACKS) if isinstance(draft, dict) else None
    return [t for t in found if isinstance(t, dict)] if isinstance(found, list) else []


def segments(track: dict[str, Any]) -> list[dict[str, Any]]:
    found = track.get(fields.SEGMENTS)
    return [s for s in found if isinstance(s, dict)] if isinstance(found, list) else []


def duration_ms(draft: Any) -> int | None:
    """The draft's own length, else the end of its last segment; None when neither is told."""
    own = draft.get(fields.DURATION) if isinstance(draft, dict) else None
    if _number(own):
        return int(own)
    ends = [end for track in tracks(draft) for _, end in _spans(track) if end is not None]
    return max(ends, default=None)


def size(draft: Any, state: Any = None) -> tuple[int, int] | None:
    """(width, height) in pixels from the draft's `m`, else the state's `canvas_config`."""
    holders = [draft.get(fields.META)] if isinstance(draft, dict) else []
    inner = state.get("state") if isinstance(state, dict) else None
    if isinstance(inner, dict):
        holders.append(inner.get("canvas_config"))
    for holder in holders:
        if isinstance(holder, dict) and _number(holder.get("width")):
            height = holder.get("height")
            if _number(height):
                return int(holder["width"]), int(height)
    return None


def has_sound(draft: Any) -> bool:
    """Whether an audio track holds a segment that is not silent."""
    return any(
        track.get(fields.TRACK_TYPE) == fields.TRACK_AUDIO
        and any(_value(s, ("volume",)) != 0 for s in segments(track))
        for track in tracks(draft)
    )


def summary(draft: Any, language: str = "en") -> str:
    """One line: `Timeline (2 tracks): 1. Video: city (0-10s) 2. BGM: Lo-fi (0-10s, 35%)`."""
    shown = [t for t in tracks(draft) if segments(t)]
    if not shown:
        return say("timeline_empty", language)
    parts = [f"{n}. {_track_line(track, language)}" for n, track in enumerate(shown, 1)]
    return say("timeline", language, count=len(shown), tracks=" ".join(parts))


def texts(draft: Any, paths: Mapping[str, str] = {}) -> list[dict[str, Any]]:
    """Every text of the draft with its time in seconds and its smaller lines, in order of time.
    paths: of texts in the storyboard, by the ids of their segments."""
    found: list[dict[str, Any]] = []
    for track in tracks(draft):
        if track.get(fields.TRACK_TYPE) != fields.TRACK_TEXT:
            continue
        for segment, (start, end) in zip(segments(track), _spans(track), strict=True):
            entry: dict[str, Any] = {
                "from_s": start / 1000,
                "to_s": end / 1000 if end is not None else None,
                "text": _value(segment, (*_TEXT_KEYS, "name", "label")),
            }
            names = ("kicker", "body", "items", "color", "size", "role", "layout", "position")
            entry |= {
                name: v for name in names if (v := _value(segment, (name,))) not in (None, [])
            }
            if _value(segment, ("sample",)) is True:  # a line of the studio's own
                entry["sample"] = True
            if path := paths.get(str(segment.get("id"))):
                entry["path"] = path
            found.append(entry)
    return sorted(found, key=lambda entry: entry["from_s"])


def changes(before: Any, after: Any, language: str = "en") -> list[str]:
    """What differs between two drafts, as short phrases for the user."""
    if before == after:
        return []
    if not exportable(before):
        return [summary(after, language)] if exportable(after) else []
    found: list[str] = []
    old, new = duration_ms(before), duration_ms(after)
    if old and new and old != new:
        found.append(say("duration", language, before=_seconds(old), after=_seconds(new)))
    old_size, new_size = size(before), size(after)
    if old_size and new_size and old_size != new_size:
        found.append(
            say(
                "aspect",
                language,
                before="x".join(map(str, old_size)),
                after="x".join(map(str, new_size)),
            )
        )
    found += _segment_changes(before, after, language)
    return found or [say("changed", language, what=say("track", language))]


def _segment_changes(before: Any, after: Any, language: str) -> Iterator[str]:
    old, new = dict(_keyed(before)), dict(_keyed(after))
    for key, (track, segment) in new.items():
        if key not in old:
            yield say("added", language, what=_label(track, segment, language))
    for key, (track, segment) in old.items():
        if key not in new:
            yield say("removed", language, what=_label(track, segment, language))
    for key in (key for key in new if key in old):
        yield from _one_change(*new[key], old[key][1], language)


def _one_change(
    track: dict[str, Any], new: dict[str, Any], old: dict[str, Any], language: str
) -> Iterator[str]:
    label = _label(track, old, language)
    kind = _kind(track, language)
    old_text, new_text = _value(old, _TEXT_KEYS), _value(new, _TEXT_KEYS)
    if new_text is not None and old_text != new_text:
        yield say("from_to", language, what=kind, before=_quote(old_text), after=_quote(new_text))
    old_volume, new_volume = _value(old, ("volume",)), _value(new, ("volume",))
    if old_volume != new_volume and _number(new_volume):
        yield say("volume", language, what=kind, after=_percent(new_volume))
    (old_start, old_end), (new_start, new_end) = _span(old, 0), _span(new, 0)
    if (old_start, old_end) != (new_start, new_end) and None not in (old_end, new_end):
        yield say(
            "from_to",
            language,
            what=label,
            before=_range(old_start, old_end),
            after=_range(new_start, new_end),
        )
    for name in _COMPARED:
        was, now = _value(old, (name,)), _value(new, (name,))
        if was != now:
            yield say(
                "from_to", language, what=f"{kind} {name}", before=_shown(was), after=_shown(now)
            )


def _keyed(draft: Any) -> Iterator[tuple[str, tuple[dict[str, Any], dict[str, Any]]]]:
    """Segments by id, else by place: (key, (track, segment))."""
    for t, track in enumerate(tracks(draft)):
        for s, segment in enumerate(segments(track)):
            yield str(segment.get("id") or f"{t}/{s}"), (track, segment)


def _track_line(track: dict[str, Any], language: str) -> str:
    listed = segments(track)
    starts_ends = list(_spans(track))
    details: list[str] = []
    start = min((a for a, _ in starts_ends), default=0)
    end = max((b for _, b in starts_ends if b is not None), default=None)
    if end is not None:
        details.append(_range(start, end))
    volume = _value(listed[0], ("volume",))
    if _number(volume) and track.get(fields.TRACK_TYPE) == fields.TRACK_AUDIO:
        details.append(_percent(volume))
    suffix = f" ({', '.join(details)})" if details else ""
    return f"{_kind(track, language)}: {_contents(track, language)}{suffix}"


def _contents(track: dict[str, Any], language: str) -> str:
    """The texts or names of a track's segments, the first few of them; how many there are, where
    none has a name."""
    listed = segments(track)
    every = [_named(track, segment) for segment in listed]
    names = list(dict.fromkeys(name for name in every if name))
    if not names:
        key = "one_segment" if len(listed) == 1 else "segments"
        return say(key, language, count=len(listed))
    more = len(names[4:]) + every.count("")
    return ", ".join(names[:4]) + (f" +{more}" if more else "")


def _named(track: dict[str, Any], segment: dict[str, Any]) -> str:
    """What a segment is called: a text by its words, another one by its name or its file's; "" when
    there is only an id."""
    text = _value(segment, _TEXT_KEYS)
    if track.get(fields.TRACK_TYPE) == fields.TRACK_TEXT and text is not None:
        return _quote(text)
    values = [_value(segment, (key,)) for key in _NAME_KEYS]
    return next((name for value in [*values, track.get("name")] if (name := _name(value))), "")


def _name(value: Any) -> str:
    """A name for people: of a URL or a path its last part; "" for ids and what is no text."""
    if isinstance(value, dict):
        value = value.get("kind") or value.get("name") or value.get("filename")
    if not isinstance(value, str):
        return ""
    value = safe(value)  # before anything is cut: an escape sequence goes as a whole
    if "://" in value:
        value = unquote(urlsplit(value).path)
    if _PATH.match(value):
        value = re.split(r"[/\\]", value.rstrip("/\\"))[-1]
    stem = _FILE_TYPE.sub("", value)
    if _ID.fullmatch(stem) or (stem == value and stem.isdigit()):
        return ""
    return _short(plain(value)) if value.strip() else ""


def _shown(value: Any) -> str:
    """A value before or after a change; of links and ids what people can read."""
    hidden = isinstance(value, str) and ("://" in value or _ID.fullmatch(value))
    return (_name(value) or "…") if hidden else _short(value)


def _kind(track: dict[str, Any], language: str) -> str:
    keys = {fields.TRACK_VIDEO: "video", fields.TRACK_AUDIO: "bgm", fields.TRACK_TEXT: "title"}
    kind = track.get(fields.TRACK_TYPE)
    if kind == fields.TRACK_TEXT and len(segments(track)) > 1:
        return say("text", language)
    if kind == fields.TRACK_AUDIO and all(s.get("type") == "voice" for s in segments(track)):
        return say("voice", language)
    return say(keys.get(kind, "track") if isinstance(kind, int) else "track", language)


def _label(track: dict[str, Any], segment: dict[str, Any], language: str) -> str:
    return f"{_kind(track, language)} {_named(track, segment)}".strip()


def _value(segment: dict[str, Any], keys: tuple[str, ...]) -> Any:
    inner = segment.get(fields.META)
    for holder in (segment, inner if isinstance(inner, dict) else {}):
        for key in keys:
            if holder.get(key) not in (None, ""):
                return holder[key]
    return None


def _spans(track: dict[str, Any]) -> Iterator[tuple[int, int | None]]:
    """(start, end) in ms of each segment; without a start, one follows the other."""
    clock = 0
    for segment in segments(track):
        start, end = _span(segment, clock)
        yield start, end
        clock = end if end is not None else clock


def _span(segment: dict[str, Any], clock: int) -> tuple[int, int | None]:
    start = segment.get(fields.START)
    start = int(start) if _number(start) else clock
    length = segment.get(fields.DURATION)
    return start, start + int(length) if _number(length) else None


def _number(value: Any) -> TypeGuard[float]:
    """A number that a time, size or volume can be; JSON readers let NaN and 1e999 through too."""
    known = isinstance(value, (int, float)) and not isinstance(value, bool)
    return known and abs(value) < _MOST


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.1f}".rstrip("0").rstrip(".") + "s"


def _range(start: int, end: int | None) -> str:
    return f"{_seconds(start)[:-1]}-{_seconds(end or start)}"


def _percent(volume: float) -> str:
    return f"{round(volume * 100 if volume <= 4 else volume)}%"


def _quote(text: Any) -> str:
    return f'"{_short(text)}"'


def _short(value: Any) -> str:
    if isinstance(value, dict) and value.get("kind"):
        value = value["kind"]
    text = " ".join(str(value if value is not None else "-").split())
    return text if len(text) <= 40 else text[:39] + "…"
