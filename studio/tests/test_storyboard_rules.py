"""The storyboard's rules, one by one: what is said, what is left out, what cannot be."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from storyboard_support import CONTEXT

from nemo_studio.timeline.context import Asset, Context
from nemo_studio.timeline.draft import Timeline, dump_timeline
from nemo_studio.timeline.expand import check, expand
from nemo_studio.timeline.full import own_values
from nemo_studio.timeline.printing import print_full, print_storyboard


def made(*scenes: dict[str, Any], **top: Any) -> Timeline:
    return expand({"scenes": list(scenes), **top}, CONTEXT).timeline


def printed(*scenes: dict[str, Any], **top: Any) -> Any:
    return print_storyboard(made(*scenes, **top), CONTEXT)


def track(timeline: Timeline, name: str) -> list[Any]:
    return next((list(t.segments) for t in timeline.tracks if t.id == name), [])


TEN = {"seconds": 10, "background": "mesh"}


def test_members_without_an_id_get_the_next_number_above_all() -> None:
    story = printed(
        TEN, {**TEN, "id": "s7", "texts": [{"text": "a"}, {"text": "b", "id": "t4", "seconds": 2}]},
        {**TEN, "id": "end"}, overlays=[{"text": "o"}], captions=[{"text": "c"}],
        audio=[{"asset": 1}],
    )  # fmt: skip
    assert [s["id"] for s in story["scenes"]] == ["s8", "s7", "end"]
    assert [t["id"] for t in story["scenes"][1]["texts"]] == ["t5", "t4"]
    assert [story[k][0]["id"] for k in ("overlays", "captions", "audio")] == ["o1", "c1", "a1"]


def test_a_clip_is_printed_by_its_part() -> None:
    story = {"asset": "talk.mp4", "from_seconds": 2, "seconds": 4, "speed": 2}
    (scene,) = printed(story)["scenes"]
    assert scene == {
        "id": "s1", "asset": "talk.mp4", "from_seconds": 2, "to_seconds": 10, "speed": 2
    }  # fmt: skip
    slower = made({**scene, "speed": 0.5})
    assert (slower.duration_ms, track(slower, "scenes")[0].trim_ms) == (16_000, 2000)
    assert "to_seconds" not in printed({"asset": "talk.mp4"})["scenes"][0]
    assert made({"asset": "talk.mp4"}).duration_ms == 60_000


@pytest.mark.parametrize(
    ("scene", "seconds"),
    [
        ({"voice": "Good morning."}, (40 * 13 + 300 + 500) / 1000),
        ({"voice": "voice.wav"}, 2.845),
        ({"asset": 1}, 7),
        ({"asset": "talk.mp4", "to_seconds": 3}, 3),
    ],
)
def test_a_length_that_is_left_out(scene: dict[str, Any], seconds: float) -> None:
    assert made(scene, defaults={"seconds": 7}).duration_ms == seconds * 1000


def test_what_is_left_out_follows_later_changes() -> None:
    story = printed(TEN, TEN, overlays=[{"text": "@us"}, {"asset": "logo.png"}], music={})
    story["scenes"].append({"id": "s3", "seconds": 5, "background": "grid"})
    longer = expand(story, CONTEXT).timeline
    assert [s.end_ms for n in ("overlays-1", "overlays-2", "music") for s in track(longer, n)] == [
        25_000
    ] * 3


def test_null_is_not_its_own() -> None:
    told = {**TEN, "filter": None, "text": None, "transition": None, "asset": None}
    assert made(told, music=None, overlays=None, rev=7) == made(TEN)


def test_defaults_hold_where_nothing_is_said_and_are_kept() -> None:
    defaults = {
        "transition": "crossfade", "seconds": 4, "filter": "warm",
        "text_style": {"font": "serif"}, "caption_style": {"color": "#ffff00"},
    }  # fmt: skip
    scenes: list[dict[str, Any]] = [
        {"text": "One", "background": "mesh", "layout": "hero"},
        {"asset": 1, "caption": "Two", "transition": "cut", "filter": "none"},
    ]
    timeline = made(*scenes, defaults=defaults)
    first, second = track(timeline, "scenes")
    assert (first.filter, first.transition.kind, first.duration_ms) == ("warm", "crossfade", 4000)
    assert (second.filter, second.transition) == ("none", None)
    card, caption = track(timeline, "texts")
    assert (card.font, card.color) == ("serif", None)
    assert (caption.font, caption.color) == ("serif", "#ffff00")
    story = print_storyboard(timeline, CONTEXT)
    assert story["defaults"] == defaults
    told = [{k: v for k, v in s.items() if k != "id"} for s in story["scenes"]]
    assert told == [scenes[0], {**scenes[1], "asset": "beach.jpg"}]


@pytest.mark.parametrize(
    ("asset", "aspect", "fit"),
    [(1, "16:9", "cover"), (1, "1:1", "cover"), (1, "9:16", "blur"), ("logo.png", "16:9", "blur"),
     ("logo.png", "4:5", "cover")],
)  # fmt: skip
def test_a_picture_fills_the_frame_where_at_most_a_third_is_lost(
    asset: Any, aspect: str, fit: str
) -> None:
    (picture,) = track(made({"seconds": 1, "asset": asset}, aspect=aspect), "scenes")
    assert picture.fit == fit
    assert picture.motion.amount == (0.08 if fit == "blur" else 0.12)


@pytest.mark.parametrize(
    ("top", "size", "said"),
    [
        ({"aspect": "9:16"}, (1080, 1920), {"aspect": "9:16"}),
        ({"aspect": "18:32"}, (1080, 1920), {"aspect": "9:16"}),
        ({"aspect": "16:9", "resolution": 360}, (640, 360), {"aspect": "16:9", "resolution": 360}),
        ({"aspect": "16:9", "resolution": 480}, (854, 480), {"aspect": "427:240", "resolution": 480}),
        ({"aspect": "21:9"}, (1918, 822), {"aspect": "7:3", "resolution": 822}),
    ],
)  # fmt: skip
def test_any_shape(top: dict[str, Any], size: tuple[int, int], said: dict[str, Any]) -> None:
    timeline = made(TEN, **top)
    assert (timeline.meta.width, timeline.meta.height) == size
    story = print_storyboard(timeline, CONTEXT)
    assert {k: story[k] for k in story.keys() & {"aspect", "resolution"}}.items() <= said.items()
    assert expand(story, CONTEXT).timeline == timeline


def test_the_shape_of_most_pictures() -> None:
    tall, wide = {"seconds": 1, "asset": "p2"}, {"seconds": 1, "asset": 1}
    assert printed(tall, tall, wide)["aspect"] == "9:16"
    assert printed(TEN)["aspect"] == "16:9"


def test_a_long_form_that_says_what_the_short_one_would_is_printed_short() -> None:
    card = {"texts": [{"text": "Hi", "role": "card", "layout": "hero", "color": "#ffffff"}]}
    assert printed({**TEN, **card})["scenes"][0] == {
        "id": "s1", "seconds": 10, "background": "mesh", "text": "Hi", "layout": "hero",
        "text_style": {"color": "#ffffff"},
    }  # fmt: skip
    kept = {"texts": [{"id": "t1", "text": "Hi", "at_seconds": 1, "sample": True}]}
    assert printed({**TEN, **kept})["scenes"][0]["texts"] == kept["texts"]


def test_a_text_is_its_scenes_by_its_track_not_by_its_time() -> None:
    """An overlay over the first three seconds comes back as one, not as the first scene's text."""
    over = {"id": "o1", "text": "x", "seconds": 3}
    story = printed(TEN, TEN, overlays=[over], captions=[{"id": "c1", "text": "y", "seconds": 3}])
    assert story["overlays"] == [over] and "texts" not in story["scenes"][0]
    assert story["captions"] == [{"id": "c1", "text": "y", "seconds": 3}]


