"""From a session to a checked file: submit, poll, download, verify, and say what came out.

Shared by export.py and create.py. Every step is in the journal before it is taken, so that a
command that was stopped anywhere goes on where it was (`export.py --resume ID`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemo_wire.formats import EXPORT_FORMATS
from nemo_wire.lock import locked

from . import documents, download, renders, sessions
from .account import Account
from .disk import trouble
from .errors import (
    BadRequest,
    CheckFailed,
    NemoError,
    RenderFailed,
    RenderRefused,
    StillRunning,
    Unreachable,
    UsageError,
    next_command,
)
from .journal import Journal
from .language import headline
from .media import MediaInfo
from .output import Parser, Reporter, mb
from .processes import lock_path
from .retrieval import Retrieval
from .say import say, sentence, sentences
from .timeline import summary
from .verify import check, differences

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

    def __post_init__(self) -> None:
        self.report.language = self.session["language"]

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

            try:
                render_id, poll = renders.wait(
                    self.account, self.journal, render_id, wait_s, rendering
                )
            except (RenderFailed, RenderRefused, BadRequest) as error:
                raise self._led_on(error, render_id) from None  # the same render cannot be had
            except NemoError as error:
                raise self._led_on(error, render_id, _resume(render_id)) from None
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
            strict_codecs=self._is_local, exact=self._is_local,
        )  # fmt: skip
        return self._document(render_id, file, info, request)

    def fetch(self, render_id: str, poll: renders.Poll, out: Path) -> dict[str, Any]:
        """Download a finished render, check it against what was submitted, give it its name."""
        request = json.loads((self.journal.render(render_id) or {})["request"])
        try:
            with self._only_writer(out):
                aside = unique(out.with_name(f"{out.stem}.failed-check{out.suffix}"))
                found = Retrieval(self.account, self.report, render_id, poll, out, request)
                part, info = found.checked(aside)
                if out.exists() and not self.force:
                    out = unique(out)
                download.keep(part, out)
        except CheckFailed as error:
            self.journal.set_render(render_id, status="failed", error=str(error))
            raise self._led_on(error, render_id, self._anew(request["output"], out)) from None
        except NemoError as error:
            raise self._led_on(error, render_id, _resume(render_id)) from None
        self.journal.set_render(render_id, status="delivered", file=str(out))
        document = self._document(render_id, out, info, request) | _warnings(poll)
        return document | self._side_files(poll, out)

    @property
    def _engine(self) -> str:
        return self.session["engine"] or self.account.config.engine

    @property
    def _is_local(self) -> bool:
        return self._engine == "local"

    @contextmanager
    def _only_writer(self, out: Path) -> Iterator[None]:
        """Raises StillRunning while another command is writing the same file."""
        name = hashlib.sha256(str(out.absolute()).encode()).hexdigest()[:16]
        with locked(lock_path(self.account.config.home, name), blocking=False) as mine:
            if not mine:
                raise StillRunning(sentence("being_downloaded", name=out.name))
            yield

    def _led_on(self, error: NemoError, render_id: str, next_: str | None = None) -> NemoError:
        """The same error with the command that goes on and the link to the project."""
        error.next = error.next or next_
        error.data.setdefault("render_id", render_id)
        error.data["link"] = self._link(ask=not isinstance(error, Unreachable))
        return error

    def _link(self, ask: bool = True) -> str:
        """The link to the project; the one that needs a login where the API gives no other."""
        try:
            if ask:
                return sessions.link(self.account, self.session)[0]
        except NemoError as error:
            self.report.tell(sentence("no_open_link", why=error.message))
        return sessions.plain_link(self.account, self.session)

    def _anew(self, output: dict[str, Any], out: Path) -> str:
        """The command that exports the timeline once more, as it was asked for."""
        words = ["export.py", "--session", self.session["id"], "-o", str(out)]
        for name in ("format", "quality", "resolution", "fps"):
            if output.get(name):
                words += [f"--{name}", str(output[name]).removesuffix("p")]
        words += [f"--{name}" for name in self.extras] + ["--force"] * self.force
        return next_command(*words)

    def _side_files(self, poll: renders.Poll, out: Path) -> dict[str, Any]:
        """Subtitles always, poster and contact sheet when asked for: beside the video."""
        offered = poll.output.get("side_files")
        kept: dict[str, str] = {}
        for key, ending in SIDE_FILES.items():
            url = offered.get(key) if isinstance(offered, dict) else None
            if key in OPTIONAL_SIDE_FILES and key not in self.extras:
                continue
            if not url:
                if key in self.extras:
                    self.report.tell(sentence(f"gives_no_{key}"))
                continue
            path = out.with_name(out.stem + ending)
            path = path if self.force else unique(path)
            try:
                download.keep(download.fetch(str(url), path), path)
                kept[key] = str(path.absolute())
            except NemoError as error:
                self.report.tell(sentence("no_side_file", what=key, why=error.message))
        return {"side_files": kept} if kept else {}

    def _document(
        self, render_id: str, out: Path, info: MediaInfo, request: dict[str, Any]
    ) -> dict[str, Any]:
        bytes_ = out.stat().st_size
        language, draft = self.session["language"], request["draft"]
        others = differences(info, draft, request["output"], request["size"], language)
        others = [] if self._is_local else others
        engine = self._engine
        text = say(
            "ready", language, file=out.name, seconds=f"{info.duration_s:.1f}".removesuffix(".0"),
            width=info.width, height=info.height, size=f"{mb(bytes_)} MB",
            engine=say(f"made_by_{engine}", language),
        )  # fmt: skip
        document: dict[str, Any] = {
            "say": sentences([text, *others], language),
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
            "texts": documents.texts(draft),
            "render_id": render_id,
            "session_id": self.session["id"],
            "verified": True,
            "link": self._link(),
        }
        if bytes_ > CHAT_LIMIT_BYTES:
            document["warning"] = say("large", language, size=mb(bytes_))
        return document


def _resume(render_id: str) -> str:
    return next_command("export.py", "--resume", render_id)


def _warnings(poll: renders.Poll) -> dict[str, Any]:
    """What the renderer had to leave out or change, where it says so."""
    found = poll.output.get("warnings")
    return {"warnings": found} if found else {}


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
        why = trouble(error, given) if isinstance(error, OSError) else None
        raise UsageError(
            why.message if why else sentence("no_file_name", name=given),
            action=sentence("do_other_place"),
        ) from None
    if out.is_dir():
        _check_writable(out)
        return unique(out / f"{slug(words)}.{format_}", taken)
    if not out.suffix:
        out = out.with_suffix(f".{format_}")
    if not out.parent.is_dir():
        raise UsageError(
            sentence("no_folder", folder=out.parent), action=sentence("do_make_folder")
        )
    if out.exists() and not force:
        raise UsageError(sentence("file_exists", file=out), action=sentence("do_other_name"))
    _check_writable(out.parent)
    return out


def _check_writable(folder: Path) -> None:
    """Try it: rights, full disks and read-only mounts show before anything is sent."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        found = trouble(error, folder, sentence("do_other_place"))
        raise UsageError(found.message, action=found.action) from None


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
            sentence("no_format", format=format_),
            action=sentence("do_format", formats=", ".join(EXPORT_FORMATS)),
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
    name = re.sub(r"[^\w]+", "-", headline(words), flags=re.UNICODE).strip("-_").lower()
    if len(name) > 40:
        name = name[:41].rpartition("-")[0] or name[:40]
    return name.strip("-_") or "video"
