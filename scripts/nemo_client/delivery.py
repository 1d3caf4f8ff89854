"""From a session to a checked file: submit, poll, download, verify, and say what came out.

Shared by export.py and create.py. Every step is in the journal before it is taken, so that a
command that was stopped anywhere goes on where it was (`export.py --resume ID`).
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemo_wire.formats import EXPORT_FORMATS

from . import download, renders, sessions
from .account import Account
from .errors import CheckFailed, NemoError, ServerError, UsageError
from .http import Api, read_body
from .journal import Journal
from .output import Parser, Reporter, mb
from .say import say
from .timeline import summary, texts
from .verify import check

SIDE_FILES = {"srt": ".srt", "vtt": ".vtt", "poster": ".poster.jpg", "sheet": ".sheet.jpg"}
OPTIONAL_SIDE_FILES = ("poster", "sheet")
CHAT_LIMIT_BYTES = 16 * 1024 * 1024  # the common limit of chats (facts, ecosystem 5)


@dataclass
class Delivery:
    """The parts that a delivery works with.

    `extras`: the side files that are wanted too ("poster", "sheet"); `force`: side files may
    replace existing ones.
    """

    account: Account
    journal: Journal
    session: dict[str, Any]
    report: Reporter
    extras: tuple[str, ...] = ()
    force: bool = False

    def export(
        self,
        output: dict[str, Any],
        out: Path,
        wait_s: float | None,
        render_id: str | None = None,
        started: Callable[[str], None] = lambda _: None,
        kept: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Render (or go on with `render_id`), download to `out`, verify; the document's data.

        `started` is told the render's id as soon as there is one. `kept`: the request of an earlier
        render whose timeline is rendered again; else it is the session's as it is now.
        """
        if render_id is None:
            with sessions.replacing_lost(self.account, self.journal, self.session):
                render_id = self._submit(output, kept)
        self.journal.set_render(render_id, file=str(out))
        started(render_id)
        language = self.session["language"]
        with self.report.progress(say("exporting", language, percent=0)) as bar:

            def rendering(percent: int) -> None:
                bar(percent, say("exporting", language, percent=percent))

            render_id, poll = renders.wait(self.account, self.journal, render_id, wait_s, rendering)
        self.journal.set_render(render_id, file=str(out))
        started(render_id)
        return self.fetch(render_id, poll, out)

    def _submit(self, output: dict[str, Any], kept: dict[str, Any] | None) -> str:
        account, journal, session_id = self.account, self.journal, self.session["id"]
        if kept is None:
            return renders.submit(account, journal, session_id, output)
        request = {**kept, "output": output, "retry": False}
        return renders.submit_request(account, journal, session_id, request)

    def describe(self, render_id: str, file: Path) -> dict[str, Any]:
        """The document of a file that was delivered before, looked at again."""
        request = json.loads((self.journal.render(render_id) or {})["request"])
        info = check(
            file, request["draft"], request["output"], request["size"],
            strict_codecs=self._is_local,
        )  # fmt: skip
        return self._document(render_id, file, info, request["draft"])

    def fetch(self, render_id: str, poll: renders.Poll, out: Path) -> dict[str, Any]:
        """Download a finished render, check it against what was submitted, give it its name."""
        request = json.loads((self.journal.render(render_id) or {})["request"])
        part = self._download(render_id, poll, out)
        try:
            info = check(
                part, request["draft"], request["output"], request["size"],
                strict_codecs=self._is_local,
            )  # fmt: skip
        except CheckFailed as error:
            kept = unique(out.with_name(f"{out.stem}.failed-check{out.suffix}"))
            download.keep(part, kept)
            raise CheckFailed(error.message, action=error.action, file=str(kept)) from None
        if out.exists() and not self.force:
            out = unique(out)
        download.keep(part, out)
        self.journal.set_render(render_id, status="delivered", file=str(out))
        document = self._document(render_id, out, info, request["draft"]) | _warnings(poll)
        return document | self._side_files(poll, out)

    @property
    def _is_local(self) -> bool:
        return self.account.config.engine == "local"

    def _download(self, render_id: str, poll: renders.Poll, out: Path) -> Path:
        """From the render's URL; when that gives nothing, from the API's own download."""
        with self.report.progress("") as bar:

            def loading(got: int, total: int) -> None:
                bar(got * 100 // total if total else 0, f"{mb(got)} of {mb(total)} MB")

            promised = _output(poll).get("size")
            size = promised if isinstance(promised, int) else None
            if poll.url:
                try:
                    return download.fetch(poll.url, out, loading, size=size)
                except (download.NotThere, UsageError) as error:
                    self.report.tell(f"(the link gives no file: {error.message}; the other way)")
            return self._fallback(render_id, out, loading)

    def _fallback(self, render_id: str, out: Path, loading: download.Progress) -> Path:
        """`GET …/<id>/download` with the token: the bytes, or JSON that names a URL."""

        def work(api: Api) -> Path:
            path = f"/api/render/proxy/{render_id}/download"
            with api.send("GET", path) as response:
                kind = response.headers.get("Content-Type", "")
                if response.status_code != 200:
                    raise ServerError(f"The download answers HTTP {response.status_code}.")
                if "json" in kind:
                    poll = renders.read_poll(json.loads(read_body(response)))
                    if not poll.url:
                        raise ServerError("The download answer names no file.")
                    return download.fetch(poll.url, out, loading)
            return download.fetch(self.account.config.api_url + path, out, loading, api.auth)

        return self.account.run(work)

    def _side_files(self, poll: renders.Poll, out: Path) -> dict[str, Any]:
        """Subtitles always, poster and contact sheet when asked for: beside the video."""
        offered = _output(poll).get("side_files")
        kept: dict[str, str] = {}
        for key, ending in SIDE_FILES.items():
            url = offered.get(key) if isinstance(offered, dict) else None
            if key in OPTIONAL_SIDE_FILES and key not in self.extras:
                continue
            if not url:
                if key in self.extras:
                    self.report.tell(f"(this engine gives no {key})")
                continue
            path = out.with_name(out.stem + ending)
            path = path if self.force else unique(path)
            try:
                download.keep(download.fetch(str(url), path), path)
                kept[key] = str(path.absolute())
            except NemoError as error:
                self.report.tell(f"(no {key}: {error.message})")
        return {"side_files": kept} if kept else {}

    def _document(self, render_id: str, out: Path, info: Any, draft: Any) -> dict[str, Any]:
        bytes_ = out.stat().st_size
        language = self.session["language"]
        engine = self.account.config.engine
        text = say(
            "ready", language, file=out.name, seconds=f"{info.duration_s:.1f}".removesuffix(".0"),
            width=info.width, height=info.height, size=f"{mb(bytes_)} MB",
            engine=say(f"made_by_{engine}", language),
        )  # fmt: skip
        document: dict[str, Any] = {
            "say": text,
            "file": str(out.absolute()),
            "media_line": f"MEDIA:{out.absolute()}",
            "bytes": bytes_,
            "duration_s": round(info.duration_s, 3),
            "width": info.width,
            "height": info.height,
            "container": info.container,
            "video_codec": info.video_codec,
            "audio_codec": info.audio_codec,
            "engine": engine,
            "timeline": summary(draft, language),
            "texts": texts(draft),
            "render_id": render_id,
            "session_id": self.session["id"],
            "verified": True,
        }
        if bytes_ > CHAT_LIMIT_BYTES:
            document["warning"] = say("large", language, size=mb(bytes_))
        try:
            document["link"] = sessions.link(self.account, self.session)[0]
        except NemoError as error:
            self.report.tell(f"(no link: {error.message})")
        return document


def _warnings(poll: renders.Poll) -> dict[str, Any]:
    """What the renderer had to leave out or change, where it says so."""
    found = _output(poll).get("warnings")
    return {"warnings": found} if found else {}


def _output(poll: renders.Poll) -> dict[str, Any]:
    output = poll.raw.get("output")
    return output if isinstance(output, dict) else {}


def out_path(
    given: str | None, words: str, format_: str, *, force: bool, taken: Collection[str] = ()
) -> Path:
    """Where the video goes, as an absolute path: `-o`, else a name from the words in the working
    directory.

    A name of our own hits no existing file and none of `taken`; a given one must not exist unless
    `force`. Raises UsageError.
    """
    if given is None:
        _check_writable(Path.cwd())
        return unique(Path.cwd() / f"{slug(words)}.{format_}", taken)
    try:
        out = Path(given).expanduser().absolute()
        out.with_name(out.name + ".part.json").lstat()  # names that no file can have
    except FileNotFoundError:
        pass
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"{given!r} cannot be a file: {error}.") from None
    if out.is_dir():
        _check_writable(out)
        return unique(out / f"{slug(words)}.{format_}", taken)
    if not out.suffix:
        out = out.with_suffix(f".{format_}")
    if not out.parent.is_dir():
        raise UsageError(f"There is no folder {out.parent}.", action="Make it, or use another -o.")
    if out.exists() and not force:
        raise UsageError(
            f"{out} exists already; it was not touched.",
            action="Give another name with -o, or --force to replace it.",
        )
    _check_writable(out.parent)
    return out


