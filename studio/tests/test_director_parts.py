"""Every part of a message is done, on the thing that it speaks of."""

from __future__ import annotations

import pytest
from director_support import PHOTOS, Session

TIPS = (
    "a 20-second video with 3 tips for better sleep: No screens before bed, Keep the room cool, "
    "No caffeine after 2pm, upbeat music"
)


@pytest.mark.parametrize(
    ("message", "volume"),
    [
        ("change the music to something calmer, at 20%", 0.2),
        ("calmer music, and at 20%", 0.2),
        ("set the music to 20% and make it calmer", 0.2),
        ("change the music to something calmer but keep it at 20%", 0.2),
        ("make the music calmer, a bit quieter please", 0.21),
        ("换成舒缓的音乐，20%", 0.2),
        ("音乐换成舒缓的，小声一点", 0.21),
    ],
)
@pytest.mark.parametrize("mood", ["upbeat", "calm"])
def test_the_music_has_a_mood_and_a_volume(mood: str, message: str, volume: float) -> None:
    session = Session(TIPS.replace("upbeat", mood))
    said = session.say(message)
    assert (session.music.mood, session.music.volume) == ("ambient", volume)
    assert f"{volume:.0%}" in said and "already" not in said


def test_a_share_behind_the_music_may_be_of_something_else() -> None:
    session = Session(TIPS)
    session.say("calm music, make it 2x faster")
    assert session.music.volume == 0.35 and session.timeline.duration_ms == 10_000
    session.say("calm music, make the title yellow")
    assert session.texts[0].color == "#fdd835"


@pytest.mark.parametrize(
    "message",
    [
        "make the title bigger and move it to the top",
        "move the title to the top and make it bigger",
        "make the title bigger, then put it at the top",
        "标题放大，移到上面",
        "标题移到顶部，再把它放大",
    ],
)
def test_it_is_the_text_that_was_spoken_of(message: str) -> None:
    session = Session(TIPS)
    session.say(message)
    assert [(t.size, t.position) for t in session.texts][:2] == [(1.25, "top"), (1.0, "auto")]


def test_it_may_be_a_text_that_gets_new_words() -> None:
    session = Session(TIPS)
    session.say("change the title to 'Sleep' and make it yellow")
    assert (session.texts[0].text, session.texts[0].color) == ("Sleep", "#fdd835")


@pytest.mark.parametrize(
    ("message", "size", "total"),
    [
        ("make the title bigger and make it 10 seconds", 1.25, 10_000),
        ("make the title bigger and make it black and white", 1.25, 20_000),
        ("make the title bigger and make it vertical", 1.25, 20_000),
    ],
)
def test_it_may_be_the_video(message: str, size: float, total: int) -> None:
    session = Session(TIPS)
    session.say(message)
    assert (session.texts[0].size, session.texts[0].color) == (size, None)
    assert session.timeline.duration_ms == total


@pytest.mark.parametrize("message", ["make the title yellow", "标题改成黄色", "title in yellow"])
def test_a_title_has_its_colour_wherever_its_words_stand(message: str) -> None:
    session = Session(TIPS)
    end = session.texts[-1]
    assert end.kicker == session.texts[0].text  # the end card shows the brand's name again
    session.say(message)
    coloured = [i for i, t in enumerate(session.texts) if t.color == "#fdd835"]
    assert coloured == [0, len(session.texts) - 1]
    session.say("make the ending red")
    assert [t.color for t in session.texts if t.color] == ["#fdd835", "#e53935"]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ('add a caption "Source: NHS" at the bottom of the second scene', "Source: NHS"),
        ('add a caption "Source: NHS" to scene 2', "Source: NHS"),
        ('put "Source: NHS" at the bottom of the second card', "Source: NHS"),
        ("在第二个场景底部加字幕“来源：NHS”", "来源：NHS"),
        ('add a caption "Source: NHS" to the first tip', "Source: NHS"),
    ],
)
def test_a_caption_comes_onto_its_scene(message: str, shown: str) -> None:
    session = Session(TIPS)
    lengths = session.lengths
    session.say(f"{message}, and make the background darker")
    assert session.lengths == lengths
    (caption,) = (t for t in session.texts if t.text == shown)
    scene = session.scenes[1]
    assert (caption.role, caption.start_ms, caption.end_ms) == (
        "caption", scene.start_ms, scene.end_ms,
    )  # fmt: skip
    assert "No screens before bed" in session.words
    palette = session.timeline.meta.palette
    assert palette and palette.name == "dark"


def test_a_caption_without_a_scene_lies_over_the_cards_too() -> None:
    session = Session(TIPS)
    lengths = session.lengths
    session.say("add a caption 'One' from 2s to 4s")
    session.say("add a caption 'Two' at the end")
    spans = {t.text: (t.start_ms, t.end_ms) for t in session.texts if t.role == "caption"}
    assert spans == {"One": (2000, 4000), "Two": (17_000, 20_000)}
    assert session.lengths == lengths


def test_a_caption_on_a_picture_stays_as_long() -> None:
    session = Session("a 16 second slideshow of these, title 'Trip'", PHOTOS)
    session.say("add a caption 'Lisbon' at the bottom of the dog photo")
    caption = session.texts[1]
    assert (caption.text, caption.start_ms, caption.end_ms) == ("Lisbon", 4000, 8000)


@pytest.mark.parametrize(
    ("message", "part"),
    [
        ("make the title bigger and add sparkles to the corners", "add sparkles to the corners"),
        ("make it 16:9, make it 10 seconds", "make it 16:9"),  # as it is
        ("make the title red, then make the music wobble", "make the music wobble"),
        ("标题改成黄色，把背景变成会动的猫", "把背景变成会动的猫"),
    ],
)
def test_a_part_without_effect_is_named(message: str, part: str) -> None:
    said = Session(TIPS).say(message)
    assert f"“{part}”" in said and said.startswith(("Changed", "已修改"))


@pytest.mark.parametrize(
    "message",
    [
        "make the title bigger and move it to the top",
        "make it vertical, make it 10 seconds and use calm music",
        "change the title to 'Go, now' and make it red, please",
        "it is too long, make it 10 seconds, thanks",
        "add lip sync and make it 10 seconds",
        "delete scene 99 and make it 10 seconds",
        "把标题改成“你好”，音乐小声一点，改成15秒",
    ],
)
def test_what_is_done_or_told_otherwise_is_not_named(message: str) -> None:
    said = Session(TIPS).say(message)
    assert "changed nothing" not in said and "没有带来改动" not in said
