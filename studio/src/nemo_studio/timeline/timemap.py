"""Where the moments of a video are after a cut: the spans that stay, and how long they play.

All times are milliseconds. A span belongs to one scene; spans with the same name are one scene
afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

LEAST_SCENE_MS = 100  # that `fit` makes of a scene, if it was not shorter before


@dataclass(frozen=True)
class Span:
    """[begin, end) on the video before; `length`: how long it plays now; `name`: its scene's id
    now; `scene`: the number, from 0, of the one that it was in. What `is_clip` keeps its pace and
    gets longer or shorter at its end, anything else is scaled."""

    scene: int
    name: str
    begin: int
    end: int
    length: int
    is_clip: bool = False

    def inside(self, offset: int) -> int:
        """Where a moment of it is now, both counted from its own beginning."""
        before = self.end - self.begin
        if self.length == before:
            return offset
        return min(offset, self.length) if self.is_clip else round(offset * self.length / before)


@dataclass(frozen=True)
class Stretch:
    """How short and how long `fit` can make a scene."""

    length: int
    least: int
    most: int | None


class TimeMap:
    """spans: in the order of time, which does not change."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self.starts: list[int] = []
        self.total = 0
        for span in spans:
            self.starts.append(self.total)
            self.total += span.length

    def start_of(self, moment: int) -> int:
        """Where what begins then begins now; what began in time that is gone begins where the rest
        closed up."""
        for span, start in zip(self.spans, self.starts, strict=True):
            if moment < span.begin:
                return start
            if moment < span.end:
                return start + span.inside(moment - span.begin)
        return self.total

    def end_of(self, moment: int) -> int:
        """Where what ended then ends now."""
        for span, start in zip(reversed(self.spans), reversed(self.starts), strict=True):
            if moment >= span.end:
                return start + span.length
            if moment > span.begin:
                return start + span.inside(moment - span.begin)
        return 0

    def runs(self) -> list[tuple[int, int]]:
        """(begin, end) on the video before of what stayed in one piece."""
        found = [(span.begin, span.end) for span in self.spans[:1]]
        for span, following in pairwise(self.spans):
            if span.end == following.begin:
                found[-1] = (found[-1][0], following.end)
            else:
                found.append((following.begin, following.end))
        return found

    def scenes(self) -> list[tuple[Span, int, int]]:
        """(its first span, where it begins now, how long it is now) of each scene."""
        found, at = [], 0
        for _, spans in groupby(self.spans, key=lambda s: s.name):
            own = list(spans)
            length = sum(s.length for s in own)
            found.append((own[0], at, length))
            at += length
        return found


def without(spans: Iterable[Span], begin: int, end: int, name: Callable[[], str]) -> list[Span]:
    """What is left without that time. name: of a new scene, where a clip is cut inside."""
    left = []
    for span in spans:
        if span.end <= begin or span.begin >= end:
            left.append(span)
            continue
        before, after = max(begin - span.begin, 0), max(span.end - end, 0)
        if before:
            left.append(replace(span, end=begin, length=before))
        if after:
            other = name() if before and span.is_clip else span.name
            left.append(replace(span, begin=end, length=after, name=other))
    return left


def divided(spans: Iterable[Span], moment: int, name: str) -> list[Span]:
    """The span over that moment as two scenes that go on."""
    out = []
    for span in spans:
        before = moment - span.begin
        if 0 < before < span.length:
            out.append(replace(span, end=moment, length=before))
            out.append(replace(span, begin=moment, length=span.length - before, name=name))
        else:
            out.append(span)
    return out


def fitted(scenes: Sequence[Stretch], total: int) -> list[int] | None:
    """The lengths in proportion that make exactly `total`; None where it cannot be reached.

    What is at its shortest or longest stays there, and the others take the rest.
    """
    least, most = reach(scenes)
    if not least <= total <= (total if most is None else most):
        return None
    fixed: dict[int, int] = {}
    exact: dict[int, float] = {}
    beyond: dict[int, int] | None = None
    while beyond is None or beyond:  # each round fixes some
        fixed |= beyond or {}
        free = [n for n in range(len(scenes)) if n not in fixed]
        rest, whole = total - sum(fixed.values()), sum(scenes[n].length for n in free)
        exact = {n: rest * scenes[n].length / whole for n in free}
        bounds = {n: _bound(scenes[n], exact[n], longer=rest > whole) for n in free}
        beyond = {n: bound for n, bound in bounds.items() if bound is not None}
    return _whole(scenes, fixed, exact, total - sum(fixed.values()))


def reach(scenes: Sequence[Stretch]) -> tuple[int, int | None]:
    """The shortest and the longest that they can be together; None: as long as one likes."""
    lengths = [s.most for s in scenes]
    most = None if None in lengths else sum(n for n in lengths if n is not None)
    return sum(s.least for s in scenes), most


def _bound(scene: Stretch, length: float, *, longer: bool) -> int | None:
    if longer:
        return scene.most if scene.most is not None and length > scene.most else None
    return scene.least if length < scene.least else None


def _whole(
    scenes: Sequence[Stretch], fixed: dict[int, int], exact: dict[int, float], rest: int
) -> list[int]:
    """Whole milliseconds that make the rest exactly: what rounding leaves goes to the largest
    remainders, which none is too long for."""
    floors = {n: int(length) for n, length in exact.items()}
    by_remainder = sorted(exact, key=lambda n: floors[n] - exact[n])
    for n in by_remainder[: rest - sum(floors.values())]:
        floors[n] += 1
    return [fixed[n] if n in fixed else floors[n] for n in range(len(scenes))]
