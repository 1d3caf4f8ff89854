"""A finished render becomes a file: by its link, by the API's own download, whole or not at all."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from cloud_support import (
    ATTRIBUTION,
    LINK,
    NOT_FOUND,
    RENDERS,
    TOKEN,
    Cloud,
    Trust,
    in_cloud,
    on_loopback,
    reachable,
    reply,
    with_session,
    without_proxies,
)
from raw_server import RESET, RawServer, Request, answer
from shells import Ended, Shell
from test_media import write

DRAFT: dict[str, Any] = {"t": [{"tt": 0, "sg": [{"d": 1000}]}], "d": 1000}
FALLBACK = f"{RENDERS}/render_"
VIDEO = {"Content-Type": "video/mp4"}
PAGE = answer(b"<html>sign in to the wifi</html>", headers={"Content-Type": "text/html"})


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return Trust.new(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    folder = tmp_path_factory.mktemp("films")

    def film(seconds: float = 1.0, audio: str | None = None) -> bytes:
        path = folder / f"{seconds}-{audio}.mp4"
        if not path.exists():
            write(path, "libx264", audio, seconds=seconds)
        return path.read_bytes()

    return film


@dataclass
class Stage:
    """A cloud whose link and download answer what a test says, and a shell that talks to it."""

    cloud: Cloud
    shell: Shell
    link: list[bytes]
    download: list[bytes]
    elsewhere: list[bytes]

    def serve(self, host: str, request: Request) -> Iterable[bytes]:
        if request.path.startswith(FALLBACK) and request.path.endswith("/download"):
            return self.download
        return self.link if host == "cdn.test" else self.elsewhere

    def export(self, *more: str) -> Ended:
        return self.shell.run("export.py", "-o", "out.mp4", *more)

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.shell.folder.iterdir())

    @property
    def downloads(self) -> list[Request]:
        return [r for r in self.cloud.requests(FALLBACK) if r.path.endswith("/download")]

    @property
    def submitted(self) -> int:
        return sum(r.path == f"{RENDERS}/lambda" for _, r in self.cloud.seen)


@pytest.fixture
def stage(make_shell: Callable[..., Shell], trust: Trust) -> Iterator[Stage]:
    """Its API is on loopback, where waits are scaled; its CDN and others are behind TLS."""
    cloud = Cloud(DRAFT)
    with on_loopback(cloud, trust, "files.test") as (url, proxy):
        shell = with_session(in_cloud(make_shell(), proxy, trust, NEMO_API_URL=url))
        made = Stage(cloud, shell, [NOT_FOUND], [NOT_FOUND], [NOT_FOUND])
        cloud.serve = made.serve
        yield made


@pytest.fixture
def far_stage(stage: Stage, trust: Trust) -> Iterator[Stage]:
    """The same with the API behind TLS too."""
    with reachable(stage.cloud, trust, "files.test") as proxy:
        stage.shell = with_session(in_cloud(stage.shell, proxy, trust))
        yield stage


def video(content: bytes) -> bytes:
    return answer(content, headers=VIDEO)


def moved(to: str, status: str = "302 Found") -> bytes:
    return answer(b"", status=status, headers={"Location": to})


CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\nConnection: close\r\n\r\n" + bytes(2000)


@pytest.mark.parametrize(
    ("link", "output"),
    [
        ([NOT_FOUND], {"url": LINK}),
        ([answer(b"", status="403 Forbidden")], {"url": LINK}),
        ([answer(b"", status="410 Gone")], {"url": LINK}),
        ([answer(b"", status="429 Too Many Requests")], {"url": LINK}),
        ([answer(b"", status="500 Oops")], {"url": LINK}),
        ([answer(b"", status="503 Down")], {"url": LINK}),
        ([RESET], {"url": LINK}),
        ([CUT, RESET], {"url": LINK}),
        ([CUT], {"url": LINK}),
        ([PAGE], {"url": LINK}),
        ([answer(b"")], {"url": LINK}),
        ([answer(b"short")], {"url": LINK, "size": 5000}),
        ([moved("http://files.test/plain.mp4")], {"url": LINK}),
        ([moved(LINK)], {"url": LINK}),
        ([moved("https://[::1")], {"url": LINK}),
        ([], {"url": "http://cdn.test/a.mp4"}),
        ([], {"url": "https://[cdn.test"}),
        ([], {"url": f"https://{'x' * 70}.test/a.mp4"}),
        ([], {"url": {"not": "a link"}}),
        ([], {}),
    ],
    ids=["404", "403", "410", "429", "500", "503", "reset", "cut and reset", "cut", "no video",
         "empty", "another size", "to http", "in circles", "to nothing", "http", "no URL",
         "no host", "no text", "no link"],
)  # fmt: skip
def test_whatever_is_wrong_with_the_link_the_api_is_asked_once(
    stage: Stage, films: Callable[..., bytes], link: list[bytes], output: dict[str, Any]
) -> None:
    stage.link, stage.cloud.output = link, output
    stage.download = [video(films())]
    ended = stage.export()
    assert ended.code == 0 and ended.doc["verified"], ended.doc
    assert (stage.shell.folder / "out.mp4").read_bytes() == films()
    assert stage.names == ["out.mp4"]
    assert len(stage.downloads) == 1 and stage.submitted == 1
    request = stage.downloads[0]
    assert request.header("Authorization") == f"Bearer {TOKEN}"
    assert all(request.header(name) for name in ATTRIBUTION)


def test_a_link_of_the_wrong_length_is_a_link_that_failed(
    stage: Stage, films: Callable[..., bytes]
) -> None:
    stage.link, stage.download = [video(films(4))], [video(films(1))]
    ended = stage.export()
    assert ended.code == 0 and ended.doc["duration_s"] == 1, ended.doc
    assert stage.names == ["out.mp4"] and len(stage.downloads) == 1


@pytest.mark.parametrize(
    "download",
    [
        moved("https://files.test/b.mp4"),
        moved("https://files.test/b.mp4", "303 See Other"),
        moved("https://files.test/b.mp4", "307 Temporary Redirect"),
        reply({"data": {"outputUrl": "https://files.test/b.mp4"}}),
        reply({"code": 0, "data": {"output": {"url": "https://files.test/b.mp4"}}}),
        reply({"success": True, "data": {"status": "completed", "output_url": "https://files.test/b.mp4"}}),
        reply({"status": "completed", "output": {"url": "https://files.test/b.mp4"}}),
        reply({"code": 0, "data": {"url": "https://files.test/b.mp4"}}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("further", [False, True])
def test_where_the_api_points_to_gets_neither_token_nor_attribution(
    stage: Stage, films: Callable[..., bytes], download: bytes, further: bool
) -> None:
    points_to(stage, films, download, further)


def test_a_path_to_another_host_keeps_the_apis_scheme(
    far_stage: Stage, films: Callable[..., bytes]
) -> None:
    points_to(far_stage, films, moved("//files.test/b.mp4"), False)


def points_to(stage: Stage, films: Callable[..., bytes], download: bytes, further: bool) -> None:
    """An export whose file is where the API's download points to."""
    stage.download, film = [download], [video(films())]
    stage.elsewhere = [moved("https://cdn.test/c.mp4")] if further else film
    stage.link = film if further else [NOT_FOUND]
    stage.cloud.output = {} if further else {"url": LINK}
    ended = stage.export()
    assert ended.code == 0 and stage.names == ["out.mp4"], ended.doc
    assert len(stage.downloads) == 1
    of_others = [request for host, request in stage.cloud.seen if host != "api.test"]
    assert {r.path for r in of_others} == {"/b.mp4", "/c.mp4" if further else "/a.mp4"}
    for request in of_others:
        assert request.header("Authorization") is None
        assert not any(request.header(name) for name in ATTRIBUTION)


