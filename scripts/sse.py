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
"""Talk to the agent: send a message (a brief, an edit, an answer), follow it, read it again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nemo_client import engine, routing, runs, sessions
from nemo_client.account import Account
from nemo_client.errors import UsageError
from nemo_client.gui import explain
from nemo_client.journal import Journal
from nemo_client.output import Parser, Reporter, follow_limit, run

EXAMPLES = """
sse.py send "make the title yellow"     send once, follow for --wait seconds
sse.py send --message-file brief.txt    the message from a file (- for standard input)
sse.py wait [RUN]                       go on following a run (this session's last one)
sse.py log [RUN]                        what a run said and did
Exit 4: it is still working; run the command in "next". The work goes on by itself; the message is
never sent twice. Never send "export", "credits" or "status": they have commands of their own.
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.add_argument("action", choices=["send", "wait", "log", "worker"], metavar="send|wait|log")
    made.add_argument("text", nargs="?", help="the message (send) or a run id (wait, log)")
    made.add_argument("--message-file", metavar="FILE", help="the message from a file; - for stdin")
    made.add_argument("--queue", action="store_true", help="wait for the run that is in the way")
    made.common(session=True, wait=90.0)
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    if args.action == "worker":
        return _worker(args.text)
    online = args.action == "send"
    message = routing.for_agent(_message(args), args.session) if online else ""
    config = engine.connect(args.local, report.tell) if online else engine.known(args.local)
    account, journal, here = Account(config), Journal(config.home), Path.cwd()
    if online:
        session = (
            sessions.chosen(account, journal, here, args.session)
            if args.session
            else sessions.ensure(account, journal, here, message)
        )
        started, new = runs.start(config, journal, session, message, queue=args.queue)
        if not new:
            report.tell(f"(run {started['id']} with this message is working already)")
        return _ended(runs.follow(config, journal, started["id"], follow_limit(args), report.tell))
    run_id = args.text or _last_run(account, journal, here, args.session)
    if args.action == "wait":
        return _ended(runs.follow(config, journal, run_id, follow_limit(args), report.tell))
    found = journal.run(run_id)
    if found is None:
        raise UsageError(f"Run {run_id} is not known here.")
    events = [{k: e[k] for k in ("at", "kind", "text")} for e in journal.events(run_id)]
    rows = [[e["kind"], e["text"]] for e in events]
    shown = {k: found[k] for k in ("id", "session_id", "message", "status", "spent")}
    return {
        "say": f"Run {run_id}: {found['status']}.",
        "run": shown,
        "events": events,
        "rows": rows,
    }


def _ended(result: dict[str, Any]) -> dict[str, Any]:
    """The document of a run that has ended; hints are offers, nothing is done for them."""
    hints = [{"hint": h, "means": explain(h)} for h in result.pop("hints", [])]
    text = result.get("answer") or result.get("summary", "")
    return {"say": text, **result, "hints": hints}


def _message(args: argparse.Namespace) -> str:
    if (args.text is None) == (args.message_file is None):
        raise UsageError("Give the message as an argument, or with --message-file (one of them).")
    if args.text is not None:
        return str(args.text)
    try:
        if args.message_file == "-":
            return sys.stdin.read()
        return Path(args.message_file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Cannot read {args.message_file}: {error}") from None


def _last_run(account: Account, journal: Journal, here: Path, session_id: str | None) -> str:
    session = sessions.chosen(account, journal, here, session_id)
    known = journal.runs(account.config.origin, session["id"])
    if not known:
        raise UsageError("Nothing was sent in this session yet.", action="sse.py send …")
    return str(known[-1]["id"])


def _worker(run_id: str | None) -> dict[str, Any]:
    """The detached side; started by send and wait, not by hand."""
    from nemo_client.worker import work

    if not run_id:
        raise UsageError("worker needs a run id.")
    work(engine.connect(), run_id)
    return {"run_id": run_id}


if __name__ == "__main__":
    run(parser(), command)
