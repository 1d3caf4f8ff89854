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

from nemo_client import engine, sessions
from nemo_client.account import Account
from nemo_client.errors import UsageError
from nemo_client.journal import Journal
from nemo_client.output import Parser, Reporter, run
from nemo_client.say import say
from nemo_client.timeline import draft_of, summary

EXAMPLES = """
session.py new --title "Coffee promo" --words "what the user said"   a new one for this folder
session.py list                    all that are known, newest first
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
        return _list(account, journal, here)
    if args.action == "use" and not args.id:
        raise UsageError("Which session? session.py use ID", action="See: session.py list")
    session = sessions.chosen(account, journal, here, args.id)
    if args.action == "use":
        journal.use_session(account.config.origin, here, session["id"])
        return {"say": f"Session {session['id']} is current here.", "session": _public(session)}
    if args.action == "link":
        link, open_to_all = sessions.link(account, session)
        return {"say": link, "link": link, "needs_login": not open_to_all}
    with sessions.replacing_lost(account, journal, session):
        state = sessions.state(account, session["id"])
    runs = [
        {"run_id": r["id"], "message": r["message"], "status": r["status"], "spent": r["spent"]}
        for r in journal.runs(account.config.origin, session["id"])
    ]
    text = summary(draft_of(state), session["language"])
    return {"say": text, "session": _public(session), "runs": runs}


def _list(account: Account, journal: Journal, here: Path) -> dict[str, Any]:
    current = journal.current_session(account.config.origin, here)
    found = [_public(s) for s in journal.sessions(account.config.origin)]
    for session in found:
        session["current"] = bool(current) and session["id"] == current["id"]  # type: ignore[index]
    rows = [["*" if s["current"] else " ", s["id"], s["title"], s["created_at"]] for s in found]
    return {"say": f"{len(found)} session(s).", "sessions": found, "rows": rows}


def _public(session: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": session["id"],
        "task_id": session["task_id"],
        "title": session["title"],
        "language": session["language"],
        "created_at": datetime.fromtimestamp(session["created_at"]).isoformat(timespec="seconds"),
        "lost": bool(session["lost"]),
    }


if __name__ == "__main__":
    run(parser(), command)
