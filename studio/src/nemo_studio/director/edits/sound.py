"""Edits of sound: music on and off, mood, volume, fades; the sound of clips."""

from __future__ import annotations

import re

from nemo_studio.timeline.draft import (
    ClipSegment,
    Mood,
    MusicSegment,
    SoundSegment,
    VoiceSegment,
)

from .. import segments
from ..board import Board
from ..brief import NO_MUSIC
from ..durations import find_percent, find_times
from ..quotes import Quoted
from ..say import mood_name, percent
from ..words import MOODS, MUSIC, first, locate
from .request import Request, clause_at, scene_index

_MUTE_CLIPS = re.compile(
    r"\bmute (?:all )?(?:of )?(?:the )?(?:clips?|videos?|footage|original (?:sound|audio)|audio"
    r"|sound|it)\b"
    r"|^\W*mute\W*$|\bremove (?:the )?(?:audio|sound)\b"
    r"|\b(?:no|remove|without)(?: the)? (?:original|clips?'?s?|video) (?:sound|audio)\b"
    r"|(?:去掉|关闭|静音)(?:视频|片段)?(?:原声|原音)|(?:视频|片段|原声)静音",
    re.IGNORECASE,
)
_CLIP_VOLUME = re.compile(
    r"\b(?:clips?|videos?|original|footage)\b.{0,20}\b(?:volume|sound|audio)\b"
    r"|\b(?:volume|sound|audio) (?:of|in|from) (?:the |my |all )*(?:clips?|videos?|footage)\b"
    r"|原声|原音",
    re.I,
)
_MUTE_SCENE = re.compile(r"\bmute\b|\bsilence\b|静音|消音", re.IGNORECASE)
_LOUDER = re.compile(
    r"\blouder\b|turn (?:the music |it )?up|音乐?(?:大声|大一点|响一点)|(?:大声|响)一?点"
    r"|音量(?:调高|调大|大一点)",
    re.I,
)
_QUIETER = re.compile(
    r"\b(?:quieter|softer|lower)\b(?! (?:third|left|right))|turn (?:the music |it )?down|too loud"
    r"|音乐?(?:小声|小一点|轻一点)|(?:小声|轻)一?点|音量(?:调低|调小|小一点)|太吵",
    re.IGNORECASE,
)
_FADE = re.compile(
    r"\bfade (?:the )?(?:music|sound|audio|it) (?P<way>in and out|in|out)\b"
    r"|\bfade (?P<way3>in and out|in|out)(?: of)?(?: the)? (?:music|sound|audio)\b"
    r"|\b(?:music|sound|audio) (?:should )?fades? (?P<way2>in and out|in|out)\b"
    r"|音乐(?P<zh>淡入淡出|淡入|淡出)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:different|another|new|other|change the)\b.{0,12}\b(?:music|song|track"
    r"|soundtrack)\b|换(?:一?首|个|一下|掉)?(?:背景)?(?:音乐|配乐|歌)",
    re.I,
)
_ADD = re.compile(
    r"\b(?:add|put|with|want|need|use|turn on|bring back)\b.{0,24}\b(?:music|bgm"
    r"|soundtrack)\b|\bmusic on\b|(?:加|添加|配|放|要|打开)(?:上|点|一段|一些"
    r"|个)?(?:背景)?(?:音乐|配乐|bgm)",
    re.I,
)
_CLAUSE = re.compile(
    r"[,.;，。；](?!\d)|\band (?=the\b|make|add|put|set|use|change|remove|move|show)|然后|并且?"
)
_SOFTLY = re.compile(r"\b(?:quiet|low|loud)(?:er|ly)?\b|小声|大声|轻一点|响一点", re.IGNORECASE)
_SHARE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|％|percent)|百分之[一二三四五六七八九十\d]+")
_THINGS = re.compile(  # that a share or a mood may be meant for instead
    r"\b(?:clips?|videos?|titles?|texts?|captions?|colou?rs?|background|scenes?|photos?|pictures?"
    r"|speed|faster|slower|longer|shorter|bigger|smaller|size|style|look|transitions?|fonts?|logo)\b"
    r"|视频|片段|标题|文字|字幕|颜色|背景|场景|照片|图片|速度|大小|风格|转场|字体|⟦",
    re.IGNORECASE,
)
_NEXT_MOOD: tuple[Mood, ...] = ("upbeat", "lofi", "cinematic", "ambient", "corporate", "electronic")


