"""Texts can be read on whatever is behind them: measured in the painted pixels."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from text_support import SHAPES, build, design, gradient, noise, paint

from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.palette import luminance, ratio_of, rgb_of
from nemo_studio.renderer.plan import make_plan
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.text.canvas import Canvas, Rect
from nemo_studio.renderer.text.contrast import flat_ground, sample, treat
from nemo_studio.renderer.text.layer import CARDS
from nemo_studio.timeline.designs import NAMES
from nemo_studio.timeline.draft import Palette, load_timeline

PICTURES = {
    "white": lambda w, h: np.full((h, w, 3), 255, np.uint8),
    "black": lambda w, h: np.zeros((h, w, 3), np.uint8),
    "mid grey": lambda w, h: np.full((h, w, 3), 122, np.uint8),
    "busy": noise,
    "bright and busy": lambda w, h: noise(w, h, 150, 255),
    "dark and busy": lambda w, h: noise(w, h, 0, 90),
}


def levels(frame: np.ndarray) -> np.ndarray:
    part = frame.astype(float) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def measured_ratio(layer, below: np.ndarray, first_only: bool = False) -> float:
    """Contrast of the headline's ink with what is around its letters, over all of them.

    first_only: of the first line alone, which is a card's kicker.

    The ground is what shows within 4 px of solid ink; its 20 % hardest pixels are left out, since
    a letter is read by most of its outline.
    """
    frame = paint(below, layer.placements(3000))
    height, width = below.shape[:2]
    ink = np.zeros((height, width), bool)
    for piece in [piece for piece in layer.show.pieces if piece.letters][
        : 1 if first_only else None
    ]:
        solid = piece.sprite.rgba[..., 3] > 250
        x, y = int(piece.x), int(piece.y)
        ink[y : y + piece.height, x : x + piece.width] |= solid
    near = cv2.dilate(ink.astype(np.uint8), np.ones((11, 11))) > 0
    touching = cv2.dilate(ink.astype(np.uint8), np.ones((5, 5))) > 0
    values = levels(frame)
    text = float(np.median(values[ink]))
    ratios = np.sort([ratio_of(text, float(v)) for v in values[near & ~touching][::7]])
    return float(ratios[len(ratios) // 5])


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("role", ["caption", "subtitle", "title"])
@pytest.mark.parametrize("colors", ["ocean", "pastel", "luxury"])
def test_texts_over_pictures_can_be_read(colors: str, role: str, picture: str) -> None:
    width, height = SHAPES["9:16"]
    layer, below = build(
        picture=PICTURES[picture](width, height), colors=colors, role=role,
        text="Small batches and slow mornings",
    )  # fmt: skip
    least = 3.0 if role == "title" else 4.5
    assert measured_ratio(layer, below) >= least * 0.93


@pytest.mark.parametrize("colors", NAMES)
@pytest.mark.parametrize("layout", CARDS)
def test_cards_on_their_palette_need_no_veil(layout: str, colors: str) -> None:
    below = gradient(design(colors), 540, 540)
    layer, _ = build("1:1", below, colors=colors, role="card", layout=layout, text="Hello there")
    assert layer.treatment.veil in ("none", "shadow")


@pytest.mark.parametrize("colors", NAMES)
def test_small_lines_of_the_accent_read_on_the_liveliest_ground(colors: str) -> None:
    """A kicker's letters are small, and the mesh is lit by the very colour that they have."""
    width, height = SHAPES["9:16"]
    grounds = background_frames(design(colors), width, height, seeds=range(5))
    for below in grounds:
        layer, _ = build(
            picture=below, colors=colors, role="card", layout="hero", kicker="Open from seven",
            text="Slow mornings",
        )  # fmt: skip
        assert measured_ratio(layer, below, first_only=True) >= 4.4


def background_frames(palette: Palette, width: int, height: int, seeds: range) -> list[np.ndarray]:
    """A moment of the mesh background for each seed, RGB."""
    found = []
    for seed in seeds:
        ground = {"type": "background", "style": "mesh", "id": "b", "s": 0, "d": 2000, "seed": seed}
        meta = {"width": width, "height": height, "palette": palette.model_dump()}
        timeline = load_timeline({"t": [{"tt": 0, "sg": [ground]}], "d": 2000, "m": meta})
        canvas = Planes.blank(width, height)
        with FrameMaker(timeline, make_plan(timeline, (width, height)), {}) as maker:
            maker.draw(30, canvas)
        found.append(canvas.to_rgb())
    return found


def test_a_calm_fitting_ground_gets_nothing() -> None:
    treatment = treat(flat_ground("#0a2030"), design("ocean"), 4.5)
    assert (treatment.veil, treatment.shadow_opacity, treatment.veil_opacity) == ("none", 0, 0)


