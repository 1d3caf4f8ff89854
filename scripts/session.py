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
"""Sessions (one for a project): make, list, show, choose, link to the browser."""

from __future__ import annotations

import sys

sys.dont_write_bytecode = True
from nemo_wire import bytecode

bytecode.to_user_cache()

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from nemo_client import documents, engine, projects, sessions
from nemo_client.account import Account
from nemo_client.errors import UsageError
from nemo_client.journal import Journal
from nemo_client.output import Parser, Reporter, run
from nemo_client.runs import shortened
from nemo_client.say import say, sentence
from nemo_client.timeline import draft_of, summary

EXAMPLES = """
session.py new --title "Coffee promo" --words "what the user said"   a new one for this folder
session.py list                    this folder's and the newest ones (ten; --all for more)
session.py show [ID]               the timeline and what was sent in it
session.py use ID                  make it this folder's current one
session.py link [ID]               a browser link to the project (never with the token in it)
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.add_argument("action", choices=["new", "list", "show", "use", "link"])
    made.add_argument("id", nargs="?", help="a session id; else this folder's current one")
    made.add_argument("--title", default="project", help="the project's name")
    made.add_argument("--words", default="", help="the user's words, for the language")
    made.add_argument("--language", help="an ISO code, when the words do not tell")
    made.add_argument("--all", action="store_true", help="list more than ten")
    made.common()
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    offline = args.action in ("list", "use")
    account = Account(
        engine.known(args.local) if offline else engine.connect(args.local, report.tell)
    )
    journal = Journal(account.config.home)
    here = Path.cwd()
    if args.action == "new":
        made = sessions.create(
            account, journal, here, title=args.title, words=args.words, language=args.language
        )
        return {"say": say("session_new", made["language"]), "session": _public(made)}
    if args.action == "list":
        return projects.listed(journal, account.config.origin, here, args.all, report.spoken())
    if args.action == "use" and not args.id:
        raise UsageError(sentence("which_project"), action=sentence("do_list_projects"))
    session = sessions.chosen(account, journal, here, args.id)
    report.language = session["language"]
    if args.action == "use":
        journal.use_session(account.config.origin, here, session["id"])
        text = say("project_current", session["language"], title=projects.title(session))
        return {"say": text, "session": _public(session)}
    if args.action == "link":
        link, open_to_all = sessions.link(account, session)
        return {"say": link, "link": link, "needs_login": not open_to_all}
    with sessions.replacing_lost(account, journal, session):
        state = sessions.state(account, session["id"])
    runs = [
        {"run_id": r["id"], "message": shortened(r["message"])}
        | {key: r[key] for key in ("status", "spent")}
        for r in journal.runs(account.config.origin, session["id"])
    ]
    language = session["language"]
    rows = [[documents.status_of(run, language), run["message"]] for run in runs]
    text = summary(draft_of(state), language)
    return {"say": text, "session": _public(session), "runs": runs, "rows": rows}


def _public(session: dict[str, Any]) -> dict[str, Any]:
    made = datetime.fromtimestamp(session["created_at"]).isoformat(timespec="seconds")
    known = {key: session[key] for key in ("id", "title", "language")} | {"created_at": made}
    return known | ({"lost": True} if session["lost"] else {})


if __name__ == "__main__":
    run(parser(), command)
