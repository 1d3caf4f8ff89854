"""Uploads and downloads over real sockets: streamed, resumed, whole or not at all."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_server import RESET, RawServer, Request, answer
from studio_support import SCRIPTS

from nemo_client import download, errors, uploads
from nemo_wire.formats import MIME_TYPES, kind_of, sniff

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
CONTENT = bytes(range(256)) * 4000


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_TIME_SCALE", "0.001")
    monkeypatch.setenv("NEMO_API_URL", "http://127.0.0.1:1")  # where alone the scale is heeded


def ranged(request: Request, content: bytes = CONTENT, tag: str = '"v1"') -> tuple[int, bytes]:
    """(where the body begins, the head) of an honest server's answer."""
    asked = re.match(r"bytes=(\d+)-", request.header("Range") or "")
    start = int(asked[1]) if asked and request.header("If-Range") == tag else 0
    status = "206 Partial Content" if start else "200 OK"
    head = f"HTTP/1.1 {status}\r\nConnection: close\r\nETag: {tag}\r\n"
    head += f"Content-Length: {len(content) - start}\r\n"
    if start:
        head += f"Content-Range: bytes {start}-{len(content) - 1}/{len(content)}\r\n"
    return start, head.encode() + b"\r\n"


def test_a_download_goes_on_where_it_broke(tmp_path: Path) -> None:
    sent: list[int] = []

    def script(request: Request) -> Iterable[bytes]:
        start, head = ranged(request)
        sent.append(start)
        yield head
        yield CONTENT[start : start + 300_000]
        if start + 300_000 < len(CONTENT):
            return

    with RawServer(script) as server:
        out = tmp_path / "a.mp4"
        part = download.fetch(server.url + "/a", out)
    assert part.read_bytes() == CONTENT and not out.exists()
    assert sent == [0, 300_000, 600_000, 900_000], "bytes were fetched twice"
    download.keep(part, out)
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


def test_a_file_that_changed_on_the_server_starts_over(tmp_path: Path) -> None:
    def script(request: Request) -> Iterable[bytes]:
        first = len(server.requests) == 1
        start, head = ranged(
            request, CONTENT if first else CONTENT[::-1], '"v1"' if first else '"v2"'
        )
        yield head
        yield (CONTENT[:5000] if first else CONTENT[::-1][start:])

    with RawServer(script) as server:
        assert download.fetch(server.url, tmp_path / "a").read_bytes() == CONTENT[::-1]


def test_a_server_that_ignores_ranges_starts_over(tmp_path: Path) -> None:
    def script(request: Request) -> Iterable[bytes]:
        _, head = ranged(Request("GET / HTTP/1.1", b""))
        yield head
        yield CONTENT if len(server.requests) > 1 else CONTENT[:7777]

    with RawServer(script) as server:
        assert download.fetch(server.url, tmp_path / "a").read_bytes() == CONTENT


def test_a_part_of_another_file_is_not_built_upon(tmp_path: Path) -> None:
    (tmp_path / "a.part").write_bytes(b"x" * 1000)
    with RawServer(lambda r: [ranged(r)[1] + CONTENT]) as server:
        assert download.fetch(server.url, tmp_path / "a").read_bytes() == CONTENT


@pytest.mark.parametrize("pieces", [[RESET], [answer(b"", status="503 Down")]])
def test_a_dead_server_ends_with_a_clear_error_and_no_file(
    tmp_path: Path, pieces: list[bytes]
) -> None:
    with (
        RawServer(lambda _: pieces) as server,
        pytest.raises(errors.ServerError, match="stopped at"),
    ):
        download.fetch(server.url, tmp_path / "a.mp4")
    assert len(server.requests) == download.TRIES_WITHOUT_PROGRESS
    assert not (tmp_path / "a.mp4").exists()


def test_a_gone_link_is_told_at_once(tmp_path: Path) -> None:
    with (
        RawServer(lambda _: [answer(b"", status="403 Forbidden")]) as server,
        pytest.raises(download.NotThere),
    ):
        download.fetch(server.url, tmp_path / "a.mp4")
    assert len(server.requests) == 1


def test_a_link_that_is_not_https_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.UsageError, match="https"):
        download.fetch("http://example.com/a.mp4", tmp_path / "a.mp4")


