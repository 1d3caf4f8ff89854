"""Uploads: receiving, looking into files, fetching by URL."""

from __future__ import annotations

import asyncio
import hashlib
import http.server
import socket
import struct
import threading
import time
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from studio_support import Client, Server

from nemo_studio.media.fetch import fetch
from nemo_studio.media.probe import UnsupportedMedia, probe
from nemo_studio.media.receive import BadUpload, FileTooLarge, receive_files, safe_name


@pytest.fixture
def sid(client: Client) -> str:
    return client.session()["session_id"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One small file of each kind, made here."""
    folder = tmp_path_factory.mktemp("media")
    Image.new("RGB", (64, 48), "teal").save(folder / "photo.png")
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held upright
    Image.new("RGB", (64, 48), "teal").save(folder / "turned.jpg", exif=turned)
    with wave.open(str(folder / "tone.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(struct.pack("<8000h", *[1000] * 8000))
    with av.open(str(folder / "clip.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for shade in range(50):
            frame = av.VideoFrame.from_ndarray(np.full((64, 96, 3), shade, np.uint8), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    whole = (folder / "photo.png").read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    (folder / "cut.mp4").write_bytes((folder / "clip.mp4").read_bytes()[:200])
    (folder / "notes.txt").write_text("not media")
    (folder / "empty.mp4").write_bytes(b"")
    return {path.name: path for path in folder.iterdir()}


# Through the API


def test_upload_reply(client: Client, sid: str, files: dict[str, Path]) -> None:
    paths = [files[n] for n in ("clip.mp4", "turned.jpg", "tone.wav")]
    reply = client.upload(sid, *paths).json()
    assert reply["code"] == 0
    assert reply["data"]["session_state_applied"] is True
    clip, photo, tone = reply["data"]["files"]
    expected = {"filename": "clip.mp4", "file_type": "video", "duration": 2.0, "width": 96}
    assert expected.items() <= clip.items()
    assert (clip["height"], clip["fps"], clip["has_audio"]) == (64, 25.0, False)
    assert clip["hash"] == hashlib.sha256(files["clip.mp4"].read_bytes()).hexdigest()
    assert (photo["file_type"], photo["width"], photo["height"]) == ("image", 48, 64)
    assert (tone["file_type"], tone["duration"], tone["has_audio"]) == ("audio", 1.0, True)
    back = requests.get(clip["cdn_url"], timeout=10)
    assert back.content == files["clip.mp4"].read_bytes()
    infos = client.state(sid)["state"]["video_infos"]
    assert [i["filename"] for i in infos] == ["clip.mp4", "turned.jpg", "tone.wav"]
    assert "3 files" in client.run(sid, "hello").text


def test_the_same_name_twice_is_two_files(client: Client, sid: str, files: dict[str, Path]) -> None:
    client.upload(sid, files["photo.png"], files["photo.png"])
    infos = client.state(sid)["state"]["video_infos"]
    assert len({i["cdn_url"] for i in infos}) == len({i["id"] for i in infos}) == 2


@pytest.mark.parametrize("name", ["notes.txt", "cut.png", "cut.mp4", "empty.mp4"])
def test_4001_and_nothing_is_kept(
    server: Server, client: Client, sid: str, files: dict[str, Path], name: str
) -> None:
    reply = client.upload(sid, files["photo.png"], files[name])
    assert (reply.status_code, reply.json()["code"]) == (415, 4001)
    assert reply.json()["message"].startswith(f"{name}: ")
    assert client.state(sid)["state"]["video_infos"] == []
    assert not list((server.data_dir / "assets" / sid).iterdir())


def test_4002_over_the_limit(
    server: Server, client: Client, sid: str, files: dict[str, Path]
) -> None:
    client.rules(max_upload_bytes=1000)
    try:
        reply = client.post(
            f"/api/upload-video/nemo_agent/me/{sid}", files={"files": ("big.mp4", b"x" * 3_000_000)}
        )
        assert (reply.status_code, reply.json()["code"]) == (413, 4002)
        assert "'big.mp4'" in reply.json()["message"]
    finally:
        client.rules(max_upload_bytes=200 * 1024**2)
    assert not list((server.data_dir / "assets" / sid).iterdir())


@pytest.mark.parametrize(
    "body", [{"data": b"x", "headers": {"Content-Type": "text/plain"}}, {"json": {"urls": []}},
             {"files": {"other": ("a.png", b"x")}}, {"json": {"urls": ["file:///etc/passwd"]}}]
)  # fmt: skip
def test_bad_uploads_are_400(client: Client, sid: str, body: dict[str, Any]) -> None:
    reply = client.post(f"/api/upload-video/nemo_agent/me/{sid}", **body)
    assert (reply.status_code, reply.json()["code"]) == (400, 400)


def test_an_upload_that_breaks_off_leaves_nothing(server: Server, client: Client, sid: str) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    head = (
        f"POST /api/upload-video/nemo_agent/me/{sid} HTTP/1.1\r\nHost: {host}\r\n"
        f"Authorization: {client.http.headers['Authorization']}\r\nContent-Length: 100000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n\r\n'
    )
    folder = server.data_dir / "assets" / sid
    deadline = time.monotonic() + 5
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head.encode() + b"x" * 50_000)
        while not (folder.exists() and list(folder.iterdir())) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert list(folder.iterdir())
    while list(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not list(folder.iterdir())


def test_upload_to_an_unknown_session(client: Client, files: dict[str, Path]) -> None:
    assert client.upload("1", files["photo.png"]).json()["code"] == 1002


def test_upload_by_url(client: Client, sid: str, web: str) -> None:
    body = {"urls": [f"{web}/photo.png?x=1", f"{web}/clip.mp4"], "source_type": "url"}
    reply = client.post(f"/api/upload-video/nemo_agent/me/{sid}", json=body).json()
    assert [f["filename"] for f in reply["data"]["files"]] == ["photo.png", "clip.mp4"]


def test_a_missing_url_leaves_nothing(client: Client, sid: str, web: str) -> None:
    body = {"urls": [f"{web}/photo.png", f"{web}/none.mp4"], "source_type": "url"}
    reply = client.post(f"/api/upload-video/nemo_agent/me/{sid}", json=body)
    assert (reply.status_code, reply.json()["code"]) == (400, 400)
    assert "404" in reply.json()["message"]
    assert client.state(sid)["state"]["video_infos"] == []


# Fetching


@pytest.fixture(scope="module")
def web(files: dict[str, Path]) -> Iterator[str]:
    """A web server on loopback with the files."""
    folder = files["photo.png"].parent

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(folder))

        def do_GET(self) -> None:
            if self.path.startswith("/moved"):
                self.send_response(302)
                self.send_header("Location", "/photo.png")
                self.end_headers()
            else:
                super().do_GET()

        def log_message(self, *args: Any) -> None: ...

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_private_addresses_are_refused(web: str, tmp_path: Path, host: str) -> None:
    url = web.replace("127.0.0.1", host) + "/photo.png"
    with pytest.raises(BadUpload, match="not a public address"):
        fetch(url, tmp_path, 10**6)
    assert not list(tmp_path.iterdir())
    assert fetch(url, tmp_path, 10**6, allow_private=True).size > 0


def test_redirects_are_followed(web: str, tmp_path: Path) -> None:
    assert fetch(f"{web}/moved", tmp_path, 10**6, allow_private=True).size > 0


def test_fetch_stops_at_the_limit(web: str, tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        fetch(f"{web}/tone.wav", tmp_path, 1000, allow_private=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("url", ["ftp://a/b", "file:///etc/passwd", "http://", "x", "http://[::1"])
def test_only_web_urls(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadUpload):
        fetch(url, tmp_path, 10)


# Receiving


def receive(body: bytes, boundary: str, step: int, folder: Path, limit: int) -> list[Any]:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), step):
            yield body[start : start + step]

    kind = f'multipart/form-data; boundary="{boundary}"'
    return asyncio.run(receive_files(pieces(), kind, folder, limit))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    contents=st.lists(st.binary(max_size=2000), min_size=1, max_size=4), step=st.integers(1, 700)
)
def test_any_bytes_in_any_pieces_arrive_whole(
    contents: list[bytes], step: int, tmp_path: Path
) -> None:
    request = requests.Request(
        "POST", "http://x", files=[("files", (f"n{i}.bin", c)) for i, c in enumerate(contents)]
    ).prepare()
    boundary = request.headers["Content-Type"].split("boundary=")[1]
    body = request.body
    assert isinstance(body, bytes)
    received = receive(body, boundary, step, tmp_path, 10**6)
    assert [f.path.read_bytes() for f in received] == contents
    assert [f.sha256 for f in received] == [hashlib.sha256(c).hexdigest() for c in contents]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"garbage",
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf',
        b"--b\r\nContent-Disposition",
    ],
)
def test_broken_bodies_leave_nothing(body: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadUpload):
        receive(body, "b", 7, tmp_path, 10**6)
    assert not list(tmp_path.iterdir())


@given(st.text(max_size=300))
def test_safe_names_stay_in_their_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe and len(safe) <= 140
    assert not set(safe) & set('/\\:\0\n"<>|*?')
    assert (Path("/base") / safe).parent == Path("/base")


# Looking into files


def test_a_picture_with_too_many_pixels(tmp_path: Path) -> None:
    Image.new("1", (12_000, 12_000)).save(tmp_path / "huge.png")
    with pytest.raises(UnsupportedMedia, match="megapixels"):
        probe(tmp_path / "huge.png")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cut=st.floats(0, 1), flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=9)
)
def test_damaged_files_are_refused_or_read(
    files: dict[str, Path], tmp_path: Path, cut: float, flips: list[tuple[float, int]]
) -> None:
    data = bytearray(files["clip.mp4"].read_bytes())
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value
    (tmp_path / "x.mp4").write_bytes(data[: int(cut * len(data))])
    try:
        assert probe(tmp_path / "x.mp4").file_type in ("video", "audio")
    except UnsupportedMedia as error:
        assert str(error)
