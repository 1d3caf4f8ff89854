"""Voice-overs: the words that a message gives are what is said, each on its scene, nothing else."""

from __future__ import annotations

import pytest
from test_director_plan import PHOTOS, answer, shown, texts_of

from nemo_client import timeline as told
from nemo_studio.director import Asset, Project, Say
from nemo_studio.director.narration import take_narration
from nemo_studio.director.quotes import take_quotes
from nemo_studio.director.timing import speech_ms
from nemo_studio.timeline.draft import Timeline, VoiceSegment, dump_timeline

VOICE = Project(voice=True)
SHOP = "Welcome to our little shop. We open at nine."


def said(timeline: Timeline) -> list[VoiceSegment]:
    segments = [s for track in timeline.audio_tracks for s in track.segments]
    return sorted((s for s in segments if isinstance(s, VoiceSegment)), key=lambda s: s.start_ms)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (f"A 10 second video with a voiceover that says: {SHOP}", SHOP),
        (f"a video of my shop with a voice-over saying {SHOP} Use calm music.", SHOP),
        (f"narration: {SHOP} Make it 12 seconds.", SHOP),
        (f"a narrator reads “{SHOP}” over soft music", SHOP),
        ("一个10秒的视频，旁白说：欢迎光临小店。我们九点开门。", "欢迎光临小店。 我们九点开门。"),
        ("旁白：“欢迎光临小店。”，配轻快音乐", "欢迎光临小店。"),
        ("a promo for a gym with a voiceover and upbeat music", ""),
        ("a promo for a gym, voiceover. Add the text 'Join now'", ""),
    ],
)
def test_the_words_are_found(message: str, words: str) -> None:
    _, timeline = answer(message, VOICE)
    if words:
        assert " ".join(s.text.rstrip(".") for s in said(timeline)).replace(".", "") == (
            words.replace(".", "")
        )
    else:
        quoted = take_quotes(message)
        assert take_narration(quoted) == quoted


def test_each_sentence_is_said_while_it_is_shown_and_nothing_else_is() -> None:
    _, timeline = answer(f"A 10 second video with a voiceover that says: {SHOP}", VOICE)
    texts, voices = texts_of(timeline), said(timeline)
    assert [shown(t).strip() for t in texts] == ["Welcome to our little shop", "We open at nine"]
    for text, voice in zip(texts, voices, strict=True):
        assert abs(text.start_ms - voice.start_ms) <= 400
        assert voice.duration_ms >= speech_ms(voice.text)
    assert voices[0].end_ms <= voices[1].start_ms and voices[-1].end_ms == timeline.duration_ms


def test_the_length_is_what_the_words_need() -> None:
    words = " ".join(
        f"This is sentence number {n} of a longer story, told slowly." for n in range(9)
    )
    _, timeline = answer(f"a video about a story with a voiceover that says: {words}", VOICE)
    assert len(said(timeline)) == 9
    assert speech_ms(words) <= timeline.duration_ms <= 2 * speech_ms(words)
    assert all(v.duration_ms >= speech_ms(v.text) * 0.9 for v in said(timeline))


def test_without_a_voice_the_words_are_on_the_screen() -> None:
    steps, timeline = answer(f"A 10 second video with a voiceover that says: {SHOP}")
    assert not said(timeline)
    assert [shown(t).strip() for t in texts_of(timeline)] == [
        "Welcome to our little shop",
        "We open at nine",
    ]
    assert "no voice installed" in [s.text for s in steps if isinstance(s, Say)][-1]


def test_over_pictures_it_runs_through_and_is_captioned() -> None:
    project = Project(assets=PHOTOS, voice=True)
    _, timeline = answer(f"a 12s slideshow with a voiceover that says: {SHOP}", project)
    (voice,) = said(timeline)
    assert voice.text.startswith("Welcome to our little shop") and voice.end_ms == 12_000
    captions = " ".join(t.text for t in texts_of(timeline) if t.role == "caption")
    assert "We open at nine" in captions


def test_a_recording_comes_before_the_computers_voice() -> None:
    talk = Asset("t", "talk.m4a", "audio", 9000, None, None, True)
    steps, timeline = answer(
        f"a 12s video with a voiceover: {SHOP}", Project(assets=[talk], voice=True)
    )
    assert not said(timeline)
    assert "computer voice" not in [s.text for s in steps if isinstance(s, Say)][-1]


def test_the_voice_has_a_track_of_its_own_in_the_summary() -> None:
    _, timeline = answer(f"A 10 second video with a voiceover that says: {SHOP}", VOICE)
    line = told.summary(dump_timeline(timeline))
    assert "BGM: upbeat (0-10s, 18%)" in line and "Voice: Welcome to our little shop" in line