@pytest.mark.parametrize(
    ("download", "code"),
    [
        ([NOT_FOUND], 5),
        ([answer(b"", status="403 Forbidden")], 5),
        ([answer(b"", status="503 Down")], 5),
        ([reply({"code": 429, "message": "slow"}, status="429 Too Many Requests")], 5),
        ([RESET], 5),
        ([CUT], 5),
        ([reply({"code": 0, "data": {}})], 5),
        ([reply({"code": 1001, "message": "who?"})], 3),
        ([reply({"code": 402, "message": "plan"}, status="402 Payment Required")], 3),
        ([moved("https://files.test/gone.mp4")], 1),
        ([moved("http://files.test/plain.mp4")], 2),
    ],
    ids=["404", "403", "503", "429", "reset", "cut", "no link", "token", "plan", "gone", "to http"],
)
def test_a_delivery_that_failed_goes_on_without_a_new_render(
    stage: Stage, films: Callable[..., bytes], download: list[bytes], code: int
) -> None:
    stage.download = download
    ended = stage.export()
    assert ended.code == code, ended.doc
    assert len(stage.downloads) == 1
    assert ended.doc["link"] == "https://web.test/workspace/claim?ct=clm_1"
    render_id = json.loads(stage.cloud.requests(f"{RENDERS}/lambda")[0].body)["id"]
    assert ended.doc["next"] == f"export.py --resume {render_id}"
    assert "out.mp4" not in stage.names
    stage.link = [video(films())]
    again = stage.shell.run(*shlex.split(ended.doc["next"]))
    assert again.code == 0 and stage.submitted == 1, again.doc
    assert stage.names == ["out.mp4"] and stage.shell.folder / "out.mp4" == Path(again.doc["file"])


