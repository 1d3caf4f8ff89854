"""What a document tells its reader, held against what may be told and in which language."""

from __future__ import annotations

import re
from typing import Any

LANGUAGES = ("en", "zh")

_NOT_FOR_PEOPLE = re.compile(
    r"[{}\[\]<>]|\b(?:anon|task|render|session|run|job)_\w*\d|\d{15,}|Error\(|\bNone\b|nmv_usr|Traceback"
)
_AS_IT_IS = re.compile(
    r"\bMB\b|https?://[^\s\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+|`[^`]*`|“[^”]*”|\"[^\"]*\"|'[^']*'|(?:It says: |服务的说明：).*"
    r"|(?:\w+\.py(?: [a-z]+)?(?: --?[\w-]+)*)|[\w~.-]*/[\w/.~-]+|--?[a-z]\S*|[\w-]+\.\w{2,4}\b"
)
"""Addresses, commands, paths, options, quotations and the service's own words: of no language."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z']+){2,}")


def unfit(document: dict[str, Any], language: str = "en") -> str:
    """What in a document's `say`, or in a failure's `do`, is not for people, or is not in their
    language; "" when all is well."""
    for key in ("say",) if document["ok"] else ("say", "do"):
        words = document.get(key) or ""
        if not words.strip() or _NOT_FOR_PEOPLE.search(re.sub(r"https?://\S+", "", words)):
            return f"{key}: {words!r}"
        if foreign(words, language):
            return f"{key} is not in {language}: {words!r}"
    return ""


def foreign(words: str, language: str) -> bool:
    """Whether words of ours are of another language."""
    own = _AS_IT_IS.sub(" ", words)
    if language == "en":
        return bool(_HAN.search(own))
    return bool(own.strip(" ,.;:/()（）") and not _HAN.search(own)) or bool(_ENGLISH.search(own))
