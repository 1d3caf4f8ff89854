"""A stretch of time taken out of a board: what comes behind it moves up, nothing is scaled."""

from __future__ import annotations

from nemo_studio.timeline.draft import ClipSegment, MusicSegment, SoundSegment, TextSegment

from ..board import MIN_TEXT_MS, Board, Scene
from .fit import fit_transition

LEAST_MS = 300


def remove_span(board: Board, begin: int, end: int) -> None:
    """Take `begin` to `end` (ms) out. Clips go on where the cut ends; texts move with the picture.

    A text that lies wholly in the cut goes; one that is cut keeps its length where there is room.
    """
    total = board.duration_ms
    board.lift_texts()
    at = _scene_at(board, end)
    if at is not None and board.starts()[at] < begin and _is_clip(board.scenes[at]):
        cut_in_two(board, at, end - board.starts()[at])
    kept: list[Scene] = []
    for start, scene in zip(board.starts(), board.scenes, strict=True):
        stop = start + scene.duration_ms
        cut = max(0, min(stop, end) - max(start, begin))
        left = scene.duration_ms - cut
        if left < min(LEAST_MS, scene.duration_ms):
            if left and kept:
                kept[-1].duration_ms += left
            elif left:
                scene.duration_ms = left
                kept.append(scene)
            continue
        _cut_clip(scene, cut, at_start=begin <= start)
        scene.duration_ms = left
        fit_transition(scene)
        kept.append(scene)
    board.scenes = kept
    _move_up(board, begin, end, total)
    board.seat_texts()


def cut_in_two(board: Board, at: int, inside: int) -> None:
    """Scene `at` becomes two, the first `inside` ms long; the second goes on without a break."""
    scene = board.scenes[at]
    second = Scene(scene.picture.model_copy(deep=True), scene.duration_ms - inside)
    second.picture.id = board.new_id("s")
    second.picture.transition = None
    if isinstance(second.picture, ClipSegment) and not second.picture.reverse:
        second.picture.trim_ms += round(inside * second.picture.speed)
    elif isinstance(scene.picture, ClipSegment):
        scene.picture.trim_ms += round(second.duration_ms * scene.picture.speed)
    for text in scene.texts:
        text.duration_ms = max(1, min(text.duration_ms, inside - text.start_ms))
    scene.texts = [t for t in scene.texts if t.start_ms < inside]
    scene.duration_ms = inside
    board.scenes.insert(at + 1, second)


def _is_clip(scene: Scene) -> bool:
    return isinstance(scene.picture, ClipSegment)


def _scene_at(board: Board, ms: int) -> int | None:
    """The scene that runs on both sides of a point of time."""
    for i, (start, scene) in enumerate(zip(board.starts(), board.scenes, strict=True)):
        if start < ms < start + scene.duration_ms:
            return i
    return None


def _cut_clip(scene: Scene, cut: int, *, at_start: bool) -> None:
    clip = scene.picture
    if isinstance(clip, ClipSegment) and at_start != clip.reverse:  # reversed, it begins at its end
        clip.trim_ms += round(cut * clip.speed)


def _move_up(board: Board, begin: int, end: int, total: int) -> None:
    gone = end - begin

    def moved(ms: int) -> int:
        return ms if ms <= begin else max(begin, ms - gone)

    texts = sorted(board.texts, key=lambda t: t.start_ms)
    nexts = [*(t.start_ms for t in texts[1:]), total][: len(texts)]
    board.texts = []
    for text, following in zip(texts, nexts, strict=True):
        start, stop = moved(text.start_ms), moved(text.end_ms)
        if stop - start < min(MIN_TEXT_MS, text.duration_ms):
            continue
        room = moved(max(following, text.end_ms)) - start
        text.start_ms, text.duration_ms = start, _length(text, stop - start, room)
        board.texts.append(text)
    for overlay in board.overlays:
        for picture in overlay:
            start, stop = moved(picture.start_ms), moved(picture.end_ms)
            picture.start_ms, picture.duration_ms = start, max(1, stop - start)
    for sound in board.sounds:
        whole = isinstance(sound, MusicSegment | SoundSegment) and sound.end_ms >= total - 50
        start = moved(sound.start_ms)
        stop = board.duration_ms if whole else start + sound.duration_ms
        sound.start_ms, sound.duration_ms = start, max(1, stop - start)


def _length(text: TextSegment, left: int, room: int) -> int:
    """How long a text stays whose time was cut to `left`: as before, where `room` allows it."""
    if text.role == "card":  # it belongs to its scene
        return left
    return max(left, min(text.duration_ms, room))
