"""What documents hold of runs, timelines and files: all that users see, nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .people import ago
from .runs import shortened
from .say import SENTENCES, say
from .timeline import texts as whole_texts

_TOLD = ("text", "kicker", "body", "items", "sample", "path")
_ABOUT = ("file_type", "duration", "width", "height", "has_audio")


def run(result: dict[str, Any], asked: list[str]) -> dict[str, Any]:
    """A run that has ended: `say` is all that was said and asked, else the timeline; `timeline` is
    left out where `say` or `changes` have it. Hints are offers, nothing is done for them."""
    from .gui import explain

    kept = dict(result)
    timeline = kept.pop("timeline", None) or kept.pop("summary", "")  # 1.0.0 called it so
    answer, questions = kept.pop("answer", ""), kept.pop("questions", [])
    hints = [{"hint": hint, "means": explain(hint)} for hint in kept.pop("hints", [])]
    if not kept.get("warnings"):
        kept.pop("warnings", None)
    said = [answer, *(text for text in asked if text not in answer)]
    document = {"say": "\n\n".join(filter(None, said)) or timeline, **kept}
    if not any(timeline in text for text in (document["say"], *kept.get("changes", []))):
        document["timeline"] = timeline
    return document | {k: v for k, v in (("questions", questions), ("hints", hints)) if v}


def log(run: dict[str, Any], events: list[dict[str, Any]], language: str) -> dict[str, Any]:
    """What a run said and did; times are local."""
    shown = [
        {"at": datetime.fromtimestamp(event["at"]).isoformat(timespec="seconds")}
        | {key: event[key] for key in ("kind", "text")}
        for event in events
    ]
    rows = [["", say("you", language), shortened(run["message"])]]
    rows += [[e["at"][11:], say(f"event_{e['kind']}", language), e["text"]] for e in shown]
    status = status_of(run, language)
    return {
        "say": say("log", language, when=ago(run["created_at"], language), status=status),
        "run": {key: run[key] for key in ("id", "session_id", "message", "status", "spent")},
        "events": shown,
        "rows": rows,
    }


def status_of(run: dict[str, Any], language: str) -> str:
    """What became of a run, in words."""
    if f"run_{run['status']}" not in SENTENCES:
        return str(run["status"])
    return say(f"run_{run['status']}", language)


def texts(draft: Any, paths: Mapping[str, str] = {}) -> list[dict[str, Any]]:
    """Every text of the draft with its time in seconds and its smaller lines: {"from_s", "to_s",
    "text"} and, where there are some, "kicker", "body", "items"; "sample" where the words are the
    studio's own."""
    return [
        {"from_s": number(entry["from_s"]), "to_s": number(entry["to_s"])}
        | {name: entry[name] for name in _TOLD if entry.get(name)}
        for entry in whole_texts(draft, paths)
    ]


def rows(shown: list[dict[str, Any]]) -> list[list[str]]:
    """`texts` as a table: time, words."""
    return [
        [
            f"{entry['from_s']}-{entry['to_s'] if entry['to_s'] is not None else ''} s",
            " / ".join(_lines(entry)),
        ]
        for entry in shown
    ]


def file(info: dict[str, Any]) -> dict[str, Any]:
    """What the API says of an uploaded file, without hash, ids and links."""
    return {"filename": name(info)} | {key: info[key] for key in _ABOUT if info.get(key)}


def name(info: dict[str, Any]) -> str:
    return str(info.get("filename") or info.get("name") or info.get("url") or info.get("cdn_url"))


def _lines(entry: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for key in ("kicker", "text", "body", "items"):
        value = entry.get(key) or []
        found += [str(item) for item in value] if isinstance(value, list) else [str(value)]
    return found


def number(seconds: float | None) -> float | int | None:
    """Seconds with milliseconds at most, and no ".0"."""
    if seconds is None:
        return None
    seconds = round(seconds, 3)
    return int(seconds) if seconds == int(seconds) else seconds
