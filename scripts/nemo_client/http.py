"""One HTTP client for the API: attribution on every call, typed errors, safe retries.

Facts held here (measured with requests 2.34): custom headers survive a redirect to another host,
so redirects are not followed; a body may be a gzip bomb, so it is read up to a cap; an exception's
text holds the full URL, so it is redacted. A retry never repeats a request that may have been acted
on: reads are retried on any fault, everything else only when the request provably never left.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from . import attribution
from .config import Config, sleep, time_scale
from .disk import fit_for_header
from .errors import (
    AuthError,
    CreditsError,
    NemoError,
    PlanError,
    RateLimited,
    RequestFailed,
    ServerError,
    Unreachable,
    by_service,
    for_code,
)
from .redact import plain, remember
from .say import Sentence, sentence

if TYPE_CHECKING:
    import requests

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 60.0
BODY_S, LEAST_BODY_S = 300.0, 3.0  # for a whole answer; the least in scaled time
GLANCE_TIMEOUT_S = (3.0, 5.0)  # to connect, to read
READ_TRIES = 5
CONNECT_TRIES = 4
BODY_CAP = 64 * 1024 * 1024
RATE_LIMIT_WAIT_S = 30.0
RETRY_AFTER_CAP_S = 120.0
_RETRIED = frozenset({408, 500, 502, 503, 504})


class Api:
    """Calls to one API origin with one token. Not for use from several threads."""

    def __init__(self, config: Config, token: str | None = None) -> None:
        import requests

        from .transport import Session

        if token is not None and not fit_for_header(token):
            raise AuthError(sentence("token_unfit"))
        self.config = config
        self.token = token
        remember(token)
        self._session = Session(token)
        self._session.headers.update(attribution.headers())
        self._requests = requests

    def get(self, path: str, **kwargs: Any) -> Any:
        """GET and unwrap; retried on connection faults, 408, 5xx; 429 once after 30 s."""
        return self.call("GET", path, repeatable=True, **kwargs)

    def once(self, path: str) -> Any:
        """GET and unwrap in one short try: for what is good to know and not needed."""
        with self.send("GET", path, tries=1, timeout=GLANCE_TIMEOUT_S) as response:
            return unwrap(response.status_code, read_body(response), response.headers)

    def post(self, path: str, body: Any = None, **kwargs: Any) -> Any:
        """POST JSON and unwrap; retried only when the request never left, and once on 429."""
        if body is not None:
            kwargs["json"] = body
        return self.call("POST", path, **kwargs)

    def call(self, method: str, path: str, *, repeatable: bool = False, **kwargs: Any) -> Any:
        """The unwrapped data of a JSON answer. Raises NemoError's kinds."""
        limited = False
        for attempt in range(READ_TRIES):
            last = not repeatable or attempt == READ_TRIES - 1
            try:
                response = self.send(method, path, **kwargs)
                with response:
                    return unwrap(response.status_code, read_body(response), response.headers)
            except RateLimited as error:
                if limited:
                    raise
                limited = True
                sleep(error.data.get("retry_after") or RATE_LIMIT_WAIT_S)
            except ServerError as error:
                if last or error.code not in (None, *_RETRIED):
                    raise
                sleep(error.data.get("retry_after") or backoff(attempt))
        raise ServerError(sentence("no_answer_in_tries", tries=READ_TRIES))

    def send(
        self, method: str, path: str, *, tries: int = CONNECT_TRIES, **kwargs: Any
    ) -> requests.Response:
        """One request whose response is still open; connect faults are tried again.

        Raises Unreachable when it never left, ServerError when the answer broke off, UsageError
        when the environment gives no way to send it.
        """
        kwargs.setdefault("timeout", (CONNECT_TIMEOUT_S, READ_TIMEOUT_S))
        url = self.config.api_url + path
        for attempt in range(tries):
            try:
                return self._session.request(
                    method, url, stream=True, allow_redirects=False, **kwargs
                )
            except self._requests.RequestException as error:
                fault = connection_fault(error, self.config.api_url)
                if not isinstance(fault, Unreachable) or attempt == tries - 1:
                    raise fault from None
                sleep(backoff(attempt))
        raise AssertionError("unreachable")

    def __enter__(self) -> Api:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()


