"""Every code at every endpoint, in each form it may come in, once and always (where the first is the
end, once is the same): the real scripts against a stand-in of the cloud, in turns in English and in
Chinese.

What is expected is said by the rules (`expected`): reads are tried again after faults in passing; a
429 waits 30 s and goes once more; a refused token is replaced once; a render may be submitted twice,
an upload after a look whether it arrived, a message never. Waits are scaled.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

import pytest
from PIL import Image
from shells import Ended, Shell, environment
from stand_in import StandIn
from stand_in_rules import Do, Reply, answer, detail, envelope, error_event, stream, unsuccessful
from telling import LANGUAGES, unfit

pytestmark = pytest.mark.slow
BRIEF = "A film about tea"
IN_CHINESE = "做一个关于茶的短片"
SCALE = 0.002  # of every wait: the looks for a lost answer take 270 s
READ_TRIES, LIMIT_WAIT_S = 5, 30
SIDE_BY_SIDE = 4

PASSING, REFUSED, AUTH, PLAN, CREDITS = "passing", "refused", "auth", "plan", "credits"
SESSION, FORMAT, LARGE, LIMITED, UNSAID = "session", "format", "large", "limited", "unsaid"
MEANING: dict[int, str] = {
    400: REFUSED, 401: AUTH, 402: PLAN, 403: REFUSED, 404: REFUSED, 408: PASSING, 413: LARGE,
    422: REFUSED, 429: LIMITED, 500: PASSING, 502: PASSING, 503: PASSING, 504: PASSING,
    1001: AUTH, 1002: SESSION, 2001: CREDITS, 4001: FORMAT, 4002: LARGE, 0: UNSAID,
}  # fmt: skip
STATUS = {1001: 401, 1002: 404, 2001: 402, 4001: 415, 4002: 413}
"""The HTTP status that a business code may come with."""
DETAILS = (401, 402, 403, 404, 422, 429, 500, 503)
PAGES = (408, 413, 429, 502, 503, 504)
ENDS = {
    PASSING: (5, "server_error"), REFUSED: (1, "bad_request"), AUTH: (3, "auth"),
    PLAN: (3, "plan"), CREDITS: (3, "no_credits"), SESSION: (1, "session_not_found"),
    FORMAT: (3, "unsupported_file"), LARGE: (3, "file_too_large"), LIMITED: (5, "rate_limited"),
    UNSAID: (1, "request_failed"),
}  # fmt: skip


class Place(NamedTuple):
    """Where a code is met: the command that asks that endpoint, and what it finds done before."""

    endpoint: str
    before: str
    command: tuple[str, ...]


PLACES = {
    "token": Place("token", "nothing", ("auth.py", "connect")),
    "session": Place("session", "session", ("session.py", "new")),
    "state": Place("state", "session", ("state.py",)),
    "upload of a file": Place("upload", "session", ("upload.py", "a.jpg")),
    "upload of a URL": Place("upload", "session", ("upload.py", "https://example.com/b.jpg")),
    "credits": Place("credits", "session", ("credits.py",)),
    "run": Place("run", "session", ("sse.py", "send", BRIEF, "--wait", "60")),
    "render": Place("render", "video", ("export.py", "-o", "out.mp4")),
    "poll": Place("poll", "video", ("export.py", "-o", "out.mp4", "--wait", "1")),
    "cancel": Place("cancel", "video", ("export.py", "--cancel", "RENDER")),
    "claim": Place("claim", "session", ("session.py", "link")),
}
READS = ("state", "credits", "poll")
RENDERS = ("render", "poll", "cancel")


class End(NamedTuple):
    code: int
    status: str
    register_url: bool
    asked: int
    """Requests of the endpoint that the service saw."""
    began: int
    """Wishes that began work."""


def expected(place: str, meaning: str, code: int, *, always: bool) -> End:
    endpoint = PLACES[place].endpoint
    again = {AUTH: 1, LIMITED: 1}.get(meaning, 0)
    if meaning == PASSING:
        again = (
            READ_TRIES - 1 if endpoint in READS else 1 if endpoint in ("render", "upload") else 0
        )
    if endpoint == "token" and code == 400:
        again = 1  # with another client id
    if endpoint == "render" and meaning in (REFUSED, UNSAID):
        again = 1  # under another id
    if (endpoint, meaning) in (("run", SESSION), ("poll", UNSAID)):
        again = 1  # in another session; of another render
    done = End(0, "done", endpoint == "credits", 2, int(endpoint == "run"))
    if again and not always:
        return done
    asked = 1 + again
    if endpoint == "run" and meaning == PASSING:
        return End(6, "outcome_unknown", False, asked, 0)
    if endpoint == "claim" and meaning != AUTH:
        return done._replace(asked=asked)  # the link that needs a login
    if endpoint in ("render", "poll") and meaning == UNSAID:
        return End(5, "render_failed", False, asked, 0)
    return End(*ENDS[meaning], meaning in (PLAN, CREDITS), asked, 0)


class Form(NamedTuple):
    name: str
    meaning: str
    do: Callable[..., Do]


def forms(place: str, code: int) -> Iterator[Form]:
    """The forms that a code may come in; the words name ids that are not for people."""
    words = f"It says {code or 'no'} of task_0123456789ab, 5529798706024415232"
    meaning, status = MEANING[code], STATUS.get(code, code)
    if not code:
        yield Form("success: false", meaning, lambda **m: unsuccessful(words, **m))
        return
    yield Form("status", meaning, lambda **m: envelope(code, words, status=status, **m))
    yield Form("200", meaning, lambda **m: envelope(code, words, **m))
    if code == 404:
        missing = "Session not found: 5529798706024415232"
        yield Form("detail", SESSION, lambda **m: detail(404, missing, **m))
    elif code == 422:
        fields = [{"type": "missing", "loc": ["body", "files"], "msg": "Field required"}]
        yield Form("detail", meaning, lambda **m: detail(422, fields, **m))
    elif code in DETAILS:
        yield Form("detail", meaning, lambda **m: detail(status, words, **m))
    elif code in STATUS:
        told = {"code": code, "message": words}
        yield Form("detail", meaning, lambda **m: detail(status, told, **m))
    if code in PAGES:
        page = f"<html><h1>{code}</h1></html>".encode()
        yield Form("page", meaning, lambda **m: answer(code, page, **m))
    if place in RENDERS and code < 1000:
        yield Form("success: false", meaning, lambda **m: unsuccessful(words, status, **m))


@dataclass(frozen=True)
class Bench:
    """A stand-in with a home for each thing that may have been done before."""

    cloud: StandIn
    shell: Shell
    homes: Path
    renders: dict[str, str]

    def shell_after(self, before: str, language: str) -> Shell:
        """A home of its own to each command, in which just `before` was done, in a language."""
        home = self.homes / "now"
        shutil.rmtree(home, ignore_errors=True)
        if before != "nothing":
            shutil.copytree(self.homes / f"{before}-{language}", home)
        for file in self.shell.folder.glob("out*"):
            file.unlink()
        self.cloud.behave()
        settings = {"NEMO_HOME": str(home), "LANG": language}
        return replace(self.shell, env=self.shell.env | settings)

    def measured(
        self, place: Place, do: Do, language: str, *, always: bool
    ) -> tuple[Ended, End, list[float]]:
        """How the place's command ended, and when its endpoint was asked."""
        cloud, shell = self.cloud, self.shell_after(place.before, language)
        words = {"RENDER": self.renders[language]}
        if language == "zh":
            words[BRIEF] = IN_CHINESE
        came, began = len(cloud.requests), cloud.wishes.total()
        cloud.rule(place.endpoint, do=do, nth="always" if always else None)
        ended = shell.run(*(words.get(word, word) for word in place.command))
        asked = [r.at for r in cloud.requests[came:] if r.endpoint == place.endpoint]
        told = "register_url" in ended.doc
        began = cloud.wishes.total() - began
        return ended, End(ended.code, ended.doc["status"], told, len(asked), began), asked


