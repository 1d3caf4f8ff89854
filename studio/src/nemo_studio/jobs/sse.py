"""Events as server-sent-event frames: one `data:` line each and nothing else, as ADK writes them.

The heartbeat is not ADK's; it has the only form that a vendor's text shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from nemo_studio.jobs.events import Event

HEARTBEAT = 'data: {"type":"heartbeat"}\n\n'
FRAGMENT = re.compile(r".{1,12}", re.DOTALL)


def frame(value: dict[str, Any]) -> str:
    """UTF-8 is left as it is, also U+2028."""
    return f"data: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}\n\n"


def spoken(event: Event) -> list[str]:
    """The event's words for the user; thoughts are none."""
    parts = event.get("content", {}).get("parts", [])
    return [part["text"] for part in parts if "text" in part and not part.get("thought")]


def fragments(event: Event) -> Iterator[Event]:
    """A text event as ADK streams it: partial fragments, then one event that repeats the whole."""
    for text in spoken(event):
        for piece in FRAGMENT.findall(text):
            content = {"parts": [{"text": piece}], "role": "model"}
            yield {**event, "content": content, "partial": True}
        yield {**event, "partial": False}


async def frames(events: AsyncIterator[Event | None], *, streaming: bool) -> AsyncIterator[str]:
    """The stream of a run's events; None stands for a heartbeat."""
    async for event in events:
        if event is None:
            yield HEARTBEAT
        elif streaming and spoken(event):
            for fragment in fragments(event):
                yield frame(fragment)
        else:
            yield frame(event)
