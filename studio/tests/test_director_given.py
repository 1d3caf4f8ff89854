"""The words that a message gives without quotation marks are shown as they are, and only they."""

from __future__ import annotations

import pytest
from test_director_plan import PHOTOS, answer, shown, texts_of

from nemo_studio.director import Project, Say
from nemo_studio.director.brief import read_brief
from nemo_studio.director.language import is_foreign
from nemo_studio.director.phrases import topics


def words(message: str) -> list[str]:
    """What each text of the answer shows, in order."""
    return [shown(t).strip() for t in texts_of(answer(message)[1])]


def closing_words(message: str) -> str:
    return [s.text for s in answer(message)[0] if isinstance(s, Say)][-1]


@pytest.mark.parametrize(
    ("message", "content"),
    [
        ("A 6 s video: Happy birthday Mia 🎂🎉", "Happy birthday Mia 🎂🎉"),
        ("A 6 s video: Happy birthday Mia", "Happy birthday Mia"),
        ("make a 6-second clip that says Happy birthday Mia", "Happy birthday Mia"),
        (
            "a 6 second video saying: Happy birthday Mia, with soft piano music",
            "Happy birthday Mia",
        ),
        ("a 6 s vertical video with calm music: Welcome home, Tom!", "Welcome home, Tom!"),
        ("a 6 s video that says we are open again, upbeat music, square", "we are open again"),
        ("make a 6 s video with the text Grand Opening, blue background", "Grand Opening"),
        ("A 6 s video: Plan your day in 30 minutes. Upbeat music.", "Plan your day in 30 minutes"),
        ("A 6 s video: Fun, fast, fresh", "Fun, fast, fresh"),
        ("一个6秒的视频：生日快乐米娅", "生日快乐米娅"),
        ("做一个6秒的竖屏视频，写着生日快乐米娅，欢快的音乐", "生日快乐米娅"),
        ("一个6秒的视频，内容是生日快乐米娅", "生日快乐米娅"),
    ],
)
def test_what_stands_behind_the_order_is_shown(message: str, content: str) -> None:
    _, timeline = answer(message)
    assert timeline.duration_ms == 6000
    assert texts_of(timeline)[0].text == content


@pytest.mark.parametrize(
    "message",
    [
        "A 6 s video: vertical, upbeat music",
        "一个8秒的视频：竖屏，欢快的音乐",
        "Create a video: a coffee shop promo, 20 seconds, warm",
        "a 20 s video, style: retro",
        "a video about this: cats that learn to play the piano",
        "a 12 s video with the title: 'Hello', calm music",
    ],
)
def test_orders_behind_a_colon_are_no_words(message: str) -> None:
    assert read_brief(message).content == ()


def test_words_and_a_quoted_ending() -> None:
    message = "A 6 s video: Merry Christmas from Anna & Tom 🎄, ending with 'Love you'"
    assert words(message)[0] == "Merry Christmas from Anna & Tom 🎄"
    assert words(message)[-1].endswith("Love you")


def test_given_words_lie_over_pictures() -> None:
    _, timeline = answer("A 6 s video: Happy birthday Mia", Project(assets=PHOTOS))
    assert [t.text for t in texts_of(timeline)] == ["Happy birthday Mia"]


TIPS = ["Keep the room cool", "No screens an hour before bed", "Same time every night",
        "No coffee after 2 pm"]  # fmt: skip


@pytest.mark.parametrize("mark", ["{}. ", "{}) ", "({}) ", "Tip {}: ", "\n{}. ", "{}\ufe0f\u20e3 "])
def test_numbered_points_are_all_shown(mark: str) -> None:
    row = " ".join(f"{mark.format(i)}{tip}." for i, tip in enumerate(TIPS, 1))
    message = f"A 20-second square video explaining 4 tips to sleep better: {row} Calm music."
    told = words(message)
    assert told[0].startswith("4 Tips to Sleep Better")
    assert told[1:5] == TIPS
    brief = read_brief(message)
    assert (brief.mood, brief.subject.topic.name) == ("ambient", "generic")


@pytest.mark.parametrize(
    "row",
    [
        "1. 睡前不看手机 2. 固定作息 3. 下午不喝咖啡",
        "1、睡前不看手机；2、固定作息；3、下午不喝咖啡。",
        "（1）睡前不看手机（2）固定作息（3）下午不喝咖啡，舒缓的音乐",
        "(1)睡前不看手机 (2)固定作息 (3)下午不喝咖啡",
        "①睡前不看手机②固定作息③下午不喝咖啡",
        "一、睡前不看手机 二、固定作息 三、下午不喝咖啡",
    ],
)
def test_numbered_points_in_chinese(row: str) -> None:
    told = words(f"做一个20秒的视频：早睡的三个技巧：{row}")
    assert told[:4] == ["早睡的三个技巧", "睡前不看手机", "固定作息", "下午不喝咖啡"]


