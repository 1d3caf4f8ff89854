"""Whatever is in the place of a file of ours: an exit code of the table, one JSON document that says
what to do and names the file, never a fault of the skill. The real scripts against a stand-in."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shells import Ended, Shell
from stand_in import StandIn
from stand_in_rules import API_ENDPOINTS, answer
from studio_support import SCRIPTS

from nemo_client import attribution, disk, store
from nemo_client.errors import FilesError, UsageError
from nemo_client.journal import Journal

BRIEF = "A film about tea"
DEEP = "[" * 200_000
FILES = [
    "client_id", "credentials.json", "journal.db", "journal.db-wal", "journal.db-shm", "locks",
    "locks/journal", "logs", "logs/worker.log", "logs/errors.log", ".lock", ".token.lock",
]  # fmt: skip
COMMANDS = [
    ("auth.py", "status"),
    ("auth.py", "forget"),
    ("auth.py", "link"),
    ("auth.py", "connect"),
    ("session.py", "list"),
    ("session.py", "new"),
    ("state.py",),
    ("credits.py",),
    ("upload.py", "a.jpg"),
    ("sse.py", "send", "make the title yellow"),
    ("sse.py", "log"),
    ("sse.py", "stop"),
    ("export.py", "-o", "out.mp4", "--force"),
    ("create.py", BRIEF, "-o", "film.mp4", "--force"),
]


def write(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def folder(path: Path) -> None:
    path.mkdir()
    (path / "precious").write_text("not ours")


def truncated(path: Path) -> None:
    if path.is_file():
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2])


STATES: dict[str, Callable[[Path], object]] = {
    "absent": lambda _: None,
    "empty": write(b""),
    "random": write(bytes(range(256)) * 64),
    "not UTF-8": write(b"\xff\xfe\xfa caf\xe9\n"),
    "a line break": write(b"one\r\nX-Evil: two\n"),
    "not ASCII": write("тест-你好".encode()),
    "deep": write(DEEP.encode()),
    "large": lambda path: (path.touch(), os.truncate(path, 3_000_000_000)),
    "a list": write(b"[1, 2]"),
    "folder": folder,
    "dangling": lambda path: path.symlink_to("nowhere/at/all"),
    "circle": lambda path: path.symlink_to(path.name),
    "a pipe": os.mkfifo,
    "truncated": truncated,
}
INTERNAL = "internal_error"


def sound(ended: Ended, home: Path) -> None:
    """What every end must be."""
    assert ended.code in range(6) and ended.doc["status"] != INTERNAL, ended.doc
    if not ended.doc["ok"]:
        assert ended.doc["say"].strip() and ended.doc["do"].strip(), ended.doc
    assert "Traceback" not in ended.err
    assert "nmv_usr_" not in json.dumps(ended.doc)


@pytest.fixture
def shell(cloud_shell: Shell) -> Shell:
    """A home in which something was done already."""
    from PIL import Image

    Image.new("RGB", (64, 48), "orange").save(cloud_shell.folder / "a.jpg")
    assert cloud_shell.run("sse.py", "send", BRIEF).code == 0
    return cloud_shell


def put(home: Path, name: str, state: str) -> None:
    path = home / name
    if state != "truncated":
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.parent.mkdir(exist_ok=True)
    STATES[state](path)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_any_state_of_any_file(cloud: StandIn, shell: Shell, name: str) -> None:
    """Each state meets one command after the other, each in a home of its own."""
    rows = list(itertools.product(STATES, COMMANDS))
    # Every state, and every command, with each file; not all of their pairs.
    number = FILES.index(name)
    rows = [row for at, row in enumerate(rows) if (at + number) % 9 == 0]
    assert {state for state, _ in rows} == set(STATES) and {c for _, c in rows} == set(COMMANDS)
    for at, (state, command) in enumerate(rows):
        home = shell.home.with_name(f"home-{at}")
        shutil.copytree(shell.home, home)
        put(home, name, state)
        one = replace(shell, env=shell.env | {"NEMO_HOME": str(home)})
        ended = one.run(*command, timeout=120)
        assert command[:2] != ("auth.py", "forget") or ended.code == 0, (name, state, ended.doc)
        try:
            sound(ended, home)
        except AssertionError as error:
            raise AssertionError(f"{name} {state} {command}: {error}") from None
    sent = [r.headers for r in cloud.requests]
    for headers in sent:
        assert "x-evil" not in headers


@pytest.mark.parametrize("state", [s for s in STATES if s not in ("absent", "empty", "dangling")])
def test_what_is_damaged_is_kept_aside_and_made_anew(
    cloud: StandIn, shell: Shell, state: str
) -> None:
    """Nothing is lost that somebody may still want, and it is told."""
    if state == "truncated":  # half an id is an id
        names = ["credentials.json"]
    else:
        names = ["credentials.json"] + ["client_id"] * (state != "a list")
    for name in names:
        put(shell.home, name, state)
    ended = shell.run("auth.py", "connect")
    assert ended.code == 0 and ended.doc["new_account"], ended.doc
    for name in names:
        assert any(f"{name} was damaged" in note for note in ended.doc["warnings"]), ended.doc
        assert os.path.lexists(shell.home / f"{name}.damaged")
    if state == "folder":
        assert (shell.home / "client_id.damaged" / "precious").read_text() == "not ours"
    again = shell.run("auth.py", "connect")
    assert again.code == 0 and not again.doc["new_account"] and "warnings" not in again.doc
    assert shell.run("auth.py", "forget").code == 0
    left = list(shell.home.glob("credentials.json*"))
    assert all(path.is_dir() for path in left), "a token was left"


def test_a_look_moves_nothing(shell: Shell) -> None:
    (shell.home / "credentials.json").write_text(DEEP)
    ended = shell.run("auth.py", "status")
    assert ended.code == 0 and ended.doc["token"] == "none"
    assert (shell.home / "credentials.json").read_text() == DEEP


def test_an_id_that_cannot_be_read_just_now_is_not_made_anew(tmp_path: Path) -> None:
    """A path through a file is what root, too, is refused."""
    (tmp_path / "file").write_text("")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "client_id").symlink_to(tmp_path / "file" / "client_id")
    with pytest.raises(FilesError, match="client_id"):
        store.client_id(tmp_path / "home")
    assert (tmp_path / "home" / "client_id").is_symlink()


def test_forget_works_without_a_lock_a_journal_and_a_good_token(shell: Shell) -> None:
    folder_there = shell.home / ".lock"
    folder_there.unlink()
    folder_there.mkdir()
    (shell.home / "journal.db").write_bytes(b"broken" * 999)
    ended = shell.run("auth.py", "forget", NEMO_TOKEN="with\na line break")
    assert ended.code == 0 and ended.doc["say"] == "The kept token was removed."
    assert not (shell.home / "credentials.json").exists()
    assert shell.run("auth.py", "forget").doc["say"] == "There was no kept token."


ENTRY_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30),
    st.lists(st.integers(), max_size=3), st.dictionaries(st.text(max_size=5), st.none(), max_size=2),
    st.sampled_from(["a\r\nb", "tok\u2028en", "\ud800", "", " ", "2020-01-01T00:00:00Z",
                     "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "x" * 10_000]),
)  # fmt: skip
ENTRIES = st.dictionaries(
    st.sampled_from(["token", "user_id", "expires_at", "credits", "foreign"]), ENTRY_VALUES
)


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(entry=ENTRIES, other=st.one_of(ENTRIES, ENTRY_VALUES))
def test_credentials_of_any_types(tmp_path: Path, entry: object, other: object) -> None:
    from nemo_client.account import Account
    from nemo_client.config import Config

    url = "http://127.0.0.1:9"
    document = json.dumps({url: entry, "https://other": other})
    (tmp_path / "credentials.json").write_text(document)
    found = store.load_credentials(tmp_path, url)
    if found:
        assert disk.fit_for_header(found.token)
        assert found.expires_at is None or isinstance(found.expires_at, str)
        account = Account(Config(url, url, "local", tmp_path, None, url))
        link = account.register_url()
        assert link is None or link.encode()
    store.save_credentials(tmp_path, url, store.Credentials("good"))
    assert store.load_credentials(tmp_path, url) == store.Credentials("good")
    kept = json.loads((tmp_path / "credentials.json").read_text())
    assert json.dumps(kept["https://other"]) == json.dumps(json.loads(document)["https://other"])
    for path in tmp_path.iterdir():
        path.unlink()


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=80).map(lambda t: t.encode(errors="replace"))))  # fmt: skip
def test_files_of_any_content(tmp_path: Path, data: bytes) -> None:
    for name in ("client_id", "credentials.json"):
        (tmp_path / name).write_bytes(data)
    assert store.load_credentials(tmp_path, "https://a") is None
    made = store.client_id(tmp_path)
    assert disk.fit_for_header(made, 64) and store.client_id(tmp_path) == made
    store.save_credentials(tmp_path, "https://a", store.Credentials("good"))
    assert store.load_credentials(tmp_path, "https://a") == store.Credentials("good")
    assert store.forget_credentials(tmp_path, "https://a")
    for path in tmp_path.iterdir():
        path.unlink()
    disk.set_aside.clear()


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("NEMO_HOME", "~nosuchuser", "no such user"),
        ("NEMO_HOME", "~nosuchuser/deeper", "no such user"),
        ("NEMO_HOME", "file", "no folder"),
        ("NEMO_HOME", "file/below", "no folder"),
        ("NEMO_HOME", "x" * 300, "too long"),
        ("NEMO_HOME", "circle/home", "in a circle"),
        ("NEMO_HOME", "dangling", "something else"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [COMMANDS[number] for number in (0, 1, 3, 4, 9, 13)],
    ids=lambda command: "-".join(command[:2]),
)
def test_a_home_that_is_none(
    shell: Shell, command: tuple[str, ...], variable: str, value: str, said: str
) -> None:
    (shell.folder / "file").write_text("")
    (shell.folder / "circle").symlink_to("circle")
    (shell.folder / "dangling").symlink_to("nowhere/at/all")
    ended = shell.run(*command, **{variable: value})
    sound(ended, Path(value))
    if command[0] == "auth.py" and ended.code == 0:
        return  # which looks only, or found nothing to forget
    assert ended.code in (1, 2), ended.doc
    assert "NEMO_HOME" in ended.doc["do"], ended.doc


@pytest.mark.parametrize("value", ["", "relative/home"])
def test_a_home_that_is_one(shell: Shell, value: str, tmp_path: Path) -> None:
    ended = shell.run("session.py", "list", NEMO_HOME=value, HOME=str(tmp_path / "user"))
    assert ended.code == 0, ended.doc
    where = shell.folder / value if value else tmp_path / "user" / ".config" / "nemovideo"
    assert (where / "journal.db").is_file()


def test_a_studios_home_of_nobody(make_shell: Callable[..., Shell]) -> None:
    for command in (("session.py", "list", "--local"), ("create.py", BRIEF, "--local")):
        ended = make_shell().run(*command, NEMO_STUDIO_HOME="~nosuchuser")
        assert ended.code == 2 and "NEMO_STUDIO_HOME" in ended.doc["do"], ended.doc
    ended = make_shell().run("studio.py", "status", NEMO_STUDIO_HOME="~nosuchuser")
    assert ended.code == 1 and ended.doc["error"], ended.doc


@pytest.mark.parametrize(
    "content",
    [b"", b"{", DEEP.encode(), b"\xff\xfe", b"[]", b'{"url": 7}', b'{"url": "http://127.0.0.1:99999"}',
     b'{"url": "http://[::1"}', b'{"url": "http://127.0.0.1:x", "pid": {}}', b'{"url": "\\ud800"}'],
    ids=lambda content: content[:12].decode(errors="replace"),
)  # fmt: skip
def test_odd_cards_of_a_studio(make_shell: Callable[..., Shell], content: bytes) -> None:
    """The look for a running studio; it is not started by these."""
    shell = make_shell()
    studio = shell.home / "studio"
    studio.mkdir(parents=True)
    (studio / "instance.json").write_bytes(content)
    for command in (("auth.py", "status"), ("session.py", "list"), ("auth.py", "forget")):
        ended = shell.run(*command, "--local")
        assert ended.code == 0, ended.doc
    # Where it must run, this one cannot be started.
    ended = shell.run("credits.py", "--local", NEMO_STUDIO_HOME=str(studio / "instance.json"))
    assert ended.code == 1 and ended.doc["status"] == "studio", ended.doc


# SKILL.md


@pytest.fixture
def copied(make_shell: Callable[..., Shell], tmp_path: Path, cloud: StandIn) -> Shell:
    """The package in a folder of the test's own."""
    root = tmp_path / "skill"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SCRIPTS, root / "scripts", ignore=ignored)
    shutil.copy(SCRIPTS.parent / "SKILL.md", root)
    return make_shell(root / "scripts", NEMO_API_URL=cloud.url)


