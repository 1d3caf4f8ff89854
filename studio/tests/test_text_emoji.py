"""Colour emoji: from the system's font (here a small one made by the test), else drawn."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables.sbixGlyph import Glyph
from fontTools.ttLib.tables.sbixStrike import Strike
from PIL import Image
from text_support import build, paint

from nemo_studio.renderer.text import block, breaking, fonts
from nemo_studio.renderer.text.emoji import SKETCHES, draw_emoji, drawing_of
from nemo_studio.renderer.text.emoji.pen import Pen
from nemo_studio.renderer.text.fonts import FontStack
from nemo_studio.renderer.text.itemize import itemize
from nemo_studio.renderer.text.shaping import shape_line

STACK = FontStack("inter", 700, False, "noto-sc")
MAGENTA, GREEN = (255, 0, 255, 255), (0, 255, 0, 255)


def picture(color: tuple[int, int, int, int]) -> bytes:
    stream = io.BytesIO()
    Image.new("RGBA", (128, 128), color).save(stream, "PNG")
    return stream.getvalue()


def make_font(path: Path) -> None:
    """A party popper in magenta and a family (man, joiner, girl as one glyph) in green."""
    builder = FontBuilder(1000, isTTF=True)
    order = [".notdef", "party", "man", "girl", "joiner", "family"]
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({0x1F389: "party", 0x1F468: "man", 0x1F467: "girl", 0x200D: "joiner"})
    pen = TTGlyphPen(None)
    for point in ((0, 0), (1000, 0), (1000, 1000)):
        (pen.lineTo if point != (0, 0) else pen.moveTo)(point)
    pen.closePath()
    outline = pen.glyph()
    builder.setupGlyf(dict.fromkeys(order, outline))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"familyName": "Test Emoji", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.addOpenTypeFeatures("feature liga { sub man joiner girl by family; } liga;")
    strike = Strike(ppem=128, resolution=72)
    for name in order:
        color = {"party": MAGENTA, "family": GREEN}.get(name)
        data = {"graphicType": "png ", "imageData": picture(color)} if color else {}
        strike.glyphs[name] = Glyph(glyphName=name, **data)
    table = newTable("sbix")
    table.version, table.flags, table.numStrikes, table.strikes = 1, 1, 1, {128: strike}
    builder.font["sbix"] = table
    builder.save(path)


def make_layered_font(path: Path) -> None:
    """The party popper from two COLR layers: green above red, as Windows' emoji are made."""
    builder = FontBuilder(1000, isTTF=True)
    order = [".notdef", "party", "lower", "upper"]
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({0x1F389: "party"})
    boxes = {".notdef": (0, 9), "party": (0, 800), "lower": (0, 400), "upper": (400, 800)}
    glyphs = {}
    for name, (bottom, top) in boxes.items():
        pen = TTGlyphPen(None)
        pen.moveTo((0, bottom))
        for point in ((0, top), (1000, top), (1000, bottom)):
            pen.lineTo(point)
        pen.closePath()
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"familyName": "Test Layers", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.setupCOLR({"party": [("lower", 0), ("upper", 1)]})
    builder.setupCPAL([[(1, 0, 0, 1), (0, 1, 0, 1)]])
    builder.save(path)


def forget() -> None:
    fonts.emoji_face.cache_clear()
    block._measure.cache_clear()


@pytest.fixture(params=[make_font])
def emoji_font(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    if sys.platform in ("darwin", "win32"):
        pytest.skip("fonts of a user's folder are looked for by XDG_DATA_HOME")
    folder = tmp_path / "fonts"
    folder.mkdir()
    request.param(folder / "NotoColorEmoji.ttf")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    forget()
    yield
    forget()


@pytest.mark.usefixtures("emoji_font")
def test_emoji_are_drawn_in_colour_among_letters() -> None:
    layer, below = build("16:9", text="Party 🎉 time")
    frame = paint(below, layer.placements(3000))
    rows, columns = np.nonzero((frame == MAGENTA[:3]).all(axis=2))
    size = layer.show.pieces[-1].height
    assert columns.max() - columns.min() + 1 == pytest.approx(rows.max() - rows.min() + 1, abs=1)
    assert size * 0.5 < rows.max() - rows.min() < size * 1.3
    assert layer.warnings == ()


@pytest.mark.usefixtures("emoji_font")
@pytest.mark.parametrize("emoji_font", [make_layered_font], indirect=True)
def test_layered_emoji_keep_their_colours_and_stand_upright() -> None:
    layer, below = build("16:9", text="🎉 MMM")
    frame = paint(below, layer.placements(3000))
    green = np.nonzero((frame == (0, 255, 0)).all(axis=2))[0]
    red = np.nonzero((frame == (255, 0, 0)).all(axis=2))[0]
    assert green.size > 300
    assert red.size > 300
    assert green.max() < red.min()


@pytest.mark.usefixtures("emoji_font")
def test_a_joined_sequence_is_one_picture() -> None:
    paragraph = itemize("a 👨‍👧 b", STACK)
    line = shape_line(paragraph, 0, len(paragraph.clusters))
    assert len([g for g in line.glyphs if g.face.color]) == 1
    layer, below = build("16:9", text="a 👨‍👧 b")
    frame = paint(below, layer.placements(3000))
    assert (frame == GREEN[:3]).all(axis=2).sum() > 500


@pytest.mark.usefixtures("emoji_font")
def test_emoji_that_the_font_lacks_are_named_or_drawn_by_another() -> None:
    paragraph = itemize("a 🪿 b", STACK)
    assert paragraph.dropped == ("🪿",) or "🪿" in paragraph.text
    assert all(glyph.gid for glyph in shape_line(paragraph, 0, len(paragraph.clusters)).glyphs)


@pytest.fixture
def no_emoji_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fonts, "EMOJI_FILES", ("NoSuchFont.ttf",))
    forget()
    yield
    forget()


