"""Segments of a draft, made with their defaults. Times are set when the board is laid out."""

from __future__ import annotations

from typing import Any

from nemo_studio.timeline.draft import (
    BackgroundSegment,
    BackgroundStyle,
    CardLayout,
    ClipSegment,
    ImageSegment,
    Mood,
    MusicSegment,
    Role,
    SoundSegment,
    TextSegment,
    Transition,
    VoiceSegment,
)
from nemo_wire import fields

from .project import Asset

DEFAULT_MUSIC_VOLUME = 0.35
MUSIC_UNDER_SPEECH = 0.18
FADE_MS = 600
_MAX_TEXT = 10_000
_MAX_NAME = 200


def background(
    seg_id: str, style: BackgroundStyle, seed: int, transition: Transition | None
) -> BackgroundSegment:
    """A moving background in the palette's colours."""
    made = {"id": seg_id, "style": style, "seed": seed, "name": f"{style} background"}
    return BackgroundSegment.model_validate(_span() | made | _transition(transition))


def image(seg_id: str, asset: Asset, *, blur: bool, transition: Transition | None) -> ImageSegment:
    """A still with a slow camera move; `blur` fills what it leaves free with itself, blurred."""
    made = {
        "id": seg_id, "src": asset.id, "name": asset.name[:200], "fit": "blur" if blur else "cover",
        "motion": {"kind": "auto", "amount": 0.08 if blur else 0.12},
    }  # fmt: skip
    return ImageSegment.model_validate(_span() | made | _transition(transition))


def clip(
    seg_id: str, asset: Asset, *, blur: bool, trim_ms: int, transition: Transition | None
) -> ClipSegment:
    """A clip from `trim_ms` on, with its own sound."""
    made = {
        "id": seg_id, "src": asset.id, "name": asset.name[:200], "fit": "blur" if blur else "cover",
        "trim_ms": trim_ms,
    }  # fmt: skip
    return ClipSegment.model_validate(_span() | made | _transition(transition))


def text(
    seg_id: str,
    words: str,
    role: Role,
    *,
    start_ms: int = 0,
    duration_ms: int = 1,
    layout: CardLayout | None = None,
    **more: Any,
) -> TextSegment:
    """A text with its role; `more` are further fields of TextSegment."""
    made: dict[str, Any] = {"id": seg_id, "text": words[:_MAX_TEXT], "role": role} | more
    if layout:
        made["layout"] = layout
    span = {fields.START: start_ms, fields.DURATION: max(1, duration_ms)}
    return TextSegment.model_validate(span | made)


def captions(
    seg_id: str, words: str, language: str, *, start_ms: int = 0, duration_ms: int, **more: Any
) -> list[TextSegment]:
    """A caption, or as many as a text of more than two lines needs, one after the other."""
    # Here, for the text shaper that it loads would double the time in which a studio starts.
    from nemo_studio.renderer.captions import fits_one_caption, split_caption

    if fits_one_caption(words, language):
        return [text(seg_id, words, "caption", start_ms=start_ms, duration_ms=duration_ms, **more)]
    cues = split_caption(words, start_ms, duration_ms, language, wrap=False)
    return [
        text(f"{seg_id}-{number}", cue, "caption", start_ms=start, duration_ms=length, **more)
        for number, (start, length, cue) in enumerate(cues, 1)
    ]


def music(
    mood: Mood, volume: float, seed: int, duration_ms: int, start_ms: int = 0
) -> MusicSegment:
    """Synthesised music that ends with what it accompanies."""
    made = {"id": "music", "name": mood, "mood": mood, "volume": volume, "seed": seed}
    fade = {"fade_in_ms": 0, "fade_out_ms": min(FADE_MS, duration_ms // 4)}
    return MusicSegment.model_validate(_span(start_ms, duration_ms) | made | fade)


def sound(seg_id: str, asset: Asset, volume: float, duration_ms: int) -> SoundSegment:
    """An uploaded audio file under the whole; looped when it is shorter."""
    loop = bool(asset.duration_ms and asset.duration_ms < duration_ms)
    made = {"id": seg_id, "src": asset.id, "name": asset.name[:200], "volume": volume, "loop": loop}
    fade = {"fade_out_ms": min(FADE_MS, duration_ms // 4)}
    return SoundSegment.model_validate(_span(0, duration_ms) | made | fade)


def voice(seg_id: str, words: str, language: str, start_ms: int, duration_ms: int) -> VoiceSegment:
    """Words to be spoken."""
    made = {"id": seg_id, "name": words[:_MAX_NAME], "text": words, "language": language}
    return VoiceSegment.model_validate(_span(start_ms, duration_ms) | made)


def _span(start_ms: int = 0, duration_ms: int = 1) -> dict[str, Any]:
    return {fields.START: start_ms, fields.DURATION: max(1, duration_ms)}


def _transition(transition: Transition | None) -> dict[str, Any]:
    return {"transition": transition} if transition else {}
