"""The storyboard's JSON Schema: `python -m nemo_studio.timeline.schema` prints it."""

from __future__ import annotations

import json
from typing import Any

from .storyboard import Storyboard


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a storyboard. Which keys a member has hangs on what it shows; that
    is beyond a schema, and `expand.check` judges it."""
    return Storyboard.model_json_schema()


def as_text() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    print(as_text(), end="")
