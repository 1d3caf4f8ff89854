"""200 MB up and down over loopback: the client's code against curl, net of start-up.

    python benchmarks/transfer.py [--megabytes 200] [--rounds 5]

Run it with the client's dependencies, on a machine with curl that does nothing else. The ratio is
of medians, rounds interleaved; `+MB` is what the transfer adds to the process's peak memory after a
transfer of one byte. The file that comes down is flushed to disk, as the client always does; curl's
is not.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
PIECE = 1 << 20
SMALL, LARGE = "small.mp4", "large.mp4"
ANSWER = json.dumps({"code": 0, "data": {"files": [{"filename": "a", "cdn_url": "b"}]}}).encode()


class Handler(BaseHTTPRequestHandler):
    """Takes any upload and throws it away; gives the files of the folder it runs in."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        if "100-continue" in self.headers.get("Expect", ""):
            self.send_response_only(100)
            self.end_headers()
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(PIECE, left)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def do_GET(self) -> None:
        with Path(self.path.lstrip("/")).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            self.send_response(200)
            self.send_header("Content-Length", str(size))
            self.end_headers()
            sent = 0
            while sent < size:
                sent += os.sendfile(self.wfile.fileno(), file.fileno(), sent, size - sent)


def transfer(way: str, url: str, name: str) -> None:
    sys.path.insert(0, str(SCRIPTS))
    from nemo_client import download, uploads
    from nemo_client.account import Account
    from nemo_client.config import Config

    if way == "up":
        config = Config(url, url, "cloud", Path("home"), "token", url)
        path = Path(name)
        file = uploads.LocalFile(path, name, path.stat().st_size, "video/mp4")
        uploads.send_files(Account(config), "1", [file])
    else:
        download.fetch(f"{url}/{name}", Path(f"got-{name}")).unlink()


def ours(way: str, url: str) -> None:
    """In a process of its own: a byte first, for the imports; then seconds and MB of the file."""
    transfer(way, url, SMALL)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    transfer(way, url, LARGE)
    seconds = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({"seconds": seconds, "mb": grown}))


def curl(way: str, url: str, name: str) -> float:
    command = ["curl", "-s", "-f", "-o", f"curl-{name}"]
    command += ["-F", f"files=@{name}", url] if way == "up" else [f"{url}/{name}"]
    started = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", nargs=2, metavar=("WAY", "URL"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        ours(*options.one)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path(SMALL).write_bytes(b"1")
        with Path(LARGE).open("wb") as file:
            for _ in range(options.megabytes):
                file.write(os.urandom(PIECE))
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print("| way | curl s | client s | ratio | +MB |\n|---|---|---|---|---|")
        for way in ("up", "down"):
            theirs, mine, grown = [], [], []
            for _ in range(options.rounds):
                theirs.append(curl(way, url, LARGE) - curl(way, url, SMALL))
                done = subprocess.run(
                    [sys.executable, __file__, "--one", way, url], capture_output=True, check=True
                )
                result = json.loads(done.stdout)
                mine.append(result["seconds"])
                grown.append(result["mb"])
            base, own = statistics.median(theirs), statistics.median(mine)
            print(f"| {way} | {base:.2f} | {own:.2f} | {own / base:.2f} | {max(grown):.1f} |")
        server.shutdown()


if __name__ == "__main__":
    __file__ = str(Path(__file__).resolve())
    main()
