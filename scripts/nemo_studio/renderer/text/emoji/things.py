"""Parties, money, work and devices."""

from __future__ import annotations

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch, rounded, turned

GOLD = "#ffd84a/#f2a31b"
STEEL = "#e6ecf2/#aab6c4"
INK = "#2b313b"
RED = "#f4545f/#d3273a"
BLUE = "#5aa9f8/#2b6fd0"
PAPER = "#ffffff/#dfe6ee"


def popper(p: Pen) -> None:
    p.path("#ffcf4d/#f08a24", "M6 95 Q3 97 4 92 L30 34 Q52 44 66 70 Z")
    p.path("#e0701a", "M16 72 Q22 84 30 89 L20 93 L11 84 Z")
    p.path("#e0701a", "M24 52 Q34 70 49 80 L40 84 Q26 74 18 63 Z")
    p.oval("#b9501a", 48, 52, 9, 25, -45)
    p.curve("#4fa3f5", 5, "M54 42 C52 26 62 24 58 8")
    p.curve("#ec407a", 5, "M62 50 C70 40 80 46 94 36")
    for x, y, r, paint in ((34, 12, 5, "#ec407a"), (78, 12, 6, "#ffd23f"), (80, 64, 5, "#4fa3f5"),
                           (92, 54, 4, "#63c96b"), (46, 24, 4, "#63c96b"),
                           (74, 28, 4.5, "#9365dd")):  # fmt: skip
        p.disc(paint, x, y, r)


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
    p.curve("#8a93a0", 3, "M50 74 C44 82 56 88 50 98")
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


def bulb(p: Pen) -> None:
    p.path("#ffe98a/#fcc12c", "M50 4 C74 4 86 22 84 40 C82 56 66 60 65 74 L35 74"
                              " C34 60 18 56 16 40 C14 22 26 4 50 4 Z")  # fmt: skip
    p.curve("#f08a24", 3.4, "M42 72 C42 58 32 50 40 44 C48 42 46 56 50 56 C54 56 52 42 60 44"
                            " C68 50 58 58 58 72")  # fmt: skip
    p.box(STEEL, 35, 74, 30, 7, 3)
    p.box("#8c98a6", 37, 82, 26, 6, 3)
    p.box("#6d7784", 43, 89, 14, 7, 3.5)


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
    p.line("#39424e", 5, (48, 52), (82, 18))
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
    p.path(GOLD, "M12 86 L5 30 L29 52 L50 12 L71 52 L95 30 L88 86 Z")
    for x, y in ((6, 27), (50, 11), (94, 27)):
        p.disc("#ffd84a", x, y, 6)
    p.box("#e0911a", 12, 76, 76, 11, 3)
    for x, paint in ((30, "#4fa3f5"), (50, "#e8394c"), (70, "#4fa3f5")):
        p.disc(paint, x, 66, 5)


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


def cart(p: Pen) -> None:
    p.line("#6d7784", 6, (4, 14), (18, 14), (34, 68), (82, 68))
    p.path("#aeb9c6/#7f8c9b", "M22 24 L95 24 L85 58 L32 58 Z")
    for x in (40, 54, 68, 82):
        p.line("#ffffff", 3, (x, 28), (x - (x - 58) * 0.12, 54))
    p.line("#ffffff", 3, (28, 41), (88, 41))
    for x in (42, 76):
        p.disc(INK, x, 84, 8.5)
        p.disc("#aab6c4", x, 84, 3)


def shopping(p: Pen) -> None:
    p.arc("#9c1b2d", 4.5, 40, 34, 12, 20, 180, 360)
    p.path("#ff7b8a/#e0354d", "M14 32 L66 32 L72 94 L8 94 Z")
    p.arc("#17508f", 4.5, 72, 52, 10, 16, 180, 360)
    p.path("#6cb6ff/#2b7de0", "M50 50 L92 50 L97 96 L46 96 Z")


