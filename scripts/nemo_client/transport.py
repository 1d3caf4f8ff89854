"""What every request goes out with: the token, the way (direct or by proxy), the trusted CAs.

Loopback never goes through a proxy. For other hosts HTTP(S)_PROXY, ALL_PROXY, NO_PROXY,
REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE are taken from the environment as requests takes them. netrc
speaks for no host: requests would read it for each request without an auth of its own and again
after each redirect, so its trust in the environment is off and the rest is read here.

Imported where a request is made and not before, since it brings requests along.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.utils import get_environ_proxies, prepend_scheme_if_needed, select_proxy
from urllib3.connection import HTTPConnection
from urllib3.util import parse_url

from .config import is_loopback
from .errors import UsageError
from .say import Text, sentence

_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_SOCKS = ("socks4", "socks4a", "socks5", "socks5h")


class Session(requests.Session):
    """Sends `token` and no other credentials. Raises UsageError where a proxy or CA file that the
    environment names cannot be used."""

    def __init__(self, token: str | None = None) -> None:
        super().__init__()
        self.trust_env = False
        self.auth = _BearerAuth(token)
        self._adapter = _KeepAliveAdapter()
        self.mount("https://", self._adapter)
        self.mount("http://", self._adapter)

    def merge_environment_settings(
        self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        return super().merge_environment_settings(
            url, self._proxies(url), stream, verify or _ca_bundle(url), cert
        )

    def _proxies(self, url: str) -> MutableMapping[str, str]:
        if is_loopback(url):
            return {}
        proxies = get_environ_proxies(url)
        proxy = select_proxy(url, proxies)
        if proxy:
            try:
                proxy = prepend_scheme_if_needed(proxy, "http")
                if not parse_url(proxy).host:
                    raise ValueError("no host")
                self._adapter.proxy_manager_for(proxy)
            except ValueError:  # what requests, urllib3 and PySocks raise have this in common
                raise _unusable(url, proxy) from None
        return proxies


class _BearerAuth(AuthBase):
    """The token, or nothing. Set last, it stands whatever headers a request has."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _KeepAliveAdapter(HTTPAdapter):
    """Keeps long answers alive over NATs."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, socket_options=_socket_options(), **kwargs)

    def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, socket_options=_socket_options(), **kwargs)


def proxy_refusal(error: Exception, url: str) -> UsageError | None:
    """What to tell when `error` is a proxy that will not open the way to `url`: trying again later
    does not help."""
    status = re.search(r"Tunnel connection failed: (403|407)", str(error))
    if status is None:
        return None
    name, host = _variable(url), urlsplit(url).hostname
    if status[1] == "407":
        return UsageError(
            sentence("proxy_wants_password", name=name),
            action=sentence("do_proxy_password", name=name),
        )
    return UsageError(
        sentence("proxy_refuses", name=name, host=host),
        action=sentence("do_proxy_allow", host=host),
    )


def _unusable(url: str, proxy: str) -> UsageError:
    """Says which setting it is, but not its value, which may hold a password."""
    name = _variable(url)
    scheme = proxy.partition("://")[0].lower() if "://" in proxy else "http"
    socks = scheme in _SOCKS
    if socks:
        reason = sentence("proxy_socks")
    elif scheme not in ("http", "https"):
        reason = sentence("proxy_scheme", scheme=scheme)
    else:
        reason = sentence("proxy_form")
    action = sentence("do_proxy_socks" if socks else "do_proxy", name=name)
    return UsageError(sentence("proxy_unusable", name=name, reason=reason), action=action)


def _variable(url: str) -> Text:
    """The environment variable that gives the proxy for `url`, spelt as it is set."""
    for key in (f"{urlsplit(url).scheme}_proxy", "all_proxy"):
        found = [name for name, value in os.environ.items() if value and name.lower() == key]
        if found:
            return key if key in found else found[0]  # of both spellings the lower case counts
    return sentence("system_settings")


def _ca_bundle(url: str) -> str | None:
    """The file or folder of trusted CAs, where the environment names one."""
    if urlsplit(url).scheme != "https":
        return None
    for name in _CA_VARIABLES:
        path = os.environ.get(name)
        if path:
            _check_ca(name, path)
            return path
    return None


@lru_cache
def _check_ca(name: str, path: str) -> None:
    where = {"capath": path} if os.path.isdir(path) else {"cafile": path}  # noqa: PTH112
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(**where)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            sentence("ca_unusable", name=name, path=path, reason=reason),
            action=sentence("do_ca_file", name=name),
        ) from None


def _socket_options() -> list[tuple[int, int, int]]:
    options: list[tuple[int, int, int]] = [*HTTPConnection.default_socket_options]
    options.append((socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1))
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 60), ("TCP_KEEPCNT", 5)):
        if hasattr(socket, name):
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return options
