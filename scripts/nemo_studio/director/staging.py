"""A storyboard becomes a board: exact lengths, exact texts, its own assets."""

from __future__ import annotations

from typing import Any

from nemo_studio.timeline.draft import (
    CardLayout,
    ClipSegment,
    ImageSegment,
    Meta,
    Motion,
    Palette,
    Transition,
    check_hex,
)

from . import segments
from .board import Board, Picture, Scene, Sound
from .look import Look, canvas_size
from .phrases import topics
from .project import Asset, Project
from .storyboard import Scene as Told
from .storyboard import Storyboard, StoryboardError


def stage(story: Storyboard, project: Project) -> Board:
    """The board of a storyboard. Raises StoryboardError for an asset that is not there."""
    width, height = canvas_size(story.aspect, story.resolution)
    meta = Meta.model_validate(
        {
            "title": story.title, "width": width, "height": height, "fps": story.fps,
            "language": story.language or project.language or "en", "seed": story.seed,
            "palette": _palette(story), "safe_area": story.safe_area,
        }
    )  # fmt: skip
    look = Look(story.seed, story.music.mood if story.music else "upbeat", topics()[-1].styles)
    board = Board(meta, [])
    for i, told in enumerate(story.scenes):
        board.scenes.append(_scene(i, told, look, project, meta))
    board.take_opening()
    total = board.duration_ms
    for i, over in enumerate(story.overlays):
        start = round(over.at_seconds * 1000)
        if start >= total:
            raise StoryboardError(
                f"overlay {i + 1}: at_seconds: begins at {over.at_seconds:g} s, after the video's "
                f"end at {total / 1000:g} s"
            )
        board.texts.append(
            segments.text(
                f"overlay-{i + 1}", over.text, over.role, start_ms=start,
                duration_ms=min(round(over.seconds * 1000), total - start), position=over.position,
                size=over.size, animate_in=over.animate_in, **_color(i, over.color),
            )
        )  # fmt: skip
    board.sounds = _sounds(story, board)
    return board


def _scene(number: int, told: Told, look: Look, project: Project, meta: Meta) -> Scene:
    length = max(1, round(told.seconds * 1000))
    transition = look.transition(number, length)
    if told.transition:
        span = min(round(told.transition_seconds * 1000), length)
        transition = Transition(kind=told.transition, duration_ms=span)
    picture = _picture(number, told, look, project, transition)
    picture.filter = told.filter
    scene = Scene(picture, length)
    name = f"scene-{number + 1}"
    if told.text:
        over_media = picture.type != "background"
        delay = min(transition.duration_ms // 2 if transition else 0, length // 4)
        scene.texts.append(
            segments.text(
                f"{name}-card", told.text, "title" if over_media and not told.layout else "card",
                start_ms=delay, duration_ms=length - delay,
                layout=told.layout or (None if over_media else _layout(number, told, look)),
                kicker=told.kicker, body=told.body, items=told.items,
            )
        )  # fmt: skip
    if told.caption:
        scene.texts += segments.captions(
            f"{name}-caption", told.caption, meta.language, duration_ms=length
        )
    return scene


def _layout(number: int, told: Told, look: Look) -> CardLayout:
    if told.items:
        return "list"
    return "hero" if number == 0 else look.layout(number, told.text)


def _picture(
    number: int, told: Told, look: Look, project: Project, transition: Transition | None
) -> Picture:
    name = f"scene-{number + 1}"
    if told.asset is None:
        style = told.background or look.style(number)
        return segments.background(name, style, look.scene_seed(number), transition)
    asset = _asset(number, told.asset, project)
    if asset.kind == "image":
        image: ImageSegment = segments.image(name, asset, blur=False, transition=transition)
        image.motion = Motion.model_validate({"kind": told.motion or "auto"})
        image.fit = told.fit or image.fit
        return image
    trim = round(told.trim_seconds * 1000)
    clip: ClipSegment = segments.clip(name, asset, blur=False, trim_ms=trim, transition=transition)
    clip.speed, clip.volume, clip.fit = told.speed, told.volume, told.fit or clip.fit
    if told.motion:
        clip.motion = Motion.model_validate({"kind": told.motion})
    return clip


def _asset(number: int, named: str | int, project: Project) -> Asset:
    pictures = [a for a in project.assets if a.kind != "audio"]
    for asset in pictures:
        if named in (asset.id, asset.name):
            return asset
    place = int(named) if str(named).isdecimal() else 0
    if 1 <= place <= len(pictures):
        return pictures[place - 1]
    there = ", ".join(a.name for a in pictures) or "none are uploaded"
    raise StoryboardError(
        f"scene {number + 1}: asset: {named!r} is not an uploaded picture or clip ({there})"
    )


def _color(number: int, color: str | None) -> dict[str, Any]:
    if color is None:
        return {}
    try:
        return {"color": check_hex(color)}
    except ValueError as error:
        raise StoryboardError(f"overlay {number + 1}: color: {error}") from None


def _palette(story: Storyboard) -> Palette:
    from nemo_studio.renderer.palette import palette_for

    words = story.palette if isinstance(story.palette, str) else " ".join(story.palette)
    return palette_for(words, seed=story.seed)


def _sounds(story: Storyboard, board: Board) -> list[Sound]:
    out: list[Sound] = []
    for i, (start, told, scene) in enumerate(
        zip(board.starts(), story.scenes, board.scenes, strict=True)
    ):
        if told.voice:
            name, lang = f"voice-{i + 1}", board.meta.language
            out.append(segments.voice(name, told.voice, lang, start, scene.duration_ms))
    if story.music:
        total = board.duration_ms
        music = segments.music(story.music.mood, story.music.volume, story.seed, total)
        music.fade_out_ms = min(round(story.music.fade_out_seconds * 1000), total)
        out.append(music)
    return out
