"""The words that a message gives without quotation marks, apart from what it orders.

"A 6 s video: Happy birthday Mia", "4 tips to sleep better: 1. … 2. …", "Scene 1: … Scene 2: …":
they are shown as they are, and nothing in them is an order, a length or the subject.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .directions import VIDEO, cut_directions, is_direction
from .durations import find_times
from .facts import tells_facts
from .points import listed
from .prose import capital, sentences_of, without_stop
from .quotes import Quoted, take_quotes
from .runs import ITEMS, SCENES, Run, find_bullets, find_run

MAX_HEADING = 60
MAX_ORDER = 240  # characters around a list that are no script
_COLON = re.compile(r"(?::(?!//|\d)|：)\s*")
_SAYS = re.compile(
    r"\b(?:that|which)\s+(?:just |only |simply )?(?:says?|reads?)\b(?:\s+that\b)?\s*[:：]?\s*"
    r"(?!how\b|why\b|what\b|something\b)"
    r"|(?<=[a-z])\s+saying\b\s*[:：]?\s*(?!something\b)"
    r"|\bwith the (?:words?|text|message)\s*[:：]?\s+(?=[A-Z])"
    r"|(?:上面)?写(?:着|上)\s*[:：]?\s*|(?:内容|文字)(?:是|为)\s*[:：]?\s*"
)
_TEXT = re.compile(r"\b(?:text|words|message|content|says?)$|(?:内容|文字|文案)$", re.IGNORECASE)
_MATTER = re.compile(  # behind these stands what the video is about, not its words
    r"(?:\babout(?: this| the following)?|\b(?:topic|subject|idea|theme|prompt|request|brief|goal"
    r"|style|length|duration|format|title|link|made|called|named)|主题|题目|标题|风格|时长|要求)$",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"\b(?:script|article|blog|transcript|essay)\b|脚本|文案|文章|稿子|全文", re.I)
_CLAUSES = re.compile(r"[,，.。;；:：!！?？\n](?!\d)")


@dataclass(frozen=True)
class Given:
    """`order` is the message without the words that are given.

    `content` are sentences, `points` the parts of a list under `heading`, `scenes` the words of
    one scene each.
    """

    order: Quoted
    content: tuple[str, ...] = ()
    heading: str = ""
    points: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()


def take_given(quoted: Quoted) -> Given:
    """What a message gives to be shown; its quoted texts are taken out already."""
    if run := find_run(quoted.text, SCENES):
        scenes = tuple(_scene(quoted, part) for part in run.parts)
        return Given(_order(quoted, run.head, run.rest), scenes=scenes)
    if run := find_run(quoted.text, ITEMS) or find_bullets(quoted.text):
        head, heading = _heading(run)
        points = tuple(capital(quoted.fill(p).rstrip(".。;；,，")) for p in run.parts)
        return Given(_order(quoted, head, run.rest), heading=heading, points=points[:12])
    return _content(quoted)


def gives_parts(message: str) -> bool:
    """Whether a message is an order and the words of its scenes, or of a list, and no script."""
    given = take_given(take_quotes(message))
    order = given.order.text
    listed_only = bool(given.points) and len(order) <= MAX_ORDER and not _SCRIPT.search(order)
    return bool(given.scenes) or listed_only


def _scene(quoted: Quoted, part: str) -> str:
    """The words of a scene: what is quoted in it, else all of it."""
    marks = re.findall(r"⟦\d+⟧", part)
    words = quoted.fill(" ".join(marks) or part)
    return without_stop(words) if len(sentences_of(words)) < 2 else words


def _heading(run: Run) -> tuple[str, str]:
    """(the head without its heading, the heading): "…视频：早睡的三个技巧：" ends with one."""
    head = run.head.rstrip(" :：-–—\n")
    cuts = [m.end() for m in _CLAUSES.finditer(head)]
    at = cuts[-1] if cuts else 0
    last = head[at:].strip()
    order = VIDEO.search(last) or find_times(last) or "⟦" in last or is_direction(last)
    if order or not 2 <= len(last) <= MAX_HEADING:
        return head, ""
    return head[:at].rstrip(" :：,，"), capital(last)


def _content(quoted: Quoted) -> Given:
    """The sentences behind an order's colon, or behind "that says"."""
    text = quoted.text
    leads = [m for m in _SAYS.finditer(text) if VIDEO.search(text[: m.start()])]
    leads += [m for m in _COLON.finditer(text) if _orders(text[: m.start()])]
    for lead in sorted(leads, key=lambda m: m.start()):
        body = text[lead.end() :]
        words, rest = cut_directions(body)
        inner = _COLON.split(body)[-1]  # behind a heading of its own: "video: 4 tips: a, b, c"
        listing = words and (len(listed(inner)) >= 3 or tells_facts(words[0]))
        headed = inner != body or not _bare(text[: lead.start()])
        if listing and lead.re is _COLON and headed:
            continue  # "tips for better sleep: no screens, a cool room, …" are points
        if words and "⟦" not in words[0] and not (lead.re is _COLON and VIDEO.search(words[0])):
            told = tuple(without_stop(w) for w in words)
            return Given(_order(quoted, text[: lead.start()], rest), content=told)
    return Given(quoted)


def _orders(head: str) -> bool:
    """Whether what stands before a colon orders a video, so that its words may follow."""
    sentence = re.split(r"[.!?。！？\n](?!\d)", head)[-1].rstrip()
    clause = re.split(r"[,，;；]", sentence)[-1].strip()
    if _MATTER.search(clause) or "⟦" in clause:
        return False
    if _TEXT.search(clause):
        return bool(VIDEO.search(head))
    told = VIDEO.search(clause) or find_times(clause)
    return bool(told or (VIDEO.search(sentence) and is_direction(clause) and " " in clause))


def _bare(head: str) -> bool:
    """Whether an order names no subject: "a 6 s vertical video"."""
    last = [m.end() for m in VIDEO.finditer(head)]
    behind = head[last[-1] :] if last else ""
    return not behind.strip() or is_direction(behind)


def _order(quoted: Quoted, head: str, rest: str) -> Quoted:
    head = head.rstrip(" :：")
    joined = (
        f"{head}. {rest}" if head and rest and head[-1] not in ".!?。！？" else f"{head} {rest}"
    )
    return Quoted(joined.strip(), quoted.texts)
