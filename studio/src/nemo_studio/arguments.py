"""What studio.py's commands take."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass

from nemo_studio.settings import DEFAULT_IDLE_S

UNITS = {"h": 3_600_000, "d": 24 * 3_600_000, "w": 7 * 24 * 3_600_000}
CLEAN = """\
A session counts as used when it was made, got a file, a message, a render or a link to its page.
One not used for that long goes as a whole: uploads, drafts, messages, renders. One in use keeps all
but the videos of older renders. Older logs and half written files go too. Renders at work, your
accounts and everything outside the data folder stay."""


@dataclass(frozen=True)
class Age:
    text: str
    ms: int


def add_server(command: argparse.ArgumentParser) -> None:
    command.add_argument("--port", type=_port, default=0, help="default: the last one used, or any")
    command.add_argument(
        "--idle", type=_positive, default=DEFAULT_IDLE_S, metavar="SECONDS",
        help="end after so long without a request or a job (default: %(default).0f)",
    )  # fmt: skip
    command.add_argument(
        "--max-upload-mb", type=_positive, default=200.0, metavar="MB",
        help="limit for one uploaded file (default: %(default).0f)",
    )  # fmt: skip
    command.add_argument(
        "--strict", action="store_true", help="charge and limit as the cloud does (else free)"
    )
    command.add_argument(
        "--faults", action="store_true", help="open /_studio/ for tests; never for daily use"
    )


def add_clean(command: argparse.ArgumentParser) -> None:
    command.epilog = CLEAN
    command.add_argument(
        "--older",
        type=age,
        required=True,
        metavar="AGE",
        help="12h, 30d or 2w (hours, days, weeks)",
    )
    command.add_argument("--dry-run", action="store_true", help="only say what it would free")


def age(text: str) -> Age:
    found = re.fullmatch(r"([1-9][0-9]{0,4})([hdw])", text)
    if not found:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no age; write a whole number and h, d or w, as in 12h, 30d or 2w"
        )
    return Age(text, int(found[1]) * UNITS[found[2]])


def _positive(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError("must be 0 to 65535")
    return value
