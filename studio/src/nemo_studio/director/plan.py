"""A brief becomes a video: text cards on moving backgrounds, or the user's own material."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from nemo_studio.timeline.draft import Meta, Mood

from . import segments
from .board import Board, Scene, Sound
from .brief import Brief
from .cards import Card, brand_of, cards_of
from .edits import shape_clips
from .edits.span import remove_span
from .look import DEFAULT_LENGTH_MS, Look, meta_of
from .media import media_scenes, overlay_texts
from .order import asked_order
from .project import Asset, Project
from .schedule import Slot, schedule
from .timing import reading_ms
from .topic import promises_content

_LONG_SCENE_MS = 12_000
_BREATH_MS = 250  # from a scene's first frame to its first word
_NOT_AT_FIRST = ("logo", "format", "frame")  # matters of a later edit or of the export
_HURRIED = 0.7  # less than this share of the reading time is worth telling


@dataclass
class Plan:
    """The board of a brief, and what the user should be told of it: keys of `say`, and the lines
    on it that are the studio's own, those of a card together."""

    board: Board
    notes: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)


def plan_video(
    brief: Brief, project: Project, cards: list[Card] | None = None, prompt: str = ""
) -> Plan:
    """A board for a brief. With pictures or clips uploaded, those are the video; `cards` are the
    points of a script, when there is one. `prompt` is the message itself, with its file names."""
    pictures = ordered_pictures(brief, project.assets)
    notes = [f"cannot_{key}" for key in brief.cannot if key not in _NOT_AT_FIRST]
    if brief.resolution and brief.resolution > 1080:
        notes.append("max_resolution")
    titles = [t.text for t in brief.texts if t.purpose in ("title", "brand")]
    words = [brief.heading, brand_of(brief), *(t.text for t in brief.texts), *brief.scene_texts]
    title = next(filter(None, [*titles, *words]), "")
    own: list[str] = []
    look = look_of(brief)
    meta = meta_of(brief, pictures, title, language_code(brief, project))
    if pictures and cards is None:
        board, more = _of_media(brief, project, pictures, look, meta, prompt)
        overlay_texts(brief, board)
        said = [brief.narration or " ".join(t.text for t in board.all_texts())]
        notes += more
    else:
        told = cards or cards_of(brief)
        if not brief.narration and speaks(brief, project):
            told = [card.spoken() for card in told]
        spelt_out = brief.narration or brief.scene_texts or brief.foreign
        given = bool(told and (cards is not None or spelt_out))
        notes += unfilled(brief) if cards is None else []
        total = brief.length_ms or default_length(brief, told, given)
        slots = schedule(told, total, brief.scenes)
        board = Board(meta, card_scenes(slots, look))
        said = [s.card.said if s.card else "" for s in slots]
        own = [" / ".join(s.card.own) for s in slots if s.card and s.card.own]
        if any(s.card and s.duration_ms < s.card.need_ms * _HURRIED for s in slots):
            notes.append("hurried")
        if any(s.duration_ms > _LONG_SCENE_MS for s in slots):
            notes.append("sparse")
    if brief.filter:
        for scene in board.scenes:
            scene.picture.filter = brief.filter
    add_sound(board, brief, project, notes)
    if speaks(brief, project):
        board.sounds += voices(board, said)
    return Plan(board, list(dict.fromkeys(notes)), own)


def _of_media(
    brief: Brief, project: Project, pictures: list[Asset], look: Look, meta: Meta, prompt: str
) -> tuple[Board, list[str]]:
    """(board, notes): the pictures at the asked length, after what is asked of the clips."""
    notes = []
    if brief.captions and not any(t.purpose == "caption" for t in brief.texts):
        notes += ["speech"] if any(a.has_audio for a in pictures) else []
    whole, _ = media_scenes(replace(brief, length_ms=None), pictures, look, meta)
    board = Board(meta, whole)
    request = shape_clips(prompt, board, project, brief.language)
    notes += request.notes
    if not request.changes:
        scenes, more = media_scenes(brief, pictures, look, meta)
        return Board(meta, scenes), notes + more
    total = board.duration_ms
    if brief.length_ms and brief.length_ms < total:
        remove_span(board, brief.length_ms, total)
    elif brief.length_ms and brief.length_ms > total:
        notes.append("shortened")
    return board, notes


def unfilled(brief: Brief) -> list[str]:
    """The note for a list or an explanation that is asked for without its content, or for texts
    in a language that has no lines here."""
    words = (brief.texts, brief.points, brief.statements, brief.scene_texts, brief.facts)
    if any(words) or brief.narration:
        return []
    if brief.foreign:
        return ["no_texts"]
    return ["placeholders"] if promises_content(brief.quoted.text) else []


