"""Edits of what texts say: replace, rewrite, remove, add."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from nemo_studio.timeline.draft import ClipSegment, SoundSegment, TextSegment

from ..board import Board, Scene
from ..durations import find_times
from ..quotes import Quoted
from ..texts import AskedText, asked_texts
from ..topic import headline
from .inserting import insert, scene_for
from .request import (
    NTH_TEXT_ZH,
    ROLE,
    ZH_ROLE,
    Request,
    find_text,
    scene_index,
    text_of_role,
)

_REST = (
    r"(?P<to>⟦\d+⟧|[^⟦⟧,.;，。；\n]{1,120}?)(?=\s*(?:$|[,，;；。\n]|\.(?:\s|$)|!"
    r"|and (?:make|add|set|change|remove|use|put|move|turn)\b))"
)
_REPLACE = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"\b(?:replace|change|swap|update|switch|rename|correct"
        r"|edit)\s+(?:the )?(?:text |words? |line |title "
        r"|caption )*(?P<from>⟦\d+⟧)\s*(?:with|to|by|for|into|->|→"
        r"|so it says)\s*(?P<to>⟦\d+⟧)",
        r"(?P<from>⟦\d+⟧)\s*(?:should (?:say|be|read)|->|→|becomes|=>)\s*(?P<to>⟦\d+⟧)",
        r"(?:把|将)?(?:文字|标题|字幕|文案)?(?P<from>⟦\d+⟧)\s*(?:这句|这行)?(?:改|换"
        r"|替换|变|修改)(?:成|为|做)?\s*(?P<to>⟦\d+⟧)",
        r"\breplace\s+(?P<from>[^⟦⟧,.;]{1,60}?)\s+with\s+" + _REST,
    )
)
_REWRITE = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"\b(?:change|set|update|make|rename|rewrite|edit|switch|want)\s+(?:the |my )?"
        + ROLE
        + r"\s*(?:(?:to say|to read|to be|so it says|to|as|say|read)(?![A-Za-z])|:|=)\s*"
        + _REST,
        r"\b(?:the )?"
        + ROLE
        + r"\s*(?:should (?:say|be|read)|must (?:say|be|read)|is now|:)\s*"
        + _REST,
        r"(?:把|将)?" + ZH_ROLE + r"(?:的)?(?:文字|文案|内容)?(?:改|换|设|变|修改|写)(?:成|为"
        r"|做)?[:：]?\s*(?P<to>⟦\d+⟧|[^⟦⟧,，。；\n]{1,60})",
    )
)
_ALL_TEXT = re.compile(
    r"\b(?:remove|delete|drop|hide|no|without"
    r"|get rid of) (?:all (?:of )?(?:the )?)?(?:texts?|titles|words|text overlays?)\b"
    r"|(?:去掉|删掉|删除|不要|移除|清除)(?:所有|全部)?的?文字",
    re.IGNORECASE,
)
_REMOVE = re.compile(
    r"\b(?:remove|delete|drop|hide|get rid of|take out|lose)\s+(?:the |my )?(?:text "
    r"|line |words |title |caption )?(?P<what>⟦\d+⟧)"
    r"|\b(?:remove|delete|drop|hide|get rid of|take out|lose|no)\s+(?:the |my )?"
    + ROLE
    + r"(?!\s*(?:colou?r|animation|s\b))"
    r"|(?:去掉|删掉|删除|不要|移除)(?:文字|标题|字幕)?(?P<zh>⟦\d+⟧|"
    + NTH_TEXT_ZH
    + r"|(?:主|副)?标题|结尾"
    r"|片尾文字|口号|水印)",
    re.IGNORECASE,
)
_CAPTIONS_ON = re.compile(
    r"\b(?:add|with|turn on|put|show|enable|burn in|generate)(?: some| the"
    r"| in)? (?:subtitles|captions|subs)\b(?![^,.;]*⟦)|(?:加|加上|添加|打开|显示"
    r"|配)(?:上)?字幕(?![^，。]*⟦)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|a|an|my|our|your)\s+", re.IGNORECASE)
_ADDS = re.compile(
    r"\b(?:add|another|insert|also|put|show|display|new|at|from)\b|加|插入|显示|第.{1,4}秒",
    re.IGNORECASE,
)
_REMOVE_ZH = re.compile(
    r"(?:把|将)?(?P<what>⟦\d+⟧)(?:这句|这行)?(?:文字)?(?:删掉|去掉|删除|移除|不要)"
)
_NEW_SCENE = re.compile(
    r"\badd (?:a|an|another|one more) (?:new )?(?:scene|slide|card) (?:about|on|for|with|saying) "
    + _REST
    + r"|(?:加|添加|增加)一?(?:个|幕|页)?(?:关于|介绍)(?P<zh>[^，。,.;⟦⟧\s]{2,20}?)的?"
    r"(?:场景|画面|内容|页)",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\s+(?:(?P<side>after|before) (?:the )?(?P<what>intro(?:duction)?|opening|title|ending|outro"
    r"|end card|(?:first|second|third|fourth|fifth|last) (?:scene|slide|card)|scene \d{1,2})"
    r"|(?:at|to) the (?:very )?(?P<edge>start|beginning|end))$",
    re.IGNORECASE,
)
_NO_CAPTIONS = re.compile(
    r"\b(?:no|remove|hide|turn off|delete|without)(?: the| all)* (?:subtitles|captions"
    r"|subs)\b|(?:去掉|关闭|不要|隐藏|删除|移除)字幕",
    re.IGNORECASE,
)


def reword(request: Request, board: Board) -> None:
    """All edits of words that a request asks for."""
    _replace(request, board)
    _rewrite(request, board)
    _remove(request, board)
    if match := request.take(_NEW_SCENE):
        words = request.words(match, "to") or request.words(match, "zh")
        where = _WHERE.search(words)
        at_ms = _moment(board, where) if where else None
        words = words[: where.start()] if where else words
        text = AskedText(headline(_ARTICLE.sub("", words)), "body")
        insert(request, board, replace(text, at_ms=at_ms))
    if request.take(_CAPTIONS_ON):
        request.notes.append("speech" if _speech(request, board) else "captions_on")
    _add(request, board)


def _moment(board: Board, where: re.Match[str]) -> int:
    """The time (ms) that "after the intro", "before scene 3", "at the start" mean."""
    starts = [*board.starts(), board.duration_ms]
    side = (where["side"] or "").lower()
    if not side:
        return 0 if where["edge"].lower() in ("start", "beginning") else starts[-1]
    at = scene_index(where["what"], len(board.scenes))
    if at is None:
        at = 0 if re.match(r"intro|open|title", where["what"], re.IGNORECASE) else len(starts) - 2
    return starts[at + (side == "after")]


def _replace(request: Request, board: Board) -> None:
    for pattern in _REPLACE:
        while match := pattern.search(request.text):
            old, new = request.words(match, "from"), request.words(match, "to")
            text = find_text(board, old)
            if text is None and "⟦" not in match["from"]:
                break  # "replace the music with …" is not about a text
            request.take(pattern)
            if text is None:
                request.notes.append("no_such_text")
            elif new:
                _swap(text, old, new)
                request.changed("text", old, new)


def _swap(text: TextSegment, old: str, new: str) -> None:
    """`old` becomes `new` in the field of the text that has it."""
    text.sample = False
    pattern = re.compile(r"\s+".join(map(re.escape, old.split())), re.IGNORECASE)
    for name in ("text", "body", "kicker"):
        value = getattr(text, name)
        if pattern.search(value):
            setattr(text, name, pattern.sub(lambda _: new, value, count=1))
            return
    text.items = [pattern.sub(lambda _: new, item, count=1) for item in text.items]


def _rewrite(request: Request, board: Board) -> None:
    for pattern in _REWRITE:
        while match := pattern.search(request.text):
            new = request.words(match, "to")
            if _is_style(match["to"]) or not new:
                break
            request.take(pattern)
            text = text_of_role(board, match["role"])
            if text is None:
                insert(request, board, AskedText(new, "title"))
                continue
            before, text.text, text.sample = text.text, new, False
            if text.role == "title" or text is next(iter(board.all_texts()), None):
                board.meta.title = new[:200]
            request.changed("text", before, new)


def _is_style(words: str) -> bool:
    """Whether what follows "the title to" is a look, a place or a time and not words to show."""
    return "⟦" not in words and bool(
        find_times(words)
        or
        re.search(
            r"^(?:(?:the |be )?(?:top|bottom|cent(?:er|re)|middle|left|right|upper"
                r"|lower|red|blue|green|white|black|"
            r"gold(?:en)?|yellow|orange|pink|purple|bigger|smaller|larger|big|small|bold|serif|"
            r"#[0-9a-f]{3,6}|\d+(?:\.\d+)?\s*(?:s|sec|seconds?|%|x)\b).*)$|^(?:大|小"
                r"|红|蓝|绿|黄|白|黑|金|粉|紫|橙)[一色点]?",
            words.strip(), re.IGNORECASE,
        )
    )  # fmt: skip


def _remove(request: Request, board: Board) -> None:
    if request.take(_NO_CAPTIONS):
        captions = [t for t in board.all_texts() if t.role == "caption"]
        for text in captions:
            board.drop_text(text)
        if captions:
            request.changed("captions_off", str(len(captions)), "0")
        else:
            request.notes.append("no_captions")
    before = board.all_texts()
    if request.take(_ALL_TEXT):
        request.doomed += request.texts(board)
    for text in before:
        if request.is_doomed(text):
            board.drop_text(text)
    if len(left := board.all_texts()) < len(before):
        request.changed("texts_off", str(len(before)), str(len(left)))
    while match := request.take(_REMOVE_ZH):
        _drop(request, board, find_text(board, request.quoted.fill(match["what"])))
    while match := request.take(_REMOVE):
        named = match["what"] or (match["zh"] if match["zh"] and "⟦" in match["zh"] else None)
        if named:
            words = request.quoted.fill(named)
            target = find_text(board, words)
        else:
            target = text_of_role(board, match["role"] or match["zh"])
        _drop(request, board, target)


def _drop(request: Request, board: Board, text: TextSegment | None) -> None:
    if text is None:
        request.notes.append("no_such_text")
    else:
        board.drop_text(text)
        request.changed("text_removed", text.text, "")


def _add(request: Request, board: Board) -> None:
    """Whatever quoted texts are left are to be shown."""
    if "⟦" not in request.text:
        return
    styling = r"colou?r|bigger|smaller|larger|bold|move|size|颜色|大一点|小一点|移到|移动"
    asked = [
        t for t in asked_texts(Quoted(request.text, request.quoted.texts))
        if not (find_text(board, t.text) and re.search(styling, request.text, re.IGNORECASE))
    ]  # fmt: skip
    adds = bool(_ADDS.search(request.text))
    for text in asked:
        scene = scene_for(request, board, text.text)
        request.later.append(partial(_say_or_insert, request, board, text, adds, scene))
    if asked:
        request.text = _without_marks(request.text)


def _say_or_insert(
    request: Request, board: Board, asked: AskedText, adds: bool, scene: Scene | None
) -> None:
    """ "the title 'Hi'" rewrites the title that is there; "add the title 'Hi'" does not."""
    there = None
    if asked.purpose in ("title", "end", "subtitle") and not adds:
        there = text_of_role(board, asked.purpose)
    if there is None or (asked.purpose == "subtitle" and there.role != "subtitle"):
        insert(request, board, asked, scene)
    else:
        before, there.text, there.sample = there.text, asked.text, False
        request.changed("text", before, asked.text)


def _without_marks(text: str) -> str:
    """What is left when the clauses with quoted texts are done."""
    parts = re.split(r"(?<=[,;，。；\n])|(?=\band\b)", text)
    return "".join(p for p in parts if "⟦" not in p)


def _speech(request: Request, board: Board) -> bool:
    """Whether the video has recorded sound in which somebody may speak."""
    sources = [s.picture.src for s in board.scenes if isinstance(s.picture, ClipSegment)]
    sources += [s.src for s in board.sounds if isinstance(s, SoundSegment)]
    assets = (request.project.asset(src) for src in sources)
    return any(a is not None and a.has_audio for a in assets)