def test_a_creation_whose_delivery_failed_goes_on_too(
    stage: Stage, films: Callable[..., bytes]
) -> None:
    ended = stage.shell.run("create.py", "A film about bread", "-o", "out.mp4")
    assert ended.code == 5 and ended.doc["link"], ended.doc
    assert ended.doc["next"].startswith("create.py --resume job_")
    stage.link = [video(films())]
    assert stage.shell.run(*shlex.split(ended.doc["next"])).code == 0
    assert stage.submitted == 1 and stage.names == ["out.mp4"]
    assert sum(r.path == "/run_sse" for _, r in stage.cloud.seen) == 1


def test_a_download_of_the_api_goes_on_where_it_broke(
    stage: Stage, films: Callable[..., bytes]
) -> None:
    film = films(3)
    head = f'Content-Type: video/mp4\r\nContent-Length: {len(film)}\r\nETag: "v1"\r\nConnection: close\r\n\r\n'
    stage.cloud.draft = DRAFT | {"d": 3000}
    stage.download = [b"HTTP/1.1 200 OK\r\n" + head.encode() + film[:1500]]
    ended = stage.export()
    assert ended.code == 5 and stage.names == ["out.mp4.part", "out.mp4.part.json"], ended.doc
    rest = {"Content-Range": f"bytes 1500-{len(film) - 1}/{len(film)}", "ETag": '"v1"'}
    stage.download = [answer(film[1500:], status="206 Partial Content", headers=VIDEO | rest)]
    assert stage.shell.run(*shlex.split(ended.doc["next"])).code == 0
    first, second = stage.downloads
    assert first.header("Range") is None and second.header("Range") == "bytes=1500-"
    assert (stage.shell.folder / "out.mp4").read_bytes() == film


def test_without_the_api_the_link_to_the_project_is_the_one_that_needs_a_login(
    stage: Stage, films: Callable[..., bytes]
) -> None:
    stage.cloud.claim = NOT_FOUND
    ended = stage.export()
    assert ended.doc["link"].startswith("https://web.test/workspace/claim?task=task_1&session=77")
    assert TOKEN not in ended.doc["link"]


def test_a_render_that_failed_carries_the_link_and_nothing_to_resume(stage: Stage) -> None:
    stage.cloud.poll = {"status": "failed", "error": "gpu lost"}
    ended = stage.export()
    assert (ended.code, ended.doc["status"]) == (5, "render_failed"), ended.doc
    assert ended.doc["link"] and "next" not in ended.doc


