"""Parties, prizes, shopping and money."""

from __future__ import annotations

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch

GOLD = "#ffd84a/#f2a31b"
RED = "#f4545f/#d3273a"


def popper(p: Pen) -> None:
    p.path("#ffcf4d/#f08a24", "M6 95 Q3 97 4 92 L30 34 Q52 44 66 70 Z")
    with p.inside():
        p.curve("#e0701a", 9, "M10 68 Q18 84 34 92")
        p.curve("#e0701a", 9, "M18 50 Q28 72 52 84")
    p.oval("#b9501a", 48, 52, 9, 25, -45)
    p.curve("#4fa3f5", 5, "M54 42 C52 26 62 24 58 8")
    p.curve("#ec407a", 5, "M62 50 C70 40 80 46 94 36")
    for x, y, r, paint in ((34, 12, 5, "#ec407a"), (78, 12, 6, "#ffd23f"), (80, 64, 5, "#4fa3f5"),
                           (92, 54, 4, "#63c96b"), (46, 24, 4, "#63c96b"),
                           (74, 28, 4.5, "#9365dd")):  # fmt: skip
        p.disc(paint, x, y, r)


def confetti(p: Pen) -> None:
    p.line("#8a93a0", 3.4, (50, 4), (50, 20))
    for x, y, turn, paint in ((50, 40, 20, "#ffd23f"), (42, 54, -30, "#4fa3f5"),
                              (58, 56, 50, "#63c96b"), (49, 70, 0, "#ec407a"),
                              (36, 74, 40, "#63c96b"), (64, 74, -20, "#9365dd"),
                              (42, 88, 30, "#ffb52e"), (58, 90, -40, "#4fa3f5"),
                              (74, 90, 15, "#ec407a"), (26, 90, -15, "#9365dd")):  # fmt: skip
        p.box(paint, x - 5.5, y - 2.8, 11, 5.6, 1.4, turn)
    for mirror in (False, True):
        with p.moved(mirror=mirror), p.moved(15, -4, turn=-34, scale=0.92):
            p.path("#f4545f/#c9243a", "M50 20 C90 20 90 80 50 80 Z", 2)
            with p.inside():
                p.box("#ffd84a", 50, 42, 40, 16)
            p.oval("#8f1728", 50, 50, 5, 31)
    p.disc("#ffd84a", 50, 20, 5)


def gift(p: Pen) -> None:
    p.box("#ffd257/#f2a52a", 12, 42, 76, 53, 5)
    p.box("#ffdf80/#f7b640", 6, 28, 88, 19, 4)
    p.box("#e8394c", 42, 28, 16, 67)
    for side in (-1, 1):
        x = 50 + side * 36
        p.path("#f4545f/#cf2a3e", f"M50 28 C{50 + side * 14} 2 {x} 2 {x} 15"
                                  f" C{x} 26 {50 + side * 16} 29 50 28 Z")  # fmt: skip
        p.oval("#9c1b2d", 50 + side * 21, 17, 7.5, 4.2, -side * 22)


def balloon(p: Pen) -> None:
    p.curve("#8a93a0", 3, "M50 74 C44 82 56 88 50 97")
    p.path("#d3273a", "M44 78 L56 78 L50 68 Z")
    p.oval(RED, 50, 38, 31, 36)
    p.oval("#ffb3ba", 38, 24, 6, 9.5, 28)


def birthday(p: Pen) -> None:
    for x in (30, 50, 70):
        p.line("#5aa9f8", 5, (x, 26), (x, 46))
        p.path("#ffb52e", f"M{x} 5 Q{x + 7} 16 {x} 21 Q{x - 7} 16 {x} 5 Z")
    p.box("#f7c489/#dd9a52", 10, 46, 80, 46, 7)
    p.path("#fff0f4/#ffc9d8", "M10 56 Q10 42 24 42 L76 42 Q90 42 90 56 Q90 66 82 66 Q76 66 74 58"
                              " Q70 74 62 74 Q54 74 50 60 Q46 70 38 70 Q30 70 27 58"
                              " Q24 66 18 66 Q10 66 10 56 Z")  # fmt: skip
    p.box("#e9edf2/#c2ccd8", 3, 90, 94, 7, 3.5)


def rocket(p: Pen) -> None:
    p.path("#ffb52e/#f4601f", "M30 62 C16 66 8 80 6 95 C22 92 34 84 39 70 Z")
    p.path("#e8394c", "M40 34 C24 32 14 42 8 56 L28 58 Z")
    p.path("#e8394c", "M66 60 C68 76 58 86 44 92 L42 72 Z")
    p.path("#f7f9fb/#c3ced9", "M95 5 C66 4 42 20 26 58 L42 74 C80 58 96 34 95 5 Z")
    p.path("#e8394c", "M95 5 C86 5 77 6 70 9 L91 30 C94 23 95 14 95 5 Z")
    p.disc("#3f7fd6", 62, 38, 11)
    p.disc("#a9d4ff", 62, 38, 6.6)


def target(p: Pen) -> None:
    for r, paint in ((44, "#e8394c"), (34, "#ffffff"), (24, "#e8394c"), (14, "#ffffff"),
                     (6, "#e8394c")):  # fmt: skip
        p.disc(paint, 47, 53, r)
    p.line("#4b5563", 5, (48, 52), (82, 18))
    p.path("#4fa3f5", "M78 22 L80 8 L90 2 L91 10 L98 11 L92 21 Z")


