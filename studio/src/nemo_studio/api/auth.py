"""Tokens: anonymous accounts, claims for the workspace page, credits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header
from pydantic import BaseModel

from nemo_studio.api import errors
from nemo_studio.api.deps import StudioDep, UserDep, ok
from nemo_studio.storage import accounts, projects

MAX_CLIENT_ID = 64
router = APIRouter()


class ClaimRequest(BaseModel):
    task_id: str
    session_id: str


@router.post("/api/auth/anonymous-token")
def anonymous_token(
    studio: StudioDep, x_client_id: Annotated[str | None, Header()] = None
) -> dict[str, Any]:
    """A token for the client's account. 400 without a client id.

    The cloud gives one token in seven days for a client id. Here nobody is locked out of their own
    machine: asking again gives a new token for the same account, but for strict mode's 429.
    """
    client = (x_client_id or "").strip()
    if not client:
        raise errors.bad_request("X-Client-Id header is required")
    if len(client) > MAX_CLIENT_ID:
        raise errors.bad_request(f"X-Client-Id is longer than {MAX_CLIENT_ID} characters")
    if studio.settings.strict and accounts.has_live_token(studio.db, client):
        raise errors.rate_limited("one token for a client id in 7 days")
    granted = accounts.grant(studio.db, client)
    expires = datetime.fromtimestamp(granted.expires_at_ms / 1000, UTC)
    return ok(
        {
            "token": granted.token,
            "user_id": granted.user_id,
            "expires_at": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "credits": granted.credits,
        }
    )


@router.post("/api/auth/claim-token")
def claim_token(body: ClaimRequest, studio: StudioDep, user: UserDep) -> dict[str, Any]:
    """A token that opens the session's workspace page and nothing else."""
    session = projects.find_session(studio.db, body.session_id, user)
    if session is None or session.task_id != body.task_id:
        raise errors.session_not_found(body.session_id)
    token = projects.create_claim(studio.db, session.id)
    return ok({"claim_token": token, "expires_in": projects.CLAIM_LIFE_S})


@router.get("/api/credits/balance/simple")
def credits_balance(studio: StudioDep, user: UserDep) -> dict[str, Any]:
    balance = accounts.balance(studio.db, user)
    return ok({"available": balance.available, "frozen": balance.frozen, "total": balance.total})
