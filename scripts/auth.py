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
"""The account: connect, show what is kept and sent, link to sign up, forget the token."""

from __future__ import annotations

import sys

sys.dont_write_bytecode = True
from nemo_wire import bytecode

bytecode.to_user_cache()

import argparse
import os
from pathlib import Path
from typing import Any

from nemo_client import attribution, engine, store
from nemo_client.account import Account
from nemo_client.config import studio_folder
from nemo_client.credits import balance
from nemo_client.disk import sizes
from nemo_client.errors import NemoError, UsageError
from nemo_client.journal import Journal
from nemo_client.output import Parser, Reporter, mb, run
from nemo_client.say import say, sentence

EXAMPLES = """
auth.py connect   get a token where there is none (a free anonymous one: 100 credits, 7 days)
auth.py status    what is kept, where, and what is sent; asks nothing over the network
auth.py link      the sign-up link that keeps this account's credits and projects
auth.py forget    remove the kept token
The token comes from NEMO_TOKEN, else from credentials.json beside client_id; never an argument.
"""


def parser() -> Parser:
    made = Parser(__doc__ + EXAMPLES)
    made.add_argument("action", choices=["connect", "status", "link", "forget"])
    made.common()
    return made


def command(args: argparse.Namespace, report: Reporter) -> dict[str, Any]:
    if args.action == "forget":
        os.environ.pop("NEMO_TOKEN", None)  # whatever it is: it is not what is forgotten
        config = engine.known(args.local)
        gone = store.forget_credentials(config.home, config.origin)
        return {"say": say("forgotten" if gone else "nothing_forgotten", report.spoken())}
    if args.action == "status":
        return _status(Account(engine.known(args.local)), report.spoken())
    account = Account(engine.connect(args.local, report.tell))
    if args.action == "connect":
        balance(account)  # a request that only a good token gets through
        language = report.spoken()
        status = {**_status(account, language), "say": say("connected", language)}
        return {**status, "new_account": account.created}
    journal = Journal(account.config.home)
    link = account.register_url(journal.current_session(account.config.origin, Path.cwd()))
    if link is None:
        raise UsageError(
            sentence("nothing_to_sign_up"), action=sentence("do_connect"), next="auth.py connect"
        )
    return {
        "say": say("sign_up_at", report.spoken(), link=link),
        "do": say("do_after_sign_up", report.spoken()),
        "next": "credits.py",
        "register_url": link,
    }


def _status(account: Account, language: str) -> dict[str, Any]:
    config = account.config
    kept = account.credentials
    try:
        sent: Any = attribution.headers()
    except NemoError as error:
        sent = error.told(language)[0]
    stored = sizes(config.home, studio_folder())
    text = say(
        "account", language, engine=sentence(f"engine_{config.engine}"),
        token=sentence(f"token_{account.source}"), size=mb(sum(stored.values())),
    )  # fmt: skip
    return {
        "say": text,
        "engine": config.engine,
        "api": config.api_url,
        "web": config.web_url,
        "token": account.source,
        "expires_at": kept.expires_at if kept else None,
        "user_id": kept.user_id if kept else None,
        "kept_in": str(config.home),
        "kept": stored,
        "headers": sent,
        "rows": [
            ["api", config.api_url],
            ["kept in", config.home],
            *([f"  {name}", f"{mb(size)} MB"] for name, size in stored.items()),
            *(sent.items() if isinstance(sent, dict) else [["headers", sent]]),
        ],
    }


if __name__ == "__main__":
    run(parser(), command)
