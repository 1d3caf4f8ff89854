"""The account's credits: `GET /api/credits/balance/simple`, and a look before they are spent."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .account import Account
from .errors import CreditsError, NemoError, ServerError
from .journal import Journal
from .say import Sentence, sentence

PATH = "/api/credits/balance/simple"
GENERATION, EDIT = 100, 50  # about, as published; an export costs nothing


@dataclass(frozen=True)
class Balance:
    """available: usable now; frozen: reserved for work in progress; total: both."""

    available: int
    frozen: int
    total: int


@dataclass(frozen=True)
class Reading:
    """A balance that was looked at in passing: `at` in Unix seconds."""

    available: int
    frozen: int
    at: float


def balance(account: Account) -> Balance:
    """The balance. Missing or negative numbers count as 0. Raises NemoError's kinds."""
    data = account.run(lambda api: api.get(PATH))
    if not isinstance(data, dict):
        raise ServerError(sentence("odd_answer"))
    available, frozen = _count(data.get("available")), _count(data.get("frozen"))
    return Balance(available, frozen, _count(data.get("total")) or available + frozen)


def read(account: Account) -> Reading | None:
    """The balance by one short try; None where it cannot be read, and with the local studio, which
    charges nothing."""
    if account.config.engine == "local":
        return None
    at = time.time()
    try:
        data = account.run(lambda api: api.once(PATH))
    except NemoError:
        return None
    if not isinstance(data, dict) or not isinstance(data.get("available"), (int, float)):
        return None
    return Reading(_count(data["available"]), _count(data.get("frozen")), at)


def before(
    account: Account, price: int, tell: Callable[[Sentence], None], *known: Any
) -> Reading | None:
    """Look at what is left before something that costs about `price`; less than that is told.

    None where it is not known, which stops nothing. `known`: answers that may hold the id to sign
    up with. Raises CreditsError when nothing is left, and what getting a token raises.
    """
    if account.config.engine == "local":
        return None
    with account.api():  # what is wrong with the token is told as it is
        found = read(account)
    if found is None:
        return None
    if not found.available:
        key = "nothing_left_but_reserved" if found.frozen else "nothing_left"
        raise account.with_register_link(CreditsError(sentence(key, frozen=found.frozen)), *known)
    if found.available < price:
        tell(few(found.available, price))
    return found


def few(available: int, price: int) -> Sentence:
    """That there is less than the price."""
    return sentence("few_credits", available=available, price=price)


def price(journal: Journal, api: str, session_id: str) -> int:
    """About what the next message of a session costs: an edit where a video was made in it."""
    results = (json.loads(run["result"] or "{}") for run in journal.runs(api, session_id))
    return EDIT if any(result.get("exportable") for result in results) else GENERATION


def _count(value: Any) -> int:
    known = isinstance(value, (int, float)) and math.isfinite(value)
    return max(0, int(value)) if known else 0
