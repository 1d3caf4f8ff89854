"""The sound of a video: synthesised music, clips, sounds and voices, mixed to one programme."""

from nemo_studio.renderer.audio.mix import Mix, open_mix
from nemo_studio.renderer.audio.source import AudioInfo, probe_audio
from nemo_studio.renderer.audio.voice import VoiceEngine, voice_available

__all__ = [
    "AudioInfo",
    "Mix",
    "VoiceEngine",
    "open_mix",
    "probe_audio",
    "voice_available",
]
