"""What a person is shown at a terminal: a document as lines, times as words."""

from __future__ import annotations

import os
import re
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .say import joined, say
from .terminal import safe, table

LEAST_S, LEAST_PERCENT = 2.0, 3  # before that, a time left is a guess


def lines(document: dict[str, Any], language: str, told: list[str]) -> str:
    """The document of a command for people. `told`: what they have read while it worked."""
    found: list[str] = []

    def add(text: str) -> None:
        if text and text not in "\n".join(found):
            found.append(text)

    add(_untold(str(document.get("say") or document["status"]), told))
    for line in table(document.get("rows") or []):
        found.append(f"  {line}")
    changed = [] if "rows" in document else document.get("changes") or []
    whole = document.get("timeline") or joined(changed, language)
    for text in (document.get("usage"), document.get("answer"), whole, document.get("warning")):
        add(_indented(_untold(str(text or ""), told)))
    for text in document.get("warnings") or []:
        add(_indented(say("note", language, text=safe(str(text)))))
    for key in ("link", "register_url"):
        if document.get(key) and str(document[key]) not in "\n".join(found):
            add(_indented(say(f"at_{key}", language, url=safe(str(document[key])))))
    for line in filter(None, _to_do(document, language)):
        add(f"  {line}")
    return "\n".join(found)


def _untold(text: str, told: list[str]) -> str:
    """The text without the paragraphs that were told already."""
    text = f"\n\n{safe(text)}\n\n"
    for known in sorted(told, key=len, reverse=True):
        text = text.replace(f"\n\n{known.strip()}\n\n", "\n\n") if known.strip() else text
    return text.strip()


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())


def _to_do(document: dict[str, Any], language: str) -> list[str]:
    """What to do, and the command that goes on, once."""
    do, command = safe(str(document.get("do") or "")), safe(str(document.get("next") or ""))
    if not command:
        return [do]
    if command in do:
        return [do.replace(command, as_called(command))]
    only_that = do in (say("do_running", language), say("do_interrupted", language))
    return [*([] if only_that else [do]), f"next: {as_called(command)}"]


def as_called(command: str) -> str:
    """A command of `next`, as this one was called: with its interpreter and folder."""
    script, _, rest = command.partition(" ")
    if not re.fullmatch(r"\w+\.py", script):
        return command
    runner = "uv run" if os.environ.get("UV") else shlex.quote(sys.orig_argv[0])
    place = shlex.quote(str(Path(sys.argv[0]).with_name(script)))
    return f"{runner} {place} {rest}".rstrip()


def ago(then: float, language: str) -> str:
    """How long ago a time (Unix seconds) was."""
    minutes = max(0, int(time.time() - then) // 60)
    for key, size in (("days_ago", 24 * 60), ("hours_ago", 60), ("minutes_ago", 1)):
        if minutes >= size:
            return say(key, language, count=minutes // size)
    return say("just_now", language)


def time_left(now: Callable[[], float] = time.monotonic) -> Callable[[int, str], str]:
    """A function of (percent, language): about how long the rest takes, from the pace since its
    first call; "" as long as that is a guess. What was there at first (a download that goes on)
    does not count."""
    first: tuple[float, int] | None = None

    def left(percent: int, language: str) -> str:
        nonlocal first
        at = now()
        first = first or (at, percent)
        took, done = at - first[0], percent - first[1]
        if took < LEAST_S or done < LEAST_PERCENT or percent >= 100:
            return ""
        seconds = took / done * (100 - percent)
        if seconds < 60:
            return say("seconds_left", language, count=max(1, round(seconds)))
        return say("minutes_left", language, count=round(seconds / 60))

    return left
