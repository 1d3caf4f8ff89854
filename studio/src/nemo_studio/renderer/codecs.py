"""Which codec goes into which container, and with what settings."""

from __future__ import annotations

from dataclasses import dataclass

from nemo_studio.renderer.settings import Format, Quality

_H264: dict[Quality, dict[str, str]] = {
    "draft": {"preset": "superfast", "crf": "25"},
    "standard": {"preset": "veryfast", "crf": "20"},
    "high": {"preset": "medium", "crf": "17"},
}
# With its look-ahead in a thread of its own x264 gives other bytes from run to run on cross-fades
# (measured: 36 of 114 encodes of the same frames differed; like this none of 36, and no slower).
_X264 = "open-gop=0:sync-lookahead=0"
_VP9: dict[Quality, dict[str, str]] = {
    "draft": {"deadline": "realtime", "cpu-used": "8", "crf": "38"},
    "standard": {"deadline": "realtime", "cpu-used": "6", "crf": "31"},
    "high": {"deadline": "good", "cpu-used": "4", "crf": "27"},
}
_MPEG4_SCALE: dict[Quality, int] = {"draft": 7, "standard": 3, "high": 2}


@dataclass(frozen=True)
class Codecs:
    """muxer: libavformat's name; qscale: constant quantiser, for codecs without CRF."""

    muxer: str
    video: str
    audio: str
    audio_bit_rate: int
    video_options: dict[str, str]
    muxer_options: dict[str, str]
    qscale: int | None = None


_BITEXACT = {"fflags": "+bitexact"}  # no random ids, no dates: the same bytes each time
_FASTSTART = {**_BITEXACT, "movflags": "+faststart"}


def codecs_for(format_: Format, quality: Quality, fps: int) -> Codecs:
    """The codecs of a format (all but gif, which has a path of its own)."""
    gop = str(2 * fps)
    if format_ in ("mp4", "mov", "mkv"):
        options = {**_H264[quality], "g": gop, "profile": "high", "x264-params": _X264}
        if format_ == "mkv":
            return Codecs("matroska", "libx264", "aac", 192_000, options, _BITEXACT)
        return Codecs(format_, "libx264", "aac", 192_000, options, _FASTSTART)
    if format_ == "webm":
        options = {**_VP9[quality], "b": "0", "g": gop, "row-mt": "1", "tile-columns": "1"}
        return Codecs("webm", "libvpx-vp9", "libopus", 160_000, options, _BITEXACT)
    # AVI knows no delay of an encoder: MP3 would sound 23 ms late. Plain samples are on time.
    scale = _MPEG4_SCALE[quality]
    return Codecs("avi", "mpeg4", "pcm_s16le", 1_536_000, {"g": gop}, _BITEXACT, scale)