def test_overlays_keep_their_order_and_share_a_track_where_they_follow_each_other() -> None:
    timeline = made(
        TEN,
        overlays=[
            {"text": "a", "seconds": 3}, {"text": "b", "at_seconds": 3, "seconds": 2},
            {"asset": "logo.png"}, {"text": "c"}, {"text": "d", "role": "card"},
        ],
    )  # fmt: skip
    runs = {t.id: [s.id for s in t.segments] for t in timeline.tracks if "overlay" in t.id}
    assert runs == {
        "overlays-1": ["o1", "o2"], "overlays-2": ["o3"], "overlays-3": ["o4"], "overlays-4": ["o5"]
    }  # fmt: skip
    assert [o["id"] for o in print_storyboard(timeline, CONTEXT)["overlays"]] == [
        "o1", "o2", "o3", "o4", "o5"
    ]  # fmt: skip


def test_captions_never_overlap_and_take_a_file() -> None:
    srt = "1\n00:00:01,000 --> 00:00:04,000\n<i>Hello</i>\n\n2\n00:00:03,500 --> 00:00:06,000\nBye\nnow\n"
    expanded = expand({"scenes": [TEN], "captions": srt}, CONTEXT)
    cues = track(expanded.timeline, "captions")
    assert [(c.start_ms, c.end_ms, c.text) for c in cues] == [
        (1000, 3500, "Hello"), (3500, 6000, "Bye\nnow")
    ]  # fmt: skip
    (note,) = expanded.notes
    assert (note.path, note.key) == ("/captions/c1", "cut_at_next") and "3.5" in note.say()


