"""Houses, the world and ways to travel it."""

from __future__ import annotations

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch

INK = "#2b313b"


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


def globe(p: Pen) -> None:
    p.disc("#5ab6f5/#1f6fd0", 50, 50, 46)
    p.path("#63c96b/#3a9a4a", "M30 10 C44 6 54 12 52 22 C44 26 48 34 40 38 C32 38 30 48 22 46"
                              " C14 44 12 36 12 32 C16 22 22 14 30 10 Z")  # fmt: skip
    p.path("#63c96b/#3a9a4a", "M52 46 C66 40 80 46 82 56 C80 66 72 68 70 78 C66 88 58 88 56 78"
                              " C54 68 46 66 46 56 Q47 49 52 46 Z")  # fmt: skip
    p.path("#63c96b", "M70 12 C82 18 90 28 93 38 C84 40 74 34 70 26 Q66 16 70 12 Z")
    p.path("#63c96b", "M14 64 C22 62 30 68 32 76 C32 84 30 86 28 88 C20 82 15 74 14 64 Z")


def plane(p: Pen) -> None:
    p.path("#e6ecf2/#aab6c4", "M96 4 C88 2 80 6 72 14 L58 28 L16 18 L8 26 L42 44 L26 62 L10 60"
                              " L4 67 L22 78 L33 96 L40 90 L38 74 L56 58 L74 92 L82 84 L72 42"
                              " L86 28 C94 20 98 12 96 4 Z")  # fmt: skip
    p.path("#4f8fe8", "M16 18 L8 26 L30 37 L40 24 Z")
    p.path("#4f8fe8", "M82 84 L74 92 L63 70 L76 60 Z")


def car(p: Pen) -> None:
    p.path("#f4545f/#c9243a", "M18 50 L28 26 Q31 20 38 20 L62 20 Q69 20 72 26 L82 50 Z")
    p.path("#cdeaff", "M28 48 L35 30 Q36 27 40 27 L60 27 Q64 27 65 30 L72 48 Z")
    p.box("#f4545f/#b81d32", 8, 46, 84, 34, 10)
    for x in (14, 70):
        p.box(INK, x, 74, 16, 18, 5)
    for x in (22, 78):
        p.disc("#fff3c4", x, 60, 7)
    p.box("#7c1222", 36, 60, 28, 9, 3)


def bicycle(p: Pen) -> None:
    for x in (23, 77):
        p.arc("#39424e", 5, x, 66, 19, 19, 0, 360)
        p.disc("#39424e", x, 66, 3.4)
    p.line("#e8394c", 5.5, (23, 66), (38, 38), (66, 38), (48, 66), (23, 66))
    p.line("#e8394c", 5.5, (38, 38), (48, 66))
    p.line("#e8394c", 5.5, (77, 66), (63, 26))
    p.line("#39424e", 5.5, (55, 24), (68, 24))
    p.line("#39424e", 5.5, (30, 32), (45, 32))
    p.line("#e8394c", 5, (37, 34), (38, 40))


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
    p.path("#8fa3b5/#5d7186", "M40 92 L70 28 L98 92 Z")
    p.path("#7189a0/#465a6e", "M2 92 L38 14 L76 92 Z")
    p.path("#ffffff", "M38 14 L54 47 L46 42 L39 52 L31 42 L23 47 Z")
    p.path("#ffffff", "M70 28 L79 49 L72 45 L64 42 Z")
    p.box("#4f9a4a", 2, 86, 96, 10, 5)


PLACES: dict[str, Sketch] = {
    "🏠": house, "🏢": office, "🌍": globe, "🌎": globe, "🌏": globe, "✈": plane, "🚗": car,
    "🚲": bicycle, "🏝": island, "🏔": mountain,
}  # fmt: skip
