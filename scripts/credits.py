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
"""How many credits are left."""

from __future__ import annotations

import sys

sys.dont_write_bytecode = True
from nemo_wire import bytecode

bytecode.to_user_cache()

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nemo_client import engine
from nemo_client.account import Account
from nemo_client.credits import balance
from nemo_client.journal import Journal
from nemo_client.output import Parser, Reporter, run
from nemo_client.say import say

EXAMPLES = """
available: usable now; frozen: reserved for work in progress. A generation costs about 100, an edit
about 50, an export nothing; the local studio charges nothing.
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.common()
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    account = Account(engine.connect(args.local, report.tell))
    journal = Journal(account.config.home)
    session = journal.current_session(account.config.origin, Path.cwd())
    account.note(session)
    found = balance(account)
    language = session["language"] if session else report.spoken()
    local = account.config.engine == "local"
    key = "credits_local" if local else "credits_and_reserved" if found.frozen else "credits"
    text = say(key, language, available=found.available, frozen=found.frozen)
    document: dict[str, Any] = {"say": text, **asdict(found)}
    link = None if local else account.register_url(session)
    if link is None:
        return document
    return {**document, "do": say("do_sign_up_and_look", language, link=link), "register_url": link}


if __name__ == "__main__":
    run(parser(), command)
