"""The parts of a message that changed nothing: they are named, not passed over."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..brief import cannot_in
from ..quotes import take_quotes
from .request import CLAUSE_END

_ORDERS = re.compile(
    r"^\W*(?:(?:and|then|also|please|but|now)\s+)*(?:make|move|change|set|put|add|remove|delete|turn"
    r"|swap|replace|trim|cut|mute|fade|slow|speed|zoom|pan|use|insert|split|reverse|crop|rotate)\b"
    r"|^\W*(?:再|也|并|然后|请|帮我)*(?:把|将|改|加|删|去掉|换|移|调|设|让|放|用|插入|静音)",
    re.IGNORECASE,
)
_JOINS = re.compile(r"^\W*(?:(?:and|then|also|but|now)\s+|并且?|然后|再|也)*", re.IGNORECASE)
_MOST = 8  # parts that are looked at


def idle_parts(message: str, outcome: Callable[[str], object]) -> list[str]:
    """The orders in a message without which the outcome of its edits is the same."""
    quoted = take_quotes(message)
    parts = _parts(quoted.text)
    orders = [(s, e) for s, e in parts if _ORDERS.search(quoted.text[s:e])]
    if len(parts) < 2:
        return []
    whole = outcome(message)
    out = []
    for start, end in orders[:_MOST]:
        part = quoted.text[start:end]
        rest = quoted.quote(quoted.text[:start] + quoted.text[end:])
        if not cannot_in(part) and outcome(rest) == whole:
            out.append(_JOINS.sub("", quoted.fill(part)).strip(" ,，.。;；\n"))
    return out


def _parts(text: str) -> list[tuple[int, int]]:
    edges = [m.start() for m in CLAUSE_END.finditer(text)]
    spans = zip([0, *edges], [*edges, len(text)], strict=True)
    return [(s, e) for s, e in spans if re.search(r"\w", text[s:e])]
