"""The fonts: where they are, at which weight, and which of them has a character.

Fonts come from packages of the environment (variable TrueType, SIL OFL), so a fresh machine has
them and nothing is fetched at run time. Only what none of them covers (emoji, rarer scripts) is
looked for among the operating system's own fonts; common emoji are drawn here where it has none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import uharfbuzz as hb

from nemo_studio.renderer.text.emoji import SKETCHES, drawing_of

CJK = "justmytype_intl_cjk"
RTL = "justmytype_intl_rtl"

# family -> (package, file in it, italic file or None)
PACKAGED: dict[str, tuple[str, str, str | None]] = {
    "inter": ("fontpkg_inter", "files/Inter[opsz,wght].ttf", "files/Inter-Italic[opsz,wght].ttf"),
    "montserrat": (
        "fontpkg_montserrat",
        "files/Montserrat[wght].ttf",
        "files/Montserrat-Italic[wght].ttf",
    ),
    "playfair": (
        "fontpkg_playfair_display",
        "files/PlayfairDisplay[wght].ttf",
        "files/PlayfairDisplay-Italic[wght].ttf",
    ),
    "noto": (
        "fontpkg_noto_sans",
        "files/NotoSans[wdth,wght].ttf",
        "files/NotoSans-Italic[wdth,wght].ttf",
    ),
    "noto-sc": (CJK, "fonts/ofl/notosanssc/NotoSansSC[wght].ttf", None),
    "noto-tc": (CJK, "fonts/ofl/notosanstc/NotoSansTC[wght].ttf", None),
    "noto-jp": (CJK, "fonts/ofl/notosansjp/NotoSansJP[wght].ttf", None),
    "noto-kr": (CJK, "fonts/ofl/notosanskr/NotoSansKR[wght].ttf", None),
    "noto-arabic": (RTL, "fonts/ofl/notosansarabic/NotoSansArabic[wdth,wght].ttf", None),
    "noto-hebrew": (RTL, "fonts/ofl/notosanshebrew/NotoSansHebrew[wdth,wght].ttf", None),
}
DISPLAY_OPTICAL_SIZE = 32  # Inter's drawing for large sizes
EMOJI_FILES = ("NotoColorEmoji.ttf", "Apple Color Emoji.ttc", "seguiemj.ttf", "TwitterColorEmoji*")
# Fonts of the common systems with wide coverage, for what the packages lack.
SYSTEM_FILES = (
    "NotoSansSymbols2-Regular.ttf", "NotoSansSymbols-Regular.ttf", "DejaVuSans-Bold.ttf",
    "DejaVuSans.ttf", "seguisym.ttf", "Apple Symbols.ttf", "Arial Unicode.ttf",
    "NotoSansThai*.ttf", "LeelawUI.ttf", "Thonburi.ttc", "NotoSansBengali*.ttf", "Nirmala.ttf",
    "NotoSansTamil*.ttf", "Kohinoor.ttc", "Unifont.ttf", "unifont.ttf",
)  # fmt: skip


class FontError(RuntimeError):
    """A packaged font that is not there: the environment is incomplete."""


@dataclass(eq=False)
class Typeface:
    """One font at one weight. Compared by identity; made once (see `typeface`)."""

    name: str
    font: Any  # hb.Font, its scale is `upem` units per em
    covered: Any  # set of code points (hb.Set or Python's)
    upem: int
    color: bool = False

    def has(self, char: str) -> bool:
        return ord(char) in self.covered


@lru_cache(maxsize=64)
def _face(path: str, index: int = 0) -> tuple[Any, Any]:
    face = hb.Face(hb.Blob.from_file_path(path), index)
    return face, face.unicodes


def _open(path: Path, name: str, weight: int, *, optical: int | None = None) -> Typeface:
    face, covered = _face(str(path))
    font = hb.Font(face)
    axes = {axis.tag: axis for axis in face.axis_infos}
    wanted = {"wght": weight, "opsz": optical or DISPLAY_OPTICAL_SIZE}
    values = {
        tag: min(max(value, axes[tag].min_value), axes[tag].max_value)
        for tag, value in wanted.items()
        if tag in axes
    }
    if values:
        font.set_variations(values)
    color = bool(face.has_color_png or face.has_color_paint or face.has_color_layers)
    return Typeface(name, font, covered, face.upem, color)


@lru_cache(maxsize=64)
def typeface(family: str, weight: int, italic: bool = False) -> Typeface:
    """A packaged family at a weight (100 to 900). Raises FontError when it is not installed."""
    package, upright_file, italic_file = PACKAGED[family]
    name = italic_file if italic and italic_file else upright_file
    path = _packaged(package, name)
    if path is None:
        raise FontError(
            f"the font {family!r} is missing: install the package "
            f"{package.replace('_', '-')!r} (dependency group 'studio')"
        )
    return _open(path, family, weight)


def _packaged(package: str, name: str) -> Path | None:
    try:
        path = Path(str(files(package) / name))
    except ModuleNotFoundError:
        return None
    return path if path.is_file() else None


def _font_folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "darwin":
        named = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    elif sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", str(home)))
        named = [
            Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
            local / "Microsoft/Windows/Fonts",
        ]
    else:
        data = Path(os.environ.get("XDG_DATA_HOME", str(home / ".local/share")))
        named = [data / "fonts", home / ".fonts", Path("/usr/local/share/fonts")]
        named.append(Path("/usr/share/fonts"))
    return [folder for folder in named if folder.is_dir()]


def _find(patterns: Iterable[str]) -> list[Path]:
    """Files of the system's font folders, in the patterns' order, one for each pattern."""
    folders = _font_folders()
    found = []
    for pattern in patterns:
        hits = (hit for folder in folders for hit in sorted(folder.rglob(pattern)))
        hit = next(hits, None)
        if hit:
            found.append(hit)
    return found


@lru_cache(maxsize=1)
def emoji_face() -> Typeface | None:
    """The system's colour emoji font, or None."""
    for path in _find(EMOJI_FILES):
        try:
            opened = _open(path, "emoji", 400)
        except hb.HarfBuzzError:
            continue
        if opened.color:
            return opened
    return None


