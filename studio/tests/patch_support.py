"""Random operations of patches, fit and unfit."""

from __future__ import annotations

from random import Random
from typing import Any

from storyboard_support import CONTEXT

from nemo_studio.timeline.draft import Timeline
from nemo_studio.timeline.full import members_by_id
from nemo_studio.timeline.printing import print_full, print_storyboard

KEYS: list[tuple[str, list[Any]]] = [
    ("seconds", [1, 2.5, 7, 0, "auto"]), ("text", ["Hi", "", "每天"]), ("filter", ["warm", "none", "x"]),
    ("transition", ["cut", "blur"]), ("transition_seconds", [0.3, 5]), ("volume", [0, 1]),
    ("asset", ["beach.jpg", "talk.mp4", "song.mp3", 1]), ("background", ["mesh", "#102030"]),
    ("speed", [0.5, 2]), ("at_seconds", [0, 0.5, 99]), ("text_style", [{"color": "#fff"}, None]),
    ("text_style/size", [2]), ("items", [["a", "b"], []]), ("box", [None, {"x": 0.1}]), ("name", ["N"]),
    ("crop", [{"w": 0.5}]), ("caption", ["Words", ""]), ("from_seconds", [0, 1]), ("to_seconds", [11]),
    ("colors", [["#fff"]]), ("mood", ["lofi"]), ("voice", ["Hello", "voice.wav"]), ("id", ["s1"]),
]  # fmt: skip
MEMBERS: list[Any] = [
    {"text": "New"}, {"background": "waves", "seconds": 2}, {"asset": "beach.jpg", "seconds": 3},
    {"asset": "talk.mp4", "texts": [{"text": "in"}]}, {"mood": "lofi"}, "s1", {"seconds": 1, "x": 1}, 3,
]  # fmt: skip
TOP: list[tuple[str, list[Any]]] = [
    ("/title", ["T", 3]), ("/music", [{"mood": "lofi"}, False, {"asset": "song.mp3"}]),
    ("/music/volume", [0.5]), ("/defaults/filter", ["warm"]), ("/defaults/seconds", [3]),
    ("/fps", [25]), ("/aspect", ["9:16", "x"]), ("/seed", [4]), ("/scenes", [["s1"]]),
]  # fmt: skip


def random_verb(random: Random, timeline: Timeline) -> dict[str, Any]:
    """`fit`, `cut`, `trim` or `split` at times that are mostly there."""
    total, scene = timeline.duration_ms, random.choice(timeline.video_tracks[0].segments)
    name = random.choice(["fit", "cut", "cut", "trim", "split"])
    if name == "fit":
        told = {
            "op": name,
            "seconds": round(total * random.choice([0.2, 0.6, 1, 1.3, 2]) / 1000, 1),
        }
        return told | ({"keep": [scene.id]} if random.random() < 0.4 else {})
    path, length = random.choice(
        [({}, total), ({"path": f"/scenes/{scene.id}"}, scene.duration_ms)]
    )
    first, last = sorted(random.randint(0, length) / 1000 for _ in range(2))
    if name == "split":
        return {"op": name, "at_seconds": first} | path
    told = {"op": name, "from_seconds": first, "to_seconds": last} | path
    for key in random.sample(["from_seconds", "to_seconds"], random.choice([0, 0, 0, 1])):
        del told[key]
    return told


def random_operation(random: Random, timeline: Timeline) -> dict[str, Any]:
    printed = print_storyboard(timeline, CONTEXT)
    lists = ["/scenes", "/overlays", "/captions", "/audio"]
    lists += [f"/scenes/{s['id']}/{k}" for s in printed["scenes"] for k in ("texts", "audio")]
    found = [f"/scenes/{s['id']}" for s in printed["scenes"]]
    for key in ("overlays", "captions", "audio"):
        found += [f"/{key}/{m['id']}" for m in printed.get(key, [])]
    for one in printed["scenes"]:
        for key in ("texts", "audio"):
            found += [f"/scenes/{one['id']}/{key}/{m['id']}" for m in one.get(key, [])]
    member, kind = random.choice(found), random.randrange(10)
    if kind == 0:
        return {"op": "remove", "path": random.choice(found)}
    if kind in (1, 2):
        end = random.choice([f"{random.choice(lists)}/-", random.choice(found)])
        return {"op": random.choice(["move", "copy"]), "from": member, "path": end}
    if kind == 3:
        end = random.choice([f"{random.choice(lists)}/-", random.choice(found)])
        name = "replace" if random.random() < 0.3 else "add"
        return {"op": name, "path": end, "value": random.choice(MEMBERS)}
    if kind == 4:
        path, values = random.choice(TOP)
        return {"op": "replace", "path": path, "value": random.choice(values)}
    if kind == 5:
        return random_verb(random, timeline)
    known = members_by_id(print_full(timeline, CONTEXT))[member.rsplit("/", 1)[1]]
    key, values = random.choice(
        [k for k in KEYS if k[0] in known] if random.random() < 0.9 else KEYS
    )
    path = f"{random.choice([member, member, member, '/scenes/*', '/overlays/*', '/music'])}/{key}"
    if kind == 6:
        return {"op": "remove", "path": path}
    return {"op": "replace", "path": path, "value": random.choice(values)}
