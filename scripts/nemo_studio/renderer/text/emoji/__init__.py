"""Emoji that are drawn here, for machines that have no colour emoji font.

No package carries such a font, and a server or a container seldom has one. About 150 of those
that short videos use are drawn as flat pictures; the system's font comes first where there is one.
"""

from __future__ import annotations

from functools import lru_cache

from nemo_studio.renderer.sprite import RGBA
from nemo_studio.renderer.text.emoji.faces import FACES
from nemo_studio.renderer.text.emoji.hands import HANDS
from nemo_studio.renderer.text.emoji.marks import MARKS
from nemo_studio.renderer.text.emoji.nature import NATURE
from nemo_studio.renderer.text.emoji.pen import Pen, Sketch
from nemo_studio.renderer.text.emoji.places import PLACES
from nemo_studio.renderer.text.emoji.things import THINGS

SKETCHES: dict[str, Sketch] = {**FACES, **MARKS, **HANDS, **NATURE, **PLACES, **THINGS}
"""By the first character; a sequence (skin tone, joiner) is drawn as what it begins with."""


@lru_cache(maxsize=64)
def draw_emoji(char: str) -> RGBA:
    """Straight RGBA of shape (SIDE, SIDE, 4). KeyError for what is not in SKETCHES."""
    pen = Pen()
    SKETCHES[char](pen)
    return pen.picture()
