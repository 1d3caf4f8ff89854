"""The local agent: a message and a project in, steps out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from nemo_studio.timeline import answers
from nemo_studio.timeline.draft import TimelineError, dump_timeline
from nemo_studio.timeline.message import Told, begins_json, find_json
from nemo_studio.timeline.operations import is_patch
from nemo_studio.timeline.problems import StoryboardError

from .board import Board, read_board
from .brief import cannot_in, read_brief
from .edits import Request, edit_board, note_of, sentence_of
from .edits.idle import idle_parts
from .edits.logo import find_logo
from .edits.material import unused_assets
from .edits.replacing import asks_to_use
from .generate import exact_stages, generate
from .given import gives_parts
from .intent import Intent, intent_of, wants_files, wants_footage
from .keypoints import key_points
from .language import Language, language_of
from .look import aspect_of
from .named import named_files, say_things, unquote_files
from .narration import gives_narration
from .project import Asked, Project
from .questions import Choice, answer_of, ask
from .quotes import take_quotes
from .say import count_of, say, seconds
from .script import find_script
from .steps import Say, Step, Think, ToolCall, ToolResult
from .summary import suggestion, summary
from .told import (
    changes_from,
    edited,
    follow,
    patch_told,
    refusal,
)
from .topic import Subject, topic_by_count

_BETTER = {  # what an answer to "what should change first?" asks for
    "shorter": ("shorter, transitions of 0.3 seconds", "短一点，转场0.3秒"),
    "look": ("other colours and layouts", "换配色和版式"),
    "music": ("another song", "换一首歌"),
}
_WITH_LOGO = (  # changes that may be what a message means by its logo
    "logo", "logo_changed", "logo_removed", "added_file", "replaced_file", "text", "text_added",
    "text_shown",
)  # fmt: skip
MAX_MESSAGE = 40_000  # characters of a script that are read
MAX_JSON = 1_000_000  # of a storyboard or a patch
MAX_ORDER = 3000  # characters of a message that can hold instructions
_SPACES = re.compile(r"[^\S\n]{2,}")
_LINES = re.compile(r"\n{3,}")
_SENTENCES: dict[Intent, str] = {
    "export": "service_export", "credits": "service_credits", "upload": "service_upload",
    "help": "help", "empty": "ask_topic", "vague_new": "ask_topic", "not_video": "not_video",
}  # fmt: skip


def respond(message: str, project: Project) -> Iterator[Step]:
    """The steps that answer a message; quick, and without any I/O.

    Never raises for anything that a user may write: what cannot be done is said. Every draft that
    a step carries has been validated by `load_timeline`.
    """
    message = message.encode("utf-8", "replace").decode("utf-8")[:MAX_JSON]
    order = _order_of(message[:MAX_MESSAGE])
    language = _language("" if begins_json(message) else order, project)
    told: Told | None = None
    try:
        if (told := find_json(message)) is not None:
            language = _language(told.unused, project)
            follow_it = _patch if is_patch(told.value) else _follow
            yield from follow_it(told, project, language, message)
            return
    except (StoryboardError, TimelineError) as error:
        yield Say(refusal(error, told.value if told else None, project, language))
        return
    message = message[:MAX_MESSAGE]
    message = unquote_files(message, project.assets)
    order = unquote_files(order, project.assets)
    choice = answer_of(order, project.asked.question) if project.asked else None
    if choice and project.asked:
        yield Think(f"answer={choice.kind}/{choice.option}")
        yield from _answer(choice, project.asked, project, language)
        return
    intent = intent_of(order, project)
    yield Think(f"intent={intent}")
    if intent in _SENTENCES:
        yield Say(say(_SENTENCES[intent], language))
    elif intent == "vague_edit":
        yield from ask("better", language)
    elif intent in ("undo", "redo"):
        yield from _step_back(intent, project, language)
    elif intent == "status":
        yield from _status(project, language)
    elif intent == "edit":
        yield from _edit_or_ask(order, project, language)
    elif wants_footage(order) and not (wants_files(order) and project.assets):
        yield from ask("footage", language, say("no_footage", language))
    else:
        yield from _generate(message, order, project)


def _order_of(message: str) -> str:
    """The part of a message that can hold instructions."""
    return _tidy(message)[:MAX_ORDER]


def _tidy(message: str) -> str:
    """A message without runs of spaces and of empty lines."""
    return _LINES.sub("\n\n", _SPACES.sub(" ", message))


def _answer(choice: Choice, asked: Asked, project: Project, language: Language) -> Iterator[Step]:
    """What the chosen option of a question leads to."""
    first = unquote_files(asked.message, project.assets)
    order = first[:MAX_ORDER]
    if choice.option == "none":
        yield Say(say("declined", language))
    elif choice.kind == "better":
        yield from _edit(_BETTER[choice.option][language == "zh"], project, language)
    elif choice.option == "clips" and not any(a.kind != "audio" for a in project.assets):
        yield Say(say("send_clips", language))
    elif choice.option == "add":
        order = f"{order}, {choice.more}" if choice.more else order
        yield from _edit(order, project, _language(order, project), add_named=True)
    else:
        yield from _generate(first, order, project, footage_told=choice.kind == "footage")


def _edit_or_ask(order: str, project: Project, language: Language) -> Iterator[Step]:
    """An edit; a question when it names an upload that the video does not have."""
    board = _board(project.draft) if project.draft else None
    if isinstance(board, Board):
        unused = unused_assets(board, project.assets)
        logo = find_logo(order, project.assets, board)
        words = take_quotes(logo.text if logo else order).text
        new = [a for a in named_files(words, project.assets, loosely=True) if a in unused]
        plain = say_things(words, project.assets, board)
        if new and not asks_to_use(plain):
            yield from ask("file", language, name=", ".join(a.name for a in new))
            return
    yield from _edit(order, project, language)


def _language(message: str, project: Project) -> Language:
    words = re.sub(r"⟦\d+⟧", " ", take_quotes(message).text)
    return language_of(words, project.language)


def _generate(
    message: str, order: str, project: Project, *, footage_told: bool = False
) -> Iterator[Step]:
    logo = find_logo(message, project.assets)
    if logo:
        message, order = logo.text, _order_of(logo.text)
        project = replace(project, assets=[a for a in project.assets if a is not logo.asset])
    named = named_files(order, project.assets)
    if any(a.kind != "audio" for a in named):  # of these files, and of no others
        project = replace(project, assets=[a for a in project.assets if a in named])
    script = None
    if gives_narration(message) or gives_parts(message):  # as long as a script, shown as it is
        order = message
    else:
        script = find_script(_tidy(message))
    if script is None and wants_files(order) and not any(a.kind != "audio" for a in project.assets):
        yield Say(say("no_files", _language(message, project)))
        return
    if script is None:
        brief = read_brief(say_things(order, project.assets), language=project.language)
        if footage_told:
            brief = replace(brief, cannot=tuple(k for k in brief.cannot if k != "footage"))
        yield from generate(brief, project, order, logo=logo)
        return
    brief = read_brief(message, language=project.language, known=script.order[:MAX_ORDER])
    told = language_of(" ".join(script.sentences), project.language)
    topic = topic_by_count(" ".join(script.sentences))
    brief = replace(brief, language=told, subject=Subject("", topic))
    cards = key_points(script, brief.length_ms)
    yield from generate(brief, project, message, cards, logo)


def _follow(told: Told, project: Project, language: Language, message: str) -> Iterator[Step]:
    """A storyboard, or a draft, exactly as it is given."""
    followed = follow(told.value, project)
    timeline = followed.timeline
    changes = changes_from(project, timeline, language)
    if changes == []:
        yield Say(answers.changed([], [], timeline, language, "did_change"))
        return
    draft = dump_timeline(timeline)
    board = read_board(draft)
    meta = timeline.meta
    opening = say(
        "plan_exact", language, length=seconds(timeline.duration_ms, language),
        aspect=aspect_of(meta.width, meta.height),
        scenes=count_of("scene", len(board.scenes), language),
    )  # fmt: skip
    remarks = [
        answers.scenes(timeline, language),
        *answers.otherwise(followed.notes, timeline, language),
    ]
    response: dict[str, Any] = {"changes": changes} if changes else {}
    if told.unused:
        response["unused"] = told.unused
        remarks.append(say("unused", language, words=told.unused[:200]))
    yield from exact_stages(draft, board, language, opening, message, remarks, **response)


def _patch(told: Told, project: Project, language: Language, message: str) -> Iterator[Step]:
    """Changes of the draft, exactly as they are given, in one step of undo."""
    if project.draft is None:
        yield Say(say("nothing_yet", language))
        return
    if isinstance(board := _board(project.draft), str):
        yield Say(say("bad_draft", language, problem=board))
        return
    made = edited(told.value, project, language)
    remarks: list[str] = []
    response: dict[str, Any] = {"status": "success", "changes": made.changes}
    if told.unused:
        response["unused"] = told.unused
        remarks.append(say("unused", language, words=told.unused[:200]))
    if made.draft is not None:
        yield ToolCall("edit_multitrack", {"patch": told.value})
        yield ToolResult("edit_multitrack", response, made.draft, made.history, made.count)
    yield Say(answers.in_one([patch_told(made, language), *remarks], language))


def _step_back(intent: Intent, project: Project, language: Language) -> Iterator[Step]:
    stack = project.history if intent == "undo" else project.undone
    if not stack or project.draft is None:
        yield Say(say(f"no_{intent}", language))
        return
    board = _board(stack[-1])
    if isinstance(board, str):
        yield Say(say("bad_draft", language, problem=board))
        return
    yield ToolCall("edit_multitrack", {intent: True})
    yield ToolResult(
        "edit_multitrack", {"status": "success"}, draft=stack[-1],
        history="undo" if intent == "undo" else "redo",
    )  # fmt: skip
    key = "undone" if intent == "undo" else "redone"
    yield Say(say(key, language, summary=summary(board, language)))


def _status(project: Project, language: Language) -> Iterator[Step]:
    board = _board(project.draft) if project.draft else None
    if isinstance(board, Board):
        yield Say(say("service_status", language, summary=summary(board, language)))
    elif board:
        yield Say(say("bad_draft", language, problem=board))
    else:
        yield Say(say("nothing_yet", language))


def _edit(
    message: str, project: Project, language: Language, *, add_named: bool = False
) -> Iterator[Step]:
    if project.draft is None:
        yield Say(say("nothing_yet", language))
        return
    board = _board(project.draft)
    if isinstance(board, str):
        yield Say(say("bad_draft", language, problem=board))
        return
    request = edit_board(message, board, project, language, add_named=add_named)
    notes = [n for n in dict.fromkeys(request.notes) if n != "already" or not request.changes]
    sentences = [note_of(n, language) for n in notes]
    sentences += [say(f"cannot_{k}", language) for k in _beyond(message, request)]
    gap = "" if language == "zh" else " "
    if not request.changes:
        yield Say(gap.join(sentences or [say("cannot_edit", language)]))
        return
    draft = board.draft()
    changes = [sentence_of(c, language) for c in request.changes]
    told = ("；" if language == "zh" else "; ").join(changes)
    yield ToolCall("edit_multitrack", {"message": message[:2000]})
    yield ToolResult("edit_multitrack", {"status": "success", "changes": changes}, draft=draft)
    if idle := idle_parts(message, partial(_outcome, project, language, add_named)):
        sentences.append(say("idle", language, parts=gap.join(f"“{part}”" for part in idle)))
    yield Say(gap.join([say("changed", language, changes=told), *sentences]))
    if any(c.key == "again" for c in request.changes):
        yield Say(suggestion(read_board(draft), language))


def _outcome(project: Project, language: Language, add_named: bool, message: str) -> object:
    """What a message makes of the draft, and what is remarked on it."""
    board = read_board(project.draft or {})
    request = edit_board(message, board, project, language, add_named=add_named)
    return board.draft(), [n for n in request.notes if n != "already"]


def _beyond(message: str, request: Request) -> list[str]:
    """What a message asks for and an edit cannot do; where a logo was uploaded, it can."""
    words = say_things(take_quotes(message).text, request.project.assets)
    done = any(c.key in _WITH_LOGO for c in request.changes)
    return [k for k in cannot_in(words) if not (done and k == "logo")]


def _board(draft: dict[str, Any]) -> Board | str:
    """The board of a draft, or the words of what is wrong with it."""
    try:
        return read_board(draft)
    except TimelineError as error:
        return str(error)