def test_two_commands_do_not_write_one_file(stage: Stage, films: Callable[..., bytes]) -> None:
    film, begun, go_on = films(3), threading.Event(), threading.Event()

    def slowly() -> Iterator[bytes]:
        yield f"HTTP/1.1 200 OK\r\nContent-Length: {len(film)}\r\n\r\n".encode() + film[:1000]
        begun.set()
        assert go_on.wait(60)
        yield film[1000:]

    stage.cloud.draft = DRAFT | {"d": 3000}
    stage.cloud.serve = lambda host, request: slowly()
    command = [sys.executable, str(stage.shell.scripts / "export.py"), "-o", "out.mp4"]
    with subprocess.Popen(
        command, cwd=stage.shell.folder, env=stage.shell.env, stdout=subprocess.PIPE
    ) as first:
        assert begun.wait(60)
        second = stage.export()
        go_on.set()
        assert first.stdout and json.loads(first.stdout.read())["verified"]
    assert second.code == 4 and second.doc["next"].startswith("export.py --resume"), second.doc
    assert (stage.shell.folder / "out.mp4").read_bytes() == film
    assert stage.names == ["out.mp4"]


def test_the_embedded_studios_next_says_local(
    make_shell: Callable[..., Shell], tmp_path: Path
) -> None:
    """A studio's card and health are all that `--local` asks before it talks to it."""
    cloud = Cloud(DRAFT, health=reply({"service": "nemo-studio", "pid": 1234}))
    with RawServer(cloud.at("api.test")) as server:
        cloud.output = {"url": server.url + "/renders/a.mp4"}
        folder = tmp_path / "studio"
        folder.mkdir()
        (folder / "instance.json").write_text(json.dumps({"url": server.url, "pid": 1234}))
        shell = without_proxies(make_shell(NEMO_STUDIO_HOME=str(folder)))
        cloud.account = reply({"code": 0, "data": {"token": "nmv_usr_" + "s" * 43}})
        assert shell.run("session.py", "new", "--local").code == 0
        ended = shell.run("export.py", "--local", "-o", "out.mp4")
    assert ended.code == 5 and ended.doc["link"], ended.doc
    assert ended.doc["next"] == f"export.py --resume {ended.doc['render_id']} --local"


# What the cloud makes need not be the timeline to the pixel.


@pytest.mark.parametrize(
    ("planned", "told"),
    [
        ({"d": 1200}, None),
        ({"d": 1900}, "It lasts 1.0 s; 1.9 s were planned."),
        ({"d": 300}, "It lasts 1.0 s; 0.3 s were planned."),
        ({"m": {"width": 96, "height": 64}}, None),
        ({"m": {"width": 1920, "height": 1280}}, "Its picture is 96x64; 1920x1280 was planned."),
        ({"m": {"width": 97, "height": 64}}, "Its picture is 96x64; 97x64 was planned."),
    ],
)
def test_small_differences_are_delivered_and_told(
    stage: Stage, films: Callable[..., bytes], planned: dict[str, Any], told: str | None
) -> None:
    stage.cloud.draft, stage.link = DRAFT | planned, [video(films())]
    ended = stage.export()
    assert ended.code == 0 and ended.doc["verified"] and stage.names == ["out.mp4"], ended.doc
    assert stage.downloads == []
    assert ended.doc["say"].endswith(told or "made by the NemoVideo cloud.")


@pytest.mark.parametrize("seconds", [18.2, 21.8])
def test_a_tenth_of_a_longer_video_is_a_small_difference(
    stage: Stage, films: Callable[..., bytes], seconds: float
) -> None:
    stage.cloud.draft = DRAFT | {"d": 20_000}
    stage.link = [video(films(seconds))]
    ended = stage.export()
    assert ended.code == 0 and "20 s were planned" in ended.doc["say"], ended.doc


def test_another_resolution_of_the_same_shape_is_told(
    stage: Stage, films: Callable[..., bytes]
) -> None:
    stage.cloud.draft = DRAFT | {"m": {"width": 1920, "height": 1280}}
    stage.link = [video(films())]
    ended = stage.export("--resolution", "480")
    assert ended.code == 0 and "96x64; 480p was planned" in ended.doc["say"], ended.doc


def test_differences_are_told_in_chinese(stage: Stage, films: Callable[..., bytes]) -> None:
    with_session(stage.shell, "zh-CN")
    stage.cloud.draft = DRAFT | {"d": 1900, "m": {"width": 192, "height": 128}}
    stage.link = [video(films())]
    said = stage.export().doc["say"]
    assert said.endswith(
        "云端生成。实际时长 1.0 秒，计划 1.9 秒。实际画面为 96x64，计划为 192x128。"
    )