def trophy(p: Pen) -> None:
    for side in (-1, 1):
        p.arc("#f2a31b", 6, 50 + side * 28, 27, 15, 16, 0, 360)
    p.box("#7a4a26/#55300f", 28, 82, 44, 14, 3)
    p.path("#e0911a", "M43 60 L57 60 L60 82 L40 82 Z")
    p.path(GOLD, "M22 6 L78 6 C80 42 70 64 50 64 C30 64 20 42 22 6 Z")
    p.star("#fff3c4", 50, 31, 14, 6)


def medal(p: Pen) -> None:
    p.path("#3f7fd6", "M22 3 L42 3 L58 44 L42 50 Z")
    p.path("#e8394c", "M78 3 L58 3 L42 44 L58 50 Z")
    p.disc("#f2a31b", 50, 68, 29)
    p.disc("#ffd84a", 50, 68, 23)
    p.line("#b9720c", 6, (45, 61), (52, 56), (52, 80))


def crown(p: Pen) -> None:
    p.path(GOLD, "M14 84 L8 36 L30 54 L50 18 L70 54 L92 36 L86 84 Z", 3)
    for x, y in ((8, 30), (50, 13), (92, 30)):
        p.disc("#ffd84a", x, y, 7)
    p.box("#e0911a", 11, 76, 78, 12, 4)
    for x, paint in ((30, "#4fa3f5"), (50, "#e8394c"), (70, "#4fa3f5")):
        p.disc(paint, x, 64, 5)


def gem(p: Pen) -> None:
    p.path("#5fc3f7/#2a86dc", "M24 14 L76 14 L96 40 L50 94 L4 40 Z")
    p.path("#b9e6fd", "M24 14 L38 40 L4 40 Z")
    p.path("#8fd5fb", "M24 14 L50 14 L38 40 Z")
    p.path("#d9f2ff", "M50 14 L62 40 L38 40 Z")
    p.path("#8fd5fb", "M50 14 L76 14 L62 40 Z")
    p.path("#6cbff4", "M76 14 L96 40 L62 40 Z")
    p.path("#7ccdf9/#3d9be6", "M38 40 L62 40 L50 94 Z")


def money_bag(p: Pen) -> None:
    p.path("#e2b26a/#b98238", "M36 26 L64 26 C84 44 94 64 92 78 Q90 96 72 96 L28 96 Q10 96 8 78"
                              " C6 64 16 44 36 26 Z")  # fmt: skip
    p.path("#d09a4e", "M32 6 Q41 12 50 6 Q59 12 68 6 L62 26 L38 26 Z")
    p.line("#8a5a20", 5, (35, 27), (65, 27))
    p.curve("#6b4312", 5, "M60 52 C56 44 40 45 41 54 C42 64 60 60 60 71 C60 81 42 81 39 72")
    p.line("#6b4312", 5, (50, 42), (50, 84))


def card(p: Pen) -> None:
    p.box("#5aa9f8/#2458b8", 4, 20, 92, 62, 9)
    p.box("#1d2a44", 4, 33, 92, 13)
    p.box("#ffe08a", 14, 55, 18, 14, 3)
    p.line("#cfe4ff", 4, (58, 70), (84, 70))


def cart(p: Pen) -> None:
    p.line("#6d7784", 6, (4, 14), (18, 14), (34, 68), (82, 68))
    p.path("#5aa9f8/#2b6fd0", "M24 26 L93 26 L84 57 L33 57 Z", 2)
    for x in (40, 54, 68, 82):
        p.line("#d9ecff", 3, (x, 28), (x - (x - 58) * 0.12, 54))
    p.line("#d9ecff", 3, (28, 41), (88, 41))
    for x in (42, 76):
        p.disc("#3a424e", x, 84, 8.5)
        p.disc("#aab6c4", x, 84, 3)


def shopping(p: Pen) -> None:
    p.arc("#9c1b2d", 4.5, 40, 34, 12, 20, 180, 360)
    p.path("#ff7b8a/#e0354d", "M14 32 L66 32 L72 94 L8 94 Z")
    p.arc("#17508f", 4.5, 72, 52, 10, 16, 180, 360)
    p.path("#6cb6ff/#2b7de0", "M50 50 L92 50 L97 96 L46 96 Z")


def label(p: Pen) -> None:
    p.path("#ffdf80/#f2ae33", "M48 12 L83 11 Q89 11 89 17 L88 52 L51 90 Q47 94 43 90 L10 57"
                              " Q6 53 10 49 Z", 3)  # fmt: skip
    p.disc("#b9720c", 74, 26, 8.4)
    p.disc("#ffffff", 74, 26, 5.4)
    p.curve("#7d8896", 3.4, "M74 26 C80 14 88 8 97 6")
    p.line("#b9720c", 5, (30, 54), (48, 72))
    p.line("#b9720c", 5, (43, 42), (61, 60))


PARTY: dict[str, Sketch] = {
    "🎉": popper, "🎊": confetti, "🎁": gift, "🎈": balloon, "🎂": birthday, "🚀": rocket,
    "🎯": target, "🏆": trophy, "🥇": medal, "👑": crown, "💎": gem, "💰": money_bag, "💳": card,
    "🛒": cart, "🛍": shopping, "🏷": label,
}  # fmt: skip
