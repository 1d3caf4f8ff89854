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
from typing import Any

from nemo_client import engine, sending, sessions, uploads
from nemo_client.account import Account
from nemo_client.errors import NothingToExport, UsageError
from nemo_client.journal import Journal
from nemo_client.output import Parser, Reporter, follow_limit, run
from nemo_client.say import say, sentence
from nemo_client.timeline import draft_of
from nemo_client.words import json_of

ACTIONS = ["show", "check", "apply", "patch", "words"]
EXAMPLES = """
storyboard.py show                          the current video as a storyboard, with its ids
storyboard.py check board.json a.jpg b.mp4  is it right, with these files? sends nothing
storyboard.py apply board.json              make the current video exactly so
storyboard.py patch '[{"op":"replace","path":"/scenes/s2/text","value":"Fresh"}]'
storyboard.py patch change.json --dry-run   what would change; changes nothing
storyboard.py words board.json              in plain sentences, as the cloud's agent gets it
JSON is given as itself, as a file, or - for standard input. A new video from a storyboard and
files: create.py --storyboard board.json a.jpg b.mp4. Every key: references/storyboard.md.
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.add_argument("action", choices=ACTIONS, metavar="|".join(ACTIONS))
    made.add_argument("source", nargs="?", metavar="JSON|FILE", help="a storyboard or a patch")
    made.add_argument("files", nargs="*", metavar="FILE|URL", help="the media it names (check)")
    made.add_argument("--dry-run", action="store_true", help="say what would be; change nothing")
    made.add_argument("--queue", action="store_true", help="wait for the run that is in the way")
    made.add_argument(
        "--again", action="store_true", help="send though the end of the same is not known"
    )
    made.common(session=True, wait=90.0)
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    if args.action == "show":
        return _show(args, report)
    text = json_of(args.source)
    about = [uploads.about(file) for file in args.files]
    found = _outline(text, report, about if args.action == "check" else None)
    if args.action == "check":
        return {"say": found.say, "patch": found.is_patch}
    if args.action == "words":
        told = _in_words(found, report)
        return {"say": told, "words": told}
    if found.is_patch != (args.action == "patch"):
        what, do = ("is_a_patch", "do_as_patch") if found.is_patch else (
            "is_a_storyboard", "do_as_storyboard"
        )  # fmt: skip
        raise UsageError(sentence(what), action=sentence(do))
    account = Account(engine.connect(args.local, report.tell))
    send = _to_studio if account.config.engine == "local" else _to_cloud
    return send(account, Journal(account.config.home), found, args, report)


def _show(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    account = Account(engine.connect(args.local, report.tell))
    journal = Journal(account.config.home)
    session = sending.here(account, journal, Path.cwd(), args.session)
    report.language = session["language"]
    with sessions.replacing_lost(account, journal, session):
        if account.config.engine == "local":
            found = sessions.storyboard(account, session["id"])
            board, key = found["storyboard"], "shown"
        else:
            draft = draft_of(sessions.state(account, session["id"]))
            board, key = _foreign(draft), "shown_partly"
    if not board or not board["scenes"]:
        raise NothingToExport(sentence("timeline_empty"))
    told = say(key, report.spoken(), scenes=len(board["scenes"]), rev=board.get("rev"))
    return {"say": told, "storyboard": board}


def _foreign(draft: Any) -> Any:
    from nemo_studio.timeline.foreign import read_foreign

    return read_foreign(draft)


def _to_studio(
    account: Account, journal: Journal, found: Any, args: argparse.Namespace, report: Reporter
) -> dict[str, Any]:
    """The JSON itself: tried first, so that what is wrong is told before anything is sent."""
    plain = json.dumps(found.value, ensure_ascii=False, separators=(",", ":"))
    message, on_its_way = plain, False
    origin = account.config.origin
    session = None
    if found.is_patch or args.session or journal.current_session(origin, Path.cwd()):
        session = sending.here(account, journal, Path.cwd(), args.session)
        report.language = session["language"]
        with sessions.replacing_lost(account, journal, session):
            if found.is_patch and not args.dry_run:
                rev = sessions.storyboard(account, session["id"])["rev"]
                message, on_its_way = sending.guarded(
                    journal, origin, session["id"], found.value, rev
                )
            tried = {} if on_its_way else sessions.trial(account, session["id"], plain)
        sending.check_exact(tried.get("say", ""), tried.get("problems", []))
    else:  # a new project, without files
        tried = {"say": _outline(plain, report, []).say, "changes": []}
    if args.dry_run:
        return {"say": tried["say"], "changes": tried["changes"], "dry_run": True}
    document = _sent(account, journal, message, args, report)
    if session and not document.get("changes"):
        late = sessions.trial(account, session["id"], message)  # another change came first
        sending.check_exact(late["say"], late["problems"])
    return document


def _to_cloud(
    account: Account, journal: Journal, found: Any, args: argparse.Namespace, report: Reporter
) -> dict[str, Any]:
    """Plain sentences, for its agent reads no JSON of ours."""
    words = _in_words(found, report)
    if args.dry_run:
        return {"say": say("would_send", report.spoken(), words=words), "dry_run": True}
    return _sent(account, journal, words, args, report)


def _sent(
    account: Account, journal: Journal, message: str, args: argparse.Namespace, report: Reporter
) -> dict[str, Any]:
    wish = sending.Wish(message, Path.cwd(), args.session, args.queue, args.again)
    again = ["storyboard.py", *(a for a in sys.argv[1:] if a != "--local")]
    return sending.send_and_follow(account, journal, wish, follow_limit(args), report, again)


def _outline(text: str, report: Reporter, about: list[dict[str, Any]] | None = None) -> Any:
    """The JSON, read; checked as a whole where it is known what files there are. Raises
    UsageError."""
    from nemo_studio.timeline.outline import outline

    found = outline(text, report.spoken(), about)
    sending.check_exact(found.say, found.problems)
    return found


def _in_words(found: Any, report: Reporter) -> str:
    """Raises UsageError for what the cloud cannot be told."""
    from nemo_studio.timeline import plain_words

    words = plain_words.patch_words if found.is_patch else plain_words.storyboard_words
    return words(found.value, language=report.spoken())


if __name__ == "__main__":
    run(parser(), command)
