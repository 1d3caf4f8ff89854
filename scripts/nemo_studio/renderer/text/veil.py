"""What is laid between a picture and a text: a box, a scrim along an edge, a dimmed frame."""

from __future__ import annotations

from nemo_studio.renderer.text import shapes
from nemo_studio.renderer.text.canvas import Canvas, Rect
from nemo_studio.renderer.text.contrast import Treatment
from nemo_studio.renderer.text.stage import Stage

FADE = 0.16  # of the canvas's height, over which a scrim comes in


def lay(
    stage: Stage, rect: Rect, treatment: Treatment, canvas: Canvas, unit: float, *, card: bool
) -> None:
    """Puts the treatment's veil under a text that covers `rect`; first of all pieces.

    unit: the composition's own measure in px. card: the text has the frame to itself, so that the
    whole picture is dimmed evenly.
    """
    color, opacity = treatment.veil_color, treatment.veil_opacity
    if not opacity:
        return
    if treatment.veil == "box":
        box = rect.grown(unit * 1.6, unit * 1.3)
        panel = shapes.rounded(box.width, box.height, unit * 1.6, color, opacity)
        stage.shape(panel, box.x0, box.y0, "fade", length_ms=220)
    elif card:
        plain = shapes.rounded(canvas.width, canvas.height, 0, color, opacity)
        stage.shape(plain, 0, 0, "fade", length_ms=400)
    else:
        _band(stage, rect, treatment, canvas)


def _band(stage: Stage, rect: Rect, treatment: Treatment, canvas: Canvas) -> None:
    """Over the full width, so that it has no sides: from an edge, or soft above and below."""
    fade = canvas.height * FADE
    top, bottom = max(0.0, rect.y0 - fade), min(float(canvas.height), rect.y1 + fade)
    middle = (rect.y0 + rect.y1) / 2 / canvas.height
    if middle > 0.62:
        bottom = canvas.height
    elif middle < 0.38:
        top = 0.0
    above = rect.y0 - top if top > 0 else 0.0
    below = bottom - rect.y1 if bottom < canvas.height else 0.0
    scrim = shapes.scrim(
        canvas.width, bottom - top, above, below, treatment.veil_color, treatment.veil_opacity
    )
    stage.shape(scrim, 0, top, "fade", length_ms=400)
