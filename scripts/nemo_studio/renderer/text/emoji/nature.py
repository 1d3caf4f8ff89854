"""Weather, plants, animals, food and drink."""

from __future__ import annotations

import math

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch

SUN = "#ffd84a/#f7a81b"
CLOUD = "#ffffff/#d3e0ee"
LEAF = "#6cc551/#3b9a3a"
LEAF_DARK = "#2f7d33"
TRUNK = "#9a6a3c/#74491f"


def _cloud(p: Pen, x: float, y: float, s: float) -> None:
    p.disc("#eaf1f8/#c5d5e6", x - 22 * s, y, 17 * s)
    p.disc("#f3f7fb/#c5d5e6", x + 24 * s, y - 1 * s, 18 * s)
    p.disc("#ffffff/#d3e0ee", x, y - 12 * s, 23 * s)
    p.box("#e3ecf5/#c5d5e6", x - 38 * s, y - 3 * s, 80 * s, 20 * s, 10 * s)


def sun(p: Pen) -> None:
    for i in range(8):
        a = math.radians(45 * i + 22.5)
        p.line("#f7a81b", 7, (50 + 36 * math.cos(a), 50 + 36 * math.sin(a)),
               (50 + 44 * math.cos(a), 50 + 44 * math.sin(a)))  # fmt: skip
    p.disc(SUN, 50, 50, 28)


def sun_face(p: Pen) -> None:
    p.star("#f79a1b", 50, 50, 49, 36, 12)
    p.disc(SUN, 50, 50, 34)
    for x in (39, 61):
        p.oval("#7a4a12", x, 45, 3.6, 5.2)
    p.arc("#7a4a12", 4, 50, 52, 14, 12, 25, 155)


def moon(p: Pen) -> None:
    p.path(SUN, "M62 6 C30 12 22 40 34 62 C46 84 74 88 90 68 C84 90 62 98 42 94"
                " C14 88 0 60 10 34 C18 14 40 2 62 6 Z")  # fmt: skip


def sun_cloud(p: Pen) -> None:
    p.disc(SUN, 64, 38, 26)
    _cloud(p, 46, 66, 0.95)


def rainbow(p: Pen) -> None:
    paints = ("#f4515c", "#ff9d3b", "#ffd84a", "#5fc35b", "#4fa0f2", "#9365dd")
    for i, paint in enumerate(paints):
        p.arc(paint, 7, 50, 78, 44 - 6 * i, 52 - 6 * i, 180, 360)
    for x in (16, 84):
        p.disc(CLOUD, x, 80, 13)


def snowflake(p: Pen) -> None:
    for i in range(6):
        a = math.radians(60 * i + 30)
        c, s = math.cos(a), math.sin(a)
        p.line("#53b4f2", 6, (50, 50), (50 + 43 * c, 50 + 43 * s))
        for side in (-1, 1):
            b = a + side * math.radians(42)
            at = 50 + 25 * c, 50 + 25 * s
            p.line("#53b4f2", 5, at, (at[0] + 14 * math.cos(b), at[1] + 14 * math.sin(b)))


def umbrella(p: Pen) -> None:
    p.line("#6b4a2b", 5, (50, 40), (50, 84))
    p.arc("#6b4a2b", 5, 58, 84, 8, 9, 0, 180)
    p.path("#9a6ae0/#6d3fc0", "M6 58 C8 26 30 16 50 16 C70 16 92 26 94 58 Q84 48 72 58 Q61 48 50 58"
                              " Q39 48 28 58 Q16 48 6 58 Z")  # fmt: skip
    for x in (14, 34, 66, 86):
        p.path("#53a8f0", f"M{x} 4 Q{x + 4} 10 {x} 13 Q{x - 4} 10 {x} 4 Z")


