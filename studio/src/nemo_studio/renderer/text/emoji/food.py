"""Food and drink."""

from __future__ import annotations

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch

LEAF = "#6cc551/#3b9a3a"


def _steam(p: Pen, xs: tuple[int, ...]) -> None:
    for x in xs:
        p.curve("#b9c2cc", 4.4, f"M{x} 30 C{x - 8} 22 {x + 8} 14 {x} 5")


def coffee(p: Pen) -> None:
    _steam(p, (36, 54))
    p.oval("#b3bfcc/#93a1b0", 46, 88, 43, 8.5)
    p.oval("#e9eef3/#cfd8e1", 46, 86.5, 43, 7.5)
    p.arc("#b7c3d0", 10, 78, 55, 13, 12, 0, 360)
    p.arc("#e6ecf2", 6.5, 78, 55, 13, 12, 0, 360)
    p.path("#b7c3d0/#a3b1c0", "M11 40 L81 40 C81 70 71 87 58 87 L34 87 C21 87 11 70 11 40 Z")
    p.path("#f8fafc/#d3dce5", "M13 40 L79 40 C79 69 70 85 58 85 L34 85 C22 85 13 69 13 40 Z")
    p.oval("#b7c3d0", 46, 40, 35, 8.6)
    p.oval("#ffffff", 46, 40, 33, 7)
    p.oval("#7a4a26/#5a3216", 46, 40.5, 28.5, 5)


def tea(p: Pen) -> None:
    _steam(p, (40, 60))
    p.path("#7fb29a/#4d8a70", "M10 42 L90 42 C90 72 76 90 62 90 L38 90 C24 90 10 72 10 42 Z")
    p.oval("#a6d0bc", 50, 42, 40, 8.5)
    p.oval("#b7c94a/#8fa52c", 50, 42.6, 34, 6)
    p.box("#3f7560", 36, 88, 28, 7, 3)


def beer(p: Pen) -> None:
    p.arc("#c3ced9", 9, 74, 57, 16, 18, 270, 450)
    p.path("#ffd24d/#f29d1f", "M16 30 L74 30 L71 92 Q70 96 66 96 L24 96 Q20 96 19 92 Z")
    for x in (31, 45, 59):
        p.line("#ffe392", 4.6, (x, 50), (x + (45 - x) * 0.06, 84))
    foam = ((22, 27, 12), (40, 20, 15), (58, 23, 14), (69, 30, 9))
    for paint, more in (("#e0d6bd", 0.0), ("#fffdf6", -2.0)):
        for x, y, r in foam:
            p.disc(paint, x, y, r + more)
        p.box(paint, 12 - more, 26 - more, 66 + 2 * more, 15 + 2 * more, 6)
        p.box(paint, 23 - more, 30, 13 + 2 * more, 24 + more, 6)


def wine(p: Pen) -> None:
    p.line("#b9c6d2", 6, (50, 60), (50, 90))
    p.oval("#cfd9e2/#a9b7c4", 50, 93, 25, 5)
    p.path("#b9c6d2", "M26 5 L74 5 C83 38 71 67 50 67 C29 67 17 38 26 5 Z")
    p.path("#eaf1f6", "M28 7 L72 7 C80 38 69 65 50 65 C31 65 20 38 28 7 Z")
    p.path("#c8304f/#8c1533", "M24.6 28 L75.4 28 C77 48 66 62 50 62 C34 62 23 48 24.6 28 Z")
    p.curve("#e8738c", 4, "M31 36 C32 44 35 49 40 53")


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
    for x, y in ((50, 3), (42, 4), (58, 4)):
        p.line("#ffcf4d", 3, (50 + (x - 50) * 0.4, 11), (x, y))


def pizza(p: Pen) -> None:
    p.path("#ffd766/#f7b731", "M12 22 L88 22 L52 95 Q50 98 48 95 Z")
    p.path("#d98a3a/#b4662a", "M8 20 C24 4 76 4 92 20 Q95 28 88 29 C68 18 32 18 12 29 Q5 28 8 20 Z")
    for x, y, r in ((37, 40, 8.5), (62, 38, 8.5), (50, 64, 8.5)):
        p.disc("#e2483d/#c22f2a", x, y, r)
    for x, y in ((50, 48), (42, 56), (60, 54)):
        p.disc("#4f9a3a", x, y, 2.8)


def burger(p: Pen) -> None:
    p.path("#efb057/#cf832f", "M8 43 C8 18 28 8 50 8 C72 8 92 18 92 43 Q92 46 88 46 L12 46"
                              " Q8 46 8 43 Z")  # fmt: skip
    for x, y in ((34, 25), (50, 18), (66, 25), (42, 33), (59, 33)):
        p.oval("#fff0cf", x, y, 3.4, 2.2)
    leaf = ("M6 46 L94 46 C96 54 90 58 84 54 C78 60 72 58 67 54 C61 60 55 58"
            " 50 54 C45 58 39 60 33 54 C28 58 22 60 16 54 C10 58 4 54 6 46 Z")  # fmt: skip
    p.path("#6cc551/#4ba63d", leaf)
    p.box("#7a4526/#5c3018", 7, 58, 86, 15, 7.5)
    p.path("#ffd23f", "M12 55 L88 55 L66 68 L50 57 Z")
    p.box("#e2483d", 9, 53, 82, 5, 2.5)
    p.path("#efb057/#c47428", "M8 74 L92 74 L92 79 Q92 92 78 92 L22 92 Q8 92 8 79 Z", 0.5)


