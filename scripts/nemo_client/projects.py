"""The list of sessions as people know them: title, files, age; this folder's first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from .journal import Journal
from .people import ago
from .runs import shortened
from .say import say

MOST = 10
NAMES = 3
_UNNAMED = "project"  # what a session is called where nobody gave it a name


def listed(journal: Journal, origin: str, here: Path, every: bool, language: str) -> dict[str, Any]:
    """The document of the list: {"id", "title", "age", "current", "files", "uploads", "folder"} of
    each, without what is empty; `folder` where it is another than this one."""
    current = journal.current_session(origin, here)
    found = journal.projects(origin)
    for project in found:
        project["folders"] = json.loads(project["folders"])
        project["current"] = bool(current) and project["id"] == (current or {})["id"]
    found.sort(key=lambda p: (not p["current"], str(here) not in p["folders"]))
    shown = found if every else found[:MOST]
    entries = [_entry(project, here, language) for project in shown]
    key = "projects" if len(shown) == len(found) else "projects_some"
    text = say(key, language, count=len(shown), more=len(found) - len(shown))
    document: dict[str, Any] = {
        "say": text if found else say("no_projects", language),
        "sessions": entries,
        "rows": [_row(entry) for entry in entries],
    }
    return document | ({"usage": say("do_use_project", language)} if found else {})


def title(session: dict[str, Any]) -> str:
    """A name that a person knows: the session's, a storyboard's, else how the first message
    begins."""
    named = session["title"] != _UNNAMED
    return shortened(session["title"] if named else session.get("said") or _UNNAMED)


def _entry(project: dict[str, Any], here: Path, language: str) -> dict[str, Any]:
    folders = project["folders"]
    known: dict[str, Any] = {
        "files": _names(json.loads(project["files"])),
        "uploads": _names(json.loads(project["sources"])),
        "folder": folders[0] if folders and str(here) not in folders else None,
        "lost": bool(project["lost"]),
    }
    return {
        "id": project["id"],
        "title": title(project),
        "age": ago(project["worked_at"], language),
        "current": project["current"],
    } | {key: value for key, value in known.items() if value}


def _row(entry: dict[str, Any]) -> list[str]:
    names = ", ".join(entry.get("files") or entry.get("uploads") or [])
    mark = "*" if entry["current"] else ""
    return [mark, entry["title"], names, entry["age"], entry["id"]]


def _names(paths: list[str]) -> list[str]:
    """The last few files' names, each once; how many more there are."""
    names = list(dict.fromkeys(map(_name, reversed(paths))))
    more = len(names) - NAMES
    return names[:NAMES] + ([f"+{more}"] if more > 0 else [])


def _name(path: str) -> str:
    return unquote(urlsplit(path).path).rpartition("/")[2] if "://" in path else Path(path).name
