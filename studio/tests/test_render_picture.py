"""What is on the frames: transitions at exact times, fits, fades, boxes, filters, clips, colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import cv2
import numpy as np
import pytest
from PIL import Image
from render_support import draft, level, psnr, read, save_clip, save_photo

from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.plan import make_plan
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.render import render
from nemo_studio.renderer.transitions import draw_transition
from nemo_studio.timeline.draft import (
    BackgroundStyle,
    FilterName,
    TransitionKind,
    load_timeline,
)

RED, BLUE = (200, 30, 30), (30, 30, 200)


def flat(path: Path, color: tuple[int, ...], size: tuple[int, int] = (320, 180)) -> Path:
    Image.new("RGBA" if len(color) == 4 else "RGB", size, color).save(path)
    return path


def frames(document: dict[str, Any], assets: dict[str, Path], which: list[int]) -> list[np.ndarray]:
    """Drawn frames as RGB, before any encoding."""
    timeline = load_timeline(document)
    size = timeline.meta.width, timeline.meta.height
    canvas = Planes.blank(*size)
    pictures = []
    with FrameMaker(timeline, make_plan(timeline, size), assets) as maker:
        for index in which:
            maker.draw(index, canvas)
            pictures.append(canvas.to_rgb())
    return pictures


def near(picture: np.ndarray, color: tuple[int, ...], within: float = 4) -> bool:
    return bool(np.abs(picture.reshape(-1, 3).mean(axis=0) - color[:3]).max() <= within)


@pytest.mark.parametrize("kind", [k for k in get_args(TransitionKind) if k != "cut"])
def test_a_transition_begins_and_ends_on_its_frames(tmp_path: Path, kind: str) -> None:
    assets = {"a": flat(tmp_path / "a.png", RED), "b": flat(tmp_path / "b.png", BLUE)}
    document = draft(
        [
            {"type": "image", "src": "a", "s": 0, "d": 1000},
            {"type": "image", "src": "b", "s": 1000, "d": 1000,
             "transition": {"kind": kind, "duration_ms": 400}},
        ]
    )  # fmt: skip
    before, middle, after = frames(document, assets, [29, 36, 42])
    assert near(before, RED) and near(after, BLUE)
    assert not near(middle, RED) and not near(middle, BLUE)


@pytest.mark.parametrize("kind", [k for k in get_args(TransitionKind) if k != "cut"])
def test_a_transition_starts_at_one_picture_and_ends_at_the_other(kind: TransitionKind) -> None:
    rng = np.random.default_rng(1)
    small = [rng.integers(0, 256, (9, 16, 3), np.uint8) for _ in range(2)]
    a, b = (Planes.from_rgb(cv2.resize(s, (160, 90))) for s in small)
    out = Planes.blank(160, 90)
    draw_transition(kind, a, b, 0.0, out)
    assert psnr(out.y, a.y) > 45
    draw_transition(kind, a, b, 1.0, out)
    assert psnr(out.y, b.y) > 45


def test_directions_are_those_of_the_names() -> None:
    a, b = Planes.blank(160, 90, (60, 128, 128)), Planes.blank(160, 90, (200, 128, 128))
    out = Planes.blank(160, 90)
    for family in ("slide", "push", "wipe"):
        for name, edge in (
            ("left", np.s_[:, -4:]), ("right", np.s_[:, :4]),
            ("up", np.s_[-4:, :]), ("down", np.s_[:4, :]),
        ):  # fmt: skip
            draw_transition(f"{family}_{name}", a, b, 0.4, out)  # type: ignore[arg-type]
            assert out.y[edge].mean() > 190, f"{family}_{name}"
            assert 20 < out.y.mean() < 150


def test_the_segment_before_goes_on_under_a_transition(tmp_path: Path) -> None:
    clip = save_clip(tmp_path / "c.mp4", seconds=1.0)
    assets = {"c": clip, "b": flat(tmp_path / "b.png", BLUE)}
    document = draft(
        [
            {"type": "clip", "src": "c", "s": 0, "d": 500},
            {"type": "image", "src": "b", "s": 500, "d": 1000,
             "transition": {"kind": "wipe_right", "duration_ms": 800}},
        ]
    )  # fmt: skip
    under = frames(document, assets, [15, 18, 20])
    right = [float(f[100:, -30:].mean()) for f in under]
    assert right == pytest.approx([level(15), level(18), level(20)], abs=2)


def test_fits(tmp_path: Path) -> None:
    assets = {"p": flat(tmp_path / "p.png", RED, (200, 200))}
    pictures = {}
    for fit in ("cover", "contain", "blur"):
        segment = {"type": "image", "src": "p", "s": 0, "d": 100, "fit": fit}
        pictures[fit] = frames(draft([segment]), assets, [0])[0]
    assert near(pictures["cover"], RED)
    assert near(pictures["contain"][:, 80:240], RED) and near(
        pictures["contain"][:, :60], (0, 0, 0)
    )
    side = pictures["blur"][:, :60].reshape(-1, 3).mean(axis=0)
    assert near(pictures["blur"][:, 80:240], RED) and 60 < side[0] < 190


def test_crop_uses_that_part(tmp_path: Path) -> None:
    halves = np.zeros((180, 320, 3), np.uint8)
    halves[:, :160], halves[:, 160:] = RED, BLUE
    Image.fromarray(halves).save(tmp_path / "p.png")
    segment = {"type": "image", "src": "p", "s": 0, "d": 100,
               "crop": {"x": 0.5, "y": 0, "w": 0.5, "h": 1}}  # fmt: skip
    assert near(frames(draft([segment]), {"p": tmp_path / "p.png"}, [0])[0], BLUE)


def test_a_picture_with_alpha_shows_what_is_below(tmp_path: Path) -> None:
    assets = {"a": flat(tmp_path / "a.png", RED), "b": flat(tmp_path / "b.png", (*BLUE, 128))}
    document = draft(
        [{"type": "image", "src": "a", "s": 0, "d": 100}],
        [{"type": "image", "src": "b", "s": 0, "d": 100}],
    )
    half = tuple((r + b) // 2 for r, b in zip(RED, BLUE, strict=True))
    assert near(frames(document, assets, [0])[0], half)


@pytest.mark.parametrize("ink", [(20, 20, 20), (240, 240, 240)])
@pytest.mark.parametrize("fit", ["cover", "contain"])
def test_a_drawing_on_nothing_gets_a_ground_that_it_stands_out_on(
    tmp_path: Path, ink: tuple[int, int, int], fit: str
) -> None:
    """Black under a transparent picture swallows what is drawn in black."""
    pixels = np.zeros((400, 400, 4), np.uint8)
    pixels[150:250, 150:250] = (*ink, 255)
    Image.fromarray(pixels).save(tmp_path / "p.png")
    (picture,) = frames(
        draft([{"type": "image", "src": "p", "s": 0, "d": 100, "fit": fit}]),
        {"p": tmp_path / "p.png"}, [0],
    )  # fmt: skip
    middle = picture[picture.shape[0] // 2, picture.shape[1] // 2].astype(int)
    for corner in (picture[4, 4], picture[-4, -4]):
        assert np.abs(corner.astype(int) - middle).min() > 100


def test_captions_stand_on_cards_whatever_track_they_are_on(tmp_path: Path) -> None:
    ground = {"type": "background", "style": "solid", "s": 0, "d": 2000}
    caption = {"id": "k", "text": "WWWWWWWWWWWWWWWWWWWWWW", "role": "caption", "animate_in": "none"}
    card = {
        "id": "c",
        "text": "Two halves",
        "role": "card",
        "layout": "split",
        "animate_in": "none",
    }
    first, second = (
        frames({**(d := draft([ground], width=960, height=540)), "t": [*d["t"], *order]}, {}, [30])[
            0
        ]
        for order in (
            [{"tt": 7, "sg": [{**t, "s": 0, "d": 2000}]} for t in pair]
            for pair in ((caption, card), (card, caption))
        )
    )
    assert np.array_equal(first, second)


@pytest.mark.parametrize("kind", [k for k in get_args(TransitionKind) if k != "cut"])
def test_a_transition_of_an_upper_track_leaves_the_picture_below(tmp_path: Path, kind: str) -> None:
    """Under the transparent part of a logo nothing moves, darkens or blurs while it comes in."""
    save_photo(tmp_path / "p.png", 320, 180)
    logo = np.zeros((90, 160, 4), np.uint8)
    logo[:, :40] = (255, 0, 0, 255)
    Image.fromarray(logo).save(tmp_path / "l.png")
    below = [{"type": "image", "src": "p", "s": 0, "d": 1000}]
    box = {"x": 0.25, "y": 0.25, "w": 0.5, "h": 0.5}
    over = {"type": "image", "src": "l", "s": 0, "d": 1000, "box": box,
            "transition": {"kind": kind, "duration_ms": 1000}}  # fmt: skip
    assets = {"p": tmp_path / "p.png", "l": tmp_path / "l.png"}
    plain = frames(draft(below), assets, [8, 15, 22])
    mixed = frames(draft(below, [over]), assets, [8, 15, 22])
    for one, other in zip(plain, mixed, strict=True):
        assert np.abs(one.astype(int) - other)[50:130, 125:235].max() <= 4
    assert np.abs(plain[2].astype(int) - mixed[2])[60:120, 84:110].max() > 60, "the logo comes"


def test_boxes_opacity_and_fades(tmp_path: Path) -> None:
    assets = {"a": flat(tmp_path / "a.png", RED), "b": flat(tmp_path / "b.png", BLUE)}
    over = {"type": "image", "src": "b", "s": 0, "d": 2000, "opacity": 0.5, "fade_in_ms": 1000,
            "box": {"x": 0.5, "y": 0.5, "w": 0.5, "h": 0.5}}  # fmt: skip
    document = draft([{"type": "image", "src": "a", "s": 0, "d": 2000}], [over])
    early, full = frames(document, assets, [3, 45])
    half = tuple((r + b) / 2 for r, b in zip(RED, BLUE, strict=True))
    assert near(full[:86], RED) and near(full[92:, 164:], half)
    assert early[92:, 164:, 2].mean() < full[92:, 164:, 2].mean() - 40


def test_a_box_may_hang_over_the_edge(tmp_path: Path) -> None:
    assets = {"b": flat(tmp_path / "b.png", BLUE)}
    segment = {"type": "image", "src": "b", "s": 0, "d": 100,
               "box": {"x": -0.5, "y": 0.6, "w": 1, "h": 1}}  # fmt: skip
    picture = frames(draft([segment]), assets, [0])[0]
    assert near(picture[112:, :156], BLUE) and near(picture[:104], (0, 0, 0))


@pytest.mark.parametrize("name", [f for f in get_args(FilterName) if f != "none"])
def test_filters_change_the_look_as_named(tmp_path: Path, name: str) -> None:
    assets = {"p": save_photo(tmp_path / "p.png")}
    segment = {"type": "image", "src": "p", "s": 0, "d": 100}
    plain = frames(draft([segment]), assets, [0])[0].astype(float)
    graded = frames(draft([{**segment, "filter": name}]), assets, [0])[0].astype(float)
    r, _, b = (graded - plain).reshape(-1, 3).mean(axis=0)
    spread = [float((f.max(axis=2) - f.min(axis=2)).mean()) for f in (plain, graded)]
    expected = {
        "warm": r - b > 8, "cool": b - r > 8, "mono": spread[1] < 3, "vivid": spread[1] > spread[0],
        "vintage": spread[1] < spread[0] and r > b, "dark": graded.mean() < plain.mean() - 12,
        "soft": graded.mean() > plain.mean() + 4 and spread[1] < spread[0],
    }  # fmt: skip
    assert expected[name]


def test_a_vignette_darkens_corners_only(tmp_path: Path) -> None:
    assets = {"p": flat(tmp_path / "p.png", (150, 150, 150))}
    segment = {"type": "image", "src": "p", "s": 0, "d": 100, "vignette": 0.8}
    picture = frames(draft([segment]), assets, [0])[0]
    assert near(picture[80:100, 150:170], (150, 150, 150)) and picture[:8, :8].mean() < 100


@pytest.mark.parametrize("style", get_args(BackgroundStyle))
def test_backgrounds_move_smoothly_without_bands(style: str) -> None:
    segment = {"type": "background", "style": style, "s": 0, "d": 2000, "seed": 4, "grain": 0,
               "colors": ["#12203a", "#2a5298", "#7a4a9e"]}  # fmt: skip
    document = draft([segment], width=180, height=320)
    first, second, later = (f.astype(int) for f in frames(document, {}, [0, 1, 45]))
    if style == "solid":
        assert np.array_equal(first, later) and near(first, (0x12, 0x20, 0x3A))
        return
    assert first.std(axis=(0, 1)).max() > 1.5
    assert 0 < np.abs(second - first).mean() < np.abs(later - first).mean()
    assert np.abs(second - first).mean() < 4


def test_speed_trim_reverse_and_hold(tmp_path: Path) -> None:
    assets = {"c": save_clip(tmp_path / "c.mp4", seconds=2.0)}

    def greys(which: list[int], **how: Any) -> list[float]:
        segment = {"type": "clip", "src": "c", "s": 0, "d": 3000, **how}
        pictures = frames(draft([segment]), assets, which)
        return [float(p[100:, 100:].mean()) for p in pictures]

    def expect(numbers: list[int]) -> Any:
        return pytest.approx([level(n) for n in numbers], abs=2)

    assert greys([0, 1, 30, 59]) == expect([0, 1, 30, 59])
    assert greys([60, 89]) == expect([59, 59])  # the clip has run out: its last frame holds
    assert greys([0, 30], trim_ms=500) == expect([15, 45])
    assert greys([0, 10, 20], speed=2.0) == expect([0, 20, 40])
    assert greys([0, 20, 40], speed=0.5) == expect([0, 10, 20])
    assert greys([0, 1, 30, 59], reverse=True) == expect([59, 58, 29, 0])
    assert greys([5], trim_ms=60_000) == expect([59])


def test_entering_in_the_middle_gives_the_same_pixels(tmp_path: Path) -> None:
    assets = {"c": save_clip(tmp_path / "c.mp4"), "p": save_photo(tmp_path / "p.jpg")}
    document = draft(
        [
            {"type": "clip", "src": "c", "s": 0, "d": 1000, "trim_ms": 300},
            {"type": "image", "src": "p", "s": 1000, "d": 1000, "motion": {"kind": "auto"},
             "transition": {"kind": "zoom", "duration_ms": 400}},
            {"type": "background", "style": "particles", "s": 2000, "d": 1000,
             "transition": {"kind": "blur", "duration_ms": 400}},
        ]
    )  # fmt: skip
    which = list(range(90))
    through = frames(document, assets, which)
    for index in (11, 33, 47, 62, 88):
        assert np.array_equal(frames(document, assets, [index])[0], through[index])
    backwards = frames(document, assets, which[::-7])
    for index, picture in zip(which[::-7], backwards, strict=True):
        assert np.array_equal(picture, through[index])


def test_colours_of_a_chart_survive_encoding(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    colors = [tuple(int(v) for v in c) for c in rng.integers(16, 240, (12, 3))]
    colors += [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 0, 255)]
    chart = np.zeros((360, 640, 3), np.uint8)
    for n, color in enumerate(colors):
        chart[n // 4 * 90 : n // 4 * 90 + 90, n % 4 * 160 : n % 4 * 160 + 160] = color
    Image.fromarray(chart).save(tmp_path / "p.png")
    document = draft([{"type": "image", "src": "p", "s": 0, "d": 500}], width=640, height=360)
    result = render(document, {"p": tmp_path / "p.png"}, tmp_path / "o.mp4")
    frame = read_709(result.path)
    for n, color in enumerate(colors):
        cell = frame[n // 4 * 90 + 20 : n // 4 * 90 + 70, n % 4 * 160 + 20 : n % 4 * 160 + 140]
        assert np.abs(cell.reshape(-1, 3).mean(axis=0) - color).max() <= 3, color


def read_709(path: Path) -> np.ndarray:
    """A frame converted as its own tags say."""
    import av

    with av.open(str(path)) as container:
        frame = list(container.decode(video=0))[5]
        context = container.streams.video[0].codec_context
        tags = context.colorspace, context.color_primaries, context.color_trc, context.color_range
        assert tags == (1, 1, 1, 1)
        rgb = frame.reformat(
            format="rgb24", src_colorspace="itu709", interpolation="BICUBIC"
        )  # fmt: skip
        return rgb.to_ndarray()


def test_a_text_without_entrance_is_whole_in_its_first_frame(tmp_path: Path) -> None:
    """Also where it starts between two frames and is rounded to the earlier one."""
    for start in (0, 1010):
        text = {"id": "t", "s": start, "d": 1500, "text": "MMM", "animate_in": "none"}
        document = draft([{"type": "background", "style": "solid", "s": 0, "d": 3000}])
        document["t"].append({"tt": 7, "sg": [text]})
        first = round(start * 30 / 1000)
        shown = frames(document, {}, [first, first + 15])
        assert np.abs(shown[0].astype(int) - shown[1]).max() <= 8  # the grain moves
        assert np.ptp(shown[0][..., 1].astype(int)) > 100


def test_overlapping_texts_and_zero_frame_segments_are_fine(tmp_path: Path) -> None:
    assets = {"a": flat(tmp_path / "a.png", RED), "b": flat(tmp_path / "b.png", BLUE)}
    document = draft(
        [
            {"type": "image", "src": "a", "s": 0, "d": 1000},
            {"type": "image", "src": "b", "s": 1000, "d": 5},  # under half a frame
            {"type": "image", "src": "b", "s": 1005, "d": 995},
        ]
    )
    result = render(document, assets, tmp_path / "o.mp4")
    assert len(read(result.path)) == 60
