"""A ClawHub registry on loopback: as much of its API as publishing, installing and updating need."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "clh_test"
OWNER = "nemovideo"


class ClawHub:
    """A registry; `skills` is what was published: slug, version, path, content."""

    def __init__(self) -> None:
        self.skills: dict[str, dict[str, dict[str, bytes]]] = {}
        self._uploads: list[bytes] = []
        self._fingerprint = ""  # of the folder that was asked about last
        self._versions: dict[str, str] = {}  # by fingerprint
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                self.answer(*hub.get(asked.path, dict(parse_qsl(asked.query))))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers["Authorization"] != f"Bearer {TOKEN}":
                    self.answer(401, "not logged in")
                else:
                    self.answer(*hub.post(urlsplit(self.path).path, body))

            def answer(self, status: int, value: Any) -> None:
                raw = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def get(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        """The status and the document, or the zip, of a GET."""
        if path == "/api/v1/whoami":
            return 200, {"user": {"handle": OWNER}}
        self._fingerprint = query.get("hash", self._fingerprint)
        slug = query.get("slug") or path.rpartition("/")[2]
        versions = self.skills.get(slug)
        if versions is None:
            return 404, "Skill not found"
        latest = {"version": list(versions)[-1]}
        if path == "/api/v1/resolve":
            same = self._versions.get(self._fingerprint)
            return 200, {"match": {"version": same} if same else None, "latestVersion": latest}
        if path == "/api/v1/download":
            return 200, packed(versions[query["version"]])
        about = {"slug": slug, "displayName": slug, "tags": {}, "stats": {}}
        return 200, {
            "skill": about | {"createdAt": 1, "updatedAt": 1},
            "latestVersion": latest | {"createdAt": 1, "changelog": ""},
            "owner": {"handle": OWNER},
            "moderation": None,
        }

    def post(self, path: str, body: bytes) -> tuple[int, Any]:
        """The status and the document of a POST: a place for a file, the file, or a version."""
        if path == "/upload":
            self._uploads.append(body)
            return 200, {"storageId": str(len(self._uploads) - 1)}
        asked = json.loads(body)
        if path == "/api/v1/skills/-/upload-url":
            return 200, {"uploadUrl": f"{self.url}/upload", "uploadTicket": "ticket"}
        if path != "/api/v1/skills":
            return 404, "no such route"
        content = {file["path"]: self._uploads[int(file["storageId"])] for file in asked["files"]}
        self.skills.setdefault(asked["slug"], {})[asked["version"]] = content
        self._versions[self._fingerprint] = asked["version"]
        done = {"ok": True, "skillId": "s", "versionId": "v"}
        return 200, done | {"publicationStatus": "published"}


def packed(content: dict[str, bytes]) -> bytes:
    """A zip file of paths and what they hold."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in content.items():
            archive.writestr(path, data)
    return out.getvalue()
