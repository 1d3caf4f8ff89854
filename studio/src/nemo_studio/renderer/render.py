"""A draft and its assets to a video file: the renderer's front door."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av

from nemo_studio.media.container import open_media
from nemo_studio.renderer.assets import Assets
from nemo_studio.renderer.audio import open_mix
from nemo_studio.renderer.codecs import codecs_for
from nemo_studio.renderer.encode import chunks, join
from nemo_studio.renderer.gif import gif_plan, write_gif
from nemo_studio.renderer.located import KNOWN
from nemo_studio.renderer.plan import Plan, check_assets, make_plan, output_size
from nemo_studio.renderer.settings import (
    OutputSettings,
    Progress,
    RenderCancelled,
    RenderError,
    RenderFault,
    RenderResult,
)
from nemo_studio.renderer.sound import SAMPLE_RATE, SoundTrack
from nemo_studio.renderer.work import Job, Part, encode_parts
from nemo_studio.timeline.draft import Timeline, load_timeline

__all__ = [
    "OutputSettings",
    "Progress",
    "RenderCancelled",
    "RenderError",
    "RenderFault",
    "RenderResult",
    "render",
]

_JOIN_SHARE = 0.04  # of the whole work, for the progress bar


def render(
    draft: dict[str, Any],
    assets: Assets,
    out: Path,
    settings: OutputSettings | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RenderResult:
    """Render a draft into `out`, which appears whole or not at all.

    The same draft, assets and settings give the same bytes on one machine. Raises TimelineError,
    AssetError (both name track and segment), RenderCancelled, RenderError; RenderFault, which is
    one, for what nobody foresaw.
    """
    settings = settings or OutputSettings()
    timeline = load_timeline(draft)
    # Absolute, since FFmpeg takes what stands before a colon for a protocol.
    out = out.absolute()
    assets = {name: path.absolute() for name, path in assets.items()}
    check_assets(timeline, assets)
    if settings.format == "gif":
        plan = gif_plan(timeline, settings)
    else:
        plan = make_plan(timeline, output_size(timeline, settings.resolution), settings.fps)
    meter = _Meter(plan.frames, progress, cancelled)
    folder = _work_folder(out)
    try:
        whole = folder / f"whole.{settings.format}"
        if settings.format == "gif":
            warnings = write_gif(timeline, plan, dict(assets), whole, meter.step)
        else:
            warnings = _write_video(timeline, plan, dict(assets), folder, whole, settings, meter)
        result = _describe(whole, out, plan, warnings)
        whole.replace(out)
    except KNOWN:
        raise
    except av.FFmpegError as error:
        raise RenderError(f"the encoder failed: {type(error).__name__}: {error}") from error
    except OSError as error:
        raise RenderError(f"{error.filename or out}: {error.strerror or error}") from error
    except Exception as error:
        raise RenderFault(f"{type(error).__name__}: {error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    meter.finish()
    return result


def _work_folder(out: Path) -> Path:
    """A hidden folder beside the file that will be. Raises RenderError where none can be made."""
    try:
        if out.is_dir():
            raise RenderError(f"{out} is a folder; name a file")
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{out.stem[:40]}-", suffix=".part", dir=out.parent))
    except OSError as error:
        raise RenderError(f"{out} cannot be written: {error.strerror or error}") from error


def _write_video(
    timeline: Timeline,
    plan: Plan,
    assets: dict[str, Path],
    folder: Path,
    whole: Path,
    settings: OutputSettings,
    meter: _Meter,
) -> list[str]:
    codecs = codecs_for(settings.format, settings.quality, plan.fps)
    parts = [
        Part(first, end, folder / f"{first:08d}.mp4")
        for first, end in chunks(plan.frames, plan.fps)
    ]
    job = Job(timeline, assets, (plan.width, plan.height), plan.fps, codecs)
    mix = open_mix(timeline, assets, sample_rate=SAMPLE_RATE)
    files = [(part.path, part.end - part.first) for part in parts]
    if mix.silent and not _wants_sound(timeline):
        warnings = encode_parts(job, parts, settings.processes, meter.step)
        join(files, None, whole, codecs, plan.fps, meter.check)
    else:
        with SoundTrack(mix, codecs, folder).beside() as sound:
            warnings = encode_parts(job, parts, settings.processes, meter.step)
            sound.wait(meter.check)
            join(files, sound, whole, codecs, plan.fps, meter.check)
    return warnings + [w for w in mix.warnings if w not in warnings]


def _wants_sound(timeline: Timeline) -> bool:
    """Whether an audio track asks for sound; then there is a sound stream, silent if need be."""
    return any(s.volume > 0 for track in timeline.audio_tracks for s in track.segments)


def _describe(path: Path, out: Path, plan: Plan, warnings: list[str]) -> RenderResult:
    """Read back what was written: the file itself is the witness."""
    with open_media(path) as container:
        video = container.streams.video[0]
        sound = container.streams.audio[0] if container.streams.audio else None
        return RenderResult(
            path=out,
            duration_ms=plan.duration_ms,
            width=video.width,
            height=video.height,
            fps=float(video.average_rate or plan.fps),
            frames=plan.frames,
            video_codec=video.codec_context.name,
            audio_codec=sound.codec_context.name if sound else None,
            bytes=path.stat().st_size,
            warnings=warnings,
        )


class _Meter:
    """Counts frames, tells the caller a few times a second, stops when asked to."""

    _EVERY_S = 0.25

    def __init__(
        self,
        frames: int,
        progress: Callable[[Progress], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._frames, self._progress, self._cancelled = frames, progress, cancelled
        self._done = 0
        self._start = self._told = time.monotonic()

    def check(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise RenderCancelled("the render was cancelled")

    def step(self, frames: int) -> None:
        self.check()
        self._done += frames
        now = time.monotonic()
        if self._progress is not None and now - self._told >= self._EVERY_S:
            self._told = now
            self._tell(now, min(1.0, self._done / self._frames) * (1 - _JOIN_SHARE))

    def finish(self) -> None:
        self._done = self._frames
        self._tell(time.monotonic(), 1.0)

    def _tell(self, now: float, fraction: float) -> None:
        if self._progress is None:
            return
        spent = max(now - self._start, 1e-6)
        left = spent / fraction * (1 - fraction) if fraction > 0.01 else None
        self._progress(Progress(fraction, self._done, self._frames, self._done / spent, left))
