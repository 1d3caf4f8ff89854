"""What a media file holds, and whether it can be decoded at all.

Run as `python -m nemo_studio.media.probe FILE…` it prints one JSON object for each file:
{"ok": true, "info": …} or {"ok": false, "error": …}. The studio runs it so, in a process of its
own, since a hostile file may crash or hang a decoder.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from nemo_wire.formats import SIGNATURE_BYTES, UPLOAD_LIST, Kind, kind_of, sniff

MAX_IMAGE_PIXELS = 100_000_000
PROBE_TIMEOUT_S = 60.0


class UnsupportedMedia(ValueError):
    """The file is of no supported format or cannot be decoded; the message says which."""


@dataclass(frozen=True)
class MediaInfo:
    """`duration` in seconds (0.0 for stills); sizes are as shown, rotation and EXIF applied."""

    file_type: Kind
    format: str
    duration: float = 0.0
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    has_audio: bool = False


def probe(path: Path) -> MediaInfo:
    """Decodes the beginning of a file. Raises UnsupportedMedia."""
    with path.open("rb") as file:
        head = file.read(SIGNATURE_BYTES)
    if not head:
        raise UnsupportedMedia("the file is empty")
    found = sniff(head)
    kind = kind_of(found) if found else None
    if found is None or kind is None:
        raise UnsupportedMedia(f"not a supported format ({UPLOAD_LIST})")
    try:
        return _image(path, found) if kind == "image" else _stream(path, found)
    except UnsupportedMedia:
        raise
    except Exception as error:  # decoders raise whatever they like
        raise UnsupportedMedia(f"the file is damaged or cannot be decoded ({error})") from error


def _image(path: Path, found: str) -> MediaInfo:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # checked here, with an error of ours
    with Image.open(path) as image:
        if image.width * image.height > MAX_IMAGE_PIXELS:
            raise UnsupportedMedia(
                f"{image.width}x{image.height} pixels are too many; the limit is 100 megapixels"
            )
        image.draft("RGB", (512, 512))  # a JPEG decodes at an eighth: enough to find damage
        width, height = _shown_size(path)
        ImageOps.exif_transpose(image).load()
    return MediaInfo("image", found, width=width, height=height)


def _shown_size(path: Path) -> tuple[int, int]:
    from PIL import ExifTags, Image

    with Image.open(path) as image:
        turned = image.getexif().get(ExifTags.Base.Orientation, 1) >= 5
        return (image.height, image.width) if turned else (image.width, image.height)


def _stream(path: Path, found: str) -> MediaInfo:
    import av

    from nemo_studio.media.container import open_media

    with open_media(path) as container:
        sound = bool(container.streams.audio)
        pictures = [s for s in container.streams.video if not _is_cover(s)]
        seconds = float(container.duration or 0) / av.time_base
        if not pictures:
            if not sound:
                raise UnsupportedMedia("the file holds neither picture nor sound")
            next(container.decode(audio=0))
            return MediaInfo("audio", found, duration=round(seconds, 3), has_audio=True)
        video = pictures[0]
        frame = next(container.decode(video))
        turned = int(getattr(frame, "rotation", 0) or 0) % 180 != 0
        width, height = (frame.height, frame.width) if turned else (frame.width, frame.height)
        if not seconds and video.duration and video.time_base:
            seconds = float(video.duration * video.time_base)
        rate = video.average_rate or video.guessed_rate
        return MediaInfo(
            "video",
            found,
            duration=round(seconds, 3),
            width=width,
            height=height,
            fps=round(float(rate), 3) if rate else None,
            has_audio=sound,
        )


def _is_cover(stream: object) -> bool:
    """Album art travels as a video stream of one picture."""
    disposition = getattr(stream, "disposition", None)
    return bool(disposition and "attached_pic" in str(disposition).lower())


def main(paths: Sequence[str]) -> int:
    for path in paths:
        try:
            answer = {"ok": True, "info": asdict(probe(Path(path)))}
        except UnsupportedMedia as error:
            answer = {"ok": False, "error": str(error)}
        print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
