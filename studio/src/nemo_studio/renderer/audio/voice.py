"""Offline voice-over: eSpeak NG as a package, or the system's own speech command.

The package comes with the studio where it has a wheel, and is never needed for anything else.
eSpeak's voice is plain and robotic and its Japanese reads kana only; say so to the user. Every
engine runs as a process of its own: a crash in native code cannot take the renderer along, and
eSpeak NG, which is GPL-3, is not linked with the rest.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.audio.source import probe_audio

TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class VoiceEngine:
    """`quality` is an honest sentence for the user."""

    name: str
    quality: str
    command: tuple[str, ...]


class VoiceError(RuntimeError):
    """A text could not be spoken; the message says why."""


@dataclass(frozen=True)
class Speech:
    path: Path
    duration_ms: int


def voice_available() -> VoiceEngine | None:
    """The engine that `speak` would use; None when there is none on this machine."""
    robotic = "A plain, robotic voice (eSpeak NG)."
    if importlib.util.find_spec("espeakng_loader"):
        worker = str(Path(__file__).with_name("espeak.py"))
        return VoiceEngine("espeakng_loader", robotic, (sys.executable, worker))
    for name in ("espeak-ng", "espeak"):
        if found := shutil.which(name):
            return VoiceEngine(name, robotic, (found,))
    if sys.platform == "darwin" and (found := shutil.which("say")):
        return VoiceEngine("say", "The system's voice of macOS.", (found,))
    return None


def speak(text: str, language: str, out: Path) -> Speech:
    """Says the text into a WAV file. VoiceError without an engine or when the engine fails."""
    engine = voice_available()
    if engine is None:
        raise VoiceError("no voice engine is installed (the package espeakng_loader is one)")
    try:
        subprocess.run(
            _command(engine, language, out),
            input=text.encode(),
            check=True,
            timeout=TIMEOUT_SECONDS,
            capture_output=True,
        )
        info = probe_audio(out)
    except (OSError, subprocess.SubprocessError, AssetError) as error:
        raise VoiceError(f"{engine.name} could not say it in {language!r}") from error
    if info is None or not info.duration_ms:
        raise VoiceError(f"{engine.name} found nothing to say")
    return Speech(out, info.duration_ms)


def _command(engine: VoiceEngine, language: str, out: Path) -> list[str]:
    """The process that reads the text on its standard input and writes `out`."""
    if engine.name == "say":
        return [*engine.command, "-o", str(out), "--data-format=LEI16@22050"]
    code = espeak_code(language)
    if engine.name == "espeakng_loader":
        return [*engine.command, code, str(out)]
    return [*engine.command, "-v", code, "-w", str(out), "--stdin"]


def espeak_code(language: str) -> str:
    """eSpeak NG's voice for a language tag: "zh-CN" is its "cmn", "en" its American English."""
    base = language.lower().replace("_", "-").split("-")[0]
    if base == "zh":
        return "yue" if "hk" in language.lower() else "cmn"
    return "en-gb" if language.lower() == "en-gb" else {"en": "en-us"}.get(base, base)