def label(p: Pen) -> None:
    p.path("#ffe08a/#f2b53a", "M40 10 L88 8 Q93 8 93 13 L91 60 L52 96 Q48 99 44 95 L6 56"
                              " Q3 52 7 48 Z")  # fmt: skip
    p.disc("#ffffff", 76, 25, 8)
    p.line("#b9720c", 4.5, (34, 56), (52, 74))
    p.line("#b9720c", 4.5, (46, 44), (62, 60))


def megaphone(p: Pen) -> None:
    p.path("#9aa6b4", "M28 60 L44 60 L50 90 Q44 96 36 92 Z")
    p.path("#f7f9fb/#c9d3de", "M14 40 L40 36 L40 66 L14 62 Q4 60 4 51 Q4 42 14 40 Z")
    p.path(RED, "M38 35 L84 10 L84 92 L38 67 Z")
    p.oval("#a81a2d", 84, 51, 8, 41)
    p.oval("#f7f9fb", 84, 51, 3.4, 14)


def bell(p: Pen) -> None:
    p.disc("#c47a12", 50, 86, 10)
    p.path(GOLD, "M50 8 C72 8 80 26 80 46 C80 62 86 68 93 76 Q95 82 88 82 L12 82 Q5 82 7 76"
                 " C14 68 20 62 20 46 C20 26 28 8 50 8 Z")  # fmt: skip
    p.disc("#f2a31b", 50, 9, 6)
    p.curve("#fff3c4", 5, "M33 46 C33 34 36 26 43 21")


def phone(p: Pen) -> None:
    p.box("#3a424e/#20252d", 24, 3, 52, 94, 10)
    p.box("#7cc4ff/#3d7fe0", 29, 12, 42, 72, 3)
    p.box("#9aa6b4", 42, 89, 16, 3.4, 1.7)
    p.disc("#9aa6b4", 50, 7.5, 1.8)


def laptop(p: Pen) -> None:
    p.box("#3a424e/#252b34", 14, 16, 72, 54, 6)
    p.box("#7cc4ff/#3d7fe0", 19, 21, 62, 43, 2)
    p.path("#dde4eb/#a9b5c3", "M12 70 L88 70 L98 82 Q98 86 94 86 L6 86 Q2 86 2 82 Z")
    p.box("#8794a3", 40, 77, 20, 4, 2)


def camera(p: Pen) -> None:
    p.path("#4a5361", "M32 24 L38 12 L62 12 L68 24 Z")
    p.box("#5c6675/#363e4a", 4, 22, 92, 64, 10)
    p.disc("#d5dde6", 50, 54, 25)
    p.disc("#2b313b", 50, 54, 20)
    p.disc("#5aa9f8/#1d4f9c", 50, 54, 14)
    p.disc("#d9efff", 45, 48, 4.2)
    p.box("#ffd84a", 78, 29, 11, 8, 2)


def film_camera(p: Pen) -> None:
    p.disc("#5c6675/#363e4a", 26, 26, 20)
    p.disc("#5c6675/#363e4a", 60, 22, 17)
    p.disc("#aab6c4", 26, 26, 7)
    p.disc("#aab6c4", 60, 22, 6)
    p.path("#5c6675/#363e4a", "M72 58 L96 42 L96 88 L72 74 Z")
    p.box("#6d7887/#3f4855", 8, 42, 68, 48, 8)
    p.box("#aab6c4", 16, 52, 30, 6, 3)


def clapper(p: Pen) -> None:
    p.box("#454d59/#262c35", 8, 38, 84, 56, 6)
    for y, turn in ((26, 0), (13, -9)):
        p.box("#20252d", 8, y - 1, 84, 13, 2, turn)
        for i in range(4):
            x = 11 + 20.5 * i
            stripe = [(x, y + 11), (x + 8, y), (x + 17, y), (x + 9, y + 11)]
            p.polygon("#f5f7fa", turned(stripe, (50, y + 5.5), turn))
    for y in (54, 68, 82):
        p.line("#8c98a6", 3.4, (20, y), (80, y))


