"""How a command ends: one JSON document on stdout and an exit code; progress on stderr.

On a terminal the same is told for people: sentences, a progress bar. Nothing else may write to
stdout. Every secret is taken out of what is shown, whatever it came in, and all that could steer
the terminal.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

from nemo_wire import streams

from . import errors, people
from .errors import NemoError, UsageError
from .redact import hide_known, redact
from .say import Text, say, sentence, told
from .terminal import safe, safe_json

SCHEMA = 1
INTERRUPTED = 130  # the exit code of shells for Ctrl-C
LINE_INTERVAL_S = 5.0  # between progress lines where there is no terminal
EXIT_CODES = """exit codes: 0 done; 1 failed; 2 wrong use; 3 the user must act (sign up, top up,
plan, another file); 4 still running, run the command in "next"; 5 temporary, try again later;
6 outcome unknown, do not send again. Output: one JSON document on stdout (sentences on a
terminal; --json for JSON there too), progress on stderr."""

_FOLLOWING = ("create.py", "export.py", "sse.py", "storyboard.py")  # commands that have --wait

Bar = Callable[[int, str], None]


class Reporter:
    """Progress and the final document, for a terminal or for a program.

    `resume`: the command that goes on when this one is interrupted; `goes_on` tells whether what
    was sent is worked on without it.
    """

    def __init__(self, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json or not sys.stdout.isatty()
        self.quiet = quiet
        self.live = sys.stderr.isatty() and not quiet
        self.resume: str | None = None
        self.goes_on: Callable[[], bool] = lambda: False
        self.language: str | None = None  # the user's, where a command has learnt it
        self._after: list[Callable[[], None]] = []
        self._told: list[str] = []  # what a person has read on this very terminal

    def once_told(self, note: Callable[[], None]) -> None:
        """Do `note` when the final document has left: what nobody has read is not told."""
        self._after.append(note)

    def tell(self, text: Text) -> None:
        """A line of progress on stderr."""
        if not text or self.quiet:
            return
        line = safe(told(text, self.spoken()))
        if self.live and not self.as_json:
            self._told.append(line)
        print(redact(line), file=sys.stderr, flush=True)

    def spoken(self) -> str:
        """The language to tell things in: what the command has learnt, else the one that the user
        last spoke here, else the system's."""
        if self.language is None:
            self.language = _last_spoken() or _of_the_system()
        return self.language

    @contextmanager
    def progress(self, label: str) -> Iterator[Bar]:
        """A bar on a terminal; elsewhere a line now and then. The bar takes (percent, text), and
        shows about how long the rest takes."""
        left = people.time_left()
        show = self._bar if self.live else self._lines
        with show(label) as shown:
            yield lambda percent, text: shown(
                percent, self._timed(text, left(percent, self.spoken()))
            )

    def _timed(self, text: str, left: str) -> str:
        return safe(f"{text}, {left}" if left else text)

    @contextmanager
    def _bar(self, label: str) -> Iterator[Bar]:
        from tqdm import tqdm

        layout = "{desc} |{bar}| {elapsed}"
        wait_s = 0 if label else 1e-6  # no bar without words
        with tqdm(
            total=100, bar_format=layout, leave=False, file=sys.stderr, desc=safe(label),
            delay=wait_s,
        ) as bar:  # fmt: skip

            def show(percent: int, text: str) -> None:
                shown = text if "%" in text else f"{text} {percent}%"
                bar.set_description_str(shown, refresh=False)
                bar.update(max(0, percent - bar.n))

            yield show

    @contextmanager
    def _lines(self, label: str) -> Iterator[Bar]:
        last_time, last_text = time.monotonic(), label
        self.tell(label)

        def show(_percent: int, text: str) -> None:
            nonlocal last_time, last_text
            now = time.monotonic()
            if text != last_text and now - last_time >= LINE_INTERVAL_S:
                last_time, last_text = now, text
                self.tell(text)

        yield show

    def end(self, document: dict[str, Any]) -> None:
        """Print the final document."""
        document = hide_known({"schema": SCHEMA, **document})
        self._add_what_was_damaged(document)
        if self.as_json:
            for key in ("rows", "usage"):  # for people, of what the document holds anyway
                document.pop(key, None)
            print(one_line(document), flush=True)
        else:
            print(safe(people.lines(document, self.spoken(), self._told)), flush=True)
        for note in self._after:
            with suppress(NemoError, OSError):  # then it is told once more, which is no harm
                note()

    def _add_what_was_damaged(self, document: dict[str, Any]) -> None:
        from .disk import set_aside

        if set_aside:
            notes = [told(note, self.spoken()) for note in set_aside]
            document["warnings"] = [*document.get("warnings", []), *notes]


