"""Designed palettes by their names, which a storyboard's `palette` can be."""

from __future__ import annotations

from .draft import Palette

# name: backgrounds from the calmest to the liveliest, text, muted, accent. Every text and muted
# colour reads on all of them (tests/test_palette.py holds 4.5 for texts, 3 for the accent).
_DESIGNS: dict[str, tuple[tuple[str, ...], str, str, str]] = {
    "warm": (("#2b1410", "#5a2217", "#8a3a1c"), "#fff4e6", "#f3d3b8", "#ffb454"),
    "cool": (("#0b1a2e", "#123457", "#1b4d76"), "#f2f8ff", "#bdd5ea", "#5cc8ff"),
    "dark": (("#0c0d10", "#16181d", "#23262e"), "#f5f6f8", "#b4bac6", "#ff6b4a"),
    "pastel": (("#fdf0f3", "#e9e4fb", "#dff1f2"), "#2f2a47", "#55506e", "#a63e74"),
    "neon": (("#0a0618", "#1b0a3a", "#330a52"), "#ffffff", "#cdbdf2", "#3dffc8"),
    "nature": (("#10231a", "#1c3d2b", "#2f5a3a"), "#f4f8ee", "#c9dbc0", "#c8e06a"),
    "fresh": (("#f2faf2", "#e0f4e4", "#cbecd8"), "#10332a", "#3a5f53", "#0a7048"),
    "ocean": (("#04222e", "#0a4152", "#0d5866"), "#effcfb", "#b5dbdc", "#7fe7d4"),
    "sunset": (("#2a1138", "#5e1b4f", "#8d2c49"), "#fff3ec", "#f0c9cf", "#ffb25e"),
    "mono": (("#f4f4f2", "#e8e8e5", "#dcdcd8"), "#141414", "#4a4a48", "#b3261e"),
    "luxury": (("#0d0b09", "#1c1712", "#2c241b"), "#f8f1e4", "#cdbfa6", "#d9b46a"),
    "corporate": (("#f5f8fc", "#e6eef7", "#d6e3f2"), "#0f2440", "#3f5673", "#1457c4"),
    "playful": (("#fff3d6", "#ffe2c9", "#ffd9dd"), "#3a1d5c", "#5b4377", "#c2264f"),
    "vintage": (("#f3e7d0", "#e9d8b8", "#dfc9a4"), "#33241a", "#57432f", "#9c3a1e"),
    "coffee": (("#1f130d", "#3a2418", "#5a3a26"), "#fdf3e4", "#e2cbb0", "#e9a65b"),
    "tech": (("#070b16", "#0e1730", "#17264d"), "#f3f6ff", "#b3c0e0", "#6ea8ff"),
    "energy": (("#17080a", "#3d0b12", "#6b101b"), "#fff5f2", "#f0c2bd", "#ffd23f"),
    "slate": (("#14181c", "#222a31", "#34404a"), "#f6f8f9", "#bcc7cf", "#ffc857"),
    "indigo": (("#141233", "#24205c", "#3a2f85"), "#f7f5ff", "#c9c3ee", "#ffb86b"),
}  # fmt: skip
NAMES = tuple(_DESIGNS)


def designed(name: str) -> Palette | None:
    """The palette of that name, in letters of any size; None where none is called so."""
    name = name.strip().lower()
    if name not in _DESIGNS:
        return None
    background, text, muted, accent = _DESIGNS[name]
    return Palette(name=name, background=list(background), text=text, muted=muted, accent=accent)