def bench(folder: Path, cloud: StandIn) -> Bench:
    work = folder / "work"
    work.mkdir(parents=True)
    Image.new("RGB", (64, 64), "red").save(work / "a.jpg")
    settings = {"NEMO_TIME_SCALE": str(SCALE), "NEMO_API_URL": cloud.url}
    shell = Shell(work, {**environment(), **settings, "LC_ALL": ""})

    def done(home: str, *command: str) -> dict[str, Any]:
        ended = shell.run(*command, NEMO_HOME=str(folder / home))
        assert ended.code == 0, ended.doc
        return ended.doc

    renders = {}
    for language, brief in zip(LANGUAGES, (BRIEF, IN_CHINESE), strict=True):
        done(f"session-{language}", "session.py", "new", "--words", brief)
        done(f"video-{language}", "sse.py", "send", brief)
        rendered = done(f"video-{language}", "export.py", "-o", f"out-{language}.mp4")
        renders[language] = rendered["render_id"]
    return Bench(cloud, shell, folder, renders)


@pytest.fixture(scope="module")
def benches(
    tmp_path_factory: pytest.TempPathFactory, movie: Callable[..., bytes]
) -> Iterator[list[Bench]]:
    draft = {"d": 1000, "m": {"width": 96, "height": 64}}
    film, folder = movie(draft, {}), tmp_path_factory.mktemp("benches")
    with ExitStack() as stack:
        clouds = [stack.enter_context(StandIn(film, credits=10**6)) for _ in range(SIDE_BY_SIDE)]
        folders = [folder / str(number) for number in range(SIDE_BY_SIDE)]
        with ThreadPoolExecutor() as pool:
            made = list(pool.map(bench, folders, clouds))
        yield made


