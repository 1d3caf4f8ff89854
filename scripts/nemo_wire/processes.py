"""Processes that live on without the shell and the terminal of what started them, and the
environment that they get: what they need, and no more.

An agent's shell holds the secrets of other programs. A worker or a studio lives on for a while, and
whoever may read a process's environment should not find them there.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO, Any

HANDED_ON = (
    # Where programs, the user's files and temporary files are
    "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TMP", "TEMP", "VIRTUAL_ENV", "CONDA_PREFIX",
    # What Windows needs
    "SYSTEMROOT", "WINDIR", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "USERPROFILE", "USERNAME",
    "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES",
    "PROCESSOR_ARCHITECTURE", "NUMBER_OF_PROCESSORS",
    # Language and time
    "LANG", "LANGUAGE", "TZ",
    # The way to the network
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
    "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR",
    # The platform that attribution names
    "SKILL_SOURCE", "OPENCLAW_SHELL", "CLAUDECODE", "CURSOR_AGENT", "CURSOR_TRACE_ID",
    "CODEX_SANDBOX", "CODEX_THREAD_ID",
)  # fmt: skip
"""Names, in any case: proxies are spelt both ways."""
HANDED_ON_BEGINNINGS = ("NEMO_", "UV_", "PYTHON", "LC_", "XDG_", "LD_", "DYLD_")
NEVER_BEGINNINGS = ("UV_PUBLISH_",)  # a password of uv's that no start of ours needs

CREATE_NEW_PROCESS_GROUP = 0x00000200  # Windows': subprocess names them only there
CREATE_NO_WINDOW = 0x08000000

# Not DETACHED_PROCESS: the python.exe of a virtual environment starts the real one, which for want
# of a console opens a window of its own (github.com/python/cpython/issues/85785).
OWN_GROUP: dict[str, Any] = (
    {"creationflags": CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW}
    if os.name == "nt"
    else {"start_new_session": True}
)
"""Options of Popen by which a child is not ended with its parent's process group, as agents'
shells end theirs."""


def start_in_background(
    command: Sequence[str], log: IO[bytes], env: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """A process in a group of its own that writes into `log` and reads nothing. Raises OSError."""
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, **OWN_GROUP
    )


def handed_on(*without: str, **more: str) -> dict[str, str]:
    """This process's variables that a background process of ours gets, but for those named
    `without`, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if _is_handed_on(name.upper())}
    for name in without:
        kept.pop(name, None)
    return kept | more


def _is_handed_on(name: str) -> bool:
    if name.startswith(NEVER_BEGINNINGS):
        return False
    return name in HANDED_ON or name.startswith(HANDED_ON_BEGINNINGS)
