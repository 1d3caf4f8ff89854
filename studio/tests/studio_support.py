"""A studio for contract tests: the real server with a scripted director and render process.

Run as `python studio_support.py DATA_DIR [--faults] [--strict] [--idle SECONDS]` it serves and
prints its card. Contract tests want events whose number and order are known; the real director and
renderer have tests of their own, and `test_studio_real.py` joins all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
PACKAGES = [str(SCRIPTS), str(ROOT / "studio" / "src")]
"""Folders that hold our packages."""
ATTRIBUTION = {
    "X-Skill-Source": "nemo-video-generator",
    "X-Skill-Version": "1.0.0",
    "X-Skill-Platform": "unknown",
}
START_TIMEOUT_S = 30.0


def draft(title: str, duration_ms: int = 1000) -> dict[str, Any]:
    """A small draft that the real renderer takes as well."""
    background = {"id": "b1", "type": "background", "s": 0, "d": duration_ms, "style": "solid"}
    text = {"id": "t1", "type": "text", "s": 0, "d": duration_ms, "text": title}
    return {
        "t": [{"tt": 0, "sg": [background]}, {"tt": 7, "sg": [text]}],
        "d": duration_ms,
        "m": {"title": title, "width": 128, "height": 128, "fps": 24},
    }


class Client:
    """One account of a studio: requests with its token and the attribution headers."""

    def __init__(self, url: str, client_id: str | None = None) -> None:
        self.url = url
        self.client_id = client_id or str(uuid.uuid4())
        self.http = requests.Session()
        self.http.trust_env = False
        reply = self.http.post(
            f"{url}/api/auth/anonymous-token", headers={"X-Client-Id": self.client_id}, timeout=10
        )
        self.grant: dict[str, Any] = reply.json()["data"]
        self.http.headers.update(ATTRIBUTION)
        self.http.headers["Authorization"] = f"Bearer {self.grant['token']}"

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.http.request(method, self.url + path, **{"timeout": 30} | options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        return self.request("POST", path, **options)

    def session(self, **body: Any) -> dict[str, str]:
        reply = self.post("/api/tasks/me/with-session/nemo_agent", json={"task_name": "t"} | body)
        data: dict[str, str] = reply.json()["data"]
        return data

    def run(self, sid: str, text: str, **options: Any) -> requests.Response:
        body = {
            "app_name": "nemo_agent",
            "user_id": "me",
            "session_id": sid,
            "new_message": {"parts": [{"text": text}]},
            **options.pop("body", {}),
        }
        return self.post("/run_sse", json=body, **options)

    def state(self, sid: str) -> dict[str, Any]:
        data: dict[str, Any] = self.get(f"/api/state/nemo_agent/me/{sid}/latest").json()["data"]
        return data

    def upload(self, sid: str, *paths: Path) -> requests.Response:
        files = [("files", (path.name, path.read_bytes())) for path in paths]
        return self.post(f"/api/upload-video/nemo_agent/me/{sid}", files=files)

    def submit(self, sid: str, value: Any, **output: Any) -> tuple[str, requests.Response]:
        render_id = f"render_{uuid.uuid4().hex}"
        body = {"id": render_id, "sessionId": sid, "draft": value, "output": output}
        return render_id, self.post("/api/render/proxy/lambda", json=body)

    def poll(self, render_id: str) -> dict[str, Any]:
        reply: dict[str, Any] = self.get(f"/api/render/proxy/lambda/{render_id}").json()
        return reply

    def rendered(self, render_id: str, timeout_s: float = 20.0) -> dict[str, Any]:
        """The poll reply once the job has ended."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            reply = self.poll(render_id)
            if reply["status"] not in ("pending", "processing"):
                return reply
            time.sleep(0.05)
        raise AssertionError(f"render {render_id} did not end: {reply}")

    def arm(self, name: str, **fault: Any) -> None:
        reply = self.post("/_studio/faults", json={"faults": [{"name": name, **fault}]})
        assert reply.status_code == 200, reply.text

    def rules(self, **rules: Any) -> None:
        assert self.post("/_studio/rules", json=rules).status_code == 200

    def stats(self) -> dict[str, Any]:
        data: dict[str, Any] = self.get("/_studio/stats").json()["data"]
        return data


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def frames(text: str) -> list[dict[str, Any]]:
    """The JSON of a stream's complete frames."""
    lines = [frame.removeprefix("data: ") for frame in text.split("\n\n")[:-1]]
    return [json.loads(line) for line in lines]


def said(events: list[dict[str, Any]]) -> list[str]:
    """The words for the user in a list of ADK events."""
    parts = [p for e in events for p in e.get("content", {}).get("parts", [])]
    return [p["text"] for p in parts if "text" in p and not p.get("thought")]


class Server:
    """A studio in a subprocess."""

    def __init__(self, data_dir: Path, *arguments: str, env: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(data_dir), *arguments],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([*PACKAGES, *sys.path]),
                **(env or {}),
            },
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the studio did not start"
        self.card: dict[str, Any] = json.loads(line)
        self.url: str = self.card["url"]

    def client(self, client_id: str | None = None) -> Client:
        return Client(self.url, client_id)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=15)


def respond(message: str, project: Any) -> Iterator[Any]:
    """The scripted director: "generate …" makes a draft in two stages, "undo" takes it back."""
    from nemo_studio.director.steps import Say, Think, ToolCall, ToolResult

    if message.startswith("boom"):
        yield Say("before the storm")
        raise ValueError('bad "quotes" and\nnew line')
    if message.startswith("undo"):
        yield ToolCall("edit_multitrack", {})
        yield ToolResult("edit_multitrack", {"ok": True}, project.history[-1], "undo")
        yield Say("taken back")
        return
    if message.startswith("hello"):
        yield Say(f"hello 你好\u2028{len(project.assets)} files")
        return
    yield Think("what is wanted")
    yield Say("I make your video now")
    tool = "edit_multitrack" if message.startswith("edit") else "generate_video"
    yield ToolCall(tool, {"prompt": message})
    yield ToolResult(tool, {"status": "success"}, draft(message))
    if tool == "generate_video":
        yield ToolCall("edit_multitrack", {})
        yield ToolResult("edit_multitrack", {}, draft(message + " full"), "amend")
    yield Say("Done")


def main() -> None:
    from nemo_studio.media.pace import Limits
    from nemo_studio.server import serve
    from nemo_studio.service import Studio
    from nemo_studio.settings import Settings

    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--idle", type=float, default=7200)  # longer than a suite
    parser.add_argument("--window", type=float, default=20, help="of an upload by URL")
    parser.add_argument("--total", type=float, default=240, help="of an upload by URL")
    options = parser.parse_args()
    settings = Settings(
        options.data,
        idle_s=options.idle,
        faults=options.faults,
        strict=options.strict,
        fetching=Limits(window_s=options.window, total_s=options.total),
    )
    serve(
        settings,
        lambda given: Studio(given, respond, render_module="studio_render_script"),
        lambda card: print(json.dumps(asdict(card)), flush=True),
    )


if __name__ == "__main__":
    main()
