"""The studio as a whole: its storage, its jobs, and what the API's routes need of them."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from contextlib import suppress
from pathlib import Path
from typing import Any

from nemo_studio.faults.box import FaultBox
from nemo_studio.jobs.renders import RENDER_MODULE, RenderQueue
from nemo_studio.jobs.runs import Respond, Runs
from nemo_studio.media.fetches import Fetches
from nemo_studio.settings import Settings
from nemo_studio.storage import runs
from nemo_studio.storage.clean import sweep
from nemo_studio.storage.database import Database
from nemo_wire.files import private_folder

REMEMBERED_REQUESTS = 1000
OURS = ("assets", "renders", "studio.db*", "studio.log*", "start.log", "instance.*", "last_port")


class Activity:
    """When the studio was last of use, and, for tests, what it was asked."""

    def __init__(self, *, record: bool) -> None:
        self._lock = threading.Lock()
        self._record = record
        self._open = 0
        self._last = time.monotonic()
        self.counts: Counter[str] = Counter()
        self.requests: deque[dict[str, Any]] = deque(maxlen=REMEMBERED_REQUESTS)

    def begin(self, method: str, path: str, headers: dict[str, str]) -> None:
        with self._lock:
            self._open += 1
            if not self._record:
                return
            self.counts[f"{method} {path}"] += 1
            if "authorization" in headers:
                headers = headers | {"authorization": "(hidden)"}
            self.requests.append({"method": method, "path": path, "headers": headers})

    def end(self) -> None:
        with self._lock:
            self._open -= 1
            self._last = time.monotonic()

    def idle_s(self) -> float:
        """Seconds since the last request ended; 0 while one is open."""
        with self._lock:
            return 0.0 if self._open else time.monotonic() - self._last


class Studio:
    """Everything that lives as long as the server. `origin` is the URL that it is reached by."""

    def __init__(
        self, settings: Settings, respond: Respond, *, render_module: str = RENDER_MODULE
    ) -> None:
        private_folder(settings.data_dir)
        _tighten(settings.data_dir)
        self.settings = settings
        self.origin = ""
        self.db = Database(settings.data_dir / "studio.db")
        self.faults = FaultBox()
        self.activity = Activity(record=settings.faults)
        self.runs = Runs(self.db, respond, charge=lambda: settings.strict)
        self.fetches = Fetches(settings.fetching)
        self.renders = RenderQueue(
            self.db, settings.data_dir / "renders", render_module, settings.log_file
        )

    def start(self) -> None:
        runs.lose_active(self.db)
        sweep(self.db, self.settings.data_dir)
        self.renders.start()

    def stop(self) -> None:
        self.renders.stop()
        self.db.close()

    @property
    def busy(self) -> bool:
        return self.runs.busy or self.renders.busy

    def asset_dir(self, session_id: str) -> Path:
        return self.settings.data_dir / "assets" / session_id


def _tighten(data_dir: Path) -> None:
    """What an earlier studio made with wider rights; the folder itself may be somebody's own."""
    for name in OURS:
        for path in data_dir.glob(name):
            if path.is_symlink():
                continue
            with suppress(OSError):
                path.chmod(0o700 if path.is_dir() else 0o600)
