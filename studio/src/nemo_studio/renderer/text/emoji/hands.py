"""Hands: silhouettes of one skin paint, with creases between the fingers; in six skin tones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch

CREASE = 2.6
CUFF = "#4a90e2|#2f6fc4"
MOTION = "#5aa9f8"


@dataclass(frozen=True)
class Skin:
    """Paints of a hand: its own, what lies behind another hand, and the creases."""

    near: str
    far: str
    crease: str


SKINS = {
    "": Skin("#ffd255|#f7ab2c", "#efa62f|#e0901c", "#d4811a"),
    "\U0001f3fb": Skin("#fde0c4|#f2c39b", "#ecbf98|#dfa97c", "#cf976a"),
    "\U0001f3fc": Skin("#efc79c|#dba873", "#d6a572|#c48f59", "#ad7a45"),
    "\U0001f3fd": Skin("#d3a075|#b67f50", "#b17e52|#9d6b3f", "#875a31"),
    "\U0001f3fe": Skin("#ab744a|#8a5831", "#875832|#744724", "#5f381a"),
    "\U0001f3ff": Skin("#79503a|#553422", "#573726|#442818", "#34200f"),
}
"""By the modifier that follows the hand."""

Hand = Callable[[Pen, Skin], None]
# x, top and lean of an open hand's four fingers.
_CLOSED = ((28, 20, -5), (40, 12, -2), (52, 12, 2), (64, 21, 6))
_SPREAD = ((19, 24, -18), (36, 9, -6), (54, 8, 6), (71, 20, 18))


def _open(
    p: Pen, skin: Skin, fingers: Iterable[tuple[float, float, float]], *, far: bool = False
) -> None:
    """An open hand upright in the square, its thumb on the right."""
    paint = skin.far if far else skin.near
    fingers = list(fingers)
    p.path(paint, "M22 52 L76 46 C79 66 77 94 51 95 C30 96 21 76 22 52 Z")
    p.curve(paint, 13, "M66 82 C76 74 82 66 87 52")
    for x, top, lean in fingers:
        p.line(paint, 12.4, (x + lean * 0.3, top + 6), (x - lean * 0.12, 60))
    for (x, top, lean), (x2, top2, lean2) in pairwise(fingers):
        if x2 - x > 13:
            continue  # spread: there is a gap
        middle, lean_between = (x + x2) / 2, (lean + lean2) / 2
        high = max(top, top2) + 7
        p.line(skin.crease, CREASE, (middle + lean_between * 0.28, high),
               (middle - lean_between * 0.06, 54))  # fmt: skip
    p.curve(skin.crease, CREASE, "M61 84 C58 76 62 68 70 65")


def _pointing(p: Pen, skin: Skin, degrees: float, mirror: bool = False) -> None:
    """An index finger to the right, turned."""
    with p.moved(turn=degrees, mirror=mirror):
        p.path(skin.near, "M3 38 C12 38 18 35 26 30 C32 26 40 27 48 28 L58 66 C58 76 50 80 40 80"
                          " L22 80 C16 80 10 77 3 77 Z")  # fmt: skip
        p.line(skin.near, 14, (40, 35), (90, 35))
        p.curve(skin.near, 13, "M24 40 C32 34 36 28 38 19")
        for y, end in ((48, 62), (60.5, 61), (72.6, 57)):
            p.line(skin.near, 12.6, (40, y), (end, y))
        p.line(skin.crease, CREASE, (48, 42), (66, 42))
        p.line(skin.crease, CREASE, (48, 54.3), (66, 54.3))
        p.line(skin.crease, CREASE, (48, 66.6), (63, 66.6))
        p.curve(skin.crease, CREASE, "M45 28 C43 36 38 42 31 46")


def _thumb(p: Pen, skin: Skin, down: bool = False) -> None:
    with p.moved(flip=down):
        p.box(CUFF, 4, 44, 17, 50, 4)
        p.path(skin.near, "M16 50 C30 48 37 38 41 24 C43 14 42 4 52 4 C62 4 65 14 64 24 C63 32"
                          " 61 38 58 44 L70 44 L72 94 L34 94 C28 94 24 90 16 90 Z")  # fmt: skip
        ends = ((49, 86), (62.2, 88), (75.2, 86), (87.5, 80))
        for y, end in ends:
            p.line(skin.near, 13, (56, y), (end, y))
        for (y, end), (y2, end2) in pairwise(ends):
            p.line(skin.crease, CREASE, (62, (y + y2) / 2), (min(end, end2) + 3, (y + y2) / 2))
        p.curve(skin.crease, CREASE, "M60 42.5 C54 44 51 47 50 52")


def wave(p: Pen, skin: Skin) -> None:
    with p.moved(-2, 3, turn=-18, scale=0.92):
        _open(p, skin, _SPREAD)
    for r in (9, 18):
        p.arc(MOTION, 4, 76, 23, r, r, 285, 370)
        p.arc(MOTION, 4, 23, 78, r, r, 105, 190)


def stop(p: Pen, skin: Skin) -> None:
    with p.moved(-4, -2):
        _open(p, skin, _SPREAD)


def clap(p: Pen, skin: Skin) -> None:
    with p.moved(-12, 6, turn=-2, scale=0.8, mirror=True):
        _open(p, skin, _CLOSED, far=True)
    with p.moved(8, 10, turn=-30, scale=0.84):
        _open(p, skin, _CLOSED)
    for a, b in (((64, 16), (68, 5)), ((78, 24), (87, 15)), ((85, 38), (96, 35))):
        p.line(MOTION, 4.5, a, b)


def raised(p: Pen, skin: Skin) -> None:
    for x, turn, mirror in ((-24, -9, False), (24, 9, True)):
        with p.moved(x, 13, turn=turn, scale=0.7, mirror=mirror):
            _open(p, skin, _CLOSED)
    for a, b in (((50, 26), (50, 10)), ((41, 17), (37, 5)), ((59, 17), (63, 5))):
        p.line(MOTION, 4, a, b)


def pray(p: Pen, skin: Skin) -> None:
    for mirror, paint in ((True, skin.far), (False, skin.near)):
        with p.moved(mirror=mirror):
            p.path(paint, "M50 12 C51 3 61 3 62 11 L65 38 C66 46 71 52 76 58 L86 70 L68 92"
                          " L54 80 L50 80 Z")  # fmt: skip
            p.path(CUFF, "M84 64 L96 79 C91 89 85 94 74 97 L62 84 C71 79 78 73 84 64 Z", 1)
            p.curve(skin.crease, CREASE, "M63 46 C59 50 58 56 60 64")
    p.line(skin.crease, CREASE, (50, 12), (50, 79))


def victory(p: Pen, skin: Skin) -> None:
    p.line(skin.near, 14, (36, 11), (43, 58))
    p.line(skin.near, 14, (70, 13), (56, 58))
    p.path(skin.near, "M25 58 C26 46 36 44 44 44 L66 44 C77 46 78 58 76 70 C74 86 66 96 52 96"
                      " C34 96 24 80 25 58 Z")  # fmt: skip
    p.line(skin.near, 13, (69, 54), (68, 66))
    p.curve(skin.crease, CREASE, "M62 50 C61 60 61 68 62 74 C66 77 72 74 74.5 69")
    p.curve(skin.crease, CREASE, "M50 52 C49 58 49 62 50 66")
    p.line(skin.near, 13, (32, 62), (54, 72))
    p.curve(skin.crease, CREASE, "M33 55 L57 65.5 C63 69 60 79 52 78.5 L36 72")


def muscle(p: Pen, skin: Skin) -> None:
    p.path(skin.near, "M6 66 C4 48 14 32 21 20 C23 8 36 4 48 8 C60 11 62 22 58 30 C54 35 48 33"
                      " 46 36 C44 42 45 47 46 50 C54 40 70 36 82 46 C93 55 97 70 96 84 C96 90 93 94"
                      " 88 95 L40 96 C20 97 8 84 6 66 Z")  # fmt: skip
    p.curve(skin.crease, CREASE, "M46 50 C44 56 47 62 53 64")
    p.curve(skin.crease, CREASE, "M40 31 C45 32 48 28 46 23")
    p.curve(skin.crease, CREASE, "M46 23 C50 25 55 24 58 21")
    p.curve(skin.crease, CREASE, "M70 78 C62 84 50 86 40 82")


_HANDS: dict[str, Hand] = {
    "👉": partial(_pointing, degrees=0), "👇": partial(_pointing, degrees=90),
    "👈": partial(_pointing, degrees=0, mirror=True),
    "👆": partial(_pointing, degrees=-90), "👍": _thumb, "👎": partial(_thumb, down=True),
    "👏": clap, "🙌": raised, "💪": muscle, "🙏": pray, "👋": wave, "✋": stop, "✌": victory,
}  # fmt: skip


def _toned(hand: Hand, skin: Skin) -> Sketch:
    return lambda p: hand(p, skin)


HANDS: dict[str, Sketch] = {
    char + tone: _toned(hand, skin) for char, hand in _HANDS.items() for tone, skin in SKINS.items()
}