def resound(request: Request, board: Board) -> None:
    """All edits of sound that a request asks for."""
    _silence(request, board)
    mute_clips(request, board)
    if request.take(NO_MUSIC) and not board.music:
        request.notes.append("no_music_there")
    elif NO_MUSIC.search(request.quoted.text) and board.music:
        before = _describe(board.music[0], request)
        board.sounds = [s for s in board.sounds if not isinstance(s, MusicSegment)]
        request.changed("music", before, "")
        return
    clauses = _of_music(request.text)
    if not clauses:
        return
    clause = " , ".join(clauses)
    for part in clauses:
        request.text = request.text.replace(part, " ")
    _fade(request, board, clause)
    _mood(request, board, clause)
    _volume(request, board, clause)


def _silence(request: Request, board: Board) -> None:
    """The sounds that go because only others are to be kept."""
    kinds = {"music": MusicSegment, "voice": VoiceSegment, "recording": SoundSegment}
    gone = tuple(kind for name, kind in kinds.items() if name in request.doomed)
    for sound in [s for s in board.sounds if isinstance(s, gone)]:
        board.sounds = [s for s in board.sounds if s is not sound]
        if isinstance(sound, MusicSegment):
            request.changed("music", _describe(sound, request), "")
        else:
            request.changed("sound_removed", sound.name)
    clips = [s.picture for s in board.scenes if isinstance(s.picture, ClipSegment)]
    if "clips" in request.doomed and any(c.volume for c in clips):
        request.changed("clip_volume", percent(max(c.volume for c in clips)), percent(0.0))
        for clip in clips:
            clip.volume = 0.0


def _of_music(text: str) -> list[str]:
    """The clauses on music, and those behind them that only go on: ", at 20%", "and quieter"."""
    out: list[str] = []
    goes_on = False
    for clause in _CLAUSE.split(text):
        says = _speaks_of_music(clause)
        goes_on = says or (goes_on and (not clause.strip() or _goes_on(clause)))
        if goes_on and clause.strip():
            out.append(clause)
    return out


def _goes_on(clause: str) -> bool:
    asks = find_percent(clause) is not None or any(
        p.search(clause) for p in (_LOUDER, _QUIETER, _SOFTLY, _FADE)
    )
    left = _SHARE.sub(" ", clause.lower())
    return bool(asks or locate(MOODS, clause)) and not _THINGS.search(left)


def _speaks_of_music(clause: str) -> bool:
    return bool(
        MUSIC.search(clause)
        or _OTHER.search(clause)
        or re.search(r"\bvolume\b|音量", clause, re.IGNORECASE)
        or (_LOUDER.search(clause) and not re.search(r"text|title", clause, re.I))
        or re.search(r"\bquieter\b", clause, re.IGNORECASE)
    )  # fmt: skip


