"""The account's credits: `GET /api/credits/balance/simple`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .account import Account
from .errors import ServerError


@dataclass(frozen=True)
class Balance:
    """available: usable now; frozen: reserved for work in progress; total: both."""

    available: int
    frozen: int
    total: int


def balance(account: Account) -> Balance:
    """The balance. Missing or negative numbers count as 0. Raises NemoError's kinds."""
    data = account.run(lambda api: api.get("/api/credits/balance/simple"))
    if not isinstance(data, dict):
        raise ServerError("The credits answer is not an object.")
    available, frozen = _count(data.get("available")), _count(data.get("frozen"))
    return Balance(available, frozen, _count(data.get("total")) or available + frozen)


def _count(value: Any) -> int:
    return max(0, int(value)) if isinstance(value, (int, float)) else 0
