"""Follow-up messages: what they ask is carried out on the board, and told as changes.

The order matters: quoted texts first (their words are no commands), then scenes, sound and looks,
and last the lengths, whose times are by then not meant for anything else.
"""

from __future__ import annotations

from ..board import Board
from ..language import Language
from ..project import Project
from ..quotes import take_quotes
from .canvas import repaint
from .labels import note_of, sentence_of
from .length import retime
from .material import again, bring_in, unused_assets, use_all
from .request import Change, Request
from .scenes import rearrange
from .sound import resound
from .styling import restyle
from .wording import reword

__all__ = ["Change", "Request", "edit_board", "note_of", "sentence_of"]


def edit_board(message: str, board: Board, project: Project, language: Language) -> Request:
    """Carry out a message's edits on the board; the request tells its changes and notes."""
    quoted = take_quotes(message)
    request = Request(quoted.text, quoted, language, project)
    for edit in (again, bring_in, rearrange, restyle, reword, resound, repaint, retime):
        edit(request, board)
    if not request.changes and not request.notes and unused_assets(board, project.assets):
        use_all(request, board)
    return request