def look_of(brief: Brief) -> Look:
    """The seeded choices for a brief."""
    mood = mood_of(brief)
    return Look(brief.seed, mood, brief.subject.topic.styles, brief.transition)


def mood_of(brief: Brief) -> Mood:
    """The music's mood: asked, else the topic's."""
    return brief.mood or brief.subject.topic.mood


def language_code(brief: Brief, project: Project) -> str:
    """The draft's language tag: Chinese as the session has it, else zh-CN; else the session's."""
    if brief.language == "zh":
        return project.language if project.language.lower().startswith("zh") else "zh-CN"
    return "en" if project.language.lower().startswith("zh") else project.language or "en"


def default_length(brief: Brief, cards: list[Card], given: bool) -> int:
    """When no length is asked: as long as the words that were given need (a script, a voice-over),
    else 20 s; in whole seconds."""
    needed = sum(c.need_ms for c in cards if given and not c.optional)
    asked = sum(reading_ms(t.text) for t in brief.texts)
    count = max(brief.scenes or 0, len(brief.scene_texts), brief.foreign * len(brief.texts)) * 3500
    at = max([t.at_ms + (t.for_ms or 3000) for t in brief.texts if t.at_ms is not None], default=0)
    return max(0 if given else DEFAULT_LENGTH_MS, -(-max(needed, asked, count, at) // 1000) * 1000)


def ordered_pictures(brief: Brief, assets: list[Asset]) -> list[Asset]:
    """Images and clips in the asked order: of upload, but for "use the second photo first"."""
    pictures = [a for a in assets if a.kind != "audio"]
    return asked_order(brief.quoted.text, pictures)


def card_scenes(slots: list[Slot], look: Look) -> list[Scene]:
    """A scene with a background for each slot."""
    scenes = []
    for i, slot in enumerate(slots):
        transition = look.transition(i, slot.duration_ms)
        picture = segments.background(f"s{i + 1}", look.style(i), look.scene_seed(i), transition)
        scene = Scene(picture, slot.duration_ms)
        if slot.card:
            layout = slot.card.layout or look.layout(i, slot.card.text)
            scene.texts.append(
                segments.text(
                    f"s{i + 1}-text", slot.card.text, "card",
                    duration_ms=slot.duration_ms, layout=layout,
                    kicker=slot.card.kicker, body=slot.card.body, items=list(slot.card.items),
                    sample=bool(slot.card.own),
                )
            )  # fmt: skip
        scenes.append(scene)
    return scenes


def add_sound(board: Board, brief: Brief, project: Project, notes: list[str]) -> None:
    """Uploaded audio, else music of the brief's mood."""
    total = board.duration_ms
    audio = [a for a in project.assets if a.kind == "audio"]
    sounds: list[Sound] = []
    for i, asset in enumerate(audio[:4]):
        volume = 1.0 if brief.voice or brief.volume is None else brief.volume
        sounds.append(segments.sound(f"audio-{i + 1}", asset, volume, total))
    if brief.voice and not audio:
        notes.append("voice" if project.voice else "no_voice")
    wants_music = brief.music is not False and (not audio or brief.mood is not None)
    if wants_music:
        sounds.append(
            segments.music(mood_of(brief), music_volume(brief, project), brief.seed, total)
        )
    board.sounds = sounds


def music_volume(brief: Brief, project: Project) -> float:
    """The asked volume, else 35 %, or less under clips that have a sound of their own."""
    if brief.volume is not None:
        return brief.volume
    loud = any(a.kind == "video" and a.has_audio for a in project.assets)
    return segments.MUSIC_UNDER_SPEECH if loud or brief.voice else segments.DEFAULT_MUSIC_VOLUME


def speaks(brief: Brief, project: Project) -> bool:
    """Whether the studio's own voice is heard: it is asked for, there, and no recording is."""
    recorded = any(a.kind == "audio" for a in project.assets)
    return bool(brief.voice and project.voice and not recorded)


def voices(board: Board, said: list[str]) -> list[Sound]:
    """The words of each scene as voice (`said`, one for each; a single one is for the whole).

    A voice may go on into scenes without words of their own.
    """
    starts = board.starts() if len(said) > 1 else [0]
    spoken = [(at + _BREATH_MS, words) for at, words in zip(starts, said, strict=True) if words]
    ends = [*(at - _BREATH_MS for at, _ in spoken[1:]), board.duration_ms]
    return [
        segments.voice(f"voice-{i + 1}", words, board.meta.language, start, end - start)
        for i, ((start, words), end) in enumerate(zip(spoken, ends, strict=True))
        if end - start > _BREATH_MS
    ]
