"""What is laid between a picture and a text: a box, or a scrim that nobody sees as such."""

from __future__ import annotations

from nemo_studio.renderer.text import shapes
from nemo_studio.renderer.text.canvas import Canvas, Rect
from nemo_studio.renderer.text.contrast import Treatment
from nemo_studio.renderer.text.stage import Stage

FADE = 0.36  # of the canvas's height, over which a scrim comes in on every side


def lay(stage: Stage, rect: Rect, treatment: Treatment, canvas: Canvas) -> None:
    """Puts the treatment's veil under a text that covers `rect`; first of all pieces."""
    unit = canvas.short_side / 100
    color, opacity = treatment.veil_color, treatment.veil_opacity
    if not opacity:
        return
    if treatment.veil == "box":
        box = rect.grown(unit * 1.6, unit * 1.3)
        panel = shapes.rounded(box.width, box.height, unit * 1.6, color, opacity)
        stage.shape(panel, box.x0, box.y0, "fade", length_ms=220)
    else:
        fade = canvas.height * FADE
        scrim = shapes.pool(canvas.width, canvas.height, rect, fade, color, opacity)
        stage.shape(scrim, 0, 0, "fade", length_ms=400)