@pytest.mark.parametrize("state", [s for s in STATES if s != "truncated"])
def test_any_state_of_skill_md(copied: Shell, state: str) -> None:
    put(copied.scripts.parent, "SKILL.md", state)
    ended = copied.run("credits.py")
    sound(ended, copied.home)
    assert ended.code == 1 and "SKILL.md" in ended.doc["say"]
    assert ended.doc["do"].startswith(("Install the skill again", "Move ")), ended.doc
    assert copied.run("auth.py", "status").code == 0


@pytest.mark.parametrize(
    "front",
    ["name: [a]", "name: {a: b}", "name: ~", "name: ''", "name: 你好", "name: &a [*a]", "? [a]\n: b",
     "name: " + "[" * 5000, "name: !!python/object:os.system x\nversion: [", "name: \"\\x00\""],
)  # fmt: skip
def test_frontmatter_without_a_name_that_can_be_sent(tmp_path: Path, front: str) -> None:
    (tmp_path / "SKILL.md").write_text(f"---\n{front}\n---\n", encoding="utf-8")
    attribution.frontmatter.cache_clear()
    with pytest.raises(FilesError, match=r"SKILL\.md"):
        attribution.headers(tmp_path)


@pytest.mark.parametrize(
    "version", ["1.10", "1.0", "2", "1.10.0", "0o7", "1e3", "1_000", "2026-01-02", "1:30", "yes"]
)
@pytest.mark.parametrize("form", ["version: {}", 'version: "{}"', "metadata:\n  version: {}",
                                  "metadata: {{version: {}}}", "version: ~\nmetadata: {{version: '{}'}}"])  # fmt: skip
