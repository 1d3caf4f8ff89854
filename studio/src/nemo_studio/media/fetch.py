"""Fetching an upload by URL, without letting the URL reach what only this machine can reach."""

from __future__ import annotations

import http.client
import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from nemo_studio.disk import is_full
from nemo_studio.media.pace import Pace
from nemo_studio.media.receive import BadUpload, FileSink, FileTooLarge, ReceivedFile
from nemo_wire.files import private_folder

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0
MAX_REDIRECTS = 5
MAX_URL = 8192
CHUNK_BYTES = 16 * 1024
# For an odd host, port or path requests and what it stands on raise errors of all these families.
FAULTS = (OSError, ValueError, HTTPError, http.client.HTTPException)


class PrivateAddress(OSError):
    """The URL leads to an address that is not on the public internet."""


def _check_peer(sock: socket.socket) -> None:
    """The address is checked on the open socket: a name cannot change its mind after that."""
    address = ipaddress.ip_address(sock.getpeername()[0].split("%")[0])
    if not address.is_global or address.is_multicast:
        raise PrivateAddress(f"{address} is not a public address")


class _Watched(HTTPAdapter):
    """Shows each connection to `look` before anything is sent, on each redirect too."""

    def __init__(self, look: Callable[[socket.socket], None]) -> None:
        self._look = look
        super().__init__()

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        look = self._look

        def seen(sock: socket.socket) -> socket.socket:
            try:
                look(sock)
            except BaseException:
                sock.close()
                raise
            return sock

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return seen(super()._new_conn())

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return seen(super()._new_conn())

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


def fetch(
    url: str, folder: Path, limit: int, *, allow_private: bool = False, pace: Pace | None = None
) -> ReceivedFile:
    """Downloads `url` into `folder`, at the pace that `pace` watches.

    Raises BadUpload, FileTooLarge, and OSError for a full disk; then nothing is left behind. Only
    http and https; neither proxies nor netrc are used, so that nothing of the user's goes along.
    """
    parts = _web_url(url)
    pace = pace or Pace()

    def look(sock: socket.socket) -> None:
        pace.watch(sock)
        if not allow_private:
            _check_peer(sock)

    try:
        with requests.Session() as session:
            session.trust_env = False
            session.max_redirects = MAX_REDIRECTS
            for scheme in ("http://", "https://"):
                session.mount(scheme, _Watched(look))
            return _download(session, url, _name(parts), folder, limit, pace)
    except (BadUpload, FileTooLarge):
        raise
    except FAULTS as error:
        if is_full(error):
            raise
        raise BadUpload(f"{parts.hostname}: {pace.ended or _reason(error)}") from None


def _web_url(url: str) -> SplitResult:
    shown = url if len(url) < 100 else url[:100] + "…"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or len(url) > MAX_URL or not url.isprintable():
        raise BadUpload(f"{shown!r} is not an http or https URL")
    if "@" in parts.netloc:
        raise BadUpload("a URL with a user name or password in it is not fetched")
    return parts


def _name(parts: SplitResult) -> str:
    return unquote(parts.path.rsplit("/", 1)[-1]) or "download"


def _download(
    session: requests.Session, url: str, name: str, folder: Path, limit: int, pace: Pace
) -> ReceivedFile:
    timeout = (CONNECT_TIMEOUT_S, READ_TIMEOUT_S)
    headers = {"Accept-Encoding": "identity"}
    with session.get(url, stream=True, timeout=timeout, headers=headers) as response:
        if not response.ok:
            raise BadUpload(f"the URL answers {response.status_code} {response.reason}")
        sink = FileSink(private_folder(folder), name, limit)
        try:
            for chunk in response.iter_content(CHUNK_BYTES):
                sink.write(chunk)
                pace.count(len(chunk))
            if pace.ended:  # a stream without a length ends well when its socket is closed
                raise OSError(pace.ended)
            return sink.close()
        except BaseException:
            sink.discard()
            raise


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
