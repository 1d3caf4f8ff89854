"""What the client and the studio stand on: names and formats of the wire, files, locks, processes.

Imports the standard library only; this file but `sys`.
"""

import sys


def _quiet_when_stopped(kind, error, trace):  # type: ignore[no-untyped-def]  # typing takes time
    """Ctrl-C while a command is still being loaded is no fault to show a traceback of."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _quiet_when_stopped
