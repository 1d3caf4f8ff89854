"""Getting a finished render's file: by its link, else by the API's own download.

The link is the CDN's and takes a plain GET. The download is the vendor's fallback: it takes token
and attribution, answers with the bytes, a redirect, or JSON that names a URL, and is asked once in
an attempt. It is used whenever the link gives nothing, or a file that is not what was promised.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from . import download, renders
from .account import Account
from .errors import BadRequest, CheckFailed, NemoError, ServerError
from .http import Api, read_body, unwrap
from .media import MediaInfo
from .output import Reporter, mb
from .say import say, sentence
from .verify import check

if TYPE_CHECKING:
    import requests

Checked = tuple[Path, MediaInfo]
LINK_TRIES = 3  # then the API is asked, which has the file too


@dataclass
class Retrieval:
    """One attempt to get the file of a finished render; `request` is what was submitted."""

    account: Account
    report: Reporter
    render_id: str
    poll: renders.Poll
    out: Path
    request: dict[str, Any]

    def checked(self, aside: Path) -> Checked:
        """The part of `out`, whole and checked. Raises CheckFailed with the file kept as `aside`
        when no way gives the right one, else what the second way raised."""
        language = self.report.spoken()

        def loaded(got: int, total: int) -> str:
            return say("loaded", language, got=mb(got), total=mb(total))

        with self.report.progress("") as bar:

            def loading(got: int, total: int) -> None:
                bar(got * 100 // total if total else 0, loaded(got, total))

            try:
                return self._check(aside, lambda: self._linked(loading))
            except (CheckFailed, *download.FAULTS) as error:
                first: NemoError = error
                self.report.tell(sentence("asking_the_api", why=error.message))
            try:
                found = self._check(aside, lambda: self._fallback(loading))
            except CheckFailed:
                raise
            except NemoError as error:
                raise first if isinstance(first, CheckFailed) else _both(error, first) from None
        aside.unlink(missing_ok=True)
        return found

    def _check(self, aside: Path, get: Callable[[], Path]) -> Checked:
        local = self.account.config.engine == "local"
        asked = self.request
        try:
            part = get()
            return part, check(
                part, asked["draft"], asked["output"], asked["size"],
                strict_codecs=local, exact=local,
            )  # fmt: skip
        except CheckFailed as error:
            download.keep(download.part_of(self.out), aside)
            error.data["file"] = str(aside)
            raise

    def _linked(self, loading: download.Progress) -> Path:
        if not self.poll.url:
            raise download.NotThere(sentence("no_link"))
        promised = self.poll.output.get("size")
        size = promised if isinstance(promised, int) else None
        part = download.fetch(self.poll.url, self.out, loading, size, LINK_TRIES)
        got = part.stat().st_size
        if size and got != size:
            raise CheckFailed(
                sentence("other_bytes", got=got, size=size), action=sentence("do_export_again")
            )
        return part

    def _fallback(self, loading: download.Progress) -> Path:
        path = f"/api/render/proxy/{quote(self.render_id, safe='')}/download"
        url, part = self.account.config.api_url + path, download.part_of(self.out)

        def work(api: Api) -> Path:
            with api.send("GET", path, headers=download.range_headers(url, part)) as response:
                link = _link_in(response, url)
                if link is None:
                    download.receive(response, url, part, loading)
                    return part
            return download.fetch(link, self.out, loading)

        return self.account.run(work)


def _both(error: NemoError, first: NemoError) -> NemoError:
    """What the API's download raised, with the link's fault. A download that is only refused (no
    such endpoint, or not yet) leaves it at that the link failed, and another poll gives a new one.
    """
    both = sentence("both_ways_failed", api=error.message, link=first.message)
    if isinstance(error, BadRequest):
        return ServerError(both, code=error.code)
    error.message = both
    return error


def _link_in(response: requests.Response, url: str) -> str | None:
    """The URL that the answer of the API's download names; None when it is the file itself.

    Raises the API's typed errors.
    """
    target = download.redirect_target(response, url)
    if target:
        return target
    is_json = "json" in response.headers.get("Content-Type", "")
    if response.status_code == 416 or (response.status_code in (200, 206) and not is_json):
        return None
    data = unwrap(response.status_code, read_body(response), response.headers)
    link = None
    if isinstance(data, dict):
        link = renders.read_poll(data).url or data.get("url")
    if not isinstance(link, str):
        raise ServerError(sentence("names_no_file"))
    return link
