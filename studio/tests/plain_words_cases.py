"""Storyboards and patches with what an editor must find in their words.

A case: (name, language, document or patch, document that the patch is for, what must be found).
Found are regular expressions, letter cases ignored; one with a leading "!" must not be found.
AT_HAND were there while the words were written, ASIDE were looked at when they were done.
"""

from __future__ import annotations

import json
import re
from typing import Any

from studio_support import ROOT

_PAGE = (ROOT / "references" / "storyboard.md").read_text("utf-8")
EXAMPLES: list[dict[str, Any]] = [
    json.loads(block) for block in re.findall(r"```json\n(.*?)```", _PAGE, re.DOTALL)
]
Case = tuple[str, str, Any, Any, list[str]]

TEA: dict[str, Any] = {
    "defaults": {"seconds": 4},
    "scenes": [
        {"text": "Tea House"},
        {"asset": "cup.jpg", "text": "Fresh"},
        {"asset": "talk.mp4", "from_seconds": 2, "to_seconds": 8},
        {"asset": "shop.jpg", "texts": [
            {"text": "Ada", "role": "lower_third", "at_seconds": 1, "seconds": 2},
            {"text": "Bo", "at_seconds": 3}]},
    ],
    "overlays": [{"asset": "logo.png"}, {"text": "@tea", "role": "watermark"}],
    "captions": [{"text": "One", "at_seconds": 1}, {"text": "Two", "at_seconds": 6}],
    "music": {"mood": "lofi"},
}  # fmt: skip

AT_HAND: list[Case] = [
    ("promo", "en", EXAMPLES[0], None, [
        r"vertical", r"9:16", r"warm tones", r"9 seconds", r"lo-?fi", r"Scene 1 \(3 seconds\)",
        r"“Morning Tea”", r"“Open from seven”", r"crossfade", r"cup\.jpg", r"zooms? in",
        r"“Fresh every day”", r"“Come by”", r"“12 Market Street”", r"waves", r"logo\.png",
        r"!frames per second", r"!\bs1\b", r"!hero\.", r"![{}]"]),
    ("slideshow", "en", EXAMPLES[1], None, [
        r"ambient", r"25 %", r"first uploaded", r"second uploaded", r"third uploaded",
        r"“We arrived at night”", r"warm", r"black", r"Scene 3 \(6 seconds\)", r"120 %"]),
    ("talking head", "en", EXAMPLES[4], None, [
        r"square", r"1:1", r"“Ada Byron”", r"“Founder”", r"lower third",
        r"second 1 to second 4", r"“This is where we started\.”", r"second 8 to second 10",
        r"blur", r"corporate", r"15 %", r"10 seconds"]),
    ("promo in Chinese", "zh", EXAMPLES[0], None, [
        r"竖屏", r"9:16", r"“Morning Tea”", r"场景 1（3 秒）", r"叠化|交叉淡化", r"cup\.jpg", r"9 秒",
        r"!crossfade", r"!zoom", r"!seconds"]),
    ("speeds and sounds of clips", "en", {"scenes": [
        {"asset": "a.mp4", "to_seconds": 6, "speed": 2, "volume": 0},
        {"asset": "b.mov", "from_seconds": 1, "to_seconds": 2, "speed": 0.5, "reverse": True},
        {"asset": "c.mp4", "seconds": 3, "speed": 1.5, "volume": 0.35}]}, None, [
        r"double speed|2x speed", r"half speed", r"1\.5x", r"backwards", r"35 %", r"mute|without",
        r"Scene 1 \(3 seconds\)", r"Scene 2 \(2 seconds\)", r"8 seconds"]),
    ("quotes and lines stay", "en", {"scenes": [
        {"seconds": 2, "text": "“Good”, she said"}, {"seconds": 2, "text": "A  b\n{c} 100%"}]},
        None, [r"“Good”, she said", r"A  b\n\{c\} 100%"]),
    ("sounds and voices", "en", {"scenes": [
        {"background": "solid", "voice": "Hello there."}, {"seconds": 3, "voice": "me.wav"}],
        "audio": [{"asset": 1, "at_seconds": 2, "loop": True, "speech": True},
                  {"voice": "Guten Tag", "language": "de", "volume": 0.5}], "music": False}, None, [
        r"“Hello there\.”", r"me\.wav", r"first uploaded sound", r"loop|repeat", r"second 2",
        r"“Guten Tag”", r"German", r"50 %", r"no music", r"!“me\.wav”", r"! in all\."]),
    ("subtitles from a file", "en", {"scenes": [{"asset": "t.mp4", "seconds": 9}],
        "captions": "1\n00:00:01,000 --> 00:00:02,500\nHi!\n\n2\n00:00:04,000 --> 00:00:05,000\nHo\n"},
        None, [r"“Hi!”", r"second 1 to second 2\.5", r"“Ho”", r"second 4 to second 5", r"!-->"]),
    ("words", "en", [{"op": "replace", "path": "/scenes/s2/text", "value": "Fresh every day"}], None,
        [r"Scene 2: change the text to “Fresh every day”"]),
    ("remove, move, add", "en", [
        {"op": "remove", "path": "/scenes/s3"},
        {"op": "move", "from": "/scenes/s4", "path": "/scenes/s1"},
        {"op": "add", "path": "/scenes/-", "value": {"seconds": 3, "text": "Bye"}}], TEA, [
        r"1\. Remove scene 3", r"2\. Move scene 4 before scene 1",
        r"3\. Add .*3 seconds.*“Bye”"]),
    ("everywhere", "en", [{"op": "replace", "path": "/scenes/*/transition", "value": "cut"}], None,
        [r"In every scene: .*\bcut\b"]),
    ("fit and keep", "en", [{"op": "fit", "seconds": 20, "keep": ["s2"]}], TEA,
        [r"exactly 20 seconds", r"scene 2 as it is"]),
    ("by position, not by digits", "en", [{"op": "replace", "path": "/scenes/s3/text", "value": "X"}],
        {"scenes": [{"id": "s7", "seconds": 1}, {"id": "s3", "seconds": 1}]}, [r"Scene 2: "]),
    ("a patch in Chinese", "zh", [
        {"op": "replace", "path": "/scenes/s2/text", "value": "每天新鲜"},
        {"op": "fit", "seconds": 15}, {"op": "remove", "path": "/music"}], None, [
        r"第 2 个场景：.*“每天新鲜”", r"15 秒", r"音乐", r"!second", r"!scene"]),
    ("no nice name", "en", [
        {"op": "replace", "path": "/scenes/s2/vignette", "value": 0.3},
        {"op": "replace", "path": "/scenes/s2/grain", "value": 0.2}], None,
        [r"Scene 2: .*30 %|Scene 2: .*0\.3", r"Scene 2: .*grain.*(0\.2|20 %)"]),
]  # fmt: skip

