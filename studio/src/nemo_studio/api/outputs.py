"""The `output` object of a render request, as settings for the renderer.

Documented for the cloud: `format`, `quality`, `resolution` ("1080p") and fps "if supported";
unknown keys are ignored.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from nemo_studio.api.errors import bad_request
from nemo_studio.renderer.settings import OutputSettings


def parse_output(output: dict[str, Any]) -> dict[str, Any]:
    """The fields of `OutputSettings`. Raises 400 for a value that the renderer cannot give."""
    settings: dict[str, Any] = {
        "format": str(output.get("format") or "mp4").lower(),
        "quality": str(output.get("quality") or "high").lower(),
    }
    if output.get("resolution") not in (None, ""):
        settings["resolution"] = _short_side(output["resolution"])
    if output.get("fps") not in (None, ""):
        settings["fps"] = _number(output["fps"])
    try:
        return asdict(OutputSettings(**settings))
    except ValueError as error:
        raise bad_request(f"output: {error}") from None


def _short_side(value: Any) -> Any:
    """1080 from 1080, "1080", "1080p" or "1920x1080"."""
    sides = re.fullmatch(r"(\d{1,6})[x×](\d{1,6})", str(value).lower())
    if sides:
        return min(int(sides[1]), int(sides[2]))
    return _number(str(value).lower().removesuffix("p"))


def _number(value: Any) -> Any:
    return int(value) if re.fullmatch(r"\d{1,6}", str(value)) else value