class Parser(argparse.ArgumentParser):
    """argparse with the common options, exit codes in --help, and JSON for a usage error."""

    def __init__(self, description: str, **kwargs: Any) -> None:
        super().__init__(
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **kwargs,
        )

    def common(self, *, session: bool = False, wait: float | None = -1) -> None:
        """Options of every command; `wait` is the default in seconds (None: to the end)."""
        self.add_argument(
            "--local", action="store_true", help="use the local studio on this machine"
        )
        self.add_argument("--json", action="store_true", help="JSON on a terminal too")
        self.add_argument("--quiet", action="store_true", help="no progress on stderr")
        self.add_argument(
            "--version", action=_Version, nargs=0, help="name and version of the skill"
        )
        if session:
            self.add_argument("--session", metavar="ID", help="another than this folder's session")
        if wait != -1:
            said = "to the end" if wait is None else f"{wait:g} s"
            self.add_argument(
                "--wait", type=_seconds, default=wait, metavar="S",
                help=f"follow for at most S seconds, then exit 4 with the command that goes on "
                f"(default: {said}; on a terminal: to the end)",
            )  # fmt: skip

    def format_help(self) -> str:
        """The usual help, then the exit codes."""
        return f"{super().format_help()}\n{EXIT_CODES}\n"

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, action=f"See: {self.prog} --help")


