"""Local accounts, their tokens and their credits.

An account belongs to a client id. Asking again with the same id gives a new token for the same
account; older tokens stay good until they expire.
"""

from __future__ import annotations

from dataclasses import dataclass

from nemo_studio import ids
from nemo_studio.storage.database import Database

TOKEN_LIFE_MS = 7 * 24 * 3600 * 1000
STARTING_CREDITS = 100


@dataclass(frozen=True)
class Grant:
    """A fresh token. `expires_at_ms` since the epoch; `credits` are those still available."""

    token: str
    user_id: str
    expires_at_ms: int
    credits: int


@dataclass(frozen=True)
class Balance:
    available: int
    frozen: int

    @property
    def total(self) -> int:
        return self.available + self.frozen


def has_live_token(db: Database, client_id: str) -> bool:
    row = db.one(
        "SELECT 1 FROM tokens JOIN users ON users.id = user_id"
        " WHERE client_id = ? AND expires_at > ?",
        client_id,
        ids.now_ms(),
    )
    return row is not None


def grant(db: Database, client_id: str) -> Grant:
    """A new token for the client's account, which is made when there is none."""
    now, token = ids.now_ms(), ids.token()
    with db.write() as tx:
        tx.execute(
            "INSERT INTO users VALUES (?, ?, ?, ?) ON CONFLICT (client_id) DO NOTHING",
            (ids.user_id(), client_id, STARTING_CREDITS, now),
        )
        user = tx.execute("SELECT id FROM users WHERE client_id = ?", (client_id,)).fetchone()["id"]
        tx.execute("DELETE FROM tokens WHERE expires_at <= ?", (now,))
        tx.execute(
            "INSERT INTO tokens VALUES (?, ?, ?, ?)",
            (ids.digest(token), user, now, now + TOKEN_LIFE_MS),
        )
    return Grant(token, user, now + TOKEN_LIFE_MS, balance(db, user).available)


def user_of(db: Database, token: str) -> str | None:
    """The account behind a token, or None when the token is unknown or expired."""
    row = db.one(
        "SELECT user_id FROM tokens WHERE digest = ? AND expires_at > ?",
        ids.digest(token),
        ids.now_ms(),
    )
    return row["user_id"] if row else None


def balance(db: Database, user_id: str) -> Balance:
    """What the account can spend now, and what its unfinished runs hold."""
    with db.write():
        row = db.one("SELECT credits FROM users WHERE id = ?", user_id)
        held = db.one(
            "SELECT COALESCE(SUM(hold), 0) AS held FROM runs JOIN sessions"
            " ON sessions.id = session_id WHERE user_id = ? AND status IN ('queued', 'running')",
            user_id,
        )
    credits = row["credits"] if row else 0
    frozen = min(credits, held["held"] if held else 0)
    return Balance(credits - frozen, frozen)


def set_credits(db: Database, user_id: str, credits: int) -> None:
    with db.write() as tx:
        tx.execute("UPDATE users SET credits = ? WHERE id = ?", (credits, user_id))


def charge(db: Database, user_id: str, credits: int) -> None:
    """Takes `credits` from the account; never below zero."""
    with db.write() as tx:
        tx.execute(
            "UPDATE users SET credits = MAX(0, credits - ?) WHERE id = ?", (credits, user_id)
        )