def wave(p: Pen) -> None:
    p.path("#5ab6f5/#1f74d0", "M4 94 C2 50 24 16 58 14 C80 13 92 28 90 42 C82 32 66 34 64 48"
                              " C62 62 78 70 97 66 L97 94 Z")  # fmt: skip
    p.path("#e8f6ff", "M58 14 C80 13 94 28 90 44 C86 36 78 34 72 37 C74 26 64 22 56 25"
                      " C40 27 28 40 20 56 C24 32 38 15 58 14 Z")  # fmt: skip
    p.curve("#bfe3fb", 4, "M16 88 C18 70 26 56 38 46")
    p.curve("#bfe3fb", 4, "M34 90 C34 78 40 68 48 62")


def seedling(p: Pen) -> None:
    p.curve("#4aa03c", 6, "M50 96 C50 76 50 66 50 48")
    p.path(LEAF, "M50 52 C50 26 32 14 6 16 C8 40 24 54 50 52 Z")
    p.path(LEAF, "M50 44 C52 20 70 6 95 8 C94 34 76 48 50 44 Z")


def herb(p: Pen) -> None:
    p.curve(LEAF_DARK, 4.5, "M24 94 C34 70 46 44 68 12")
    for x, y, turn in ((40, 44, -62), (31, 66, -58), (54, 26, -64),
                       (62, 46, 12), (52, 66, 14), (74, 24, 10)):  # fmt: skip
        p.oval(LEAF, x, y, 17, 8.5, turn + (90 if turn < 0 else 0) - (0 if turn < 0 else 24))


def clover(p: Pen) -> None:
    p.curve(LEAF_DARK, 5, "M50 52 C52 72 58 86 68 95")
    for x, y in ((33, 32), (67, 32), (33, 64), (67, 64)):
        p.disc(LEAF, x, y, 19)
    p.disc("#4aa541", 50, 48, 13)
    for x, y in ((32, 31), (68, 31), (32, 65), (68, 65)):
        p.line("#3b8f37", 2.6, (50, 48), (x, y))


def blossom(p: Pen) -> None:
    for i in range(5):
        a = math.radians(72 * i - 90)
        p.disc("#ffb3cd/#f78fb4", 50 + 25 * math.cos(a), 51 + 25 * math.sin(a), 21)
    p.disc("#f06a9b", 50, 51, 12)
    for i in range(5):
        a = math.radians(72 * i - 54)
        p.disc("#ffe066", 50 + 9 * math.cos(a), 51 + 9 * math.sin(a), 3.4)


def rose(p: Pen) -> None:
    p.curve("#3b9a3a", 6, "M50 98 C48 80 50 68 50 54")
    p.path(LEAF, "M50 82 C62 64 78 64 88 70 C82 84 66 90 50 82 Z")
    p.path(LEAF, "M49 76 C38 60 24 62 14 68 C22 80 36 84 49 76 Z")
    p.path("#f25363/#c81f3c", "M22 22 C20 50 34 62 50 62 C66 62 80 50 78 22 C70 14 60 24 50 12"
                              " C40 24 30 14 22 22 Z")  # fmt: skip
    p.path("#ff7d88/#e03a50", "M34 20 C34 38 42 44 50 44 C58 44 66 38 66 20 C58 6 42 6 34 20 Z")
    p.curve("#a8152f", 3, "M42 22 C46 30 56 30 59 21")


def sunflower(p: Pen) -> None:
    for turn in range(0, 360, 30):
        a = math.radians(turn)
        p.oval("#ffd23f", 50 + 31 * math.cos(a), 50 + 31 * math.sin(a), 17, 8.5, turn)
    for turn in range(15, 375, 30):
        a = math.radians(turn)
        p.oval("#f9b21e", 50 + 27 * math.cos(a), 50 + 27 * math.sin(a), 14, 7, turn)
    p.disc("#8a5a2b/#5c3816", 50, 50, 21)
    for x, y in ((44, 44), (56, 44), (50, 52), (43, 57), (57, 57)):
        p.disc("#3f260e", x, y, 2.6)