def test_a_version_is_sent_as_it_is_written(tmp_path: Path, form: str, version: str) -> None:
    if form.startswith("metadata: {") and ":" in version:
        version = f"'{version}'"
    text = f"---\nname: x\n{form.format(version)}\n---\n"
    (tmp_path / "SKILL.md").write_text(text, encoding="utf-8")
    attribution.frontmatter.cache_clear()
    assert attribution.headers(tmp_path)["X-Skill-Version"] == version.strip("'")


def test_an_unquoted_version_arrives(copied: Shell, cloud: StandIn) -> None:
    skill = copied.scripts.parent / "SKILL.md"
    text = skill.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(\s+)version: .*$", r"\1version: 1.10", text, count=1)
    skill.write_text(text, encoding="utf-8")
    assert copied.run("credits.py").code == 0
    sent = [r for r in cloud.requests if r.endpoint in API_ENDPOINTS]
    assert sent and {r.headers["x-skill-version"] for r in sent} == {"1.10"}


# Words


def test_words_that_never_come(shell: Shell) -> None:
    """An open pipe, a pipe in the file system without a writer, and a file without an end."""
    os.mkfifo(shell.folder / "pipe")
    held, kept_open = os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, str(SCRIPTS / "sse.py"), "send", "-"], cwd=shell.folder, env=shell.env,
            stdin=held, capture_output=True, timeout=60, encoding="utf-8",
        )  # fmt: skip
    finally:
        os.close(held), os.close(kept_open)
    document = json.loads(done.stdout)
    assert done.returncode == 2 and "Standard input was not closed" in document["say"], document
    assert "--message-file" in document["do"]
    for name, said in (
        ("pipe", "not closed"),
        ("/dev/zero", "more than a message"),
        (".", "folder"),
    ):
        ended = shell.run("sse.py", "send", "--message-file", name, timeout=60)
        assert ended.code == 2 and said in ended.doc["say"], ended.doc


