"""The full form as something to change: what was not touched is not its own afterwards either.

The full form shows every value, also those that the rules give. After a change only what was
written before, was touched, or is another value now, is the document's own; all else goes on
following the rules. (A clip played at another speed keeps its part, though the full form shows its
length.)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .defaults import Values

# Whose value it is: the id of the member that has it ("" for the document), then the keys in it.
Owner = tuple[str, ...]


def own_values(
    full: Values,
    short: Values,
    changed: Values,
    touched: Collection[Owner] = (),
    origins: Mapping[str, str] | None = None,
) -> Values:
    """The document to expand after a change.

    full, short: both forms of the draft before it (`printing`); changed: the full form after it.
    touched: what is its own whatever its value; of an object, all of it. origins: the ids of
    copies, and of what they are copies.
    """
    own = _Own(full, short, touched, origins or {})
    kept: Values = own.part(("",), full, short, changed)
    return kept


def members_by_id(document: Any) -> dict[str, Values]:
    """Every member of a document, wherever it is."""
    found: dict[str, Values] = {}
    values = document.values() if isinstance(document, Mapping) else ()
    for value in values:
        for member in value if isinstance(value, list) else ():
            if isinstance(member, dict):
                if isinstance(member.get("id"), str):
                    found[member["id"]] = member
                found |= members_by_id(member)
    return found


class _Own:
    def __init__(
        self, full: Values, short: Values, touched: Collection[Owner], origins: Mapping[str, str]
    ) -> None:
        self.known, self.told = members_by_id(full), members_by_id(short)
        self.origins = origins
        self.whole = set(touched)
        self.touched = {t[:n] for t in touched for n in range(1, len(t) + 1)}

    def part(self, owner: Owner, full: Any, short: Any, changed: Any) -> Any:
        """Of a part; `short` is None where the short form leaves it out."""
        if isinstance(changed, Mapping):
            before = full if isinstance(full, Mapping) and owner not in self.whole else {}
            written = short if isinstance(short, Mapping) else {}
            return {
                key: self.part((*owner, key), before.get(key), written.get(key), value)
                for key, value in changed.items()
                if key in written
                or key not in before
                or before[key] != value
                or (*owner, key) in self.touched
            }
        if isinstance(changed, list):
            return [self.member(m) if isinstance(m, Mapping) else m for m in changed]
        return changed

    def member(self, member: Mapping[str, Any]) -> Any:
        name = member.get("id")
        if not isinstance(name, str):
            return dict(member)
        origin = self.origins.get(name, name)
        own = self.part((name,), self.known.get(origin), self.told.get(origin), member)
        return {"id": name, **own}