ASIDE: list[Case] = [
    ("article", "en", EXAMPLES[2], None, [
        r"#101820", r"#fee715", r"serif", r"“Why we sleep”", r"“Three reasons why we sleep\.”",
        r"“Sorts memories”", r"“Clears waste”", r"“is what most adults need”",
        r"Scene 3 \(4 seconds\)", r"voice"]),
    ("subtitles", "en", EXAMPLES[3], None, [
        r"talk\.mp4", r"second 2 to second 8", r"Scene 1 \(6 seconds\)", r"“Hello, everybody\.”",
        r"second 0\.5", r"“Let us begin\.”", r"second 3 to second 5"]),
    ("greeting", "en", EXAMPLES[5], None, [
        r"4:5", r"7 seconds", r"“Happy birthday, Mia”", r"#3a1d5c", r"#ffd23f", r"pop",
        r"circle", r"0\.8 seconds", r"song\.mp3", r"second 10", r"fades? in", r"1 second\b",
        r"second uploaded"]),
    ("slideshow in Chinese", "zh", EXAMPLES[1], None, [
        r"25 ?%", r"第一个上传|上传的第一个|第 1 个上传|上传的第 1 个", r"“The first morning”", r"黑",
        r"6 秒", r"!warm", r"!first uploaded", r"!ambient"]),
    ("article in Chinese", "zh", EXAMPLES[2], None, [
        r"“Three reasons why we sleep\.”", r"旁白|配音", r"衬线", r"“Sorts memories”", r"!serif"]),
    ("language of the document", "en", {"language": "zh-CN", "scenes": [
        {"seconds": 2, "text": "早安"}]}, None, [r"场景 1（2 秒）", r"“早安”", r"!Scene"]),
    ("overlays in time and place", "en", {"aspect": "16:9", "scenes": [{"asset": 1, "seconds": 9}],
        "overlays": [{"asset": "logo.png", "position": "bottom_left", "width": 0.2, "opacity": 0.6,
                      "at_seconds": 3, "seconds": 2},
                     {"text": "Sale", "role": "cta", "at_seconds": 5, "color": "#f00"}]}, None, [
        r"horizontal|landscape", r"bottom left", r"20 %", r"60 %", r"second 3 to second 5", r"“Sale”",
        r"second 5 .*end", r"#ff0000"]),
    ("a part of the picture, a place in the frame", "en", {"scenes": [
        {"asset": "a.jpg", "seconds": 2, "crop": {"x": 0.1, "w": 0.5}, "fit": "contain"},
        {"asset": "b.jpg", "seconds": 2, "box": {"x": 0.5, "w": 0.5}, "motion": "hold",
         "fade_in_seconds": 0.5, "filter": "mono"}], "fps": 60, "title": "Test"}, None, [
        r"10 % to 60 %", r"50 % to 100 %", r"no camera move", r"0\.5 seconds", r"black.and.white",
        r"60 frames", r"“Test”", r"whole picture"]),
    ("order", "en", [{"op": "replace", "path": "/scenes", "value": ["s3", "s1"]}], TEA,
        [r"scene 3, (then )?scene 1", r"remove|nothing else|drop"]),
    ("texts and overlays by their words", "en", [
        {"op": "replace", "path": "/scenes/s4/texts/t1/text", "value": "Ada Byron"},
        {"op": "remove", "path": "/overlays/o1"},
        {"op": "replace", "path": "/overlays/o2/position", "value": "top"},
        {"op": "replace", "path": "/captions/c2/at_seconds", "value": 7}], TEA, [
        r"scene 4", r"“Ada”", r"“Ada Byron”", r"logo\.png", r"“@tea”.*top", r"“Two”.*second 7"]),
    ("music and the whole", "en", [
        {"op": "replace", "path": "/music/asset", "value": "song.mp3"},
        {"op": "replace", "path": "/music/volume", "value": 0.2},
        {"op": "replace", "path": "/aspect", "value": "9:16"},
        {"op": "replace", "path": "/defaults/filter", "value": "vintage"}], None, [
        r"song\.mp3", r"music.*20 %", r"vertical.*9:16", r"vintage"]),
    ("cut, trim, split", "en", [
        {"op": "cut", "from_seconds": 2, "to_seconds": 3.5, "path": "/scenes/s1"},
        {"op": "trim", "to_seconds": 8}, {"op": "split", "at_seconds": 2, "path": "/scenes/s3"}],
        None, [r"1\. .*second 2 to second 3\.5.*scene 1|1\. .*scene 1.*second 2 to second 3\.5",
               r"2\. .*(second 8|8 seconds)", r"3\. Split scene 3 at (its )?second 2"]),
    ("copies", "en", [
        {"op": "copy", "from": "/scenes/s2", "path": "/scenes/-"},
        {"op": "add", "path": "/overlays/-", "value": {"text": "@x", "role": "watermark"}}], TEA,
        [r"copy.*scene 2|scene 2.*copy", r"after scene 4|end", r"“@x”", r"watermark"]),
    ("defaults again", "en", [
        {"op": "remove", "path": "/scenes/s2/motion"},
        {"op": "remove", "path": "/scenes/s2/text"},
        {"op": "replace", "path": "/scenes/s1/seconds", "value": 5}], None, [
        r"1\. Scene 2: .*(camera|motion)", r"2\. .*remove the text", r"3\. .*5 seconds"]),
    ("cuts in Chinese", "zh", [
        {"op": "cut", "path": "/scenes/s2"}, {"op": "replace", "path": "/scenes/*/filter", "value": "warm"},
        {"op": "move", "from": "/scenes/s3", "path": "/scenes/s1"}], None, [
        r"1\. .*第 2 个场景", r"每个场景", r"第 3 个场景.*第 1 个场景", r"!warm", r"!scene"]),
]  # fmt: skip
