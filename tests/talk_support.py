"""Sentences of agents (`talk/*.yaml`), in two halves by a hash of their text: rules are made on
`seen` alone, `held` shows what they are worth. `python tests/talk_support.py` prints both rates, with
`seen` behind it also what is wrong there.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import yaml

Half = Literal["seen", "held"]
GUI = ("gui.yaml", "gui_second.yaml", "gui_third.yaml", "gui_fourth.yaml")
TALK = Path(__file__).parent / "talk"


def half(text: str) -> Half:
    return "held" if hashlib.sha256(text.encode()).digest()[0] % 2 else "seen"


@dataclass(frozen=True)
class Said:
    """A text, what is left of it, and the hints due ("a/b": one of them or both)."""

    text: str
    shown: str
    hints: tuple[str, ...]

    def right(self, shown: str, hints: list[str]) -> bool:
        named = [set(due.split("/")) for due in self.hints]
        return (
            shown == self.shown
            and all(due & set(hints) for due in named)
            and set(hints) <= set().union(*named)
        )


@dataclass(frozen=True)
class Asked:
    """A turn's last text, after a change or not, with the prompts and options that are due."""

    text: str
    changed: bool
    prompts: list[str]
    options: list[list[str]]


def _load(name: str) -> Any:
    return yaml.safe_load((TALK / name).read_text(encoding="utf-8"))


def gui(name: str = "gui.yaml") -> list[Said]:
    talk = _load(name)
    said = [Said(text, text, ()) for text in talk["content"]]
    said += [Said(t, "", (hint,)) for hint, texts in talk["instructions"].items() for t in texts]
    return said + [Said(text, shown, tuple(hints)) for text, shown, hints in talk["mixed"]]


def asked() -> list[Asked]:
    talk = _load("asked.yaml")
    found = [Asked(text, False, prompts, options) for text, prompts, options in talk["asks"]]
    found += [Asked(text, True, [], []) for text in talk["offers"]]
    return found + [Asked(text, False, [], []) for text in talk["statements"]]


def wrong_gui(of: Half, name: str = "gui.yaml") -> tuple[list[tuple[Said, Any]], int]:
    """(what was wrongly translated with what came out, how many there are)"""
    from nemo_client.gui import translate

    said = [s for s in gui(name) if half(s.text) == of]
    got = [(s, translate(s.text)) for s in said]
    return [(s, t) for s, t in got if not s.right(t.text, t.hints)], len(said)


def wrong_asked(of: Half) -> tuple[list[tuple[Asked, Any]], int]:
    from nemo_client.asking import asked_in

    texts = [a for a in asked() if half(a.text) == of]
    got = [(a, asked_in(a.text, changed=a.changed)) for a in texts]
    return [
        (a, questions)
        for a, questions in got
        if [q["prompt"] for q in questions] != a.prompts
        or [[o["label"] for o in q.get("options", [])] for q in questions] != a.options
    ], len(texts)


def _measure(shown: list[str]) -> None:
    kinds = [(name, partial(wrong_gui, name=name)) for name in GUI] + [("asked.yaml", wrong_asked)]
    for name, wrong in kinds:
        for which in ("seen", "held"):
            bad, count = wrong(which)
            print(name, which, f"{count - len(bad)}/{count}")
            for item, got in bad if which in shown else []:
                print("  ", item, "\n    ->", got)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
    _measure(sys.argv[1:])