@pytest.mark.parametrize(
    ("name", "content", "sent_as"),
    [
        ("a.png", PNG, "a.png"),
        ("a.jpg", PNG, "a.png"),
        ("a", PNG, "a.png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0" + bytes(60), "a.jpeg"),
        ("a.mkv", b"\x1a\x45\xdf\xa3" + b"\x42\x82\x84webm" + bytes(50), "a.mkv"),
        ("a.m4a", b"\0\0\0\x20ftypM4A " + bytes(50), "a.m4a"),
        ("你好 photo.webp", b"RIFF\0\0\0\0WEBPVP8 " + bytes(50), "你好 photo.webp"),
    ],
)
def test_files_are_known_by_name_and_content(
    tmp_path: Path, name: str, content: bytes, sent_as: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert uploads.check_file(tmp_path / name).name == sent_as


@pytest.mark.parametrize(
    "content", [b"", b"hello, I am a text", b"%PDF-1.4", b"PK\3\4" + bytes(60)]
)
def test_other_files_are_refused_before_anything_is_sent(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(content)
    with pytest.raises(errors.UnsupportedFile) as raised:
        uploads.check_file(tmp_path / "a.mp4")
    assert raised.value.code == 4001


@pytest.mark.parametrize(
    "url", ["ftp://x/a.mp4", "https://u:p@x/a", "https://www.youtube.com/watch?v=1"]
)
def test_urls_that_cannot_be_used(url: str) -> None:
    with pytest.raises(errors.UsageError):
        uploads.check_url(url)


@given(st.binary(max_size=80))
def test_any_content_has_a_known_format_or_none(head: bytes) -> None:
    found = sniff(head)
    assert found is None or (found in MIME_TYPES and kind_of(found))


def test_the_multipart_body_is_one_that_a_server_understands(tmp_path: Path) -> None:
    from email.parser import BytesParser

    names = ['a "quoted".png', "你好.png"]
    for name in names:
        (tmp_path / name).write_bytes(PNG)
    files = [uploads.check_file(tmp_path / name) for name in names]
    body = uploads.MultipartFiles(files)
    content = b"".join(body)
    assert len(content) == len(body) and b"".join(body) == content, "not the same twice"
    head = f"Content-Type: {body.content_type}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(head + content).get_payload()
    assert len(parts) == 2
    for part in parts:
        assert part.get_param("name", header="content-disposition") == "files"
        assert part.get_payload(decode=True) == PNG
    assert b'filename="a %22quoted%22.png"' in content


@pytest.mark.slow
def test_a_200_mb_upload_costs_8_mb_of_memory(tmp_path: Path) -> None:
    """Peak memory of a process that uploads, against one that uploads 1 MB."""
    code = """
import resource, sys
from pathlib import Path
from nemo_client import uploads
from nemo_client.account import Account
from nemo_client.config import api_url, url_config
file = uploads.check_file(Path(sys.argv[1]))
uploads.send_files(Account(url_config(api_url(), "cloud")), "1", [file])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    reply = answer(b'{"code":0,"data":{"files":[{"filename":"a","cdn_url":"https://x/a"}]}}')
    peaks = []
    for megabytes in (1, 200):
        path = tmp_path / f"{megabytes}.mov"
        with path.open("wb") as file:
            file.write(b"\0\0\0\x14ftypqt  ")
            file.truncate(megabytes * 1_000_000)
        with Sink(reply) as sink:
            done = subprocess.run(
                [sys.executable, "-c", code, str(path)], capture_output=True, encoding="utf-8",
                env={"PYTHONPATH": str(SCRIPTS), "NEMO_API_URL": sink.url, "NEMO_TOKEN": "tok-1234567",
                     "NEMO_HOME": str(tmp_path / "home"), "PATH": ""}, check=False,
            )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert sink.received > megabytes * 1_000_000
        peaks.append(int(done.stdout))
    assert peaks[1] - peaks[0] <= 8 * 1024, f"{peaks} KB"


class Sink:
    """A server that reads a body without keeping it, then gives one answer."""

    def __init__(self, reply: bytes) -> None:
        self.reply, self.received = reply, 0

    def __enter__(self) -> Sink:
        import socket
        import threading

        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def _serve(self) -> None:
        connection, _ = self.socket.accept()
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(65536)
            length = int(re.search(rb"Content-Length: (\d+)", head)[1])  # type: ignore[index]
            self.received = len(head.partition(b"\r\n\r\n")[2])
            while self.received < length:
                self.received += len(connection.recv(1 << 20))
            connection.sendall(self.reply)