def connection_fault(error: Exception, url: str) -> NemoError:
    """The typed error for an exception of requests: Unreachable when the request never left,
    UsageError when a proxy refuses it for good, else ServerError."""
    from .transport import proxy_refusal

    refusal = proxy_refusal(error, url)
    if refusal:
        return refusal
    if not never_left(error):
        return ServerError(_reason(error, url))
    fault = Unreachable(_reason(error, url))
    if "CERTIFICATE_VERIFY" in str(error):
        fault.action = sentence("do_ca")
    return fault


def never_left(error: Exception) -> bool:
    """Whether a requests exception proves that no byte of the request was sent."""
    import requests
    from urllib3 import exceptions as u3

    if isinstance(error, (requests.ConnectTimeout, requests.exceptions.InvalidURL)):
        return True
    if isinstance(error, requests.exceptions.SSLError):
        # Only the handshake comes before the request; a TLS fault may also break an answer.
        return any(w in str(error) for w in ("CERTIFICATE_VERIFY", "WRONG_VERSION", "handshake"))
    if not isinstance(error, requests.ConnectionError):
        return False
    reason = error.args[0] if error.args else None
    reason = getattr(reason, "reason", reason)
    if isinstance(reason, u3.ProxyError):
        # urllib3 says ProxyError also when a proxy drops the answer to a request that it has sent
        # on; only its cause tells whether the way to the API was ever open.
        reason = reason.original_error
        if isinstance(reason, OSError) and "Tunnel connection failed" in str(reason):
            return True
    return isinstance(reason, (u3.NewConnectionError, u3.ConnectTimeoutError))


def read_body(response: requests.Response, cap: int = BODY_CAP) -> bytes:
    """The decoded body. Raises ServerError when it breaks off, is larger than `cap` bytes, or drips
    for longer than BODY_S."""
    from urllib3.exceptions import HTTPError

    parts: list[bytes] = []
    size = 0
    ends = time.monotonic() + max(LEAST_BODY_S, BODY_S * time_scale())
    try:
        while part := response.raw.read1(65536, decode_content=True):
            size += len(part)
            if size > cap:
                raise ServerError(sentence("answer_too_large", most=cap), code=0)
            if time.monotonic() > ends:
                raise ServerError(sentence("answer_drips", got=size), code=0)
            parts.append(part)
    except (HTTPError, OSError) as error:
        raise ServerError(sentence("answer_broke_off", got=size)) from error
    return b"".join(parts)


def unwrap(status: int, body: bytes, headers: Any = None) -> Any:
    """The data in an answer of any of the API's envelopes. Raises typed errors.

    Accepted, as the vendor's own client does: `{"code":0,"data":…}`, `{"success":true,"data":…}`,
    and a bare object. `code` not 0, `success` false, `{"detail":…}` and non-2xx are errors.
    """
    document = _json(body)
    fields = document if isinstance(document, dict) else {}
    if isinstance(fields.get("detail"), dict):
        fields = {**fields, **fields["detail"]}
    if status == 204 or (200 <= status < 300 and not body.strip()):
        return None
    code = fields.get("code")
    if isinstance(code, str) and code.lstrip("-").isdigit():
        code = int(code)
    words = _message(fields)
    if isinstance(code, int) and code not in (0, 200):
        if code == 404 and "session" in words.lower():
            code = 1002
        raise _with_details(for_code(code, words, status), fields, headers)
    if 300 <= status < 400:
        raise ServerError(sentence("redirects", code=status), code=status)
    if not 200 <= status < 300:
        if status == 404 and "session" in words.lower():
            status = 1002  # ADK's form of the same thing
        raise _with_details(for_code(status, words, status), fields, headers)
    if fields.get("success") is False:
        raise _with_details(RequestFailed(by_service(RequestFailed, words)), fields, headers)
    if document is None:
        raise ServerError(sentence("no_json"))
    if "status" in fields and "code" not in fields:
        return document  # a render's flat answer, which may mirror itself under `data`
    return fields["data"] if isinstance(fields.get("data"), (dict, list)) else document


