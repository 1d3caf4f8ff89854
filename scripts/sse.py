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

from nemo_client import documents, engine, routing, runs, sending
from nemo_client.account import Account
from nemo_client.errors import UsageError
from nemo_client.journal import Journal
from nemo_client.language import follow_words
from nemo_client.output import Parser, Reporter, follow_limit, run
from nemo_client.say import sentence
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
    if args.action == "send":
        return _send(args, report)
    config = engine.known(args.local)
    account, journal, here = Account(config), Journal(config.home), Path.cwd()
    run_id = args.text or sending.last_run(account, journal, here, args.session)
    report.language = sending.language_of(journal, run_id) or report.language
    if args.action == "wait":
        return sending.followed(config, journal, run_id, follow_limit(args), report)
    if args.action == "stop":
        return sending.stop(journal, run_id)
    run = journal.run(run_id)
    if run is None:
        raise runs.unknown_run(run_id)
    return documents.log(run, journal.events(run_id), report.spoken())


def _send(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    told = words_of(args.text, args.message_file)
    report.language = follow_words(report.spoken(), told)
    message = routing.for_agent(told, args.session)
    account = Account(engine.connect(args.local, report.tell))
    journal = Journal(account.config.home)
    wish = sending.Wish(message, Path.cwd(), args.session, args.queue, args.again)
    # The same words follow their run where it has begun by then; without --again for that.
    options = ["--session", args.session] if args.session else []
    options += ["--queue"] * args.queue
    words = f" {message}" if message.startswith("-") else message  # no option
    command = ["sse.py", "send", *options, words]
    return sending.send_and_follow(account, journal, wish, follow_limit(args), report, command)


def _worker(run_id: str | None) -> dict[str, Any]:
    """The detached side; started by send and wait, not by hand."""
    from nemo_client.worker import work

    if not run_id:
        raise UsageError(sentence("no_such_run"))
    work(engine.connect(), run_id)
    return {"run_id": run_id}


if __name__ == "__main__":
    run(parser(), command)
