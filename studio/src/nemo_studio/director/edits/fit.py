"""A scene of another length, and what runs across the scenes."""

from __future__ import annotations

from nemo_studio.timeline.draft import MusicSegment, SoundSegment

from ..board import Board, Scene


def rescale(scene: Scene, duration_ms: int) -> None:
    """A scene of another length. Texts over a picture that still fit keep their time; all others
    keep their share of it."""
    before = scene.duration_ms
    scene.duration_ms = max(1, duration_ms)
    for text in scene.texts:
        passing = text.role != "card" and text.end_ms < before
        if passing and text.end_ms <= scene.duration_ms:
            continue
        end = round(text.end_ms * scene.duration_ms / before)
        text.start_ms = round(text.start_ms * scene.duration_ms / before)
        text.duration_ms = max(1, end - text.start_ms)
    fit_transition(scene)


def fit_transition(scene: Scene) -> None:
    """A transition takes at most a third of its scene."""
    if scene.picture.transition:
        limit = max(0, scene.duration_ms // 3)
        scene.picture.transition.duration_ms = min(scene.picture.transition.duration_ms, limit)


def follow(board: Board, before_ms: int) -> None:
    """What runs across the scenes is fitted to the board's new length."""
    after = board.duration_ms
    if after == before_ms:
        return
    for text in [*board.texts, *(p for track in board.overlays for p in track)]:
        end = round(text.end_ms * after / before_ms)
        text.start_ms = round(text.start_ms * after / before_ms)
        text.duration_ms = max(1, end - text.start_ms)
    for sound in board.sounds:
        whole = sound.end_ms >= before_ms - 50
        if isinstance(sound, MusicSegment | SoundSegment) and whole:
            sound.start_ms = min(sound.start_ms, max(0, after - 200))
            sound.duration_ms = max(1, after - sound.start_ms)
        elif not whole:
            sound.start_ms = round(sound.start_ms * after / before_ms)