def backoff(attempt: int) -> float:
    """Full jitter: seconds up to 0.5 * 2^attempt, at most 8, at least 0.1."""
    return max(0.1, random.random() * min(8.0, 0.5 * 2 ** (attempt + 1)))


def find_strings(value: Any) -> Iterable[str]:
    """Every string inside a JSON-like value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from find_strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from find_strings(item)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _message(fields: dict[str, Any]) -> str:
    for key in ("message", "error", "detail", "msg"):
        value = fields.get(key)
        if isinstance(value, dict):
            value = _message(value)
        elif isinstance(value, list):
            value = "; ".join(filter(None, map(_validation, value)))
        if isinstance(value, str) and (told := plain(value)):
            return told
    data = fields.get("data")
    return _message(data) if isinstance(data, dict) else ""


def _validation(entry: Any) -> str:
    """One entry of FastAPI's 422 as words: where, and what is wrong there."""
    if not isinstance(entry, dict):
        return ""
    loc = entry.get("loc")
    where = ".".join(map(str, loc)) if isinstance(loc, list) else ""
    return f"{where}: {entry.get('msg') or 'wrong'}".removeprefix(": ")


def _with_details(error: NemoError, fields: dict[str, Any], headers: Any) -> NemoError:
    """Adds Retry-After (s), and to 2001 and 402 what the answer has for signing up."""
    wait = _retry_after(headers)
    if wait is not None:
        error.data["retry_after"] = wait
    if isinstance(error, (CreditsError, PlanError)):
        error.data |= bind_in(fields)
    return error


def bind_in(answer: Any) -> dict[str, str]:
    """What a refusal says for signing up: {"register_url"}, else {"bind_id"}, else {}."""
    for text in find_strings(answer):
        for word in text.split():
            if "bind=" in word and "://" in word:
                return {"register_url": word.strip("<>()\"'.,;")}
    for key in ("bind_id", "user_id"):
        for value in _find(answer, key):
            if isinstance(value, (str, int)) and value not in ("", "me"):
                return {"bind_id": str(value)}
    return {}


def _find(value: Any, key: str) -> Iterable[Any]:
    """Every value under a key, however deep."""
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _find(item, key)


def _retry_after(headers: Any) -> float | None:
    """Seconds to wait by the Retry-After header, when it is there and at most 120 s."""
    value = (headers or {}).get("Retry-After", "")
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        from email.utils import parsedate_to_datetime

        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (TypeError, ValueError):
            return None
    return seconds if 0 <= seconds <= RETRY_AFTER_CAP_S else None


def _reason(error: Exception, url: str) -> Sentence:
    """A sentence for a connection fault, without requests' nested reprs."""
    import requests

    text = str(error)
    if isinstance(error, requests.exceptions.SSLError):
        why = re.search(r"\[SSL[^\]]*\] ([^(\"']+)", text)
        return sentence("tls", url=url, why=why[1].strip() if why else "no handshake")
    if isinstance(error, requests.exceptions.ProxyError):
        return sentence("proxy_failed", url=url)
    if "NameResolution" in text or "getaddrinfo" in text:
        return sentence("no_such_host", url=url)
    if "refused" in text:
        return sentence("connection_refused", url=url)
    if isinstance(error, requests.Timeout) or "timed out" in text:
        return sentence("no_answer_in_time", url=url)
    return sentence("connection_broke", url=url)
