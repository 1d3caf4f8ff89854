"""Faces: one head, and eyes, mouths and extras to choose from."""

from __future__ import annotations

from collections.abc import Callable

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch

SKIN = "#ffd54a|#f9a825"
HAND = "#ffc03a/#f39a1d"
HAND_EDGE = "#d07f14"
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


def squeezed_eyes(p: Pen) -> None:
    p.line(INK, 5, (24, 32), (41, 40), (24, 48))
    p.line(INK, 5, (76, 32), (59, 40), (76, 48))


def kiss(p: Pen) -> None:
    p.curve(INK, 4.6, "M46 58 C56 57 57 65 49 66.5 C58 67 58 77 46 76")
    p.heart("#f44355/#d81b43", 75, 69, 14)


def frown(p: Pen) -> None:
    p.arc(INK, 5, 50, 78, 17, 15, 205, 335)


def gasp(p: Pen) -> None:
    p.oval("#7a1f2b", 50, 69, 10, 13)


def yum(p: Pen) -> None:
    smile(p)
    p.path(TONGUE, "M54 73 C62 71 67 67 70 62 C76 66 79 74 74 80 C67 86 58 82 54 73 Z")
    p.curve("#c93d50", 2.6, "M63 70 C66 72 68 74 69 77")
    p.curve(INK, 5, "M51 73.6 C60 72.6 67 68 71 61")


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
    p.line(INK, 4, (26, 27), (41, 23))
    p.line(INK, 4, (60, 28), (75, 33))
    p.curve(INK, 5, "M41 62 L64 57")
    fist = "M20 85 C17 75 22 70 31 72 L44 78 C52 82 52 92 42 95 C33 97 23 95 20 85 Z"
    for paint, more in ((HAND_EDGE, 2.2), (HAND, 0.0)):
        p.line(paint, 9.5 + 2 * more, (24, 82), (19, 64))
        p.line(paint, 10 + 2 * more, (36, 81), (60, 72))
        p.path(paint, fist, more)
    p.curve(HAND_EDGE, 2.4, "M37 88 C42 88 45 86 47 83")


def streams(p: Pen) -> None:
    with p.inside():
        for x in (26, 61):
            p.box(TEAR, x, 41, 13, 60)


def sweat(p: Pen) -> None:
    p.path(TEAR, "M82 8 C90 20 94 27 90 34 C86 40 77 40 74 33 C71 26 76 19 82 8 Z")


def party_hat(p: Pen) -> None:
    p.path("#7b6cf0/#5240c8", "M11 36 L21 9 L47 20 C34 22 22 27 11 36 Z", 1.5)
    p.line("#ffd84a", 4, (17, 26), (33, 18))
    p.disc("#ff7fae", 21, 8, 6)
    p.path("#3b8fe8", "M50 66 L84 56 C90 62 91 70 87 75 L50 72 Z", 1)
    p.oval("#1f63b8", 86, 65.5, 4.4, 10, -14)
    p.arc(INK, 4.6, 45, 69, 7, 6, 300, 440)
    for x, y, paint in ((62, 9, "#f4515c"), (89, 34, "#63c96b"), (13, 68, "#4fa3f5"),
                        (72, 90, "#f4515c"), (76, 20, "#ffffff")):  # fmt: skip
        p.disc(paint, x, y, 4)


def snore(p: Pen) -> None:
    for x, y, s in ((66, 24, 13), (84, 8, 10)):
        p.line("#3d7de0", 4.5, (x, y), (x + s, y), (x, y + s), (x + s, y + s))


def face(*parts: Part, low: bool = False, turn: float = 0.0) -> Sketch:
    """A head with the parts on it, in order; turned by degrees clockwise."""

    def sketch(p: Pen) -> None:
        with p.moved(turn=turn):
            p.disc(SKIN, 50, 52 if low else 50, 46)
            for part in parts:
                part(p)

    return sketch


FACES: dict[str, Sketch] = {
    "😀": face(open_eyes, grin),
    "😃": face(open_eyes, cheeks, grin),
    "😄": face(happy_eyes, grin),
    "😁": face(happy_eyes, cheeks, grin),
    "😂": face(happy_eyes, grin, tears),
    "🤣": face(happy_eyes, grin, tears, turn=-24),
    "😆": face(squeezed_eyes, grin),
    "😅": face(happy_eyes, grin, sweat),
    "😊": face(happy_eyes, smile, cheeks),
    "🙂": face(open_eyes, small_smile),
    "😉": face(wink, smile),
    "😍": face(heart_eyes, grin),
    "🥰": face(happy_eyes, small_smile, cheeks, little_hearts),
    "😘": face(wink, cheeks, kiss),
    "🥳": face(happy_eyes, cheeks, party_hat),
    "😎": face(sunglasses, small_smile),
    "🤩": face(star_eyes, grin),
    "🤔": face(open_eyes, thinking_hand),
    "😮": face(open_eyes, gasp),
    "😢": face(open_eyes, frown, one_tear),
    "😭": face(streams, closed_eyes, gasp),
    "😴": face(closed_eyes, gasp, snore),
    "😇": face(happy_eyes, smile, halo, low=True),
    "😋": face(happy_eyes, yum),
}