@pytest.mark.parametrize("ask", ["none", "shadow", "box", "scrim"])
def test_what_is_asked_for_is_done(ask: str) -> None:
    layer, _ = build(role="caption", text="Hello", background=ask)
    assert layer.treatment.veil == ask
    shapes = [p for p in layer.show.pieces if not p.letters]
    assert bool(shapes) == (ask in ("box", "scrim"))


def test_the_ground_is_looked_at_where_the_text_is_and_over_its_time() -> None:
    canvas = Canvas(800, 800)
    left_white = np.zeros((100, 100, 3), np.uint8)
    left_white[:, :50] = 255
    black = np.zeros((100, 100, 3), np.uint8)

    def backdrop(time_ms: float) -> np.ndarray:
        return left_white if time_ms > 500 else black

    left, right = Rect(0, 0, 380, 800), Rect(420, 0, 800, 800)
    assert sample(backdrop, right, canvas, [0, 900]).high == 0
    assert sample(backdrop, left, canvas, [0]).high == 0
    assert sample(backdrop, left, canvas, [0, 900]).high == pytest.approx(1)


def test_captions_do_not_change_colour_from_one_picture_to_the_next() -> None:
    inks = set()
    for seed in range(6):
        picture = noise(540, 960, seed=seed)
        layer, _ = build(picture=picture, role="caption", text="Some words here", colors="ocean")
        inks.add(layer.treatment.ink)
    assert {luminance(ink) > 0.5 for ink in inks} == {True}


COLORS = ["#ffd700", "#ffffff", "#ff69b4"]


def painted(colors: str, picture: np.ndarray | None, **values: object):
    width, height = SHAPES["16:9"]
    below = gradient(design(colors), width, height) if picture is None else picture
    layer, _ = build("16:9", below, colors=colors, text="Summer Fair", **values)
    return layer, below, paint(below, layer.placements(3000))


@pytest.mark.parametrize("color", COLORS)
@pytest.mark.parametrize("layout", ["hero", "split", "minimal", "cta", None])
@pytest.mark.parametrize("colors", ["pastel", "vintage"])
def test_a_pale_colour_on_a_pale_ground_gets_an_edge_and_no_veil(
    colors: str, layout: str | None, color: str
) -> None:
    values = {"role": "card", "layout": layout} if layout else {"role": "title"}
    layer, below, frame = painted(colors, None, color=color, **values)
    changed = np.abs(frame.astype(int) - below).max(axis=2) > 6
    assert layer.treatment.veil_opacity == 0
    if layout != "split":  # its slab is half of the picture
        assert changed.mean() < 0.2
        assert layer.treatment.outline is not None
    ink = (np.abs(frame.astype(int) - rgb_of(color)) <= 2).all(axis=2)
    assert ink.sum() > 500
    if layout != "split":  # there the ground may do without: see the next test
        ring = edge_levels(frame, ink)
        assert ratio_of(luminance(color), float(np.percentile(ring, 25))) >= 3.0


def edge_levels(frame: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """Luminances of the pixels right beside solid ink."""
    solid = ink.astype(np.uint8)
    beside = (cv2.dilate(solid, np.ones((5, 5))) > 0) & (cv2.dilate(solid, np.ones((3, 3))) == 0)
    return levels(frame)[beside]


@pytest.mark.parametrize("values", [
    {"role": "card", "layout": "split", "color": "#ff69b4"},
    {"role": "lower_third", "color": "#ffd700"}, {"role": "cta", "color": "#ff69b4"},
])  # fmt: skip
def test_a_colour_asked_for_on_a_panel_gets_an_edge_too(values: dict) -> None:
    _, _, frame = painted("pastel", None, **values)
    ink = (np.abs(frame.astype(int) - rgb_of(values["color"])) <= 2).all(axis=2)
    ring = edge_levels(frame, ink)
    assert ratio_of(luminance(values["color"]), float(np.percentile(ring, 30))) >= 3.0


@pytest.mark.parametrize("color", [None, *COLORS])
def test_a_title_leaves_the_picture_as_it_is_away_from_its_letters(color: str | None) -> None:
    for picture in (noise(960, 540, 150, 255), np.full((540, 960, 3), 122, np.uint8)):
        layer, below, frame = painted("pastel", picture, role="title", color=color)
        lost = levels(below)[:90].mean() - levels(frame)[:90].mean()
        assert abs(lost) < 0.02
        assert layer.treatment.veil_opacity <= 0.35


def test_a_scrim_falls_off_softly() -> None:
    layer, _ = build("16:9", text="Hello", background="scrim")
    scrim = next(p for p in layer.show.pieces if not p.letters).sprite.rgba[..., 3].astype(float)
    soft = cv2.GaussianBlur(scrim, (0, 0), 6)
    assert np.abs(np.diff(soft, axis=0)).max() < 2.5 and np.abs(np.diff(soft, axis=1)).max() < 2.5
    assert soft[:10].max() < 2 and len(np.unique(scrim)) > 20