SOUND = {"tt": 1, "sg": [{"d": 1000, "volume": 0.3}]}


@pytest.mark.parametrize(
    ("planned", "seconds", "fault"),
    [
        ({"d": 2100}, 1, "lasts"),
        ({"d": 1000}, 2.2, "lasts"),
        ({"d": 20_000}, 17.8, "lasts"),
        ({"m": {"width": 64, "height": 96}}, 1, "not 64x96"),
        ({"m": {"width": 99, "height": 64}}, 1, "not 99x64"),
        ({"t": [*DRAFT["t"], SOUND]}, 1, "no sound"),
        ({}, None, "not a playable video"),
    ],
)
def test_large_differences_fail_and_the_file_is_kept(
    stage: Stage,
    films: Callable[..., bytes],
    planned: dict[str, Any],
    seconds: float | None,
    fault: str,
) -> None:
    film = films(seconds) if seconds else b"\0\0\0\x18ftypmp42" + bytes(90)
    stage.cloud.draft, stage.link = DRAFT | planned, [video(film)]
    ended = stage.export("--quality", "draft")
    assert (ended.code, ended.doc["status"]) == (1, "check_failed") and fault in ended.doc["say"]
    assert len(stage.downloads) == 1, "the API's own download might have been the right file"
    assert stage.names == ["out.failed-check.mp4"]
    assert Path(ended.doc["file"]).read_bytes() == film
    assert "verified" not in ended.doc and ended.doc["link"]
    words = shlex.split(ended.doc["next"])
    assert words[0] == "export.py" and "--resume" not in words and "draft" in words
    stage.cloud.draft, stage.link = DRAFT, [video(films())]
    again = stage.shell.run(*words)
    assert again.code == 0 and stage.submitted == 2, again.doc
    assert Path(again.doc["file"]) == stage.shell.folder / "out.mp4"


def test_a_file_without_picture_fails(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as file:
        sound = file.add_stream("aac", rate=48000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts = 48000, 0
        file.mux(sound.encode(frame))
        file.mux(sound.encode())
    stage.link = [video(path.read_bytes())]
    ended = stage.export()
    assert ended.code == 1 and "no picture" in ended.doc["say"], ended.doc


def test_the_wrong_file_of_the_api_takes_the_place_of_the_links(
    stage: Stage, films: Callable[..., bytes]
) -> None:
    stage.link, stage.download = [video(films(4))], [video(films(3))]
    ended = stage.export()
    assert ended.code == 1 and "3.00 s" in ended.doc["say"], ended.doc
    assert stage.names == ["out.failed-check.mp4"]
    assert (stage.shell.folder / "out.failed-check.mp4").read_bytes() == films(3)


def test_a_creation_renders_anew_after_a_failed_check(
    stage: Stage, films: Callable[..., bytes]
) -> None:
    stage.link = [video(films(4))]
    command = ("create.py", "A film about bread", "-o", "out.mp4")
    assert stage.shell.run(*command).doc["status"] == "check_failed"
    stage.link = [video(films())]
    assert stage.shell.run(*command).code == 0
    assert stage.submitted == 2 and "out.mp4" in stage.names
    assert sum(r.path == "/run_sse" for _, r in stage.cloud.seen) == 1


def test_the_local_studio_is_held_to_the_timeline_exactly(
    make_shell: Callable[..., Shell], films: Callable[..., bytes]
) -> None:
    film = [video(films(1))]
    studio = reply({"service": "nemo-studio"})
    cloud = Cloud(DRAFT | {"d": 1400}, lambda _host, _request: film, health=studio)
    with RawServer(cloud.at("api.test")) as server:
        cloud.output = {"url": server.url + "/renders/a.mp4"}
        shell = make_shell(NEMO_API_URL=server.url, NEMO_TOKEN=TOKEN)
        ended = with_session(without_proxies(shell)).run("export.py", "-o", "out.mp4")
    assert ended.code == 1 and "lasts 1.00 s, not 1.40 s" in ended.doc["say"], ended.doc
