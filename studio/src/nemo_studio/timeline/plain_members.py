"""Scenes, texts, sounds and overlays of a storyboard as sentences for an editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from .defaults import CARD, COMMON, MEDIA, MUSIC_VOLUME, OVERLAY, STYLE_KEYS
from .plain_values import Wording, is_sound_file

_PICTURE_KEYS = (
    *(k for k in MEDIA if k not in ("motion_amount", "motion_easing")), *COMMON, "volume",
)  # fmt: skip
_SOUND_KEYS = (
    "language","volume", "speed", "loop", "fade_in_seconds", "fade_out_seconds", "duck", "speech",
)  # fmt: skip
_CLIP_KEYS = ("from_seconds", "to_seconds", "speed", "reverse", "volume")
Member = Mapping[str, Any]
NONE: Member = MappingProxyType({})


class Members(Wording):
    """`defaults`: those of the document, which scenes without values of their own follow."""

    def __init__(self, language: str, files: Sequence[str] = (), defaults: Member = NONE) -> None:
        super().__init__(language, files)
        self.defaults = defaults

    # --- scenes

    def scene(self, number: int, scene: Member, *, first: bool = False) -> str:
        """ "Scene 2 (3 seconds): …" """
        name = self.say("scene_head", number=number) + self.length_words(scene)
        return self.say("headed", what=name, said=self.scene_body(scene, first=first))

    def new_scene(self, scene: Member) -> str:
        """The same for one that has no number yet."""
        name = self.say("added_scene") + self.length_words(scene)
        return self.say("headed", what=name, said=self.scene_body(scene))

    def scene_body(self, scene: Member, *, first: bool = False) -> str:
        said = [self.stop(self.transition(scene, first=first))]
        said.append(self.stop(self.say("show", what=self.picture(scene))))
        said += [self.stop(s) for s in self.picture_settings(scene)]
        said.append(self.stop(self.card(scene)))
        said.append(self.stop(self.caption(scene)))
        said += [self.stop(self.text_words(t, "title", scene=True)) for t in scene.get("texts", ())]
        if voice := scene.get("voice"):
            said.append(self.stop(self.voice(voice)))
        said += [self.stop(self.sound(s, scene=True)) for s in scene.get("audio", ())]
        return self.text(said)

    def length(self, scene: Member) -> float | None:
        """The seconds of a scene; None where they hang on a file or a voice."""
        own, usual = scene.get("seconds"), self.defaults.get("seconds")
        if isinstance(own, int | float):
            return own
        if self.is_clip(scene):
            if "to_seconds" not in scene:
                return None
            part: float = scene["to_seconds"] - scene.get("from_seconds", 0)
            return part / (scene.get("speed") or 1)
        return None if own == "auto" or scene.get("voice") else usual

    def length_words(self, scene: Member) -> str:
        """ " (3 seconds)", or what gives the length; "" where nothing does."""
        if length := self.length(scene):
            said = self.seconds(length)
            if self.may_be_clip(scene):
                said = self.run([said, self.say("length_if_clip")])
            return self.say("in_brackets", said=said)
        if self.is_clip(scene):
            return self.say("in_brackets", said=self.say("length_of_clip"))
        if scene.get("voice"):
            return self.say("in_brackets", said=self.say("length_of_voice"))
        return ""

    def may_be_clip(self, scene: Member) -> bool:
        """Whether its length is that of a clip, if its file is one: which is not known."""
        if "seconds" in scene or "asset" not in scene or self.is_clip(scene):
            return False
        return self.kind(scene["asset"]) == ""

    def is_clip(self, member: Member) -> bool:
        """Whether it surely shows a clip."""
        if "asset" not in member:
            return False
        return bool(member.keys() & set(_CLIP_KEYS)) or self.kind(member["asset"]) == "video"

    def transition(self, scene: Member, *, first: bool = False) -> str:
        own = scene.get("transition")
        kind = own or self.defaults.get("transition")
        if kind is None or (first and (kind == "cut" or not kind.startswith("fade_"))):
            return ""
        said = self.say(f"opens_with_{kind}" if first else f"is_transition_{kind}")
        length = scene.get("transition_seconds", self.defaults.get("transition_seconds"))
        if length is not None and kind != "cut":
            said = self.say("lasting", said=said, seconds=self.seconds(length))
        return said if first else self.say("transition_into", value=said)

    # --- pictures

    def picture(self, member: Member) -> str:
        """What is seen: the file, or the kind of background."""
        named = member.get("asset")
        if named is None:
            return self.ground(member)
        said = self.file(named, clip=self.is_clip(member))
        part = self.part(member.get("from_seconds"), member.get("to_seconds"))
        return self.run([said, part, *self.settings(("speed", "reverse"), member, "scenes")])

    def ground(self, member: Member) -> str:
        style = member.get("background")
        said = self.setting("background", style, "scenes") if style else self.say("any_background")
        more = [self.setting("colors", member["colors"])] if member.get("colors") else []
        return self.run([said, *more, *self.settings(("speed",), member, "scenes")])

    def picture_settings(self, member: Member) -> list[str]:
        return self.settings(_PICTURE_KEYS, member, "scenes")

    def overlay(self, overlay: Member) -> str:
        """A text, or a picture above everything."""
        if overlay.get("text") is not None:
            return self.text_words(overlay, "title", whole=True)
        place = {} if "box" in overlay else {k: overlay.get(k, OVERLAY[k]) for k in OVERLAY}
        said = [self.picture(overlay), *self.settings(OVERLAY, place, "scenes")]
        said.append(self.times(overlay) or self.say("whole_video"))
        return self.join([*said, *self.picture_settings(overlay)])

    # --- texts

    def text_words(
        self, text: Member, usual: str, *, whole: bool = False, scene: bool = False
    ) -> str:
        """A timed text: its role, words, times and looks. whole: without times it stays for the
        whole video. scene: one holds it."""
        role, words = text.get("role") or usual, self.quoted(text["text"])
        plain = usual == role == "caption"  # where captions are listed, each need not be called one
        label = self.say(f"is_role_{role}")
        said = [words if plain else self.say("with_words", label=label, said=words)]
        said += self._companions(text)
        times = self.times(text, scene=scene, to_end=usual != "caption")
        said.append(times or (self.say("whole_video") if whole else ""))
        return self.join([*said, *self.settings(STYLE_KEYS, text, "texts")])

    def card(self, scene: Member) -> str:
        """The words that stand for the whole scene."""
        style = self.settings(STYLE_KEYS, scene.get("text_style") or {}, "texts")
        if not any(scene.get(k) for k in CARD):
            styled = self.say("styled", what=self.say("label_text"), said=self.join(style))
            return styled if style else ""
        role = "title" if "asset" in scene and "layout" not in scene else "card"
        words = self.quoted(scene["text"]) if scene.get("text") else self.say("no_headline")
        said = self.say("with_words", label=self.say(f"is_role_{role}"), said=words)
        return self.join([said, *self._companions(scene), *style])

    def _companions(self, text: Member) -> list[str]:
        return self.settings(
            [k for k in ("kicker", "body", "items", "layout") if text.get(k)], text, "card"
        )

    def caption(self, scene: Member) -> str:
        style = self.settings(STYLE_KEYS, scene.get("caption_style") or {}, "texts")
        if not scene.get("caption") and not style:
            return ""
        words = self.quoted(scene["caption"]) if scene.get("caption") else ""
        said = self.say("with_words", label=self.say("is_role_caption"), said=words).rstrip()
        return self.join([said, *style])

    def usual(self, defaults: Member) -> list[str]:
        """What holds wherever nothing else is said."""
        said = []
        scenes = {k: v for k, v in defaults.items() if not k.endswith("_style")}
        if told := self.join(self.settings(scenes, scenes, "scenes")):
            said.append(self.say("usual_scenes", said=told))
        for key in ("text_style", "caption_style"):
            style = defaults.get(key) or {}
            if told := self.join(self.settings(style, style, "texts")):
                said.append(self.say(f"usual_{key}", said=told))
        return said

    # --- sounds

    def voice(self, voice: str) -> str:
        label = self.say("label_voice_over")
        if is_sound_file(voice):
            return self.say("headed", what=label, said=self.file(voice, sound=True))
        return self.say("with_words", label=label, said=self.quoted(voice))

    def sound(self, sound: Member, *, music: bool = False, scene: bool = False) -> str:
        """A sound, a voice or music, with its times and settings."""
        said = [self.sound_source(sound, music=music)]
        values = {"volume": MUSIC_VOLUME, **sound} if music else sound
        part = self.part(sound.get("from_seconds"), None)
        said += [part, self.times(sound, scene=scene, to_end=music or "mood" in sound)]
        said += self.settings(_SOUND_KEYS, values, "audio")
        return self.join(said)

    def sound_source(self, sound: Member, *, music: bool = False) -> str:
        if "voice" in sound:
            return self.voice(sound["voice"])
        if "asset" in sound:
            label, said = "one_audio", self.file(sound["asset"], sound=True)
        else:
            label, said = "one_music", self.say(f"is_mood_{sound.get('mood', 'upbeat')}")
        return self.say("headed", what=self.say("one_music" if music else label), said=said)
