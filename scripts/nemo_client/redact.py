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
