"""Palettes made of one or two colours that were given, readable whatever these are."""

from __future__ import annotations

import colorsys

from nemo_studio.renderer.palette import (
    BODY_CONTRAST,
    LARGE_CONTRAST,
    hex_of,
    luminance,
    mix,
    rgb_of,
    toward_contrast,
)
from nemo_studio.timeline.draft import Palette


def pair_palette(ground: str, accent: str, *, name: str) -> Palette:
    """A palette of two colours: shades of the first behind, the second in front.

    A pale first colour gives a light palette; texts keep WCAG's contrast on all backgrounds.
    """
    hue, _, saturation = colorsys.rgb_to_hls(*(v / 255 for v in rgb_of(ground)))
    pale = luminance(ground) > 0.6
    levels = (0.96, 0.92, 0.87) if pale else (0.12, 0.19, 0.27)
    background = [_hls(hue, level, min(saturation, 0.8)) for level in levels]
    text = mix(accent, "#000000", 0.7) if pale else mix(accent, "#ffffff", 0.9)
    muted = mix(accent, "#000000", 0.45) if pale else mix(accent, "#ffffff", 0.65)
    return Palette(
        name=name,
        background=background,
        text=toward_contrast(text, background, 7),
        muted=toward_contrast(muted, background, BODY_CONTRAST),
        accent=toward_contrast(accent, background, LARGE_CONTRAST),
    )


def brand_palette(brand: str, accent: str | None = None) -> Palette:
    """A palette around a brand's colour: its dark shades behind, itself (or `accent`) in front."""
    hue, light, saturation = colorsys.rgb_to_hls(*(v / 255 for v in rgb_of(brand)))
    calm = min(saturation, 0.6)
    background = [_hls(hue, level, calm) for level in (0.09, 0.15, 0.22)]
    if accent is None:
        # A pale or vivid brand colour stands out by itself; a very dark one needs its complement.
        accent = brand if light > 0.25 else _hls((hue + 0.5) % 1, 0.65, max(saturation, 0.5))
    return Palette(
        name="brand",
        background=background,
        text=toward_contrast(_hls(hue, 0.97, 0.3), background, 7),
        muted=toward_contrast(_hls(hue, 0.80, 0.2), background, BODY_CONTRAST),
        accent=toward_contrast(accent, background, LARGE_CONTRAST),
    )


def _hls(hue: float, lightness: float, saturation: float) -> str:
    r, g, b = (v * 255 for v in colorsys.hls_to_rgb(hue, lightness, saturation))
    return hex_of((r, g, b))
