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
from nemo_studio.renderer.text.emoji import SKETCHES, draw_emoji
from nemo_studio.renderer.text.emoji.pen import SIDE
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


def test_each_drawn_emoji_is_a_picture_of_its_own() -> None:
    shared = [{"🎉", "🎊"}, {"📣", "📢"}, {"📷", "📸"}, {"🌍", "🌎", "🌏"}]
    seen: dict[str, np.ndarray] = {}
    for char in SKETCHES:
        rgba = draw_emoji(char)
        assert rgba.shape == (SIDE, SIDE, 4)
        solid = rgba[..., 3] > 200
        assert solid.mean() > 0.05, char
        assert solid.any(axis=0).sum() > SIDE / 5 and solid.any(axis=1).sum() > SIDE / 2, char
        on_grey = np.where(solid[..., None], rgba[..., :3], 128).astype(int)
        for other, picture in seen.items():
            same = (np.abs(on_grey - picture).max(axis=2) <= 24).mean()
            if {char, other} not in [{a, b} for group in shared for a in group for b in group]:
                assert same < 0.995, (char, other)
        seen[char] = on_grey


@pytest.mark.usefixtures("no_emoji_font")
@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Coffee ☕ now", "☕"),
        ("Yes 👍🏽", "👍"),  # a skin tone
        ("Love ❤️", "❤"),  # with a selector
        ("مرحبا 👋", "👋"),
    ],
)
def test_without_an_emoji_font_common_ones_are_drawn(text: str, drawn: str) -> None:
    paragraph = itemize(text, STACK)
    assert paragraph.dropped == ()
    line = shape_line(paragraph, 0, len(paragraph.clusters))
    assert [chr(g.gid) for g in line.glyphs if g.face.color] == [drawn]


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
def test_what_is_not_drawn_is_named() -> None:
    assert itemize("a 🪿 b", STACK).dropped == ("🪿",)
    assert itemize("a 🇫🇷 b", STACK).dropped == ("🇫🇷",)


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