def test_words_that_come_slowly(shell: Shell) -> None:
    code = "import sys, time; [print(w, flush=True) or time.sleep(.05) for w in 'make it short'.split()]"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as slow:
        done = subprocess.run(
            [sys.executable, str(SCRIPTS / "sse.py"), "send", "-"], cwd=shell.folder, env=shell.env,
            stdin=slow.stdout, capture_output=True, timeout=60, encoding="utf-8",
        )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("token", ["a\r\nX-Evil: b", "你好-token", "", 7])
def test_a_token_of_the_service_that_cannot_be_sent(
    cloud: StandIn, make_shell: Callable[..., Shell], token: object
) -> None:
    cloud.rule("token", nth="always", do=answer(200, {"code": 0, "data": {"token": token}}))
    ended = make_shell(NEMO_API_URL=cloud.url).run("credits.py")
    assert (ended.code, ended.doc["status"]) == (3, "auth"), ended.doc
    assert cloud.count("credits") == 0


def test_a_client_id_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_CLIENT_ID", "a\r\nX-Evil: b")
    with pytest.raises(UsageError) as raised:
        store.client_id(tmp_path)
    assert "NEMO_CLIENT_ID" in raised.value.told("en")[1]


def test_the_journal_is_ours_alone(tmp_path: Path) -> None:
    """A pipe in its place is not waited for, by a look neither."""
    from nemo_client.journal import last_language

    os.mkfifo(tmp_path / "journal.db")
    assert last_language(tmp_path, tmp_path) is None
    with pytest.raises(FilesError, match=r"journal\.db"):
        Journal(tmp_path)
