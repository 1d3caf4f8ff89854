"""What a render leaves beside the video: a poster, a contact sheet, the subtitles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

NAMES = {
    "poster": "poster.jpg",
    "sheet": "sheet.jpg",
    "srt": "subtitles.srt",
    "vtt": "subtitles.vtt",
}
MIME_TYPES = {".jpg": "image/jpeg", ".srt": "application/x-subrip", ".vtt": "text/vtt"}


def write(draft: dict[str, Any], assets: dict[str, Path], video: Path) -> None:
    """Write them into the video's folder; subtitles only when the timeline has captions."""
    from nemo_studio.renderer.poster import contact_sheet, poster
    from nemo_studio.timeline import subtitles_file
    from nemo_studio.timeline.draft import load_timeline

    poster(draft, assets, video.with_name(NAMES["poster"]))
    contact_sheet(draft, assets, video.with_name(NAMES["sheet"]))
    timeline = load_timeline(draft)
    if subtitles_file.captions_of(timeline):
        video.with_name(NAMES["srt"]).write_text(subtitles_file.srt(timeline), encoding="utf-8")
        video.with_name(NAMES["vtt"]).write_text(subtitles_file.vtt(timeline), encoding="utf-8")


def existing(video: Path) -> dict[str, Path]:
    """The side files of a finished video that are there, by their key in NAMES."""
    found = {key: video.with_name(name) for key, name in NAMES.items()}
    return {key: path for key, path in found.items() if path.is_file()}