def test_a_transition_takes_half_its_scene_and_moves_with_it() -> None:
    scenes = [{**TEN, "seconds": 1, "transition": "wipe_left", "transition_seconds": 0.8}, TEN]
    expanded = expand({"scenes": scenes}, CONTEXT)
    first, _ = track(expanded.timeline, "scenes")
    assert (first.transition.kind, first.transition.duration_ms) == ("wipe_left", 500)
    assert [n.key for n in expanded.notes] == ["transition_short"]
    assert printed(*scenes)["scenes"][0]["transition"] == "wipe_left", "it waits there"


def test_one_colour_and_palettes() -> None:
    scene, top = {"seconds": 2, "background": "#369"}, {"palette": ["#112233", "#ffcc00"]}
    assert printed(scene)["scenes"][0]["background"] == "#336699"
    assert printed(scene, palette="warm tones")["palette"] == "warm"
    roles = printed(scene, **top)["palette"]
    assert roles["name"] == "brand" and printed(scene, palette=roles)["palette"] == roles
    assert made(scene).meta.palette is None


def test_names_of_designs_need_nobody_who_reads_words() -> None:
    def palette(told: str) -> Any:
        return expand({"scenes": [TEN], "palette": told}, Context()).timeline.meta.palette

    assert palette(" Warm ") == palette("warm") == made(TEN, palette="warm tones").meta.palette
    assert palette("qwertz") is None
    timeline = made(TEN, palette="blue and gold")
    assert print_storyboard(timeline, CONTEXT)["palette"] == "blue and gold"
    assert print_storyboard(timeline, Context())["palette"]["name"] == "blue and gold"


def test_files_that_share_a_name_are_printed_by_id() -> None:
    assert printed({"seconds": 1, "asset": "p4"})["scenes"][0]["asset"] == "p4"
    assert printed({"seconds": 1, "asset": 3})["scenes"][0]["asset"] == "logo.png"


def test_a_name_that_files_share_is_told() -> None:
    (note,) = expand({"scenes": [{"seconds": 1, "asset": "dog.jpg"}]}, CONTEXT).notes
    assert note.path == "/scenes/s1/asset" and "p2" in note.say() and "p2" in note.say("zh")


def test_kinds_are_named_in_both_languages() -> None:
    (problem,) = check({"scenes": [{"seconds": 1, "asset": 1, "speed": 2}]}, CONTEXT)
    assert "a picture has no 'speed'" in problem.say() and "图片没有“speed”" in problem.say("zh")
    (problem,) = check({"scenes": [{"seconds": 1}], "fps": 29}, CONTEXT)
    assert problem.there == ("24", "25", "30", "60")


def test_voice_music_and_audio_come_back_as_they_were() -> None:
    story = printed(
        {**TEN, "voice": "Hello"}, {**TEN, "voice": "voice.wav", "audio": [{"asset": 1, "volume": 0.5}]},
        music={"asset": "song.mp3", "from_seconds": 3}, audio=[{"mood": "lofi", "at_seconds": 2}],
    )  # fmt: skip
    assert [s.get("voice") for s in story["scenes"]] == ["Hello", "voice.wav"]
    assert story["scenes"][1]["audio"] == [{"id": "a1", "asset": "song.mp3", "volume": 0.5}]
    assert story["music"] == {"asset": "song.mp3", "from_seconds": 3}
    assert story["audio"] == [{"id": "a2", "mood": "lofi", "at_seconds": 2}]