def test_many_short_points_are_a_list() -> None:
    row = " ".join(f"{i}. {w}" for i, w in enumerate(("Bread", "Cakes", "Tea", "Jam", "Pie"), 1))
    _, timeline = answer(f"a 20 s video with 5 things to try: {row}")
    assert ["Bread", "Cakes", "Tea", "Jam", "Pie"] in [t.items for t in texts_of(timeline)]


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("a 20 s video about better sleep: 1. No coffee after 2 pm 2. A cool room", "generic"),
        ("a 20 s video about healthy habits, skip the coffee part", "generic"),
        ("a 20 s video about sleep, including no coffee, no phone and a cool room", "generic"),
        ("一个20秒的视频，关于早睡，不喝咖啡", "generic"),
        ("a 20 s video for my cafe: 1. Come with your dog 2. Stay for a book", "coffee"),
        ("A 6 s video: Happy birthday Mia", "holiday"),
    ],
)
def test_the_topic_is_the_orders(message: str, topic: str) -> None:
    assert read_brief(message).subject.topic.name == topic


SCENES = ["Tired of sticky notes?", "Plan your day in 30 seconds", "Free on iOS and Android"]


@pytest.mark.parametrize(
    "message",
    [
        f"Scene 1: {SCENES[0]} Scene 2: {SCENES[1]}. Scene 3: {SCENES[2]}.",
        f"A 12 s video. Scene 1: {SCENES[0]} Scene 2: {SCENES[1]}. Scene 3: {SCENES[2]}. Calm music.",
        f"Scene 1 - {SCENES[0]}\nScene 2 - {SCENES[1]}\nScene 3 - {SCENES[2]}\nVertical, calm music",
        f"First scene: {SCENES[0]}; second scene: {SCENES[1]}; third scene: {SCENES[2]}",
        f"Slide 1 (0-3s): '{SCENES[0]}' Slide 2 (3-6s): '{SCENES[1]}' Slide 3: '{SCENES[2]}'",
    ],
)
def test_scenes_have_exactly_their_words(message: str) -> None:
    assert words(message) == SCENES
    assert len(answer(message)[1].video_tracks[0].segments) == 3


@pytest.mark.parametrize("name", ["场景{}：", "镜头{}：", "第{}个镜头：", "第{}幕："])
def test_scenes_in_chinese(name: str) -> None:
    told = ["厌倦便利贴？", "30秒规划一天", "iOS和安卓免费"]
    row = "".join(f"{name.format(n)}{t}。" for n, t in zip("123", told, strict=True))
    for figures in ("123", "一二三"):
        message = "做一个12秒的视频。" + row.translate(str.maketrans("123", figures))
        message = (
            message.replace("一2秒", "12秒").replace("三0秒", "30秒").replace("一二秒", "12秒")
        )
        assert words(message) == told
        assert answer(message)[1].duration_ms == 12_000


def test_a_long_row_of_scenes_is_no_script() -> None:
    lines = [f"This is what the scene number {w} says to you and to all" for w in "abcdefghij"]
    told = words("A video. " + " ".join(f"Scene {i}: {t}." for i, t in enumerate(lines, 1)))
    assert told == lines


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        ("a 15 second promo for my bakery, mention 20% off this weekend and our address 12 Mill "
         "Lane", ["20% off this weekend", "Address 12 Mill Lane"]),
        ("Say that we open on Monday at 6 am", ["We open on Monday at 6 am"]),
        ("a 10 s video for my cafe. Say that we open on Monday at 6 am.",
         ["We open on Monday at 6 am"]),
        ("a 15 s video for my gym, tell them the first class is free", ["The first class is free"]),
        ("a 15 s video for my cafe and mention 10% off for students", ["10% off for students"]),
        ("a 20 s video for our app. Mention that it is free and that it works offline.",
         ["It is free", "It works offline"]),
        ("一个15秒的面包店视频，提到周末八折，说明地址在磨坊路12号", ["周末八折", "地址在磨坊路12号"]),
        ("一个15秒的面包店视频，告诉大家我们周一开业", ["我们周一开业"]),
    ],
)  # fmt: skip
def test_orders_to_say_something_are_not_shown(message: str, facts: list[str]) -> None:
    told = words(message)
    assert [f for f in facts if f in told] == facts
    assert not any(w in t.lower() for t in told for w in ("mention", "say that", "tell", "提到"))


