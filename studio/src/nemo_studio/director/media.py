"""Uploaded photos and clips as a video: lengths, moves, and the texts that lie over them."""

from __future__ import annotations

from nemo_studio.timeline.draft import Meta, Role, TextSegment

from . import segments
from .board import Board, Scene
from .brief import Brief
from .look import Look
from .looks import looks_in
from .project import Asset
from .texts import AskedText
from .timing import reading_ms, share
from .topic import headline

IMAGE_MS = 3500
LONGEST_IMAGE_MS = 5500
LEAST_SCENE_MS = 700
LONGEST_TITLE = 80  # characters; a longer text is set small, as a caption
MOST_LOST = 0.27  # of a picture, when it covers the canvas: 4:3 in 16:9 loses 0.25
_ROLES: dict[str, Role] = {
    "start": "title", "title": "title", "brand": "title", "subtitle": "subtitle", "end": "cta",
    "cta": "cta", "lower_third": "lower_third", "watermark": "watermark",
}  # fmt: skip


def media_scenes(
    brief: Brief, assets: list[Asset], look: Look, meta: Meta
) -> tuple[list[Scene], list[str]]:
    """(scenes, notes for the user). Together exactly the asked length, else the natural one."""
    notes: list[str] = []
    natural = [_natural(a, brief) for a in assets]
    total = brief.length_ms or sum(natural)
    total = max(1000, min(total, 3_600_000))
    row, lengths = _fit(assets, natural, total, brief, notes)
    scenes = []
    used: dict[str, int] = {}
    for i, (asset, length) in enumerate(zip(row, lengths, strict=True)):
        transition = look.transition(i, length)
        blur = loses_much(asset, meta)
        if asset.kind == "image":
            scene = Scene(
                segments.image(f"s{i + 1}", asset, blur=blur, transition=transition), length
            )
        else:
            trim = used.get(asset.id, 0)
            left = (asset.duration_ms or length) - trim
            trim = trim if left >= length else 0
            used[asset.id] = trim + length
            scene = Scene(
                segments.clip(f"s{i + 1}", asset, blur=blur, trim_ms=trim, transition=transition),
                length,
            )
        scenes.append(scene)
    return scenes, notes


def _natural(asset: Asset, brief: Brief) -> int:
    if brief.each_ms:
        return brief.each_ms
    return asset.duration_ms or IMAGE_MS if asset.kind == "video" else IMAGE_MS


