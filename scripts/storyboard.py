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
"""The video as one JSON document: read it, check one, make it so, change it exactly."""

from __future__ import annotations

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parents[1] / "studio" / "src"))
from nemo_wire import bytecode

bytecode.to_user_cache()

import argparse
import json
from collections.abc import Sequence
from typing import Any

from nemo_client import documents, engine, sending, sessions, uploads
from nemo_client.account import Account
from nemo_client.errors import NothingToExport, UsageError
from nemo_client.journal import Journal
from nemo_client.language import said_in
from nemo_client.output import Parser, Reporter, follow_limit, run
from nemo_client.say import say, sentence
from nemo_client.sessions import Session
from nemo_client.timeline import draft_of, uploaded
from nemo_client.words import json_of

ACTIONS = ["show", "check", "apply", "patch", "words"]
EXAMPLES = """
storyboard.py show                          the current video as a storyboard, with its ids
storyboard.py check board.json a.jpg b.mp4  is it right, with these files? sends nothing
storyboard.py apply board.json              make the current video exactly so
storyboard.py patch '[{"op":"replace","path":"/scenes/s2/text","value":"Fresh"}]'
storyboard.py patch change.json --dry-run   what would change; changes nothing
storyboard.py words board.json              in plain sentences, as the cloud's agent gets it
JSON is given as itself, a file, or - for standard input. A new video: create.py --storyboard.
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.add_argument("action", choices=ACTIONS, metavar="|".join(ACTIONS))
    made.add_argument("source", nargs="?", metavar="JSON|FILE", help="a storyboard or a patch")
    made.add_argument("files", nargs="*", metavar="FILE|URL", help="the media it names (check)")
    made.add_argument("--dry-run", action="store_true", help="say what would be; change nothing")
    made.add_argument("--queue", action="store_true", help="wait for the run that is in the way")
    made.add_argument("--again", action="store_true", help="send it once more, whatever its end")
    made.common(session=True, wait=90.0)
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    if args.action == "show":
        return _show(args, report)
    text = json_of(args.source)
    report.language = said_in(text) or report.language
    if args.action == "check":
        return {"say": _outline(text, report, list(map(uploads.about, args.files))).say}
    found = _outline(text, report)
    if args.action == "words":
        return {"say": _in_words(found, report)}
    if found.is_patch != (args.action == "patch"):
        kind = "patch" if found.is_patch else "storyboard"
        raise UsageError(sentence(f"is_a_{kind}"), action=sentence(f"do_as_{kind}"))
    account, journal, session = _connected(args, report)
    if account.config.engine != "local":
        words = _for_cloud(account, journal, session, found, report)
        if args.dry_run:
            return {"say": say("would_send", report.spoken(), words=words), "dry_run": True}
        return _sent(account, journal, words, args, report)
    if session is None:  # a new project, without files
        found = _outline(text, report, [])
    with sessions.replacing_lost(account, journal, session or {}):
        message, would = sending.tried(account, journal, session, found.value, dry=args.dry_run)
    if args.dry_run:
        return {"say": would.get("say", found.say), "dry_run": True} | would
    document = _sent(account, journal, message, args, report)
    if not document.get("changes"):  # another change may have come first
        sending.tried(account, journal, session, json.loads(message), dry=True)
    return document


def _connected(
    args: argparse.Namespace, report: Reporter
) -> tuple[Account, Journal, Session | None]:
    """The session is None where a storyboard begins the folder's first project."""
    account = Account(engine.connect(args.local, report.tell))
    journal = Journal(account.config.home)
    here = Path.cwd()
    new = args.action == "apply" and not args.session
    if new and journal.current_session(account.config.origin, here) is None:
        return account, journal, None
    session = sending.here(account, journal, here, args.session)
    report.language = session["language"]
    return account, journal, session


def _show(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    account, journal, session = _connected(args, report)
    assert session is not None
    with sessions.replacing_lost(account, journal, session):
        if account.config.engine == "local":
            found = sessions.storyboard(account, session["id"])
            board, key = found["storyboard"], "shown"
        else:
            from nemo_studio.timeline.foreign import read_foreign

            draft = draft_of(sessions.state(account, session["id"]))
            board, key = read_foreign(draft), "shown_partly"
    if not board or not board["scenes"]:
        raise NothingToExport(sentence("timeline_empty"))
    told = say(key, report.spoken(), scenes=len(board["scenes"]), rev=board.get("rev"))
    return {"say": told, "storyboard": board}


def _for_cloud(
    account: Account, journal: Journal, session: Session | None, found: Any, report: Reporter
) -> str:
    """Plain sentences, for its agent reads no JSON of ours."""
    if session is None:
        return _in_words(found, report)
    with sessions.replacing_lost(account, journal, session):
        state = sessions.state(account, session["id"])
    return _in_words(found, report, list(map(documents.name, uploaded(state))), draft_of(state))


def _sent(
    account: Account, journal: Journal, message: str, args: argparse.Namespace, report: Reporter
) -> dict[str, Any]:
    wish = sending.Wish(message, Path.cwd(), args.session, args.queue, args.again)
    again = ["storyboard.py", *(a for a in sys.argv[1:] if a != "--local")]
    return sending.send_and_follow(account, journal, wish, follow_limit(args), report, again)


def _outline(text: str, report: Reporter, about: list[dict[str, Any]] | None = None) -> Any:
    """The JSON, read; checked as a whole where its files are known. Raises UsageError."""
    from nemo_studio.timeline.outline import outline

    return _right(outline(text, report.spoken(), about))


def _in_words(found: Any, report: Reporter, files: Sequence[str] = (), draft: Any = None) -> str:
    """Raises UsageError for what the cloud cannot be told."""
    from nemo_studio.timeline.outline import in_plain_words

    return str(_right(in_plain_words(found.value, report.spoken(), files, draft)).say)


def _right(found: Any) -> Any:
    sending.check_exact(found.say, found.problems)
    return found


if __name__ == "__main__":
    run(parser(), command)
