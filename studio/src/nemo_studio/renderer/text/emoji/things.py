"""Devices, work and the things on a desk."""

from __future__ import annotations

from nemo_studio.renderer.text.emoji.pen import Pen, Sketch, rounded, turned

GOLD = "#ffd84a/#f2a31b"
STEEL = "#e6ecf2/#aab6c4"
INK = "#2b313b"
RED = "#f4545f/#d3273a"
PAPER = "#ffffff/#e4eaf1"


def bulb(p: Pen) -> None:
    p.path("#ffe98a/#fcc12c", "M50 4 C74 4 86 22 84 40 C82 56 66 60 65 74 L35 74"
                              " C34 60 18 56 16 40 C14 22 26 4 50 4 Z")  # fmt: skip
    p.curve("#f08a24", 3.4, "M42 72 C42 58 32 50 40 44 C48 42 46 56 50 56 C54 56 52 42 60 44"
                            " C68 50 58 58 58 72")  # fmt: skip
    p.box(STEEL, 35, 74, 30, 7, 3)
    p.box("#8c98a6", 37, 82, 26, 6, 3)
    p.box("#6d7784", 43, 89, 14, 7, 3.5)


def megaphone(p: Pen) -> None:
    p.path("#9aa6b4", "M27 60 L43 60 L49 88 Q43 95 35 91 Z", 1)
    p.path("#f7f9fb/#c9d3de", "M14 40 L40 36 L40 66 L14 62 Q4 60 4 51 Q4 42 14 40 Z")
    p.path(RED, "M38 35 L82 12 L82 90 L38 67 Z", 1)
    p.oval("#a81a2d", 83, 51, 8, 41)
    p.oval("#f7f9fb", 83, 51, 3.4, 14)


def loudspeaker(p: Pen) -> None:
    p.box("#6d7784", 24, 62, 14, 30, 5)
    p.path("#ffd84a/#f2a31b", "M8 40 L28 40 L62 14 L62 86 L28 62 L8 62 Z", 4)
    p.path("#e0911a", "M4 40 L24 38 L24 64 L4 62 Z", 1)
    p.box("#fff0b8", 59, 10, 8, 80, 4)
    p.arc("#4fa3f5", 5.5, 66, 50, 13, 16, 300, 420)
    p.arc("#4fa3f5", 5.5, 66, 50, 27, 32, 305, 415)


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


def flash_camera(p: Pen) -> None:
    camera(p)
    p.star("#ff9d1f", 77, 25, 21, 9, 8, soft=1)
    p.star("#fff2b8", 77, 25, 13, 6, 8, soft=1)


def film_camera(p: Pen) -> None:
    p.disc("#6b7686/#465160", 26, 26, 20)
    p.disc("#6b7686/#465160", 60, 22, 17)
    p.disc("#aab6c4", 26, 26, 7)
    p.disc("#aab6c4", 60, 22, 6)
    p.path("#6b7686/#465160", "M72 58 L96 42 L96 88 L72 74 Z")
    p.box("#7d899a/#4b5767", 8, 42, 68, 48, 8)
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
    p.arc("#66717f", 8, 50, 52, 38, 42, 180, 360)
    for mirror in (False, True):
        with p.moved(mirror=mirror):
            p.box("#f4545f/#c9243a", 7, 50, 21, 42, 9)
            p.box("#4b5563", 22, 52, 9, 38, 4)


def microphone(p: Pen) -> None:
    with p.moved(turn=45):
        p.path("#4b5563/#2b313b", "M38 44 L62 44 L57 96 L43 96 Z", 3)
        p.box("#20252d", 34, 40, 32, 10, 4)
        p.box("#e8394c", 46.5, 58, 7, 12, 3)
        p.disc("#d5dde6", 50, 20, 25)
        with p.inside():
            p.path("#aab6c4", "M50 -10 L80 -10 L80 38 L56 38 Q74 16 50 -10 Z")
            for d in (-18, -9, 0, 9, 18):
                p.line("#8794a3", 2, (50 + d, -8), (50 + d, 39.8))
                p.line("#8794a3", 2, (20, 20 + d), (80, 20 + d))
        p.box("#6d7784", 26, 33, 48, 7, 3.5)


def gamepad(p: Pen) -> None:
    p.path("#5c6675/#363e4a", "M28 30 L72 30 C88 30 95 56 95 70 C95 84 80 84 73 72 C70 67 66 66"
                              " 62 66 L38 66 C34 66 30 67 27 72 C20 84 5 84 5 70"
                              " C5 56 12 30 28 30 Z", 2)  # fmt: skip
    p.line("#d5dde6", 6, (22, 48), (40, 48))
    p.line("#d5dde6", 6, (31, 39), (31, 57))
    for x, y, paint in ((68, 41, "#ffd84a"), (77, 48, "#f4545f"), (68, 56, "#63c96b"),
                        (59, 48, "#5aa9f8")):  # fmt: skip
        p.disc(paint, x, y, 4)


