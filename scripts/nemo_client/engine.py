"""Which engine a command talks to, and starting the embedded local studio.

What is reached by a URL is the cloud unless it says itself that it is a studio (`GET /health`, on
loopback alone, without token or attribution): a tunnel to the cloud is on loopback too.

The studio is another program with heavier packages of its own (scripts/studio.py carries them in
its header), so it is run by `uv run`, or by this interpreter where the packages are there. The
client never imports it.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nemo_wire.processes import handed_on

from . import config
from .config import is_loopback
from .disk import Damaged, read_object
from .errors import StudioError
from .journal import last_engine
from .redact import plain
from .say import Text, sentence

_STUDIO_PACKAGES = ("fastapi", "uvicorn", "pydantic", "av", "cv2", "uharfbuzz", "bidi")
STUDIO = "nemo-studio"  # the word of its /health
HEALTH_TIMEOUT_S = 3.0
START_LIMIT_S = 900  # the first start fetches the studio's packages


def connect(local: bool = False, tell: Callable[[Text], None] = lambda _: None) -> config.Config:
    """The settings of the engine asked for; starts the embedded studio when it is the one.

    Raises UsageError for an unsafe URL, StudioError when the studio does not come up.
    """
    if not config.wants_local(local):
        url = config.api_url()
        return config.url_config(url, _own_word(url) or _kept_word(url) or "cloud")
    folder = config.studio_folder()
    url = _running(folder) or _start(folder, tell)
    return config.studio_config(url, folder)


def known(local: bool = False) -> config.Config:
    """The settings without starting anything; for commands that need no network. What a server on
    loopback is, is asked only where no session tells."""
    if not config.wants_local(local):
        url = config.api_url()
        return config.url_config(url, _kept_word(url) or _own_word(url) or "cloud")
    folder = config.studio_folder()
    return config.studio_config(_url_of(_card(folder)) or "http://127.0.0.1:0", folder)


def environment(settings: config.Config) -> dict[str, str]:
    """The environment for a worker that must reach the same engine."""
    return handed_on(**({"NEMO_API_URL": "local"} if settings.embedded else {}))


def _card(folder: Path) -> dict[str, Any]:
    """What the folder's studio wrote about itself; it may have died without taking it away."""
    try:
        return read_object(folder / "instance.json")
    except (OSError, Damaged):
        return {}


def _url_of(card: dict[str, Any]) -> str | None:
    url = card.get("url")
    try:
        fit = isinstance(url, str) and url.isascii() and urlsplit(url).port and is_loopback(url)
    except ValueError:
        fit = False
    return url if fit else None


def _own_word(url: str) -> config.Engine | None:
    """What answers at a URL by its own word, where it says nothing the cloud; None where nothing
    answers. http is on loopback alone, and nothing else is asked."""
    if urlsplit(url).scheme != "http":
        return "cloud"
    said = _health(url)
    if said is None:
        return None
    return "local" if said.get("service") == STUDIO else "cloud"


def _kept_word(url: str) -> config.Engine | None:
    """What the server was when the last session was made there."""
    kept = last_engine(config.home(), url)
    return "local" if kept == "local" else "cloud" if kept else None


def _running(folder: Path) -> str | None:
    """The URL of the folder's studio when that very process answers there: another program on
    its old port must not get the user's words."""
    card = _card(folder)
    url = _url_of(card)
    said = _health(url) if url else None
    return url if said and said.get("pid") == card.get("pid") else None


def _health(url: str) -> dict[str, Any] | None:
    """What a server on loopback says of itself, `{"service": None}` where it is no JSON object;
    None when it does not answer."""
    import http.client

    parts = urlsplit(url)
    connection = http.client.HTTPConnection(
        parts.hostname or "", parts.port, timeout=HEALTH_TIMEOUT_S
    )
    try:
        connection.request("GET", f"{parts.path}/health")
        said = json.loads(connection.getresponse().read(65536))
    except ValueError:
        said = None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return said if isinstance(said, dict) and said else {"service": None}


def _start(folder: Path, tell: Callable[[Text], None]) -> str:
    command = [*_interpreter(tell), "start", "--data", str(folder)]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, encoding="utf-8", errors="replace",
            timeout=START_LIMIT_S, check=False, stdin=subprocess.DEVNULL,
            env=handed_on("NEMO_TOKEN"),  # which is the cloud's
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StudioError(
            sentence("studio_not_started"), action=sentence("do_studio"), detail=str(error)
        ) from None
    answer = _last_document(done.stdout)
    url = answer.get("url")
    if done.returncode != 0 or not isinstance(url, str):
        why = plain(str(answer.get("error") or ""))
        what = sentence("studio_not_started")
        raise StudioError(
            sentence("in_its_words", what=what, words=why) if why else what,
            action=sentence("do_see_studio", command=shlex.join([*command[:-3], "serve"])),
        )
    return url


def _interpreter(tell: Callable[[Text], None]) -> list[str]:
    """The command that runs studio.py with its packages. Raises StudioError when there is none."""
    script = str(config.SCRIPTS / "studio.py")
    if all(find_spec(name) for name in _STUDIO_PACKAGES):
        return [sys.executable, script]
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv:
        tell(sentence("starting_studio"))
        return [uv, "run", "--no-project", "--script", script]
    raise StudioError(
        sentence("no_studio_packages"), action=sentence("do_package", how=config.GET_UV)
    )


def _last_document(text: str) -> dict[str, Any]:
    try:
        loaded = json.loads(text)
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}