def side_by_side(benches: list[Bench], work: Callable[[Bench, Any], str], rows: list[Any]) -> None:
    """Do `work` for each row on a bench that is free; what it says is wrong fails the test."""
    free: SimpleQueue[Bench] = SimpleQueue()
    for one in benches:
        free.put(one)

    def on_a_free_one(row: Any) -> str:
        taken = free.get()
        try:
            return work(taken, row)
        finally:
            free.put(taken)

    with ThreadPoolExecutor(len(benches)) as pool:
        wrong = list(filter(None, pool.map(on_a_free_one, rows)))
    wrong += [violation for one in benches for violation in one.cloud.violations]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("code", MEANING, ids=lambda code: str(code or "success false"))
@pytest.mark.parametrize("place", PLACES)
def test_a_code_at_an_endpoint(benches: list[Bench], place: str, code: int) -> None:
    if not code and place not in RENDERS:
        pytest.skip("the render endpoints' form")
    rows = [(form, True) for form in forms(place, code)]
    again = {f.meaning: f for f, _ in reversed(rows)}.values()  # once, in one form of each meaning
    rows += [(f, False) for f in again if expected(place, f.meaning, code, always=True).asked > 1]

    def work(bench: Bench, row: tuple[Form, bool]) -> str:
        form, always = row
        language = LANGUAGES[(rows.index(row) + code) % 2]
        name = f"{form.name}, {'always' if always else 'once'}, {language}"
        wanted = expected(place, form.meaning, code, always=always)
        ended, was, times = bench.measured(PLACES[place], form.do(), language, always=always)
        if place == "poll" and always and form.meaning in (PASSING, LIMITED):
            looks, rest = divmod(was.asked, wanted.asked)  # it looks until its time is over
            was = was._replace(asked=wanted.asked if looks >= 2 and not rest else was.asked)
            if "--resume" not in ended.doc.get("next", ""):
                return f"{name}: no way to go on: {ended.doc}"
        if was != wanted:
            return f"{name}: {wanted} expected, was {was}: {ended.doc}"
        if ended.code and (words := unfit(ended.doc, language)):
            return f"{name}: not for people: {words}"
        if form.meaning == LIMITED and times[1] - times[0] < LIMIT_WAIT_S * SCALE:
            return f"{name}: it did not wait"
        return ""

    side_by_side(benches, work, rows)


# Who is told what, where credits or plan are at an end


def _data(**data: Any) -> Do:
    return answer(200, {"code": 0, "data": data}, acts=True)


def nameless(cloud: StandIn) -> None:
    """No answer names the account."""
    cloud.rule("token", nth="always", do=replace(_data(), reply=lambda _: Reply(
        200, {"code": 0, "data": {"token": list(cloud.tokens)[-1], "credits": 100}})))  # fmt: skip
    cloud.rule("session", nth="always", do=replace(_data(), reply=lambda _: Reply(
        200, {"code": 0, "data": {"task_id": "task_1", "session_id": list(cloud.sessions)[-1]}})))  # fmt: skip


def session_says(**more: Any) -> Callable[[StandIn], None]:
    def rules(cloud: StandIn) -> None:
        cloud.rule("session", nth="always", do=replace(_data(), reply=lambda _: Reply(
            200, {"code": 0, "data": {"session_id": list(cloud.sessions)[-1], **more}})))  # fmt: skip
        nameless(cloud)

    return rules


def token_says(cloud: StandIn) -> None:
    cloud.rule("token", nth="always", do=replace(_data(), reply=lambda _: Reply(
        200, {"code": 0, "data": {"token": list(cloud.tokens)[-1], "user_id": "anon_me"}})))  # fmt: skip
    nameless(cloud)


def state_says(top: dict[str, Any], inner: dict[str, Any]) -> Callable[[StandIn], None]:
    def rules(cloud: StandIn) -> None:
        nameless(cloud)
        cloud.rule("state", nth="always", do=replace(_data(), reply=lambda r: Reply(
            200, {"code": 0, "data": {**top, "state": {**inner, "draft": cloud.sessions[r.key].draft}}})))  # fmt: skip

    return rules


