"""Faces: one head, and eyes, mouths and extras to choose from."""

from __future__ import annotations

from collections.abc import Callable

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch

SKIN = "#ffd54a/#f9a825"
INK = "#5a3312"
TEETH = "#ffffff"
TONGUE = "#ef5766"
BLUSH = "#f58a5c"
TEAR = "#6ec6ff/#2f8fe8"

Part = Callable[[Pen], None]


def open_eyes(p: Pen) -> None:
    for x in (34, 66):
        p.oval(INK, x, 40, 5.6, 8.2)
        p.disc(TEETH, x - 1.6, 37, 1.9)


def happy_eyes(p: Pen) -> None:
    for x in (33, 67):
        p.arc(INK, 5, x, 43, 9, 9, 200, 340)


def closed_eyes(p: Pen) -> None:
    for x in (33, 67):
        p.arc(INK, 5, x, 38, 9, 7, 20, 160)


def heart_eyes(p: Pen) -> None:
    for x in (31, 69):
        p.heart("#f44355/#d81b43", x, 38, 15)


def star_eyes(p: Pen) -> None:
    for x in (31, 69):
        p.star("#fff6c4", x, 38, 17, 8)
        p.star("#ff7a1a", x, 38, 14, 6.4)


def sunglasses(p: Pen) -> None:
    p.box("#20242c", 12, 30, 76, 6, 3)
    for x in (15, 53):
        p.path("#20242c", f"M{x} 31 L{x + 32} 31 L{x + 31} 42 Q{x + 29} 54 {x + 16} 54"
                          f" Q{x + 3} 54 {x + 1} 42 Z")  # fmt: skip
        p.path("#5c6675", f"M{x + 5} 34 L{x + 14} 34 L{x + 7} 46 Q{x + 4} 42 {x + 5} 34 Z")


def wink(p: Pen) -> None:
    p.oval(INK, 34, 40, 5.6, 8.2)
    p.disc(TEETH, 32.4, 37, 1.9)
    p.arc(INK, 5, 67, 43, 9, 8, 200, 340)


def smile(p: Pen) -> None:
    p.arc(INK, 5, 50, 52, 23, 21, 25, 155)


def small_smile(p: Pen) -> None:
    p.arc(INK, 5, 50, 55, 17, 14, 25, 155)


def grin(p: Pen) -> None:
    p.path("#7a1f2b", "M24 56 L76 56 Q76 84 50 84 Q24 84 24 56 Z")
    p.path(TONGUE, "M33 74 Q50 62 67 74 Q61 84 50 84 Q39 84 33 74 Z")
    p.path(TEETH, "M24 56 L76 56 Q76 61 74.6 65 L25.4 65 Q24 61 24 56 Z")


def frown(p: Pen) -> None:
    p.arc(INK, 5, 50, 78, 17, 15, 205, 335)


def gasp(p: Pen) -> None:
    p.oval("#7a1f2b", 50, 69, 10, 13)


def yum(p: Pen) -> None:
    smile(p)
    p.path(TONGUE, "M56 72 Q70 70 73 61 Q80 68 74 76 Q66 84 57 79 Z")


def cheeks(p: Pen) -> None:
    for x in (21, 79):
        p.oval(BLUSH, x, 58, 9, 6)


def tears(p: Pen) -> None:
    for x, side in ((18, -1), (82, 1)):
        top = f"{x - side * 3} 46"
        p.path(TEAR, f"M{top} Q{x + side * 16} 58 {x + side * 9} 70"
                     f" Q{x} 77 {x - side * 6} 67 Q{x - side * 9} 58 {top} Z")  # fmt: skip


def one_tear(p: Pen) -> None:
    p.path(TEAR, "M32 52 Q43 66 38 74 Q32 80 26 74 Q21 66 32 52 Z")


def little_hearts(p: Pen) -> None:
    for x, y, r in ((14, 28, 13), (87, 44, 12), (28, 86, 11)):
        p.heart("#f44355/#d81b43", x, y, r)


def halo(p: Pen) -> None:
    p.arc("#38a7f0", 6, 50, 13, 31, 8, 0, 360)


def thinking_hand(p: Pen) -> None:
    p.line(INK, 4, (27, 26), (40, 24))
    p.line(INK, 4, (60, 29), (74, 33))
    p.line(INK, 5, (42, 64), (62, 60))
    p.path("#f5a623/#e08a12", "M26 97 Q18 84 27 76 L52 68 Q60 67 59 74 Q58 78 52 79 L48 80"
                              " Q60 84 56 92 Q52 100 40 99 Q30 100 26 97 Z")  # fmt: skip
    p.line("#f5a623", 8, (31, 80), (24, 66))


def snore(p: Pen) -> None:
    for x, y, s in ((66, 24, 13), (84, 8, 10)):
        p.line("#3d7de0", 4.5, (x, y), (x + s, y), (x, y + s), (x + s, y + s))


def face(*parts: Part, low: bool = False) -> Sketch:
    """A head with the parts on it, in order."""

    def sketch(p: Pen) -> None:
        p.disc(SKIN, 50, 52 if low else 50, 46)
        for part in parts:
            part(p)

    return sketch


FACES: dict[str, Sketch] = {
    "😀": face(open_eyes, grin),
    "😃": face(open_eyes, grin, cheeks),
    "😄": face(happy_eyes, grin),
    "😁": face(happy_eyes, grin, cheeks),
    "😂": face(happy_eyes, grin, tears),
    "🤣": face(closed_eyes, grin, tears),
    "😊": face(happy_eyes, smile, cheeks),
    "🙂": face(open_eyes, small_smile),
    "😉": face(wink, smile),
    "😍": face(heart_eyes, grin),
    "🥰": face(happy_eyes, small_smile, cheeks, little_hearts),
    "😎": face(sunglasses, small_smile),
    "🤩": face(star_eyes, grin),
    "🤔": face(open_eyes, thinking_hand),
    "😮": face(open_eyes, gasp),
    "😢": face(open_eyes, frown, one_tear),
    "😴": face(closed_eyes, gasp, snore),
    "😇": face(happy_eyes, smile, halo, low=True),
    "😋": face(happy_eyes, yum),
}
