"""The pictures that the README shows, and that the renderer is held to: `python studio/tests/golden.py`.

Each is a contact sheet of a fixed timeline. Run it when a look was changed on purpose, and look at
what came out before it is committed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, get_args

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "studio" / "src")]

from nemo_studio.renderer.poster import contact_sheet  # noqa: E402
from nemo_studio.timeline.draft import BackgroundStyle, TransitionKind  # noqa: E402

FOLDER = ROOT / "docs"
SECOND = 1000
PALETTES: dict[str, dict[str, Any]] = {
    "coffee": {"background": ["#2a1410", "#4a2014", "#6b3a1c"], "text": "#fff4e6",
               "muted": "#e2c4a4", "accent": "#ffb454"},
    "ocean": {"background": ["#06202e", "#0b3a4e", "#12607a"], "text": "#f0fbff",
              "muted": "#b5d9e4", "accent": "#5fe1d0"},
}  # fmt: skip
CARDS: list[dict[str, Any]] = [
    {"layout": "hero", "kicker": "Coffee shop", "text": "Slow down for a cup"},
    {"layout": "split", "text": "Ground. Brewed. Poured.", "body": "One cup at a time"},
    {"layout": "list", "text": "On the counter", "items": ["Espresso", "Filter", "Cold brew"]},
    {"layout": "quote", "text": "The best part of waking up early.", "body": "A regular"},
    {"layout": "stat", "text": "87% of guests come back", "body": "within a month"},
    {"layout": "steps", "text": "How it works", "items": ["Order", "Sit down", "Breathe"]},
    {"layout": "minimal", "text": "Bring a friend", "body": "Conversations go well with coffee"},
    {"layout": "banner", "text": "新品上市", "body": "清晨第一炉，手工面包"},
    {"layout": "kicker", "kicker": "New", "text": "Oat flat white", "body": "From this week on"},
    {"layout": "cta", "text": "Coffee Shop", "body": "Open daily 7-19"},
]


def layouts() -> dict[str, Any]:
    """Every card layout, two seconds each, on moving backgrounds."""
    styles = ("mesh", "bokeh", "waves", "shapes", "rays")
    grounds = [_ground(n, styles[n % 5]) for n in range(len(CARDS))]
    cards = [
        {"id": f"c{n}", "s": 2 * SECOND * n, "d": 2 * SECOND, "role": "card", **card}
        for n, card in enumerate(CARDS)
    ]
    return _draft(
        [{"tt": 0, "sg": grounds}, {"tt": 7, "sg": cards}], len(CARDS), 540, 960, "coffee"
    )


def backgrounds() -> dict[str, Any]:
    """Every background style."""
    styles = get_args(BackgroundStyle)
    track = {"tt": 0, "sg": [_ground(n, style) for n, style in enumerate(styles)]}
    return _draft([track], len(styles), 640, 360, "ocean")


def transitions() -> dict[str, Any]:
    """Every transition but the cut, in the middle of it when the sheet looks; first one that
    needs nothing before it."""
    kinds = [kind for kind in get_args(TransitionKind) if kind not in ("cut", "fade_black")]
    kinds.insert(0, "fade_black")
    grounds = []
    for n, kind in enumerate(kinds):
        ground = _ground(n, ("stripes", "mesh")[n % 2])
        ground["colors"] = (["#ffb454", "#e2703a"], ["#0b3a4e", "#12607a"])[n % 2]
        ground["transition"] = {"kind": kind, "duration_ms": 2 * SECOND}
        grounds.append(ground)
    return _draft([{"tt": 0, "sg": grounds}], len(grounds), 640, 360, "ocean")


def _ground(number: int, style: str) -> dict[str, Any]:
    start, length = 2 * SECOND * number, 2 * SECOND
    return {"id": f"b{number}", "type": "background", "style": style, "s": start, "d": length}


def _draft(tracks: list[Any], count: int, width: int, height: int, palette: str) -> dict[str, Any]:
    meta = {"width": width, "height": height, "seed": 7, "palette": PALETTES[palette]}
    return {"t": tracks, "d": 2 * SECOND * count, "m": meta}


SHEETS: dict[str, tuple[dict[str, Any], int, int]] = {
    "layouts": (layouts(), 5, 2),
    "backgrounds": (backgrounds(), 3, 3),
    "transitions": (transitions(), 6, 3),
}


def draw(name: str, out: Path) -> Path:
    """Write one of the SHEETS."""
    draft, columns, rows = SHEETS[name]
    return contact_sheet(draft, {}, out, columns, rows, width=1200)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in SHEETS:
        print(draw(name, FOLDER / f"{name}.jpg"))