def mute_clips(request: Request, board: Board) -> None:
    """The clips' own sound: off, or at a share."""
    clips = [s.picture for s in request.focused(board) if isinstance(s.picture, ClipSegment)]
    share = find_percent(request.text)
    if mute := _MUTE_SCENE.search(request.text):
        clause = clause_at(request.text, mute.start())
        at = scene_index(clause, len(board.scenes))
        picture = board.scenes[at].picture if at is not None else None
        if isinstance(picture, ClipSegment):
            request.text = request.text.replace(clause, " ")
            request.quoted = Quoted(request.quoted.text.replace(clause, " "), request.quoted.texts)
            request.changed("clip_volume", percent(picture.volume), percent(0.0))
            picture.volume = 0.0
            return
    if clips and request.take(_MUTE_CLIPS):
        volume = 0.0
    elif clips and share is None and (step := _clip_step(request)):
        volume = min(4.0, round(clips[0].volume * step, 3))
    elif clips and share is not None and _CLIP_VOLUME.search(request.text):
        request.take(re.compile(re.escape(request.text)))
        volume = min(share, 4.0)
    else:
        return
    request.changed("clip_volume", percent(clips[0].volume), percent(volume))
    for clip in clips:
        clip.volume = volume


def _clip_step(request: Request) -> float | None:
    """The factor that "lower the volume of the clips" asks for; its words are taken."""
    found = _CLIP_VOLUME.search(request.text)
    clause = clause_at(request.text, found.start()) if found else ""
    step = 0.6 if _QUIETER.search(clause) else 1.6 if _LOUDER.search(clause) else None
    if step:
        request.text = request.text.replace(clause, " ")
    return step


def _mood(request: Request, board: Board, clause: str) -> None:
    mood = first(MOODS, clause)
    music = board.music
    if mood is None and music and _OTHER.search(clause):
        at = _NEXT_MOOD.index(music[0].mood) if music[0].mood in _NEXT_MOOD else 0
        mood = _NEXT_MOOD[(at + 1) % len(_NEXT_MOOD)]
    if not music and (mood or _ADD.search(clause) or find_percent(clause) is not None):
        made = segments.music(
            mood or "upbeat",
            segments.DEFAULT_MUSIC_VOLUME, board.meta.seed, board.duration_ms,
        )  # fmt: skip
        made.id = board.new_id("a")
        board.sounds.append(made)
        request.changed("music", "", _describe(made, request))
    elif music and not mood and _ADD.search(clause) and find_percent(clause) is None:
        request.notes.append("already")
    elif mood and music:
        before = mood_name(music[0].mood, request.language)
        for segment in music:
            segment.mood = segment.name = mood
        request.changed("music", before, mood_name(mood, request.language))


def _volume(request: Request, board: Board, clause: str) -> None:
    sounds = [s for s in board.sounds if isinstance(s, MusicSegment | SoundSegment)]
    if not sounds:
        return
    before, share = sounds[0].volume, find_percent(clause)
    if share is not None:
        by = re.search(r"\bby\b|提高|降低|增加|减少", clause, re.IGNORECASE)
        down = re.search(r"lower|down|reduce|decrease|quieter|降低|减少", clause, re.IGNORECASE)
        after = before * (1 - share if down else 1 + share) if by else share
        if by and re.search(r"(?:到|至|to)\s*\d", clause):
            after = share
    elif _QUIETER.search(clause):
        after = before * 0.6
    elif _LOUDER.search(clause):
        after = before * 1.6
    else:
        return
    after = round(min(max(after, 0.0), 4.0), 3)
    for segment in sounds:
        segment.volume = after
    request.changed("volume", percent(before), percent(after))


def _fade(request: Request, board: Board, clause: str) -> None:
    match = _FADE.search(clause)
    if not match or not board.sounds:
        return
    way = (match["way"] or match["way2"] or match["way3"] or match["zh"]).lower()
    length = next((t.ms for t in find_times(clause) if t.ms), 2000)
    for segment in board.sounds:
        span = min(length, segment.duration_ms // 2)
        if "in" in way or "淡入" in way:
            segment.fade_in_ms = span
        if "out" in way or "淡出" in way:
            segment.fade_out_ms = span
    request.changed("fade", "", f"{length / 1000:g} s")


def _describe(music: MusicSegment, request: Request) -> str:
    return f"{mood_name(music.mood, request.language)} {percent(music.volume)}"
