"""Reading FFmpeg's filter graphs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import av


def pulled(graph: Any) -> Iterator[Any]:
    """The frames that a graph, or its sink, has ready."""
    while (frame := _next(graph)) is not None:
        yield frame


def _next(graph: Any) -> Any:
    try:
        return graph.pull()
    except (av.BlockingIOError, av.EOFError):
        return None
