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
"""From a brief (and files) to a checked video file, in one command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nemo_client import creation, engine, routing, uploads
from nemo_client.account import Account
from nemo_client.delivery import add_output_options, extras_of, out_path, output_of
from nemo_client.errors import UsageError
from nemo_client.journal import Journal
from nemo_client.output import Parser, Reporter, follow_limit, run

EXAMPLES = """
create.py --local "A 20-second vertical promo for a coffee shop, upbeat music" -o coffee.mp4
create.py --local "turn these into a 15-second video" a.jpg b.png c.webp
create.py --wait 90 "…"      give up following after 90 s (exit 4); the command in "next" goes on
create.py --resume JOB       go on with a creation that was still working
Without --local the NemoVideo cloud makes it: files leave this machine and credits are used.
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.add_argument("brief", nargs="?", help="what the video should be; - for standard input")
    made.add_argument("files", nargs="*", metavar="FILE|URL", help="the user's media, in order")
    add_output_options(made)
    made.add_argument("--resume", metavar="JOB", help="go on with an earlier creation")
    made.add_argument("--again", action="store_true", help="anew, though this brief is under way")
    made.common(wait=None)
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    if args.resume:
        account, journal = _connected(args, report)
        found = journal.creation(args.resume)
        if found is None:
            raise UsageError(f"Creation {args.resume} is not known here.")
        return creation.go_on(account, journal, found, follow_limit(args), report)
    brief = sys.stdin.read() if args.brief == "-" else args.brief
    if not (brief or "").strip():
        raise UsageError("Say what the video should be.", action="See: create.py --help")
    routing.for_agent(brief, files=args.files)
    output = output_of(args, engine.known(args.local).engine)
    sources = uploads.check_sources(args.files)
    out = out_path(args.output, brief, output["format"], force=args.force) if args.output else None
    account, journal = _connected(args, report)
    request = {
        "brief": brief,
        "sources": sources,
        "output": output,
        "out": str(out.absolute()) if out else None,
        "force": args.force,
        "extras": extras_of(args),
    }
    started, new = journal.claim_creation(
        account.config.origin, Path.cwd(), request, again=args.again
    )
    if not new:
        report.tell(f"(going on with {started['id']}, which was started for this very brief)")
    return creation.go_on(account, journal, started, follow_limit(args), report)


def _connected(args: argparse.Namespace, report: Reporter) -> tuple[Account, Journal]:
    account = Account(engine.connect(args.local, report.tell))
    return account, Journal(account.config.home)


if __name__ == "__main__":
    run(parser(), command)
