"""Where requests go and where things are kept, from arguments and environment.

`NEMO_API_URL` (https, loopback http, or the word `local`), `NEMO_WEB_URL`, `NEMO_HOME`,
`NEMO_TOKEN`, `NEMO_CLIENT_ID`, `SKILL_SOURCE`: all optional. `NEMO_TIME_SCALE` (a float, for
tests, on loopback only) multiplies every wait, so that a rule of 30 s can be held in 0.3 s.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from .errors import UsageError
from .say import sentence

CLOUD_API = "https://mega-api-prod.nemovideo.ai"
CLOUD_WEB = "https://nemovideo.com"
AGENT = "nemo_agent"
GET_UV = (
    "py -m venv %USERPROFILE%\\.uv, then %USERPROFILE%\\.uv\\Scripts\\pip install uv"
    if os.name == "nt"
    else "pipx install uv, or brew install uv; or: python3 -m venv ~/.uv, then "
    "~/.uv/bin/pip install uv"
)
"""How to get uv where `pip install` is refused outside a virtual environment."""


def _skill_root() -> Path:
    """The skill's folder, by the path that the script was called by where that is the same place.

    Installers link ~/.claude/skills/x to ~/.agents/skills/x; Python resolves links in `__file__`,
    and only the path as called tells the platform.
    """
    here = Path(__file__).parents[2]
    called = Path(sys.argv[0]).absolute().parent.parent
    try:
        return called if (called / "scripts").samefile(here / "scripts") else here
    except OSError:
        return here


SKILL_ROOT = _skill_root()
SCRIPTS = SKILL_ROOT / "scripts"

Engine = Literal["cloud", "local"]


@dataclass(frozen=True)
class Config:
    """One command's settings. `api_url` has no trailing slash; `token` is NEMO_TOKEN or None.

    `engine` is what the server says of itself (see `engine`), never a guess from its address.
    `origin` is the key under which tokens and sessions are kept: the API's URL, but for the
    embedded studio its data folder, since its port is another one after each start.
    """

    api_url: str
    web_url: str
    engine: Engine
    home: Path
    token: str | None
    origin: str

    @property
    def embedded(self) -> bool:
        """Whether this is the studio that commands start by themselves."""
        return self.origin.startswith("studio:")


def home() -> Path:
    """The folder of client_id, credentials, journal and logs. It is made when first written to.

    Raises UsageError when NEMO_HOME names a user that there is not, or the user has no home.
    """
    return _folder("NEMO_HOME") or _user_home() / ".config" / "nemovideo"


def _folder(name: str) -> Path | None:
    """The folder that an environment variable names."""
    value = os.environ.get(name)
    try:
        return Path(value).expanduser() if value else None
    except RuntimeError:
        raise UsageError(
            sentence("no_such_user", name=name, value=value),
            action=sentence("do_name_folder", name=name),
        ) from None


def _user_home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        raise UsageError(
            sentence("no_home"), action=sentence("do_name_folder", name="NEMO_HOME")
        ) from None


def wants_local(local: bool) -> bool:
    """Whether the embedded studio is asked for, by flag or by NEMO_API_URL=local."""
    return local or os.environ.get("NEMO_API_URL", "").strip().lower() == "local"


def api_url() -> str:
    """`NEMO_API_URL`, else the cloud's. Raises UsageError on an unsafe URL."""
    return _checked_url("NEMO_API_URL", CLOUD_API)


def url_config(url: str, engine: Engine) -> Config:
    """Settings for an API by its URL, whose engine is known. Raises UsageError."""
    web_url = _checked_url("NEMO_WEB_URL", url if engine == "local" else CLOUD_WEB)
    token = os.environ.get("NEMO_TOKEN", "").strip() or None
    if token and not (token.isascii() and token.isprintable()):
        raise UsageError(sentence("odd_token"), action=sentence("do_odd_token"))
    return Config(url, web_url, engine, home(), token, url)


def studio_config(url: str, data: Path) -> Config:
    """Settings for the embedded studio; NEMO_TOKEN is the cloud's and is not sent to it."""
    return Config(url, url, "local", home(), None, f"studio:{data}")


def studio_folder() -> Path:
    """The embedded studio's data folder: NEMO_STUDIO_HOME, else `studio` in the home. Raises as
    `home`."""
    return _folder("NEMO_STUDIO_HOME") or home() / "studio"


def is_loopback(url: str) -> bool:
    host = (urlsplit(url).hostname or "").lower()
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _checked_url(name: str, default: str) -> str:
    url = (os.environ.get(name, "").strip() or default).rstrip("/")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UsageError(
            sentence("no_url", name=name, url=url), action=sentence("do_url", name=name)
        ) from None
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError(sentence("not_plain_url", name=name), action=sentence("do_url", name=name))
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))
    ):
        raise UsageError(
            sentence("unsafe_url", name=name, url=url), action=sentence("do_url", name=name)
        )
    return url


def time_scale() -> float:
    """NEMO_TIME_SCALE, where NEMO_API_URL is this machine; 1.0 elsewhere: the cloud's limits are
    not for a variable to shorten."""
    base = os.environ.get("NEMO_API_URL", "").strip()
    if not (base.lower() == "local" or is_loopback(base)):
        return 1.0
    try:
        return max(0.0, float(os.environ.get("NEMO_TIME_SCALE", "1")))
    except ValueError:
        return 1.0


def sleep(seconds: float) -> None:
    """Wait, in the client's scaled time."""
    time.sleep(seconds * time_scale())