class _Version(argparse.Action):
    """Prints the frontmatter's name and version."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from .attribution import headers

        given = headers()
        print(given["X-Skill-Source"], given["X-Skill-Version"], flush=True)
        parser.exit()


def follow_limit(args: argparse.Namespace) -> float | None:
    """Seconds that a command may follow for: a person at a terminal waits to the end."""
    explicit = any(a == "--wait" or a.startswith("--wait=") for a in sys.argv)
    if not explicit and sys.stderr.isatty() and sys.stdout.isatty():
        return None
    return None if args.wait is None else float(args.wait)


def run(
    parser: Parser, command: Callable[[argparse.Namespace, Reporter], dict[str, Any]]
) -> NoReturn:
    """Parse, do, print, exit. `command` returns the document's data or raises NemoError.

    Options may stand anywhere among the arguments.
    """
    streams.set_up(as_json="--json" in sys.argv)
    reporter = Reporter(as_json="--json" in sys.argv, quiet="--quiet" in sys.argv)
    code = errors.FAILED
    try:
        _check_texts()
        document = command(parser.parse_intermixed_args(), reporter)
        document = {"ok": True, "status": "done", **document}
        code = errors.DONE
    except NemoError as error:
        document = failure(error, reporter.spoken())
        code = error.exit_code
    except ModuleNotFoundError as error:
        document = failure(_missing(error), reporter.spoken())
    except KeyboardInterrupt:
        document = interrupted(reporter)
        code = INTERRUPTED
    except BrokenPipeError:
        os._exit(errors.FAILED)
    except Exception as error:
        at_home = _of_the_home(error)
        language = reporter.spoken()
        document = failure(at_home, language) if at_home else _unexpected(error, language)
    if document.get("next"):
        document["next"] = _with_options(str(document["next"]))
    with suppress(ValueError):  # not the main thread; from here on there is nothing to stop
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        reporter.end(document)
    except BrokenPipeError:
        os._exit(code)
    except OSError as error:  # what standard output goes to is full
        with suppress(OSError):
            reporter.tell(sentence("not_written", reason=error.strerror))
        os._exit(code or errors.FAILED)
    sys.exit(code)


def _with_options(following: str) -> str:
    """The command that goes on, with this one's engine, and with its patience: a shell of ten
    seconds is one for the next command, too."""
    options = ["--local"] if "--local" in sys.argv else []
    for number, argument in enumerate(sys.argv):
        if argument == "--wait" and number + 1 < len(sys.argv):
            argument = f"--wait={sys.argv[number + 1]}"
        if argument.startswith("--wait=") and following.split()[0] in _FOLLOWING:
            options += ["--wait", argument.removeprefix("--wait=")]
    return " ".join([following, *options])


def _check_texts() -> None:
    """Raises UsageError for an argument, or a working directory, whose bytes are not UTF-8: they
    have come as half characters, which nothing can keep or send."""
    texts = sys.argv[1:]
    with suppress(OSError):  # the directory is gone; not every command needs it
        texts.append(str(Path.cwd()))
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError:
            shown = text.encode(errors="replace").decode()
            raise UsageError(sentence("not_utf8", text=shown), action=sentence("do_utf8")) from None


def one_line(document: dict[str, Any]) -> str:
    """JSON on one line for every reader, safe to be shown on a terminal."""
    return safe_json(json.dumps(document, ensure_ascii=False, separators=(",", ":")))


def interrupted(reporter: Reporter) -> dict[str, Any]:
    """The document of a command that Ctrl-C has ended."""
    language = reporter.spoken()
    document: dict[str, Any] = {"ok": False, "status": "interrupted"}
    if reporter.resume is None:
        told, again = say("interrupted_unsent", language), say("do_interrupted_unsent", language)
        return {**document, "say": told, "do": again}
    key = "interrupted" if reporter.goes_on() else "interrupted_midway"
    do = say("do_interrupted", language)
    return {**document, "say": say(key, language), "do": do, "next": reporter.resume}


def failure(error: NemoError, language: str) -> dict[str, Any]:
    """The document of a typed error."""
    what, action = error.told(language)
    document: dict[str, Any] = {
        "ok": False,
        "status": error.status,
        "say": redact(what),
        "do": redact(action),
    }
    if error.code is not None:
        document["code"] = error.code
    if error.next:
        document["next"] = error.next
    return {**document, **error.data}


def mb(count: int) -> str:
    """Bytes as megabytes with one decimal."""
    return f"{count / 1_000_000:.1f}"


def _missing(error: ModuleNotFoundError) -> NemoError:
    from .config import GET_UV

    return NemoError(
        sentence("no_package", name=error.name, python=sys.executable),
        action=sentence("do_package", how=GET_UV),
    )


def _of_the_home(error: Exception) -> NemoError | None:
    """A file or folder of the home that cannot be made, read or written, or a full disk: the user's
    to mend."""
    from .config import home
    from .disk import FULL, trouble

    if not isinstance(error, OSError):
        return None
    with suppress(NemoError, OSError):
        where = Path(os.path.abspath(home()))  # noqa: PTH100 - a path that is too long is one, too
        if error.errno in FULL:
            return trouble(error, error.filename or where)
        if isinstance(error.filename, str):
            place = Path(os.path.abspath(error.filename))  # noqa: PTH100
            if where.is_relative_to(place) or place.is_relative_to(where):
                return trouble(error)
    return None


def _unexpected(error: Exception, language: str) -> dict[str, Any]:
    """A fault of ours: kept in the log, told without a traceback."""
    import traceback

    from .config import home
    from .disk import open_log

    where = ""
    try:
        log = home() / "logs" / "errors.log"
        with open_log(log) as file:
            file.write(f"{redact(traceback.format_exc())}\n".encode(errors="replace"))
        where = str(log)
    except (OSError, NemoError):  # NemoError: there is no home
        pass
    return {
        "ok": False,
        "status": "internal_error",
        "say": say("internal", language),
        "do": say("do_report", language, log=where) if where else say("do_report_plain", language),
        "detail": f"{type(error).__name__}: {redact(str(error))}",
    }


def _last_spoken() -> str | None:
    """The language of this folder's session, else of the last one."""
    from .config import home
    from .journal import last_language

    try:
        return last_language(home(), Path.cwd())
    except (OSError, NemoError):  # no folder, or no home
        return None


def _of_the_system() -> str:
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((name for name in names if name), "en").partition(".")[0].replace("_", "-")


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds") from None
    if value < 0:
        raise argparse.ArgumentTypeError("seconds cannot be negative")
    return value
