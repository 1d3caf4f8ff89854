"""How words ask a text to look: colour, size, font, entrance."""

from __future__ import annotations

import re
from typing import Any

from .words import COLORS, HEX_COLOR, first

BIGGER = re.compile(
    r"\b(?:bigger|larger|increase the size|enlarge|(?:very )?(?:big|large|huge))\b"
    r"|大一点|大一些|放大|变大|更大|大点|大字",
    re.IGNORECASE,
)
SMALLER = re.compile(
    r"\b(?:smaller|reduce the size|small|tiny)\b|小一点|小一些|缩小|变小|更小|小点|小字",
    re.IGNORECASE,
)
_FONTS = {"serif": "serif", "sans": "sans", "sans-serif": "sans", "display": "display",
          "衬线": "serif", "宋体": "serif", "黑体": "sans"}  # fmt: skip
_FONT_WORD = re.compile(r"\bfonts?\b|\btypeface\b|字体", re.IGNORECASE)
_FONT_MOODS = {
    "elegant": "serif", "classic": "serif", "classy": "serif", "fancy": "serif", "formal": "serif",
    "traditional": "serif", "modern": "sans", "clean": "sans", "simple": "sans", "neutral": "sans",
    "minimal": "sans", "bold": "display", "fun": "display", "playful": "display",
    "strong": "display", "优雅": "serif", "典雅": "serif", "古典": "serif", "正式": "serif",
    "现代": "sans", "简洁": "sans", "简单": "sans", "活泼": "display", "有力": "display",
}  # fmt: skip
_ENTRANCES = {
    "typewriter": "type", "typing": "type", "type in": "type", "word by word": "words",
    "fade in": "fade", "slide in": "slide", "pop in": "pop", "pop": "pop", "rise": "rise",
    "wipe in": "wipe", "drop in": "drop", "no animation": "none", "打字机": "type", "逐字": "type",
    "逐词": "words", "淡入": "fade", "滑入": "slide", "弹出": "pop", "不要动画": "none",
}  # fmt: skip


def looks_in(words: str) -> dict[str, Any]:
    """What words ask for: `color`, `font` and `animate_in` as in TextSegment, `size` a factor."""
    hexes = HEX_COLOR.findall(words)
    asked = {
        "color": hexes[0] if hexes else first(COLORS, words),
        "size": 1.25 if BIGGER.search(words) else 0.8 if SMALLER.search(words) else None,
        "font": first(_FONTS, words)
        or (first(_FONT_MOODS, words) if _FONT_WORD.search(words) else None),
        "animate_in": first(_ENTRANCES, words),
    }
    return {name: value for name, value in asked.items() if value is not None}
