"""Houses, the world and ways to travel it."""

from __future__ import annotations

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch

_AFRICA = ("M34 40 C42 35 58 36 64 42 C66 50 74 54 76 56 C70 64 66 70 66 78 C62 88 54 92 50 84"
           " C48 74 46 66 44 62 C36 64 28 58 28 50 Z")  # fmt: skip
_EUROPE = ("M36 30 C32 24 40 16 46 10 L88 4 L98 46 C90 50 86 44 80 48 C74 44 70 36 60 34"
           " C52 30 44 34 36 30 Z")  # fmt: skip
_NORTH = ("M8 20 L34 2 C44 2 58 8 60 14 C54 18 58 24 62 28 C56 34 50 34 48 40 C44 44 40 42 38 46"
          " C30 44 22 36 18 30 Z")  # fmt: skip
_SOUTH = ("M44 54 C52 50 62 54 66 60 C74 62 76 66 72 72 C68 80 60 84 58 92 C54 96 50 92 50 84"
          " C48 76 40 70 42 62 Z")  # fmt: skip
_ASIA = ("M4 34 L20 4 L78 8 C88 18 86 24 78 26 C74 32 72 40 66 42 C64 50 58 52 56 46 C50 42"
         " 46 48 44 56 C38 52 36 42 28 44 C24 50 18 50 12 46 Z")  # fmt: skip
_AUSTRALIA = "M58 70 C64 62 72 60 76 64 C82 64 88 70 86 76 C82 84 74 80 68 80 C62 82 56 78 58 70 Z"


def house(p: Pen) -> None:
    p.box("#9c3b2d", 70, 14, 12, 24)
    p.box("#fff0d6/#f0d3a4", 16, 44, 68, 50, 3)
    p.path("#e8594a/#b93a2c", "M50 8 L97 50 Q99 54 94 54 L6 54 Q1 54 3 50 Z")
    p.box("#8a5a2b", 42, 62, 17, 32, 2)
    p.box("#7cc4ff", 23, 62, 13, 13, 2)
    p.box("#7cc4ff", 65, 62, 13, 13, 2)


def office(p: Pen) -> None:
    p.box("#a9b8c9/#74869b", 20, 4, 60, 92, 4)
    for y in (13, 28, 43, 58):
        for x in (28, 45, 62):
            p.box("#fff0b3" if (x + y) % 4 else "#d8efff", x, y, 10, 9, 1.5)
    p.box("#3f4855", 42, 76, 16, 20, 2)


def _globe(*lands: str) -> Sketch:
    def sketch(p: Pen) -> None:
        p.disc("#5ab6f5/#1f6fd0", 50, 50, 46)
        with p.inside():
            for land in lands:
                p.path("#6ccf6f|#37974a", land, 1.5)

    return sketch


def plane(p: Pen) -> None:
    with p.moved(2, -2, turn=45, scale=0.88):
        for mirror in (False, True):
            with p.moved(mirror=mirror):
                p.path("#6da6ef/#3b74c8", "M54 36 L100 62 L100 72 L54 60 Z", 2)
                p.path("#6da6ef/#3b74c8", "M53 84 L72 96 L72 103 L53 99 Z", 1.5)
        p.path("#f4f7fa|#b3bfcc", "M50 -8 C58 -8 60 6 60 14 L57 92 Q55 106 50 106 Q45 106 43 92"
                                  " L40 14 C40 6 42 -8 50 -8 Z")  # fmt: skip
        p.path("#39507a", "M43 8 C45 3 55 3 57 8 L56 13 C53 11 47 11 44 13 Z")


def car(p: Pen) -> None:
    for x in (14, 70):
        p.box("#3a424e", x, 72, 16, 20, 5)
    p.path("#f4545f/#c9243a", "M20 50 L29 26 Q31 20 38 20 L62 20 Q69 20 71 26 L80 50 Z", 2)
    p.path("#d6efff/#a5d3f5", "M29 46 L36 31 Q37 28 40 28 L60 28 Q63 28 64 31 L71 46 Z", 1)
    p.box("#f4545f/#b81d32", 8, 46, 84, 36, 11)
    for x in (22, 78):
        p.disc("#ffd98a", x, 61, 8)
        p.disc("#fff8df", x, 61, 5)
    p.box("#7c1222", 36, 58, 28, 9, 4)
    p.box("#d5dde6", 14, 75, 72, 6, 3)


