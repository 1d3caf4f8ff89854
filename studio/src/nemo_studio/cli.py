"""The studio's commands; each prints one JSON document.

Exit codes: 0 done, 1 failure, 2 wrong use.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nemo_studio import arguments, launcher, settings
from nemo_studio.disk import DiskFull, is_full
from nemo_studio.instance import AlreadyRunning, Instance
from nemo_studio.launcher import LaunchError
from nemo_studio.settings import MEGABYTE, Settings, default_data_dir
from nemo_studio.storage.usage import kept
from nemo_wire import streams

MODULE = (sys.executable, "-m", "nemo_studio")


def main(program: Sequence[str] = MODULE) -> int:
    """Do what the command line says. `program`: the command line that this one began with."""
    streams.set_up(as_json=True)
    options = _parser(Path(program[-1]).name).parse_args()
    options.program = program
    try:  # ~nobody is no folder
        options.data = (options.data or default_data_dir()).expanduser().resolve()
        options.command(options)
        return 0
    except ImportError as error:
        reason = f"{error}; run it as `uv run scripts/studio.py`, which brings what it needs"
    except (LaunchError, AlreadyRunning, OSError, RuntimeError, sqlite3.Error) as error:
        reason = str(DiskFull(options.data) if is_full(error) else error)
        if isinstance(error, OSError) and error.filename and not is_full(error):
            reason = f"{error.filename} cannot be used: {error.strerror}"
    _print({"ok": False, "error": reason, "data_dir": str(options.data)})
    return 1


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=name.replace("_", "-"),
        description="The local studio: a NemoVideo backend of your own on loopback, which renders "
        "on this machine.",
    )
    parser.add_argument("--version", action="version", version=settings.skill_version())
    commands = parser.add_subparsers(required=True, metavar="serve|start|stop|status|clean")
    for name, function, help_text in (
        ("serve", serve, "run in the foreground"),
        ("start", start, "run in the background; says where when it answers"),
        ("stop", stop, "end the running studio"),
        ("status", status, "say whether a studio runs and where, and what it keeps"),
        ("clean", clean, "free what was not used for --older 30d; --dry-run only says how much"),
    ):
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(command=function)
        command.add_argument("--data", type=Path, help="data folder (default: $NEMO_STUDIO_HOME)")
        if name in ("serve", "start"):
            arguments.add_server(command)
        if name == "clean":
            arguments.add_clean(command)
    return parser


def serve(options: argparse.Namespace) -> None:
    # Heavy, and only the server itself needs them.
    from nemo_studio.director import respond
    from nemo_studio.server import serve as run
    from nemo_studio.service import Studio

    settings = Settings(
        data_dir=options.data,
        port=options.port,
        idle_s=options.idle,
        faults=options.faults,
        strict=options.strict,
        max_upload_bytes=int(options.max_upload_mb * MEGABYTE),
    )
    run(
        settings,
        lambda given: Studio(given, respond),
        lambda card: _report(card, options.data, started=True),
    )


def start(options: argparse.Namespace) -> None:
    given = ["--data", str(options.data), "--port", str(options.port), "--idle", str(options.idle)]
    given += ["--max-upload-mb", str(options.max_upload_mb)]
    given += [flag for flag in ("--strict", "--faults") if getattr(options, flag[2:])]
    card, started = launcher.start(options.data, [*options.program, "serve", *given])
    _report(card, options.data, started=started)


def stop(options: argparse.Namespace) -> None:
    card = launcher.stop(options.data)
    _print({"ok": True, "stopped": card is not None, "data_dir": str(options.data)})


def status(options: argparse.Namespace) -> None:
    card = launcher.find(options.data)
    said = (card and launcher.health(card)) or {}
    about = {"busy": said.get("busy", False), **asdict(card)} if card else {}
    where = {"data_dir": str(options.data), "kept": kept(options.data)}
    _print({"ok": True, "running": bool(card), **about, **where})


def clean(options: argparse.Namespace) -> None:
    from nemo_studio.storage.clean import clean as free
    from nemo_studio.storage.clean import in_words

    age, dry_run = options.older, options.dry_run
    freed = free(options.data, age.ms, dry_run=dry_run)
    said = in_words(freed, age.text, dry_run=dry_run)
    about = {"older": age.text, "dry_run": dry_run, "freed": freed.kinds, "say": said}
    _print({"ok": True, **about, "data_dir": str(options.data)})


def _report(card: Instance, data_dir: Path, *, started: bool) -> None:
    _print({"ok": True, **asdict(card), "data_dir": str(data_dir), "started": started})


def _print(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False), flush=True)
