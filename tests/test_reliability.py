"""The fault table of docs/reliability.md: made of what really happened between the real scripts and
a stand-in of the cloud. `python tests/test_reliability.py --write` writes it anew.

A row that would be a charge too many, or words that are not true, fails by itself, whatever the
document says. Waits are scaled.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))  # when it is run as a script
sys.path.insert(0, str(Path(__file__).parents[1] / "studio" / "tests"))

import pytest
from PIL import Image
from shells import Ended, Shell, environment
from stand_in import StandIn
from stand_in_rules import (
    CUT,
    OPEN,
    PING,
    RESET,
    Do,
    Hold,
    Reply,
    Step,
    answer,
    call,
    detail,
    envelope,
    error_event,
    finish,
    lost,
    render_failed,
    result,
    stream,
    text,
    unread,
    unsuccessful,
    usual_turn,
)

pytestmark = pytest.mark.slow
DOCUMENT = Path(__file__).parents[1] / "docs" / "reliability.md"
MARK = "<!-- the table: python tests/test_reliability.py --write -->"
SCALE = 0.005  # of every wait: five minutes of looking at the state are 1.5 s
SIDE_BY_SIDE = 6
BRIEF, FILES = "A film about tea", ("a.jpg", "b.jpg")
SEND = ("sse.py", "send", BRIEF, "--wait", "60")
CREATE = ("create.py", BRIEF, *FILES, "-o", "out.mp4")
COST = 100

TOOL = "generate_video_with_seedance"
WORDS = text("I'll generate your video now...")
WORK: tuple[Step, ...] = (call(TOOL), finish, result(TOOL, status="success"))
READY = text("Your video is ready.")


@dataclass
class Scene:
    """A cloud, a shell, and the command that meets the fault."""

    cloud: StandIn
    shell: Shell
    command: tuple[str, ...]
    counted: tuple[int, int] | None = None

    def count(self) -> tuple[int, int]:
        """Messages that the service got, and those that began work."""
        return self.cloud.count("run"), self.cloud.wishes.total()

    def run(self, *command: str) -> Ended:
        return self.shell.run(*(command or self.command))

    def while_held(self, gate: Hold, act: Callable[[], None]) -> Ended:
        started = self.shell.start(*self.command)
        assert gate.reached()
        act()
        gate.release()
        return started.ended()

    def killed(self, gate: Hold) -> None:
        started = self.shell.start(*self.command)
        assert gate.reached()
        started.kill()
        self.counted = self.count()  # as it is now; the worker goes on
        gate.release()


@dataclass(frozen=True)
class Fault:
    """`act` makes it happen: how the command ended, None when it was killed. `then`: what is run
    after it in place of `next`, and `then_named` how the table says that."""

    name: str
    act: Callable[[Scene], Ended | None]
    command: tuple[str, ...]
    then: tuple[str, ...] = ()
    then_named: str = ""


@dataclass
class Row:
    fault: str
    sent: int
    begun: int
    code: str
    say: str
    then: str = "–"
    ends: str = "–"
    after: str = "–"
    red: list[str] = field(default_factory=list)
    """What must not be, whatever the document says."""

    def cells(self) -> str:
        count = f"{self.sent}, {self.begun}"
        cells = (self.fault, count, self.code, self.say, self.then, self.ends, self.after)
        return f"| {' | '.join(cells)} |"


def at(endpoint: str, do: Do, *, always: bool = False) -> Callable[[Scene], Ended]:
    def act(scene: Scene) -> Ended:
        scene.cloud.rule(endpoint, do=do, nth="always" if always else None)
        return scene.run()

    return act


def says(*steps: Step, **more: Any) -> Callable[[Scene], Ended]:
    return at("run", stream(*steps, **more))


def refused(scene: Scene) -> Ended:
    scene.cloud.stop()
    ended = scene.run()
    scene.cloud.start()
    return ended


def restarted(scene: Scene) -> Ended:
    gate = Hold()
    scene.cloud.rule("run", do=stream(WORDS, call(TOOL), gate, *WORK, READY))
    return scene.while_held(gate, scene.cloud.restart)


def killed_at(place: Callable[[StandIn], Hold]) -> Callable[[Scene], None]:
    return lambda scene: scene.killed(place(scene.cloud))


def twice(scene: Scene) -> Ended:
    gate = scene.cloud.hold("session")
    second = []
    first = scene.while_held(gate, lambda: second.append(scene.shell.start(*scene.command)))
    ended = second[0].ended()
    assert first.code == ended.code == 0, (first, ended)
    return ended


def gone(endpoint: str) -> Callable[[Scene], Ended]:
    """The session is forgotten while a request of the endpoint waits."""

    def act(scene: Scene) -> Ended:
        gate = scene.cloud.hold(endpoint, nth=1)
        return scene.while_held(
            gate, lambda: scene.cloud.forget_session(next(iter(scene.cloud.sessions)))
        )

    return act


def held_frame(cloud: StandIn) -> Hold:
    gate, (first, *rest) = Hold(), usual_turn()
    cloud.rule("run", do=stream(first, gate, *rest))
    return gate


def half_a_download(cloud: StandIn) -> Hold:
    gate = Hold()
    cloud.rule("cdn", do=Do(cut_after=1000, cut_hold=gate))
    return gate


def render_gone(scene: Scene) -> Ended:
    gate = scene.cloud.hold("poll", nth=1)
    return scene.while_held(gate, scene.cloud.renders.clear)


def at_both(link: Do, download: Do) -> Callable[[Scene], Ended]:
    """The CDN's link and the service's own download."""

    def act(scene: Scene) -> Ended:
        scene.cloud.rule("cdn", do=link, nth="always")
        scene.cloud.rule("download", do=download, nth="always")
        return scene.run()

    return act


nothing_to_load = at_both(detail(500, "busy"), detail(500, "busy"))


def refusing(frame: dict[str, Any]) -> Do:
    """A stream that is a refusal, and nothing else: no work is begun."""
    body = f"data: {json.dumps(frame)}\n\n".encode()
    return Do(reply=Reply(200, body, {"Content-Type": "text/event-stream"}))


def pings(seconds: float) -> tuple[Step, ...]:
    return (PING, 0.1) * round(seconds / 0.1)


NOTHING_LEFT = answer(200, {"code": 0, "data": {"available": 0, "frozen": 0, "total": 0}})
NO_CREDITS = {"code": 2001, "message": "Insufficient credits"}
PLAN = {"code": 402, "message": "Upgrade your plan"}
BUSY = {"code": 503, "message": "The model is overloaded"}
PLAIN = {"error": "RuntimeError: the model is overloaded"}
ODD: tuple[Step, ...] = (
    b"data: [1, 2]\n\n", b"data: nonsense\n\n", b'data: {"content": 7}\n\n', b"event: x\ndata: {\n\n",
    {"content": {"parts": [None, {"text": 5}]}},
)  # fmt: skip


def _in_each_form(code: int, words: str) -> Iterator[tuple[str, Do]]:
    yield f"{code} as a status", envelope(code, words, status={1001: 401}.get(code, code))
    yield f"{code} in a 200 body", envelope(code, words)
    yield f"{code} in the stream", refusing({"code": code, "message": words})


def _message_faults() -> Iterator[tuple[str, Callable[[Scene], Ended | None]]]:
    yield "connection refused", refused
    yield "closed before the body was read", at("run", unread())
    yield "reset before the answer, nothing begun", at("run", unread(reset=True))
    yield "reset before the answer, the work goes on", at("run", lost(reset=True))
    yield "answer lost, the work goes on", at("run", lost())
    for name, end in (("cut", CUT), ("reset", RESET)):
        yield f"{name} before any words, no work", says(end)
        yield f"{name} before any words, the work goes on", says(end, *WORK)
        yield f"{name} after words, no work", says(WORDS, end)
        yield f"{name} after words, the work goes on", says(WORDS, end, *WORK)
        yield f"{name} after the work", says(WORDS, *WORK, end)
    yield "a stream without framing ends in the work", says(WORDS, call(TOOL), framing="close")
    yield "heartbeats only", says(*pings(6))
    yield "heartbeats only, and the work is done", says(*pings(1), finish, *pings(5))
    yield "heartbeats between the words and the work", says(WORDS, *pings(2), *WORK, READY)
    yield "never closes after the answer", says(WORDS, *WORK, READY, OPEN)
    yield "never closes, nothing done", says(WORDS, OPEN)
    yield "a stream without a word, changed", says(*WORK)
    yield "a stream without a word, unchanged", says()
    yield "error frame before words", says(PLAIN)
    yield "error frame after words", says(WORDS, PLAIN)
    for code, frame in ((2001, NO_CREDITS), (402, PLAN)):
        yield f"error frame before words: {code}", at("run", refusing(frame))
        yield f"error frame after words: {code}", says(WORDS, frame)
    yield "error frame after words: 503", says(WORDS, BUSY)
    yield "error frame after the work", says(WORDS, *WORK, PLAIN)
    yield "error event of the model", says(error_event("SAFETY", "blocked"))
    yield "error frame that is no JSON", says(b'data: {"error": "model "exploded""}\n\n')
    for code, words in ((1001, "expired"), (429, "slow down")):
        for form, do in _in_each_form(code, words):
            yield f"{form}, once", at("run", do)
            yield f"{form}, always", at("run", do, always=True)
    yield "2001 in place of a stream", at("run", envelope(2001, "Insufficient credits"))
    for status in (500, 503):
        yield f"{status} before the work", at("run", detail(status, "busy"))
        yield f"{status} after the work", at("run", detail(status, "busy", acts=True))
    yield "odd frames", says(WORDS, *ODD, *WORK, *ODD, READY)
    yield "server restarted in the middle", restarted
    yield "session lost before the message, nothing in it", gone("run")
    yield "nothing left before the message", at("credits", NOTHING_LEFT, always=True)
    yield "balance unreadable", at("credits", detail(503, "busy"), always=True)
    yield "state unreadable before the message", at("state", detail(503, "busy"), always=True)


def _creation_faults() -> Iterator[tuple[str, Callable[[Scene], Ended | None]]]:
    held: dict[str, Callable[[StandIn], Hold]] = {
        "making the session": lambda cloud: cloud.hold("session", nth=1),
        "uploading": lambda cloud: cloud.hold("upload", nth=1),
        "reading the state": lambda cloud: cloud.hold("state", nth=1),
        "sending": lambda cloud: cloud.hold("run", nth=1),
        "the first words": held_frame,
        "submitting the render": lambda cloud: cloud.hold("render", nth=1),
        "polling": lambda cloud: cloud.hold("poll", nth=1),
        "half the download": half_a_download,
    }
    for step, place in held.items():
        yield f"killed: {step}", killed_at(place)
    yield "started twice at once", twice
    yield "connection refused", refused
    yield "nothing left before it is begun", at("credits", NOTHING_LEFT, always=True)
    yield "balance unreadable", at("credits", detail(503, "busy"), always=True)
    yield "session's answer lost", at("session", lost())
    yield "upload's answer lost", at("upload", lost())
    yield "upload's answer lost, it did not arrive", at("upload", unread())
    yield "upload: 429", at("upload", envelope(429, "slow down", status=429))
    yield "upload: 503, always", at("upload", detail(503, "busy"), always=True)
    yield "message: answer lost, the work goes on", at("run", lost())
    yield "message: cut after words, no work", says(WORDS, CUT)
    yield "message: state unreadable before it", at("state", detail(503, "busy"), always=True)
    yield "message: error frame", says(WORDS, PLAIN)
    yield "message: error frame, 503", says(WORDS, BUSY)
    yield "session lost at the message", gone("run")
    yield "render's answer lost", at("render", lost())
    yield "render refused once", at("render", unsuccessful("exists already", 400))
    yield "render: 503, always", at("render", detail(503, "busy"), always=True)
    yield "render failed once", at("poll", render_failed("out of memory"))
    yield "render failed always", at("poll", render_failed("out of memory"), always=True)
    yield "poll: 503 in passing", at("poll", detail(503, "busy"))
    yield "poll: answer lost", at("poll", lost())
    yield "poll: 404, the render is gone", render_gone
    yield "402 at the export", at("render", envelope(402, "Upgrade your plan", status=402))


def _delivery_faults() -> Iterator[tuple[str, Callable[[Scene], Ended | None]]]:
    page = Reply(200, b"<html>not a video</html>", {"Content-Type": "text/html"})
    for name, do in (
        ("403", detail(403, "gone")), ("429", detail(429, "slow down")), ("500", detail(500, "busy")),
        ("reset", unread(reset=True)), ("cut", Do(cut_after=1000)), ("no video", Do(reply=page)),
    ):  # fmt: skip
        yield f"the link: {name}, always", at("cdn", do, always=True)
    yield "the link: cut once", at("cdn", Do(cut_after=1000))
    yield "the link and the service's download: 500", nothing_to_load
    yield "the service's download is no video", at_both(detail(403, "gone"), Do(reply=page))


FAULTS = {
    "Message": [
        *(Fault(name, act, SEND) for name, act in _message_faults()),
        Fault("the command is killed", killed_at(held_frame), SEND, ("sse.py", "wait", "--wait", "60"), "`sse.py wait`"),
    ],
    "Creation": [
        *(Fault(name, act, CREATE) for name, act in _creation_faults()),
        Fault("session lost after the video was made", gone("render"), CREATE, (*CREATE, "--again"), "the same with `--again`"),
        Fault("the place is not writable", lambda s: s.run(), ("create.py", BRIEF, *FILES, "-o", "/proc/out.mp4"), CREATE, "another place"),
    ],
    "Delivery": [Fault(name, act, CREATE) for name, act in _delivery_faults()],
}  # fmt: skip


def happened(fault: Fault, folder: Path, movie: bytes) -> Row:
    """The fault, the end that the shell saw, and what comes of going on as the document says."""
    with StandIn(movie) as cloud:
        scene = Scene(cloud, _shell(cloud, folder), fault.command)
        ended = fault.act(scene)
        row = Row(fault.name, *(scene.counted or scene.count()), "killed", "–")
        if ended is not None:
            row.code, row.say = str(ended.code), told(ended.doc["say"])
        row.red = wrong(scene, ended)
        if ended is None or ended.code:
            cloud.behave()
            again, row.then = _next(fault, ended)
            last = scene.run(*again)
            row.ends = f"{last.code}, {told(last.doc['say'], 60)}"
            row.after = "{}, {}, ".format(*scene.count()) + str(cloud.charged)
            row.red += wrong(scene, last, 2 * COST if "--again" in again else COST)
        row.red += cloud.violations
        return row


def _next(fault: Fault, ended: Ended | None) -> tuple[tuple[str, ...], str]:
    """The command that is to go on, and how the table names it."""
    if fault.then:
        return fault.then, fault.then_named
    given = ended.doc.get("next") if ended else None
    if not given:
        return fault.command, "the same"
    words = tuple(shlex.split(given))
    return words, f"`{' '.join(w for w in words[:2] if w[0] != '-' or w == '--resume')}`"


def wrong(scene: Scene, ended: Ended | None, allowed: int = COST) -> list[str]:
    """What must not be: a second charge, a success without its video, a failure that is none."""
    cloud, found = scene.cloud, []
    if cloud.charged > allowed:
        found.append(f"charged {cloud.charged}")
    if ended is None:
        return found
    document, made = ended.doc, any(session.draft for session in cloud.sessions.values())
    if ended.code and not (document.get("say") and document.get("do")):
        found.append(f"nothing to do is said: {document}")
    if "file" in document and ended.code == 0:
        file = Path(document["file"])
        if not (document["verified"] and file.is_file() and cloud.charged == allowed):
            found.append(f"ready, but: {document}")
    elif ended.code == 0 and "run_id" in document and bool(document["changes"]) is not made:
        found.append(f"changes are not those that came: {document}")
    if ended.code in (1, 3, 5) and made and scene.command[0] == "sse.py":
        found.append(f"the video is there, and a failure is told: {document}")
    if ended.code == 5 and document["status"] == "rate_limited" and cloud.wishes.total():
        found.append(f"a refusal is told of work that was begun: {document}")
    if ended.code == 6 and made:
        found.append(f"unknown is what the state shows: {document}")
    return found


def told(words: str, most: int = 70) -> str:
    """Words for the table: no ids, ports or paths, and short."""
    words = re.sub(r"https?://[^\s,)]+", "(link)", " ".join(words.split()))
    words = re.sub(r"\b(run|job|render|task|anon)_\w+|\b\d{15,}\b", "…", words).replace("|", "/")
    return words if len(words) <= most else words[:most].rpartition(" ")[0].rstrip(" ,.;:") + " …"


def _shell(cloud: StandIn, folder: Path) -> Shell:
    work = folder / "folder"
    work.mkdir(parents=True)
    for name, color in zip(FILES, ("red", "blue"), strict=True):
        Image.new("RGB", (64, 64), color).save(work / name)
    settings = {
        "NEMO_HOME": str(folder / "home"), "NEMO_TIME_SCALE": str(SCALE), "NEMO_API_URL": cloud.url,
    }  # fmt: skip
    return Shell(work, environment(**settings))


def all_rows(folder: Path) -> dict[str, list[Row]]:
    from test_media import FORMATS, write

    film = folder / "film.mp4"
    write(film, *FORMATS["mp4"][:2], seconds=1.0, size=(96, 64))
    movie = film.read_bytes()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        going = {
            group: [
                pool.submit(happened, fault, folder / f"{group}{number}", movie)
                for number, fault in enumerate(faults)
            ]
            for group, faults in FAULTS.items()
        }
        return {group: [one.result() for one in rows] for group, rows in going.items()}


HEAD = (
    "| Fault | Sent, begun | Exit | What is said | Then | Ends with | Sent, begun, charged |\n"
    "|---|---|---|---|---|---|---|"
)


def table(rows: dict[str, list[Row]]) -> str:
    """The tables of the document."""
    parts = []
    for group, found in rows.items():
        parts.append("\n".join([f"## {group}\n", HEAD, *(row.cells() for row in found)]))
    return "\n\n".join(parts) + "\n"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Row]]:
    return all_rows(tmp_path_factory.mktemp("faults"))


def test_the_document_is_what_happened(rows: dict[str, list[Row]]) -> None:
    assert [row for found in rows.values() for row in found if row.red] == []
    document = DOCUMENT.read_text(encoding="utf-8").partition(MARK)[2].strip()
    assert document.splitlines() == table(rows).strip().splitlines()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = all_rows(Path(folder))
    red = [f"{row.fault}: {what}" for found in made.values() for row in found for what in row.red]
    print(*red, sep="\n")
    if "--write" in sys.argv and not red:
        head = DOCUMENT.read_text(encoding="utf-8").partition(MARK)[0]
        DOCUMENT.write_text(f"{head}{MARK}\n\n{table(made)}", encoding="utf-8")
    else:
        print(table(made))
    sys.exit(bool(red))
