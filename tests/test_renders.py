"""Exports against the cloud's documented behaviour: shapes, budget, one retry, fallback download."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from raw_server import RawServer, Request, answer
from test_media import write

from nemo_client import errors, renders
from nemo_client.account import Account
from nemo_client.config import Config
from nemo_client.delivery import Delivery, out_path, slug
from nemo_client.journal import Journal
from nemo_client.output import Reporter

DRAFT = {
    "t": [{"tt": 0, "sg": [{"d": 1000, "zz": [1.0, None]}]}],
    "d": 1000,
    "odd": {"b": 1, "a": 2},
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_TIME_SCALE", "0.0005")
    monkeypatch.setenv("NEMO_API_URL", "http://127.0.0.1:1")  # where alone the scale is heeded


def reply(value: Any, **kwargs: Any) -> bytes:
    return answer(json.dumps(value).encode(), **kwargs)


class Cloud:
    """A scripted cloud: state, submit, and a poll that the test gives."""

    def __init__(self, poll: Callable[[int, str], Any]) -> None:
        self.poll, self.submitted, self.polls = poll, [], 0  # type: ignore[var-annotated]

    def __call__(self, request: Request) -> Iterable[bytes]:
        path = request.path
        if path.startswith("/api/state"):
            return [reply({"code": 0, "data": {"state": {"draft": DRAFT}}})]
        if path == renders.PATH:
            self.submitted.append(json.loads(request.body))
            return [reply({"success": True, "data": {"status": "pending", "progress": 5}})]
        if path.startswith(renders.PATH):
            self.polls += 1
            value = self.poll(self.polls, path.rpartition("/")[2])
            return [value if isinstance(value, bytes) else reply(value)]
        if path == "/api/auth/claim-token":
            return [reply({"code": 0, "data": {"claim_token": "clm_1", "expires_in": 604800}})]
        return self.other(request)

    def other(self, request: Request) -> Iterable[bytes]:
        return [reply({"detail": "Not Found"}, status="404 Not Found")]


def parts(url: str, home: Path, engine: str = "cloud") -> tuple[Account, Journal, dict[str, Any]]:
    account = Account(Config(url, url, engine, home, "tok-123456", url))  # type: ignore[arg-type]
    journal = Journal(home)
    journal.add_session(url, "77", task_id="t", bind_id=None, title="x", language="en")
    return account, journal, journal.session(url, "77")  # type: ignore[return-value]


@pytest.mark.parametrize(
    "answered",
    [
        {
            "taskId": "r",
            "status": "completed",
            "progress": 100,
            "output": {"url": "https://x/a.mp4"},
        },
        {
            "success": True,
            "data": {"id": "r", "status": "completed", "outputUrl": "https://x/a.mp4"},
        },
        {"data": {"status": "completed", "output": {"url": "https://x/a.mp4"}}},
        {"id": "r", "status": "COMPLETED", "output_url": "https://x/a.mp4"},
    ],
)
def test_both_shapes_of_the_poll(answered: dict[str, Any]) -> None:
    read = renders.read_poll(answered)
    assert (read.status, read.url) == ("completed", "https://x/a.mp4")


@pytest.mark.parametrize(
    ("answered", "error"),
    [
        ({"status": "failed", "error": "no codec"}, "no codec"),
        ({"data": {"status": "failed", "error": {"message": "no codec"}}}, "no codec"),
        ({"status": "failed", "message": "no codec"}, "no codec"),
    ],
)
def test_where_a_failed_render_says_why(answered: dict[str, Any], error: str) -> None:
    assert renders.read_poll(answered).error == error


def test_the_published_budget_is_kept() -> None:
    assert len(renders.POLL_SCHEDULE_S) == 10 and sum(renders.POLL_SCHEDULE_S) == 300
    assert list(renders.POLL_SCHEDULE_S) == sorted(renders.POLL_SCHEDULE_S)


def test_ten_polls_and_then_the_command_that_goes_on(tmp_path: Path) -> None:
    cloud = Cloud(lambda n, _: {"status": "processing", "progress": n})
    with RawServer(cloud) as server:
        account, journal, _ = parts(server.url, tmp_path)
        render_id = renders.submit(account, journal, "77", {"format": "mp4"})
        with pytest.raises(errors.StillRunning) as raised:
            renders.wait(account, journal, render_id, None, lambda _: None)
        assert cloud.polls == 11, "ten, and a last look before it gives up"
        assert raised.value.next == f"export.py --resume {render_id}"


def test_a_resumed_render_is_looked_at_at_once(tmp_path: Path) -> None:
    """However often it was polled before: it may be long done."""
    done = {"status": "completed", "output": {"url": "https://x/a.mp4"}}
    cloud = Cloud(lambda n, _: done if n > 12 else {"status": "processing"})
    with RawServer(cloud) as server:
        account, journal, _ = parts(server.url, tmp_path)
        render_id = renders.submit(account, journal, "77", {"format": "mp4"})
        for limit_s in (None, 0.0):
            with pytest.raises(errors.StillRunning):
                renders.wait(account, journal, render_id, limit_s, lambda _: None)
        assert cloud.polls == 12
        assert renders.wait(account, journal, render_id, 0.0, lambda _: None)[1].url
        assert cloud.polls == 13


@pytest.mark.parametrize("status", ["408 Timeout", "429 Too Many Requests", "502 Bad Gateway"])
def test_polls_that_fail_in_passing_do_not_end_the_export(tmp_path: Path, status: str) -> None:
    def poll(number: int, _: str) -> Any:
        if number < 9:
            return reply({}, status=status)
        return {"status": "completed", "output": {"url": "https://x/a.mp4"}}

    with RawServer(Cloud(poll)) as server:
        account, journal, _ = parts(server.url, tmp_path)
        render_id = renders.submit(account, journal, "77", {"format": "mp4"})
        assert renders.wait(account, journal, render_id, None, lambda _: None)[0] == render_id


def test_the_draft_goes_back_as_it_came_and_ids_differ(tmp_path: Path) -> None:
    cloud = Cloud(lambda *_: {})
    with RawServer(cloud) as server:
        account, journal, _ = parts(server.url, tmp_path)
        for _ in range(2):
            renders.submit(account, journal, "77", {"format": "mp4", "quality": "high"})
    first, second = cloud.submitted
    assert json.dumps(first["draft"]) == json.dumps(DRAFT), "order or values were changed"
    assert first["sessionId"] == "77" and first["output"] == {"format": "mp4", "quality": "high"}
    assert first["id"] != second["id"] and first["id"].startswith("render_")


def test_a_failed_render_is_submitted_once_more_under_a_new_id(tmp_path: Path) -> None:
    cloud = Cloud(lambda *_: {"status": "failed", "error": "gpu lost"})
    with RawServer(cloud) as server:
        account, journal, _ = parts(server.url, tmp_path)
        render_id = renders.submit(account, journal, "77", {"format": "mp4"})
        with pytest.raises(errors.RenderFailed, match="gpu lost"):
            renders.wait(account, journal, render_id, None, lambda _: None)
    assert len(cloud.submitted) == 2 and cloud.submitted[0]["id"] != cloud.submitted[1]["id"]


def test_a_poll_that_fails_in_passing_asks_for_the_same_id_again(tmp_path: Path) -> None:
    def poll(number: int, _: str) -> Any:
        if number < 8:
            return reply({}, status="503 Down")
        return {"status": "completed", "output": {"url": "https://x/a.mp4"}}

    cloud = Cloud(poll)
    with RawServer(cloud) as server:
        account, journal, _ = parts(server.url, tmp_path)
        render_id = renders.submit(account, journal, "77", {"format": "mp4"})
        assert renders.wait(account, journal, render_id, None, lambda _: None)[0] == render_id
    assert len(cloud.submitted) == 1


@pytest.mark.parametrize("how", ["url", "bytes", "json", "gone"])
def test_delivery_and_its_fallbacks(tmp_path: Path, how: str) -> None:
    """By the render's URL; else by the API's own download, as bytes or as JSON with a URL."""
    content = write(tmp_path / "source.mp4", "libx264", None).read_bytes()
    seen: list[Request] = []

    class WithFiles(Cloud):
        def other(self, request: Request) -> Iterable[bytes]:
            seen.append(request)
            video = answer(content, headers={"Content-Type": "video/mp4"})
            if request.path == "/good.mp4":
                return [video]
            if request.path.endswith("/download") and how == "bytes":
                return [video]
            if request.path.endswith("/download") and how == "json":
                return [reply({"data": {"outputUrl": server.url + "/good.mp4"}})]
            return [answer(b"", status="403 Forbidden")]

    name = "/good.mp4" if how == "url" else "/expired.mp4"
    cloud = WithFiles(lambda *_: {"status": "completed", "output": {"url": server.url + name}})
    with RawServer(cloud) as server:
        account, journal, session = parts(server.url, tmp_path / "home")
        delivery = Delivery(account, journal, session, Reporter(as_json=True, quiet=True))
        out = tmp_path / "out.mp4"
        if how == "gone":
            with pytest.raises(errors.ServerError):
                delivery.export({"format": "mp4"}, out, None)
            assert not out.exists()
            return
        document = delivery.export({"format": "mp4"}, out, None)
    assert out.read_bytes() == content and document["verified"]
    assert document["link"] == server.url + "/workspace/claim?ct=clm_1"
    by_url = [r for r in seen if r.path.endswith(".mp4")]
    assert all(r.header("Authorization") is None for r in by_url), "the CDN got the token"


def test_a_file_that_is_not_what_was_promised_is_kept_aside(tmp_path: Path) -> None:
    content = write(tmp_path / "source.mp4", "libx264", None, seconds=3).read_bytes()

    class Wrong(Cloud):
        def other(self, request: Request) -> Iterable[bytes]:
            return [answer(content)]

    cloud = Wrong(lambda *_: {"status": "completed", "output": {"url": server.url + "/a.mp4"}})
    with RawServer(cloud) as server:
        account, journal, session = parts(server.url, tmp_path / "home")
        delivery = Delivery(account, journal, session, Reporter(as_json=True, quiet=True))
        with pytest.raises(errors.CheckFailed, match=r"lasts 3\.00 s, not 1\.00 s"):
            delivery.export({"format": "mp4"}, tmp_path / "out.mp4", None)
    assert not (tmp_path / "out.mp4").exists()
    assert (tmp_path / "out.failed-check.mp4").read_bytes() == content


def test_nothing_to_export(tmp_path: Path) -> None:
    with RawServer(
        lambda _: [reply({"code": 0, "data": {"state": {"draft": {"t": []}}}})]
    ) as server:
        account, journal, _ = parts(server.url, tmp_path)
        with pytest.raises(errors.NothingToExport):
            renders.submit(account, journal, "77", {})


def test_names_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert slug("A 20-second promo: 50% off!") == "a-20-second-promo-50-off"
    assert slug("做一个 视频") == "做一个-视频" and slug("!!") == "video"
    first = out_path(None, "Hi there", "mp4", force=False)
    first.write_text("x")
    assert out_path(None, "Hi there", "mp4", force=False).name == "hi-there-2.mp4"
    assert out_path(str(tmp_path), "Hi", "gif", force=False) == tmp_path / "hi.gif"
    assert out_path("name", "Hi", "webm", force=False) == tmp_path / "name.webm"
    taken = {str(tmp_path / "new.mp4")}
    assert out_path(None, "new", "mp4", force=False, taken=taken).name == "new-2.mp4"
    for given in ("~nobody-here/a.mp4", "x" * 300 + ".mp4", "a\0b.mp4"):
        with pytest.raises(errors.UsageError):
            out_path(given, "Hi", "mp4", force=False)
    with pytest.raises(errors.UsageError, match="no folder"):
        out_path("nowhere/a.mp4", "Hi", "mp4", force=False)


def test_a_longer_wait_goes_on_polling(tmp_path: Path) -> None:
    """Beyond the budget of 300 s, at its rate, for as long as it was told to."""
    done = {"status": "completed", "output": {"url": "https://x/a.mp4"}}
    times: list[float] = []

    def poll(number: int, _: str) -> Any:
        times.append(time.monotonic())
        return done if number > 25 else {"status": "processing"}

    with RawServer(Cloud(poll)) as server:
        account, journal, _ = parts(server.url, tmp_path)
        render_id = renders.submit(account, journal, "77", {"format": "mp4"})
        assert renders.wait(account, journal, render_id, 60.0, lambda _: None)[1].url
    assert len(times) == 26
    later = [b - a for a, b in pairwise(times[10:])]
    assert min(later) >= 0.0005 * renders.LATER_POLL_S, "more often than the budget allows"


def test_a_longer_wait_has_an_end(tmp_path: Path) -> None:
    with RawServer(Cloud(lambda *_: {"status": "processing"})) as server:
        account, journal, _ = parts(server.url, tmp_path)
        render_id = renders.submit(account, journal, "77", {"format": "mp4"})
        with pytest.raises(errors.StillRunning) as raised:
            renders.wait(account, journal, render_id, 0.5, lambda _: None)
    assert raised.value.next == f"export.py --resume {render_id}"
    assert journal.render(render_id)["polls"] > 11  # type: ignore[index]


@pytest.mark.slow
def test_an_api_on_this_machine_that_is_gone_is_not_polled_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer(Cloud(lambda *_: {"status": "processing"})) as server:
        account, journal, _ = parts(server.url, tmp_path, "local")
        render_id = renders.submit(account, journal, "77", {"format": "mp4"})
    monkeypatch.setenv("NEMO_TIME_SCALE", "0")
    with pytest.raises(errors.Unreachable) as raised:
        renders.wait(account, journal, render_id, None, lambda _: None)
    assert raised.value.next == f"export.py --resume {render_id}"
