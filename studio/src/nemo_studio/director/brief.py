"""What was asked for: a message read into plain fields. No decision is made here."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace

from nemo_studio.timeline.draft import FilterName, Mood, TransitionKind

from .durations import Time, find_percent, find_times
from .facts import Fact, bare_fact, find_facts
from .given import take_given
from .language import Language, is_foreign, language_of
from .narration import take_narration
from .points import find_points, find_statements
from .quotes import Quoted, take_quotes
from .texts import AskedText, asked_texts
from .topic import Subject, find_subject
from .when import use_of
from .words import (
    ASPECTS,
    CANNOT,
    FILTERS,
    HEX_COLOR,
    MOODS,
    MUSIC,
    SOCIAL,
    TONES,
    TRANSITIONS,
    first,
    has,
    pattern,
)

MIN_LENGTH_MS = 1000
MAX_LENGTH_MS = 600_000
_RATIO = re.compile(r"(?<![\d:])(9|16|4|3|1)\s*[:：xX×/]\s*(16|9|5|4|1)(?![\d:])")
_HEIGHT = re.compile(r"(?<!\d)(480|720|1080|1440|2160)\s*[pP](?![A-Za-z])")
_FPS = re.compile(r"(?<!\d)(24|25|30|60)\s*-?(?:fps|frames per second|帧)", re.IGNORECASE)
_COUNT = re.compile(r"(?<!\d)(\d{1,2})\s*(?:scenes?|slides?|cards?|个场景|个镜头|幕|页)", re.I)
_CLAUSE = re.compile(r"[,.;!?\n，。；！？、]|\s(?:and|with|but)\s|和|并")
NO_MUSIC = re.compile(
    r"\b(?:no|without|remove|drop|delete|mute|kill|turn off|don'?t (?:use|add|want|need))"
    r"(?: any| the| all| some| background)* (?:music|bgm|soundtrack|song)\b|\bmusic[- ]free\b"
    r"|\bmusic off\b|\bsilent\b|\bno (?:sound|audio)\b"
    r"|(?:不要|无|没有|去掉|删掉|删除|关掉|关闭|别加|不加|移除|不用)(?:背景)?(?:音乐"
    r"|配乐|bgm)|静音|(?:音乐|配乐)(?:关掉|关闭|去掉|删掉|删除|停掉)",
    re.IGNORECASE,
)
_NO = r"(?:\b(?:no|without|remove|don'?t (?:use|add|want|need)|turn off|hide)(?: any| the| all)* "
NO_VOICE = re.compile(
    _NO + r"(?:voice|voice[- ]?over|narration|narrator)\b)|(?:不要|无|没有|去掉)(?:旁白|配音"
    r"|人声|解说)",
    re.IGNORECASE,
)
VOICE = re.compile(r"\bvoice[- ]?overs?\b|\bnarrat(?:ion|or|ed)\b|旁白|配音|解说", re.IGNORECASE)
NO_CAPTIONS = re.compile(
    _NO + r"(?:subtitles|captions|subs)\b)|(?:不要|无|没有|去掉|关闭|隐藏)字幕", re.IGNORECASE
)
CAPTIONS = re.compile(r"\bsubtitles\b|\bcaptions\b|\bsubbed\b|字幕", re.IGNORECASE)


@dataclass(frozen=True)
class Brief:
    """A message as fields; None where it says nothing. Lengths in ms, `volume` a linear gain.

    `foreign` tells that the words to show are neither English nor Chinese. `scene_texts` are the
    words of one scene each, `content` sentences that are given without quotation marks (they lead
    `texts`), `heading` the title of `points`. `music`, `voice`, `captions` are True when asked for
    and False when refused. `narration` is what the voice shall say, in the user's words. `cannot`
    are keys of what was asked and is beyond this engine.
    """

    quoted: Quoted
    language: Language
    foreign: bool
    seed: int
    subject: Subject
    texts: tuple[AskedText, ...]
    narration: str
    heading: str
    points: tuple[str, ...]
    scene_texts: tuple[str, ...]
    content: tuple[str, ...]
    statements: tuple[str, ...]
    facts: tuple[Fact, ...]
    length_ms: int | None
    each_ms: int | None
    scenes: int | None
    aspect: str | None
    social: bool
    resolution: int | None
    fps: int | None
    tone: str
    mood: Mood | None
    volume: float | None
    music: bool | None
    voice: bool | None
    captions: bool | None
    transition: TransitionKind | None
    filter: FilterName | None
    cannot: tuple[str, ...]


def read_brief(message: str, *, language: str = "en", known: str | None = None) -> Brief:
    """The fields of a message. `language` is the session's, for a message without words.

    `known` is the part that holds the instructions, when the rest is a script to be shown.
    """
    given = take_given(take_narration(take_quotes(message if known is None else known)))
    quoted = given.order
    text = quoted.text
    texts = [*(AskedText(c, "body") for c in given.content), *asked_texts(quoted)]
    spoken = [t.text for t in texts if t.purpose == "speak"]
    length, each = _lengths(text)
    tone = _tone(text)
    points = given.points or tuple(find_points(quoted))
    plain = re.sub(r"⟦\d+⟧", " ", text)
    words = " ".join([*(t.text for t in texts), *points, *given.scenes])
    foreign = is_foreign(plain) or is_foreign(words)
    subject = find_subject(text, given.heading, (*points, *given.scenes), given.content)
    told = " ".join(points).lower()
    shown = subject.phrase.lower()
    facts = [f for f in find_facts(quoted) if bare_fact(f) not in told and bare_fact(f) != shown]
    return Brief(
        quoted=quoted,
        language=language_of(plain, language_of(words, language)),
        foreign=foreign,
        seed=seed_of(message),
        subject=replace(subject, phrase="") if is_foreign(plain) else subject,
        texts=tuple(t for t in texts if t.purpose != "speak"),
        narration=" ".join(spoken),
        heading=given.heading,
        points=points,
        scene_texts=given.scenes,
        content=given.content,
        statements=tuple(find_statements(quoted)),
        facts=tuple(facts),
        length_ms=length,
        each_ms=each,
        scenes=_scene_count(text),
        aspect=aspect_in(text),
        social=has(SOCIAL, text),
        resolution=_resolution(text),
        fps=int(m[1]) if (m := _FPS.search(text)) else None,
        tone=tone,
        mood=mood_in(text),
        volume=volume_in(text),
        music=False if NO_MUSIC.search(text) else True if MUSIC.search(text) else None,
        voice=_wish(text, NO_VOICE, VOICE),
        captions=_wish(text, NO_CAPTIONS, CAPTIONS),
        transition=first(TRANSITIONS, _without_music(text)),
        filter=first(FILTERS, text),
        cannot=cannot_in(text),
    )


def seed_of(message: str) -> int:
    """A stable number for a message: the same words give the same video."""
    return zlib.crc32(" ".join(message.lower().split()).encode()) & 0x7FFFFFFF


def aspect_in(text: str) -> str | None:
    """ "16:9", "9:16", "1:1" or "4:5"; a ratio in figures comes before a platform's name."""
    if match := _RATIO.search(text):
        ratio = f"{match[1]}:{match[2]}"
        if ratio in ASPECTS:
            return ASPECTS[ratio]
    return first(ASPECTS, re.sub(r"times square", "", text, flags=re.IGNORECASE))


