"""Weather, plants and animals."""

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
    p.path("#5ab6f5/#1f74d0", "M7 90 C6 50 26 18 58 17 C80 16 91 30 89 44 C81 35 67 37 65 49"
                              " C63 62 78 70 93 66 L93 90 Z", 3)  # fmt: skip
    with p.inside():
        p.path("#eaf6ff", "M50 10 C84 8 98 30 92 48 C86 38 78 36 72 39 C74 28 64 24 56 27"
                          " C40 29 28 42 20 58 C22 36 34 16 50 10 Z")  # fmt: skip
        p.curve("#bfe3fb", 4.4, "M18 88 C20 72 28 58 40 48")
        p.curve("#bfe3fb", 4.4, "M37 90 C37 79 42 70 50 63")
        p.curve("#bfe3fb", 4.4, "M60 90 C61 84 64 80 69 77")


def seedling(p: Pen) -> None:
    p.curve("#4aa03c", 6, "M50 95 C50 76 50 66 50 48")
    p.path(LEAF, "M50 52 C50 26 32 14 6 16 C8 40 24 54 50 52 Z")
    p.path(LEAF, "M50 44 C52 20 70 6 95 8 C94 34 76 48 50 44 Z")


def herb(p: Pen) -> None:
    leaf = "M50 50 C56 38 72 34 86 38 C82 52 66 58 50 50 Z"
    p.curve(LEAF_DARK, 5, "M34 96 C38 72 44 46 52 22")
    for x, y, scale in ((-9, 31, 0.86), (-4, 12, 0.92), (0, -7, 0.86)):
        for mirror in (False, True):
            with p.moved(x - (4 if mirror else 0), y, turn=12, scale=scale, mirror=mirror):
                p.path(LEAF, leaf)
                p.curve(LEAF_DARK, 2.4, "M52 49.5 C60 47 66 44 72 43")
    with p.moved(3, -24, turn=-58, scale=0.68):
        p.path(LEAF, leaf)


def clover(p: Pen) -> None:
    p.curve(LEAF_DARK, 6, "M50 48 C52 70 58 84 70 94")
    for turn in (45, 135, 225, 315):
        with p.moved(0, -3, turn=turn):
            p.heart(LEAF, 50, 25, 22)
            p.line("#3b8f37", 2.6, (50, 46), (50, 28))


def blossom(p: Pen) -> None:
    for i in range(5):
        a = math.radians(72 * i - 90)
        p.disc("#ffb3cd/#f78fb4", 50 + 25 * math.cos(a), 51 + 25 * math.sin(a), 21)
    p.disc("#f06a9b", 50, 51, 12)
    for i in range(5):
        a = math.radians(72 * i - 54)
        p.disc("#ffe066", 50 + 9 * math.cos(a), 51 + 9 * math.sin(a), 3.4)


def rose(p: Pen) -> None:
    p.curve("#3b9a3a", 6, "M50 95 C49 82 50 70 50 56")
    p.path(LEAF, "M50 86 C58 68 76 64 90 70 C84 86 66 92 50 86 Z")
    p.path(LEAF, "M50 80 C42 64 26 60 12 66 C18 80 34 86 50 80 Z")
    p.path("#4aa541", "M32 56 Q50 70 68 56 L62 66 Q50 72 38 66 Z", 1)
    p.path("#e2354c/#b8142f", "M22 26 C20 14 34 16 38 10 C46 2 56 4 62 10 C68 14 80 14 78 26"
                              " C82 48 68 64 50 64 C32 64 18 48 22 26 Z")  # fmt: skip
    p.path("#f4596a/#d3273f", "M22 26 C30 28 44 36 50 50 C56 36 70 28 78 26 C82 48 68 64 50 64"
                              " C32 64 18 48 22 26 Z")  # fmt: skip
    p.path("#ff7f8b/#e8465a", "M34 24 C36 12 64 12 66 24 C66 34 58 40 50 50 C42 40 34 34 34 24 Z")
    p.curve("#b8142f", 3, "M42 25 C42 17 58 17 58 24 C58 30 49 31 48 25")


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
    for mirror in (False, True):
        with p.moved(mirror=mirror):
            p.oval("#9a6433", 18, 44, 12.5, 27, 14)
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
        p.curve("#3d3566", 2.6, f"M{at(1, 34)} C{at(4, 22, 8, 16, 15, 13)}")
    p.oval("#3d3566", 50, 54, 4.4, 24)


NATURE: dict[str, Sketch] = {
    "☀": sun, "🌞": sun_face, "🌙": moon, "⛅": sun_cloud, "🌈": rainbow, "❄": snowflake,
    "☔": umbrella, "🌊": wave, "🌱": seedling, "🌿": herb, "🍀": clover, "🌸": blossom,
    "🌹": rose, "🌻": sunflower, "🌴": palm, "🌲": pine, "🍂": leaves, "🐶": dog, "🐱": cat,
    "🦋": butterfly,
}  # fmt: skip
