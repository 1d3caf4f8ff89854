"""A script or an article becomes its key points: sentences chosen, not written anew."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from .brief import aspect_in
from .cards import Card
from .durations import find_times, is_cjk
from .timing import reading_ms

LONG_CHARS = 420  # a message longer than this, in sentences, is a text and not an order
LONG_CJK = 160
MAX_CARD_LATIN = 90
MAX_CARD_CJK = 34
_LABEL = re.compile(
    r"^(?P<before>.*?)(?:^|[\n.。:：!！,，]|\s)(?:the |this |my )?(?:script|article"
    r"|blog post|blog|transcript|text|essay|脚本|文案|文章|博客|稿子|全文)\s*(?:is"
    r"|below|如下)?\s*[:：]\s*(?P<body>\S.+)$",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:\.(?=\d)[^.!?。！？\n]*)*[.!?。！？]*[\"”’)]*")
_WRAPPED = re.compile(r"(?<![.!?:。！？：\n])\n(?=[^\S\n]*[a-zà-ÿ(])")  # a line that goes on
_STAGE = re.compile(
    r"^\s*(?:\[[^\]]*\]|\([^)]*\)|#+|[-*•]|\d{1,2}[.)、]|(?:scene|narrator|host|vo"
    r"|旁白|镜头)\s*\d*\s*[:：])\s*",
    re.I,
)
_STOP = frozenset(
    re.findall(
        r"\w+",
        "the a an and or but of to in on at for with from by as is are was were be been it its "
        "this that these those we you they he she i our your their not no so if then than also "
        "can will just into about over more most very have has had do does did what which who "
        "when where how all any some one",
    )
)


@dataclass(frozen=True)
class Script:
    """`order` is what was said of the video; `sentences` are the text to be shown."""

    order: str
    sentences: tuple[str, ...]


def find_script(message: str) -> Script | None:
    """The script of a message, when it is labelled as one or is plainly a long text."""
    match = _LABEL.match(message.strip())
    if match:
        sentences = split_sentences(match["body"])
        order = match["before"].strip()
        if len(sentences) > 2 and _is_order(sentences[-1]):
            order = f"{order} {sentences.pop()}".strip()
        if sentences and (len(sentences) > 1 or len(match["body"]) > 60):
            return Script(order, tuple(sentences))
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
    return Script(order, tuple(sentences)) if len(sentences) >= 4 else None


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


def split_sentences(text: str) -> list[str]:
    """The sentences of a text without stage directions and list marks."""
    out = []
    text = _WRAPPED.sub(" ", text.replace("\r", ""))
    for line in text.split("\n"):
        line = _STAGE.sub("", line)
        for match in _SENTENCE.finditer(line):
            sentence = " ".join(match[0].split()).strip(' -–—"“”')
            if re.search(r"\w{2,}|[\u3400-\u9fff]", sentence):
                out.append(sentence)
    return out[:400]


def key_points(script: Script, total_ms: int | None) -> list[Card]:
    """A card for each point: all sentences when they fit, else the ones that carry most.

    With no length asked, as many as fit into a minute.
    """
    sentences = list(dict.fromkeys(script.sentences))
    limit = total_ms or 60_000
    chosen = _choose(sentences, limit)
    cards = []
    for place, at in enumerate(chosen):
        text, body = _fold(sentences[at])
        stage = "open" if place == 0 else "middle"
        layout = "hero" if place == 0 else None
        cards.append(Card(text, stage, body=body, layout=layout))  # type: ignore[arg-type]
    return cards


def _choose(sentences: list[str], limit_ms: int) -> list[int]:
    """Places of the sentences to show, in the order of the text: the first one always."""
    scores = _scores(sentences)
    left = limit_ms - _cost(sentences[0])
    chosen = [0]
    for at in sorted(range(1, len(sentences)), key=lambda i: (-scores[i], i)):
        cost = _cost(sentences[at])
        if cost <= left:
            chosen.append(at)
            left -= cost
    return sorted(chosen)


def _cost(sentence: str) -> int:
    return reading_ms(*_fold(sentence))


def _scores(sentences: list[str]) -> list[float]:
    """Mean weight of a sentence's words by how often the text uses them; early ones count more."""
    words = [_words(s) for s in sentences]
    counts = Counter(w for row in words for w in set(row))
    out = []
    for i, row in enumerate(words):
        weight = sum(counts[w] for w in row) / (len(row) + 3)
        length = len(sentences[i])
        brief = 1.0 if length <= 120 else 120 / length
        out.append(weight * brief * (1.25 if i == len(words) - 1 else 1.0) / (1 + 0.02 * i))
    return out


def _words(sentence: str) -> list[str]:
    latin = [w for w in re.findall(r"[^\W\d_]{3,}", sentence.lower()) if w not in _STOP]
    han = [c for c in sentence if is_cjk(c)]
    pairs = ["".join(p) for p in pairwise(han)]
    return [w for w in latin if not is_cjk(w[0])] + pairs


def _fold(sentence: str) -> tuple[str, str]:
    """A long sentence as (large text, smaller text), broken at a comma or between words."""
    cjk = sum(1 for c in sentence if is_cjk(c)) > len(sentence) / 2
    limit = MAX_CARD_CJK if cjk else MAX_CARD_LATIN
    if len(sentence) <= limit:
        return sentence, ""
    cuts = [m.end() for m in re.finditer(r"[,;:，；：、]\s*|\s[–—-]\s", sentence)]
    good = [c for c in cuts if limit * 0.25 <= c <= limit]
    at = good[0] if good else (limit if cjk else sentence.rfind(" ", 0, limit) + 1 or limit)
    return sentence[:at].strip(" ,;:，；：、–—-"), sentence[at:].strip()
