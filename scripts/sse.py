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

import sys

sys.dont_write_bytecode = True
from nemo_wire import bytecode

bytecode.to_user_cache()

import argparse
from pathlib import Path
from typing import Any

from nemo_client import engine, routing, runs, sending
from nemo_client.account import Account
from nemo_client.config import Config
from nemo_client.errors import NemoError, StillRunning, UsageError, next_command
from nemo_client.gui import explain
from nemo_client.journal import Journal
from nemo_client.language import follow_words
from nemo_client.output import Parser, Reporter, follow_limit, run
from nemo_client.say import say, sentence
from nemo_client.words import add_message_file, words_of

ACTIONS = ["send", "wait", "stop", "log", "worker"]
EXAMPLES = """
sse.py send "make the title yellow"     send once, follow for --wait seconds
sse.py send --message-file brief.txt    the message from a file (- for standard input)
sse.py wait [RUN]                       go on following a run (this session's last one)
sse.py stop [RUN]                       end a message that was not sent yet
sse.py log [RUN]                        what a run said and did
Exit 4: it is still working; run the command in "next". The work goes on by itself; the message is
never sent twice. Never send "export", "credits" or "status": they have commands of their own.
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.add_argument("action", choices=ACTIONS, metavar="send|wait|stop|log")
    made.add_argument("text", nargs="?", help="the message (send) or a run id (the others)")
    add_message_file(made)
    made.add_argument("--queue", action="store_true", help="wait for the run that is in the way")
    made.add_argument(
        "--again", action="store_true", help="send though the end of the same words is not known"
    )
    made.common(session=True, wait=90.0)
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    if args.action == "worker":
        return _worker(args.text)
    online = args.action == "send"
    words = words_of(args.text, args.message_file) if online else ""
    if online:
        report.language = follow_words(report.spoken(), words)
    message = routing.for_agent(words, args.session) if online else ""
    config = engine.connect(args.local, report.tell) if online else engine.known(args.local)
    account, journal, here = Account(config), Journal(config.home), Path.cwd()
    if online:
        wish = sending.Wish(message, here, args.session, args.queue, args.again)
        started, new_project = sending.send(account, journal, wish, follow_limit(args), report.tell)
        result = _followed(config, journal, started["id"], args, report)
        return _new(result, journal, config.origin) if new_project else result
    run_id = args.text or sending.last_run(account, journal, here, args.session)
    if args.action == "wait":
        return _followed(config, journal, run_id, args, report)
    if args.action == "stop":
        return sending.stop(journal, run_id)
    found = journal.run(run_id)
    if found is None:
        raise runs.unknown_run(run_id)
    events = [{k: e[k] for k in ("at", "kind", "text")} for e in journal.events(run_id)]
    rows = [[e["kind"], e["text"]] for e in events]
    shown = {k: found[k] for k in ("id", "session_id", "message", "status", "spent")}
    return {
        "say": f"Run {run_id}: {found['status']}.",
        "run": shown,
        "events": events,
        "rows": rows,
    }


def _followed(
    config: Config, journal: Journal, run_id: str, args: argparse.Namespace, report: Reporter
) -> dict[str, Any]:
    """The run's end, followed; told once its document has left."""
    report.resume = next_command("sse.py", "wait", run_id)
    try:
        result = runs.follow(config, journal, run_id, follow_limit(args), report.tell)
    except StillRunning:
        raise
    except NemoError:
        report.once_told(lambda: journal.told(run_id))
        raise
    report.once_told(lambda: journal.told(run_id))
    return _ended(result)


def _new(result: dict[str, Any], journal: Journal, origin: str) -> dict[str, Any]:
    """That nothing was here before, so that no one takes it for an edit of another video."""
    run = journal.run(result["run_id"]) or {}
    session = journal.session(origin, run.get("session_id", "")) or {"language": "en"}
    told = f"{say('new_project', session['language'])} {result['say']}"
    return {**result, "say": told, "new_project": True}


def _ended(result: dict[str, Any]) -> dict[str, Any]:
    """The document of a run that has ended; hints are offers, nothing is done for them."""
    hints = [{"hint": h, "means": explain(h)} for h in result.pop("hints", [])]
    text = result.get("answer") or result.get("summary", "")
    return {"say": text, **result, "hints": hints}


def _worker(run_id: str | None) -> dict[str, Any]:
    """The detached side; started by send and wait, not by hand."""
    from nemo_client.worker import work

    if not run_id:
        raise UsageError(sentence("no_such_run"))
    work(engine.connect(), run_id)
    return {"run_id": run_id}


if __name__ == "__main__":
    run(parser(), command)