def headphones(p: Pen) -> None:
    p.arc("#39424e", 8, 50, 52, 38, 42, 180, 360)
    for x in (8, 72):
        p.box("#f4545f/#c9243a", x, 50, 20, 40, 9)
        p.box("#39424e", x + (14 if x < 50 else -2), 52, 8, 36, 4)


def microphone(p: Pen) -> None:
    p.polygon("#39424e", [(52, 34), (68, 50), (20, 96), (8, 94), (6, 82)])
    p.line("#e8394c", 4, (36, 56), (46, 66))
    p.disc("#c9d3de/#8c98a6", 68, 32, 27)
    for d in (-14, 0, 14):
        p.line("#6d7784", 2.4, (50 + d * 0.6, 32 + d), (86 + d * 0.1, 32 + d * 0.9))
        p.line("#6d7784", 2.4, (68 + d, 9 + abs(d) * 0.3), (68 + d, 55 - abs(d) * 0.3))


def pin(p: Pen) -> None:
    p.path(RED, "M50 97 C40 74 18 60 18 35 C18 16 32 4 50 4 C68 4 82 16 82 35 C82 60 60 74 50 97 Z")
    p.disc("#ffffff", 50, 35, 13)


def receiver(p: Pen) -> None:
    p.path("#4fa3f5/#2463c4", "M10 18 C20 4 28 4 34 12 L42 26 Q45 34 38 39 C34 44 36 48 44 56"
                              " C52 64 56 66 61 62 Q66 55 74 58 L88 66 C96 72 96 80 82 90"
                              " C70 99 48 90 29 71 C10 52 1 30 10 18 Z")  # fmt: skip


def envelope(p: Pen) -> None:
    p.box(PAPER, 4, 18, 92, 64, 8)
    p.line("#8fa0b3", 4, (8, 24), (50, 56), (92, 24))
    p.line("#c0cbd8", 3, (8, 77), (36, 49))
    p.line("#c0cbd8", 3, (92, 77), (64, 49))


def email(p: Pen) -> None:
    envelope(p)
    p.disc("#4fa3f5/#2463c4", 76, 72, 22)
    p.arc("#ffffff", 4, 76, 72, 7, 7, 0, 360)
    p.line("#ffffff", 4, (83, 66), (83, 75))
    p.arc("#ffffff", 4, 76, 72, 14, 14, 60, 380)


def link(p: Pen) -> None:
    for x, y, paint in ((30, 70, "#8796a7"), (70, 30, "#aab6c4"), (50, 50, "#6d7b8c")):
        if paint != "#6d7b8c":
            ring = turned(rounded(x - 27, y - 15, 54, 30, 15), (x, y), -45)
            p.line(paint, 9.5, *ring, ring[0])
        else:
            p.line(paint, 9.5, (x - 12, y + 12), (x + 12, y - 12))


def calendar(p: Pen) -> None:
    p.box(PAPER, 8, 12, 84, 82, 9)
    p.path(RED, "M8 21 Q8 12 17 12 L83 12 Q92 12 92 21 L92 36 L8 36 Z")
    for x in (30, 70):
        p.line("#5c6675", 6, (x, 6), (x, 18))
    for row, y in enumerate((50, 65, 80)):
        for column, x in enumerate((24, 41, 59, 76)):
            p.box("#e8394c" if (row, column) == (1, 2) else "#b3bfcc", x - 5, y - 4.5, 10, 9, 2)


def alarm(p: Pen) -> None:
    for side in (-1, 1):
        p.oval("#e8394c", 50 + side * 31, 19, 17, 12, side * 42)
        p.line("#5c6675", 7, (50 + side * 22, 82), (50 + side * 30, 94))
    p.disc("#d3273a", 50, 54, 39)
    p.disc("#ffffff", 50, 54, 30)
    p.line(INK, 5, (50, 34), (50, 55), (64, 62))


