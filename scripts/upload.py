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
"""Send the user's files or URLs to the session; they leave this machine (not with --local)."""

from __future__ import annotations

import sys

sys.dont_write_bytecode = True
from nemo_wire import bytecode

bytecode.to_user_cache()

import argparse
from pathlib import Path
from typing import Any

from nemo_client import documents, engine, sessions, uploads
from nemo_client.account import Account
from nemo_client.errors import next_command
from nemo_client.journal import Journal
from nemo_client.output import Parser, Reporter, run
from nemo_client.say import say
from nemo_wire.formats import UPLOAD_LIST

EXAMPLES = f"""
upload.py photo.jpg clip.mp4
upload.py URL              a file that is there for everybody; the engine fetches it
Formats: {UPLOAD_LIST}. Then say in a message what to do with them: sse.py send "…"
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.add_argument("sources", nargs="+", metavar="FILE|URL")
    made.add_argument(
        "--again", action="store_true", help="send a file though it is unknown whether it arrived"
    )
    made.common(session=True)
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    sources = uploads.check_sources(args.sources)
    account = Account(engine.connect(args.local, report.tell))
    journal = Journal(account.config.home)
    here = Path.cwd()
    session = (
        sessions.chosen(account, journal, here, args.session)
        if args.session
        else sessions.ensure(account, journal, here, "")
    )
    language = report.language = session["language"]
    infos: list[dict[str, Any]] = []
    with sessions.replacing_lost(account, journal, session, sources):
        for done, source in enumerate(sources):
            # The same file, sent again, is looked for first.
            report.resume = next_command("upload.py", "--session", session["id"], *sources[done:])
            infos += uploads.send_sources(
                account, journal, session, [source], report, again=args.again
            )
    names = ", ".join(map(documents.name, infos))
    return {
        "say": say("attached", language, count=len(infos), names=names),
        "files": [documents.file(info) for info in infos],
        "session_id": session["id"],
    }


if __name__ == "__main__":
    run(parser(), command)
