"""Who we are to the API: the token's source, the anonymous account, the registration link.

Order: NEMO_TOKEN, else the kept token of this API origin, else a new anonymous one for the kept
client id (100 credits, 7 days; 1 token for a client id in 7 days, so a new id is never made just
to get a token). 1001 asks for one new token with the same id; a refused NEMO_TOKEN is the user's
to mend, and is said so.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote

from nemo_wire.lock import locked

from . import store
from .config import Config
from .errors import AuthError, BadRequest, CreditsError, NemoError, PlanError, RateLimited
from .http import Api
from .redact import remember
from .say import sentence

T = TypeVar("T")


class Account:
    """The token in use, and how to get another when it is refused."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.created = False
        self._kept: store.Credentials | None = None
        self._answers: list[Any] = []
        if not config.token:
            self._kept = store.load_credentials(config.home, config.origin)

    @property
    def source(self) -> str:
        """ "environment", "kept" or "none"."""
        return "environment" if self.config.token else "kept" if self._kept else "none"

    @property
    def credentials(self) -> store.Credentials | None:
        return self._kept

    def api(self) -> Api:
        """A client with a token; makes the anonymous account when there is none."""
        if self.config.token:
            return Api(self.config, self.config.token)
        if self._kept is None or _expired(self._kept):
            self._kept = self._new_token(instead_of=self._kept)
        return Api(self.config, self._kept.token)

    def run(self, work: Callable[[Api], T]) -> T:
        """`work` with a client; on 1001 once more with a new token.

        `work` must be safe to repeat when the API refused its token. Raises AuthError.
        """
        try:
            try:
                with self.api() as api:
                    return work(api)
            except AuthError as error:
                with self.renewed(error) as api:
                    return work(api)
        except (CreditsError, PlanError) as error:
            raise self.with_register_link(error) from None

    def renewed(self, error: AuthError) -> Api:
        """A client with a new token for the same client id, after `error` refused the old one."""
        if self.config.token:
            raise AuthError(sentence("nemo_token_refused"), code=error.code) from None
        self._kept = self._new_token(instead_of=self._kept)
        return Api(self.config, self._kept.token)

    def note(self, answer: Any) -> None:
        """Keep an answer (a session's, a state's) that may hold the id to sign up with."""
        self._answers.append(answer)

    def register_url(self, *known: Any) -> str | None:
        """The sign-up link that keeps this account's credits and projects, or None.

        `known`: answers (session, state, error data) that may hold the bind id: `bind_id`,
        `user_id` or `state.user_id`. They come first, then those that were noted, then the token's.
        """
        known = (*known, *self._answers)
        for answer in known:
            if isinstance(answer, dict) and answer.get("register_url"):
                return str(answer["register_url"])
        for answer in known:
            if isinstance(answer, dict):
                state = answer.get("state")
                inner = state if isinstance(state, dict) else {}
                for value in (answer.get("bind_id"), answer.get("user_id"), inner.get("user_id")):
                    if value and value != "me":
                        return self._link(str(value))
        if self._kept and self._kept.user_id:
            return self._link(self._kept.user_id)
        return None

    def with_register_link(self, error: NemoError, *known: Any) -> NemoError:
        """The same error, with the link to sign up (anonymous), or to the account (registered).

        An anonymous user whose id is not known signs up too, but without keeping the project.
        """
        plan = isinstance(error, PlanError)
        told = {key: error.data.pop(key, None) for key in ("register_url", "bind_id")}
        if self.config.token:
            error.action = sentence("do_upgrade" if plan else "do_top_up", link=self.config.web_url)
            return error
        link = self.register_url(told, *known)
        kept = sentence("project_kept") if link else ""
        link = link or f"{self.config.web_url}/register"
        error.data["register_url"] = link
        key = "do_sign_up_for_plan" if plan else "do_sign_up"
        error.action = sentence(key, link=link, kept=kept)
        return error

    def _link(self, bind_id: str) -> str:
        return f"{self.config.web_url}/register?bind={quote(bind_id, safe='')}"

    def _new_token(self, instead_of: store.Credentials | None) -> store.Credentials:
        """Another token than `instead_of`: one that a command beside this one has got meanwhile,
        else a new one. Raises NemoError's kinds."""
        config = self.config
        with locked(config.home / ".token.lock"):
            kept = store.load_credentials(config.home, config.origin)
            if kept and not _expired(kept) and (not instead_of or kept.token != instead_of.token):
                return kept
            return self._asked_token()

    def _asked_token(self) -> store.Credentials:
        """Ask anonymous-token. A 400 about the client id makes a new id once."""
        try:
            data = self._ask(store.client_id(self.config.home))
        except BadRequest as error:
            if error.code != 400 or os.environ.get("NEMO_CLIENT_ID"):
                raise
            data = self._ask(store.new_client_id(self.config.home))
        except RateLimited as error:
            error.action = sentence("do_no_more_tokens")
            raise
        token = data.get("token") if isinstance(data, dict) else None
        if not isinstance(token, str) or not token:
            raise AuthError(sentence("no_token_given"), action=sentence("do_set_token"))
        remember(token)
        found = store.Credentials(
            token,
            _text(data.get("user_id")),
            _text(data.get("expires_at")),
            data.get("credits") if isinstance(data.get("credits"), int) else None,
        )
        store.save_credentials(self.config.home, self.config.origin, found)
        self.created = True
        return found

    def _ask(self, client_id: str) -> Any:
        with Api(self.config) as api:
            return api.post("/api/auth/anonymous-token", headers={"X-Client-Id": client_id})


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _expired(credentials: store.Credentials) -> bool:
    if not credentials.expires_at:
        return False
    try:
        expires = datetime.fromisoformat(credentials.expires_at)
    except ValueError:
        return False
    if expires.tzinfo is None:
        expires = expires.replace(tzinfo=UTC)
    return expires <= datetime.now(UTC)
