"""The order of the scenes has changed: what leads into the one that was the first before."""

from __future__ import annotations

from collections import Counter

from ..board import Board, Scene
from .fit import fit_transition


def lead_in(board: Board, before: Scene) -> None:
    """The scene that was first gets the transition that is usual here, where another one is now.

    The new first scene's own transition counts among the others: the draft leaves it out.
    """
    scenes = board.scenes
    if before is scenes[0] or before.picture.transition or not any(before is s for s in scenes):
        return
    others = [s.picture.transition for s in scenes if s is not before]
    kinds = Counter(t.kind for t in others if t)
    if not kinds:
        return
    kind = kinds.most_common(1)[0][0]
    usual = next(t for t in others if t and t.kind == kind)
    before.picture.transition = usual.model_copy()
    fit_transition(before)
