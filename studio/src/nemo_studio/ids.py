"""Identifiers in the forms that the cloud's documents show, and how secrets are kept."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid


def token() -> str:
    """`nmv_usr_` and 43 url-safe characters: 256 random bits."""
    return "nmv_usr_" + secrets.token_urlsafe(32)


def claim_token() -> str:
    return "clm_" + secrets.token_urlsafe(32)


def user_id() -> str:
    return "anon_" + secrets.token_hex(8)


def task_id() -> str:
    return "task_" + secrets.token_hex(8)


def session_id() -> str:
    """19 decimal digits as a string; the cloud's example is 5529798706024415232."""
    return str(10**18 + secrets.randbelow(9 * 10**18))


def asset_id() -> str:
    return "asset_" + secrets.token_hex(8)


def run_id() -> str:
    """An ADK invocation id."""
    return f"e-{uuid.uuid4()}"


def public_key() -> str:
    """The unguessable part of a file's URL, which is all the permission that it needs."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    """What is stored in place of a token (SHA-256; tokens are random, so no salt is needed)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def now_ms() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000
