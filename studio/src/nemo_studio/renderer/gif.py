"""Animated GIF: one palette made from samples of the whole video, then frame by frame.

FFmpeg's palette filters do the colours; two passes keep memory flat, since a palette made in
one pass would need all frames at once.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.graphs import pulled
from nemo_studio.renderer.plan import Plan, make_plan, output_size
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.settings import OutputSettings
from nemo_studio.timeline.draft import Timeline

# px, where no resolution is asked for: GIF has no better compression
_SHORT_SIDE = {"draft": 240, "standard": 360, "high": 480}
_RATE = {"draft": 10, "standard": 12, "high": 15}
_SAMPLES = 24  # frames that the palette is made from
_TICK = Fraction(1, 100)  # GIF counts in hundredths of a second


def gif_plan(timeline: Timeline, settings: OutputSettings) -> Plan:
    """The plan at GIF's smaller rate, and at a smaller size than the video's if none is asked."""
    own = min(timeline.meta.width, timeline.meta.height)
    short = settings.resolution or min(_SHORT_SIDE[settings.quality], own)
    rate = min(_RATE[settings.quality], settings.fps or timeline.meta.fps)
    return make_plan(timeline, output_size(timeline, short), rate)


def write_gif(
    timeline: Timeline,
    plan: Plan,
    assets: dict[str, Path],
    out: Path,
    step: Callable[[int], None],
) -> list[str]:
    """Render the plan's frames into a looping GIF; returns warnings. `step(n)` as frames go out."""
    with FrameMaker(timeline, plan, assets) as maker:
        colors = _palette(maker, plan, step)
        with av.open(str(out), "w", format="gif", options={"loop": "0"}) as container:
            stream = container.add_stream("gif", rate=plan.fps)
            assert isinstance(stream, VideoStream)
            stream.width, stream.height, stream.pix_fmt = plan.width, plan.height, "pal8"
            stream.codec_context.time_base = _TICK
            # The graph itself must live on: its ends do not keep it.
            graph, frames, painted = _painter(plan, colors)
            for index in range(plan.frames):
                frames.push(_draw(maker, plan, index))
                _drain(painted, stream, container)
                step(1)
            frames.push(None)
            _drain(painted, stream, container)
            container.mux(stream.encode(None))
            del graph
        return maker.warnings


def _draw(maker: FrameMaker, plan: Plan, index: int) -> VideoFrame:
    canvas = Planes.blank(plan.width, plan.height)
    maker.draw(index, canvas)
    frame = VideoFrame.from_ndarray(canvas.to_rgb(), "rgb24")
    # Rounded from the absolute time, so that 12 or 15 fps do not drift in hundredths.
    frame.pts, frame.time_base = round(index * 100 / plan.fps), _TICK
    return frame


def _palette(maker: FrameMaker, plan: Plan, step: Callable[[int], None]) -> VideoFrame:
    graph = Graph()
    source = graph.add_buffer(
        width=plan.width, height=plan.height, format=VideoFormat("rgb24"), time_base=_TICK
    )
    graph.link_nodes(
        source, graph.add("palettegen", "stats_mode=full"), graph.add("buffersink")
    ).configure()
    count = min(_SAMPLES, plan.frames)
    for n in range(count):
        graph.vpush(_draw(maker, plan, n * plan.frames // count))
        step(0)
    graph.vpush(None)
    return graph.vpull()


def _painter(plan: Plan, colors: VideoFrame) -> tuple[Graph, FilterContext, FilterContext]:
    """(graph, its entry for frames, its exit of paletted ones); the palette is fed here, once."""
    graph = Graph()
    frames = graph.add_buffer(
        width=plan.width,
        height=plan.height,
        format=VideoFormat("rgb24"),
        time_base=_TICK,
        name="frames",
    )
    swatch = graph.add_buffer(
        width=colors.width,
        height=colors.height,
        format=colors.format,
        time_base=_TICK,
        name="swatch",
    )
    use = graph.add("paletteuse", "dither=bayer:bayer_scale=3:diff_mode=rectangle")
    frames.link_to(use, 0, 0)
    swatch.link_to(use, 0, 1)
    sink = graph.add("buffersink")
    use.link_to(sink)
    graph.configure()
    colors.pts, colors.time_base = 0, _TICK
    swatch.push(colors)
    swatch.push(None)
    return graph, frames, sink


def _drain(
    painted: FilterContext, stream: VideoStream, container: av.container.OutputContainer
) -> None:
    for frame in pulled(painted):
        container.mux(stream.encode(frame))
