"""Texts that show at the same time, kept off each other: who stays, and who makes room.

A text that matters more keeps its place; the others move past it by the shortest way within the
safe area. What is at home at the foot of the picture stays there, and a card is laid out above it.
Only the segments decide, so every frame and every process comes to the same places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nemo_studio.renderer.text.canvas import Canvas, Rect
from nemo_studio.renderer.text.compose import Composition
from nemo_studio.renderer.text.layer import compose
from nemo_studio.timeline.draft import Palette, Place, Role, TextSegment

# From what stays to what gives way. Captions are looked for at one place, a mark is at home in
# any corner.
RANK: dict[Role, int] = {
    "card": 0, "title": 1, "subtitle": 2, "caption": 3, "cta": 4, "lower_third": 5, "watermark": 6,
}  # fmt: skip
FOOT_ROLES: tuple[Role, ...] = ("caption", "cta", "lower_third")
FOOT_PLACES: tuple[Place, ...] = ("auto", "bottom", "bottom_left", "bottom_right")
MOST_FOOT = 0.6  # of the safe height: more is not taken from a card
HANDOVER_MS = 400  # texts of one role that share no more follow each other
AIR = 0.02  # of the short side, kept between two texts
BOX = (0.020, 0.017)  # of the short side: how far a box reaches beyond its text

Shift = tuple[float, float]  # px to the right and down


class Places:
    """How far each of a timeline's text segments is moved; asked for by its number."""

    def __init__(self, segments: Sequence[TextSegment], canvas: Canvas, palette: Palette) -> None:
        self._segments, self._canvas, self._palette = segments, canvas, palette
        self._air = canvas.short_side * AIR
        self._order = sorted(
            range(len(segments)), key=lambda n: (RANK[segments[n].role], segments[n].start_ms, n)
        )
        self._rank = {number: place for place, number in enumerate(self._order)}
        self._times = [(s.start_ms, s.end_ms) for s in segments]
        self._cards = [n for n, s in enumerate(segments) if s.role == "card"]
        self._feet = [n for n, s in enumerate(segments) if _at_foot(s)]
        self._found: dict[int, tuple[Shift, Rect]] = {}

    def shift(self, number: int) -> Shift:
        """Whole pixels; (0, 0) for a text that is alone or comes first."""
        return self._place(number)[0] if self._rivals(number) else (0.0, 0.0)

    def canvas(self, number: int) -> Canvas:
        """What a segment is laid out on: a card, above the texts that are at the foot meanwhile."""
        if self._segments[number].role != "card":
            return self._canvas
        tops = [self._place(n)[1].y0 for n in self._meanwhile(number, self._feet)]
        safe = self._canvas.safe
        foot = max([0.0, *(safe.y1 - top + 2 * self._air for top in tops)])
        return replace(self._canvas, foot=round(min(foot, safe.height * MOST_FOOT)))

    def segment(self, number: int) -> TextSegment:
        """A segment as it is drawn: a caption that may stand on a card's panel brings a box."""
        own = self._segments[number]
        if own.role != "caption" or own.background != "auto" or not self._canvas.wide:
            return own
        below = [self._segments[n].layout for n in self._meanwhile(number, self._cards)]
        return own.model_copy(update={"background": "box"}) if "split" in below else own

    def _meanwhile(self, number: int, others: Sequence[int]) -> Iterator[int]:
        """Those of the others that are on screen with this one for more than a handover."""
        start, end = self._times[number]
        for n in others:
            if min(end, self._times[n][1]) - max(start, self._times[n][0]) > HANDOVER_MS:
                yield n

    def _place(self, number: int) -> tuple[Shift, Rect]:
        if number in self._found:
            return self._found[number]
        needed, open_ = {number}, [number]
        while open_:  # all on whose places this one hangs, and theirs
            new = [n for n in self._rivals(open_.pop()) if n not in needed]
            needed.update(new)
            open_ += new
        for one in sorted(needed, key=self._rank.__getitem__):
            if one not in self._found:
                self._found[one] = self._settled(one)
        return self._found[number]

    def _rivals(self, number: int) -> list[int]:
        """The segments on screen with this one that keep their places against it."""
        own, start, end = self._segments[number], *self._times[number]
        return [
            n for n in self._order[: self._rank[number]]
            if self._times[n][0] < end and start < self._times[n][1]
            and not self._follows(own, self._segments[n])
            and not (self._segments[n].role == "card" and _at_foot(own))
        ]  # fmt: skip

    def _follows(self, own: TextSegment, other: TextSegment) -> bool:
        """Whether the one takes the other's place, and may be seen with it for a moment."""
        if own.role != other.role:
            return False
        shared = min(own.end_ms, other.end_ms) - max(own.start_ms, other.start_ms)
        return own.role == "card" or shared <= HANDOVER_MS

    def _settled(self, number: int) -> tuple[Shift, Rect]:
        rivals = [self._found[n][1] for n in self._rivals(number)]
        own = self._room(compose(self._segments[number], self.canvas(number), self._palette))
        shift = self._free(own, rivals, corners=self._segments[number].role == "watermark")
        return shift, _moved(own, shift)

    def _room(self, composition: Composition) -> Rect:
        rects = [part.rect for part in composition.parts]
        whole = rects[0]
        for rect in rects[1:]:
            whole = whole.union(rect)
        short = self._canvas.short_side
        return whole.grown(short * BOX[0], short * BOX[1])

    def _free(self, own: Rect, rivals: Sequence[Rect], *, corners: bool) -> Shift:
        """The nearest place that touches no rival; where there is none, the least covered one."""
        best: tuple[float, float, Shift] | None = None
        # Hundreds of captions stand on the same few lines: each place is tried once.
        for shift in dict.fromkeys(self._ways(own, rivals, corners)):
            moved = _moved(own, shift)
            covered = sum(_shared(moved.grown(self._air / 2), rival) for rival in rivals)
            cost = covered, abs(shift[0]) + abs(shift[1])
            if best is None or cost < best[:2]:
                best = *cost, shift
        return best[2] if best else (0.0, 0.0)

    def _ways(self, own: Rect, rivals: Sequence[Rect], corners: bool) -> Iterator[Shift]:
        """Staying, and the moves past each rival that end inside of the safe area."""
        short = self._canvas.short_side
        area = self._canvas.safe.grown(short * BOX[0], short * BOX[1])
        yield 0.0, 0.0
        sides = [0.0]
        if corners:  # a mark may cross over to the other side
            sides += [area.x0 - own.x0, area.x1 - own.x1]
        for across in sides:
            ways = [0.0] if across else []
            for rival in rivals:
                ways += [rival.y0 - self._air - own.y1, rival.y1 + self._air - own.y0]
            if corners:
                ways += [area.y0 - own.y0, area.y1 - own.y1]
            for down in ways:
                moved = _moved(own, (across, down))
                if moved.y0 >= area.y0 - 1 and moved.y1 <= area.y1 + 1:
                    yield round(across), round(down)


def _at_foot(segment: TextSegment) -> bool:
    return segment.role in FOOT_ROLES and segment.position in FOOT_PLACES


def _moved(rect: Rect, shift: Shift) -> Rect:
    x, y = shift
    return Rect(rect.x0 + x, rect.y0 + y, rect.x1 + x, rect.y1 + y)


def _shared(one: Rect, other: Rect) -> float:
    """The area in both, px²."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    tall = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(wide, 0.0) * max(tall, 0.0)