def lorry(p: Pen) -> None:
    p.box("#8fa0b3", 4, 68, 88, 8, 3)
    p.path("#5aa9f8/#2b6fd0", "M60 38 L78 38 Q82 38 85 42 L94 56 Q96 59 96 62 L96 72 L60 72 Z", 1)
    p.path("#d6efff", "M67 44 L77 44 Q79 44 81 47 L87 57 L67 57 Z", 1)
    p.box("#f6b73c/#e0921a", 4, 22, 56, 50, 5)
    p.box("#c97a10", 28, 22, 9, 50)
    for x in (24, 76):
        p.disc("#3a424e", x, 76, 12)
        p.disc("#c3cdd8", x, 76, 5)


def bicycle(p: Pen) -> None:
    for x in (23, 77):
        p.arc("#5b6675", 5.5, x, 66, 19, 19, 0, 360)
        p.disc("#5b6675", x, 66, 4)
    p.line("#e8394c", 5.5, (23, 66), (38, 40), (66, 40), (47, 66), (23, 66))
    p.line("#e8394c", 5.5, (47, 66), (35, 31))
    p.curve("#e8394c", 5.5, "M77 66 L63 27")
    p.curve("#5b6675", 5.5, "M63 27 L74 23 C82 22 82 33 75 32")
    p.line("#3a424e", 6.5, (27, 30), (42, 30))
    p.disc("#5b6675", 47, 66, 5)


def island(p: Pen) -> None:
    p.disc("#ffd84a/#f7a81b", 80, 20, 13)
    p.path("#8a5a2b", "M42 78 C44 60 46 48 42 34 L48 32 C54 48 55 62 54 78 Z")
    for d in ("M45 34 C32 20 16 24 8 40 C22 34 34 34 45 34 Z",
              "M45 34 C58 18 74 22 82 40 C70 34 58 34 45 34 Z",
              "M45 34 C40 16 28 8 14 12 C28 18 38 24 45 34 Z",
              "M45 34 C50 14 62 8 76 12 C62 17 52 24 45 34 Z"):  # fmt: skip
        p.path("#6cc551/#2f8a3a", d)
    p.path("#f7dc9a/#e0b45c", "M14 84 C24 68 70 66 84 84 Z")
    p.path("#5ab6f5/#2b7de0", "M2 84 Q14 78 26 84 Q38 78 50 84 Q62 78 74 84 Q86 78 98 84 L94 96"
                              " L6 96 Z")  # fmt: skip


def mountain(p: Pen) -> None:
    p.path("#9fb1c2/#63788d", "M44 90 L71 32 L96 90 Z", 2)
    p.path("#7d93a8/#465a6e", "M4 90 L38 16 L72 90 Z", 2)
    for x, y, s in ((38, 16, 1.0), (71, 32, 0.66)):
        zigzag = [(0, -2), (15, 31), (8, 26), (1, 36), (-7, 26), (-15, 31)]
        p.polygon("#c3cfda", [(x + s * px, y + s * (py + 3)) for px, py in zigzag], 1.5)
        p.polygon("#f7fafd", [(x + s * px, y + s * py) for px, py in zigzag], 1.2)
    p.box("#4f9a4a", 2, 86, 96, 10, 5)


PLACES: dict[str, Sketch] = {
    "🌍": _globe(_AFRICA, _EUROPE), "🌎": _globe(_NORTH, _SOUTH), "🌏": _globe(_ASIA, _AUSTRALIA),
    "🏠": house, "🏢": office, "✈": plane, "🚗": car, "🚚": lorry, "🚲": bicycle,
    "🏝": island, "🏔": mountain,
}  # fmt: skip
