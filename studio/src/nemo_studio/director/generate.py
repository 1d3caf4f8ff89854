"""The steps of a generation: a plan in words, the raw cut, then titles and sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nemo_wire import fields

from .board import Board
from .brief import Brief
from .cards import Card
from .edits.logo import Logo, lay_logo
from .language import Language
from .look import aspect_of
from .plan import Plan, plan_video
from .project import Project
from .say import count_of, mood_name, percent, remark, say, seconds
from .steps import Say, Step, Think, ToolCall, ToolResult
from .summary import suggestion, summary


def generate(
    brief: Brief,
    project: Project,
    prompt: str,
    cards: list[Card] | None = None,
    logo: Logo | None = None,
) -> Iterator[Step]:
    """A new video from a brief, in two stages; a logo lies over the whole of it."""
    plan = plan_video(brief, project, cards, prompt)
    if logo:
        lay_logo(logo, plan.board)
        plan.notes.append("logo_laid")
    media = sum(a.kind != "audio" for a in project.assets) if cards is None else 0
    subject = brief.subject.phrase
    opening = _opening(plan.board, brief.language, media, subject)
    yield Think(f"subject={subject!r} topic={brief.subject.topic.name} seed={brief.seed}")
    remarks = _remarks(plan, brief.language)
    yield from exact_stages(
        plan.board.draft(), plan.board, brief.language, opening, prompt, remarks
    )


def _remarks(plan: Plan, language: Language) -> list[str]:
    """What the user should know: which lines are the studio's own, too."""
    told = [remark(n, language) for n in plan.notes]
    if plan.own and "placeholders" not in plan.notes:  # which says it already
        gap = "" if language == "zh" else ", "
        lines = gap.join(f"“{line}”" for line in plan.own)
        told.append(say("own_lines", language, lines=lines))
    return told


def exact_stages(
    draft: dict[str, Any],
    board: Board,
    language: Language,
    opening: str,
    prompt: str,
    remarks: list[str],
    **response: Any,
) -> Iterator[Step]:
    """The steps of a draft that is ready: raw cut first, then the whole; board: the draft's.
    response: of the last tool."""
    raw = raw_cut(draft)
    length = seconds(board.duration_ms, language)
    scenes = count_of("scene", len(board.scenes), language)
    yield Say(opening)
    yield ToolCall("generate_video", {"prompt": prompt[:2000], "duration_ms": board.duration_ms})
    yield ToolResult(
        "generate_video", {"status": "success", "scenes": len(board.scenes)}, draft=raw
    )
    more = len(draft[fields.TRACKS]) > len(raw[fields.TRACKS])
    yield Say(say("raw_ready" if more else "raw_silent", language, length=length, scenes=scenes))
    yield ToolCall("edit_multitrack", {"add": _added(draft)})
    yield ToolResult(
        "edit_multitrack", {"status": "success", **response}, draft=draft, history="amend"
    )
    done = [say("done", language, summary=summary(board, language)), *remarks]
    done.append(suggestion(board, language))
    yield Say(("" if language == "zh" else " ").join(done))


def raw_cut(draft: dict[str, Any]) -> dict[str, Any]:
    """The draft with its video tracks only."""
    tracks = [t for t in draft[fields.TRACKS] if t[fields.TRACK_TYPE] == fields.TRACK_VIDEO]
    return {**draft, fields.TRACKS: tracks}


def _added(draft: dict[str, Any]) -> list[str]:
    names = {fields.TRACK_AUDIO: "audio", fields.TRACK_TEXT: "text"}
    kinds = [t[fields.TRACK_TYPE] for t in draft[fields.TRACKS]]
    return [names[k] for k in kinds if k in names]


def _opening(board: Board, language: Language, media: int, subject: str) -> str:
    meta = board.meta
    music = say("without_music", language) if not board.sounds else ""
    if board.music:
        first = board.music[0]
        mood, volume = mood_name(first.mood, language), percent(first.volume)
        music = say("with_music", language, mood=mood, volume=volume)
    values = {
        "length": seconds(board.duration_ms, language),
        "aspect": aspect_of(meta.width, meta.height),
        "music": music,
    }
    if media:
        return say("plan_media", language, count=count_of("file", media, language), **values)
    about = say("about", language, subject=subject) if subject else ""
    return say(
        "plan_text",
        language,
        scenes=count_of("scene", len(board.scenes), language),
        about=about,
        **values,
    )
