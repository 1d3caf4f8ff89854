"""Run as a process: `espeak.py VOICE OUT.wav` says its standard input with espeakng_loader.

Uses the C interface of eSpeak NG (speak_lib.h): synchronous output, which hands 16-bit mono
samples to a callback.
"""

from __future__ import annotations

import ctypes
import sys
import wave
from pathlib import Path

AUDIO_OUTPUT_SYNCHRONOUS = 2
INITIALIZE_DONT_EXIT = 0x8000
POSITION_CHARACTER = 1
CHARS_UTF8 = 1
RATE_PARAMETER = 1
WORDS_PER_MINUTE = 165


def main(voice: str, out: Path, text: str) -> int:
    """Exit code 0, or 1 when the library, its data or the voice is not there."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = str(Path(espeakng_loader.get_data_path()).parent).encode()
    rate = library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, data, INITIALIZE_DONT_EXIT)
    if rate <= 0 or library.espeak_SetVoiceByName(voice.encode()) != 0:
        return 1
    library.espeak_SetParameter(RATE_PARAMETER, WORDS_PER_MINUTE, 0)
    with wave.open(str(out), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)

        @ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
        )
        def take(samples, count, _events):  # type: ignore[no-untyped-def]
            if samples and count > 0:
                file.writeframes(ctypes.string_at(samples, count * 2))
            return 0

        library.espeak_SetSynthCallback(take)
        said = text.encode()
        library.espeak_Synth(said, len(said) + 1, 0, POSITION_CHARACTER, 0, CHARS_UTF8, None, None)
        library.espeak_Synchronize()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2]), sys.stdin.buffer.read().decode()))
