"""A session with the director, as a studio keeps it, and what its timeline holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nemo_studio.director import Asset, Project, Say, ToolCall, ToolResult, respond
from nemo_studio.director.project import Asked
from nemo_studio.timeline.draft import TextSegment, Timeline, load_timeline

PHOTOS = [
    Asset(f"p{i}", name, "image", None, 4000, 3000)
    for i, name in enumerate(("beach.jpg", "dog.jpg", "cake.jpg", "town.jpg"), 1)
]
LOGO = Asset("lg", "logo.png", "image", None, 500, 500)


class Session:
    """A project, after a brief; `say` answers a message and keeps the draft and the question."""

    def __init__(self, brief: str, assets: Sequence[Asset] = ()) -> None:
        self.project = Project(assets=list(assets))
        self.say(brief)

    def say(self, message: str) -> str:
        steps = list(respond(message, self.project))
        asked = [s.args for s in steps if isinstance(s, ToolCall) and s.name == "ask_question"]
        self.project.asked = Asked(message, asked[0]) if asked else None
        for step in steps:
            if isinstance(step, ToolResult) and step.draft:
                self.project.draft = step.draft
        return " ".join(s.text for s in steps if isinstance(s, Say))

    @property
    def timeline(self) -> Timeline:
        return load_timeline(self.project.draft)

    @property
    def scenes(self) -> list[Any]:
        """The pictures of the lowest track."""
        return list(self.timeline.video_tracks[0].segments)

    @property
    def overlays(self) -> list[Any]:
        return [s for track in self.timeline.video_tracks[1:] for s in track.segments]

    @property
    def sources(self) -> list[str]:
        """The ids of what the lowest track shows."""
        return [getattr(p, "src", p.type) for p in self.scenes]

    @property
    def lengths(self) -> list[int]:
        """How long each scene is, in ms."""
        return [p.duration_ms for p in self.scenes]

    @property
    def texts(self) -> list[TextSegment]:
        found = [t for track in self.timeline.text_tracks for t in track.segments]
        return sorted(found, key=lambda t: t.start_ms)

    @property
    def words(self) -> list[str]:
        return [t.text for t in self.texts]

    @property
    def music(self) -> Any:
        sounds = [s for track in self.timeline.audio_tracks for s in track.segments]
        return next((s for s in sounds if s.type == "music"), None)
