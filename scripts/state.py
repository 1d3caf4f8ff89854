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
"""What is in the session: tracks, texts, uploads, whether it can be exported, what changed."""

from __future__ import annotations

import sys

sys.dont_write_bytecode = True
from nemo_wire import bytecode

bytecode.to_user_cache()

import argparse
import json
from pathlib import Path
from typing import Any

from nemo_client import documents, engine, sending, sessions
from nemo_client.account import Account
from nemo_client.errors import UsageError, next_command
from nemo_client.journal import Journal
from nemo_client.output import Parser, Reporter, run
from nemo_client.say import joined, say, sentence, sentences
from nemo_client.timeline import (
    changes,
    draft_of,
    duration_ms,
    exportable,
    size,
    summary,
    texts,
    uploaded,
)

EXAMPLES = """
state.py            tracks, every text with its time, what changed since the last message
state.py --full     all fields of the texts and uploaded files as well
state.py --storyboard    the whole video as a storyboard as well (also: storyboard.py show)
state.py --draft    the whole draft as well, as the backend gave it
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.add_argument("--full", action="store_true", help="all fields of texts and files")
    made.add_argument("--storyboard", action="store_true", help="the video as a storyboard too")
    made.add_argument("--draft", action="store_true", help="the whole draft too")
    made.common(session=True)
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    account = Account(engine.connect(args.local, report.tell))
    journal = Journal(account.config.home)
    session = sending.here(account, journal, Path.cwd(), args.session)
    language = report.language = session["language"]
    is_local = account.config.engine == "local"
    if args.storyboard and not is_local:
        raise UsageError(
            sentence("no_storyboard_here"), action=sentence("do_show"), next="storyboard.py show"
        )
    with sessions.replacing_lost(account, journal, session):
        state = sessions.state(account, session["id"])
        board = sessions.storyboard(account, session["id"]) if is_local else {}
    draft, infos = draft_of(state), uploaded(state)
    text = summary(draft, language)
    if not exportable(draft) and infos:
        text = say("uploads", language, count=len(infos))
    since = [c for c in _since_last_run(account, journal, session, draft) if c != text]
    document = {
        "say": text,
        **_of(draft, state, infos, args.full, board.get("paths") or {}),
        "changes": since,
        "session_id": session["id"],
    }
    document["rows"] = _rows(document, infos, language)
    if working := sending.at_work(account, journal, session):
        document["say"] = sentences([text, say("at_work", language)], language)
        document["working"] = working["id"]
        document["next"] = next_command("sse.py", "wait", working["id"])
    if args.storyboard:
        document["storyboard"] = board["storyboard"]
    if args.draft:
        document["draft"] = draft
    return {key: value for key, value in document.items() if value not in (None, [])}


def _of(
    draft: Any, state: Any, infos: list[dict[str, Any]], full: bool, paths: dict[str, str]
) -> dict[str, Any]:
    """What the draft holds, short or in full. paths: of texts in the storyboard, by ids."""
    canvas = size(draft, state)
    return {
        "texts": texts(draft, paths) if full else documents.texts(draft, paths),
        "exportable": exportable(draft),
        "duration_s": documents.number((duration_ms(draft) or 0) / 1000),
        "size": list(canvas) if canvas else None,
        "uploads": infos if full else [documents.name(info) for info in infos],
    }


def _rows(document: dict[str, Any], infos: list[dict[str, Any]], language: str) -> list[list[str]]:
    """The texts, files and changes as a table for people."""
    rows = documents.rows(document["texts"])
    if infos:
        rows.append([say("files", language), ", ".join(map(documents.name, infos))])
    if document["changes"]:
        rows.append([say("changes", language), joined(document["changes"], language)])
    return rows


def _since_last_run(
    account: Account, journal: Journal, session: dict[str, Any], draft: Any
) -> list[str]:
    """What differs from the timeline before the session's last message."""
    known = journal.runs(account.config.origin, session["id"])
    before = known[-1]["before"] if known else None
    if before is None or draft is None:
        return []
    return changes(json.loads(before), draft, session["language"])


if __name__ == "__main__":
    run(parser(), command)