IN_THE_ANSWER: dict[str, dict[str, Any]] = {
    "bind_id": {"data": {"bind_id": "anon_me"}},
    "user_id": {"user_id": "anon_me"},
    "a URL": {"data": {"hint": "Sign up at https://nemovideo.com/register?bind=anon_me."}},
    "a URL in the words": {"message": "Nothing left (https://nemovideo.com/register?bind=anon_me)"},
}
KNOWN: dict[str, Callable[[StandIn], None]] = {
    "bind_id of the session": session_says(bind_id="anon_me", user_id="anon_other"),
    "user_id of the session": session_says(user_id="anon_me"),
    "user_id of the token": token_says,
    "user_id of the state": state_says({"user_id": "anon_me"}, {}),
    "state.user_id of the state": state_says({}, {"user_id": "anon_me"}),
    "nothing": nameless,
}
AT_AN_END = {2001: "no_credits", 402: "plan"}


@pytest.fixture
def shell(cloud_shell: Shell) -> Shell:
    return replace(cloud_shell, env=cloud_shell.env | {"NEMO_TIME_SCALE": str(SCALE)})


def at_an_end(cloud: StandIn, shell: Shell, place: str, do: Do, code: int) -> dict[str, Any]:
    """The document of a message or an export that meets the end."""
    if place == "export":
        assert shell.run("sse.py", "send", BRIEF).code == 0
    cloud.rule("render" if place == "export" else "run", nth="always", do=do)
    command = ("export.py",) if place == "export" else ("sse.py", "send", BRIEF, "--wait", "60")
    ended = shell.run(*command)
    assert (ended.code, ended.doc["status"]) == (3, AT_AN_END[code]), ended.doc
    assert not unfit(ended.doc), ended.doc
    assert "bind_id" not in ended.doc
    return ended.doc


def bound(document: dict[str, Any]) -> bool:
    """Whether its link keeps the account, and is the one that is told."""
    link = document["register_url"]
    assert link in document["do"] and "Sign up" in document["do"], document
    assert not re.search("(?i)top up|upgrade", document["do"]), document
    assert link.endswith(("/register", "/register?bind=anon_me")), link
    return link.endswith("bind=anon_me")


@pytest.mark.parametrize("place", ["message", "export"])
@pytest.mark.parametrize("code", AT_AN_END)
@pytest.mark.parametrize("source", KNOWN)
def test_an_anonymous_user_gets_the_link_that_is_theirs(
    cloud: StandIn, shell: Shell, source: str, code: int, place: str
) -> None:
    KNOWN[source](cloud)
    document = at_an_end(cloud, shell, place, envelope(code, "Nothing left"), code)
    assert bound(document) is (source != "nothing")


@pytest.mark.parametrize("place", ["message", "export"])
@pytest.mark.parametrize("code", AT_AN_END)
@pytest.mark.parametrize("source", IN_THE_ANSWER)
def test_the_refusal_itself_names_the_link(
    cloud: StandIn, shell: Shell, source: str, code: int, place: str
) -> None:
    nameless(cloud)
    body = {"code": code, "message": "Nothing left", **IN_THE_ANSWER[source]}
    assert bound(at_an_end(cloud, shell, place, answer(200, body), code))


@pytest.mark.parametrize("code", AT_AN_END)
@pytest.mark.parametrize("source", IN_THE_ANSWER)
def test_a_refusal_in_the_stream_names_the_link(
    cloud: StandIn, shell: Shell, source: str, code: int
) -> None:
    nameless(cloud)
    frame = {"code": code, "message": "Nothing left", **IN_THE_ANSWER[source]}
    assert bound(at_an_end(cloud, shell, "message", stream(frame), code))


@pytest.mark.parametrize("place", ["message", "export"])
@pytest.mark.parametrize("code", AT_AN_END)
@pytest.mark.parametrize("source", ["nothing", *IN_THE_ANSWER])
def test_a_registered_user_tops_up_or_upgrades(
    cloud: StandIn, shell: Shell, source: str, code: int, place: str
) -> None:
    assert shell.run("auth.py", "connect").code == 0
    shell = replace(shell, env=shell.env | {"NEMO_TOKEN": next(iter(cloud.tokens))})
    body = {"code": code, "message": "Nothing left", **IN_THE_ANSWER.get(source, {})}
    document = at_an_end(cloud, shell, place, answer(200, body), code)
    assert "register_url" not in document and "Sign up" not in document["do"]
    assert ("Upgrade" if code == 402 else "Top up") in document["do"]


@pytest.mark.parametrize("words", ["{'code': 5}", '{"a": [1]}', "KeyError('draft')", "<p>no</p>"])
def test_words_that_are_no_words_are_not_told(cloud: StandIn, shell: Shell, words: str) -> None:
    cloud.rule("run", do=stream(error_event("SAFETY", words)))
    ended = shell.run("sse.py", "send", BRIEF, "--wait", "60")
    assert ended.code == 1 and not unfit(ended.doc), ended.doc
    cloud.rule("state", do=envelope(400, words))
    ended = shell.run("state.py")
    assert ended.code == 1 and not unfit(ended.doc), ended.doc
