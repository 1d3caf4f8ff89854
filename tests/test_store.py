"""Secrets and the journal on disk: private, whole, shared by processes."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from shells import Shell
from studio_support import SCRIPTS

from nemo_client import store
from nemo_client.errors import NemoError, UsageError
from nemo_client.journal import BusySession, Journal
from nemo_client.redact import hide_known, redact, remember
from nemo_wire import files


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_are_private_and_the_client_id_stays(tmp_path: Path) -> None:
    home = tmp_path / "a" / "home"
    first = store.client_id(home)
    store.save_credentials(home, "https://x", store.Credentials("nmv-one", "anon_1"))
    assert store.client_id(home) == first and len(first) == 36
    assert (home / "client_id").read_text().strip() == first
    assert mode(home / "client_id") == mode(home / "credentials.json") == 0o600
    assert mode(home) == 0o700


def test_a_token_belongs_to_one_origin(tmp_path: Path) -> None:
    store.save_credentials(tmp_path, "https://a", store.Credentials("one"))
    store.save_credentials(tmp_path, "https://b", store.Credentials("two"))
    assert store.load_credentials(tmp_path, "https://a") == store.Credentials("one")
    assert store.load_credentials(tmp_path, "https://c") is None
    assert store.forget_credentials(tmp_path, "https://a")
    assert not store.forget_credentials(tmp_path, "https://a")
    assert store.load_credentials(tmp_path, "https://b") == store.Credentials("two")


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"https://a": 7}', '{"https://a": {"token": 1}}']
)
def test_damaged_credentials_are_as_none(tmp_path: Path, damage: str) -> None:
    (tmp_path / "credentials.json").write_text(damage)
    assert store.load_credentials(tmp_path, "https://a") is None


@pytest.mark.parametrize("value", ["x" * 65, "a\nb", "你好"])
def test_a_client_id_that_cannot_be_sent_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("NEMO_CLIENT_ID", value)
    with pytest.raises(UsageError):
        store.client_id(tmp_path)


def test_many_processes_agree_on_one_client_id(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from nemo_client import store;"
        "print(store.client_id(Path(sys.argv[1])))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "home")],
            stdout=subprocess.PIPE, encoding="utf-8", env={"PYTHONPATH": str(SCRIPTS)},
        )
        for _ in range(8)
    ]  # fmt: skip
    assert len({process.communicate()[0].strip() for process in started}) == 1


@pytest.mark.parametrize("home", ["file/home", "file"])
def test_a_home_that_cannot_be_used_is_a_clear_error(
    make_shell: Callable[..., Shell], tmp_path: Path, home: str
) -> None:
    (tmp_path / "file").write_text("")
    for command in (["session.py", "list"], ["auth.py", "forget"]):
        ended = make_shell(NEMO_HOME=str(tmp_path / home)).run(*command)
        assert (ended.code, ended.doc["status"]) == (1, "error")
        assert f"Cannot use {tmp_path / 'file'}" in ended.doc["say"]
        assert "NEMO_HOME" in ended.doc["do"]


def test_every_folder_made_for_the_home_is_private(tmp_path: Path) -> None:
    files.write_private(tmp_path / "a" / "b" / "c", "one")
    files.write_private(tmp_path / "a" / "b" / "c", "two")
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "c") == 0o600
    assert [p.name for p in (tmp_path / "a" / "b").iterdir()] == ["c"]
    assert (tmp_path / "a" / "b" / "c").read_text() == "two"


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    with pytest.raises(OSError, match=str(tmp_path)):
        files.write_private(tmp_path / "c", "text")
    assert [p.name for p in tmp_path.iterdir()] == ["c"]


def test_one_run_at_a_time_in_a_session(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    first, new = journal.claim_run("api", "s", "make it")
    assert new
    assert journal.claim_run("api", "s", "make it") == (first, False)
    with pytest.raises(BusySession) as busy:
        journal.claim_run("api", "s", "something else")
    assert busy.value.run["id"] == first["id"]
    queued, new = journal.claim_run("api", "s", "something else", queue=True)
    assert new and queued["id"] != first["id"]
    assert journal.claim_run("api", "other session", "something else")[1]
    journal.finish_run(first["id"], "done", {})
    journal.finish_run(queued["id"], "done", {})
    assert journal.claim_run("api", "s", " make  it ") == (journal.run(first["id"]), False), (
        "not told"
    )
    journal.told(first["id"])
    assert journal.claim_run("api", "s", "make it")[1], "a later turn may say the same again"


def test_a_run_leaves_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    run, _ = journal.claim_run("api", "s", "m")
    assert journal.begin_sending(run["id"])
    assert not journal.begin_sending(run["id"])
    journal.take_back(run["id"])
    assert journal.begin_sending(run["id"])


def test_two_processes_cannot_claim_two_runs(tmp_path: Path) -> None:
    Journal(tmp_path).close()
    code = (
        "import sys; from pathlib import Path; from nemo_client.journal import *\n"
        "try: print(Journal(Path(sys.argv[1])).claim_run('api', 's', sys.argv[2])[1])\n"
        "except BusySession: print('busy')"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), f"message {n}"],
            stdout=subprocess.PIPE, encoding="utf-8", env={"PYTHONPATH": str(SCRIPTS)},
        )
        for n in range(6)
    ]  # fmt: skip
    said = sorted(process.communicate()[0].strip() for process in started)
    assert said == ["True"] + ["busy"] * 5


def test_a_damaged_journal_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"not a database, but long enough to be read" * 50)
    with pytest.raises(NemoError, match="journal"):
        Journal(tmp_path)


def test_secrets_are_taken_out_of_texts() -> None:
    remember("s3cret-value")
    shown = redact(
        "Bearer abc.def s3cret-value https://x/?token=t1&X-Amz-Signature=s2 nmv_usr_abc-DEF"
    )
    for secret in ("abc.def", "s3cret", "t1", "s2", "nmv_usr_abc"):
        assert secret not in shown
    link = "https://nemovideo.com/workspace/claim?ct=clm_1"
    assert json.dumps(hide_known({"link": link, "x": ["s3cret-value"]})) == json.dumps(
        {"link": link, "x": ["<redacted>"]}
    )
