"""Generated moving backgrounds: calm enough for a text to stand on, never still.

Each style is a function of time and seed. Soft styles (`soft.py`) are small float fields that
are enlarged without bands; drawn styles (`drawn.py`) have crisp, antialiased edges.
"""

from __future__ import annotations

import numpy as np

from nemo_studio.renderer.backgrounds import drawn, soft
from nemo_studio.renderer.backgrounds.style import Style, StyleFactory, colors_of
from nemo_studio.renderer.filters import apply_filter
from nemo_studio.renderer.plan import Plan, Shot
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.smooth import add_grain
from nemo_studio.timeline.draft import BackgroundSegment, BackgroundStyle

_STYLES: dict[BackgroundStyle, StyleFactory] = {
    "mesh": soft.mesh,
    "rays": soft.rays,
    "bokeh": soft.bokeh,
    "shapes": drawn.shapes,
    "particles": drawn.particles,
    "waves": drawn.waves,
    "grid": drawn.grid,
    "stripes": drawn.stripes,
    "solid": drawn.solid,
}


class BackgroundContent:
    """A background as a shot's content: any shape, always opaque."""

    has_alpha = False
    level = 0.0

    def __init__(self, shot: Shot, segment: BackgroundSegment, plan: Plan) -> None:
        self._shot, self._segment, self._clock = shot, segment, plan.clock
        self._seed = shot.seed if segment.seed is None else segment.seed
        self._colors = colors_of(segment.colors, plan.palette)
        self.shape = (float(shot.rect.w), float(shot.rect.h))
        self._style: Style

    def fit(self, size: tuple[int, int]) -> None:
        rng = np.random.default_rng(abs(self._seed))
        self._style = _STYLES[self._segment.style](size, self._colors, rng)

    def draw(self, frame: int, target: Planes) -> None:
        time_s = self._clock.seconds(frame - self._shot.first) * self._segment.speed
        self._style(time_s, target)
        apply_filter(self._segment.filter, target)
        if self._segment.style != "solid":
            add_grain(target.y, self._segment.grain, abs(self._seed), frame)

    def still(self, frame: int) -> Planes:
        whole = Planes.blank(self._shot.rect.w, self._shot.rect.h)
        self.draw(frame, whole)
        return whole

    def close(self) -> None:
        pass
