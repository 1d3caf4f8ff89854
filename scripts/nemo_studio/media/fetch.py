"""Fetching an upload by URL, without letting the URL reach what only this machine can reach."""

from __future__ import annotations

import ipaddress
import socket
import time
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from nemo_studio.media.receive import BadUpload, FileSink, FileTooLarge, ReceivedFile

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0
TOTAL_TIMEOUT_S = 300.0
MAX_REDIRECTS = 5


class PrivateAddress(OSError):
    """The URL leads to an address that is not on the public internet."""


def _check_peer(sock: socket.socket) -> socket.socket:
    """The address is checked on the open socket: a name cannot change its mind after that."""
    address = ipaddress.ip_address(sock.getpeername()[0].split("%")[0])
    if not address.is_global or address.is_multicast:
        sock.close()
        raise PrivateAddress(f"{address} is not a public address")
    return sock


class _PublicHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _check_peer(super()._new_conn())


class _PublicHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _check_peer(super()._new_conn())


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class _PublicOnly(HTTPAdapter):
    """Connects to public addresses only, on the first request and on every redirect."""

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = {
            "http": _PublicHTTPPool,
            "https": _PublicHTTPSPool,
        }


def fetch(url: str, folder: Path, limit: int, *, allow_private: bool = False) -> ReceivedFile:
    """Downloads `url` into `folder`. Raises BadUpload and FileTooLarge.

    Only http and https; neither proxies nor netrc are used, so that nothing of the user's goes
    along.
    """
    parts = _web_url(url)
    folder.mkdir(parents=True, exist_ok=True)
    name = unquote(parts.path.rsplit("/", 1)[-1]) or "download"
    sink = FileSink(folder, name, limit)
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.max_redirects = MAX_REDIRECTS
            if not allow_private:
                session.mount("http://", _PublicOnly())
                session.mount("https://", _PublicOnly())
            _download(session, url, sink)
    except (BadUpload, FileTooLarge):
        sink.discard()
        raise
    except OSError as error:  # requests' exceptions are OSErrors as well
        sink.discard()
        raise BadUpload(f"{parts.hostname}: {_reason(error)}") from None
    return sink.close()


def _web_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadUpload(f"{url!r} is not an http or https URL")
    return parts


def _download(session: requests.Session, url: str, sink: FileSink) -> None:
    started = time.monotonic()
    timeout = (CONNECT_TIMEOUT_S, READ_TIMEOUT_S)
    headers = {"Accept-Encoding": "identity"}
    with session.get(url, stream=True, timeout=timeout, headers=headers) as response:
        if not response.ok:
            raise BadUpload(f"the URL answers {response.status_code} {response.reason}")
        for chunk in response.iter_content(64 * 1024):
            sink.write(chunk)
            if time.monotonic() - started > TOTAL_TIMEOUT_S:
                raise BadUpload(f"the download takes longer than {TOTAL_TIMEOUT_S:.0f} s")


def _reason(error: Exception) -> str:
    """Why a fetch failed, in words without the URL's query."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, PrivateAddress):
            return f"{seen}; only public URLs can be fetched (send the file itself instead)"
        inner = seen.args[0] if seen.args and isinstance(seen.args[0], Exception) else None
        seen = getattr(inner, "reason", inner) or seen.__cause__ or seen.__context__
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    return f"cannot be fetched ({type(error).__name__})"