def pin(p: Pen) -> None:
    p.path(RED, "M50 97 C40 74 18 60 18 35 C18 16 32 4 50 4 C68 4 82 16 82 35 C82 60 60 74 50 97 Z")
    p.disc("#ffffff", 50, 35, 13)


def receiver(p: Pen) -> None:
    p.path("#4fa3f5/#2463c4", "M10 18 C20 4 28 4 34 12 L42 26 Q45 34 38 39 C34 44 36 48 44 56"
                              " C52 64 56 66 61 62 Q66 55 74 58 L88 66 C96 72 96 80 82 90"
                              " C70 99 48 90 29 71 C10 52 1 30 10 18 Z")  # fmt: skip


def speech(p: Pen) -> None:
    p.path("#5aa9f8/#2b6fd0", "M50 12 C78 12 96 26 96 46 C96 66 78 80 50 80 C44 80 38 79 33 78"
                              " C28 86 20 92 10 94 C15 88 17 81 16 72 C8 65 4 56 4 46"
                              " C4 26 22 12 50 12 Z")  # fmt: skip
    for x in (30, 50, 70):
        p.disc("#ffffff", x, 46, 6)


def _sheet(p: Pen, x: float, y: float, w: float, h: float, r: float) -> None:
    """White paper with a rim, so that it is seen on white."""
    p.box("#b3c0ce", x, y, w, h, r)
    p.box(PAPER, x + 2, y + 2, w - 4, h - 4, r - 2)


def envelope(p: Pen) -> None:
    _sheet(p, 4, 18, 92, 64, 8)
    p.line("#b9c5d2", 3, (9, 77), (38, 49))
    p.line("#b9c5d2", 3, (91, 77), (62, 49))
    p.curve("#8fa0b3", 4.5, "M8 23 L44 53 Q50 58 56 53 L92 23")


def email(p: Pen) -> None:
    envelope(p)
    p.disc("#4fa3f5/#2463c4", 76, 72, 22)
    p.arc("#ffffff", 4, 76, 72, 7, 7, 0, 360)
    p.line("#ffffff", 4, (83, 66), (83, 75))
    p.arc("#ffffff", 4, 76, 72, 14, 14, 60, 380)


def link(p: Pen) -> None:
    near, far = "#7f8fa1", "#b6c2cf"
    with p.moved(turn=-45):
        for x, paint in ((4, near), (42, far)):
            outline = rounded(x, 34, 54, 32, 16)
            p.line(paint, 9.5, *outline, outline[0])
        p.arc(near, 9.5, 42, 50, 16, 16, 270, 345)  # over the far one: they interlock


def calendar(p: Pen) -> None:
    _sheet(p, 8, 12, 84, 82, 9)
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
    p.line("#e0911a", 7, (72, 28), (83, 39))
    p.line("#e0911a", 7, (83, 17), (93, 27))
    p.arc("#f7ae22", 14, 31, 69, 19, 19, 0, 360)
    p.arc("#ffd84a", 5, 31, 69, 20, 20, 150, 300)


def magnifier(p: Pen) -> None:
    p.line("#8a5a2b", 12, (66, 66), (90, 90))
    p.disc("#8794a3", 41, 41, 37)
    p.disc("#d6ecfb/#a9d4f2", 41, 41, 28)
    p.arc("#ffffff", 5, 41, 41, 19, 19, 190, 250)


def chart(p: Pen) -> None:
    _sheet(p, 4, 6, 92, 88, 9)
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


def graduate(p: Pen) -> None:
    p.path("#3b4452/#2b313b", "M24 48 L76 48 L76 72 C66 84 34 84 24 72 Z", 2)
    p.path("#566273/#414b59", "M50 20 L94 42 L50 64 L6 42 Z", 2)
    p.curve("#f2a31b", 4, "M50 42 L86 50 L86 68")
    p.path("#f2a31b", "M86 66 L92 84 L80 84 Z", 2)


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
    "💡": bulb, "📣": megaphone, "📢": loudspeaker, "🔔": bell, "📱": phone, "💻": laptop,
    "📷": camera, "📸": flash_camera, "🎥": film_camera, "🎬": clapper, "🎧": headphones,
    "🎤": microphone, "🎮": gamepad, "📍": pin, "📞": receiver, "💬": speech, "✉": envelope,
    "📧": email, "🔗": link, "📅": calendar, "⏰": alarm, "⏳": hourglass, "🔒": lock, "🔑": key,
    "🔍": magnifier, "📈": chart, "📚": books, "🎓": graduate, "✏": pencil, "👀": eyes,
}  # fmt: skip
