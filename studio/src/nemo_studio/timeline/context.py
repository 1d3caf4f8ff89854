"""What a storyboard is read with: the material that it names, and what only a studio can do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nemo_wire.formats import Kind, extension, kind_of

from .draft import Palette

Piece = tuple[int, int, str]  # start ms, duration ms, words
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# Netflix's timed text guides: 42 characters a line for Latin scripts, 16 for Chinese (13 for
# Japanese, 16 for Korean), two lines.
LATIN_LINE, WIDE_LINE = 42, 16


@dataclass(frozen=True)
class Asset:
    """An uploaded file. `duration_ms` is None for stills, and where it is not known, as the sizes
    are then."""

    id: str
    name: str
    kind: Kind
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    has_audio: bool = False

    @property
    def landscape(self) -> bool | None:
        """True for wide, False for tall, None for square or unknown."""
        if not self.width or not self.height or self.width == self.height:
            return None
        return self.width > self.height


def is_short(words: str) -> bool:
    """Whether words surely fit one caption."""
    line = WIDE_LINE if WIDE.search(words) else LATIN_LINE
    return len(words) <= line and "\n" not in words


def split_evenly(words: str, duration_ms: int, language: str) -> list[Piece]:
    """A long caption in pieces of at most two lines, each with time by its length.

    For where no studio is: it knows words and spaces, not where phrases end.
    """
    wide = bool(WIDE.search(words))
    parts = list(words) if wide else words.split()
    most, gap = 2 * (WIDE_LINE if wide else LATIN_LINE), "" if wide else " "
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(gap) + len(part) <= most:
            lines[-1] += gap + part
        else:
            lines.append(part)
    whole, at, said = sum(map(len, lines)) or 1, 0, 0
    out: list[Piece] = []
    for left, line in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
        said += len(line)
        end = max(at + 1, min(round(duration_ms * said / whole), duration_ms - left))
        out.append((at, end - at, line))
        at = end
    return out


@dataclass(frozen=True)
class Context:
    """`language`: the session's. Left out, `split`, `palette` and `measure` do what can be done
    without a studio: enough to check a storyboard, not to make its video.

    split(words, duration_ms, language): a long caption in pieces that fill the time.
    palette(words, seed): the colours that words ask for which name none of `designs`; None where
        they ask for none.
    measure(words, language): how long it takes to say them in ms; None: there is no voice.
    undrawn(words): of their letters those that no font here has.
    """

    assets: Sequence[Asset] = ()
    language: str = "en"
    split: Callable[[str, int, str], list[Piece]] = split_evenly
    palette: Callable[[str, int], Palette | None] | None = None
    measure: Callable[[str, str], int | None] | None = None
    undrawn: Callable[[str], Sequence[str]] | None = None
    _by_id: dict[str, Asset] = field(init=False, repr=False, default_factory=dict)
    _names: dict[str, int] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for asset in self.assets:
            self._by_id[asset.id] = asset
            self._names[asset.name] = self._names.get(asset.name, 0) + 1

    def pieces(self, words: str, duration_ms: int, language: str) -> list[Piece]:
        """A caption in the pieces in which it is shown: one, where it is short or has no time for
        more."""
        found = [] if is_short(words) else self.split(words, duration_ms, language)
        return found if 1 < len(found) <= duration_ms else [(0, duration_ms, words)]

    def asset(self, asset_id: str) -> Asset | None:
        return self._by_id.get(asset_id)

    def name_of(self, asset_id: str) -> str:
        """How a file is called in a storyboard: by its name, by its id where two share one."""
        asset = self._by_id.get(asset_id)
        if asset is None or self._names[asset.name] > 1 or not asset.name:
            return asset_id
        return asset.name if asset.name not in self._by_id else asset_id

    def is_shared(self, named: str | int) -> bool:
        """Whether a name is that of several files, and no id."""
        return self._names.get(str(named), 0) > 1 and named not in self._by_id

    def find(self, named: str | int, *, sound: bool) -> Asset | None:
        """The file of a name, an id, or a number (1 is the first of its sort)."""
        if isinstance(named, int):
            sort = [a for a in self.assets if (a.kind == "audio") == sound]
            return sort[named - 1] if 1 <= named <= len(sort) else None
        if named in self._by_id:
            return self._by_id[named]
        exact = next((a for a in self.assets if a.name == named), None)
        return exact or self._written_otherwise(named)

    def _written_otherwise(self, named: str) -> Asset | None:
        """The one file of a name in other code points (Macs take letters and accents apart), or
        with another ending: an upload gives a file that of what is in it."""
        for asset in self.assets:
            if same_name(asset.name, named):
                return asset
        if kind_of(extension(named)) is None:
            return None
        alike = [a for a in self.assets if same_name(_stem(a.name), _stem(named))]
        return alike[0] if len(alike) == 1 else None


def same_name(one: str, other: str) -> bool:
    """Whether two names of files are one, accents composed or not."""
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
