"""The studio's storage: drafts with undo and redo, accounts, renders, migrations."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_studio import ids
from nemo_studio.jobs import renders as render_jobs
from nemo_studio.storage import accounts, projects, renders, runs
from nemo_studio.storage.database import Database
from nemo_studio.storage.schema import MIGRATIONS


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return Database(tmp_path / "studio.db")


def new_session(db: Database) -> projects.Session:
    user = accounts.grant(db, ids.user_id()).user_id
    return projects.create_session(db, user, "t", "en")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["push", "push", "amend", "undo", "redo"]), st.integers(1, 3)),
        max_size=25,
    )
)
def test_draft_history_is_a_pair_of_stacks(steps: list[Any]) -> None:
    db = Database(Path(":memory:"))
    session = new_session(db)
    current: dict[str, Any] | None = None
    past: list[Any] = []
    future: list[Any] = []
    rev = 0
    for number, (step, count) in enumerate(steps):
        new = {"d": number}
        if step in ("undo", "redo"):
            here, there = (past, future) if step == "undo" else (future, past)
            if len(here) < count:
                continue
            for _ in range(count):
                there.append(current)
                current = here.pop()
            new = current or {}
        elif step == "push":
            past += [current] if current else []
            future = []
        projects.save_draft(db, session.id, new, step, count)
        current, rev = new, rev + (step != "amend")
        kept = projects.drafts(db, session.id)
        assert (kept.current, kept.history, kept.undone) == (current, past, future)
        assert kept.rev == rev


def test_numbers_of_members_that_are_gone_are_kept(db: Database) -> None:
    session = new_session(db)
    for names in (["s1", "s12", "s2-text", "own"], ["s1", "t3"], ["s1"]):
        track = {"sg": [{"id": name} for name in names]}
        projects.save_draft(db, session.id, {"t": [track]})
    assert projects.drafts(db, session.id).numbers == {"s": 12, "t": 3}


def test_history_has_a_limit(db: Database) -> None:
    session = new_session(db)
    for number in range(projects.MAX_HISTORY + 10):
        projects.save_draft(db, session.id, {"d": number})
    history = projects.drafts(db, session.id).history
    assert len(history) == projects.MAX_HISTORY
    assert history[-1] == {"d": projects.MAX_HISTORY + 8}


def test_tokens_expire_and_the_account_stays(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    first = accounts.grant(db, "client")
    assert accounts.user_of(db, first.token) == first.user_id
    now = ids.now_ms()
    monkeypatch.setattr(ids, "now_ms", lambda: now + accounts.TOKEN_LIFE_MS + 1)
    assert accounts.user_of(db, first.token) is None
    assert not accounts.has_live_token(db, "client")
    assert accounts.grant(db, "client").user_id == first.user_id


def test_claims_expire(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    session = new_session(db)
    token = projects.create_claim(db, session.id)
    assert projects.claimed_session(db, token) == session
    now = ids.now_ms()
    monkeypatch.setattr(ids, "now_ms", lambda: now + projects.CLAIM_LIFE_S * 1000 + 1)
    assert projects.claimed_session(db, token) is None


def test_credits_are_held_charged_and_never_negative(db: Database) -> None:
    session = new_session(db)
    run = runs.create(db, session.id, "m", hold=100)
    assert accounts.balance(db, session.user_id) == accounts.Balance(0, 100)
    runs.finish(db, run.id, "done", cost=50)
    accounts.charge(db, session.user_id, 50)
    assert accounts.balance(db, session.user_id) == accounts.Balance(50, 0)
    accounts.charge(db, session.user_id, 80)
    assert accounts.balance(db, session.user_id).total == 0


def test_a_failed_transaction_leaves_nothing(db: Database) -> None:
    session = new_session(db)
    with pytest.raises(RuntimeError), db.write():
        projects.save_draft(db, session.id, {"d": 1})
        raise RuntimeError("broken off")
    assert projects.drafts(db, session.id).current is None


def test_threads_share_the_database(db: Database) -> None:
    session = new_session(db)
    run = runs.create(db, session.id, "m", hold=0)
    threads = [
        threading.Thread(target=lambda: [runs.add_event(db, run.id, {}) for _ in range(50)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs.events_after(db, run.id, 0)) == 200


def test_a_renderer_that_says_nothing_is_ended(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr(render_jobs, "STALL_S", 1.0)
    session = new_session(db)
    job = renders.create(
        db, session.user_id, "r", session.id, {"m": {"title": "hang"}}, {"format": "mp4"}
    )
    queue = render_jobs.RenderQueue(
        db, tmp_path / "renders", "studio_render_script", tmp_path / "log"
    )
    queue.start()
    queue.submit(job)
    deadline = time.monotonic() + 10
    while queue.busy and time.monotonic() < deadline:
        time.sleep(0.05)
    queue.stop()
    found = renders.find(db, session.user_id, "r")
    assert found is not None
    assert "the renderer made no progress for 1 s and was ended" in (found.error or "")


def test_old_files_are_forgotten(db: Database, tmp_path: Path) -> None:
    session = new_session(db)
    job = renders.create(db, session.user_id, "r", session.id, {}, {"format": "mp4"})
    renders.begin(db, job)
    renders.complete(db, job, tmp_path / "a.mp4", {})
    assert renders.forget_files(db, ids.now_ms() - 1000) == []
    assert renders.forget_files(db, ids.now_ms() + 1) == [job.public_key]
    found = renders.find(db, session.user_id, "r")
    assert found is not None
    assert (found.status, found.path) == ("completed", None)


def test_a_final_render_stays_as_it_is(db: Database) -> None:
    session = new_session(db)
    job = renders.create(db, session.user_id, "r", session.id, {}, {"format": "mp4"})
    assert renders.end(db, job, "cancelled", "by the user")
    renders.begin(db, job)
    renders.complete(db, job, Path("x"), {})
    assert not renders.end(db, job, "failed", "later")
    found = renders.find(db, session.user_id, "r")
    assert found is not None
    assert (found.status, found.error) == ("cancelled", "by the user")


def test_order_is_by_row_when_the_clock_is_set_back(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour back after each row: the clock is the outer world's, and stands in for it here."""
    session = new_session(db)
    clock = ids.now_ms()

    def earlier() -> int:
        nonlocal clock
        clock -= 3_600_000
        return clock

    monkeypatch.setattr(ids, "now_ms", earlier)
    names = ["first", "second", "third"]
    for name in names:
        run = runs.create(db, session.id, name, hold=0)
        runs.finish(db, run.id, "done", cost=0)
        renders.create(db, session.user_id, name, session.id, {}, {"format": "mp4"})
        asset = projects.StoredAsset(name, name, Path(name), {})
        projects.add_asset(db, session.id, asset)
    latest = runs.latest_ended(db, session.id)
    assert latest is not None and latest.message == "third"
    assert [job.id for job in renders.of_session(db, session.id)] == names[::-1]
    assert [asset.id for asset in projects.assets(db, session.id)] == names
    for name in names:
        job = renders.next_pending(db)
        assert job is not None and job.id == name
        renders.end(db, job, "failed", "x")


def test_migrations_run_once_and_newer_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    Database(path).close()
    Database(path).close()
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        raw.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(RuntimeError, match="newer studio"):
        Database(path)
