"""Follow-up messages: what they change, what they leave, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nemo_studio.director import Asset, Project, Say, Step, ToolCall, ToolResult, respond
from nemo_studio.timeline.draft import TextSegment, Timeline, load_timeline

FILES = [
    Asset("v1", "v.mp4", "video", 8000, 1920, 1080, True),
    Asset("a1", "a.jpg", "image", None, 4000, 3000),
    Asset("a2", "b.png", "image", None, 3000, 4000),
]
CARDS = (
    "A 20-second vertical promo for a coffee shop, warm tones, upbeat music, "
    "title 'Good coffee', ending with 'Open daily 7-19'"
)
MEDIA = "make a 15 second video with these, title 'Lisbon', ending with 'See you'"


def draft_of(message: str, assets: list[Asset]) -> dict[str, Any]:
    steps = respond(message, Project(assets=assets))
    return [s.draft for s in steps if isinstance(s, ToolResult) and s.draft][-1]


def change(message: str, base: str = CARDS) -> tuple[Timeline, Timeline, list[Step]]:
    """(before, after, steps) of an edit."""
    assets = FILES if base == MEDIA else []
    draft = draft_of(base, assets)
    steps = list(respond(message, Project(draft=draft, assets=assets)))
    drafts = [s.draft for s in steps if isinstance(s, ToolResult) and s.draft]
    return load_timeline(draft), load_timeline(drafts[-1]), steps


def texts(timeline: Timeline) -> list[TextSegment]:
    found = [t for track in timeline.text_tracks for t in track.segments]
    return sorted(found, key=lambda t: t.start_ms)


def words(timeline: Timeline) -> list[str]:
    return [t.text for t in texts(timeline)]


def pictures(timeline: Timeline) -> list[Any]:
    return list(timeline.video_tracks[0].segments)


def music(timeline: Timeline) -> Any:
    return timeline.audio_tracks[0].segments[0]


def size(timeline: Timeline) -> tuple[int, int]:
    return timeline.meta.width, timeline.meta.height


def kinds(timeline: Timeline) -> set[str]:
    return {p.transition.kind if p.transition else "" for p in pictures(timeline)[1:]}


Look = Callable[[Timeline], object]
EDITS: list[tuple[str, Look, object]] = [
    ("make it 15 seconds", lambda t: t.duration_ms, 15_000),
    ("改成10秒", lambda t: t.duration_ms, 10_000),
    ("extend it to half a minute", lambda t: t.duration_ms, 30_000),
    ("shorter", lambda t: t.duration_ms, 15_000),
    ("短一点", lambda t: t.duration_ms, 15_000),
    ("can you make the whole thing a bit longer", lambda t: t.duration_ms, 26_000),
    ("make scene 2 five seconds", lambda t: pictures(t)[1].duration_ms, 5000),
    ("each scene 3 seconds", lambda t: {p.duration_ms for p in pictures(t)}, {3000}),
    ("trim the first 3 seconds", lambda t: t.duration_ms, 17_000),
    ("剪掉最后5秒", lambda t: t.duration_ms, 15_000),
    ("cut from 2s to 4s", lambda t: t.duration_ms, 18_000),
    ("keep from 5s to 12s", lambda t: t.duration_ms, 7000),
    ("change the title to 'Good Morning'", lambda t: words(t)[0], "Good Morning"),
    ("change the title to Good Morning", lambda t: words(t)[0], "Good Morning"),
    ("the title should say Welcome", lambda t: words(t)[0], "Welcome"),
    ("把标题改成“早上好”", lambda t: words(t)[0], "早上好"),
    ("标题改为早上好", lambda t: words(t)[0], "早上好"),
    ("replace 'Open daily 7-19' with 'Open 24/7'", lambda t: words(t)[-1], "Open 24/7"),
    ("replace Good coffee with Better tea", lambda t: words(t)[0], "Better tea"),
    ("把“Good coffee”换成“好咖啡”", lambda t: words(t)[0], "好咖啡"),
    ("change the ending to 'Bye'", lambda t: words(t)[-1], "Bye"),
    ("remove the ending", lambda t: "Open daily 7-19" in words(t), False),
    ("delete 'Good coffee'", lambda t: "Good coffee" in words(t), False),
    ("remove all text", words, []),
    ("add 'New menu' at 5s", lambda t: ("New menu" in words(t), t.duration_ms), (True, 20_000)),
    ("第5秒显示“新品”", lambda t: ("新品" in words(t), t.duration_ms), (True, 20_000)),
    ("add a watermark '@shop'", lambda t: [x.role for x in texts(t)].count("watermark"), 1),
    ("make the title red", lambda t: texts(t)[0].color, "#e53935"),
    ("标题改成红色", lambda t: texts(t)[0].color, "#e53935"),
    ("change the text color to #ff0000", lambda t: {x.color for x in texts(t)}, {"#ff0000"}),
    ("make the title bigger", lambda t: texts(t)[0].size, 1.25),
    ("字小一点", lambda t: {x.size for x in texts(t)}, {0.8}),
    ("move the title to the top", lambda t: texts(t)[0].position, "top"),
    ("use a serif font", lambda t: {x.font for x in texts(t)}, {"serif"}),
    ("show the title for 5 seconds", lambda t: texts(t)[0].end_ms, 5000),
    ("no music", lambda t: t.audio_tracks, []),
    ("不要音乐", lambda t: t.audio_tracks, []),
    ("music at 20%", lambda t: music(t).volume, 0.2),
    ("音乐调到20%", lambda t: music(t).volume, 0.2),
    ("turn the music down", lambda t: music(t).volume, 0.21),
    ("calm music please", lambda t: music(t).mood, "ambient"),
    ("换成舒缓的音乐", lambda t: music(t).mood, "ambient"),
    ("another song", lambda t: music(t).mood == "upbeat", False),
    ("fade out the music", lambda t: music(t).fade_out_ms, 2000),
    ("make it square", size, (1080, 1080)),
    ("改成横屏", size, (1920, 1080)),
    ("720p", size, (720, 1280)),
    ("60fps", lambda t: t.meta.fps, 60),
    ("dark colors", lambda t: t.meta.palette and t.meta.palette.name, "dark"),
    ("换个配色", lambda t: t.meta.palette and t.meta.palette.name == "warm", False),
    ("use crossfade transitions", kinds, {"crossfade"}),
    ("no transitions", kinds, {""}),
    ("fade in from black", lambda t: pictures(t)[0].fade_in_ms, 1000),
    ("black and white", lambda t: {p.filter for p in pictures(t)}, {"mono"}),
    ("change the background to waves", lambda t: {p.style for p in pictures(t)}, {"waves"}),
    ("speed it up 2x", lambda t: t.duration_ms, 10_000),
    ("swap scenes 1 and 2", lambda t: words(t)[1], "Good coffee"),
    ("交换第1个和第2个场景", lambda t: words(t)[1], "Good coffee"),
    ("move the first scene to the end", lambda t: words(t)[-1], "Good coffee"),
    ("把最后一个场景移到最前面", lambda t: words(t)[0], "Open daily 7-19"),
    ("delete scene 1", lambda t: "Good coffee" in words(t), False),
    ("删掉第一个场景", lambda t: "Good coffee" in words(t), False),
    ("delete the second and third scenes", lambda t: len(pictures(t)), 3),
    ("把音乐关掉", lambda t: t.audio_tracks, []),
    ("换一首歌", lambda t: music(t).mood == "upbeat", False),
    ("把“Good coffee”删掉", lambda t: "Good coffee" in words(t), False),
    ("第二个场景改成5秒", lambda t: pictures(t)[1].duration_ms, 5000),
    ("去掉转场", kinds, {""}),
    ("reduce to 12 sec and remove the title", lambda t: t.duration_ms, 12_000),
    ("add a scene about our new menu", lambda t: "New Menu" in words(t), True),
    ("make the title red and the ending bigger", lambda t: texts(t)[-1].size, 1.25),
    ("reverse the order", lambda t: words(t)[0], "Open daily 7-19"),
]  # fmt: skip
MEDIA_EDITS: list[tuple[str, Look, object]] = [
    ("mute the clips", lambda t: pictures(t)[0].volume, 0.0),
    ("clip volume 50%", lambda t: pictures(t)[0].volume, 0.5),
    ("2x speed", lambda t: (pictures(t)[0].speed, t.duration_ms), (2.0, 7500)),
    ("slow down the first clip", lambda t: pictures(t)[0].speed, 0.5),
    ("play the first clip backwards", lambda t: pictures(t)[0].reverse, True),
    ("vintage filter", lambda t: {p.filter for p in pictures(t)}, {"vintage"}),
    ("make it vertical", lambda t: (size(t), pictures(t)[0].fit), ((1080, 1920), "blur")),
    ("split at 4 seconds", lambda t: [p.duration_ms for p in pictures(t)[:2]], [4000, 4000]),
    ("split at 4 seconds", lambda t: getattr(pictures(t)[1], "trim_ms", 0), 4000),
    ("trim the first 2 seconds", lambda t: (pictures(t)[0].trim_ms, t.duration_ms), (2000, 13_000)),
    ("use the second photo first", lambda t: pictures(t)[0].src, "a1"),
    ("at 6s show 'Alfama'", lambda t: (words(t)[1], texts(t)[1].start_ms), ("Alfama", 6000)),
    ("trim the first clip to 3 seconds", lambda t: pictures(t)[0].duration_ms, 3000),
    ("zoom into photo 1", lambda t: pictures(t)[0].motion.kind, "zoom_in"),
    ("mute", lambda t: pictures(t)[0].volume, 0.0),
    ("quick cuts", kinds, {""}),
    ("crossfades of 1 second", lambda t: pictures(t)[1].transition.duration_ms, 1000),
]  # fmt: skip


@pytest.mark.parametrize(("message", "look", "expected"), EDITS)
def test_edits(message: str, look: Look, expected: object) -> None:
    before, after, steps = change(message)
    assert look(after) == expected
    assert look(before) != expected
    _told(steps)


@pytest.mark.parametrize(("message", "look", "expected"), MEDIA_EDITS)
def test_edits_of_pictures(message: str, look: Look, expected: object) -> None:
    before, after, steps = change(message, MEDIA)
    assert look(after) == expected
    assert look(before) != expected
    _told(steps)


def _told(steps: list[Step]) -> None:
    kinds = [type(s) for s in steps if type(s).__name__ != "Think"]
    assert kinds[:3] == [ToolCall, ToolResult, Say]
    said = next(s.text for s in steps if isinstance(s, Say))
    assert said.startswith(("Changed: ", "已修改："))


def test_several_edits_in_one_message() -> None:
    message = "请把结尾改成“欢迎光临”，音乐小声一点，改成15秒"
    _, after, steps = change(message)
    assert words(after)[-1] == "欢迎光临"
    assert music(after).volume == 0.21
    assert after.duration_ms == 15_000
    said = next(s.text for s in steps if isinstance(s, Say))
    assert (
        said
        == "已修改：文字 “Open daily 7-19” → “欢迎光临”；音乐音量 35% → 21%；时长 20 秒 → 15 秒。"
    )


def test_an_edit_leaves_the_rest() -> None:
    before, after, _ = change("change the title to 'Hello'")
    changed = before.model_copy(deep=True)
    first = next(
        t for track in changed.text_tracks for t in track.segments if t.text == "Good coffee"
    )
    first.text = changed.meta.title = "Hello"
    assert after == changed


def test_a_music_edit_keeps_it_ending_with_the_picture() -> None:
    for message in (
        "make it 15 seconds",
        "delete scene 2",
        "slow motion",
        "trim the first 3 seconds",
    ):
        _, after, _ = change(message)
        assert music(after).end_ms == after.duration_ms


def test_another_version_keeps_words_and_length() -> None:
    before, after, _ = change("再来一个")
    assert words(after) == words(before) and after.duration_ms == before.duration_ms
    heard = [m.seed if (m := music(t)).seed is not None else t.meta.seed for t in (before, after)]
    assert after.meta.seed != before.meta.seed and heard[0] != heard[1]


def test_new_uploads_are_added() -> None:
    draft = draft_of(MEDIA, FILES)
    new = Asset("n1", "new.jpg", "image", None, 1000, 1000)
    for message, place in (
        ("add the new photo", -1), ("add the new photo at the start", 0), ("one more", -1),
    ):  # fmt: skip
        steps = list(respond(message, Project(draft=draft, assets=[*FILES, new])))
        after = load_timeline([s.draft for s in steps if isinstance(s, ToolResult)][-1])
        assert pictures(after)[place].src == "n1"
        assert after.duration_ms == 18_500


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("make it better", "What should change first"),
        ("更好看一点", "先改哪一项"),
        ("asdf qwer", "did not understand"),
        ("lip sync it", "Lip sync"),
        ("delete scene 99", "no such scene"),
        ("remove 'Not there'", "did not find"),
        ("make it vertical", "It is so already"),
        ("add subtitles", "words and their times"),
        ("undo", "nothing to undo"),
        ("重做", ""),
        ("export", "export"),
        ("还有多少积分", "余额"),
        ("status", "20 s"),
        ("use a song from Spotify", "Spotify"),
        ("make the text readable", "did not understand"),
        ("convert it to gif", "export"),
    ],
)
def test_what_changes_nothing_is_said(message: str, said: str) -> None:
    draft = draft_of(CARDS, [])
    steps = list(respond(message, Project(draft=draft)))
    assert said in " ".join(s.text for s in steps if isinstance(s, Say))
    if said:
        assert not any(isinstance(s, ToolResult) for s in steps)


def test_undo_and_redo_name_the_draft_and_the_step() -> None:
    old, new = draft_of(CARDS, []), draft_of(CARDS.replace("20", "30"), [])
    steps = list(respond("undo that please", Project(draft=new, history=[old])))
    result = next(s for s in steps if isinstance(s, ToolResult))
    assert result.draft == old and result.history == "undo"
    steps = list(respond("redo", Project(draft=old, undone=[new])))
    result = next(s for s in steps if isinstance(s, ToolResult))
    assert result.draft == new and result.history == "redo"


def test_a_new_video_replaces_the_old() -> None:
    steps = list(respond("make a new video about dogs", Project(draft=draft_of(CARDS, []))))
    assert [s.name for s in steps if isinstance(s, ToolCall)] == [
        "generate_video",
        "edit_multitrack",
    ]


def test_a_damaged_draft_is_told() -> None:
    steps = list(respond("make it 15 seconds", Project(draft={"t": [{"tt": 0}]})))
    assert "damaged" in next(s.text for s in steps if isinstance(s, Say))
