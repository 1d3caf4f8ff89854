"""Where a render is at work: in the log as things are opened, in the error when one breaks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from nemo_studio.renderer.assets import AssetError
from nemo_studio.renderer.settings import RenderCancelled, RenderError, RenderFault
from nemo_studio.timeline.draft import TimelineError

OPENING = "opening "
KNOWN = (AssetError, TimelineError, RenderError, RenderCancelled)
"""Errors that already say where they come from."""
log = logging.getLogger(__name__)


@contextmanager
def located(where: str) -> Iterator[None]:
    """What breaks inside in an unforeseen way becomes a RenderFault that names `where`."""
    try:
        yield
    except KNOWN:
        raise
    except Exception as error:
        raise RenderFault(f"{where}: {type(error).__name__}: {error}") from error


@contextmanager
def opening(where: str) -> Iterator[None]:
    """As `located`, and told to the log: after a crash its last such line names the culprit."""
    log.info("%s%s", OPENING, where)
    with located(where):
        yield


def last_opened(text: str) -> str | None:
    """What the end of a log names as opened last; None when it names nothing."""
    _, found, rest = text.rpartition(OPENING)
    return rest.splitlines()[0] if found and rest else None
