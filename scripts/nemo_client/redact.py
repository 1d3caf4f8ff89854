"""Keeps secrets out of everything that is shown or written: by value and by pattern."""

from __future__ import annotations

import re
from typing import Any

_PATTERNS = (
    re.compile(r"(?i)(bearer\s+)[^\s\"',;]+"),
    re.compile(r"(?i)([?&](?:token|nemo_token|ct|sig|signature|key|x-amz-[a-z-]+)=)[^&\s\"'<>]+"),
    re.compile(r"(?i)(\b(?:token|password|secret)=)[^&\s\"'<>]+"),
    re.compile(r"()nmv_usr_[A-Za-z0-9_\-]+"),
)
_IDS = re.compile(
    r"(?<![=/\w])(?:(?:anon|clm|job|render|run|session|task)_(?=[\w-]*\d)[\w-]{6,}|\d{15,}|"
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24,})"
)
_NO_WORDS = re.compile(r"(?s)(?:\{|\[[{'\"]|<[A-Za-z/!]|\b\w+\(['\"]).*")
"""JSON, markup or a Python repr, to the end of the text."""
_LONGEST = 500
_known: set[str] = set()


def remember(secret: str | None) -> None:
    """A value that must never be shown from here on."""
    if secret and len(secret) >= 6:
        _known.add(secret)


def redact(text: str) -> str:
    for secret in _known:
        text = text.replace(secret, "<redacted>")
    for pattern in _PATTERNS:
        text = pattern.sub(r"\1<redacted>", text)
    return text


def plain(text: str) -> str:
    """A text of the backend's, fit to be told to people: one line, no secrets, no ids, no JSON,
    markup or Python repr; "" when nothing is left."""
    words = " ".join(_IDS.sub("", _NO_WORDS.sub("", redact(text))).split())
    return re.sub(r"\(\s*\)|['\"]{2}", "", words).strip(" :,;-")[:_LONGEST]


def hide_known(value: Any) -> Any:
    """`value` (JSON-like) without any remembered secret; patterns are left alone, since a link that
    is meant for the user may hold a claim token."""
    if isinstance(value, str):
        for secret in _known:
            value = value.replace(secret, "<redacted>")
        return re.sub(r"nmv_usr_[A-Za-z0-9_\-]+", "<redacted>", value)
    if isinstance(value, dict):
        return {key: hide_known(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hide_known(item) for item in value]
    return value
