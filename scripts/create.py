#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "requests>=2.32,<3",
#   "urllib3>=2.3,<3",
#   "sseclient-py>=1.8,<2",
#   "pyyaml>=6.0.2,<7",
#   "tqdm>=4.66,<5",
#   "pydantic>=2.9,<3",
#   "jsonpatch>=1.33,<2",
# ]
# ///
"""From a brief (and files) to a checked video file, in one command."""

from __future__ import annotations

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parents[1] / "studio" / "src"))
from nemo_wire import bytecode

bytecode.to_user_cache()

import argparse
from typing import Any

from nemo_client import creation, engine, routing, sending, uploads
from nemo_client.account import Account
from nemo_client.delivery import add_output_options, extras_of, out_path, output_of
from nemo_client.errors import UsageError
from nemo_client.journal import Journal
from nemo_client.language import detect
from nemo_client.output import Parser, Reporter, follow_limit, run
from nemo_client.say import sentence
from nemo_client.words import add_message_file, json_of, words_of

EXAMPLES = """
create.py --local "A 20-second vertical promo for a coffee shop, upbeat music" -o coffee.mp4
create.py --local "turn these into a 15-second video" a.jpg b.png c.webp
create.py --local --storyboard board.json a.jpg   exactly what a storyboard says, with its files
create.py --message-file brief.txt a.jpg     the brief from a file (- for standard input)
create.py --wait 90 "…"      give up following after 90 s (exit 4); the command in "next" goes on
create.py --resume JOB       go on with a creation that was still working
The same brief with the same files is the same creation: another -o or --resolution renders it again
and generates nothing. --again is the way to a second one.
Without --local the NemoVideo cloud makes it: files leave this machine and credits are used.
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.add_argument("brief", nargs="?", help="what the video should be; - for standard input")
    made.add_argument("files", nargs="*", metavar="FILE|URL", help="the user's media, in order")
    add_message_file(made)
    made.add_argument(
        "--storyboard", metavar="FILE",
        help="a storyboard (JSON, or a file of it) in place of the brief",
    )  # fmt: skip
    add_output_options(made)
    made.add_argument("--resume", metavar="JOB", help="go on with an earlier creation")
    made.add_argument("--cancel", metavar="JOB", help="end a creation whose message was not sent")
    made.add_argument(
        "--again", action="store_true", help="generate anew what was made already (costs credits)"
    )
    made.common(wait=None)
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    if args.cancel:
        journal = Journal(engine.known(args.local).home)
        found = _known(journal, args.cancel, report)
        return creation.cancel(journal, found, report.spoken())
    if args.resume:
        account, journal = _connected(args, report)
        return _go_on(account, journal, _known(journal, args.resume, report), args, report)
    files = [args.brief, *args.files] if args.brief is not None else []
    board = None
    if args.storyboard is None:
        text = files.pop(0) if files and args.message_file is None else None
        brief = words_of(text, args.message_file)
        report.language = detect(brief)
        routing.for_agent(brief, files=files)
    sources = uploads.check_sources(files)
    if args.storyboard is not None:
        board = _storyboard(args, files, report)
        brief = sending.compact(board)
    # Tried before anything is started; an existing file may be this very creation's.
    format_ = output_of(args, "cloud")["format"]
    out = out_path(args.output, brief, format_, force=True)
    account, journal = _connected(args, report)
    if board and account.config.engine != "local":
        from nemo_studio.timeline.outline import in_plain_words

        names = [uploads.about(file)["name"] for file in files]
        brief = in_plain_words(board, report.spoken(), names).say  # its agent reads no JSON
    request = {
        "brief": brief,
        "sources": sources,
        "output": output_of(args, account.config.engine),
        "out": str(out) if args.output else None,
        "force": args.force,
        "extras": extras_of(args),
    }
    started = creation.claim(account, journal, Path.cwd(), request, again=args.again)
    return _go_on(account, journal, started, args, report)


def _storyboard(args: argparse.Namespace, files: list[str], report: Reporter) -> Any:
    """The storyboard, checked with its files. Raises UsageError."""
    from nemo_studio.timeline.outline import outline

    if args.message_file is not None:
        raise UsageError(sentence("words_once"), action=sentence("do_help", script="create.py"))
    text = json_of(args.storyboard)
    report.language = detect(text)
    found = outline(text, report.spoken(), [uploads.about(file) for file in files])
    sending.check_exact(found.say, found.problems)
    if found.is_patch:
        raise UsageError(sentence("is_a_patch"), action=sentence("do_as_patch"))
    return found.value


def _go_on(
    account: Account,
    journal: Journal,
    found: creation.Creation,
    args: argparse.Namespace,
    report: Reporter,
) -> dict[str, Any]:
    """Its steps. Once its message is on its way, the work goes on without this command."""
    report.goes_on = lambda: bool((journal.creation(found["id"]) or {}).get("run_id"))
    return creation.go_on(account, journal, found, follow_limit(args), report)


def _known(journal: Journal, job: str, report: Reporter) -> creation.Creation:
    found = journal.creation(job)
    if found is None:
        raise UsageError(sentence("no_such_creation"), action=sentence("do_create"), job_id=job)
    report.language = creation.language_of(journal, found)
    return found


def _connected(args: argparse.Namespace, report: Reporter) -> tuple[Account, Journal]:
    account = Account(engine.connect(args.local, report.tell))
    return account, Journal(account.config.home)


if __name__ == "__main__":
    run(parser(), command)
