"""Follow-up messages: what they ask is carried out on the board, and told as changes.

The order matters: quoted texts first (their words are no commands), then scenes, sound and looks,
and last the lengths, whose times are by then not meant for anything else.
"""

from __future__ import annotations

from nemo_studio.timeline.draft import ClipSegment

from ..board import Board
from ..language import Language
from ..named import named_files, say_things, scenes_of
from ..project import Project
from ..quotes import Quoted, take_contacts, take_quotes
from .canvas import repaint
from .labels import note_of, sentence_of
from .length import respeed, retime
from .logo import find_logo, place_logo
from .material import again, bring_in, unused_assets, use_all
from .opening import lead_in
from .pointing import point_out
from .replacing import exchange
from .request import Change, Request
from .scenes import rearrange, reverse, trim
from .sound import mute_clips, resound
from .sparing import spare
from .styling import restyle
from .wording import reword

__all__ = ["Change", "Request", "edit_board", "note_of", "sentence_of", "shape_clips"]


def edit_board(
    message: str, board: Board, project: Project, language: Language, *, add_named: bool = False
) -> Request:
    """Carry out a message's edits on the board; the request tells its changes and notes.

    Files that the message names are what it is about. `add_named` brings those in that are not in
    the video yet; otherwise the message must ask for it.
    """
    logo = find_logo(message, project.assets, board, adds=add_named)
    message = logo.text if logo else message
    named = named_files(take_quotes(message).text, project.assets, loosely=True)
    new = [a for a in named if a in unused_assets(board, project.assets)]
    request = Request("", take_quotes(message), language, project, only=new or None)
    opening = board.scenes[0]
    if add_named and new:
        use_all(request, board)
    _read(request, board, message)
    request.focus = [board.scenes[i] for i in scenes_of(board, named)]
    if logo:
        place_logo(logo, request, board)
    for edit in (
        point_out,
        spare,
        again,
        exchange,
        bring_in,
        rearrange,
        restyle,
        reword,
        resound,
        repaint,
        retime,
    ):
        edit(request, board)
    for task in request.later:
        task()
    lead_in(board, opening)
    return request


def shape_clips(message: str, board: Board, project: Project, language: Language) -> Request:
    """What the brief of a new video says of its clips: cuts, speed, playing backwards."""
    request = Request("", take_quotes(message), language, project)
    _read(request, board, message)
    request.focus = [
        board.scenes[i] for i in scenes_of(board, named_files(message, project.assets))
    ]
    for edit in (trim, reverse, mute_clips):
        edit(request, board)
    if any(isinstance(s.picture, ClipSegment) for s in board.scenes):
        respeed(request, board)
    return request


def _read(request: Request, board: Board, message: str) -> None:
    quoted = take_contacts(take_quotes(message))
    request.quoted = Quoted(say_things(quoted.text, request.project.assets, board), quoted.texts)
    request.text = request.quoted.text