def test_the_full_form_has_every_key_of_a_kind_and_every_list() -> None:
    full = print_full(made({"asset": "talk.mp4"}, TEN, {"seconds": 1, "asset": 1}), CONTEXT)
    assert [full[k] for k in ("overlays", "captions", "audio", "music")] == [[], [], [], None]
    clip, ground, still = full["scenes"]
    assert (clip["speed"], clip["to_seconds"], clip["text"], clip["texts"]) == (1, 60, "", [])
    assert (ground["grain"], still["motion"], still["crop"]) == (0.15, "auto", None)
    assert "speed" not in still and "reverse" not in ground
    assert clip["text_style"]["animate_out"] == "fade" and full["defaults"]["transition"] is None


PROBLEMS: list[tuple[dict[str, Any], str, str]] = [
    ({"scenes": [{**TEN, "duration": 3}]}, "/scenes/s1/duration", "seconds"),
    ({"scenes": [{**TEN, "start": 3}]}, "/scenes/s1/start", ""),
    ({"scenes": [{"src": 1, "seconds": 2}]}, "/scenes/s1/src", "asset"),
    ({"scenes": [{**TEN, "length": 3}]}, "/scenes/s1/length", "seconds"),
    ({"scenes": [{"asset": 5, "trim": 3}]}, "/scenes/s1/trim", "from_seconds"),
    ({"scenes": [{**TEN, "seconds": "3s"}]}, "/scenes/s1/seconds", ""),
    ({"scenes": [{**TEN, "seconds": "3"}]}, "/scenes/s1/seconds", ""),
    ({"scenes": [{**TEN, "transition": "dissolve"}]}, "/scenes/s1/transition", "crossfade"),
    ({"scenes": [{**TEN, "asset": 1}]}, "/scenes/s1", ""),
    ({"scenes": [{**TEN, "speed": 9}]}, "/scenes/s1/speed", ""),
    ({"scenes": [{"asset": "talk.mp4", "speed": 0}]}, "/scenes/s1/speed", ""),
    ({"scenes": [{"seconds": 2, "background": "#fff", "colors": ["#000"]}]}, "/scenes/s1", ""),
    ({"scenes": [{**TEN, "fit": "cover"}]}, "/scenes/s1/fit", ""),
    ({"scenes": [{"seconds": 2, "asset": "beech.jpg"}]}, "/scenes/s1/asset", "beach.jpg"),
    ({"scenes": [{"seconds": 2, "asset": "song.mp3"}]}, "/scenes/s1/asset", ""),
    ({"scenes": [{"asset": "talk.mp4", "from_seconds": 61}]}, "/scenes/s1/from_seconds", ""),
    ({"scenes": [{"asset": "talk.mp4", "to_seconds": 61}]}, "/scenes/s1/to_seconds", ""),
    ({"scenes": [{"asset": "talk.mp4", "from_seconds": 3, "to_seconds": 2}]}, "/scenes/s1/to_seconds", ""),
    ({"scenes": [{"asset": "talk.mp4", "seconds": 31, "speed": 2}]}, "/scenes/s1/seconds", ""),
    ({"scenes": [{"asset": 1}]}, "/scenes/s1/seconds", ""),
    ({"scenes": [{"asset": 1, "seconds": "auto"}]}, "/scenes/s1/seconds", ""),
    ({"scenes": [{**TEN, "kicker": "x"}]}, "/scenes/s1/kicker", ""),
    ({"scenes": [{**TEN, "text_style": {"color": "#fff"}}]}, "/scenes/s1/text_style", ""),
    ({"scenes": [TEN], "overlays": [{"text": "x", "at_seconds": 10}]}, "/overlays/o1/at_seconds", ""),
    ({"scenes": [{**TEN, "texts": [{"text": "x", "at_seconds": 11}]}]}, "/scenes/s1/texts/t1/at_seconds", ""),
    ({"scenes": [{**TEN, "id": "a b"}]}, "/scenes/a b/id", ""),
    ({"scenes": [TEN, {**TEN, "id": "s1-text"}, {**TEN, "id": "s1", "text": "x"}]}, "/scenes/s1/text", ""),
    ({"scenes": [TEN], "overlays": [{"seconds": 2}]}, "/overlays/o1", ""),
    ({"scenes": [TEN], "music": {"mood": "lofi", "asset": 1}}, "/music", ""),
    ({"scenes": [TEN], "music": {"mood": "lofi", "loop": True}}, "/music/loop", ""),
    ({"scenes": [TEN], "music": {"asset": "silent.mov"}}, "/music/asset", ""),
    ({"scenes": [TEN], "soundtrack": {}}, "/soundtrack", "music"),
    ({"shots": [TEN]}, "/shots", "scenes"),
    ({"scenes": [TEN], "palette": "qwertz"}, "/palette", ""),
    ({"scenes": [TEN], "aspect": "9:16", "resolution": 1200}, "/resolution", ""),
    ({"scenes": [TEN], "captions": "Hello"}, "/captions", ""),
    ({"scenes": [{**TEN, "voice": "voise.wav"}]}, "/scenes/s1/voice", "voice.wav"),
    ({"scenes": [{"voice": "voise.wav"}]}, "/scenes/s1/voice", "voice.wav"),
    ({"scenes": [TEN], "poster_seconds": 10}, "/poster_seconds", ""),
]  # fmt: skip


