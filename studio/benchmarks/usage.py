"""What a run has cost this process and its children."""

from __future__ import annotations

import resource


def usage() -> dict[str, float]:
    """{"cpu_s": processor seconds of all, "peak_mb": of the largest process}."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return {"cpu_s": cpu, "peak_mb": max(own.ru_maxrss, children.ru_maxrss) / 1024}
