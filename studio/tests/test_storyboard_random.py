"""Patches at random: whole or not at all, no id lost, undo gives back the very draft.

`EXAMPLES=10000 pytest studio/tests/test_storyboard_random.py` runs that many sequences.
"""

from __future__ import annotations

import json
import os
from copy import deepcopy
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patch_support import random_operation
from storyboard_support import ASSETS, CONTEXT, storyboards

from nemo_studio.director import Project, ToolResult, respond
from nemo_studio.director.told import context_of
from nemo_studio.timeline.difference import difference
from nemo_studio.timeline.draft import dump_timeline, load_timeline
from nemo_studio.timeline.expand import expand
from nemo_studio.timeline.full import members_by_id
from nemo_studio.timeline.operations import read_operations
from nemo_studio.timeline.patch import patched
from nemo_studio.timeline.printing import print_full, print_storyboard
from nemo_studio.timeline.problems import StoryboardError

EXAMPLES = int(os.environ.get("EXAMPLES", "150"))
many = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@many
@given(storyboards(), st.integers(0, 2**32))
def test_any_patch_lands_whole_or_is_refused_and_loses_no_id(
    told: dict[str, Any], seed: int
) -> None:
    timeline, random = expand(told, CONTEXT).timeline, Random(seed)
    for _ in range(8):
        operations = [random_operation(random, timeline) for _ in range(random.randint(1, 3))]
        before, given_ = dump_timeline(timeline), deepcopy(operations)
        try:
            after = patched(read_operations(operations), timeline, CONTEXT).timeline
        except StoryboardError as error:
            for problem in error.problems:
                assert problem.say("en") and problem.say("zh") and json.dumps(problem.data)
            continue
        finally:
            assert dump_timeline(timeline) == before and operations == given_
        wire = json.loads(json.dumps(dump_timeline(after)))
        assert load_timeline(wire) == after
        assert expand(print_storyboard(after, CONTEXT), CONTEXT).timeline == after
        assert expand(print_full(after, CONTEXT), CONTEXT).timeline == after
        old, new = (members_by_id(print_storyboard(t, CONTEXT)) for t in (timeline, after))
        if not any(
            o["op"] in ("remove", "cut", "trim", "fit") or isinstance(o.get("value"), list | dict)
            for o in operations
        ):
            assert old.keys() <= new.keys(), "no id is lost"
        changes = difference(timeline, after, CONTEXT)
        assert bool(changes) == (after != timeline), "what changed is told"
        assert all(c.say("en") and c.say("zh") for c in changes)
        timeline = after


@settings(many, max_examples=EXAMPLES // 4)
@given(storyboards(), st.integers(0, 2**32))
def test_undo_gives_back_the_very_draft(told: dict[str, Any], seed: int) -> None:
    """As the session keeps it: each patch that landed is one step."""
    random, project = Random(seed), Project(assets=list(ASSETS))
    try:
        project.draft = dump_timeline(expand(told, context_of(project)).timeline)
    except StoryboardError:  # it asks for a voice or for colours that only the tests' context has
        return
    first = project.draft
    for _ in range(6):
        timeline = load_timeline(project.draft or {})
        message = json.dumps([random_operation(random, timeline)])
        for step in respond(message, project):
            if isinstance(step, ToolResult):
                assert step.history == "push" and step.draft != project.draft
                project.history.append(project.draft or {})
                project.draft = step.draft
    while project.history:
        (result,) = (s for s in respond("undo", project) if isinstance(s, ToolResult))
        assert result.draft == project.history.pop()
        project.draft = result.draft
    assert project.draft == first


@many
@given(storyboards(), st.randoms(use_true_random=False))
def test_a_move_back_and_a_patch_that_sets_what_is_there_change_nothing(
    told: dict[str, Any], random: Random
) -> None:
    timeline = expand(told, CONTEXT).timeline
    full = print_full(timeline, CONTEXT)
    names = [s["id"] for s in full["scenes"]]
    one = random.choice(names)
    order = [
        {"op": "move", "from": f"/scenes/{one}", "path": f"/scenes/{random.choice(names)}"},
        {"op": "replace", "path": "/scenes", "value": names},
    ]
    assert patched(read_operations(order), timeline, CONTEXT).timeline == timeline
    keys = ("text", "filter", "transition", "opacity", "vignette", "caption", "name")
    again = [
        {"op": "replace", "path": f"/scenes/{s['id']}/{k}", "value": s[k]}
        for s in full["scenes"]
        for k in keys
    ]
    assert patched(read_operations(again), timeline, CONTEXT).timeline == timeline
