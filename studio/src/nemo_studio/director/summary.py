"""What is in a video, in one sentence, and what could come next."""

from __future__ import annotations

from nemo_studio.timeline.draft import (
    BackgroundSegment,
    ClipSegment,
    ImageSegment,
    SoundSegment,
    VoiceSegment,
)

from .board import Board
from .language import Language
from .look import aspect_of
from .say import mood_name, percent, say, seconds

_SHOWN = 3
_USUAL_S = (5, 8, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300)


def summary(board: Board, language: Language) -> str:
    """Length, format, scenes, texts, sound: "20 s, 9:16 (1080x1920), 5 scenes, …"."""
    meta = board.meta
    parts = [
        seconds(board.duration_ms, language),
        f"{aspect_of(meta.width, meta.height)} ({meta.width}x{meta.height})",
        _pictures(board, language),
    ]
    shown = [t.text for t in board.all_texts()]
    if shown:
        quoted = [f"“{_short(t)}”" for t in shown[:_SHOWN]]
        if len(shown) > _SHOWN:
            quoted[-1] = f"… “{_short(shown[-1])}”"
        label = "texts" if language == "en" else "文字"
        parts.append(f"{label} {', '.join(quoted)}")
    parts += _sounds(board, language)
    return ("，" if language == "zh" else ", ").join(parts)


def suggestion(board: Board, language: Language) -> str:
    """Two concrete next steps that fit this video."""
    zh = language == "zh"
    options: list[str] = []
    texts = board.all_texts()
    if texts:
        old = _short(texts[0].text)
        options.append(f"“把‘{old}’改成……”" if zh else f"“replace ‘{old}’ with …”")
    if board.music:
        options.append("“音乐调到 20%”" if zh else "“music at 20%”")
    lengths = [s for s in _USUAL_S if s * 1000 <= board.duration_ms * 0.8] or [_USUAL_S[1]]
    shorter = seconds(lengths[-1] * 1000, language)
    options.append(f"“改成 {shorter}”" if zh else f"“make it {shorter}”")
    return say("suggest", language, first=options[0], second=options[-1])


def _pictures(board: Board, language: Language) -> str:
    zh = language == "zh"
    names = (
        (BackgroundSegment, "个动态场景", "animated scene"),
        (ImageSegment, "张图片", "photo"),
        (ClipSegment, "段视频", "clip"),
    )
    out = []
    for kind, chinese, english in names:
        count = sum(isinstance(s.picture, kind) for s in board.scenes)
        if count and zh:
            out.append(f"{count} {chinese}")
        elif count:
            out.append(f"{count} {english}{'s' if count > 1 else ''}")
    return ("、" if zh else " and ").join(out)


def _sounds(board: Board, language: Language) -> list[str]:
    zh = language == "zh"
    out = []
    for music in board.music:
        name = mood_name(music.mood, language)
        out.append(
            f"{name}音乐 {percent(music.volume)}"
            if zh
            else f"{name} music at {percent(music.volume)}"
        )
    for sound in board.sounds:
        if isinstance(sound, SoundSegment):
            out.append(f"{'声音' if zh else 'sound'} {sound.name}")
    if any(isinstance(s, VoiceSegment) for s in board.sounds):
        out.append("旁白" if zh else "voice")
    return out or ["无音乐" if zh else "no music"]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 32 else text[:31] + "…"