@pytest.mark.parametrize("thing", ["invitation", "invite", "card"])
def test_an_invitation_tells_all(thing: str) -> None:
    told = words(f"Make a birthday {thing} for Leo, he turns 5, Saturday June 14 at 3 pm, "
                 "22 Oak Street, bring swimwear")  # fmt: skip
    assert told[0].startswith(f"Birthday {thing.capitalize()} for Leo")
    assert told[1:5] == [
        "He turns 5",
        "Saturday June 14 at 3 pm",
        "22 Oak Street",
        "Bring swimwear",
    ]


def test_invitations_in_other_words() -> None:
    told = words("给乐乐做一个生日邀请视频，他5岁了，6月14日周六下午3点，橡树街22号，请带泳衣")
    assert told[0].startswith("乐乐生日邀请")
    assert told[1:5] == ["他5岁了", "6月14日周六下午3点", "橡树街22号", "请带泳衣"]
    told = words("a birthday video for Leo, June 14 at 3 pm, 22 Oak Street, kids welcome")
    assert "Leo's Birthday" in told[0] and "Kids welcome" in told


@pytest.mark.parametrize(
    ("message", "ms", "texts"),
    [
        ("فيديو مدته 8 ثوان بعنوان 'مرحبا بكم'", 8000, ["مرحبا بكم"]),
        ("فيديو مدته ٨ ثوان بعنوان 'مرحبا بكم'", 8000, ["مرحبا بكم"]),
        ('10 saniyelik bir video yap: "Hoş geldiniz"', 10_000, ["Hoş geldiniz"]),
        ("Erstelle ein 12 Sekunden langes Video mit dem Titel „Willkommen“ und „Bis bald“", 12_000,
         ["Willkommen", "Bis bald"]),
        ("Crée une vidéo de 9 secondes avec le titre « Bienvenue »", 9000, ["Bienvenue"]),
        ("Haz un vídeo de 12 segundos con el título 'Bienvenidos'", 12_000, ["Bienvenidos"]),
        ("Faça um vídeo de 12 segundos com o título 'Bem-vindos'", 12_000, ["Bem-vindos"]),
        ("Un video di 12 secondi: 'Benvenuti'", 12_000, ["Benvenuti"]),
        ("Un video di 12 secondi: Benvenuti a casa", 12_000, ["Benvenuti a casa"]),
        ("Сделай видео на 12 секунд: «Добро пожаловать»", 12_000, ["Добро пожаловать"]),
        ("12秒の動画を作って「ようこそ」", 12_000, ["ようこそ"]),
        ("12초 영상 만들어줘 '환영합니다'", 12_000, ["환영합니다"]),
        ("Make a 12 second video: 'Добро пожаловать'", 12_000, ["Добро пожаловать"]),
    ],
)  # fmt: skip
def test_other_languages_have_their_texts_alone(message: str, ms: int, texts: list[str]) -> None:
    assert words(message) == texts
    assert answer(message)[1].duration_ms == ms


def test_what_is_foreign() -> None:
    for text in ("a promo for Casa de la Playa", "Café Olé", "a café in La Paz", "咖啡店", "Hi"):
        assert not is_foreign(text)


def test_a_foreign_order_without_texts_has_none_and_says_so() -> None:
    message = "Faça um vídeo de 20 segundos para a minha loja"
    assert words(message) == []
    assert "only in English and Chinese" in closing_words(message)


@pytest.mark.parametrize(
    ("message", "note"),
    [
        ("A 20 s square video explaining 4 tips to sleep better", "do not invent"),
        ("5 reasons to visit Lisbon, 20 second vertical video", "do not invent"),
        ("Explain how photosynthesis works in 45 seconds", "do not invent"),
        ("一个20秒的视频，讲早睡的三个技巧", "不会编造"),
    ],
)
def test_content_that_is_only_promised_is_told(message: str, note: str) -> None:
    assert note in closing_words(message)
    assert note not in closing_words(f"{message}: 1. One thing 2. Another thing 3. 三")
    fillers = {line for t in topics() for c in t.copy.values() for line, _ in c.middle}
    assert any(t.text in fillers for t in texts_of(answer(message)[1]))


def test_an_advert_needs_no_such_note() -> None:
    assert "do not invent" not in closing_words("a 20 second promo for a coffee shop")
