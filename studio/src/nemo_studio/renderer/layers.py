"""One shot on the canvas: content, fit, blurred fill, vignette, opacity."""

from __future__ import annotations

import cv2

from nemo_studio.renderer.assets import Assets
from nemo_studio.renderer.backgrounds import BackgroundContent
from nemo_studio.renderer.color import YUV, hex_to_yuv, u8
from nemo_studio.renderer.filters import apply_vignette
from nemo_studio.renderer.located import opening
from nemo_studio.renderer.plan import Plan, Shot
from nemo_studio.renderer.planes import Planes, Rect, even
from nemo_studio.renderer.smooth import blurred_fill
from nemo_studio.renderer.sources.content import ClipContent, Content, Masks, PictureContent
from nemo_studio.timeline.draft import BackgroundSegment, ClipSegment, MediaSegment


class Layer:
    """Paints one shot over what is on the canvas. Opens its source when it is made.

    `where`: track, segment and file, for errors.
    """

    def __init__(self, shot: Shot, plan: Plan, assets: Assets, where: str) -> None:
        self.where = where
        self._shot = shot
        self._content = _open(shot, plan, assets)
        fit = shot.segment.fit if isinstance(shot.segment, MediaSegment) else "cover"
        self._inner = shot.rect if fit == "cover" else _contained(self._content.shape, shot.rect)
        self._filled = fit == "blur" and self._inner != shot.rect
        self._rect = shot.rect if self._filled else self._inner
        self._content.fit((self._inner.w, self._inner.h))
        bare = self._content.has_alpha and plan.is_lowest(shot)
        self._ground = self._ground_of(plan) if bare else None
        self._fill: Planes | None = None
        self._scratch: Planes | None = None

    def paint(self, frame: int, canvas: Planes) -> None:
        share = self._shot.opacity(frame)
        seen = self._rect.clipped(canvas.width, canvas.height)
        if share <= 0 or seen is None:
            return
        if self._ground is not None and (whole := self._shot.rect.clipped(*canvas.size)):
            canvas.view(whole).dip(self._ground, share)
        if share >= 1 and seen == self._rect and self._filled:
            self._compose(frame, canvas.view(self._rect))
            return
        if self._scratch is None:
            self._scratch = Planes.blank(self._rect.w, self._rect.h)
        # Straight to the canvas where the picture turns out to be opaque and whole.
        direct = share >= 1 and seen == self._rect and not self._content.has_alpha
        target = canvas.view(self._rect) if direct else self._scratch
        masks = self._compose(frame, target)
        if not direct:
            self._lay(canvas.view(seen), seen, masks, share)

    def close(self) -> None:
        self._content.close()

    def _ground_of(self, plan: Plan) -> YUV:
        """What stands behind a transparent picture that has nothing under it: black would swallow
        dark drawings. Of the palette's ground and its ink, the one that the picture stands out on.
        """
        tones = [hex_to_yuv(c) for c in (plan.palette.background[0], plan.palette.text)]
        return max(tones, key=lambda tone: abs(tone[0] - self._content.level))

    def _compose(self, frame: int, target: Planes) -> Masks | None:
        """Draw into a target of the rectangle's size; returns what is not opaque of it."""
        if not self._filled:
            masks = self._content.draw(frame, target)
            apply_vignette(self._shot.segment.vignette, target)
            return masks
        self._draw_fill(frame, target)
        x, y = self._inner.x - self._rect.x, self._inner.y - self._rect.y
        inside = target.view(Rect(x, y, self._inner.w, self._inner.h))
        if not self._content.has_alpha:
            self._content.draw(frame, inside)
        else:
            picture = Planes.blank(self._inner.w, self._inner.h)
            masks = self._content.draw(frame, picture)
            if masks:
                inside.blend_mask(picture, *masks)
        apply_vignette(self._shot.segment.vignette, target)
        return None

    def _draw_fill(self, frame: int, target: Planes) -> None:
        if isinstance(self._shot.segment, ClipSegment):
            blurred_fill(self._content.still(frame), target)
            return
        if self._fill is None:
            self._fill = Planes.blank(target.width, target.height)
            blurred_fill(self._content.still(frame), self._fill)
        target.copy_from(self._fill)

    def _lay(self, below: Planes, seen: Rect, masks: Masks | None, share: float) -> None:
        assert self._scratch is not None
        part = Rect(seen.x - self._rect.x, seen.y - self._rect.y, seen.w, seen.h)
        above = self._scratch.view(part)
        if masks is None:
            below.blend(above, share)
            return
        x, y, w, h = part
        full = masks[0][y : y + h, x : x + w]
        half = masks[1][y // 2 : (y + h) // 2, x // 2 : (x + w) // 2]
        if share < 1:
            full = u8(cv2.convertScaleAbs(full, alpha=share))
            half = u8(cv2.convertScaleAbs(half, alpha=share))
        below.blend_mask(above, full, half)


def open_layer(shot: Shot, plan: Plan, assets: Assets) -> Layer:
    """A shot's layer. Raises AssetError, or RenderFault that names track, segment and file."""
    segment = shot.segment
    file = f" ({assets[segment.src].name})" if isinstance(segment, MediaSegment) else ""
    with opening(shot.where + file):
        return Layer(shot, plan, assets, shot.where + file)


def _open(shot: Shot, plan: Plan, assets: Assets) -> Content:
    segment = shot.segment
    if isinstance(segment, BackgroundSegment):
        return BackgroundContent(shot, segment, plan)
    path = assets[segment.src]
    if isinstance(segment, ClipSegment):
        return ClipContent(shot, segment, path, plan.clock)
    return PictureContent(shot, segment, path)


def _contained(shape: tuple[float, float], rect: Rect) -> Rect:
    """The largest rectangle of that shape inside `rect`, centred, even."""
    scale = min(rect.w / shape[0], rect.h / shape[1])
    w, h = min(rect.w, even(shape[0] * scale)), min(rect.h, even(shape[1] * scale))
    return Rect(rect.x + (rect.w - w) // 4 * 2, rect.y + (rect.h - h) // 4 * 2, w, h)