def palm(p: Pen) -> None:
    p.path(TRUNK, "M44 97 C46 74 48 56 46 40 L54 38 C58 56 60 76 60 97 Z")
    for d in ("M50 38 C34 20 18 22 6 42 C20 36 36 36 50 38 Z",
              "M50 38 C66 18 84 22 95 44 C82 36 66 36 50 38 Z",
              "M50 38 C44 14 28 8 14 14 C30 18 42 26 50 38 Z",
              "M50 38 C56 12 72 6 88 13 C72 17 58 26 50 38 Z",
              "M50 37 C34 40 24 52 22 68 C34 56 44 48 50 37 Z",
              "M50 37 C66 40 76 52 78 68 C66 56 56 48 50 37 Z"):  # fmt: skip
        p.path(LEAF, d)
    p.disc("#8a5a2b", 46, 42, 5)
    p.disc("#74491f", 56, 43, 5)


def pine(p: Pen) -> None:
    p.box(TRUNK, 43, 78, 14, 19, 3)
    for top, left, right, bottom in ((40, 12, 88, 84), (22, 19, 81, 62), (4, 27, 73, 40)):
        p.path("#4fae52/#23783a", f"M50 {top} L{right} {bottom} Q50 {bottom + 6} {left} {bottom} Z")


def leaves(p: Pen) -> None:
    p.path("#ef7d2a/#c94f16", "M58 60 C40 50 36 26 52 6 C74 16 80 42 58 60 Z")
    p.curve("#8f3a0f", 3, "M54 18 C58 34 58 46 54 66")
    p.path("#d9a13b/#a86a1c", "M48 84 C26 88 8 74 6 48 C32 46 50 60 48 84 Z")
    p.curve("#74460f", 3, "M16 56 C30 62 40 72 58 94")


def dog(p: Pen) -> None:
    p.oval("#9a6433", 14, 44, 13, 28, 14)
    p.oval("#9a6433", 86, 44, 13, 28, -14)
    p.oval("#e5b47a/#cf9350", 50, 52, 36, 40)
    p.oval("#fff3e2", 50, 69, 23, 20)
    p.path("#fff3e2", "M50 14 Q57 34 55 62 L45 62 Q43 34 50 14 Z")
    for x in (34, 66):
        p.oval("#3a2412", x, 46, 5, 6.5)
        p.disc("#ffffff", x - 1.6, 43.6, 1.7)
    p.path("#3a2412", "M40 58 Q50 54 60 58 Q58 68 50 68 Q42 68 40 58 Z")
    p.path("#ef5766", "M43 78 Q50 74 57 78 Q58 93 50 94 Q42 93 43 78 Z")
    p.arc("#3a2412", 3.2, 42, 71, 8, 8, 10, 130)
    p.arc("#3a2412", 3.2, 58, 71, 8, 8, 50, 170)


def cat(p: Pen) -> None:
    for d in ("M12 46 L14 6 Q28 12 42 24 Z", "M88 46 L86 6 Q72 12 58 24 Z"):
        p.path("#f9b13f", d)
    for d in ("M18 34 L19 15 Q27 19 34 26 Z", "M82 34 L81 15 Q73 19 66 26 Z"):
        p.path("#f38aa0", d)
    p.oval("#ffc85a/#f4a02b", 50, 57, 43, 38)
    for x in (32, 68):
        p.oval("#3a2412", x, 54, 5.4, 7.4)
        p.disc("#ffffff", x - 1.8, 51, 1.9)
    p.path("#e8607a", "M44 64 L56 64 L50 71 Z")
    p.arc("#7a4a12", 3.2, 43, 72, 7, 7, 10, 150)
    p.arc("#7a4a12", 3.2, 57, 72, 7, 7, 30, 170)
    for side in (-1, 1):
        for y in (66, 76):
            p.line("#a8650f", 2.4, (50 + side * 30, y), (50 + side * 47, y - 4 + (y - 66) * 0.6))


