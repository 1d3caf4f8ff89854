"""The library under the scripts: talks to the NemoVideo API, cloud or local studio.

Import the module that you need; this package imports nothing, so that a command which
needs no network starts in about the time of a bare interpreter. Ctrl-C while modules are still
being loaded ends as it does later: with a document, without a traceback.
"""

import sys


def _told_briefly(kind, error, trace):  # type: ignore[no-untyped-def]  # typing takes time
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    import os

    from .output import INTERRUPTED, Reporter, interrupted

    reporter = Reporter(as_json="--json" in sys.argv)
    reporter.end(interrupted(reporter))
    os._exit(INTERRUPTED)


sys.excepthook = _told_briefly