class DrawnTypeface(Typeface):
    """The emoji that are drawn here, as a font without shaping: one glyph for each cluster."""

    ADVANCE = 1.245  # em, as the common emoji fonts

    def __init__(self) -> None:
        self.names = tuple(SKETCHES)  # by glyph
        self._glyphs = {name: glyph for glyph, name in enumerate(self.names)}
        single = {ord(name) for name in self.names if len(name) == 1}
        super().__init__("drawn-emoji", None, single, 1000, color=True)

    def glyph(self, cluster: str) -> int | None:
        """The number of the picture that stands for a grapheme; see `drawing_of`."""
        name = drawing_of(cluster)
        return None if name is None else self._glyphs[name]


@lru_cache(maxsize=1)
def drawn_face() -> DrawnTypeface:
    return DrawnTypeface()


@lru_cache(maxsize=1)
def system_faces() -> tuple[Typeface, ...]:
    """Fonts of the system that may have what the packages lack; read once, when first needed."""
    return tuple(_open(path, path.stem, 700) for path in _find(SYSTEM_FILES))


def cjk_family(language: str, text: str = "") -> str:
    """Which regional drawing of the ideographs fits: kana and hangul decide, then the language."""
    if any("\u3040" <= c <= "\u30ff" for c in text):
        return "noto-jp"
    if any("\uac00" <= c <= "\ud7af" or "\u1100" <= c <= "\u11ff" for c in text):
        return "noto-kr"
    tag = language.lower().replace("_", "-")
    if tag.startswith("ja"):
        return "noto-jp"
    if tag.startswith("ko"):
        return "noto-kr"
    if tag.startswith(("zh-tw", "zh-hk", "zh-mo", "zh-hant")):
        return "noto-tc"
    return "noto-sc"


@dataclass(frozen=True)
class FontStack:
    """An ordered choice of fonts for one style: the named family first, then the fallbacks."""

    family: str
    weight: int
    italic: bool
    cjk: str

    def candidates(self) -> Iterable[Typeface]:
        yield typeface(self.family, self.weight, self.italic)
        yield self.ideographs()
        yield typeface("noto-arabic", self.weight)
        yield typeface("noto-hebrew", self.weight)
        yield typeface("inter", self.weight, self.italic)
        yield typeface("noto", self.weight, self.italic)
        for family in ("noto-sc", "noto-tc", "noto-jp", "noto-kr"):
            yield typeface(family, self.weight)
        yield from system_faces()

    def ideographs(self) -> Typeface:
        """The regional CJK font; at 900 its strokes close up, so at most 800."""
        return typeface(self.cjk, min(self.weight, 800))