def butterfly(p: Pen) -> None:
    for side in (-1, 1):
        x = 50.0

        def at(*v: float, s: int = side, m: float = x) -> str:
            return " ".join(f"{m + s * v[i]} {v[i + 1]}" for i in range(0, len(v), 2))

        p.path("#4fb0f5/#1f6fd8", f"M{at(2, 52)} C{at(6, 20, 30, 2, 46, 12)}"
                                  f" C{at(52, 34, 36, 54, 2, 54)} Z")  # fmt: skip
        p.path("#7b6cf0/#5240c8", f"M{at(2, 54)} C{at(28, 52, 42, 62, 36, 80)}"
                                  f" C{at(28, 96, 8, 84, 2, 60)} Z")  # fmt: skip
        p.oval("#bfe6ff", x + side * 30, 28, 9, 7, -side * 40)
        p.oval("#d2ccff", x + side * 22, 71, 6, 6)
        p.curve("#2a2440", 2.6, f"M{at(1, 34)} C{at(4, 22, 8, 16, 15, 13)}")
    p.oval("#2a2440", 50, 54, 4.4, 24)


def _steam(p: Pen, xs: tuple[int, ...]) -> None:
    for x in xs:
        p.curve("#b9c2cc", 4, f"M{x} 30 C{x - 8} 22 {x + 8} 14 {x} 5")


def coffee(p: Pen) -> None:
    _steam(p, (36, 54))
    p.oval("#dfe5ec/#b9c4d0", 46, 88, 42, 8)
    p.arc("#e9eef3", 8, 78, 55, 14, 13, 0, 360)
    p.path("#ffffff/#d6dee7", "M12 40 L80 40 C80 70 70 86 58 86 L34 86 C22 86 12 70 12 40 Z")
    p.oval("#ffffff", 46, 40, 34, 7.5)
    p.oval("#7a4a26/#5a3216", 46, 40.5, 29, 5.2)


def tea(p: Pen) -> None:
    _steam(p, (40, 60))
    p.path("#7fb29a/#4d8a70", "M10 42 L90 42 C90 72 76 90 62 90 L38 90 C24 90 10 72 10 42 Z")
    p.oval("#a6d0bc", 50, 42, 40, 8.5)
    p.oval("#b7c94a/#8fa52c", 50, 42.6, 34, 6)
    p.box("#3f7560", 36, 88, 28, 7, 3)


def beer(p: Pen) -> None:
    p.arc("#d9e2ea", 9, 74, 56, 17, 19, 270, 450)
    p.path("#ffd24d/#f29d1f", "M16 30 L72 30 L70 94 Q44 98 18 94 Z")
    for x in (31, 44, 57):
        p.line("#fbb93a", 4, (x, 48), (x, 84))
    for x, y, r in ((22, 27, 12), (40, 21, 15), (58, 24, 14), (68, 31, 9)):
        p.disc("#ffffff/#f1ead9", x, y, r)
    p.box("#fdf8ea", 13, 27, 62, 12, 6)


def wine(p: Pen) -> None:
    p.line("#cfd8e0", 6, (50, 60), (50, 90))
    p.oval("#dfe6ec/#bcc8d2", 50, 93, 25, 5)
    p.path("#e9eff4", "M27 6 L73 6 C82 38 70 66 50 66 C30 66 18 38 27 6 Z")
    p.path("#c8304f/#8c1533", "M24 28 L76 28 C77 48 66 62 50 62 C34 62 23 48 24 28 Z")


