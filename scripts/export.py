#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "requests>=2.32,<3",
#   "urllib3>=2.3,<3",
#   "sseclient-py>=1.8,<2",
#   "pyyaml>=6.0.2,<7",
#   "tqdm>=4.66,<5",
# ]
# ///
"""Make the session's timeline into a checked video file (free of credits)."""

from __future__ import annotations

import sys

sys.dont_write_bytecode = True
from nemo_wire import bytecode

bytecode.to_user_cache()

import argparse
import json
from pathlib import Path
from typing import Any

from nemo_client import engine, renders, sending
from nemo_client.account import Account
from nemo_client.delivery import Delivery, add_output_options, extras_of, out_path, output_of
from nemo_client.errors import StillRunning, UsageError, next_command
from nemo_client.journal import Journal
from nemo_client.output import Parser, Reporter, follow_limit, run
from nemo_client.runs import same_engine
from nemo_client.say import say, sentence
from nemo_client.uploads import file_hash

EXAMPLES = """
export.py -o promo.mp4                  render, download, check
export.py --format webm --resolution 720
export.py --resume RENDER               go on with a render that was still working
export.py --cancel RENDER
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    add_output_options(made)
    made.add_argument("--resume", metavar="RENDER", help="go on with a render by its id")
    made.add_argument("--cancel", metavar="RENDER", help="stop a render")
    made.add_argument(
        "--as-is", action="store_true", help="without the edit that is still being worked on"
    )
    made.common(session=True, wait=90.0)
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    format_ = output_of(args, "cloud")["format"]
    if args.output:
        out_path(args.output, "", format_, force=args.force)  # before anything is started
    account = Account(engine.connect(args.local, report.tell))
    output = output_of(args, account.config.engine)
    journal = Journal(account.config.home)
    if args.cancel:
        return _cancelled(account, journal, args.cancel, report.spoken())
    kept = _kept(journal, args.resume) if args.resume else None
    session_id = kept["session_id"] if kept else args.session
    session = sending.here(account, journal, Path.cwd(), session_id)
    report.language = session["language"]
    working = None if kept else sending.at_work(account, journal, session)
    if working and not args.as_is:
        raise StillRunning(
            sentence("at_work"),
            action=sentence("do_export_later"),
            next=next_command("sse.py", "wait", working["id"]),
            run_id=working["id"],
        )
    if kept:
        output = json.loads(kept["request"])["output"]
        same_engine(account.config, kept["api"])
    given = args.output or (kept["file"] if kept else None)
    force = args.force or not args.output  # a kept name is made unique when the file is there
    taken = journal.names_in_use()
    out = out_path(given, session["title"], output["format"], force=force, taken=taken)
    delivery = Delivery(account, journal, session, report, extras_of(args), args.force)

    def started(render_id: str) -> None:
        report.resume = next_command("export.py", "--resume", render_id)
        report.goes_on = lambda: True

    # An export is free: until there is a render to go on with, it is the same one again.
    report.resume = next_command("export.py", *(a for a in sys.argv[1:] if a != "--local"))
    try:
        document = delivery.export(output, out, follow_limit(args), args.resume, started)
        if args.resume:  # it may be a creation's
            file = document["file"]
            journal.delivered(document["render_id"], file, file_hash(Path(file)))
        if working:
            document["say"] += f" {say('without_edit', session['language'])}"
        return document
    except StillRunning as error:
        error.message = sentence("running")
        raise


def _cancelled(account: Account, journal: Journal, render_id: str, language: str) -> dict[str, Any]:
    """Stop a render; one that has ended already stays as it is, and that is said."""
    renders.cancel(account, render_id)
    status = renders.poll(account, render_id).status
    journal.set_render(render_id, status=status)
    text = say("finished_already" if status == "completed" else "render_cancelled", language)
    return {"say": text, "render_id": render_id, "render_status": status}


def _kept(journal: Journal, render_id: str) -> dict[str, Any]:
    kept = journal.render(render_id)
    if kept is None:
        raise UsageError(
            sentence("no_such_render"), action=sentence("do_check_failed"), render_id=render_id
        )
    return kept


if __name__ == "__main__":
    run(parser(), command)