# Signs that are one paint by design; everything else has shades or parts.
PLAIN = set("✔❌❓💯🎵🎶❄")
SAMPLE = 64  # px


@pytest.fixture(scope="module")
def drawn() -> dict[str, np.ndarray]:
    return {name: draw_emoji(name, SAMPLE) for name in SKETCHES}


def test_each_drawn_emoji_fills_its_box_and_is_not_cut_off(drawn: dict[str, np.ndarray]) -> None:
    for name, rgba in drawn.items():
        assert rgba.shape == (SAMPLE, SAMPLE, 4) and rgba.dtype == np.uint8
        alpha = rgba[..., 3]
        rows, columns = np.nonzero(alpha > 200)
        assert max(np.ptp(rows), np.ptp(columns)) > SAMPLE * 0.72, name
        assert (alpha > 200).mean() > 0.1, name
        border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
        assert border.max() <= 128, name  # half a pixel of softness, no sawn-off part


def test_drawn_emoji_have_several_colours(drawn: dict[str, np.ndarray]) -> None:
    for name, rgba in drawn.items():
        if name in PLAIN:
            continue
        solid = rgba[..., 3] > 200
        colors = rgba[solid][:, :3].astype(int)
        assert np.ptp(colors, axis=0).max() > 40, name


def test_drawn_emoji_differ_from_each_other(drawn: dict[str, np.ndarray]) -> None:
    names = list(drawn)
    flat = np.stack(
        [np.where(p[..., 3:] > 127, p[..., :3], 128).astype(np.int16) for p in drawn.values()]
    )
    for i, name in enumerate(names):
        differs = (np.abs(flat[i + 1 :] - flat[i]).max(axis=3) > 24).mean(axis=(1, 2))
        for other, share in zip(names[i + 1 :], differs, strict=True):
            assert share > 0.02, (name, other)


@pytest.mark.parametrize("name", ["☕", "👍🏽", "3\u20e3", "🎤"])
def test_a_drawing_is_the_same_at_every_size_and_time(name: str) -> None:
    first, again = draw_emoji(name, 97), draw_emoji.__wrapped__(name, 97)
    assert np.array_equal(first, again)
    large = Image.fromarray(draw_emoji(name, 291)).resize((97, 97), Image.Resampling.BOX)
    assert np.abs(np.asarray(large).astype(int) - first)[first[..., 3] > 250].mean() < 6


def test_shapes_outside_of_the_square_are_left_out() -> None:
    pen = Pen(20)
    pen.disc("#ffffff", -50, 50, 10)
    pen.line("#ffffff", 3, (150, 20), (170, 20))
    assert pen.picture().max() == 0
    with pen.inside():
        pen.box("#ffffff", 0, 0, 100, 100)  # nothing has been drawn that it could cover
    assert pen.picture().max() == 0
    with pen.moved(mirror=True):
        pen.box("#ff0000", 0, 0, 25, 100)
    assert (pen.picture()[..., 3].max(axis=0) > 0).tolist() == [False] * 15 + [True] * 5


@pytest.mark.parametrize(
    ("cluster", "name"),
    [
        ("☕", "☕"),
        ("❤️", "❤"),  # asked for in colour
        ("❤︎", "❤"),  # asked for as text
        ("👍🏽", "👍🏽"),
        ("☕🏽", "☕"),  # a tone that is not drawn
        ("✌🏿️", "✌🏿"),
        ("1️⃣", "1⃣"),
        ("❤️‍🔥", "❤"),  # joined: the first part that is drawn
        ("👩🏽‍🚀", "🚀"),
        ("🏳️‍🌈", "🌈"),
        ("🇫🇷", None),
        ("🪿", None),
        ("1", None),
        ("a", None),
        ("\u200d", None),
        ("", None),
    ],
)
def test_a_sequence_is_drawn_as_its_nearest(cluster: str, name: str | None) -> None:
    assert drawing_of(cluster) == name