def hourglass(p: Pen) -> None:
    p.path("#dcecf7", "M22 10 L78 10 C78 34 62 42 56 50 C62 58 78 66 78 90 L22 90"
                      " C22 66 38 58 44 50 C38 42 22 34 22 10 Z")  # fmt: skip
    p.path("#f2b53a", "M30 26 L70 26 C66 38 56 43 50 49 C44 43 34 38 30 26 Z")
    p.path("#f2b53a", "M28 88 C30 74 42 74 50 68 C58 74 70 74 72 88 Z")
    p.line("#f2b53a", 3, (50, 48), (50, 72))
    for y in (3, 88):
        p.box("#8a5a2b", 15, y, 70, 9, 4)


def lock(p: Pen) -> None:
    p.arc("#9aa6b4", 9, 50, 42, 21, 31, 180, 360)
    p.box(GOLD, 16, 40, 68, 54, 9)
    p.disc("#7a4a12", 50, 62, 8)
    p.box("#7a4a12", 46.4, 64, 7.2, 17, 3)


def key(p: Pen) -> None:
    p.line("#e0911a", 9, (46, 54), (88, 12))
    p.line("#e0911a", 7, (74, 26), (86, 38))
    p.line("#e0911a", 7, (84, 16), (94, 26))
    p.disc(GOLD, 32, 68, 28)
    p.disc("#fff7df", 27, 73, 9)


def chart(p: Pen) -> None:
    p.box(PAPER, 4, 6, 92, 88, 8)
    for x in (27, 50, 73):
        p.line("#d3dce6", 2.4, (x, 12), (x, 88))
    for y in (28, 50, 72):
        p.line("#d3dce6", 2.4, (10, y), (90, y))
    p.line("#e8394c", 7, (12, 78), (34, 54), (52, 64), (84, 22))
    p.line("#e8394c", 7, (66, 20), (85, 20), (85, 40))


def books(p: Pen) -> None:
    for y, paint, x in ((68, "#4fa35b/#2f7d3d", 8), (42, "#4f8fe8/#2b62bd", 14),
                        (16, "#f4545f/#c9243a", 6)):  # fmt: skip
        p.box(paint, x, y, 80, 25, 5)
        p.box("#fdf8ea", x + 8, y + 6, 74, 13, 3)
        p.line("#d9cfb4", 2, (x + 14, y + 12.5), (x + 80, y + 12.5))


def pencil(p: Pen) -> None:
    p.polygon("#ffcf4d", [(68, 8), (92, 32), (34, 90), (10, 66)])
    p.polygon("#f2a31b", [(80, 20), (92, 32), (34, 90), (22, 78)])
    p.polygon("#f790b4", [(68, 8), (76, 2), (98, 24), (92, 32)])
    p.polygon("#aab6c4", [(60, 16), (68, 8), (92, 32), (84, 40)])
    p.polygon("#f3d9ac", [(10, 66), (34, 90), (3, 97)])
    p.polygon(INK, [(6.5, 82), (18, 93.5), (3, 97)])


def eyes(p: Pen) -> None:
    for x in (27, 73):
        p.oval("#5c6675", x, 50, 22.5, 33)
        p.oval("#ffffff", x, 50, 20, 30.5)
        p.oval("#2b1c10", x - 7, 53, 9.5, 13)
        p.disc("#ffffff", x - 10, 47, 3.2)


THINGS: dict[str, Sketch] = {
    "🎉": popper, "🎊": popper, "🎁": gift, "🎈": balloon, "🎂": birthday, "💡": bulb,
    "🚀": rocket, "🎯": target, "🏆": trophy, "🥇": medal, "👑": crown, "💎": gem,
    "💰": money_bag, "🛒": cart, "🛍": shopping, "🏷": label, "📣": megaphone, "📢": megaphone,
    "🔔": bell, "📱": phone, "💻": laptop, "📷": camera, "📸": camera, "🎥": film_camera,
    "🎬": clapper, "🎧": headphones, "🎤": microphone, "📍": pin, "📞": receiver, "✉": envelope,
    "📧": email, "🔗": link, "📅": calendar, "⏰": alarm, "⏳": hourglass, "🔒": lock, "🔑": key,
    "📈": chart, "📚": books, "✏": pencil, "👀": eyes,
}  # fmt: skip