def _check_writable(folder: Path) -> None:
    """Try it: rights, full disks and read-only mounts show before anything is sent."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(
            f"The folder {folder} cannot be written to: {error.strerror}.",
            action="Choose another place with -o.",
        ) from None


def add_output_options(parser: Parser) -> None:
    """The options that say what file comes out; shared by export.py and create.py."""
    parser.add_argument("-o", "--output", metavar="FILE", help="where to (default: a telling name)")
    parser.add_argument(
        "--format", choices=EXPORT_FORMATS, help="default: by -o's ending, else mp4"
    )
    parser.add_argument(
        "--quality",
        choices=["draft", "standard", "high"],
        help="default: high from the cloud, standard from the local studio",
    )
    parser.add_argument("--resolution", choices=["480", "720", "1080"], help="short side in pixels")
    parser.add_argument("--fps", type=int, choices=[24, 25, 30, 60])
    parser.add_argument("--poster", action="store_true", help="a still beside it (local studio)")
    parser.add_argument(
        "--sheet", action="store_true", help="a picture of 12 moments beside it (local studio)"
    )
    parser.add_argument("--force", action="store_true", help="replace an existing file")


def extras_of(args: argparse.Namespace) -> tuple[str, ...]:
    """The optional side files that the parsed options ask for."""
    return tuple(key for key in OPTIONAL_SIDE_FILES if getattr(args, key))


def output_of(args: argparse.Namespace, engine: str) -> dict[str, Any]:
    """The request's `output` for the parsed options; what was not asked for is left out.

    The format is `--format`, else the ending of `-o`, else mp4. Without a quality it is the
    documented "high" for the cloud, and "standard" for the studio, whose "high" takes twice the
    time for what few can see. Raises UsageError.
    """
    ending = Path(args.output).suffix.lower().lstrip(".") if args.output else ""
    format_ = args.format or ending or "mp4"
    if format_ not in EXPORT_FORMATS:
        raise UsageError(
            f"{format_!r} is no export format.", action=f"One of: {', '.join(EXPORT_FORMATS)}."
        )
    quality = args.quality or ("standard" if engine == "local" else "high")
    output: dict[str, Any] = {"format": format_, "quality": quality}
    if args.resolution:
        output["resolution"] = f"{args.resolution}p"
    if args.fps:
        output["fps"] = args.fps
    return output


def unique(path: Path, taken: Collection[str] = ()) -> Path:
    """`path`, or the first `name-2`, `name-3`, … that is neither there nor taken."""
    number, candidate = 1, path
    while (
        candidate.exists()
        or candidate.with_name(candidate.name + ".part").exists()
        or str(candidate) in taken
    ):
        number += 1
        candidate = path.with_stem(f"{path.stem}-{number}")
    return candidate


def slug(words: str) -> str:
    """A file name of at most 40 characters, without spaces, from the user's words."""
    name = re.sub(r"[^\w]+", "-", words, flags=re.UNICODE).strip("-_").lower()
    if len(name) > 40:
        name = name[:41].rpartition("-")[0] or name[:40]
    return name.strip("-_") or "video"