def test_hands_have_the_tone_that_is_asked_for() -> None:
    tones = [draw_emoji("✋" + tone, SAMPLE) for tone in ("", *map(chr, range(0x1F3FB, 0x1F400)))]
    assert all(np.array_equal(t[..., 3], tones[0][..., 3]) for t in tones)
    luma = [t[..., :3][t[..., 3] > 250].mean() for t in tones[1:]]
    assert luma == sorted(luma, reverse=True)


@pytest.mark.usefixtures("no_emoji_font")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Coffee ☕ now", ["☕"]),
        ("Yes 👍🏽", ["👍🏽"]),
        ("Love ❤️", ["❤"]),
        ("مرحبا 👋 أهلا 🎉", ["🎉", "👋"]),  # from left to right
        ("مرحبا 👋🎉 أهلا", ["🎉", "👋"]),
        ("1️⃣ Mix 2️⃣ Bake", ["1⃣", "2⃣"]),
    ],
)
def test_without_an_emoji_font_common_ones_are_drawn(text: str, names: list[str]) -> None:
    paragraph = itemize(text, STACK)
    assert paragraph.dropped == ()
    line = shape_line(paragraph, 0, len(paragraph.clusters))
    assert [fonts.drawn_face().names[g.gid] for g in line.glyphs if g.face.color] == names
    assert 1.1 < fonts.drawn_face().ADVANCE < 1.3


@pytest.mark.usefixtures("no_emoji_font")
def test_a_drawn_emoji_stands_on_the_line_in_its_colours() -> None:
    layer, below = build("16:9", text="MMM 🔴 MMM", color="#ffffff")
    frame = paint(below, layer.placements(3000)).astype(int)
    red = (frame[..., 0] > 190) & (frame[..., 1] < 110) & (frame[..., 2] < 120)
    rows, columns = np.nonzero(red)
    white = np.nonzero((frame > 240).all(axis=2))
    assert len(rows) > 500
    height, letters = np.ptp(rows), np.ptp(white[0])
    assert letters * 0.9 < height < letters * 1.7
    assert rows.min() < white[0].min() and rows.max() > white[0].max()
    assert white[1].min() < columns.min() and columns.max() < white[1].max()


@pytest.mark.usefixtures("no_emoji_font")
@pytest.mark.parametrize("animation", ["type", "words", "fade"])
def test_a_drawn_emoji_moves_with_the_text(animation: str) -> None:
    layer, below = build("16:9", text="🔴 slow letters 🔴", color="#ffffff", animate_in=animation)

    def red(time_ms: float) -> int:
        frame = paint(below, layer.placements(time_ms)).astype(int)
        return int(((frame[..., 0] > 190) & (frame[..., 1:] < 120).all(axis=2)).sum())

    early, late = red(1010 if animation == "fade" else 1150), red(3500)
    assert late > 1000
    assert early < late * 0.6


@pytest.mark.usefixtures("no_emoji_font")
def test_what_is_not_drawn_is_named() -> None:
    assert itemize("a 🪿 b", STACK).dropped == ("🪿",)
    assert itemize("a 🇫🇷 b", STACK).dropped == ("🇫🇷",)
    layer, _ = build("16:9", text="a 🇫🇷 b ☕")
    assert len(layer.warnings) == 1
    assert "🇫🇷" in layer.warnings[0] and "☕" not in layer.warnings[0]


@pytest.mark.usefixtures("no_emoji_font")
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Fresh coffee ☕ every day", ["Fresh coffee ☕", "every day"]),
        ("✅ Fast ✅ Easy ✅ Free", ["✅ Fast ✅ Easy", "✅ Free"]),
        ("Half price 🔥 🔥 🔥", ["Half price 🔥 🔥", "🔥"]),
    ],
)
def test_an_emoji_stays_with_its_word(text: str, lines: list[str]) -> None:
    paragraph = itemize(text, STACK)
    breaks = breaking.measure(paragraph, [1.0] * len(paragraph.clusters), "en")
    found = [
        "".join(paragraph.text[c.start : c.end] for c in paragraph.clusters[first:last])
        for first, last in breaks.lines(15)
    ]
    assert found == lines


@pytest.mark.usefixtures("emoji_font")
def test_the_systems_font_comes_first() -> None:
    face = itemize("🎉", STACK).clusters[0].face
    assert face is fonts.emoji_face() and face is not fonts.drawn_face()
    assert itemize("☕", STACK).clusters[0].face is fonts.drawn_face()