def fries(p: Pen) -> None:
    for x, top, lean in ((18, 24, -8), (30, 12, -4), (42, 18, 0), (53, 8, 2), (65, 16, 5),
                         (75, 26, 9)):  # fmt: skip
        p.box("#ffdd6b/#f2b632", x, top, 9, 50, 2, lean)
    p.path("#f04b50/#cc2934", "M12 46 Q50 66 88 46 L80 94 Q50 98 20 94 Z")


def doughnut(p: Pen) -> None:
    p.arc("#cf9049", 29, 50, 51, 29, 29, 0, 360)
    p.arc("#f77aa8", 25, 50, 49, 28, 28, 0, 360)
    p.arc("#ffa9c8", 4, 50, 49, 36, 36, 200, 250)
    for x, y, turn, paint in ((30, 33, 30, "#ffffff"), (54, 19, 80, "#ffe066"),
                              (74, 34, -40, "#7bd0ff"), (78, 56, 20, "#ffffff"),
                              (64, 74, 60, "#ffe066"), (36, 72, -30, "#7bd0ff"),
                              (21, 54, 75, "#ffe066")):  # fmt: skip
        p.box(paint, x - 5, y - 2, 10, 4, 2, turn)


def cookie(p: Pen) -> None:
    p.disc("#e0aa63/#c08438", 50, 50, 45)
    for x, y, r in ((34, 30, 7), (62, 26, 6), (72, 52, 7.5), (48, 54, 6.5), (28, 62, 7),
                    (56, 78, 6.5)):  # fmt: skip
        p.disc("#6b3d1c", x, y, r)


def cake(p: Pen) -> None:
    p.path("#ffe9bd/#fbd38f", "M8 54 L90 40 L90 88 L8 88 Z", 3)
    icing = ("M8 50 L66 22 C84 24 92 34 92 44 L92 56 C84 64 78 54 72 60"
             " C64 68 58 56 50 62 C42 68 36 58 28 62 C20 66 14 60 8 60 Z")  # fmt: skip
    p.path("#ff9cbc/#f0709c", icing, 2)
    p.box("#f0709c", 5, 72, 88, 7)
    p.disc("#e8323f", 66, 18, 11)
    p.disc("#ff9aa3", 62.5, 14.5, 2.6)
    p.curve("#4f9a3a", 3.4, "M67 8 C69 4 73 3 78 3")


def ice_cream(p: Pen) -> None:
    p.path("#e8b062/#c98536", "M28 50 L72 50 L50 94 Z", 3)
    with p.inside():
        for x in (-24, -8, 8, 24):
            p.line("#b97527", 2.2, (50 + x - 30, 40), (50 + x + 30, 100))
            p.line("#b97527", 2.2, (50 + x + 30, 40), (50 + x - 30, 100))
    p.disc("#ffd9e5/#f7a3c0", 50, 29, 26)
    for x in (30, 50, 70):
        p.disc("#f790b4", x, 46, 10.5)
    p.box("#f790b4", 22, 36, 56, 12, 6)
    p.oval("#fff2f6", 40, 20, 5, 7.5, 35)


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
    p.path("#f7505c/#d3213a", "M12 36 C12 18 38 20 50 24 C62 20 88 18 88 36 C90 62 66 92 50 97"
                              " C34 92 10 62 12 36 Z")  # fmt: skip
    for x, y in ((30, 46), (50, 44), (70, 46), (40, 59), (60, 59), (50, 74), (27, 60), (73, 60)):
        p.oval("#ffe08a", x, y, 2.3, 3.4)
    for turn in (-100, -52, 0, 52, 100):
        with p.moved(0, -28, turn=turn):
            p.path(LEAF, "M50 44 C61 50 60 64 50 77 C40 64 39 50 50 44 Z")
    p.line("#3b9a3a", 5, (50, 20), (53, 6))


def avocado(p: Pen) -> None:
    p.path("#4f8a35/#356a26", "M56 4 C74 6 74 26 82 42 C96 68 78 97 50 97 C22 97 4 68 18 42"
                              " C26 26 34 2 56 4 Z")  # fmt: skip
    p.path("#e9f0a0/#c7dc6c", "M54 14 C66 16 66 32 73 46 C84 68 70 88 50 88 C30 88 16 68 27 46"
                              " C34 32 38 12 54 14 Z")  # fmt: skip
    p.disc("#9c6232/#74431c", 50, 65, 16)


FOOD: dict[str, Sketch] = {
    "☕": coffee, "🍵": tea, "🍺": beer, "🍷": wine, "🥂": toast, "🍕": pizza, "🍔": burger,
    "🍟": fries, "🍩": doughnut, "🍪": cookie, "🍰": cake, "🍦": ice_cream, "🍎": apple,
    "🍋": lemon, "🍓": strawberry, "🥑": avocado,
}  # fmt: skip