@pytest.mark.parametrize(("story", "path", "near"), PROBLEMS)
def test_a_problem_has_its_place_and_what_is_nearest(
    story: dict[str, Any], path: str, near: str
) -> None:
    found = {p.path: p for p in check(story, CONTEXT)}
    assert path in found, found
    assert not near or found[path].near == near
    assert found[path].say("zh") != found[path].say("en")


def test_every_problem_is_told_at_once() -> None:
    story = {
        "scenes": [{**TEN, "asset": 9}, {"asset": "x.jpg", "seconds": 2}, {"asset": 1}],
        "overlays": [{"asset": "y.jpg"}],
    }  # fmt: skip
    told = {p.path for p in check(story, CONTEXT)}
    assert told == {"/scenes/s1", "/scenes/s2/asset", "/scenes/s3/seconds", "/overlays/o1/asset"}


def test_no_voice_is_an_error_and_without_a_studio_an_estimate() -> None:
    story = {"scenes": [{"seconds": "auto", "voice": "Good morning"}]}
    silent = Context(measure=lambda words, language: None)
    assert [p.key for p in check(story, silent)] == ["no_voice"]
    assert check(story, Context()) == []


def test_the_wire_form_has_what_is_new() -> None:
    timeline = made(
        {**TEN, "texts": [{"text": "x", "sample": True, "seconds": 1}]}, poster_seconds=1.5,
        audio=[{"asset": 2, "speech": True}], defaults={"filter": "warm"},
    )  # fmt: skip
    wire = dump_timeline(timeline)
    assert (wire["m"]["poster_ms"], wire["m"]["defaults"]) == (1500, {"filter": "warm"})
    assert [t["id"] for t in wire["t"]] == ["scenes", "audio", "texts"]
    assert wire["t"][1]["sg"][0]["speech"] and wire["t"][2]["sg"][0]["sample"]


def changed(story: dict[str, Any], change: Any) -> dict[str, Any]:
    """The short form after a change to the full one."""
    timeline = expand(story, CONTEXT).timeline
    full, short = print_full(timeline, CONTEXT), print_storyboard(timeline, CONTEXT)
    after = deepcopy(full)
    change(after)
    return print_storyboard(expand(own_values(full, short, after), CONTEXT).timeline, CONTEXT)


def test_a_change_to_the_full_form_touches_nothing_else() -> None:
    story = {
        "scenes": [{"asset": "talk.mp4", "from_seconds": 2, "to_seconds": 10}, TEN],
        "overlays": [{"text": "@us"}], "music": {"asset": "song.mp3"},
    }  # fmt: skip
    same = printed(*story["scenes"], overlays=story["overlays"], music=story["music"])  # type: ignore[arg-type]

    def faster(full: Any) -> None:
        full["scenes"][0]["speed"] = 2

    def shorter(full: Any) -> None:
        del full["scenes"][1]

    def moved(full: Any) -> None:
        full["scenes"].reverse()

    def larger(full: Any) -> None:
        full["overlays"][0]["size"] = 2
        full["overlays"].append({"text": "New"})

    def bare(full: Any) -> None:
        del full["music"]["asset"]
        full["music"]["mood"] = "lofi"
        del full["music"]["loop"], full["music"]["from_seconds"], full["music"]["speed"]

    assert changed(story, lambda full: None) == same
    clip = {**same["scenes"][0], "speed": 2}
    assert changed(story, faster) == {**same, "scenes": [clip, same["scenes"][1]]}
    assert changed(story, shorter) == {**same, "scenes": same["scenes"][:1]}
    assert changed(story, moved) == {**same, "scenes": same["scenes"][::-1]}
    grown = [{**same["overlays"][0], "size": 2}, {"id": "o2", "text": "New"}]
    assert changed(story, larger) == {**same, "overlays": grown}
    assert changed(story, bare) == {**same, "music": {"mood": "lofi"}}