def mood_in(text: str) -> Mood | None:
    """The music's mood: of the clause that speaks of music, else of the whole text."""
    for clause in _CLAUSE.split(text):
        if MUSIC.search(clause) and (mood := first(MOODS, clause)):
            return mood
    return first(MOODS, text)


def volume_in(text: str) -> float | None:
    """The music's volume as a linear gain, from the clause that speaks of music or volume."""
    for clause in re.split(r"[,.;\n，。；](?!\d)", text):
        if MUSIC.search(clause) or re.search(r"\bvolume\b|音量", clause, re.IGNORECASE):
            share = find_percent(clause)
            if share is not None:
                return min(share, 4.0)
            if re.search(r"half (?:the )?volume|一半音量|音量减半", clause, re.IGNORECASE):
                return 0.5
    return None


def cannot_in(text: str) -> tuple[str, ...]:
    """Keys of what is asked for and cannot be done here, each once."""
    low = text.lower()
    return tuple(dict.fromkeys(k for w, k in CANNOT.items() if w in low and pattern(w).search(low)))


def _lengths(text: str) -> tuple[int | None, int | None]:
    """(whole length, length of each picture), in ms."""
    total = each = None
    previous: Time | None = None
    for time in find_times(text):
        use = use_of(text, time, previous)
        previous = time
        near_text = "⟦" in text[max(0, time.start - 12) : time.start]
        if use == "each" and each is None and time.ms:
            each = time.ms
        elif total is None and time.ms and (use == "total" or (use == "for" and not near_text)):
            total = min(max(time.ms, MIN_LENGTH_MS), MAX_LENGTH_MS)
    return total, each


def _scene_count(text: str) -> int | None:
    match = _COUNT.search(text)
    return max(1, int(match[1])) if match else None


def _resolution(text: str) -> int | None:
    """The short side in px: 480, 720, 1080, or 2160 when 4K is asked."""
    if match := _HEIGHT.search(text):
        return int(match[1])
    if re.search(r"(?<![A-Za-z0-9])(?:4k|uhd)(?![A-Za-z0-9])|超高清", text, re.IGNORECASE):
        return 2160
    return None


def _tone(text: str) -> str:
    """The words that speak of colour, as they stand, for the palette."""
    plain = re.sub(r"black (?:and|&) white|黑白", " ", text, flags=re.IGNORECASE)
    clauses = " ".join(c for c in _CLAUSE.split(plain) if not MUSIC.search(c))
    low = clauses.lower()
    words = [w for w in TONES if w in low and pattern(w).search(low)]
    return " ".join([*HEX_COLOR.findall(text), *sorted(words, key=low.find)])


def _without_music(text: str) -> str:
    return " , ".join(c for c in _CLAUSE.split(text) if not MUSIC.search(c))


def _wish(text: str, no: re.Pattern[str], yes: re.Pattern[str]) -> bool | None:
    if no.search(text):
        return False
    return True if yes.search(text) else None
