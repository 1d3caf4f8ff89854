"""What a message is about: named files, times on the finished timeline, questions and answers."""

from __future__ import annotations

from typing import Any

import pytest

from nemo_studio.director import Asset, Project, Say, ToolCall, ToolResult, respond
from nemo_studio.director.project import Asked
from nemo_studio.timeline.draft import TextSegment, Timeline, entrance_of, exit_of, load_timeline

CLIP = Asset("c1", "clip.mp4", "video", 8000, 1920, 1080, True)
PHOTOS = [Asset(f"p{i}", f"photo {i}.jpg", "image", None, 4000, 3000) for i in range(3)]
COMBINED = (
    "cut the first 2 seconds{of}, slow it down to half speed, put the text 'Wow' at 2 seconds, "
    "add lo-fi music at 15%"
)


def turn(message: str, project: Project) -> str:
    """Answer a message as a studio would, keep draft and question; returns what was said."""
    steps = list(respond(message, project))
    question = next(
        (s.args for s in steps if isinstance(s, ToolCall) and s.name == "ask_question"), None
    )
    project.asked = Asked(message, question) if question else None
    for step in steps:
        if isinstance(step, ToolResult) and step.draft:
            project.draft = step.draft
    return " ".join(s.text for s in steps if isinstance(s, Say))


def timeline(project: Project) -> Timeline:
    return load_timeline(project.draft)


def spans(project: Project) -> dict[str, tuple[int, int]]:
    tracks = timeline(project).text_tracks
    return {t.text: (t.start_ms, t.end_ms) for track in tracks for t in track.segments}


def clips(project: Project) -> list[Any]:
    return [p for p in timeline(project).video_tracks[0].segments if p.type == "clip"]


def slideshow() -> Project:
    project = Project(assets=list(PHOTOS))
    turn("a slideshow of these, title 'Trip'", project)
    project.assets.append(CLIP)
    return project


@pytest.mark.parametrize("name", ["clip.mp4", "'clip.mp4'", "“CLIP.mp4”"])
def test_a_first_message_cuts_and_slows_its_clip(name: str) -> None:
    project = Project(assets=[*PHOTOS, CLIP])
    turn(COMBINED.format(of=f" of {name}"), project)
    (picture,) = timeline(project).video_tracks[0].segments
    assert (picture.type, picture.start_ms, picture.duration_ms) == ("clip", 0, 12_000)
    assert (clips(project)[0].trim_ms, clips(project)[0].speed) == (2000, 0.5)
    assert spans(project) == {"Wow": (2000, 5000)}
    text = timeline(project).text_tracks[0].segments[0]
    assert text.role == "title"
    music: Any = timeline(project).audio_tracks[0].segments[0]
    assert (music.mood, music.volume) == ("lofi", 0.15)


def test_the_same_as_an_edit() -> None:
    project = Project(assets=[CLIP])
    turn("make a video from clip.mp4", project)
    assert spans(project) == {}
    turn(COMBINED.format(of=""), project)
    assert timeline(project).duration_ms == 12_000
    assert (clips(project)[0].trim_ms, clips(project)[0].speed) == (2000, 0.5)
    assert spans(project) == {"Wow": (2000, 5000)}


def test_an_asked_length_cuts_the_end_or_is_told() -> None:
    project = Project(assets=[CLIP])
    turn("make a 3 second video from clip.mp4, cut the first 2 seconds", project)
    assert timeline(project).duration_ms == 3000 and clips(project)[0].trim_ms == 2000
    said = turn("make a new 30 second video from clip.mp4, use only the first 4 seconds", project)
    assert timeline(project).duration_ms == 4000 and "shorter than" in said


def test_an_unused_file_that_is_named_is_asked_about() -> None:
    project = slideshow()
    before = project.draft
    said = turn(COMBINED.format(of=" of clip.mp4"), project)
    assert project.draft == before and "clip.mp4" in said and project.asked
    added = Project(project.draft, project.assets, asked=project.asked)
    turn("add it to this one", added)
    assert timeline(added).duration_ms == 22_500 and len(clips(added)) == 1
    assert spans(added) == {"Trip": (0, 3000), "Wow": (12_500, 15_500)}  # counted from the clip
    turn("1", project)
    assert timeline(project).duration_ms == 12_000 and "Trip" not in spans(project)


def test_an_edit_of_a_named_file_leaves_the_others() -> None:
    project = slideshow()
    turn("add clip.mp4 at the start", project)
    assert [p.duration_ms for p in timeline(project).video_tracks[0].segments][:2] == [8000, 3500]
    turn("cut the last 3 seconds of clip.mp4", project)
    lengths = [p.duration_ms for p in timeline(project).video_tracks[0].segments]
    assert lengths == [5000, 3500, 3500, 3500] and clips(project)[0].trim_ms == 0
    turn("把clip.mp4的前2秒剪掉", project)
    assert clips(project)[0].trim_ms == 2000 and clips(project)[0].duration_ms == 3000


def test_unused_uploads_stay_out_unless_asked() -> None:
    for message in ("asdf", "add the text 'Hi' to it", "add music", "2"):
        project = slideshow()
        turn(message, project)
        assert not clips(project)


def test_a_cut_moves_texts_and_does_not_scale_them() -> None:
    project = Project(assets=[CLIP])
    turn("make a video from clip.mp4, show 'A' from 2s to 4s, show 'B' from 5s to 7s", project)
    turn("cut the first 2 seconds", project)
    assert spans(project) == {"A": (0, 2000), "B": (3000, 5000)}


