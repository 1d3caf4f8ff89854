"""The mix as encoded packets, made beside the picture: measured, encoded, kept until the join."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from threading import Event, Thread

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet

from nemo_studio.renderer.audio import Mix
from nemo_studio.renderer.codecs import Codecs
from nemo_studio.renderer.packets import PacketQueue
from nemo_studio.renderer.priority import after_encoder

SAMPLE_RATE = 48_000
_POLL_S = 0.1


class _Stopped(Exception):
    pass


class SoundTrack:
    """A mix on its way to packets, which may lie in a file of `folder` (see PacketQueue)."""

    def __init__(self, mix: Mix, codecs: Codecs, folder: Path) -> None:
        self._mix, self._codecs = mix, codecs
        self._stop = Event()
        self._fault: BaseException | None = None
        self._packets = PacketQueue(folder, Fraction(1, SAMPLE_RATE))
        # A container that never gets a packet: it only lends its stream and encoder.
        self._lender = av.open(io.BytesIO(), "w", format=codecs.muxer)
        self._stream = self.add_to(self._lender)
        self._thread = Thread(target=self._work, name="sound", daemon=True)

    @contextmanager
    def beside(self) -> Iterator[SoundTrack]:
        """Encode in a thread while the block runs; it is stopped when the block fails."""
        self._thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            self._thread.join()
            self._packets.close()

    def wait(self, check: Callable[[], None]) -> None:
        """Until all is encoded. `check` runs now and then and may raise; so may the encoder."""
        while self._thread.is_alive():
            self._thread.join(_POLL_S)
            check()
        if self._fault is not None:
            raise self._fault

    def add_to(self, container: OutputContainer) -> AudioStream:
        """A stream for this sound, with an encoder of its own for the header's sake."""
        stream = container.add_stream(self._codecs.audio, rate=SAMPLE_RATE)
        assert isinstance(stream, AudioStream)
        stream.codec_context.bit_rate = self._codecs.audio_bit_rate
        stream.codec_context.layout = "stereo"
        return stream

    def until(self, time_s: float | None) -> Iterator[Packet]:
        """The next packets, up to a time in s (None: all that are left)."""
        return self._packets.until(time_s)

    def _work(self) -> None:
        after_encoder()
        try:
            for _ in self._mix.measure():
                self._go_on()
            samples = 0
            for block in self._mix.blocks():
                self._go_on()
                self._packets.add(self._stream.encode(_frame(block, samples)))
                samples += block.shape[1]
            self._packets.add(self._stream.encode(None))
        except _Stopped:
            pass
        except BaseException as error:
            self._fault = error

    def _go_on(self) -> None:
        if self._stop.is_set():
            raise _Stopped


def _frame(block: np.ndarray, samples: int) -> AudioFrame:
    planar = np.ascontiguousarray(block, dtype=np.float32)
    frame = AudioFrame.from_ndarray(planar, format="fltp", layout="stereo")
    frame.sample_rate = SAMPLE_RATE
    frame.pts = samples
    frame.time_base = Fraction(1, SAMPLE_RATE)
    return frame
