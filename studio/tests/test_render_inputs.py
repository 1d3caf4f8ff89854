"""Odd, broken and hostile inputs: a good picture or an error that names the segment."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image, ImageCms
from render_support import draft, level, photo, psnr, save_clip, save_photo

from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.frames import FrameMaker
from nemo_studio.renderer.plan import make_plan
from nemo_studio.renderer.planes import Planes
from nemo_studio.renderer.render import OutputSettings, RenderError, render
from nemo_studio.renderer.sources.clip import ClipReader
from nemo_studio.renderer.sources.loop import LoopReader
from nemo_studio.timeline.draft import TimelineError, load_timeline


def shown(path: Path, at: int = 0, kind: str = "image", **how: Any) -> np.ndarray:
    """A drawn frame of a video of one segment, as RGB."""
    document = draft([{"type": kind, "src": "x", "s": 0, "d": 2000, **how}])
    canvas = Planes.blank(320, 180)
    timeline = load_timeline(document)
    with FrameMaker(timeline, make_plan(timeline, (320, 180)), {"x": path}) as maker:
        maker.draw(at, canvas)
    return canvas.to_rgb()


def refusal(path: Path, kind: str = "image", **how: Any) -> str:
    """What the refused asset's error says; it always names the segment and the file."""
    document = draft([{"type": kind, "src": "x", "s": 0, "d": 500, **how}])
    out = path.parent / "o.mp4"
    with pytest.raises(AssetError) as caught:
        render(document, {"x": path}, out)
    message = str(caught.value)
    assert "track 1, segment 'v00'" in message and path.name in message
    assert not out.exists()
    return message


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """How the plain photo looks on the canvas."""
    return shown(save_photo(tmp_path_factory.mktemp("plain") / "p.png"))


def test_missing_assets_are_all_named(tmp_path: Path) -> None:
    segments = [{"type": "image", "src": f"x{n}", "s": n * 500, "d": 500} for n in range(2)]
    with pytest.raises(AssetError) as caught:
        render(draft(segments), {"x1": tmp_path / "gone.png"}, tmp_path / "o.mp4")
    for part in ("segment 'v00'", "'x0'", "segment 'v01'", "gone.png"):
        assert part in str(caught.value)


def test_truncated_jpeg_is_refused(tmp_path: Path) -> None:
    path = save_photo(tmp_path / "p.jpg")
    path.write_bytes(path.read_bytes()[:-9000])
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_rubbish_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "p.png"
    path.write_bytes(data)
    refusal(path)


def test_a_video_given_as_a_picture_is_refused(tmp_path: Path) -> None:
    assert "picture" in refusal(save_clip(tmp_path / "c.mp4"))


@pytest.mark.parametrize("size", [(30000, 2), (2, 30000), (1, 1), (5001, 3)])
@pytest.mark.parametrize("fit", ["cover", "contain", "blur"])
def test_extreme_shapes_work(tmp_path: Path, size: tuple[int, int], fit: str) -> None:
    Image.new("RGB", size, (200, 80, 40)).save(tmp_path / "p.png")
    for motion in ("hold", "auto"):
        picture = shown(tmp_path / "p.png", fit=fit, motion={"kind": motion})
        # A strip of one or two pixels shares its colour samples with what is around it.
        centre = picture[86:94, 156:164].reshape(-1, 3).max(axis=0).astype(int)
        assert np.abs(centre - (200, 80, 40)).max() < 30


def test_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    Image.new("1", (14000, 14000)).save(path)
    assert "megapixels" in refusal(path) or "too large" in refusal(path)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_obeyed(tmp_path: Path, wanted: np.ndarray, orientation: int) -> None:
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT], 3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM], 5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90], 7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }  # fmt: skip
    image = Image.fromarray(photo(640, 480))
    for step in undo.get(orientation, []):
        image = image.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(tmp_path / "p.jpg", exif=exif, quality=97)
    assert psnr(shown(tmp_path / "p.jpg"), wanted) > 30


def cmyk(image: Image.Image) -> Image.Image:
    return image.convert("CMYK")


def palette(image: Image.Image) -> Image.Image:
    return image.quantize(256)


def grey16(image: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)


@pytest.mark.parametrize(
    ("name", "change"),
    [("p.jpg", cmyk), ("p.png", palette), ("p.png", grey16), ("p.webp", None), ("p.gif", palette)],
)
def test_modes_and_formats(tmp_path: Path, wanted: np.ndarray, name: str, change: Any) -> None:
    image = Image.fromarray(photo(640, 480))
    (change(image) if change else image).save(tmp_path / name, quality=95)
    picture = shown(tmp_path / name)
    if change is grey16:
        assert np.abs(picture[..., 0].astype(int) - picture[..., 1]).max() <= 2
        wanted = np.repeat(np.asarray(Image.fromarray(wanted).convert("L"))[..., None], 3, axis=2)
        assert psnr(picture, wanted) > 28
    else:
        assert psnr(picture, wanted) > 24


