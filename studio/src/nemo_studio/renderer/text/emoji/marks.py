"""Hearts, stars, ticks, arrows, dots and other signs."""

from __future__ import annotations

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch, turned

GOLD = "#ffd84a/#f7a81b"
_HEARTS = {
    "❤": "#f8485e/#d81b43", "🧡": "#ffa14a/#f4721e", "💛": "#ffe25c/#f7b916",
    "💚": "#5fce6b/#27963c", "💙": "#5aa9f8/#1f6fd8", "💜": "#b07af5/#7a3fd0",
    "🖤": "#4a4f58/#1d2026", "🤍": "#ffffff/#e4e9ef", "🤎": "#a9744b/#76462a",
    "💗": "#ff8ab5/#f0508c",
}  # fmt: skip
_DOTS = {"🔴": "#f4545f/#d3273a", "🟢": "#63c96b/#2c9a3f", "🔵": "#4fa3f5/#1d6fd0",
         "🟡": "#ffe25c/#f7b916", "🟠": "#ffa14a/#f4721e"}  # fmt: skip
_TILE = "#5aa9f8/#2b7de0"
_RIMS = {"🖤": "#6f7783", "🤍": "#bcc6d1"}  # or they would vanish on black, on white
_DIGITS = (
    "M50 25 C70 25 70 75 50 75 C30 75 30 25 50 25", "M41 35 L53 25 L53 75",
    "M35 39 C36 20 65 20 65 39 C65 52 46 60 36 75 L66 75",
    "M36 31 C42 22 63 21 63 36 C63 47 54 49 48 49 C58 49 66 54 66 63 C66 78 42 79 35 69",
    "M58 75 L58 25 L34 61 L68 61", "M63 25 L41 25 L39 47 C46 41 66 42 66 59 C66 78 42 78 35 70",
    "M60 25 C40 34 34 48 35 60 C36 80 66 80 66 60 C66 42 40 42 36 56", "M34 25 L66 25 L46 75",
    "M50 49 C31 47 33 25 50 25 C67 25 69 47 50 49 C29 51 29 75 50 75 C71 75 71 51 50 49",
    "M40 75 C60 66 66 52 65 40 C64 20 34 20 34 40 C34 58 60 58 64 44",
)  # fmt: skip


def _heart(char: str, paint: str) -> Sketch:
    def sketch(p: Pen) -> None:
        p.heart(_RIMS.get(char, paint), 50, 51, 46)
        if char in _RIMS:
            p.heart(paint, 50, 50.6, 43)
        if char != "🤍":
            p.oval("#ffffff", 28, 31, 7, 4.4, -38)

    return sketch


def _dot(paint: str) -> Sketch:
    return lambda p: p.disc(paint, 50, 50, 42)


def _arrow(degrees: float) -> Sketch:
    def sketch(p: Pen) -> None:
        p.box(_TILE, 6, 6, 88, 88, 16)
        shape = [(22, 42), (52, 42), (52, 26), (80, 50), (52, 74), (52, 58), (22, 58)]
        p.polygon("#ffffff", turned(shape, (50, 50), degrees))

    return sketch


def _keycap(digit: str) -> Sketch:
    def sketch(p: Pen) -> None:
        p.box(_TILE, 6, 6, 88, 88, 16)
        p.curve("#ffffff", 10, digit)

    return sketch


def play(p: Pen) -> None:
    p.box(_TILE, 6, 6, 88, 88, 16)
    p.path("#ffffff", "M36 26 Q36 22 40 24 L76 47 Q80 50 76 53 L40 76 Q36 78 36 74 Z")


def two_hearts(p: Pen) -> None:
    p.heart("#ff7fae/#ec407a", 38, 58, 34)
    p.heart("#ffa3c4/#f2608f", 77, 28, 20)


def sparkling_heart(p: Pen) -> None:
    p.heart("#ff7fae/#ec407a", 48, 54, 40)
    for x, y, r in ((82, 22, 17), (18, 18, 12), (84, 78, 11)):
        p.glint("#ffe066", x, y, r)


def arrow_heart(p: Pen) -> None:
    p.line("#6b7785", 5, (8, 88), (92, 12))
    p.heart("#ff7fae/#e8356d", 50, 52, 38)
    p.line("#6b7785", 5, (64, 38), (90, 14))
    p.path("#f7a81b", "M95 6 L90 26 L76 12 Z")


def sparkles(p: Pen) -> None:
    p.glint(GOLD, 42, 54, 38)
    p.glint(GOLD, 79, 22, 19)
    p.glint(GOLD, 80, 82, 15)


def star(p: Pen) -> None:
    p.star(GOLD, 50, 54, 44, 20, soft=4)


def glowing_star(p: Pen) -> None:
    p.star("#ffe680", 50, 54, 43, 22, soft=5)
    p.star("#ffc02e/#f79a1b", 50, 54, 32, 15, soft=3)


