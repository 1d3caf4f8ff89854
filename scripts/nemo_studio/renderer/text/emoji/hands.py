"""Hands: built from a palm and fingers as rounded strokes, with a darker line between them."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_studio.renderer.text.emoji.pen import Pen, Point, Sketch, rounded, turned

SKIN = "#ffcf4d/#f5a623"
SHADE = "#d9861a"
SLEEVE = "#4a90e2/#2f6fc4"


def _pointing(degrees: float) -> Sketch:
    """The pointing hand, turned from pointing right."""

    def sketch(p: Pen) -> None:
        def blob(paint: str, x: float, y: float, w: float, h: float, r: float) -> None:
            corners = rounded(x, y, w, h, r)
            p.polygon(paint, turned(corners, (50, 50), degrees))

        blob(SLEEVE, 2, 30, 16, 48, 4)
        blob(SKIN, 14, 32, 46, 46, 15)
        blob(SKIN, 30, 30, 68, 17, 8.5)
        blob(SKIN, 26, 18, 17, 30, 8.5)
        for y in (47, 57.5, 68):
            blob(SHADE, 44, y - 1.5, 21, 13, 6.5)
            blob(SKIN, 44, y, 19.5, 10.5, 5.2)

    return sketch


def _thumb(up: bool) -> Sketch:
    def sketch(p: Pen) -> None:
        def flip(points: Sequence[Point]) -> list[Point]:
            return [(x, y if up else 100 - y) for x, y in points]

        def blob(paint: str, x: float, y: float, w: float, h: float, r: float) -> None:
            p.polygon(paint, flip(rounded(x, y, w, h, r)))

        thumb = [(36, 46), (46, 32), (49, 14), (53, 5), (61, 5), (66, 12), (65, 26), (61, 44)]
        blob(SLEEVE, 3, 42, 18, 52, 4)
        p.polygon(SKIN, flip(thumb))
        p.polygon(SKIN, flip(rounded(45.5, 4, 20.5, 30, 9.5)))
        blob(SKIN, 18, 42, 56, 52, 12)
        for y in (42, 55.5, 69, 82):
            blob(SHADE, 52, y - 1.4, 42, 15, 7.5)
            blob(SKIN, 52, y, 40.5, 12.2, 6.1)

    return sketch


def _open(p: Pen, x: float, degrees: float, flipped: bool = False) -> None:
    """An open hand around x, fingers up."""

    def blob(paint: str, left: float, y: float, w: float, h: float, r: float, lean: float) -> None:
        points = turned(rounded(left, y, w, h, r), (left + w / 2, y + h), lean)
        if flipped:
            points = [(100 - px, py) for px, py in points]
        p.polygon(paint, turned([(px + x - 50, py) for px, py in points], (x, 60), degrees))

    for left, top, lean in ((22, 22, -12), (37, 8, -4), (52, 7, 3), (66, 18, 10)):
        blob(SHADE, left - 1, top - 1, 15, 56, 7.5, lean)
        blob(SKIN, left, top, 13, 54, 6.5, lean)
    blob(SKIN, 67, 38, 13.5, 44, 6.7, 42)
    blob(SKIN, 24, 48, 54, 46, 19, 0)


def wave(p: Pen) -> None:
    _open(p, 46, -14)
    for r in (10, 19):
        p.arc("#7fb6f0", 4, 76, 24, r, r, 290, 372)


def clap(p: Pen) -> None:
    for paint, degrees, dx in ((SHADE, 2, 10), (SKIN, 34, -4)):

        def blob(x: float, y: float, w: float, h: float, lean: float = 0.0) -> None:
            at = turned(rounded(x, y, w, h, w / 2), (x + w / 2, y + h), lean)
            whole = turned(at, (50, 62), degrees)  # noqa: B023 - called at once
            p.polygon(paint, [(px + dx, py + 4) for px, py in whole])  # noqa: B023

        blob(33, 40, 36, 52)
        for x, top in ((33, 22), (42.5, 14), (52, 14), (61, 22)):
            blob(x, top, 8.6, 50)
        blob(35, 44, 10, 38, -30)
    for x, y, to_x, to_y in ((12, 34, 4, 26), (24, 18, 20, 7), (40, 10, 41, 0)):
        p.line("#5aa9f8", 4.5, (x, y), (to_x, to_y + 2))


def raised(p: Pen) -> None:
    for x, flipped in ((25, True), (75, False)):
        for i, top in enumerate((26, 16, 15, 24)):
            at = x - 19 + i * 10
            p.box(SHADE, at - 0.8, top - 1, 10.4, 44, 5.2)
            p.box(SKIN, at, top, 8.8, 44, 4.4)
        p.box(SKIN, x - 19, 46, 39, 46, 15)
        side = -1 if flipped else 1
        p.line(SKIN.split("/")[1], 9, (x - side * 14, 62), (x - side * 21, 48))
    for x in (38, 50, 62):
        p.line("#5aa9f8", 4, (50 + (x - 50) * 0.6, 16), (x, 4))


def pray(p: Pen) -> None:
    for side in (-1, 1):

        def at(points: Sequence[Point], s: int = side) -> list[Point]:
            return [(50 + s * (x - 50), y) for x, y in points]

        p.polygon(SLEEVE, at([(60, 80), (84, 66), (97, 92), (66, 99)]))
        p.polygon(
            SHADE if side < 0 else SKIN,
            at([(50, 6), (55, 3), (61, 9), (66, 40), (82, 62), (86, 72), (64, 88), (50, 84)]),
        )
    p.polygon(SKIN, [(49, 8), (45, 4), (40, 10), (36, 41), (20, 63), (16, 72), (36, 87), (49, 83)])
    p.line(SHADE, 2.4, (50, 8), (50, 84))


def victory(p: Pen) -> None:
    for left, lean in ((31, -16), (54, 14)):
        shape = rounded(left, 3, 15, 60, 7.5)
        p.polygon(SKIN, turned(shape, (left + 7, 63), lean))
    p.box(SKIN, 24, 46, 52, 48, 18)
    for x in (47, 60):
        p.box(SHADE, x - 1.4, 47, 15, 27, 7)
        p.box(SKIN, x, 48, 12.6, 24, 6.3)
    p.polygon(SHADE, turned(rounded(25, 57, 36, 15.5, 7.7), (40, 64), 22))
    p.polygon(SKIN, turned(rounded(25, 58.4, 34.5, 12.6, 6.3), (40, 64), 22))


def muscle(p: Pen) -> None:
    p.path(SKIN, "M20 96 C6 80 4 60 12 46 L28 14 Q32 5 44 8 L56 12 Q64 16 59 24 L50 27 L42 42"
                 " C52 34 60 34 70 38 C88 44 97 58 95 72 C92 92 66 99 44 96 Z")  # fmt: skip
    p.curve(SHADE, 3.4, "M42 42 C38 54 42 60 50 62")
    p.curve(SHADE, 3.4, "M44 20 Q50 24 56 22")


HANDS: dict[str, Sketch] = {
    "👉": _pointing(0), "👇": _pointing(90), "👈": _pointing(180), "👆": _pointing(270),
    "👍": _thumb(True), "👎": _thumb(False), "👏": clap, "🙌": raised, "💪": muscle,
    "🙏": pray, "👋": wave, "✌": victory,
}  # fmt: skip
