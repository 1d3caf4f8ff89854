"""GUI talk of the backend, translated by a closed set of hints for the agent.

The backend thinks that the user sits before an editor ("click Export", "点击导出"). What it tells
the user to do there is taken out of what is shown and becomes hints: names of our own commands that
the agent may offer. A hint is never acted on here, and nothing else of the backend's makes one.

What goes is told by what a clause does, not by its words: it is an order, an advice or a permission
to the user (it begins with a verb, or with "please", "you can", 请, 您可以) and is about a thing of
the editor. A clause that reports (I dragged, the video shows, 我打开了) is content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import gui_words as words
from .sentences import (
    CHINESE,
    LINK,
    QUOTED,
    QUOTED_END,
    SCRIPT,
    Clause,
    Span,
    clauses,
    lines,
    list_mark,
    sentences,
    simplified,
    without_asides,
)

_LABELS = {
    "export": "the export command (export.py)",
    "upload": "the upload command (upload.py), or a file sent in the chat",
    "credits": "the credits command (credits.py)",
    "state": "the track summary (state.py)",
    "edit": "a message to the agent that says the change (sse.py send)",
}


@dataclass(frozen=True)
class Translated:
    """`text` without GUI talk (may be empty); `hints` in order, each once."""

    text: str
    hints: list[str] = field(default_factory=list)


def explain(hint: str) -> str:
    """What a hint offers, in words for the agent."""
    return _LABELS[hint]


_WORDS = re.compile(r"[\w\ue000-\ue005]")
_KINDS = {"moved": "move", "got": "get", "looked": "look"}


@dataclass
class _Line:
    """What is known where a clause is read. `own`: in a list of the agent's own acts; `goes_on`:
    all that stood right before was an order; `narrated`: its sentence tells of him or her."""

    own: bool = False
    goes_on: bool = False
    narrated: bool = False


def translate(text: str) -> Translated:
    """Take the GUI talk out of a text of the backend and name what stands for it."""
    hints: list[str] = []
    kept: list[str | None] = []  # None: a line of which nothing is left
    line = _Line()
    for span in lines(text):
        if not span.text.strip():
            kept.append("")
            line = _Line(own=line.own)
            continue
        if not list_mark(span):
            line.own = False
        kept.append(_left_of_line(span, line, hints) or None)
        if _is_heading(span.text):
            line.own = bool(words.OWN_LIST.search(span.mask))
    shown = "\n".join(_without_orphans(kept))
    return Translated(re.sub(r"\n{3,}", "\n\n", shown).strip(), list(dict.fromkeys(hints)))


def _is_heading(line: str) -> bool:
    return line.rstrip(" *").endswith((":", "："))


def _without_orphans(kept: list[str | None]) -> list[str]:
    """The lines that are left, without a heading ("Next steps:") whose lines have all gone."""
    found: list[str] = []
    below = "nothing"  # or "gone", or "left": the lines behind this one up to an empty one
    for line in reversed(kept):
        if line is None:
            below = "left" if below == "left" else "gone"
            continue
        if not (_is_heading(line) and below == "gone"):
            found.append(line.rstrip())
        below = "left" if line else "nothing"
    return found[::-1]


def _left_of_line(span: Span, line: _Line, hints: list[str]) -> str:
    """A line without its GUI talk, "" when nothing of use is left; its hints are added."""
    if SCRIPT.match(span.mask):
        line.goes_on = False
        return span.text
    left: list[str] = []
    for sentence in sentences(span):
        rest = _left_of(sentence, line, hints)
        if not rest and left and _only_a_condition(left[-1]):
            left.pop()
        line.goes_on = not rest
        left.append(rest)
    return "".join(left)


def _only_a_condition(question: str) -> bool:
    """A question ("Want your own music?") right before an order is not to be answered."""
    asks = re.search(r"[?？]\s*$", question)
    return bool(asks and not words.TO_ANSWER.search(question))


def _left_of(sentence: Span, line: _Line, hints: list[str]) -> str:
    def aside_goes(aside: Span) -> bool:
        found = [hint for hint in _told(clauses(aside), line) if hint]
        hints.extend(found)
        return bool(found)

    line.narrated = bool(words.NARRATED.search(sentence.mask))
    whole, sentence = sentence, without_asides(sentence, aside_goes)
    mark = list_mark(sentence)
    parts = clauses(sentence[mark:])
    told = _told(parts, line)
    if not any(told):
        goes_on = line.goes_on and _goes_on(parts)
        emptied = sentence != whole and not _WORDS.search(sentence.mask)
        return "" if goes_on or emptied else sentence.text
    purpose = words.PURPOSE.search(sentence.mask)
    hints += [_hint_in(purpose[0]) if hint == "edit" and purpose else hint for hint in told if hint]
    left = _joined(parts, _standing(parts, [hint is not None for hint in told]))
    if not _WORDS.search(left):
        return ""
    end = re.search(r"[.!?。！？…]*\s*$", sentence.text)
    closing = end[0].replace("?", ".").replace("？", "。") if end else ""
    if left[-1] in '”」』"' and left[-2:-1] in list(".!?。！？"):
        closing = " " * closing.endswith(" ")
    elif not closing.strip() and not mark and _WORDS.search(left[-1]):
        closing = ("。" if CHINESE.search(left) else ".") + closing
    return sentence.text[:mark] + left.rstrip(".!?。！？… ") + closing


def _told(parts: list[Clause], line: _Line) -> list[str | None]:
    """The hint of each clause that is an order."""
    found: list[str | None] = []
    for part in parts:
        found.append(_hint(part.span, line, bool(found and found[-1])))
    return found


def _goes_on(parts: list[Clause]) -> bool:
    """Whether a sentence can only be a further step of the orders before it."""
    return _bare(parts[0].span) and not any(words.SUBJECT.match(p.span.mask) for p in parts)


def _standing(parts: list[Clause], told: list[bool]) -> list[bool]:
    """Which clauses stand without the orders among them: not what only leads up to one ("To save
    it, …"), nor what hangs on one ("…, and the file will be there")."""
    stand = [
        not t and bool(_WORDS.search(part.span.mask)) for part, t in zip(parts, told, strict=True)
    ]
    hanging = False
    for n, part in enumerate(parts):
        if told[n]:
            hanging = True
            for gone in range(_lead(parts, told, n), n):
                stand[gone] = False
        elif hanging:
            hanging = not (words.JOINED_ANEW.search(part.joint) or words.ANEW.match(part.span.mask))
            stand[n] = stand[n] and not hanging
    return stand


def _lead(parts: list[Clause], told: list[bool], order: int) -> int:
    """Where what leads up to an order begins: its own place when nothing does."""
    first = order
    while first and not told[first - 1] and _bare(parts[first - 1].span):
        first -= 1  # "select it, right-click and …": orders that only the last one makes clear
    if first < order and first and not told[first - 1] and not _leads(parts[first - 1].span):
        return order  # "I muted the intro, cut the ending and …": no orders after all
    joint = parts[first].joint
    anew = words.JOINED_ANEW.search(joint) and not _leads(parts[first - 1].span)
    if first == 0 or anew:
        return first
    if re.search(r"[:：]", joint):
        return first if words.SUBJECT.match(parts[first - 1].span.mask) else first - 1
    if re.search(r"\w|[;；]", joint):
        return first  # "… and click": what stands before it stands for itself
    for n in range(first - 1, -1, -1):
        if _leads(parts[n].span):
            return n - 1 if n and _leads(parts[n - 1].span) else n
        if words.SUBJECT.match(parts[n].span.mask) or words.JOINED_ANEW.search(parts[n].joint):
            break
    return first


def _leads(span: Span) -> bool:
    leading = words.LEADING_ZH if CHINESE.search(span.mask) else words.LEADING
    return bool(leading.match(span.mask))


def _bare(span: Span) -> bool:
    """Whether a clause begins with a verb that could be an order."""
    mask = span.mask[list_mark(span) :]
    if CHINESE.search(mask):
        begins = words.VERB_ZH.match(_opened_zh(mask)) or re.match(r"\s*等待", mask)
        return bool(begins) and not words.REPORTED_ZH.search(mask)
    rest, _ = _opened(mask)
    verb = words.VERB.match(rest)
    return bool(verb and not verb["ing"])


def _joined(parts: list[Clause], stand: list[bool]) -> str:
    """The standing clauses as one sentence without its end."""
    left = ""
    for n, part in enumerate(parts):
        if not stand[n]:
            continue
        text = part.span.text
        if left:
            left = (left.rstrip() if part.joint.strip() else left) + part.joint + text
        elif n and not stand[0]:
            text = text.strip()
            left = text[:1].upper() + text[1:]
        else:
            left = text
    return left.strip()


def _hint(span: Span, line: _Line, after_order: bool) -> str | None:
    """What a clause offers when it tells the user to do something in the editor, else None."""
    if LINK in span.mask:
        return None  # a link is for the user, whatever stands round it
    about = _pointed(span)
    mask = span.mask[list_mark(span) :]
    if CHINESE.search(mask):
        kind = _order_zh(mask, about, line)
    else:
        kind = _order(mask, about, line, after_order)
    if kind is None:
        return None
    about = words.ASIDE.sub("", about)
    if named := _hint_in(about):
        return named
    looks = kind == "look" or (kind == "point" and words.LOOKED_AT.search(about))
    return "state" if looks else "edit"


def _hint_in(about: str) -> str:
    return next((hint for hint, pattern in words.HINTS if pattern.search(about)), "")


def _opened(mask: str) -> tuple[str, bool]:
    """A clause without what opens an order, and whether that speaks to the user."""
    rest, spoken = mask, False
    while opening := words.OPENING.match(rest):
        speaks = re.search(r"(?i)you|please|kindly|to\b", opening[0])
        spoken = spoken or bool(speaks and not words.FORETOLD.fullmatch(opening[0]))
        rest = rest[opening.end() :]
    return rest, spoken


def _order(mask: str, about: str, line: _Line, after_order: bool) -> str | None:
    """The kind of verb with which a clause orders something in the editor; None without."""
    rest, spoken = _opened(mask)
    advised = words.ADVISED.match(rest)
    rest = rest[advised.end() :] if advised else rest
    spoken = spoken or bool(advised)
    verb = words.VERB.match(rest)
    if verb is None or words.FILMED.match(rest) or (verb["ing"] and not advised):
        return _told_otherwise(mask, rest, about, spoken and verb is None) if not line.own else None
    kind = _kind(verb)
    at_once = words.AT_ONCE.match(rest) or ((spoken or after_order) and words.BARE.match(rest))
    if spoken:
        return kind if at_once or _in_editor(rest, about, kind, spoken) else None
    if line.own and kind == "move":
        return kind if words.widget(about) else None
    if at_once:
        return kind
    if words.PAST_TOO.match(rest) or line.narrated:  # "Set the title to red": done as likely as not
        return None
    return kind if _in_editor(rest, about, kind, spoken) else None


def _told_otherwise(mask: str, rest: str, about: str, spoken: bool) -> str | None:
    """The kind of an order without a verb of the list: "you can undo it by clicking …", "the volume
    can be adjusted in the panel", "the Export button is at the top"."""
    editor = words.widget(about) or words.inside(about)
    passive = words.PASSIVE.search(mask)
    if passive and editor:
        return "move" if passive["move"] else "look"
    if words.LABELLED.match(mask.strip()):
        return "look"
    return "move" if spoken and editor and not words.NOT_DONE_THERE.match(rest) else None


def _in_editor(rest: str, about: str, kind: str, spoken: bool) -> bool:
    """Whether what a verb is about is a thing of the editor."""
    if words.PERCEIVED.match(rest):  # what can be seen is as likely in the film
        placed = words.place(about) and not re.match(r"(?i)\s*(?:see|find)", rest)
        return words.inside(about) or placed or bool(words.LABELLED.search(about))
    if words.CHOSEN.match(rest) or (
        kind == "move" and not spoken and not words.DRAGGED.match(rest)
    ):
        return words.widget(about)
    return words.widget(about) or words.place(about) or words.inside(about)


def _opened_zh(mask: str) -> str:
    rest = mask
    if topic := words.TOPIC_ZH.match(rest):
        rest = rest[topic.end() :]
    while opening := words.OPENING_ZH.match(rest):
        rest = rest[opening.end() :]
    return rest


def _order_zh(mask: str, about: str, line: _Line) -> str | None:
    """The same of a clause in Chinese."""
    rest = _opened_zh(mask)
    verb = words.VERB_ZH.match(rest)
    kind = _kind(verb) if verb else "point"
    spoken = bool(words.DIRECTED_ZH.search(mask[: len(mask) - len(rest)]))
    widget = bool(words.WIDGET_ZH.search(about))
    if line.own and kind == "move" and not spoken:
        return kind if widget and not words.REPORTED_ZH.search(mask) else None
    if words.AT_ONCE_ZH.match(rest):
        return kind
    if words.REPORTED_ZH.search(mask) or words.TALK_ZH.search(rest):
        return None
    if verb is None or (line.narrated and not spoken):
        return "move" if spoken and widget and verb is None else None
    told = spoken or kind != "move" or words.DRAGGED_IN_ZH.match(rest)
    placed = words.PLACE_ZH.search(about) and told
    return kind if widget or placed else None


def _kind(verb: re.Match[str]) -> str:
    found = next(
        (name for name, text in verb.groupdict().items() if text and name != "ing"), "point"
    )
    return _KINDS.get(found, found)


def _pointed(span: Span) -> str:
    """The masked clause, with the quotations that name what is pointed at (click "Export")."""

    def bare(found: re.Match[str]) -> str:
        points = words.POINTS.search(span.mask[: found.start()])
        return " " + span.text[found.start() + 1 : found.end() - 1] + " " if points else found[0]

    return simplified(re.sub(f"[{QUOTED}{QUOTED_END}]+", bare, span.mask))
