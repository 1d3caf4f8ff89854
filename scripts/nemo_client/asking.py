"""Questions that the agent puts to the user in plain text, in the shape of `ask_question`'s args.

A question waits for the user when it needs an answer before the work goes on. What comes after a
change and can be left unanswered ("Want me to change anything else?") is an offer; what stands in
quotes or in a line of a script is content.
"""

from __future__ import annotations

import re
from typing import Any

from .sentences import CHINESE, SCRIPT, Span, lines, list_mark, sentences

Question = dict[str, Any]
"""`{"id", "prompt", "options": [{"id", "label"}]}`, as in the args of `ask_question`."""

_ENDS = re.compile(r"[?？][\s)）\W]*$")
# Whom it is put to: it speaks of the user and the agent, or asks right away.
_TO_USER = re.compile(
    r"(?i)\b(?:you|your|yours|i|me|we|us|shall|should|please|or)\b|^\W*(?:and |or |so |but )?"
    r"(?:which|what|how|where|who|whom|when|is|are|do|does|can|could|would|will|have|has|any)\b"
)
_REPORTS = re.compile(r"(?i)\b(?:asks?|asked|says?|reads?|wonders?|shows?)\b[^?]*[:,]")
_REPORTS_ZH = re.compile(r"(?:问道?|写着|说|念|文案是|标题是)\s*[:：]")
_RHETORICAL = re.compile(
    r"(?i)^\W*(?:ever|ready for|guess what|why not|who knew)\b|有没有想过"
    r"|[;,:] did you mean\b"  # the end of an error: what is to be corrected, not answered
)
# Never waited for; and what is only asked about work that is done.
_CLOSING = re.compile(
    r"(?i)\banything else\b|\bwhat else\b"
    r"|\b(?:any|other|more|further) (?:other |more |further )?changes\b"
    r"|还(?:需要|有|想|要)(?!.*[哪几])|其他|别的"
)
_JUDGED = re.compile(
    r"(?i)\bhow (?:does|do|is|are)\b|\bhow's\b|\bwhat do you think\b|\b(?:happy|satisfied) with\b"
    r"|[怎么]样|(?:效果|感觉|觉得).*[如何]|满意|这样.*吗"
)
_CHOICE = re.compile(
    r"(?i)\b(?:which|what|who|whom|where|when|how (?:long|many|much|should|big|fast|would))\b"
    r"|\bor\b(?! not)"
    r"|什么|哪|几|多[长少大久]|谁|怎么|如何|还是"
)
_ALTERNATIVES = re.compile(r"(?i)\s*(?:,\s*(?:or\s+)?|\s+or\s+|、|，|还是|或者?)\s*")
_SENTENCE_WORDS = re.compile(
    r"(?i)\b(?:you|i|we|it|do|does|is|are|should|shall|would|could|can|want)\b|[您你我要想是有做]"
)


def asked_in(text: str, *, changed: bool) -> list[Question]:
    """The questions of a turn's last text that wait for the user.

    `changed`: the turn has done its work; then only what has to be chosen (which, or) is asked."""
    found: list[Question] = []
    open_list = False  # the lines are a question's options
    for line in lines(text):
        if not line.text.strip():
            continue
        asked = [] if SCRIPT.match(line.mask) else _asked_in_line(line, changed)
        if asked:
            found += asked
            open_list = True
        elif open_list and list_mark(line):
            found[-1]["options"].append(_clean(line.text[list_mark(line) :]))
        else:
            open_list = False
    return [
        {
            "id": str(number),
            "prompt": question["prompt"],
            "options": [{"id": str(n), "label": o} for n, o in enumerate(question["options"], 1)],
        }
        for number, question in enumerate(found, 1)
    ]


def _asked_in_line(line: Span, changed: bool) -> list[Question]:
    found: list[Question] = []
    for sentence in sentences(line):
        if not _ENDS.search(sentence.mask):
            continue
        alternatives = _alternatives(sentence)
        if alternatives and found:
            found[-1]["options"] += alternatives
        elif _waits(sentence.mask[list_mark(sentence) :], changed):
            prompt = _clean(sentence.text[list_mark(sentence) :])
            found.append({"prompt": prompt, "options": []})
    return found


def _waits(mask: str, changed: bool) -> bool:
    if _CLOSING.search(mask) or _RHETORICAL.search(mask):
        return False
    if _REPORTS.search(mask) or _REPORTS_ZH.search(mask):
        return False
    if changed and (_JUDGED.search(mask) or not _CHOICE.search(mask)):
        return False
    return bool(CHINESE.search(mask) or _TO_USER.search(mask))


def _alternatives(sentence: Span) -> list[str]:
    """ "Warm or cool?": what a question before it can be answered with; [] for a whole sentence."""
    words = _clean(sentence.text).rstrip("?？ ")
    parts = [part for part in _ALTERNATIVES.split(words) if part]
    if (
        len(parts) < 2
        or len(words) > 60
        or _SENTENCE_WORDS.search(sentence.mask.replace("还是", ""))
    ):
        return []
    return parts


def _clean(text: str) -> str:
    return re.sub(r"\*\*|__|`", "", text).strip(" \t*")