def toast(p: Pen) -> None:
    for side in (-1, 1):

        def at(x: float, y: float, s: int = side) -> str:
            return f"{50 + s * x} {y}"

        p.line("#c9d3dc", 4.5, (50 + side * 24, 58), (50 + side * 34, 88))
        p.line("#c9d3dc", 5, (50 + side * 24, 93), (50 + side * 44, 86))
        p.path("#e6edf3", f"M{at(4, 14)} L{at(26, 8)} C{at(38, 32)} {at(38, 50)} {at(27, 60)}"
                          f" C{at(14, 58)} {at(6, 42)} {at(4, 14)} Z")  # fmt: skip
        drink = f"M{at(6, 27)} L{at(31, 21)} C{at(36, 38)} {at(35, 48)} {at(27, 56)}"
        p.path("#ffdc6b/#f3b02f", f"{drink} C{at(16, 54)} {at(8, 42)} {at(6, 27)} Z")
    for x, y in ((50, 4), (42, 2), (58, 2)):
        p.line("#ffcf4d", 3, (50 + (x - 50) * 0.4, 11), (x, y))


def pizza(p: Pen) -> None:
    p.path("#ffd766/#f7b731", "M12 22 L88 22 L52 95 Q50 98 48 95 Z")
    p.path("#d98a3a/#b4662a", "M8 20 C24 4 76 4 92 20 Q95 28 88 29 C68 18 32 18 12 29 Q5 28 8 20 Z")
    for x, y, r in ((37, 40, 8.5), (62, 38, 8.5), (50, 64, 8.5)):
        p.disc("#e2483d/#c22f2a", x, y, r)
    for x, y in ((50, 48), (42, 56), (60, 54)):
        p.disc("#4f9a3a", x, y, 2.8)


def burger(p: Pen) -> None:
    p.path("#e8a24c/#c87a2c", "M8 44 C8 18 28 8 50 8 C72 8 92 18 92 44 Z")
    for x, y in ((34, 24), (50, 18), (66, 24), (42, 32), (59, 33)):
        p.oval("#fff0cf", x, y, 3.2, 2)
    p.box("#6cc551", 5, 43, 90, 9, 4.5)
    p.path("#ffd23f", "M9 51 L91 51 L70 64 L56 53 L30 53 L20 60 Z")
    p.box("#7a4526/#5c3018", 7, 56, 86, 15, 7)
    p.box("#e2483d", 9, 53, 82, 5, 2.5)
    p.path("#e8a24c/#c47428", "M8 72 L92 72 L92 80 Q92 92 78 92 L22 92 Q8 92 8 80 Z")


def fries(p: Pen) -> None:
    for x, top, lean in ((18, 24, -8), (30, 12, -4), (42, 18, 0), (53, 8, 2), (65, 16, 5),
                         (75, 26, 9)):  # fmt: skip
        p.box("#ffdd6b/#f2b632", x, top, 9, 50, 2, lean)
    p.path("#f04b50/#cc2934", "M12 46 Q50 66 88 46 L80 94 Q50 98 20 94 Z")


def doughnut(p: Pen) -> None:
    p.disc("#dfa25a/#b87633", 50, 52, 44)
    p.disc("#ff9cc0/#f0699b", 50, 49, 40)
    p.disc("#b87633", 50, 49, 15)
    p.disc("#f6f1ea", 50, 51, 12)
    for x, y, turn, paint in ((30, 30, 30, "#ffffff"), (52, 20, 80, "#ffe066"),
                              (74, 34, -40, "#7bd0ff"), (78, 56, 20, "#ffffff"),
                              (64, 74, 60, "#ffe066"), (36, 72, -30, "#7bd0ff"),
                              (20, 52, 75, "#ffe066")):  # fmt: skip
        p.box(paint, x - 5, y - 1.8, 10, 3.6, 1.8, turn)


def cookie(p: Pen) -> None:
    p.disc("#e0aa63/#c08438", 50, 50, 45)
    for x, y, r in ((34, 30, 7), (62, 26, 6), (72, 52, 7.5), (48, 54, 6.5), (28, 62, 7),
                    (56, 78, 6.5)):  # fmt: skip
        p.disc("#6b3d1c", x, y, r)


