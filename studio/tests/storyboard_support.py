"""Storyboards of every kind, at random, and the material that they name."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from nemo_studio.director.colour_words import asked_palette
from nemo_studio.director.project import Asset
from nemo_studio.timeline import draft
from nemo_studio.timeline.context import Context

ASSETS = [
    Asset("p1", "beach.jpg", "image", None, 4000, 3000),
    Asset("p2", "dog.jpg", "image", None, 3000, 4000),
    Asset("p3", "logo.png", "image", None, 500, 500),
    Asset("p4", "dog.jpg", "image", None, 1200, 1200),  # a name that two files share
    Asset("v1", "talk.mp4", "video", 60_000, 1920, 1080, True),
    Asset("v2", "silent.mov", "video", 40_000, 1080, 1920, False),
    Asset("m1", "song.mp3", "audio", 30_000, None, None, True),
    Asset("m2", "voice.wav", "audio", 2345, None, None, True),
]
PICTURES, CLIPS, SOUNDS = (
    ["beach.jpg", "p2", "logo.png", "p4", 1],
    ["talk.mp4", "v2", 6],
    ["song.mp3", "m2", 1],
)


CONTEXT = Context(
    ASSETS, "en", palette=lambda words, _: asked_palette(words),
    measure=lambda words, _: 40 * len(words) + 300,
)  # fmt: skip


def ms(low: int, high: int) -> st.SearchStrategy[float]:
    """Seconds to the millisecond, half of them round."""
    exact = st.integers(low, high).map(lambda n: n / 1000)
    return exact | st.integers(-(-low // 1000), high // 1000).map(float) if high >= 1000 else exact


def share(high: float = 1.0) -> st.SearchStrategy[float]:
    return st.integers(0, 20).map(lambda n: round(n / 20 * high, 3))


def one(kind: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(kind))


WORDS = st.sampled_from(
    ["Fresh every day", "每天新鲜烘焙", "87%", "“Good”, she said", "A  b", "x" * 30]
)
LONG = st.just(
    "We roast in small batches because every bean deserves some attention. Come by on Sunday!"
)
COLOR = st.sampled_from(["#ff8800", "#102030", "auto"])
STYLE = {
    "position": one(draft.Place), "size": st.sampled_from([0.5, 1, 1.25, 2]), "color": COLOR,
    "background": one(draft.TextGround), "font": one(draft.FontName),
    "weight": st.sampled_from(["auto", 400, 900]), "opacity": share(),
    "animate_in": one(draft.TextAnimation), "animate_out": one(draft.TextAnimation),
}  # fmt: skip
BOX = st.fixed_dictionaries(
    {"x": share(), "y": share(), "w": st.just(0.4), "h": st.just(0.3)}
) | st.just({"x": 0, "y": 0, "w": 1, "h": 1})
STYLES = st.fixed_dictionaries({}, optional=STYLE)
COMMON = {
    "filter": one(draft.FilterName), "vignette": share(), "opacity": share(), "box": BOX,
    "fade_in_seconds": ms(0, 900), "fade_out_seconds": ms(0, 900),
    "name": st.sampled_from(["", "A label"]),
}  # fmt: skip
MEDIA = COMMON | {
    "fit": one(draft.Fit), "crop": BOX, "motion": one(draft.MotionKind), "motion_amount": share(),
    "motion_easing": one(draft.EasingName),
}  # fmt: skip
CLIP = MEDIA | {
    "from_seconds": ms(0, 9000), "speed": st.sampled_from([0.25, 0.5, 1, 1.5, 2, 3]),
    "reverse": st.booleans(), "volume": share(2),
}  # fmt: skip
GROUND = COMMON | {
    "background": one(draft.BackgroundStyle) | st.just("#336699"), "grain": share(),
    "speed": share(4), "seed": st.integers(0, 9),
}  # fmt: skip
CARD = {
    "kicker": WORDS, "body": WORDS, "items": st.lists(WORDS, max_size=3),
    "layout": one(draft.CardLayout) | st.just("auto"),
}  # fmt: skip
SCENE_TEXT = {"text_style": STYLES, "sample": st.booleans()}
TIMED = STYLE | CARD | {
    "role": one(draft.Role), "at_seconds": ms(0, 900), "seconds": ms(100, 3000),
    "sample": st.booleans(), "name": st.just("A label"),
}  # fmt: skip
TEXT = st.fixed_dictionaries({"text": WORDS}, optional=TIMED)
FADES = {"fade_in_seconds": ms(0, 900), "fade_out_seconds": ms(0, 900), "volume": share(2)}
TIMES = {"at_seconds": ms(0, 900), "seconds": ms(100, 3000)}
RECORDING = FADES | {
    "from_seconds": ms(0, 2000), "speed": st.sampled_from([0.5, 1, 1.5]), "loop": st.booleans(),
    "duck": st.booleans(),
}  # fmt: skip
MOOD = FADES | {"seed": st.integers(0, 9), "duck": st.booleans()}
SOUND = (
    st.fixed_dictionaries({"asset": st.sampled_from(SOUNDS)}, optional=RECORDING | TIMES | {"speech": st.booleans()})
    | st.fixed_dictionaries({"mood": one(draft.Mood)}, optional=MOOD | TIMES)
    | st.fixed_dictionaries({"voice": WORDS}, optional=FADES | TIMES | {"language": st.just("de")})
)  # fmt: skip
MUSIC = (
    st.sampled_from([False, None, {}])
    | st.fixed_dictionaries({"mood": one(draft.Mood)}, optional=MOOD | {"at_seconds": ms(0, 900)})
    | st.fixed_dictionaries({"asset": st.sampled_from(SOUNDS)}, optional=RECORDING)
)


@st.composite
def scenes(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["image", "clip", "background"]))
    keys = {"image": MEDIA, "clip": CLIP, "background": GROUND}[kind]
    scene: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=keys))
    if kind == "image":
        scene["asset"] = draw(st.sampled_from(PICTURES))
    if kind == "clip":
        scene["asset"] = draw(st.sampled_from(CLIPS))
        length = draw(st.sampled_from(["seconds", "to_seconds", "none"]))
        if length == "to_seconds":
            scene["to_seconds"] = draw(ms(9001 + 1000, 30_000))
        elif length == "seconds":
            scene["seconds"] = draw(ms(1000, 8000))
    elif draw(st.booleans()) and kind == "background":
        scene |= {
            "voice": draw(st.sampled_from(["Good morning, everybody.", "voice.wav"])),
            "seconds": "auto",
        }
    else:
        scene["seconds"] = draw(ms(1000, 8000))
    if draw(st.booleans()):
        scene["text"] = draw(WORDS)
        scene |= draw(st.fixed_dictionaries({}, optional=CARD | SCENE_TEXT))
    if draw(st.booleans()):
        scene["caption"] = draw(WORDS | LONG)
        scene |= draw(st.fixed_dictionaries({}, optional={"caption_style": STYLES}))
    if draw(st.booleans()):
        scene["transition"] = draw(one(draft.TransitionKind))
        if scene["transition"] != "cut":
            scene |= draw(st.fixed_dictionaries({}, optional={"transition_seconds": ms(0, 2000)}))
    if draw(st.booleans()):
        scene["texts"] = draw(st.lists(TEXT, max_size=2))
    if draw(st.booleans()):
        scene["audio"] = draw(st.lists(SOUND, max_size=2))
    return scene


@st.composite
def overlays(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return draw(st.fixed_dictionaries({"text": WORDS}, optional=TIMED))
    kind = draw(st.sampled_from(["image", "clip", "background"]))
    keys = {"image": MEDIA, "clip": CLIP, "background": GROUND}[kind]
    overlay = draw(st.fixed_dictionaries({}, optional=keys | TIMES))
    if kind == "background":
        overlay.setdefault("background", "mesh")
    else:
        overlay["asset"] = draw(st.sampled_from(PICTURES if kind == "image" else CLIPS))
    if "box" not in overlay:
        places = [p for p in get_args(draft.Place) if p != "auto"]
        place = {
            "position": st.sampled_from(places),
            "width": st.sampled_from([0.1, 0.15, 1 / 3, 1]),
        }
        overlay |= draw(st.fixed_dictionaries({}, optional=place))
    return overlay


@st.composite
def storyboards(draw: st.DrawFn) -> dict[str, Any]:
    top = {
        "title": WORDS, "aspect": st.sampled_from(["16:9", "9:16", "1:1", "4:5", "21:9", "2:3"]),
        "fps": st.sampled_from([24, 25, 30, 60]), "language": st.sampled_from(["en", "zh-CN"]),
        "palette": st.sampled_from(
            ["warm", "warm tones", "blue and gold", ["#112233", "#ffcc00"], ""]
        ),
        "resolution": st.sampled_from([480, 640, 720]), "seed": st.integers(0, 99),
        "safe_area": one(draft.SafeArea), "poster_seconds": ms(0, 900), "music": MUSIC,
    }  # fmt: skip
    story: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=top))
    if draw(st.booleans()):
        story["defaults"] = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "seconds": ms(1000, 5000), "transition": one(draft.TransitionKind),
                    "transition_seconds": ms(0, 1500), "motion": one(draft.MotionKind),
                    "fit": one(draft.Fit), "filter": one(draft.FilterName),
                    "text_style": STYLES, "caption_style": STYLES,
                },
            )
        )  # fmt: skip
    story["scenes"] = draw(st.lists(scenes(), min_size=1, max_size=4))
    for key, members in (("overlays", overlays()), ("audio", SOUND)):
        if draw(st.booleans()):
            story[key] = draw(st.lists(members, max_size=3))
    if draw(st.booleans()):
        starts = draw(st.lists(st.integers(0, 900), max_size=3, unique=True))
        texts = draw(st.lists(TEXT, min_size=len(starts), max_size=len(starts)))
        story["captions"] = [
            t | {"at_seconds": s / 1000} for t, s in zip(texts, starts, strict=True)
        ]
    return story