def test_a_cut_in_the_middle_of_a_clip_goes_on_behind_it() -> None:
    project = Project(assets=[CLIP])
    turn("make a video from clip.mp4", project)
    turn("cut from 2s to 5s", project)
    assert [(c.trim_ms, c.duration_ms) for c in clips(project)] == [(0, 2000), (5000, 3000)]


def test_texts_are_moved_sized_and_removed_by_their_words() -> None:
    project = Project(assets=[CLIP])
    turn("make a video from clip.mp4, show 'Wow' at 1s, show 'Two' at 5s", project)
    turn("move the text 'Wow' to 2 seconds", project)
    assert spans(project)["Wow"][0] == 2000
    turn("put 'Wow' at 0.5 seconds bigger in the centre", project)
    wow = next(t for t in timeline(project).text_tracks[0].segments if t.text == "Wow")
    assert (wow.start_ms, wow.position, wow.size) == (500, "center", 1.25)
    assert "did not find" in turn("remove the third text", project)
    turn("remove the second text", project)
    assert list(spans(project)) == ["Wow"]


def test_the_third_text_in_chinese() -> None:
    project = Project()
    turn("a 20 second promo, texts 'One', 'Two', 'Three', 'Four'", project)
    turn("删除第三个文字", project)
    assert "Two" not in spans(project) and len(timeline(project).video_tracks[0].segments) >= 4


@pytest.mark.parametrize(
    "answer", ["2", "the second", "option 2", "2)", "第二个", "other colours and layouts",
               "1. What should change first: other colours and layouts", "选2"],
)  # fmt: skip
def test_an_answer_picks_its_option(answer: str) -> None:
    project = Project()
    turn("a 20 second promo for a gym, title 'Go'", project)
    project.assets = [CLIP]
    before = timeline(project)
    turn("make it better", project)
    turn(answer, project)
    after = timeline(project)
    assert len(after.video_tracks[0].segments) == len(before.video_tracks[0].segments)
    assert after.meta.palette != before.meta.palette

    def layouts(found: Timeline) -> list[Any]:
        return [t.layout for t in found.text_tracks[0].segments if t.layout != "cta"]

    pairs = zip(layouts(before), layouts(after), strict=True)
    assert all(one != two for one, two in pairs)
    assert before.audio_tracks == after.audio_tracks


def test_another_order_is_no_answer() -> None:
    project = Project()
    turn("a 20 second promo for a gym", project)
    turn("make it better", project)
    turn("make it 10 seconds", project)
    assert timeline(project).duration_ms == 10_000 and project.asked is None


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("generate a realistic video of a dog running on a beach", "yes, go on"),
        ("an AI video of a dog on a beach", "motion graphics"),
        ("生成一个写实的海滩小狗视频", "好的"),
    ],
)
def test_footage_is_refused_plainly_before_anything_else(message: str, answer: str) -> None:
    project = Project()
    steps = list(respond(message, project))
    assert not any(isinstance(s, ToolResult) for s in steps)
    said = turn(message, project)
    assert said.startswith(("This local studio cannot", "本地工作室不能"))
    turn(answer, project)
    assert timeline(project).duration_ms == 20_000


def test_subtitles_of_speech_are_honestly_refused() -> None:
    project = Project(assets=[CLIP])
    assert "Speech is not recognised" in turn("make a video of clip.mp4, add subtitles", project)
    assert "Speech is not recognised" in turn("add subtitles", project)


def texts_of(project: Project) -> list[TextSegment]:
    found = [t for track in timeline(project).text_tracks for t in track.segments]
    return sorted(found, key=lambda t: t.start_ms)


def test_the_first_frame_has_a_text_and_the_last_keeps_it() -> None:
    for project in (Project(), Project(assets=[CLIP])):
        turn("a 10 second video about tea, title 'Tea', ending with 'Bye'", project)
        texts = texts_of(project)
        assert (texts[0].start_ms, entrance_of(texts[0])) == (0, "none")
        assert (texts[-1].end_ms, exit_of(texts[-1], 10_000)) == (10_000, "none")
        turn("change the title to 'Hello' with a typewriter entrance", project)
        turn("make it 8 seconds", project)
        texts = texts_of(project)
        assert (texts[-1].end_ms, exit_of(texts[-1], 8000)) == (8000, "none")


def test_two_named_colours_are_the_palette() -> None:
    project = Project()
    turn("a 10 second video about tea", project)
    turn("change the colors to blue and gold", project)
    palette = timeline(project).meta.palette
    assert palette and palette.name == "blue and gold" and palette.accent == "#d4af37"
    blue = [(int(c[1:3], 16), int(c[5:7], 16)) for c in palette.background]
    assert all(b > 2 * r for r, b in blue)


def test_two_orders_in_one_clause() -> None:
    project = Project(assets=[CLIP])
    turn("trim clip.mp4 from 1s to 5s and speed it up 2x, title 'Go'", project)
    assert (clips(project)[0].trim_ms, clips(project)[0].speed) == (1000, 2.0)
    assert timeline(project).duration_ms == 2000


def test_a_question_can_be_declined() -> None:
    project = Project()
    turn("generate a realistic video of a dog", project)
    assert "leave it" in turn("no", project) and project.draft is None
