"""Synthesised music: six moods, seeded, of any length, streamed."""

from nemo_studio.renderer.audio.music.player import music

__all__ = ["music"]
