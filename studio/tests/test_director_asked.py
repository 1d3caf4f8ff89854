"""The studio hands a question back to the director with the next message."""

from __future__ import annotations

import time
from pathlib import Path

from nemo_studio import ids
from nemo_studio.director import Project, respond
from nemo_studio.jobs.runs import Runs, load_project
from nemo_studio.storage import accounts, projects, runs
from nemo_studio.storage.database import Database


def test_a_question_is_kept_until_the_next_turn(tmp_path: Path) -> None:
    db = Database(tmp_path / "studio.db")
    user = accounts.grant(db, ids.user_id()).user_id
    session = projects.create_session(db, user, "t", "en")
    jobs = Runs(db, respond, charge=lambda: False)

    def send(message: str) -> Project:
        run = jobs.submit(session, message)
        deadline = time.monotonic() + 10
        while (found := runs.find(db, run.id)) and found.active:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return load_project(db, session)

    request = "generate a realistic video of a dog on a beach"
    project = send(request)
    assert project.draft is None and project.asked and project.asked.message == request
    assert project.asked.question["questions"][0]["id"] == "footage"
    project = send("yes, go on")
    assert project.draft is not None and project.asked is None
    assert runs.total_cost(db) == 100  # the question costs nothing