def _fit(
    assets: list[Asset], natural: list[int], total: int, brief: Brief, notes: list[str]
) -> tuple[list[Asset], list[int]]:
    """The pictures in a row and their lengths, summing to `total`."""
    row, base = list(assets), list(natural)
    if brief.length_ms is None:
        return row, base
    stills = all(a.kind == "image" for a in assets)
    longest = brief.each_ms or LONGEST_IMAGE_MS
    reach = sum(longest if a.kind == "image" else n for a, n in zip(assets, natural, strict=True))
    if reach * 1.2 < total and not (stills and len(assets) == 1):
        rounds = min(-(-total // reach), 400 // len(assets) + 1)
        row, base = row * rounds, base * rounds
        notes.append("repeated")
        if not stills:
            return _cut(row, base, total)
    most = max(1, total // LEAST_SCENE_MS)
    if len(row) > most:
        row, base = row[:most], base[:most]
        notes.append("left_out")
    return row, _lengths(row, base, total)


def _cut(row: list[Asset], base: list[int], total: int) -> tuple[list[Asset], list[int]]:
    """Whole rounds of clips, the last one cut at the end."""
    out_row, out, left = [], [], total
    for asset, length in zip(row, base, strict=True):
        if left <= 0:
            break
        out_row.append(asset)
        out.append(min(length, left))
        left -= out[-1]
    if left > 0:
        out[-1] += left
    if len(out) > 1 and out[-1] < LEAST_SCENE_MS:  # no last flash of a picture
        out_row.pop()
        last = out.pop()
        out[-1] += last
    return out_row, out


def _lengths(row: list[Asset], base: list[int], total: int) -> list[int]:
    """Clips keep their length when stills can take up the difference; else all are scaled."""
    still = sum(b for a, b in zip(row, base, strict=True) if a.kind == "image")
    moving = sum(base) - still
    count = sum(1 for a in row if a.kind == "image")
    room = total - moving
    if count and moving and count * 1500 <= room <= count * LONGEST_IMAGE_MS * 1.5:
        parts = share(room, [1] * count)
        return [parts.pop(0) if a.kind == "image" else b for a, b in zip(row, base, strict=True)]
    return share(total, base)


def loses_much(asset: Asset, meta: Meta) -> bool:
    """Whether covering the canvas would cut too much of the picture away."""
    if not asset.width or not asset.height:
        return False
    factor = (asset.width / asset.height) / (meta.width / meta.height)
    return 1 - min(factor, 1 / factor) > MOST_LOST


def overlay_texts(brief: Brief, board: Board) -> None:
    """The quoted texts over the pictures; a title from the subject when none is quoted."""
    total = board.duration_ms
    texts = list(brief.texts)
    if not texts and brief.subject.phrase:
        texts = [AskedText(headline(brief.subject.phrase), "title")]
    texts += [AskedText(p, "caption") for p in brief.points]
    texts += [AskedText(brief.narration, "caption")] if brief.narration else []
    spread = [t for t in texts if _stage(t) == "middle" and t.at_ms is None and not t.from_end]
    placed = [_placed(t, total) for t in texts if t not in spread]
    placed += _spread(spread, board, placed)
    for i, (text, start, length) in enumerate(_apart(placed, total)):
        board.texts += _segments(f"text-{i + 1}", text, start, length, board.meta.language)


def overlay_role(asked: AskedText) -> Role:
    """How a text is set over a picture: large, but for captions and whole sentences."""
    if asked.purpose == "body" and len(asked.text) <= LONGEST_TITLE:
        return "title"
    return _ROLES.get(asked.purpose, "caption")


def _stage(text: AskedText) -> str:
    if text.purpose in ("start", "title", "brand", "subtitle"):
        return "open"
    if text.purpose in ("end", "cta"):
        return "end"
    return "whole" if text.purpose == "watermark" else "middle"


def _placed(text: AskedText, total: int) -> tuple[AskedText, int, int]:
    length = min(total, text.for_ms or max(3000, reading_ms(text.text)))
    if text.at_ms is not None and text.at_ms < total:
        return text, text.at_ms, min(length, total - text.at_ms)
    if text.purpose == "watermark":
        return text, 0, total
    if text.from_end or _stage(text) == "end":
        return text, total - length, length
    return text, 0, length


def _spread(
    texts: list[AskedText], board: Board, placed: list[tuple[AskedText, int, int]]
) -> list[tuple[AskedText, int, int]]:
    """Texts without a time share what the opening and the ending leave free."""
    total = board.duration_ms
    if not texts:
        return []
    begin = max((s + n for t, s, n in placed if _stage(t) == "open"), default=0)
    end = min((s for t, s, _ in placed if _stage(t) == "end"), default=total)
    if end - begin < 500 * len(texts):
        begin, end = 0, total
    lengths = share(end - begin, [reading_ms(t.text) for t in texts])
    out, at = [], begin
    for text, length in zip(texts, lengths, strict=True):
        out.append((text, at, min(length, max(reading_ms(text.text) * 2, 4000))))
        at += length
    return out


def _apart(
    placed: list[tuple[AskedText, int, int]], total: int
) -> list[tuple[AskedText, int, int]]:
    """In order of time, cut so that none lies over another; a watermark stays for the whole."""
    marks = [p for p in placed if p[0].purpose == "watermark"]
    row = sorted((p for p in placed if p[0].purpose != "watermark"), key=lambda p: p[1])
    out: list[tuple[AskedText, int, int]] = []
    for text, start, length in row:
        if out:
            before, at, span = out[-1]
            if start - at < 400:  # at one time: one after the other
                half = max(1, min(span, total - at) // 2)
                out[-1] = (before, at, half)
                start, length = at + half, max(1, min(length, total - at - half))
            elif at + span > start:
                out[-1] = (before, at, start - at)
        out.append((text, start, min(length, total - start)))
    return [p for p in out if p[2] > 0] + marks


def _segments(
    seg_id: str, text: AskedText, start_ms: int, duration_ms: int, language: str
) -> list[TextSegment]:
    role = overlay_role(text)
    more = {"position": text.place, **looks_in(text.words)}
    if role == "caption":
        return segments.captions(
            seg_id, text.text, language, start_ms=start_ms, duration_ms=duration_ms, **more
        )
    return [
        segments.text(seg_id, text.text, role, start_ms=start_ms, duration_ms=duration_ms, **more)
    ]