def test_a_wide_gamut_profile_is_converted(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    path = tmp_path / "p.png"
    Image.new("RGB", (320, 180), (90, 140, 60)).save(path, icc_profile=profile.tobytes())
    assert np.abs(shown(path).mean(axis=(0, 1)) - (90, 140, 60)).max() < 4  # unfit: ignored


@pytest.mark.parametrize("name", ["a.gif", "a.webp"])
def test_animations_play_as_clips_and_stand_as_pictures(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    stills = [Image.new("RGB", (320, 180), (40 + 60 * n,) * 3) for n in range(3)]
    stills[0].save(path, save_all=True, append_images=stills[1:], duration=100, loop=0)
    greys = [float(shown(path, at, "clip").mean()) for at in (0, 4, 7, 9)]
    assert greys == pytest.approx([40, 100, 160, 40], abs=4)  # after 300 ms it starts again
    assert shown(path, 30).mean() == pytest.approx(40, abs=4)


def test_a_reversed_animation_decodes_each_frame_a_few_times_at_most(tmp_path: Path) -> None:
    """GIF knows no way back: a step back from frame n would decode n frames."""
    path = tmp_path / "a.gif"
    stills = [Image.new("RGB", (320, 180), (2 * n, 2 * n, 2 * n)) for n in range(100)]
    stills[0].save(path, save_all=True, append_images=stills[1:], duration=40)
    reader = LoopReader(path, "segment 'x'")
    reader.scale_to(1920, 1080)
    sought: list[int] = []
    seek = reader._image.seek
    reader._image.seek = lambda index: sought.append(index) or seek(index)  # type: ignore[method-assign]
    greys = [reader.frame_backwards(n * 0.04).y.mean() for n in range(99, -1, -1)]
    reader.close()
    assert greys == sorted(greys, reverse=True)
    back = sum(one >= other for one, other in pairwise(sought))
    assert len(sought) <= 100 and back <= 100 // 7


def test_variable_frame_rate_is_read_by_time(tmp_path: Path) -> None:
    times = [0, 33, 500, 533, 1000, 1900]
    path = save_clip(tmp_path / "c.mkv", times_ms=times)
    for at_ms, number in ((0, 0), (100, 1), (499, 1), (501, 2), (999, 3), (1500, 4), (1950, 5)):
        picture = shown(path, at_ms * 30 // 1000 if at_ms != 501 else 15, "clip")
        assert picture[100:, 100:].mean() == pytest.approx(level(number), abs=2), at_ms


@pytest.mark.parametrize("size", [(321, 181), (33, 97), (1280, 720)])
def test_odd_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    path = save_clip(tmp_path / "c.mkv", size=size, codec="ffv1", pix_fmt="yuv444p")
    assert shown(path, 10, "clip")[120:, 200:].mean() == pytest.approx(level(10), abs=3)


def test_ten_bit(tmp_path: Path) -> None:
    path = save_clip(tmp_path / "c.mkv", pix_fmt="yuv420p10le")
    assert shown(path, 10, "clip")[100:, 100:].mean() == pytest.approx(level(10), abs=3)


@pytest.mark.parametrize(("transfer", "code"), [(16, 0.581), (18, 0.75)])
def test_hdr_is_brought_to_sdr(tmp_path: Path, transfer: int, code: float) -> None:
    """PQ (16) and HLG (18): the white of a page stays light, black black, grey without a tint."""
    path = tmp_path / "c.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"crf": "5"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p10le"
        context = stream.codec_context
        context.colorspace, context.color_primaries, context.color_trc = 9, 9, transfer
        frame = av.VideoFrame(320, 180, "yuv420p10le")
        for index, plane in enumerate(frame.planes):
            rows = np.frombuffer(memoryview(plane), np.uint16).reshape(plane.height, -1)
            rows[:] = 512 if index else 64
            if index == 0:
                rows[:, 160:] = round(64 + code * 876)
        frame.pts = 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    picture = shown(path, 0, "clip").astype(int)
    dark, light = picture[60:120, 20:140], picture[60:120, 180:300]
    assert dark.max() <= 6 and 190 <= light.mean() <= 252
    assert np.ptp(light.reshape(-1, 3).mean(axis=0)) <= 4


@pytest.mark.parametrize(("rotation", "corner"), [(90, "bottom"), (180, "right"), (270, "top")])
def test_rotation_metadata(tmp_path: Path, rotation: int, corner: str) -> None:
    """The white square of the top left corner, after turning counter-clockwise."""
    path = save_clip(tmp_path / "c.mp4", rotation=rotation)
    picture = shown(path, 0, "clip", fit="contain")
    shape = picture[picture.shape[0] // 2].mean(axis=1) > 20
    assert (shape.sum() < 120) == (rotation != 180)  # sideways clips come out narrow
    lit = np.argwhere(picture.min(axis=2) > 200).mean(axis=0)
    place = {"bottom": lit[0] > 90, "right": lit[1] > 160 and lit[0] > 90, "top": lit[0] < 90}
    assert place[corner]


def test_a_corrupt_clip_is_refused_or_held(tmp_path: Path) -> None:
    good = save_clip(tmp_path / "good.mp4").read_bytes()
    (tmp_path / "bad.mp4").write_bytes(good[: len(good) // 3])
    refusal(tmp_path / "bad.mp4", "clip")
    rng = np.random.default_rng(1)
    torn = bytearray(save_clip(tmp_path / "c.mkv").read_bytes())
    for at in rng.integers(len(torn) // 2, len(torn), 60):
        torn[at] = int(rng.integers(0, 256))
    (tmp_path / "torn.mkv").write_bytes(torn)
    assert shown(tmp_path / "torn.mkv", 59, "clip").shape == (180, 320, 3)


def test_sound_given_as_a_clip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=48000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 9600), np.int16), "s16", "stereo")
        frame.sample_rate = 48000
        container.mux(stream.encode(frame))
    assert "no picture" in refusal(path, "clip")


def test_a_file_that_cannot_seek_is_read_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "raw.h264"
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="h264") as container:
        stream = container.add_stream("libx264", rate=30, options={"bf": "0", "g": "12"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for n in range(40):
            rgb = np.full((64, 64, 3), level(n), np.uint8)
            frame = av.VideoFrame.from_ndarray(rgb, "rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace="itu601")
            frame.pts = n
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    path.write_bytes(buffer.getvalue())
    reader = ClipReader(path, "segment 'x'")
    first = reader.frame(0.0).y.mean()
    later = reader.frame(1.0).y.mean()
    assert later > first + 20
    assert reader.frame(0.0).y.mean() == first
    reader.close()


@pytest.mark.parametrize(
    ("change", "part"),
    [({"d": 0}, "greater than 0"), ({"s": -5}, "greater than or equal"),
     ({"type": "hologram"}, "hologram"), ({"colour": 1}, "colour")],
)  # fmt: skip
def test_bad_segments_are_named(tmp_path: Path, change: dict[str, Any], part: str) -> None:
    document = draft([{"type": "image", "src": "x", "s": 0, "d": 500}])
    document["t"][0]["sg"][0].update(change)
    with pytest.raises(TimelineError) as caught:
        render(document, {}, tmp_path / "o.mp4")
    assert "track 1" in str(caught.value) and part in str(caught.value)


def test_overlapping_segments_are_named(tmp_path: Path) -> None:
    segments = [{"type": "image", "src": "x", "s": s, "d": 500} for s in (0, 300)]
    with pytest.raises(TimelineError, match=r"segment 'v01'.*before segment 'v00' ends"):
        render(draft(segments), {}, tmp_path / "o.mp4")


def test_a_character_that_no_font_has_is_warned_of(tmp_path: Path) -> None:
    document = draft([{"type": "background", "style": "mesh", "s": 0, "d": 300}])
    text = {"id": "t", "type": "text", "text": "hello \U00012000", "s": 0, "d": 300}
    document["t"].append({"tt": 7, "sg": [text]})
    warnings = render(document, {}, tmp_path / "o.mp4").warnings
    assert any("track 2, segment 't'" in w and "\U00012000" in w for w in warnings)


def test_a_text_of_ten_thousand_characters_renders(tmp_path: Path) -> None:
    document = draft([{"type": "background", "style": "mesh", "s": 0, "d": 300}])
    text = ("lorem ipsum 你好 " * 1000)[:10_000]
    document["t"].append(
        {"tt": 7, "sg": [{"id": "t", "type": "text", "text": text, "s": 0, "d": 300}]}
    )
    assert render(document, {}, tmp_path / "o.mp4").frames == 9


@pytest.mark.parametrize("tag", [(0x0128, 2, "x"), (0x0213, 12, 1.5), (0x0100, 5, (1, 3))])
def test_an_odd_exif_tag_does_not_hide_the_photo(
    tmp_path: Path, wanted: np.ndarray, tag: tuple[int, int, Any]
) -> None:
    """A turned photo whose EXIF holds another tag of a type that cannot be written back."""
    path = tmp_path / "p.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.fromarray(photo(640, 480)).transpose(Image.Transpose.ROTATE_90)
    image.save(path, exif=_with_tag(exif, *tag), quality=97)
    assert psnr(shown(path), wanted) > 30


def _with_tag(exif: Image.Exif, number: int, kind: int, value: Any) -> bytes:
    """The EXIF with one more tag of a type that is not the tag's own."""
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    directory = ImageFileDirectory_v2()
    directory[0x0112] = exif[0x0112]
    directory.tagtype[number] = kind
    directory[number] = value
    body = directory.tobytes(8)
    return b"Exif\0\0" + b"II*\0\x08\0\0\0" + body


def test_every_cut_of_an_animation_is_shown_or_refused(tmp_path: Path) -> None:
    whole = tmp_path / "whole.gif"
    stills = [Image.fromarray(photo(40, 30, seed=n)).quantize(16) for n in range(3)]
    stills[0].save(whole, save_all=True, append_images=stills[1:], duration=100)
    data = whole.read_bytes()
    cut = tmp_path / "cut.gif"
    for length in range(6, len(data), max(1, len(data) // 60)):
        cut.write_bytes(data[:length])
        try:
            shown(cut, 3, "clip")
        except AssetError as error:
            assert "track 1, segment 'v00'" in str(error) and "cut.gif" in str(error)


@pytest.mark.parametrize("size", [(16, 16), (1, 1), (2000, 2)])
@pytest.mark.parametrize("corner", [(1.0, 0.95), (0.95, 1.0), (0.0, 0.0)])
def test_a_crop_at_the_far_edge_keeps_a_pixel(
    tmp_path: Path, size: tuple[int, int], corner: tuple[float, float]
) -> None:
    Image.new("RGB", size, (200, 80, 40)).save(tmp_path / "p.png")
    crop = {"x": corner[0], "y": corner[1], "w": 0.05, "h": 0.05}
    picture = shown(tmp_path / "p.png", crop=crop, motion={"kind": "pan_down"})
    assert np.abs(picture[80:100, 150:170].reshape(-1, 3).mean(axis=0) - (200, 80, 40)).max() < 30


def test_a_background_of_no_colour_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    document = draft([{"type": "background", "style": "mesh", "s": 0, "d": 500, "colors": ["red"]}])
    with pytest.raises(TimelineError, match=r"track 1, segment 'v00': colors.*'red'"):
        render(document, {}, tmp_path / "o.mp4")


@pytest.mark.parametrize("name", ["", "file/o.mp4", "n" * 300 + ".mp4"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    document = draft([{"type": "background", "style": "solid", "s": 0, "d": 100}])
    with pytest.raises(RenderError) as caught:
        render(document, {}, tmp_path / name)
    assert str(tmp_path) in str(caught.value)
    assert (tmp_path / "file").read_text() == "x" and len(list(tmp_path.iterdir())) == 1


def test_names_with_a_colon_are_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save_clip(tmp_path / "c.mp4").rename("a:b.mp4")
    document = draft([{"type": "clip", "src": "x", "s": 0, "d": 200}])
    assert render(document, {"x": Path("a:b.mp4")}, Path("o:p.mp4")).frames == 6
    assert (tmp_path / "o:p.mp4").is_file()


@pytest.mark.parametrize(("form", "ms"), [("mp4", 10), ("gif", 33), ("webm", 1)])
def test_a_timeline_shorter_than_a_frame_shows_its_picture(
    tmp_path: Path, form: Any, ms: int
) -> None:
    Image.new("RGB", (64, 64), (200, 80, 40)).save(tmp_path / "p.png")
    document = draft([{"type": "image", "src": "p", "s": 0, "d": ms}])
    out = tmp_path / f"o.{form}"
    render(document, {"p": tmp_path / "p.png"}, out, OutputSettings(format=form))
    with av.open(str(out)) as container:
        (frame,) = container.decode(video=0)
    assert frame.to_ndarray(format="rgb24").mean(axis=(0, 1)) == pytest.approx(
        (200, 80, 40), abs=14
    )


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"role": "caption", "text": "much too long " * 60}, "too long"),
        ({"role": "card", "layout": "list", "items": ["a", "b"], "body": "lost"}, "body"),
        ({"role": "watermark", "text": "@me", "kicker": "k", "body": "b"}, "kicker and body"),
        ({"role": "card", "layout": "hero", "items": ["a"]}, "items"),
    ],
)
def test_words_that_are_not_shown_are_warned_of(
    tmp_path: Path, values: dict[str, Any], part: str
) -> None:
    document = draft([{"type": "background", "style": "solid", "s": 0, "d": 300}])
    text = {"id": "t", "type": "text", "text": "hello", "s": 0, "d": 300, **values}
    document["t"].append({"tt": 7, "sg": [text]})
    warnings = render(document, {}, tmp_path / "o.mp4").warnings
    assert any("track 2, segment 't'" in w and part in w for w in warnings), warnings
