"""Emoji that are drawn here, for machines that have no colour emoji font.

No package carries such a font, and a server or a container seldom has one. Those that short videos
use most are drawn as flat pictures; the system's font comes first where there is one.
"""

from __future__ import annotations

from functools import lru_cache

from nemo_studio.renderer.sprite import RGBA
from nemo_studio.renderer.text.emoji.faces import FACES
from nemo_studio.renderer.text.emoji.food import FOOD
from nemo_studio.renderer.text.emoji.hands import HANDS
from nemo_studio.renderer.text.emoji.marks import MARKS
from nemo_studio.renderer.text.emoji.nature import NATURE
from nemo_studio.renderer.text.emoji.party import PARTY
from nemo_studio.renderer.text.emoji.pen import Pen, Sketch
from nemo_studio.renderer.text.emoji.places import PLACES
from nemo_studio.renderer.text.emoji.things import THINGS

SKETCHES: dict[str, Sketch] = {
    **FACES, **MARKS, **HANDS, **NATURE, **FOOD, **PLACES, **PARTY, **THINGS,
}  # fmt: skip
"""By the emoji without variation selectors; hands also with a skin tone behind them."""
MAX_SIDE = 512  # px

_SELECTORS = dict.fromkeys(map(ord, "\ufe0e\ufe0f"))
_SKIN_TONES = dict.fromkeys(range(0x1F3FB, 0x1F400))


def drawing_of(cluster: str) -> str | None:
    """The name in SKETCHES of what stands for a grapheme, None when nothing does.

    Without the skin tone where only the plain emoji is drawn; of a joined sequence that is not
    drawn itself, its first part that is.
    """
    plain = cluster.translate(_SELECTORS)
    for name in (plain, *plain.split("\u200d")):
        for wanted in (name, name.translate(_SKIN_TONES)):
            if wanted in SKETCHES:
                return wanted
    return None


@lru_cache(maxsize=64)
def draw_emoji(name: str, side: int) -> RGBA:
    """Straight RGBA of shape (side, side, 4), side 1 to MAX_SIDE. KeyError for another name."""
    pen = Pen(side)
    SKETCHES[name](pen)
    return pen.picture()