def test_a_file_is_found_composed_or_not_and_by_the_name_before_an_upload_renamed_it() -> None:
    mac, windows = "Cafe\u0301.jpg", "Caf\u00e9.jpg"
    for there, told in ((mac, windows), (windows, mac)):
        context = Context([Asset("a1", there, "image")])
        made = expand({"scenes": [{"asset": told, "seconds": 2}]}, context)
        assert made.timeline.video_tracks[0].segments[0].src == "a1" and not made.notes
    context = Context([Asset("a1", "photo.png", "image"), Asset("a2", "song.mp3", "audio")])
    made = expand({"scenes": [{"asset": "photo.jpg", "seconds": 2}]}, context)
    assert [n.say() for n in made.notes] == [
        "/scenes/s1/asset: 'photo.jpg' is called 'photo.png' here"
    ]
    two = Context([Asset("a1", "photo.png", "image"), Asset("a2", "photo.webp", "image")])
    for other in (context, two):
        problems = check(
            {"scenes": [{"asset": "photo.gif" if other is two else "foto.png", "seconds": 2}]},
            other,
        )
        assert [p.key for p in problems] == ["no_asset"]


@pytest.mark.parametrize("position", ["top_right", "bottom_right", "bottom_left"])
def test_a_logo_of_an_upright_video_is_clear_of_the_apps_buttons(position: str) -> None:
    told = {"aspect": "9:16", "scenes": [{"seconds": 2}],
            "overlays": [{"asset": "logo.png", "position": position}]}  # fmt: skip
    box = expand(told, CONTEXT).timeline.video_tracks[1].segments[0].box
    assert box is not None
    assert box.x >= 0.065 and box.y >= 0.11 and box.x + box.w <= 0.8701 and box.y + box.h <= 0.8001
    bare = expand(told | {"safe_area": "none"}, CONTEXT).timeline.video_tracks[1].segments[0].box
    assert bare != box


def test_own_music_that_is_not_looped_ends_with_its_file_and_fades_there() -> None:
    music = {"asset": "song.mp3", "from_seconds": 22, "loop": False, "fade_out_seconds": 3}
    told = {"scenes": [{"seconds": 20}], "music": music}
    (segment,) = expand(told, CONTEXT).timeline.audio_tracks[0].segments
    assert (segment.duration_ms, segment.fade_out_ms) == (8000, 3000)
    over = expand({**told, "music": {**music, "seconds": 15}}, CONTEXT)
    assert [n.key for n in over.notes] == ["sound_short"]


def test_words_that_a_layout_has_no_place_for_are_told_with_their_path() -> None:
    told = {
        "scenes": [{"seconds": 9, "text": "Hi", "body": "more", "items": ["a", "b"], "layout": "list"},
                   {"seconds": 9, "text": "Hi", "items": ["a"], "layout": "hero"}],
        "overlays": [{"text": "@us", "role": "watermark", "body": "more"}],
    }  # fmt: skip
    found = [(n.path, n.values["keys"]) for n in expand(told, CONTEXT).notes if n.key == "unshown"]
    assert found == [
        ("/scenes/s1/text", "body"),
        ("/scenes/s2/text", "items"),
        ("/overlays/o1", "body"),
    ]


def test_a_voice_is_spoken_a_quarter_faster_before_its_end_is_cut() -> None:
    words = "Good morning, everybody, and welcome."  # 1.78 s
    for length, cut in ((1.5, False), (1.2, True)):
        notes = expand({"scenes": [{"seconds": length, "voice": words}]}, CONTEXT).notes
        assert [n.key for n in notes] == ["voice_cut"] * cut


def test_a_caption_that_is_up_too_shortly_is_not_said_to_be_cut() -> None:
    told = {"scenes": [{"seconds": 9}], "captions": [
        {"text": "x" * 40, "at_seconds": 0, "seconds": 1}, {"text": "next", "at_seconds": 3}]}  # fmt: skip
    assert [n.key for n in expand(told, CONTEXT).notes] == ["quick"]
