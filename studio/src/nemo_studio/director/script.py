"""A script or an article in a message, and its sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .brief import aspect_in
from .durations import find_times, is_cjk
from .prose import split_sentences

LONG_CHARS = 420  # a message longer than this, in sentences, is a text and not an order
LONG_CJK = 160
_LABEL = re.compile(
    r"^(?P<before>.*?)(?:^|[\n.。:：!！,，]|\s)(?:the |this |my )?(?:script|article"
    r"|blog post|blog|transcript|text|essay|脚本|文案|文章|博客|稿子|全文)\s*(?:is"
    r"|below|如下)?\s*[:：]\s*(?P<body>\S.+)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Script:
    """`order` is what was said of the video; `sentences` are the text to be shown.

    `leads` are the sentences that open a paragraph.
    """

    order: str
    sentences: tuple[str, ...]
    leads: frozenset[str] = frozenset()


def find_script(message: str) -> Script | None:
    """The script of a message, when it is labelled as one or is plainly a long text."""
    match = _LABEL.match(message.strip())
    if match:
        sentences = split_sentences(match["body"])
        order = match["before"].strip()
        if len(sentences) > 2 and _is_order(sentences[-1]):
            order = f"{order} {sentences.pop()}".strip()
        if sentences and (len(sentences) > 1 or len(match["body"]) > 60):
            return Script(order, tuple(sentences), _leads(match["body"]))
    cjk = sum(1 for c in message if is_cjk(c))
    if len(message) < LONG_CHARS and cjk < LONG_CJK:
        return None
    paragraphs = [
        p for p in re.split(r"\n\s*\n|\n(?=\S)", message.strip(), maxsplit=1) if p.strip()
    ]
    order, body = (paragraphs[0], paragraphs[1]) if len(paragraphs) == 2 else ("", message)
    if not re.search(r"\bvideo|\bshort|\bclip|\breel|second|视频|短片|秒", order, re.IGNORECASE):
        order, body = "", message
    sentences = split_sentences(body)
    return Script(order, tuple(sentences), _leads(body)) if len(sentences) >= 4 else None


def _leads(body: str) -> frozenset[str]:
    """The first sentence of each paragraph (blank lines are between paragraphs)."""
    paragraphs = (split_sentences(p) for p in re.split(r"\n\s*\n", body))
    return frozenset(p[0] for p in paragraphs if p)


def _is_order(sentence: str) -> bool:
    """Whether a last line says how the video shall be: "30秒竖屏", "Make it 30 seconds"."""
    told = bool(find_times(sentence) or aspect_in(sentence))
    return (
        told
        and len(sentence) <= 60
        and (
            sentence[-1] not in ".!?。！？"
            or bool(re.match(r"make|please|请|做|use", sentence, re.I))
        )
    )
