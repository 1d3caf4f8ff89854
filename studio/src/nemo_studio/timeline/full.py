"""The full form as something to change: what was not touched is not its own afterwards either.

The full form shows every value, also those that the rules give. After a change only what was
written before, or is another value now, is the document's own; all else goes on following the
rules. (A clip played at another speed keeps its part, though the full form shows its length.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .defaults import Values


def own_values(full: Values, short: Values, changed: Values) -> Values:
    """The document to expand after a change.

    full, short: both forms of the draft before it (`printing`); changed: the full form after it.
    """
    kept: Values = _own(full, short, changed)
    return kept


def _own(full: Any, short: Any, changed: Any) -> Any:
    """Of a part; `short` is None where the short form leaves it out."""
    if isinstance(changed, Mapping):
        before = full if isinstance(full, Mapping) else {}
        written = short if isinstance(short, Mapping) else {}
        return {
            key: _own(before.get(key), written.get(key), value)
            for key, value in changed.items()
            if key in written or key not in before or before[key] != value
        }
    if _are_members(changed):
        known, told = _by_id(full), _by_id(short)
        return [_member(known, told, member) for member in changed]
    return changed


def _member(known: Mapping[str, Any], told: Mapping[str, Any], member: Any) -> Any:
    if not isinstance(member, Mapping) or member.get("id") not in known:
        return member
    name = member["id"]
    return {"id": name, **_own(known[name], told.get(name), member)}


def _are_members(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(v, Mapping) for v in value)


def _by_id(members: Any) -> dict[str, Any]:
    found = members if isinstance(members, list) else []
    return {m["id"]: m for m in found if isinstance(m, Mapping) and "id" in m}
