"""Names of the draft's fields, as they go over the wire.

`t`, `tt`, `sg`, `d` and `m` are the cloud's documented short names; everything else that a
draft may hold there is opaque to us. The local studio shares these five and adds plain names
of its own (see `references/timeline.md`). This module imports nothing: client and studio both
read it.
"""

from __future__ import annotations

TRACKS = "t"  # draft: list of tracks
TRACK_TYPE = "tt"  # track: one of the TRACK_* below
SEGMENTS = "sg"  # track: list of segments
DURATION = "d"  # draft and segment: milliseconds
META = "m"  # draft: {"title", "width", "height", ...}
START = "s"  # segment: milliseconds from the start of the timeline (ours)

TRACK_VIDEO = 0
TRACK_AUDIO = 1
TRACK_TEXT = 7