def cake(p: Pen) -> None:
    p.path("#fff6e0/#ffe6b3", "M6 50 L84 30 Q94 42 94 52 L94 90 L6 90 Z")
    p.path("#ff9cbc/#f0709c", "M6 50 L78 18 Q94 30 94 46 L94 54 L6 58 Z")
    p.box("#f0709c", 6, 70, 88, 7)
    p.disc("#e8323f", 68, 20, 11)
    p.curve("#4f9a3a", 3.4, "M68 10 C70 6 74 4 78 3")


def ice_cream(p: Pen) -> None:
    p.path("#e8b062/#c98536", "M28 52 L72 52 L52 97 Q50 99 48 97 Z")
    p.line("#b97527", 2.4, (38, 54), (58, 84))
    p.line("#b97527", 2.4, (62, 54), (42, 84))
    p.disc("#ffd0df/#f790b4", 50, 30, 27)
    p.box("#f790b4", 23, 38, 54, 15, 7.5)


def apple(p: Pen) -> None:
    p.path("#f4545f/#c9243a", "M50 28 C58 18 92 18 90 54 C88 82 70 98 58 96 Q50 92 42 96"
                              " C30 98 12 82 10 54 C8 18 42 18 50 28 Z")  # fmt: skip
    p.curve("#6b4220", 5, "M50 28 C48 18 52 10 56 5")
    p.path(LEAF, "M56 18 C62 4 76 2 88 6 C84 18 72 24 56 18 Z")


def lemon(p: Pen) -> None:
    p.path("#ffec6b/#f5c61c", "M8 78 C4 70 10 64 12 54 C16 26 44 10 70 18 C80 18 88 12 94 18 C97 24"
                              " 88 30 88 40 C90 66 64 88 36 84 C26 84 14 90 8 78 Z")  # fmt: skip
    p.oval("#fff7b8", 40, 36, 13, 7, -36)


def strawberry(p: Pen) -> None:
    p.path("#f7505c/#d3213a", "M12 34 C14 16 38 20 50 24 C62 20 86 16 88 34 C92 62 66 92 50 97"
                              " C34 92 8 62 12 34 Z")  # fmt: skip
    p.path(LEAF, "M50 26 L26 34 L32 20 L14 14 L36 10 L50 2 L64 10 L86 14 L68 20 L74 34 Z")
    for x, y in ((32, 44), (50, 42), (68, 44), (40, 58), (60, 58), (50, 72), (28, 56), (72, 56)):
        p.oval("#ffe08a", x, y, 2.2, 3.2)


def avocado(p: Pen) -> None:
    p.path("#4f8a35/#356a26", "M56 4 C74 6 74 26 82 42 C96 68 78 97 50 97 C22 97 4 68 18 42"
                              " C26 26 34 2 56 4 Z")  # fmt: skip
    p.path("#e9f0a0/#c7dc6c", "M54 14 C66 16 66 32 73 46 C84 68 70 88 50 88 C30 88 16 68 27 46"
                              " C34 32 38 12 54 14 Z")  # fmt: skip
    p.disc("#9c6232/#74431c", 50, 65, 16)


NATURE: dict[str, Sketch] = {
    "☀": sun, "🌞": sun_face, "🌙": moon, "⛅": sun_cloud, "🌈": rainbow, "❄": snowflake,
    "☔": umbrella, "🌊": wave, "🌱": seedling, "🌿": herb, "🍀": clover, "🌸": blossom,
    "🌹": rose, "🌻": sunflower, "🌴": palm, "🌲": pine, "🍂": leaves, "🐶": dog, "🐱": cat,
    "🦋": butterfly, "☕": coffee, "🍵": tea, "🍺": beer, "🍷": wine, "🥂": toast, "🍕": pizza,
    "🍔": burger, "🍟": fries, "🍩": doughnut, "🍪": cookie, "🍰": cake, "🍦": ice_cream,
    "🍎": apple, "🍋": lemon, "🍓": strawberry, "🥑": avocado,
}  # fmt: skip
