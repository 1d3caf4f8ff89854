"""File formats that may be uploaded and exported, by extension and by content.

Source of the upload list: the public skills (mp4 mov avi webm mkv, jpg png gif webp,
mp3 wav m4a aac). This module imports nothing heavy: client and studio both read it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

Kind = Literal["video", "image", "audio"]

MIME_TYPES: dict[str, str] = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "avi": "video/x-msvideo",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
}
EXPORT_FORMATS = ("mp4", "mov", "webm", "mkv", "avi", "gif")
UPLOAD_LIST = "mp4, mov, avi, webm, mkv; jpg, png, gif, webp; mp3, wav, m4a, aac"
SIGNATURE_BYTES = 64  # how much of a file `sniff` wants to see


def extension(name: str) -> str:
    """The lower-case extension of a file name or URL path, without its dot ("" when none)."""
    return Path(name).suffix.lower().lstrip(".")


def kind_of(ext: str) -> Kind | None:
    """ "video", "image" or "audio" for a supported extension, else None."""
    mime = MIME_TYPES.get(ext)
    return mime.split("/")[0] if mime else None  # type: ignore[return-value]


def sniff(head: bytes) -> str | None:
    """The extension that a file's first SIGNATURE_BYTES tell, or None for no supported format.

    Containers that share a signature are told apart by their brand (ISO-BMFF, RIFF) or
    doctype (EBML).
    """
    if head[:3] == b"\xff\xd8\xff":
        return "jpg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(head[8:12])
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "webm" if b"webm" in head else "mkv"
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in (b"M4A ", b"M4B "):
            return "m4a"
        if brand in (b"heic", b"heix", b"mif1", b"avif"):
            return None
        return "mov" if brand == b"qt  " else "mp4"
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free"):
        return "mov"  # QuickTime files may start without ftyp
    if head[:3] == b"ID3":
        return "mp3"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        # ADTS has layer bits 00; MPEG audio layers I to III do not.
        return "aac" if head[1] & 0x06 == 0 else "mp3"
    return None
