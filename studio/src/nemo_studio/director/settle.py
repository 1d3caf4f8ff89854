"""The first and the last moment of a video: a poster that is not empty, an end that stays."""

from __future__ import annotations

from .board import Board


def settle_texts(board: Board) -> None:
    """The opening text is there from the first frame on, the closing one until the last.

    An entrance that was asked for ("typewriter") stays; a text that has become one in the middle
    goes as texts do.
    """
    total = board.duration_ms
    timed = [(start + t.start_ms, t) for start, s in zip(board.starts(), board.scenes, strict=True)
             for t in s.texts]  # fmt: skip
    for start, text in [*timed, *((t.start_ms, t) for t in board.texts)]:
        if start == 0 and text.animate_in == "rise":
            text.animate_in = "none"
        if start + text.duration_ms >= total:
            text.animate_out = "none"
        elif text.animate_out == "none":
            text.animate_out = "fade"