def fire(p: Pen) -> None:
    outer = "#ff8a24/#e9331f"
    p.path(outer, "M52 3 C58 22 84 34 84 62 C84 84 68 97 50 97 C32 97 16 84 16 63"
                  " C16 48 24 40 27 29 C36 33 38 40 39 46 C50 36 55 20 52 3 Z")  # fmt: skip
    inner = "#ffd65a/#ff9d1f"
    p.path(inner, "M52 42 C56 54 68 60 68 75 C68 88 60 95 50 95 C40 95 32 88 32 77"
                  " C32 68 37 64 39 58 C44 61 45 64 46 67 C52 60 53 52 52 42 Z")  # fmt: skip
    p.path("#fff2b8", "M51 70 C54 76 60 79 60 86 C60 92 56 95 50 95 C44 95 40 92 40 87"
                      " C40 80 49 78 51 70 Z")  # fmt: skip


def tick_button(p: Pen) -> None:
    p.box("#5fce6b/#27963c", 5, 5, 90, 90, 18)
    p.line("#ffffff", 12, (25, 52), (43, 70), (76, 31))


def tick(p: Pen) -> None:
    p.line("#3d8b46", 14, (14, 54), (38, 78), (86, 22))


def cross(p: Pen) -> None:
    p.line("#e5353f", 15, (18, 18), (82, 82))
    p.line("#e5353f", 15, (82, 18), (18, 82))


def exclamation(p: Pen) -> None:
    p.path("#f4545f/#d3273a", "M38 12 Q38 5 50 5 Q62 5 62 12 L57 62 Q56 67 50 67 Q44 67 43 62 Z")
    p.disc("#d3273a", 50, 84, 10.5)


def question(p: Pen) -> None:
    p.curve("#e5353f", 13, "M27 32 C27 4 73 4 73 31 C73 49 50 48 50 66")
    p.disc("#d3273a", 50, 87, 8.5)


def bolt(p: Pen) -> None:
    p.path(GOLD, "M59 6 L20 54 L46 54 L38 94 L80 41 L54 41 Z", 3)


def burst(p: Pen) -> None:
    p.star("#ff8a24/#e9331f", 50, 50, 46, 25, 10, turn=12, soft=3)
    p.star("#ffd65a/#ff9d1f", 50, 50, 32, 17, 10, turn=12, soft=2)
    p.star("#fff2b8", 50, 50, 16, 9, 10, turn=12, soft=1)


def warning(p: Pen) -> None:
    p.path("#ffd84a/#f7a81b", "M50 14 L90 84 L10 84 Z", 8)
    p.path("#4a3413", "M46 38 L54 38 L52.5 60 L47.5 60 Z", 2.4)
    p.disc("#4a3413", 50, 74, 5.4)


def hundred(p: Pen) -> None:
    red = "#e0283a"
    p.line(red, 8, (14, 27), (23, 18), (18, 60))
    for x in (44, 74):
        with p.moved(x - 50, -12, turn=6):
            p.arc(red, 7.5, 50, 50, 9.5, 18, 0, 360)
    p.curve(red, 6, "M14 76 Q50 66 90 66")
    p.curve(red, 6, "M26 91 Q52 82 80 81")


def music_note(p: Pen) -> None:
    p.line("#3b6fd8", 7, (61.5, 78), (61.5, 11))
    p.path("#3b6fd8", "M62 9 C64 26 88 28 84 54 C80 42 72 38 62 37 Z", 1)
    p.oval("#3b6fd8", 47, 80, 18, 13, -18)


def music_notes(p: Pen) -> None:
    p.path("#3b6fd8", "M36 20 L84 10 L84 22 L36 32 Z", 2.4)
    p.line("#3b6fd8", 7, (37, 22), (37, 76))
    p.line("#3b6fd8", 7, (83, 13), (83, 66))
    p.oval("#3b6fd8", 25, 78, 15, 11, -18)
    p.oval("#3b6fd8", 71, 68, 15, 11, -18)


MARKS: dict[str, Sketch] = {
    **{char: _heart(char, paint) for char, paint in _HEARTS.items()},
    **{char: _dot(paint) for char, paint in _DOTS.items()},
    **{f"{i}\u20e3": _keycap(digit) for i, digit in enumerate(_DIGITS)},
    "💕": two_hearts, "💖": sparkling_heart, "💘": arrow_heart,
    "➡": _arrow(0), "⬇": _arrow(90), "⬅": _arrow(180), "⬆": _arrow(270), "▶": play,
    "✨": sparkles, "⭐": star, "🌟": glowing_star, "🔥": fire, "✅": tick_button, "✔": tick,
    "❌": cross, "❗": exclamation, "💥": burst, "⚠": warning, "❓": question, "⚡": bolt,
    "💯": hundred, "🎵": music_note, "🎶": music_notes,
}  # fmt: skip
