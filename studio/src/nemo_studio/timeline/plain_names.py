"""How members of a video, places in it and keys are called in an instruction to an editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .identity import next_number
from .patch_orders import Step
from .paths import PREFIXES, near_id
from .plain_members import Members
from .problems import Problem, StoryboardError, has_sentence


class Names(Members):
    """Scenes are called by their number in `document`, else by that of their id (s3: scene 3);
    other members by their words or file, where the document is known."""

    def __init__(
        self, document: Mapping[str, Any] | None, language: str, files: Sequence[str]
    ) -> None:
        self.document: Mapping[str, Any] = document or {}
        super().__init__(language, files, self.document.get("defaults") or {})
        self.is_whole = document is not None and not document.get("partial")
        self.numbers = {m["id"]: n for n, m in enumerate(self._members("scenes"), 1)}
        self.made: set[str] = set()  # ids of new members
        self.reordered = False  # whether indices are no more those of the document

    def noun(self, steps: Sequence[Step], path: str = "") -> str:
        """ "scene 2", "the text “Ada” in scene 4", "every overlay", "the music"; "the video"."""
        if not steps:
            return self.say("ref_video")
        outer = steps[:-1]
        scene = self._id(outer[0], path) if outer else ""
        said = self._noun(steps[-1], path, scene)
        return self.say("inside", what=said, place=self.noun(outer, path)) if outer else said

    def lead(self, steps: Sequence[Step], path: str) -> str:
        """What an instruction is about, at the head of its sentence; "" for the video itself."""
        if not steps:
            return ""
        if tuple(steps) == (("scenes", "*"),):
            return self.say("in_every_scene")
        return self.capital(self.noun(steps, path))

    def place(self, steps: Sequence[Step], path: str, *, moved: bool = False) -> str:
        """Where a member goes: "before scene 1", "after scene 4", "at the end" (moved: "to the
        end")."""
        holder, name = steps[-1]
        to = "to" if moved else "at"
        if len(steps) > 1:
            return self.say(f"{to}_scene", place=self.noun(steps[:-1], path))
        if holder not in ("scenes", "overlays"):
            return self.say(f"{to}_{holder}")
        there = self._members(holder)
        at_end = name == "-" or (not self.reordered and name == str(len(there)))
        if not at_end:
            return self.say("before_it", what=self.noun(steps, path))
        if holder == "scenes" and there and not self.reordered:
            return self.say("after_it", what=self.say("ref_scenes", number=len(there)))
        return self.say(f"{to}_end_{holder}")

    def label(self, rest: Sequence[str]) -> str:
        """The name of a key: "the camera movement", "the text colour in the style of the text"."""
        key = rest[-1]
        if len(rest) > 1 and rest[0] in ("items", "colors"):
            return self.say("numbered", what=self.say(f"part_{rest[0]}"), number=_counted(key))
        named = has_sentence(f"label_{key}")
        own = self.say(f"label_{key}") if named else self.say("label_other", key=key)
        if len(rest) == 1 or rest[:-1] == ("defaults",):
            return own
        return self.say("label_of", what=own, whole=self.label(rest[:-1]))

    def is_text(self, step: Step, path: str) -> bool | None:
        """Whether an overlay is a text; None where that is not known."""
        known = self._known("overlays", self._id(step, path))
        return "text" in known if known is not None else None

    def note_new(self, holder: str, value: Any) -> None:
        """A new member has come: it has its own id, or the next number."""
        self.reordered = True
        own = value.get("id") if isinstance(value, Mapping) else None
        if isinstance(own, str):
            self.made.add(own)
        elif self.is_whole:
            there = {*self.made, *(m["id"] for m in self._all(holder))}
            self.made.add(f"{PREFIXES[holder]}{next_number(PREFIXES[holder], there)}")

    def _noun(self, step: Step, path: str, scene: str) -> str:
        holder, name = step[0], self._id(step, path, scene)
        if holder == "music":
            return self.say("ref_music")
        if name == "*":
            return self.say(f"every_{holder}")
        if name in self.made:
            return self.say(f"new_{holder}")
        if holder == "scenes" and name in self.numbers:
            return self.say("ref_scenes", number=self.numbers[name])
        known = self._known(holder, name, scene) if holder != "scenes" else None
        if known and (content := self._content(known)):
            return self.say(f"ref_{holder}_known", content=content)
        if name.isdigit():
            key = "ref_then" if self.reordered else f"ref_{holder}"
            return self.say(key, number=_counted(name), what=self.say(f"one_{holder}"))
        digits = name[1:] if name[:1] == PREFIXES[holder] and name[1:].isdigit() else ""
        return self.say(f"ref_{holder}", number=digits or self.quoted(name))

    def _id(self, step: Step, path: str, scene: str = "") -> str:
        """The id that a step means; itself where that is not known."""
        holder, name = step
        ids = [m["id"] for m in self._members(holder, scene)]
        if name in ids or name in ("*", "-", "") or name in self.made:
            return name
        if name.isdigit():
            known = int(name) < len(ids) and not self.reordered
            return str(ids[int(name)]) if known else name
        if self.is_whole and scene != "*" and scene not in self.made:
            told = {"kind": holder, "value": name}
            problem = Problem(path, "no_member", told, near_id(name, ids), tuple(ids))
            raise StoryboardError([problem])
        return name

    def _members(self, holder: str, scene: str = "") -> list[Mapping[str, Any]]:
        """The members of a list; of the scene's where one is named."""
        owner: Any = self.document if not scene else self._known("scenes", scene) or {}
        found = owner.get(holder)
        return [m for m in found if "id" in m] if isinstance(found, list) else []

    def _all(self, holder: str) -> list[Mapping[str, Any]]:
        scenes = [m["id"] for m in self._members("scenes")]
        return [m for scene in ("", *scenes) for m in self._members(holder, scene)]

    def _known(self, holder: str, name: str, scene: str = "") -> Mapping[str, Any] | None:
        return next((m for m in self._members(holder, scene) if m["id"] == name), None)

    def _content(self, member: Mapping[str, Any]) -> str:
        for key in ("text", "voice"):
            if isinstance(member.get(key), str):
                return self.quoted(member[key])
        if "asset" in member:
            return str(self.name_of(member["asset"], sound=False))
        return self.say(f"is_mood_{member['mood']}") if "mood" in member else ""


def _counted(index: str) -> str:
    """An index from 0 as people count."""
    return str(int(index) + 1) if index.isdigit() else index
